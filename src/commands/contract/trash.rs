//! What is in the trash.

use schemars::JsonSchema;
use serde::Serialize;

use super::{SCHEMA_VERSION, SkippedFile};
use crate::store::cleanup::Totals;
use crate::store::trash::Emptied;

/// One receipt in the trash.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReceiptOutput {
    /// What `undo` takes.
    pub receipt: String,
    /// When it was cleared, RFC 3339.
    pub created: Option<String>,
    /// How many sessions lost responses.
    pub sessions: u64,
    /// How many responses are in it.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// What was asked for.
    pub what: String,
}

/// `undo --json` and `trash restore --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RestoredOutput {
    /// 1
    pub schema_version: u32,
    /// The receipt that was taken back.
    pub receipt: String,
    /// How many responses are back.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// What could not be put back.
    pub errors: Vec<SkippedFile>,
}

/// One file in the trash: `trash list RECEIPT --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrashedFileOutput {
    /// Where it lay below the store, and can be put back.
    pub path: String,
    /// The session it belongs to.
    pub session_id: String,
    /// Its size.
    pub bytes: u64,
    /// When the file was last changed, RFC 3339.
    pub modified: Option<String>,
}

/// `trash empty --json`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EmptiedOutput {
    /// 1
    pub schema_version: u32,
    /// How many receipts are gone.
    pub receipts: u64,
    /// How many responses went with them.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
}

impl EmptiedOutput {
    pub(in crate::commands) fn new(emptied: &Emptied) -> Self {
        let Totals { responses, bytes, .. } = emptied.removed;
        Self { schema_version: SCHEMA_VERSION, receipts: emptied.receipts, responses, bytes }
    }
}
