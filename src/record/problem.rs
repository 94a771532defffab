//! Why a file could not be taken as a record.

use super::json::{JsonError, Kind};

/// Why a file in the store could not be read as a response record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Not text in UTF-8.
    #[error("not UTF-8 text (first bad byte at offset {offset})")]
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8, from 0.
        offset: usize,
    },
    /// The JSON ends too early, as after a crash of the writer.
    #[error("truncated: {0}")]
    Truncated(JsonError),
    /// Not JSON.
    #[error("not JSON: {0}")]
    Json(JsonError),
    /// JSON, but not an object.
    #[error("not a response record: the top level is {0}, not an object")]
    NotAnObject(Kind),
    /// An object that has neither request nor response under any of their names.
    #[error("not a response record: it has neither `request` nor `response`")]
    NotARecord,
    /// A damaged gzip stream.
    #[error("damaged gzip data: {0}")]
    Gzip(String),
    /// Larger than we are willing to read.
    #[error("larger than the limit of {max_bytes} bytes")]
    TooLarge {
        /// The limit that was in force, in bytes.
        max_bytes: u64,
    },
    /// A symbolic link; these are never followed inside a store.
    #[error("a symbolic link, not followed")]
    SymbolicLink,
    /// A FIFO, socket, device or directory under a record's name.
    #[error("not a regular file")]
    NotRegular,
    /// The operating system refused.
    #[error("{0}")]
    Io(String),
}

impl From<JsonError> for Problem {
    fn from(error: JsonError) -> Self {
        if error.truncated { Self::Truncated(error) } else { Self::Json(error) }
    }
}
