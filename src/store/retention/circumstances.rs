//! What a decision depends on besides the records and the rules.

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use crate::files::Space;

/// When and where a decision is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstances {
    /// The present.
    pub now: Timestamp,
    /// The zone in which hours, days, weeks, months and years begin.
    pub zone: TimeZone,
    /// The space where the store is, if it is known. Only [`Limits::free`](super::Limits::free) asks for it.
    pub space: Option<Space>,
}

impl Circumstances {
    /// This moment, where days are those of UTC and the space is not known.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { now, zone: TimeZone::UTC, space: None }
    }
}
