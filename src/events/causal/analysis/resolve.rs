//! Ids brought to the events that have them.

use std::collections::{BinaryHeap, HashMap};
use std::ops::Range;

use super::links::{EventPlace, Id, Links, Named};

/// As many ids that nobody has are named.
const NAMED_DANGLING: usize = 1000;

/// What each event depends on, as places of events in ascending order.
#[derive(Debug)]
pub(super) struct Causes {
    /// Where the causes of each event begin; one more at the end.
    starts: Vec<u32>,
    causes: Vec<u32>,
}

impl Causes {
    /// How many events there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.starts.len() - 1).unwrap_or(u32::MAX)
    }

    /// What an event depends on.
    pub(super) fn of(&self, event: u32) -> &[u32] {
        let [start, end] = [event, event + 1].map(|at| self.starts[at as usize] as usize);
        &self.causes[start..end]
    }

    /// All of them, an event once for each that depends on it.
    pub(super) fn all(&self) -> &[u32] {
        &self.causes
    }

    /// Pairs of an event and one that it depends on.
    fn new(events: u32, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = Vec::with_capacity(events as usize + 1);
        let mut at = 0;
        for event in 0..=events {
            while pairs.get(at).is_some_and(|(effect, _)| *effect < event) {
                at += 1;
            }
            starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        let mut causes: Vec<u32> = pairs.into_iter().map(|(_, cause)| cause).collect();
        // They were collected where the pairs stood.
        causes.shrink_to_fit();
        Self { starts, causes }
    }
}

/// The links of events with both ends known.
#[derive(Debug)]
pub(super) struct Resolved {
    links: Links,
    /// What each event depends on.
    pub(super) causes: Causes,
    /// Ids that nobody has, in the order of the events that name them, as many as are named.
    pub(super) dangling: Vec<(EventPlace, String)>,
    /// How many there are.
    pub(super) total_dangling: u64,
}

impl Resolved {
    /// Where some events stand and how they are called.
    pub(super) fn places(&self, events: impl IntoIterator<Item = u32>) -> HashMap<u32, EventPlace> {
        self.links.places(events)
    }
}

/// Ids that nobody has, of which those of the first events are kept.
#[derive(Default)]
struct Missing {
    first: BinaryHeap<(u32, String)>,
    total: u64,
}

impl Missing {
    fn see(&mut self, event: u32, id: impl FnOnce() -> String) {
        self.total += 1;
        if self.first.len() < NAMED_DANGLING || self.first.peek().is_some_and(|(last, _)| event < *last) {
            self.first.push((event, id()));
            if self.first.len() > NAMED_DANGLING {
                self.first.pop();
            }
        }
    }
}

/// Which end of a link it is that names the other.
#[derive(Clone, Copy)]
enum Naming {
    /// The effect: it depends on the other.
    Effect,
    /// The cause: it blocks the other.
    Cause,
}

impl Naming {
    /// Effect and cause, of the event that names and the one that is named.
    fn pair(self, naming: u32, named: u32) -> (u32, u32) {
        match self {
            Self::Effect => (naming, named),
            Self::Cause => (named, naming),
        }
    }
}

impl<I> Named<I> {
    fn naming(&mut self, naming: Naming) -> &mut Vec<(I, u32)> {
        match naming {
            Naming::Effect => &mut self.needs,
            Naming::Cause => &mut self.blocks,
        }
    }
}

/// The events that have an id, where ids are asked for in their order: each is looked for only behind the one before.
struct Having<'a, I> {
    events: &'a [(I, u32)],
    found: Range<usize>,
}

impl<'a, I: Ord> Having<'a, I> {
    fn new(events: &'a [(I, u32)]) -> Self {
        Self { events, found: 0..0 }
    }

    fn of(&mut self, id: &I) -> &'a [(I, u32)] {
        if self.events[self.found.clone()].first().is_none_or(|(found, _)| found != id) {
            let behind = &self.events[self.found.end..];
            let start = self.found.end + behind.iter().take_while(|(other, _)| other < id).count();
            let count = self.events[start..].iter().take_while(|(other, _)| other == id).count();
            self.found = start..start + count;
        }
        &self.events[self.found.clone()]
    }
}

impl Links {
    /// Brings every id that is named to the event that has it: the first of its own file, and else of any.
    pub(super) fn resolve(mut self) -> Resolved {
        let (mut proper, mut odd) = (std::mem::take(&mut self.proper), std::mem::take(&mut self.odd));
        let mut missing = Missing::default();
        let mut pairs = self.bring(&mut proper, |event, id| missing.see(event, || Id::Proper(*id).text()));
        pairs.extend(self.bring_odd(&mut odd, |event, id| missing.see(event, || id.to_string())));
        // From here on only what events are called matters.
        (self.proper, self.odd) = (proper, odd);
        let causes = Causes::new(self.len(), pairs);
        let places = self.places(missing.first.iter().map(|(event, _)| *event));
        let dangling = missing.first.into_sorted_vec();
        let dangling = dangling.into_iter().filter_map(|(event, id)| Some((places.get(&event)?.clone(), id))).collect();
        Resolved { links: self, causes, dangling, total_dangling: missing.total }
    }

    /// The pairs of effect and cause that ids make. Ids that nobody has are shown to `missing`, each with the event that names it.
    ///
    /// There are mostly as many as events, so each pair takes the place of its id.
    fn bring(&self, named: &mut Named<u32>, mut missing: impl FnMut(u32, &u32)) -> Vec<(u32, u32)> {
        named.events.sort_unstable();
        let [mut pairs, blocks] = [Naming::Effect, Naming::Cause].map(|naming| {
            let mut links = std::mem::take(named.naming(naming));
            links.sort_unstable();
            let mut having = Having::new(&named.events);
            links.retain_mut(|(id, event)| {
                let other = self.nearest(having.of(id), *event);
                match other {
                    Some(other) => (*id, *event) = naming.pair(*event, other),
                    None => missing(*event, id),
                }
                other.is_some()
            });
            links
        });
        pairs.extend(blocks);
        pairs
    }

    /// The same of the other ids, which are few.
    fn bring_odd(&self, named: &mut Named<Box<str>>, mut missing: impl FnMut(u32, &str)) -> Vec<(u32, u32)> {
        named.events.sort_unstable();
        let mut pairs = Vec::new();
        for naming in [Naming::Effect, Naming::Cause] {
            let mut links = std::mem::take(named.naming(naming));
            links.sort_unstable();
            let mut having = Having::new(&named.events);
            for (id, event) in &links {
                match self.nearest(having.of(id), *event) {
                    Some(other) => pairs.push(naming.pair(*event, other)),
                    None => missing(*event, id),
                }
            }
        }
        pairs
    }

    /// Of events of the same id the one that is meant where `from` names it.
    fn nearest<I>(&self, same: &[(I, u32)], from: u32) -> Option<u32> {
        if let [(_, only)] = same {
            return Some(*only);
        }
        let file = self.same_file(from);
        let here = same.partition_point(|(_, event)| *event < file.start);
        let here = same.get(here).filter(|(_, event)| file.contains(event));
        here.or(same.first()).map(|(_, event)| *event)
    }
}
