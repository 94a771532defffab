//! The file that an appender adds to.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use super::lease::{Lease, Leases};
use super::open::{OpenLog, Opened};
use crate::files;

/// While the lock is kept, one append in so many asks for the length. Only somebody who does not honour the lock can have changed it.
const LENGTH_ASKED_EACH: u32 = 8;

/// The file that is appended to.
#[derive(Debug)]
pub(super) struct Current {
    log: Arc<OpenLog>,
    /// The length after our last append: as long as it stays the same, the log ends with our own line.
    length: Option<u64>,
    /// Whether somebody else had added to the log between our last two appends.
    is_shared: bool,
    /// Whether the directory has to be synced as well.
    opened: Opened,
    unsynced: Unsynced,
    /// The last one that was given, which may be over.
    lease: Option<Arc<Lease>>,
    /// No other lease should begin before.
    none_until: Option<Instant>,
    /// So many appends were made under a kept lock since the length was asked for.
    unasked: u32,
}

/// What may still be lost in a power cut.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unsynced {
    pub(super) lines: u64,
    pub(super) bytes: usize,
}

impl Current {
    /// Opens the log at a path, or makes it.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let (log, opened) = OpenLog::open_or_create(path)?;
        let unsynced = Unsynced::default();
        Ok(Self {
            log: Arc::new(log),
            length: None,
            is_shared: false,
            opened,
            unsynced,
            lease: None,
            none_until: None,
            unasked: 0,
        })
    }

    /// False where nobody can tell whether this is still the file at its path, so that it must be opened anew each time.
    pub(super) fn is_known(&self) -> bool {
        self.log.is_known()
    }

    /// What is to be made durable.
    pub(super) fn unsynced(&self) -> Unsynced {
        self.unsynced
    }

    /// Takes the lock, unless it was kept, and gives the length of the log; `None` if this is no longer the file at that path.
    pub(super) fn lock(&mut self, path: &Path) -> io::Result<Option<u64>> {
        if self.lease.as_ref().is_some_and(|lease| lease.resume()) {
            return self.kept_length().map(Some);
        }
        if let Some(over) = self.lease.take() {
            self.none_until = Some(over.none_until());
            // Whoever was woken by its end, but has no processor yet, should not find the lock taken again.
            thread::yield_now();
        }
        self.log.lock(path)
    }

    /// The length of a log whose lock was kept.
    fn kept_length(&mut self) -> io::Result<u64> {
        self.unasked += 1;
        match self.length {
            Some(length) if self.unasked < LENGTH_ASKED_EACH => Ok(length),
            _ => {
                self.unasked = 0;
                self.log.length()
            }
        }
    }

    /// Lets go of the lock after lines were added: gives it back, or keeps it for a moment if that was earned.
    pub(super) fn let_go(&mut self, leases: &mut Leases) {
        if self.is_shared {
            leases.forfeit();
            return self.unlock();
        }
        match &self.lease {
            Some(lease) => lease.rest(),
            None => match leases.earned(&self.log, self.none_until) {
                Some(lease) => self.lease = Some(lease),
                None => self.log.unlock(),
            },
        }
    }

    /// Gives the lock back at once, held or kept.
    pub(super) fn unlock(&mut self) {
        match self.lease.take() {
            Some(lease) => _ = lease.end(),
            None => self.log.unlock(),
        }
    }

    /// Gives the lock back after nothing was added to a log that was `length` bytes long. A log that we made for that goes again; true if it did.
    pub(super) fn give_back(&mut self, path: &Path, length: u64) -> bool {
        let is_left_over = self.opened == Opened::Created && length == 0 && self.unsynced.lines == 0;
        let is_gone = is_left_over && self.log.remove_if_empty(path);
        self.unlock();
        is_gone
    }

    /// Writes the buffer to the locked log, which is `length` bytes long.
    pub(super) fn add(&mut self, buffer: &[u8], length: u64, lines: u64) -> io::Result<Range<u64>> {
        let is_ours = self.length.take() == Some(length);
        let torn = !is_ours && self.log.is_torn(length)?;
        let bytes = if torn { buffer } else { &buffer[1..] };
        self.log.write(bytes, length)?;
        let end = length.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.length = Some(end);
        self.is_shared = !is_ours;
        self.unsynced.lines += lines;
        self.unsynced.bytes += bytes.len();
        Ok(length + u64::from(torn)..end)
    }

    /// Makes durable what was added. Others get the lock meanwhile, also if it was kept; true if it was.
    pub(super) fn sync(&mut self) -> io::Result<bool> {
        let was_kept = self.lease.take().is_some_and(|lease| lease.end());
        self.unsynced = Unsynced::default();
        self.log.sync()?;
        Ok(was_kept)
    }

    /// Makes it durable that the log is there, if it was made by us.
    pub(super) fn sync_directory(&mut self, directory: &Path) -> io::Result<()> {
        if self.opened == Opened::Created {
            files::sync_dir(directory)?;
            self.opened = Opened::Found;
        }
        Ok(())
    }
}

impl Drop for Current {
    /// Also when a thread panics.
    fn drop(&mut self) {
        self.unlock();
    }
}
