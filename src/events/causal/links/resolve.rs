//! Ids brought to the events that have them.

use std::collections::BinaryHeap;
use std::ops::Range;

use super::bits::Bits;
use super::causes::{Causes, MISSING};
use super::standing::{EventPlace, Standing};
use super::{Links, Listed, Odd};
use crate::events::causal::EventId;

/// As many ids that nobody has are named.
const NAMED_DANGLING: usize = 1000;

/// About so many events, and so many links, are put in order at once.
pub(in crate::events::causal) const SHARE: usize = 1 << 19;

/// The links of events with both ends known.
#[derive(Debug)]
pub(in crate::events::causal) struct Resolved {
    /// Where events stand.
    pub(in crate::events::causal) standing: Standing,
    /// What each event depends on.
    pub(in crate::events::causal) causes: Causes,
    /// Ids that nobody has, in the order of the events that name them, as many as are named.
    pub(in crate::events::causal) dangling: Vec<(EventPlace, String)>,
    /// How many there are.
    pub(in crate::events::causal) total_dangling: u64,
}

/// Ids that nobody has, of which the first are kept, each with where it is named.
#[derive(Debug)]
struct Missing<I> {
    first: BinaryHeap<(u32, I)>,
    total: u64,
}

impl<I: Ord> Missing<I> {
    fn new() -> Self {
        Self { first: BinaryHeap::new(), total: 0 }
    }

    fn see(&mut self, place: u32, id: impl FnOnce() -> I) {
        self.total += 1;
        if self.first.len() < NAMED_DANGLING || self.first.peek().is_some_and(|(last, _)| place < *last) {
            self.first.push((place, id()));
            if self.first.len() > NAMED_DANGLING {
                self.first.pop();
            }
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

/// A part of all ids, about as large as each other.
#[derive(Clone, Copy)]
struct Share {
    number: u64,
    of: u64,
}

impl Share {
    fn has(self, id: u32) -> bool {
        // Ids may be drawn at random or counted: multiplied like this, both are spread evenly.
        (u64::from(id.wrapping_mul(0x9E37_79B1)) * self.of) >> 32 == self.number
    }
}

/// The ids of a list on their way to become the numbers of the events that have them.
struct Bringing<'a> {
    list: &'a mut Listed,
    /// Which of them are such numbers by now.
    done: Bits,
    /// Where the ids begin that each file names.
    files: Vec<u32>,
    missing: Missing<u32>,
}

impl<'a> Bringing<'a> {
    fn new(list: &'a mut Listed, files: &[Range<u32>]) -> Self {
        let mut begins = vec![0; files.len()];
        let mut next = files.iter().zip(&mut begins).skip(1).peekable();
        for (event, end) in (1_u32..).zip(list.ends()) {
            if let Some((_, begin)) = next.next_if(|(file, _)| file.start == event) {
                *begin = u32::try_from(end).unwrap_or(u32::MAX);
            }
        }
        drop(next);
        Self { list, done: Bits::default(), files: begins, missing: Missing::new() }
    }

    /// Replaces ids by the events that have them, or by [`MISSING`]. `ids` is memory.
    fn bring(&mut self, share: Share, having: &[(u32, u32)], files: &[Range<u32>], ids: &mut Vec<(u32, u32)>) {
        let all = self.list.ids.iter().copied().zip(0_u32..);
        ids.clear();
        ids.extend(all.filter(|(id, at)| share.has(*id) && !self.done.has(*at as usize)));
        ids.sort_unstable();
        let mut having = Having::new(having);
        for (id, at) in ids {
            let file = || self.files.partition_point(|begin| begin <= at).checked_sub(1);
            let event = nearest(having.of(id), || file().and_then(|file| files.get(file)).cloned().unwrap_or_default());
            if event.is_none() {
                self.missing.see(*at, || *id);
            }
            self.list.ids[*at as usize] = event.unwrap_or(MISSING);
            self.done.add(*at as usize);
        }
    }

    /// What nobody has, with the events that name it.
    fn into_missing(self) -> (Vec<(u32, String)>, u64) {
        let mut first = self.missing.first.into_sorted_vec().into_iter().peekable();
        let mut named = Vec::new();
        for (event, end) in (0..).zip(self.list.ends()) {
            while let Some((_, id)) = first.next_if(|(at, _)| (*at as usize) < end) {
                named.push((event, EventId::from_bits(id).to_string()));
            }
            if first.peek().is_none() {
                break;
            }
        }
        (named, self.missing.total)
    }
}

impl Links {
    /// Brings every id that is named to the event that has it: the first of its own file, and else of any. About `most` are looked at at once.
    pub(in crate::events::causal) fn resolve(mut self, most: usize) -> Resolved {
        let files = self.standing.files(self.len());
        let (mut missing, mut total_dangling) = (Vec::new(), 0);
        for (named, total) in self.bring(&files, most) {
            missing.extend(named);
            total_dangling += total;
        }
        let mut others = Vec::new();
        let odd = bring_odd(std::mem::take(&mut self.odd), &files, &mut others);
        total_dangling += odd.total;
        missing.extend(odd.first.into_iter().map(|(event, id)| (event, id.into())));
        missing.sort_unstable();
        missing.truncate(NAMED_DANGLING);
        let mut start = 0;
        for (event, end) in (0..).zip(self.blocks.ends()) {
            let blocked = self.blocks.ids[start..end].iter().filter(|effect| **effect != MISSING);
            others.extend(blocked.map(|effect| (*effect, event)));
            start = end;
        }
        let Self { standing, needs, .. } = self;
        let causes = Causes::new(&needs, others);
        let dangling = missing.into_iter().map(|(event, id)| (standing.place(event), id)).collect();
        Resolved { standing, causes, dangling, total_dangling }
    }

    /// Brings the proper ids, a share of them after the other, so that little memory is enough. Gives what nobody has, by needs and by blocks.
    fn bring(&mut self, files: &[Range<u32>], most: usize) -> [(Vec<(u32, String)>, u64); 2] {
        let (ids, proper) = (std::mem::take(&mut self.ids), std::mem::take(&mut self.proper));
        let mut lists = [&mut self.needs, &mut self.blocks].map(|list| Bringing::new(list, files));
        let longest = lists.iter().map(|one| one.list.ids.len()).fold(ids.len(), usize::max);
        let of = (longest / most + 1) as u64;
        let (mut having, mut memory) = (Vec::new(), Vec::new());
        for share in (0..of).map(|number| Share { number, of }) {
            let all = ids.iter().copied().zip(0_u32..);
            having.clear();
            having.extend(all.filter(|(id, event)| share.has(*id) && proper.has(*event as usize)));
            having.sort_unstable();
            for list in &mut lists {
                list.bring(share, &having, files, &mut memory);
            }
        }
        lists.map(Bringing::into_missing)
    }
}

/// The same of the other ids, which are few: pairs of effect and cause are added to `pairs`.
fn bring_odd(odd: Odd, files: &[Range<u32>], pairs: &mut Vec<(u32, u32)>) -> Missing<Box<str>> {
    let Odd { mut events, mut needs, mut blocks } = odd;
    events.sort_unstable();
    needs.sort_unstable();
    blocks.sort_unstable();
    let mut missing = Missing::new();
    let file_of = |event: u32| {
        let at = files.partition_point(|file| file.start <= event).checked_sub(1);
        at.and_then(|at| files.get(at)).cloned().unwrap_or_default()
    };
    let mut bring = |named: Vec<(Box<str>, u32)>, pair: fn(u32, u32) -> (u32, u32)| {
        let mut having = Having::new(&events);
        for (id, event) in named {
            match nearest(having.of(&id), || file_of(event)) {
                Some(other) => pairs.push(pair(event, other)),
                None => missing.see(event, || id),
            }
        }
    };
    bring(needs, |event, other| (event, other));
    bring(blocks, |event, other| (other, event));
    missing
}

/// Of events of the same id the one that is meant where it is named among the events of a file.
fn nearest<I>(same: &[(I, u32)], file: impl FnOnce() -> Range<u32>) -> Option<u32> {
    if let [(_, only)] = same {
        return Some(*only);
    }
    let first = same.first()?;
    let file = file();
    let here = same.partition_point(|(_, event)| *event < file.start);
    let here = same.get(here).filter(|(_, event)| file.contains(event));
    Some(here.unwrap_or(first).1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::events::causal::Event;
    use crate::events::log::Line;

    /// What events of that number are called; some are as they should not be.
    fn name(number: u32) -> String {
        match number {
            0 => "an odd id".to_owned(),
            1 => "evt_0000000A".to_owned(),
            _ => format!("evt_{:08x}", number.wrapping_mul(0x1357_9bdf)),
        }
    }

    /// An event: its file, what it is called, needs and blocks.
    type Told = (usize, Option<u32>, Vec<u32>, Vec<u32>);

    /// Events on one line after the other, from `first` on.
    fn links(first: u64, events: &[Told]) -> Links {
        let mut links = Links::default();
        for (line, (file, id, needs, blocks)) in (first..).zip(events) {
            let names = |ids: &[u32]| ids.iter().copied().map(name).collect::<Vec<_>>();
            let dependencies = json!({"depends_on": names(needs), "blocks": names(blocks)});
            let text = json!({"event_id": id.map(name), "dependencies": dependencies}).to_string();
            let event = Event::parse(&text).unwrap();
            links.see(Line { file: *file, number: line, text: &text }, event.event_id(), event.dependencies());
        }
        links
    }

    /// The event that is meant, looked for from the beginning.
    fn meant(events: &[Told], file: usize, id: u32) -> Option<u32> {
        let having = |event: &Told| event.1 == Some(id);
        let here = events.iter().position(|event| event.0 == file && having(event));
        here.or_else(|| events.iter().position(having)).and_then(|at| u32::try_from(at).ok())
    }

    proptest! {
        #[test]
        fn ids_are_brought_to_the_first_of_their_file_and_else_of_any(
            mut events in vec((0_usize..4, proptest::option::of(0_u32..9), vec(0_u32..12, 0..4), vec(0_u32..12, 0..2)), 0..24),
            most in 1_usize..40,
            first in 0_usize..24,
        ) {
            events.sort_by_key(|event| event.0);
            let mut wanted = vec![BTreeSet::new(); events.len()];
            let mut dangling = Vec::new();
            for (event, (file, _, needs, blocks)) in (0_u32..).zip(&events) {
                for (id, blocked) in needs.iter().map(|id| (id, false)).chain(blocks.iter().map(|id| (id, true))) {
                    match meant(&events, *file, *id) {
                        Some(effect) if blocked => _ = wanted[effect as usize].insert(event),
                        Some(cause) => _ = wanted[event as usize].insert(cause),
                        None => dangling.push((event, name(*id))),
                    }
                }
            }
            dangling.sort();
            let whole = links(1, &events);
            let later = events.split_off(first.min(events.len()));
            let mut joined = links(1, &events);
            joined.append(links(events.len() as u64 + 1, &later));
            for links in [whole, joined] {
                let resolved = links.resolve(most);
                for (event, wanted) in (0..).zip(&wanted) {
                    prop_assert!(resolved.causes.of(event).iter().eq(wanted), "{event}: {:?}", resolved.causes.of(event));
                }
                prop_assert_eq!(resolved.total_dangling, dangling.len() as u64);
                let event = |place: EventPlace| u32::try_from(place.line - 1).unwrap();
                let named: Vec<_> = resolved.dangling.into_iter().map(|(place, id)| (event(place), id)).collect();
                prop_assert_eq!(&named, &dangling);
            }
        }
    }
}
