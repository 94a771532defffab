//! Carrying out a plan: everything that is still as planned goes, or nothing does.

use std::borrow::Cow;
use std::mem::take;

use jiff::Timestamp;

use super::folders;
use super::in_place::delete_in_place;
use super::plan::{Plan, Totals};
use super::planned::PlannedFile;
use super::receipt::{Filed, Folder, Mode, Receipt, ReceiptId, State, Substitute, VERSION, Written};
use super::recover;
use super::restore::roll_back;
use super::store_path::folders_of;
use super::successors;
use super::transfer::{Fate, Left, Root, Why, remove_empty};
use super::trash_dir::TrashDir;
use super::whole::{Pace, Takeaway};
use crate::store::files::Directory;
use crate::store::pins::Pins;
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
/// removes nothing leaves no trace. A session that was pinned since stays too.
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store; [`Error::Storage`] if it can't be changed. Then everything is back
/// at its place, unless even that was refused: then the next [`recover`](super::recover()) completes the clear or takes it back. Only
/// on a full disk what is deleted for good goes file by file, and what was deleted is gone.
pub fn apply(layout: &Layout, plan: &Plan, mode: Mode, now: Timestamp) -> Result<Cleared, Error> {
    if plan.removed == Totals::default() {
        return Ok(Cleared::default());
    }
    let (_lock, _) = recover::lock_settled(layout, "clear")?;
    // The plan was made before the lock was held.
    let pins = Pins::read(layout)?;
    let mut taking = Taking::new(plan.what.clone());
    // By where they lie, so that files come nearly in the order in which they go.
    let mut rows: Vec<_> = plan.rows.iter().collect();
    rows.sort_by_cached_key(|row| row.files.iter().next().map(|file| file.path));
    for row in rows {
        if pins.contains(&row.session_id) {
            taking.refuse(&row.files, &Why::Pinned);
        } else {
            taking.name(&row.files, &row.session_id);
        }
    }
    if taking.files.is_empty() {
        return Ok(Cleared { errors: taking.refused, ..Cleared::default() });
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
    /// The directories that lead to them, if they were looked at already.
    directories: Option<Vec<Folder>>,
    /// What no plan may name.
    refused: Vec<Left>,
}

impl Taking {
    /// Nothing yet, for a reason.
    pub(in crate::store) fn new(what: String) -> Self {
        Self { what, ..Self::default() }
    }

    /// Names some files of a session.
    pub(in crate::store) fn name(&mut self, files: impl IntoIterator<Item = PlannedFile>, session: &str) {
        for file in files {
            match Filed::planned(&file, session) {
                Some(taken) => self.files.push(taken),
                None => self.refused.push(Left { path: file.path, why: Why::NotARecordPath }),
            }
        }
    }

    /// Names some files that stay, and why.
    fn refuse(&mut self, files: impl IntoIterator<Item = PlannedFile>, why: &Why) {
        let left = |file: PlannedFile| Left { path: file.path, why: why.clone() };
        self.refused.extend(files.into_iter().map(left));
    }

    /// Looks at the directories that lead to the files, for those who change something there before the files go.
    ///
    /// # Errors
    /// If a directory can't be read.
    pub(in crate::store) fn look_at_directories(&mut self, base: &Directory, layout: &Layout) -> Result<(), Error> {
        let base = Root { directory: base, path: layout.base().to_owned() };
        self.directories = Some(folders::record(&base, &self.files)?);
        Ok(())
    }

    /// The receipt as it is before the first move. It takes the files over, but not if it fails.
    fn draft(&mut self, trash: &TrashDir<'_>, mode: Mode, now: Timestamp) -> Result<Receipt, Error> {
        self.files.sort_by(|a, b| a.path.by_directory(&b.path));
        let id = trash.free_id(now)?;
        let directories = match self.directories.take() {
            Some(directories) => directories,
            None => folders::record(&trash.base(), &self.files)?,
        };
        Ok(Receipt {
            version: VERSION,
            id,
            created: Some(now),
            state: State::Moving,
            mode,
            what: take(&mut self.what),
            directories,
            files: take(&mut self.files),
            substitutes: take(&mut self.substitutes),
        })
    }
}

/// The act itself, for those who hold the lock of the store and have completed what was begun. What is to be deleted for good is
/// [deleted at its place](super::in_place) if the disk is too full for a receipt.
///
/// # Errors
/// Those of [`apply`].
pub(in crate::store) fn take_away(
    layout: &Layout,
    mut taking: Taking,
    mode: Mode,
    now: Timestamp,
) -> Result<Cleared, Error> {
    let mut cleared = match begin(layout, &mut taking, mode, now) {
        Ok((trash, receipt, written)) => {
            let cleared = complete_clear(&trash, receipt, Some(written), Pace::Whole(now))?;
            trash.end(&cleared.errors);
            cleared
        }
        Err(error) if mode == Mode::Purge && error.is_want_of_space() => delete_in_place(layout, taking.files, error)?,
        Err(error) => return Err(error),
    };
    cleared.errors.splice(0..0, taking.refused);
    Ok(cleared)
}

/// Writes the receipt and the journal that names it, and gives both with what was written.
///
/// # Errors
/// [`Error::Storage`]; then nothing has moved, nothing is left of them, and the files are named by `taking` again.
fn begin<'l>(
    layout: &'l Layout,
    taking: &mut Taking,
    mode: Mode,
    now: Timestamp,
) -> Result<(TrashDir<'l>, Receipt, Written), Error> {
    let trash = TrashDir::create(layout)?;
    let receipt = match taking.draft(&trash, mode, now) {
        Ok(drafted) => drafted,
        Err(error) => {
            trash.end(&[]);
            return Err(error);
        }
    };
    let publish = || {
        trash.begin(&receipt.id)?;
        let written = trash.publish_first(&receipt)?;
        trash.files(&receipt.id).map(|_| written)
    };
    match publish() {
        Ok(written) => Ok((trash, receipt, written)),
        Err(error) => {
            // Nothing has moved, and removing needs no space.
            let left = trash.discard(&receipt.id, std::iter::empty());
            trash.end(left.as_slice());
            taking.files = receipt.files;
            Err(error)
        }
    }
}

/// Finishes a clear whose journal and receipt are written, however far it came; what was `written` is known to whoever wrote it just before. The
/// journal is the caller's to remove.
///
/// # Errors
/// Then everything is back; if that failed as well, the journal is still there.
pub(super) fn complete_clear(
    trash: &TrashDir<'_>,
    planned: Receipt,
    written: Option<Written>,
    pace: Pace,
) -> Result<Cleared, Error> {
    let (taken, errors) = match take_all(trash, &planned, written, pace) {
        Ok(taken) => taken,
        Err(error) => {
            roll_back(trash, planned);
            return Err(error);
        }
    };
    let mut cleared = Cleared { receipt: None, removed: taken.totals(), errors };
    if taken.files.is_empty() {
        cleared.errors.extend(trash.discard(&taken.id, folders_of(planned.files.iter().map(|file| &file.path))));
    } else if taken.mode == Mode::Purge {
        cleared.errors.extend(trash.sweep());
    } else {
        cleared.receipt = Some(taken.id.clone());
    }
    Ok(cleared)
}

/// Moves what is as planned to the trash and makes that final. Gives the receipt of what is there, and what is not.
fn take_all<'r>(
    trash: &TrashDir<'_>,
    planned: &'r Receipt,
    written: Option<Written>,
    pace: Pace,
) -> Result<(Cow<'r, Receipt>, Vec<Left>), Error> {
    let stored = trash.files(&planned.id)?;
    let (from, to) = (trash.base(), stored.root());
    let fates = Takeaway { from: &from, to: &to, receipt: planned, pace }.run()?;
    let left = planned.files.iter().zip(&fates).filter(|(_, fate)| !fate.arrived());
    let mut errors: Vec<_> = left.filter_map(|(file, fate)| Some(Left::new(&file.path, fate.why_not()?))).collect();
    let mut taken = Cow::Borrowed(planned);
    if !errors.is_empty() {
        let mut fates = fates.into_iter();
        taken.to_mut().retain(|_| fates.next().is_some_and(Fate::arrived));
    }
    if taken.files.iter().any(|file| file.successor.is_some()) {
        errors.extend(successors::put_in_place(trash, taken.to_mut())?);
    }
    if taken.files.is_empty() {
        return Ok((taken, errors));
    }
    let folders = folders_of(taken.files.iter().map(|file| &file.path));
    match taken.mode {
        Mode::Trash | Mode::Quarantine => {
            let is_same = matches!(taken, Cow::Borrowed(_));
            conclude(trash, &taken, written.filter(|_| is_same))?;
            remove_empty(trash.base().directory, folders);
        }
        // The receipt is needed to find the empty directories, so they go before it does.
        Mode::Purge => {
            remove_empty(trash.base().directory, folders);
            trash.condemn(&taken.id)?;
        }
    }
    Ok((taken, errors))
}

/// Writes that every file of the receipt is in the trash. What was written before serves again, if the receipt is still the same.
fn conclude(trash: &TrashDir<'_>, taken: &Receipt, written: Option<Written>) -> Result<(), Error> {
    match written {
        Some(written) => trash.publish_state(&taken.id, written, &State::Done),
        None => trash.publish_last(&Receipt { state: State::Done, ..taken.clone() }),
    }
}
