//! Event logs as a source: files of lines that grow, which are sent from where they were left, also once they are archived.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use walkdir::{DirEntry, WalkDir};

use self::reading::Reading;
use self::unread::{Keys, Unread};
use super::Backlog;
use super::delivered::{Delivered, Row};
use crate::events::Layout;
use crate::gateway::item::Item;
use crate::record::LazyZone;

mod archived;
mod plain;
mod reading;
mod unread;

pub(super) use unread::Rows;
pub use unread::WaitingLog;

/// The event logs below a directory.
#[derive(Debug)]
pub(super) struct Logs {
    directory: PathBuf,
    zone: LazyZone,
    pending: VecDeque<Unread>,
    open: Option<Reading>,
}

/// What a look at the logs found.
#[derive(Debug, Default)]
pub(super) struct LookedAt {
    /// The numbers by which all logs are known, ascending.
    pub(super) there: Vec<u64>,
    /// What waits, a record for each line.
    pub(super) backlog: Backlog,
    /// Those that were cut off or replaced, so that they are sent from their beginning.
    pub(super) restarted: Vec<PathBuf>,
    /// Those that can't be read.
    pub(super) unreadable: Vec<PathBuf>,
    /// How far those were sent of which nothing waits, where that was not noted.
    pub(super) settled: Vec<Row>,
}

/// What one file holds for a destination.
struct Left {
    /// What was not sent, in its order.
    unread: Vec<Unread>,
    /// How far it was sent, where nothing waits and that was not noted.
    settled: Vec<Row>,
    /// Whether something else stands there than what was sent.
    is_replaced: bool,
}

impl Left {
    fn nothing() -> Self {
        Self { unread: Vec::new(), settled: Vec::new(), is_replaced: false }
    }
}

/// A file of lines, or an archive of such.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    /// The log that it is or was, below the directory.
    log: PathBuf,
    kind: Kind,
    path: PathBuf,
}

/// What a session wrote before its log was archived comes before what it wrote since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Archive,
    Log,
}

impl Logs {
    pub(super) fn new(directory: PathBuf, zone: LazyZone) -> Self {
        Self { directory, zone, pending: VecDeque::new(), open: None }
    }

    /// Looks which logs have lines that were not sent. No directory is no logs.
    pub(super) fn look(&mut self, delivered: &Delivered, now: Timestamp) -> LookedAt {
        (self.open, self.pending) = (None, VecDeque::new());
        let mut looked = LookedAt::default();
        let all = found(&self.directory);
        for (place, one) in all.iter().enumerate() {
            let keys = Keys::of(one);
            let left = match one.kind {
                Kind::Log => plain::look(one, delivered, now, &mut looked.there),
                Kind::Archive => archived::look(one, delivered, now),
            };
            looked.there.extend([keys.log, keys.archive]);
            match left {
                Ok(Left { unread, settled, is_replaced }) => {
                    looked.settled.extend(settled);
                    looked.backlog = unread.iter().fold(looked.backlog, |sum, unread| sum + unread.backlog());
                    // A log that was archived makes room for another.
                    let follows = place > 0 && all[place - 1].log == one.log;
                    looked.restarted.extend((is_replaced && !follows).then(|| one.path.clone()));
                    self.pending.extend(unread);
                }
                Err(_) => looked.unreadable.push(one.path.clone()),
            }
        }
        looked.there.sort_unstable();
        looked
    }

    /// True if nothing that was found is left.
    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.open.is_none()
    }

    /// The logs of which not all was read that was found.
    pub(super) fn waiting(&self) -> Vec<WaitingLog> {
        self.open.iter().map(|reading| &reading.unread).chain(&self.pending).map(Unread::waiting).collect()
    }

    /// Where all logs end, so that only what comes later is sent.
    pub(super) fn ends(&self, now: Timestamp) -> Vec<Row> {
        let end_of = |one: &Found| match one.kind {
            Kind::Log => plain::end(one, now),
            Kind::Archive => archived::end(one, now),
        };
        found(&self.directory).iter().filter_map(|one| end_of(one).ok()).flatten().collect()
    }

    /// The next event. Lines that are none are passed over. `gone` takes the logs that went before they could be read to their end.
    pub(super) fn next(&mut self, gone: &mut Vec<PathBuf>) -> Option<(Item, Rows)> {
        loop {
            let mut reading = if let Some(reading) = self.open.take() {
                reading
            } else {
                let unread = self.pending.pop_front()?;
                let path = unread.path.clone();
                let Ok(reading) = Reading::open(unread) else {
                    gone.extend((!is_archived(&path)).then_some(path));
                    continue;
                };
                reading
            };
            match reading.next(&self.zone) {
                Ok(Some(found)) => {
                    self.open = Some(reading);
                    return Some(found);
                }
                Ok(None) => {}
                Err(_) => gone.push(reading.unread.path),
            }
        }
    }
}

/// True if what a log held is in an archive, where the next look finds it.
fn is_archived(log: &Path) -> bool {
    Layout::archive_of(log).is_some_and(|archive| archive.symlink_metadata().is_ok())
}

/// The logs and archives below a directory, by log. Names beginning with a dot are not ours to read, and links are not followed.
fn found(directory: &Path) -> Vec<Found> {
    let is_hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
    let walk = WalkDir::new(directory).into_iter().filter_entry(|entry| !is_hidden(entry));
    let one = |entry: DirEntry| {
        let path = entry.into_path();
        let (kind, log) = match Layout::log_of(&path) {
            Some(log) => (Kind::Archive, log),
            None if path.extension().is_some_and(|end| end == "jsonl") => (Kind::Log, path.clone()),
            None => return None,
        };
        let log = log.strip_prefix(directory).unwrap_or(&log).to_owned();
        Some(Found { log, kind, path })
    };
    let files = walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let mut found: Vec<_> = files.filter_map(one).collect();
    found.sort_unstable();
    found
}

fn opened(path: &Path) -> io::Result<(std::fs::File, std::fs::Metadata)> {
    crate::files::open_regular(path).map_err(|problem| io::Error::other(problem.to_string()))
}
