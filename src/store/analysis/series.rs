//! Responses along the time.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

use super::figures::{Figures, Totals};
use super::observations::Observations;

/// The most points a series has, unless the times themselves span more than this many years.
pub const MAX_BUCKETS: u64 = 5_000;

/// The length of a point of a time series, by the clocks of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bucket {
    /// An hour. Where clocks are set back, the repeated hour is a bucket of its own; where they are changed within an
    /// hour, each part of it is one.
    Hour,
    /// A calendar day.
    Day,
    /// A week from Monday to Sunday, as ISO 8601 counts them.
    Week,
    /// A calendar year: for times so far apart that weeks are too many.
    Year,
}

impl Bucket {
    /// The start of the bucket that an instant lies in.
    #[must_use]
    pub fn start(self, instant: Timestamp, zone: &TimeZone) -> Zoned {
        let time = instant.to_zoned(zone.clone());
        let midnight = |date: Date| date.to_zoned(zone.clone());
        let days_since_monday = i64::from(time.date().weekday().to_monday_zero_offset());
        let start = match self {
            Self::Hour => return start_of_hour(&time),
            Self::Day => midnight(time.date()),
            Self::Week => time.date().checked_sub(Span::new().days(days_since_monday)).and_then(midnight),
            Self::Year => midnight(time.date().first_of_year()),
        };
        // Only at the very ends of the calendar is there no such start.
        start.unwrap_or(time)
    }

    /// The start of the bucket after one that begins at `start`; `None` at the end of the calendar.
    fn next(self, start: &Zoned) -> Option<Zoned> {
        let span = match self {
            Self::Hour => return next_hour(start),
            Self::Day => Span::new().days(1),
            Self::Week => Span::new().weeks(1),
            Self::Year => Span::new().years(1),
        };
        let next = self.start(start.checked_add(span).ok()?.timestamp(), start.time_zone());
        (next > *start).then_some(next)
    }

    /// The next longer one, if there is one.
    fn longer(self) -> Option<Self> {
        match self {
            Self::Hour => Some(Self::Day),
            Self::Day => Some(Self::Week),
            Self::Week => Some(Self::Year),
            Self::Year => None,
        }
    }

    /// How many such buckets the time from one instant to another covers, at most.
    fn count(self, first: Timestamp, last: Timestamp) -> u64 {
        let seconds = match self {
            Self::Hour => 3600,
            Self::Day => 86_400,
            Self::Week => 7 * 86_400,
            Self::Year => 365 * 86_400,
        };
        let between = Duration::try_from(last.duration_since(first)).unwrap_or_default();
        between.as_secs().div_ceil(seconds) + 1
    }

    /// This one, or the first longer one of which no more than [`MAX_BUCKETS`] are needed.
    fn coarsened(self, first: Timestamp, last: Timestamp) -> Self {
        match self.longer() {
            Some(longer) if self.count(first, last) > MAX_BUCKETS => longer.coarsened(first, last),
            _ => self,
        }
    }
}

/// The last full hour on the clock that shows `time`, or when that clock was set, if that was later.
fn start_of_hour(time: &Zoned) -> Zoned {
    let zone = time.time_zone();
    let Some(hour) = last_full_hour(time) else { return time.clone() };
    let start = hour.to_zoned(zone.clone());
    if start.offset() == time.offset() {
        return start;
    }
    let set = zone.following(hour).find(|change| change.offset() == time.offset());
    set.map_or(start, |change| change.timestamp().to_zoned(zone.clone()))
}

/// The next full hour on the clock that shows `start`, or when that clock is set, if that is earlier.
fn next_hour(start: &Zoned) -> Option<Zoned> {
    let zone = start.time_zone();
    let hour = last_full_hour(start)?.checked_add(Span::new().hours(1)).ok()?.to_zoned(zone.clone());
    if hour.offset() == start.offset() {
        return Some(hour);
    }
    let set = zone.following(start.timestamp()).find(|change| change.offset() != start.offset());
    set.map(|change| change.timestamp().to_zoned(zone.clone()))
}

/// The last full hour on a clock that never changes the offset of `time`; `None` at the beginning of the calendar.
fn last_full_hour(time: &Zoned) -> Option<Timestamp> {
    let past = Span::new()
        .minutes(i64::from(time.minute()))
        .seconds(i64::from(time.second()))
        .nanoseconds(i64::from(time.subsec_nanosecond()));
    time.timestamp().checked_sub(past).ok()
}

/// Responses along the time, from the bucket of the first response to that of the last without a hole.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The length of the buckets.
    pub by: Bucket,
    /// The length that was asked for: a shorter one if that would have given more than [`MAX_BUCKETS`].
    pub asked: Bucket,
    /// The buckets by time, those without responses too.
    pub points: Vec<SeriesPoint>,
}

/// The responses of one bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesPoint {
    /// When the bucket begins, in the zone asked for.
    pub start: Zoned,
    /// How many responses were given in it.
    pub responses: u64,
    /// How many of them ended in an error.
    pub errors: u64,
    /// The tokens of those that say theirs.
    pub tokens: Option<u64>,
    /// The time they took together, of those that say how long they took.
    pub duration: Option<Duration>,
}

/// Sorts the responses into buckets.
pub(super) fn along_time(observations: &Observations<'_>) -> Option<Series> {
    let (zone, asked) = (observations.question.zone(), observations.question.bucket());
    let (first, last) = (observations.first?.instant(), observations.last?.instant());
    let by = asked.coarsened(first, last);
    let mut buckets = empty(by, first, last, zone);
    for seen in &observations.seen {
        if let Some(time) = seen.time {
            buckets.entry(by.start(time, zone)).or_default().add(seen.status, seen.tokens(), seen.duration());
        }
    }
    let points = buckets.into_iter().map(|(start, totals)| point(start, totals)).collect();
    Some(Series { by, asked, points })
}

/// A bucket for every moment between two instants.
fn empty(by: Bucket, first: Timestamp, last: Timestamp, zone: &TimeZone) -> BTreeMap<Zoned, Totals> {
    let starts = std::iter::successors(Some(by.start(first, zone)), |start| by.next(start));
    starts.take_while(|start| start.timestamp() <= last).map(|start| (start, Totals::default())).collect()
}

fn point(start: Zoned, totals: Totals) -> SeriesPoint {
    let Figures { responses, errors, tokens, duration, .. } = Figures::of(totals, None);
    SeriesPoint { start, responses, errors, tokens, duration }
}
