//! What is judged as one: a session, or a single response.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

/// What was written so short a time ago may not be finished.
pub const LIVE: SignedDuration = SignedDuration::from_mins(10);

/// By so much a time without an offset can be off: the widest that the clocks of a place differ from those of UTC.
const WRONG_ZONE: SignedDuration = SignedDuration::from_hours(14);

/// A session or a response, with as much of it as a decision needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// When its newest response was given, by the JSON; `None` if no time can be read.
    pub newest: Option<Timestamp>,
    /// How many responses it has.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// The groups it belongs to. One without any is in a group of its own with its like.
    pub groups: BTreeSet<String>,
    /// The agents that answered in it.
    pub agents: BTreeSet<String>,
    /// One of its responses ended in an error.
    pub failed: bool,
    /// When one of its files was last written, if it is [being written](is_live).
    pub live: Option<Timestamp>,
    /// It is never to go.
    pub pinned: bool,
}

/// True if a file was written so lately that its session may still be at work: less than ten minutes ago.
///
/// A file whose response was given long before it was written is a copy, and copying a session does not make it live. Long
/// is longer than a time without an offset can be mistaken.
#[must_use]
pub fn is_live(given: Timestamp, written: Timestamp, now: Timestamp) -> bool {
    now.duration_since(written) < LIVE && written.duration_since(given) <= WRONG_ZONE
}
