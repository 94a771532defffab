//! A period against the one before it.

use std::time::Duration;

use super::figures::{Figures, Totals, float, part_of};
use super::question::Period;

/// A figure in two periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison<T> {
    /// In the period that is analysed.
    pub current: Option<T>,
    /// In the period before it.
    pub previous: Option<T>,
    /// The difference as a fraction of the previous figure: 0.25 is a quarter more, -1 is nothing left. `None` if
    /// either is unknown or the previous one is zero.
    pub change: Option<f64>,
}

impl<T: Copy> Comparison<T> {
    fn new(current: Option<T>, previous: Option<T>, quotient: impl Fn(T, T) -> Option<f64>) -> Self {
        let quotient = current.zip(previous).and_then(|(current, previous)| quotient(current, previous));
        Self { current, previous, change: quotient.map(|quotient| quotient - 1.0) }
    }
}

/// A period against the one of equal length before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// The period that is analysed.
    pub period: Period,
    /// The period before it.
    pub previous: Period,
    /// How many responses there are.
    pub responses: Comparison<u64>,
    /// How many of them ended in an error.
    pub errors: Comparison<u64>,
    /// The errors as a fraction of the responses, from 0 to 1.
    pub error_rate: Comparison<f64>,
    /// The tokens of those responses that say theirs.
    pub tokens: Comparison<u64>,
    /// Half of the responses took no longer.
    pub p50: Comparison<Duration>,
    /// The time they took together, of those that say how long they took.
    pub duration: Comparison<Duration>,
}

/// Compares a period with the one before it; `None` if none can lie before it.
pub(super) fn against_previous(period: Period, current: &Figures, previous: Totals) -> Option<Trend> {
    let before = Figures::of(previous, None);
    let counts = |now, then| Comparison::new(now, then, |now, then| fraction(float(now), float(then)));
    let times = |now, then| Comparison::new(now, then, part_of);
    Some(Trend {
        period,
        previous: period.previous()?,
        responses: counts(Some(current.responses), Some(before.responses)),
        errors: counts(Some(current.errors), Some(before.errors)),
        error_rate: Comparison::new(current.error_rate, before.error_rate, fraction),
        tokens: counts(current.tokens, before.tokens),
        p50: times(current.p50, before.p50),
        duration: times(current.duration, before.duration),
    })
}

fn fraction(now: f64, then: f64) -> Option<f64> {
    (then > 0.0).then(|| now / then)
}
