//! What `repair --normalise` prints with `--json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::SkippedFile;

/// What `repair --normalise` did, or with `--dry-run` would do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NormalisedOutput {
    /// 1
    pub schema_version: u32,
    /// True if nothing was changed.
    pub dry_run: bool,
    /// What `undo` takes; null if nothing was changed.
    pub receipt: Option<String>,
    /// What was, or would be, brought into form.
    pub normalised: Vec<NormalisedFile>,
    /// How many records are in form already.
    pub canonical: u64,
    /// What can't be brought into form without loss, and why.
    pub left: Vec<SkippedFile>,
    /// What was planned and stayed as it was, and why.
    pub errors: Vec<SkippedFile>,
    /// Files that could not be read.
    pub skipped: Vec<SkippedFile>,
}

/// A record that was brought into form.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NormalisedFile {
    /// Where it was, below the store.
    pub from: String,
    /// Where it is, below the store; the same if only its content changed.
    pub path: String,
}
