//! The decision: what is put aside, what is removed, what stays. Nothing here touches a file.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::record::{Problem, Rescued, Saved};
use crate::store::Skipped;
use crate::store::cleanup::PlannedFile;
use crate::store::files::Stat;
use crate::store::inventory::Temporary;

/// A file under a record's name that can't be read as one, as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The file.
    pub file: PlannedFile,
    /// Why it can't be read.
    pub problem: Problem,
    /// How much of its response can be saved, if it ends too early and enough of it is whole; its request then is.
    pub saved: Option<Saved>,
}

impl Broken {
    pub(super) fn new(path: PathBuf, stat: &Stat, problem: Problem, rescued: Option<Rescued>) -> Self {
        let file = PlannedFile { path, bytes: stat.bytes, modified: stat.modified };
        Self { file, problem, saved: rescued.map(|rescued| rescued.response) }
    }
}

/// What a repair would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What is put into quarantine.
    pub broken: Vec<Broken>,
    /// Temporary files that are removed: whoever wrote them was killed before anything was acknowledged.
    pub stale: Vec<Temporary>,
    /// What can't be read and stays: it is not damaged, or not ours to move.
    pub left: Vec<Skipped>,
}

impl Plan {
    /// True if there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.broken.is_empty() && self.stale.is_empty()
    }
}

/// True if a problem is one of a file's content, which no other day or setting will read.
pub(super) fn is_damage(problem: &Problem) -> bool {
    match problem {
        Problem::Empty
        | Problem::NotUtf8 { .. }
        | Problem::Truncated(_)
        | Problem::Json(_)
        | Problem::NotAnObject(_)
        | Problem::NotARecord
        | Problem::Gzip(_) => true,
        Problem::TooLarge { .. }
        | Problem::TooLargeInside { .. }
        | Problem::TooDeep { .. }
        | Problem::SymbolicLink
        | Problem::NotRegular
        | Problem::OtherFileSystem
        | Problem::Gone
        | Problem::Archive(_)
        | Problem::Io(_) => false,
    }
}

/// Decides over what was found, in whatever order it comes.
#[must_use]
pub fn decide(mut broken: Vec<Broken>, left: Vec<Skipped>, temporary: Vec<Temporary>, now: Timestamp) -> Plan {
    broken.sort_by(|a, b| a.file.path.cmp(&b.file.path));
    let stale = temporary.into_iter().filter(|file| file.is_stale(now)).collect();
    Plan { broken, stale, left }
}
