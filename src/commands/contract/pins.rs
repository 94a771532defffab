//! Pinned sessions.

use schemars::JsonSchema;
use serde::Serialize;

/// `pin --json` and `unpin --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PinsOutput {
    /// 1
    pub schema_version: u32,
    /// The sessions that are pinned, by name.
    pub pinned: Vec<String>,
}
