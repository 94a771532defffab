//! An open directory by its descriptor: a path that is swapped meanwhile leads nobody astray.

use std::ffi::{OsStr, OsString};
use std::fs::{File, FileTimes, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::SystemTime;

use jiff::Timestamp;
use rustix::fs::{self, AtFlags, CWD, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::directory::{Kind, Stat};

#[cfg_attr(target_os = "linux", path = "listing/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "listing/unix.rs")]
mod listing;

pub(super) use listing::Listing;

#[derive(Debug)]
pub(super) struct Handle {
    file: File,
    /// The file system that the directory is on.
    device: fs::Dev,
}

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Self::open_at(CWD, path.as_os_str(), OFlags::empty())
    }

    /// The directory of that name. One on which another file system is mounted is not entered.
    pub(super) fn child(&self, name: &OsStr) -> io::Result<Self> {
        let child = Self::open_at(&self.file, name, OFlags::NOFOLLOW)?;
        if child.device == self.device { Ok(child) } else { Err(io::ErrorKind::CrossesDevices.into()) }
    }

    fn open_at(at: impl std::os::fd::AsFd, path: &OsStr, extra: OFlags) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | extra;
        match fs::openat(at, path, flags, Mode::empty()) {
            Ok(descriptor) => Ok(Self { device: fs::fstat(&descriptor)?.st_dev, file: descriptor.into() }),
            // What a link gives that may not be followed differs between systems.
            Err(Errno::LOOP | Errno::MLINK) => Err(io::ErrorKind::NotADirectory.into()),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn try_clone(&self) -> io::Result<Self> {
        Ok(Self { file: self.file.try_clone()?, device: self.device })
    }

    /// A descriptor stays with its directory.
    pub(super) fn renamed(self, _: &Self, _: &OsStr) -> Self {
        self
    }

    pub(super) fn make_child(&self, name: &OsStr) -> io::Result<()> {
        Ok(fs::mkdirat(&self.file, name, Mode::RWXU)?)
    }

    pub(super) fn stat(&self, name: &OsStr) -> io::Result<Stat> {
        Ok(stat_of(&fs::statat(&self.file, name, AtFlags::SYMLINK_NOFOLLOW)?))
    }

    pub(super) fn own_stat(&self) -> io::Result<Stat> {
        stat_of_open(&self.file)
    }

    /// All names in it. How far somebody else has listed it does not matter.
    pub(super) fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        let mut listing = Listing::of(Self::open_at(&self.file, OsStr::new("."), OFlags::empty())?)?;
        while listing.next_names(|listed| names.push(listed.name.to_owned()))? {}
        Ok(names)
    }

    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(fs::openat(&self.file, name, flags, Mode::empty())?.into())
    }

    pub(super) fn create_file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(fs::openat(&self.file, name, flags, Mode::RUSR | Mode::WUSR)?.into())
    }

    pub(super) fn rename_over(&self, name: &OsStr, new_name: &OsStr) -> io::Result<()> {
        Ok(fs::renameat(&self.file, name, &self.file, new_name)?)
    }

    pub(super) fn rename_new(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_vendor = "apple"))]
        match fs::renameat_with(&self.file, name, &to.file, new_name, fs::RenameFlags::NOREPLACE) {
            Ok(()) => return Ok(()),
            // File systems without the flag say EINVAL or ENOTSUP, old kernels ENOSYS.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            Err(Errno::EXIST) => return self.finish_link(name, to, new_name),
            Err(error) => return Err(error.into()),
        }
        match fs::linkat(&self.file, name, &to.file, new_name, AtFlags::empty()) {
            Ok(()) => self.remove_file(name),
            Err(Errno::EXIST) => self.finish_link(name, to, new_name),
            // Directories and some file systems have no hard links: only the check remains. Whoever moves holds the lock.
            Err(_) if to.stat(new_name).is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => Ok(fs::renameat(&self.file, name, &to.file, new_name)?),
        }
    }

    /// A taken name that is the very file to be moved is a move by hard link that a crash cut in two.
    fn finish_link(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        let stat = |directory: &File, name: &OsStr| fs::statat(directory, name, AtFlags::SYMLINK_NOFOLLOW);
        let (here, there) = (stat(&self.file, name)?, stat(&to.file, new_name)?);
        if (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino) {
            self.remove_file(name)
        } else {
            Err(io::ErrorKind::AlreadyExists.into())
        }
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        Ok(fs::unlinkat(&self.file, name, AtFlags::empty())?)
    }

    pub(super) fn remove_dir(&self, name: &OsStr) -> io::Result<()> {
        Ok(fs::unlinkat(&self.file, name, AtFlags::REMOVEDIR)?)
    }

    pub(super) fn set_mode(&self, mode: u32) -> io::Result<()> {
        set_mode_of_open(&self.file, mode)
    }

    pub(super) fn set_modified(&self, time: SystemTime) -> io::Result<()> {
        self.file.set_times(FileTimes::new().set_modified(time))
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }
}

/// What the file system says of an open file.
pub(super) fn stat_of_open(file: &File) -> io::Result<Stat> {
    Ok(stat_of(&fs::fstat(file)?))
}

/// Sets the permission bits of an open file.
pub(super) fn set_mode_of_open(file: &File, mode: u32) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(mode))
}

/// Names kept in one piece of memory.
#[derive(Debug, Default)]
pub(crate) struct NameList {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl NameList {
    /// Adds a name, and gives its number, counted from 0.
    pub(crate) fn push(&mut self, name: &OsStr) -> usize {
        self.bytes.extend_from_slice(name.as_bytes());
        self.ends.push(self.bytes.len());
        self.ends.len() - 1
    }

    /// The name of that number.
    pub(crate) fn get(&self, number: usize) -> &OsStr {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        OsStr::from_bytes(&self.bytes[start..self.ends[number]])
    }
}

fn kind_of(file_type: FileType) -> Option<Kind> {
    match file_type {
        FileType::RegularFile => Some(Kind::File),
        FileType::Directory => Some(Kind::Directory),
        FileType::Symlink => Some(Kind::Link),
        FileType::Unknown => None,
        _ => Some(Kind::Other),
    }
}

#[allow(clippy::useless_conversion, clippy::allow_attributes, reason = "the types differ between systems")]
fn stat_of(stat: &fs::Stat) -> Stat {
    let time = |seconds: Option<i64>, nanos: Option<i32>| Timestamp::new(seconds?, nanos?).ok();
    Stat {
        kind: kind_of(FileType::from_raw_mode(stat.st_mode)).unwrap_or(Kind::Other),
        bytes: u64::try_from(stat.st_size).unwrap_or(0),
        modified: time(i64::try_from(stat.st_mtime).ok(), i32::try_from(stat.st_mtime_nsec).ok()),
        changed: time(i64::try_from(stat.st_ctime).ok(), i32::try_from(stat.st_ctime_nsec).ok()),
        inode: u64::try_from(stat.st_ino).ok(),
        mode: Some(u32::from(stat.st_mode) & 0o7777),
    }
}
