//! Groups, in each of which the rules that keep a number keep that number.

use std::fmt;
use std::str::FromStr;

use crate::store::Entry;

/// By what subjects are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GroupBy {
    /// The agent that answered.
    Agent,
    /// The session, of responses that are judged one by one.
    Session,
    /// The model that answered.
    Model,
    /// The directory that the agent worked in.
    Project,
}

impl GroupBy {
    /// Every way, with the word for it.
    pub const WORDS: [(&'static str, Self); 4] =
        [("agent", Self::Agent), ("session", Self::Session), ("model", Self::Model), ("project", Self::Project)];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Session => "session",
            Self::Model => "model",
            Self::Project => "project",
        }
    }

    /// The group of a record; `None` if it does not say.
    #[must_use]
    pub fn group_of(self, entry: &Entry) -> Option<&str> {
        match self {
            Self::Agent => Some(entry.agent()),
            Self::Session => Some(entry.session()),
            Self::Model => entry.facts.model.as_deref(),
            Self::Project => entry.facts.project.as_deref(),
        }
    }
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for GroupBy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::WORDS.into_iter().find(|(word, _)| *word == text.trim());
        known.map(|(_, group)| group).ok_or_else(|| "must be agent, session, model or project".to_owned())
    }
}
