//! Writing events: only what keeps every rule meets a file.

use super::new::NewEvent;
use super::schema::validate;
use crate::events::log::{Appender, Sync};
use crate::events::{Error, Layout};
use crate::record::{JsonRef, Redaction, SessionId, redact_json};

/// An event on one line that keeps every rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedEvent {
    line: String,
}

impl CheckedEvent {
    /// The line of a typed event, as [`Self::new`] takes it.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of(event: &NewEvent, redaction: Redaction) -> Result<Self, Error> {
        let line = serde_json::to_string(event);
        let line = line.map_err(|error| Error::Invalid { rules: vec![format!("not JSON: {error}")] })?;
        Self::new(line, redaction)
    }

    /// Takes known forms of secrets out of an event, as `redaction` says, and checks it.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every rule that it breaks.
    pub fn new(line: String, redaction: Redaction) -> Result<Self, Error> {
        let line = match redaction {
            Redaction::On => without_secrets(line)?,
            Redaction::Off => line,
        };
        let rules = broken_rules(&line);
        if rules.is_empty() { Ok(Self { line }) } else { Err(Error::Invalid { rules }) }
    }

    /// The event as it is written.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }
}

fn without_secrets(line: String) -> Result<String, Error> {
    let Ok(value) = JsonRef::parse(&line) else { return Ok(line) };
    let redacted = redact_json(value);
    let redacted = redacted.map_err(|error| Error::Invalid { rules: vec![format!("can't be redacted: {error}")] })?;
    Ok(redacted.map_or(line, |json| json.get().text().to_owned()))
}

/// Every rule that an event breaks. What we write is strict JSON, which `NaN` would not be.
fn broken_rules(line: &str) -> Vec<String> {
    let mut rules: Vec<String> = match validate(line) {
        Ok(violations) => violations.iter().map(ToString::to_string).collect(),
        Err(error) => return vec![format!("not JSON: {error}")],
    };
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(line) {
        rules.push(format!("not strict JSON: {error}"));
    }
    rules
}

/// The log of one session, to write to.
///
/// ```
/// use responses::events::Layout;
/// use responses::events::causal::{CausalLog, EventId, EventType, NewEvent, Provenance};
/// use responses::events::log::Sync;
/// use responses::record::{AgentName, RecordTime, SessionId};
///
/// let dir = tempfile::tempdir()?;
/// let layout = Layout::new(dir.path());
/// let mut log = CausalLog::new(&layout, &SessionId::new("codex_20261121_0900")?, Sync::Batch);
/// let provenance = Provenance { source: "example".to_owned(), agent: AgentName::new("codex")?, confidence: 1.0 };
/// let now = RecordTime::utc(jiff::Timestamp::now());
/// log.append(&NewEvent::new(EventId::from_bits(0x6513270e), now, EventType::Decision, provenance))?;
/// log.flush()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct CausalLog {
    appender: Appender,
    redaction: Redaction,
}

impl CausalLog {
    /// The log of a session, which is made by the first event. Secrets of known forms are taken out.
    #[must_use]
    pub fn new(layout: &Layout, session: &SessionId, sync: Sync) -> Self {
        Self { appender: Appender::new(layout.log(session), sync), redaction: Redaction::On }
    }

    /// The same, with secrets taken out or not.
    #[must_use]
    pub fn redacting(self, redaction: Redaction) -> Self {
        Self { redaction, ..self }
    }

    /// Checks an event and appends it. An event that is refused leaves no trace.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every rule that it breaks; [`Error::Storage`] as for [`Appender::append`].
    pub fn append(&mut self, event: &NewEvent) -> Result<(), Error> {
        self.append_checked([&CheckedEvent::of(event, self.redaction)?])
    }

    /// Appends events in one write, all of them or none.
    ///
    /// # Errors
    /// [`Error::Storage`] as for [`Appender::append`].
    pub fn append_checked<'a>(&mut self, events: impl IntoIterator<Item = &'a CheckedEvent>) -> Result<(), Error> {
        self.appender.append_all(events.into_iter().map(CheckedEvent::line)).map(drop)
    }

    /// Makes everything durable that was appended.
    ///
    /// # Errors
    /// [`Error::Storage`] as for [`Appender::flush`].
    pub fn flush(&mut self) -> Result<(), Error> {
        self.appender.flush()
    }
}
