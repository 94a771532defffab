//! What a log is a part of: all that its session wrote, which is what was archived of it and then what its log holds.
//!
//! Archiving and restoring move lines from one to the other and never change the whole. So it is their places in the whole by which
//! events are known, and their ids are the same wherever they lie.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::{self, BufReader, Seek};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use flate2::bufread::MultiGzDecoder;

use super::event::Origin;
use crate::events::{Layout, archive};
use crate::files::{self, FileId};

/// Where a log stands in its whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole {
    /// What tells the whole from others.
    pub(super) origin: Origin,
    /// What tells the log from others.
    pub(super) own: Origin,
    /// How many bytes come before the log.
    pub(super) base: u64,
}

impl Whole {
    /// A log of which nothing was archived.
    ///
    /// # Errors
    /// The log can't be read.
    pub(super) fn alone(log: &mut File) -> io::Result<Self> {
        log.rewind()?;
        let own = Origin::read(&mut BufReader::new(log))?;
        Ok(Self { origin: own, own, base: 0 })
    }

    /// What an archive holds, which stands before all else.
    ///
    /// # Errors
    /// The archive can't be read, or is damaged.
    pub(super) fn archived(archive: &mut File) -> io::Result<Self> {
        archive.rewind()?;
        let mut lines = BufReader::new(MultiGzDecoder::new(BufReader::new(archive)));
        let origin = Origin::read(&mut lines)?;
        Ok(Self { origin, own: origin, base: 0 })
    }

    /// What stands before the log.
    pub(super) fn of_archive(self) -> Self {
        Self { origin: self.origin, own: self.origin, base: 0 }
    }

    /// The same log behind so many bytes of an archive.
    ///
    /// # Errors
    /// The archive can't be read, or begins with damage.
    pub(super) fn behind(self, base: u64, archive: &Path) -> io::Result<Self> {
        if base == 0 {
            return Ok(self);
        }
        Ok(Self { base, origin: Self::archived(&mut opened(archive)?)?.origin, own: self.own })
    }
}

/// So many logs are remembered.
const MOST: usize = 64;

/// What was found of logs that go on after they were archived, so that an archive is not decompressed for every line.
#[derive(Debug, Default)]
pub(super) struct Wholes(HashMap<PathBuf, (Version, Whole)>);

/// A log and its archive, as they were seen.
type Version = (Option<FileId>, Option<FileId>, u64, SystemTime);

impl Wholes {
    /// Where a log stands that lies at that path. One whose archive can't be read stands alone.
    ///
    /// # Errors
    /// The log can't be read, or another took its place meanwhile.
    pub(super) fn of(&mut self, path: &Path, log: &mut File) -> io::Result<Whole> {
        let Some((archive, metadata)) = archive_of(path) else { return Whole::alone(log) };
        let id = files::file_id(&log.metadata()?);
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let version = (id, files::file_id(&metadata), metadata.len(), modified);
        if let Some((_, whole)) = self.0.get(path).filter(|(seen, _)| *seen == version && id.is_some()) {
            return Ok(*whole);
        }
        let alone = Whole::alone(log)?;
        let before = archive::before(&archive, path).and_then(|before| alone.behind(before.bytes, &archive));
        let Ok(whole) = before else { return Ok(alone) };
        if files::file_id(&path.symlink_metadata()?) != id {
            return Err(io::Error::other("another log took the place of the one that was written"));
        }
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(path.to_owned(), (version, whole));
        Ok(whole)
    }
}

fn opened(path: &Path) -> io::Result<File> {
    files::open_regular(path).map(|(file, _)| file).map_err(|problem| io::Error::other(problem.to_string()))
}

fn archive_of(log: &Path) -> Option<(PathBuf, Metadata)> {
    let archive = Layout::archive_of(log)?;
    let metadata = archive.symlink_metadata().ok().filter(Metadata::is_file)?;
    Some((archive, metadata))
}
