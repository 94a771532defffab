//! Deleting for good what was condemned: what the receipt names and nothing else.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::groups::{Group, each_directory};
use super::receipt::{Filed, Receipt};
use super::store_path::{StorePath, folders_of};
use super::transfer::{Left, Why};
use crate::store::files::{Directory, Kind, temporary};
use crate::store::layout::{FILES, MADE, RECEIPT, is_record};

/// A directory of the trash whose deletion was decided.
pub(super) struct Condemned<'a> {
    /// The trash.
    pub(super) trash: &'a Directory,
    /// The directory's name in it.
    pub(super) name: &'a OsStr,
    /// Its path below the store, for messages.
    pub(super) path: PathBuf,
}

impl Condemned<'_> {
    /// Deletes its files, its receipt, and the directories that are empty then, and says what is left and why. Files that are not on
    /// the receipt stay; if there is no readable receipt any more, those that have not the name of a record.
    pub(super) fn delete(&self) -> Vec<Left> {
        match self.try_delete() {
            Ok(left) => left,
            Err(error) => vec![self.undeleted(Path::new(""), &error)],
        }
    }

    fn try_delete(&self) -> io::Result<Vec<Left>> {
        let directory = match self.trash.stat(self.name)?.map(|stat| stat.kind) {
            None => return Ok(Vec::new()),
            Some(Kind::Directory) => self.trash.open_below(Path::new(self.name))?,
            Some(_) => return Ok(vec![self.foreign(Path::new(""))]),
        };
        let mut left = match directory.open_below(Path::new(FILES)) {
            Ok(files) => self.delete_files(&directory, &files)?,
            Err(error) if is_absent(&error) => Vec::new(),
            Err(error) => return Err(error),
        };
        directory.remove_tree(OsStr::new(MADE))?;
        match directory.remove_dir(OsStr::new(FILES)) {
            Ok(()) => delete_receipt(&directory)?,
            // While files are left the receipt stays too: it says which of them are ours.
            Err(error) if is_not_empty(&error) => {}
            Err(error) => return Err(error),
        }
        if let Err(error) = self.trash.remove_dir(self.name) {
            left.extend(self.why_not_empty(&directory, &left, &error));
        }
        Ok(left)
    }

    /// Deletes the files, several directories at once.
    fn delete_files(&self, directory: &Directory, files: &Directory) -> io::Result<Vec<Left>> {
        let receipt = directory.read(OsStr::new(RECEIPT)).ok().and_then(|bytes| Receipt::from_json(&bytes).ok());
        let named = match receipt {
            Some(receipt) => receipt.files,
            None => records_in(files)?,
        };
        let all: Vec<&Filed> = named.iter().collect();
        let mut left = each_directory(&all, |group| self.delete_group(files, group)).concat();
        left.extend(self.remove_folders(files, folders_of(named.iter().map(|file| &file.path))));
        Ok(left)
    }

    /// Removes the directories that are empty now, the deepest first.
    fn remove_folders(&self, files: &Directory, folders: impl Iterator<Item = StorePath>) -> Vec<Left> {
        let mut folders: Vec<_> = folders.collect();
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.depth()));
        let remove = |folder: &StorePath| {
            let parent = files.open_below(folder.parent());
            match parent.and_then(|parent| parent.remove_dir(folder.name())) {
                Err(error) if !is_not_empty(&error) && !is_absent(&error) => {
                    Some(self.undeleted(&Path::new(FILES).join(folder.as_path()), &error))
                }
                _ => None,
            }
        };
        folders.iter().filter_map(remove).collect()
    }

    fn delete_group(&self, files: &Directory, group: Group<'_>) -> Vec<Left> {
        let Some(parent) = group.first().map(|file| file.path.parent()) else { return Vec::new() };
        let below = Path::new(FILES).join(parent);
        let directory = match files.open_below(parent) {
            Ok(directory) => directory,
            Err(error) if is_absent(&error) => return Vec::new(),
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                return vec![Left { path: self.path.join(below), why: Why::Elsewhere }];
            }
            Err(error) => return vec![self.undeleted(&below, &error)],
        };
        let delete = |file: &&Filed| {
            let name = file.path.name();
            directory.remove_file(name).err().map(|error| self.undeleted(&below.join(name), &error))
        };
        group.iter().filter_map(delete).collect()
    }

    /// Why a directory could not be removed: what is still in it, unless that was said already.
    fn why_not_empty(&self, directory: &Directory, said: &[Left], error: &io::Error) -> Vec<Left> {
        if !said.is_empty() {
            return Vec::new();
        }
        if !is_not_empty(error) {
            return vec![self.undeleted(Path::new(""), error)];
        }
        let mut strangers = Vec::new();
        let found = find_files(directory, Path::new(""), &mut strangers);
        strangers.retain(|path| path != Path::new(RECEIPT));
        match found {
            Ok(()) => strangers.iter().map(|path| self.foreign(path)).collect(),
            Err(error) => vec![self.undeleted(Path::new(""), &error)],
        }
    }

    fn foreign(&self, below: &Path) -> Left {
        Left { path: self.path.join(below), why: Why::Foreign }
    }

    fn undeleted(&self, below: &Path, error: &io::Error) -> Left {
        Left { path: self.path.join(below), why: Why::Undeleted(error.to_string()) }
    }
}

fn delete_receipt(directory: &Directory) -> io::Result<()> {
    for name in [OsStr::new(RECEIPT), &temporary(OsStr::new(RECEIPT))] {
        if directory.stat(name)?.is_some_and(|stat| stat.kind == Kind::File) {
            directory.remove_file(name)?;
        }
    }
    Ok(())
}

/// Systems differ in what they call a directory that is not empty.
pub(super) fn is_not_empty(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty)
}

/// There is no directory of that name, though something else may stand there, which is then none of ours.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The files in a tree that have names of records, in the order of their directories.
fn records_in(files: &Directory) -> io::Result<Vec<Filed>> {
    let mut paths = Vec::new();
    find_files(files, Path::new(""), &mut paths)?;
    let records = paths.iter().filter(|path| path.file_name().is_some_and(is_record));
    let mut records: Vec<_> = records.filter_map(|path| StorePath::new(path)).map(Filed::anonymous).collect();
    records.sort_by(|a, b| a.path.by_directory(&b.path));
    Ok(records)
}

/// Everything in a tree that is no directory, and the directories that hold nothing.
fn find_files(directory: &Directory, below: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let names = directory.names()?;
    if names.is_empty() && !below.as_os_str().is_empty() {
        found.push(below.to_owned());
    }
    for name in names {
        let path = below.join(&name);
        match directory.stat(&name)? {
            Some(stat) if stat.kind == Kind::Directory => {
                find_files(&directory.open_below(Path::new(&name))?, &path, found)?;
            }
            Some(_) => found.push(path),
            None => {}
        }
    }
    Ok(())
}
