//! `events convert --json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::SkippedFile;

/// `events convert --json`. An item is a line of the new log; with `--to responses`, a response as `log --json` has it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConvertedOutput<T> {
    /// 1
    pub schema_version: u32,
    /// What was made: `activity`, `causal`, `stream` or `response`.
    pub to: &'static str,
    /// What was made, in order.
    pub items: Vec<T>,
    /// What else there is to say.
    #[serde(flatten)]
    pub end: ConvertedEnd,
}

/// What is only known when all is converted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConvertedEnd {
    /// How many items.
    pub total: u64,
    /// What was not converted: how many, by what it is and why.
    pub left_out: BTreeMap<String, u64>,
    /// Lines and files that could not be read.
    pub skipped: Vec<SkippedFile>,
}
