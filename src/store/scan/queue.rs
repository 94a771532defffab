//! Work that brings forth work, shared by threads.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs to be done, the newest first: so what is waiting grows with the depth of the work, not with its size.
#[derive(Debug)]
pub(super) struct Queue<J> {
    state: Mutex<State<J>>,
    changed: Condvar,
}

#[derive(Debug)]
struct State<J> {
    jobs: Vec<J>,
    /// How many jobs are being done, each of which may give more.
    busy: usize,
    /// How many threads wait for a job.
    idle: usize,
    /// How many threads were started besides the first.
    helpers: usize,
}

impl<J> Queue<J> {
    /// A queue of one job.
    pub(super) fn new(first: J) -> Self {
        let state = State { jobs: vec![first], busy: 0, idle: 0, helpers: 0 };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// The newest job, which counts as being done until the turn is dropped. Waits while there is none as long as those being done
    /// may give more; `None` means that all is done.
    pub(super) fn take(&self) -> Option<(J, Turn<'_, J>)> {
        let mut state = self.state();
        loop {
            if let Some(job) = state.jobs.pop() {
                state.busy += 1;
                return Some((job, Turn { queue: self }));
            }
            if state.busy == 0 {
                return None;
            }
            state.idle += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    /// Adds jobs. The last of them is the next to be done.
    pub(super) fn give(&self, jobs: impl IntoIterator<Item = J>) {
        let mut state = self.state();
        state.jobs.extend(jobs);
        if state.idle > 0 {
            self.changed.notify_all();
        }
    }

    /// True if there is work for one more thread, and there are not yet so many besides the first. It then counts as started.
    pub(super) fn wants_helper(&self, most: usize) -> bool {
        let mut state = self.state();
        let wanted = state.helpers < most && state.idle == 0 && !state.jobs.is_empty();
        state.helpers += usize::from(wanted);
        wanted
    }

    fn state(&self) -> MutexGuard<'_, State<J>> {
        // Nothing that can panic happens while the lock is held, so the state is whole whatever became of the thread.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job being done. Ends when it is dropped, also by a panic, so that nobody waits for a job that will never end.
#[derive(Debug)]
pub(super) struct Turn<'a, J> {
    queue: &'a Queue<J>,
}

impl<J> Drop for Turn<'_, J> {
    fn drop(&mut self) {
        let mut state = self.queue.state();
        state.busy -= 1;
        if state.busy == 0 && state.jobs.is_empty() {
            self.queue.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;

    use super::*;

    /// Does each job of a tree in which a job of size `n` brings forth `n` jobs of sizes below.
    fn count(queue: &Queue<u64>, done: &AtomicU64) {
        while let Some((job, _turn)) = queue.take() {
            done.fetch_add(1, Ordering::Relaxed);
            queue.give(0..job);
        }
    }

    #[test]
    fn every_job_is_done_once_and_then_all_threads_end() {
        for threads in [1, 2, 7, 32] {
            let (queue, done) = (Queue::new(10), AtomicU64::new(0));
            thread::scope(|scope| (0..threads).for_each(|_| _ = scope.spawn(|| count(&queue, &done))));
            assert_eq!(done.into_inner(), 1 << 10, "{threads} threads");
        }
    }

    #[test]
    fn the_newest_job_comes_first() {
        let queue = Queue::new('a');
        let (job, turn) = queue.take().unwrap();
        assert_eq!(job, 'a');
        queue.give(['b', 'c']);
        assert_eq!(queue.take().unwrap().0, 'c');
        drop(turn);
        assert_eq!(queue.take().unwrap().0, 'b');
        assert!(queue.take().is_none());
    }

    #[test]
    fn helpers_are_wanted_only_for_work_that_waits_and_only_so_many() {
        let queue = Queue::new('a');
        let taken = queue.take().unwrap();
        assert!(!queue.wants_helper(2), "nothing waits");
        queue.give(['b', 'c']);
        assert_eq!([1, 1, 2, 2].map(|most| queue.wants_helper(most)), [true, false, true, false]);
        drop(taken);
    }

    #[test]
    fn a_panic_in_a_job_leaves_nobody_waiting() {
        let queue = Queue::new('a');
        let (_, turn) = queue.take().unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| queue.take().is_none());
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                let _turn = turn;
                panic!("in a job");
            }));
            assert!(panicked.is_err() && waiting.join().unwrap());
        });
    }
}
