//! Signatures as the [Standard Webhooks] specification has them, so that a receiver's library can check them.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use ureq::http::{HeaderName, HeaderValue};

use crate::gateway::destination::InvalidDestination;
use crate::gateway::secret::Secret;

/// Before a key that is given in base64.
const PREFIX: &str = "whsec_";

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// Signs requests with HMAC-SHA256.
pub(super) struct Signer(hmac::Key);

impl Signer {
    /// Signs with a key: after `whsec_` its base64, else the text's own bytes.
    ///
    /// # Errors
    /// What comes after `whsec_` is no base64.
    pub(super) fn new(secret: &Secret) -> Result<Self, InvalidDestination> {
        let invalid = |why: &str| InvalidDestination::Option { place: "secret: ".to_owned(), why: why.to_owned() };
        let key = match secret.expose().strip_prefix(PREFIX) {
            None => secret.expose().as_bytes().to_vec(),
            Some(text) => STANDARD.decode(text).map_err(|_| invalid("what comes after `whsec_` is not base64"))?,
        };
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &key)))
    }

    /// The headers that go with a body, which is signed as it travels.
    pub(super) fn headers(&self, id: &str, now: Timestamp, body: &[u8]) -> Vec<(HeaderName, HeaderValue)> {
        let time = now.as_second().to_string();
        let mut signed = hmac::Context::with_key(&self.0);
        for part in [id.as_bytes(), b".", time.as_bytes(), b".", body] {
            signed.update(part);
        }
        let signature = format!("v1,{}", STANDARD.encode(signed.sign()));
        let headers = [(ID, id.to_owned()), (TIMESTAMP, time), (SIGNATURE, signature)];
        let fits = |(name, text): (HeaderName, String)| HeaderValue::from_str(&text).ok().map(|value| (name, value));
        headers.into_iter().filter_map(fits).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::gateway::SecretSource;

    fn signer(secret: &'static str) -> Result<Signer, InvalidDestination> {
        let source = SecretSource::Environment("KEY".to_owned());
        Signer::new(&source.read(&|_| Some(OsString::from(secret))).unwrap())
    }

    #[test]
    fn a_signature_is_the_one_that_other_libraries_expect() {
        // The example that the libraries of the specification test themselves with.
        let signer = signer("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let now = Timestamp::from_second(1_614_265_330).unwrap();
        let headers = signer.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", now, br#"{"test": 2432232314}"#);
        let texts: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(
            texts,
            [
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                ("webhook-timestamp", "1614265330"),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ]
        );
    }

    #[test]
    fn a_key_is_text_or_base64_after_its_prefix() {
        let now = Timestamp::from_second(1).unwrap();
        let signature = |secret| signer(secret).unwrap().headers("id", now, b"x").pop().unwrap().1;
        assert_eq!(signature("plain"), signature("whsec_cGxhaW4="));
        assert_ne!(signature("plain"), signature("plain2"));
        assert!(signer("whsec_???").is_err_and(|error| !error.to_string().contains('?')));
    }
}
