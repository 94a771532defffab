//! What is in the scope, gathered session by session and made into what is judged as one.

use std::cmp::Reverse;
use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeSet, HashMap};
use std::mem::take;

use jiff::Timestamp;
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

use super::criteria::{Criteria, Unit};
use super::plan::Item;
use super::planned::{PlannedFile, PlannedFiles};
use crate::record::Status;
use crate::store::pins::Pins;
use crate::store::retention::{Rules, Subject, is_live};
use crate::store::{Entry, Tally};

/// Gathers the responses in the scope.
#[derive(Debug)]
pub(super) struct Gathering<'a> {
    pub(super) criteria: &'a Criteria,
    now: Timestamp,
    sessions: HashMap<String, Gathered>,
}

/// The responses of a session in the scope.
#[derive(Debug, Default)]
struct Gathered {
    files: PlannedFiles,
    /// What is judged: one of them all, or one of each file in the same order.
    subjects: Vec<Subject>,
}

/// A session by its name, and its files, by path.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) name: String,
    pub(super) files: PlannedFiles,
}

/// Files that are judged as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Together {
    /// The number of their session.
    pub(super) session: usize,
    /// The number of the only file; `None` for all of the session.
    pub(super) file: Option<usize>,
}

/// What is judged as one, with the files it stands for.
#[derive(Debug)]
pub(super) struct Candidate {
    subject: Subject,
    files: Together,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(criteria: &'a Criteria, now: Timestamp) -> Self {
        Self { criteria, now, sessions: HashMap::new() }
    }

    /// Takes in a response.
    pub(super) fn take(&mut self, item: &Item) {
        if !self.sessions.contains_key(&item.session) {
            self.sessions.insert(item.session.clone(), Gathered::default());
        }
        let Some(Gathered { files, subjects }) = self.sessions.get_mut(&item.session) else { return };
        files.push(&item.file);
        if subjects.is_empty() || self.criteria.unit() == Unit::Response {
            subjects.push(Subject::default());
        }
        let rules = self.criteria.rules();
        subjects.last_mut().into_iter().for_each(|subject| add(subject, item, rules, self.now));
    }

    /// All sessions by name, and what is judged: the newest first and those without a readable time last. Ties are broken by name, so that the
    /// order never depends on that in which responses came.
    pub(super) fn into_candidates(self, pins: &Pins) -> (Vec<Session>, Vec<Candidate>) {
        let unit = self.criteria.unit();
        let mut gathered: Vec<_> = self.sessions.into_iter().collect();
        gathered.par_iter_mut().for_each(|(_, gathered)| gathered.sort(unit));
        gathered.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut candidates = Vec::with_capacity(gathered.iter().map(|(_, gathered)| gathered.subjects.len()).sum());
        let mut sessions = Vec::with_capacity(gathered.len());
        for (session, (name, Gathered { files, subjects })) in gathered.into_iter().enumerate() {
            let pinned = pins.contains(&name);
            candidates.extend(subjects.into_iter().enumerate().map(|(file, subject)| Candidate {
                subject: Subject { pinned, ..subject },
                files: Together { session, file: (unit == Unit::Response).then_some(file) },
            }));
            sessions.push(Session { name, files });
        }
        candidates.sort_unstable_by_key(|candidate| (Reverse(candidate.subject.newest), candidate.files));
        (sessions, candidates)
    }
}

impl Tally for Gathering<'_> {
    fn add(&mut self, entry: &Entry) {
        if self.criteria.considers(entry) {
            let group = self.criteria.rules().group_by.and_then(|by| by.group_of(entry));
            self.take(&Item {
                session: entry.session().to_owned(),
                agent: entry.agent().to_owned(),
                group: group.map(str::to_owned),
                status: entry.status(),
                instant: entry.instant(),
                file: PlannedFile {
                    path: entry.path.clone(),
                    bytes: entry.bytes,
                    modified: entry.modified.and_then(|time| time.try_into().ok()),
                },
            });
        }
    }

    fn merge(&mut self, other: Self) {
        let unit = self.criteria.unit();
        for (session, gathered) in other.sessions {
            match self.sessions.entry(session) {
                Slot::Vacant(slot) => _ = slot.insert(gathered),
                Slot::Occupied(mut slot) => slot.get_mut().merge(gathered, unit),
            }
        }
    }
}

impl Gathered {
    fn merge(&mut self, other: Self, unit: Unit) {
        self.files.extend(&other.files);
        match (unit, self.subjects.as_mut_slice()) {
            (Unit::Session, [subject]) => other.subjects.into_iter().for_each(|other| join(subject, other)),
            _ => self.subjects.extend(other.subjects),
        }
    }

    /// Puts the files in the order of their paths.
    fn sort(&mut self, unit: Unit) {
        if unit == Unit::Session {
            return self.files.sort();
        }
        let mut all: Vec<_> = self.files.iter().zip(take(&mut self.subjects)).collect();
        all.sort_unstable_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        let (files, subjects): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        (self.files, self.subjects) = (files.into_iter().collect(), subjects);
    }
}

impl Candidate {
    /// What is judged, and what goes if it goes.
    pub(super) fn into_parts(self) -> (Subject, Together) {
        (self.subject, self.files)
    }
}

/// Judges a response with others. Its agent is told only where a rule keeps it.
fn add(subject: &mut Subject, item: &Item, rules: &Rules, now: Timestamp) {
    let written = item.file.modified.zip(item.instant).filter(|(written, given)| is_live(*given, *written, now));
    subject.live = subject.live.max(written.map(|(written, _)| written));
    subject.newest = subject.newest.max(item.instant);
    subject.responses += 1;
    subject.bytes = subject.bytes.saturating_add(item.file.bytes);
    subject.failed |= item.status == Status::Error;
    if rules.keep.agents.iter().any(|kept| kept.matches(&item.agent)) {
        insert(&mut subject.agents, &item.agent);
    }
    if let Some(group) = &item.group {
        insert(&mut subject.groups, group);
    }
}

/// Adds a name that is mostly there already.
fn insert(names: &mut BTreeSet<String>, name: &str) {
    if !names.contains(name) {
        names.insert(name.to_owned());
    }
}

/// Judges others with them.
fn join(subject: &mut Subject, other: Subject) {
    subject.newest = subject.newest.max(other.newest);
    subject.responses += other.responses;
    subject.bytes = subject.bytes.saturating_add(other.bytes);
    subject.groups.extend(other.groups);
    subject.agents.extend(other.agents);
    subject.failed |= other.failed;
    subject.live = subject.live.max(other.live);
}
