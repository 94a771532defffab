//! What callers and the thread that tells share.

use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Ended;
use super::queue::{Metrics, Queue, QueueLimit, Recorded};
use super::worker::Callback;
use crate::gateway::transport::Transport;

/// Somebody else is to be told.
pub(super) enum Change {
    Callback(Option<Callback>),
    Transport(Option<Box<dyn Transport>>),
}

/// How far the end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Open,
    /// Nothing new comes; what waits is told.
    Closed,
    /// Nothing more is told.
    GivenUp,
}

/// What callers and the worker share: what waits, and how far the end is.
pub(super) struct Shared {
    state: Mutex<State>,
    /// There is something to do, or the stage is another.
    work: Condvar,
    /// Something was settled.
    settled: Condvar,
}

struct State {
    queue: Queue,
    changes: Vec<Change>,
    stage: Stage,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("metrics", &self.metrics()).finish_non_exhaustive()
    }
}

impl Shared {
    pub(super) fn new(limit: QueueLimit) -> Self {
        let state = State { queue: Queue::new(limit), changes: Vec::new(), stage: Stage::Open };
        Self { state: Mutex::new(state), work: Condvar::new(), settled: Condvar::new() }
    }

    /// No code that can panic runs under the lock, so what it guards is whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().stage != Stage::Open
    }

    pub(super) fn metrics(&self) -> Metrics {
        self.lock().queue.metrics
    }

    /// Takes in what was recorded. What was recorded while the gateway was being closed is in the store, and not told.
    pub(super) fn offer(&self, recorded: Recorded) {
        let mut state = self.lock();
        if state.stage == Stage::Open {
            state.queue.offer(recorded);
        } else {
            state.queue.pass_over();
        }
        drop(state);
        self.work.notify_one();
    }

    pub(super) fn change(&self, change: Change) {
        self.lock().changes.push(change);
        self.work.notify_one();
    }

    pub(super) fn close(&self) {
        self.reach(Stage::Closed);
    }

    pub(super) fn give_up(&self) {
        self.reach(Stage::GivenUp);
    }

    fn reach(&self, end: Stage) {
        let mut state = self.lock();
        state.stage = state.stage.max(end);
        self.work.notify_one();
    }

    /// Waits until all that was recorded by now is settled.
    pub(super) fn wait(&self, deadline: Duration) -> Ended {
        let state = self.lock();
        let done = |metrics: &Metrics| metrics.settled + metrics.overflowed;
        let recorded = state.queue.metrics.recorded;
        let open = |state: &mut State| done(&state.queue.metrics) < recorded;
        let (state, _) = self.settled.wait_timeout_while(state, deadline, open).unwrap_or_else(PoisonError::into_inner);
        Ended { complete: done(&state.queue.metrics) >= recorded, metrics: state.queue.metrics, unsynced: None }
    }

    /// Waits for something to do. Nothing once all is done or given up.
    pub(super) fn take(&self, most: usize) -> Option<(Vec<Recorded>, u64, Vec<Change>)> {
        let idle =
            |state: &mut State| !state.queue.has_work() && state.changes.is_empty() && state.stage == Stage::Open;
        let mut state = self.work.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        let (taken, overflow) = state.queue.take(most);
        let changes = std::mem::take(&mut state.changes);
        let ended = taken.is_empty() && overflow == 0 && changes.is_empty();
        (!ended).then_some((taken, overflow, changes))
    }

    /// Waits; false if it was given up meanwhile.
    pub(super) fn pause(&self, wait: Duration) -> bool {
        let open = |state: &mut State| state.stage != Stage::GivenUp;
        let (state, _) = self.work.wait_timeout_while(self.lock(), wait, open).unwrap_or_else(PoisonError::into_inner);
        state.stage != Stage::GivenUp
    }

    pub(super) fn is_given_up(&self) -> bool {
        self.lock().stage == Stage::GivenUp
    }

    pub(super) fn count(&self, count: impl FnOnce(&mut Metrics)) {
        count(&mut self.lock().queue.metrics);
    }

    /// So many of those handed out will not be told.
    pub(super) fn abandon(&self, number: usize) -> u64 {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        self.lock().queue.abandon(number);
        self.settled.notify_all();
        number
    }

    pub(super) fn settle(&self, number: usize) {
        self.lock().queue.settle(u64::try_from(number).unwrap_or(u64::MAX));
        self.settled.notify_all();
    }
}
