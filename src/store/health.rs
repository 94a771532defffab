//! Whether the store can be used, and what is in it.

use jiff::{SignedDuration, Timestamp};

use super::error::Error;
use super::files;
use super::layout::Layout;
use super::scan::{Scanned, scan};
use super::select::Selection;
use super::sessions::Sessions;
use crate::record::{Reader, RecordTime};

/// A session is active while its newest response is younger than this.
const ACTIVE: SignedDuration = SignedDuration::from_hours(24);

/// The state of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The directory exists, or can be created where it should be.
    pub storage_available: bool,
    /// It can be read and written, and nobody but its owner can read it.
    pub permissions_ok: bool,
    /// Bytes free for new records, where the operating system tells.
    pub free_bytes: Option<u64>,
    /// Sessions with a response in the last 24 hours.
    pub active_sessions: u64,
    /// All sessions.
    pub total_sessions: u64,
    /// All readable responses.
    pub total_responses: u64,
    /// Files that look like records and can't be read as ones.
    pub unreadable_files: u64,
}

/// Looks at a store without changing it.
///
/// # Errors
/// If the store exists and can't be listed.
pub(super) fn check(layout: &Layout, reader: &Reader, now: Timestamp) -> Result<Health, Error> {
    let selection = Selection::default();
    let Scanned { found, skipped } = scan(layout, reader, None, || Sessions::new(&selection))?;
    let sessions = found.into_newest_first();
    let is_active = |last: RecordTime| (SignedDuration::ZERO..ACTIVE).contains(&now.duration_since(last.instant()));
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let base = layout.base();
    let place = base.ancestors().find(|place| place.exists());
    let private = base.metadata().is_ok_and(|metadata| files::is_private(&metadata));
    Ok(Health {
        storage_available: place.is_some_and(|place| place.is_dir() && files::is_writable(place)),
        permissions_ok: !base.exists() || (files::is_writable(base) && private),
        free_bytes: place.and_then(files::free_bytes),
        active_sessions: count(sessions.iter().filter(|session| session.last.is_some_and(is_active)).count()),
        total_sessions: count(sessions.len()),
        total_responses: sessions.iter().map(|session| session.responses).sum(),
        unreadable_files: count(skipped.len()),
    })
}
