//! Deleting for good where there is no room for a receipt any more.
//!
//! Journal and receipt let a clear that was cut short be completed or taken back. What is deleted for good can't be taken back, and each file that is gone
//! was meant to go: whoever finds the rest plans anew. So on a full disk, where deleting is the way out, it is done without them.

use std::io;

use super::apply::Cleared;
use super::groups::{Group, each_directory};
use super::plan::Totals;
use super::receipt::Filed;
use super::store_path::folders_of;
use super::transfer::{Left, Require, Why, is_blocked, remove_empty};
use crate::store::files::Directory;
use crate::store::{Error, Layout};

/// Deletes the files that are still as planned, and the directories that are empty then.
///
/// # Errors
/// `why` there is no receipt, if not one file could be deleted.
pub(super) fn delete_in_place(layout: &Layout, mut files: Vec<Filed>, why: Error) -> Result<Cleared, Error> {
    let base = Directory::open(layout.base()).map_err(Error::storage("open", layout.base()))?;
    files.sort_by(|a, b| a.path.by_directory(&b.path));
    let all: Vec<&Filed> = files.iter().collect();
    let deleted = each_directory(&all, |group| delete_group(&base, group)).concat();
    let (mut gone, mut errors) = (Vec::new(), Vec::new());
    for (file, deleted) in all.into_iter().zip(deleted) {
        match deleted {
            Ok(()) => gone.push(file),
            Err(why) => errors.push(Left::new(&file.path, why)),
        }
    }
    if gone.is_empty() {
        return Err(why);
    }
    remove_empty(&base, folders_of(gone.iter().map(|file| &file.path)));
    let removed = Totals::of(gone.iter().map(|file| (file.session.as_str(), file.bytes)));
    Ok(Cleared { receipt: None, removed, errors })
}

fn delete_group(base: &Directory, group: Group<'_>) -> Vec<Result<(), Why>> {
    let Some(first) = group.first() else { return Vec::new() };
    match base.open_below(first.path.parent()) {
        Ok(directory) => group.iter().map(|file| delete(&directory, file)).collect(),
        Err(error) => vec![Err(why_not(&error)); group.len()],
    }
}

/// Deletes a file that is as it was planned.
fn delete(directory: &Directory, file: &Filed) -> Result<(), Why> {
    let name = file.path.name();
    match directory.stat(name).map_err(|error| why_not(&error))? {
        None => Err(Why::Gone),
        Some(stat) if Require::AsRecorded.accepts(&stat, file) => {
            directory.remove_file(name).map_err(|error| why_not(&error))
        }
        Some(_) => Err(Why::Changed),
    }
}

fn why_not(error: &io::Error) -> Why {
    match error.kind() {
        io::ErrorKind::NotFound => Why::Gone,
        _ if is_blocked(error) => Why::Blocked,
        _ => Why::Undeleted(error.to_string()),
    }
}
