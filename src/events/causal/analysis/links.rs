//! Which event names which, in little memory.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use jiff::Timestamp;

use super::{instant, microseconds};
use crate::events::causal::Event;
use crate::events::causal::ids::bits_of;
use crate::events::log::Line;

/// Where an event stands, and how it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPlace {
    /// Which of the files it stands in, from 0.
    pub file: usize,
    /// Its line, from 1.
    pub line: u64,
    /// Its name, if it has one.
    pub event_id: Option<String>,
    /// When it happened, to the microsecond.
    pub time: Option<Timestamp>,
}

/// The ids of one sort that events have and name, each with the place of the event.
#[derive(Debug)]
pub(super) struct Named<I> {
    /// What events are called.
    pub(super) events: Vec<(I, u32)>,
    /// What they depend on.
    pub(super) needs: Vec<(I, u32)>,
    /// What they block.
    pub(super) blocks: Vec<(I, u32)>,
}

impl<I> Default for Named<I> {
    fn default() -> Self {
        Self { events: Vec::new(), needs: Vec::new(), blocks: Vec::new() }
    }
}

impl<I> Named<I> {
    fn append(&mut self, later: Self, offset: u32) {
        let lists =
            [(&mut self.events, later.events), (&mut self.needs, later.needs), (&mut self.blocks, later.blocks)];
        for (ours, theirs) in lists {
            ours.extend(theirs.into_iter().map(|(id, event)| (id, event + offset)));
        }
    }
}

/// Every event and the ids that it names. Events are known by their places, in the order of files and lines.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Of each event its line; a log of more lines would be larger than any disk.
    lines: Vec<u32>,
    times: Vec<i64>,
    /// Where the events of each file begin.
    runs: Vec<(usize, u32)>,
    /// Ids as they shall be.
    pub(super) proper: Named<u32>,
    /// All others.
    pub(super) odd: Named<Box<str>>,
}

impl Links {
    /// How many events there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// Takes in an event, and gives its place.
    pub(super) fn see(&mut self, line: Line<'_>, event: &Event<'_>, time: Option<Timestamp>) -> u32 {
        let place = self.len();
        if self.runs.last().is_none_or(|(file, _)| *file != line.file) {
            self.runs.push((line.file, place));
        }
        self.lines.push(u32::try_from(line.number).unwrap_or(u32::MAX));
        self.times.push(microseconds(time));
        if let Some(id) = event.event_id() {
            put(&mut self.proper.events, &mut self.odd.events, id, place);
        }
        let dependencies = event.dependencies();
        for id in dependencies.depends_on {
            put(&mut self.proper.needs, &mut self.odd.needs, id, place);
        }
        for id in dependencies.blocks {
            put(&mut self.proper.blocks, &mut self.odd.blocks, id, place);
        }
        place
    }

    /// Takes in what comes later.
    pub(super) fn append(&mut self, later: Self) {
        let offset = self.len();
        self.lines.extend(later.lines);
        self.times.extend(later.times);
        for (file, place) in later.runs {
            if self.runs.last().is_none_or(|(last, _)| *last != file) {
                self.runs.push((file, place + offset));
            }
        }
        self.proper.append(later.proper, offset);
        self.odd.append(later.odd, offset);
    }

    /// The places of the events in the file that an event stands in.
    pub(super) fn same_file(&self, event: u32) -> Range<u32> {
        let next = self.runs.partition_point(|(_, start)| *start <= event);
        let start = self.runs.get(next.wrapping_sub(1)).map_or(0, |(_, start)| *start);
        start..self.runs.get(next).map_or(self.len(), |(_, start)| *start)
    }

    /// Where some events stand and how they are called.
    pub(super) fn places(&self, events: impl IntoIterator<Item = u32>) -> HashMap<u32, EventPlace> {
        let mut found: HashMap<u32, EventPlace> = events.into_iter().map(|event| (event, self.place(event))).collect();
        let proper = self.proper.events.iter().map(|(id, event)| (*event, Id::Proper(*id)));
        let odd = self.odd.events.iter().map(|(id, event)| (*event, Id::Odd(id)));
        for (event, id) in proper.chain(odd) {
            if let Some(place) = found.get_mut(&event) {
                place.event_id = Some(id.text());
            }
        }
        found
    }

    fn place(&self, event: u32) -> EventPlace {
        let run = self.runs.partition_point(|(_, start)| *start <= event).saturating_sub(1);
        EventPlace {
            file: self.runs.get(run).map_or(0, |(file, _)| *file),
            line: self.lines.get(event as usize).copied().map_or(0, u64::from),
            event_id: None,
            time: self.times.get(event as usize).copied().and_then(instant),
        }
    }
}

/// An id that an event has or names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Id<'a> {
    Proper(u32),
    Odd(&'a str),
}

impl Id<'_> {
    pub(super) fn text(self) -> String {
        match self {
            Self::Proper(bits) => crate::events::causal::EventId::from_bits(bits).to_string(),
            Self::Odd(text) => text.to_owned(),
        }
    }
}

fn put(proper: &mut Vec<(u32, u32)>, odd: &mut Vec<(Box<str>, u32)>, id: Cow<'_, str>, event: u32) {
    match bits_of(&id) {
        Some(bits) => proper.push((bits, event)),
        None => odd.push((id.into(), event)),
    }
}
