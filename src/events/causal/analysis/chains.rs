//! Chains of causes: which event led to which, and so on.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::events::causal::graph::cycles;
use crate::events::causal::links::{Bits, Causes, EventPlace, Resolved};

/// As many events of a chain are named.
const NAMED_EVENTS: usize = 1000;

/// What an event has whose chain nobody has looked at yet.
const UNSEEN: u32 = 0;
/// What it has if it is part of a cycle, or one led to it.
const CYCLIC: u32 = u32::MAX;

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

/// The length of the longest chain to each event. The cause before it in that chain is the first of its causes.
#[derive(Debug)]
pub(super) struct Chains {
    lengths: Vec<u32>,
}

/// Where the longest chain to each event begins.
#[derive(Debug)]
pub(super) struct Roots(Vec<u32>);

/// Events whose causes are looked at. The length of each is the number of its next cause meanwhile.
#[derive(Debug, Default)]
struct Path {
    events: Vec<u32>,
    on: Bits,
}

impl Chains {
    pub(super) fn of(causes: &mut Causes) -> Self {
        let mut chains = Self { lengths: vec![UNSEEN; causes.len() as usize] };
        let mut path = Path::default();
        for event in 0..causes.len() {
            chains.measure(causes, event, &mut path);
        }
        chains
    }

    /// Finds the chain to an event and all that led to it, without recursion: a chain can be as long as the log.
    fn measure(&mut self, causes: &mut Causes, event: u32, path: &mut Path) {
        self.enter(event, path);
        while let Some(event) = path.events.last().copied() {
            let next = &mut self.lengths[event as usize];
            match causes.of(event).get(*next as usize).copied() {
                Some(cause) => {
                    *next += 1;
                    self.enter(cause, path);
                }
                None => self.leave(causes, event, path),
            }
        }
    }

    fn enter(&mut self, event: u32, path: &mut Path) {
        if self.lengths[event as usize] == UNSEEN && !path.on.has(event as usize) {
            path.on.add(event as usize);
            path.events.push(event);
        }
    }

    /// All causes of an event have been looked at. One that is still on the path leads from the event to itself.
    fn leave(&mut self, causes: &mut Causes, event: u32, path: &mut Path) {
        let before = causes.of(event);
        let is_cyclic = |cause: &u32| path.on.has(*cause as usize) || self.lengths[*cause as usize] == CYCLIC;
        let length = if before.iter().any(is_cyclic) {
            CYCLIC
        } else {
            let lengths = before.iter().map(|cause| self.lengths[*cause as usize]);
            // Of equals the first.
            match lengths.enumerate().rev().max_by_key(|(_, length)| *length) {
                Some((0, longest)) => longest + 1,
                Some((at, longest)) => {
                    causes.put_first(event, at);
                    longest + 1
                }
                None => 1,
            }
        };
        self.lengths[event as usize] = length;
        path.events.pop();
        path.on.remove(event as usize);
    }

    /// True if something led to an event, and no cycle.
    fn is_chain(&self, event: u32) -> bool {
        (2..CYCLIC).contains(&self.lengths[event as usize])
    }

    /// Where the chains begin, found where their lengths stood.
    pub(super) fn into_roots(self, causes: &Causes) -> Roots {
        let mut known = Bits::default();
        let mut chains = self;
        for event in 0..causes.len() {
            let mut at = event;
            while !known.has(at as usize) && chains.is_chain(at) {
                at = causes.first(at);
            }
            // An event to which nothing led is the root of its own chain, and one with a cycle before it has none to speak of.
            let root = if known.has(at as usize) { chains.lengths[at as usize] } else { at };
            let mut at = event;
            while !known.has(at as usize) {
                let is_chain = chains.is_chain(at);
                known.add(at as usize);
                chains.lengths[at as usize] = root;
                if is_chain {
                    at = causes.first(at);
                }
            }
        }
        Roots(chains.lengths)
    }

    /// The longest chains to events that nothing depends on, of equals those that end first.
    pub(super) fn longest(&self, resolved: &Resolved, top: usize) -> Vec<Chain> {
        let mut is_cause = Bits::default();
        resolved.causes.all().iter().for_each(|cause| is_cause.add(*cause as usize));
        let ends = (0..resolved.causes.len()).filter(|event| self.is_chain(*event) && !is_cause.has(*event as usize));
        let ends = ends.map(|end| (Reverse(self.lengths[end as usize]), end));
        first(ends, top).into_iter().filter_map(|(Reverse(length), end)| self.chain(resolved, length, end)).collect()
    }

    fn chain(&self, resolved: &Resolved, length: u32, end: u32) -> Option<Chain> {
        let before = |event: &u32| self.is_chain(*event).then(|| resolved.causes.first(*event));
        let way = || std::iter::successors(Some(end), before);
        let mut events: Vec<_> = way().take(NAMED_EVENTS).map(|event| resolved.standing.place(event)).collect();
        events.reverse();
        Some(Chain { length: u64::from(length), events, root: resolved.standing.place(way().last()?) })
    }

    /// One way round in each knot of events that lead to themselves.
    pub(super) fn cycles(&self, resolved: &Resolved) -> Vec<Vec<EventPlace>> {
        let knotted = self.knotted(&resolved.causes);
        let places: HashMap<u32, usize> = knotted.iter().copied().zip(0..).collect();
        let next: Vec<Vec<usize>> = knotted
            .iter()
            .map(|event| resolved.causes.of(*event).iter().filter_map(|cause| places.get(cause).copied()).collect())
            .collect();
        let place = |at: usize| resolved.standing.place(knotted[at]);
        cycles::find(&next).into_iter().map(|cycle| cycle.into_iter().map(place).collect()).collect()
    }

    /// The events that are part of a cycle, or to which one led.
    fn cyclic(&self) -> impl Iterator<Item = u32> {
        (0_u32..).zip(&self.lengths).filter(|(_, length)| **length == CYCLIC).map(|(event, _)| event)
    }

    /// The events of cycles, and those between two of them. A cycle may have led to all events of a log: as long as nothing else depends on one
    /// of these, it is put aside.
    fn knotted(&self, causes: &Causes) -> Vec<u32> {
        if self.cyclic().next().is_none() {
            return Vec::new();
        }
        let mut effects = vec![0_u32; causes.len() as usize];
        for cause in self.cyclic().flat_map(|event| causes.of(event)) {
            effects[*cause as usize] += 1;
        }
        let mut aside: Vec<u32> = self.cyclic().filter(|event| effects[*event as usize] == 0).collect();
        while let Some(event) = aside.pop() {
            for cause in causes.of(event) {
                let left = &mut effects[*cause as usize];
                *left -= 1;
                if *left == 0 && self.lengths[*cause as usize] == CYCLIC {
                    aside.push(*cause);
                }
            }
        }
        self.cyclic().filter(|event| effects[*event as usize] > 0).collect()
    }
}

impl Roots {
    /// Where the longest chain to an event begins; `None` if nothing led to it, or a cycle did.
    pub(super) fn of(&self, event: u32) -> Option<u32> {
        self.0.get(event as usize).copied().filter(|root| *root != event)
    }
}

/// The first of many in their order, as many as `top` says.
pub(super) fn first<T: Ord>(many: impl Iterator<Item = T>, top: usize) -> Vec<T> {
    let mut heap = BinaryHeap::new();
    for one in many {
        if heap.len() < top {
            heap.push(one);
        } else if let Some(mut last) = heap.peek_mut()
            && one < *last
        {
            *last = one;
        }
    }
    heap.into_sorted_vec()
}
