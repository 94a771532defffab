//! What is to be cleared: the scope, and the rules within it.

use std::fmt;
use std::time::Duration;

use crate::record::SessionId;
use crate::store::retention::{GroupBy, InvalidRules, Rules};
use crate::store::{Entry, Pattern};

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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selectors {
    /// Only these sessions are considered; empty for all.
    pub sessions: Vec<Pattern>,
    /// Only the responses of these agents are considered, each by itself; empty for whole sessions.
    pub agents: Vec<Pattern>,
    /// What goes and what stays within that scope.
    pub rules: Rules,
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
    /// A rule makes no sense.
    #[error(transparent)]
    Rules(#[from] InvalidRules),
    /// A number of sessions makes no sense when single responses are judged.
    #[error("a limit of sessions can't be combined with agents, whose responses are judged one by one")]
    SessionLimitWithAgents,
    /// Each session would be a group of its own.
    #[error("sessions are groups only of responses that are judged one by one, which are those of named agents")]
    GroupsOfOne,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criteria {
    selectors: Selectors,
}

impl Criteria {
    /// Checks what was asked for.
    ///
    /// # Errors
    /// Each [`InvalidCriteria`] says which combination makes no sense.
    pub fn new(selectors: Selectors) -> Result<Self, InvalidCriteria> {
        let Selectors { sessions, agents, rules, breadth } = &selectors;
        let narrow = !sessions.is_empty() || !agents.is_empty();
        match breadth {
            Breadth::Everything if narrow || rules.removes() => return Err(InvalidCriteria::EverythingAndLess),
            Breadth::Selected if !narrow && rules.is_empty() && rules.group_by.is_none() => {
                return Err(InvalidCriteria::NothingSelected);
            }
            _ => {}
        }
        if rules.limits.sessions.is_some() && !agents.is_empty() {
            return Err(InvalidCriteria::SessionLimitWithAgents);
        }
        if rules.group_by == Some(GroupBy::Session) && agents.is_empty() {
            return Err(InvalidCriteria::GroupsOfOne);
        }
        rules.check()?;
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
    /// [`InvalidRules::ZeroAge`] and [`InvalidRules::AgeTooLong`].
    pub fn older_than(age: Duration) -> Result<Self, InvalidCriteria> {
        let rules = Rules { older_than: Some(age), ..Rules::default() };
        Self::new(Selectors { rules, ..Selectors::default() })
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

    /// The rules within the scope.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.selectors.rules
    }

    /// The sessions that are considered; empty for all.
    #[must_use]
    pub fn sessions(&self) -> &[Pattern] {
        &self.selectors.sessions
    }

    /// Whether everything is meant.
    #[must_use]
    pub fn breadth(&self) -> Breadth {
        self.selectors.breadth
    }
}

/// For people, and kept on the receipt: `session a; older than 30 days; keeping 5 daily`.
impl fmt::Display for Criteria {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Selectors { sessions, agents, rules, breadth } = &self.selectors;
        let mut parts = Vec::new();
        if *breadth == Breadth::Everything {
            parts.push("everything".to_owned());
        }
        parts.extend(named("session", sessions));
        parts.extend(named("agent", agents));
        parts.extend(rules.parts());
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
