//! Which records a question is about.

use std::fmt;

use jiff::Timestamp;

use super::entry::Entry;
use crate::record::Status;

/// A name to match: exact, or with `*` for any run of characters. `\*` is a star.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The literal pieces between the stars.
    pieces: Vec<String>,
}

impl Pattern {
    /// Reads a pattern. Every text is one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut pieces = vec![String::new()];
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, chars.peek()) {
                ('\\', Some('*')) => pieces.last_mut().into_iter().for_each(|piece| piece.push('*')),
                ('*', _) => {
                    pieces.push(String::new());
                    continue;
                }
                _ => {
                    pieces.last_mut().into_iter().for_each(|piece| piece.push(c));
                    continue;
                }
            }
            chars.next();
        }
        Self { pieces }
    }

    /// The pattern that only this very name fits, stars and all.
    #[must_use]
    pub fn exactly(name: &str) -> Self {
        Self { pieces: vec![name.to_owned()] }
    }

    /// The name, if the pattern has no star in it.
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        if let [only] = self.pieces.as_slice() { Some(only) } else { None }
    }

    /// True if the whole name fits.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let [first, middle @ .., last] = self.pieces.as_slice() else {
            return self.exact() == Some(name);
        };
        let Some(mut rest) = name.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else {
            return false;
        };
        for piece in middle {
            match rest.split_once(piece.as_str()) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        true
    }
}

impl fmt::Display for Pattern {
    /// The pattern as it would be written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pieces: Vec<_> = self.pieces.iter().map(|piece| piece.replace('*', "\\*")).collect();
        f.write_str(&pieces.join("*"))
    }
}

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
