//! Points in time, as records hold them.

mod minute;
mod usual;

use std::fmt;

pub(crate) use minute::Times;

use super::zone::LazyZone;
use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter, PiecesOffset};
use jiff::tz::{Offset, TimeZone};

/// So many to a second.
const NANOSECONDS: i128 = 1_000_000_000;
/// When the year 0 began, in seconds since 1970.
const YEAR_0: i128 = -62_167_219_200;

/// A point in time with the offset from UTC it was written with.
///
/// The order is that of the instants; the same instant written with two offsets is two values, so that the earliest or latest
/// of many is the same one in whatever order they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordTime {
    instant: Timestamp,
    offset: Offset,
}

impl RecordTime {
    /// The instant, shown in UTC.
    #[must_use]
    pub fn utc(instant: Timestamp) -> Self {
        Self { instant, offset: Offset::UTC }
    }

    /// Reads an ISO 8601 date and time. Without an offset (Python's naive local time) it is taken in `naive_zone`: of the two
    /// instants of a repeated hour the earlier, a skipped one shifted forward, as that zone's clocks were.
    #[must_use]
    pub fn parse(text: &str, naive_zone: &TimeZone) -> Option<Self> {
        Self::parse_naive(text, || naive_zone)
    }

    /// The same in a zone that is looked up only if the time has no offset.
    #[must_use]
    pub fn parse_in(text: &str, naive_zone: &LazyZone) -> Option<Self> {
        Self::parse_naive(text, || naive_zone.get())
    }

    fn parse_naive<'a>(text: &str, naive_zone: impl FnOnce() -> &'a TimeZone) -> Option<Self> {
        match WrittenTime::parse(text)? {
            WrittenTime::Complete(time) => Some(time),
            WrittenTime::Naive(civil) => Self::of_naive(civil, naive_zone()),
        }
    }

    /// The time that a clock in that zone showed.
    fn of_naive(civil: DateTime, zone: &TimeZone) -> Option<Self> {
        let zoned = zone.to_ambiguous_zoned(civil).compatible().ok()?;
        Some(Self { instant: zoned.timestamp(), offset: whole_minutes(zoned.offset()) })
    }

    /// The instant with an offset from UTC.
    pub(crate) fn with_offset(instant: Timestamp, offset: Offset) -> Self {
        Self { instant, offset }
    }

    /// The offset from UTC it was written with.
    pub(crate) fn offset(self) -> Offset {
        self.offset
    }

    /// The instant.
    #[must_use]
    pub fn instant(self) -> Timestamp {
        self.instant
    }

    /// RFC 3339 with microseconds (more digits only if there are more) and a numeric offset: `2025-08-11T14:30:22.123456+00:00`.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let mut text = String::new();
        self.push_rfc3339(&mut text);
        text
    }

    /// Appends the same to a text.
    pub(crate) fn push_rfc3339(self, out: &mut String) {
        if !usual::push(self, out) {
            out.push_str(&self.written_anyhow());
        }
    }

    /// The same, of whatever time.
    fn written_anyhow(self) -> String {
        let digits = if self.instant.subsec_nanosecond() % 1000 == 0 { 6 } else { 9 };
        let printer = DateTimePrinter::new().precision(Some(digits));
        printer.timestamp_with_offset_to_string(&self.instant, self.offset)
    }

    /// True if what [`Self::to_rfc3339`] gives is as RFC 3339 has it, which knows no years before 0 and no offsets of a day or more.
    pub(crate) fn is_internet_time(self) -> bool {
        let offset = self.offset.seconds();
        let shown = self.instant.as_nanosecond() + i128::from(offset) * NANOSECONDS;
        offset.abs() < 24 * 60 * 60 && shown >= YEAR_0 * NANOSECONDS
    }

    /// The same instant, cut to whole microseconds, which is what Python's `datetime` can hold.
    #[must_use]
    pub fn to_microseconds(self) -> Self {
        let microseconds = Timestamp::from_microsecond(self.instant.as_microsecond());
        Self { instant: microseconds.unwrap_or(self.instant), offset: self.offset }
    }

    /// The same instant with the offset of UTC.
    #[must_use]
    pub fn to_utc(self) -> Self {
        Self::utc(self.instant)
    }
}

/// A point in time as it stands in a record, before any zone had a say in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenTime {
    /// Written with its offset.
    Complete(RecordTime),
    /// What a clock showed, without saying where.
    Naive(DateTime),
}

impl WrittenTime {
    /// Reads an ISO 8601 date and time.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        usual::parse(text).or_else(|| Self::parse_any(text))
    }

    /// The same, in whatever form.
    fn parse_any(text: &str) -> Option<Self> {
        let pieces = DateTimeParser::new().parse_pieces(text.trim()).ok()?;
        let civil = pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()));
        let offset = match pieces.offset() {
            None => return Some(Self::Naive(civil)),
            Some(PiecesOffset::Numeric(numeric)) => numeric.offset(),
            Some(_) => Offset::UTC,
        };
        let instant = offset.to_timestamp(civil).ok()?;
        Some(Self::Complete(RecordTime { instant, offset: whole_minutes(offset) }))
    }

    /// The point in time, where `naive_zone` is that of the clock that showed a naive one. The zone is looked up only for those.
    #[must_use]
    pub fn in_zone(self, naive_zone: &LazyZone) -> Option<RecordTime> {
        match self {
            Self::Complete(time) => Some(time),
            Self::Naive(civil) => RecordTime::of_naive(civil, naive_zone.get()),
        }
    }
}

/// RFC 3339 has no offsets with seconds, which local mean times of old do.
fn whole_minutes(offset: Offset) -> Offset {
    if offset.seconds() % 60 == 0 {
        return offset;
    }
    offset.round(jiff::Unit::Minute).unwrap_or(offset)
}

impl fmt::Display for RecordTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whether_a_time_is_one_of_the_internet_is_told_without_its_date(
            around in prop_oneof![Just(YEAR_0 * NANOSECONDS), Just(0), Just(253_402_000_000 * NANOSECONDS)],
            distance in prop_oneof![-3_i128..3, -100_000 * NANOSECONDS..100_000 * NANOSECONDS],
            offset in -93_599_i32..93_600,
        ) {
            let offset = Offset::from_seconds(offset).unwrap();
            let shift = if distance.abs() < 3 { i128::from(offset.seconds()) * NANOSECONDS } else { 0 };
            let time = RecordTime { instant: Timestamp::from_nanosecond(around + distance - shift).unwrap(), offset };
            let expected = offset.seconds().abs() < 24 * 60 * 60 && offset.to_datetime(time.instant).year() >= 0;
            prop_assert_eq!(time.is_internet_time(), expected);
        }
    }
}
