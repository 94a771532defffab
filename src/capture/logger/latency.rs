//! How long responses took from being logged to being durable, in memory that does not grow.
//!
//! Only here is a clock looked at, a steady one: it says how much time passes, and nothing that is recorded depends on it.

use std::time::{Duration, Instant};

/// Each power of two of microseconds is divided into so many buckets, by the bits below its highest.
const DIVISIONS: u64 = 1 << DIVISION_BITS;
const DIVISION_BITS: u32 = 4;
/// Enough for 2^40 microseconds, which is twelve days; what took longer is in the last one.
const BUCKETS: usize = 592;

/// When something was accepted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Since(Instant);

impl Since {
    pub(super) fn now() -> Self {
        Self(Instant::now())
    }

    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// How long responses took from being logged to being durable. Those that failed are not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latencies {
    counts: [u64; BUCKETS],
    number: u64,
    longest: Duration,
}

impl Latencies {
    pub(super) fn new() -> Self {
        Self { counts: [0; BUCKETS], number: 0, longest: Duration::ZERO }
    }

    pub(super) fn record(&mut self, latency: Duration) {
        self.counts[bucket(micros(latency))] += 1;
        self.number += 1;
        self.longest = self.longest.max(latency);
    }

    /// How many there were.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The latency that so many percent of the responses did not exceed, as far as one can say without keeping them all: it may
    /// be given up to 7 percent, or a microsecond, too long. `None` if there were none. More than 100 percent are 100.
    #[must_use]
    pub fn percentile(&self, percent: u8) -> Option<Duration> {
        let rank = (self.number * u64::from(percent.min(100))).div_ceil(100).max(1);
        let mut seen = 0;
        let reaches = |count: &u64| {
            seen += count;
            seen >= rank
        };
        let bucket = self.counts.iter().position(reaches)?;
        Some(Duration::from_micros(end_of(bucket)).min(self.longest))
    }

    /// The longest, exactly; zero if there were none.
    #[must_use]
    pub fn longest(&self) -> Duration {
        self.longest
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// The bucket of a latency. Below 16 microseconds each has one of its own.
fn bucket(micros: u64) -> usize {
    let Some(shift) = micros.max(1).ilog2().checked_sub(DIVISION_BITS) else {
        return usize::try_from(micros).unwrap_or(0);
    };
    let division = (micros >> shift) - DIVISIONS;
    let index = u64::from(shift + 1) * DIVISIONS + division;
    usize::try_from(index).unwrap_or(BUCKETS).min(BUCKETS - 1)
}

/// The first latency beyond a bucket, in microseconds.
fn end_of(bucket: usize) -> u64 {
    let index = u64::try_from(bucket).unwrap_or(0) + 1;
    match (index / DIVISIONS, index % DIVISIONS) {
        (0, micros) => micros,
        (row, division) => (DIVISIONS + division) << (row - 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn without_latencies_there_are_no_percentiles() {
        let latencies = Latencies::new();
        assert_eq!((latencies.percentile(50), latencies.longest()), (None, Duration::ZERO));
    }

    #[test]
    fn the_shortest_and_the_longest_have_a_bucket() {
        let mut latencies = Latencies::new();
        latencies.record(Duration::ZERO);
        latencies.record(Duration::MAX);
        assert_eq!(latencies.percentile(50), Some(Duration::from_micros(1)));
        assert_eq!(latencies.longest(), Duration::MAX);
        assert!(latencies.percentile(100) >= Some(Duration::from_hours(24 * 12)));
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_all_values_kept_and_sorted(
            mut values in prop::collection::vec(0..1_u64 << 39, 1..300),
            percent in 0..=100_u8,
        ) {
            let mut latencies = Latencies::new();
            for micros in &values {
                latencies.record(Duration::from_micros(*micros));
            }
            values.sort_unstable();
            let rank = (values.len() * usize::from(percent)).div_ceil(100).max(1);
            let exact = values[rank - 1];
            let told = micros(latencies.percentile(percent).unwrap());
            prop_assert!(told >= exact && told <= exact + exact / 14 + 1, "{told} for {exact}");
            prop_assert_eq!(latencies.number(), u64::try_from(values.len()).unwrap());
            prop_assert_eq!(micros(latencies.longest()), *values.last().unwrap());
        }
    }
}
