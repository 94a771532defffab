//! What deserves a look.

use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::figures::KindOutput;
use crate::commands::context::Context;
use crate::commands::contract::seconds;
use crate::record::RecordTime;
use crate::store::analysis::{Bottleneck, Comparison, Gap, Outlier, Period, Trend, Unknown};

/// A period against the one of the same length before it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ComparisonOutput {
    /// The period that is analysed.
    current: PeriodOutput,
    /// The period before it.
    previous: PeriodOutput,
    /// How many responses.
    responses: ChangeOutput<u64>,
    /// How many of them ended in an error.
    errors: ChangeOutput<u64>,
    /// The errors as a fraction of the responses, from 0 to 1.
    error_rate: ChangeOutput<f64>,
    /// All tokens counted.
    tokens: ChangeOutput<u64>,
    /// Half of the responses took at most so many seconds.
    p50_duration: ChangeOutput<f64>,
    /// Seconds of all that say theirs.
    duration: ChangeOutput<f64>,
}

impl From<Trend> for ComparisonOutput {
    fn from(trend: Trend) -> Self {
        let durations = |of: Comparison<Duration>| ChangeOutput {
            current: of.current.map(seconds),
            previous: of.previous.map(seconds),
            change: of.change,
        };
        Self {
            current: trend.period.into(),
            previous: trend.previous.into(),
            responses: trend.responses.into(),
            errors: trend.errors.into(),
            error_rate: trend.error_rate.into(),
            tokens: trend.tokens.into(),
            p50_duration: durations(trend.p50),
            duration: durations(trend.duration),
        }
    }
}

/// A span of time.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PeriodOutput {
    /// Its first instant, RFC 3339.
    since: String,
    /// The first instant after it, RFC 3339.
    until: String,
}

impl From<Period> for PeriodOutput {
    fn from(period: Period) -> Self {
        Self { since: utc(period.since()), until: utc(period.until()) }
    }
}

/// A figure in both periods.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ChangeOutput_{T}")]
pub(crate) struct ChangeOutput<T> {
    /// In the period that is analysed.
    current: Option<T>,
    /// In the period before it.
    previous: Option<T>,
    /// The difference as a fraction of `previous`: 0.25 is a quarter more. Null if `previous` is zero.
    change: Option<f64>,
}

impl<T> From<Comparison<T>> for ChangeOutput<T> {
    fn from(of: Comparison<T>) -> Self {
        Self { current: of.current, previous: of.previous, change: of.change }
    }
}

/// What takes more than 30 % of the time.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BottleneckOutput {
    /// `agent`, `tool` or `session`.
    kind: KindOutput,
    /// Its name.
    name: String,
    /// Its part of the time of all responses, above 0.3 and up to 1.
    share: f64,
    /// The seconds of its responses.
    duration: f64,
}

impl From<Bottleneck> for BottleneckOutput {
    fn from(found: Bottleneck) -> Self {
        Self { kind: found.kind.into(), name: found.name, share: found.share, duration: seconds(found.duration) }
    }
}

/// A response that took far longer than its agent's others.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OutlierOutput {
    /// Its id, as `view` takes it.
    id: String,
    /// Who answered.
    agent: String,
    /// The conversation.
    session_id: String,
    /// When, as RFC 3339 with offset.
    timestamp: Option<String>,
    /// Seconds.
    duration: f64,
    /// Half of the agent's responses took at most so many seconds.
    median_duration: f64,
}

impl OutlierOutput {
    pub(super) fn new(ctx: &Context, outlier: &Outlier) -> Self {
        Self {
            id: outlier.id().to_string(),
            agent: outlier.agent.clone(),
            session_id: outlier.session().to_owned(),
            timestamp: outlier.time().map(|time| ctx.times().show(time)),
            duration: seconds(outlier.duration()),
            median_duration: seconds(outlier.median),
        }
    }
}

/// A time in which a session waited for its next response.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct GapOutput {
    /// The session.
    session_id: String,
    /// When the last response before it was given, RFC 3339.
    from: String,
    /// When the work on the next response began, RFC 3339.
    to: String,
    /// Seconds.
    duration: f64,
}

impl From<Gap> for GapOutput {
    fn from(gap: Gap) -> Self {
        let duration = seconds(gap.length());
        Self { session_id: gap.session, from: utc(gap.from), to: utc(gap.to), duration }
    }
}

/// How many records lack a value.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnknownOutput {
    /// Analysed responses without a readable duration.
    duration: u64,
    /// Selected responses without a readable time; if only some time is analysed, they count nowhere else.
    timestamp: u64,
    /// Analysed responses that say nothing of tokens.
    tokens: u64,
}

impl From<Unknown> for UnknownOutput {
    fn from(unknown: Unknown) -> Self {
        Self { duration: unknown.duration, timestamp: unknown.timestamp, tokens: unknown.tokens }
    }
}

/// An instant that no record has written, in UTC.
fn utc(instant: Timestamp) -> String {
    RecordTime::utc(instant).to_rfc3339()
}
