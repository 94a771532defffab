//! One file as a scan shows it to whoever asks.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::walk::Found;
use crate::record::Summary;
use crate::store::archive;
use crate::store::entry::Entry;
use crate::store::files::Stat;

/// One file that a scan read.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Visited<'a> {
    /// Where it was found.
    pub(super) at: Place<'a>,
    /// What the file system said of it when it was opened.
    pub(in crate::store) stat: &'a Stat,
    /// The content, as stored.
    pub(in crate::store) bytes: &'a [u8],
}

/// Where a record is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// In a file of its own.
    Store(Found<'a>),
    /// In an archive.
    Archive(archive::Place<'a>),
}

impl Visited<'_> {
    /// The path below the store; that of a member of an archive begins with the archive's.
    pub(in crate::store) fn path(&self) -> PathBuf {
        match self.at {
            Place::Store(found) => found.path(),
            Place::Archive(place) => place.archive.join(place.parent).join(place.name),
        }
    }

    /// Its path in the store, or where it was before it was archived.
    pub(super) fn home(&self) -> PathBuf {
        let (parent, name) = self.place();
        parent.join(name)
    }

    /// True if it is in an archive.
    pub(super) fn is_archived(&self) -> bool {
        matches!(self.at, Place::Archive(_))
    }

    /// The path of its directory below the store, or in the archive, and its name there.
    pub(in crate::store) fn place(&self) -> (&Path, &OsStr) {
        match &self.at {
            Place::Store(found) => found.place(),
            Place::Archive(place) => (place.parent, place.name),
        }
    }

    /// What is known of the record that it is.
    pub(in crate::store) fn entry(&self, summary: Summary) -> Entry {
        Entry::new(self.path(), self.stat.bytes, self.stat.modified.map(SystemTime::from), summary)
    }

    /// Makes an entry one of this file, as far as the file system tells.
    pub(super) fn describe(&self, entry: &mut Entry) {
        let (directory, name) = self.place();
        entry.move_to(directory, name);
        if let Place::Archive(place) = self.at {
            entry.path = place.archive.join(&entry.path);
        }
        entry.bytes = self.stat.bytes;
        entry.modified = self.stat.modified.map(SystemTime::from);
    }
}
