//! What is to be cleared: the scope, and the rules within it.

use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::record::SessionId;
use crate::store::{Entry, Pattern};

use super::words;

/// Whether everything is meant, which must be said: no selector at all is a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Breadth {
    /// What the other selectors select.
    #[default]
    Selected,
    /// The whole store.
    Everything,
}

/// What a caller asks for, not yet checked. [`Criteria::new`] checks it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selectors {
    /// Only these sessions are considered; empty for all.
    pub sessions: Vec<Pattern>,
    /// Only the responses of these agents are considered, each by itself; empty for whole sessions.
    pub agents: Vec<Pattern>,
    /// What is strictly older goes.
    pub older_than: Option<Duration>,
    /// The newest stay, whatever else is said. Without a rule that removes, the rest goes.
    pub keep_last: Option<usize>,
    /// The oldest sessions above this number go.
    pub max_sessions: Option<usize>,
    /// The oldest go until the rest is not larger.
    pub max_bytes: Option<u64>,
    /// Whether everything is meant.
    pub breadth: Breadth,
}

/// Why selectors were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidCriteria {
    /// Nothing says what to clear.
    #[error("nothing is selected; say which sessions, which agents, which age, how many, or everything")]
    NothingSelected,
    /// An age of zero would remove everything without saying so.
    #[error("an age must be more than zero; to remove everything, say so")]
    ZeroAge,
    /// Longer than the calendar reaches back.
    #[error("the age reaches back further than any date")]
    AgeTooLong,
    /// A number of sessions makes no sense when single responses are judged.
    #[error("a limit of sessions can't be combined with agents, whose responses are judged one by one")]
    SessionLimitWithAgents,
    /// Everything, and something less.
    #[error("everything can't be combined with a selector that means less")]
    EverythingAndLess,
}

/// What is judged: sessions as a whole, or single responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A session, by its newest response.
    Session,
    /// A response, by itself.
    Response,
}

/// Checked selectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Criteria {
    selectors: Selectors,
}

impl Criteria {
    /// Checks what was asked for.
    ///
    /// # Errors
    /// Each [`InvalidCriteria`] says which combination makes no sense.
    pub fn new(selectors: Selectors) -> Result<Self, InvalidCriteria> {
        let Selectors { sessions, agents, older_than, keep_last, max_sessions, max_bytes, breadth } = &selectors;
        let narrow = !sessions.is_empty() || !agents.is_empty();
        let removing = older_than.is_some() || max_sessions.is_some() || max_bytes.is_some();
        match breadth {
            Breadth::Everything if narrow || removing => return Err(InvalidCriteria::EverythingAndLess),
            Breadth::Selected if !narrow && !removing && keep_last.is_none() => {
                return Err(InvalidCriteria::NothingSelected);
            }
            _ => {}
        }
        if max_sessions.is_some() && !agents.is_empty() {
            return Err(InvalidCriteria::SessionLimitWithAgents);
        }
        older_than.map_or(Ok(()), check_age)?;
        Ok(Self { selectors })
    }

    /// One whole session, by its exact name.
    #[must_use]
    pub fn session(session: &SessionId) -> Self {
        let sessions = vec![Pattern::exactly(session.as_str())];
        Self { selectors: Selectors { sessions, ..Selectors::default() } }
    }

    /// Every session whose newest response is older than this.
    ///
    /// # Errors
    /// [`InvalidCriteria::ZeroAge`] and [`InvalidCriteria::AgeTooLong`].
    pub fn older_than(age: Duration) -> Result<Self, InvalidCriteria> {
        Self::new(Selectors { older_than: Some(age), ..Selectors::default() })
    }

    /// What is judged.
    #[must_use]
    pub fn unit(&self) -> Unit {
        if self.selectors.agents.is_empty() { Unit::Session } else { Unit::Response }
    }

    /// True if a record is in the scope, and so considered at all.
    #[must_use]
    pub fn considers(&self, entry: &Entry) -> bool {
        let any = |patterns: &[Pattern], name: &str| patterns.is_empty() || patterns.iter().any(|p| p.matches(name));
        any(&self.selectors.sessions, entry.session()) && any(&self.selectors.agents, entry.agent())
    }

    /// The selectors, for those who judge by them.
    pub(super) fn selectors(&self) -> &Selectors {
        &self.selectors
    }

    /// True if nothing but the scope decides: all that is in it goes, whether or not its time can be read.
    pub(super) fn takes_whole_scope(&self) -> bool {
        !self.has_removing_rule() && self.selectors.keep_last.is_none()
    }

    /// True if a rule says what goes.
    pub(super) fn has_removing_rule(&self) -> bool {
        let Selectors { older_than, max_sessions, max_bytes, .. } = &self.selectors;
        older_than.is_some() || max_sessions.is_some() || max_bytes.is_some()
    }

    /// What was given before this instant is older than the age that was asked for, if one was.
    pub(super) fn cutoff(&self, now: Timestamp) -> Option<Timestamp> {
        let age = SignedDuration::try_from(self.selectors.older_than?).unwrap_or(SignedDuration::MAX);
        // Before the first date there is nothing older.
        Some(now.checked_sub(age).unwrap_or(Timestamp::MIN))
    }
}

fn check_age(age: Duration) -> Result<(), InvalidCriteria> {
    let signed = SignedDuration::try_from(age).map_err(|_| InvalidCriteria::AgeTooLong)?;
    if signed.is_zero() {
        return Err(InvalidCriteria::ZeroAge);
    }
    Timestamp::UNIX_EPOCH.checked_sub(signed).map(drop).map_err(|_| InvalidCriteria::AgeTooLong)
}

/// For people, and kept on the receipt: `session a; older than 30 days; keeping the 5 newest`.
impl fmt::Display for Criteria {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Selectors { sessions, agents, older_than, keep_last, max_sessions, max_bytes, breadth } = &self.selectors;
        let mut parts = Vec::new();
        if *breadth == Breadth::Everything {
            parts.push("everything".to_owned());
        }
        parts.extend(named("session", sessions));
        parts.extend(named("agent", agents));
        parts.extend(older_than.map(|age| format!("older than {}", words::exact_span(age))));
        parts.extend(max_sessions.map(|limit| format!("at most {}", words::count(limit, "session"))));
        parts.extend(max_bytes.map(|limit| format!("at most {}", words::size(limit))));
        parts.extend(keep_last.map(|count| format!("keeping the {count} newest")));
        f.write_str(&parts.join("; "))
    }
}

/// `session a` or `sessions a, b-*`.
fn named(what: &str, patterns: &[Pattern]) -> Option<String> {
    let names: Vec<_> = patterns.iter().map(ToString::to_string).collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(format!("{what} {name}")),
        names => Some(format!("{what}s {}", names.join(", "))),
    }
}
