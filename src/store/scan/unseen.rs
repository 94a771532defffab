//! Which files of a store somebody has not seen yet, or not as they are now.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::walk::Found;
use super::{Scan, Scanned, Visited};
use crate::record::Problem;
use crate::store::cache::identity::{Identity, hash};
use crate::store::files::{self, Stat};
use crate::store::scan::read_capped;
use crate::store::{Error, ResponseTracker};

/// A file and the version of it, both as numbers that whoever looks can keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight {
    /// Which file: a hash of its path.
    pub(crate) file: u64,
    /// Which version: a hash of all that changes when it is written to; 0 if that can't be told, or not yet.
    pub(crate) version: u64,
}

impl Sight {
    fn of(place: (&Path, &OsStr), stat: &Stat, now: Timestamp) -> Self {
        let settled = Identity::of(stat).filter(|identity| identity.is_settled(now));
        let numbers = |Identity { inode, bytes, modified, changed }: Identity| {
            [inode, bytes, modified.cast_unsigned(), changed.cast_unsigned()].map(u64::to_le_bytes)
        };
        let version = settled.map_or(0, |identity| hash(1, numbers(identity).as_flattened()).max(1));
        Self { file: key(place), version }
    }
}

/// The number of a file.
fn key((parent, name): (&Path, &OsStr)) -> u64 {
    hash(hash(0, parent.as_os_str().as_encoded_bytes()), name.as_encoded_bytes())
}

/// A file that was not seen as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unseen {
    /// When its response was given; those of which nobody knows come last.
    pub(crate) time: Time,
    /// The path below the store.
    pub(crate) path: PathBuf,
    /// The file's size.
    pub(crate) bytes: u64,
}

/// When a response was given, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Time {
    /// Then.
    Known(Timestamp),
    /// Nobody knows.
    Unknown,
}

/// What a look through the store found.
#[derive(Debug, Default)]
pub(crate) struct Look {
    /// Every file that is there, by number, ascending.
    pub(crate) there: Vec<u64>,
    /// Those that only look different, with their new version: what is in them was seen.
    pub(crate) touched: Vec<Sight>,
    /// The oldest of those that were not seen, in order.
    pub(crate) unseen: Vec<Unseen>,
    /// How many were not seen in all.
    pub(crate) waiting: u64,
    /// How many bytes those have.
    pub(crate) waiting_bytes: u64,
}

/// Who looks: what it knows.
pub(crate) trait Seen: Sync {
    /// True if the file was seen in this version.
    fn as_it_is(&self, sight: Sight) -> bool;

    /// True if the file was seen with this content.
    fn content(&self, file: u64, path: impl FnOnce() -> PathBuf, bytes: &[u8]) -> bool;
}

/// One file as it was read.
#[derive(Debug)]
pub(crate) struct Taken {
    /// Its number and version.
    pub(crate) sight: Sight,
    /// Its content, as stored.
    pub(crate) bytes: Vec<u8>,
}

impl ResponseTracker {
    /// Looks for files that were not seen yet. Of those only the oldest are listed, `most` at most; all are counted. Files that are
    /// not records are in [`Scanned::skipped`]. `now` decides which versions can be told from the next.
    ///
    /// # Errors
    /// Only if the store exists and can't be listed.
    pub(crate) fn look(&self, seen: &impl Seen, most: usize, now: Timestamp) -> Result<Scanned<Look>, Error> {
        let reader = self.reader();
        let known = |look: &mut Look, found: Found<'_>| {
            let sight = Sight::of(found.place(), &found.directory.stat(found.name).ok()??, now);
            let is_known = seen.as_it_is(sight);
            if is_known {
                look.there.push(sight.file);
            }
            is_known.then_some(Ok(()))
        };
        let read = |look: &mut Look, file: Visited<'_>| {
            let sight = Sight::of(file.place(), file.stat, now);
            look.there.push(sight.file);
            if seen.content(sight.file, || file.path(), file.bytes) {
                look.touched.push(sight);
                return Ok(());
            }
            let time =
                reader.summarise(file.bytes)?.timestamp.map_or(Time::Unknown, |time| Time::Known(time.instant()));
            look.add(Unseen { time, path: file.path(), bytes: file.stat.bytes }, most);
            Ok(())
        };
        let scan = Scan::new(self.layout(), reader, None);
        let Scanned { found, skipped } = scan.visit_unknown(Look::default, known, read)?;
        let mut look = found.into_iter().fold(Look::default(), |look, other| look.merge(other, most));
        look.there.sort_unstable();
        look.unseen.sort_unstable();
        look.unseen.truncate(most);
        Ok(Scanned { found: look, skipped })
    }

    /// Reads a file that a look found.
    ///
    /// # Errors
    /// Why it can't be read any more.
    pub(crate) fn take(&self, path: &Path, now: Timestamp) -> Result<Taken, Problem> {
        let full = self.layout().record(path);
        let (directory, name) = (full.parent().unwrap_or(Path::new("")), full.file_name().unwrap_or_default());
        let directory = files::Directory::open(directory).map_err(|error| Problem::Io(error.to_string()))?;
        let (file, stat) = directory.open_regular(name)?;
        let sight = Sight::of((path.parent().unwrap_or(Path::new("")), name), &stat, now);
        Ok(Taken { sight, bytes: read_capped(file, stat.bytes, self.reader().max_bytes)? })
    }
}

impl Look {
    fn add(&mut self, unseen: Unseen, most: usize) {
        self.waiting += 1;
        self.waiting_bytes += unseen.bytes;
        self.unseen.push(unseen);
        // Now and then all but the oldest are let go, so that what is held is bounded however much waits.
        if self.unseen.len() >= most.saturating_mul(2).max(1) {
            self.unseen.select_nth_unstable(most);
            self.unseen.truncate(most);
        }
    }

    fn merge(mut self, other: Self, most: usize) -> Self {
        self.there.extend(other.there);
        self.touched.extend(other.touched);
        let (waiting, bytes) = (self.waiting + other.waiting, self.waiting_bytes + other.waiting_bytes);
        other.unseen.into_iter().for_each(|unseen| self.add(unseen, most));
        (self.waiting, self.waiting_bytes) = (waiting, bytes);
        self
    }
}
