//! To a receiver of `OpenTelemetry` logs: OTLP over HTTP, in JSON.

use std::collections::BTreeMap;

use flate2::Compression;
use serde::Deserialize;
use serde_json::Value;
use ureq::http::{HeaderMap, HeaderValue, header};

use super::http::{Answer, Client, HttpOptions, Retryable};
use super::{Cause, Refusal, SendError, Transport};
use crate::gateway::Item;
use crate::gateway::destination::{InvalidDestination, Surroundings};
use crate::record::Reader;

mod event;
mod value;

pub use event::Content;
use event::{Event, LogRecord};
use value::KeyValue;

/// Where receivers take logs, unless the URL says otherwise.
const PATH: &str = "/v1/logs";

/// What a configuration says of a receiver, besides what it says of HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtlpOptions {
    /// The attribute `service.name` of what is sent.
    #[serde(default = "responses")]
    pub service_name: String,
    /// Further attributes of the resource.
    #[serde(default)]
    pub resource: BTreeMap<String, String>,
    /// Whether what was asked and answered is sent, or only what is known about it.
    #[serde(default)]
    pub content: Content,
}

fn responses() -> String {
    "responses".to_owned()
}

/// Sends items as log records: responses as events of the semantic conventions for generative AI.
pub struct OtlpTransport {
    client: Client,
    options: OtlpOptions,
    reader: Reader,
}

impl OtlpTransport {
    /// A way to that receiver. Nothing is sent yet.
    ///
    /// # Errors
    /// A secret is missing, or something can't be sent.
    pub fn open(
        http: &HttpOptions,
        options: &OtlpOptions,
        surroundings: &Surroundings<'_>,
    ) -> Result<Self, InvalidDestination> {
        let http = HttpOptions { url: http.url.or_path(PATH), ..http.clone() };
        let client = Client::open(&http, Some(Compression::fast()), surroundings)?;
        Ok(Self { client, options: options.clone(), reader: Reader::default() })
    }

    fn post(&self, events: &[Event<'_>]) -> Result<Answer, SendError> {
        let observed = self.client.now();
        let records: Vec<_> = events.iter().map(|event| event.to_record(observed, self.options.content)).collect();
        let body = serde_json::to_vec(&request(&records, &self.options));
        let body = body.map_err(|error| SendError::permanent(Cause::Serialisation, error))?;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.client.post(&self.client.body(body), headers)
    }
}

/// `ExportLogsServiceRequest`
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    resource_logs: [ResourceLogs<'a>; 1],
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct ResourceLogs<'a> {
    resource: Resource<'a>,
    scope_logs: [ScopeLogs<'a>; 1],
}

#[derive(serde::Serialize)]
struct Resource<'a> {
    attributes: Vec<KeyValue<'a>>,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct ScopeLogs<'a> {
    scope: Scope,
    log_records: &'a [LogRecord<'a>],
}

#[derive(serde::Serialize)]
struct Scope {
    name: &'static str,
    version: &'static str,
}

fn request<'a>(records: &'a [LogRecord<'a>], options: &'a OtlpOptions) -> Request<'a> {
    let service = KeyValue::text("service.name", options.service_name.as_str());
    let further = options.resource.iter().filter(|(key, _)| *key != "service.name");
    let further = further.map(|(key, value)| KeyValue::text(key.as_str(), value.as_str()));
    let scope = Scope { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
    Request {
        resource_logs: [ResourceLogs {
            resource: Resource { attributes: std::iter::once(service).chain(further).collect() },
            scope_logs: [ScopeLogs { scope, log_records: records }],
        }],
    }
}

/// What a receiver says of a request that it took: of `items` records it may have rejected some, without saying which.
///
/// The specification forbids to repeat the request then. But what was rejected must be known by name, so that it is not lost; so ever smaller
/// parts are sent, and whoever has several records with one `log.record.uid` keeps one. When all were rejected they are known.
fn judge_partial(body: Option<&[u8]>, items: usize) -> Result<(), SendError> {
    let Some(body) = body else {
        let why = "the answer does not end, or not within 4 MiB; what was taken is unknown";
        return Err(SendError::transient(Cause::Serialisation, why));
    };
    // Receivers that answer nothing, or nothing in JSON, said with their status that they took everything.
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let partial = &answer["partialSuccess"];
    let count = &partial["rejectedLogRecords"];
    let rejected = count.as_u64().or_else(|| count.as_str()?.parse().ok()).unwrap_or(0);
    if rejected == 0 {
        return Ok(());
    }
    let said: String = partial["errorMessage"].as_str().unwrap_or_default().chars().take(200).collect();
    let message = format!("{rejected} of {items} log records were rejected: {said}");
    let all = usize::try_from(rejected).is_ok_and(|rejected| rejected >= items);
    let named = if all { 0..items } else { 0..0 };
    let items = named.map(|index| Refusal { index, reason: said.clone() }).collect();
    Err(SendError::Permanent { cause: Cause::Refused, items, message })
}

impl Transport for OtlpTransport {
    fn send_batch(&mut self, batch: &[Item]) -> Result<(), SendError> {
        let mut events = Vec::with_capacity(batch.len());
        let mut refused = Vec::new();
        for (index, item) in batch.iter().enumerate() {
            match Event::of(item, &self.reader) {
                Ok(event) => events.push(event),
                Err(reason) => refused.push(Refusal { index, reason }),
            }
        }
        if let Some(first) = refused.first() {
            let message = first.reason.clone();
            return Err(SendError::Permanent { cause: Cause::Serialisation, items: refused, message });
        }
        let answer = self.post(&events)?;
        answer.judge(Retryable::Otlp)?;
        judge_partial(answer.body.as_deref(), batch.len())
    }

    /// Sends a request without records, which receivers take.
    fn health_check(&mut self) -> Result<(), SendError> {
        self.post(&[])?.judge_empty(Retryable::Otlp)
    }

    fn close(&mut self) -> Result<(), SendError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_receiver_rejected_is_named_if_that_can_be() {
        let judged = |body: &str, items| judge_partial(Some(body.as_bytes()), items);
        for taken in ["", "{}", "garbage", r#"{"partialSuccess":null}"#, r#"{"partialSuccess":{}}"#] {
            assert_eq!(judged(taken, 3), Ok(()), "{taken}");
        }
        assert_eq!(judged(r#"{"partialSuccess":{"rejectedLogRecords":"0","errorMessage":"slow down"}}"#, 3), Ok(()));
        for count in ["\"3\"", "3"] {
            let body = format!(r#"{{"partialSuccess":{{"rejectedLogRecords":{count},"errorMessage":"too old"}}}}"#);
            let Err(SendError::Permanent { items, message, .. }) = judged(&body, 3) else { panic!() };
            assert_eq!(items.iter().map(|item| item.index).collect::<Vec<_>>(), [0, 1, 2]);
            assert_eq!(message, "3 of 3 log records were rejected: too old");
            let Err(SendError::Permanent { items, .. }) = judged(&body, 4) else { panic!() };
            assert_eq!(items, [], "nobody knows which");
        }
        assert!(matches!(judge_partial(None, 1), Err(SendError::Transient { .. })));
    }
}
