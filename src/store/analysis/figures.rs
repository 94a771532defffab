//! What is measured of any set of responses.

use std::time::Duration;

use crate::record::Status;
use crate::store::sessions::sum;
use crate::store::stats::Percentiles;

/// The measures of a set of responses.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// How many responses there are.
    pub responses: u64,
    /// How many of them ended in an error.
    pub errors: u64,
    /// The errors as a fraction of the responses, from 0 to 1; `None` without responses.
    pub error_rate: Option<f64>,
    /// The time they took together, of those that say how long they took.
    pub duration: Option<Duration>,
    /// That time as a fraction of the time of all responses analysed, from 0 to 1.
    pub share: Option<f64>,
    /// Half of them took no longer.
    pub p50: Option<Duration>,
    /// 90 % of them took no longer.
    pub p90: Option<Duration>,
    /// 99 % of them took no longer.
    pub p99: Option<Duration>,
    /// The longest of them.
    pub max: Option<Duration>,
    /// Their tokens, of those that say theirs.
    pub tokens: Option<u64>,
    /// Tokens per second over those that say both their tokens and how long they took.
    pub tokens_per_second: Option<f64>,
}

impl Figures {
    /// The figures of what was counted, as a part of `whole`; without it, as the whole itself.
    pub(super) fn of(totals: Totals, whole: Option<Duration>) -> Self {
        let duration = totals.durations.total();
        let durations = totals.durations.sorted();
        Self {
            responses: totals.responses,
            errors: totals.errors,
            error_rate: ratio(totals.errors, totals.responses),
            duration,
            share: duration.and_then(|part| part_of(part, whole.unwrap_or(part))),
            p50: durations.percentile(50),
            p90: durations.percentile(90),
            p99: durations.percentile(99),
            max: durations.percentile(100),
            tokens: totals.tokens,
            tokens_per_second: totals.metered.tokens_per_second(),
        }
    }
}

/// Responses counted, from which their figures follow.
#[derive(Debug, Clone, Default)]
pub(super) struct Totals {
    responses: u64,
    errors: u64,
    tokens: Option<u64>,
    durations: Percentiles,
    metered: Metered,
}

impl Totals {
    /// Counts one response.
    pub(super) fn add(&mut self, status: Status, tokens: Option<u64>, duration: Option<Duration>) {
        self.responses += 1;
        self.errors += u64::from(status == Status::Error);
        self.tokens = sum(self.tokens, tokens);
        if let Some(duration) = duration {
            self.durations.add(duration);
        }
        if let (Some(tokens), Some(duration)) = (tokens, duration) {
            self.metered.add(Metered { tokens, nanos: duration.as_nanos() });
        }
    }

    /// How much there is of them, first in time and then in number.
    pub(super) fn size(&self) -> (Option<Duration>, u64) {
        (self.durations.total(), self.responses)
    }

    /// Takes in what another has counted.
    pub(super) fn merge(&mut self, other: Self) {
        self.responses += other.responses;
        self.errors += other.errors;
        self.tokens = sum(self.tokens, other.tokens);
        self.durations.merge(other.durations);
        self.metered.add(other.metered);
    }
}

/// The responses whose tokens and duration are both known: only of these can a speed be told.
#[derive(Debug, Clone, Copy, Default)]
struct Metered {
    tokens: u64,
    nanos: u128,
}

impl Metered {
    fn add(&mut self, other: Self) {
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.nanos = self.nanos.saturating_add(other.nanos);
    }

    fn tokens_per_second(self) -> Option<f64> {
        let seconds = Duration::from_nanos_u128(self.nanos.min(u128::from(u64::MAX) * 1_000_000_000)).as_secs_f64();
        (self.nanos > 0).then(|| float(self.tokens) / seconds)
    }
}

/// A count as a floating-point number.
#[expect(clippy::cast_precision_loss, reason = "ratios are told to a few digits, and counts above 2^53 do not occur")]
pub(super) fn float(count: u64) -> f64 {
    count as f64
}

/// One count by another; `None` if that would divide by zero.
pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| float(part) / float(whole))
}

/// One duration by another; `None` if that would divide by zero.
pub(super) fn part_of(part: Duration, whole: Duration) -> Option<f64> {
    (!whole.is_zero()).then(|| part.div_duration_f64(whole))
}
