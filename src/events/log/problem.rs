//! What is wrong with a line of a log, or with the whole of it.

use std::fmt;
use std::path::PathBuf;

use crate::record::{self, JsonError, Kind, NoObject};

/// Why a line, or a log, could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Not text in UTF-8.
    #[error("not UTF-8 text (first bad byte at column {column})")]
    NotUtf8 {
        /// Column of the first byte that is not UTF-8, in bytes from 1.
        column: usize,
    },
    /// The JSON ends too early, as after a crash of the writer.
    #[error("truncated: {} (column {})", .0.message, .0.column)]
    Truncated(JsonError),
    /// Not JSON.
    #[error("not JSON: {} (column {})", .0.message, .0.column)]
    Json(JsonError),
    /// JSON, but not an object.
    #[error("not an event: {0}, not an object")]
    NotAnObject(Kind),
    /// Longer than we are willing to read.
    #[error("longer than the limit of {max_bytes} bytes")]
    TooLong {
        /// The limit that was in force, in bytes.
        max_bytes: usize,
    },
    /// An object that is not what it must be; each rule that it breaks.
    #[error("{}", .0.join("; "))]
    Invalid(Vec<String>),
    /// A damaged gzip stream, from which nothing more can be read.
    #[error("damaged gzip data: {0}")]
    Gzip(String),
    /// An archive that holds more than we are willing to read.
    #[error("more than {max_bytes} bytes decompressed")]
    TooLarge {
        /// The limit that was in force, in bytes.
        max_bytes: u64,
    },
    /// The file could not be opened or read.
    #[error(transparent)]
    File(#[from] record::Problem),
}

impl From<JsonError> for Problem {
    fn from(error: JsonError) -> Self {
        if error.truncated { Self::Truncated(error) } else { Self::Json(error) }
    }
}

impl From<NoObject> for Problem {
    fn from(error: NoObject) -> Self {
        match error {
            NoObject::Json(error) => error.into(),
            NoObject::Other(kind) => Self::NotAnObject(kind),
        }
    }
}

/// A problem and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// The log.
    pub path: PathBuf,
    /// The line, from 1; `None` if it is about the whole file.
    pub line: Option<u64>,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// Everything that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems {
    /// The first ones, in the order of files and lines.
    pub named: Vec<LineProblem>,
    /// How many there are.
    pub total: u64,
}

impl Problems {
    /// True if everything was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Adds those of something that was read after what these are of.
    pub fn append(&mut self, later: Self) {
        self.total += later.total;
        self.named.extend(later.named);
    }

    /// Adds one, which is named if fewer than `most` are.
    pub(in crate::events) fn add(&mut self, most: usize, new: impl FnOnce() -> LineProblem) {
        self.total += 1;
        if self.named.len() < most {
            self.named.push(new());
        }
    }
}
