//! When responses were given.

use jiff::Zoned;
use jiff::fmt::temporal::DateTimePrinter;
use schemars::JsonSchema;
use serde::Serialize;

use crate::commands::contract::seconds;
use crate::store::analysis::{Bucket, Busy, Series, SeriesPoint};

/// The times of the earliest and the latest response.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SpanOutput {
    /// RFC 3339.
    pub(super) first: Option<String>,
    /// RFC 3339.
    pub(super) last: Option<String>,
}

/// An hour of the day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HourOutput {
    /// From 0 to 23, in the zone shown.
    hour: usize,
    /// How many responses were given in it, on all days together.
    responses: u64,
}

impl HourOutput {
    pub(super) fn of(busy: &Busy) -> Vec<Self> {
        busy.busiest_hours.iter().map(|(hour, responses)| Self { hour: *hour, responses: *responses }).collect()
    }
}

/// A day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DayOutput {
    /// `YYYY-MM-DD`, in the zone shown.
    day: String,
    /// How many responses were given on it.
    responses: u64,
}

impl DayOutput {
    pub(super) fn of(busy: &Busy) -> Vec<Self> {
        busy.busiest_days.iter().map(|(day, responses)| Self { day: day.to_string(), responses: *responses }).collect()
    }
}

/// The length of a step of a time series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BucketOutput {
    /// An hour.
    Hour,
    /// A calendar day.
    Day,
    /// A week from Monday to Sunday.
    Week,
    /// A calendar year.
    Year,
}

impl From<Bucket> for BucketOutput {
    fn from(bucket: Bucket) -> Self {
        match bucket {
            Bucket::Hour => Self::Hour,
            Bucket::Day => Self::Day,
            Bucket::Week => Self::Week,
            Bucket::Year => Self::Year,
        }
    }
}

/// Responses along the time.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SeriesOutput {
    /// The length of the buckets.
    by: BucketOutput,
    /// The length that was asked for: a shorter one if that would have given more than 5,000 buckets.
    asked: BucketOutput,
    /// From the bucket of the first response to that of the last, those without responses too.
    buckets: Vec<SeriesBucket>,
}

impl From<Series> for SeriesOutput {
    fn from(series: Series) -> Self {
        let buckets = series.points.into_iter().map(SeriesBucket::from).collect();
        Self { by: series.by.into(), asked: series.asked.into(), buckets }
    }
}

/// The responses of one bucket.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SeriesBucket {
    /// When it begins, RFC 3339, in the zone shown.
    start: String,
    /// How many responses were given in it.
    responses: u64,
    /// How many of them ended in an error.
    errors: u64,
    /// Their tokens.
    tokens: Option<u64>,
    /// Seconds of those that say theirs.
    duration: Option<f64>,
}

impl From<SeriesPoint> for SeriesBucket {
    fn from(point: SeriesPoint) -> Self {
        Self {
            start: with_offset(&point.start),
            responses: point.responses,
            errors: point.errors,
            tokens: point.tokens,
            duration: point.duration.map(seconds),
        }
    }
}

/// A time as the clocks of the zone showed it, RFC 3339 with the offset.
fn with_offset(time: &Zoned) -> String {
    DateTimePrinter::new().precision(Some(0)).timestamp_with_offset_to_string(&time.timestamp(), time.offset())
}
