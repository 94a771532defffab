//! Whether the store can be used, and what is in it.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::entry::Entry;
use super::error::Error;
use super::files::{self, Directory, Kind};
use super::inventory::{Inventory, bytes_in, inventory};
use super::layout::{ARCHIVE, Layout};
use super::scan::{Scanned, Skipped, Tally, scan};
use super::select::Selection;
use super::sessions::Sessions;
use super::tree::{Step, walk};
use crate::record::{Reader, RecordTime};
use jiff::{SignedDuration, Timestamp};

/// A session is active while its newest response is younger than this.
const ACTIVE: SignedDuration = SignedDuration::from_hours(24);
/// Clocks of several machines differ by so much.
pub(crate) const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// The state of a store.
#[derive(Debug)]
pub struct Health {
    /// The directory exists, or can be created where it should be.
    pub storage_available: bool,
    /// It can be read and written, and nobody but its owner can read it.
    pub permissions_ok: bool,
    /// Bytes free for new records, where the operating system tells.
    pub free_bytes: Option<u64>,
    /// Files that can still be made there, where the file system has a limit of them.
    pub free_files: Option<u64>,
    /// What lies in it besides its records, or why nobody can tell.
    pub inventory: Result<Inventory, Error>,
    /// The bytes of what was archived.
    pub archive_bytes: u64,
    /// A clear or an undo was cut short; the next command that opens the store completes it.
    pub interrupted: bool,
    /// What is in it, or why nobody can tell.
    pub contents: Result<Contents, Error>,
}

/// What is in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Sessions with a response in the last 24 hours.
    pub active_sessions: u64,
    /// All sessions.
    pub total_sessions: u64,
    /// All readable responses.
    pub total_responses: u64,
    /// The bytes of their files.
    pub total_bytes: u64,
    /// When the newest was given.
    pub newest: Option<RecordTime>,
    /// Readable responses that are dated later than the present, by more than clocks of several machines differ.
    pub future: u64,
    /// When the newest of their files was last changed.
    pub last_changed: Option<Timestamp>,
    /// Files that look like records and can't be read as ones.
    pub unreadable: Vec<Skipped>,
}

/// Looks at a store without changing it.
pub(super) fn check(layout: &Layout, reader: &Reader, now: Timestamp) -> Health {
    let base = layout.base();
    // The last ancestor of a relative path is empty, which means the working directory.
    let mut ancestors = base.ancestors().map(|place| if place.as_os_str().is_empty() { Path::new(".") } else { place });
    let place = ancestors.find(|place| place.exists());
    let private = base.metadata().is_ok_and(|metadata| files::is_private(&metadata));
    let contents = contents(layout, reader, now);
    Health {
        storage_available: place.is_some_and(|place| place.is_dir() && files::is_writable(place)),
        permissions_ok: !base.exists() || (files::is_writable(base) && private && contents.is_ok()),
        free_bytes: place.and_then(files::space).map(|space| space.free),
        free_files: place.and_then(files::free_files),
        inventory: inventory(layout),
        archive_bytes: bytes_in(layout, Path::new(ARCHIVE)),
        interrupted: layout.journal().exists() || layout.archive_journal().exists(),
        contents,
    }
}

fn contents(layout: &Layout, reader: &Reader, now: Timestamp) -> Result<Contents, Error> {
    let all = Selection::default();
    let new = || Count { sessions: Sessions::new(&all), now, future: 0, last_changed: None };
    let Scanned { found: Count { sessions, future, last_changed, .. }, skipped } = scan(layout, reader, None, new)?;
    let sessions = sessions.into_newest_first();
    let is_active = |last: RecordTime| (SignedDuration::ZERO..ACTIVE).contains(&now.duration_since(last.instant()));
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Ok(Contents {
        active_sessions: count(sessions.iter().filter(|session| session.last.is_some_and(is_active)).count()),
        total_sessions: count(sessions.len()),
        total_responses: sessions.iter().map(|session| session.responses).sum(),
        total_bytes: sessions.iter().map(|session| session.bytes).sum(),
        newest: sessions.first().and_then(|session| session.last),
        future,
        last_changed: last_changed.and_then(|time| time.try_into().ok()),
        unreadable: skipped,
    })
}

/// What is counted of a store's records.
struct Count<'a> {
    sessions: Sessions<'a>,
    now: Timestamp,
    future: u64,
    last_changed: Option<SystemTime>,
}

impl Tally for Count<'_> {
    fn add(&mut self, entry: &Entry) {
        let ahead = entry.instant().is_some_and(|instant| instant.duration_since(self.now) > CLOCKS_DIFFER);
        self.future += u64::from(ahead);
        self.last_changed = self.last_changed.max(entry.modified);
        self.sessions.add(entry);
    }

    fn merge(&mut self, other: Self) {
        self.future += other.future;
        self.last_changed = self.last_changed.max(other.last_changed);
        self.sessions.merge(other.sessions);
    }
}

/// What [`make_private`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MadePrivate {
    /// Files and directories that others could look into, and can't any more.
    pub changed: u64,
    /// What could not be changed, and why.
    pub errors: Vec<(PathBuf, String)>,
}

impl MadePrivate {
    fn note(&mut self, path: impl FnOnce() -> PathBuf, result: io::Result<bool>) {
        match result {
            Ok(changed) => self.changed += u64::from(changed),
            Err(error) => self.errors.push((path(), error.to_string())),
        }
    }
}

/// Takes every right of others than the owner from a store and all that is in it. Links are not followed, and nothing on other
/// file systems is touched.
#[must_use]
pub fn make_private(layout: &Layout) -> MadePrivate {
    let mut done = MadePrivate::default();
    let base = match Directory::open(layout.base()) {
        Ok(base) => base,
        Err(error) => {
            done.note(|| layout.base().to_owned(), Err(error));
            return done;
        }
    };
    done.note(|| layout.base().to_owned(), base.make_private());
    walk(&base, Path::new(""), |node| match node {
        Ok(node) if node.stat.kind == Kind::Directory => {
            let child = node.directory.open_below(Path::new(node.name));
            done.note(|| layout.record(&node.path()), child.and_then(|child| child.make_private()));
            Step::Enter
        }
        Ok(node) => {
            if node.stat.kind == Kind::File {
                done.note(|| layout.record(&node.path()), node.directory.make_file_private(node.name));
            }
            Step::Pass
        }
        Err(Skipped { path, problem }) => {
            done.errors.push((layout.record(&path), problem.to_string()));
            Step::Pass
        }
    });
    done
}
