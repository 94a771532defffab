//! `repair --json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::SkippedFile;

/// `repair --json`. With `--dry-run` everything says what would be done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RepairOutput {
    /// 1
    pub schema_version: u32,
    /// True if nothing was changed.
    pub dry_run: bool,
    /// What `undo` takes; null if nothing was put into quarantine.
    pub receipt: Option<String>,
    /// What could not be read and was put into quarantine, and why.
    pub quarantined: Vec<SkippedFile>,
    /// What could be saved of that.
    pub rescued: Vec<RescuedFile>,
    /// Temporary files of killed processes that were removed.
    pub removed: Vec<String>,
    /// What can't be read and was left alone, and why.
    pub left: Vec<SkippedFile>,
    /// What was to be repaired and could not be, and why.
    pub errors: Vec<SkippedFile>,
}

/// A record that was made of what is whole in a broken one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RescuedFile {
    /// The broken one.
    pub from: String,
    /// The new one; null as long as there is none.
    pub path: Option<String>,
    /// How much of the response there is: `whole`, `beginning` or `nothing`.
    pub response: String,
}

/// `repair --events --json`. With `--dry-run` everything says what would be done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClosedLogsOutput {
    /// 1
    pub schema_version: u32,
    /// True if nothing was changed.
    pub dry_run: bool,
    /// The logs whose last lines had no end, by path.
    pub closed: Vec<ClosedLog>,
    /// What could not be looked at or ended, and why.
    pub errors: Vec<SkippedFile>,
}

/// A log whose last line had no end.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClosedLog {
    /// Where it is.
    pub path: String,
    /// How long its last line is, in bytes.
    pub bytes: u64,
    /// How much of an event that is: `whole` or `beginning`.
    pub event: String,
}
