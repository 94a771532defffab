//! Addresses of destinations that speak HTTP.

use std::fmt;

use serde::Deserialize;
use ureq::http::Uri;

/// An `http` or `https` URL without a user or password.
///
/// Only its origin is ever shown: with many services the path or query is a secret by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct HttpUrl {
    text: String,
    origin: String,
}

/// Why a text is no such URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// It is no URL, or one of another kind.
    #[error("`url` must be a URL that begins with http:// or https://")]
    Unread,
    /// It has a user or a password in it.
    #[error("`url` has a user or password in it; a secret belongs into `token_env` or `token_file`")]
    Credentials,
}

impl TryFrom<String> for HttpUrl {
    type Error = InvalidUrl;

    fn try_from(text: String) -> Result<Self, InvalidUrl> {
        let uri: Uri = text.parse().map_err(|_| InvalidUrl::Unread)?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or(InvalidUrl::Unread)?;
        let authority = uri.authority().filter(|authority| !authority.host().is_empty()).ok_or(InvalidUrl::Unread)?;
        if authority.as_str().contains('@') {
            return Err(InvalidUrl::Credentials);
        }
        let origin = format!("{scheme}://{authority}");
        Ok(Self { text, origin })
    }
}

impl HttpUrl {
    /// All of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub(super) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// The same with this path, if it has none.
    #[cfg(feature = "otlp")]
    #[must_use]
    pub(in crate::gateway::transport) fn or_path(&self, path: &str) -> Self {
        let has_none = self.text[self.origin.len()..].trim_end_matches('/').is_empty();
        let text = if has_none { format!("{}{path}", self.origin) } else { self.text.clone() };
        Self { text, origin: self.origin.clone() }
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_origin_is_shown() {
        let url = HttpUrl::try_from("https://hooks.example.com:8443/T00/B00/secret?key=secret".to_owned()).unwrap();
        assert_eq!(url.to_string(), "https://hooks.example.com:8443");
        assert!(url.is_https() && url.as_str().ends_with("key=secret"));
    }

    #[test]
    fn what_is_no_url_is_said_without_repeating_it() {
        for text in ["", "example.com/x", "/x", "ftp://example.com", "https://exa mple.com", "https://", "https:///x"] {
            assert_eq!(HttpUrl::try_from(text.to_owned()), Err(InvalidUrl::Unread), "{text}");
        }
        let with_secret = HttpUrl::try_from("https://me:hush@example.com".to_owned()).unwrap_err();
        assert_eq!(with_secret, InvalidUrl::Credentials);
        assert!(!with_secret.to_string().contains("hush"));
    }
}
