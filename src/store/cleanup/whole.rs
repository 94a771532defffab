//! Session directories moved by one rename, and what came into them meanwhile brought back.
//!
//! That is much faster than moving each file, and as safe, if a directory holds just what is to go and nobody is at work in it:
//!
//! - Its names are those of the planned files, and no name has come or gone for a while. Whoever publishes a file by way of a
//!   temporary one leaves a trace in its directory's time first, so nobody is halfway.
//! - Each file is held to the plan after the move; what is not as planned goes back.
//! - When all is moved, whatever is in the moved directories and was not planned goes back too, since a writer may have found a
//!   directory just before it went. A writer that found none makes it anew, as after any clear.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::folders::held_just;
use super::groups::{Group, each_directory};
use super::receipt::{Filed, Folder, Receipt};
use super::transfer::{Fate, Require, Root, transfer_each};
use crate::store::Error;
use crate::store::files::Directory;

/// In a directory in which no name has come or gone for so long, nobody is about to publish a file.
const QUIET: SignedDuration = SignedDuration::from_mins(1);

/// When directories were last changed that may be moved whole; none may without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Each file by itself.
    EachFile,
    /// Whole directories, if they were quiet for a while at this moment.
    Whole(Timestamp),
}

/// The moves of a clear.
pub(super) struct Takeaway<'a> {
    pub(super) from: &'a Root<'a>,
    pub(super) to: &'a Root<'a>,
    pub(super) receipt: &'a Receipt,
    pub(super) pace: Pace,
}

impl Takeaway<'_> {
    /// Tries to move every file of the receipt, and says of each where it is then.
    ///
    /// # Errors
    /// The first that is not the fault of a single file; what was moved till then stays moved.
    pub(super) fn run(&self) -> Result<Vec<Fate>, Error> {
        let files: Vec<&Filed> = self.receipt.files.iter().collect();
        let moved = each_directory(&files, |group| self.take(group));
        let fates = moved.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
        each_directory(&files, |group| self.give_back(group)).into_iter().collect::<Result<(), _>>()?;
        Ok(fates)
    }

    /// Moves the files of one directory.
    fn take(&self, group: Group<'_>) -> Result<Vec<Fate>, Error> {
        if let Some(moved) = self.folder(group).and_then(|folder| self.move_whole(folder, group)) {
            return group.iter().map(|file| self.check(&moved, file)).collect();
        }
        transfer_each(self.from, self.to, group, Require::AsRecorded)
    }

    /// The directory of these files as it was recorded.
    fn folder(&self, group: Group<'_>) -> Option<&Folder> {
        let path = group.first()?.path.parent();
        let folders = &self.receipt.directories;
        // They are in the order of their paths.
        folders.binary_search_by(|folder| folder.path.as_path().cmp(path)).ok().and_then(|place| folders.get(place))
    }

    /// Moves a directory by one rename and gives it, open. `None` if that can't be done, or not soundly: nothing has changed then.
    fn move_whole(&self, folder: &Folder, group: Group<'_>) -> Option<Directory> {
        let Pace::Whole(now) = self.pace else { return None };
        if !held_just(folder, group) {
            return None;
        }
        let (path, name) = (folder.path.as_path(), folder.path.name());
        let source = self.from.directory.open_below(folder.path.parent()).ok()?;
        let directory = source.open_below(Path::new(name)).ok()?;
        let modified = directory.own_stat().ok()?.modified?;
        if folder.modified != Some(modified) || now.duration_since(modified) < QUIET {
            return None;
        }
        let target = self.to.directory.create_below(path.parent()?).ok()?;
        source.rename_new(name, &target, name).ok()?;
        Some(directory.renamed(&target, name))
    }

    /// Holds a file to the plan that was moved with its directory.
    fn check(&self, moved: &Directory, file: &Filed) -> Result<Fate, Error> {
        let (name, path) = (file.path.name(), file.path.as_path());
        match moved.stat(name).map_err(self.to.error("read", path))? {
            None => Ok(Fate::Gone),
            Some(stat) if Require::AsRecorded.accepts(&stat, file) => Ok(Fate::Moved),
            Some(_) => {
                let back = self.source_again(file)?;
                moved.rename_new(name, &back, name).map_err(self.from.error("move back", path))?;
                Ok(Fate::Changed)
            }
        }
    }

    /// Brings back what is in a moved directory and is not on the receipt.
    fn give_back(&self, group: Group<'_>) -> Result<(), Error> {
        let Some(first) = group.first() else { return Ok(()) };
        let parent = first.path.parent();
        let read = || self.to.error("read", parent);
        let moved = match self.to.directory.open_below(parent) {
            Ok(moved) => moved,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(());
            }
            Err(error) => return Err(read()(error)),
        };
        for name in self.strangers(parent, &moved, group).map_err(read())? {
            let back = self.source_again(first)?;
            match moved.rename_new(&name, &back, &name) {
                // A writer that gave up has taken its temporary file away.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                moved => moved.map_err(self.from.error("move back", &parent.join(&name)))?,
            }
        }
        Ok(())
    }

    /// The names in a moved directory that neither are planned files nor lead to some.
    fn strangers(&self, parent: &Path, moved: &Directory, group: Group<'_>) -> io::Result<Vec<OsString>> {
        // Both are in the order of their names.
        let mut planned = group.iter().map(|file| file.path.name()).peekable();
        let mut names = moved.names()?;
        names.retain(|name| {
            while planned.next_if(|planned| *planned < name).is_some() {}
            planned.peek() != Some(&name.as_os_str()) && !self.leads_on(&parent.join(name))
        });
        Ok(names)
    }

    /// True if a path is that of a directory on the receipt.
    fn leads_on(&self, path: &Path) -> bool {
        self.receipt.directories.binary_search_by(|folder| folder.path.as_path().cmp(path)).is_ok()
    }

    /// The directory of a file at its old place, made again with its mode if it is gone.
    fn source_again(&self, file: &Filed) -> Result<Directory, Error> {
        let parent = file.path.parent();
        let create = || self.from.error("create", parent);
        match self.from.directory.open_below(parent) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => return opened.map_err(create()),
        }
        let directory = self.from.directory.create_below(parent).map_err(create())?;
        if let Some(mode) = self.folder(&[file]).and_then(|folder| folder.mode) {
            directory.set_mode(mode).map_err(create())?;
        }
        Ok(directory)
    }
}
