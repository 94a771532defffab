//! For programs that record themselves: each response is written here, and told onwards as it happens.
//!
//! What becomes of the local write is the result of the call, and nothing else is. A thread of its own gives what was written to a callback
//! and a transport. It never makes a caller wait: what it can't keep up with is counted and left to a [forwarder](super::forwarder), which
//! finds it in the store. Both give an item the same id, so that a receiver takes it once whichever way it came.

mod builder;
mod queue;
#[cfg(test)]
mod tests;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use builder::Builder;
pub use queue::{Metrics, QueueLimit};
pub use worker::{Callback, CallbackError, Downstream};

use self::worker::{Change, Shared};
use super::transport::Transport;
use crate::store::{Error as StoreError, NewResponse, ResponseTracker};

/// Writes responses to a store and tells them onwards.
///
/// ```
/// use std::sync::mpsc;
/// use std::time::Duration;
///
/// use responses::gateway::live::Gateway;
/// use responses::record::{AgentName, Json, RecordTime, SessionId};
/// use responses::store::{NewResponse, ResponseTracker};
///
/// let dir = tempfile::tempdir()?;
/// let (told, heard) = mpsc::channel();
/// let tracker = ResponseTracker::new(dir.path().join("responses"))?;
/// let gateway = Gateway::with_callback(tracker, Box::new(move |item| Ok(told.send(item.line().to_owned())?)))?;
/// let path = gateway.record(&NewResponse {
///     timestamp: RecordTime::utc(jiff::Timestamp::now()),
///     session_id: SessionId::default(),
///     agent: AgentName::new("engineer")?,
///     request: "Fix the bug".to_owned(),
///     response: "Fixed.".to_owned(),
///     metadata: Json::empty_object(),
/// })?;
/// assert!(path.exists());
/// assert!(gateway.close(Duration::from_secs(10)).complete);
/// assert!(heard.recv()?.contains("Fixed."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Gateway {
    tracker: ResponseTracker,
    shared: Arc<Shared>,
}

/// Why a call failed. What is downstream is never a reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The gateway was closed before.
    #[error("the gateway is closed")]
    Closed,
    /// It could not be recorded.
    #[error(transparent)]
    Local(#[from] StoreError),
}

/// How a gateway ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// True if all that was recorded was told, or told to have failed; false if the time for that was too short.
    pub complete: bool,
    /// What became of all of it.
    pub metrics: Metrics,
}

impl Gateway {
    /// A gateway that is put together step by step.
    #[must_use]
    pub fn builder(tracker: ResponseTracker) -> Builder {
        Builder::new(tracker)
    }

    /// A gateway that only records, until it is given somebody to tell.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn logging_only(tracker: ResponseTracker) -> std::io::Result<Self> {
        Self::builder(tracker).start()
    }

    /// A gateway that tells a function.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn with_callback(tracker: ResponseTracker, callback: Callback) -> std::io::Result<Self> {
        Self::builder(tracker).callback(callback).start()
    }

    /// A gateway that tells a destination.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn with_transport(tracker: ResponseTracker, transport: Box<dyn Transport>) -> std::io::Result<Self> {
        Self::builder(tracker).transport(transport).start()
    }

    /// Records a response and gives the path of its file. Whoever is told hears of it later.
    ///
    /// # Errors
    /// [`CallError::Closed`] after [`Self::close`], [`CallError::Local`] if it could not be recorded.
    pub fn record(&self, new: &NewResponse) -> Result<PathBuf, CallError> {
        if self.shared.is_closed() {
            return Err(CallError::Closed);
        }
        let path = self.tracker.track(new)?;
        let relative = self.tracker.layout().relative(&path).unwrap_or(&path).to_owned();
        self.shared.offer(relative);
        Ok(path)
    }

    /// Tells another function from now on, or none. Does not wait for what is under way.
    pub fn set_callback(&self, callback: Option<Callback>) {
        self.shared.change(Change::Callback(callback));
    }

    /// Tells another destination from now on, or none. The one before is closed once what is under way is done; nobody waits for that here.
    pub fn set_transport(&self, transport: Option<Box<dyn Transport>>) {
        self.shared.change(Change::Transport(transport));
    }

    /// What became of everything until now.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        self.shared.metrics()
    }

    /// Waits until all that was recorded before was told or failed, for `deadline` at most.
    #[must_use]
    pub fn flush(&self, deadline: Duration) -> Ended {
        self.shared.wait(deadline)
    }

    /// Records nothing from now on, and waits until all was told or failed, for `deadline` at most. What is not told by then is counted as
    /// failed; it is in the store. Closing twice is the same as once.
    #[must_use]
    pub fn close(&self, deadline: Duration) -> Ended {
        self.shared.close();
        let ended = self.shared.wait(deadline);
        self.shared.give_up();
        ended
    }
}

impl Drop for Gateway {
    /// Nobody waits for a destination here: who wants that calls [`Gateway::close`].
    fn drop(&mut self) {
        self.shared.close();
        self.shared.give_up();
    }
}
