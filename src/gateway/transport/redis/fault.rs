//! What a server's error means for the items.

use redis::{ErrorKind, RedisError};

use super::super::{Cause, SendError, tls};
use super::RedisOptions;

/// What an error means. All may pass: none of them is about an item, since the server does not look into one.
pub(super) fn explain(error: &RedisError, options: &RedisOptions) -> SendError {
    if let Some(told) = tls::explain(error) {
        return told;
    }
    let url = &options.url;
    let (cause, message) = if error.is_timeout() {
        (Cause::Timeout, format!("{url}: no answer in time"))
    } else if error.is_connection_refusal() {
        (Cause::Connection, format!("{url}: nobody listens there"))
    } else if error.is_io_error() || error.kind() == ErrorKind::Client {
        (Cause::Connection, format!("{url}: {error}"))
    } else if error.kind() == ErrorKind::Parse {
        (Cause::Serialisation, format!("{url}: not an answer of Redis"))
    } else {
        let said = Said::of(error);
        (Cause::Refused, format!("{url}: {}{}", said.words(), said.advice()))
    };
    SendError::transient(cause, message)
}

/// There is something else under the stream's key.
pub(super) fn wrong_type(kind: &str, options: &RedisOptions) -> SendError {
    let RedisOptions { url, stream, .. } = options;
    SendError::transient(Cause::Refused, format!("{url}: there is a {kind} under the key `{stream}`; set `stream`"))
}

/// What the server said: the word that its errors begin with, and the rest.
struct Said {
    code: String,
    detail: String,
}

impl Said {
    fn of(error: &RedisError) -> Self {
        let code = match (error.code(), error.kind()) {
            (Some(code), _) => code,
            (None, ErrorKind::AuthenticationFailed) => "NOAUTH",
            (None, _) => error.category(),
        };
        Self { code: code.to_owned(), detail: error.detail().unwrap_or_default().to_owned() }
    }

    fn words(&self) -> String {
        let detail: String = self.detail.chars().filter(|c| !c.is_control()).take(200).collect();
        format!("{} {detail}", self.code).trim_end().to_owned()
    }

    fn advice(&self) -> &'static str {
        match self.code.as_str() {
            "NOAUTH" | "WRONGPASS" => "; are `user` and the password right?",
            "NOPERM" => "; this user must be allowed XADD, MULTI and EXEC",
            "WRONGTYPE" => "; there is no stream under this key: set `stream`",
            "MOVED" | "ASK" => "; it is a node of a cluster: set `url` to the one that has the stream",
            "READONLY" => "; it is a replica: set `url` to the primary",
            "OOM" => "; its memory is full: `max_length` can bound the stream",
            _ => "",
        }
    }
}
