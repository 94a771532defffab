//! `responses stats`

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::Serialize;

use super::args::{Format, OutputArgs, SelectionArgs};
use super::context::Context;
use super::contract::{GroupOutput, SCHEMA_VERSION, SessionOutput, SessionStatsOutput, SkippedFile, StatsOutput};
use super::error::{Code, CommandError};
use super::log_sessions::{self, By};
use super::out::text_out;
use super::output::{Field, Look, Printer, local_time, print_json};
use crate::store::{Group, GroupBy, Skipped, Stats};
use crate::ui::units;

/// Count responses, errors, tokens, time and bytes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses stats --since 7d
  responses stats --by model
  responses stats --events logs/sessions --by tool
  responses stats --session release-1.4 --json")]
pub(super) struct StatsArgs {
    /// Count the event logs below this directory instead
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::AnyPath)]
    events: Option<PathBuf>,
    /// What to group by [default: agent; event logs are counted by the type of event, by session or by tool]
    #[arg(long, value_name = "KEY")]
    by: Option<ByArg>,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl StatsArgs {
    /// What event logs are counted by.
    fn by_of_logs(&self) -> Result<By, CommandError> {
        match self.by {
            None => Ok(By::Type),
            Some(ByArg::Session) => Ok(By::Session),
            Some(ByArg::Tool) => Ok(By::Tool),
            Some(_) => Err(CommandError::usage("event logs are counted by type, --by session or --by tool")),
        }
    }
}

/// What responses are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
    /// Who answered
    Agent,
    /// The conversation
    Session,
    /// The model
    Model,
    /// The tools used; a response counts under each
    Tool,
    /// The calendar day
    Day,
    /// The hour of the day
    Hour,
}

impl From<ByArg> for GroupBy {
    fn from(arg: ByArg) -> Self {
        match arg {
            ByArg::Agent => Self::Agent,
            ByArg::Session => Self::Session,
            ByArg::Model => Self::Model,
            ByArg::Tool => Self::Tool,
            ByArg::Day => Self::Day,
            ByArg::Hour => Self::Hour,
        }
    }
}

/// One row of a table of groups.
#[derive(Debug, Serialize, JsonSchema)]
struct GroupRow {
    name: String,
    #[serde(flatten)]
    group: GroupOutput,
}

const FIELDS: [Field; 7] = [
    Field::shown("name", "Name", Look::LongText),
    Field::shown("responses", "Responses", Look::Count),
    Field::shown("errors", "Errors", Look::Count),
    Field::shown("tokens", "Tokens", Look::Count),
    Field::shown("duration", "Time", Look::Seconds),
    Field::shown("p50_duration", "P50", Look::Seconds),
    Field::shown("p95_duration", "P95", Look::Seconds),
];

const SESSION_FIELDS: [Field; 8] = [
    Field::shown("session_id", "Session", Look::LongText),
    Field::shown("total_responses", "Responses", Look::Count),
    Field::shown("errors", "Errors", Look::Count),
    Field::shown("tokens", "Tokens", Look::Count),
    Field::shown("bytes", "Size", Look::Bytes),
    Field::shown("first_response", "First", Look::Time),
    Field::shown("last_response", "Last", Look::Time),
    Field::shown("duration", "Span", Look::Seconds),
];

pub(super) fn run(ctx: &Context, args: &StatsArgs) -> Result<(), CommandError> {
    if let Some(directory) = &args.events {
        return log_sessions::count(ctx, directory, &args.selection, &args.output, args.by_of_logs()?);
    }
    let tracker = ctx.tracker_for(&args.selection)?;
    let selection = ctx.select(&args.selection)?;
    let by = args.by.map(GroupBy::from);
    let scanned = ctx.scan(&tracker, || Stats::new(&selection, by, ctx.zone().clone()))?;
    let (mut stats, skipped) = (scanned.found, scanned.skipped);
    let sessions = stats.take_sessions();
    if let Some(name) = selection.only_session()
        && sessions.is_empty()
    {
        let message = format!("no responses of session `{name}` in {}", tracker.layout().base().display());
        return Err(CommandError::new(Code::NotFound, message).hint("`responses sessions` lists those there are"));
    }
    let pins = ctx.pins(&tracker);
    let sessions: Vec<_> =
        sessions.into_iter().map(|session| SessionOutput::new(ctx.times(), &pins, session)).collect();
    if args.output.format() == Format::Json && args.output.fields.is_empty() {
        return json(ctx, args, stats, sessions, &skipped);
    }
    if args.output.format() == Format::Table && !args.output.no_header {
        headline(ctx, &stats, sessions.len())?;
    }
    rows(ctx, args, stats, sessions, &skipped)
}

fn json(
    ctx: &Context,
    args: &StatsArgs,
    stats: Stats<'_>,
    mut sessions: Vec<SessionOutput>,
    skipped: &[Skipped],
) -> Result<(), CommandError> {
    let skipped = SkippedFile::of(skipped);
    let one = args.selection.resolve(ctx.now, ctx.zone())?.only_session().is_some();
    if one && sessions.len() == 1 {
        let session = sessions.remove(0);
        return print_json(&SessionStatsOutput { schema_version: SCHEMA_VERSION, session, skipped });
    }
    let time = |time: Option<crate::record::RecordTime>| time.map(|time| ctx.times().show(time));
    let total = stats.total();
    let (bytes, total) = (total.bytes, GroupOutput::from(total));
    let (agents, models, tools) = (groups(stats.agents()), groups(stats.models()), groups(stats.tools()));
    let times = groups(stats.times);
    let (days, hours) = match args.by {
        Some(ByArg::Day) => (Some(times), None),
        Some(ByArg::Hour) => (None, Some(times)),
        _ => (None, None),
    };
    let document = StatsOutput {
        schema_version: SCHEMA_VERSION,
        total_sessions: u64::try_from(sessions.len()).unwrap_or(u64::MAX),
        total_responses: total.responses,
        total_bytes: bytes,
        total_errors: total.errors,
        total_tokens: total.tokens,
        total_duration: total.duration,
        first_response: time(stats.first),
        last_response: time(stats.last),
        agents,
        models,
        tools,
        days,
        hours,
        sessions,
        skipped,
    };
    print_json(&document)
}

fn groups(groups: BTreeMap<String, Group>) -> BTreeMap<String, GroupOutput> {
    groups.into_iter().map(|(name, group)| (name, group.into())).collect()
}

/// What a person wants to know first.
fn headline(ctx: &Context, stats: &Stats<'_>, sessions: usize) -> Result<(), CommandError> {
    let mut out = text_out();
    let (sessions, total) = (u64::try_from(sessions).unwrap_or(u64::MAX), stats.total());
    let mut first = vec![
        format!("{} in {}", units::counted(total.responses, "response"), units::counted(sessions, "session")),
        units::counted(total.errors, "error"),
        units::bytes(total.bytes),
    ];
    first.extend(total.tokens.map(|tokens| units::counted(tokens, "token")));
    first.extend(total.durations.total().map(|time| format!("{} of work", units::duration(time))));
    writeln!(out, "{}", first.join(" · "))?;
    let shown = |time: Option<crate::record::RecordTime>| local_time(&time?.to_rfc3339(), ctx.zone());
    if let (Some(from), Some(to)) = (shown(stats.first), shown(stats.last)) {
        writeln!(out, "{from} to {to}")?;
    }
    writeln!(out)?;
    Ok(out.flush()?)
}

fn rows(
    ctx: &Context,
    args: &StatsArgs,
    stats: Stats<'_>,
    sessions: Vec<SessionOutput>,
    skipped: &[Skipped],
) -> Result<(), CommandError> {
    let skipped = || SkippedFile::of(skipped);
    let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let groups = match args.by {
        Some(ByArg::Session) => {
            return Printer::new(ctx, &args.output, &SESSION_FIELDS)?.print(
                count(sessions.len()),
                sessions.into_iter(),
                skipped,
            );
        }
        None | Some(ByArg::Agent) => stats.agents(),
        Some(ByArg::Model) => stats.models(),
        Some(ByArg::Tool) => stats.tools(),
        Some(ByArg::Day | ByArg::Hour) => stats.times,
    };
    let items = groups.into_iter().map(|(name, group)| GroupRow { name, group: group.into() });
    Printer::new(ctx, &args.output, &FIELDS)?.print(count(items.len()), items, skipped)
}
