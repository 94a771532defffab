//! A time zone that is looked up when it is first needed.

use std::sync::{Arc, OnceLock};

use jiff::tz::TimeZone;

/// A time zone, looked up when it is first needed: finding the local one reads dozens of directories, and a hook needs none.
#[derive(Debug, Clone)]
pub struct LazyZone {
    known: Arc<OnceLock<TimeZone>>,
    find: fn() -> TimeZone,
}

impl LazyZone {
    /// The zone that `find` finds. It is asked at most once, if at all.
    #[must_use]
    pub fn found_by(find: fn() -> TimeZone) -> Self {
        Self { known: Arc::default(), find }
    }

    /// The zone.
    #[must_use]
    pub fn get(&self) -> &TimeZone {
        self.known.get_or_init(self.find)
    }
}

impl Default for LazyZone {
    /// UTC.
    fn default() -> Self {
        TimeZone::UTC.into()
    }
}

impl From<TimeZone> for LazyZone {
    fn from(zone: TimeZone) -> Self {
        Self { known: Arc::new(zone.into()), find: || TimeZone::UTC }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::record::RecordTime;

    #[test]
    fn a_zone_is_found_once_and_only_for_times_without_an_offset() {
        static ASKED: AtomicU32 = AtomicU32::new(0);
        let zone = LazyZone::found_by(|| {
            ASKED.fetch_add(1, Ordering::Relaxed);
            TimeZone::get("Europe/Berlin").unwrap()
        });
        assert!(RecordTime::parse_in("2026-11-21T12:00:00Z", &zone).is_some());
        assert_eq!(ASKED.load(Ordering::Relaxed), 0);
        for _ in 0..2 {
            let time = RecordTime::parse_in("2026-11-21T12:00:00", &zone.clone()).unwrap();
            assert_eq!(time.to_rfc3339(), "2026-11-21T12:00:00.000000+01:00");
        }
        assert_eq!(ASKED.load(Ordering::Relaxed), 1);
        assert_eq!(LazyZone::from(TimeZone::UTC).get(), &TimeZone::UTC);
    }
}
