//! Totals: over everything, and by agent, model, tool, session, day or hour.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::tz::TimeZone;

use self::combinations::Combinations;
use super::entry::Entry;
use super::scan::Tally;
use super::select::Selection;
use super::sessions::{SessionSummary, Sessions, earlier, sum};
use crate::record::{RecordTime, Status};

mod combinations;

/// What responses can be grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// Who answered.
    Agent,
    /// The conversation.
    Session,
    /// The model.
    Model,
    /// The tools used; a response counts under each of its tools.
    Tool,
    /// The calendar day of the answer.
    Day,
    /// The hour of the day of the answer, 00 to 23.
    Hour,
}

/// The responses of one group, counted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// How many there are.
    pub responses: u64,
    /// How many ended in an error.
    pub errors: u64,
    /// The tokens of those that say theirs.
    pub tokens: Option<u64>,
    /// The size of their files in bytes.
    pub bytes: u64,
    /// How long those took that say so.
    pub durations: Percentiles,
}

impl Group {
    fn add(&mut self, entry: &Entry) {
        self.responses += 1;
        self.errors += u64::from(entry.status() == Status::Error);
        self.tokens = sum(self.tokens, entry.facts.tokens);
        self.bytes += entry.bytes;
        if let Some(duration) = entry.facts.duration {
            self.durations.add(duration);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.responses += other.responses;
        self.errors += other.errors;
        self.tokens = sum(self.tokens, other.tokens);
        self.bytes += other.bytes;
        self.durations.nanos.extend_from_slice(&other.durations.nanos);
    }
}

/// Durations, kept each for exact percentiles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Percentiles {
    // Nanoseconds: half the size of a `Duration`, and good for five centuries.
    nanos: Vec<u64>,
}

impl Percentiles {
    /// Takes in one duration.
    pub fn add(&mut self, duration: Duration) {
        self.nanos.push(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX));
    }

    /// Takes in all of another's.
    pub fn merge(&mut self, other: Self) {
        self.nanos.extend(other.nanos);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nanos.len()
    }

    /// True if no duration is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nanos.is_empty()
    }

    /// Their sum; `None` if there are none. Exact, and so the same in whatever order they came.
    #[must_use]
    pub fn total(&self) -> Option<Duration> {
        let total: u128 = self.nanos.iter().map(|nanos| u128::from(*nanos)).sum();
        let seconds = u64::try_from(total / 1_000_000_000).unwrap_or(u64::MAX);
        let rest = u32::try_from(total % 1_000_000_000).unwrap_or(0);
        (!self.is_empty()).then(|| Duration::new(seconds, rest))
    }

    /// Sorts, so that percentiles can be asked.
    #[must_use]
    pub fn sorted(mut self) -> SortedDurations {
        self.nanos.sort_unstable();
        SortedDurations { nanos: self.nanos }
    }
}

/// Durations in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct SortedDurations {
    nanos: Vec<u64>,
}

impl SortedDurations {
    /// The smallest duration that at least `percent` of all do not exceed (the nearest-rank percentile, always one of the
    /// values themselves); 100 is the longest. `None` if there are none.
    #[must_use]
    pub fn percentile(&self, percent: u32) -> Option<Duration> {
        let percent = usize::try_from(percent).unwrap_or(100).min(100);
        let rank = (self.nanos.len() * percent).div_ceil(100).max(1);
        self.nanos.get(rank - 1).copied().map(Duration::from_nanos)
    }
}

/// Totals over the selected records.
#[derive(Debug, Clone)]
pub struct Stats<'a> {
    selection: &'a Selection,
    zone: TimeZone,
    buckets: Option<GroupBy>,
    combinations: Combinations,
    /// By day (`2026-11-21`) or hour (`09`), if that was asked for.
    pub times: BTreeMap<String, Group>,
    /// The earliest response with a readable time.
    pub first: Option<RecordTime>,
    /// The latest response with a readable time.
    pub last: Option<RecordTime>,
    sessions: Sessions<'a>,
}

impl<'a> Stats<'a> {
    /// Nothing counted yet. Days and hours are counted only when `by` asks for them, in `zone`.
    #[must_use]
    pub fn new(selection: &'a Selection, by: Option<GroupBy>, zone: TimeZone) -> Self {
        Self {
            selection,
            zone,
            buckets: by,
            combinations: Combinations::default(),
            times: BTreeMap::new(),
            first: None,
            last: None,
            sessions: Sessions::new(selection),
        }
    }

    /// Everything.
    #[must_use]
    pub fn total(&self) -> Group {
        self.combinations.total()
    }

    /// By agent.
    #[must_use]
    pub fn agents(&self) -> BTreeMap<String, Group> {
        self.combinations.agents()
    }

    /// By model; records that name none are in none.
    #[must_use]
    pub fn models(&self) -> BTreeMap<String, Group> {
        self.combinations.models()
    }

    /// By tool; a record is under each tool it used.
    #[must_use]
    pub fn tools(&self) -> BTreeMap<String, Group> {
        self.combinations.tools()
    }

    /// The sessions counted, the latest first. They are taken out.
    #[must_use]
    pub fn take_sessions(&mut self) -> Vec<SessionSummary> {
        std::mem::replace(&mut self.sessions, Sessions::new(self.selection)).into_newest_first()
    }

    fn bucket(&self, entry: &Entry) -> Option<String> {
        let format = match self.buckets? {
            GroupBy::Day => "%Y-%m-%d",
            GroupBy::Hour => "%H",
            _ => return None,
        };
        Some(entry.instant()?.to_zoned(self.zone.clone()).strftime(format).to_string())
    }
}

/// Shows each of these names once. Few of them, as nearly always, take no memory.
fn each_distinct(names: &[String], mut show: impl FnMut(&str)) {
    if names.len() <= 8 {
        let firsts = names.iter().enumerate().filter(|(at, name)| !names[..*at].contains(name));
        return firsts.for_each(|(_, name)| show(name));
    }
    names.iter().collect::<BTreeSet<_>>().into_iter().for_each(|name| show(name));
}

impl Tally for Stats<'_> {
    const LOOKS_AT_TIMES: bool = false;

    fn add(&mut self, entry: &Entry) {
        if !self.selection.matches(entry) {
            return;
        }
        self.combinations.add(entry);
        if let Some(time) = self.bucket(entry) {
            self.times.entry(time).or_default().add(entry);
        }
        self.first = earlier(self.first, entry.timestamp);
        self.last = self.last.max(entry.timestamp);
        self.sessions.count(entry);
    }

    fn merge(&mut self, other: Self) {
        self.combinations.merge(&other.combinations);
        for (time, group) in other.times {
            self.times.entry(time).or_default().merge(&group);
        }
        self.first = earlier(self.first, other.first);
        self.last = self.last.max(other.last);
        self.sessions.merge(other.sessions);
    }
}
