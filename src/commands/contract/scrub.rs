//! What `scrub` prints with `--json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::SkippedFile;

/// What `scrub` found and did.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ScrubOutput {
    /// 1
    pub schema_version: u32,
    /// True if nothing was changed.
    pub dry_run: bool,
    /// The name of the receipt in the store's `.log`; null if nothing was to be done.
    pub receipt: Option<String>,
    /// How many files held secrets.
    pub files: u64,
    /// How many secrets were in their texts.
    pub secrets: u64,
    /// What was found, never the secrets themselves.
    pub found: Vec<FoundSecrets>,
    /// How many files were rewritten.
    pub rewritten: u64,
    /// What still holds secrets, or in a dry run could not be rewritten, and why.
    pub errors: Vec<SkippedFile>,
    /// How many archives could not be looked into; they are among `skipped` too.
    pub archives: u64,
    /// How many destinations of forwarding have dead letters, which were not looked into.
    pub dead_letters: u64,
    /// Files that could not be read, and in which nothing was found.
    pub skipped: Vec<SkippedFile>,
}

/// The secrets of one kind in one file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundSecrets {
    /// The file's path below the store, without secrets.
    pub path: String,
    /// What kind they are of, such as `github-token`.
    pub kind: String,
    /// How many there are.
    pub count: u64,
}
