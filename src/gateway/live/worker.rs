//! The thread that tells.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Ended;
use super::queue::{Metrics, Queue, QueueLimit};
use crate::gateway::destination::{BatchLimits, RetryPolicy};
use crate::gateway::item::{Item, ItemId};
use crate::gateway::outbox::item_of;
use crate::gateway::parcel::{Parcel, Refused};
use crate::gateway::transport::{SendError, Transport};
use crate::record::Problem;
use crate::store::ResponseTracker;

/// What a callback can fail of.
pub type CallbackError = Box<dyn std::error::Error + Send + Sync>;

/// A function that is told of each item.
pub type Callback = Box<dyn FnMut(&Item) -> Result<(), CallbackError> + Send>;

/// What went wrong downstream. The responses in question are in the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Downstream {
    /// The callback failed, or panicked.
    #[error("the callback failed with {item}: {error}")]
    Callback {
        /// What it was told.
        item: ItemId,
        /// What it said.
        error: CallbackError,
    },
    /// The destination did not take items, refused or after all attempts.
    #[error("{} items were not sent: {error}", items.len())]
    Transport {
        /// Which.
        items: Vec<ItemId>,
        /// Why.
        error: SendError,
    },
    /// So many were not told at all, because too many waited, or the time to end was too short.
    #[error("{0} items were not told, since too many waited")]
    Overflow(u64),
    /// What was recorded could not be read again.
    #[error("{}: {problem}", path.display())]
    Unread {
        /// The path below the store.
        path: PathBuf,
        /// Why.
        problem: Problem,
    },
}

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

/// What callers and the worker share.
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
    pub(super) fn offer(&self, path: PathBuf) {
        let mut state = self.lock();
        if state.stage == Stage::Open {
            state.queue.offer(path);
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
        Ended { complete: done(&state.queue.metrics) >= recorded, metrics: state.queue.metrics }
    }

    /// Waits for something to do. Nothing once all is done or given up.
    fn take(&self, most: usize) -> Option<(Vec<PathBuf>, u64, Vec<Change>)> {
        let idle =
            |state: &mut State| !state.queue.has_work() && state.changes.is_empty() && state.stage == Stage::Open;
        let mut state = self.work.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        let (paths, overflow) = state.queue.take(most);
        let changes = std::mem::take(&mut state.changes);
        let ended = paths.is_empty() && overflow == 0 && changes.is_empty();
        (!ended).then_some((paths, overflow, changes))
    }

    /// Waits; false if it was given up meanwhile.
    fn pause(&self, wait: Duration) -> bool {
        let open = |state: &mut State| state.stage != Stage::GivenUp;
        let (state, _) = self.work.wait_timeout_while(self.lock(), wait, open).unwrap_or_else(PoisonError::into_inner);
        state.stage != Stage::GivenUp
    }

    fn is_given_up(&self) -> bool {
        self.lock().stage == Stage::GivenUp
    }

    fn count(&self, count: impl FnOnce(&mut Metrics)) {
        count(&mut self.lock().queue.metrics);
    }

    /// So many of those handed out will not be told.
    fn abandon(&self, number: usize) -> u64 {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        self.lock().queue.abandon(number);
        self.settled.notify_all();
        number
    }

    fn settle(&self, number: usize) {
        self.lock().queue.settle(u64::try_from(number).unwrap_or(u64::MAX));
        self.settled.notify_all();
    }
}

/// The thread's own.
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) tracker: ResponseTracker,
    pub(super) callback: Option<Callback>,
    pub(super) transport: Option<Box<dyn Transport>>,
    pub(super) on_error: Box<dyn FnMut(&Downstream) + Send>,
    pub(super) batch: BatchLimits,
    pub(super) retry: RetryPolicy,
}

impl Worker {
    /// Tells until the gateway is closed and nothing is left.
    pub(super) fn work(mut self) {
        while let Some((paths, overflow, changes)) = self.shared.take(self.batch.records.get()) {
            for change in changes {
                self.change(change);
            }
            if overflow > 0 {
                self.failed(&Downstream::Overflow(overflow));
            }
            let number = paths.len();
            if self.shared.is_given_up() {
                self.failed(&Downstream::Overflow(self.shared.abandon(number)));
                continue;
            }
            let items: Vec<Item> = paths.into_iter().filter_map(|path| self.read(path)).collect();
            for item in &items {
                self.call(item);
            }
            self.send(items);
            self.shared.settle(number);
        }
        self.put_down();
    }

    fn change(&mut self, change: Change) {
        match change {
            Change::Callback(callback) => self.callback = callback,
            Change::Transport(transport) => {
                self.put_down();
                self.transport = transport;
            }
        }
    }

    fn put_down(&mut self) {
        if let Some(mut transport) = self.transport.take() {
            // Whatever it says, there is nothing left to be done about it.
            _ = catch_unwind(AssertUnwindSafe(|| transport.close()));
        }
    }

    /// Makes an item of what was recorded, unless there is nobody to be told.
    fn read(&mut self, path: PathBuf) -> Option<Item> {
        if self.callback.is_none() && self.transport.is_none() {
            return None;
        }
        match read(&self.tracker, &path) {
            Ok(item) => Some(item),
            Err(problem) => {
                self.failed(&Downstream::Unread { path, problem });
                None
            }
        }
    }

    fn call(&mut self, item: &Item) {
        let Some(callback) = &mut self.callback else { return };
        let answer = catch_unwind(AssertUnwindSafe(|| callback(item))).unwrap_or_else(|_| Err("it panicked".into()));
        match answer {
            Ok(()) => self.shared.count(|metrics| metrics.called += 1),
            Err(error) => {
                self.shared.count(|metrics| metrics.callback_failures += 1);
                self.failed(&Downstream::Callback { item: item.id, error });
            }
        }
    }

    fn send(&mut self, items: Vec<Item>) {
        let Some(mut transport) = self.transport.take() else { return };
        let mut parcel = Parcel::new(items.into_iter().map(|item| (item, ())).collect());
        let mut failed = 0;
        while let Some(items) = parcel.next() {
            let answer = catch_unwind(AssertUnwindSafe(|| transport.send_batch(items)));
            match answer.unwrap_or_else(|_| Err(SendError::transient(super::super::Cause::System, "it panicked"))) {
                Ok(()) => {
                    failed = 0;
                    let sent = parcel.taken().len();
                    self.shared.count(|metrics| metrics.sent += u64::try_from(sent).unwrap_or(u64::MAX));
                }
                Err(SendError::Permanent { cause, items, message }) => {
                    for Refused { item, reason, .. } in parcel.refused(&items, &message) {
                        self.not_sent(vec![item.id], SendError::permanent(cause, reason));
                    }
                }
                Err(error) => {
                    failed += 1;
                    if failed > self.retry.max_retry_attempts || !self.shared.pause(self.delay(&error, failed)) {
                        let ids = std::mem::replace(&mut parcel, Parcel::new(Vec::new())).into_rest();
                        self.not_sent(ids.map(|(item, ())| item.id).collect(), error);
                    }
                }
            }
        }
        self.transport = Some(transport);
    }

    /// Doubles each time. Nobody else fails together with this one thread, so there is no jitter.
    fn delay(&self, error: &SendError, failed: u32) -> Duration {
        match error {
            SendError::Throttled { delay, .. } => self.retry.delay_as_asked(*delay, failed, 1.0),
            _ => self.retry.delay_after(failed, 1.0),
        }
    }

    fn not_sent(&mut self, items: Vec<ItemId>, error: SendError) {
        let number = u64::try_from(items.len()).unwrap_or(u64::MAX);
        self.shared.count(|metrics| metrics.send_failures += number);
        self.failed(&Downstream::Transport { items, error });
    }

    /// A handler that panics has had its say.
    fn failed(&mut self, what: &Downstream) {
        let handler = &mut self.on_error;
        _ = catch_unwind(AssertUnwindSafe(|| handler(what)));
    }
}

fn read(tracker: &ResponseTracker, path: &Path) -> Result<Item, Problem> {
    item_of(tracker, path, &tracker.read_raw(path).map_err(|error| Problem::Io(error.to_string()))?)
}
