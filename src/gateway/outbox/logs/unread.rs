//! What of a log was not sent, and by what it is known.

use std::fs::Metadata;
use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::Backlog;
use super::super::delivered::{Delivered, Row};
use super::super::position::Position;
use super::{Found, is_archived};
use crate::files::{self, FileId};
use crate::record::names::fnv1a;

/// What is to be noted of an event: how far its log was sent, by its path, and by its number where it has one.
pub(in crate::gateway::outbox) type Rows = (Row, Option<Row>);

/// A log, or a part of an archive, with lines that were not sent.
#[derive(Debug)]
pub(super) struct Unread {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// The log that it is or was, below the directory.
    pub(super) log: PathBuf,
    pub(super) form: Form,
    /// Where in the log these lines begin.
    pub(super) from: u64,
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

/// How a log lies there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// As it was written, and sent up to there.
    Log(Position),
    /// As one member of an archive.
    Member {
        /// Where it begins among all that the archive holds.
        base: u64,
        /// Where the archive ends, if nothing behind this member waits.
        then: Option<Position>,
    },
}

/// By what a log is known wherever it lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    /// Its path.
    pub(super) log: u64,
    /// The path of its archive, told by that of the log.
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
        let (file, base) = match self.form {
            Form::Log(_) => (self.number.unwrap_or(self.keys.log), 0),
            Form::Member { base, .. } => (self.keys.archive, base),
        };
        WaitingLog { path: self.path.clone(), file, end: base + self.end }
    }

    /// What is to be noted once it was sent up to there.
    pub(super) fn rows(&self, position: Position) -> Rows {
        let is_end = position.offset == self.end;
        match self.form {
            Form::Log(_) => {
                // Before its end there is more to send, whatever the file looks like.
                let version = if is_end { self.version } else { 0 };
                let row = |file| Row { file, version, item: position.to_bytes() };
                (row(self.keys.log), self.number.map(row))
            }
            Form::Member { base, then } => {
                let row = |version, item: Position| Row { file: self.keys.archive, version, item: item.to_bytes() };
                match then.filter(|_| is_end) {
                    Some(end) => (row(self.version, end), None),
                    None => (row(0, position.behind(base)), None),
                }
            }
        }
    }
}

impl Keys {
    /// Events have numbers of their own among those of the store's files: what is hashed begins as no path does.
    pub(super) fn of(found: &Found) -> Self {
        let path = found.log.as_os_str().as_encoded_bytes();
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
