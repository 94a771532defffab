//! Writing events: only what keeps every rule meets a file.

use memchr::memchr2;
use serde::de::IgnoredAny;

use super::encode;
use super::new::NewEvent;
use super::schema::validate;
use crate::events::log::{Appender, Sync};
use crate::events::{Error, Layout};
use crate::record::{JsonRef, Redaction, SessionId, may_hold_secret, redact_json};

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
        let mut line = String::new();
        let from_outside = encode::push(event, &mut line);
        if is_surely_fine(event, &line, from_outside, redaction) {
            Ok(Self { line })
        } else {
            Self::new(line, redaction)
        }
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

/// True only if the text of a typed event, of which the part from a place on comes from outside, can be written as it is. Where this is false, it has
/// to be judged.
fn is_surely_fine(event: &NewEvent, text: &str, from_outside: usize, redaction: Redaction) -> bool {
    let holds_secrets = redaction == Redaction::On && may_hold_secret(text, from_outside);
    !holds_secrets && event.is_surely_valid() && is_one_line(&text[from_outside..])
}

/// Puts an event, checked, behind the lines that are in a buffer. One that is refused leaves no trace there.
fn push_line(event: &NewEvent, redaction: Redaction, lines: &mut String) -> Result<(), Error> {
    let start = lines.len();
    let from_outside = encode::push(event, lines);
    if !is_surely_fine(event, lines, from_outside, redaction) {
        let line = lines.split_off(start);
        lines.push_str(CheckedEvent::new(line, redaction)?.line());
    }
    lines.push('\n');
    Ok(())
}

fn without_secrets(line: String) -> Result<String, Error> {
    if !may_hold_secret(&line, 0) {
        return Ok(line);
    }
    let Ok(value) = JsonRef::parse(&line) else { return Ok(line) };
    let redacted = redact_json(value);
    let redacted = redacted.map_err(|error| Error::Invalid { rules: vec![format!("can't be redacted: {error}")] })?;
    Ok(redacted.map_or(line, |json| json.get().text().to_owned()))
}

/// Every rule that an event breaks. What we write is strict JSON on one line.
fn broken_rules(line: &str) -> Vec<String> {
    let mut rules: Vec<String> = match validate(line) {
        Ok(violations) => violations.iter().map(ToString::to_string).collect(),
        Err(error) => return vec![format!("not JSON: {error}")],
    };
    if let Err(error) = strict(line) {
        rules.push(format!("not strict JSON: {error}"));
    }
    if !is_one_line(line) {
        rules.push("an event is one line".to_owned());
    }
    rules
}

fn is_one_line(line: &str) -> bool {
    memchr2(b'\n', b'\r', line.as_bytes()).is_none()
}

/// Judges once more what is JSON as Python reads it. Only the literals that it has beyond others make a difference.
fn strict(line: &str) -> Result<(), serde_json::Error> {
    if line.contains("NaN") || line.contains("Infinity") {
        serde_json::from_str::<IgnoredAny>(line)?;
    }
    Ok(())
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
        let redaction = self.redaction;
        self.appender.append_encoded(|lines| push_line(event, redaction, lines).map(|()| 1)).map(drop)
    }

    /// Checks events and appends those that keep every rule, in one write. Says of each of them, in their order, whether it was added: one that
    /// is refused leaves no trace and keeps no other out.
    ///
    /// ```
    /// # use responses::events::{Error, Layout};
    /// # use responses::events::causal::{CausalLog, EventId, EventType, NewEvent, Provenance};
    /// # use responses::record::{AgentName, RecordTime, SessionId};
    /// # let dir = tempfile::tempdir()?;
    /// # let provenance = Provenance { source: "example".to_owned(), agent: AgentName::new("codex")?, confidence: 1.0 };
    /// # let now = RecordTime::utc(jiff::Timestamp::now());
    /// let mut log = CausalLog::new(&Layout::new(dir.path()), &SessionId::new("s")?, Default::default());
    /// let event = NewEvent::new(EventId::from_bits(1), now, EventType::Decision, provenance);
    /// let mut unsure = event.clone();
    /// unsure.provenance.confidence = 1.5;
    /// let added = log.append_all([&event, &unsure])?;
    /// assert!(matches!(added[..], [Ok(()), Err(Error::Invalid { .. })]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Storage`] as for [`Appender::append`], and then none was added.
    pub fn append_all<'a>(
        &mut self,
        events: impl IntoIterator<Item = &'a NewEvent>,
    ) -> Result<Vec<Result<(), Error>>, Error> {
        let (redaction, mut told) = (self.redaction, Vec::new());
        self.appender.append_encoded(|lines| {
            told.extend(events.into_iter().map(|event| push_line(event, redaction, lines)));
            Ok(told.iter().map(|added| u64::from(added.is_ok())).sum())
        })?;
        Ok(told)
    }

    /// Appends events in one write, all of them or none.
    ///
    /// # Errors
    /// [`Error::Storage`] as for [`Appender::append`].
    pub fn append_checked<'a>(&mut self, events: impl IntoIterator<Item = &'a CheckedEvent>) -> Result<(), Error> {
        let put = |lines: &mut String, event: &CheckedEvent| {
            lines.push_str(event.line());
            lines.push('\n');
        };
        let count = |lines: &mut String| Ok(events.into_iter().map(|event| put(lines, event)).map(|()| 1).sum());
        self.appender.append_encoded(count).map(drop)
    }

    /// Makes everything durable that was appended.
    ///
    /// # Errors
    /// [`Error::Storage`] as for [`Appender::flush`].
    pub fn flush(&mut self) -> Result<(), Error> {
        self.appender.flush()
    }
}
