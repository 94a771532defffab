//! A line of a stream: a time and an event (`docs/formats.md`, event streams).

use std::borrow::Cow;

use super::kind::EventType;
use crate::events::log::Problem;
use crate::record::{Json, JsonRef, Kind, LazyZone, Picked, Picker, RecordTime, Times, Wanted};

/// What a line says, borrowed from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// When it was written; `None` where that can't be read.
    pub time: Option<RecordTime>,
    /// The event: mostly an object, but a string or a list as well.
    pub event: JsonRef<'a>,
    /// What of the event says where it belongs.
    pub head: Head<'a>,
}

/// What of an event says where it belongs. An empty text counts as none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head<'a> {
    kind: Option<EventType>,
    /// The session of the agent.
    pub session: Option<Cow<'a, str>>,
    /// The session of the user, if that is another one.
    pub user_session: Option<Cow<'a, str>>,
    /// The session of the agent that started this one.
    pub parent: Option<Cow<'a, str>>,
    /// Who speaks.
    pub role: Option<Cow<'a, str>>,
}

impl<'a> Head<'a> {
    /// What an event says of itself; nothing if it is not an object.
    #[must_use]
    pub fn of(event: JsonRef<'a>) -> Self {
        if event.kind() != Kind::Object {
            return Self::default();
        }
        Picker::pick_once(event.text(), &OF_EVENT, |members| Self::from_members(|key| members.text(key as usize)))
            .unwrap_or_default()
    }

    #[inline]
    fn from_members(text: impl Fn(Key) -> Option<Cow<'a, str>>) -> Self {
        let text = |key| text(key).filter(|text| !text.is_empty());
        Self {
            kind: text(Key::Kind).map(|name| EventType::named(&name)),
            session: text(Key::Session),
            user_session: text(Key::UserSession),
            parent: text(Key::Parent),
            role: text(Key::Role),
        }
    }

    /// What sort of event it is.
    #[must_use]
    pub fn kind(&self) -> &EventType {
        self.kind.as_ref().unwrap_or(&EventType::Untyped)
    }

    /// Who speaks: as it says itself, else as its type does.
    #[must_use]
    pub fn speaker(&self) -> Option<&str> {
        let by_kind = || match self.kind() {
            EventType::SystemPrompt | EventType::SystemMessage => Some("system"),
            kind => kind.is_user_message().then_some("user"),
        };
        self.role.as_deref().or_else(by_kind)
    }

    /// The session under which the event is kept: the user's, else the agent's.
    #[must_use]
    pub fn kept_under(&self) -> Option<&str> {
        self.user_session.as_deref().or(self.session.as_deref())
    }
}

/// Members of an event, in the order of [`KEYS`]: first what says where it belongs, then what some types have besides. Of duplicate keys the last counts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    Kind,
    Session,
    UserSession,
    Parent,
    Role,
    Started,
    Running,
    StopReason,
    InputTokens,
    OutputTokens,
    Active,
    ToolCalls,
    ToolResults,
    Severity,
}

const KEYS: &[&str] = &[
    "type",
    "session_id",
    "user_session_id",
    "parent_session_id",
    "role",
    "started",
    "running",
    "stop_reason",
    "input_tokens",
    "output_tokens",
    "active",
    "tool_calls",
    "tool_results",
    "severity",
];

impl Key {
    /// The value of that member of an event; none of what is no object.
    pub(super) fn of(self, event: JsonRef<'_>) -> Option<JsonRef<'_>> {
        event.member(KEYS[self as usize])
    }
}

/// The members of the event in a line.
pub(super) struct Members<'a, 'p>(Picked<'a, 'p>);

impl<'a> Members<'a, '_> {
    #[inline]
    pub(super) fn get(&self, key: Key) -> Option<JsonRef<'a>> {
        self.0.get(OWN + key as usize)
    }

    /// What says where the event belongs.
    #[inline]
    pub(super) fn head(&self) -> Head<'a> {
        Head::from_members(|key| self.0.text(OWN + key as usize))
    }

    /// The bytes of the text of a member, none if it has none, where that is known without decoding it.
    #[inline]
    pub(super) fn plain(&self, key: Key) -> Option<&'a [u8]> {
        self.0.plain_text(OWN + key as usize)
    }
}

/// As many members of the line itself come before those of its event.
const OWN: usize = 2;

static OF_EVENT: Wanted = Wanted::own(KEYS);

static OF_LINE: Wanted = Wanted::new(&["timestamp", "event"], "event", KEYS);

/// Reads a line. A time without an offset is taken in `naive_zone`.
///
/// # Errors
/// Says what is no JSON object, or that it has no event.
pub fn read<'a>(line: &'a str, naive_zone: &LazyZone) -> Result<Entry<'a>, Problem> {
    Picker::pick_once(line, &OF_LINE, |members| Entry::of(members, |text| RecordTime::parse_in(text, naive_zone)))?
}

/// Reads lines of streams, most of which look like others before them.
#[derive(Debug)]
pub(super) struct Lines<'z> {
    picker: Picker,
    times: Times,
    naive_zone: &'z LazyZone,
}

impl<'z> Lines<'z> {
    /// Times without an offset are of that zone.
    pub(super) fn new(naive_zone: &'z LazyZone) -> Self {
        Self { picker: Picker::new(&OF_LINE), times: Times::default(), naive_zone }
    }

    /// Gives what was learned of lines to a new reader of others like them, in the same zone.
    pub(super) fn hand_on(&mut self, next: &mut Self) {
        self.picker.hand_on(&mut next.picker);
        std::mem::swap(&mut self.times, &mut next.times);
    }

    /// The time and the members of the event in a line, as [`read`] gives them.
    #[inline]
    pub(super) fn read<'a>(&mut self, line: &'a str) -> Result<(Option<RecordTime>, Members<'a, '_>), Problem> {
        let picked = self.picker.pick(line)?;
        event_in(picked)?;
        let time = picked.text(0).and_then(|text| self.times.parse_in(&text, self.naive_zone));
        Ok((time, Members(picked)))
    }
}

impl<'a> Entry<'a> {
    fn of(line: Picked<'a, '_>, time: impl FnOnce(&str) -> Option<RecordTime>) -> Result<Self, Problem> {
        let event = event_in(line)?;
        let time = line.text(0).and_then(|text| time(&text));
        Ok(Entry { time, event, head: Members(line).head() })
    }
}

#[inline]
fn event_in<'a>(line: Picked<'a, '_>) -> Result<JsonRef<'a>, Problem> {
    line.get(1).ok_or_else(|| Problem::Invalid(vec!["a line without `event`".to_owned()]))
}

/// The line of an event, without the newline at its end.
#[must_use]
pub fn to_line(time: RecordTime, event: JsonRef<'_>) -> String {
    let event = event.text().replace(['\n', '\r'], " ");
    format!(r#"{{"timestamp":{},"event":{event}}}"#, Json::string(&time.to_rfc3339()).get().text())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn zone() -> LazyZone {
        TimeZone::get("Europe/Berlin").unwrap().into()
    }

    #[test]
    fn an_event_is_any_value_and_belongs_where_it_says() {
        let entry = read(
            r#"{"timestamp": "2025-05-29T10:15:37.104", "event": {"session_id": "d2", "user_session_id": "u2", "role": ""}}"#,
            &zone(),
        );
        let zone = zone();
        let entry = entry.unwrap();
        assert_eq!(entry.time.unwrap().to_rfc3339(), "2025-05-29T10:15:37.104000+02:00");
        assert_eq!((entry.head.kept_under(), entry.head.session.as_deref()), (Some("u2"), Some("d2")));
        assert_eq!((entry.head.kind(), entry.head.role.as_deref()), (&EventType::Untyped, None));
        let entry = read(r#"{"timestamp": null, "event": "plain"}"#, &zone).unwrap();
        assert_eq!((entry.time, entry.event.text(), entry.head.kept_under()), (None, "\"plain\"", None));
        assert_eq!(read(r#"{"event": [1, 2], "event": [3]}"#, &zone).unwrap().event.text(), "[3]");
        assert_eq!(read(r#"{"timestamp": "x"}"#, &zone).unwrap_err().to_string(), "a line without `event`");
        assert_eq!(read("7", &zone).unwrap_err().to_string(), "not an event: a number, not an object");
    }

    #[test]
    fn of_several_events_the_last_counts_however_it_is_written() {
        let zone = zone();
        let session = |line| {
            let entry = read(line, &zone).unwrap();
            assert_eq!(entry.head, Head::of(entry.event), "{line}");
            entry.head.session.map(Cow::into_owned)
        };
        assert_eq!(
            session(r#"{"event": {"session_id": "a", "type": "message"}, "event": {"session_id": "b"}}"#).as_deref(),
            Some("b")
        );
        assert_eq!(session(r#"{"event": {"session_id": "a"}, "event": "b"}"#), None);
        assert_eq!(
            session(r#"{"event": {"session_id": "a"}, "\u0065vent": {"session_id": "c"}}"#).as_deref(),
            Some("c")
        );
        assert_eq!(session(r#"{"event": {"session_id": "d", "n": NaN}}"#).as_deref(), Some("d"));
    }

    #[test]
    fn what_is_written_is_one_line_that_says_the_same() {
        let time = RecordTime::parse("2026-11-21T09:30:12Z", &TimeZone::UTC).unwrap();
        let event = JsonRef::parse("{\"type\": \"message\",\n \"n\": NaN, \"content\": \"a\\nb\"}").unwrap();
        let line = to_line(time, event);
        assert_eq!(
            line,
            r#"{"timestamp":"2026-11-21T09:30:12.000000+00:00","event":{"type": "message",  "n": NaN, "content": "a\nb"}}"#
        );
        let read = read(&line, &zone()).unwrap();
        assert_eq!((read.time, read.head.kind()), (Some(time), &EventType::Message));
    }
}
