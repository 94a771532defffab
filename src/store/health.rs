//! Whether the store can be used, and what is in it.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use walkdir::WalkDir;

use super::error::Error;
use super::files;
use super::layout::Layout;
use super::scan::{Scanned, Skipped, scan};
use super::select::Selection;
use super::sessions::Sessions;
use crate::record::{Reader, RecordTime};

/// A session is active while its newest response is younger than this.
const ACTIVE: SignedDuration = SignedDuration::from_hours(24);

/// The state of a store.
#[derive(Debug)]
pub struct Health {
    /// The directory exists, or can be created where it should be.
    pub storage_available: bool,
    /// It can be read and written, and nobody but its owner can read it.
    pub permissions_ok: bool,
    /// Bytes free for new records, where the operating system tells.
    pub free_bytes: Option<u64>,
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
        free_bytes: place.and_then(files::free_bytes),
        interrupted: layout.journal().exists(),
        contents,
    }
}

fn contents(layout: &Layout, reader: &Reader, now: Timestamp) -> Result<Contents, Error> {
    let all = Selection::default();
    let Scanned { found, skipped } = scan(layout, reader, None, || Sessions::new(&all))?;
    let sessions = found.into_newest_first();
    let is_active = |last: RecordTime| (SignedDuration::ZERO..ACTIVE).contains(&now.duration_since(last.instant()));
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Ok(Contents {
        active_sessions: count(sessions.iter().filter(|session| session.last.is_some_and(is_active)).count()),
        total_sessions: count(sessions.len()),
        total_responses: sessions.iter().map(|session| session.responses).sum(),
        total_bytes: sessions.iter().map(|session| session.bytes).sum(),
        newest: sessions.first().and_then(|session| session.last),
        unreadable: skipped,
    })
}

/// What [`make_private`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MadePrivate {
    /// Files and directories that others could look into, and can't any more.
    pub changed: u64,
    /// What could not be changed, and why.
    pub errors: Vec<(PathBuf, String)>,
}

/// Takes every right of others than the owner from a store and all that is in it. Links are not followed, and nothing on other
/// file systems is touched.
#[must_use]
pub fn make_private(layout: &Layout) -> MadePrivate {
    let mut done = MadePrivate::default();
    for step in WalkDir::new(layout.base()).same_file_system(true) {
        let result = match step {
            Ok(entry) if entry.file_type().is_dir() || entry.file_type().is_file() => {
                files::make_private(entry.path()).map_err(|error| (entry.into_path(), error.to_string()))
            }
            Ok(_) => continue,
            Err(error) => Err((error.path().unwrap_or(layout.base()).to_owned(), error.to_string())),
        };
        match result {
            Ok(changed) => done.changed += u64::from(changed),
            Err(error) => done.errors.push(error),
        }
    }
    done
}
