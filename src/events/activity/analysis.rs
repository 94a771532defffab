//! What a log comes to: the four findings that its documents promise, and what else it tells.

use std::time::Duration;

use super::nesting::{self, Placed};
use super::slowest::Call;
use super::tally::{Counts, Tally, Tasks, ToolTotals};
use super::time::UnixTime;
use crate::events::names::{Named, index};

/// Tasks that take more than this share of the time of all are bottlenecks, as a fraction.
const BOTTLENECK: (i128, i128) = (3, 10);

/// Milliseconds in an hour.
const HOUR: f64 = 3_600_000.0;

/// The analysis of one session's log.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// How many events were counted.
    pub events: u64,
    /// How many objects were no events of an activity log.
    pub foreign: u64,
    /// The names of finished tasks with what they took, in the order in which the first of each was begun.
    pub tasks: Vec<TaskFigures>,
    /// The sum of what all finished tasks took, in milliseconds; nested ones count in full.
    pub total_ms: i64,
    /// The names of tasks that took more than 30 % of that, in the same order.
    pub bottlenecks: Vec<String>,
    /// How fast it went, by that time.
    pub velocity: Velocity,
    /// What was done to files, by operation, in first-seen order.
    pub files: Vec<FileFigures>,
    /// The tools, the one that took the most time first.
    pub tools: Vec<ToolFigures>,
    /// The slowest calls, the slowest first.
    pub slowest: Vec<SlowCall>,
    /// Tasks that nothing finished, in the order of the log; `None` if there were too many finished ones to know.
    pub unfinished: Option<Vec<OpenTask>>,
    /// From the first start of a task to the last end or start.
    pub period: Option<(UnixTime, UnixTime)>,
    /// Every finished task in its place, by start; `None` if there were too many to keep.
    pub instances: Option<Vec<Instance>>,
}

/// What the finished tasks of one name took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFigures {
    /// The name.
    pub name: String,
    /// How many there were.
    pub count: u64,
    /// Milliseconds of all: the sum of `int((end - start) * 1000)`.
    pub total_ms: i64,
    /// Milliseconds of the longest.
    pub longest_ms: i64,
    /// Milliseconds in which no task nested in one of them ran; `None` if there were too many tasks to know.
    pub self_ms: Option<i64>,
}

/// Per hour of the time of all finished tasks; 0 where there is no such time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Velocity {
    /// Different names of finished tasks.
    pub tasks_per_hour: f64,
    /// `read` events.
    pub files_read_per_hour: f64,
    /// `write` events.
    pub files_written_per_hour: f64,
    /// Calls of tools.
    pub tool_calls_per_hour: f64,
}

/// What is known of one operation on files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFigures {
    /// `read`, `write`, or another word.
    pub operation: String,
    /// How many.
    pub count: u64,
    /// Bytes of all that say theirs.
    pub bytes: Option<u64>,
    /// Lines of all that say theirs.
    pub lines: Option<u64>,
}

/// What is known of the calls of one tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolFigures {
    /// The tool.
    pub name: String,
    /// How many calls.
    pub calls: u64,
    /// The time of all that say theirs.
    pub time: Option<Duration>,
    /// The longest.
    pub longest: Option<Duration>,
}

/// One of the slowest calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlowCall {
    /// How long it took.
    pub time: Duration,
    /// The line it stands in.
    pub line: u64,
    /// What was called, and with what.
    pub call: Call,
}

/// A task that nothing finished.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenTask {
    /// Its name.
    pub name: String,
    /// When it began.
    pub start: UnixTime,
    /// The line it stands in.
    pub line: u64,
}

/// A finished task in its place among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Which of [`Analysis::tasks`] it is one of.
    pub task: usize,
    /// When it began, in Unix microseconds.
    pub start_us: i64,
    /// When it ended, in Unix microseconds.
    pub end_us: i64,
    /// In how many other tasks it is nested.
    pub depth: u32,
}

impl Tally {
    /// What it comes to.
    #[must_use]
    pub fn analyse(self) -> Analysis {
        let Counts { events, foreign, tasks, operations, tools, slowest } = self.counts;
        let (figures, instances) = task_figures(&tasks);
        let total_ms = figures.iter().fold(0, |sum: i64, task| sum.saturating_add(task.total_ms));
        let files: Vec<_> = operations
            .iter()
            .map(|(name, totals)| FileFigures {
                operation: name.to_owned(),
                count: totals.count,
                bytes: totals.bytes,
                lines: totals.lines,
            })
            .collect();
        let tools = tool_figures(&tools);
        Analysis {
            events,
            foreign,
            bottlenecks: bottlenecks(&figures, total_ms),
            velocity: Velocity::over(total_ms, figures.len(), &files, &tools),
            tasks: figures,
            total_ms,
            files,
            tools,
            slowest: slowest.into_calls().into_iter().map(|(time, line, call)| SlowCall { time, line, call }).collect(),
            unfinished: open_tasks(&tasks),
            period: tasks.period,
            instances,
        }
    }
}

impl Velocity {
    fn over(total_ms: i64, tasks: usize, files: &[FileFigures], tools: &[ToolFigures]) -> Self {
        let files = |operation| files.iter().find(|file| file.operation == operation).map_or(0, |file| file.count);
        let calls = tools.iter().map(|tool| tool.calls).sum();
        let per_hour = |count| per_hour(count, total_ms);
        Self {
            tasks_per_hour: per_hour(u64::try_from(tasks).unwrap_or(u64::MAX)),
            files_read_per_hour: per_hour(files("read")),
            files_written_per_hour: per_hour(files("write")),
            tool_calls_per_hour: per_hour(calls),
        }
    }
}

/// So many in that time, per hour; 0 where there is no time.
#[expect(clippy::cast_precision_loss, reason = "a rate has no more digits than a double")]
pub(super) fn per_hour(count: u64, milliseconds: i64) -> f64 {
    if milliseconds <= 0 { 0.0 } else { count as f64 / (milliseconds as f64 / HOUR) }
}

/// The figures of all names, in the order in which the first task of each was begun, and the tasks themselves.
fn task_figures(tasks: &Tasks) -> (Vec<TaskFigures>, Option<Vec<Instance>>) {
    let mut order: Vec<_> = tasks
        .named
        .iter()
        .enumerate()
        .filter_map(|(number, (name, totals))| Some((totals.first?, number, name, totals)))
        .collect();
    order.sort_by_key(|(first, ..)| *first);
    let mut ranks = vec![0; tasks.named.values.len()];
    for (rank, (_, number, ..)) in order.iter().enumerate() {
        ranks[*number] = rank;
    }
    let rank = |number: u32| ranks[index(number)];
    let placed = tasks.finished.as_deref().map(|finished| nesting::place(finished, rank));
    let mut own = vec![0_i64; order.len()];
    for task in placed.iter().flatten() {
        own[rank(task.name)] += task.own;
    }
    let is_placed = placed.is_some();
    let figures = order.iter().zip(&own).map(|((.., name, totals), own)| TaskFigures {
        name: (*name).to_owned(),
        count: totals.count,
        total_ms: totals.milliseconds,
        longest_ms: totals.longest.unwrap_or(0),
        // Cut milliseconds can come to a little less than what they were cut from.
        self_ms: is_placed.then(|| (own / 1000).min(totals.milliseconds.max(0))),
    });
    let instances = placed.map(|placed| {
        let instance = |task: Placed| {
            let Placed { name, start, end, depth, .. } = task;
            Instance { task: rank(name), start_us: start, end_us: end, depth }
        };
        placed.into_iter().map(instance).collect()
    });
    (figures.collect(), instances)
}

fn bottlenecks(tasks: &[TaskFigures], total_ms: i64) -> Vec<String> {
    let (part, of) = BOTTLENECK;
    if total_ms <= 0 {
        return Vec::new();
    }
    let is_one = |task: &&TaskFigures| i128::from(task.total_ms) * of > i128::from(total_ms) * part;
    tasks.iter().filter(is_one).map(|task| task.name.clone()).collect()
}

fn tool_figures(tools: &Named<ToolTotals>) -> Vec<ToolFigures> {
    let figures = tools.iter().map(|(name, totals)| ToolFigures {
        name: name.to_owned(),
        calls: totals.calls,
        time: totals.time,
        longest: totals.longest,
    });
    let mut figures: Vec<_> = figures.collect();
    figures.sort_by(|a, b| b.time.cmp(&a.time).then(b.calls.cmp(&a.calls)).then_with(|| a.name.cmp(&b.name)));
    figures
}

fn open_tasks(tasks: &Tasks) -> Option<Vec<OpenTask>> {
    let open = tasks.open.as_ref()?.iter().flat_map(|((name, start), places)| {
        places.iter().filter_map(move |line| {
            let start = UnixTime::new(f64::from_bits(*start))?;
            Some(OpenTask { name: tasks.named.name(*name).to_owned(), start, line: *line })
        })
    });
    let mut open: Vec<_> = open.collect();
    open.sort_by_key(|task| task.line);
    Some(open)
}
