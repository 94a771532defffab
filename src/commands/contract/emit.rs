//! `events emit --json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::BadLineOutput;

/// `events emit --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EmittedOutput {
    /// 1
    pub schema_version: u32,
    /// How many events were written.
    pub written: u64,
    /// How many were not, since they are system prompts, which are not wanted.
    pub left_out: u64,
    /// How many were not, since local logs are turned off.
    pub disabled: u64,
    /// How many were not, since they are none or were refused.
    pub failed: u64,
    /// The files that events went to, in the order in which they were first written.
    pub files: Vec<EmittedFile>,
    /// The lines of standard input that were not written and why, at most 1000.
    pub errors: Vec<BadLineOutput>,
}

/// A file that events went to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EmittedFile {
    /// The file.
    pub path: String,
    /// How many events.
    pub events: u64,
    /// How many bytes they take there.
    pub bytes: u64,
}
