//! A circuit breaker: a destination that fails again and again is left alone for a while. It delays, and discards nothing.
//!
//! A state machine without a clock: `now` is the time since any fixed moment.

use std::time::Duration;

use super::destination::BreakerPolicy;

/// What a breaker does with attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BreakerState {
    /// It lets them through.
    Closed,
    /// It lets none through until then.
    Open {
        /// When one may show whether the destination is back.
        until: Duration,
    },
    /// It let one through, and waits for what becomes of it.
    HalfOpen,
}

impl BreakerState {
    /// The word for it in JSON.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open { .. } => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

/// Counts failures that follow each other, and says when there may be an attempt.
#[derive(Debug, Clone)]
pub(super) struct Breaker {
    policy: BreakerPolicy,
    failures: u32,
    state: BreakerState,
}

impl Breaker {
    /// A breaker that lets attempts through.
    pub(super) fn new(policy: BreakerPolicy) -> Self {
        Self { policy, failures: 0, state: BreakerState::Closed }
    }

    /// What it does with attempts.
    pub(super) fn state(&self) -> BreakerState {
        self.state
    }

    /// How long there may be no attempt; `None` if there may be one now. The first after a pause is the one that shows whether the
    /// destination is back.
    pub(super) fn wait(&mut self, now: Duration) -> Option<Duration> {
        match self.state {
            BreakerState::Open { until } if now < until => Some(until.saturating_sub(now)),
            BreakerState::Open { .. } => {
                self.state = BreakerState::HalfOpen;
                None
            }
            BreakerState::Closed | BreakerState::HalfOpen => None,
        }
    }

    /// An attempt went well, or was answered by somebody who understood it.
    pub(super) fn answered(&mut self) {
        self.failures = 0;
        self.state = BreakerState::Closed;
    }

    /// An attempt failed.
    pub(super) fn failed(&mut self, now: Duration) {
        self.failures = self.failures.saturating_add(1);
        if self.state == BreakerState::HalfOpen || self.failures >= self.policy.failures.get() {
            self.state = BreakerState::Open { until: now.saturating_add(self.policy.pause) };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use proptest::prelude::*;

    use super::*;

    fn breaker(failures: u32) -> Breaker {
        let failures = NonZero::new(failures).unwrap();
        Breaker::new(BreakerPolicy { failures, pause: Duration::from_secs(30) })
    }

    #[test]
    fn it_opens_after_enough_failures_and_one_attempt_shows_whether_to_close() {
        let at = Duration::from_secs;
        let mut breaker = breaker(2);
        breaker.failed(at(0));
        breaker.answered();
        breaker.failed(at(1));
        assert_eq!(breaker.wait(at(1)), None);
        breaker.failed(at(2));
        assert_eq!(breaker.wait(at(10)), Some(at(22)));
        assert_eq!((breaker.wait(at(32)), breaker.state()), (None, BreakerState::HalfOpen));
        breaker.failed(at(33));
        assert_eq!(breaker.wait(at(33)), Some(at(30)));
        assert_eq!(breaker.wait(at(63)), None);
        breaker.answered();
        assert_eq!(breaker.state(), BreakerState::Closed);
    }

    proptest! {
        /// Whatever happens, there is an attempt after a pause at the latest, and none during it.
        #[test]
        fn it_delays_and_never_stops(steps in prop::collection::vec((0_u64..40, any::<bool>()), 1..60), limit in 1_u32..6) {
            let mut breaker = breaker(limit);
            let (mut now, mut row) = (Duration::ZERO, 0);
            for (seconds, goes_well) in steps {
                now += Duration::from_secs(seconds);
                if let Some(wait) = breaker.wait(now) {
                    prop_assert!(row >= limit && wait <= Duration::from_secs(30));
                    now += wait;
                    prop_assert_eq!(breaker.wait(now), None);
                }
                if goes_well { breaker.answered() } else { breaker.failed(now) }
                row = if goes_well { 0 } else { row + 1 };
                prop_assert_eq!(matches!(breaker.state(), BreakerState::Open { .. }), row >= limit);
            }
        }
    }
}
