//! The logger of one conversation.

use std::io;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;

use super::options::{Options, Way};
use super::queue::Refused;
use super::queued::{QueuedLogger, Report};
use crate::capture::{Answerer, Kept, Policy, Recorder};
use crate::record::{AgentName, Json, RecordTime, SessionId};
use crate::store::{Error, NewResponse};

/// Logs the responses of one conversation: what a program uses that runs agents itself.
///
/// ```
/// use std::time::Duration;
///
/// use responses::capture::logger::{Logged, Options, SessionLogger};
/// use responses::capture::{Recorder, session};
/// use responses::record::{AgentName, Json};
/// use responses::store::ResponseTracker;
///
/// let dir = tempfile::tempdir()?;
/// let recorder = Recorder::new(ResponseTracker::new(dir.path().join("responses"))?);
/// let detected = session::detect(|name| std::env::var_os(name), || session::Ancestry::of(std::process::id()));
/// let logger = SessionLogger::new(recorder, detected.id, Options::default())?;
///
/// let agent = AgentName::new("engineer")?;
/// let now = jiff::Timestamp::now();
/// let logged = logger.log_response(&agent, "Fix the bug", "Fixed.", &Json::empty_object(), now)?;
/// assert_eq!(logged, Logged::Queued);
///
/// let report = logger.close(Duration::from_secs(10)).expect("it has a queue");
/// assert!(report.complete && report.counters.written == 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SessionLogger {
    session: RwLock<SessionId>,
    policy: Policy,
    target: Target,
}

/// What a logger does with a response.
#[derive(Debug)]
enum Target {
    Nothing,
    Recorder(Box<Recorder>),
    Queue(QueuedLogger),
}

/// What became of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Logged {
    /// It is recorded, there.
    Recorded(Kept),
    /// It was accepted, and will be recorded.
    Queued,
    /// It was not recorded, because the logger is disabled.
    Disabled,
    /// It was not recorded, because the policy excludes it.
    Excluded,
}

/// Why a response could not be logged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// It could not be recorded.
    #[error(transparent)]
    Store(#[from] Error),
    /// The queue did not accept it.
    #[error(transparent)]
    Refused(#[from] Refused),
}

impl SessionLogger {
    /// A logger for a conversation, which [`session::detect`](crate::capture::session::detect) may have found.
    ///
    /// # Errors
    /// If it is to have a queue, and there is no thread to be had for it.
    pub fn new(recorder: Recorder, session: SessionId, options: Options) -> io::Result<Self> {
        let target = match options.way {
            _ if !options.enabled => Target::Nothing,
            Way::Direct => Target::Recorder(Box::new(recorder)),
            Way::Queued(size) => Target::Queue(QueuedLogger::new(recorder, size)?),
        };
        Ok(Self { session: RwLock::new(session), policy: options.policy, target })
    }

    /// The conversation.
    #[must_use]
    pub fn session_id(&self) -> SessionId {
        self.session.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whatever is logged from now on belongs to another conversation.
    pub fn set_session_id(&self, session: SessionId) {
        *self.session.write().unwrap_or_else(PoisonError::into_inner) = session;
    }

    /// Logs a response that was given now. With a queue that is full it waits for room; [`Self::queue`] leads to
    /// [`QueuedLogger::try_log`], which does not. An agent named `main` is taken for the main thread.
    ///
    /// # Errors
    /// [`LogError::Store`] if it could not be recorded, [`LogError::Refused`] if the logger was closed.
    pub fn log_response(
        &self,
        agent: &AgentName,
        request: &str,
        response: &str,
        metadata: &Json,
        now: Timestamp,
    ) -> Result<Logged, LogError> {
        let new = || NewResponse {
            timestamp: RecordTime::utc(now),
            session_id: self.session_id(),
            agent: agent.clone(),
            request: request.to_owned(),
            response: response.to_owned(),
            metadata: metadata.clone(),
        };
        match &self.target {
            Target::Nothing => Ok(Logged::Disabled),
            Target::Recorder(recorder) => self.filtered(new(), |new| Ok(Logged::Recorded(recorder.record(&new)?))),
            Target::Queue(queue) => self.filtered(new(), |new| Ok(queue.log(new).map(|()| Logged::Queued)?)),
        }
    }

    fn filtered(
        &self,
        new: NewResponse,
        log: impl FnOnce(NewResponse) -> Result<Logged, LogError>,
    ) -> Result<Logged, LogError> {
        let answerer = Answerer::named(&new.agent);
        if self.policy.keeps(&new, answerer) { log(new) } else { Ok(Logged::Excluded) }
    }

    /// The queue, if it has one. Whoever logs there is not asked for the policy.
    #[must_use]
    pub fn queue(&self) -> Option<&QueuedLogger> {
        match &self.target {
            Target::Queue(queue) => Some(queue),
            Target::Nothing | Target::Recorder(_) => None,
        }
    }

    /// As [`QueuedLogger::flush`]; `None` without a queue, since then each call told what became of its response.
    #[must_use]
    pub fn flush(&self, deadline: Duration) -> Option<Report> {
        self.queue().map(|queue| queue.flush(deadline))
    }

    /// As [`QueuedLogger::close`]; `None` without a queue, when there is nothing to be closed.
    #[must_use]
    pub fn close(&self, deadline: Duration) -> Option<Report> {
        self.queue().map(|queue| queue.close(deadline))
    }
}
