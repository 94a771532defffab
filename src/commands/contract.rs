//! What `--json` prints: the stable contract, `schema_version` 1.
//!
//! The library's own types may change; these may only grow. `schemas/` holds them as JSON Schema.

mod activity;
mod archive;
mod causal;
mod clear;
mod config;
mod convert;
mod emit;
mod events;
mod export;
mod forward;
mod log;
mod logs;
mod normalise;
mod pins;
mod repair;
mod scrub;
mod stats;
mod stream;
mod trash;
mod verify;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::record::{JsonRef, Record, RecordTime};
use crate::store::pins::Pins;
use crate::store::{Entry, Layout, SessionSummary, Skipped};

pub use activity::*;
pub use archive::{ArchiveItem, ArchiveOutput, NewArchiveOutput, UnarchivedItem, UnarchivedOutput};
pub use causal::*;
pub use clear::{ClearOutput, ClearedSession, Removed};
pub use config::{ConfigFileOutput, ConfigProblemOutput, MigratedOutput, MigratedSetting, SettingOutput};
pub use convert::{ConvertedEnd, ConvertedOutput};
pub use emit::{EmittedFile, EmittedOutput};
pub use events::*;
pub use export::{BadLineOutput, ExportOutput, ImportOutput};
pub use forward::*;
pub use log::LogOutput;
pub(super) use logs::milliseconds;
pub use logs::{InOrder, LogFamilyOutput, LogSessionOutput, LogStatsOutput};
pub use normalise::{NormalisedFile, NormalisedOutput};
pub use pins::PinsOutput;
pub use repair::{ClosedLog, ClosedLogsOutput, RepairOutput, RescuedFile};
pub use scrub::{FoundSecrets, ScrubOutput};
pub use stats::{GroupOutput, SessionStatsOutput, StatsOutput};
pub use stream::{LatencyOutput, MessageOutput, StreamOutput};
pub use trash::{EmptiedOutput, ReceiptOutput, RestoredOutput, TrashedFileOutput};
pub use verify::VerifyOutput;

/// The version of every document here.
pub const SCHEMA_VERSION: u32 = 1;

/// A value of any JSON type, as it is stored.
pub type AnyJson = Box<RawValue>;

/// The value as any JSON parser takes it (`docs/formats.md` says what becomes of `NaN` and lone surrogates).
pub(super) fn any_json(value: JsonRef<'_>) -> AnyJson {
    if value.is_null() {
        return RawValue::NULL.to_owned();
    }
    // Strict output always parses; should it ever not, null is at least valid.
    RawValue::from_string(value.to_strict()).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// How times are written in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// With the offset they were recorded with.
    AsRecorded,
    /// In UTC.
    Utc,
}

impl Times {
    /// A time as RFC 3339.
    pub(super) fn show(self, time: RecordTime) -> String {
        match self {
            Self::AsRecorded => time.to_rfc3339(),
            Self::Utc => time.to_utc().to_rfc3339(),
        }
    }
}

/// Seconds.
pub(super) fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

/// One response. What is absent is null.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Item {
    /// `<session>/<file name without ending>`.
    pub id: String,
    /// The conversation.
    pub session_id: Option<String>,
    /// Who answered.
    pub agent: Option<String>,
    /// When, as RFC 3339 with offset.
    pub timestamp: Option<String>,
    /// What was asked; mostly a string, but old records hold any JSON value.
    #[schemars(with = "serde_json::Value")]
    pub request: AnyJson,
    /// The model that answered.
    pub model: Option<String>,
    /// All tokens counted for the response.
    pub tokens: Option<u64>,
    /// Seconds.
    pub duration: Option<f64>,
    /// The exit code of the agent's run.
    pub exit_code: Option<i64>,
    /// The error that was recorded.
    pub error: Option<String>,
    /// The size of the file.
    pub bytes: u64,
    /// The file.
    pub path: String,
}

impl Item {
    pub(super) fn new(times: Times, layout: &Layout, entry: &Entry, request: JsonRef<'_>) -> Self {
        Self {
            id: entry.id().to_string(),
            session_id: entry.session_id.clone(),
            agent: entry.agent.clone(),
            timestamp: entry.timestamp.map(|time| times.show(time)),
            request: any_json(request),
            model: entry.facts.model.clone(),
            tokens: entry.facts.tokens,
            duration: entry.facts.duration.map(seconds),
            exit_code: entry.facts.exit_code,
            error: entry.facts.error.clone(),
            bytes: entry.bytes,
            path: path_text(&layout.record(&entry.path)),
        }
    }
}

/// A path as text. One that is not UTF-8 is shown as well as can be; `--paths` prints the bytes.
pub(super) fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// One response with everything in it: `view --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FullItem {
    /// What `list` gives of it.
    #[serde(flatten)]
    pub item: Item,
    /// What was answered, unchanged.
    #[schemars(with = "serde_json::Value")]
    pub response: AnyJson,
    /// What else was recorded, unchanged.
    #[schemars(with = "serde_json::Value")]
    pub metadata: AnyJson,
}

impl FullItem {
    pub(super) fn new(times: Times, layout: &Layout, entry: &Entry, record: &Record) -> Self {
        Self {
            item: Item::new(times, layout, entry, record.request.get()),
            response: any_json(record.response.get()),
            metadata: any_json(record.metadata.get()),
        }
    }
}

/// A file that could not be read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SkippedFile {
    /// Its path below the store.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl SkippedFile {
    pub(super) fn of(skipped: &[Skipped]) -> Vec<Self> {
        skipped.iter().map(|one| Self { path: path_text(&one.path), reason: one.problem.to_string() }).collect()
    }
}

/// A list of things: `list --json`, `sessions --json`, `view --session --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListOutput<T> {
    /// 1
    pub schema_version: u32,
    /// How many there are, listed or not.
    pub total: u64,
    /// Those that are listed.
    pub items: Vec<T>,
    /// Files that could not be read.
    pub skipped: Vec<SkippedFile>,
}

/// One session.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SessionOutput {
    /// Its name.
    pub session_id: String,
    /// How many responses it has.
    pub total_responses: u64,
    /// How many responses each agent gave.
    pub agents: BTreeMap<String, u64>,
    /// The time of the earliest response, RFC 3339.
    pub first_response: Option<String>,
    /// The time of the latest response, RFC 3339.
    pub last_response: Option<String>,
    /// Seconds from the first response to the last.
    pub duration: Option<f64>,
    /// How many responses ended in an error.
    pub errors: u64,
    /// All tokens counted.
    pub tokens: Option<u64>,
    /// The size of its files.
    pub bytes: u64,
    /// Whether it is never cleared.
    pub pinned: bool,
}

impl SessionOutput {
    pub(super) fn new(times: Times, pins: &Pins, session: SessionSummary) -> Self {
        Self {
            pinned: pins.contains(&session.session_id),
            duration: session.span().map(seconds),
            session_id: session.session_id,
            total_responses: session.responses,
            agents: session.agents,
            first_response: session.first.map(|time| times.show(time)),
            last_response: session.last.map(|time| times.show(time)),
            errors: session.errors,
            tokens: session.tokens,
            bytes: session.bytes,
        }
    }
}

/// Any failure, on stderr, when JSON was asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ErrorOutput {
    /// The failure.
    pub error: ErrorBody,
}

/// A failure.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ErrorBody {
    /// What sort of failure it was, such as `not_found`.
    pub code: String,
    /// What failed, and why.
    pub message: String,
    /// The way out, where there is one.
    pub hint: Option<String>,
}
