//! Activity logs. Only of tasks it is known when they were: what was done to files, and which tools were called, has no time.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::tasks::{COMPLETED, STARTED};
use super::{Conversion, Made, value};
use crate::events::Family;
use crate::events::activity::{Event, Task, UnixTime, read_line};
use crate::events::log::Problem;
use crate::events::stream::to_line;
use crate::record::{Json, RecordTime};

pub(super) struct Way<'a> {
    to: Target,
    session: &'a str,
    agent: &'a str,
    /// The tasks whose beginning was told, by name and start: a later line may say when they ended.
    open: HashSet<(String, u64)>,
}

#[derive(Debug, Clone, Copy)]
enum Target {
    Causal,
    Stream,
}

impl<'a> Way<'a> {
    pub(super) fn new(conversion: &Conversion<'a>) -> Option<Self> {
        let to = match conversion.to {
            Family::Causal => Target::Causal,
            Family::Stream => Target::Stream,
            Family::Activity | Family::Response => return None,
        };
        Some(Self { to, session: conversion.session, agent: conversion.agent, open: HashSet::new() })
    }

    pub(super) fn line(&mut self, line: &str, made: &mut Made) -> Result<(), Problem> {
        match read_line(line)?.to_event() {
            Some(Event::Task(task)) => self.task(task, made),
            Some(Event::File(_)) => made.leave_out("file events, which have no time"),
            Some(Event::Tool(_)) => made.leave_out("tool calls, which have no time"),
            None => made.leave_out("objects that are no events"),
        }
        Ok(())
    }

    /// A task becomes its beginning and its end. Its line may be the second one, which supersedes one that said it was open.
    fn task(&mut self, task: Task, made: &mut Made) {
        let Task { name, start, end, metadata } = task;
        let metadata = value(metadata.get());
        let key = (name, start.seconds().to_bits());
        let Some(end) = end else {
            let began = json!({"task": key.0, "metadata": metadata});
            self.open.insert(key);
            return self.event(start, STARTED, began, made);
        };
        let mut done = json!({"task": key.0, "duration_ms": start.milliseconds_until(end)});
        if self.open.remove(&key) {
            done["metadata"] = metadata;
        } else {
            self.event(start, STARTED, json!({"task": key.0, "metadata": metadata}), made);
        }
        self.event(end, COMPLETED, done, made);
    }

    fn event(&self, time: UnixTime, state: &str, mut data: Value, made: &mut Made) {
        let Some(time) = time.instant().map(RecordTime::utc) else {
            return made.leave_out("tasks beyond any calendar");
        };
        match self.to {
            Target::Causal => {
                data["state"] = state.into();
                made.causal(time, "state_change", self.agent, "activity_log", &data);
            }
            Target::Stream => {
                let mut event = json!({"type": state, "session_id": self.session, "role": self.agent});
                event
                    .as_object_mut()
                    .into_iter()
                    .for_each(|event| event.extend(data.as_object().cloned().unwrap_or_default()));
                made.line(to_line(time, Json::from_value(&event).get()));
            }
        }
    }
}
