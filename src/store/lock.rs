//! The lock of those who change what is already stored: clear, undo, emptying the trash.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use jiff::{Timestamp, Unit};

use super::error::Error;
use super::files;
use super::layout::Layout;

/// Held while the store is being changed. It goes with the process, however that ends.
#[derive(Debug)]
pub struct MaintenanceLock {
    file: File,
}

impl MaintenanceLock {
    /// Takes the lock of a store without waiting for it. Those who come meanwhile are told `who`, and the process.
    ///
    /// # Errors
    /// [`Error::Busy`] if another process holds it, [`Error::Storage`] if the store can't be written.
    pub fn take(layout: &Layout, who: &str) -> Result<Self, Error> {
        Self::at(&layout.lock(), layout, who)
    }

    /// The same for a part of the store that has a lock of its own.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub(crate) fn at(path: &Path, layout: &Layout, who: &str) -> Result<Self, Error> {
        let mut file = files::open_lock(path).map_err(Error::storage("lock", path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Busy { base: layout.base().to_owned(), holder: holder(file) });
            }
            Err(TryLockError::Error(error)) => return Err(Error::storage("lock", path)(error)),
        }
        // The name is a courtesy; a lock without one holds as well.
        _ = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{who}, process {}", std::process::id()));
        Ok(Self { file })
    }
}

/// Who holds the lock, and since when: the file was last written when it was taken. `None` if it does not say.
fn holder(file: File) -> Option<String> {
    let since = file.metadata().and_then(|metadata| metadata.modified()).ok();
    let since = since.and_then(|time| Timestamp::try_from(time).ok()?.round(Unit::Second).ok());
    let mut name = String::new();
    _ = file.take(200).read_to_string(&mut name);
    let name = Some(name.trim()).filter(|name| !name.is_empty())?;
    Some(since.map_or_else(|| name.to_owned(), |since| format!("{name}, since {since}")))
}

impl Drop for MaintenanceLock {
    /// Closing the file is not enough: a process that another thread starts at this moment holds a copy of it for an instant.
    fn drop(&mut self) {
        _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_goes_with_its_holder_even_if_another_process_has_a_copy_of_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path());
        let lock = MaintenanceLock::take(&layout, "first").unwrap();
        assert!(matches!(MaintenanceLock::take(&layout, "second"), Err(Error::Busy { .. })));
        let copy = lock.file.try_clone().unwrap();
        drop(lock);
        MaintenanceLock::take(&layout, "second").unwrap();
        drop(copy);
    }
}
