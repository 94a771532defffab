//! What differs between operating systems, each behind one function with a portable fallback.
//!
//! Both the store and the event logs stand on this.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::record::Problem;

mod directory;
#[cfg(test)]
pub(crate) mod fault;
mod filesystem;
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(not(unix), path = "portable.rs")]
mod handle;
#[cfg(test)]
mod tests;

pub(crate) use directory::{Directory, Kind, Listed, Listing, REPLACEMENT, Replaced, Stat, published_as, temporary};
pub(crate) use filesystem::FileSystem;
pub(crate) use handle::NameList;

/// Options that open nothing through a link and wait for no FIFO, and create files for their owner alone.
pub(crate) fn unfollowed() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "nothing is set on other systems"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    options
}

/// Opens a regular file for reading without following a link or waiting on a FIFO that took its place.
pub(crate) fn open_regular(path: &Path) -> Result<(File, Metadata), Problem> {
    let mut options = unfollowed();
    options.read(true);
    let refused = |error: io::Error| Problem::Io(error.to_string());
    // Merely opening a FIFO or a device does something to whoever is at its other end.
    match path.symlink_metadata().map_err(refused)? {
        link if link.is_symlink() => return Err(Problem::SymbolicLink),
        other if !other.is_file() => return Err(Problem::NotRegular),
        _ => {}
    }
    let file = options.open(path).map_err(refused)?;
    let metadata = file.metadata().map_err(refused)?;
    if metadata.is_file() { Ok((file, metadata)) } else { Err(Problem::NotRegular) }
}

/// Opens a file to append to, and to read what it ends with. It is created for its owner alone, in a directory that must be there. A
/// link in its place is refused.
pub(crate) fn open_append(path: &Path) -> io::Result<File> {
    let opened = unfollowed().read(true).append(true).create(true).open(path);
    let file = opened.map_err(|error| {
        let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        if is_link { io::Error::other(Problem::SymbolicLink.to_string()) } else { error }
    })?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other(Problem::NotRegular.to_string())) }
}

/// Which file something is, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// It as bytes, to be hashed or kept.
    pub(crate) fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.device.to_le_bytes());
        bytes[8..].copy_from_slice(&self.inode.to_le_bytes());
        bytes
    }
}

/// Which file this is; `None` where the operating system does not tell.
#[cfg_attr(unix, expect(clippy::unnecessary_wraps, reason = "other systems do not tell"))]
pub(crate) fn file_id(metadata: &Metadata) -> Option<FileId> {
    #[cfg(unix)]
    return {
        use std::os::unix::fs::MetadataExt;
        Some(FileId { device: metadata.dev(), inode: metadata.ino() })
    };
    #[cfg(not(unix))]
    return {
        _ = metadata;
        None
    };
}

/// What the file system says of an open file.
pub(crate) fn stat_of(file: &File) -> io::Result<Stat> {
    handle::stat_of_open(file)
}

/// Reads from where a file stands what is in memory, so that no disk is waited for. `None` if nothing is, or the operating system can't tell.
pub(crate) fn read_at_hand(file: &File, into: &mut [u8]) -> Option<usize> {
    #[cfg(target_os = "linux")]
    return {
        let into = &mut [io::IoSliceMut::new(into)];
        rustix::io::preadv2(file, into, u64::MAX, rustix::io::ReadWriteFlags::NOWAIT).ok()
    };
    #[cfg(not(target_os = "linux"))]
    return {
        _ = (file, into);
        None
    };
}

/// Reads from where a file stands. The call of the C library prepares for the thread to be cancelled, which nobody here does.
#[cfg(unix)]
pub(crate) fn read(file: &File, into: &mut [u8]) -> io::Result<usize> {
    Ok(rustix::io::retry_on_intr(|| rustix::io::read(file, &mut *into))?)
}

#[cfg(not(unix))]
pub(crate) fn read(mut file: &File, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match io::Read::read(&mut file, into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// Fills `into` with what a file holds from an offset on, whoever else reads it. Where the file stands afterwards is not said.
#[cfg(unix)]
pub(crate) fn read_at(file: &File, into: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, offset)
}

#[cfg(windows)]
pub(crate) fn read_at(file: &File, mut into: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !into.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, into, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                into = &mut into[count..];
                offset += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Where the operating system can't, that is an error.
#[cfg(not(any(unix, windows)))]
pub(crate) fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Opens the file of a lock, which is created for its owner alone. A link in its place is refused, since its target gets written.
pub(crate) fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = unfollowed();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}

/// Creates a file that only its owner can read, and that nothing stood in the place of. The error is the operating system's own, by
/// which a passing shortage is told from a lasting one; that of the `tempfile` crate no longer has its number.
pub(crate) fn create_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Creates a directory and its parents, each readable by its owner only. What exists keeps its mode.
pub(crate) fn create_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Creates one directory that is readable by its owner only, in a parent that must be there.
pub(crate) fn create_one_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(false);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a directory's entries durable, where the operating system and its file system can.
pub(crate) fn sync_dir(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(path)?.sync_all() {
        // So network file systems say that they have nothing to do for a directory.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// True if nobody but its owner can read, write or enter it, as far as the operating system tells by permission bits.
pub(crate) fn is_private(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()).trailing_zeros() >= 6;
    #[cfg(not(unix))]
    return {
        _ = metadata;
        true
    };
}

/// A name that no other user's process makes of the same one, where users have numbers and share a temporary directory.
pub(crate) fn name_of_user(name: &str) -> String {
    #[cfg(unix)]
    return format!("{name}-{}", rustix::process::geteuid().as_raw());
    #[cfg(not(unix))]
    return name.to_owned();
}

/// True if it belongs to the user that this process runs as, as far as the operating system tells.
pub(crate) fn is_ours(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::uid(metadata) == rustix::process::geteuid().as_raw();
    #[cfg(not(unix))]
    return {
        _ = metadata;
        true
    };
}

/// True if, in this directory, nobody but root and this user can rename or remove what belongs to this user: it is theirs, and either
/// not writable by others or sticky.
pub(crate) fn keeps_names(directory: &Metadata) -> bool {
    #[cfg(unix)]
    return {
        let mode = std::os::unix::fs::PermissionsExt::mode(&directory.permissions());
        let trusted = std::os::unix::fs::MetadataExt::uid(directory) == 0 || is_ours(directory);
        trusted && (mode & 0o022 == 0 || mode & 0o1000 != 0)
    };
    #[cfg(not(unix))]
    return {
        _ = directory;
        true
    };
}

/// Opens a file or a directory so that the time at which it was changed can be set. Where directories are held open only tests need this.
#[cfg(any(all(test, unix), not(any(unix, windows))))]
pub(crate) fn open_to_set_time(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Directories take a flag of their own (`FILE_FLAG_BACKUP_SEMANTICS`), and times a right (`FILE_WRITE_ATTRIBUTES`).
#[cfg(windows)]
pub(crate) fn open_to_set_time(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;
    OpenOptions::new().access_mode(0x100).custom_flags(0x0200_0000).open(path)
}

/// Sets the permission bits of an open file, where there are any.
#[cfg_attr(not(unix), expect(clippy::unnecessary_wraps, reason = "where there are any, it may fail"))]
pub(crate) fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    return file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    return {
        _ = (file, mode);
        Ok(())
    };
}

/// True if this process may create files in a directory.
pub(crate) fn is_writable(directory: &Path) -> bool {
    #[cfg(unix)]
    return rustix::fs::access(directory, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).is_ok();
    #[cfg(not(unix))]
    return directory.metadata().is_ok_and(|metadata| !metadata.permissions().readonly());
}

/// The space of a file system, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// What is free, or will be without anything more being removed.
    pub free: u64,
    /// All of it.
    pub total: u64,
}

/// The bytes that this user can still write to a directory's file system, and all that it has, where the operating system tells.
pub(crate) fn space(directory: &Path) -> Option<Space> {
    #[cfg(unix)]
    return rustix::fs::statvfs(directory).ok().map(|fs| Space {
        free: fs.f_bavail.saturating_mul(fs.f_frsize),
        total: fs.f_blocks.saturating_mul(fs.f_frsize),
    });
    #[cfg(not(unix))]
    return {
        _ = directory;
        None
    };
}

/// The files that this user can still create on a directory's file system, where that has a limit of them and tells.
pub(crate) fn free_files(directory: &Path) -> Option<u64> {
    #[cfg(unix)]
    return rustix::fs::statvfs(directory).ok().filter(|fs| fs.f_files > 0).map(|fs| fs.f_favail);
    #[cfg(not(unix))]
    return {
        _ = directory;
        None
    };
}

/// A path from the bytes it was written down as; `None` where the operating system has no such path.
#[cfg_attr(unix, expect(clippy::unnecessary_wraps, reason = "other systems have names that are not bytes"))]
pub(crate) fn path_from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    #[cfg(unix)]
    return Some(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into());
    #[cfg(not(unix))]
    return String::from_utf8(bytes).ok().map(PathBuf::from);
}
