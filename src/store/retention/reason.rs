//! Why something goes or stays.

use std::fmt;
use std::num::NonZero;
use std::time::Duration;

use jiff::SignedDuration;

use super::limits::Limit;
use super::periods::Period;
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

/// Of what a number is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Of all.
    Newest,
    /// Of the newest of each period.
    Period(Period),
}

/// A place among those of which a number is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which it is, counted from 1, the newest.
    pub number: u64,
    /// How many are kept.
    pub count: NonZero<u64>,
    /// Of what.
    pub slot: Slot,
    /// In which group; `None` where there are no groups, or it belongs to none.
    pub group: Option<String>,
}

impl From<Place> for Reason {
    fn from(place: Place) -> Self {
        Self::Place(place)
    }
}

/// Why something goes or stays. Its text is what people are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Goes: it is one of the oldest, and there is more than there may be.
    OverLimit(Limit),
    /// Goes: rules say what is kept, and none of them keeps it.
    NotKept,
    /// Stays: someone said so.
    Pinned,
    /// Stays: its age can't be known.
    NoTimestamp,
    /// Stays: it is dated in the future, so its age can't be known either.
    Future,
    /// Stays: it may be being written.
    Live {
        /// How long ago it was written.
        ago: SignedDuration,
    },
    /// Stays: it is one of a number that is kept.
    Place(Place),
    /// Stays: it is not older than what is kept.
    Within {
        /// The age that was asked for.
        limit: Duration,
        /// The age of the newest response.
        age: SignedDuration,
    },
    /// Stays: a response of it ended in an error.
    Failed,
    /// Stays: this agent answered in it.
    Agent(String),
    /// Stays: it is not older than the limit.
    Young {
        /// The age of the newest response.
        age: SignedDuration,
    },
    /// Stays: no limit is exceeded.
    WithinLimits,
}

impl Reason {
    /// What is done for this reason.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::Selected | Self::TooOld { .. } | Self::OverLimit(_) | Self::NotKept => Action::Remove,
            _ => Action::Keep,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.action() {
            Action::Remove => "removed: ",
            Action::Keep => "kept: ",
        })?;
        let old = |age: &SignedDuration| words::rough_span(age.unsigned_abs());
        match self {
            Self::Selected => f.write_str("selected"),
            Self::TooOld { limit, age } => write!(f, "older than {}, {}", words::exact_span(*limit), old(age)),
            Self::OverLimit(limit) => write!(f, "one of the oldest, {limit}"),
            Self::NotKept => f.write_str("no rule keeps it"),
            Self::Pinned => f.write_str("pinned"),
            Self::NoTimestamp => f.write_str("no readable timestamp"),
            Self::Future => f.write_str("newest response is dated in the future"),
            Self::Live { ago } => write!(f, "written {} ago, may be in use", old(ago)),
            Self::Place(place) => place.fmt(f),
            Self::Within { limit, age } => write!(f, "within {}, {}", words::exact_span(*limit), old(age)),
            Self::Failed => f.write_str("ended in an error"),
            Self::Agent(name) => write!(f, "agent {name}"),
            Self::Young { age } => write!(f, "newest response is {} old", old(age)),
            Self::WithinLimits => f.write_str("within the limits"),
        }
    }
}

impl fmt::Display for Place {
    /// `3rd of 5 daily of engineer`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, count, slot, group } = self;
        write!(f, "{} of {count} ", words::ordinal(*number))?;
        match slot {
            Slot::Newest => f.write_str("newest"),
            Slot::Period(period) => period.fmt(f),
        }?;
        group.as_ref().map_or(Ok(()), |group| write!(f, " of {group}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::retention::MinFree;

    #[test]
    fn each_reason_reads_as_documented() {
        let days = |days: i64| SignedDuration::from_hours(24 * days);
        let month = Duration::from_hours(30 * 24);
        let number = |number| NonZero::new(number).unwrap();
        let place = |number, slot, group: Option<&str>| Place {
            number,
            count: NonZero::new(5).unwrap(),
            slot,
            group: group.map(str::to_owned),
        };
        let text = [
            Reason::Selected,
            Reason::TooOld { limit: month, age: days(412) },
            Reason::OverLimit(Limit::Sessions(number(10))),
            Reason::OverLimit(Limit::Responses(number(1))),
            Reason::OverLimit(Limit::Bytes(number(2 << 30))),
            Reason::OverLimit(Limit::Free(MinFree::Percent(10))),
            Reason::NotKept,
            Reason::Pinned,
            Reason::NoTimestamp,
            Reason::Future,
            Reason::Live { ago: SignedDuration::from_secs(130) },
            place(1, Slot::Newest, None).into(),
            place(3, Slot::Period(Period::Day), Some("engineer")).into(),
            Reason::Within { limit: month, age: days(3) },
            Reason::Failed,
            Reason::Agent("qa".to_owned()),
            Reason::Young { age: days(3) },
            Reason::WithinLimits,
        ]
        .map(|reason| reason.to_string());
        let want = [
            "removed: selected",
            "removed: older than 30 days, 412 days",
            "removed: one of the oldest, at most 10 sessions",
            "removed: one of the oldest, at most 1 response",
            "removed: one of the oldest, at most 2 GiB",
            "removed: one of the oldest, at least 10 % free",
            "removed: no rule keeps it",
            "kept: pinned",
            "kept: no readable timestamp",
            "kept: newest response is dated in the future",
            "kept: written 2 minutes ago, may be in use",
            "kept: 1st of 5 newest",
            "kept: 3rd of 5 daily of engineer",
            "kept: within 30 days, 3 days",
            "kept: ended in an error",
            "kept: agent qa",
            "kept: newest response is 3 days old",
            "kept: within the limits",
        ];
        assert_eq!(text, want);
    }
}
