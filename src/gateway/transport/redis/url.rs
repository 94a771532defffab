//! Addresses of Redis servers.

use std::fmt;

use redis::{ConnectionAddr, IntoConnectionInfo};
use serde::Deserialize;

/// A `redis` or, with TLS, `rediss` URL without a user or password: `redis://host:port/database`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RedisUrl(String);

/// Why a text is no such URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// It is no URL, or one of another kind.
    #[error("`url` must be redis://HOST:PORT or, with TLS, rediss://HOST:PORT, with /NUMBER for a database")]
    Unread,
    /// It has a user or a password in it.
    #[error("`url` has a user or password in it; these belong into `user`, and `password_env` or `password_file`")]
    Credentials,
}

impl TryFrom<String> for RedisUrl {
    type Error = InvalidUrl;

    fn try_from(text: String) -> Result<Self, InvalidUrl> {
        if !text.starts_with("redis://") && !text.starts_with("rediss://") {
            return Err(InvalidUrl::Unread);
        }
        if text.contains('@') {
            return Err(InvalidUrl::Credentials);
        }
        let info = text.as_str().into_connection_info().map_err(|_| InvalidUrl::Unread)?;
        match info.addr() {
            ConnectionAddr::Tcp(..) | ConnectionAddr::TcpTls { .. } => Ok(Self(text)),
            _ => Err(InvalidUrl::Unread),
        }
    }
}

impl RedisUrl {
    /// All of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_without_secrets_are_taken() {
        for text in ["redis://localhost", "redis://localhost:6380/2", "rediss://cache.example.com:6380"] {
            assert_eq!(RedisUrl::try_from(text.to_owned()).unwrap().to_string(), text);
        }
        for text in ["", "localhost:6379", "http://localhost", "redis://", "redis://localhost:x", "redis://localhost/x"]
        {
            assert_eq!(RedisUrl::try_from(text.to_owned()), Err(InvalidUrl::Unread), "{text}");
        }
        assert_eq!(RedisUrl::try_from("redis://:secret@localhost".to_owned()), Err(InvalidUrl::Credentials));
    }
}
