//! Small private files beside the records: requests that wait, the log of the hooks, and what forwarders remember.
//!
//! They are published whole but, unless a function says so, not made durable: a power cut that takes them has taken the agent that they
//! belong to as well.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::SystemTime;

use tempfile::{Builder, NamedTempFile};

use super::files;
use super::layout::{TEMPORARY, TEMPORARY_RANDOM};

/// Writes a file whole or not at all, in place of what may stand there. The directory is created if need be.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    written_beside(path, bytes)?.persist(path).map_err(|error| error.error).map(drop)
}

/// The same, and when it comes back the file is durable.
pub(crate) fn put_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = written_beside(path, bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    files::sync_dir(path.parent().unwrap_or(Path::new("")))
}

fn written_beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let directory = path.parent().unwrap_or(Path::new(""));
    files::create_private_dir(directory)?;
    let mut temporary = Builder::new().prefix(TEMPORARY).rand_bytes(TEMPORARY_RANDOM).tempfile_in(directory)?;
    temporary.write_all(bytes)?;
    Ok(temporary)
}

/// Makes the entries of a directory durable, where that can be done.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    files::sync_dir(path)
}

/// Opens a private file to be read and appended to, without following a link. It and its directory are created if need be.
pub(crate) fn open_to_append(path: &Path) -> io::Result<File> {
    if let Some(directory) = path.parent() {
        files::create_private_dir(directory)?;
    }
    let file = files::unfollowed().read(true).append(true).create(true).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}

/// The content of a regular file of at most `most` bytes; `None` if there is none. Links are not followed.
pub(crate) fn get(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
        return Err(io::Error::other(format!("larger than {most} bytes")));
    }
    Ok(Some(bytes))
}

/// Opens a regular file for reading, without following a link or waiting on a FIFO; `None` if there is none.
pub(crate) fn open(path: &Path) -> io::Result<Option<File>> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(_) => {}
    }
    files::open_regular(path).map(|(file, _)| Some(file)).map_err(|problem| io::Error::other(problem.to_string()))
}

/// Appends a line in one write. A file that has grown past `most` bytes is first put aside under `old`, in place of the one
/// that was put aside before, so that the two never take more than twice that.
pub(crate) fn append(path: &Path, old: &Path, line: &[u8], most: u64) -> io::Result<()> {
    if path.symlink_metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() >= most) {
        // Another process may have done it in between; then there is nothing left to put aside.
        _ = fs::rename(path, old);
    }
    open_to_append(path)?.write_all(line)
}

/// The names in a directory, in no order; none if there is no directory.
pub(crate) fn names(directory: &Path) -> io::Result<Vec<OsString>> {
    match fs::read_dir(directory) {
        Ok(entries) => Ok(entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// When a file was last changed; `None` if there is none, or nobody knows.
pub(crate) fn modified(path: &Path) -> Option<SystemTime> {
    path.symlink_metadata().ok()?.modified().ok()
}

/// Removes a file. One that is not there is as good as removed.
pub(crate) fn remove(path: &Path) {
    _ = fs::remove_file(path);
}
