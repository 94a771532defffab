//! The trash: what was cleared and can still be put back.

use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::cleanup::{
    Filed, Found, Left, Mode, Part, ReceiptId, Restored, State, Totals, TrashDir, Why, below, lock_settled,
    restore as put_back,
};
use super::error::Error;
use super::files;
use super::layout::Layout;
use super::retention::Space;
use super::scan::{Scanned, Skipped};

mod due;

pub use due::{Due, due};

/// Whether a receipt's work has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// All it names is in the trash.
    Done,
    /// Its files are on their way to the trash, or a crash stopped them there.
    Clearing,
    /// Its files are on their way back, or a crash stopped them there.
    Restoring,
}

/// One clear, as the trash lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its name.
    pub receipt: ReceiptId,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Whether it is whole.
    pub progress: Progress,
    /// What becomes of what it holds.
    pub mode: Mode,
    /// What it holds.
    pub totals: Totals,
    /// What was asked for, for people.
    pub what: String,
}

/// What was deleted for good.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Emptied {
    /// How many receipts.
    pub receipts: u64,
    /// What they held, as far as they could be read.
    pub removed: Totals,
    /// What could not be deleted.
    pub errors: Vec<Left>,
}

/// The receipts in the trash, the newest first. What is there and is no readable receipt is in [`Scanned::skipped`].
///
/// # Errors
/// If the trash exists and can't be listed.
pub fn list(layout: &Layout) -> Result<Scanned<Vec<Summary>>, Error> {
    let mut listed = Scanned { found: Vec::new(), skipped: Vec::new() };
    let Some(trash) = TrashDir::open(layout)? else { return Ok(listed) };
    let (ids, strangers) = trash.receipts()?;
    for id in ids {
        match trash.read(&id)? {
            Found::Absent => {}
            Found::Unreadable(unreadable) => {
                listed.skipped.push(Skipped { path: below(id.to_string()), problem: unreadable.into() });
            }
            Found::Whole(receipt) => listed.found.push(Summary {
                receipt: id,
                created: receipt.created,
                progress: match receipt.state {
                    State::Moving => Progress::Clearing,
                    State::Done => Progress::Done,
                    State::Restoring(_) | State::RestoringFiles(_) => Progress::Restoring,
                },
                mode: receipt.mode,
                totals: receipt.totals(),
                what: receipt.what,
            }),
        }
    }
    listed.skipped.extend(strangers);
    Ok(listed)
}

/// One file in the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrashedFile {
    /// Where it lay, and can be put back, below the store.
    pub path: PathBuf,
    /// The session it belongs to.
    pub session: String,
    /// Its size.
    pub bytes: u64,
    /// When it was last changed, as the file system said.
    pub modified: Option<Timestamp>,
}

/// The files that one receipt holds, by path.
///
/// # Errors
/// [`Error::NotFound`] if there is no such receipt, [`Error::Data`] if it can't be read.
pub fn held_by(layout: &Layout, id: &ReceiptId) -> Result<Vec<TrashedFile>, Error> {
    let nothing = || Error::NotFound { what: "receipt", name: id.to_string(), base: layout.base().to_owned() };
    let trash = TrashDir::open(layout)?.ok_or_else(nothing)?;
    let receipt = match trash.read(id)? {
        Found::Absent => return Err(nothing()),
        Found::Unreadable(unreadable) => {
            let path = layout.receipt_file(id.to_string().as_ref());
            return Err(Error::Data { path, problem: unreadable.into() });
        }
        Found::Whole(receipt) => *receipt,
    };
    let file = |file: Filed| TrashedFile {
        path: file.path.as_path().to_owned(),
        session: file.session,
        bytes: file.bytes,
        modified: file.modified,
    };
    Ok(receipt.files.into_iter().map(file).collect())
}

/// Puts back a part of what a clear took. As [`undo`](super::cleanup::undo) does, it replaces nothing.
///
/// # Errors
/// [`Error::NotFound`] if there is no such receipt or nothing in it fits, and those of [`undo`](super::cleanup::undo).
pub fn restore(layout: &Layout, receipt: &ReceiptId, part: &Part) -> Result<Restored, Error> {
    put_back(layout, Some(receipt), part)
}

/// The space where a store is, as far as the operating system tells: what is free when this is cleared. What is moved to the trash
/// frees nothing before that is emptied, so what the trash holds counts as free then; or else one clear after another would
/// remove more, to no avail.
///
/// # Errors
/// If the trash can't be listed.
pub fn space(layout: &Layout, mode: Mode) -> Result<Option<Space>, Error> {
    let Some(space) = files::space(layout.base()) else { return Ok(None) };
    let held = match mode {
        Mode::Purge => 0,
        Mode::Trash | Mode::Quarantine => {
            let held = list(layout)?.found.into_iter().filter(|receipt| receipt.mode != Mode::Quarantine);
            held.map(|receipt| receipt.totals.bytes).fold(0, u64::saturating_add)
        }
    };
    Ok(Some(Space { free: space.free.saturating_add(held), ..space }))
}

/// Deletes receipts with all that they hold for good: those of clears longer ago than `older_than`, or all. Damaged receipts
/// are judged by their name and go too; what is no receipt stays, and so do files that are none of ours and what was put into
/// quarantine.
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store, [`Error::Storage`] if it can't be changed. What was deleted till
/// then is gone.
pub fn empty(layout: &Layout, older_than: Option<Duration>, now: Timestamp) -> Result<Emptied, Error> {
    delete_those(layout, "trash empty", |id| older_than.is_none_or(|age| is_older(id, age, now)))
}

/// True if a receipt was made longer ago than that.
fn is_older(id: &ReceiptId, age: Duration, now: Timestamp) -> bool {
    let age = SignedDuration::try_from(age).unwrap_or(SignedDuration::MAX);
    let cutoff = now.checked_sub(age).unwrap_or(Timestamp::MIN);
    id.time().is_some_and(|time| time < cutoff)
}

/// Deletes these receipts with all that they hold for good. One that is no longer there is passed over.
///
/// # Errors
/// As [`empty`].
pub fn delete_receipts(layout: &Layout, receipts: &[ReceiptId], who: &str) -> Result<Emptied, Error> {
    delete_those(layout, who, |id| receipts.contains(id))
}

/// Deletes the receipts that are meant.
fn delete_those(layout: &Layout, who: &str, is_meant: impl Fn(&ReceiptId) -> bool) -> Result<Emptied, Error> {
    if TrashDir::open(layout)?.is_none() {
        return Ok(Emptied::default());
    }
    let (_lock, trash) = lock_settled(layout, who)?;
    let Some(trash) = trash else { return Ok(Emptied::default()) };
    let mut emptied = Emptied::default();
    for id in trash.receipts()?.0.into_iter().filter(is_meant) {
        delete(&trash, &id, &mut emptied)?;
    }
    if emptied.receipts == 0 {
        // What lies there and is none of ours was named when it was left.
        emptied.errors.extend(trash.sweep().into_iter().filter(|left| left.why != Why::Foreign));
    }
    trash.end(&emptied.errors);
    Ok(emptied)
}

/// Deletes one receipt. What a crash leaves of it the journal brings to an end.
fn delete(trash: &TrashDir<'_>, id: &ReceiptId, emptied: &mut Emptied) -> Result<(), Error> {
    if !trash.holds(id)? {
        emptied.errors.push(Left { path: below(id.to_string()), why: Why::Foreign });
        return Ok(());
    }
    let held = match trash.read(id)? {
        Found::Whole(receipt) if receipt.mode == Mode::Quarantine => return Ok(()),
        Found::Whole(receipt) => receipt.totals(),
        Found::Absent | Found::Unreadable(_) => Totals::default(),
    };
    let begun = match trash.begin(id) {
        // On a full disk this is the way out. What a crash leaves without a journal goes when the trash is emptied again.
        Err(error) if error.is_want_of_space() => Ok(()),
        begun => begun,
    };
    if let Err(error) = begun.and_then(|()| trash.condemn(id)) {
        trash.end(&emptied.errors);
        return Err(error);
    }
    emptied.receipts += 1;
    emptied.removed.sessions += held.sessions;
    emptied.removed.responses += held.responses;
    emptied.removed.bytes = emptied.removed.bytes.saturating_add(held.bytes);
    emptied.errors.extend(trash.sweep());
    Ok(())
}
