//! What can go wrong with a store, each error naming its path.

use std::io;
use std::path::{Path, PathBuf};

use super::cleanup::InvalidCriteria;
use crate::record::{InvalidId, Problem};

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store can't be what it was set to be, such as a file where a directory must stand.
    #[error("{}: {why}", path.display())]
    Configuration {
        /// The store or setting in question.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The operating system refused: permissions, a full disk, a broken medium.
    #[error("cannot {action} {}: {source}", path.display())]
    Storage {
        /// What was tried, as a verb: `create`, `write`, `read`.
        action: &'static str,
        /// The file or directory it was tried on.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file is not what it must be.
    #[error("{}: {problem}", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// Why it can't be read.
        problem: Problem,
    },
    /// A new response breaks the schema of records.
    #[error("not a valid response: {}", rules.join("; "))]
    Invalid {
        /// Every broken rule, as `/metadata/tokens: must be ...`.
        rules: Vec<String>,
    },
    /// What was to be cleared makes no sense.
    #[error(transparent)]
    InvalidCriteria(#[from] InvalidCriteria),
    /// A name was refused before it met a path.
    #[error(transparent)]
    InvalidId(#[from] InvalidId),
    /// Nothing has that name.
    #[error("no {what} `{name}` in {}", base.display())]
    NotFound {
        /// The kind of thing: `session`, `response`, `receipt`.
        what: &'static str,
        /// The name that was looked for.
        name: String,
        /// The store.
        base: PathBuf,
    },
    /// Another process is changing the store.
    #[error("{} is being changed by another process{}", base.display(), holder.as_ref().map(|h| format!(" ({h})")).unwrap_or_default())]
    Busy {
        /// The store.
        base: PathBuf,
        /// Who holds the lock, if it said so.
        holder: Option<String>,
    },
}

impl Error {
    /// True if there was no room left to write.
    pub(crate) fn is_want_of_space(&self) -> bool {
        let full =
            |source: &io::Error| matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        matches!(self, Self::Storage { source, .. } if full(source))
    }

    /// An I/O error with what was tried and on which path; use with `map_err`.
    pub(crate) fn storage(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Storage { action, path, source }
    }
}
