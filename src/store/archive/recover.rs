//! Completing what a crash cut short.

use super::apply::complete_removal;
use super::compare::Left;
use super::dir::ArchiveDir;
use super::journal::{Found, Work};
use super::read::Limits;
use super::restore::{Restored, complete_restore};
use crate::record::{Problem, Reader};
use crate::store::cleanup;
use crate::store::{Error, Layout, MaintenanceLock};

/// What was completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completed {
    /// Archives were being written and none was ready: what there was of them is gone, and all responses are at their places.
    TakenBack,
    /// Archives were ready: the responses in them are gone from their places, but for these files.
    Archive(Vec<Left>),
    /// Responses were coming back.
    Restore(Restored),
}

/// Completes the archiving or restoring that another process began and did not end. `None`, at the cost of one look at the file system, if
/// there is none, or if that process is still at work. `who` is told to those who come meanwhile.
///
/// # Errors
/// [`Error::Storage`] if the store can't be changed, [`Error::Data`] if a later version of this program began the work.
pub fn recover(layout: &Layout, reader: &Reader, who: &str) -> Result<Option<Completed>, Error> {
    if layout.archive_journal().symlink_metadata().is_err() {
        return Ok(None);
    }
    let _lock = match MaintenanceLock::take(layout, who) {
        Err(Error::Busy { .. }) => return Ok(None),
        lock => lock?,
    };
    complete_begun(layout, Limits::of(reader))
}

/// Takes the lock, and completes what was begun, in the trash too.
pub(in crate::store) fn lock_settled(layout: &Layout, who: &str) -> Result<MaintenanceLock, Error> {
    let (lock, _) = cleanup::lock_settled(layout, who)?;
    complete_begun(layout, Limits::of(&Reader::default()))?;
    Ok(lock)
}

fn complete_begun(layout: &Layout, limits: Limits) -> Result<Option<Completed>, Error> {
    let Some(dir) = ArchiveDir::open(layout)? else { return Ok(None) };
    let completed = match dir.begun()? {
        Found::None => return Ok(None),
        Found::Newer => {
            let problem = Problem::Io("written by a later version of this program".to_owned());
            return Err(Error::Data { path: layout.archive_journal(), problem });
        }
        // Nothing goes from its place before a whole journal says so.
        Found::Torn => Completed::TakenBack,
        Found::Begun(Work::Archive(removals)) if removals.is_empty() => Completed::TakenBack,
        Found::Begun(Work::Archive(removals)) => {
            // All of them were durable before the journal named them.
            let mut ready = Vec::new();
            for removal in &removals {
                ready.extend(dir.publish_again(&removal.archive)?.then_some(removal));
            }
            dir.sync()?;
            let left = ready.into_iter().flat_map(|removal| complete_removal(&dir, removal, limits));
            Completed::Archive(left.collect())
        }
        Found::Begun(Work::Restore { archive, afterwards, absent }) => {
            match complete_restore(&dir, &archive, afterwards, limits, &absent) {
                Ok(restored) => Completed::Restore(restored),
                Err(error) => {
                    // The archive has everything, so that whoever wants it back can try again; nobody else has to.
                    dir.end();
                    return Err(error);
                }
            }
        }
    };
    dir.end();
    Ok(Some(completed))
}
