//! What `archive` and `restore` print.

use schemars::JsonSchema;
use serde::Serialize;

use super::{ClearedSession, Removed, SkippedFile};

/// `archive --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ArchiveOutput {
    /// 1
    pub schema_version: u32,
    /// True if nothing was changed.
    pub dry_run: bool,
    /// What was planned, session by session; `action` is `archive` or `keep`.
    pub sessions: Vec<ClearedSession>,
    /// The archives that were made.
    pub archives: Vec<NewArchiveOutput>,
    /// What is in archives now and no longer at its place; in a dry run, what would be.
    pub archived: Removed,
    /// How many sessions stay.
    pub kept: u64,
    /// Files that stay where they were, although they were planned to go.
    pub errors: Vec<SkippedFile>,
    /// What lies beside the archived files, is no record, and stays there.
    pub foreign: Vec<String>,
}

/// An archive that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NewArchiveOutput {
    /// Its name.
    pub archive: String,
    /// The session.
    pub session_id: String,
    /// How many responses it holds.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// Its own size.
    pub stored_bytes: u64,
    /// Its file.
    pub path: String,
}

/// One archive: `archive --list --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ArchiveItem {
    /// Its name.
    pub archive: String,
    /// The session.
    pub session_id: String,
    /// When it was made, RFC 3339.
    pub created: Option<String>,
    /// How many responses it holds, if it says so.
    pub responses: Option<u64>,
    /// The size of their files, if it says so.
    pub bytes: Option<u64>,
    /// Its own size.
    pub stored_bytes: u64,
    /// How many times smaller it is than the files were.
    pub ratio: Option<f64>,
    /// Its file.
    pub path: String,
}

/// `restore --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnarchivedOutput {
    /// 1
    pub schema_version: u32,
    /// The archives that were asked for.
    pub archives: Vec<UnarchivedItem>,
    /// How many responses are at their places again.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// What could not be put back, or not quite as it was. The archive that holds it stays.
    pub errors: Vec<SkippedFile>,
}

/// What became of one archive.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnarchivedItem {
    /// Its name.
    pub archive: String,
    /// The session.
    pub session_id: String,
    /// How many of its responses are at their places.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// Whether the archive is still there.
    pub kept: bool,
}
