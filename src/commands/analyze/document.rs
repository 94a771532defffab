//! What `analyze --json` prints: a part of the stable contract, `schema_version` 1.

mod figures;
mod findings;
mod times;

use std::collections::BTreeMap;

pub(super) use figures::FiguresRow;
use schemars::JsonSchema;
use serde::Serialize;

use crate::commands::context::Context;
use crate::commands::contract::{SCHEMA_VERSION, SkippedFile, seconds};
use crate::record::RecordTime;
use crate::store::analysis::{Analysis, NamedFigures};
use figures::{FiguresOutput, SessionFigures};
use findings::{BottleneckOutput, ComparisonOutput, GapOutput, OutlierOutput, UnknownOutput};
use times::{DayOutput, HourOutput, SeriesOutput, SpanOutput};

/// `analyze --json`. What can't be known is null; records that lack a value are left out of the figures that need it
/// and counted in `unknown`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AnalysisOutput {
    /// 1
    schema_version: u32,
    /// How many responses were analysed.
    total_responses: u64,
    /// How many of them ended in an error.
    total_errors: u64,
    /// The errors as a fraction of the responses, from 0 to 1.
    error_rate: Option<f64>,
    /// All tokens counted.
    total_tokens: Option<u64>,
    /// Seconds of all responses that say theirs.
    total_duration: Option<f64>,
    /// Half of the responses took at most so many seconds.
    p50_duration: Option<f64>,
    /// 90 % of them took at most so many seconds.
    p90_duration: Option<f64>,
    /// 99 % of them took at most so many seconds.
    p99_duration: Option<f64>,
    /// The longest took so many seconds.
    max_duration: Option<f64>,
    /// Tokens per second over the responses that say both their tokens and their duration.
    tokens_per_second: Option<f64>,
    /// The earliest and the latest response.
    period: SpanOutput,
    /// Seconds in which somebody was at work; a pause of more than half an hour is not counted.
    active_time: Option<f64>,
    /// How many times of activity such pauses part.
    active_periods: u64,
    /// Responses per hour of active time.
    responses_per_hour: Option<f64>,
    /// By agent.
    agents: BTreeMap<String, FiguresOutput>,
    /// By model; responses that name none are in none.
    models: BTreeMap<String, FiguresOutput>,
    /// By tool; a response, with its whole duration, is under each tool it used.
    tools: BTreeMap<String, FiguresOutput>,
    /// The sessions that took the most time, the most first: as many as `--top` says.
    sessions: Vec<SessionFigures>,
    /// How many responses were given in each hour of the day, from 0 to 23, in the zone shown.
    hours_of_day: Vec<u64>,
    /// The hours of the day with the most responses, the busiest first: as many as `--top` says.
    busiest_hours: Vec<HourOutput>,
    /// The days with the most responses, the busiest first: as many as `--top` says.
    busiest_days: Vec<DayOutput>,
    /// Responses along the time; null if no response has a readable time.
    series: Option<SeriesOutput>,
    /// The period against the one before it, with `--compare`.
    comparison: Option<ComparisonOutput>,
    /// Agents, sessions and tools with more than 30 % of the time, the largest share first.
    bottlenecks: Vec<BottleneckOutput>,
    /// How many responses took far longer than their agent's others.
    total_outliers: u64,
    /// The longest of them, the longest first: as many as `--top` says.
    outliers: Vec<OutlierOutput>,
    /// The longest gaps between the responses of one session, the longest first: as many as `--top` says.
    gaps: Vec<GapOutput>,
    /// How many records say too little for some of the figures.
    unknown: UnknownOutput,
    /// Files that could not be read.
    skipped: Vec<SkippedFile>,
}

impl AnalysisOutput {
    pub(super) fn new(ctx: &Context, analysis: Analysis, skipped: Vec<SkippedFile>) -> Self {
        let total = FiguresOutput::from(analysis.total);
        let time = |time: Option<RecordTime>| time.map(|time| ctx.times().show(time));
        Self {
            schema_version: SCHEMA_VERSION,
            total_responses: total.responses,
            total_errors: total.errors,
            error_rate: total.error_rate,
            total_tokens: total.tokens,
            total_duration: total.duration,
            p50_duration: total.p50_duration,
            p90_duration: total.p90_duration,
            p99_duration: total.p99_duration,
            max_duration: total.max_duration,
            tokens_per_second: total.tokens_per_second,
            period: SpanOutput { first: time(analysis.first), last: time(analysis.last) },
            active_time: analysis.pace.active_time.map(seconds),
            active_periods: analysis.pace.periods,
            responses_per_hour: analysis.pace.responses_per_hour,
            agents: by_name(analysis.agents),
            models: by_name(analysis.models),
            tools: by_name(analysis.tools),
            sessions: analysis.sessions.into_iter().map(SessionFigures::from).collect(),
            hours_of_day: analysis.busy.hours.to_vec(),
            busiest_hours: HourOutput::of(&analysis.busy),
            busiest_days: DayOutput::of(&analysis.busy),
            series: analysis.series.map(SeriesOutput::from),
            comparison: analysis.trend.map(ComparisonOutput::from),
            bottlenecks: analysis.bottlenecks.into_iter().map(BottleneckOutput::from).collect(),
            total_outliers: analysis.outliers.count,
            outliers: analysis.outliers.longest.iter().map(|one| OutlierOutput::new(ctx, one)).collect(),
            gaps: analysis.gaps.into_iter().map(GapOutput::from).collect(),
            unknown: analysis.unknown.into(),
            skipped,
        }
    }
}

fn by_name(groups: Vec<NamedFigures>) -> BTreeMap<String, FiguresOutput> {
    groups.into_iter().map(|group| (group.name, group.figures.into())).collect()
}
