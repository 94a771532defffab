//! What logs tell as a whole: how much of what and when, which promises were kept, what failed and what led there, and the longest chains
//! of causes.
//!
//! All of it is gathered in one walk through the logs. Of an event that nothing more is to be said of only its id and those that it names stay in
//! memory, and from when these are brought together not even its own. What the events are called that are told of, and when they
//! happened, is read in a second walk.

mod along;
mod chains;
mod failures;
mod naming;
mod promises;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use jiff::Timestamp;

use super::Event;
use super::links::{EventPlace, Links, SHARE};
use crate::events::Read;
use crate::events::log::{Fold, Line, Problem, ReadOptions, fold};
use crate::record::{LazyZone, RecordTime};

pub use along::{Along, Names, QUARTER_SECONDS, Quarter};
pub use chains::Chain;
pub use failures::{FailedEvents, Reason};
pub use promises::{Outcome, PromiseKept};

use chains::Chains;
use failures::Failing;
use promises::Promised;

/// The type of events that are errors.
const ERROR: &str = "error";

/// What logs tell as a whole.
#[derive(Debug)]
pub struct Analysis {
    /// How many events there are in each file that holds any.
    pub files: BTreeMap<usize, u64>,
    /// How many events are errors.
    pub errors: u64,
    /// How many failures are told of.
    pub failures: u64,
    /// The earliest event.
    pub first: Option<RecordTime>,
    /// The latest event.
    pub last: Option<RecordTime>,
    /// The events by type, agent and source, and when they happened.
    pub along: Along,
    /// The promises in the order in which they were made, log by log.
    pub promises: Vec<PromiseKept>,
    /// What failed for which reason, the most frequent first.
    pub reasons: Vec<Reason>,
    /// What led to failures.
    pub failed: FailedEvents,
    /// The longest chains of causes, one for each event that nothing depends on, the longest first.
    pub chains: Vec<Chain>,
    /// Ids that events name and no event has: the first of them.
    pub dangling: Vec<(EventPlace, String)>,
    /// How many there are.
    pub total_dangling: u64,
    /// Events that lead to themselves: for each knot of them one way round.
    pub cycles: Vec<Vec<EventPlace>>,
    /// How often each rule was in force.
    pub constraints: HashMap<String, u64>,
    /// How many events are about each thing, by its whole name.
    pub entities: HashMap<String, u64>,
}

impl Analysis {
    /// How many events there are.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.files.values().sum()
    }

    /// All events that it tells of.
    fn places(&mut self) -> Vec<&mut EventPlace> {
        let reasons = self
            .reasons
            .iter_mut()
            .flat_map(|one| one.because_of.iter_mut().chain([&mut one.event]).chain(&mut one.root));
        let failed = self.failed.causes.iter_mut().chain(&mut self.failed.roots).map(|(event, _)| event);
        let chains = self.chains.iter_mut().flat_map(|chain| chain.events.iter_mut().chain([&mut chain.root]));
        let dangling = self.dangling.iter_mut().map(|(event, _)| event);
        reasons.chain(failed).chain(chains).chain(dangling).chain(self.cycles.iter_mut().flatten()).collect()
    }
}

/// Reads what logs tell as a whole. Of chains, reasons and causes as many are told as `top` says.
#[must_use]
pub fn analyse(files: &[PathBuf], options: &ReadOptions, naive_zone: &LazyZone, top: usize) -> Read<Analysis> {
    let folded = fold(files, options, || Gathered::new(naive_zone));
    let mut found = folded.found.analysed(top);
    naming::name(found.places(), files, options, naive_zone);
    Read { found, problems: folded.problems }
}

/// What was gathered on the way.
struct Gathered<'a> {
    naive_zone: &'a LazyZone,
    files: BTreeMap<usize, u64>,
    errors: u64,
    first: Option<RecordTime>,
    last: Option<RecordTime>,
    along: Along,
    promised: Promised,
    failing: Failing,
    links: Links,
    constraints: HashMap<String, u64>,
    entities: HashMap<String, u64>,
}

impl<'a> Gathered<'a> {
    fn new(naive_zone: &'a LazyZone) -> Self {
        Self {
            naive_zone,
            files: BTreeMap::new(),
            errors: 0,
            first: None,
            last: None,
            along: Along::default(),
            promised: Promised::default(),
            failing: Failing::default(),
            links: Links::default(),
            constraints: HashMap::new(),
            entities: HashMap::new(),
        }
    }

    fn analysed(self, top: usize) -> Analysis {
        let mut resolved = self.links.resolve(SHARE);
        let lengths = Chains::of(&mut resolved.causes);
        let (chains, cycles) = (lengths.longest(&resolved, top), lengths.cycles(&resolved));
        let roots = lengths.into_roots(&resolved.causes);
        let (reasons, failed) = self.failing.analysed(&resolved, &roots, top);
        Analysis {
            files: self.files,
            errors: self.errors,
            failures: self.failing.total,
            first: self.first,
            last: self.last,
            along: self.along,
            promises: self.promised.kept(),
            reasons,
            failed,
            chains,
            cycles,
            dangling: resolved.dangling,
            total_dangling: resolved.total_dangling,
            constraints: self.constraints,
            entities: self.entities,
        }
    }

    fn see(&mut self, first: Option<RecordTime>, last: Option<RecordTime>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.max(last);
    }
}

impl Fold for Gathered<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let event = Event::parse(line.text)?;
        *self.files.entry(line.file).or_default() += 1;
        let time = event.timestamp(self.naive_zone);
        self.see(time, time);
        let instant = time.map(RecordTime::instant);
        let (kind, provenance) = (event.event_type(), event.value("provenance"));
        let member = |key| provenance.and_then(|provenance| provenance.member(key)?.as_str());
        let is_error = kind.as_deref() == Some(ERROR);
        let failures = event.failure_ledger();
        let (agent, source) = (member("agent"), member("source"));
        let names = [kind.as_deref(), agent.as_deref(), source.as_deref()];
        self.along.see(instant, names, u64::from(is_error), failures.len() as u64);
        self.errors += u64::from(is_error);
        let place = self.links.see(line, event.event_id(), event.dependencies());
        if is_error || !failures.is_empty() {
            self.failing.see(place, &failures, time, self.naive_zone);
        }
        self.promised.see(line.file, &event, instant, self.naive_zone);
        for rule in event.active_constraints().into_iter().filter_map(|rule| rule.constraint) {
            count(&mut self.constraints, &rule);
        }
        for (name, entity) in event.key_entities() {
            count(&mut self.entities, entity.full_name.as_deref().unwrap_or(&name));
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        for (file, events) in later.files {
            *self.files.entry(file).or_default() += events;
        }
        self.errors += later.errors;
        self.see(later.first, later.last);
        self.along.append(later.along);
        self.promised.append(later.promised);
        self.failing.append(later.failing, self.links.len());
        self.links.append(later.links);
        for (ours, theirs) in [(&mut self.constraints, later.constraints), (&mut self.entities, later.entities)] {
            for (name, events) in theirs {
                *ours.entry(name).or_default() += events;
            }
        }
    }
}

/// Counts a name, without a copy of it if it is known.
fn count(names: &mut HashMap<String, u64>, name: &str) {
    match names.get_mut(name) {
        Some(count) => *count += 1,
        None => _ = names.insert(name.to_owned(), 1),
    }
}

/// An instant in microseconds; the smallest number for one that is not known, so that it comes before all others.
fn microseconds(time: Option<Timestamp>) -> i64 {
    time.map_or(i64::MIN, Timestamp::as_microsecond)
}

/// The instant of so many microseconds.
fn instant(microseconds: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(microseconds).ok()
}

#[cfg(test)]
mod tests;
