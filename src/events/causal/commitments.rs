//! Promises, and what became of them.

use std::collections::HashMap;

use jiff::Timestamp;

use super::event::Event;
use super::lines::{Key, Lines};
use crate::events::log::{Fold, Line, Problem};
use crate::record::{LazyZone, RecordTime};

/// The status of a promise that was kept.
pub(super) const COMPLETED: &str = "completed";

/// What one event says of a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentEntry {
    /// The line of the event, from 1.
    pub line: u64,
    /// The event.
    pub event_id: Option<String>,
    /// When it happened.
    pub timestamp: Option<RecordTime>,
    /// What became of the promise.
    pub status: Option<String>,
    /// When it shall be kept, as it was written.
    pub due_by: Option<String>,
    /// What it waits for.
    pub dependencies: Vec<String>,
}

/// A promise in one log: the same text is the same promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Which of the files it stands in, from 0.
    pub file: usize,
    /// What was promised.
    pub commitment: String,
    /// What was said of it, in the order of the lines.
    pub entries: Vec<CommitmentEntry>,
}

impl Promise {
    /// Which entry counts: the one with the latest time, of equal times the last. Entries without a readable time come before all
    /// others.
    #[must_use]
    pub fn latest(&self) -> usize {
        let when = |index: &usize| (self.entries[*index].timestamp.map(RecordTime::instant), *index);
        (0..self.entries.len()).max_by_key(when).unwrap_or(0)
    }

    /// When it is due by an entry, and by what entry that was said: itself, or else the last before it that says so readably.
    #[must_use]
    pub fn due(&self, index: usize, naive_zone: &LazyZone) -> Option<(RecordTime, usize)> {
        let when = |index: usize| (self.entries[index].timestamp.map(RecordTime::instant), index);
        let before = (0..self.entries.len()).filter(|other| when(*other) <= when(index));
        let due = before.filter_map(|other| {
            let due = RecordTime::parse_in(self.entries[other].due_by.as_deref()?, naive_zone)?;
            Some((due, other))
        });
        due.max_by_key(|(_, other)| when(*other))
    }

    /// True if an entry says that it was not kept, though it was due before `now`; `None` if nobody can tell.
    #[must_use]
    pub fn is_overdue(&self, index: usize, now: Timestamp, naive_zone: &LazyZone) -> Option<bool> {
        let (due, _) = self.due(index, naive_zone)?;
        Some(due.instant() < now && !self.entries[index].is_completed())
    }

    /// True unless the latest word is that it was kept.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.entries.get(self.latest()).is_some_and(|entry| !entry.is_completed())
    }
}

impl CommitmentEntry {
    /// True if it says that the promise was kept.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        self.status.as_deref() == Some(COMPLETED)
    }
}

/// All promises in logs.
#[derive(Debug)]
pub struct Commitments<'a> {
    naive_zone: &'a LazyZone,
    lines: Lines,
    places: HashMap<(usize, String), usize>,
    promises: Vec<Promise>,
}

impl<'a> Commitments<'a> {
    /// None yet. Times without an offset are of that zone.
    #[must_use]
    pub fn new(naive_zone: &'a LazyZone) -> Self {
        Self { naive_zone, lines: Lines::default(), places: HashMap::new(), promises: Vec::new() }
    }

    /// The promises in the order in which they were made, log by log.
    #[must_use]
    pub fn into_promises(self) -> Vec<Promise> {
        self.promises
    }

    /// The promise with that text in that file, made if need be.
    fn promise(&mut self, file: usize, commitment: String) -> &mut Promise {
        let place = *self.places.entry((file, commitment)).or_insert_with_key(|(file, commitment)| {
            self.promises.push(Promise { file: *file, commitment: commitment.clone(), entries: Vec::new() });
            self.promises.len() - 1
        });
        &mut self.promises[place]
    }
}

impl Fold for Commitments<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        if self.lines.read(line.text)?.get(Key::OpenCommitments).is_none() {
            return Ok(());
        }
        let event = Event::parse(line.text)?;
        for told in event.open_commitments() {
            let entry = CommitmentEntry {
                line: line.number,
                event_id: event.event_id().map(String::from),
                timestamp: event.timestamp(self.naive_zone),
                status: told.status.map(String::from),
                due_by: told.due_by.map(String::from),
                dependencies: told.dependencies.into_iter().map(String::from).collect(),
            };
            self.promise(line.file, told.commitment.into_owned()).entries.push(entry);
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        for promise in later.promises {
            self.promise(promise.file, promise.commitment).entries.extend(promise.entries);
        }
    }

    fn hand_on(&mut self, next: &mut Self) {
        self.lines.hand_on(&mut next.lines);
    }
}
