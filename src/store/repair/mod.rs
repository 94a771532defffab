//! Repair: what can't be read is put aside, what is whole of it is saved, and what killed writers left behind is removed.
//!
//! 1. [`plan`] reads every file and [`decide`]s; nothing is changed by looking.
//! 2. [`apply`] first publishes what could be saved, then puts the unreadable files into quarantine: under a receipt in the trash, as
//!    a clear does, so that [`undo`](super::cleanup::undo) takes it back and a crash in between is completed. Only `undo` takes
//!    anything out of quarantine. Not one byte of a record is deleted.
//!
//! An archive is only named: what can be read of it is not known before its end, and ordinary tools get at it where it is.
//!
//! What was published before a crash is found again by its content, so a repair that is begun again makes nothing twice.

mod apply;
mod plan;
mod save;
#[cfg(test)]
mod tests;

pub use apply::{Repaired, Substituted, apply};
pub use plan::{Broken, Plan, decide};

use jiff::Timestamp;

use super::inventory::inventory;
use super::scan::{Scan, Scanned};
use super::verify::{Scope, verify_archives};
use super::{Error, ResponseTracker};

/// Looks what a repair would do.
///
/// # Errors
/// If the store exists and can't be listed.
pub fn plan(tracker: &ResponseTracker, now: Timestamp) -> Result<Plan, Error> {
    let (layout, reader) = (tracker.layout(), tracker.reader());
    let scan = Scan::new(layout, reader, tracker.options().progress.as_deref());
    let Scanned { found, mut skipped } =
        scan.visit(Vec::new, |broken: &mut Vec<Broken>, file| match reader.summarise(file.bytes) {
            Err(problem) if plan::is_damage(&problem) => {
                broken.push(Broken::new(file.path(), file.stat, problem, reader.rescue(file.bytes)));
                Ok(())
            }
            read => read.map(drop),
        })?;
    skipped.extend(verify_archives(tracker, &Scope::default()).1);
    Ok(decide(found.concat(), skipped, inventory(layout)?.temporary, now))
}
