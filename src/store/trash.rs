//! The trash: what was cleared and can still be put back.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::cleanup::{
    Found, Left, Mode, ReceiptId, Restored, State, Totals, TrashDir, below, lock_settled, restore as put_back,
};
use super::error::Error;
use super::layout::Layout;
use super::scan::{Scanned, Skipped};
use super::select::Pattern;

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
                    State::Restoring(_) => Progress::Restoring,
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

/// Puts back those sessions of a clear that fit one of the patterns; all of them if there is no pattern. As
/// [`undo`](super::cleanup::undo) does, it replaces nothing.
///
/// # Errors
/// [`Error::NotFound`] if there is no such receipt or it has no such session, and those of [`undo`](super::cleanup::undo).
pub fn restore(layout: &Layout, receipt: &ReceiptId, sessions: &[Pattern]) -> Result<Restored, Error> {
    put_back(layout, Some(receipt), sessions)
}

/// Deletes receipts with all that they hold for good: those of clears longer ago than `older_than`, or all. Damaged receipts
/// are judged by their name and go too; what is no receipt stays, and so does what was put into quarantine.
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store, [`Error::Storage`] if it can't be changed. What was deleted till
/// then is gone.
pub fn empty(layout: &Layout, older_than: Option<Duration>, now: Timestamp) -> Result<Emptied, Error> {
    if TrashDir::open(layout)?.is_none() {
        return Ok(Emptied::default());
    }
    let (_lock, trash) = lock_settled(layout, "trash empty")?;
    let Some(trash) = trash else { return Ok(Emptied::default()) };
    let age = older_than.map(|age| SignedDuration::try_from(age).unwrap_or(SignedDuration::MAX));
    let cutoff = age.map(|age| now.checked_sub(age).unwrap_or(Timestamp::MIN));
    let is_meant = |id: &ReceiptId| cutoff.is_none_or(|cutoff| id.time().is_some_and(|time| time < cutoff));
    let meant: Vec<_> = trash.receipts()?.0.into_iter().filter(is_meant).collect();
    let mut emptied = Emptied::default();
    for id in meant {
        delete(&trash, &id, &mut emptied)?;
    }
    trash.end(&emptied.errors);
    Ok(emptied)
}

/// Deletes one receipt. What a crash leaves of it the journal brings to an end.
fn delete(trash: &TrashDir<'_>, id: &ReceiptId, emptied: &mut Emptied) -> Result<(), Error> {
    let held = match trash.read(id)? {
        Found::Whole(receipt) if receipt.mode == Mode::Quarantine => return Ok(()),
        Found::Whole(receipt) => receipt.totals(),
        Found::Absent | Found::Unreadable(_) => Totals::default(),
    };
    if let Err(error) = trash.begin(id).and_then(|()| trash.condemn(id)) {
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
