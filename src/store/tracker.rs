//! The service that other programs use: track responses, and ask about them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::cache::Cache;
use super::cleanup::{self, Criteria, Mode};
use super::entry::Entry;
use super::error::Error;
use super::files;
use super::health::{self, Health};
use super::layout::{Layout, archived};
use super::listing::{Direction, Entries, Listing, SortKey};
use super::prepared::Prepared;
use super::retention::Circumstances;
use super::scan::{Reach, Scanned, Skipped, Tally, read_entry, scan_remembering};
use super::select::{Pattern, Selection};
use super::sessions::{SessionSummary, Sessions};
use super::stats::Stats;
use super::write::WriteOptions;
use crate::record::{
    AgentName, Json, Outgoing, Reader, Record, RecordTime, Redaction, SessionId, holds_secret, redact_json,
    violations_of,
};

/// How a tracker reads and writes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How records are read: the zone of naive timestamps, the largest record.
    pub reader: Reader,
    /// How records are written: durability, compression.
    pub write: WriteOptions,
    /// Whether secrets are taken out of records before they are written.
    pub redaction: Redaction,
    /// Counts the files that scans have seen, for whoever shows progress.
    pub progress: Option<Arc<AtomicU64>>,
    /// How far questions reach.
    pub reach: Reach,
    /// Where scans remember what they read, if anywhere. Answers are the same with and without.
    pub cache: Option<Cache>,
}

/// A response to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewResponse {
    /// When it was given.
    pub timestamp: RecordTime,
    /// The conversation.
    pub session_id: SessionId,
    /// Who answered.
    pub agent: AgentName,
    /// What was asked.
    pub request: String,
    /// What was answered.
    pub response: String,
    /// What else is known: an object, stored unchanged.
    pub metadata: Json,
}

/// The record of agents' responses in one directory.
///
/// ```
/// use responses::record::{AgentName, Json};
/// use responses::store::ResponseTracker;
///
/// let dir = tempfile::tempdir()?;
/// let tracker = ResponseTracker::new(dir.path().join("responses"))?;
/// let now = jiff::Timestamp::now();
/// let agent = AgentName::new("engineer")?;
/// let path = tracker.track_response(&agent, "Fix the bug", "Fixed.", None, &Json::empty_object(), now)?;
/// assert!(path.exists());
///
/// let latest = tracker.latest_responses(1, None)?.next().expect("one response")?;
/// assert_eq!(latest.1.response.get().as_str().as_deref(), Some("Fixed."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ResponseTracker {
    layout: Layout,
    options: Options,
}

impl ResponseTracker {
    /// A tracker for the store at `base_dir`, which is created by the first write.
    ///
    /// # Errors
    /// [`Error::Configuration`] if something else than a directory is there.
    pub fn new(base_dir: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::with_options(base_dir, Options::default())
    }

    /// The same, with options.
    ///
    /// # Errors
    /// [`Error::Configuration`] if something else than a directory is there.
    pub fn with_options(base_dir: impl Into<PathBuf>, options: Options) -> Result<Self, Error> {
        let layout = Layout::new(base_dir);
        match layout.base().metadata() {
            Ok(metadata) if !metadata.is_dir() => {
                Err(Error::Configuration { path: layout.base().to_owned(), why: "not a directory".to_owned() })
            }
            _ => Ok(Self { layout, options }),
        }
    }

    /// The same without a look at what is there, for those who have another place for what can't be written.
    pub(crate) fn unchecked(base_dir: impl Into<PathBuf>, options: Options) -> Self {
        Self { layout: Layout::new(base_dir), options }
    }

    /// Where things lie in the store.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How the tracker reads and writes.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// How records are read.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.options.reader
    }

    /// Records a response and gives the path of its file. Without a session it goes to `default`.
    ///
    /// # Errors
    /// [`Error::Storage`] if it could not be made durable, [`Error::Invalid`] if the metadata breaks the schema, or a name holds
    /// a secret; then nothing was written.
    pub fn track_response(
        &self,
        agent: &AgentName,
        request: &str,
        response: &str,
        session: Option<&SessionId>,
        metadata: &Json,
        now: Timestamp,
    ) -> Result<PathBuf, Error> {
        self.track(&NewResponse {
            timestamp: RecordTime::utc(now),
            session_id: session.cloned().unwrap_or_default(),
            agent: agent.clone(),
            request: request.to_owned(),
            response: response.to_owned(),
            metadata: metadata.clone(),
        })
    }

    /// Records a response and gives the path of its file.
    ///
    /// # Errors
    /// As [`Self::track_response`].
    pub fn track(&self, new: &NewResponse) -> Result<PathBuf, Error> {
        self.put(&Prepared::of(new, self.options.redaction)?)
    }

    /// The same tracker, whose questions reach so far.
    #[must_use]
    pub fn reaching(self, reach: Reach) -> Self {
        Self { options: Options { reach, ..self.options }, ..self }
    }

    /// Runs any question over the whole store.
    ///
    /// # Errors
    /// If the store exists and can't be listed.
    pub fn scan<T: Tally>(&self, new: impl Fn() -> T + Sync + Send) -> Result<Scanned<T>, Error> {
        let Options { reader, progress, cache, reach, .. } = &self.options;
        scan_remembering(&self.layout, reader, progress.as_deref(), (cache.as_ref(), *reach), new)
    }

    /// The responses of a session, by their JSON timestamps; none for a session that does not exist.
    ///
    /// Only the order is held in memory, each record is read when the iterator comes to it.
    ///
    /// # Errors
    /// If the store exists and can't be listed.
    pub fn session_responses(&self, session: &SessionId) -> Result<Responses<'_>, Error> {
        self.responses(&only(session), Direction::Reversed, None)
    }

    /// The newest responses across all sessions, of one agent if one is named.
    ///
    /// # Errors
    /// If the store exists and can't be listed.
    pub fn latest_responses(&self, limit: usize, agent: Option<&AgentName>) -> Result<Responses<'_>, Error> {
        let agents = agent.map(|agent| Pattern::exactly(agent.as_str())).into_iter().collect();
        self.responses(&Selection { agents, ..Selection::default() }, Direction::Natural, Some(limit))
    }

    fn responses(&self, meant: &Selection, direction: Direction, limit: Option<usize>) -> Result<Responses<'_>, Error> {
        let scanned = self.scan(|| Listing::new(meant, SortKey::Time, direction, limit))?;
        Ok(Responses { tracker: self, entries: scanned.found.into_entries(), skipped: scanned.skipped })
    }

    /// All sessions, the one with the latest response first.
    ///
    /// # Errors
    /// If the store exists and can't be listed.
    pub fn sessions(&self) -> Result<Scanned<Vec<SessionSummary>>, Error> {
        let all = Selection::default();
        let Scanned { found, skipped } = self.scan(|| Sessions::new(&all))?;
        Ok(Scanned { found: found.into_newest_first(), skipped })
    }

    /// What is known of one session; zero and absent for one that does not exist.
    ///
    /// # Errors
    /// If the store exists and can't be listed.
    pub fn session_stats(&self, session: &SessionId) -> Result<SessionSummary, Error> {
        let meant = only(session);
        let sessions = self.scan(|| Sessions::new(&meant))?.found.into_newest_first();
        Ok(sessions.into_iter().next().unwrap_or_else(|| SessionSummary::named(session.as_str())))
    }

    /// Totals over the whole store, by agent, model, tool and session.
    ///
    /// # Errors
    /// If the store exists and can't be listed.
    pub fn all_stats(&self) -> Result<Scanned<Stats<'static>>, Error> {
        static ALL: Selection = Selection::all();
        self.scan(|| Stats::new(&ALL, None, TimeZone::UTC))
    }

    /// Moves a session's responses to the trash. False if there is no such session, or it is [pinned](super::pins).
    ///
    /// # Errors
    /// [`Error::Busy`] if another process is changing the store, [`Error::Storage`] if it can't be changed.
    pub fn clear_session(&self, session: &SessionId, now: Timestamp) -> Result<bool, Error> {
        Ok(self.clear(&Criteria::session(session), now)? > 0)
    }

    /// Moves to the trash every session whose newest response, by its JSON timestamp, is older than `age`, and gives their
    /// number. Sessions without any readable timestamp stay.
    ///
    /// # Errors
    /// [`Error::Busy`] if another process is changing the store, [`Error::Storage`] if it can't be changed.
    pub fn clear_old_sessions(&self, age: Duration, now: Timestamp) -> Result<u64, Error> {
        self.clear(&Criteria::older_than(age)?, now)
    }

    fn clear(&self, criteria: &Criteria, now: Timestamp) -> Result<u64, Error> {
        let plan = cleanup::plan(self, criteria, &Circumstances::at(now))?.found;
        Ok(cleanup::apply(&self.layout, &plan, Mode::Trash, now)?.removed.sessions)
    }

    /// The state of the store. Nothing is changed by looking.
    #[must_use]
    pub fn health_check(&self, now: Timestamp) -> Health {
        health::check(&self.layout, &self.options.reader, now)
    }

    /// False if the store is there and others than its owner may look into it, as in stores that older tools made.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.layout.base().metadata().is_ok_and(|metadata| files::is_private(&metadata)) || !self.layout.base().exists()
    }

    /// What a scan would find at a path below the store. It may lead into an archive.
    ///
    /// # Errors
    /// [`Error::Data`] saying why the file is not a record.
    pub fn entry(&self, relative: &Path) -> Result<Entry, Error> {
        let (path, reader) = (self.layout.record(relative), &self.options.reader);
        let entry = match archived(relative) {
            None => read_entry(&path, relative.to_owned(), reader),
            Some(_) => self.bytes_at(relative).and_then(|bytes| {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                Ok(Entry::new(relative.to_owned(), length, None, reader.summarise(&bytes)?))
            }),
        };
        entry.map_err(|problem| Error::Data { path, problem })
    }

    /// Reads the record at a path below the store, or in an archive.
    ///
    /// # Errors
    /// [`Error::Data`] saying why it is not one.
    pub fn read(&self, relative: &Path) -> Result<Record, Error> {
        let read = self.bytes_at(relative).and_then(|bytes| self.options.reader.read(&bytes));
        read.map_err(|problem| Error::Data { path: self.layout.record(relative), problem })
    }

    /// The bytes of the file at a path below the store, or in an archive, as stored.
    ///
    /// # Errors
    /// [`Error::Data`] saying why it can't be read.
    pub fn read_raw(&self, relative: &Path) -> Result<Vec<u8>, Error> {
        self.bytes_at(relative).map_err(|problem| Error::Data { path: self.layout.record(relative), problem })
    }
}

/// The selection of one session by its exact name.
fn only(session: &SessionId) -> Selection {
    Selection { sessions: vec![Pattern::exactly(session.as_str())], ..Selection::default() }
}

/// Redacts a record. Its session and agent are names that things are found by, so they are refused rather than changed.
pub(super) fn take_out_secrets(record: &mut Record) -> Result<(), Error> {
    refuse_secret_names(record.session_id.as_deref(), record.agent.as_deref())?;
    let values =
        [("request", &mut record.request), ("response", &mut record.response), ("metadata", &mut record.metadata)];
    for (key, value) in values {
        if let Some(redacted) = redacted(key, value)? {
            *value = redacted;
        }
    }
    Ok(())
}

/// The value under that key without its secrets; `None` if there are none.
pub(super) fn redacted(key: &str, value: &Json) -> Result<Option<Json>, Error> {
    redact_json(value.get())
        .map_err(|error| Error::Invalid { rules: vec![format!("/{key}: can't be redacted: {error}")] })
}

/// A name is part of paths and lists, where a marker in its place would only confuse.
pub(super) fn refuse_secret_names(session: Option<&str>, agent: Option<&str>) -> Result<(), Error> {
    for (key, name) in [("session_id", session), ("agent", agent)] {
        if name.is_some_and(holds_secret) {
            return Err(Error::Invalid { rules: vec![format!("/{key}: holds a secret, which no name may")] });
        }
    }
    Ok(())
}

/// Holds what we write to the schema, and to strict JSON, which `NaN` in metadata would not be.
pub(super) fn check(record: &Outgoing<'_>) -> Result<(), Error> {
    let mut rules: Vec<String> = violations_of(record).iter().map(ToString::to_string).collect();
    rules.extend(record.not_strict().map(|(key, error)| format!("/{key}: not strict JSON: {error}")));
    if rules.is_empty() { Ok(()) } else { Err(Error::Invalid { rules }) }
}

/// Responses in order, each read when the iterator comes to it.
#[derive(Debug)]
pub struct Responses<'a> {
    tracker: &'a ResponseTracker,
    entries: Entries,
    /// What could not be read while looking for them.
    pub skipped: Vec<Skipped>,
}

impl Iterator for Responses<'_> {
    type Item = Result<(Entry, Record), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.entries.next()?;
        Some(self.tracker.read(&entry.path).map(|record| (entry, record)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}
