//! What is kept of each selected record until all are seen: a line of numbers.

use std::cmp::Reverse;
use std::num::NonZeroU64;
use std::time::Duration;

use jiff::Timestamp;

use super::figures::Totals;
use super::groups::Kind;
use super::outliers::Candidate;
use super::question::{Place, Question};
use super::top::Top;
use crate::record::{RecordTime, Status};
use crate::store::entry::Entry;
use crate::store::interner::{Interner, index};
use crate::store::scan::Tally;

/// How many of the selected records lack a value. They are left out of the figures that need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unknown {
    /// Analysed records without a readable duration.
    pub duration: u64,
    /// Selected records without a readable time. If only some time is analysed, nothing else is counted of them.
    pub timestamp: u64,
    /// Analysed records that say nothing of tokens.
    pub tokens: u64,
}

/// A number that may be unknown, in the space of a number.
///
/// One more than the number is kept, and zero stands for unknown; the largest number of all is taken for the one
/// before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Compact(Option<NonZeroU64>);

impl Compact {
    fn new(number: Option<u64>) -> Self {
        Self(number.and_then(|number| NonZeroU64::new(number.saturating_add(1))))
    }

    fn get(self) -> Option<u64> {
        self.0.map(|kept| kept.get() - 1)
    }
}

/// One record: numbers for its names, and its measures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Observation {
    /// When the response was given.
    pub(super) time: Option<Timestamp>,
    nanos: Compact,
    tokens: Compact,
    model: Option<u32>,
    pub(super) agent: u32,
    pub(super) session: u32,
    tools: u32,
    pub(super) status: Status,
}

impl Observation {
    /// How long the response took.
    pub(super) fn duration(&self) -> Option<Duration> {
        self.nanos.get().map(Duration::from_nanos)
    }

    /// How many tokens it took.
    pub(super) fn tokens(&self) -> Option<u64> {
        self.tokens.get()
    }
}

/// The numbers of names and of sets of tools.
#[derive(Debug, Default)]
struct Names {
    agents: Interner<str>,
    models: Interner<str>,
    tools: Interner<str>,
    sessions: Interner<str>,
    /// Each set of tools that was used together, in ascending order of their numbers.
    tool_sets: Interner<[u32]>,
}

impl Names {
    fn observe(&mut self, entry: &Entry) -> Observation {
        let tools = entry.facts.tools.iter().map(|tool| self.tools.id(tool)).collect();
        let nanos = |duration: Duration| u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        Observation {
            time: entry.instant(),
            nanos: Compact::new(entry.facts.duration.map(nanos)),
            tokens: Compact::new(entry.facts.tokens),
            model: entry.facts.model.as_deref().map(|model| self.models.id(model)),
            agent: self.agents.id(entry.agent()),
            session: self.sessions.id(entry.session()),
            tools: self.tool_set(tools),
            status: entry.status(),
        }
    }

    fn tool_set(&mut self, mut tools: Vec<u32>) -> u32 {
        tools.sort_unstable();
        tools.dedup();
        self.tool_sets.id(&tools)
    }

    /// Takes in another's names, and gives the way from its numbers to ours.
    fn absorb(&mut self, other: &Self) -> Renumbering {
        let tools = self.tools.absorb(&other.tools);
        let sets = other.tool_sets.values();
        Renumbering {
            agents: self.agents.absorb(&other.agents),
            models: self.models.absorb(&other.models),
            sessions: self.sessions.absorb(&other.sessions),
            tool_sets: sets
                .iter()
                .map(|set| self.tool_set(set.iter().map(|tool| tools[index(*tool)]).collect()))
                .collect(),
        }
    }
}

/// For each number of one [`Names`] the number in another.
struct Renumbering {
    agents: Vec<u32>,
    models: Vec<u32>,
    sessions: Vec<u32>,
    tool_sets: Vec<u32>,
}

impl Renumbering {
    fn apply(&self, seen: Observation) -> Observation {
        Observation {
            agent: self.agents[index(seen.agent)],
            model: seen.model.map(|model| self.models[index(model)]),
            session: self.sessions[index(seen.session)],
            tools: self.tool_sets[index(seen.tools)],
            ..seen
        }
    }
}

/// The selected records as lines of numbers, about 64 bytes each, in no particular order.
#[derive(Debug)]
pub struct Observations<'a> {
    pub(super) question: &'a Question,
    pub(super) seen: Vec<Observation>,
    names: Names,
    /// By the agents' numbers, the responses of each that took longest: only these can ever be shown as outliers, and
    /// so only their ids are kept.
    pub(super) longest: Vec<Top<Candidate>>,
    /// The responses of the period before, which are only ever compared as a whole.
    pub(super) previous: Totals,
    pub(super) first: Option<RecordTime>,
    pub(super) last: Option<RecordTime>,
    pub(super) unknown: Unknown,
}

impl<'a> Observations<'a> {
    /// Nothing observed yet.
    #[must_use]
    pub fn new(question: &'a Question) -> Self {
        Self {
            question,
            seen: Vec::new(),
            names: Names::default(),
            longest: Vec::new(),
            previous: Totals::default(),
            first: None,
            last: None,
            unknown: Unknown::default(),
        }
    }

    /// All observed records counted together.
    pub(super) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for seen in &self.seen {
            totals.add(seen.status, seen.tokens(), seen.duration());
        }
        totals
    }

    /// The names of a kind, each at its number.
    pub(super) fn names(&self, kind: Kind) -> Vec<&str> {
        match kind {
            Kind::Agent => self.names.agents.values(),
            Kind::Model => self.names.models.values(),
            Kind::Tool => self.names.tools.values(),
            Kind::Session => self.names.sessions.values(),
        }
    }

    /// Each record with the numbers of a kind that it counts under.
    pub(super) fn each_under(&self, kind: Kind) -> impl Iterator<Item = (&Observation, &[u32])> {
        let sets = self.names.tool_sets.values();
        self.seen.iter().map(move |seen| match kind {
            Kind::Agent => (seen, std::slice::from_ref(&seen.agent)),
            Kind::Model => (seen, seen.model.as_slice()),
            Kind::Tool => (seen, sets[index(seen.tools)]),
            Kind::Session => (seen, std::slice::from_ref(&seen.session)),
        })
    }

    fn observe(&mut self, entry: &Entry) {
        let seen = self.names.observe(entry);
        self.unknown.duration += u64::from(seen.duration().is_none());
        self.unknown.tokens += u64::from(seen.tokens().is_none());
        self.unknown.timestamp += u64::from(seen.time.is_none());
        self.first = self.first.into_iter().chain(entry.timestamp).min();
        self.last = self.last.into_iter().chain(entry.timestamp).max();
        if let Some(duration) = seen.duration() {
            let longest = self.longest_of(seen.agent);
            if !longest.surely_rejects(|last| last.duration.0 > duration) {
                let session = entry.session().to_owned();
                longest.add(Candidate { duration: Reverse(duration), time: entry.timestamp, id: entry.id(), session });
            }
        }
        self.seen.push(seen);
    }

    fn longest_of(&mut self, agent: u32) -> &mut Top<Candidate> {
        let agent = index(agent);
        if self.longest.len() <= agent {
            self.longest.resize_with(agent + 1, || Top::new(self.question.top_count()));
        }
        &mut self.longest[agent]
    }
}

impl Tally for Observations<'_> {
    const LOOKS_AT_TIMES: bool = false;

    fn add(&mut self, entry: &Entry) {
        match self.question.place(entry) {
            Some(Place::Current) => self.observe(entry),
            Some(Place::Previous) => self.previous.add(entry.status(), entry.facts.tokens, entry.facts.duration),
            Some(Place::Unplaced) => self.unknown.timestamp += 1,
            None => {}
        }
    }

    fn merge(&mut self, other: Self) {
        let renumbering = self.names.absorb(&other.names);
        self.seen.extend(other.seen.into_iter().map(|seen| renumbering.apply(seen)));
        for (agent, longest) in renumbering.agents.iter().zip(other.longest) {
            self.longest_of(*agent).merge(longest);
        }
        self.previous.merge(other.previous);
        self.first = self.first.into_iter().chain(other.first).min();
        self.last = self.last.into_iter().chain(other.last).max();
        self.unknown.duration += other.unknown.duration;
        self.unknown.timestamp += other.unknown.timestamp;
        self.unknown.tokens += other.unknown.tokens;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_observation_is_small() {
        assert!(size_of::<Observation>() <= 64, "{} bytes", size_of::<Observation>());
    }

    #[test]
    fn a_compact_number_keeps_all_but_the_largest() {
        for number in [None, Some(0), Some(1), Some(u64::MAX - 1)] {
            assert_eq!(Compact::new(number).get(), number);
        }
        assert_eq!(Compact::new(Some(u64::MAX)).get(), Some(u64::MAX - 1));
    }
}
