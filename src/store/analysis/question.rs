//! What is asked: of which records, in what time, in how much detail.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::series::Bucket;
use crate::store::entry::Entry;
use crate::store::select::Selection;

/// How many of the busiest, longest and largest are told unless asked otherwise.
const DEFAULT_TOP: usize = 5;

/// A span of time with a beginning and an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    since: Timestamp,
    until: Timestamp,
}

impl Period {
    /// From an instant on and before another; `None` if that leaves no time between them.
    #[must_use]
    pub fn new(since: Timestamp, until: Timestamp) -> Option<Self> {
        (since < until).then_some(Self { since, until })
    }

    /// The first instant of the period.
    #[must_use]
    pub fn since(self) -> Timestamp {
        self.since
    }

    /// The first instant after the period.
    #[must_use]
    pub fn until(self) -> Timestamp {
        self.until
    }

    /// The period of the same length that ends where this one begins; `None` if that lies before the year -9999.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        let since = self.since.checked_sub(self.until.duration_since(self.since)).ok()?;
        Self::new(since, self.since)
    }

    fn contains(self, instant: Timestamp) -> bool {
        self.since <= instant && instant < self.until
    }
}

/// What time the analysis is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    /// What the selection says; either end may be open.
    Selected { since: Option<Timestamp>, until: Option<Timestamp> },
    /// A period, and the one before it to compare it with.
    Compared(Period),
}

/// To which part of the analysis a record belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is one of those that are analysed.
    Current,
    /// It belongs to the period that these are compared with.
    Previous,
    /// It would be one of them, but when it was given can't be read.
    Unplaced,
}

/// What is asked of an analysis.
#[derive(Debug, Clone)]
pub struct Question {
    /// Which records, whenever they were given.
    selection: Selection,
    span: Span,
    bucket: Bucket,
    zone: TimeZone,
    top: usize,
}

impl Question {
    /// Asks about the selected records by day, with hours and days as the clocks of `zone` show them, and no
    /// comparison.
    #[must_use]
    pub fn new(mut selection: Selection, zone: TimeZone) -> Self {
        let span = Span::Selected { since: selection.since.take(), until: selection.until.take() };
        Self { selection, span, bucket: Bucket::Day, zone, top: DEFAULT_TOP }
    }

    /// Asks about a period, whatever times the selection named, and compares it with the period before.
    #[must_use]
    pub fn compared(self, period: Period) -> Self {
        Self { span: Span::Compared(period), ..self }
    }

    /// Asks for the time series in buckets of this length.
    #[must_use]
    pub fn by(self, bucket: Bucket) -> Self {
        Self { bucket, ..self }
    }

    /// Asks for this many of the busiest hours and days, sessions, outliers and gaps, instead of 5.
    #[must_use]
    pub fn top(self, top: usize) -> Self {
        Self { top, ..self }
    }

    pub(super) fn top_count(&self) -> usize {
        self.top
    }

    pub(super) fn bucket(&self) -> Bucket {
        self.bucket
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The period that is compared, if one is.
    pub(super) fn period(&self) -> Option<Period> {
        match self.span {
            Span::Compared(period) => Some(period),
            Span::Selected { .. } => None,
        }
    }

    /// Where a record belongs; `None` if it is not asked about.
    pub(super) fn place(&self, entry: &Entry) -> Option<Place> {
        if !self.selection.matches(entry) {
            return None;
        }
        match (self.span, entry.instant()) {
            (Span::Selected { since: None, until: None }, _) => Some(Place::Current),
            (_, None) => Some(Place::Unplaced),
            (Span::Selected { since, until }, Some(time)) => {
                let within = since.is_none_or(|since| time >= since) && until.is_none_or(|until| time < until);
                within.then_some(Place::Current)
            }
            (Span::Compared(period), Some(time)) if period.contains(time) => Some(Place::Current),
            (Span::Compared(period), Some(time)) => {
                period.previous().filter(|previous| previous.contains(time)).map(|_| Place::Previous)
            }
        }
    }
}
