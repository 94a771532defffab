//! `responses analyze`

mod document;
mod logs;
mod report;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::SignedDuration;

pub(super) use document::AnalysisOutput;

use super::args::{Format, OutputArgs, SelectionArgs};
use super::context::Context;
use super::contract::SkippedFile;
use super::error::CommandError;
use super::out::text_out;
use super::output::{Field, Look, Printer, print_json};
use crate::store::analysis::{Analysis, Bucket, Kind, Observations, Period, Question};
use crate::store::{ResponseTracker, Selection};
use crate::ui::table::Header;
use document::FiguresRow;
use report::Report;

/// What is compared without --since: the last seven days.
const DEFAULT_PERIOD: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Analyse durations, errors, throughput, trends, bottlenecks and outliers; or event logs, each by what it is.
///
/// Durations are told as percentiles (p50: half of the responses took no longer) by agent, model and tool. A response
/// counts, with its whole duration, under each tool it used. What takes more than 30% of the time is a bottleneck;
/// what takes far longer than its agent's other responses (beyond the third quartile by three times the interquartile
/// range) is an outlier. Active time leaves out pauses longer than half an hour.
///
/// Of an activity log it tells what the tasks took, how fast they went and what was done in them, with a timeline; of streams the sessions,
/// tools and latencies; of causal logs what became of commitments, what failed and what led there, the longest chains of causes, dangling ids and
/// cycles, and what was named most. A directory is analysed as whatever it holds.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses analyze --since 7d
  responses analyze --since 2d --by hour --agent engineer
  responses analyze --compare                  the last seven days against the seven before
  responses analyze --json | jq '.bottlenecks'
  responses analyze --format csv > figures.csv
  responses analyze qa_monday.jsonl --target-velocity 8
  responses analyze --compare qa_monday.jsonl qa_tuesday.jsonl
  responses analyze logs/sessions")]
pub(super) struct AnalyzeArgs {
    /// Event logs, compressed or not, or directories of them or of responses [default: the store]
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    files: Vec<PathBuf>,
    /// How long the steps of the time series are
    #[arg(long, value_name = "STEP", default_value = "day")]
    by: ByArg,
    /// Compare the time from --since [default: 7d] to --until [default: now] with the time of the same length before it; or the second of two activity logs with the first
    #[arg(long)]
    compare: bool,
    /// Fail if an activity log has fewer tasks per hour
    #[arg(long, value_name = "TASKS", requires = "files", value_parser = parse_velocity, allow_negative_numbers = true)]
    target_velocity: Option<f64>,
    /// How many of the busiest hours and days, sessions, outliers and gaps to tell
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(0..=1000))]
    top: u16,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// The steps of a time series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
    /// An hour
    Hour,
    /// A calendar day
    Day,
    /// A week from Monday to Sunday
    Week,
}

impl From<ByArg> for Bucket {
    fn from(arg: ByArg) -> Self {
        match arg {
            ByArg::Hour => Self::Hour,
            ByArg::Day => Self::Day,
            ByArg::Week => Self::Week,
        }
    }
}

/// The fields of a row of figures.
const FIELDS: [Field; 13] = [
    Field::shown("kind", "Kind", Look::Text),
    Field::shown("name", "Name", Look::LongText),
    Field::shown("responses", "Responses", Look::Count),
    Field::shown("errors", "Errors", Look::Count),
    Field::shown("error_rate", "Error rate", Look::Share),
    Field::shown("duration", "Time", Look::Seconds),
    Field::shown("share", "Share", Look::Share),
    Field::shown("p50_duration", "P50", Look::Seconds),
    Field::shown("p90_duration", "P90", Look::Seconds),
    Field::shown("p99_duration", "P99", Look::Seconds),
    Field::shown("max_duration", "Longest", Look::Seconds),
    Field::shown("tokens", "Tokens", Look::Count),
    Field::hidden("tokens_per_second", Look::Text),
];

/// Tasks per hour.
fn parse_velocity(text: &str) -> Result<f64, String> {
    let velocity = text.trim().parse().ok().filter(|velocity: &f64| velocity.is_finite() && *velocity >= 0.0);
    velocity.ok_or_else(|| "not a number of tasks per hour".to_owned())
}

pub(super) fn run(ctx: &Context, args: &AnalyzeArgs) -> Result<(), CommandError> {
    if args.files.is_empty() { store(ctx, args, &ctx.tracker_for(&args.selection)?) } else { logs::run(ctx, args) }
}

/// The analysis of a store.
fn store(ctx: &Context, args: &AnalyzeArgs, tracker: &ResponseTracker) -> Result<(), CommandError> {
    let question = question(ctx, args)?;
    let printer = Printer::new(ctx, &args.output, &FIELDS)?;
    let scanned = ctx.scan(tracker, || Observations::new(&question))?;
    let analysis = scanned.found.analyse();
    let skipped = || SkippedFile::of(&scanned.skipped);
    match args.output.format() {
        Format::Json if args.output.fields.is_empty() => print_json(&AnalysisOutput::new(ctx, analysis, skipped())),
        Format::Table if args.output.fields.is_empty() => {
            let mut out = text_out();
            let header = if args.output.no_header { Header::Hidden } else { Header::Shown };
            Report::new(ctx, header).write(&mut out, &analysis)?;
            Ok(out.flush()?)
        }
        _ => {
            let rows = rows(analysis);
            printer.print(u64::try_from(rows.len()).unwrap_or(u64::MAX), rows.into_iter(), skipped)
        }
    }
}

fn question(ctx: &Context, args: &AnalyzeArgs) -> Result<Question, CommandError> {
    let selection = ctx.select(&args.selection)?;
    let period = args.compare.then(|| compared_period(ctx, &selection)).transpose()?;
    let question = Question::new(selection, ctx.zone().clone()).by(args.by.into()).top(usize::from(args.top));
    Ok(match period {
        Some(period) => question.compared(period),
        None => question,
    })
}

/// The period to compare with the one before it.
fn compared_period(ctx: &Context, selection: &Selection) -> Result<Period, CommandError> {
    let until = selection.until.unwrap_or(ctx.now);
    let since = match selection.since {
        Some(since) => Some(since),
        None => until.checked_sub(DEFAULT_PERIOD).ok(),
    };
    let period = since.and_then(|since| Period::new(since, until));
    period.filter(|period| period.previous().is_some()).ok_or_else(|| {
        CommandError::usage("there is no time to compare between --since and --until")
            .hint("--since must lie before --until, which is now if it isn't given")
    })
}

/// All figures by agent, then by model, then by tool.
fn rows(analysis: Analysis) -> Vec<FiguresRow> {
    let kinds = [(Kind::Agent, analysis.agents), (Kind::Model, analysis.models), (Kind::Tool, analysis.tools)];
    let rows =
        kinds.into_iter().flat_map(|(kind, groups)| groups.into_iter().map(move |one| FiguresRow::new(kind, one)));
    rows.collect()
}
