//! Whether a disk is waited for, told by how long looking at files takes. No answer depends on it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Looking at a file takes a few microseconds, and longer than this, on average, only where a disk is waited for, or the processor;
const PATIENCE: Duration = Duration::from_micros(20);
/// but for the processor nobody waits so many times, one after the other.
const WAITS: usize = 3;

/// How many looks in a row took long.
#[derive(Debug, Default)]
pub(super) struct Patience(AtomicUsize);

impl Patience {
    /// Looks at files, and says whether that took so long, and took so several times by now, that more threads should look.
    pub(super) fn look<T>(&self, look: impl FnOnce() -> Vec<T>) -> (Vec<T>, bool) {
        let started = Instant::now();
        let seen = look();
        if started.elapsed() < PATIENCE.saturating_mul(u32::try_from(seen.len()).unwrap_or(u32::MAX)) {
            self.0.store(0, Ordering::Relaxed);
            return (seen, false);
        }
        (seen, self.0.fetch_add(1, Ordering::Relaxed) >= WAITS)
    }
}
