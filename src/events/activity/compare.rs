//! Two sessions against each other.

use std::collections::HashMap;
use std::time::Duration;

use super::analysis::Analysis;

/// One session against an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Milliseconds of all finished tasks.
    pub total_ms: Change<i64>,
    /// Different names of finished tasks per hour of that.
    pub tasks_per_hour: Change<f64>,
    /// Milliseconds in tools, of the calls that say theirs.
    pub tool_ms: Change<i64>,
    /// Milliseconds by the name of a task: those of the later session in its order, then those that only the earlier one has.
    pub tasks: Vec<(String, Change<Option<i64>>)>,
}

/// A value before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change<T> {
    /// In the earlier session.
    pub before: T,
    /// In the later session.
    pub after: T,
}

/// Sets a session against an earlier one.
#[must_use]
pub fn compare(before: &Analysis, after: &Analysis) -> Comparison {
    let (earlier, later) = (by_name(before), by_name(after));
    let only_before = before.tasks.iter().filter(|task| !later.contains_key(task.name.as_str()));
    let names = after.tasks.iter().chain(only_before).map(|task| task.name.as_str());
    let change = |name| Change { before: earlier.get(name).copied(), after: later.get(name).copied() };
    Comparison {
        total_ms: Change { before: before.total_ms, after: after.total_ms },
        tasks_per_hour: Change { before: before.velocity.tasks_per_hour, after: after.velocity.tasks_per_hour },
        tool_ms: Change { before: tool_ms(before), after: tool_ms(after) },
        tasks: names.map(|name| (name.to_owned(), change(name))).collect(),
    }
}

fn by_name(analysis: &Analysis) -> HashMap<&str, i64> {
    analysis.tasks.iter().map(|task| (task.name.as_str(), task.total_ms)).collect()
}

fn tool_ms(analysis: &Analysis) -> i64 {
    let time: Duration =
        analysis.tools.iter().filter_map(|tool| tool.time).fold(Duration::ZERO, Duration::saturating_add);
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
