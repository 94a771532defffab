//! What a line of an activity log says, of whatever age and completeness.

use std::borrow::Cow;
use std::time::Duration;

use super::event::{Event, FileAccess, Operation, Task, ToolCall};
use super::time::UnixTime;
use crate::events::log::Problem;
use crate::record::{Json, JsonRef, Kind, NoObject, read_object};

/// An event, borrowed from its line.
#[derive(Debug, Clone, PartialEq)]
pub enum EventRef<'a> {
    /// A task, open or finished.
    Task {
        /// Its name.
        name: Cow<'a, str>,
        /// When it began.
        start: UnixTime,
        /// When it ended.
        end: Option<UnixTime>,
        /// What else is known; anything but an object counts as nothing.
        metadata: Option<JsonRef<'a>>,
    },
    /// A file that was read or written.
    File {
        /// The file.
        path: Cow<'a, str>,
        /// `read`, `write`, or another word.
        operation: Cow<'a, str>,
        /// How much.
        size_bytes: Option<u64>,
        /// How many lines.
        lines: Option<u64>,
    },
    /// A call of a tool.
    Tool {
        /// The tool.
        name: Cow<'a, str>,
        /// What it was given.
        params: Option<JsonRef<'a>>,
        /// How long it took.
        duration: Option<Duration>,
    },
    /// Something that is no event of an activity log, which is none of our business.
    Foreign,
}

/// Why a line that is an event by its type is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No JSON object.
    #[error(transparent)]
    NoObject(#[from] NoObject),
    /// A member that the event can't be without.
    #[error("a {event} without `{key}`")]
    Missing {
        /// What sort of event.
        event: &'static str,
        /// The member.
        key: &'static str,
    },
    /// A member of the wrong type, or a number that is none.
    #[error("`{key}` is {found}")]
    Wrong {
        /// The member.
        key: &'static str,
        /// What it is instead.
        found: String,
    },
}

impl EventRef<'_> {
    /// The event with its texts its own; `None` for what is none.
    #[must_use]
    pub fn to_event(&self) -> Option<Event> {
        let object = |value: &Option<JsonRef<'_>>| {
            let value = value.filter(|value| value.kind() == Kind::Object);
            value.map_or_else(Json::empty_object, JsonRef::to_json)
        };
        Some(match self {
            Self::Task { name, start, end, metadata } => {
                Event::Task(Task { name: name.to_string(), start: *start, end: *end, metadata: object(metadata) })
            }
            Self::File { path, operation, size_bytes, lines } => Event::File(FileAccess {
                path: path.to_string(),
                operation: Operation::named(operation),
                size_bytes: *size_bytes,
                lines: *lines,
            }),
            Self::Tool { name, params, duration } => {
                Event::Tool(ToolCall { name: name.to_string(), params: object(params), duration: *duration })
            }
            Self::Foreign => return None,
        })
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NoObject(NoObject::Json(error)) => error.into(),
            Fault::NoObject(NoObject::Other(kind)) => Self::NotAnObject(kind),
            wrong => Self::Invalid(vec![wrong.to_string()]),
        }
    }
}

/// Reads a line.
///
/// # Errors
/// Says what is no JSON object, what an event lacks, or what of it can't be understood.
pub fn read(line: &str) -> Result<EventRef<'_>, Fault> {
    read_object(line, Members::put)?.event()
}

/// The members of a line that matter. Of duplicate keys the last counts, as in Python.
#[derive(Default)]
struct Members<'a> {
    kind: Option<JsonRef<'a>>,
    name: Option<JsonRef<'a>>,
    start: Option<JsonRef<'a>>,
    end: Option<JsonRef<'a>>,
    metadata: Option<JsonRef<'a>>,
    path: Option<JsonRef<'a>>,
    operation: Option<JsonRef<'a>>,
    size: Option<JsonRef<'a>>,
    lines: Option<JsonRef<'a>>,
    params: Option<JsonRef<'a>>,
    duration: Option<JsonRef<'a>>,
}

impl<'a> Members<'a> {
    fn put(&mut self, key: &str, value: JsonRef<'a>) {
        let place = match key {
            "type" => &mut self.kind,
            "name" => &mut self.name,
            "start_time" => &mut self.start,
            "end_time" => &mut self.end,
            "metadata" => &mut self.metadata,
            "path" => &mut self.path,
            "operation" => &mut self.operation,
            "size_bytes" => &mut self.size,
            "lines" => &mut self.lines,
            "params" => &mut self.params,
            "duration_ms" => &mut self.duration,
            _ => return,
        };
        *place = Some(value);
    }

    fn event(&self) -> Result<EventRef<'a>, Fault> {
        let written = self.kind.filter(|kind| !kind.is_null()).map(|kind| kind.as_str().unwrap_or_default());
        let by_keys = || {
            let known = [(self.start, "TaskEvent"), (self.operation, "FileEvent"), (self.params, "ToolEvent")];
            known.into_iter().find(|(member, _)| member.is_some()).map_or("", |(_, name)| name)
        };
        match written.as_deref().unwrap_or_else(by_keys) {
            "TaskEvent" => self.task(),
            "FileEvent" => self.file(),
            "ToolEvent" => self.tool(),
            _ => Ok(EventRef::Foreign),
        }
    }

    fn task(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::Task {
            name: string("task", "name", self.name)?,
            start: time("start_time", self.start)?.ok_or(Fault::Missing { event: "task", key: "start_time" })?,
            end: time("end_time", self.end)?,
            metadata: self.metadata,
        })
    }

    fn file(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::File {
            path: string("file event", "path", self.path)?,
            operation: string("file event", "operation", self.operation)?,
            size_bytes: count(self.size),
            lines: count(self.lines),
        })
    }

    fn tool(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::Tool {
            name: string("tool call", "name", self.name)?,
            params: self.params,
            duration: self.duration.and_then(milliseconds),
        })
    }
}

fn string<'a>(event: &'static str, key: &'static str, value: Option<JsonRef<'a>>) -> Result<Cow<'a, str>, Fault> {
    let value = value.ok_or(Fault::Missing { event, key })?;
    value.as_str().ok_or_else(|| Fault::Wrong { key, found: format!("{}, not a string", value.kind()) })
}

/// A time; `None` where there is none.
fn time(key: &'static str, value: Option<JsonRef<'_>>) -> Result<Option<UnixTime>, Fault> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let wrong = |found| Fault::Wrong { key, found };
    let seconds = value.as_f64().ok_or_else(|| wrong(format!("{}, not a number", value.kind())))?;
    UnixTime::new(seconds).map(Some).ok_or_else(|| wrong(format!("{}, not a time", value.text())))
}

/// A count; whatever is none is not known.
fn count(value: Option<JsonRef<'_>>) -> Option<u64> {
    u64::try_from(value?.as_i128()?).ok()
}

/// Milliseconds; a negative or infinite number of them is not known.
fn milliseconds(value: JsonRef<'_>) -> Option<Duration> {
    if let Ok(whole) = value.text().parse() {
        return Some(Duration::from_millis(whole));
    }
    Duration::try_from_secs_f64(value.as_f64()? / 1000.0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Option<Event>, Fault> {
        read(text).map(|event| event.to_event())
    }

    #[test]
    fn the_type_is_told_by_the_keys_where_it_is_not_written() {
        let typed = |kind: &str| format!(r#"{{"type": {kind}, "name": "t", "start_time": 1.5, "end_time": null}}"#);
        let Some(Event::Task(task)) = read_text(&typed("null")).unwrap() else { panic!("a task") };
        assert_eq!((task.name.as_str(), task.start.seconds(), task.end), ("t", 1.5, None));
        assert_eq!(task.metadata, Json::empty_object());
        assert_eq!(read_text(&typed("\"TaskEvent\"")).unwrap(), Some(Event::Task(task)));
        assert_eq!(read_text(&typed("\"SomethingNew\"")).unwrap(), None);
        assert_eq!(read_text(&typed("7")).unwrap(), None);
        assert_eq!(read_text("{}").unwrap(), None);
        assert!(matches!(read_text(r#"{"operation":"read","path":"p"}"#), Ok(Some(Event::File(_)))));
        assert!(matches!(read_text(r#"{"params":{},"name":"bash"}"#), Ok(Some(Event::Tool(_)))));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let fault = |text: &str| read_text(text).unwrap_err().to_string();
        insta::assert_snapshot!([
            fault("[1]"),
            fault(r#"{"type":"TaskEvent","name":"x"}"#),
            fault(r#"{"start_time":1}"#),
            fault(r#"{"start_time":"1","name":"x"}"#),
            fault(r#"{"start_time":NaN,"name":"x"}"#),
            fault(r#"{"start_time":1,"end_time":-Infinity,"name":"x"}"#),
            fault(r#"{"operation":"read","path":null}"#),
            fault(r#"{"type":"ToolEvent","params":{}}"#),
        ].join("\n"), @r"
        an array, not an object
        a task without `start_time`
        a task without `name`
        `start_time` is a string, not a number
        `start_time` is NaN, not a time
        `end_time` is -Infinity, not a time
        `path` is null, not a string
        a tool call without `name`
        ");
    }

    #[test]
    fn numbers_are_known_or_not() {
        let Ok(Some(Event::Tool(tool))) = read_text(r#"{"name":"t","params":[],"duration_ms":12.5}"#) else { panic!() };
        assert_eq!(tool.duration, Some(Duration::from_micros(12_500)));
        assert_eq!(tool.params, Json::empty_object());
        let Ok(Some(Event::Tool(tool))) = read_text(r#"{"name":"t","params":{},"duration_ms":-1}"#) else { panic!() };
        assert_eq!(tool.duration, None);
        let text = r#"{"path":"p","operation":"delete","size_bytes":-3,"lines":7.0,"lines":8}"#;
        let Ok(Some(Event::File(file))) = read_text(text) else { panic!() };
        assert_eq!((file.size_bytes, file.lines), (None, Some(8)));
        assert_eq!(file.operation, Operation::Other("delete".to_owned()));
    }
}
