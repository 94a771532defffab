//! The plan: what goes, what stays, and why. Nothing here touches a file.

use std::collections::HashSet;

use jiff::Timestamp;

use super::criteria::Criteria;
use super::gathering::{Candidate, Gathering};
use super::planned::{PlannedFile, PlannedFiles};
use super::rows::{self, Judged};
use crate::record::Status;
use crate::store::pins::Pins;
use crate::store::retention::{Action, Circumstances, Limit, Reason, judge};

/// One response in the scope, with as much of it as the decision needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The session it belongs to.
    pub session: String,
    /// The agent that gave it.
    pub agent: String,
    /// The group it belongs to, where groups are asked for and it says what it is grouped by.
    pub group: Option<String>,
    /// How it ended.
    pub status: Status,
    /// When it was given, by its JSON.
    pub instant: Option<Timestamp>,
    /// Its file.
    pub file: PlannedFile,
}

/// What a plan, a clear or an undo amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Sessions of which at least one response counts.
    pub sessions: u64,
    /// Responses.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
}

impl Totals {
    /// Counts responses, each given by its session and size.
    pub(in crate::store) fn of<'a>(responses: impl Iterator<Item = (&'a str, u64)>) -> Self {
        let mut sessions = HashSet::new();
        let mut totals = Self::default();
        for (session, bytes) in responses {
            totals.sessions += u64::from(sessions.insert(session));
            totals.responses += 1;
            totals.bytes = totals.bytes.saturating_add(bytes);
        }
        totals
    }

    /// The sum of rows.
    fn of_rows<'a>(rows: impl Iterator<Item = &'a Row> + Clone) -> Self {
        let sessions: HashSet<_> = rows.clone().map(|row| &row.session_id).collect();
        Self {
            sessions: u64::try_from(sessions.len()).unwrap_or(u64::MAX),
            responses: rows.clone().map(|row| row.responses).sum(),
            bytes: rows.map(|row| row.bytes).fold(0, u64::saturating_add),
        }
    }
}

/// What is to be done with a session, or with those of its responses that share a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The session.
    pub session_id: String,
    /// How many of its responses are meant.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// Why they go or stay; of several responses that go by the same rule, the reason of the newest.
    pub reason: Reason,
    /// The files that go; none if they stay.
    pub files: PlannedFiles,
}

impl Row {
    /// What is done with them.
    #[must_use]
    pub fn action(&self) -> Action {
        self.reason.action()
    }
}

/// What a clear would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What was asked for, for people.
    pub what: String,
    /// Every session in the scope, the newest first, those without a readable time last; of one session what goes comes
    /// before what stays.
    pub rows: Vec<Row>,
    /// What goes.
    pub removed: Totals,
    /// What is in the scope and stays. A session that loses only some of its responses counts here too.
    pub kept: Totals,
    /// Limits that will not be kept even so.
    pub unmet: Vec<Limit>,
}

/// Decides over the responses in the scope, in whatever order they come.
#[must_use]
pub fn decide(items: impl IntoIterator<Item = Item>, criteria: &Criteria, at: &Circumstances, pins: &Pins) -> Plan {
    let mut gathering = Gathering::new(criteria, at.now);
    for item in items {
        gathering.take(&item);
    }
    decide_over(gathering, at, pins)
}

/// The same over what was gathered.
pub(super) fn decide_over(gathering: Gathering<'_>, at: &Circumstances, pins: &Pins) -> Plan {
    let criteria = gathering.criteria;
    let (sessions, candidates) = gathering.into_candidates(pins);
    let (subjects, files): (Vec<_>, Vec<_>) = candidates.into_iter().map(Candidate::into_parts).unzip();
    let judgement = judge(&subjects, criteria.rules(), at);
    let amounts = subjects.iter().map(|subject| (subject.responses, subject.bytes));
    let judged = files.into_iter().zip(amounts).zip(judgement.reasons);
    let rows = rows::gather(sessions, judged.map(|((files, amount), reason)| Judged { files, amount, reason }));
    let totals = |action| Totals::of_rows(rows.iter().filter(|row| row.action() == action));
    let (removed, kept) = (totals(Action::Remove), totals(Action::Keep));
    Plan { what: criteria.to_string(), removed, kept, unmet: judgement.unmet, rows }
}
