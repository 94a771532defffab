//! What `events` prints.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{AnyJson, Times, any_json, path_text};
use crate::events::archive::Storage;
use crate::events::causal::graph::Node;
use crate::events::causal::{Event, FailureEntry, Promise, Totals};
use crate::events::log::{LineProblem, Problems};
use crate::record::{JsonRef, LazyZone};

/// A line of a log, or a log, that could not be read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SkippedLine {
    /// The log.
    pub path: String,
    /// The line, from 1; null if it is about the whole file.
    pub line: Option<u64>,
    /// What is wrong.
    pub reason: String,
}

impl SkippedLine {
    pub(in crate::commands) fn of(problem: &LineProblem) -> Self {
        Self { path: path_text(&problem.path), line: problem.line, reason: problem.problem.to_string() }
    }

    pub(in crate::commands) fn all(problems: &Problems) -> Vec<Self> {
        problems.named.iter().map(Self::of).collect()
    }
}

/// A list of things found in event logs: `events query --json` and others.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventListOutput<T> {
    /// 1
    pub schema_version: u32,
    /// What was found.
    pub items: Vec<T>,
    /// How many there are.
    pub total: u64,
    /// What could not be read.
    pub skipped: Vec<SkippedLine>,
}

/// An event of a causal log. What is absent is null.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventItem {
    /// The session, as the log's name says.
    pub session_id: String,
    /// The line in the log, from 1.
    pub line: u64,
    /// The event.
    pub event_id: Option<String>,
    /// When it happened, RFC 3339 with offset.
    pub timestamp: Option<String>,
    /// What sort of thing happened.
    pub event_type: Option<String>,
    /// Who acted.
    pub agent: Option<String>,
    /// Where it is known from.
    pub source: Option<String>,
    /// How certain it is, from 0 to 1.
    pub confidence: f64,
    /// What it is about, in a few words.
    pub what: Option<String>,
    /// The whole event, unchanged.
    #[schemars(with = "serde_json::Value")]
    pub event: AnyJson,
}

impl EventItem {
    pub(in crate::commands) fn new(times: Times, zone: &LazyZone, session: &str, line: u64, event: &Event<'_>) -> Self {
        Self {
            session_id: session.to_owned(),
            line,
            event_id: event.event_id().map(String::from),
            timestamp: event.timestamp(zone).map(|time| times.show(time)),
            event_type: event.event_type().map(String::from),
            agent: event.agent().map(String::from),
            source: event.source().map(String::from),
            confidence: event.confidence(),
            what: event.gist(),
            event: any_json(JsonRef::parse(event.text()).unwrap_or(JsonRef::NULL)),
        }
    }
}

/// What one event says of a commitment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CommitmentItem {
    /// The session.
    pub session_id: String,
    /// What was promised.
    pub commitment: String,
    /// What became of it.
    pub status: Option<String>,
    /// When it shall be kept, as it was written.
    pub due_by: Option<String>,
    /// When it is due, as it was written: by what is said here, or else by the last that was said before and can be read as a time.
    pub due: Option<String>,
    /// Whether it was due before now and was not kept; null if nobody can tell.
    pub overdue: Option<bool>,
    /// What it waits for.
    pub dependencies: Vec<String>,
    /// Whether this is the latest word.
    pub latest: bool,
    /// When it was said, RFC 3339 with offset.
    pub timestamp: Option<String>,
    /// The event.
    pub event_id: Option<String>,
    /// The line in the log, from 1.
    pub line: u64,
}

impl CommitmentItem {
    pub(in crate::commands) fn new(
        times: Times,
        session: &str,
        promise: &Promise,
        index: usize,
        zone: &LazyZone,
        overdue: Option<bool>,
    ) -> Self {
        let entry = &promise.entries[index];
        let due = promise.due(index, zone).map_or(&entry.due_by, |(_, said)| &promise.entries[said].due_by);
        Self {
            session_id: session.to_owned(),
            commitment: promise.commitment.clone(),
            status: entry.status.clone(),
            due_by: entry.due_by.clone(),
            due: due.clone(),
            overdue,
            dependencies: entry.dependencies.clone(),
            latest: index == promise.latest(),
            timestamp: entry.timestamp.map(|time| times.show(time)),
            event_id: entry.event_id.clone(),
            line: entry.line,
        }
    }
}

/// Something that was tried and failed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FailureItem {
    /// The session.
    pub session_id: String,
    /// When, RFC 3339 with offset.
    pub timestamp: Option<String>,
    /// Who acted.
    pub agent: Option<String>,
    /// What was tried.
    pub attempt: Option<String>,
    /// Why it failed.
    pub failure_reason: Option<String>,
    /// What it is called by whoever reported it.
    pub error_code: Option<String>,
    /// The event that tells of it.
    pub event_id: Option<String>,
    /// The line in the log, from 1.
    pub line: u64,
}

impl FailureItem {
    pub(in crate::commands) fn new(times: Times, session: &str, failure: FailureEntry) -> Self {
        Self {
            session_id: session.to_owned(),
            timestamp: failure.timestamp.map(|time| times.show(time)),
            agent: failure.agent,
            attempt: failure.attempt,
            failure_reason: failure.failure_reason,
            error_code: failure.error_code,
            event_id: failure.event_id,
            line: failure.line,
        }
    }
}

/// `events stats --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventStatsOutput {
    /// 1
    pub schema_version: u32,
    /// How many events.
    pub total_events: u64,
    /// How many sessions have any.
    pub total_sessions: u64,
    /// How many failures they tell of.
    pub failures: u64,
    /// The time of the earliest event, RFC 3339.
    pub first_event: Option<String>,
    /// The time of the latest event, RFC 3339.
    pub last_event: Option<String>,
    /// Events by type.
    pub types: BTreeMap<String, u64>,
    /// Events by agent.
    pub agents: BTreeMap<String, u64>,
    /// Events by source.
    pub sources: BTreeMap<String, u64>,
    /// Events by session.
    pub sessions: BTreeMap<String, u64>,
    /// What could not be read.
    pub skipped: Vec<SkippedLine>,
}

impl EventStatsOutput {
    pub(in crate::commands) fn new(
        times: Times,
        totals: &Totals<'_>,
        sessions: BTreeMap<String, u64>,
        skipped: Vec<SkippedLine>,
    ) -> Self {
        Self {
            schema_version: super::SCHEMA_VERSION,
            total_events: totals.events(),
            total_sessions: sessions.len() as u64,
            failures: totals.failures,
            first_event: totals.first.map(|time| times.show(time)),
            last_event: totals.last.map(|time| times.show(time)),
            types: totals.types(),
            agents: totals.agents(),
            sources: totals.sources(),
            sessions,
            skipped,
        }
    }
}

/// An event in the graph of dependencies.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GraphNode {
    /// The session.
    pub session_id: String,
    /// The line in the log, from 1.
    pub line: u64,
    /// The event.
    pub event_id: Option<String>,
    /// When it happened, RFC 3339 with offset.
    pub timestamp: Option<String>,
    /// What sort of thing happened.
    pub event_type: Option<String>,
    /// What it is about, in a few words.
    pub what: Option<String>,
    /// The events that it depends on, as places in the list of nodes, from 0.
    pub depends_on: Vec<usize>,
}

impl GraphNode {
    pub(in crate::commands) fn new(times: Times, session: &str, node: &Node, depends_on: Vec<usize>) -> Self {
        Self {
            session_id: session.to_owned(),
            line: node.line,
            event_id: node.event_id.clone(),
            timestamp: node.timestamp.map(|time| times.show(time)),
            event_type: node.event_type.clone(),
            what: node.gist.clone(),
            depends_on,
        }
    }
}

/// An id that an event names and no event has.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DanglingId {
    /// The session of the event that names it.
    pub session_id: String,
    /// The event that names it.
    pub event_id: Option<String>,
    /// The id that nobody has.
    pub missing: String,
}

/// `events graph --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GraphOutput {
    /// 1
    pub schema_version: u32,
    /// The events that depend on others or are depended on.
    pub nodes: Vec<GraphNode>,
    /// Events that lead to themselves: for each the way round, as ids.
    pub cycles: Vec<Vec<String>>,
    /// Ids that nobody has.
    pub dangling: Vec<DanglingId>,
    /// What could not be read.
    pub skipped: Vec<SkippedLine>,
}

/// An event in the chain that led to another.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChainItem {
    /// The event.
    #[serde(flatten)]
    pub event: EventItem,
    /// The ids of the events that led to it directly.
    pub because_of: Vec<String>,
}

/// `events explain --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExplainOutput {
    /// 1
    pub schema_version: u32,
    /// The event that was asked about.
    pub event_id: String,
    /// Everything that led to it, causes before effects, and the event itself at last.
    pub chain: Vec<ChainItem>,
    /// Ids in the chain that nobody has.
    pub dangling: Vec<DanglingId>,
    /// Events of the chain that lead to themselves: for each the way round, as ids.
    pub cycles: Vec<Vec<String>>,
    /// What could not be read.
    pub skipped: Vec<SkippedLine>,
}

/// `events validate --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ValidatedOutput {
    /// 1
    pub schema_version: u32,
    /// How many logs were looked at.
    pub files: u64,
    /// How many lines were looked at, blank ones left out.
    pub checked: u64,
    /// How many of them, and of the files, are damaged or break a rule.
    pub damaged_total: u64,
    /// What is wrong with each, at most 1000.
    pub damaged: Vec<SkippedLine>,
}

/// A new event: `events append --json` prints one of these a line.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AppendedOutput {
    /// The event.
    pub event_id: String,
    /// Its session.
    pub session_id: String,
    /// The log that it was added to.
    pub path: String,
}

/// A session that was archived or restored, or would be.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ArchivedSession {
    /// The session.
    pub session_id: String,
    /// The size of its log before; null where it was not done.
    pub bytes: u64,
    /// The size of what there is now instead; null where it was not done.
    pub new_bytes: Option<u64>,
    /// When the log was changed last, RFC 3339.
    pub last_change: Option<String>,
}

/// `events archive --json` and `events restore --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ArchivedOutput {
    /// 1
    pub schema_version: u32,
    /// True if nothing was changed.
    pub dry_run: bool,
    /// What was moved, or would be.
    pub sessions: Vec<ArchivedSession>,
    /// What could not be moved.
    pub errors: Vec<SkippedLine>,
}

/// `events storage --json`. A megabyte is 1048576 bytes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StorageOutput {
    /// Logs that are not archived.
    pub active_sessions: u64,
    /// Their size.
    pub active_size_bytes: u64,
    /// Their size in megabytes, rounded to hundredths.
    pub active_size_mb: f64,
    /// Archived logs.
    pub archived_sessions: u64,
    /// Their size, compressed.
    pub archived_size_bytes: u64,
    /// Their size in megabytes, rounded to hundredths.
    pub archived_size_mb: f64,
    /// All of it in megabytes, rounded to hundredths.
    pub total_size_mb: f64,
}

impl From<Storage> for StorageOutput {
    fn from(storage: Storage) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "what is rounded to hundredths needs no more")]
        let megabytes = |bytes: u64| (bytes as f64 / 1_048_576.0 * 100.0).round() / 100.0;
        Self {
            active_sessions: storage.active_sessions,
            active_size_bytes: storage.active_bytes,
            active_size_mb: megabytes(storage.active_bytes),
            archived_sessions: storage.archived_sessions,
            archived_size_bytes: storage.archived_bytes,
            archived_size_mb: megabytes(storage.archived_bytes),
            total_size_mb: megabytes(storage.active_bytes + storage.archived_bytes),
        }
    }
}
