//! The decision.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::num::NonZero;

use jiff::Timestamp;

use super::circumstances::Circumstances;
use super::limits::{Limit, Stock};
use super::reason::{Place, Reason, Slot};
use super::rules::{Keep, Rules, before};
use super::subject::Subject;

/// What becomes of each subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The reasons, in the order of the subjects.
    pub reasons: Vec<Reason>,
    /// Limits that can't be kept, since too much stays for other reasons, or since nobody knows how much space there is.
    pub unmet: Vec<Limit>,
}

/// Decides over subjects. Of equally old ones those that come first count as newer.
#[must_use]
pub fn judge(subjects: &[Subject], rules: &Rules, at: &Circumstances) -> Judgement {
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    order.sort_by_key(|index| Reverse(subjects[*index].newest));
    let mut court = Court { subjects, rules, at, order, reasons: vec![None; subjects.len()] };
    court.guard();
    court.keep();
    let unmet = if rules.removes() { court.remove() } else { Vec::new() };
    let last = |(reason, subject): (Option<_>, _)| reason.unwrap_or_else(|| rest(subject, rules, at));
    let reasons = court.reasons.into_iter().zip(subjects).map(last).collect();
    Judgement { reasons, unmet }
}

/// What becomes of a subject that nothing protects and no rule removes.
fn rest(subject: &Subject, rules: &Rules, at: &Circumstances) -> Reason {
    match (rules.removes(), rules.older_than, subject.newest) {
        (true, Some(_), Some(newest)) => Reason::Young { age: at.now.duration_since(newest) },
        (true, ..) => Reason::WithinLimits,
        (false, ..) if rules.is_empty() => Reason::Selected,
        (false, ..) => Reason::NotKept,
    }
}

/// A decision on its way: whoever has a reason keeps it.
struct Court<'a> {
    subjects: &'a [Subject],
    rules: &'a Rules,
    at: &'a Circumstances,
    /// The subjects, the newest first and those without a readable time last.
    order: Vec<usize>,
    reasons: Vec<Option<Reason>>,
}

impl Court<'_> {
    fn give(&mut self, index: usize, reason: Reason) {
        self.reasons[index].get_or_insert(reason);
    }

    /// What no rule may remove.
    fn guard(&mut self) {
        let now = self.at.now;
        for (subject, reason) in self.subjects.iter().zip(&mut self.reasons) {
            *reason = match (subject.newest, subject.live) {
                _ if subject.pinned => Some(Reason::Pinned),
                _ if self.rules.is_empty() => None,
                (None, _) => Some(Reason::NoTimestamp),
                (Some(newest), _) if newest > now => Some(Reason::Future),
                (_, Some(written)) => Some(Reason::Live { ago: now.duration_since(written) }),
                _ => None,
            };
        }
    }

    /// What the rules keep. What has no time, or one that is yet to come, takes nobody's place.
    fn keep(&mut self) {
        let rules = self.rules;
        let groups = self.groups();
        if let Some(count) = rules.keep.last {
            for (group, members) in &groups {
                self.keep_first(members, count, Slot::Newest, group.as_ref());
            }
        }
        for (period, count) in &rules.keep.periods {
            for (group, members) in &groups {
                let mut seen = HashSet::new();
                let bucket = |index: &&usize| period.bucket(self.newest(**index), &self.at.zone);
                let newest_of_each: Vec<_> =
                    members.iter().filter(|index| seen.insert(bucket(index))).copied().collect();
                self.keep_first(&newest_of_each, *count, Slot::Period(*period), group.as_ref());
            }
        }
        for (index, subject) in self.subjects.iter().enumerate() {
            if let Some(reason) = self.merit(subject) {
                self.give(index, reason);
            }
        }
    }

    /// Keeps so many of those in a row, the newest first.
    fn keep_first(&mut self, row: &[usize], count: NonZero<u64>, slot: Slot, group: Option<&String>) {
        for (index, number) in row.iter().zip(1..=count.get()) {
            self.give(*index, Place { number, count, slot, group: group.cloned() }.into());
        }
    }

    /// Why a subject is kept for what it is, whatever others there are.
    fn merit(&self, subject: &Subject) -> Option<Reason> {
        let Keep { within, errors, agents, .. } = &self.rules.keep;
        let recent = within.zip(subject.newest).filter(|(limit, newest)| *newest >= before(self.at.now, *limit));
        if let Some((limit, newest)) = recent {
            return Some(Reason::Within { limit, age: self.at.now.duration_since(newest) });
        }
        if *errors && subject.failed {
            return Some(Reason::Failed);
        }
        let kept = subject.agents.iter().find(|agent| agents.iter().any(|kept| kept.matches(agent)));
        kept.map(|agent| Reason::Agent(agent.clone()))
    }

    /// The members of each group that can be judged by their time, the newest first. What belongs to none is a group of its own.
    fn groups(&self) -> BTreeMap<Option<String>, Vec<usize>> {
        let mut groups: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        let judged = |index: &usize| self.subjects[*index].newest.is_some_and(|newest| newest <= self.at.now);
        for index in self.order.iter().copied().filter(judged) {
            let named = &self.subjects[index].groups;
            if self.rules.group_by.is_none() || named.is_empty() {
                groups.entry(None).or_default().push(index);
                continue;
            }
            for group in named {
                groups.entry(Some(group.clone())).or_default().push(index);
            }
        }
        groups
    }

    fn newest(&self, index: usize) -> Timestamp {
        self.subjects[index].newest.unwrap_or(Timestamp::MIN)
    }

    /// What is too old, and then the oldest of the rest until it is within the limits. Gives the limits it is not within even so.
    fn remove(&mut self) -> Vec<Limit> {
        let mut stock = Stock::of(self.subjects);
        if let Some(limit) = self.rules.older_than {
            let cutoff = before(self.at.now, limit);
            for (index, subject) in self.subjects.iter().enumerate() {
                if self.reasons[index].is_none() && self.newest(index) < cutoff {
                    let age = self.at.now.duration_since(self.newest(index));
                    self.give(index, Reason::TooOld { limit, age });
                    stock.remove(subject);
                }
            }
        }
        let (limits, space) = (self.rules.limits, self.at.space);
        for place in (0..self.order.len()).rev() {
            let index = self.order[place];
            if self.reasons[index].is_some() {
                continue;
            }
            let Some(limit) = limits.each().find(|limit| stock.exceeds(*limit, space)) else { break };
            self.give(index, Reason::OverLimit(limit));
            stock.remove(&self.subjects[index]);
        }
        let unknown = |limit: &Limit| matches!(limit, Limit::Free(_)) && space.is_none();
        limits.each().filter(|limit| unknown(limit) || stock.exceeds(*limit, space)).collect()
    }
}
