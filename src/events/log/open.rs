//! A log held open by those who change it, and its lock.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::files::{self, FileId};
use crate::record::is_gzip;

/// A log that is held open.
#[derive(Debug)]
pub(in crate::events) struct OpenLog {
    file: File,
    id: Option<FileId>,
}

/// Whether a file was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::events) enum Opened {
    /// It was.
    Found,
    /// It was made, and perhaps its directory.
    Created,
}

impl OpenLog {
    /// Opens the log at a path, made with its directory if it is not there, for its owner alone. A compressed one is refused, since no reader looks
    /// behind its end.
    pub(in crate::events) fn open_or_create(path: &Path) -> io::Result<(Self, Opened)> {
        let opened = if path.symlink_metadata().is_ok() { Opened::Found } else { Opened::Created };
        if opened == Opened::Created {
            files::create_private_dir(path.parent().unwrap_or(Path::new("")))?;
        }
        let file = files::open_append(path)?;
        let id = files::file_id(&file.metadata()?);
        let log = Self { file, id };
        if opened == Opened::Found && log.is_compressed()? {
            return Err(io::Error::other("compressed, so that nothing can be added"));
        }
        Ok((log, opened))
    }

    /// Opens a log that must be there.
    pub(in crate::events) fn open(path: &Path) -> io::Result<Self> {
        // Some network file systems give a lock only to those who may write.
        let file = files::unfollowed().read(true).append(true).open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        Ok(Self { file, id: files::file_id(&metadata) })
    }

    /// The file, to read from.
    pub(in crate::events) fn file(&self) -> &File {
        &self.file
    }

    /// True if it is a gzip stream, whatever it is called.
    pub(super) fn is_compressed(&self) -> io::Result<bool> {
        let mut head = Vec::new();
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        file.take(2).read_to_end(&mut head)?;
        Ok(is_gzip(&head))
    }

    /// Waits for the lock and takes it. Gives the length of the log, or `None` if this is no longer the file at that path; then the lock
    /// is given back.
    pub(in crate::events) fn lock(&self, path: &Path) -> io::Result<Option<u64>> {
        while let Err(error) = self.file.lock() {
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
        let there = path.symlink_metadata();
        match there {
            Ok(metadata) if files::file_id(&metadata) == self.id => return Ok(Some(metadata.len())),
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                self.unlock();
                return Err(error);
            }
            _ => {}
        }
        self.unlock();
        Ok(None)
    }

    /// Gives the lock back. Closing the file is not enough: a process that another thread starts at this moment holds a copy of it
    /// for an instant.
    pub(in crate::events) fn unlock(&self) {
        _ = self.file.unlock();
    }

    /// Removes the locked log if nothing is in it; true if it is gone. Whoever waits for its lock finds that it is no longer at its path, and makes
    /// another.
    pub(super) fn remove_if_empty(&self, path: &Path) -> bool {
        self.id.is_some()
            && self.file.metadata().is_ok_and(|metadata| metadata.len() == 0)
            && fs::remove_file(path).is_ok()
    }

    /// False where nobody can tell whether this is still the file at its path, so that it must be opened anew each time.
    pub(super) fn is_known(&self) -> bool {
        self.id.is_some()
    }

    /// The length of the log. A seek takes a fraction of what looking at the file takes.
    pub(super) fn length(&self) -> io::Result<u64> {
        (&self.file).seek(SeekFrom::End(0))
    }

    /// True if a log of that length ends in the middle of a line.
    pub(super) fn is_torn(&self, length: u64) -> io::Result<bool> {
        if length == 0 {
            return Ok(false);
        }
        let mut last = [0];
        let mut file = &self.file;
        file.seek(SeekFrom::Start(length - 1))?;
        file.read_exact(&mut last)?;
        Ok(last != *b"\n")
    }

    /// Adds bytes to a log of that length, all of them or, as far as that can be undone, none.
    pub(super) fn write(&self, bytes: &[u8], length: u64) -> io::Result<()> {
        let mut written = 0;
        while written < bytes.len() {
            match (&self.file).write(&bytes[written..]) {
                Ok(0) => return self.undo(length, written, io::ErrorKind::WriteZero.into()),
                Ok(count) => written += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return self.undo(length, written, error),
            }
        }
        Ok(())
    }

    /// Takes back what was written, unless somebody who does not know of the lock has added to it. What can't be taken back is a torn
    /// tail like any other.
    fn undo(&self, length: u64, written: usize, error: io::Error) -> io::Result<()> {
        let ours = u64::try_from(written).ok().and_then(|written| length.checked_add(written));
        if written > 0 && self.file.metadata().is_ok_and(|metadata| Some(metadata.len()) == ours) {
            _ = self.file.set_len(length);
        }
        Err(error)
    }

    /// Makes what was written durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}
