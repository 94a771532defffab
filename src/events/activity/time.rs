//! Points in time as activity logs hold them: Unix seconds as a double.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

/// Unix seconds, finite. As a double it is exact to about a quarter of a microsecond.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct UnixTime(f64);

impl UnixTime {
    /// A time from a log; `None` if it is not a finite number.
    #[must_use]
    pub fn new(seconds: f64) -> Option<Self> {
        // Zero has two signs, and equal times must have equal bits.
        seconds.is_finite().then_some(Self(seconds + 0.0))
    }

    /// The instant, to the microsecond.
    #[must_use]
    pub fn of(instant: Timestamp) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "no year that there is needs more than 53 bits of microseconds")]
        let microseconds = instant.as_microsecond() as f64;
        Self(microseconds / 1e6)
    }

    /// Unix seconds.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0
    }

    /// The instant, to the microsecond; `None` beyond the years that can be told.
    #[must_use]
    pub fn instant(self) -> Option<Timestamp> {
        Timestamp::from_microsecond(self.microseconds()).ok()
    }

    /// Unix microseconds, rounded; beyond the range of the type its ends.
    pub(super) fn microseconds(self) -> i64 {
        truncated((self.0 * 1e6).round())
    }

    /// What tells this time from any other.
    pub(super) fn bits(self) -> u64 {
        self.0.to_bits()
    }

    /// Milliseconds from here to `end`, cut to whole ones as `int((end - start) * 1000)` does it.
    #[must_use]
    pub fn milliseconds_until(self, end: Self) -> i64 {
        truncated((end.0 - self.0) * 1000.0)
    }

    /// The earliest time that is so long after this one that [`Self::milliseconds_until`] it gives these very milliseconds, as far as
    /// a double can tell.
    #[must_use]
    pub fn after(self, length: Duration) -> Self {
        let end = Self(self.0 + length.as_secs_f64());
        let wanted = i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
        // A sum is off by less than one step, and its difference by another.
        let steps = std::iter::successors(Some(end), |time| Some(time.next())).take(4);
        steps.into_iter().find(|time| self.milliseconds_until(*time) >= wanted).unwrap_or(end)
    }

    /// The next later time that a double can hold.
    pub(super) fn next(self) -> Self {
        Self(self.0.next_up())
    }
}

impl fmt::Display for UnixTime {
    /// The shortest digits that mean this double, as JSON has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "cutting is what is wanted, and beyond the range its ends")]
fn truncated(number: f64) -> i64 {
    number as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn milliseconds_are_cut_as_python_cuts_them() {
        let time = |seconds| UnixTime::new(seconds).unwrap();
        assert_eq!(time(1_760_800_000.125).milliseconds_until(time(1_760_801_800.458)), 1_800_332);
        assert_eq!(time(0.0).milliseconds_until(time(0.0009)), 0);
        assert_eq!(time(2.0).milliseconds_until(time(0.9995)), -1000);
        assert_eq!(time(-1e308).milliseconds_until(time(1e308)), i64::MAX);
        assert_eq!(UnixTime::new(f64::NAN), None);
        assert_eq!(UnixTime::new(f64::INFINITY), None);
    }

    #[test]
    fn an_instant_becomes_seconds_and_back() {
        let instant: Timestamp = "2025-10-18T15:06:40.125001Z".parse().unwrap();
        assert_eq!(UnixTime::of(instant).to_string(), "1760800000.125001");
        assert_eq!(UnixTime::of(instant).instant(), Some(instant));
        assert_eq!(UnixTime::new(1e300).unwrap().instant(), None);
    }

    proptest! {
        #[test]
        fn what_ends_after_a_duration_lasted_that_long(start in 0_i64..4_000_000_000_000_000, ms in 0_u64..1_000_000_000) {
            let start = UnixTime::of(Timestamp::from_microsecond(start).unwrap());
            let end = start.after(Duration::from_millis(ms));
            prop_assert_eq!(start.milliseconds_until(end), i64::try_from(ms).unwrap());
        }
    }
}
