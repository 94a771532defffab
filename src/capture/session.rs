//! Which conversation a process belongs to.
//!
//! An agent's client names its conversation to the programs that it starts: by a variable in their environment, or only on its
//! own command line. What is in reach is data here, and choosing from it is a pure function; [`Ancestry::of`] is the edge.

mod ancestry;
mod arguments;

use std::ffi::OsString;

pub use ancestry::{Ancestry, Process};

use crate::record::{SessionId, holds_secret};
use crate::store::UNKNOWN_SESSION;

/// The variables that name a conversation, the strongest first: two that are documented, then two that running code uses.
pub const VARIABLES: [&str; 4] = ["CLAUDE_SESSION_ID", "PARENT_SESSION_ID", "ANTHROPIC_SESSION_ID", "SESSION_ID"];

/// A conversation, and what named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detected {
    /// The conversation.
    pub id: SessionId,
    /// What named it.
    pub by: NamedBy,
}

/// What named a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    /// An environment variable.
    Variable(&'static str),
    /// The command line of a process that this one descends from, by its number.
    Process(u32),
    /// Nothing: it is `unknown-session`.
    Nothing,
}

/// Finds out which conversation a process belongs to: what the first of the [`VARIABLES`] says that has a usable value, then
/// the nearest ancestor's `--session-id ID`, `--resume ID` or `-r ID`, then `unknown-session`.
///
/// `variable` looks a variable up. A blank value is as good as none, and one that can't be a session's name is passed over.
/// `ancestry` is asked for only if the variables say nothing.
///
/// ```
/// use std::ffi::OsString;
///
/// use responses::capture::session::{Ancestry, NamedBy, detect};
///
/// let variable = |name: &str| (name == "SESSION_ID").then(|| OsString::from("release-1.4"));
/// let detected = detect(variable, Ancestry::default);
/// assert_eq!((detected.id.as_str(), detected.by), ("release-1.4", NamedBy::Variable("SESSION_ID")));
/// ```
#[must_use]
pub fn detect(variable: impl Fn(&str) -> Option<OsString>, ancestry: impl FnOnce() -> Ancestry) -> Detected {
    let named = |name: &'static str| Some(Detected { id: usable(&variable(name)?)?, by: NamedBy::Variable(name) });
    VARIABLES.into_iter().find_map(named).or_else(|| ancestry().conversation()).unwrap_or_else(unknown)
}

/// The name in a variable, if there can be a session of this name. One that holds a secret could never be recorded.
fn usable(value: &OsString) -> Option<SessionId> {
    let text = value.to_str()?.trim();
    SessionId::new(text).ok().filter(|id| !holds_secret(id.as_str()))
}

fn unknown() -> Detected {
    let id = SessionId::new(UNKNOWN_SESSION).unwrap_or_default();
    Detected { id, by: NamedBy::Nothing }
}

#[cfg(test)]
mod tests;
