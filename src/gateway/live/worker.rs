//! The thread that tells.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::queue::Recorded;
use super::shared::{Change, Shared};
use crate::gateway::destination::{BatchLimits, RetryPolicy};
use crate::gateway::event;
use crate::gateway::item::{Item, ItemId};
use crate::gateway::outbox::seen::item_of;
use crate::gateway::parcel::{Parcel, Refused};
use crate::gateway::transport::{Cause, SendError, Transport};
use crate::gateway::whole::Wholes;
use crate::record::Problem;
use crate::store::ResponseTracker;

/// What a callback can fail of.
pub type CallbackError = Box<dyn std::error::Error + Send + Sync>;

/// A function that is told of each item.
pub type Callback = Box<dyn FnMut(&Item) -> Result<(), CallbackError> + Send>;

/// What went wrong downstream. What it is about was recorded.
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
        /// Its file: of a response below the store, of an event the log.
        path: PathBuf,
        /// Why.
        problem: Problem,
    },
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
    /// Where the logs stand that were archived before.
    pub(super) wholes: Wholes,
}

impl Worker {
    /// Tells until the gateway is closed and nothing is left.
    pub(super) fn work(mut self) {
        while let Some((recorded, overflow, changes)) = self.shared.take(self.batch.records.get()) {
            for change in changes {
                self.change(change);
            }
            if overflow > 0 {
                self.failed(&Downstream::Overflow(overflow));
            }
            let number = recorded.len();
            if self.shared.is_given_up() {
                self.failed(&Downstream::Overflow(self.shared.abandon(number)));
                continue;
            }
            let items: Vec<Item> = recorded.into_iter().filter_map(|one| self.read(one)).collect();
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
    fn read(&mut self, recorded: Recorded) -> Option<Item> {
        if self.callback.is_none() && self.transport.is_none() {
            return None;
        }
        match read(&self.tracker, &recorded, &mut self.wholes) {
            Ok(item) => Some(item),
            Err(problem) => {
                self.failed(&Downstream::Unread { path: recorded.into_path(), problem });
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
            match answer.unwrap_or_else(|_| Err(SendError::transient(Cause::System, "it panicked"))) {
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

fn read(tracker: &ResponseTracker, recorded: &Recorded, wholes: &mut Wholes) -> Result<Item, Problem> {
    match recorded {
        Recorded::Response(path) => {
            item_of(tracker, path, &tracker.read_raw(path).map_err(|error| Problem::Io(error.to_string()))?)
        }
        Recorded::Event { directory, path, bytes } => {
            event::read_at(directory, path, bytes, &tracker.reader().naive_zone, wholes)
        }
    }
}
