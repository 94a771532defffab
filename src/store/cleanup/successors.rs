//! Files that take the place of others: what a clear takes to the trash, and what holds the same in another form from then on.
//!
//! Before anything moves, every new file is whole and durable beside the files of the receipt, in `made`. Then the old ones move to the trash
//! and the new ones to their places; both are moves like any other, so whoever finds the journal can tell how far they came, forwards and
//! backwards. While they move a record is for a moment at neither place. Taking it back withdraws the new files first, but only those
//! that are as they were made.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use jiff::Timestamp;

use super::apply::{Cleared, complete_clear};
use super::folders;
use super::receipt::{Filed, Mode, Receipt, State, Successor, VERSION};
use super::recover::lock_settled;
use super::store_path::{StorePath, folders_of};
use super::transfer::{Fate, Left, Require, Why, remove_empty, transfer};
use super::trash_dir::{Files, TrashDir};
use super::whole::Pace;
use crate::store::files::Stat;
use crate::store::{Error, Layout};

/// A file that is to be replaced, and what by.
#[derive(Debug)]
pub(in crate::store) struct Replacement {
    /// The path of the old one below the store.
    pub(in crate::store) from: PathBuf,
    /// The old one as it was seen.
    pub(in crate::store) seen: Stat,
    /// The path of the new one, which may be the same.
    pub(in crate::store) to: PathBuf,
    /// The session of both.
    pub(in crate::store) session: String,
}

/// Replaces files by what `content` makes of each, and moves them to the trash under a receipt. One that is not as it was seen stays, and
/// so does one for which there is no content any more.
///
/// # Errors
/// As [`apply`](super::apply()).
pub(in crate::store) fn replace(
    layout: &Layout,
    replacements: Vec<Replacement>,
    what: &str,
    now: Timestamp,
    content: impl Fn(&Replacement) -> Option<Vec<u8>>,
) -> Result<Cleared, Error> {
    if replacements.is_empty() {
        return Ok(Cleared::default());
    }
    let (_lock, _) = lock_settled(layout, what)?;
    let trash = TrashDir::create(layout)?;
    let id = match trash.free_id(now).and_then(|id| trash.begin(&id).map(|()| id)) {
        Ok(id) => id,
        Err(error) => {
            trash.end(&[]);
            return Err(error);
        }
    };
    let mut receipt = Receipt {
        version: VERSION,
        id,
        created: Some(now),
        state: State::Moving,
        mode: Mode::Trash,
        what: what.to_owned(),
        directories: Vec::new(),
        files: Vec::new(),
        substitutes: Vec::new(),
    };
    match make(&trash, &mut receipt, replacements, content) {
        Ok(left) => {
            let mut cleared = complete_clear(&trash, receipt, None, Pace::EachFile)?;
            trash.end(&cleared.errors);
            cleared.errors.splice(0..0, left);
            Ok(cleared)
        }
        Err(error) => {
            // Nothing has moved, and removing needs no space.
            let left = trash.discard(&receipt.id, std::iter::empty());
            trash.end(left.as_slice());
            Err(error)
        }
    }
}

/// Makes the new files and writes the receipt. Gives what has to stay as it is.
fn make(
    trash: &TrashDir<'_>,
    receipt: &mut Receipt,
    replacements: Vec<Replacement>,
    content: impl Fn(&Replacement) -> Option<Vec<u8>>,
) -> Result<Vec<Left>, Error> {
    let made = trash.made(&receipt.id)?;
    let mut left = Vec::new();
    for replacement in replacements {
        let (Some(path), Some(to)) = (StorePath::new(&replacement.from), StorePath::new(&replacement.to)) else {
            left.push(Left { path: replacement.from, why: Why::NotARecordPath });
            continue;
        };
        let Some(bytes) = content(&replacement) else {
            left.push(Left { path: replacement.from, why: Why::Changed });
            continue;
        };
        let stat = made.write(&to, &bytes).map_err(made.root().error("write", to.as_path()))?;
        let successor = Some(Successor { path: to, bytes: stat.bytes, modified: stat.modified });
        let Replacement { seen, session, .. } = replacement;
        receipt.files.push(Filed { path, bytes: seen.bytes, modified: seen.modified, session, successor });
    }
    receipt.files.sort_by(|a, b| a.path.by_directory(&b.path));
    receipt.directories = folders::record(&trash.base(), &receipt.files)?;
    trash.publish_first(receipt)?;
    trash.files(&receipt.id)?;
    Ok(left)
}

/// The successors of files as files themselves, in the order in which they are moved.
fn successors_of<'a>(files: impl Iterator<Item = &'a Filed>) -> Vec<Filed> {
    let mut successors: Vec<_> = files
        .filter_map(|file| {
            let Successor { path, bytes, modified } = file.successor.clone()?;
            Some(Filed { path, bytes, modified, session: file.session.clone(), successor: None })
        })
        .collect();
    successors.sort_by(|a, b| a.path.by_directory(&b.path));
    successors
}

/// Moves the successors of what is in the trash to their places. A file whose successor can't go there is put back, or stays in the
/// trash without one.
///
/// # Errors
/// The first that is not the fault of a single file; what was moved till then stays moved.
pub(super) fn put_in_place(trash: &TrashDir<'_>, receipt: &mut Receipt) -> Result<Vec<Left>, Error> {
    let successors = successors_of(receipt.files.iter());
    if successors.is_empty() {
        return Ok(Vec::new());
    }
    let made = trash.made(&receipt.id)?;
    let files: Vec<&Filed> = successors.iter().collect();
    let fates = transfer(&made.root(), &trash.base(), &files, Require::AnyFile)?;
    let in_place = |fate: &Fate| matches!(fate, Fate::Moved | Fate::There);
    let failed: HashSet<&StorePath> =
        files.iter().zip(&fates).filter(|(_, fate)| !in_place(fate)).map(|(file, _)| &file.path).collect();
    let mut left = Vec::new();
    if !failed.is_empty() {
        let is_meant = |file: &Filed| file.successor.as_ref().is_some_and(|new| failed.contains(&new.path));
        left = put_back(trash, receipt, is_meant)?;
    }
    trash.drop_made(&receipt.id);
    Ok(left)
}

/// Puts files back whose successors could not take their places.
fn put_back(
    trash: &TrashDir<'_>,
    receipt: &mut Receipt,
    is_meant: impl Fn(&Filed) -> bool,
) -> Result<Vec<Left>, Error> {
    let stored = trash.files(&receipt.id)?;
    let meant: Vec<&Filed> = receipt.files.iter().filter(|file| is_meant(file)).collect();
    let fates = transfer(&stored.root(), &trash.base(), &meant, Require::AnyFile)?;
    let back: HashMap<StorePath, bool> = meant
        .iter()
        .zip(fates)
        .map(|(file, fate)| (file.path.clone(), matches!(fate, Fate::Moved | Fate::There)))
        .collect();
    receipt.retain(|file| back.get(&file.path) != Some(&true));
    for file in &mut receipt.files {
        if back.contains_key(&file.path) {
            file.successor = None;
        }
    }
    let why = |is_back: bool| if is_back { Why::NewNameTaken } else { Why::Taken };
    Ok(back.iter().map(|(path, is_back)| Left::new(path, why(*is_back))).collect())
}

/// Takes the successors of files away again, and gives the files that may go back then, with why others may not. Files without a
/// successor, and those that are back already, are not held up.
///
/// # Errors
/// The first that is not the fault of a single file; what was moved till then stays moved.
pub(super) fn withdraw<'a>(
    trash: &TrashDir<'_>,
    receipt: &Receipt,
    stored: &Files,
    files: Vec<&'a Filed>,
) -> Result<(Vec<&'a Filed>, Vec<Left>), Error> {
    let mut waiting = Vec::new();
    for file in files.iter().filter(|file| file.successor.is_some()) {
        if stored.hold(&file.path)? {
            waiting.push(*file);
        }
    }
    if waiting.is_empty() {
        return Ok((files, Vec::new()));
    }
    let successors = successors_of(waiting.iter().copied());
    let made = trash.made(&receipt.id)?;
    let meant: Vec<&Filed> = successors.iter().collect();
    let fates = transfer(&trash.base(), &made.root(), &meant, Require::AsRecorded)?;
    let away = |fate: &Fate| matches!(fate, Fate::Moved | Fate::There | Fate::Gone);
    let kept: HashSet<&StorePath> =
        meant.iter().zip(&fates).filter(|(_, fate)| !away(fate)).map(|(file, _)| &file.path).collect();
    // Directories that the old files go back to are known with their modes, and stay.
    let known: HashSet<&StorePath> = receipt.directories.iter().map(|folder| &folder.path).collect();
    let folders = folders_of(successors.iter().map(|file| &file.path)).filter(|folder| !known.contains(folder));
    remove_empty(trash.base().directory, folders);
    let waiting: HashSet<&StorePath> = waiting.iter().map(|file| &file.path).collect();
    let is_kept = |file: &Filed| {
        waiting.contains(&file.path) && file.successor.as_ref().is_some_and(|new| kept.contains(&new.path))
    };
    let (held_up, free): (Vec<_>, Vec<_>) =
        if kept.is_empty() { (Vec::new(), files) } else { files.into_iter().partition(|file| is_kept(file)) };
    let left = held_up.into_iter().map(|file| Left::new(&file.path, Why::SuccessorChanged)).collect();
    Ok((free, left))
}
