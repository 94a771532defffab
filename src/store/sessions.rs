//! Sessions: who answered in them, when, and how much.

use std::collections::BTreeMap;
use std::time::Duration;

use super::entry::Entry;
use super::interner::{Interner, index};
use super::scan::Tally;
use super::select::Selection;
use crate::record::{RecordTime, Status};

/// What is known of one session. For a session that does not exist everything is zero or absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SessionSummary {
    /// The session's name.
    pub session_id: String,
    /// How many responses it has.
    pub responses: u64,
    /// How many of them ended in an error.
    pub errors: u64,
    /// How many responses each agent gave.
    pub agents: BTreeMap<String, u64>,
    /// The earliest response with a readable time.
    pub first: Option<RecordTime>,
    /// The latest response with a readable time.
    pub last: Option<RecordTime>,
    /// The tokens of those responses that say theirs.
    pub tokens: Option<u64>,
    /// The size of its files in bytes.
    pub bytes: u64,
}

impl SessionSummary {
    /// A session of which nothing is known yet.
    #[must_use]
    pub fn named(session_id: &str) -> Self {
        Self { session_id: session_id.to_owned(), ..Self::default() }
    }

    /// From the first response to the last; zero for a single one, `None` if no time is known.
    #[must_use]
    pub fn span(&self) -> Option<Duration> {
        let (first, last) = (self.first?.instant(), self.last?.instant());
        last.duration_since(first).try_into().ok()
    }

    /// Counts one response of the session.
    pub fn add(&mut self, entry: &Entry) {
        self.responses += 1;
        self.errors += u64::from(entry.status() == Status::Error);
        self.bytes += entry.bytes;
        match self.agents.get_mut(entry.agent()) {
            Some(responses) => *responses += 1,
            None => _ = self.agents.insert(entry.agent().to_owned(), 1),
        }
        self.tokens = sum(self.tokens, entry.facts.tokens);
        self.widen(entry.timestamp, entry.timestamp);
    }

    fn merge(&mut self, other: Self) {
        self.responses += other.responses;
        self.errors += other.errors;
        self.bytes += other.bytes;
        for (agent, responses) in other.agents {
            *self.agents.entry(agent).or_default() += responses;
        }
        self.tokens = sum(self.tokens, other.tokens);
        self.widen(other.first, other.last);
    }

    fn widen(&mut self, first: Option<RecordTime>, last: Option<RecordTime>) {
        self.first = earlier(self.first, first);
        self.last = self.last.max(last);
    }
}

/// The sum of two counts of which either may be unknown.
pub(super) fn sum(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (known, None) | (None, known) => known,
    }
}

/// The earlier of two times of which either may be unknown.
pub(super) fn earlier(a: Option<RecordTime>, b: Option<RecordTime>) -> Option<RecordTime> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (known, None) | (None, known) => known,
    }
}

/// All sessions of the selected records.
#[derive(Debug, Clone)]
pub struct Sessions<'a> {
    selection: &'a Selection,
    names: Interner<str>,
    /// Each at the number of its name.
    summaries: Vec<SessionSummary>,
    /// The number of the last one that was counted in: the next record is mostly of the same.
    last: usize,
}

impl<'a> Sessions<'a> {
    /// No sessions yet.
    #[must_use]
    pub fn new(selection: &'a Selection) -> Self {
        Self { selection, names: Interner::default(), summaries: Vec::new(), last: 0 }
    }

    /// The sessions, those with the latest response first; those without any readable time last; ties by name.
    #[must_use]
    pub fn into_newest_first(self) -> Vec<SessionSummary> {
        let mut sessions = self.summaries;
        let instant = |session: &SessionSummary| session.last.map(RecordTime::instant);
        sessions.sort_unstable_by(|a, b| instant(b).cmp(&instant(a)).then_with(|| a.session_id.cmp(&b.session_id)));
        sessions
    }

    /// Counts one record, whether or not it is selected.
    pub(super) fn count(&mut self, entry: &Entry) {
        self.named(entry.session()).add(entry);
    }

    /// The session of that name.
    fn named(&mut self, name: &str) -> &mut SessionSummary {
        if self.summaries.get(self.last).is_none_or(|session| session.session_id != name) {
            self.last = index(self.names.id(name));
            if self.last >= self.summaries.len() {
                self.summaries.push(SessionSummary::named(name));
            }
        }
        &mut self.summaries[self.last]
    }
}

impl Tally for Sessions<'_> {
    const LOOKS_AT_TIMES: bool = false;

    fn add(&mut self, entry: &Entry) {
        if self.selection.matches(entry) {
            self.count(entry);
        }
    }

    fn merge(&mut self, other: Self) {
        for theirs in other.summaries {
            let name = theirs.session_id.clone();
            self.named(&name).merge(theirs);
        }
    }
}
