//! How long to wait before the next attempt: exponential backoff with full jitter.

use std::time::Duration;

use super::destination::RetryPolicy;

/// No destination's wish to be left alone is followed for longer at once.
const LONGEST_WISH: Duration = Duration::from_hours(1);

impl RetryPolicy {
    /// The delay after a number of failed attempts, from 1: somewhere between nothing and `delay * 2^(failed - 1)`, or `max_delay` if
    /// that is less. Where is said by `random`, from 0 to 1; evenly spread, it keeps those who failed together from coming back
    /// together.
    #[must_use]
    pub fn delay_after(&self, failed: u32, random: f64) -> Duration {
        let doubled = 2_u32.checked_pow(failed.saturating_sub(1)).unwrap_or(u32::MAX);
        let most = self.delay.saturating_mul(doubled).min(self.max_delay);
        most.mul_f64(random.clamp(0.0, 1.0))
    }

    /// The same where the destination asked for time: never less than that, but an hour at most.
    #[must_use]
    pub fn delay_as_asked(&self, asked: Duration, failed: u32, random: f64) -> Duration {
        self.delay_after(failed, random).max(asked.min(LONGEST_WISH))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn delays_double_up_to_the_longest() {
        let seconds = Duration::from_secs;
        let policy = RetryPolicy { max_retry_attempts: 3, delay: seconds(1), max_delay: seconds(10) };
        let longest: Vec<_> = (1..=6).map(|failed| policy.delay_after(failed, 1.0).as_secs()).collect();
        assert_eq!(longest, [1, 2, 4, 8, 10, 10]);
        assert_eq!(policy.delay_after(3, 0.5), seconds(2));
        assert_eq!(policy.delay_as_asked(seconds(7), 1, 0.0), seconds(7));
        assert_eq!(policy.delay_as_asked(Duration::MAX, 1, 0.0), Duration::from_hours(1));
    }

    proptest! {
        #[test]
        fn no_delay_is_longer_than_allowed(failed in any::<u32>(), random in 0.0..=1.0, base in any::<u32>(), most in any::<u32>()) {
            let millis = |number| Duration::from_millis(u64::from(number));
            let policy = RetryPolicy { max_retry_attempts: 0, delay: millis(base), max_delay: millis(most) };
            prop_assert!(policy.delay_after(failed, random) <= policy.max_delay);
        }
    }
}
