//! What became of a response that nobody waits for.

use std::fmt;

use super::journal::visible;
use super::recorder::Kept;
use crate::record::{RecordTime, redact};
use crate::store::{Error, NewResponse};

/// What became of a response.
#[derive(Debug)]
pub enum Tracked {
    /// It is kept.
    Kept(Kept),
    /// It is not a valid response, and no place would take it: [`Error::Invalid`].
    Refused(Error),
    /// No place could take it. The text of this is what a person must be told.
    Lost(Lost),
}

/// A response that no place could take: everything but its texts, which may hold what nobody else should read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The conversation.
    pub session: String,
    /// Who answered.
    pub agent: String,
    /// When.
    pub time: RecordTime,
    /// The length of what was asked, in characters.
    pub request_length: usize,
    /// The length of what was answered, in characters.
    pub response_length: usize,
    /// What each place said, in the order in which they were tried.
    pub why: Vec<String>,
}

impl Lost {
    pub(super) fn of(new: &NewResponse, why: Vec<String>) -> Self {
        Self {
            session: new.session_id.to_string(),
            agent: new.agent.to_string(),
            time: new.timestamp,
            request_length: new.request.chars().count(),
            response_length: new.response.chars().count(),
            why,
        }
    }
}

impl fmt::Display for Lost {
    /// One line, without secrets and without anything that a terminal would act on.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let safe = |text: &str| visible(&redact(text));
        write!(
            f,
            "response lost: session {}, agent {}, {}, request of {} and response of {} characters: {}",
            safe(&self.session),
            safe(&self.agent),
            self.time,
            self.request_length,
            self.response_length,
            safe(&self.why.join("; ")),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AgentName, Json, SessionId};

    #[test]
    fn what_is_lost_is_named_in_one_line_without_its_texts() {
        let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        let new = NewResponse {
            timestamp: RecordTime::utc("2026-11-21T12:00:00Z".parse().unwrap()),
            session_id: SessionId::new(format!("s\n{secret}")).unwrap(),
            agent: AgentName::new("qa\u{1b}[2J").unwrap(),
            request: "Wie geht's, Müller?".to_owned(),
            response: "Well.".to_owned(),
            metadata: Json::empty_object(),
        };
        let line = Lost::of(&new, vec!["disk full".to_owned(), "no\nhome".to_owned()]).to_string();
        let start = "response lost: session s\\n[REDACTED:";
        let end = "], agent qa\\u{1b}[2J, 2026-11-21T12:00:00.000000+00:00, request of 19 and response of 5 characters: \
                   disk full; no\\nhome";
        assert!(line.starts_with(start) && line.ends_with(end), "{line}");
    }
}
