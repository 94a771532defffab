//! Lines of causal logs at a glance: what questions ask of every event before they look into the few that matter.

use std::borrow::Cow;

use crate::events::log::Problem;
use crate::record::{JsonRef, Picked, Picker, Wanted};

/// Reads lines of causal logs, most of which look like others before them.
#[derive(Debug, Clone)]
pub struct Lines(Picker);

/// The members that are asked for, in the order of [`WANTED`].
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    EventType,
    Timestamp,
    FailureLedger,
    OpenCommitments,
    /// Who acted, as the provenance has it.
    Agent,
    /// Where it is known from, as the provenance has it.
    Source,
}

static WANTED: Wanted =
    Wanted::new(&["event_type", "timestamp", "failure_ledger", "open_commitments"], "provenance", &["agent", "source"]);

impl Default for Lines {
    fn default() -> Self {
        Self(Picker::new(&WANTED))
    }
}

impl Lines {
    /// A reader of lines like those that another one has read, of which it takes what that learned.
    #[must_use]
    pub fn after(before: Option<&mut Self>) -> Self {
        let mut lines = Self::default();
        if let Some(before) = before {
            before.hand_on(&mut lines);
        }
        lines
    }

    /// Gives what was learned of lines to a new reader of others like them.
    pub fn hand_on(&mut self, next: &mut Self) {
        self.0.hand_on(&mut next.0);
    }

    /// What the event in a line has. All of the line is judged.
    #[inline]
    pub(super) fn read<'a>(&mut self, line: &'a str) -> Result<Glance<'a, '_>, Problem> {
        Ok(Glance(self.0.pick(line)?))
    }
}

/// What an event has of what is asked for.
pub(super) struct Glance<'a, 'p>(Picked<'a, 'p>);

impl<'a> Glance<'a, '_> {
    /// The text of a member that is a string.
    #[inline]
    pub(super) fn text(&self, key: Key) -> Option<Cow<'a, str>> {
        self.0.text(key as usize)
    }

    /// The value of a member. Of duplicate keys the last counts.
    #[inline]
    pub(super) fn get(&self, key: Key) -> Option<JsonRef<'a>> {
        self.0.get(key as usize)
    }
}
