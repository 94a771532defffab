//! Putting back what a clear took.

use std::collections::HashSet;

use super::folders;
use super::receipt::{Filed, Mode, Receipt, ReceiptId, State, Substitute};
use super::store_path::{StorePath, folders_of};
use super::transfer::{Fate, Left, Require, Why, remove_empty, transfer};
use super::trash_dir::{Found, TrashDir};
use super::{Totals, recover};
use crate::store::files::{Directory, Kind};
use crate::store::{Error, Layout, Pattern};

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The clear that was taken back.
    pub receipt: ReceiptId,
    /// What is at its place again.
    pub restored: Totals,
    /// What still waits in the trash under the same receipt; nothing if the receipt is gone.
    pub remaining: Totals,
    /// What could not be put back, or not quite as it was.
    pub errors: Vec<Left>,
}

/// Takes back a clear: the one named, or the newest that is in the trash.
///
/// Every file returns under its name with its bytes, mode and time. Directories that were removed are made again with their
/// mode. A directory gets its time back if it holds exactly the names that it held before. A name that has been taken since is
/// not touched: that file stays in the trash, under the same receipt, and is in [`Restored::errors`]. When nothing stays there
/// the receipt goes.
///
/// # Errors
/// [`Error::NotFound`] if there is no such receipt, [`Error::Data`] if it is damaged, [`Error::Busy`] if another process is
/// changing the store, [`Error::Storage`] if it can't be changed; then nothing was put back, unless even that was refused: then
/// the next [`recover`](super::recover()) completes it.
pub fn undo(layout: &Layout, receipt: Option<&ReceiptId>) -> Result<Restored, Error> {
    restore(layout, receipt, &[])
}

/// Puts back the sessions of a clear that fit one of the patterns; all of them if there is no pattern. See [`undo`].
pub(in crate::store) fn restore(
    layout: &Layout,
    receipt: Option<&ReceiptId>,
    sessions: &[Pattern],
) -> Result<Restored, Error> {
    let nothing = || {
        let name = receipt.map_or_else(|| "latest".to_owned(), ToString::to_string);
        Error::NotFound { what: "receipt", name, base: layout.base().to_owned() }
    };
    if TrashDir::open(layout)?.is_none() {
        return Err(nothing());
    }
    let (_lock, trash) = recover::lock_settled(layout, "undo")?;
    // Whoever held the lock before, or the recovery, may have emptied the trash.
    let trash = trash.ok_or_else(nothing)?;
    let found = match receipt {
        Some(id) => named(&trash, id)?,
        None => newest(&trash)?,
    };
    let mut receipt = found.ok_or_else(nothing)?;
    let chosen = choose(&receipt, sessions, layout)?;
    receipt.state = State::Restoring(chosen.clone());
    folders::mark_absent(&trash.base(), &mut receipt.directories)?;
    if let Err(error) = trash.begin(&receipt.id).and_then(|()| trash.publish_first(&receipt)) {
        trash.end(&[]);
        return Err(error);
    }
    let restored = complete_restore(&trash, receipt, &chosen)?;
    trash.end(&restored.errors);
    Ok(restored)
}

/// The sessions of a receipt that are meant.
fn choose(receipt: &Receipt, sessions: &[Pattern], layout: &Layout) -> Result<Vec<String>, Error> {
    let meant = |session: &str| sessions.is_empty() || sessions.iter().any(|pattern| pattern.matches(session));
    let chosen: Vec<_> = receipt.sessions().into_iter().filter(|name| meant(name)).map(str::to_owned).collect();
    if chosen.is_empty() && !sessions.is_empty() {
        let names: Vec<_> = sessions.iter().map(|pattern| pattern.exact().unwrap_or("*")).collect();
        let base = layout.receipt_dir(receipt.id.to_string().as_ref());
        return Err(Error::NotFound { what: "session", name: names.join(", "), base });
    }
    Ok(chosen)
}

fn named(trash: &TrashDir<'_>, id: &ReceiptId) -> Result<Option<Receipt>, Error> {
    match trash.read(id)? {
        Found::Absent => Ok(None),
        Found::Whole(receipt) => Ok(Some(*receipt)),
        Found::Unreadable(unreadable) => {
            let path = trash.layout().receipt_file(id.to_string().as_ref());
            Err(Error::Data { path, problem: unreadable.into() })
        }
    }
}

/// The newest receipt whose clear was completed. Others, and damaged ones, must be named.
fn newest(trash: &TrashDir<'_>) -> Result<Option<Receipt>, Error> {
    for id in trash.receipts()?.0 {
        if let Found::Whole(receipt) = trash.read(&id)?
            && receipt.state != State::Moving
        {
            return Ok(Some(*receipt));
        }
    }
    Ok(None)
}

/// Finishes a restore whose journal and receipt are written. The journal is the caller's to remove.
///
/// # Errors
/// Then what was put back is in the trash again; if that failed as well, the journal is still there.
pub(super) fn complete_restore(trash: &TrashDir<'_>, receipt: Receipt, sessions: &[String]) -> Result<Restored, Error> {
    // As it is if the restore fails; until then the one on disk says what is under way.
    let receipt = Receipt { state: State::Done, ..receipt };
    let sessions: HashSet<&str> = sessions.iter().map(String::as_str).collect();
    let meant = |file: &Filed| sessions.contains(file.session.as_str());
    match put_back(trash, &receipt, meant).and_then(|back| conclude(trash, &receipt, back)) {
        Ok(restored) => Ok(restored),
        Err(error) => {
            take_again(trash, &receipt, meant);
            Err(error)
        }
    }
}

/// Makes final what was put back: the receipt of what is still in the trash is written, a receipt of nothing is removed.
fn conclude(trash: &TrashDir<'_>, receipt: &Receipt, back: Back) -> Result<Restored, Error> {
    let Back { restored, left_trash, mut errors } = back;
    let mut rest = receipt.clone();
    rest.retain(|file| !left_trash.contains(&file.path));
    if rest.files.is_empty() {
        errors.extend(trash.discard(&receipt.id, folders_of(receipt.files.iter().map(|file| &file.path))));
    } else {
        rest.directories.iter_mut().for_each(|folder| folder.absent = false);
        trash.publish_last(&rest)?;
    }
    Ok(Restored { receipt: receipt.id.clone(), restored, remaining: rest.totals(), errors })
}

/// What came of putting files back.
struct Back {
    restored: Totals,
    /// The files that the receipt need not keep: they are at their place, or nowhere.
    left_trash: HashSet<StorePath>,
    errors: Vec<Left>,
}

/// Moves the files that are meant from the trash to their places. What is there already stays.
///
/// # Errors
/// The first that is not the fault of a single file; what was moved till then stays moved.
fn put_back(trash: &TrashDir<'_>, receipt: &Receipt, meant: impl Fn(&Filed) -> bool) -> Result<Back, Error> {
    let files: Vec<&Filed> = receipt.files.iter().filter(|file| meant(file)).collect();
    let stored = trash.files(&receipt.id)?;
    let base = trash.base();
    let fates = transfer(&stored.root(), &base, &files, Require::AnyFile)?;
    let (mut at_place, mut errors, mut left_trash) = (Vec::new(), Vec::new(), HashSet::new());
    for (file, fate) in files.iter().zip(fates) {
        match fate.why_not() {
            None => at_place.push((file.session.as_str(), file.bytes)),
            Some(why) => errors.push(Left::new(&file.path, why)),
        }
        if matches!(fate, Fate::Moved | Fate::There | Fate::Gone) {
            left_trash.insert(file.path.clone());
        }
    }
    stored.remove_empty(left_trash.iter());
    let touched: HashSet<StorePath> = folders_of(left_trash.iter()).collect();
    let folders = receipt.directories.iter().filter(|folder| touched.contains(&folder.path));
    errors.extend(withdraw(
        base.directory,
        receipt.substitutes.iter().filter(|substitute| left_trash.contains(&substitute.of)),
    ));
    errors.extend(folders::settle(&base, folders));
    Ok(Back { restored: Totals::of(at_place.into_iter()), left_trash, errors })
}

/// Removes what stood in for files that are back. What somebody changed since stays.
pub(in crate::store) fn withdraw<'a>(base: &Directory, substitutes: impl Iterator<Item = &'a Substitute>) -> Vec<Left> {
    let withdraw_one = |substitute: &Substitute| {
        let (parent, name) = (substitute.path.parent(), substitute.path.name());
        let Ok(directory) = base.open_below(parent) else { return Ok(()) };
        let Some(stat) = directory.stat(name).map_err(|error| Why::Unsettled(error.to_string()))? else {
            return Ok(());
        };
        if stat.kind != Kind::File || stat.bytes != substitute.bytes || stat.modified != substitute.modified {
            return Err(Why::Changed);
        }
        directory.remove_file(name).map_err(|error| Why::Unsettled(error.to_string()))?;
        remove_empty(base, folders_of(std::iter::once(&substitute.path)));
        Ok(())
    };
    substitutes.filter_map(|one| Some(Left::new(&one.path, withdraw_one(one).err()?))).collect()
}

/// After a failure: moves what was put back to the trash again, so that the clear is whole. If that fails too the journal
/// stays, and whoever finds it completes the restore.
fn take_again(trash: &TrashDir<'_>, receipt: &Receipt, meant: impl Fn(&Filed) -> bool) {
    let files: Vec<&Filed> = receipt.files.iter().filter(|file| meant(file)).collect();
    let retaken = trash.files(&receipt.id).and_then(|stored| {
        transfer(&trash.base(), &stored.root(), &files, Require::AsRecorded)?;
        remove_empty(trash.base().directory, folders_of(files.iter().map(|file| &file.path)));
        trash.publish_last(receipt)
    });
    if retaken.is_ok() {
        trash.end(&[]);
    }
}

/// After a failed clear: puts everything back and removes the receipt, so that nothing was cleared. If a name was taken
/// meanwhile, that file stays in the trash under a receipt; if putting back fails too, the journal stays.
pub(super) fn roll_back(trash: &TrashDir<'_>, mut receipt: Receipt) {
    if folders::mark_absent(&trash.base(), &mut receipt.directories).is_err() {
        return;
    }
    receipt.state = State::Done;
    if receipt.mode == Mode::Purge {
        receipt.mode = Mode::Trash;
    }
    if let Ok(restored) = put_back(trash, &receipt, |_| true).and_then(|back| conclude(trash, &receipt, back)) {
        trash.end(&restored.errors);
    }
}
