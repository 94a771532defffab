//! A limit on how many threads do something at once.

use std::sync::{Condvar, Mutex, PoisonError};

/// So many turns, each of which one thread can have at a time.
#[derive(Debug)]
pub(super) struct Turns {
    free: Mutex<usize>,
    freed: Condvar,
}

impl Turns {
    /// A number of turns.
    pub(super) fn new(turns: usize) -> Self {
        Self { free: Mutex::new(turns), freed: Condvar::new() }
    }

    /// Waits for a turn, which ends when the guard is dropped.
    pub(super) fn take(&self) -> Turn<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.freed.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Turn(self)
    }
}

/// A turn that is taken.
#[derive(Debug)]
pub(super) struct Turn<'a>(&'a Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn no_more_threads_than_there_are_turns_have_one_and_each_gets_its() {
        let (turns, having, done) = (Turns::new(3), AtomicUsize::new(0), AtomicUsize::new(0));
        let work = || {
            for _ in 0..200 {
                let _turn = turns.take();
                assert!(having.fetch_add(1, Ordering::SeqCst) < 3);
                thread::yield_now();
                having.fetch_sub(1, Ordering::SeqCst);
                done.fetch_add(1, Ordering::SeqCst);
            }
        };
        thread::scope(|scope| (0..8).for_each(|_| _ = scope.spawn(work)));
        assert_eq!(done.into_inner(), 8 * 200);
    }
}
