//! Causal logs. A stream takes every event whole; an activity log only the calls of tools that are named.

use super::tasks::{self, Tasks};
use super::{Conversion, Made};
use crate::events::Family;
use crate::events::activity::{Event, ToolCall};
use crate::events::log::Problem;
use crate::events::stream::to_line;
use crate::record::{Json, JsonRef, Kind, LazyZone, RecordTime, read_object};
use std::time::Duration;

pub(super) struct Way<'a> {
    to: Target,
    session: &'a str,
    naive_zone: &'a LazyZone,
    tasks: Tasks,
}

#[derive(Debug, Clone, Copy)]
enum Target {
    Activity,
    Stream,
}

/// What an event says.
#[derive(Default)]
pub(super) struct Members<'a> {
    all: Vec<(String, JsonRef<'a>)>,
}

impl<'a> Members<'a> {
    /// What an event of a stream says that was one of a causal log; `None` of any other.
    pub(super) fn carried(event: JsonRef<'a>) -> Option<Self> {
        event.member("event_id")?;
        let all: Vec<_> = event.members().into_iter().map(|(key, value)| (key.into_owned(), value)).collect();
        let members = Self { all };
        let is_causal = ["event_id", "event_type"].iter().all(|key| members.text(key).is_some());
        let has_origin = members.get("provenance").is_some_and(|from| from.kind() == Kind::Object);
        (is_causal && has_origin).then_some(members)
    }

    /// The line of a causal log that it was carried from.
    pub(super) fn to_line(&self, time: RecordTime) -> String {
        let string = |text: &str| Json::string(text).get().text().to_owned();
        let mut parts = Vec::new();
        for (key, value) in self.all.iter().filter(|(key, _)| !is_of_streams(key)) {
            parts.push([&string(key), ":", value.text()].concat());
            if key == "event_id" {
                parts.push(["\"timestamp\":", &string(&time.to_rfc3339())].concat());
            }
        }
        ["{", &parts.join(","), "}"].concat().replace(['\n', '\r'], " ")
    }

    fn put(&mut self, key: &str, value: JsonRef<'a>) {
        self.all.push((key.to_owned(), value));
    }

    /// Of duplicate keys the last counts.
    fn get(&self, key: &str) -> Option<JsonRef<'a>> {
        self.all.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(JsonRef::as_str).map(String::from)
    }
}

impl<'a> Way<'a> {
    pub(super) fn new(conversion: &Conversion<'a>) -> Option<Self> {
        let to = match conversion.to {
            Family::Activity => Target::Activity,
            Family::Stream => Target::Stream,
            Family::Causal | Family::Response => return None,
        };
        Some(Self { to, session: conversion.session, naive_zone: conversion.naive_zone, tasks: Tasks::default() })
    }

    /// What has begun and not ended.
    pub(super) fn end(&mut self, made: &mut Made) {
        self.tasks.end(made);
    }

    pub(super) fn line(&mut self, line: &str, made: &mut Made) -> Result<(), Problem> {
        let members = read_object(line, Members::put)?;
        match self.to {
            Target::Activity => match self.state(&members) {
                Some((state, time, data)) => self.tasks.see(&state, time, data, made),
                None => members.tool(made),
            },
            Target::Stream => self.carried(&members, made),
        }
        Ok(())
    }

    /// The event with all that it says, as an event of a stream.
    fn carried(&self, members: &Members<'_>, made: &mut Made) {
        let time = members.text("timestamp").and_then(|time| RecordTime::parse_in(&time, self.naive_zone));
        let Some(time) = time else { return made.leave_out("events without a readable time") };
        let kind = members.text("event_type").unwrap_or_else(|| "event".to_owned());
        let string = |text: &str| Json::string(text).get().text().to_owned();
        let mut event = format!("{{\"type\":{},\"session_id\":{}", string(&kind), string(self.session));
        let agent = members.get("provenance").and_then(|from| from.member("agent")).and_then(JsonRef::as_str);
        if let Some(agent) = agent {
            event += ",\"role\":";
            event += &string(&agent);
        }
        for (key, value) in members.all.iter().filter(|(key, _)| key != "timestamp") {
            if is_of_streams(key) {
                made.leave_out(format!("values of `{key}`, which a stream has another meaning for"));
            } else {
                event += &[",", &string(key), ":", value.text()].concat();
            }
        }
        event.push('}');
        match Json::parse(&event) {
            Ok(event) => made.line(to_line(time, event.get())),
            Err(_) => made.leave_out("events that are no JSON once they are carried"),
        }
    }

    /// What an event says of a task of an activity log that it was made of.
    fn state<'m>(&self, members: &Members<'m>) -> Option<(String, RecordTime, JsonRef<'m>)> {
        let data = members.get("data")?;
        let state = data.member("state").and_then(JsonRef::as_str).filter(|state| tasks::is_state(state))?;
        let time = RecordTime::parse_in(&members.text("timestamp")?, self.naive_zone)?;
        (members.text("event_type")? == "state_change").then(|| (state.into_owned(), time, data))
    }
}

/// True for keys that an event of a stream has itself.
fn is_of_streams(key: &str) -> bool {
    ["type", "session_id", "role"].contains(&key)
}

impl Members<'_> {
    /// The call of a tool that an event is.
    pub(super) fn tool(&self, made: &mut Made) {
        let members = self;
        let kind = members.text("event_type").unwrap_or_else(|| "untyped".to_owned());
        let data = members.get("data").filter(|data| data.kind() == Kind::Object);
        let text = |key| data.and_then(|data| data.member(key)).and_then(JsonRef::as_str).map(String::from);
        let name = ["tool", "tool_name", "name"].into_iter().find_map(text);
        let (Some(data), Some(name), "tool_call") = (data, name, kind.as_str()) else {
            let what = if kind == "tool_call" {
                "tool_call events that name no tool".to_owned()
            } else {
                format!("{kind} events")
            };
            return made.leave_out(what);
        };
        let given = ["params", "input", "arguments"].into_iter().find_map(|key| data.member(key));
        let params =
            given.filter(|given| given.kind() == Kind::Object).map_or_else(Json::empty_object, JsonRef::to_json);
        let ms = data.member("duration_ms").and_then(JsonRef::as_f64);
        let duration = ms.and_then(|ms| Duration::try_from_secs_f64(ms / 1000.0).ok());
        made.line(Event::Tool(ToolCall { name, params, duration }).to_line());
    }
}
