//! To a webhook: batches by HTTP POST, as lines or as an array of JSON.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use ureq::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::http::{Client, HttpOptions, Retryable};
use super::{SendError, Transport};
use crate::gateway::Item;
use crate::gateway::destination::{InvalidDestination, Surroundings};
use crate::gateway::secret::SecretSource;

mod signature;

use signature::Signer;

/// By which a receiver knows a batch that it has already had: the items' own id, or a hash of the ids if there are several.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What a configuration says of a webhook, besides what it says of HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookOptions {
    /// How the items stand in the body.
    #[serde(default)]
    pub format: WebhookFormat,
    /// The environment variable with the key that signs each request.
    pub secret_env: Option<String>,
    /// The file with that key.
    pub secret_file: Option<PathBuf>,
}

/// How the items stand in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WebhookFormat {
    /// One a line.
    #[default]
    Ndjson,
    /// In one array.
    Json,
}

impl WebhookFormat {
    fn content_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Json => "application/json",
        }
    }

    fn body(self, batch: &[Item]) -> Vec<u8> {
        let mut body = Vec::with_capacity(batch.iter().map(|item| item.line().len() + 1).sum::<usize>() + 2);
        match self {
            Self::Ndjson => {
                for item in batch {
                    body.extend_from_slice(item.line().as_bytes());
                    body.push(b'\n');
                }
            }
            Self::Json => {
                body.push(b'[');
                for (index, item) in batch.iter().enumerate() {
                    body.extend_from_slice(if index == 0 { b"" } else { b"," });
                    body.extend_from_slice(item.line().as_bytes());
                }
                body.push(b']');
            }
        }
        body
    }
}

/// Posts batches to a URL.
///
/// A batch that was not acknowledged comes again with the same `Idempotency-Key`, if it is cut in the same way; each item has its own
/// id in any case. With a key to sign, requests carry the headers of the Standard Webhooks specification, version 1.
pub struct WebhookTransport {
    client: Client,
    format: WebhookFormat,
    signer: Option<Signer>,
}

impl WebhookTransport {
    /// A way to that URL. Nothing is sent yet.
    ///
    /// # Errors
    /// A secret is missing, or something can't be sent.
    pub fn open(
        http: &HttpOptions,
        options: &WebhookOptions,
        surroundings: &Surroundings<'_>,
    ) -> Result<Self, InvalidDestination> {
        let source = SecretSource::of("secret", options.secret_env.as_deref(), options.secret_file.as_deref())?;
        let secret = source.map(|source| source.read(surroundings.variables)).transpose()?;
        let signer = secret.as_ref().map(Signer::new).transpose()?;
        Ok(Self { client: Client::open(http, None, surroundings)?, format: options.format, signer })
    }

    fn post(&self, batch: &[Item]) -> Result<super::http::Answer, SendError> {
        let body = self.client.body(self.format.body(batch));
        let key = idempotency_key(batch);
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.format.content_type()));
        if let Some(signer) = &self.signer {
            headers.extend(signer.headers(&key, self.client.now(), &body.0));
        }
        // It is made of hexadecimal digits.
        headers.extend(HeaderValue::from_str(&key).map(|key| (IDEMPOTENCY_KEY, key)));
        self.client.post(&body, headers)
    }
}

/// The same for the same items in the same order.
fn idempotency_key(batch: &[Item]) -> String {
    if let [only] = batch {
        return only.id.to_string();
    }
    let mut hash = Sha256::new();
    for item in batch {
        hash.update(item.id.to_string());
    }
    hash.finalize()[..16].iter().fold(String::new(), |mut text, byte| {
        _ = write!(text, "{byte:02x}");
        text
    })
}

impl Transport for WebhookTransport {
    fn send_batch(&mut self, batch: &[Item]) -> Result<(), SendError> {
        self.post(batch)?.judge(Retryable::Usual)
    }

    /// Posts a batch of nothing.
    fn health_check(&mut self) -> Result<(), SendError> {
        self.post(&[])?.judge_empty(Retryable::Usual)
    }

    fn close(&mut self) -> Result<(), SendError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{ItemId, ItemKind};

    fn item(text: &str) -> Item {
        let id = ItemId::of(ItemKind::Response, b"o", text.as_bytes());
        Item::new(id, ItemKind::Response, "s".to_owned(), None, "{}")
    }

    #[test]
    fn a_body_is_lines_or_an_array() {
        let batch = [item("one"), item("two")];
        let [one, two] = [batch[0].line(), batch[1].line()];
        let body = |format: WebhookFormat, batch: &[Item]| String::from_utf8(format.body(batch)).unwrap();
        assert_eq!(body(WebhookFormat::Ndjson, &batch), format!("{one}\n{two}\n"));
        assert_eq!(body(WebhookFormat::Json, &batch), format!("[{one},{two}]"));
        assert_eq!([body(WebhookFormat::Ndjson, &[]), body(WebhookFormat::Json, &[])], ["", "[]"]);
    }

    #[test]
    fn a_key_is_of_the_items_and_their_order() {
        let [one, two] = [item("one"), item("two")];
        assert_eq!(idempotency_key(std::slice::from_ref(&one)), one.id.to_string());
        let key = idempotency_key(&[one.clone(), two.clone()]);
        assert_eq!(key, idempotency_key(&[one.clone(), two.clone()]));
        assert_ne!(key, idempotency_key(&[two, one]));
        assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
