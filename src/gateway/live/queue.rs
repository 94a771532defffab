//! What waits to be told, and the count of all that became of it.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many items may wait to be told. They are places, so that they take little memory however large what was recorded is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueLimit(pub usize);

impl Default for QueueLimit {
    /// 10,000.
    fn default() -> Self {
        Self(10_000)
    }
}

/// What became of what was recorded. `recorded` is always the sum of `waiting`, `overflowed` and `settled`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Written to the store or a log.
    pub recorded: u64,
    /// Waits to be told, or is being told.
    pub waiting: u64,
    /// Not told, because too many waited or the time to end was too short.
    pub overflowed: u64,
    /// Told to all that there are to be told, or told to have failed.
    pub settled: u64,
    /// Calls of the callback that went well.
    pub called: u64,
    /// Calls of the callback that failed.
    pub callback_failures: u64,
    /// Items that the destination took.
    pub sent: u64,
    /// Items that it did not take, refused or after all attempts.
    pub send_failures: u64,
}

/// Where something was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Recorded {
    /// A response, by the path of its file below the store.
    Response(PathBuf),
    /// An event.
    Event {
        /// The directory of its logs.
        directory: Arc<Path>,
        /// Its log.
        path: PathBuf,
        /// The bytes of the log that are its line.
        bytes: Range<u64>,
    },
}

impl Recorded {
    /// The file it is in.
    pub(super) fn into_path(self) -> PathBuf {
        match self {
            Self::Response(path) | Self::Event { path, .. } => path,
        }
    }
}

/// What waits. A pure account: who waits for what is the worker's business.
#[derive(Debug)]
pub(super) struct Queue {
    limit: QueueLimit,
    waiting: VecDeque<Recorded>,
    pub(super) metrics: Metrics,
    /// How many did not fit since that was last told.
    untold_overflow: u64,
}

impl Queue {
    pub(super) fn new(limit: QueueLimit) -> Self {
        Self { limit, waiting: VecDeque::new(), metrics: Metrics::default(), untold_overflow: 0 }
    }

    /// Takes in what was recorded, if there is room.
    pub(super) fn offer(&mut self, recorded: Recorded) {
        self.metrics.recorded += 1;
        if self.waiting.len() < self.limit.0 {
            self.metrics.waiting += 1;
            self.waiting.push_back(recorded);
        } else {
            self.metrics.overflowed += 1;
            self.untold_overflow += 1;
        }
    }

    /// Counts what was recorded when nobody is told any more.
    pub(super) fn pass_over(&mut self) {
        self.metrics.recorded += 1;
        self.metrics.overflowed += 1;
    }

    /// So many of those handed out will not be told.
    pub(super) fn abandon(&mut self, number: u64) {
        self.metrics.waiting -= number;
        self.metrics.overflowed += number;
    }

    /// Hands out the oldest, and how many did not fit since this was last asked.
    pub(super) fn take(&mut self, most: usize) -> (Vec<Recorded>, u64) {
        let most = most.min(self.waiting.len());
        (self.waiting.drain(..most).collect(), std::mem::take(&mut self.untold_overflow))
    }

    /// So many of those handed out are done with.
    pub(super) fn settle(&mut self, number: u64) {
        self.metrics.waiting -= number;
        self.metrics.settled += number;
    }

    /// True if there is something to hand out.
    pub(super) fn has_work(&self) -> bool {
        !self.waiting.is_empty() || self.untold_overflow > 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_is_accounted_for(limit in 0_usize..5, steps in prop::collection::vec((0_usize..4, 0_usize..4), 0..40)) {
            let mut queue = Queue::new(QueueLimit(limit));
            let (mut told, mut overflow, mut next) = (Vec::new(), 0, 0_u64);
            for (offered, taken) in steps {
                for _ in 0..offered {
                    queue.offer(Recorded::Response(PathBuf::from(next.to_string())));
                    next += 1;
                }
                let (paths, over) = queue.take(taken);
                overflow += over;
                queue.settle(u64::try_from(paths.len()).unwrap());
                told.extend(paths);
                let Metrics { recorded, waiting, overflowed, settled, .. } = queue.metrics;
                prop_assert_eq!(recorded, next);
                prop_assert_eq!(recorded, waiting + overflowed + settled);
                prop_assert!(waiting <= u64::try_from(limit).unwrap());
                prop_assert_eq!((settled, overflowed), (u64::try_from(told.len()).unwrap(), overflow));
            }
            let numbers: Vec<u64> = told.into_iter().map(|one| one.into_path().to_str().unwrap().parse().unwrap()).collect();
            prop_assert!(numbers.is_sorted());
        }
    }
}
