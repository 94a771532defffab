//! Putting back what a clear took.

use std::collections::{BTreeSet, HashSet};

use super::folders;
use super::receipt::{Filed, Mode, Receipt, ReceiptId, State, Substitute};
use super::store_path::{StorePath, folders_of};
use super::successors;
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
    restore(layout, receipt, &Part::default())
}

/// What is meant of a receipt: what fits one of the patterns of each kind; everything if there are none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Part {
    /// Sessions, by name.
    pub sessions: Vec<Pattern>,
    /// Files, by their path below the store.
    pub files: Vec<Pattern>,
}

impl Part {
    fn meant(&self, file: &Filed) -> bool {
        let any = |patterns: &[Pattern], name: &str| patterns.is_empty() || patterns.iter().any(|p| p.matches(name));
        let path = file.path.as_path().to_string_lossy();
        // Elsewhere a backslash is a letter like any other.
        let fits = any(&self.files, &path) || cfg!(windows) && any(&self.files, &path.replace('\\', "/"));
        any(&self.sessions, &file.session) && fits
    }

    fn is_empty(&self) -> bool {
        self.sessions.is_empty() && self.files.is_empty()
    }
}

/// Puts back a part of a clear. See [`undo`].
pub(in crate::store) fn restore(layout: &Layout, receipt: Option<&ReceiptId>, part: &Part) -> Result<Restored, Error> {
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
    receipt.state = choose(&receipt, part, layout)?;
    folders::mark_absent(&trash.base(), &mut receipt.directories)?;
    if let Err(error) = trash.begin(&receipt.id).and_then(|()| trash.publish_first(&receipt)) {
        trash.end(&[]);
        return Err(error);
    }
    let restored = complete_restore(&trash, receipt)?;
    trash.end(&restored.errors);
    Ok(restored)
}

/// The state of a receipt of which a part is being put back: that says which.
fn choose(receipt: &Receipt, part: &Part, layout: &Layout) -> Result<State, Error> {
    let meant = || receipt.files.iter().filter(|file| part.meant(file));
    if meant().next().is_none() && !part.is_empty() {
        let what = if part.files.is_empty() { "session" } else { "file" };
        let patterns = if part.files.is_empty() { &part.sessions } else { &part.files };
        let name = patterns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let base = layout.receipt_dir(receipt.id.to_string().as_ref());
        return Err(Error::NotFound { what, name, base });
    }
    Ok(if part.files.is_empty() {
        let sessions: BTreeSet<_> = meant().map(|file| file.session.as_str()).collect();
        State::Restoring(sessions.into_iter().map(str::to_owned).collect())
    } else {
        State::RestoringFiles(meant().map(|file| file.path.clone()).collect())
    })
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

/// Finishes a restore whose journal and receipt are written; the receipt's state says what is put back. The journal is the caller's
/// to remove.
///
/// # Errors
/// Then what was put back is in the trash again; if that failed as well, the journal is still there.
pub(super) fn complete_restore(trash: &TrashDir<'_>, mut receipt: Receipt) -> Result<Restored, Error> {
    // As it is if the restore fails; until then the one on disk says what is under way.
    let state = std::mem::replace(&mut receipt.state, State::Done);
    let sessions: HashSet<&str> = match &state {
        State::Restoring(sessions) => sessions.iter().map(String::as_str).collect(),
        _ => HashSet::new(),
    };
    let meant = |file: &Filed| match &state {
        State::RestoringFiles(files) => files.contains(&file.path),
        _ => sessions.contains(file.session.as_str()),
    };
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
        trash.drop_made(&receipt.id);
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
    let (files, mut errors) = successors::withdraw(trash, receipt, &stored, files)?;
    let fates = transfer(&stored.root(), &base, &files, Require::AnyFile)?;
    let (mut at_place, mut left_trash) = (Vec::new(), HashSet::new());
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
        successors::put_in_place(trash, &mut receipt.clone())?;
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
