//! What a log says, counted line by line, in parts that can be counted at the same time.

use std::collections::HashMap;
use std::time::Duration;

use super::line::{EventRef, Lines, Sort};
use super::slowest::Slowest;
use super::time::UnixTime;
use crate::events::log::{Fold, Line, Problem};
use crate::events::names::{Named, index};
use crate::record::JsonRef;

/// As many finished tasks are kept with their times; beyond that, what needs all of them is not known. They take 24 MB, and 32 more once they are put in their places.
const MOST_KEPT: usize = 1_000_000;

/// The counts of a part of a log. Parts are put together in their order, and it does not matter where a log was parted.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub(super) counts: Counts,
    lines: Lines,
}

/// What was counted.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    /// How many events there were.
    pub(super) events: u64,
    /// How many objects were no events of an activity log.
    pub(super) foreign: u64,
    pub(super) tasks: Tasks,
    pub(super) operations: Named<FileTotals>,
    pub(super) tools: Named<ToolTotals>,
    pub(super) slowest: Slowest,
}

/// The tasks of a part of a log.
#[derive(Debug, Clone, Default)]
pub(super) struct Tasks {
    /// What is known by name. A name of which only open tasks were seen is in it too.
    pub(super) named: Named<TaskTotals>,
    /// Every finished task; `None` if there are too many to keep.
    pub(super) finished: Option<Vec<Finished>>,
    /// Where the open tasks were seen that nothing has finished yet, by name and start; `None` if that can't be known.
    pub(super) open: Option<HashMap<Key, Vec<u64>>>,
    /// The earliest start and the latest end or start.
    pub(super) period: Option<(UnixTime, UnixTime)>,
}

/// What makes the line of a finished task supersede that of an open one: the same name and the same start.
pub(super) type Key = (u32, u64);

/// A finished task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finished {
    pub(super) name: u32,
    pub(super) start: UnixTime,
    pub(super) end: UnixTime,
}

/// What is known of the finished tasks of one name.
#[derive(Debug, Clone, Default)]
pub(super) struct TaskTotals {
    /// How many.
    pub(super) count: u64,
    /// The sum of their milliseconds.
    pub(super) milliseconds: i64,
    /// The most that one of them took.
    pub(super) longest: Option<i64>,
    /// Where the first of them stands in the log.
    pub(super) first: Option<u64>,
}

/// What is known of one operation on files.
#[derive(Debug, Clone, Default)]
pub(super) struct FileTotals {
    pub(super) count: u64,
    pub(super) bytes: Option<u64>,
    pub(super) lines: Option<u64>,
}

/// What is known of the calls of one tool.
#[derive(Debug, Clone, Default)]
pub(super) struct ToolTotals {
    pub(super) calls: u64,
    /// The time of the calls that say theirs.
    pub(super) time: Option<Duration>,
    pub(super) longest: Option<Duration>,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            events: 0,
            foreign: 0,
            tasks: Tasks { finished: Some(Vec::new()), open: Some(HashMap::new()), ..Tasks::default() },
            operations: Named::default(),
            tools: Named::default(),
            slowest: Slowest::default(),
        }
    }
}

impl Tally {
    /// Counts an event. `place` is where it stands among the others: the number of its line.
    pub fn add(&mut self, place: u64, event: &EventRef<'_>) {
        self.counts.add(place, event);
    }
}

impl Counts {
    fn add(&mut self, place: u64, event: &EventRef<'_>) {
        match event {
            EventRef::Foreign => self.foreign += 1,
            EventRef::Task { name, start, end, .. } => self.task(place, name, *start, *end),
            EventRef::File { operation, size_bytes, lines, .. } => self.file(operation, *size_bytes, *lines),
            EventRef::Tool { name, params, duration } => self.tool(place, name, *params, *duration),
        }
    }

    #[inline]
    fn task(&mut self, place: u64, name: &str, start: UnixTime, end: Option<UnixTime>) {
        self.events += 1;
        self.tasks.add(place, name, start, end);
    }

    #[inline]
    fn file(&mut self, operation: &str, bytes: Option<u64>, lines: Option<u64>) {
        self.events += 1;
        self.operations.of(operation).join(&FileTotals { count: 1, bytes, lines });
    }

    #[inline]
    fn tool(&mut self, place: u64, name: &str, params: Option<JsonRef<'_>>, time: Option<Duration>) {
        self.events += 1;
        self.tools.of(name).join(&ToolTotals { calls: 1, time, longest: time });
        if let Some(time) = time {
            self.slowest.add(time, place, |call| call.become_call_of(name, params));
        }
    }
}

impl Fold for Tally {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let Self { lines, counts } = self;
        let members = lines.members(line.text)?;
        // What is counted is taken from the members one by one, so that no event is put together in memory.
        match members.sort() {
            Sort::Task => {
                let name = members.name("task")?;
                counts.task(line.number, &name, members.start()?, members.end()?);
            }
            Sort::File => {
                members.path()?;
                counts.file(&members.operation()?, members.size(), members.lines());
            }
            Sort::Tool => {
                let name = members.name("tool call")?;
                counts.tool(line.number, &name, members.params(), members.duration());
            }
            Sort::Foreign => counts.foreign += 1,
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        let Self { counts, .. } = self;
        let later = later.counts;
        counts.tasks.append(later.tasks);
        counts.operations.append(&later.operations, FileTotals::join);
        counts.tools.append(&later.tools, ToolTotals::join);
        counts.slowest.append(later.slowest);
        counts.events += later.events;
        counts.foreign += later.foreign;
    }

    fn hand_on(&mut self, next: &mut Self) {
        self.lines.hand_on(&mut next.lines);
    }
}

impl Tasks {
    fn add(&mut self, place: u64, name: &str, start: UnixTime, end: Option<UnixTime>) {
        self.spans(start, end.unwrap_or(start));
        let number = self.named.number(name);
        let Some(end) = end else {
            if let Some(open) = &mut self.open {
                open.entry((number, start.bits())).or_default().push(place);
            }
            return;
        };
        let first = self.close((number, start.bits())).map_or(place, |opened| opened.min(place));
        let took = start.milliseconds_until(end);
        let totals = TaskTotals { count: 1, milliseconds: took, longest: Some(took), first: Some(first) };
        self.named.values[index(number)].join(&totals);
        self.keep(&[Finished { name: number, start, end }]);
    }

    /// Takes the newest open task of that name and start off the list of open ones, and says where it stands.
    #[inline]
    fn close(&mut self, key: Key) -> Option<u64> {
        // Mostly there are none.
        let open = self.open.as_mut().filter(|open| !open.is_empty())?;
        take_newest(open, key)
    }

    fn keep(&mut self, more: &[Finished]) {
        match &mut self.finished {
            Some(finished) if finished.len() + more.len() <= MOST_KEPT => finished.extend_from_slice(more),
            finished => *finished = None,
        }
    }

    fn spans(&mut self, from: UnixTime, to: UnixTime) {
        let (mut first, mut last) = self.period.unwrap_or((from, to));
        for time in [from, to] {
            first = if time < first { time } else { first };
            last = if time > last { time } else { last };
        }
        self.period = Some((first, last));
    }

    fn append(&mut self, later: Self) {
        if let Some((from, to)) = later.period {
            self.spans(from, to);
        }
        let numbers: Vec<u32> = later.named.iter().map(|(name, _)| self.named.number(name)).collect();
        let here = |number: u32| numbers[index(number)];
        for (number, totals) in numbers.iter().zip(later.named.values) {
            self.named.values[index(*number)].join(&totals);
        }
        if let Some(mut finished) = later.finished {
            for task in &mut finished {
                task.name = here(task.name);
                if let Some(opened) = self.close((task.name, task.start.bits())) {
                    let totals = &mut self.named.values[index(task.name)];
                    totals.first = known(totals.first, Some(opened), u64::min);
                }
            }
            self.keep(&finished);
        } else {
            // Which of the open tasks were finished there can't be known any more.
            self.finished = None;
            self.open = self.open.take().filter(HashMap::is_empty);
        }
        self.open = self.open.take().zip(later.open).map(|(mut open, later)| {
            for ((number, start), places) in later {
                open.entry((here(number), start)).or_default().extend(places);
            }
            open
        });
    }
}

#[inline(never)]
fn take_newest(open: &mut HashMap<Key, Vec<u64>>, key: Key) -> Option<u64> {
    let places = open.get_mut(&key)?;
    let place = places.pop();
    if places.is_empty() {
        open.remove(&key);
    }
    place
}

impl TaskTotals {
    #[inline]
    fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.milliseconds = self.milliseconds.saturating_add(other.milliseconds);
        self.longest = self.longest.max(other.longest);
        self.first = known(self.first, other.first, u64::min);
    }
}

impl FileTotals {
    #[inline]
    fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.bytes = known(self.bytes, other.bytes, u64::saturating_add);
        self.lines = known(self.lines, other.lines, u64::saturating_add);
    }
}

impl ToolTotals {
    #[inline]
    fn join(&mut self, other: &Self) {
        self.calls += other.calls;
        self.time = known(self.time, other.time, Duration::saturating_add);
        self.longest = self.longest.max(other.longest);
    }
}

/// Both joined, or the one that is known.
fn known<T>(one: Option<T>, other: Option<T>, join: fn(T, T) -> T) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(join(one, other)),
        (one, other) => one.or(other),
    }
}
