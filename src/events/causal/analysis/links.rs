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

/// Events that stand one after the other, each on the line after that of the one before.
#[derive(Debug, Clone, Copy)]
struct Run {
    file: usize,
    /// Its first event.
    event: u32,
    /// The line of that.
    line: u64,
}

impl Run {
    /// True if an event on that line belongs to the run if all since its first do.
    fn goes_on_with(&self, next: &Self) -> bool {
        self.file == next.file && self.line_of(next.event) == next.line
    }

    fn line_of(&self, event: u32) -> u64 {
        self.line + u64::from(event - self.event)
    }
}

/// Every event and the ids that it names. Events are known by their places, in the order of files and lines.
#[derive(Debug, Default)]
pub(super) struct Links {
    times: Vec<i64>,
    runs: Vec<Run>,
    /// Ids as they shall be.
    pub(super) proper: Named<u32>,
    /// All others.
    pub(super) odd: Named<Box<str>>,
}

impl Links {
    /// How many events there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.times.len()).unwrap_or(u32::MAX)
    }

    /// Takes in an event, and gives its place.
    pub(super) fn see(&mut self, line: Line<'_>, event: &Event<'_>, time: Option<Timestamp>) -> u32 {
        let place = self.len();
        self.stand(Run { file: line.file, event: place, line: line.number });
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
        self.times.extend(later.times);
        for run in later.runs {
            self.stand(Run { event: run.event + offset, ..run });
        }
        self.proper.append(later.proper, offset);
        self.odd.append(later.odd, offset);
    }

    /// The places of the events in the file that an event stands in.
    pub(super) fn same_file(&self, event: u32) -> Range<u32> {
        let file = self.run(event).map_or(0, |run| run.file);
        let start_of = |at: usize| self.runs.get(at).map_or(self.len(), |run| run.event);
        let [first, next] =
            [self.runs.partition_point(|run| run.file < file), self.runs.partition_point(|run| run.file <= file)];
        start_of(first)..start_of(next)
    }

    /// Says where the events from one on stand.
    fn stand(&mut self, run: Run) {
        if self.runs.last().is_none_or(|last| !last.goes_on_with(&run)) {
            self.runs.push(run);
        }
    }

    fn run(&self, event: u32) -> Option<&Run> {
        self.runs.get(self.runs.partition_point(|run| run.event <= event).checked_sub(1)?)
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
        let run = self.run(event);
        EventPlace {
            file: run.map_or(0, |run| run.file),
            line: run.map_or(0, |run| run.line_of(event)),
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
