//! What `--json` prints of activity logs.

use schemars::JsonSchema;
use serde::Serialize;

use super::logs::{InOrder, milliseconds};
use super::{AnyJson, SCHEMA_VERSION, SkippedFile, any_json};
use crate::events::activity::{
    Analysis, Change, Comparison, Event, FileFigures, OpenTask, SlowCall, TaskFigures, ToolFigures, UnixTime, Velocity,
};
use crate::record::{Json, JsonRef, RecordTime};

/// `analyze --json` of an activity log.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityOutput {
    /// 1
    pub schema_version: u32,
    /// `activity`
    pub family: &'static str,
    /// The log.
    pub path: String,
    /// Milliseconds of all finished tasks of each name, in the order in which the first of each was begun.
    pub task_breakdown: InOrder<i64>,
    /// The names of tasks that took more than 30 % of the time of all.
    pub bottlenecks: Vec<String>,
    /// How fast it went.
    pub velocity_metrics: VelocityOutput,
    /// How many times each operation was done to a file.
    pub file_operation_stats: InOrder<u64>,
    /// How many events were counted.
    pub events: u64,
    /// How many objects were no events of an activity log.
    pub ignored: u64,
    /// Milliseconds of all finished tasks; nested ones count in full.
    pub total_ms: i64,
    /// The first start of a task, RFC 3339.
    pub first: Option<String>,
    /// The last end of a task, or start of one that is not finished, RFC 3339.
    pub last: Option<String>,
    /// The tasks by name.
    pub tasks: Vec<TaskOutput>,
    /// The operations on files.
    pub files: Vec<FileOutput>,
    /// The tools, the one that took the most time first.
    pub tools: Vec<ToolOutput>,
    /// The slowest calls, the slowest first: as many as `--top` says.
    pub slowest_calls: Vec<SlowCallOutput>,
    /// Tasks that nothing finished; null if there are too many tasks to know.
    pub unfinished: Option<Vec<OpenTaskOutput>>,
    /// The session against the one before it, with `--compare`.
    pub comparison: Option<ActivityComparisonOutput>,
    /// Lines that could not be read.
    pub skipped: Vec<SkippedFile>,
}

/// Per hour of the time of all finished tasks; 0 where there is none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VelocityOutput {
    /// Different names of finished tasks.
    pub tasks_per_hour: f64,
    /// Files read.
    pub files_read_per_hour: f64,
    /// Files written.
    pub files_written_per_hour: f64,
    /// Calls of tools.
    pub tool_calls_per_hour: f64,
}

/// The finished tasks of one name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TaskOutput {
    /// The name.
    pub name: String,
    /// How many.
    pub count: u64,
    /// Milliseconds of all.
    pub total_ms: i64,
    /// Milliseconds in which no task nested in them ran.
    pub self_ms: Option<i64>,
    /// Milliseconds of the longest.
    pub longest_ms: i64,
}

/// One operation on files.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileOutput {
    /// `read`, `write`, or another word.
    pub operation: String,
    /// How many.
    pub count: u64,
    /// Bytes of all that say theirs.
    pub bytes: Option<u64>,
    /// Lines of all that say theirs.
    pub lines: Option<u64>,
}

/// The calls of one tool.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ToolOutput {
    /// The tool.
    pub name: String,
    /// How many.
    pub calls: u64,
    /// How many failed, where a log says so.
    pub failed: Option<u64>,
    /// Milliseconds of all that say theirs.
    pub total_ms: Option<f64>,
    /// Milliseconds of the longest.
    pub longest_ms: Option<f64>,
}

/// A slow call.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SlowCallOutput {
    /// The tool.
    pub name: String,
    /// Milliseconds.
    pub duration_ms: f64,
    /// The line of the log.
    pub line: u64,
    /// The beginning of what it was given, as JSON text.
    pub params: String,
}

/// A task that nothing finished.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OpenTaskOutput {
    /// Its name.
    pub name: String,
    /// When it began, RFC 3339.
    pub start: Option<String>,
    /// The line of the log.
    pub line: u64,
}

/// A session against an earlier one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityComparisonOutput {
    /// The earlier log.
    pub before: String,
    /// Milliseconds of all finished tasks.
    pub total_ms: ChangeOutput<i64>,
    /// Different names of finished tasks per hour.
    pub tasks_per_hour: ChangeOutput<f64>,
    /// Milliseconds in tools.
    pub tool_ms: ChangeOutput<i64>,
    /// Milliseconds by the name of a task; null where there was none.
    pub tasks: InOrder<ChangeOutput<Option<i64>>>,
}

/// A value before and after.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangeOutput<T> {
    /// In the earlier session.
    pub before: T,
    /// In the later session.
    pub after: T,
}

impl ActivityOutput {
    /// `top`: as many slow calls.
    pub(in crate::commands) fn new(path: String, analysis: &Analysis, top: usize, skipped: Vec<SkippedFile>) -> Self {
        let time = |time: UnixTime| time.instant().map(|time| RecordTime::utc(time).to_rfc3339());
        Self {
            schema_version: SCHEMA_VERSION,
            family: "activity",
            path,
            task_breakdown: InOrder(analysis.tasks.iter().map(|task| (task.name.clone(), task.total_ms)).collect()),
            bottlenecks: analysis.bottlenecks.clone(),
            velocity_metrics: analysis.velocity.into(),
            file_operation_stats: InOrder(
                analysis.files.iter().map(|file| (file.operation.clone(), file.count)).collect(),
            ),
            events: analysis.events,
            ignored: analysis.foreign,
            total_ms: analysis.total_ms,
            first: analysis.period.and_then(|(first, _)| time(first)),
            last: analysis.period.and_then(|(_, last)| time(last)),
            tasks: analysis.tasks.iter().map(TaskOutput::from).collect(),
            files: analysis.files.iter().map(FileOutput::from).collect(),
            tools: analysis.tools.iter().map(ToolOutput::from).collect(),
            slowest_calls: analysis.slowest.iter().take(top).map(SlowCallOutput::from).collect(),
            unfinished: analysis.unfinished.as_ref().map(|open| {
                let one = |task: &OpenTask| OpenTaskOutput {
                    name: task.name.clone(),
                    start: time(task.start),
                    line: task.line,
                };
                open.iter().map(one).collect()
            }),
            comparison: None,
            skipped,
        }
    }
}

impl ActivityComparisonOutput {
    pub(in crate::commands) fn new(before: String, comparison: Comparison) -> Self {
        Self {
            before,
            total_ms: comparison.total_ms.into(),
            tasks_per_hour: comparison.tasks_per_hour.into(),
            tool_ms: comparison.tool_ms.into(),
            tasks: InOrder(comparison.tasks.into_iter().map(|(name, change)| (name, change.into())).collect()),
        }
    }
}

impl<T> From<Change<T>> for ChangeOutput<T> {
    fn from(change: Change<T>) -> Self {
        Self { before: change.before, after: change.after }
    }
}

impl From<Velocity> for VelocityOutput {
    fn from(velocity: Velocity) -> Self {
        let Velocity { tasks_per_hour, files_read_per_hour, files_written_per_hour, tool_calls_per_hour } = velocity;
        Self { tasks_per_hour, files_read_per_hour, files_written_per_hour, tool_calls_per_hour }
    }
}

impl From<&TaskFigures> for TaskOutput {
    fn from(task: &TaskFigures) -> Self {
        Self {
            name: task.name.clone(),
            count: task.count,
            total_ms: task.total_ms,
            self_ms: task.self_ms,
            longest_ms: task.longest_ms,
        }
    }
}

impl From<&FileFigures> for FileOutput {
    fn from(file: &FileFigures) -> Self {
        Self { operation: file.operation.clone(), count: file.count, bytes: file.bytes, lines: file.lines }
    }
}

impl From<&ToolFigures> for ToolOutput {
    fn from(tool: &ToolFigures) -> Self {
        Self {
            name: tool.name.clone(),
            calls: tool.calls,
            failed: None,
            total_ms: tool.time.map(milliseconds),
            longest_ms: tool.longest.map(milliseconds),
        }
    }
}

impl From<&SlowCall> for SlowCallOutput {
    fn from(slow: &SlowCall) -> Self {
        Self {
            name: slow.call.name.clone(),
            duration_ms: milliseconds(slow.time),
            line: slow.line,
            params: slow.call.params.clone(),
        }
    }
}

/// What was noted: `events task`, `events file` and `events tool` with `--json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NotedOutput {
    /// The log.
    pub path: String,
    /// The event, as it stands in the log.
    #[schemars(with = "serde_json::Value")]
    pub event: AnyJson,
    /// How long a finished task took, in milliseconds.
    pub duration_ms: Option<i64>,
}

impl NotedOutput {
    pub(in crate::commands) fn new(path: String, event: &Event) -> Self {
        let took = match event {
            Event::Task(task) => task.end.map(|end| task.start.milliseconds_until(end)),
            Event::File(_) | Event::Tool(_) => None,
        };
        let line = event.to_line();
        Self { path, event: any_json(JsonRef::parse(&line).unwrap_or(Json::null().get())), duration_ms: took }
    }
}
