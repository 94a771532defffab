//! What `--json` prints of event logs of every family.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{SkippedFile, Times, path_text, seconds};
use crate::events::LogSession;
use crate::events::log::{LineProblem, Problems};

impl SkippedFile {
    /// Lines, or whole files, that could not be read: `path:line`.
    pub(in crate::commands) fn of_problems(problems: &Problems) -> Vec<Self> {
        let one = |one: &LineProblem| {
            let path = path_text(&one.path);
            let path = one.line.map_or_else(|| path.clone(), |line| format!("{path}:{line}"));
            Self { path, reason: one.problem.to_string() }
        };
        problems.named.iter().map(one).collect()
    }
}

/// Names with their values, in the order in which they were first seen.
#[derive(Debug, JsonSchema)]
#[schemars(transparent)]
pub struct InOrder<T>(#[schemars(with = "BTreeMap<String, T>")] pub(in crate::commands) Vec<(String, T)>);

impl<T: Serialize> Serialize for InOrder<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Milliseconds, with their fraction.
pub(in crate::commands) fn milliseconds(length: Duration) -> f64 {
    seconds(length) * 1000.0
}

/// One session in logs: `sessions --events --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LogSessionOutput {
    /// Its name.
    pub session_id: String,
    /// `activity`, `causal` or `stream`.
    pub family: &'static str,
    /// Whose it is, where the log says so.
    pub agent: Option<String>,
    /// The session that started it.
    pub parent: Option<String>,
    /// How many sessions are above it.
    pub depth: usize,
    /// The time of the first event, RFC 3339.
    pub first_event: Option<String>,
    /// The time of the last event, RFC 3339.
    pub last_event: Option<String>,
    /// Seconds from the first event to the last.
    pub duration: Option<f64>,
    /// How many events.
    pub events: u64,
    /// How many events of each type.
    pub types: BTreeMap<String, u64>,
    /// How many interactions were started.
    pub interactions: Option<u64>,
    /// How often each tool was called.
    pub tools: BTreeMap<String, u64>,
    /// How much went wrong.
    pub errors: Option<u64>,
    /// All tokens counted.
    pub tokens: Option<u64>,
    /// The size of its files.
    pub bytes: u64,
    /// The file, or the directory of its files.
    pub path: String,
}

impl LogSessionOutput {
    pub(in crate::commands) fn new(times: Times, session: LogSession) -> Self {
        let ends = session.first.zip(session.last);
        let span = ends.and_then(|(first, last)| first.instant().duration_until(last.instant()).try_into().ok());
        Self {
            session_id: session.id,
            family: session.family.name(),
            agent: session.agent,
            parent: session.parent,
            depth: session.depth,
            first_event: session.first.map(|time| times.show(time)),
            last_event: session.last.map(|time| times.show(time)),
            duration: span.map(seconds),
            events: session.events,
            types: session.types,
            interactions: session.interactions,
            tools: session.tools,
            errors: session.errors,
            tokens: session.tokens,
            bytes: session.bytes,
            path: path_text(&session.path),
        }
    }
}

/// As deep sessions are set in.
const DEEPEST: usize = 12;

impl LogSessionOutput {
    /// Its name, set in under those that started it by blanks that a cell of a table keeps.
    pub(in crate::commands) fn indented(&self) -> String {
        let blanks = "\u{a0}\u{a0}".repeat(self.depth.saturating_sub(1).min(DEEPEST));
        match self.depth {
            0 => self.session_id.clone(),
            depth if depth <= DEEPEST => format!("{blanks}└ {}", self.session_id),
            // The blanks would leave no room for the name.
            depth => format!("{blanks}└ ({depth}) {}", self.session_id),
        }
    }
}

/// `stats --events --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LogStatsOutput {
    /// 1
    pub schema_version: u32,
    /// How many sessions, with those that others started.
    pub total_sessions: u64,
    /// How many events.
    pub total_events: u64,
    /// The size of the logs.
    pub total_bytes: u64,
    /// How much went wrong; null if no log says so.
    pub total_errors: Option<u64>,
    /// All tokens counted.
    pub total_tokens: Option<u64>,
    /// How many interactions were started.
    pub total_interactions: Option<u64>,
    /// The time of the first event, RFC 3339.
    pub first_event: Option<String>,
    /// The time of the last event, RFC 3339.
    pub last_event: Option<String>,
    /// By family of logs.
    pub families: BTreeMap<String, LogFamilyOutput>,
    /// How many events of each type.
    pub types: BTreeMap<String, u64>,
    /// How often each tool was called.
    pub tools: BTreeMap<String, u64>,
    /// The sessions, those in use last first, each followed by those that it started.
    pub sessions: Vec<LogSessionOutput>,
    /// Lines that could not be read.
    pub skipped: Vec<SkippedFile>,
}

/// What there is of one family of logs.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct LogFamilyOutput {
    /// How many sessions that no other started.
    pub sessions: u64,
    /// How many events.
    pub events: u64,
    /// The size of the logs.
    pub bytes: u64,
}
