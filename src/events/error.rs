//! What can go wrong with event logs, each error naming its path.

use std::io;
use std::path::{Path, PathBuf};

use crate::record::InvalidId;

/// Why an event log could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused: permissions, a full disk, a broken medium.
    #[error("cannot {action} {}: {source}", path.display())]
    Storage {
        /// What was tried, as a verb: `append to`, `sync`, `read`.
        action: &'static str,
        /// The file or directory it was tried on.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// An event breaks the rules of its log; nothing of it was written.
    #[error("not a valid event: {}", rules.join("; "))]
    Invalid {
        /// Every broken rule, as `/provenance/confidence: must be ...`.
        rules: Vec<String>,
    },
    /// A name was refused before it met a path.
    #[error(transparent)]
    InvalidId(#[from] InvalidId),
    /// Nothing has that name.
    #[error("no {what} `{name}` in {}", base.display())]
    NotFound {
        /// The kind of thing: `session`, `event`.
        what: &'static str,
        /// The name that was looked for.
        name: String,
        /// The directory of the logs.
        base: PathBuf,
    },
    /// What should be written stands there already, and is something else.
    #[error("{} is in the way: {why}", path.display())]
    InTheWay {
        /// What is in the way.
        path: PathBuf,
        /// What should have been done with it.
        why: &'static str,
    },
}

impl Error {
    /// An I/O error with what was tried and on which path; use with `map_err`.
    pub(super) fn storage(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Storage { action, path: path.to_owned(), source }
    }
}
