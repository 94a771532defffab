//! What `analyze --json` prints of causal logs.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use super::stream::LatencyOutput;
use super::{SkippedFile, Times, seconds};
use crate::events::causal::{Along, Chain, EventPlace, Outcome, PromiseKept, QUARTER_SECONDS, Quarter, Reason};
use crate::record::RecordTime;
use crate::store::analysis::Bucket;

/// `analyze --json` of the causal logs at a path. Lists are as long as `--top` says, unless they say otherwise.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CausalOutput {
    /// 1
    pub schema_version: u32,
    /// `causal`
    pub family: &'static str,
    /// The log, or the directory of logs.
    pub path: String,
    /// How many events.
    pub events: u64,
    /// How many of each type.
    pub types: BTreeMap<String, u64>,
    /// How many each agent has.
    pub agents: BTreeMap<String, u64>,
    /// How many are known from each source.
    pub sources: BTreeMap<String, u64>,
    /// How many of them are errors.
    pub errors: u64,
    /// The first event, RFC 3339.
    pub first: Option<String>,
    /// The last event, RFC 3339.
    pub last: Option<String>,
    /// Seconds from the first event to the last.
    pub duration: Option<f64>,
    /// All logs, in the order of their paths.
    pub sessions: Vec<CausalSessionOutput>,
    /// What became of promises.
    pub commitments: CommitmentTotals,
    /// Promises that are not kept: those that are overdue first, each sort in the order in which they are due, and then were made.
    pub unkept_commitments: Vec<UnkeptCommitment>,
    /// How many failures events tell of.
    pub total_failures: u64,
    /// What failed for which reason, the most frequent first.
    pub failure_reasons: Vec<ReasonOutput>,
    /// How many events failed: errors, and events that tell of failures.
    pub failed_events: u64,
    /// How many of these depend on nothing that is known.
    pub failed_without_cause: u64,
    /// The events that most failed events depend on directly.
    pub causes_of_failures: Vec<CauseOutput>,
    /// The events at which the longest chains to most failed events begin.
    pub roots_of_failures: Vec<CauseOutput>,
    /// The longest chains of causes, one for each event that nothing depends on. What a cycle led to has none.
    pub chains: Vec<ChainOutput>,
    /// How often events name an id that no event has.
    pub total_dangling: u64,
    /// These ids: those that the first events name, at most 1000.
    pub dangling: Vec<super::DanglingId>,
    /// All events that lead to themselves: for each knot of them one way round, as ids.
    pub cycles: Vec<Vec<String>>,
    /// The rules that were in force most often.
    pub constraints: Vec<NameCount>,
    /// What most events are about, by whole names.
    pub entities: Vec<NameCount>,
    /// How many events happened in each hour of the day, from 0 to 23, in the zone shown.
    pub hours_of_day: Vec<u64>,
    /// The hours with the most events.
    pub busiest_hours: Vec<HourCount>,
    /// All events along the time.
    pub series: CausalSeries,
    /// Lines that could not be read.
    pub skipped: Vec<SkippedFile>,
}

/// A log.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CausalSessionOutput {
    /// The session, as the log's name says.
    pub session_id: String,
    /// The log.
    pub path: String,
    /// How many events.
    pub events: u64,
}

/// An event, and where it stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EventRef {
    /// The session.
    pub session_id: String,
    /// The line in the log, from 1.
    pub line: u64,
    /// The event.
    pub event_id: Option<String>,
    /// When it happened, RFC 3339, to the microsecond.
    pub timestamp: Option<String>,
}

/// What became of promises.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct CommitmentTotals {
    /// How many promises.
    pub total: u64,
    /// How many are not kept yet, whether they are overdue or not.
    pub open: u64,
    /// How many of these should have been kept by now.
    pub overdue: u64,
    /// How many were kept, in time or late.
    pub kept: u64,
    /// How many of these were kept after they were due.
    pub kept_late: u64,
    /// How many were not kept by the time they were due: those that are overdue, and those that were kept late.
    pub broken: u64,
    /// Seconds from when a promise was first spoken of until it was kept.
    pub time_to_fulfilment: LatencyOutput,
}

impl CommitmentTotals {
    /// What has become of promises by `now`.
    pub(in crate::commands) fn of(promises: &[PromiseKept], now: Timestamp) -> Self {
        let count = |outcome| promises.iter().map(|one| u64::from(one.outcome(now) == outcome)).sum::<u64>();
        let [overdue, open, late, kept] =
            [Outcome::Overdue, Outcome::Open, Outcome::KeptLate, Outcome::Kept].map(count);
        Self {
            total: promises.len() as u64,
            open: open + overdue,
            overdue,
            kept: kept + late,
            kept_late: late,
            broken: overdue + late,
            time_to_fulfilment: LatencyOutput::of(promises.iter().filter_map(PromiseKept::took).collect()),
        }
    }
}

/// A promise that is not kept.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnkeptCommitment {
    /// The session.
    pub session_id: String,
    /// What was promised.
    pub commitment: String,
    /// The latest word on it.
    pub status: Option<String>,
    /// When it is due, RFC 3339.
    pub due_by: Option<String>,
    /// Whether it should have been kept by now.
    pub overdue: bool,
    /// When it was first spoken of, RFC 3339.
    pub made: Option<String>,
}

/// Failures for one reason.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReasonOutput {
    /// Why it failed.
    pub failure_reason: Option<String>,
    /// What that is called by whoever reported it.
    pub error_code: Option<String>,
    /// How often.
    pub count: u64,
    /// When it first did, RFC 3339.
    pub first: Option<String>,
    /// When it last did, RFC 3339.
    pub last: Option<String>,
    /// The last event that tells of it, in the order of logs and lines.
    pub event: EventRef,
    /// What that event depends on.
    pub because_of: Vec<EventRef>,
    /// Where the longest chain that led to that event begins.
    pub root: Option<EventRef>,
}

/// An event that led to failures.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CauseOutput {
    /// The event.
    #[serde(flatten)]
    pub event: EventRef,
    /// To how many events that failed it led.
    pub failed_events: u64,
}

/// A chain of causes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChainOutput {
    /// How many events it has.
    pub length: u64,
    /// Seconds from its first event to its last.
    pub duration: Option<f64>,
    /// Its first event.
    pub root: EventRef,
    /// Its events, causes before effects; of a chain of more than 1000 the last of them.
    pub events: Vec<EventRef>,
}

/// A name, and how often it was named.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NameCount {
    /// The name.
    pub name: String,
    /// How often.
    pub count: u64,
}

impl NameCount {
    /// The most frequent, of equals in the order of the alphabet.
    pub(in crate::commands) fn most(names: HashMap<String, u64>, top: usize) -> Vec<Self> {
        let mut most: Vec<_> = names.into_iter().map(|(name, count)| Self { name, count }).collect();
        most.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        most.truncate(top);
        most
    }
}

/// An hour of some day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HourCount {
    /// When it begins, RFC 3339, in the zone shown.
    pub start: String,
    /// How many events happened in it.
    pub events: u64,
}

impl HourCount {
    /// The hours with the most events, of equals the earliest.
    pub(in crate::commands) fn busiest(along: &Along, zone: &TimeZone, top: usize) -> Vec<Self> {
        let mut hours = CausalSeries::new(along, Bucket::Hour, zone).buckets;
        // The order of time stays among equals.
        hours.sort_by_key(|hour| std::cmp::Reverse(hour.events));
        hours.truncate(top);
        hours.into_iter().map(|hour| Self { start: hour.start, events: hour.events }).collect()
    }
}

/// Events along the time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CausalSeries {
    /// The length of the buckets: `hour`, `day` or `week`.
    pub by: &'static str,
    /// The buckets in which anything happened.
    pub buckets: Vec<CausalBucket>,
}

/// The events of one bucket.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct CausalBucket {
    /// When it begins, RFC 3339, in the zone shown.
    pub start: String,
    /// How many events happened in it.
    pub events: u64,
    /// How many of them are errors.
    pub errors: u64,
    /// How many failures they tell of.
    pub failures: u64,
    /// How many of each type.
    pub types: BTreeMap<String, u64>,
    /// How many each agent has.
    pub agents: BTreeMap<String, u64>,
    /// How many are known from each source.
    pub sources: BTreeMap<String, u64>,
}

impl CausalSeries {
    pub(in crate::commands) fn new(along: &Along, by: Bucket, zone: &TimeZone) -> Self {
        let mut buckets: Vec<CausalBucket> = Vec::new();
        for quarter in along.in_order() {
            let start = by.start(begin(quarter), zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
            if buckets.last().is_none_or(|last| last.start != start) {
                buckets.push(CausalBucket { start, ..CausalBucket::default() });
            }
            if let Some(bucket) = buckets.last_mut() {
                bucket.add(along, quarter);
            }
        }
        let by = match by {
            Bucket::Hour => "hour",
            Bucket::Day => "day",
            Bucket::Week => "week",
            Bucket::Year => "year",
        };
        Self { by, buckets }
    }
}

impl CausalBucket {
    fn add(&mut self, along: &Along, quarter: &Quarter) {
        self.events += quarter.events;
        self.errors += quarter.errors;
        self.failures += quarter.failures;
        let ours = [&mut self.types, &mut self.agents, &mut self.sources];
        for ((ours, names), counts) in ours.into_iter().zip(&along.names).zip(&quarter.counts) {
            for (name, count) in names.names.iter().zip(counts).filter(|(_, count)| **count > 0) {
                *ours.entry(name.clone()).or_default() += count;
            }
        }
    }
}

/// When a quarter of an hour begins.
pub(in crate::commands) fn begin(quarter: &Quarter) -> Timestamp {
    Timestamp::from_second(quarter.number.saturating_mul(QUARTER_SECONDS)).unwrap_or_default()
}

/// How places in logs are told: times, and what the session of each file is called.
#[derive(Debug, Clone, Copy)]
pub(in crate::commands) struct Told<'a> {
    pub(in crate::commands) times: Times,
    pub(in crate::commands) sessions: &'a [String],
}

impl Told<'_> {
    fn session(self, file: usize) -> String {
        self.sessions.get(file).cloned().unwrap_or_default()
    }

    fn time(self, time: Option<Timestamp>) -> Option<String> {
        time.map(|time| self.times.show(RecordTime::utc(time)))
    }

    pub(in crate::commands) fn event(self, place: &EventPlace) -> EventRef {
        EventRef {
            session_id: self.session(place.file),
            line: place.line,
            event_id: place.event_id.clone(),
            timestamp: self.time(place.time),
        }
    }

    pub(in crate::commands) fn unkept(self, promise: &PromiseKept, now: Timestamp) -> UnkeptCommitment {
        UnkeptCommitment {
            session_id: self.session(promise.file),
            commitment: promise.commitment.clone(),
            status: promise.status.clone(),
            due_by: self.time(promise.due),
            overdue: promise.outcome(now) == Outcome::Overdue,
            made: self.time(promise.made),
        }
    }

    pub(in crate::commands) fn reason(self, reason: &Reason) -> ReasonOutput {
        let time = |time: Option<RecordTime>| time.map(|time| self.times.show(time));
        ReasonOutput {
            failure_reason: reason.failure_reason.clone(),
            error_code: reason.error_code.clone(),
            count: reason.count,
            first: time(reason.first),
            last: time(reason.last),
            event: self.event(&reason.event),
            because_of: reason.because_of.iter().map(|place| self.event(place)).collect(),
            root: reason.root.as_ref().map(|place| self.event(place)),
        }
    }

    pub(in crate::commands) fn causes(self, causes: &[(EventPlace, u64)]) -> Vec<CauseOutput> {
        let cause =
            |(place, count): &(EventPlace, u64)| CauseOutput { event: self.event(place), failed_events: *count };
        causes.iter().map(cause).collect()
    }

    pub(in crate::commands) fn chain(self, chain: &Chain) -> ChainOutput {
        let ends = chain.root.time.zip(chain.events.last().and_then(|last| last.time));
        let span = ends.and_then(|(first, last)| first.duration_until(last).try_into().ok());
        ChainOutput {
            length: chain.length,
            duration: span.map(seconds),
            root: self.event(&chain.root),
            events: chain.events.iter().map(|place| self.event(place)).collect(),
        }
    }

    pub(in crate::commands) fn dangling(self, dangling: &[(EventPlace, String)]) -> Vec<super::DanglingId> {
        let one = |(place, missing): &(EventPlace, String)| super::DanglingId {
            session_id: self.session(place.file),
            event_id: place.event_id.clone(),
            missing: missing.clone(),
        };
        dangling.iter().map(one).collect()
    }
}
