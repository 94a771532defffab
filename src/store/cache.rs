//! What is remembered of files between one scan and the next, so that only those are read that changed.
//!
//! A cache is disposable: it lies outside the store, can be deleted at any time, and never changes an answer. It says of each file what
//! its bytes were found to hold, or why they are no record, together with the file's [`Identity`](identity::Identity). A scan looks at every
//! file (a directory's own time tells nothing of files that are changed in place), and reads those whose identity is another, or that
//! changed so shortly before they were read that a later change may have left the same traces.
//!
//! Whatever can't be taken as it is (of another version, another store, with other settings, torn, damaged) counts as no cache, and is
//! replaced. Of two processes that write at once one wins. Nothing that fails here is told: without a cache all takes longer, that is
//! all.

use std::convert::Infallible;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use self::kept::Kept;
use self::place::Place;
use self::table::Table;
use super::bytes::Bytes;
use super::layout::Layout;
use crate::record::Reader;

pub(super) mod identity;
mod kept;
mod memory;
mod notes;
mod ordered;
mod place;
mod segment;
mod table;
#[cfg(test)]
mod tests;
mod write;

pub(super) use self::memory::{Memory, Recall};
pub(super) use self::notes::Notes;

/// The layout of the file, and the rules by which records are read: whoever changes what a summary says changes this.
const FORMAT: u32 = 3;

/// Where caches lie, and a clock to tell what is too young to be believed.
#[derive(Debug, Clone)]
pub struct Cache {
    directory: PathBuf,
    clock: fn() -> Timestamp,
}

/// What a cache is like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheState {
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was written.
    pub written: Option<Timestamp>,
}

impl Cache {
    /// Caches in a directory, which is created for its owner alone when there is something to put into it. The clock is that of the
    /// machine, by which files get their times.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>, clock: fn() -> Timestamp) -> Self {
        Self { directory: directory.into(), clock }
    }

    /// The cache of a store; `None` if it has none.
    #[must_use]
    pub fn state(&self, layout: &Layout) -> Option<CacheState> {
        let place = Place::of(&self.directory, &layout.base().canonicalize().ok()?);
        place.state()
    }

    /// Forgets what is remembered of a store.
    pub(super) fn forget(&self, layout: &Layout) {
        if let Ok(store) = layout.base().canonicalize() {
            Place::of(&self.directory, &store).remove();
        }
    }

    /// What is remembered of a store for one scan; `None` if there is no such store.
    pub(super) fn open(&self, layout: &Layout, reader: &Reader) -> Option<Memory> {
        let started = (self.clock)();
        let store = layout.base().canonicalize().ok()?;
        let place = Place::of(&self.directory, &store);
        let header = header(&store, reader);
        let table = place.open().and_then(|(file, length)| Table::open(file, length, &header)).unwrap_or_default();
        Some(Memory::new(place, header, table, started))
    }
}

/// What a cache file begins with: whatever made it has to be what it is asked for now.
fn header(store: &Path, reader: &Reader) -> Vec<u8> {
    let limits = [reader.max_bytes, reader.max_bytes_inside, reader.max_depth];
    let version = format!("responses cache {FORMAT} {} {limits:?}\n", env!("CARGO_PKG_VERSION"));
    let store = store.as_os_str().as_encoded_bytes();
    [version.as_bytes(), store, b"\n\0"].concat()
}

/// Reads bytes that may or may not be a cache, and everything in it, for the fuzzer: how much can be read of it.
#[doc(hidden)]
#[must_use]
pub fn read_foreign_cache(bytes: &[u8]) -> usize {
    let mut count = 0;
    if let Some(table) = table_in(bytes, b"") {
        let read = table.each_row(|_, _, _, kept| {
            count += usize::from(Kept::take(Bytes(kept), |name| table.names().get(name)).is_some());
            Ok::<_, Infallible>(())
        });
        let Ok(()) = read;
    }
    count
}

/// The table that these bytes are as a file.
fn table_in(bytes: &[u8], header: &[u8]) -> Option<Table> {
    let mut file = tempfile::tempfile().ok()?;
    file.write_all(bytes).ok()?;
    Table::open(file, u64::try_from(bytes.len()).ok()?, header)
}
