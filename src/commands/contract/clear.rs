//! What a clear does, and why.

use schemars::JsonSchema;
use serde::Serialize;

use super::{EmptiedOutput, SkippedFile};

/// What `clear` did, or with `--dry-run` would do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClearOutput {
    /// 1
    pub schema_version: u32,
    /// True if nothing was changed.
    pub dry_run: bool,
    /// What `undo` takes; null if nothing was moved to the trash.
    pub receipt: Option<String>,
    /// What happens to each session, and why.
    pub sessions: Vec<ClearedSession>,
    /// The sum of what goes.
    pub removed: Removed,
    /// How many of `sessions` stay.
    pub kept: u64,
    /// What could not be removed.
    pub errors: Vec<SkippedFile>,
    /// Limits that are not kept, since what is left stays for other reasons.
    pub unmet: Vec<String>,
    /// With `tidy`: what left the trash for good, or with `--dry-run` would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emptied: Option<EmptiedOutput>,
}

/// One session in a plan to clear.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClearedSession {
    /// The session.
    pub session_id: String,
    /// How many of its responses this is about.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// `remove` or `keep`.
    pub action: String,
    /// Why.
    pub reason: String,
}

/// The sum of what is removed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Removed {
    /// Sessions that lose responses.
    pub sessions: u64,
    /// Responses.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
}
