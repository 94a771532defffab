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

#[expect(
    clippy::inline_always,
    reason = "an event is taken apart again where it is counted, and should not be put together in memory before"
)]
impl<'a> Members<'a, '_> {
    #[inline(always)]
    fn get(&self, key: Key) -> Option<JsonRef<'a>> {
        self.0.get(key as usize)
    }

    /// Its text; `None` for what is no string.
    #[inline(always)]
    fn text(&self, key: Key) -> Option<Cow<'a, str>> {
        self.0.text(key as usize)
    }

    #[inline(always)]
    fn event(&self) -> Result<EventRef<'a>, Fault> {
        match self.text(Key::Kind).as_deref() {
            Some("TaskEvent") => self.task(),
            Some("FileEvent") => self.file(),
            Some("ToolEvent") => self.tool(),
            None if self.has(Key::Kind) && !self.has_no_kind() => Ok(EventRef::Foreign),
            None if self.has(Key::Start) => self.task(),
            None if self.has(Key::Operation) => self.file(),
            None if self.has(Key::Params) => self.tool(),
            Some(_) | None => Ok(EventRef::Foreign),
        }
    }

    /// True if it is written that the type is nothing.
    #[inline(always)]
    fn has_no_kind(&self) -> bool {
        self.get(Key::Kind).is_some_and(JsonRef::is_null)
    }

    #[inline(always)]
    fn has(&self, key: Key) -> bool {
        self.0.has(key as usize)
    }

    #[inline(always)]
    fn task(&self) -> Result<EventRef<'a>, Fault> {
        let missing = || Fault::Missing { event: "task", key: "start_time" };
        Ok(EventRef::Task {
            name: self.string("task", "name", Key::Name)?,
            start: self.time("start_time", Key::Start)?.ok_or_else(missing)?,
            end: self.time("end_time", Key::End)?,
            metadata: self.get(Key::Metadata),
        })
    }

    #[inline(always)]
    fn file(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::File {
            path: self.string("file event", "path", Key::Path)?,
            operation: self.string("file event", "operation", Key::Operation)?,
            size_bytes: self.count(Key::Size),
            lines: self.count(Key::Lines),
        })
    }

    #[inline(always)]
    fn tool(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::Tool {
            name: self.string("tool call", "name", Key::Name)?,
            params: self.get(Key::Params),
            duration: self.milliseconds(Key::Duration),
        })
    }

    #[inline(always)]
    fn string(&self, event: &'static str, name: &'static str, key: Key) -> Result<Cow<'a, str>, Fault> {
        self.text(key).ok_or_else(|| match self.get(key) {
            None => Fault::Missing { event, key: name },
            Some(value) => Fault::Wrong { key: name, found: format!("{}, not a string", value.kind()) },
        })
    }

    /// A count; whatever is none is not known.
    #[inline(always)]
    fn count(&self, key: Key) -> Option<u64> {
        let other = || self.get(key).filter(|value| !value.is_null())?.as_i128()?.try_into().ok();
        self.0.whole(key as usize).or_else(other)
    }

    /// Milliseconds; a negative or infinite number of them is not known.
    #[inline(always)]
    fn milliseconds(&self, key: Key) -> Option<Duration> {
        if let Some(whole) = self.0.whole(key as usize) {
            return Some(Duration::from_millis(whole));
        }
        Duration::try_from_secs_f64(self.get(key)?.as_f64()? / 1000.0).ok()
    }

    /// A time; `None` where there is none.
    #[inline(always)]
    fn time(&self, name: &'static str, key: Key) -> Result<Option<UnixTime>, Fault> {
        match self.0.double(key as usize).and_then(UnixTime::new) {
            Some(time) => Ok(Some(time)),
            None => self.get(key).filter(|value| !value.is_null()).map_or(Ok(None), |value| Err(no_time(name, value))),
        }
    }
}

/// Why something is no time.
#[cold]
fn no_time(key: &'static str, value: JsonRef<'_>) -> Fault {
    let found = match value.kind() {
        Kind::Number => format!("{}, not a time", value.text()),
        other => format!("{other}, not a number"),
    };
    Fault::Wrong { key, found }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn number() -> impl Strategy<Value = String> {
        prop_oneof![
            "(0|[1-9][0-9]{0,18})",
            "17[0-9]{8}\\.[0-9]{1,7}",
            "-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,2})?",
            select(vec!["null", "NaN", "-Infinity", "\"7\"", "true", "[1]", "1250.0", "1e3", "9007199254740993.0"])
                .prop_map(str::to_owned),
        ]
    }

    /// The text of a string, as a log would have it.
    fn literal() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z_/.]{0,40}", "([a-zé]|\\\\n|\\\\u0041|\\\\\"){0,12}"]
    }

    proptest! {
        #[test]
        fn values_are_those_of_the_standard_library_whatever_was_read_before(
            lines in vec((literal(), number(), number()), 1..40),
        ) {
            let mut remembering = Lines::default();
            for (text, first, second) in lines {
                let decoded: String = serde_json::from_str(&format!("\"{text}\"")).unwrap();
                let (one, other) = (JsonRef::parse(&first).unwrap(), JsonRef::parse(&second).unwrap());
                let whole = |value: JsonRef<'_>| value.as_i128().and_then(|number| u64::try_from(number).ok());
                let float = |value: JsonRef<'_>| value.text().parse::<f64>().ok().filter(|_| value.kind() == Kind::Number);
                let duration = |value: JsonRef<'_>| {
                    let plain = value.text().parse().ok().map(Duration::from_millis);
                    plain.or_else(|| Duration::try_from_secs_f64(float(value)? / 1000.0).ok())
                };

                let line = format!(r#"{{"path": "{text}", "operation": "{text}", "size_bytes": {first}, "lines": {second}}}"#);
                let Ok(EventRef::File { path, operation, size_bytes, lines }) = remembering.read(&line) else { panic!("{line}") };
                prop_assert_eq!((&*path, &*operation), (&*decoded, &*decoded), "{}", line);
                prop_assert_eq!((size_bytes, lines), (whole(one), whole(other)), "{}", line);

                let line = format!(r#"{{"type": "ToolEvent", "name": "{text}", "params": {{"n": {second}}}, "duration_ms": {first}}}"#);
                let Ok(EventRef::Tool { name, duration: took, .. }) = remembering.read(&line) else { panic!("{line}") };
                prop_assert_eq!((&*name, took), (&*decoded, duration(one)), "{}", line);

                let line = format!(r#"{{"name": "{text}", "start_time": {first}, "end_time": {second}, "metadata": {{}}}}"#);
                let task = |read| match read {
                    Ok(EventRef::Task { start, end, .. }) => Some((start.seconds(), end.map(UnixTime::seconds))),
                    _ => None,
                };
                let end = if other.is_null() { Some(None) } else { float(other).filter(|end| end.is_finite()).map(Some) };
                let expected = float(one).filter(|start| start.is_finite()).zip(end);
                prop_assert_eq!(task(remembering.read(&line)), expected, "{}", line);
            }
        }
    }

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
