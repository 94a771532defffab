//! What a forwarder did, for those who ask later. It is a report and nothing is decided by it; what waits is counted anew.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::Error;
use super::outbox::WaitingLog;
use super::place::Place;
use super::transport::SendError;
use crate::store::side;

const STATUS: &str = "status.json";

/// What a forwarder did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Status {
    /// When the destination last took something.
    pub last_success: Option<Timestamp>,
    /// What last went wrong.
    pub last_error: Option<Failure>,
    /// How many attempts failed since one went well.
    pub failures_in_a_row: u32,
    /// What the breaker does: `closed`, `open`, `half_open`.
    pub breaker: String,
    /// Until when there is no attempt, if the breaker is open.
    pub paused_until: Option<Timestamp>,
    /// How many records were taken, ever.
    pub sent: u64,
    /// How many will never be taken, ever.
    pub refused: u64,
    /// How many went before they could be sent.
    pub vanished: u64,
    /// The event logs of which not all was sent when it was last looked.
    pub expected: Vec<WaitingLog>,
    /// How many were given up because too many waited.
    pub given_up: u64,
}

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// When.
    pub time: Timestamp,
    /// What kind of thing, in one word: `connection`, `timeout`, `certificate`, `serialisation`, `refused`, `system`.
    pub cause: String,
    /// What exactly.
    pub message: String,
}

impl Failure {
    /// What a transport said.
    #[must_use]
    pub fn of(error: &SendError, time: Timestamp) -> Self {
        Self { time, cause: error.cause().word().to_owned(), message: error.to_string() }
    }
}

impl Status {
    /// What the last forwarder left; nothing if there was none, or it can't be read.
    #[must_use]
    pub fn read(place: &Place) -> Self {
        let bytes = place.read(STATUS).ok().flatten().unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Writes it down.
    ///
    /// # Errors
    /// It could not be written.
    pub fn write(&self, place: &Place) -> Result<(), Error> {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        side::put(&place.file(STATUS), &bytes).map_err(|error| place.failed("write", STATUS, error))
    }
}
