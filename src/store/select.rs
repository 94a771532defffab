//! Which records a question is about.

use jiff::Timestamp;

use super::entry::Entry;
pub use crate::record::Pattern;
use crate::record::Status;

/// Which records a question is about. All parts must hold; an empty part holds for every record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// One of these sessions.
    pub sessions: Vec<Pattern>,
    /// One of these agents.
    pub agents: Vec<Pattern>,
    /// One of these models.
    pub models: Vec<Pattern>,
    /// At least one of these tools was used.
    pub tools: Vec<Pattern>,
    /// Given at this instant or later. Records without a readable time are left out.
    pub since: Option<Timestamp>,
    /// Given before this instant. Records without a readable time are left out.
    pub until: Option<Timestamp>,
    /// Ended like this.
    pub status: Option<Status>,
}

impl Selection {
    /// Every record.
    #[must_use]
    pub const fn all() -> Self {
        Self {
            sessions: Vec::new(),
            agents: Vec::new(),
            models: Vec::new(),
            tools: Vec::new(),
            since: None,
            until: None,
            status: None,
        }
    }

    /// True if the record is one of those meant.
    #[must_use]
    pub fn matches(&self, entry: &Entry) -> bool {
        let any = |patterns: &[Pattern], name: &str| patterns.is_empty() || patterns.iter().any(|p| p.matches(name));
        let time = entry.instant();
        any(&self.sessions, entry.session())
            && any(&self.agents, entry.agent())
            && (self.models.is_empty() || entry.facts.model.as_deref().is_some_and(|model| any(&self.models, model)))
            && (self.tools.is_empty() || entry.facts.tools.iter().any(|tool| any(&self.tools, tool)))
            && self.since.is_none_or(|since| time.is_some_and(|time| time >= since))
            && self.until.is_none_or(|until| time.is_some_and(|time| time < until))
            && self.status.is_none_or(|status| status == entry.status())
    }

    /// The one session meant by exact name, if exactly one is.
    #[must_use]
    pub fn only_session(&self) -> Option<&str> {
        if let [only] = self.sessions.as_slice() { only.exact() } else { None }
    }
}
