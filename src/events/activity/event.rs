//! What an activity log holds, and the line of each event (`docs/formats.md`, activity logs).

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use super::line::EventRef;
use super::time::UnixTime;
use crate::record::Json;

/// Something that an agent did.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It worked on something, or still does.
    Task(Task),
    /// It read or wrote a file.
    File(FileAccess),
    /// It called a tool.
    Tool(ToolCall),
}

/// Work with a beginning and, once it is finished, an end.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What the work is called; several tasks may be called the same.
    pub name: String,
    /// When it began.
    pub start: UnixTime,
    /// When it ended; `None` while it is open.
    pub end: Option<UnixTime>,
    /// What else is known, an object.
    pub metadata: Json,
}

/// A file that was read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAccess {
    /// The file as the agent named it.
    pub path: String,
    /// What was done to it.
    pub operation: Operation,
    /// How much was read or written.
    pub size_bytes: Option<u64>,
    /// How many lines.
    pub lines: Option<u64>,
}

/// What is done to a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// `read`
    Read,
    /// `write`
    Write,
    /// Another word, as some logs have it.
    Other(String),
}

impl Operation {
    /// The operation of that name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "read" => Self::Read,
            "write" => Self::Write,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Its name in a log.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Other(name) => name,
        }
    }
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The tool.
    pub name: String,
    /// What it was given, an object.
    pub params: Json,
    /// How long it took; `None` where a log does not say so.
    pub duration: Option<Duration>,
}

impl Event {
    /// The event as a line would hold it.
    #[must_use]
    pub fn as_ref(&self) -> EventRef<'_> {
        match self {
            Self::Task(task) => EventRef::Task {
                name: Cow::Borrowed(&task.name),
                start: task.start,
                end: task.end,
                metadata: Some(task.metadata.get()),
            },
            Self::File(file) => EventRef::File {
                path: Cow::Borrowed(&file.path),
                operation: Cow::Borrowed(file.operation.name()),
                size_bytes: file.size_bytes,
                lines: file.lines,
            },
            Self::Tool(tool) => EventRef::Tool {
                name: Cow::Borrowed(&tool.name),
                params: Some(tool.params.get()),
                duration: tool.duration,
            },
        }
    }

    /// The event's line in a log, without the newline at its end.
    #[must_use]
    pub fn to_line(&self) -> String {
        let mut line = String::with_capacity(160);
        // Writing to a string never fails.
        _ = match self {
            Self::Task(task) => write!(
                line,
                r#"{{"type":"TaskEvent","name":{},"start_time":{},"end_time":{},"metadata":{}}}"#,
                string(&task.name),
                task.start,
                task.end.map_or_else(|| "null".to_owned(), |end| end.to_string()),
                on_one_line(&task.metadata),
            ),
            Self::File(file) => write!(
                line,
                r#"{{"type":"FileEvent","path":{},"operation":{},"size_bytes":{},"lines":{}}}"#,
                string(&file.path),
                string(file.operation.name()),
                or_null(file.size_bytes),
                or_null(file.lines),
            ),
            Self::Tool(tool) => write!(
                line,
                r#"{{"type":"ToolEvent","name":{},"params":{},"duration_ms":{}}}"#,
                string(&tool.name),
                on_one_line(&tool.params),
                tool.duration.map_or_else(|| "null".to_owned(), milliseconds),
            ),
        };
        line
    }
}

fn string(text: &str) -> String {
    Json::string(text).get().text().to_owned()
}

/// A value as it was written, unless it was written over several lines: between its tokens JSON takes a space for a newline.
fn on_one_line(value: &Json) -> String {
    value.get().text().replace(['\n', '\r'], " ")
}

fn or_null(number: Option<u64>) -> String {
    number.map_or_else(|| "null".to_owned(), |number| number.to_string())
}

/// Whole milliseconds as an integer, as old logs have them; others with their fraction.
fn milliseconds(length: Duration) -> String {
    if length.subsec_nanos().is_multiple_of(1_000_000) {
        return length.as_millis().to_string();
    }
    format!("{:?}", length.as_secs_f64() * 1000.0)
}
