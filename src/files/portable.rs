//! A directory by its path, where there is nothing better: each step down is checked for links, but only when it is taken.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;

use super::directory::{Kind, Listed, Stat};

#[derive(Debug)]
pub(super) struct Handle {
    path: PathBuf,
}

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if !path.metadata()?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path: path.to_owned() })
    }

    pub(super) fn child(&self, name: &OsStr) -> io::Result<Self> {
        let path = self.path.join(name);
        if !path.symlink_metadata()?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path })
    }

    #[expect(clippy::unnecessary_wraps, reason = "cloning a descriptor can fail, and this stands in for one")]
    pub(super) fn try_clone(&self) -> io::Result<Self> {
        Ok(Self { path: self.path.clone() })
    }

    /// After this directory was renamed its old path leads nowhere.
    #[expect(clippy::unused_self, reason = "elsewhere a directory is known by itself")]
    pub(super) fn renamed(self, to: &Self, new_name: &OsStr) -> Self {
        Self { path: to.path.join(new_name) }
    }

    pub(super) fn make_child(&self, name: &OsStr) -> io::Result<()> {
        fs::create_dir(self.path.join(name))
    }

    pub(super) fn stat(&self, name: &OsStr) -> io::Result<Stat> {
        Ok(stat_of(&self.path.join(name).symlink_metadata()?))
    }

    pub(super) fn own_stat(&self) -> io::Result<Stat> {
        Ok(stat_of(&self.path.metadata()?))
    }

    pub(super) fn names(&self) -> io::Result<Vec<OsString>> {
        fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let path = self.path.join(name);
        if !path.symlink_metadata()?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        File::open(path)
    }

    pub(super) fn create_file(&self, name: &OsStr) -> io::Result<File> {
        File::create_new(self.path.join(name))
    }

    pub(super) fn rename_over(&self, name: &OsStr, new_name: &OsStr) -> io::Result<()> {
        fs::rename(self.path.join(name), self.path.join(new_name))
    }

    pub(super) fn rename_new(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        let target = to.path.join(new_name);
        // Only the check is portable. Whoever moves holds the store's lock, and new records get names that were never used.
        if target.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(self.path.join(name), target)
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    pub(super) fn remove_dir(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.path.join(name))
    }

    /// There are no permission bits to set.
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the signature is that of the other systems")]
    pub(super) fn set_mode(&self, _: u32) -> io::Result<()> {
        Ok(())
    }

    /// Where directories can't be opened for this, they keep the time at which they were last touched.
    #[expect(clippy::unnecessary_wraps, reason = "the signature is that of the other handles")]
    pub(super) fn set_modified(&self, time: SystemTime) -> io::Result<()> {
        _ = super::open_to_set_time(&self.path).and_then(|directory| directory.set_modified(time));
        Ok(())
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        super::sync_dir(&self.path)
    }
}

/// What the file system says of an open file.
pub(super) fn stat_of_open(file: &File) -> io::Result<Stat> {
    Ok(stat_of(&file.metadata()?))
}

/// There are no permission bits to set.
#[expect(clippy::unnecessary_wraps, reason = "the signature is that of the other systems")]
pub(super) fn set_mode_of_open(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

/// So many names are listed at once.
const AT_ONCE: usize = 256;

#[derive(Debug)]
pub(super) struct Listing {
    handle: Handle,
    entries: fs::ReadDir,
}

impl Listing {
    pub(super) fn of(handle: Handle) -> io::Result<Self> {
        Ok(Self { entries: fs::read_dir(&handle.path)?, handle })
    }

    pub(super) fn into_handle(self) -> Handle {
        self.handle
    }

    pub(super) fn next_names(&mut self, mut each: impl FnMut(Listed<'_>)) -> io::Result<bool> {
        for _ in 0..AT_ONCE {
            let Some(entry) = self.entries.next() else { return Ok(false) };
            let entry = entry?;
            let kind = entry.file_type().ok().map(kind_of);
            each(Listed { name: &entry.file_name(), kind, inode: 0 });
        }
        Ok(true)
    }
}

/// Names, each by itself: nothing else is portable.
#[derive(Debug, Default)]
pub(crate) struct NameList(Vec<OsString>);

impl NameList {
    /// Adds a name, and gives its number, counted from 0.
    pub(crate) fn push(&mut self, name: &OsStr) -> usize {
        self.0.push(name.to_owned());
        self.0.len() - 1
    }

    /// The name of that number.
    pub(crate) fn get(&self, number: usize) -> &OsStr {
        &self.0[number]
    }
}

fn kind_of(file_type: fs::FileType) -> Kind {
    match file_type {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Directory,
        kind if kind.is_symlink() => Kind::Link,
        _ => Kind::Other,
    }
}

fn stat_of(metadata: &fs::Metadata) -> Stat {
    let kind = kind_of(metadata.file_type());
    let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    Stat { kind, bytes: metadata.len(), modified, changed: None, inode: None, mode: None }
}
