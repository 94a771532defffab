//! How much waits, and how much of that was given up.

use std::path::Path;

use jiff::Timestamp;

use super::logs::Logs;
use super::seen::Known;
use crate::gateway::error::Error;
use crate::gateway::place::Place;
use crate::store::ResponseTracker;

/// How much waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// How many records.
    pub records: u64,
    /// How many bytes their files have.
    pub bytes: u64,
}

impl Backlog {
    pub(super) fn less(self, bytes: u64) -> Self {
        Self { records: self.records.saturating_sub(1), bytes: self.bytes.saturating_sub(bytes) }
    }
}

impl std::ops::Add for Backlog {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { records: self.records + other.records, bytes: self.bytes + other.bytes }
    }
}

/// Records that were given up because too many waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// How many.
    pub records: u64,
    /// When the first of them was given, if that is known.
    pub first: Option<Timestamp>,
    /// When the last of them was given, if that is known.
    pub last: Option<Timestamp>,
}

/// What waits for a destination, whoever may be forwarding to it now.
///
/// # Errors
/// The store or the cursor can't be read.
pub fn backlog(
    tracker: &ResponseTracker,
    place: &Place,
    events: Option<&Path>,
    now: Timestamp,
) -> Result<Backlog, Error> {
    let (delivered, _) = super::cursor::read(place)?;
    let found = tracker.look(&Known(&delivered), 0, now)?.found;
    let logs = events.map(|directory| Logs::new(directory.to_owned(), tracker.reader().naive_zone.clone()));
    let events = logs.map(|mut logs| logs.look(&delivered, now).backlog).unwrap_or_default();
    Ok(Backlog { records: found.waiting, bytes: found.waiting_bytes } + events)
}
