//! Ways to destinations: one trait, and one file for each kind.

use std::fmt;
use std::time::Duration;

use super::item::Item;

mod callback;
mod file;
mod http;
mod logging;
mod null;
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(feature = "redis")]
mod redis;
mod tls;
mod webhook;

pub use callback::CallbackTransport;
pub use file::{FileOptions, FileTransport};
pub use http::{HeaderSource, HttpOptions, HttpUrl};
pub use logging::LoggingTransport;
pub use null::NullTransport;
#[cfg(feature = "otlp")]
pub use otlp::{Content, OtlpOptions, OtlpTransport};
#[cfg(feature = "redis")]
pub use redis::{RedisOptions, RedisTransport, RedisUrl};
pub use webhook::{WebhookFormat, WebhookOptions, WebhookTransport};

/// A way to one destination.
///
/// A transport does one attempt; whoever drives it decides when there is another. It should keep its connection from one batch to
/// the next, and open a new one after an error. Every call must come back within a time of its own choosing: without an answer
/// it is [`Cause::Timeout`].
pub trait Transport: Send {
    /// Sends items, in this order, and returns when the destination has taken them for good.
    ///
    /// # Errors
    /// Not all of them were taken. Which were is unknown, so all are sent again, but for those that [`SendError::Permanent`] names.
    fn send_batch(&mut self, batch: &[Item]) -> Result<(), SendError>;

    /// Looks whether the destination is there and would take items, without leaving one.
    ///
    /// # Errors
    /// What [`Self::send_batch`] would meet.
    fn health_check(&mut self) -> Result<(), SendError>;

    /// Puts down what was held. Nothing is sent after this; closing twice is the same as once.
    ///
    /// # Errors
    /// Something could not be put down in order. It is put down all the same.
    fn close(&mut self) -> Result<(), SendError>;
}

/// Why a batch was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may go well another time, with the same items: nobody is there, the answer was lost, the token was refused. So is whatever
    /// lies in the destination or its settings and not in the items.
    #[error("{cause}: {message}")]
    Transient {
        /// What kind of thing it was.
        cause: Cause,
        /// What exactly, for people. No secret, and no item's text.
        message: String,
    },
    /// The destination asks for time.
    #[error("asked to wait {}: {message}", humantime::format_duration(*delay))]
    Throttled {
        /// How long, from now.
        delay: Duration,
        /// What it said, for people.
        message: String,
    },
    /// These items will never be taken. With names those are it, and the others are sent again without them; without, nobody said
    /// which, and it is found out by sending ever fewer.
    #[error("{cause}: {message}")]
    Permanent {
        /// What kind of thing it was.
        cause: Cause,
        /// The items in question, by their place in the batch; empty if nobody said.
        items: Vec<Refusal>,
        /// What exactly, for people. No secret, and no item's text.
        message: String,
    },
}

impl SendError {
    /// An error that may pass.
    #[must_use]
    pub fn transient(cause: Cause, message: impl fmt::Display) -> Self {
        Self::Transient { cause, message: message.to_string() }
    }

    /// An error that some of the items cause, unknown which.
    #[must_use]
    pub fn permanent(cause: Cause, message: impl fmt::Display) -> Self {
        Self::Permanent { cause, items: Vec::new(), message: message.to_string() }
    }

    /// What kind of thing it was.
    #[must_use]
    pub fn cause(&self) -> Cause {
        match self {
            Self::Transient { cause, .. } | Self::Permanent { cause, .. } => *cause,
            Self::Throttled { .. } => Cause::Refused,
        }
    }
}

/// An item that will never be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its place in the batch, from 0.
    pub index: usize,
    /// Why.
    pub reason: String,
}

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// There is no connection: no such host, nobody listening, cut off in the middle.
    Connection,
    /// There was no answer in time.
    Timeout,
    /// The destination could not prove who it is.
    Certificate,
    /// The items, or an answer, could not be put into or read from the form of the protocol.
    Serialisation,
    /// The destination was reached and does not want this.
    Refused,
    /// The system that this runs on refused: a full disk, missing rights.
    System,
}

impl Cause {
    /// The word for it in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::Certificate => "certificate",
            Self::Serialisation => "serialisation",
            Self::Refused => "refused",
            Self::System => "system",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connection => "no connection",
            Self::Timeout => "no answer in time",
            Self::Certificate => "certificate not accepted",
            Self::Serialisation => "not in the form of the protocol",
            Self::Refused => "refused",
            Self::System => "the system refused",
        })
    }
}
