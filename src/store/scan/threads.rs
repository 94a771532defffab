//! How many threads read at once.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::turns::Turns;

/// So many threads read at once, however few cores there are, where files are not in memory: they are waited for, and disks answer many
/// requests in the time of one (`docs/performance.md`).
const READERS: usize = 32;

/// How many threads there may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Threads {
    /// How many may read at once.
    pub(super) readers: usize,
    /// How many may have much in memory at once.
    pub(super) cores: usize,
}

impl Threads {
    /// As many as make a scan as fast as this machine allows.
    pub(super) fn of_this_machine() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self { readers: READERS.max(cores), cores }
    }

    /// The turns of those that have much in memory.
    pub(super) fn heavy(self) -> Turns {
        Turns::new(self.cores)
    }

    /// As many helpers as there are cores for, and so many more as files are waited for.
    pub(super) fn helpers(self, waits: &Waits) -> Helpers<'_> {
        Helpers { at_once: self.cores.min(self.readers) - 1, in_all: self.readers - 1, waits }
    }

    /// How many help with so many pieces of work that keep a processor busy.
    pub(super) fn busy_helpers(self, pieces: usize) -> usize {
        self.cores.min(self.readers).min(pieces).saturating_sub(1)
    }

    /// For where nobody sees what a file is waited for: then all are taken to be.
    pub(super) fn waiting_for_all(self) -> Waits {
        Waits(AtomicUsize::new(self.readers))
    }
}

/// How many files were waited for, as far as that is known.
#[derive(Debug, Default)]
pub(super) struct Waits(AtomicUsize);

impl Waits {
    pub(super) fn add(&self, files: usize) {
        self.0.fetch_add(files, Ordering::Relaxed);
    }
}

/// How many threads may work besides the one that calls.
#[derive(Debug, Clone, Copy)]
pub(super) struct Helpers<'a> {
    /// From the beginning.
    at_once: usize,
    /// However many are wanted.
    in_all: usize,
    /// One more is wanted for each of these, because those that work wait for a disk.
    waits: &'a Waits,
}

impl Helpers<'_> {
    /// How many may work now.
    pub(super) fn most(self) -> usize {
        self.in_all.min(self.at_once.saturating_add(self.waits.0.load(Ordering::Relaxed)))
    }

    /// Notes that a disk was waited for.
    pub(super) fn want_one(self) {
        self.waits.add(1);
    }
}
