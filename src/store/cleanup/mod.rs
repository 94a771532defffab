//! Clearing: a plan, then an act that can be taken back.
//!
//! 1. [`Criteria`] say what is meant; [`plan`] looks and [`decide`]s, and changes nothing.
//! 2. [`apply`] moves the planned files to the trash, all or none, and gives a receipt; [`undo`] puts them back.
//! 3. [`recover`] completes what a crash cut short.
//!
//! How that stays whole: before the first file moves, a receipt that names every file and the journal that names the receipt
//! are durable. From then on the file system itself tells how far the work came, because a file is either at its place or in
//! the trash and a rename never leaves it between. So each step can be taken again, forwards or backwards, by whoever finds
//! the journal. Files are only ever moved by renames that replace nothing, relative to directories held open, with no link
//! followed on the way.

mod apply;
mod criteria;
pub(in crate::store) mod folders;
mod gathering;
mod groups;
mod in_place;
mod plan;
mod planned;
mod receipt;
mod recover;
mod restore;
mod rewritten;
mod rows;
mod store_path;
mod successors;
mod sweep;
mod transfer;
mod trash_dir;
mod whole;

#[cfg(test)]
pub(in crate::store) mod tests;

pub use apply::{Cleared, apply};
pub use criteria::{Breadth, Criteria, InvalidCriteria, Selectors, Unit};
pub use plan::{Item, Plan, Row, Totals, decide};
pub use planned::{EachPlannedFile, PlannedFile, PlannedFiles};
pub use receipt::{InvalidReceiptId, Mode, ReceiptId};
pub use recover::{Completed, Recovered, recover};
pub use restore::{Part, Restored, undo};
pub(in crate::store) use successors::{Replacement, replace};
pub use transfer::{Left, Why};

pub(in crate::store) use apply::{Taking, take_away};
pub(in crate::store) use receipt::{Filed, Folder, State, Substitute, time_text};
pub(in crate::store) use recover::lock_settled;
pub(in crate::store) use restore::{restore, withdraw};
pub(in crate::store) use rewritten::note_rewritten;
pub(in crate::store) use store_path::{StorePath, folders_of};
pub(in crate::store) use transfer::{Require, Root, is_blocked, remove_empty, transfer};
pub(in crate::store) use trash_dir::{Found, TrashDir, below};

use self::gathering::Gathering;
use super::pins::Pins;
use super::retention::Circumstances;
use super::{Error, ResponseTracker, Scanned};

/// The paths in bytes that may or may not be a receipt, for the fuzzer; `None` if they are none.
#[doc(hidden)]
#[must_use]
pub fn read_foreign_receipt(bytes: &[u8]) -> Option<Vec<std::path::PathBuf>> {
    let receipt = receipt::Receipt::from_json(bytes).ok()?;
    let files = receipt.files.iter().map(|file| file.path.as_path());
    let folders = receipt.directories.iter().map(|folder| folder.path.as_path());
    let substitutes = receipt.substitutes.iter().flat_map(|one| [one.path.as_path(), one.of.as_path()]);
    Some(files.chain(folders).chain(substitutes).map(std::path::Path::to_owned).collect())
}

/// Looks what a clear would do. Nothing is changed, or created, by looking.
///
/// Files that can't be read as records are never part of a plan; they are named in [`Scanned::skipped`].
///
/// # Errors
/// If the store exists and can't be listed, or its pins can't be read.
pub fn plan(tracker: &ResponseTracker, criteria: &Criteria, at: &Circumstances) -> Result<Scanned<Plan>, Error> {
    let pins = Pins::read(tracker.layout())?;
    let Scanned { found, skipped } = tracker.scan(|| Gathering::new(criteria, at.now))?;
    Ok(Scanned { found: plan::decide_over(found, at, &pins), skipped })
}
