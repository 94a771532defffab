//! Carrying out a plan.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::plan::{Broken, Plan};
use super::save::{publish, save};
use crate::record::names;
use crate::store::cleanup::{
    Left, Mode, ReceiptId, StorePath, Substitute, Taking, Why, is_blocked, lock_settled, take_away, withdraw,
};
use crate::store::files::{Directory, Kind};
use crate::store::inventory::Temporary;
use crate::store::{Error, ResponseTracker, UNKNOWN_SESSION};

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repaired {
    /// What takes it back; `None` if nothing was put into quarantine.
    pub receipt: Option<ReceiptId>,
    /// What was put into quarantine.
    pub quarantined: Vec<Broken>,
    /// What stands in for some of it.
    pub rescued: Vec<Substituted>,
    /// Temporary files that are gone.
    pub removed: Vec<Temporary>,
    /// What was planned and left alone.
    pub errors: Vec<Left>,
}

/// A record that was made of what was whole in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substituted {
    /// Where the broken one was, below the store.
    pub from: PathBuf,
    /// The new one, below the store.
    pub path: PathBuf,
}

/// Does what a plan says. A file that is not as it was when the plan was made stays and is in [`Repaired::errors`].
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store; [`Error::Storage`] if it can't be changed. Then no record has moved,
/// unless even putting it back was refused: then the next [`recover`](crate::store::cleanup::recover()) completes it.
pub fn apply(tracker: &ResponseTracker, plan: &Plan, now: Timestamp) -> Result<Repaired, Error> {
    if plan.is_empty() {
        return Ok(Repaired::default());
    }
    let layout = tracker.layout();
    let (_lock, _) = lock_settled(layout, "repair")?;
    let base = Directory::open(layout.base()).map_err(Error::storage("open", layout.base()))?;
    let mut repaired = Repaired::default();
    if !plan.broken.is_empty() {
        repaired = put_aside(tracker, &base, &plan.broken, now)?;
    }
    for stale in &plan.stale {
        match remove(&base, stale) {
            Ok(()) => repaired.removed.push(stale.clone()),
            Err(why) => repaired.errors.push(Left { path: stale.path.clone(), why }),
        }
    }
    Ok(repaired)
}

/// Saves what is whole of the files, and moves them into quarantine.
fn put_aside(
    tracker: &ResponseTracker,
    base: &Directory,
    broken: &[Broken],
    now: Timestamp,
) -> Result<Repaired, Error> {
    let counted = if broken.len() == 1 { "1 file".to_owned() } else { format!("{} files", broken.len()) };
    let mut taking = Taking::new(format!("repair: {counted} that could not be read"));
    for one in broken {
        let session = names::Hints::of(&one.file.path).session;
        taking.name([one.file.clone()], session.as_deref().unwrap_or(UNKNOWN_SESSION));
    }
    // As they are before anything that is saved lies in them.
    taking.look_at_directories(base, tracker.layout())?;
    let mut made = Vec::new();
    let done = publish_saved(tracker, base, broken, &mut made).and_then(|()| {
        taking.substitutes.clone_from(&made);
        take_away(tracker.layout(), taking, Mode::Quarantine, now)
    });
    let cleared = match done {
        Ok(cleared) => cleared,
        Err(error) => {
            withdraw(base, made.iter());
            return Err(error);
        }
    };
    let stays: BTreeSet<&Path> = cleared.errors.iter().map(|left| left.path.as_path()).collect();
    let (useless, useful): (Vec<_>, Vec<_>) = made.into_iter().partition(|one| stays.contains(one.of.as_path()));
    withdraw(base, useless.iter());
    Ok(Repaired {
        quarantined: broken.iter().filter(|one| !stays.contains(one.file.path.as_path())).cloned().collect(),
        rescued: useful.into_iter().map(|one| Substituted { from: one.of.into(), path: one.path.into() }).collect(),
        receipt: cleared.receipt,
        removed: Vec::new(),
        errors: cleared.errors,
    })
}

/// Publishes what is whole of the files as records, each durable.
///
/// # Errors
/// The first that is not the fault of a single file. What was `made` till then is there.
fn publish_saved(
    tracker: &ResponseTracker,
    base: &Directory,
    broken: &[Broken],
    made: &mut Vec<Substitute>,
) -> Result<(), Error> {
    let mut taken = BTreeSet::new();
    for one in broken.iter().filter(|one| one.saved.is_some()) {
        // What can no longer be saved, or has names that no file can have, is put aside all the same.
        let Some(Ok(response)) = save(base, &one.file, &one.problem, tracker.reader()) else { continue };
        let path = match publish(base, tracker.layout(), &response, &taken) {
            // A link or another file system stands where its session should be: that is the fault of this one.
            Err(Error::Storage { source, .. }) if is_blocked(&source) => continue,
            published => published?,
        };
        made.extend(substitute(base, &path, &one.file.path));
        taken.insert(path);
    }
    Ok(())
}

/// The record at a path as it is now, standing in for another.
fn substitute(base: &Directory, path: &StorePath, of: &Path) -> Option<Substitute> {
    let (path, of) = (path.clone(), StorePath::new(of)?);
    let stat = base.open_below(path.parent()).ok()?.stat(path.name()).ok()??;
    Some(Substitute { path, bytes: stat.bytes, modified: stat.modified, of })
}

/// Removes a temporary file that is still as it was seen.
fn remove(base: &Directory, file: &Temporary) -> Result<(), Why> {
    let refused = |error: io::Error| Why::Undeleted(error.to_string());
    let (Some(parent), Some(name)) = (file.path.parent(), file.path.file_name()) else { return Err(Why::Gone) };
    let directory = base.open_below(parent).map_err(refused)?;
    match directory.stat(name).map_err(refused)? {
        None => Err(Why::Gone),
        Some(stat) if stat.kind == Kind::File && (stat.bytes, stat.modified) == (file.bytes, file.modified) => {
            directory.remove_file(name).map_err(refused)
        }
        Some(_) => Err(Why::Changed),
    }
}
