//! For programs that record themselves: each response and event is written here, and told onwards as it happens.
//!
//! What becomes of the local write is the result of the call, and nothing else is. A thread of its own gives what was written to a callback
//! and a transport. It never makes a caller wait: what it can't keep up with is counted and left to a [forwarder](super::forwarder), which
//! finds it in the store or the log. Both give an item the same id, so that a receiver takes it once whichever way it came. What is not
//! recorded, since it is not wanted, is told to nobody.

mod builder;
mod logs;
mod queue;
mod shared;
#[cfg(test)]
mod tests;
mod worker;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use builder::Builder;
pub use logs::{Event, EventLogs};
pub use queue::{Metrics, QueueLimit};
pub use worker::{Callback, CallbackError, Downstream};

use self::logs::Writers;
use self::queue::Recorded;
use self::shared::{Change, Shared};
use super::transport::Transport;
use crate::events::Error as EventError;
use crate::events::stream::{InvalidOption, LogError, Logged};
use crate::store::{Error as StoreError, NewResponse, ResponseTracker};

/// Writes responses to a store and events to logs, and tells them onwards.
///
/// ```
/// use std::sync::mpsc;
/// use std::time::Duration;
///
/// use jiff::tz::TimeZone;
/// use responses::gateway::live::{Event, EventLogs, Gateway};
/// use responses::record::{AgentName, Json, RecordTime, SessionId};
/// use responses::store::{NewResponse, ResponseTracker};
///
/// let dir = tempfile::tempdir()?;
/// let (told, heard) = mpsc::channel();
/// let tracker = ResponseTracker::new(dir.path().join("responses"))?;
/// let logs = EventLogs::at_old_paths(dir.path().join("sessions"), TimeZone::system(), jiff::Timestamp::now);
/// let gateway = Gateway::with_callback(tracker, logs, Box::new(move |item| Ok(told.send(item.line().to_owned())?)))?;
/// let path = gateway.record(&NewResponse {
///     timestamp: RecordTime::utc(jiff::Timestamp::now()),
///     session_id: SessionId::default(),
///     agent: AgentName::new("engineer")?,
///     request: "Fix the bug".to_owned(),
///     response: "Fixed.".to_owned(),
///     metadata: Json::empty_object(),
/// })?;
/// assert!(path.exists());
/// let event = Json::parse(r#"{"type": "completion", "session_id": "tiger-castle", "running": false}"#)?;
/// gateway.log(Event::Stream(event.get()))?;
/// assert!(gateway.close(Duration::from_secs(10)).complete);
/// assert!(heard.recv()?.contains("Fixed."));
/// assert!(heard.recv()?.contains("tiger-castle"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Gateway {
    tracker: ResponseTracker,
    logs: Mutex<Writers>,
    shared: Arc<Shared>,
}

/// Why a call failed. What is downstream is never a reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The gateway was closed before.
    #[error("the gateway is closed")]
    Closed,
    /// The response could not be recorded.
    #[error(transparent)]
    Local(#[from] StoreError),
    /// The event could not be recorded: it breaks the rules of its log, can't be put into its form, or the system refused.
    #[error(transparent)]
    Log(#[from] EventError),
}

/// Why there is no gateway.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A variable holds what it can't.
    #[error(transparent)]
    Variable(#[from] InvalidOption),
    /// There is no thread to be had.
    #[error("cannot start a thread: {0}")]
    Thread(#[from] std::io::Error),
}

/// How a gateway ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// True if all that was recorded was told, or told to have failed; false if the time for that was too short.
    pub complete: bool,
    /// What became of all of it.
    pub metrics: Metrics,
    /// Why events that are in their logs might not outlast a power cut, if that is so.
    pub unsynced: Option<String>,
}

impl Gateway {
    /// A gateway that is put together step by step.
    #[must_use]
    pub fn builder(tracker: ResponseTracker, logs: EventLogs) -> Builder {
        Builder::new(tracker, logs)
    }

    /// A gateway that only records, until it is given somebody to tell.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn logging_only(tracker: ResponseTracker, logs: EventLogs) -> std::io::Result<Self> {
        Self::builder(tracker, logs).start()
    }

    /// A gateway that tells a function.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn with_callback(tracker: ResponseTracker, logs: EventLogs, callback: Callback) -> std::io::Result<Self> {
        Self::builder(tracker, logs).callback(callback).start()
    }

    /// A gateway that tells a destination.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn with_transport(
        tracker: ResponseTracker,
        logs: EventLogs,
        transport: Box<dyn Transport>,
    ) -> std::io::Result<Self> {
        Self::builder(tracker, logs).transport(transport).start()
    }

    /// A gateway that records events as the variables of old loggers say, and tells nobody before it is given somebody. Each is asked for
    /// by name: `|name| std::env::var(name).ok()` is the environment.
    ///
    /// # Errors
    /// A variable that holds what it can't; there is no thread to be had.
    pub fn from_variables(
        tracker: ResponseTracker,
        zone: TimeZone,
        now: fn() -> Timestamp,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, StartError> {
        Ok(Self::logging_only(tracker, EventLogs::from_variables(zone, now, variable)?)?)
    }

    /// A gateway that records events where an old logger with that directory did, and tells nobody before it is given somebody: a program
    /// can change from one to the other in the middle of a session.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub fn at_old_paths(
        tracker: ResponseTracker,
        directory: impl Into<PathBuf>,
        zone: TimeZone,
        now: fn() -> Timestamp,
    ) -> std::io::Result<Self> {
        Self::logging_only(tracker, EventLogs::at_old_paths(directory, zone, now))
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
        self.shared.offer(Recorded::Response(relative));
        Ok(path)
    }

    /// Records an event and says what became of it. Whoever is told hears of it later, in the order of the log.
    ///
    /// # Errors
    /// [`CallError::Closed`] after [`Self::close`], [`CallError::Log`] if it could not be recorded.
    pub fn log(&self, event: Event<'_>) -> Result<Logged, CallError> {
        let mut logs = self.logs();
        if self.shared.is_closed() {
            return Err(CallError::Closed);
        }
        let (logged, recorded) = logs.write(event)?;
        if let Some(recorded) = recorded {
            self.shared.offer(recorded);
        }
        Ok(logged)
    }

    /// What a panic left is whole: each log ends its last line itself.
    fn logs(&self) -> MutexGuard<'_, Writers> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Records nothing from now on, makes the logs durable, and waits until all was told or failed, for `deadline` at most. What is not told
    /// by then is counted as failed; it is in the store or its log. Closing twice is the same as once.
    #[must_use]
    pub fn close(&self, deadline: Duration) -> Ended {
        self.shared.close();
        let unsynced = self.logs().close().err().map(|error| error.to_string());
        let ended = self.shared.wait(deadline);
        self.shared.give_up();
        Ended { unsynced, ..ended }
    }
}

impl From<LogError> for CallError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Closed => Self::Closed,
            LogError::Log(error) => Self::Log(error),
        }
    }
}

impl Drop for Gateway {
    /// Nobody waits for a destination here: who wants that calls [`Gateway::close`].
    fn drop(&mut self) {
        self.shared.close();
        self.shared.give_up();
    }
}
