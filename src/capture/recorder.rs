//! Records captured responses.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use super::fallback::Fallbacks;
use super::format::Format;
use super::lost::{Lost, Tracked};
use super::retry::Retry;
use super::system_log::{Sockets, SystemLog, is_absent};
use crate::store::prepared::Prepared;
use crate::store::{Error, NewResponse, ResponseTracker};

/// Where a captured response went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The store has it, in this file.
    Store(PathBuf),
    /// The store could not take it. It is in this file of a fallback place, from where [`super::fallback::collect`] brings it home.
    Fallback {
        /// The file.
        path: PathBuf,
        /// What the store said.
        why: String,
    },
    /// A log of the system has it; there is no file.
    SystemLog(SystemLog),
}

/// Records captured responses: what everything that captures writes through.
///
/// They go to the log of the system that was chosen, or from the journal to syslog if there is no journal; else to the store; else to
/// the first of the fallback places that can take them. What fails for a passing reason is tried again first. Only then a response is
/// lost, and said to be.
#[derive(Debug, Clone)]
pub struct Recorder {
    tracker: ResponseTracker,
    format: Format,
    sockets: Sockets,
    retry: Retry,
    fallbacks: Fallbacks,
}

/// What went wrong on the way of a response that nobody took.
struct Failed {
    /// What the store said.
    store: Error,
    /// What everybody said, in order.
    all: Vec<String>,
}

impl Recorder {
    /// Records into that store, once and nowhere else.
    #[must_use]
    pub fn new(tracker: ResponseTracker) -> Self {
        let (format, retry, fallbacks) = (Format::Json, Retry::NEVER, Fallbacks::none());
        Self { tracker, format, sockets: Sockets::default(), retry, fallbacks }
    }

    /// The same, trying again so often.
    #[must_use]
    pub fn with_retry(self, retry: Retry) -> Self {
        Self { retry, ..self }
    }

    /// The same, with places for what the store can't take.
    #[must_use]
    pub fn with_fallbacks(self, fallbacks: Fallbacks) -> Self {
        Self { fallbacks, ..self }
    }

    /// The same, writing to a log of the system first, if the format is that of one.
    #[must_use]
    pub fn with_format(self, format: Format, sockets: Sockets) -> Self {
        Self { format, sockets, ..self }
    }

    /// The store.
    #[must_use]
    pub fn tracker(&self) -> &ResponseTracker {
        &self.tracker
    }

    /// Where responses go at first: with [`Format::Json`] to files.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Records a response and says where it is.
    ///
    /// # Errors
    /// As [`ResponseTracker::track`] on the store; then it is nowhere.
    pub fn record(&self, new: &NewResponse) -> Result<Kept, Error> {
        let response = Prepared::of(new, self.tracker.options().redaction)?;
        self.keep(&response).map_err(|failed| failed.store)
    }

    /// Records a response for a caller who can't do anything about a failure. Never fails, never panics.
    #[must_use]
    pub fn safe_track_response(&self, new: &NewResponse) -> Tracked {
        let tracked = || match Prepared::of(new, self.tracker.options().redaction) {
            Err(refused) => Tracked::Refused(refused),
            Ok(response) => match self.keep(&response) {
                Ok(kept) => Tracked::Kept(kept),
                Err(failed) => Tracked::Lost(Lost::of(new, failed.all)),
            },
        };
        catch_unwind(AssertUnwindSafe(tracked))
            .unwrap_or_else(|_| Tracked::Lost(Lost::of(new, vec!["a fault in the program".to_owned()])))
    }

    fn keep(&self, response: &Prepared) -> Result<Kept, Failed> {
        let mut all = Vec::new();
        if let Some(log) = self.log(response, &mut all) {
            return Ok(Kept::SystemLog(log));
        }
        let store = match self.retry.run(|| self.tracker.put(response)) {
            Ok(path) => return Ok(Kept::Store(path)),
            Err(error) => error,
        };
        all.push(store.to_string());
        match self.fallbacks.put(response, &self.tracker, &store, self.retry) {
            Ok(path) => Ok(Kept::Fallback { path, why: store.to_string() }),
            Err(errors) => {
                all.extend(errors.iter().map(ToString::to_string));
                Err(Failed { store, all })
            }
        }
    }

    /// The log of the system that took the response, if one was asked for. Syslog stands in for a journal that is not there; for one
    /// that would not take this response it does not, since it would keep no more than a summary: a file has the whole.
    fn log(&self, response: &Prepared, problems: &mut Vec<String>) -> Option<SystemLog> {
        let logs: &[SystemLog] = match self.format {
            Format::Json => &[],
            Format::Syslog => &[SystemLog::Syslog],
            Format::Journald => &[SystemLog::Journald, SystemLog::Syslog],
        };
        for log in logs {
            let error = match self.retry.run(|| self.sockets.send(*log, response)) {
                Ok(()) => return Some(*log),
                Err(error) => error,
            };
            problems.push(format!("{log}: {error}"));
            if !is_absent(&error) {
                break;
            }
        }
        None
    }
}
