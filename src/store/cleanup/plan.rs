//! The decision: what goes, what stays, and why. Nothing here touches a file.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::mem::{Discriminant, discriminant};
use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;

use super::criteria::{Criteria, Unit};
use super::reason::{Action, Reason};
use crate::store::{Entry, Tally};

/// One response in the scope, with as much of it as the decision needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The session it belongs to.
    pub session: String,
    /// When it was given, by its JSON.
    pub instant: Option<Timestamp>,
    /// Its file.
    pub file: PlannedFile,
}

/// A file as it was when the plan was made. What has changed since is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFile {
    /// The path below the store.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// When it was last changed, as the file system says.
    pub modified: Option<SystemTime>,
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
    pub files: Vec<PlannedFile>,
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
}

/// Gathers the responses in the scope.
#[derive(Debug)]
pub(super) struct Items<'a> {
    pub(super) criteria: &'a Criteria,
    pub(super) found: Vec<Item>,
}

impl Tally for Items<'_> {
    fn add(&mut self, entry: &Entry) {
        if self.criteria.considers(entry) {
            let file = PlannedFile { path: entry.path.clone(), bytes: entry.bytes, modified: entry.modified };
            self.found.push(Item { session: entry.session().to_owned(), instant: entry.instant(), file });
        }
    }

    fn merge(&mut self, other: Self) {
        self.found.extend(other.found);
    }
}

/// What is judged as one: a session, or a response of one.
struct Candidate {
    session: String,
    newest: Option<Timestamp>,
    bytes: u64,
    files: Vec<PlannedFile>,
}

/// Where a candidate with a readable time stands among the others, the newest first. What has no readable time takes its place
/// and its space too: a limit is a limit of what is there, though only what is known to be old goes for it.
#[derive(Clone, Copy)]
struct Place {
    newest: Timestamp,
    /// How many are newer.
    rank: usize,
    /// How many it is together with all that is newer and all whose time is unknown.
    count_up_to_here: usize,
    /// What it has in bytes together with all that is newer and all whose time is unknown.
    bytes_up_to_here: u64,
}

/// Decides over the responses in the scope, in whatever order they come.
#[must_use]
pub fn decide(items: Vec<Item>, criteria: &Criteria, now: Timestamp) -> Plan {
    let candidates = match criteria.unit() {
        Unit::Session => sessions(items),
        Unit::Response => responses(items),
    };
    let rows = gather(judge(candidates, criteria, now));
    let totals = |action| {
        let meant = rows.iter().filter(|row| row.action() == action);
        let sessions: HashSet<_> = meant.clone().map(|row| &row.session_id).collect();
        Totals {
            sessions: u64::try_from(sessions.len()).unwrap_or(u64::MAX),
            responses: meant.clone().map(|row| row.responses).sum(),
            bytes: meant.map(|row| row.bytes).fold(0, u64::saturating_add),
        }
    };
    Plan { what: criteria.to_string(), removed: totals(Action::Remove), kept: totals(Action::Keep), rows }
}

/// Every session, judged by its newest response with a readable time.
fn sessions(items: Vec<Item>) -> Vec<Candidate> {
    let mut by_name: HashMap<String, Candidate> = HashMap::new();
    for Item { session, instant, file } in items {
        let candidate = by_name.entry(session).or_insert_with_key(|session| Candidate {
            session: session.clone(),
            newest: None,
            bytes: 0,
            files: Vec::new(),
        });
        candidate.newest = candidate.newest.max(instant);
        candidate.bytes = candidate.bytes.saturating_add(file.bytes);
        candidate.files.push(file);
    }
    by_name.into_values().collect()
}

/// Every response by itself.
fn responses(items: Vec<Item>) -> Vec<Candidate> {
    let one =
        |Item { session, instant, file }| Candidate { session, newest: instant, bytes: file.bytes, files: vec![file] };
    items.into_iter().map(one).collect()
}

/// Sorts the candidates, the newest first and those without a readable time last, and gives each its reason.
fn judge(mut candidates: Vec<Candidate>, criteria: &Criteria, now: Timestamp) -> Vec<(Candidate, Reason)> {
    for candidate in &mut candidates {
        candidate.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    }
    candidates.sort_unstable_by(|a, b| {
        let key = |c: &Candidate| Reverse(c.newest);
        key(a).cmp(&key(b)).then_with(|| a.session.cmp(&b.session)).then_with(|| first(a).cmp(&first(b)))
    });
    let undated = candidates.iter().filter(|candidate| candidate.newest.is_none());
    let undated_count = undated.clone().count();
    let mut bytes = undated.map(|candidate| candidate.bytes).fold(0, u64::saturating_add);
    let reason = |(rank, candidate): (usize, Candidate)| {
        let Some(newest) = candidate.newest else {
            let all = criteria.takes_whole_scope();
            return (candidate, if all { Reason::Selected } else { Reason::NoTimestamp });
        };
        bytes = bytes.saturating_add(candidate.bytes);
        let count_up_to_here = rank + 1 + undated_count;
        (candidate, verdict(Place { newest, rank, count_up_to_here, bytes_up_to_here: bytes }, criteria, now))
    };
    candidates.into_iter().enumerate().map(reason).collect()
}

fn first(candidate: &Candidate) -> Option<&PathBuf> {
    candidate.files.first().map(|file| &file.path)
}

/// The reason for one candidate with a readable time. What is protected stays, whatever rule would remove it.
fn verdict(place: Place, criteria: &Criteria, now: Timestamp) -> Reason {
    match (removal(place, criteria, now), criteria.selectors().keep_last) {
        (Some(_), Some(count)) if place.rank < count => Reason::AmongNewest { count },
        (Some(reason), _) => reason,
        (None, _) if criteria.selectors().older_than.is_some() => {
            Reason::Young { age: now.duration_since(place.newest) }
        }
        (None, _) => Reason::WithinLimits,
    }
}

/// The first rule that removes, if one does.
fn removal(place: Place, criteria: &Criteria, now: Timestamp) -> Option<Reason> {
    let selectors = criteria.selectors();
    if !criteria.has_removing_rule() {
        return Some(selectors.keep_last.map_or(Reason::Selected, |count| Reason::NotAmongNewest { count }));
    }
    if let (Some(limit), Some(cutoff)) = (selectors.older_than, criteria.cutoff(now))
        && place.newest < cutoff
    {
        return Some(Reason::TooOld { limit, age: now.duration_since(place.newest) });
    }
    let too_many = selectors.max_sessions.filter(|limit| place.count_up_to_here > *limit);
    let too_large = selectors.max_bytes.filter(|limit| place.bytes_up_to_here > *limit);
    too_many.map(|limit| Reason::TooMany { limit }).or(too_large.map(|limit| Reason::TooLarge { limit }))
}

/// Brings what happens to the same session for the same kind of reason into one row.
fn gather(judged: Vec<(Candidate, Reason)>) -> Vec<Row> {
    let mut order: HashMap<String, usize> = HashMap::new();
    let mut places: HashMap<(usize, Discriminant<Reason>), usize> = HashMap::new();
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for (candidate, reason) in judged {
        let next = order.len();
        let session = *order.entry(candidate.session.clone()).or_insert(next);
        let place = *places.entry((session, discriminant(&reason))).or_insert(rows.len());
        if place == rows.len() {
            let row = Row { session_id: candidate.session, responses: 0, bytes: 0, reason, files: Vec::new() };
            rows.push((session, row));
        }
        let row = &mut rows[place].1;
        row.responses += u64::try_from(candidate.files.len()).unwrap_or(u64::MAX);
        row.bytes = row.bytes.saturating_add(candidate.bytes);
        if reason.action() == Action::Remove {
            row.files.extend(candidate.files);
        }
    }
    // The sort is stable: among what goes, and among what stays, the reason of the newest response comes first.
    rows.sort_by_key(|(session, row)| (*session, row.action() == Action::Keep));
    rows.into_iter().map(|(_, row)| row).collect()
}
