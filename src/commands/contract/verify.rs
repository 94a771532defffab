//! `verify --json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::SkippedFile;

/// `verify --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VerifyOutput {
    /// 1
    pub schema_version: u32,
    /// How many files were checked.
    pub checked: u64,
    /// What is not as it must be, and why, by path.
    pub damaged: Vec<SkippedFile>,
    /// How many are sound, but in shapes that older tools wrote. Under `--strict` they are among the damaged.
    pub older: u64,
}
