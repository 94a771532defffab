//! A directory held open: whatever happens to the path that led to it, what is done in it is done there and nowhere else.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Component, Path};

use jiff::Timestamp;

use super::handle::{self, Handle};
use crate::record::Problem;

/// The longest path below a directory, in bytes. The longest that operating systems take is not longer.
const LONGEST_PATH: usize = 4096;

/// The permission bits of the owner, and of everybody else.
const OWNERS: u32 = 0o700;
const OTHERS: u32 = 0o077;

/// What stands under a name. Links are never followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A FIFO, socket or device.
    Other,
}

/// A name that a directory was found to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed<'a> {
    /// The name, one component.
    pub(crate) name: &'a OsStr,
    /// What stands under it; `None` where listing a directory does not tell.
    pub(crate) kind: Option<Kind>,
    /// The number of the file in its file system, 0 where listing does not tell. Files are read fastest in the order of these.
    pub(crate) inode: u64,
}

/// What the file system says of a file or directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stat {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its size.
    pub(crate) bytes: u64,
    /// When it was last changed.
    pub(crate) modified: Option<Timestamp>,
    /// When anything about it was last changed, its content, name or rights, where the operating system keeps that (`ctime`). No program
    /// can set it.
    pub(crate) changed: Option<Timestamp>,
    /// Its number in its file system, where it has one.
    pub(crate) inode: Option<u64>,
    /// Its permission bits, where there are any.
    pub(crate) mode: Option<u32>,
}

impl Stat {
    /// That of a regular file of which nothing is known but its content.
    pub(crate) fn of_content(bytes: u64) -> Self {
        Self { kind: Kind::File, bytes, modified: None, changed: None, inode: None, mode: None }
    }
}

/// An open directory. Every name given to it is one component, and no link is followed on the way to anything below it.
#[derive(Debug)]
pub(crate) struct Directory {
    handle: Handle,
}

impl Directory {
    /// Opens the directory at a path. The path itself may be a link: a store lies where its user put it.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { handle: Handle::open(path)? })
    }

    /// Opens a directory below this one; the empty path is this one. A link or file on the way is
    /// [`io::ErrorKind::NotADirectory`], another file system [`io::ErrorKind::CrossesDevices`].
    pub(crate) fn open_below(&self, relative: &Path) -> io::Result<Self> {
        if relative.as_os_str().len() > LONGEST_PATH {
            return Err(io::Error::other("the path is too long"));
        }
        let mut names = components(relative);
        let Some(first) = names.next() else { return Ok(Self { handle: self.handle.try_clone()? }) };
        let mut handle = self.handle.child(first?)?;
        for name in names {
            handle = handle.child(name?)?;
        }
        Ok(Self { handle })
    }

    /// The same, creating what is missing, readable by its owner only.
    pub(crate) fn create_below(&self, relative: &Path) -> io::Result<Self> {
        let mut directory = Self { handle: self.handle.try_clone()? };
        for name in components(relative) {
            directory = directory.create_child(name?)?;
        }
        Ok(directory)
    }

    fn create_child(&self, name: &OsStr) -> io::Result<Self> {
        match self.handle.child(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => return Ok(Self { handle: opened? }),
        }
        #[cfg(test)]
        super::fault::step()?;
        match self.handle.make_child(name) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(Self { handle: self.handle.child(name)? }),
        }
    }

    /// This directory, which was renamed since it was opened.
    pub(crate) fn renamed(self, to: &Self, new_name: &OsStr) -> Self {
        Self { handle: self.handle.renamed(&to.handle, new_name) }
    }

    /// What stands under a name; `None` if nothing does.
    pub(crate) fn stat(&self, name: &OsStr) -> io::Result<Option<Stat>> {
        match self.handle.stat(name) {
            Ok(stat) => Ok(Some(stat)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What the file system says of this directory itself.
    pub(crate) fn own_stat(&self) -> io::Result<Stat> {
        self.handle.own_stat()
    }

    /// The names in it, sorted.
    pub(crate) fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = self.handle.names()?;
        names.sort_unstable();
        Ok(names)
    }

    /// Begins to list the names in it, in the order of the file system. Whatever comes or goes meanwhile may be among them or not.
    pub(crate) fn into_listing(self) -> io::Result<Listing> {
        Ok(Listing(handle::Listing::of(self.handle)?))
    }

    /// Opens a regular file for reading without following a link or waiting on a FIFO that took its place.
    pub(crate) fn open_regular(&self, name: &OsStr) -> Result<(File, Stat), Problem> {
        let file = self.open_unseen(name)?;
        let stat = self.regular(name, &file)?;
        Ok((file, stat))
    }

    /// The same, but whether it is a regular file is still to be seen.
    pub(crate) fn open_unseen(&self, name: &OsStr) -> Result<File, Problem> {
        self.handle.open_file(name).map_err(|error| self.refused(name, &error))
    }

    /// What the file system says of a file opened under that name, if it is a regular one.
    pub(crate) fn regular(&self, name: &OsStr, file: &File) -> Result<Stat, Problem> {
        let stat = handle::stat_of_open(file).map_err(|error| self.refused(name, &error))?;
        if stat.kind == Kind::File { Ok(stat) } else { Err(Problem::NotRegular) }
    }

    /// Why a file could not be opened.
    fn refused(&self, name: &OsStr, error: &io::Error) -> Problem {
        use io::ErrorKind::NotFound;
        match self.handle.stat(name) {
            Ok(Stat { kind: Kind::Link, .. }) => Problem::SymbolicLink,
            Ok(Stat { kind: Kind::Directory | Kind::Other, .. }) => Problem::NotRegular,
            Err(again) if (error.kind(), again.kind()) == (NotFound, NotFound) => Problem::Gone,
            _ => Problem::Io(error.to_string()),
        }
    }

    /// The content of a regular file. Anything else under that name is [`io::ErrorKind::InvalidInput`].
    pub(crate) fn read(&self, name: &OsStr) -> io::Result<Vec<u8>> {
        if self.handle.stat(name)?.kind != Kind::File {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut file = self.handle.open_file(name)?;
        if !file.metadata()?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Creates a file that only its owner can read. A taken name is [`io::ErrorKind::AlreadyExists`].
    pub(crate) fn create_new(&self, name: &OsStr) -> io::Result<File> {
        #[cfg(test)]
        super::fault::step()?;
        self.handle.create_file(name)
    }

    /// Writes a new file, durably. A taken name is [`io::ErrorKind::AlreadyExists`].
    pub(crate) fn write_new(&self, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
        #[cfg(test)]
        super::fault::step()?;
        let mut file: File = self.handle.create_file(name)?;
        #[cfg(test)]
        super::fault::step()?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Writes a file whole or not at all in place of what may stand there. After an error the old one still stands; that the
    /// new one is the one that lasts takes [`Self::sync`]. Only for those who hold the lock: the temporary name is always the
    /// same, so that what a crash left of it is used up by the next.
    pub(crate) fn replace(&self, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
        let temporary = temporary(name);
        self.remove_file(&temporary)?;
        self.write_new(&temporary, bytes)?;
        #[cfg(test)]
        super::fault::step()?;
        self.handle.rename_over(&temporary, name)
    }

    /// Puts a file in the place of one that was seen, in one step and only if it still is what it was seen to be. Only for those who
    /// hold the lock: the temporary name is always the same, so that what a crash left of it is used up by the next.
    pub(crate) fn replace_seen(&self, name: &OsStr, bytes: &[u8], seen: &Stat) -> io::Result<Replaced> {
        let temporary = OsStr::new(REPLACEMENT);
        self.remove_file(temporary)?;
        let written = self.write_new(temporary, bytes).and_then(|()| self.stat(name));
        let unchanged = written.map(|found| found.as_ref() == Some(seen));
        #[cfg(test)]
        super::fault::step()?;
        let replaced = match unchanged {
            Ok(true) => self.handle.rename_over(temporary, name).map(|()| Replaced::Yes),
            Ok(false) => Ok(Replaced::Changed),
            Err(error) => Err(error),
        };
        if !matches!(replaced, Ok(Replaced::Yes)) {
            _ = self.remove_file(temporary);
        }
        replaced
    }

    /// Gives a file a name that another one may have, in one step.
    pub(crate) fn rename_over(&self, name: &OsStr, new_name: &OsStr) -> io::Result<()> {
        #[cfg(test)]
        super::fault::step()?;
        self.handle.rename_over(name, new_name)
    }

    /// Moves a file without ever replacing another: a taken name is [`io::ErrorKind::AlreadyExists`].
    pub(crate) fn rename_new(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        #[cfg(test)]
        super::fault::step()?;
        self.handle.rename_new(name, &to.handle, new_name)
    }

    /// Removes a file, or a link itself. One that is not there is as good as removed.
    pub(crate) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        #[cfg(test)]
        super::fault::step()?;
        missing_is_fine(self.handle.remove_file(name))
    }

    /// Removes a directory if it is empty. One that is not there is as good as removed.
    pub(crate) fn remove_dir(&self, name: &OsStr) -> io::Result<()> {
        #[cfg(test)]
        super::fault::step()?;
        missing_is_fine(self.handle.remove_dir(name))
    }

    /// Removes whatever stands under a name. Links are removed, never followed. Only for what nobody but this program fills.
    pub(crate) fn remove_tree(&self, name: &OsStr) -> io::Result<()> {
        match self.stat(name)? {
            None => Ok(()),
            Some(Stat { kind: Kind::Directory, .. }) => {
                let directory = Self { handle: self.handle.child(name)? };
                directory.names()?.iter().try_for_each(|inner| directory.remove_tree(inner))?;
                self.remove_dir(name)
            }
            Some(_) => self.remove_file(name),
        }
    }

    /// Takes every right of others than the owner from this directory, where there are permission bits; true if they had one.
    pub(crate) fn make_private(&self) -> io::Result<bool> {
        match self.handle.own_stat()?.mode {
            Some(mode) if mode & OTHERS != 0 => self.handle.set_mode(mode & OWNERS).map(|()| true),
            _ => Ok(false),
        }
    }

    /// The same for a regular file in it.
    pub(crate) fn make_file_private(&self, name: &OsStr) -> io::Result<bool> {
        let file = self.handle.open_file(name)?;
        match handle::stat_of_open(&file)? {
            Stat { kind: Kind::File, mode: Some(mode), .. } if mode & OTHERS != 0 => {
                handle::set_mode_of_open(&file, mode & OWNERS).map(|()| true)
            }
            _ => Ok(false),
        }
    }

    /// Sets this directory's permission bits, where there are any.
    pub(crate) fn set_mode(&self, mode: u32) -> io::Result<()> {
        #[cfg(test)]
        super::fault::step()?;
        self.handle.set_mode(mode)
    }

    /// Sets the time at which this directory was last changed.
    pub(crate) fn set_modified(&self, time: Timestamp) -> io::Result<()> {
        #[cfg(test)]
        super::fault::step()?;
        self.handle.set_modified(time.into())
    }

    /// Makes its entries durable, where the operating system can.
    pub(crate) fn sync(&self) -> io::Result<()> {
        #[cfg(test)]
        super::fault::step()?;
        self.handle.sync()
    }
}

/// Whether a file was put in the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replaced {
    /// It was.
    Yes,
    /// The other was not what it was seen to be any more, and stays.
    Changed,
}

/// What a file is called before it takes the place of one that was seen.
pub(crate) const REPLACEMENT: &str = ".new-replacement";

/// A directory of which not all names are known yet.
#[derive(Debug)]
pub(crate) struct Listing(handle::Listing);

impl Listing {
    /// Shows the next names to `each`, a few hundred at once, from memory that is used for the following ones too. False if there are no more.
    pub(crate) fn next_names(&mut self, each: impl FnMut(Listed<'_>)) -> io::Result<bool> {
        self.0.next_names(each)
    }

    /// The directory itself.
    pub(crate) fn into_directory(self) -> Directory {
        Directory { handle: self.0.into_handle() }
    }
}

/// What the name of a file begins with before it is published.
const UNPUBLISHED: &str = ".new-";

/// The name under which a file is written before it is published.
pub(crate) fn temporary(name: &OsStr) -> OsString {
    let mut temporary = OsString::from(UNPUBLISHED);
    temporary.push(name);
    temporary
}

/// The name, if it is Unicode, that the file of a temporary name was to get.
pub(crate) fn published_as(temporary: &OsStr) -> Option<&str> {
    temporary.to_str()?.strip_prefix(UNPUBLISHED)
}

/// The components of a path below a directory. Anything that leads elsewhere (`..`, a root, a drive) is an error.
fn components(relative: &Path) -> impl Iterator<Item = io::Result<&OsStr>> {
    relative.components().map(|component| match component {
        Component::Normal(name) => Ok(name),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    })
}

fn missing_is_fine(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
