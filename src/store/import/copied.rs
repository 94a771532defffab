//! A record that is stored as it was elsewhere, whatever the schema says of it.

use std::borrow::Cow;

use crate::record::{AgentName, Record, Redaction, SessionId, names, redact_record, to_canonical};
use crate::store::error::Error;
use crate::store::group::Storable;
use crate::store::tracker::refuse_secret_names;
use crate::store::{UNKNOWN_AGENT, UNKNOWN_SESSION};

/// What stands in the name of a file where the time would, if nobody knows it.
const UNDATED: &str = "undated";

/// A record from elsewhere, and where it will lie. Only its JSON counts, so a record without a usable name of its session or agent
/// gets the place of an unknown one and keeps what it says.
#[derive(Debug)]
pub(super) struct Copied {
    record: Record,
    bytes: Vec<u8>,
    session: SessionId,
    stem: String,
}

impl Copied {
    /// Makes a record ready to be stored.
    ///
    /// # Errors
    /// [`Error::Invalid`] if secrets are to be taken out and one is in a name.
    pub(super) fn of(mut record: Record, redaction: Redaction) -> Result<Self, Error> {
        if redaction == Redaction::On {
            refuse_secret_names(record.session_id.as_deref(), record.agent.as_deref())?;
            let redacted = redact_record(&record);
            let redacted = redacted
                .map_err(|problem| Error::Invalid { rules: vec![format!("/: can't be redacted: {problem}")] })?;
            record = redacted.unwrap_or(record);
        }
        let session = record.session_id.clone().and_then(|name| SessionId::new(name).ok());
        let agent = record.agent.clone().and_then(|name| AgentName::new(name).ok());
        let agent = agent.map_or_else(|| AgentName::new(UNKNOWN_AGENT), Ok)?;
        let stem = match record.timestamp.time() {
            Some(time) => names::record_stem(&agent, time.instant()),
            None => format!("{}-{UNDATED}", names::component(agent.as_str())),
        };
        let session = session.map_or_else(|| SessionId::new(UNKNOWN_SESSION), Ok)?;
        Ok(Self { bytes: to_canonical(&record), record, session, stem })
    }

    pub(super) fn record(&self) -> &Record {
        &self.record
    }
}

impl Storable for Copied {
    fn session(&self) -> &SessionId {
        &self.session
    }

    fn stem(&self) -> String {
        self.stem.clone()
    }

    fn size(&self) -> usize {
        self.bytes.len()
    }

    fn bytes(&self, _: Redaction) -> Result<Cow<'_, [u8]>, Error> {
        // Secrets were taken out before anybody looked whether the record is there already.
        Ok(self.bytes.as_slice().into())
    }
}
