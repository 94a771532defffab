//! Tasks that an activity log told another of, on their way back.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Map, Value};

use super::{Made, value};
use crate::events::activity::{Event, Task, UnixTime};
use crate::record::{Json, JsonRef, RecordTime};

/// What is said of a task when it begins.
pub(super) const STARTED: &str = "task_started";

/// What is said of a task when it is done.
pub(super) const COMPLETED: &str = "task_completed";

/// True for a state that a task is in.
pub(super) fn is_state(name: &str) -> bool {
    [STARTED, COMPLETED].contains(&name)
}

/// The tasks that were begun and are not done, by name.
#[derive(Debug, Default)]
pub(super) struct Tasks(HashMap<String, Vec<Begun>>);

#[derive(Debug)]
struct Begun {
    start: RecordTime,
    metadata: Map<String, Value>,
}

impl Tasks {
    /// Takes what a log says of a task: `said` has its name, metadata and duration, as far as they are known.
    pub(super) fn see(&mut self, state: &str, time: RecordTime, said: JsonRef<'_>, made: &mut Made) {
        let Some(name) = said.member("task").and_then(JsonRef::as_str).map(String::from) else {
            return made.leave_out(format!("{state} events that name no task"));
        };
        let metadata = said.member("metadata").map(value).and_then(|metadata| metadata.as_object().cloned());
        let metadata = metadata.unwrap_or_default();
        if state == STARTED {
            return self.0.entry(name).or_default().push(Begun { start: time, metadata });
        }
        let lasted = said.member("duration_ms").and_then(JsonRef::as_f64);
        match self.take(&name, time, lasted) {
            Some(mut begun) => {
                begun.metadata.extend(metadata);
                made.line(line(name, begun, Some(time)));
            }
            None => made.leave_out("ends of what never began"),
        }
    }

    /// The one of that name that is done now: by its duration, which is in milliseconds, else the one begun last.
    fn take(&mut self, name: &str, end: RecordTime, lasted: Option<f64>) -> Option<Begun> {
        let begun = self.0.get_mut(name)?;
        let off = |one: &Begun| {
            let took = Duration::try_from(one.start.instant().duration_until(end.instant())).unwrap_or_default();
            lasted.map_or(0.0, |lasted| (took.as_secs_f64() * 1000.0 - lasted).abs())
        };
        // Of equals the last counts.
        let (place, _) = begun.iter().enumerate().rev().min_by(|(_, a), (_, b)| off(a).total_cmp(&off(b)))?;
        Some(begun.remove(place))
    }

    /// Those that were never done, in the order in which they began.
    pub(super) fn end(&mut self, made: &mut Made) {
        let mut open: Vec<_> =
            self.0.drain().flat_map(|(name, begun)| begun.into_iter().map(move |one| (name.clone(), one))).collect();
        open.sort_by(|a, b| (a.1.start, &a.0).cmp(&(b.1.start, &b.0)));
        for (name, begun) in open {
            made.line(line(name, begun, None));
        }
    }
}

fn line(name: String, begun: Begun, end: Option<RecordTime>) -> String {
    let time = |time: RecordTime| UnixTime::of(time.instant());
    let metadata = Json::from_value(&Value::Object(begun.metadata));
    Event::Task(Task { name, start: time(begun.start), end: end.map(time), metadata }).to_line()
}
