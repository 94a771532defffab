//! The plan: what goes, what stays, and why. Nothing here touches a file.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;

use super::criteria::{Criteria, Unit};
use super::rows::{self, Judged};
use crate::record::Status;
use crate::store::pins::Pins;
use crate::store::retention::{Action, Circumstances, Limit, Reason, Subject, is_live, judge};
use crate::store::{Entry, Tally};

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
    /// Limits that will not be kept even so.
    pub unmet: Vec<Limit>,
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
            let group = self.criteria.rules().group_by.and_then(|by| by.group_of(entry));
            self.found.push(Item {
                session: entry.session().to_owned(),
                agent: entry.agent().to_owned(),
                group: group.map(str::to_owned),
                status: entry.status(),
                instant: entry.instant(),
                file: PlannedFile { path: entry.path.clone(), bytes: entry.bytes, modified: entry.modified },
            });
        }
    }

    fn merge(&mut self, mut other: Self) {
        // The longer one stays where it is.
        if other.found.len() > self.found.len() {
            std::mem::swap(&mut self.found, &mut other.found);
        }
        self.found.extend(other.found);
    }
}

/// What is judged as one, with the files it stands for.
struct Candidate {
    session: String,
    subject: Subject,
    files: Vec<PlannedFile>,
}

impl Candidate {
    fn named(session: &str, pins: &Pins) -> Self {
        let subject = Subject { pinned: pins.contains(session), ..Subject::default() };
        Self { session: session.to_owned(), subject, files: Vec::new() }
    }

    /// What is judged, and what goes if it goes.
    fn into_parts(self) -> (Subject, Judged) {
        (self.subject, Judged { session: self.session, files: self.files })
    }

    fn add(&mut self, item: Item, now: Timestamp) {
        let subject = &mut self.subject;
        let modified = item.file.modified.and_then(|time| Timestamp::try_from(time).ok());
        let written = modified.zip(item.instant).filter(|(written, given)| is_live(*given, *written, now));
        subject.live = subject.live.max(written.map(|(written, _)| written));
        subject.newest = subject.newest.max(item.instant);
        subject.responses += 1;
        subject.bytes = subject.bytes.saturating_add(item.file.bytes);
        subject.failed |= item.status == Status::Error;
        subject.groups.extend(item.group);
        if !subject.agents.contains(&item.agent) {
            subject.agents.insert(item.agent);
        }
        self.files.push(item.file);
    }
}

/// Decides over the responses in the scope, in whatever order they come.
#[must_use]
pub fn decide(items: Vec<Item>, criteria: &Criteria, at: &Circumstances, pins: &Pins) -> Plan {
    let mut candidates = match criteria.unit() {
        Unit::Session => sessions(items, at.now, pins),
        Unit::Response => responses(items, at.now, pins),
    };
    sort(&mut candidates);
    let (subjects, files): (Vec<_>, Vec<_>) = candidates.into_iter().map(Candidate::into_parts).unzip();
    let judgement = judge(&subjects, criteria.rules(), at);
    let rows = rows::gather(files.into_iter().zip(judgement.reasons));
    let totals = |action| Totals::of_rows(rows.iter().filter(|row| row.action() == action));
    let (removed, kept) = (totals(Action::Remove), totals(Action::Keep));
    Plan { what: criteria.to_string(), removed, kept, unmet: judgement.unmet, rows }
}

/// Every session, judged by its newest response with a readable time.
fn sessions(items: Vec<Item>, now: Timestamp, pins: &Pins) -> Vec<Candidate> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut candidates: Vec<Candidate> = Vec::new();
    for item in items {
        let place = places.get(&item.session).copied().unwrap_or_else(|| {
            places.insert(item.session.clone(), candidates.len());
            candidates.push(Candidate::named(&item.session, pins));
            candidates.len() - 1
        });
        candidates[place].add(item, now);
    }
    candidates
}

/// Every response by itself.
fn responses(items: Vec<Item>, now: Timestamp, pins: &Pins) -> Vec<Candidate> {
    let one = |item: Item| {
        let mut candidate = Candidate::named(&item.session, pins);
        candidate.add(item, now);
        candidate
    };
    items.into_iter().map(one).collect()
}

/// The newest first and those without a readable time last. Ties are broken by name, so that the order never depends on that of
/// the items.
fn sort(candidates: &mut [Candidate]) {
    for candidate in candidates.iter_mut() {
        candidate.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    }
    let newest = |candidate: &Candidate| Reverse(candidate.subject.newest);
    let first = |candidate: &Candidate| candidate.files.first().map(|file| file.path.clone());
    candidates.sort_unstable_by(|a, b| {
        newest(a).cmp(&newest(b)).then_with(|| a.session.cmp(&b.session)).then_with(|| first(a).cmp(&first(b)))
    });
}
