//! A value and where it came from, and what can be wrong on the way.

use std::fmt;
use std::path::PathBuf;

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A command-line flag.
    Flag,
    /// An environment variable.
    Environment(&'static str),
    /// A line of a configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// The line of the value.
        line: u64,
    },
    /// It was found above the working directory.
    Found,
    /// Nothing said otherwise.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Environment(name) => write!(f, "environment ({name})"),
            Self::File { path, line } => write!(f, "{}, line {line}", path.display()),
            Self::Found => f.write_str("found above the working directory"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value in force and what put it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// What named it.
    pub origin: Origin,
}

impl<T> Setting<T> {
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Setting<U> {
        Setting { value: change(self.value), origin: self.origin }
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It was understood all the same, or concerns nothing of ours.
    Warning,
    /// What was meant can't be known, so nothing is done on the ground of it.
    Error,
}

/// What is wrong with a file or variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file as a whole.
    File(PathBuf),
    /// A key of a file.
    Key {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
        /// The key, with its section.
        key: String,
    },
    /// An environment variable.
    Variable(&'static str),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File(path) => write!(f, "{}: ", path.display())?,
            Place::Key { path, line, key } => write!(f, "{}: line {line}: {key}: ", path.display())?,
            Place::Variable(name) => write!(f, "{name}: ")?,
        }
        f.write_str(&self.message)
    }
}

/// Why the configuration can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{first}{}", more(*others))]
pub struct ConfigError {
    /// The first mistake.
    pub first: Problem,
    /// How many more there are.
    pub others: usize,
}

fn more(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => " (and one more mistake)".to_owned(),
        _ => format!(" (and {others} more mistakes)"),
    }
}
