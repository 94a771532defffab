//! Event logs as a source: files of lines that grow, which are sent from where they were left, also once they are archived.
//!
//! Where an event stands is told by the whole of its session's events, which is what its archive holds and then what its log does. So
//! there is one position for both, and neither archiving nor restoring changes it.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use walkdir::{DirEntry, WalkDir};

use self::look::Known;
use self::reading::Reading;
use self::unread::{Keys, Unread};
use super::Backlog;
use super::delivered::{Delivered, Row};
use crate::events::{Family, Layout, recognise};
use crate::gateway::item::Item;
use crate::record::LazyZone;

mod archived;
mod look;
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

/// What one session's files hold for a destination.
#[derive(Default)]
struct Left {
    /// The numbers by which they are known besides their paths.
    there: Vec<u64>,
    /// What was not sent, in its order.
    unread: Vec<Unread>,
    /// How far they were sent, where nothing waits and that was not noted.
    settled: Vec<Row>,
    /// Whether something else stands there than what was sent.
    is_replaced: bool,
    /// Those that can't be read.
    unreadable: Vec<PathBuf>,
}

/// A session's log and its archive, of which at least one is there.
#[derive(Debug, Default)]
struct Found {
    /// The log that it is or was, below the directory.
    name: PathBuf,
    log: Option<PathBuf>,
    archive: Option<PathBuf>,
}

impl Found {
    fn path(&self) -> &Path {
        self.log.as_ref().or(self.archive.as_ref()).unwrap_or(&self.name)
    }
}

impl Logs {
    pub(super) fn new(directory: PathBuf, zone: LazyZone) -> Self {
        Self { directory, zone, pending: VecDeque::new(), open: None }
    }

    /// Looks which logs have lines that were not sent. No directory is no logs.
    pub(super) fn look(&mut self, delivered: &Delivered, now: Timestamp) -> LookedAt {
        (self.open, self.pending) = (None, VecDeque::new());
        let mut looked = LookedAt::default();
        for one in found(&self.directory) {
            let keys = Keys::of(&one.name);
            looked.there.extend([keys.log, keys.archive]);
            let mut left = Left::default();
            match look::look(&one, Known::new(&one, delivered, now), &mut left) {
                Ok(()) => self.take(left, &one, &mut looked),
                // It was archived or restored just now, and the next look finds it.
                Err(error) if error.kind() == io::ErrorKind::NotFound || one.path().symlink_metadata().is_err() => {}
                Err(_) => looked.unreadable.push(one.path().to_owned()),
            }
        }
        looked.there.sort_unstable();
        looked
    }

    fn take(&mut self, left: Left, found: &Found, looked: &mut LookedAt) {
        looked.there.extend(left.there);
        looked.settled.extend(left.settled);
        looked.unreadable.extend(left.unreadable);
        looked.restarted.extend(left.is_replaced.then(|| found.path().to_owned()));
        looked.backlog = left.unread.iter().fold(looked.backlog, |sum, unread| sum + unread.backlog());
        self.pending.extend(left.unread);
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
        let end_of = |one: Found| look::end(&one, Known::new(&one, &Delivered::default(), now));
        found(&self.directory).into_iter().filter_map(|one| end_of(one).ok()).flatten().collect()
    }

    /// The next event. Lines that are none are passed over. `gone` takes the logs that went before they could be read to their end.
    pub(super) fn next(&mut self, gone: &mut Vec<PathBuf>) -> Option<(Item, Rows)> {
        loop {
            let mut reading = if let Some(reading) = self.open.take() {
                reading
            } else {
                let unread = self.pending.pop_front()?;
                let (path, name) = (unread.path.clone(), unread.name.clone());
                let Ok(reading) = Reading::open(unread) else {
                    gone.extend(self.pass_over(path, &name));
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
                Err(_) => gone.extend(self.pass_over(reading.unread.path, &reading.unread.name)),
            }
        }
    }

    /// Passes over what can't be read, and with it what comes after it in its session, until the next look. Gives what went.
    fn pass_over(&mut self, path: PathBuf, name: &Path) -> Option<PathBuf> {
        self.pending.retain(|unread| unread.name != name);
        let is_back = Layout::log_of(&path).is_some_and(|log| [&log, &path].iter().any(|path| path.exists()));
        (!is_back && !is_archived(&path)).then_some(path)
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
    let files = walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let mut found: BTreeMap<PathBuf, Found> = BTreeMap::new();
    let name_of = |log: &Path| log.strip_prefix(directory).unwrap_or(log).to_owned();
    for path in files.map(DirEntry::into_path) {
        if let Some(log) = Layout::log_of(&path) {
            found.entry(name_of(&log)).or_default().archive = Some(path);
        } else if path.extension().is_some_and(|end| end == "jsonl" || end == "json") {
            let name = name_of(&path);
            found.entry(name).or_default().log = Some(path);
        }
    }
    found.into_iter().map(|(name, found)| Found { name, ..found }).collect()
}

/// True if a file holds events as its name or its beginning tells: streams can be kept in `.json`, as responses are.
fn is_log(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "jsonl")
        || matches!(recognise(path), Ok(Some(Family::Activity | Family::Causal | Family::Stream)))
}

fn opened(path: &Path) -> io::Result<(std::fs::File, std::fs::Metadata)> {
    crate::files::open_regular(path).map_err(|problem| io::Error::other(problem.to_string()))
}
