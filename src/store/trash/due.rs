//! What leaves the trash by itself.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::is_older;
use crate::store::cleanup::{Found, Mode, ReceiptId, TrashDir};
use crate::store::{Entry, Error, ResponseTracker, Tally};

/// If the newest record is older than this, the clock is not to be believed.
const STALE: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Receipts that are old enough to leave the trash by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// These, the newest first; there may be none.
    Receipts(Vec<ReceiptId>),
    /// They stay: the present is more than a year past the newest record, so the clock may be wrong.
    ClockDoubtful {
        /// When the newest record was given that is not dated in the future.
        newest: Timestamp,
    },
    /// They stay: there is no record by which the clock could be judged.
    NoRecords,
}

/// Looks which receipts of clears longer ago than `age` may go. Nothing is changed by looking.
///
/// # Errors
/// If the store or its trash can't be listed.
pub fn due(tracker: &ResponseTracker, age: Duration, now: Timestamp) -> Result<Due, Error> {
    let Some(trash) = TrashDir::open(tracker.layout())? else { return Ok(Due::Receipts(Vec::new())) };
    let mut old = Vec::new();
    for id in trash.receipts()?.0.into_iter().filter(|id| is_older(id, age, now)) {
        // What is in quarantine goes by no rule at all.
        if !matches!(trash.read(&id)?, Found::Whole(receipt) if receipt.mode == Mode::Quarantine) {
            old.push(id);
        }
    }
    if old.is_empty() {
        return Ok(Due::Receipts(old));
    }
    let newest = tracker.scan(|| Newest { now, found: None })?.found.found;
    Ok(believe(newest, old, now))
}

/// The decision, by the newest record that there is.
fn believe(newest: Option<Timestamp>, old: Vec<ReceiptId>, now: Timestamp) -> Due {
    match newest {
        None => Due::NoRecords,
        Some(newest) if now.duration_since(newest) > STALE => Due::ClockDoubtful { newest },
        Some(_) => Due::Receipts(old),
    }
}

/// The newest record that is not dated in the future.
struct Newest {
    now: Timestamp,
    found: Option<Timestamp>,
}

impl Tally for Newest {
    fn add(&mut self, entry: &Entry) {
        self.found = self.found.max(entry.instant().filter(|instant| *instant <= self.now));
    }

    fn merge(&mut self, other: Self) {
        self.found = self.found.max(other.found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_more_than_a_year_ahead_empties_nothing() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let old = || vec![ReceiptId::new("20261101_000000_000").unwrap()];
        let year = SignedDuration::from_hours(365 * 24);
        let second = SignedDuration::from_secs(1);
        assert_eq!(believe(Some(now - year), old(), now), Due::Receipts(old()));
        let newest = now - year - second;
        assert_eq!(believe(Some(newest), old(), now), Due::ClockDoubtful { newest });
        assert_eq!(believe(None, old(), now), Due::NoRecords);
    }
}
