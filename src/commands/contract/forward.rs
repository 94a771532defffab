//! What `forward ... --json` prints.

use schemars::JsonSchema;
use serde::Serialize;

/// One destination: `forward list --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DestinationOutput {
    /// Its name.
    pub name: String,
    /// The way there, such as `webhook`.
    pub transport: String,
    /// Where that leads: an address or path, without anything secret.
    pub place: String,
    /// What put it there.
    pub origin: String,
}

/// `forward add --json` and `forward remove --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ForwardChangedOutput {
    /// 1
    pub schema_version: u32,
    /// The destination.
    pub name: String,
    /// The configuration file that was changed.
    pub path: String,
    /// The copy of what it was, where one was made.
    pub backup: Option<String>,
    /// What waits for the destination now; null if it is gone.
    pub lag: Option<Lag>,
}

/// What waits for a destination.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Lag {
    /// How many records.
    pub records: u64,
    /// The size of their files.
    pub bytes: u64,
}

/// `forward run --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ForwardRunOutput {
    /// 1
    pub schema_version: u32,
    /// What became of each destination.
    pub destinations: Vec<ForwardedOutput>,
}

/// What was forwarded to one destination.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ForwardedOutput {
    /// The destination.
    pub name: String,
    /// How many records it took.
    pub sent: u64,
    /// How many it will never take; they are dead letters.
    pub refused: u64,
    /// What still waits.
    pub lag: Lag,
    /// What stopped it, if something waits.
    pub error: Option<String>,
}

/// `forward status --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ForwardStatusOutput {
    /// 1
    pub schema_version: u32,
    /// True if all of them are.
    pub healthy: bool,
    /// Each destination, by name.
    pub destinations: Vec<DestinationStatusOutput>,
}

/// How it stands with one destination.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DestinationStatusOutput {
    /// Its name.
    pub name: String,
    /// The way there, such as `webhook`.
    pub transport: String,
    /// Where that leads, without anything secret.
    pub place: String,
    /// False if something must be seen to.
    pub healthy: bool,
    /// What.
    pub problems: Vec<String>,
    /// What waits.
    pub lag: Lag,
    /// How many of these will be given up, the oldest, since more wait than `max_backlog` allows.
    pub to_skip: u64,
    /// When it last took something, RFC 3339.
    pub last_success: Option<String>,
    /// What last went wrong.
    pub last_error: Option<ForwardErrorOutput>,
    /// How many attempts failed since one went well.
    pub failures_in_a_row: u32,
    /// `closed`, `open` or `half_open`.
    pub breaker: String,
    /// Until when there is no attempt, RFC 3339.
    pub paused_until: Option<String>,
    /// How many records it will never take as they are.
    pub dead_letters: u64,
    /// How many records it took, ever.
    pub sent: u64,
    /// How many it refused, ever.
    pub refused: u64,
    /// How many went before they could be sent.
    pub vanished: u64,
    /// How many were given up because too many waited.
    pub given_up: u64,
}

/// Something that went wrong with a destination.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ForwardErrorOutput {
    /// When, RFC 3339.
    pub time: String,
    /// `connection`, `timeout`, `certificate`, `serialisation`, `refused` or `system`.
    pub cause: String,
    /// What exactly.
    pub message: String,
}

/// `forward retry --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ForwardRetryOutput {
    /// 1
    pub schema_version: u32,
    /// What became of each destination's dead letters.
    pub destinations: Vec<RetriedOutput>,
}

/// What became of one destination's dead letters.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RetriedOutput {
    /// The destination.
    pub name: String,
    /// How many it took.
    pub sent: u64,
    /// How many are still dead letters.
    pub left: u64,
    /// What stopped it, if not all were tried.
    pub error: Option<String>,
}
