//! Records that come from another store: taken in as they are, and each only once.
//!
//! What is there already is found by session, agent and instant, and compared whole; in archives by the session and by digests of whole
//! records. Of several equal records in the source each is
//! matched with another one in the store, so that importing twice adds nothing and importing once loses nothing.

mod archived;
mod copied;
mod lines;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use self::archived::Archived;
use self::copied::Copied;
pub use self::lines::{BadLine, Lines};
use super::entry::{Entry, UNKNOWN_AGENT, UNKNOWN_SESSION};
use super::error::Error;
use super::lock::MaintenanceLock;
use super::scan::{Scanned, Skipped, Tally};
use super::tracker::ResponseTracker;
use crate::record::{Record, RecordTime, to_canonical};

/// What becomes of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is durable in this file; or, if nothing is to be written, it would be written.
    Stored(Option<PathBuf>),
    /// This file of the store, named by its path below it, holds the same record.
    AlreadyThere(PathBuf),
    /// This archive of the store, named by its path below it, holds the same record.
    Archived(PathBuf),
}

/// An import under way. It holds the lock of the store, so that two at once do not both find that a record is missing.
#[derive(Debug)]
pub struct Import<'a> {
    tracker: &'a ResponseTracker,
    known: Known,
    archived: Archived<'a>,
    /// Files that have their counterpart in the source.
    matched: BTreeSet<PathBuf>,
    /// None if nothing is to be written.
    lock: Option<MaintenanceLock>,
}

impl<'a> Import<'a> {
    /// Begins an import, creating the store if need be. With it comes what could not be read there, which may be what is imported.
    ///
    /// # Errors
    /// [`Error::Busy`] if another process is changing the store, [`Error::Storage`] if it can't be read or made.
    pub fn begin(tracker: &'a ResponseTracker) -> Result<(Self, Vec<Skipped>), Error> {
        tracker.create()?;
        let lock = MaintenanceLock::take(tracker.layout(), "import")?;
        Self::looking(tracker, Some(lock))
    }

    /// The same, but nothing will be written.
    ///
    /// # Errors
    /// [`Error::Storage`] if the store can't be read.
    pub fn dry_run(tracker: &'a ResponseTracker) -> Result<(Self, Vec<Skipped>), Error> {
        Self::looking(tracker, None)
    }

    fn looking(tracker: &'a ResponseTracker, lock: Option<MaintenanceLock>) -> Result<(Self, Vec<Skipped>), Error> {
        let Scanned { found: known, skipped } = tracker.scan(Known::default)?;
        let mut import = Self { tracker, known, archived: Archived::of(tracker), matched: BTreeSet::new(), lock };
        let unread = import.take_skipped();
        Ok((import, [skipped, unread].concat()))
    }

    /// Takes in records, each with a result of its own in the same order. When it returns, what is stored is durable.
    ///
    /// # Errors
    /// For each record: [`Error::Invalid`] if one of its names holds a secret and secrets are to be taken out, [`Error::Storage`] if
    /// it could not be made durable.
    pub fn take(&mut self, records: Vec<Record>) -> Vec<Result<Outcome, Error>> {
        let mut new = Vec::new();
        let mut outcomes: Vec<_> = records.into_iter().map(|record| self.sort_out(record, &mut new)).collect();
        if self.lock.is_none() {
            return outcomes;
        }
        let waiting = outcomes.iter_mut().filter(|outcome| matches!(outcome, Ok(Outcome::Stored(_))));
        for (outcome, stored) in waiting.zip(self.tracker.store_all(&new)) {
            *outcome = stored.map(|path| Outcome::Stored(Some(path)));
        }
        outcomes
    }

    /// What of the archives could not be read since this was last asked. It may be what is imported.
    pub fn take_skipped(&mut self) -> Vec<Skipped> {
        self.archived.take_skipped()
    }

    /// Finds the record in the store, or puts it to the new ones.
    fn sort_out(&mut self, record: Record, new: &mut Vec<Copied>) -> Result<Outcome, Error> {
        if let Some(found) = self.find(&record) {
            return Ok(found);
        }
        let copied = Copied::of(record, self.tracker.options().redaction)?;
        // It may be there without the secrets that it had.
        if let Some(found) = self.find(copied.record()) {
            return Ok(found);
        }
        new.push(copied);
        Ok(Outcome::Stored(None))
    }

    /// Where the same record is.
    fn find(&mut self, record: &Record) -> Option<Outcome> {
        let there = self.counterpart(record).map(Outcome::AlreadyThere);
        there.or_else(|| self.archived.counterpart(record).map(Outcome::Archived))
    }

    /// The file that holds the same record and was not matched yet, which is matched then.
    fn counterpart(&mut self, record: &Record) -> Option<PathBuf> {
        let candidates = self.known.paths.get(&Key::of(record))?;
        let wanted = to_canonical(record);
        let same = |path: &&PathBuf| {
            let read = || self.tracker.read(path).is_ok_and(|found| self.is_same(path, found, &wanted));
            !self.matched.contains(*path) && read()
        };
        let path = candidates.iter().find(same)?.clone();
        self.matched.insert(path.clone());
        Some(path)
    }

    /// True if a record of the store is the wanted one, as it is or, as an export has it, with the names that its place tells.
    fn is_same(&self, path: &Path, found: Record, wanted: &[u8]) -> bool {
        let named = found.session_id.is_some() && found.agent.is_some();
        to_canonical(&found) == wanted
            || !named && self.tracker.entry(path).is_ok_and(|entry| to_canonical(&entry.complete(found)) == wanted)
    }
}

/// Where records may be that are equal to another.
#[derive(Debug, Default)]
struct Known {
    paths: HashMap<Key, Vec<PathBuf>>,
}

/// What equal records have in common, and few others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    session: String,
    agent: String,
    instant: Option<Timestamp>,
}

impl Key {
    /// The key of a record of which this is known. What names nobody gets the place, and so the names, of the unknown.
    fn new(session: Option<&str>, agent: Option<&str>, instant: Option<Timestamp>) -> Self {
        let (session, agent) = (session.unwrap_or(UNKNOWN_SESSION), agent.unwrap_or(UNKNOWN_AGENT));
        Self { session: session.to_owned(), agent: agent.to_owned(), instant }
    }

    fn of(record: &Record) -> Self {
        let instant = record.timestamp.time().map(RecordTime::instant);
        Self::new(record.session_id.as_deref(), record.agent.as_deref(), instant)
    }
}

impl Tally for Known {
    fn add(&mut self, entry: &Entry) {
        let key = Key::new(entry.session_id.as_deref(), entry.agent.as_deref(), entry.instant());
        self.paths.entry(key).or_default().push(entry.path.clone());
    }

    fn merge(&mut self, other: Self) {
        for (key, paths) in other.paths {
            self.paths.entry(key).or_default().extend(paths);
        }
    }
}
