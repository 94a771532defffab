//! The decision once more, so plainly that it can't be wrong in the same way: every question is asked of every subject anew, and
//! periods are counted in seconds since 1970 instead of read off a calendar.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::store::retention::{Circumstances, Limit, MinFree, Period, Rules, Subject};

/// What becomes of each subject, and which limits are not kept.
pub(super) struct Model<'a> {
    pub(super) subjects: &'a [Subject],
    pub(super) rules: &'a Rules,
    pub(super) at: &'a Circumstances,
}

impl Model<'_> {
    /// Which subjects go, and the limits that are not kept even so.
    pub(super) fn decide(&self) -> (Vec<bool>, Vec<Limit>) {
        let all = 0..self.subjects.len();
        let Rules { older_than, limits, .. } = self.rules;
        if !self.removes() {
            return (all.map(|i| !self.is_kept(i)).collect(), Vec::new());
        }
        let too_old = |i: usize| {
            let age = |newest: Timestamp| self.at.now.as_nanosecond() - newest.as_nanosecond();
            let limit = older_than.map(|limit| i128::try_from(limit.as_nanos()).unwrap());
            self.subjects[i].newest.zip(limit).is_some_and(|(newest, limit)| age(newest) > limit)
        };
        let mut gone: Vec<bool> = all.clone().map(|i| !self.is_kept(i) && too_old(i)).collect();
        while limits.each().any(|limit| self.exceeds(limit, &gone)) {
            let removable = all.clone().filter(|i| !gone[*i] && !self.is_kept(*i));
            let Some(oldest) = removable.reduce(|a, b| if self.is_newer(a, b) { b } else { a }) else { break };
            gone[oldest] = true;
        }
        let unknown = |limit: &Limit| matches!(limit, Limit::Free(_)) && self.at.space.is_none();
        let unmet = limits.each().filter(|limit| unknown(limit) || self.exceeds(*limit, &gone)).collect();
        (gone, unmet)
    }

    fn removes(&self) -> bool {
        let limits = self.rules.limits;
        let limited = [limits.sessions, limits.responses, limits.bytes].iter().any(Option::is_some);
        self.rules.older_than.is_some() || limited || limits.free.is_some()
    }

    fn exceeds(&self, limit: Limit, gone: &[bool]) -> bool {
        let sum = |wanted: bool, of: fn(&Subject) -> u64| -> u64 {
            self.subjects.iter().zip(gone).filter(|(_, gone)| **gone == wanted).map(|(subject, _)| of(subject)).sum()
        };
        match limit {
            Limit::Sessions(most) => sum(false, |_| 1) > most.get(),
            Limit::Responses(most) => sum(false, |subject| subject.responses) > most.get(),
            Limit::Bytes(most) => sum(false, |subject| subject.bytes) > most.get(),
            Limit::Free(least) => self.at.space.is_some_and(|space| {
                let free = u128::from(space.free + sum(true, |subject| subject.bytes));
                match least {
                    MinFree::Bytes(bytes) => free < bytes.get().into(),
                    MinFree::Percent(percent) => free * 100 < u128::from(space.total) * u128::from(percent),
                }
            }),
        }
    }

    /// Whether something keeps a subject, whatever would remove it.
    fn is_kept(&self, i: usize) -> bool {
        let Subject { newest, pinned, live, failed, agents, .. } = &self.subjects[i];
        let keep = &self.rules.keep;
        if *pinned {
            return true;
        }
        let any_rule = self.removes()
            || keep.last.is_some()
            || !keep.periods.is_empty()
            || keep.within.is_some()
            || keep.errors
            || !keep.agents.is_empty();
        if !any_rule {
            return false;
        }
        let Some(newest) = *newest else { return true };
        let within = keep.within.is_some_and(|age| newest + SignedDuration::try_from(age).unwrap() >= self.at.now);
        newest > self.at.now
            || live.is_some()
            || within
            || (keep.errors && *failed)
            || agents.iter().any(|agent| keep.agents.iter().any(|kept| kept.matches(agent)))
            || self.groups(i).iter().any(|group| {
                keep.last.is_some_and(|count| self.rank(i, *group) < count.get())
                    || keep.periods.iter().any(|(period, count)| {
                        self.rank_of_period(i, *group, *period).is_some_and(|rank| rank < count.get())
                    })
            })
    }

    /// The groups of a subject; without any it is among those that have none.
    pub(super) fn groups(&self, i: usize) -> Vec<Option<&str>> {
        if self.rules.group_by.is_none() || self.subjects[i].groups.is_empty() {
            return vec![None];
        }
        self.subjects[i].groups.iter().map(|group| Some(group.as_str())).collect()
    }

    fn is_newer(&self, a: usize, b: usize) -> bool {
        (self.subjects[a].newest, std::cmp::Reverse(a)) > (self.subjects[b].newest, std::cmp::Reverse(b))
    }

    /// The subjects of a group that have a time which is not to come, and are newer than this.
    fn newer(&self, i: usize, group: Option<&str>) -> Vec<usize> {
        let counts = |j: usize| self.subjects[j].newest.is_some_and(|newest| newest <= self.at.now);
        let all = 0..self.subjects.len();
        all.filter(|j| counts(*j) && self.groups(*j).contains(&group) && self.is_newer(*j, i)).collect()
    }

    /// How many of its group are newer.
    pub(super) fn rank(&self, i: usize, group: Option<&str>) -> u64 {
        self.newer(i, group).len() as u64
    }

    /// How many periods of its group are later that hold anything; `None` if another one of its own period is newer.
    pub(super) fn rank_of_period(&self, i: usize, group: Option<&str>, period: Period) -> Option<u64> {
        let key = |j: usize| self.subjects[j].newest.map(|newest| key(period, newest, &self.at.zone));
        let mut keys: Vec<_> = self.newer(i, group).into_iter().map(key).collect();
        if keys.contains(&key(i)) {
            return None;
        }
        keys.sort_unstable();
        keys.dedup();
        Some(keys.len() as u64)
    }
}

/// A number for each period.
fn key(period: Period, instant: Timestamp, zone: &TimeZone) -> (i64, i64) {
    let offset = i64::from(zone.to_offset(instant).seconds());
    let second = instant.as_nanosecond().div_euclid(1_000_000_000);
    let local = i64::try_from(second).unwrap() + offset;
    let day = local.div_euclid(86_400);
    match period {
        Period::Hour => (local.div_euclid(3600), offset),
        Period::Day => (day, 0),
        // The first of January 1970 was a Thursday.
        Period::Week => ((day + 3).div_euclid(7), 0),
        Period::Month => (month_of(day), 0),
        Period::Year => (month_of(day).div_euclid(12), 0),
    }
}

/// The number of months since the year 0, counted through all years from 1970 on or back.
fn month_of(day: i64) -> i64 {
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = |year: i64| if is_leap(year) { 366 } else { 365 };
    let (mut year, mut rest) = (1970, day);
    while rest < 0 {
        year -= 1;
        rest += length(year);
    }
    while rest >= length(year) {
        rest -= length(year);
        year += 1;
    }
    let lengths = [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    for length in lengths {
        if rest < length {
            break;
        }
        rest -= length;
        month += 1;
    }
    year * 12 + month
}
