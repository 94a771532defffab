//! Which files of a store somebody has not seen yet, or not as they are now.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::walk::Found;
use super::{Scan, Scanned, Visited};
use crate::record::Problem;
use crate::store::archive::{self, ArchiveName};
use crate::store::cache::identity::{Identity, hash};
use crate::store::files::{self, Stat};
use crate::store::layout::archived;
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

/// The number of a file by its path below the store, or in an archive.
fn key_of(path: &Path) -> u64 {
    key((path.parent().unwrap_or(Path::new("")), path.file_name().unwrap_or_default()))
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
    /// The path below the store, or in an archive.
    pub(crate) path: PathBuf,
    /// The file's size.
    pub(crate) bytes: u64,
}

impl Unseen {
    /// The number of the file, or the one that it had before it was archived.
    pub(crate) fn number(&self) -> u64 {
        key_of(archived(&self.path).map_or(self.path.as_path(), |(_, home)| home))
    }
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
    /// Archives that were not seen as they are, and in which nothing is that was not seen.
    pub(crate) seen_archives: Vec<Sight>,
}

/// Who looks: what it knows.
pub(crate) trait Seen: Sync {
    /// True if the file was seen in this version.
    fn as_it_is(&self, sight: Sight) -> bool;

    /// True if the file was seen with this content.
    fn content(&self, file: u64, path: impl FnOnce() -> PathBuf, bytes: &[u8]) -> bool;
}

/// What was made of one file that was read.
#[derive(Debug)]
pub(crate) struct Taken<T> {
    /// Its number and version.
    pub(crate) sight: Sight,
    /// The number that it had before it was archived, if it was.
    pub(crate) home: Option<u64>,
    /// What was made of it.
    pub(crate) made: T,
}

impl ResponseTracker {
    /// Looks for files that were not seen yet, into archives that were not seen as they are too. Of those only the oldest are listed, `most`
    /// at most; all are counted. Files that are not records are in [`Scanned::skipped`]. `now` decides which versions can be told from the next.
    ///
    /// # Errors
    /// Only if the store or its archives exist and can't be listed.
    pub(crate) fn look(&self, seen: &impl Seen, most: usize, now: Timestamp) -> Result<Scanned<Look>, Error> {
        let reader = self.reader();
        let known = |look: &mut Look, found: Found<'_>| {
            let sight = Sight::of(found.place(), found.stat?, now);
            let is_known = seen.as_it_is(sight);
            if is_known {
                look.there.push(sight.file);
            }
            is_known.then_some(Ok(()))
        };
        let read = |look: &mut Look, file: Visited<'_>| {
            let sight = Sight::of(file.place(), file.stat, now);
            look.there.push(sight.file);
            if seen.content(sight.file, || file.home(), file.bytes) {
                look.touched.push(sight);
                return Ok(());
            }
            if file.is_archived() {
                let member = key_of(&file.path());
                look.there.push(member);
                if seen.content(member, || file.home(), file.bytes) {
                    return Ok(());
                }
            }
            let time =
                reader.summarise(file.bytes)?.timestamp.map_or(Time::Unknown, |time| Time::Known(time.instant()));
            look.add(Unseen { time, path: file.path(), bytes: file.stat.bytes }, most);
            Ok(())
        };
        let archives = self.archives(now)?;
        let (seen_before, others): (Vec<_>, Vec<_>) =
            archives.into_iter().partition(|(_, sight)| seen.as_it_is(*sight));
        let known_names: Vec<_> = seen_before.iter().map(|(name, _)| name.clone()).collect();
        let scan = Scan::new(self.layout(), reader, None).into_archives_but(&known_names);
        let Scanned { found, skipped } = scan.visit_unknown(Look::default, known, read)?;
        let mut look = found.into_iter().fold(Look::default(), |look, other| look.merge(other, most));
        look.there.extend(seen_before.iter().chain(&others).map(|(_, sight)| sight.file));
        look.there.sort_unstable();
        look.unseen.sort_unstable();
        look.unseen.truncate(most);
        if u64::try_from(look.unseen.len()) == Ok(look.waiting) {
            let open: HashSet<ArchiveName> =
                look.unseen.iter().filter_map(|file| Some(archived(&file.path)?.0)).collect();
            let damaged: HashSet<&Path> = skipped.iter().map(|skipped| skipped.path.as_path()).collect();
            let is_seen = |name: &ArchiveName| {
                !open.contains(name) && !damaged.contains(self.layout().archive_below(name).as_path())
            };
            look.seen_archives = others.iter().filter(|(name, _)| is_seen(name)).map(|(_, sight)| *sight).collect();
        }
        Ok(Scanned { found: look, skipped })
    }

    /// The archives there are, and how they look.
    fn archives(&self, now: Timestamp) -> Result<Vec<(ArchiveName, Sight)>, Error> {
        let mut archives = Vec::new();
        for name in archive::names(self.layout())? {
            let below = self.layout().archive_below(&name);
            let place = (below.parent().unwrap_or(Path::new("")), below.file_name().unwrap_or_default());
            let directory = files::Directory::open(&self.layout().archives());
            // One that has just gone is none.
            if let Some(stat) = directory.ok().and_then(|directory| directory.stat(place.1).ok()?) {
                archives.push((name, Sight::of(place, &stat, now)));
            }
        }
        Ok(archives)
    }

    /// Reads files that a look found, on several threads, and gives what `make` makes of the path in the store and the bytes of each, in the same
    /// order. An archive is decoded once for all of its members that are wanted.
    pub(crate) fn take_several<T: Send>(
        &self,
        paths: &[&Path],
        now: Timestamp,
        make: impl Fn(&Path, &[u8]) -> Result<T, Problem> + Sync,
    ) -> Vec<Result<Taken<T>, Problem>> {
        let members: Vec<&Path> = paths.iter().copied().filter(|path| archived(path).is_some()).collect();
        let take_member = |index: usize, bytes: &[u8]| {
            let path = members[index];
            let home = archived(path).map_or(path, |(_, member)| member);
            let sight = Sight { file: key_of(path), version: 0 };
            Ok(Taken { sight, home: Some(key_of(home)), made: make(home, bytes)? })
        };
        let mut from_archives = if members.is_empty() { Vec::new() } else { self.read_several(&members, take_member) };
        let mut from_archives = from_archives.drain(..).map(|read| {
            read.map_err(|error| match error {
                Error::Data { problem, .. } => problem,
                other => Problem::Io(other.to_string()),
            })
        });
        let plain = |path: &&Path| archived(path).is_none().then(|| self.take(path, now, &make));
        let taken: Vec<_> = paths.par_iter().map(plain).collect();
        let gone = || Err(Problem::Io("no longer in the archive".to_owned()));
        taken.into_iter().map(|taken| taken.or_else(|| from_archives.next()).unwrap_or_else(gone)).collect()
    }

    fn take<T>(
        &self,
        path: &Path,
        now: Timestamp,
        make: impl Fn(&Path, &[u8]) -> Result<T, Problem>,
    ) -> Result<Taken<T>, Problem> {
        let full = self.layout().record(path);
        let (directory, name) = (full.parent().unwrap_or(Path::new("")), full.file_name().unwrap_or_default());
        let directory = files::Directory::open(directory).map_err(|error| Problem::Io(error.to_string()))?;
        let (file, stat) = directory.open_regular(name)?;
        let sight = Sight::of((path.parent().unwrap_or(Path::new("")), name), &stat, now);
        let bytes = read_capped(file, stat.bytes, self.reader().max_bytes)?;
        Ok(Taken { sight, home: None, made: make(path, &bytes)? })
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
