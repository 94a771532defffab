//! What was asked for, and whether it makes sense.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::group::GroupBy;
use super::limits::Limits;
use super::periods::Period;
use super::words;
use crate::store::Pattern;

/// What stays whatever would remove it. It is enough that one of these keeps a subject.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keep {
    /// So many of the newest.
    pub last: Option<NonZero<u64>>,
    /// The newest of each of so many periods, the latest ones in which there is anything.
    pub periods: BTreeMap<Period, NonZero<u64>>,
    /// Whatever is not older than this.
    pub within: Option<Duration>,
    /// Whatever has a response that ended in an error.
    pub errors: bool,
    /// Whatever has a response of one of these agents.
    pub agents: Vec<Pattern>,
}

impl Keep {
    /// True if nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.counts() && self.within.is_none() && !self.errors && self.agents.is_empty()
    }

    /// True if a number of subjects is kept, which is what groups are for.
    fn counts(&self) -> bool {
        self.last.is_some() || !self.periods.is_empty()
    }
}

/// What goes and what stays. Without an age and a limit, all that is not kept goes; without any rule, all that is in the scope.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// What is strictly older goes.
    pub older_than: Option<Duration>,
    /// The oldest go that are above these.
    pub limits: Limits,
    /// What stays all the same.
    pub keep: Keep,
    /// What is kept by number is kept in each group; limits are those of the whole.
    pub group_by: Option<GroupBy>,
}

/// Why rules were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRules {
    /// An age of zero would remove everything without saying so.
    #[error("an age must be more than zero; to remove everything, say so")]
    ZeroAge,
    /// Nothing is kept by an age of zero.
    #[error("what is kept must be kept for longer than zero")]
    ZeroWithin,
    /// Longer than the calendar reaches back.
    #[error("the age reaches back further than any date")]
    AgeTooLong,
    /// There is nothing for groups to do.
    #[error(
        "groups mean something only if a number of each is kept: the last, or some hourly, daily, weekly, monthly or yearly ones"
    )]
    NothingToGroup,
}

impl Rules {
    /// Checks what was asked for.
    ///
    /// # Errors
    /// Each [`InvalidRules`] says what makes no sense.
    pub fn check(&self) -> Result<(), InvalidRules> {
        self.older_than.map_or(Ok(()), |age| check_age(age, InvalidRules::ZeroAge))?;
        self.keep.within.map_or(Ok(()), |age| check_age(age, InvalidRules::ZeroWithin))?;
        if self.group_by.is_some() && !self.keep.counts() {
            return Err(InvalidRules::NothingToGroup);
        }
        Ok(())
    }

    /// True if there is no rule at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.removes() && self.keep.is_empty()
    }

    /// True if a rule says what goes; else all goes that is not kept.
    pub(in crate::store) fn removes(&self) -> bool {
        self.older_than.is_some() || !self.limits.is_empty()
    }

    /// What was asked for, for people: `older than 30 days`, `keeping 5 daily`.
    pub(in crate::store) fn parts(&self) -> Vec<String> {
        let Self { older_than, limits, keep, group_by } = self;
        let mut parts: Vec<_> =
            older_than.map(|age| format!("older than {}", words::exact_span(age))).into_iter().collect();
        parts.extend(limits.each().map(|limit| limit.to_string()));
        parts.extend(keep.last.map(|last| format!("keeping the {last} newest")));
        parts.extend(keep.periods.iter().map(|(period, count)| format!("keeping {count} {period}")));
        parts.extend(keep.within.map(|age| format!("keeping those within {}", words::exact_span(age))));
        parts.extend(keep.errors.then(|| "keeping errors".to_owned()));
        parts.extend(keep.agents.iter().map(|agent| format!("keeping agent {agent}")));
        parts.extend(group_by.map(|group| format!("by {group}")));
        parts
    }
}

fn check_age(age: Duration, zero: InvalidRules) -> Result<(), InvalidRules> {
    let signed = SignedDuration::try_from(age).map_err(|_| InvalidRules::AgeTooLong)?;
    if signed.is_zero() {
        return Err(zero);
    }
    Timestamp::UNIX_EPOCH.checked_sub(signed).map(drop).map_err(|_| InvalidRules::AgeTooLong)
}

/// The instant so long before another. Before the first date there is nothing older.
pub(super) fn before(now: Timestamp, age: Duration) -> Timestamp {
    let age = SignedDuration::try_from(age).unwrap_or(SignedDuration::MAX);
    now.checked_sub(age).unwrap_or(Timestamp::MIN)
}
