//! Where the cache of a store lies.

use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::CacheState;
use crate::record::names;
use crate::store::files;

/// Larger caches are neither read nor written, in bytes: 1 GiB, for some ten million files.
pub(super) const LARGEST: u64 = 1 << 30;
/// A temporary file that is older was left behind.
const ABANDONED: SignedDuration = SignedDuration::from_mins(10);

/// The file that holds the cache of one store.
#[derive(Debug)]
pub(super) struct Place {
    directory: PathBuf,
    pub(super) file: PathBuf,
    pub(super) temporary: PathBuf,
}

impl Place {
    /// The place for the store with this real path.
    pub(super) fn of(directory: &Path, store: &Path) -> Self {
        let name = format!("{:016x}", names::fnv1a(store.as_os_str().as_encoded_bytes()));
        let at = |ending: &str| directory.join(format!("{name}.{ending}"));
        Self { directory: directory.to_owned(), file: at("cache"), temporary: at("new") }
    }

    /// What the cache is like, if there is one.
    pub(super) fn state(&self) -> Option<CacheState> {
        let metadata = self.file.symlink_metadata().ok().filter(Metadata::is_file)?;
        let written = metadata.modified().ok().and_then(|time| time.try_into().ok());
        Some(CacheState { bytes: metadata.len(), written })
    }

    /// The cache and its length, if it is this user's own and nobody else's.
    pub(super) fn open(&self) -> Option<(File, u64)> {
        let (file, metadata) = files::open_regular(&self.file).ok()?;
        let is_trusted = metadata.len() <= LARGEST && files::is_ours(&metadata) && files::is_private(&metadata);
        is_trusted.then_some((file, metadata.len()))
    }

    /// A new temporary file, unless somebody else is writing one.
    pub(super) fn begin(&self, now: Timestamp) -> Option<File> {
        files::create_private_dir(&self.directory).ok()?;
        if let Ok(metadata) = self.temporary.symlink_metadata() {
            let age = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
            if age.is_none_or(|time| now.duration_since(time).abs() > ABANDONED) {
                fs::remove_file(&self.temporary).ok()?;
            }
        }
        files::create_private_file(&self.temporary).ok()
    }

    /// A new file without a name, for what is put aside until the cache is written.
    pub(super) fn unnamed(&self) -> Option<File> {
        files::create_private_dir(&self.directory).ok()?;
        tempfile::tempfile_in(&self.directory).ok()
    }

    /// Puts the temporary file in the place of the cache.
    pub(super) fn finish(&self) {
        _ = fs::rename(&self.temporary, &self.file);
    }

    /// Removes the cache.
    pub(super) fn remove(&self) {
        _ = fs::remove_file(&self.file);
    }

    /// Removes the temporary file.
    pub(super) fn give_up(&self) {
        _ = fs::remove_file(&self.temporary);
    }
}
