//! Carrying out a plan: everything that is still as planned goes, or nothing does.

use jiff::Timestamp;

use super::folders;
use super::plan::{Plan, PlannedFile, Totals};
use super::receipt::{Filed, Mode, Receipt, ReceiptId, State, Substitute, VERSION};
use super::recover;
use super::restore::roll_back;
use super::store_path::folders_of;
use super::transfer::{Left, Require, Why, remove_empty, transfer};
use super::trash_dir::TrashDir;
use crate::store::{Error, Layout};

/// What a clear did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleared {
    /// What takes the clear back; `None` if nothing was cleared, or it was deleted for good.
    pub receipt: Option<ReceiptId>,
    /// What is gone from the store.
    pub removed: Totals,
    /// What was planned and left alone, or not quite done.
    pub errors: Vec<Left>,
}

/// Clears what a plan says: to the trash, or for good.
///
/// A file that is not as it was when the plan was made stays and is in [`Cleared::errors`]. Links are not followed, nothing is
/// replaced, and files that the plan does not name are not touched; a directory goes only if it is empty then. A plan that
/// removes nothing leaves no trace.
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store; [`Error::Storage`] if it can't be changed. Then everything is back
/// at its place, unless even that was refused: then the next [`recover`](super::recover()) completes the clear or takes it back.
pub fn apply(layout: &Layout, plan: &Plan, mode: Mode, now: Timestamp) -> Result<Cleared, Error> {
    if plan.removed == Totals::default() {
        return Ok(Cleared::default());
    }
    let (_lock, _) = recover::lock_settled(layout, "clear")?;
    let mut taking = Taking::new(plan.what.clone());
    for row in &plan.rows {
        taking.name(&row.files, &row.session_id);
    }
    take_away(layout, taking, mode, now)
}

/// What is to be taken out of a store.
#[derive(Debug, Default)]
pub(in crate::store) struct Taking {
    /// Why, for people.
    what: String,
    /// What stands in for some of it.
    pub(in crate::store) substitutes: Vec<Substitute>,
    files: Vec<Filed>,
    /// What no plan may name.
    refused: Vec<Left>,
}

impl Taking {
    /// Nothing yet, for a reason.
    pub(in crate::store) fn new(what: String) -> Self {
        Self { what, ..Self::default() }
    }

    /// Names some files of a session.
    pub(in crate::store) fn name<'a>(&mut self, files: impl IntoIterator<Item = &'a PlannedFile>, session: &str) {
        for file in files {
            match Filed::planned(file, session) {
                Some(taken) => self.files.push(taken),
                None => self.refused.push(Left { path: file.path.clone(), why: Why::NotARecordPath }),
            }
        }
    }

    /// The receipt as it is before the first move.
    fn draft(mut self, trash: &TrashDir<'_>, mode: Mode, now: Timestamp) -> Result<Receipt, Error> {
        self.files.sort_by(|a, b| (a.path.parent(), a.path.name()).cmp(&(b.path.parent(), b.path.name())));
        Ok(Receipt {
            version: VERSION,
            id: trash.free_id(now)?,
            created: Some(now),
            state: State::Moving,
            mode,
            what: self.what,
            directories: folders::record(&trash.base(), &self.files)?,
            files: self.files,
            substitutes: self.substitutes,
        })
    }
}

/// The act itself, for those who hold the lock of the store and have completed what was begun.
///
/// # Errors
/// Those of [`apply`].
pub(in crate::store) fn take_away(
    layout: &Layout,
    mut taking: Taking,
    mode: Mode,
    now: Timestamp,
) -> Result<Cleared, Error> {
    let trash = TrashDir::create(layout)?;
    let refused = std::mem::take(&mut taking.refused);
    let receipt = match taking.draft(&trash, mode, now) {
        Ok(drafted) => drafted,
        Err(error) => {
            trash.end(&[]);
            return Err(error);
        }
    };
    let begun = trash.begin(&receipt.id).and_then(|()| trash.publish_first(&receipt));
    if let Err(error) = begun.and_then(|()| trash.files(&receipt.id)) {
        // Nothing has moved, and removing needs no space.
        let left = trash.discard(&receipt.id, std::iter::empty());
        trash.end(left.as_slice());
        return Err(error);
    }
    let mut cleared = complete_clear(&trash, receipt)?;
    trash.end(&cleared.errors);
    cleared.errors.splice(0..0, refused);
    Ok(cleared)
}

/// Finishes a clear whose journal and receipt are written, however far it came. The journal is the caller's to remove.
///
/// # Errors
/// Then everything is back; if that failed as well, the journal is still there.
pub(super) fn complete_clear(trash: &TrashDir<'_>, receipt: Receipt) -> Result<Cleared, Error> {
    let planned = receipt.clone();
    let (receipt, errors) = match take(trash, receipt) {
        Ok(taken) => taken,
        Err(error) => {
            roll_back(trash, planned);
            return Err(error);
        }
    };
    let removed = receipt.totals();
    let mut cleared = Cleared { receipt: None, removed, errors };
    if receipt.files.is_empty() {
        cleared.errors.extend(trash.discard(&receipt.id, folders_of(planned.files.iter().map(|file| &file.path))));
    } else if receipt.mode == Mode::Purge {
        cleared.errors.extend(trash.sweep());
    } else {
        cleared.receipt = Some(receipt.id);
    }
    Ok(cleared)
}

/// Moves what is as planned to the trash and makes that final. Gives the receipt of what is there, and what is not.
fn take(trash: &TrashDir<'_>, mut receipt: Receipt) -> Result<(Receipt, Vec<Left>), Error> {
    let files: Vec<&Filed> = receipt.files.iter().collect();
    let stored = trash.files(&receipt.id)?;
    let fates = transfer(&trash.base(), &stored.root(), &files, Require::AsRecorded)?;
    let mut errors = Vec::new();
    let mut taken = std::collections::HashSet::new();
    for (file, fate) in files.into_iter().zip(fates) {
        if fate.arrived() {
            taken.insert(file.path.clone());
        } else {
            errors.extend(fate.why_not().map(|why| Left::new(&file.path, why)));
        }
    }
    receipt.retain(|file| taken.contains(&file.path));
    if taken.is_empty() {
        return Ok((receipt, errors));
    }
    let folders = folders_of(taken.iter());
    match receipt.mode {
        Mode::Trash | Mode::Quarantine => {
            receipt.state = State::Done;
            trash.publish_last(&receipt)?;
            remove_empty(trash.base().directory, folders);
        }
        // The receipt is needed to find the empty directories, so they go before it does.
        Mode::Purge => {
            remove_empty(trash.base().directory, folders);
            trash.condemn(&receipt.id)?;
        }
    }
    Ok((receipt, errors))
}
