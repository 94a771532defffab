//! Chains of causes: which event led to which, and so on.

use std::collections::{BTreeSet, HashMap};

use super::links::EventPlace;
use super::resolve::{Causes, Resolved};
use crate::events::causal::graph::cycles;

/// As many events of a chain are named.
const NAMED_EVENTS: usize = 1000;

/// What an event has whose chain nobody has looked at yet.
const UNSEEN: u32 = 0;
/// What it has while its causes are looked at.
const ENTERED: u32 = u32::MAX;
/// What it has if it is part of a cycle, or one led to it.
const CYCLIC: u32 = u32::MAX - 1;

/// The longest chain of causes that led to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// How many events it has.
    pub length: u64,
    /// Its events, causes before effects; of a very long one the last of them.
    pub events: Vec<EventPlace>,
    /// Its first event.
    pub root: EventPlace,
}

/// The length of the longest chain to each event, and where that begins.
#[derive(Debug)]
pub(super) struct Chains {
    lengths: Vec<u32>,
    roots: Vec<u32>,
    /// The events that nothing depends on and that depend on something.
    ends: Vec<u32>,
    cyclic: Vec<u32>,
}

impl Chains {
    pub(super) fn of(causes: &Causes) -> Self {
        let mut chains = Self {
            lengths: vec![UNSEEN; causes.len() as usize],
            roots: (0..causes.len()).collect(),
            ends: Vec::new(),
            cyclic: Vec::new(),
        };
        for event in 0..causes.len() {
            chains.measure(causes, event);
        }
        let mut is_cause = vec![false; causes.len() as usize];
        causes.all().iter().for_each(|cause| is_cause[*cause as usize] = true);
        let is_end = |event: &u32| !is_cause[*event as usize] && (2..CYCLIC).contains(&chains.lengths[*event as usize]);
        chains.ends = (0..causes.len()).filter(is_end).collect();
        chains.cyclic = (0..causes.len()).filter(|event| chains.lengths[*event as usize] == CYCLIC).collect();
        chains
    }

    /// Finds the chain to an event and all that led to it, without recursion: a chain can be as long as the log.
    fn measure(&mut self, causes: &Causes, event: u32) {
        let mut path = vec![(event, 0)];
        while let Some((event, next)) = path.pop() {
            if next == 0 {
                if self.lengths[event as usize] != UNSEEN {
                    continue;
                }
                self.lengths[event as usize] = ENTERED;
            }
            match causes.of(event).get(next) {
                Some(cause) => {
                    path.push((event, next + 1));
                    if self.lengths[*cause as usize] == UNSEEN {
                        path.push((*cause, 0));
                    }
                }
                None => self.leave(causes, event),
            }
        }
    }

    /// All causes of an event have been looked at. One that is still being looked at stands further up the path: the event leads to itself.
    fn leave(&mut self, causes: &Causes, event: u32) {
        let before = causes.of(event);
        if before.iter().any(|cause| self.lengths[*cause as usize] >= CYCLIC) {
            self.lengths[event as usize] = CYCLIC;
            return;
        }
        let longest = before.iter().copied().rev().max_by_key(|cause| self.lengths[*cause as usize]);
        self.lengths[event as usize] = longest.map_or(1, |cause| self.lengths[cause as usize] + 1);
        self.roots[event as usize] = longest.map_or(event, |cause| self.roots[cause as usize]);
    }

    /// Where the longest chain to an event begins; `None` if nothing led to it, or a cycle did.
    pub(super) fn root(&self, event: u32) -> Option<u32> {
        let length = self.lengths.get(event as usize)?;
        (2..CYCLIC).contains(length).then(|| self.roots[event as usize])
    }

    /// The longest chains, of equals those that end first.
    pub(super) fn longest(&self, resolved: &Resolved, top: usize) -> Vec<Chain> {
        let mut ends = self.ends.clone();
        ends.sort_by_key(|end| (std::cmp::Reverse(self.lengths[*end as usize]), *end));
        ends.truncate(top);
        let ways: Vec<_> = ends.iter().map(|end| self.way(&resolved.causes, *end)).collect();
        let named = ways.iter().flatten().copied().chain(ends.iter().map(|end| self.roots[*end as usize]));
        let places = resolved.places(named);
        let place = |event: &u32| places.get(event).cloned();
        let chain = |(end, way): (&u32, &Vec<u32>)| {
            Some(Chain {
                length: u64::from(self.lengths[*end as usize]),
                events: way.iter().filter_map(place).collect(),
                root: place(&self.roots[*end as usize])?,
            })
        };
        ends.iter().zip(&ways).filter_map(chain).collect()
    }

    /// The last events of the longest chain to an event.
    fn way(&self, causes: &Causes, end: u32) -> Vec<u32> {
        let before = |event: &u32| {
            let length = self.lengths[*event as usize] - 1;
            causes.of(*event).iter().copied().find(|cause| self.lengths[*cause as usize] == length)
        };
        let mut way: Vec<_> = std::iter::successors(Some(end), before).take(NAMED_EVENTS).collect();
        way.reverse();
        way
    }

    /// One way round in each knot of events that lead to themselves.
    pub(super) fn cycles(&self, resolved: &Resolved) -> Vec<Vec<EventPlace>> {
        let knotted = self.knotted(&resolved.causes);
        let places: HashMap<u32, usize> = knotted.iter().copied().zip(0..).collect();
        let next: Vec<Vec<usize>> = knotted
            .iter()
            .map(|event| resolved.causes.of(*event).iter().filter_map(|cause| places.get(cause).copied()).collect())
            .collect();
        let cycles = cycles::find(&next);
        let named: BTreeSet<u32> = cycles.iter().flatten().map(|at| knotted[*at]).collect();
        let places = resolved.places(named);
        let place = |at: usize| places.get(&knotted[at]).cloned();
        cycles.into_iter().map(|cycle| cycle.into_iter().filter_map(place).collect()).collect()
    }

    /// The events of cycles, and those between two of them. A cycle may have led to all events of a log: as long as nothing else depends on one
    /// of these, it is put aside.
    fn knotted(&self, causes: &Causes) -> Vec<u32> {
        let mut effects = vec![0_u32; causes.len() as usize];
        for cause in self.cyclic.iter().flat_map(|event| causes.of(*event)) {
            effects[*cause as usize] += 1;
        }
        let mut aside: Vec<u32> = self.cyclic.iter().copied().filter(|event| effects[*event as usize] == 0).collect();
        while let Some(event) = aside.pop() {
            for cause in causes.of(event) {
                let left = &mut effects[*cause as usize];
                *left -= 1;
                if *left == 0 && self.lengths[*cause as usize] == CYCLIC {
                    aside.push(*cause);
                }
            }
        }
        self.cyclic.iter().copied().filter(|event| effects[*event as usize] > 0).collect()
    }
}
