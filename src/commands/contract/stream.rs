//! What `--json` prints of event streams.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::activity::ToolOutput;
use super::logs::{LogSessionOutput, milliseconds};
use super::{SkippedFile, Times, seconds};
use crate::events::stream::{Message, Session, ToolTotals};

/// `analyze --json` of the streams in one or more directories.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StreamOutput {
    /// 1
    pub schema_version: u32,
    /// `stream`
    pub family: &'static str,
    /// The file or directory.
    pub path: String,
    /// How many events.
    pub events: u64,
    /// How many of each type.
    pub types: BTreeMap<String, u64>,
    /// The first event, RFC 3339.
    pub first: Option<String>,
    /// The last event, RFC 3339.
    pub last: Option<String>,
    /// How many interactions were started.
    pub interactions: u64,
    /// How often a model answered.
    pub completions: u64,
    /// Tokens that went in.
    pub input_tokens: Option<u64>,
    /// Tokens that came out.
    pub output_tokens: Option<u64>,
    /// How much went wrong.
    pub errors: u64,
    /// Seconds from what a user said to the end of the answer.
    pub latency: LatencyOutput,
    /// Seconds from what a user said to the first piece of text or thought.
    pub first_words: LatencyOutput,
    /// The tools, the one that took the most time first.
    pub tools: Vec<ToolOutput>,
    /// The sessions, each after the one that started it.
    pub sessions: Vec<LogSessionOutput>,
    /// Lines that could not be read.
    pub skipped: Vec<SkippedFile>,
}

/// How long something took, in seconds.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct LatencyOutput {
    /// How often it happened.
    pub count: u64,
    /// Half of them took at most so long.
    pub p50: Option<f64>,
    /// 90 % of them took at most so long.
    pub p90: Option<f64>,
    /// The longest.
    pub max: Option<f64>,
}

impl LatencyOutput {
    pub(in crate::commands) fn of(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        // The nearest rank: the smallest value that so many are not above.
        let rank =
            |percent: usize| all.get((all.len() * percent).div_ceil(100).saturating_sub(1)).copied().map(seconds);
        Self {
            count: u64::try_from(all.len()).unwrap_or(u64::MAX),
            p50: rank(50),
            p90: rank(90),
            max: all.last().copied().map(seconds),
        }
    }
}

impl ToolOutput {
    /// The tools of streamed sessions, the one that took the most time first.
    pub(in crate::commands) fn of_sessions(sessions: &[Session]) -> Vec<Self> {
        let mut all: BTreeMap<&str, ToolTotals> = BTreeMap::new();
        for (name, tool) in sessions.iter().flat_map(|session| &session.tools) {
            let sum = all.entry(name).or_default();
            sum.calls += tool.calls;
            sum.failed += tool.failed;
            sum.time = tool.time.map_or(sum.time, |time| Some(sum.time.unwrap_or_default().saturating_add(time)));
            sum.longest = sum.longest.max(tool.longest);
        }
        let mut sorted: Vec<_> = all.into_iter().collect();
        sorted
            .sort_by(|(a, one), (b, other)| other.time.cmp(&one.time).then(other.calls.cmp(&one.calls)).then(a.cmp(b)));
        let output = |(name, tool): (&str, ToolTotals)| Self {
            name: name.to_owned(),
            calls: tool.calls,
            failed: Some(tool.failed),
            total_ms: tool.time.map(milliseconds),
            longest_ms: tool.longest.map(milliseconds),
        };
        sorted.into_iter().map(output).collect()
    }
}

/// A message put together from its pieces: `events view --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MessageOutput {
    /// When its first piece came, RFC 3339.
    pub timestamp: Option<String>,
    /// When its last piece came, RFC 3339.
    pub end: Option<String>,
    /// The session it says it belongs to.
    pub session_id: Option<String>,
    /// Who speaks.
    pub role: Option<String>,
    /// `text`, `thought`, `tool`, `media`, `audio` or `note`.
    pub kind: &'static str,
    /// Of how many events it was put together.
    pub pieces: u64,
    /// What it says.
    pub text: String,
}

impl MessageOutput {
    pub(in crate::commands) fn new(times: Times, message: Message) -> Self {
        Self {
            timestamp: message.time.map(|time| times.show(time)),
            end: message.end.map(|time| times.show(time)),
            session_id: message.session,
            role: message.role,
            kind: message.kind.name(),
            pieces: message.pieces,
            text: message.text,
        }
    }
}
