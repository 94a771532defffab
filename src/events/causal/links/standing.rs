//! Where events stand, in little memory.

use std::ops::Range;

use jiff::Timestamp;

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

/// Where events stand, which are known by their numbers, in the order of files and lines.
#[derive(Debug, Default)]
pub(in crate::events::causal) struct Standing {
    runs: Vec<Run>,
}

impl Standing {
    /// Says where an event stands.
    pub(in crate::events::causal) fn see(&mut self, file: usize, event: u32, line: u64) {
        self.stand(Run { file, event, line });
    }

    /// Takes in where those stand that come after `offset` events.
    pub(in crate::events::causal) fn append(&mut self, later: Self, offset: u32) {
        for run in later.runs {
            self.stand(Run { event: run.event + offset, ..run });
        }
    }

    fn stand(&mut self, run: Run) {
        if self.runs.last().is_none_or(|last| !last.goes_on_with(&run)) {
            self.runs.push(run);
        }
    }

    /// Where an event stands; its name and time are not known here.
    pub(in crate::events::causal) fn place(&self, event: u32) -> EventPlace {
        let run = self.runs.partition_point(|run| run.event <= event).checked_sub(1).map(|at| &self.runs[at]);
        EventPlace {
            file: run.map_or(0, |run| run.file),
            line: run.map_or(0, |run| run.line_of(event)),
            event_id: None,
            time: None,
        }
    }

    /// The events of each file that holds any, of `events` events in all.
    pub(in crate::events::causal) fn files(&self, events: u32) -> Vec<Range<u32>> {
        let firsts: Vec<u32> =
            self.runs.chunk_by(|one, next| one.file == next.file).map(|runs| runs[0].event).collect();
        let ends = firsts.iter().copied().skip(1).chain([events]);
        firsts.iter().zip(ends).map(|(first, end)| *first..end).collect()
    }
}
