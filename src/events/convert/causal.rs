//! Causal logs. A stream takes every event whole; an activity log only the calls of tools that are named.

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
}

#[derive(Debug, Clone, Copy)]
enum Target {
    Activity,
    Stream,
}

/// What of an event matters.
#[derive(Default)]
struct Members<'a> {
    all: Vec<(String, JsonRef<'a>)>,
}

impl<'a> Members<'a> {
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
        Some(Self { to, session: conversion.session, naive_zone: conversion.naive_zone })
    }

    pub(super) fn line(&mut self, line: &str, made: &mut Made) -> Result<(), Problem> {
        let members = read_object(line, Members::put)?;
        match self.to {
            Target::Activity => Self::tool(&members, made),
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
        let rest =
            members.all.iter().filter(|(key, _)| !matches!(key.as_str(), "type" | "session_id" | "role" | "timestamp"));
        for (key, value) in rest {
            event += &[",", &string(key), ":", value.text()].concat();
        }
        event.push('}');
        match Json::parse(&event) {
            Ok(event) => made.line(to_line(time, event.get())),
            Err(_) => made.leave_out("events that are no JSON once they are carried"),
        }
    }

    fn tool(members: &Members<'_>, made: &mut Made) {
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
