//! Why there is no answer.

use std::io::ErrorKind;

use ureq::{Error, Timeout};

use super::super::{Cause, SendError, tls};
use super::HttpUrl;

/// What the client's error means.
pub(super) fn explain(error: &Error, url: &HttpUrl) -> SendError {
    if let Some(told) = tls_error(error) {
        return told;
    }
    let (cause, message) = match error {
        Error::Timeout(what) => (Cause::Timeout, format!("{url}: {}", phase(*what))),
        Error::HostNotFound => (Cause::Connection, format!("{url}: no such host")),
        Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => {
            (Cause::Connection, format!("{url}: nobody listens there"))
        }
        Error::Io(error) if error.kind() == ErrorKind::TimedOut => (Cause::Timeout, format!("{url}: {error}")),
        Error::Io(error) => (Cause::Connection, format!("{url}: {error}")),
        Error::Protocol(error) => (Cause::Serialisation, format!("{url}: not an answer in HTTP: {error}")),
        other => (Cause::Connection, format!("{url}: {other}")),
    };
    SendError::transient(cause, message)
}

/// An error of TLS, which comes in several wrappings.
fn tls_error(error: &Error) -> Option<SendError> {
    match error {
        Error::Io(error) => tls::explain(error),
        Error::Rustls(error) => tls::explain(error),
        _ => None,
    }
}

fn phase(timeout: Timeout) -> &'static str {
    match timeout {
        Timeout::Resolve => "looking up the host took longer than `connect_timeout`",
        Timeout::Connect => "connecting took longer than `connect_timeout`",
        Timeout::RecvResponse | Timeout::RecvBody => "the answer took longer than `read_timeout`",
        _ => "it took longer than `timeout`",
    }
}
