//! Why something goes or stays.

use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;

use super::words;

/// What is done with a session, or with some of its responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// They go.
    Remove,
    /// They stay.
    Keep,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Remove => "remove",
            Self::Keep => "keep",
        })
    }
}

/// Why something goes or stays. Its text is what people are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Goes: it is in a scope of which everything goes.
    Selected,
    /// Goes: its newest response is older than the limit.
    TooOld {
        /// The age that was asked for.
        limit: Duration,
        /// The age of the newest response.
        age: SignedDuration,
    },
    /// Goes: it is one of the oldest above the number that there may be.
    TooMany {
        /// How many sessions there may be.
        limit: usize,
    },
    /// Goes: with it, what is newer would be larger than it may be.
    TooLarge {
        /// How many bytes there may be.
        limit: u64,
    },
    /// Goes: only the newest were to stay, and it is none of them.
    NotAmongNewest {
        /// How many were to stay.
        count: usize,
    },
    /// Stays: it is one of the newest, which were to stay.
    AmongNewest {
        /// How many were to stay.
        count: usize,
    },
    /// Stays: it is not older than the limit. An age below zero is a date in the future.
    Young {
        /// The age of the newest response.
        age: SignedDuration,
    },
    /// Stays: no limit is exceeded.
    WithinLimits,
    /// Stays: its age can't be known.
    NoTimestamp,
}

impl Reason {
    /// What is done for this reason.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::Selected
            | Self::TooOld { .. }
            | Self::TooMany { .. }
            | Self::TooLarge { .. }
            | Self::NotAmongNewest { .. } => Action::Remove,
            Self::AmongNewest { .. } | Self::Young { .. } | Self::WithinLimits | Self::NoTimestamp => Action::Keep,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let old = |age: &SignedDuration| words::rough_span(age.unsigned_abs());
        match self {
            Self::Selected => f.write_str("selected"),
            Self::TooOld { limit, age } => {
                write!(f, "older than {}: newest response is {} old", words::exact_span(*limit), old(age))
            }
            Self::TooMany { limit } => write!(f, "over the limit of {}", words::count(limit, "session")),
            Self::TooLarge { limit } => write!(f, "to bring the store under {}", words::size(*limit)),
            Self::NotAmongNewest { count } => write!(f, "not one of the {count} newest"),
            Self::AmongNewest { count } => write!(f, "kept: one of the {count} newest"),
            Self::Young { age } if age.is_negative() => f.write_str("kept: newest response is dated in the future"),
            Self::Young { age } => write!(f, "kept: newest response is {} old", old(age)),
            Self::WithinLimits => f.write_str("kept: within the limits"),
            Self::NoTimestamp => f.write_str("kept: no readable timestamp"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_reads_as_documented() {
        let days = |days: i64| SignedDuration::from_hours(24 * days);
        let month = Duration::from_hours(30 * 24);
        let text = [
            Reason::TooOld { limit: month, age: days(412) },
            Reason::TooMany { limit: 10 },
            Reason::TooLarge { limit: 2 << 30 },
            Reason::AmongNewest { count: 5 },
            Reason::Young { age: days(3) },
            Reason::Young { age: days(-3) },
            Reason::NoTimestamp,
            Reason::Selected,
        ]
        .map(|reason| reason.to_string());
        let want = [
            "older than 30 days: newest response is 412 days old",
            "over the limit of 10 sessions",
            "to bring the store under 2 GiB",
            "kept: one of the 5 newest",
            "kept: newest response is 3 days old",
            "kept: newest response is dated in the future",
            "kept: no readable timestamp",
            "selected",
        ];
        assert_eq!(text, want);
    }
}
