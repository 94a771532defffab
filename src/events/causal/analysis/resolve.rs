//! Ids brought to the events that have them.

use std::collections::{BinaryHeap, HashMap};

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
        Self { starts, causes: pairs.into_iter().map(|(_, cause)| cause).collect() }
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

impl Links {
    /// Brings every id that is named to the event that has it: the first of its own file, and else of any.
    pub(super) fn resolve(mut self) -> Resolved {
        let (mut proper, mut odd) = (std::mem::take(&mut self.proper), std::mem::take(&mut self.odd));
        let mut pairs = Vec::with_capacity(proper.needs.len() + proper.blocks.len());
        let mut missing = Missing::default();
        self.bring(&mut proper, &mut pairs, |event, id| missing.see(event, || Id::Proper(*id).text()));
        self.bring(&mut odd, &mut pairs, |event, id| missing.see(event, || id.to_string()));
        // From here on only what events are called matters.
        (proper.needs, proper.blocks) = (Vec::new(), Vec::new());
        (self.proper, self.odd) = (proper, odd);
        let causes = Causes::new(self.len(), pairs);
        let places = self.places(missing.first.iter().map(|(event, _)| *event));
        let dangling = missing.first.into_sorted_vec();
        let dangling = dangling.into_iter().filter_map(|(event, id)| Some((places.get(&event)?.clone(), id))).collect();
        Resolved { links: self, causes, dangling, total_dangling: missing.total }
    }

    /// Puts the pairs of effect and cause that the ids of one sort make to `pairs`. Ids that nobody has are shown to `missing`, each with the
    /// event that names it.
    fn bring<I: Ord>(&self, named: &mut Named<I>, pairs: &mut Vec<(u32, u32)>, mut missing: impl FnMut(u32, &I)) {
        let Named { events, needs, blocks } = named;
        events.sort_unstable();
        for (list, naming) in [(needs, Naming::Effect), (blocks, Naming::Cause)] {
            // In the order of ids, each is looked for only behind the one before.
            list.sort_unstable();
            let mut from = 0;
            for same in list.chunk_by(|a, b| a.0 == b.0) {
                from += events[from..].iter().take_while(|(id, _)| *id < same[0].0).count();
                let having = events[from..].iter().take_while(|(id, _)| *id == same[0].0).count();
                for (id, event) in same {
                    match (self.nearest(&events[from..from + having], *event), naming) {
                        (Some(cause), Naming::Effect) => pairs.push((*event, cause)),
                        (Some(effect), Naming::Cause) => pairs.push((effect, *event)),
                        (None, _) => missing(*event, id),
                    }
                }
            }
        }
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
