//! What was tried and failed.

use super::event::Event;
use super::lines::{Key, Lines};
use crate::events::log::{Line, Problem};
use crate::record::{LazyZone, RecordTime};

/// One failure, and the event that tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureEntry {
    /// Which of the files it stands in, from 0.
    pub file: usize,
    /// The line of the event, from 1.
    pub line: u64,
    /// The event.
    pub event_id: Option<String>,
    /// When it failed, else when the event happened.
    pub timestamp: Option<RecordTime>,
    /// Who acted.
    pub agent: Option<String>,
    /// What was tried.
    pub attempt: Option<String>,
    /// Why it failed.
    pub failure_reason: Option<String>,
    /// What it is called by whoever reported it.
    pub error_code: Option<String>,
}

impl FailureEntry {
    /// The failures that the event in a line tells of. `lines` has read those before it.
    ///
    /// # Errors
    /// What is not an event.
    pub fn all(lines: &mut Lines, line: Line<'_>, naive_zone: &LazyZone) -> Result<Vec<Self>, Problem> {
        if lines.read(line.text)?.get(Key::FailureLedger).is_none() {
            return Ok(Vec::new());
        }
        let event = Event::parse(line.text)?;
        let entry = |failure: super::FailureRef<'_>| {
            let own = failure.timestamp.and_then(|text| RecordTime::parse_in(&text, naive_zone));
            Self {
                file: line.file,
                line: line.number,
                event_id: event.event_id().map(String::from),
                timestamp: own.or_else(|| event.timestamp(naive_zone)),
                agent: event.agent().map(String::from),
                attempt: failure.attempt.map(String::from),
                failure_reason: failure.failure_reason.map(String::from),
                error_code: failure.error_code.map(String::from),
            }
        };
        Ok(event.failure_ledger().into_iter().map(entry).collect())
    }
}
