//! Writing the events of agents' sessions as they happen.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;
use std::thread;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::entry::{Head, to_line};
use super::kind::EventType;
use super::options::{PromptLogging, StreamOptions};
use super::patterns::Grain;
use crate::events::log::{Appender, Sync};
use crate::events::{Error, Layout};
use crate::record::{JsonRef, RecordTime, SessionId};

/// So many logs are held open at once.
const MOST_OPEN: usize = 64;

/// Writes events to the logs of their sessions: a line each, to the file of the session that the event names, else to that of a session
/// of unknown name, which is one for each logger.
///
/// ```
/// use jiff::{Timestamp, tz::TimeZone};
/// use responses::events::stream::{Logged, StreamLogger, StreamOptions};
/// use responses::events::log::Sync;
/// use responses::record::Json;
///
/// let dir = tempfile::tempdir()?;
/// let options = StreamOptions { directory: dir.path().to_owned(), ..StreamOptions::default() };
/// let mut log = StreamLogger::new(options, Sync::Batch, TimeZone::UTC, Timestamp::now);
/// let event = Json::parse(r#"{"type": "text_delta", "session_id": "tiger-castle", "content": "Hel"}"#)?;
/// assert!(matches!(log.log(event.get())?, Logged::Written { path, .. } if path.starts_with(dir.path().join("tiger-castle"))));
/// log.log(Json::string("plain text is an event too").get())?;
/// log.close()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct StreamLogger<C> {
    options: StreamOptions,
    sync: Sync,
    zone: TimeZone,
    clock: C,
    /// The session of events that name none.
    unknown: Result<SessionId, crate::record::InvalidId>,
    open: HashMap<SessionId, Appender>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Closed,
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logged {
    /// It is written.
    Written {
        /// The file it is in.
        path: PathBuf,
        /// Which bytes of that file are its line.
        bytes: Range<u64>,
    },
    /// It is a system prompt, and these are not wanted.
    LeftOut,
    /// Nothing is written at all.
    Disabled,
}

/// Why an event was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// The logger was closed before.
    #[error("the logger is closed")]
    Closed,
    /// No attempt succeeded.
    #[error(transparent)]
    Log(#[from] Error),
}

impl<C: Fn() -> Timestamp> StreamLogger<C> {
    /// A logger. Nothing is made before the first event comes. Files are named by the clocks of `zone`.
    #[must_use]
    pub fn new(options: StreamOptions, sync: Sync, zone: TimeZone, clock: C) -> Self {
        let unknown = SessionId::new(options.unknown_pattern.session(fastrand::u32(..)));
        Self { options, sync, zone, clock, unknown, open: HashMap::new(), state: State::Open }
    }

    /// Writes an event of any JSON type, trying again for a while if it can't be written at once.
    ///
    /// # Errors
    /// [`LogError::Closed`] after [`Self::close`]; [`LogError::Log`] with what the last attempt failed of.
    pub fn log(&mut self, event: JsonRef<'_>) -> Result<Logged, LogError> {
        let head = Head::of(event);
        let session = match head.kept_under() {
            Some(session) => SessionId::new(session),
            None => self.unknown.clone(),
        };
        self.log_to(&session.map_err(Error::from)?, event)
    }

    /// The same with a session for events that name none.
    ///
    /// # Errors
    /// As [`Self::log`].
    pub fn log_in(&mut self, session: &SessionId, event: JsonRef<'_>) -> Result<Logged, LogError> {
        match Head::of(event).kept_under() {
            Some(_) => self.log(event),
            None => self.log_to(session, event),
        }
    }

    /// Makes what was written durable and writes no more. Closing twice is fine.
    ///
    /// # Errors
    /// If it could not be made durable.
    pub fn close(&mut self) -> Result<(), LogError> {
        self.state = State::Closed;
        Ok(self.flush_all()?)
    }

    fn log_to(&mut self, session: &SessionId, event: JsonRef<'_>) -> Result<Logged, LogError> {
        if self.state == State::Closed {
            return Err(LogError::Closed);
        }
        if !self.options.is_enabled {
            return Ok(Logged::Disabled);
        }
        let is_prompt = *Head::of(event).kind() == EventType::SystemPrompt;
        if is_prompt && self.options.prompts == PromptLogging::LeftOut {
            return Ok(Logged::LeftOut);
        }
        let now = (self.clock)();
        let line = to_line(RecordTime::utc(now).to_microseconds(), event);
        let mut attempt = 0;
        loop {
            match self.append(session, now, &line) {
                Ok((path, bytes)) => return Ok(Logged::Written { path, bytes }),
                Err(error @ Error::Storage { action, .. }) => {
                    attempt += 1;
                    // What only could not be made durable is written, and would be there twice.
                    if attempt >= self.options.attempts || action == "sync" {
                        return Err(error.into());
                    }
                    thread::sleep(self.options.pause_after(attempt - 1));
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn append(&mut self, session: &SessionId, now: Timestamp, line: &str) -> Result<(PathBuf, Range<u64>), Error> {
        let is_same = |log: &&mut Appender| {
            // Somebody may have moved the directory away with the session in it.
            self.options.file_pattern.grain() == Grain::Session && log.path().symlink_metadata().is_ok()
        };
        if let Some(log) = self.open.get_mut(session).filter(is_same) {
            let bytes = log.append(line)?;
            return Ok((log.path().to_owned(), bytes));
        }
        let time = now.to_zoned(self.zone.clone());
        let path = Layout::new(&self.options.directory).stream_file(&self.options, session, &time)?;
        if self.open.len() >= MOST_OPEN {
            self.flush_all()?;
            self.open.clear();
        }
        let log = match self.open.remove(session).filter(|log| log.path() == path) {
            Some(log) => log,
            None => Appender::new(&path, self.sync),
        };
        let bytes = self.open.entry(session.clone()).insert_entry(log).get_mut().append(line)?;
        Ok((path, bytes))
    }

    fn flush_all(&mut self) -> Result<(), Error> {
        let flushed: Vec<_> = self.open.values_mut().map(Appender::flush).collect();
        flushed.into_iter().collect()
    }
}
