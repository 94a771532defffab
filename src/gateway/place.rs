//! What is remembered of one destination, in `<store>/.forward/<destination>/`.

use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;

use super::destination::DestinationName;
use super::error::Error;
use crate::store::{Error as StoreError, Layout, MaintenanceLock, side};

/// Where it is. Nothing needs to be there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    layout: Layout,
    name: DestinationName,
}

impl Place {
    /// The place of a destination in a store.
    #[must_use]
    pub fn new(layout: Layout, name: DestinationName) -> Self {
        Self { layout, name }
    }

    /// The destination's name.
    #[must_use]
    pub fn name(&self) -> &DestinationName {
        &self.name
    }

    /// Takes the lock that only one forwarder to this destination can hold.
    ///
    /// # Errors
    /// [`Error::Running`] if another has it.
    pub fn lock(&self) -> Result<MaintenanceLock, Error> {
        let path = self.file("lock");
        // The directory is made by whoever opens a file in it.
        side::open_to_append(&path).map_err(|error| self.failed("lock", "lock", error))?;
        MaintenanceLock::at(&path, &self.layout, "forward").map_err(|error| match error {
            StoreError::Busy { holder, .. } => Error::Running { destination: self.name.clone(), holder },
            other => Error::Store(other),
        })
    }

    /// True if nothing was ever remembered.
    #[must_use]
    pub fn is_new(&self) -> bool {
        !self.file(super::outbox::TABLE).exists() && !self.file(super::outbox::JOURNAL).exists()
    }

    /// Removes all that is remembered, dead letters too. There is nothing to remove where nothing ever was.
    ///
    /// # Errors
    /// [`Error::Running`] if somebody forwards there.
    pub fn forget(&self) -> Result<(), Error> {
        let directory = self.layout.forward(OsStr::new(self.name.as_str()));
        if !directory.exists() {
            return Ok(());
        }
        let lock = self.lock()?;
        let removed = std::fs::remove_dir_all(&directory);
        drop(lock);
        removed.map_err(|error| Error::Store(StoreError::storage("remove", &directory)(error)))
    }

    /// One of its files. The name is ours.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.layout.forward_file(OsStr::new(self.name.as_str()), name)
    }

    /// What one of its files holds, if it is there.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        side::get(&self.file(name), u64::MAX - 1).map_err(|error| self.failed("read", name, error))
    }

    /// An error of the system about one of its files.
    pub(super) fn failed(&self, action: &'static str, name: &str, error: io::Error) -> Error {
        Error::Store(StoreError::storage(action, &self.file(name))(error))
    }
}
