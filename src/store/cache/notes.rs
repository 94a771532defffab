//! What one thread found in the files that it read.

use super::identity::Identity;
use super::kept::{Kept, Said};
use super::segment::Row;
use crate::record::{Problem, Summary};
use crate::store::bytes::Bytes;
use crate::store::interner::Interner;

/// What was found in files, as small as it will be written.
#[derive(Debug, Default)]
pub(in crate::store) struct Notes {
    /// Each with the hash of its directory.
    pub(super) rows: Vec<(u64, Row)>,
    kept: Vec<u8>,
    names: Interner<str>,
}

impl Notes {
    /// Notes what a file holds, whose directory and path have these hashes.
    pub(super) fn add(&mut self, identity: Identity, (directory, path): (u64, u64), found: Result<&Summary, &Problem>) {
        let (at, mut tools) = (u64::try_from(self.kept.len()).unwrap_or(u64::MAX), String::new());
        let kept = match found {
            Ok(summary) => Said::of(summary, &mut tools).map(Kept::Record),
            Err(problem) => Some(Kept::Problem(problem.clone())),
        };
        if kept.and_then(|kept| kept.put(&mut self.kept, |name| self.names.id(name))).is_some() {
            self.rows.push((directory, Row { identity, path, at }));
        }
    }

    /// All names, each at its number.
    pub(super) fn names(&self) -> Vec<&str> {
        self.names.values()
    }

    /// What is kept of the file in a row.
    pub(super) fn kept<'a>(&'a self, names: &[&'a str], number: usize) -> Option<Kept<'a>> {
        let at = usize::try_from(self.rows.get(number)?.1.at).ok()?;
        Kept::take(Bytes(self.kept.get(at..)?), |name| names.get(usize::try_from(name).ok()?).copied())
    }
}
