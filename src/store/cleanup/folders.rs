//! Directories as they were before a clear, so that an undo can make them so again.

use std::ffi::OsStr;
use std::io;

use super::groups::{Group, each_folder};
use super::receipt::{Filed, Folder};
use super::store_path::{StorePath, folders_of};
use super::transfer::{Left, Root, Why};
use crate::store::Error;
use crate::store::files::Directory;

/// Looks at every directory that leads to one of the files. What is no directory any more is left out.
///
/// # Errors
/// If a directory can't be read.
pub(in crate::store) fn record(base: &Root<'_>, files: &[Filed]) -> Result<Vec<Folder>, Error> {
    let paths: Vec<_> = folders_of(files.iter().map(|file| &file.path)).collect();
    let folders = each_folder(files.len(), &paths, |path| record_one(base, path));
    folders.into_iter().filter_map(Result::transpose).collect()
}

fn record_one(base: &Root<'_>, path: &StorePath) -> Result<Option<Folder>, Error> {
    let Some(directory) = open(base, path)? else { return Ok(None) };
    let look = || Ok((directory.own_stat()?, names_hash(&directory.names()?)));
    let (stat, names) = look().map_err(base.error("read", path.as_path()))?;
    Ok(Some(Folder { path: path.clone(), mode: stat.mode, modified: stat.modified, names, absent: false }))
}

/// True if a directory held nothing but these files, which must be in the order of their names.
pub(super) fn held_just(folder: &Folder, files: Group<'_>) -> bool {
    let names: Vec<_> = files.iter().map(|file| file.path.name()).collect();
    folder.names == names_hash(&names)
}

/// Marks the directories that are missing and will have to be created.
///
/// # Errors
/// If it can't be found out.
pub(in crate::store) fn mark_absent(base: &Root<'_>, folders: &mut [Folder]) -> Result<(), Error> {
    for folder in folders {
        folder.absent = open(base, &folder.path)?.is_none();
    }
    Ok(())
}

/// Gives directories back what they had: those that were created anew their mode, and those that hold the same names as before
/// the clear their time. The time of any other says when it really was changed last.
pub(in crate::store) fn settle<'a>(base: &Root<'_>, folders: impl Iterator<Item = &'a Folder>) -> Vec<Left> {
    let unsettled = |folder: &Folder, error: io::Error| Left::new(&folder.path, Why::Unsettled(error.to_string()));
    folders.filter_map(|folder| settle_one(base, folder).err().map(|error| unsettled(folder, error))).collect()
}

fn settle_one(base: &Root<'_>, folder: &Folder) -> io::Result<()> {
    let Ok(directory) = base.directory.open_below(folder.path.as_path()) else { return Ok(()) };
    let as_before = names_hash(&directory.names()?) == folder.names;
    if let Some(mode) = folder.mode.filter(|_| folder.absent) {
        directory.set_mode(mode)?;
    }
    match folder.modified.filter(|_| as_before) {
        Some(time) => directory.set_modified(time),
        None => Ok(()),
    }
}

/// The directory; `None` if there is none, or something else in its place.
fn open(base: &Root<'_>, path: &StorePath) -> Result<Option<Directory>, Error> {
    use io::ErrorKind::{NotADirectory, NotFound};
    match base.directory.open_below(path.as_path()) {
        Ok(directory) => Ok(Some(directory)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        Err(error) => Err(base.error("open", path.as_path())(error)),
    }
}

/// The 64-bit FNV-1a hash of the sorted names, in hexadecimal. It guards a time, not content.
fn names_hash(names: &[impl AsRef<OsStr>]) -> String {
    let bytes = names.iter().flat_map(|name| name.as_ref().as_encoded_bytes().iter().chain(&[0]));
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}
