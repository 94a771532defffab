//! Hours, days, weeks, months and years as a clock on the wall shows them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// A kind of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// An hour of the clock. One that a clock repeats when it is set back is two.
    Hour,
    /// A day of the calendar, whether it has 23, 24 or 25 hours.
    Day,
    /// A week by ISO 8601: from Monday on, the first of a year being the one with its first Thursday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// One period. Two instants are in the same period of a kind exactly if these are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Bucket {
    Hour(Date, i8, Offset),
    Day(Date),
    Week(i16, i8),
    Month(i16, i8),
    Year(i16),
}

impl Period {
    /// All kinds, the shortest first.
    pub const ALL: [Self; 5] = [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Year];

    /// How a rule that keeps one of each is called: `daily`.
    #[must_use]
    pub fn adverb(self) -> &'static str {
        match self {
            Self::Hour => "hourly",
            Self::Day => "daily",
            Self::Week => "weekly",
            Self::Month => "monthly",
            Self::Year => "yearly",
        }
    }

    /// The period of this kind in which an instant lies, in a zone.
    pub(super) fn bucket(self, instant: Timestamp, zone: &TimeZone) -> Bucket {
        let offset = zone.to_offset(instant);
        let civil = offset.to_datetime(instant);
        match self {
            Self::Hour => Bucket::Hour(civil.date(), civil.hour(), offset),
            Self::Day => Bucket::Day(civil.date()),
            Self::Week => {
                let week = civil.date().iso_week_date();
                Bucket::Week(week.year(), week.week())
            }
            Self::Month => Bucket::Month(civil.year(), civil.month()),
            Self::Year => Bucket::Year(civil.year()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.adverb())
    }
}
