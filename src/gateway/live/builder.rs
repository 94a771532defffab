//! A gateway put together step by step.

use std::io;
use std::sync::{Arc, Mutex};
use std::thread;

use super::Gateway;
use super::logs::{EventLogs, Writers};
use super::queue::QueueLimit;
use super::shared::Shared;
use super::worker::{Callback, Downstream, Worker};
use crate::gateway::destination::{BatchLimits, RetryPolicy};
use crate::gateway::transport::Transport;
use crate::gateway::whole::Wholes;
use crate::store::ResponseTracker;

/// What a gateway will be.
pub struct Builder {
    tracker: ResponseTracker,
    logs: EventLogs,
    callback: Option<Callback>,
    transport: Option<Box<dyn Transport>>,
    on_error: Box<dyn FnMut(&Downstream) + Send>,
    limit: QueueLimit,
    batch: BatchLimits,
    retry: RetryPolicy,
}

impl Builder {
    /// A gateway that records responses in that store and events in those logs, and tells nobody.
    pub(super) fn new(tracker: ResponseTracker, logs: EventLogs) -> Self {
        Self {
            tracker,
            logs,
            callback: None,
            transport: None,
            on_error: Box::new(|_| {}),
            limit: QueueLimit::default(),
            batch: BatchLimits::default(),
            retry: RetryPolicy::default(),
        }
    }

    /// Tells a function of each item.
    #[must_use]
    pub fn callback(self, callback: Callback) -> Self {
        Self { callback: Some(callback), ..self }
    }

    /// Tells a destination, after the function.
    #[must_use]
    pub fn transport(self, transport: Box<dyn Transport>) -> Self {
        Self { transport: Some(transport), ..self }
    }

    /// Gives what goes wrong downstream to a function, on the gateway's own thread.
    #[must_use]
    pub fn on_error(self, handler: impl FnMut(&Downstream) + Send + 'static) -> Self {
        Self { on_error: Box::new(handler), ..self }
    }

    /// As many may wait to be told.
    #[must_use]
    pub fn queue(self, limit: QueueLimit) -> Self {
        Self { limit, ..self }
    }

    /// How much the destination is told at once.
    #[must_use]
    pub fn batch(self, batch: BatchLimits) -> Self {
        Self { batch, ..self }
    }

    /// How often and after what delays it is told again.
    #[must_use]
    pub fn retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// Starts it.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn start(self) -> io::Result<Gateway> {
        let Self { tracker, logs, callback, transport, on_error, limit, batch, retry } = self;
        let shared = Arc::new(Shared::new(limit));
        let worker = Worker {
            shared: Arc::clone(&shared),
            tracker: tracker.clone(),
            callback,
            transport,
            on_error,
            batch,
            retry,
            wholes: Wholes::default(),
        };
        thread::Builder::new().name("responses-gateway".to_owned()).spawn(move || worker.work())?;
        Ok(Gateway { tracker, logs: Mutex::new(Writers::new(logs)), shared })
    }
}
