//! One response as it is exported.

use crate::record::{Facts, Problem, Record, RecordTime, ResponseId, redact, redact_record};
use crate::store::{Entry, UNKNOWN_AGENT, UNKNOWN_SESSION};

/// A response with all that an export says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// `<session>/<file stem>`.
    pub id: ResponseId,
    /// The whole record, with the names that only its place tells.
    pub record: Record,
    /// What its metadata says.
    pub facts: Facts,
}

impl Response {
    /// The response in a file that a scan found.
    #[must_use]
    pub fn new(entry: &Entry, record: Record) -> Self {
        Self { id: entry.id(), record: entry.complete(record), facts: entry.facts.clone() }
    }

    /// The same without secrets, wherever they stand.
    ///
    /// # Errors
    /// Should the record not be one any more; then it must not be exported.
    pub fn redacted(self) -> Result<Self, Problem> {
        // A name of a file that was made of its session and agent is as safe as these are then.
        let id = ResponseId::new(redact(self.id.as_str())).unwrap_or(self.id);
        let record = redact_record(&self.record)?.unwrap_or(self.record);
        Ok(Self { id, facts: record.facts(), record })
    }

    /// The session to group by.
    #[must_use]
    pub fn session(&self) -> &str {
        self.record.session_id.as_deref().unwrap_or(UNKNOWN_SESSION)
    }

    /// Who answered.
    #[must_use]
    pub fn agent(&self) -> &str {
        self.record.agent.as_deref().unwrap_or(UNKNOWN_AGENT)
    }

    /// When the response was given, if it is known.
    #[must_use]
    pub fn time(&self) -> Option<RecordTime> {
        self.record.timestamp.time()
    }
}
