//! What a line of an activity log says, of whatever age and completeness.

#[cfg(test)]
mod tests;

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
    /// Gives what was learned of lines to a new reader of others like them.
    pub(super) fn hand_on(&mut self, next: &mut Self) {
        self.0.hand_on(&mut next.0);
    }

    /// The members of a line, of which [`Members::event`] makes the same as [`read`].
    #[inline]
    pub(super) fn members<'a>(&mut self, line: &'a str) -> Result<Members<'a, '_>, NoObject> {
        Ok(Members(self.0.pick(line)?))
    }
}

/// What sort of event a line is.
#[derive(Clone, Copy)]
pub(super) enum Sort {
    Task,
    File,
    Tool,
    Foreign,
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
pub(super) struct Members<'a, 'p>(Picked<'a, 'p>);

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
        match self.sort() {
            Sort::Task => self.task(),
            Sort::File => self.file(),
            Sort::Tool => self.tool(),
            Sort::Foreign => Ok(EventRef::Foreign),
        }
    }

    #[inline(always)]
    pub(super) fn sort(&self) -> Sort {
        let named = if self.has(Key::Kind) { self.named_sort() } else { None };
        match named {
            Some(sort) => sort,
            None if self.has(Key::Start) => Sort::Task,
            None if self.has(Key::Operation) => Sort::File,
            None if self.has(Key::Params) => Sort::Tool,
            None => Sort::Foreign,
        }
    }

    /// What the type says; `None` where it is written that there is none.
    #[inline(always)]
    fn named_sort(&self) -> Option<Sort> {
        match self.text(Key::Kind).as_deref() {
            Some("TaskEvent") => Some(Sort::Task),
            Some("FileEvent") => Some(Sort::File),
            Some("ToolEvent") => Some(Sort::Tool),
            None if self.is_null(Key::Kind) => None,
            Some(_) | None => Some(Sort::Foreign),
        }
    }

    /// True if it is written that there is none.
    #[inline(always)]
    fn is_null(&self, key: Key) -> bool {
        self.0.is_null(key as usize)
    }

    #[inline(always)]
    fn has(&self, key: Key) -> bool {
        self.0.has(key as usize)
    }

    fn task(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::Task {
            name: self.name("task")?,
            start: self.start()?,
            end: self.end()?,
            metadata: self.get(Key::Metadata),
        })
    }

    fn file(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::File {
            path: self.path()?,
            operation: self.operation()?,
            size_bytes: self.size(),
            lines: self.lines(),
        })
    }

    fn tool(&self) -> Result<EventRef<'a>, Fault> {
        Ok(EventRef::Tool { name: self.name("tool call")?, params: self.params(), duration: self.duration() })
    }

    /// The name of a task or tool; `event` says which.
    #[inline(always)]
    pub(super) fn name(&self, event: &'static str) -> Result<Cow<'a, str>, Fault> {
        self.string(event, "name", Key::Name)
    }

    /// When a task began.
    #[inline(always)]
    pub(super) fn start(&self) -> Result<UnixTime, Fault> {
        self.time("start_time", Key::Start)?.ok_or(Fault::Missing { event: "task", key: "start_time" })
    }

    /// When it ended.
    #[inline(always)]
    pub(super) fn end(&self) -> Result<Option<UnixTime>, Fault> {
        self.time("end_time", Key::End)
    }

    #[inline(always)]
    pub(super) fn path(&self) -> Result<Cow<'a, str>, Fault> {
        self.string("file event", "path", Key::Path)
    }

    #[inline(always)]
    pub(super) fn operation(&self) -> Result<Cow<'a, str>, Fault> {
        self.string("file event", "operation", Key::Operation)
    }

    /// How many bytes of a file.
    #[inline(always)]
    pub(super) fn size(&self) -> Option<u64> {
        self.count(Key::Size)
    }

    /// How many lines.
    #[inline(always)]
    pub(super) fn lines(&self) -> Option<u64> {
        self.count(Key::Lines)
    }

    /// What a tool was given.
    #[inline(always)]
    pub(super) fn params(&self) -> Option<JsonRef<'a>> {
        self.get(Key::Params)
    }

    /// How long it took.
    #[inline(always)]
    pub(super) fn duration(&self) -> Option<Duration> {
        self.milliseconds(Key::Duration)
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
        if self.is_null(key) {
            return None;
        }
        self.0.whole(key as usize).or_else(|| self.get(key)?.as_i128()?.try_into().ok())
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
            None if self.is_null(key) => Ok(None),
            None => self.get(key).map_or(Ok(None), |value| Err(no_time(name, value))),
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
