//! Which task is nested in which, and what time is a task's own.

use super::tally::Finished;

/// A finished task in its place among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// Its name's number.
    pub(super) name: u32,
    /// Unix microseconds.
    pub(super) start: i64,
    /// Unix microseconds.
    pub(super) end: i64,
    /// In how many others it is nested.
    pub(super) depth: u32,
    /// Microseconds in which no task nested in it ran.
    pub(super) own: i64,
}

/// All tasks by their start, of equal starts the longer first, of equal spans the one whose name has the lower rank. A task is nested in the one that was started last among those that
/// began before it, or with it, and ended after it, or with it. What overlaps without being contained is nested in nothing. A task that ends before it
/// starts is nowhere.
pub(super) fn place(finished: &[Finished], rank: impl Fn(u32) -> usize) -> Vec<Placed> {
    let mut tasks: Vec<_> = finished.iter().map(Placed::alone).filter(|task| task.end >= task.start).collect();
    tasks.sort_by_key(|task| (task.start, std::cmp::Reverse(task.end), rank(task.name)));
    // Those that could still hold others, each within the one before it, with how far its time is taken by tasks nested in it. One that
    // ends earlier than a later task is done with: whatever it could hold from now on is held by that one too.
    let mut holders: Vec<(usize, i64)> = Vec::new();
    for at in 0..tasks.len() {
        let Placed { start, end, .. } = tasks[at];
        while holders.last().is_some_and(|(holder, _)| tasks[*holder].end < end) {
            holders.pop();
        }
        tasks[at].depth = u32::try_from(holders.len()).unwrap_or(u32::MAX);
        if let Some((holder, taken)) = holders.last_mut() {
            let from = start.max(*taken);
            tasks[*holder].own -= (end - from).max(0);
            *taken = end.max(from);
        }
        holders.push((at, start));
    }
    tasks
}

impl Placed {
    fn alone(task: &Finished) -> Self {
        let (start, end) = (task.start.microseconds(), task.end.microseconds());
        Self { name: task.name, start, end, depth: 0, own: end.saturating_sub(start) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::time::UnixTime;
    use super::*;
    use crate::events::names::index;

    fn tasks(spans: &[(i32, i32)]) -> Vec<Finished> {
        let time = |seconds: i32| UnixTime::new(f64::from(seconds)).unwrap();
        let task = |(name, (start, end)): (usize, &(i32, i32))| Finished {
            name: u32::try_from(name).unwrap(),
            start: time(*start),
            end: time(*end),
        };
        spans.iter().enumerate().map(task).collect()
    }

    /// Depth and own seconds, in the order of the spans.
    fn placed(spans: &[(i32, i32)]) -> Vec<(u32, i64)> {
        let mut placed = place(&tasks(spans), index);
        placed.sort_by_key(|task| task.name);
        placed.iter().map(|task| (task.depth, task.own / 1_000_000)).collect()
    }

    #[test]
    fn what_runs_within_a_task_is_not_its_own_time() {
        assert_eq!(placed(&[(0, 10), (2, 5), (3, 4), (6, 8)]), [(0, 5), (1, 2), (2, 1), (1, 2)]);
        // Two at once take the time of their holder only once.
        assert_eq!(placed(&[(0, 10), (2, 6), (4, 8)]), [(0, 4), (1, 4), (1, 4)]);
        // What overlaps without being contained is no part of it.
        assert_eq!(placed(&[(0, 10), (5, 15), (6, 9)]), [(0, 10), (0, 7), (1, 3)]);
        // The same span twice: one in the other.
        assert_eq!(placed(&[(0, 10), (0, 10)]), [(0, 0), (1, 10)]);
        // One after the other.
        assert_eq!(placed(&[(0, 5), (5, 10), (10, 10)]), [(0, 5), (0, 5), (1, 0)]);
    }

    proptest! {
        #[test]
        fn own_time_is_what_no_directly_nested_task_covers(spans in vec((0_i32..40, 0_i32..20), 0..20)) {
            let spans: Vec<_> = spans.into_iter().map(|(start, length)| (start, start + length)).collect();
            let all = place(&tasks(&spans), index);
            for (at, task) in all.iter().enumerate() {
                // The holder of each task is the last before it that ends no earlier.
                let held = |other: usize| {
                    (0..other).rev().find(|holder| all[*holder].end >= all[other].end && all[*holder].start <= all[other].start)
                };
                let nested: Vec<_> = (0..all.len()).filter(|other| held(*other) == Some(at)).collect();
                let covered = (task.start / 1_000_000..task.end / 1_000_000)
                    .filter(|second| nested.iter().any(|other| {
                        (all[*other].start / 1_000_000..all[*other].end / 1_000_000).contains(second)
                    }))
                    .count();
                let own = (task.end - task.start) / 1_000_000 - i64::try_from(covered).unwrap();
                prop_assert_eq!(task.own / 1_000_000, own);
                let depth = std::iter::successors(held(at), |holder| held(*holder)).count();
                prop_assert_eq!(task.depth as usize, depth);
            }
        }
    }
}
