//! A line of a stream: a time and an event (`docs/formats.md`, event streams).

use std::borrow::Cow;

use super::kind::EventType;
use crate::events::log::Problem;
use crate::record::{Json, JsonRef, Kind, LazyZone, NoObject, Owner, RecordTime, read_object, read_object_with_inner};

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
        read_object(event.text(), HeadMembers::put).unwrap_or_default().head()
    }

    /// What sort of event it is.
    #[must_use]
    pub fn kind(&self) -> &EventType {
        self.kind.as_ref().unwrap_or(&EventType::Untyped)
    }

    /// The session under which the event is kept: the user's, else the agent's.
    #[must_use]
    pub fn kept_under(&self) -> Option<&str> {
        self.user_session.as_deref().or(self.session.as_deref())
    }
}

/// The members of an event that say where it belongs. Of duplicate keys the last counts.
#[derive(Clone, Copy, Default)]
struct HeadMembers<'a> {
    kind: Option<JsonRef<'a>>,
    session: Option<JsonRef<'a>>,
    user_session: Option<JsonRef<'a>>,
    parent: Option<JsonRef<'a>>,
    role: Option<JsonRef<'a>>,
}

impl<'a> HeadMembers<'a> {
    fn put(&mut self, key: &str, value: JsonRef<'a>) {
        let place = match key {
            "type" => &mut self.kind,
            "session_id" => &mut self.session,
            "user_session_id" => &mut self.user_session,
            "parent_session_id" => &mut self.parent,
            "role" => &mut self.role,
            _ => return,
        };
        *place = Some(value);
    }

    fn head(&self) -> Head<'a> {
        let text = |member: Option<JsonRef<'a>>| member?.as_str().filter(|text| !text.is_empty());
        Head {
            kind: text(self.kind).map(|name| EventType::named(&name)),
            session: text(self.session),
            user_session: text(self.user_session),
            parent: text(self.parent),
            role: text(self.role),
        }
    }
}

/// Reads a line. A time without an offset is taken in `naive_zone`.
///
/// # Errors
/// Says what is no JSON object, or that it has no event.
pub fn read<'a>(line: &'a str, naive_zone: &LazyZone) -> Result<Entry<'a>, Problem> {
    #[derive(Default)]
    struct Members<'a> {
        timestamp: Option<JsonRef<'a>>,
        event: Option<JsonRef<'a>>,
        head: HeadMembers<'a>,
        /// What is known of an event that comes next.
        next: HeadMembers<'a>,
    }
    let members =
        read_object_with_inner(line, "event", |members: &mut Members<'a>, owner, key, value| match (owner, key) {
            (Owner::Inner, key) => members.next.put(key, value),
            (Owner::Whole, "timestamp") => members.timestamp = Some(value),
            (Owner::Whole, "event") => {
                members.event = Some(value);
                members.head = std::mem::take(&mut members.next);
            }
            _ => {}
        })
        .map_err(|error| match error {
            NoObject::Json(error) => Problem::from(error),
            NoObject::Other(kind) => Problem::NotAnObject(kind),
        })?;
    let event = members.event.ok_or_else(|| Problem::Invalid(vec!["a line without `event`".to_owned()]))?;
    let time = members.timestamp.and_then(JsonRef::as_str).and_then(|text| RecordTime::parse_in(&text, naive_zone));
    Ok(Entry { time, event, head: members.head.head() })
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
