//! The event logs that a gateway writes.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::queue::Recorded;
use crate::events::causal::{CheckedEvent, NewEvent};
use crate::events::log::{Appender, Sync};
use crate::events::stream::{InvalidOption, LogError, Logged, StreamLogger, StreamOptions};
use crate::events::{Error, Layout, activity};
use crate::record::{AgentName, JsonRef, Redaction, SessionId};

/// So many logs are held open at once.
const MOST_OPEN: usize = 64;

/// An event to be recorded, of any of the three families of logs.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// Something in a session, of any JSON type. It goes to the log of the session that it names.
    Stream(JsonRef<'a>),
    /// What was done and why.
    Causal(&'a SessionId, &'a NewEvent),
    /// What an agent worked on, which file it touched or which tool it called.
    Activity(&'a AgentName, &'a SessionId, &'a activity::Event),
}

/// Where events are logged. Nothing is made before the first comes.
#[derive(Debug, Clone)]
pub struct EventLogs {
    /// Where and how streams are written.
    pub streams: StreamOptions,
    /// The directory of causal logs.
    pub causal: PathBuf,
    /// The directory of activity logs.
    pub activity: PathBuf,
    /// When what was written is made durable.
    pub sync: Sync,
    /// By the clocks of which zone files are named.
    pub zone: TimeZone,
    /// Tells the present.
    pub now: fn() -> Timestamp,
}

impl EventLogs {
    /// Logs where they are by default: in `logs/sessions`, `.ai-agents/sessions` and `.ai-agents/activity` below the working directory.
    #[must_use]
    pub fn new(zone: TimeZone, now: fn() -> Timestamp) -> Self {
        Self {
            streams: StreamOptions::default(),
            causal: PathBuf::from(".ai-agents/sessions"),
            activity: PathBuf::from(".ai-agents/activity"),
            sync: Sync::default(),
            zone,
            now,
        }
    }

    /// The same with streams as the variables say that old loggers read ([`StreamOptions::VARIABLES`]), which are asked for by name.
    ///
    /// # Errors
    /// The first variable that holds what it can't.
    pub fn from_variables(
        zone: TimeZone,
        now: fn() -> Timestamp,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, InvalidOption> {
        Ok(Self { streams: StreamOptions::from_variables(variable)?, ..Self::new(zone, now) })
    }

    /// The same with streams where an old logger has them that was given a directory: `<directory>/<session>/<%Y%m%d_%H%M%S>.jsonl`, whatever
    /// any variable says. Files are named by the local time, as it did, if that is the zone.
    #[must_use]
    pub fn at_old_paths(directory: impl Into<PathBuf>, zone: TimeZone, now: fn() -> Timestamp) -> Self {
        let streams = StreamOptions { directory: directory.into(), ..StreamOptions::default() };
        Self { streams, ..Self::new(zone, now) }
    }
}

/// The logs, open to be written.
#[derive(Debug)]
pub(super) struct Writers {
    streams: StreamLogger<fn() -> Timestamp>,
    /// The logs of the other families, by path.
    open: HashMap<PathBuf, Appender>,
    sync: Sync,
    stream_directory: Arc<Path>,
    causal: (Layout, Arc<Path>),
    activity: (Layout, Arc<Path>),
}

impl Writers {
    pub(super) fn new(logs: EventLogs) -> Self {
        let EventLogs { streams, causal, activity, sync, zone, now } = logs;
        let place = |directory: PathBuf| (Layout::new(&directory), Arc::from(directory));
        Self {
            stream_directory: Arc::from(streams.directory.as_path()),
            streams: StreamLogger::new(streams, sync, zone, now),
            open: HashMap::new(),
            sync,
            causal: place(causal),
            activity: place(activity),
        }
    }

    /// Records an event. Gives where, if that was wanted.
    pub(super) fn write(&mut self, event: Event<'_>) -> Result<(Logged, Option<Recorded>), LogError> {
        let (logged, directory) = match event {
            Event::Stream(event) => (self.streams.log(event)?, Arc::clone(&self.stream_directory)),
            Event::Causal(session, event) => {
                let event = CheckedEvent::of(event, Redaction::On)?;
                (self.append(self.causal.0.log(session), event.line())?, Arc::clone(&self.causal.1))
            }
            Event::Activity(agent, session, event) => {
                let path = self.activity.0.activity(agent, session);
                (self.append(path, &event.to_line())?, Arc::clone(&self.activity.1))
            }
        };
        let recorded = match &logged {
            Logged::Written { path, bytes } => {
                Some(Recorded::Event { directory, path: path.clone(), bytes: bytes.clone() })
            }
            Logged::LeftOut | Logged::Disabled => None,
        };
        Ok((logged, recorded))
    }

    fn append(&mut self, path: PathBuf, line: &str) -> Result<Logged, Error> {
        if self.open.len() >= MOST_OPEN && !self.open.contains_key(&path) {
            self.flush_own()?;
            self.open.clear();
        }
        let log = self.open.entry(path.clone()).or_insert_with_key(|path| Appender::new(path, self.sync));
        let bytes: Range<u64> = log.append(line)?;
        Ok(Logged::Written { path, bytes })
    }

    /// Makes everything durable that was written, and writes no more.
    pub(super) fn close(&mut self) -> Result<(), LogError> {
        let own = self.flush_own();
        self.streams.close()?;
        Ok(own?)
    }

    fn flush_own(&mut self) -> Result<(), Error> {
        let flushed: Vec<_> = self.open.values_mut().map(Appender::flush).collect();
        flushed.into_iter().collect()
    }
}
