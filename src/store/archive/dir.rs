//! The archives of a store, held open.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::damage::Damage;
use super::journal::{Found, Journal, Work};
use super::name::ArchiveName;
use super::read::{ArchiveReader, Limits};
use crate::store::cleanup::Root;
use crate::store::files::{Directory, Stat, temporary};
use crate::store::layout::{ARCHIVE, JOURNAL, is_temporary};
use crate::store::{Error, Layout};

/// Where files wait, under their paths, until all that come back are durable.
const STAGING: &str = ".restoring";

/// A store and its archives. Whoever changes anything through it holds the [`crate::store::MaintenanceLock`].
#[derive(Debug)]
pub(super) struct ArchiveDir<'a> {
    pub(super) layout: &'a Layout,
    pub(super) base: Directory,
    archives: Directory,
}

impl<'a> ArchiveDir<'a> {
    /// Opens the directory of archives, which is created if need be.
    pub(super) fn create(layout: &'a Layout) -> Result<Self, Error> {
        let base = Directory::open(layout.base()).map_err(Error::storage("open", layout.base()))?;
        let archives = base.create_below(Path::new(ARCHIVE)).map_err(Error::storage("create", &layout.archives()))?;
        Ok(Self { layout, base, archives })
    }

    /// Opens the directory of archives; `None` if there is none.
    pub(super) fn open(layout: &'a Layout) -> Result<Option<Self>, Error> {
        let opened = Directory::open(layout.base()).and_then(|base| {
            let archives = base.open_below(Path::new(ARCHIVE))?;
            Ok(Self { layout, base, archives })
        });
        match opened {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            opened => opened.map(Some).map_err(Error::storage("open", &layout.archives())),
        }
    }

    /// The store's records.
    pub(super) fn root(&self) -> Root<'_> {
        Root { directory: &self.base, path: self.layout.base().to_owned() }
    }

    /// The archives there are, by name, which for one session is the order in which they were made.
    pub(super) fn names(&self) -> Result<Vec<ArchiveName>, Error> {
        let names = self.archives.names().map_err(Error::storage("read", &self.layout.archives()))?;
        let mut names: Vec<_> = names.iter().filter_map(|name| ArchiveName::of(name)).collect();
        names.sort_by_cached_key(|name| (name.hints(), name.clone()));
        Ok(names)
    }

    /// Begins to read an archive, and gives what the file system says of it too.
    pub(super) fn read(&self, name: &ArchiveName, limits: Limits) -> Result<(ArchiveReader<File>, Stat), Damage> {
        self.read_file(name.as_os_str(), limits)
    }

    /// The same for one that is not published yet.
    pub(super) fn read_new(&self, name: &ArchiveName, limits: Limits) -> Result<(ArchiveReader<File>, Stat), Damage> {
        self.read_file(&temporary(name.as_os_str()), limits)
    }

    fn read_file(&self, name: &OsStr, limits: Limits) -> Result<(ArchiveReader<File>, Stat), Damage> {
        let (file, stat) = self.archives.open_regular(name).map_err(Damage::File)?;
        Ok((ArchiveReader::new(file, limits)?, stat))
    }

    /// What the file system says of an archive; `None` if there is none.
    pub(super) fn stat(&self, name: &ArchiveName) -> Result<Option<Stat>, Error> {
        self.archives.stat(name.as_os_str()).map_err(self.error("read", name))
    }

    /// True if the compressed data of an archive carries a checksum (RFC 8878, section 3.1.1.1.1).
    pub(super) fn has_checksum(&self, name: &ArchiveName) -> Result<bool, Damage> {
        let (file, _) = self.archives.open_regular(name.as_os_str()).map_err(Damage::File)?;
        let mut head = Vec::new();
        file.take(5).read_to_end(&mut head)?;
        Ok(matches!(head[..], [0x28, 0xb5, 0x2f, 0xfd, flags] if flags & 0b100 != 0))
    }

    /// True if an archive is there under its name.
    fn is_published(&self, name: &ArchiveName) -> Result<bool, Error> {
        Ok(self.stat(name)?.is_some())
    }

    /// Creates the file of an archive that is not published yet.
    pub(super) fn create_new(&self, name: &ArchiveName) -> Result<File, Error> {
        let temporary = temporary(name.as_os_str());
        let created = self.archives.remove_file(&temporary).and_then(|()| self.archives.create_new(&temporary));
        created.map_err(self.error("create", name))
    }

    /// Gives an archive that is durable its name.
    pub(super) fn publish(&self, name: &ArchiveName) -> Result<(), Error> {
        let published = self.archives.rename_new(&temporary(name.as_os_str()), &self.archives, name.as_os_str());
        published.map_err(self.error("create", name))
    }

    /// The same, if that was not done yet. False if there is no such archive under either name.
    pub(super) fn publish_again(&self, name: &ArchiveName) -> Result<bool, Error> {
        if self.is_published(name)? {
            return Ok(true);
        }
        let waiting = self.archives.stat(&temporary(name.as_os_str())).map_err(self.error("read", name))?;
        waiting.map_or(Ok(false), |_| self.publish(name).map(|()| true))
    }

    /// Puts an archive that is durable in the place of the one of the same name, in one step and durably.
    pub(super) fn publish_over(&self, name: &ArchiveName) -> Result<(), Error> {
        let temporary = temporary(name.as_os_str());
        let published = self.archives.rename_over(&temporary, name.as_os_str()).and_then(|()| self.archives.sync());
        published.map_err(self.error("replace", name))
    }

    /// Removes what was written of an archive that is not to be published.
    pub(super) fn discard(&self, name: &ArchiveName) {
        _ = self.archives.remove_file(&temporary(name.as_os_str()));
    }

    /// Removes an archive for good.
    pub(super) fn remove(&self, name: &ArchiveName) -> Result<(), Error> {
        let removed = self.archives.remove_file(name.as_os_str()).and_then(|()| self.archives.sync());
        removed.map_err(self.error("remove", name))
    }

    /// Makes the names of archives durable.
    pub(super) fn sync(&self) -> Result<(), Error> {
        self.archives.sync().map_err(Error::storage("sync", &self.layout.archives()))
    }

    /// The directory in which files wait to be put back, created if need be.
    pub(super) fn staging(&self) -> Result<Directory, Error> {
        let created = self.archives.create_below(Path::new(STAGING));
        created.map_err(Error::storage("create", &self.layout.archives()))
    }

    /// Removes what waits to be put back: all of it is still in its archive.
    pub(super) fn unstage(&self) -> Result<(), Error> {
        self.archives.remove_tree(OsStr::new(STAGING)).map_err(Error::storage("remove", &self.layout.archives()))
    }

    /// Says in the journal what is being done. Durable before it returns.
    pub(super) fn begin(&self, work: Work) -> Result<(), Error> {
        let path = self.layout.archive_journal();
        let json = Journal::of(work).to_json(&path)?;
        let written = self.archives.replace(OsStr::new(JOURNAL), &json).and_then(|()| self.archives.sync());
        // The directory itself may be new, and a journal is no use in one that is lost.
        written.and_then(|()| self.base.sync()).map_err(Error::storage("write", &path))
    }

    /// What was begun and not ended.
    pub(super) fn begun(&self) -> Result<Found, Error> {
        match self.archives.read(OsStr::new(JOURNAL)) {
            Ok(bytes) => Ok(Journal::read(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::None),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(Found::Torn),
            Err(error) => Err(Error::storage("read", &self.layout.archive_journal())(error)),
        }
    }

    /// Removes what no archive came of, then the journal, and the directory with it if nothing is in it. A journal that can't be
    /// removed is found by the next command, which finds nothing left to do.
    pub(super) fn end(&self) {
        let is_unfinished = |name: &&OsString| is_temporary(Path::new(ARCHIVE), name);
        for name in self.archives.names().unwrap_or_default().iter().filter(is_unfinished) {
            _ = self.archives.remove_file(name);
        }
        _ = self.unstage();
        _ = self.archives.remove_file(OsStr::new(JOURNAL));
        _ = self.base.remove_dir(OsStr::new(ARCHIVE));
    }

    /// The names of archives that must not be given again.
    pub(super) fn taken(&self) -> Result<HashSet<ArchiveName>, Error> {
        Ok(self.names()?.into_iter().collect())
    }

    fn error(&self, action: &'static str, name: &ArchiveName) -> impl FnOnce(io::Error) -> Error + use<> {
        let path = self.layout.archive(name);
        move |source| Error::Storage { action, path, source }
    }
}
