//! What a line of an activity log says, of whatever age and completeness.

use std::borrow::Cow;
use std::time::Duration;

use super::event::{Event, FileAccess, Operation, Task, ToolCall};
use super::time::UnixTime;
use crate::events::log::Problem;
use crate::record::{Json, JsonRef, Kind, NoObject, Picked, Picker, Wanted};

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
            Fault::NoObject(error) => error.into(),
            wrong => Self::Invalid(vec![wrong.to_string()]),
        }
    }
}

/// Reads a line.
///
/// # Errors
/// Says what is no JSON object, what an event lacks, or what of it can't be understood.
pub fn read(line: &str) -> Result<EventRef<'_>, Fault> {
    Picker::pick_once(line, &WANTED, |members| Members(members).event())?
}

/// Reads lines of a log, most of which look like others before them.
#[derive(Debug, Clone)]
pub(super) struct Lines(Picker);

impl Default for Lines {
    fn default() -> Self {
        Self(Picker::new(&WANTED))
    }
}

impl Lines {
    /// The same as [`read`].
    #[inline]
    pub(super) fn read<'a>(&mut self, line: &'a str) -> Result<EventRef<'a>, Fault> {
        Members(self.0.pick(line)?).event()
    }
}

/// The members of a line that matter, in the order of [`WANTED`].
#[derive(Clone, Copy)]
enum Key {
    Kind,
    Name,
    Start,
    End,
    Metadata,
    Path,
    Operation,
    Size,
    Lines,
    Params,
    Duration,
}

static WANTED: Wanted = Wanted::own(&[
    "type",
    "name",
    "start_time",
    "end_time",
    "metadata",
    "path",
    "operation",
    "size_bytes",
    "lines",
    "params",
    "duration_ms",
]);

/// The members of a line. Of duplicate keys the last counts, as in Python.
struct Members<'a, 'p>(Picked<'a, 'p>);

impl<'a> Members<'a, '_> {
    #[inline]
    fn get(&self, key: Key) -> Option<JsonRef<'a>> {
        self.0.get(key as usize)
    }

    #[inline]
    fn event(&self) -> Result<EventRef<'a>, Fault> {
        let written = self.get(Key::Kind).filter(|kind| !kind.is_null());
        match written.map(|kind| kind.as_str().unwrap_or_default()).as_deref() {
            Some("TaskEvent") => self.task(),
            Some("FileEvent") => self.file(),
            Some("ToolEvent") => self.tool(),
            None if self.has(Key::Start) => self.task(),
            None if self.has(Key::Operation) => self.file(),
            None if self.has(Key::Params) => self.tool(),
            Some(_) | None => Ok(EventRef::Foreign),
        }
    }

    #[inline]
    fn has(&self, key: Key) -> bool {
        self.get(key).is_some()
    }

    #[inline]
    fn task(&self) -> Result<EventRef<'a>, Fault> {
        let missing = || Fault::Missing { event: "task", key: "start_time" };
        Ok(EventRef::Task {
            name: string("task", "name", self.get(Key::Name))?,
            start: time("start_time", self.get(Key::Start))?.ok_or_else(missing)?,
            end: time("end_time", self.get(Key::End))?,
            metadata: self.get(Key::Metadata),
        })
    }

    #[inline]
    fn file(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::File {
            path: string("file event", "path", self.get(Key::Path))?,
            operation: string("file event", "operation", self.get(Key::Operation))?,
            size_bytes: count(self.get(Key::Size)),
            lines: count(self.get(Key::Lines)),
        })
    }

    #[inline]
    fn tool(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::Tool {
            name: string("tool call", "name", self.get(Key::Name))?,
            params: self.get(Key::Params),
            duration: self.get(Key::Duration).and_then(milliseconds),
        })
    }
}

#[inline]
fn string<'a>(event: &'static str, key: &'static str, value: Option<JsonRef<'a>>) -> Result<Cow<'a, str>, Fault> {
    let value = value.ok_or(Fault::Missing { event, key })?;
    value.as_str().ok_or_else(|| Fault::Wrong { key, found: format!("{}, not a string", value.kind()) })
}

/// A time; `None` where there is none.
#[inline]
fn time(key: &'static str, value: Option<JsonRef<'_>>) -> Result<Option<UnixTime>, Fault> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let wrong = |found| Fault::Wrong { key, found };
    let seconds = value.as_f64().ok_or_else(|| wrong(format!("{}, not a number", value.kind())))?;
    UnixTime::new(seconds).map(Some).ok_or_else(|| wrong(format!("{}, not a time", value.text())))
}

/// A count; whatever is none is not known.
#[inline]
fn count(value: Option<JsonRef<'_>>) -> Option<u64> {
    let value = value?;
    value.text().parse().ok().or_else(|| u64::try_from(value.as_i128()?).ok())
}

/// Milliseconds; a negative or infinite number of them is not known.
#[inline]
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
