//! What of a log was not sent, and by what it is known.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::Backlog;
use super::super::delivered::{Delivered, Row};
use super::super::position::{Position, Tail};
use super::is_archived;
use crate::files::{self, FileId};
use crate::gateway::whole::Whole;
use crate::record::names::fnv1a;

/// What is to be noted of an event: how far its log was sent, and what else is known by that.
pub(in crate::gateway::outbox) type Rows = (Row, Option<Row>);

/// A log, or an archive of such, with lines that were not sent. All places are those in the whole.
#[derive(Debug)]
pub(super) struct Unread {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// The log that it is or was, below the directory.
    pub(super) name: PathBuf,
    pub(super) part: Part,
    /// Where it stands.
    pub(super) whole: Whole,
    /// Where these lines begin.
    pub(super) from: u64,
    /// The end of the line before them in this file; none at its beginning.
    pub(super) after: Option<Position>,
    /// Where it ended when it was looked at.
    pub(super) end: u64,
    /// How many lines that is.
    pub(super) lines: u64,
    pub(super) keys: Keys,
    /// The number of the file in the file system, hashed, where it has one.
    pub(super) number: Option<u64>,
    /// The file in this state, as a number; 0 if it may still change without being seen to.
    pub(super) version: u64,
}

/// What a session wrote before its log was archived comes before what it wrote since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Archive,
    Log,
}

/// By what a log is known wherever it lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    /// Its path: how far the whole was sent.
    pub(super) log: u64,
    /// The path of its archive, told by that of the log: of which state of it nothing waits.
    pub(super) archive: u64,
}

/// A log of which not all was sent, for those who look later whether it is still there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingLog {
    /// Where it lay.
    pub path: PathBuf,
    /// The number by which it is known wherever it is moved.
    pub file: u64,
    /// Where it ended.
    pub end: u64,
}

impl WaitingLog {
    /// True if it is nowhere any more, and was not sent to its end before it went. `there` are the numbers of all that is, ascending.
    pub(in crate::gateway::outbox) fn is_lost(&self, there: &[u64], delivered: &Delivered) -> bool {
        let is_sent = |row: &Row| Position::from_bytes(row.item).offset >= self.end;
        there.binary_search(&self.file).is_err()
            && !is_archived(&self.path)
            && !delivered.get(self.file).is_some_and(is_sent)
    }
}

impl Unread {
    pub(super) fn backlog(&self) -> Backlog {
        Backlog { records: self.lines, bytes: self.end - self.from }
    }

    pub(super) fn waiting(&self) -> WaitingLog {
        let (file, base) = match (self.part, self.number) {
            (Part::Archive, _) => (self.keys.archive, 0),
            (Part::Log, Some(number)) => (number, self.whole.base),
            (Part::Log, None) => (self.keys.log, 0),
        };
        WaitingLog { path: self.path.clone(), file, end: self.end - base }
    }

    /// What is to be noted once it was sent up to there, where `tail` stands before it.
    pub(super) fn rows(&self, offset: u64, tail: &Tail) -> Rows {
        let position = tail.at(offset, self.whole.origin);
        // Before its end there is more to send, whatever the file looks like.
        let version = if offset == self.end { self.version } else { 0 };
        match self.part {
            Part::Archive => (
                Row { file: self.keys.log, version: 0, item: position.to_bytes() },
                (version != 0).then(|| archive_row(self.keys, version, offset)),
            ),
            Part::Log => {
                let own = tail.at(offset - self.whole.base, self.whole.own);
                let row = |file, item: Position| Row { file, version, item: item.to_bytes() };
                (row(self.keys.log, position), self.number.map(|number| row(number, own)))
            }
        }
    }
}

/// Notes that in this state of an archive nothing waits, and where the log goes on.
pub(super) fn archive_row(keys: Keys, version: u64, base: u64) -> Row {
    Row { file: keys.archive, version, item: Position::unmarked(base).to_bytes() }
}

impl Keys {
    /// Events have numbers of their own among those of the store's files: what is hashed begins as no path does.
    pub(super) fn of(name: &Path) -> Self {
        let path = name.as_os_str().as_encoded_bytes();
        Self { log: key(b"path\0", path), archive: key(b"archive\0", path) }
    }
}

/// The number of a file in the file system as a key.
pub(super) fn number_of(metadata: &Metadata) -> Option<u64> {
    files::file_id(metadata).map(|id| key(b"number\0", &id.to_bytes()))
}

fn key(kind: &[u8], bytes: &[u8]) -> u64 {
    fnv1a(&[b"\0log\0", kind, bytes].concat())
}

/// A number of a file in its present state; 0 if a further change could leave it the same.
pub(super) fn version_of(metadata: &Metadata, now: Timestamp) -> u64 {
    let settled =
        |modified: &SystemTime| now.duration_since(Timestamp::try_from(*modified).unwrap_or(now)).as_secs() > 2;
    let Some(modified) = metadata.modified().ok().filter(settled) else { return 0 };
    let nanos = modified.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let id = files::file_id(metadata).map(FileId::to_bytes).unwrap_or_default();
    fnv1a(&[&metadata.len().to_le_bytes()[..], &nanos.to_le_bytes(), &id].concat()).max(1)
}
