//! What `stats --json` prints.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{SessionOutput, SkippedFile, seconds};
use crate::store::Group;

/// `stats --session S --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionStatsOutput {
    /// 1
    pub schema_version: u32,
    /// The session.
    #[serde(flatten)]
    pub session: SessionOutput,
    /// Files that could not be read.
    pub skipped: Vec<SkippedFile>,
}

/// The totals of one agent, model, tool, day or hour.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GroupOutput {
    /// How many responses.
    pub responses: u64,
    /// How many of them ended in an error.
    pub errors: u64,
    /// All tokens counted.
    pub tokens: Option<u64>,
    /// Seconds of all that say theirs.
    pub duration: Option<f64>,
    /// Half of them took at most so many seconds.
    pub p50_duration: Option<f64>,
    /// 95 % of them took at most so many seconds.
    pub p95_duration: Option<f64>,
}

impl From<Group> for GroupOutput {
    fn from(group: Group) -> Self {
        let duration = group.durations.total().map(seconds);
        let sorted = group.durations.sorted();
        Self {
            responses: group.responses,
            errors: group.errors,
            tokens: group.tokens,
            duration,
            p50_duration: sorted.percentile(50).map(seconds),
            p95_duration: sorted.percentile(95).map(seconds),
        }
    }
}

/// `stats --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StatsOutput {
    /// 1
    pub schema_version: u32,
    /// How many sessions.
    pub total_sessions: u64,
    /// How many responses.
    pub total_responses: u64,
    /// The size of their files.
    pub total_bytes: u64,
    /// How many responses ended in an error.
    pub total_errors: u64,
    /// All tokens counted.
    pub total_tokens: Option<u64>,
    /// Seconds of all responses that say theirs.
    pub total_duration: Option<f64>,
    /// The time of the earliest response, RFC 3339.
    pub first_response: Option<String>,
    /// The time of the latest response, RFC 3339.
    pub last_response: Option<String>,
    /// By agent.
    pub agents: BTreeMap<String, GroupOutput>,
    /// By model; responses that name none are in none.
    pub models: BTreeMap<String, GroupOutput>,
    /// By tool; a response is under each tool it used.
    pub tools: BTreeMap<String, GroupOutput>,
    /// By day, with `--by day`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<BTreeMap<String, GroupOutput>>,
    /// By hour of the day, with `--by hour`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<BTreeMap<String, GroupOutput>>,
    /// The sessions, the latest first.
    pub sessions: Vec<SessionOutput>,
    /// Files that could not be read.
    pub skipped: Vec<SkippedFile>,
}
