//! Completing what a crash cut short.

use std::collections::BTreeSet;

use super::apply::{Cleared, complete_clear};
use super::receipt::{Filed, Mode, Receipt, ReceiptId, State, Unreadable, VERSION};
use super::restore::{Restored, complete_restore};
use super::store_path::{StorePath, folders_of};
use super::transfer::{Left, remove_empty};
use super::trash_dir::{Found, Journal, TrashDir};
use super::whole::Pace;
use crate::record::names;
use crate::store::{Error, Layout, MaintenanceLock, UNKNOWN_SESSION};

/// What was completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completed {
    /// A clear.
    Clear(Cleared),
    /// An undo, or a restore of some sessions.
    Restore(Restored),
}

/// What a recovery did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recovered {
    /// What was under way. Empty if it had ended but for the last step.
    pub completed: Vec<Completed>,
    /// What was left alone, or is still to be deleted.
    pub errors: Vec<Left>,
}

/// Completes the clear, undo or deletion that another process began and did not end. `None`, at the cost of one look at the file
/// system, if there is none, or if that process is still at work. `who` is told to those who come meanwhile.
///
/// Afterwards everything that was planned is done, or everything is as it was.
///
/// # Errors
/// [`Error::Storage`] if the store can't be changed, [`Error::Data`] if a later version of this program began the work.
pub fn recover(layout: &Layout, who: &str) -> Result<Option<Recovered>, Error> {
    if layout.journal().symlink_metadata().is_err() {
        return Ok(None);
    }
    let _lock = match MaintenanceLock::take(layout, who) {
        Err(Error::Busy { .. }) => return Ok(None),
        lock => lock?,
    };
    TrashDir::open(layout)?.map_or(Ok(None), |trash| complete_begun(&trash))
}

/// Takes the lock, completes what was begun, and opens the trash if there is any then.
pub(in crate::store) fn lock_settled<'a>(
    layout: &'a Layout,
    who: &str,
) -> Result<(MaintenanceLock, Option<TrashDir<'a>>), Error> {
    let lock = MaintenanceLock::take(layout, who)?;
    if let Some(trash) = TrashDir::open(layout)? {
        complete_begun(&trash)?;
    }
    Ok((lock, TrashDir::open(layout)?))
}

fn complete_begun(trash: &TrashDir<'_>) -> Result<Option<Recovered>, Error> {
    let ids = match trash.journal()? {
        Journal::None => return Ok(None),
        Journal::Names(id) => vec![id],
        // What was begun is then found by its state; at most one receipt is in the middle of anything.
        Journal::Torn => trash.receipts()?.0,
        Journal::Newer => return Err(newer(trash.layout().journal())),
    };
    let mut recovered = Recovered::default();
    for id in ids {
        complete(trash, &id, &mut recovered)?;
    }
    recovered.errors.extend(trash.sweep());
    trash.end(&recovered.errors);
    Ok(Some(recovered))
}

fn complete(trash: &TrashDir<'_>, id: &ReceiptId, recovered: &mut Recovered) -> Result<(), Error> {
    let receipt = match trash.read(id)? {
        Found::Absent => return Ok(()),
        Found::Unreadable(Unreadable::Newer) => {
            return Err(newer(trash.layout().receipt_file(id.to_string().as_ref())));
        }
        Found::Unreadable(Unreadable::Damaged(_)) => return salvage(trash, id, recovered),
        Found::Whole(receipt) => *receipt,
    };
    match receipt.state {
        State::Moving => recovered.note(Completed::Clear(complete_clear(trash, receipt, None, Pace::EachFile)?)),
        State::Restoring(_) | State::RestoringFiles(_) => {
            recovered.note(Completed::Restore(complete_restore(trash, receipt)?));
        }
        State::Done => remove_empty(trash.base().directory, folders_of(receipt.files.iter().map(|file| &file.path))),
    }
    Ok(())
}

impl Recovered {
    fn note(&mut self, completed: Completed) {
        self.errors.extend_from_slice(match &completed {
            Completed::Clear(cleared) => &cleared.errors,
            Completed::Restore(restored) => &restored.errors,
        });
        self.completed.push(completed);
    }
}

fn newer(path: std::path::PathBuf) -> Error {
    Error::Data { path, problem: Unreadable::Newer.into() }
}

/// A directory without a usable receipt: no file was moved before that was durable, or the medium damaged it since. What files
/// there are go back to where their paths say.
fn salvage(trash: &TrashDir<'_>, id: &ReceiptId, recovered: &mut Recovered) -> Result<(), Error> {
    let mut files = Vec::new();
    for (path, bytes, modified) in trash.stored_files(id)? {
        let session = names::Hints::of(&path).session.unwrap_or_else(|| UNKNOWN_SESSION.to_owned());
        files.extend(StorePath::new(&path).map(|path| Filed { path, bytes, modified, session, successor: None }));
    }
    if files.is_empty() {
        recovered.errors.extend(trash.discard(id, std::iter::empty()));
        return Ok(());
    }
    files.sort_by(|a, b| a.path.by_directory(&b.path));
    let sessions: BTreeSet<_> = files.iter().map(|file| file.session.clone()).collect();
    let sessions = Vec::from_iter(sessions);
    let receipt = Receipt {
        version: VERSION,
        id: id.clone(),
        created: id.time(),
        state: State::Restoring(sessions),
        mode: Mode::Trash,
        what: "found without a readable receipt".to_owned(),
        files,
        directories: Vec::new(),
        substitutes: Vec::new(),
    };
    recovered.note(Completed::Restore(complete_restore(trash, receipt)?));
    Ok(())
}
