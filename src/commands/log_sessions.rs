//! The sessions of event logs, for the commands that list and count sessions.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::args::{Format, OutputArgs, SelectionArgs};
use super::context::Context;
use super::contract::{LogFamilyOutput, LogSessionOutput, LogStatsOutput, SCHEMA_VERSION, SkippedFile};
use super::error::CommandError;
use super::log_sources::logs_at;
use super::out::text_out;
use super::output::{Field, Look, Printer, local_time, print_json};
use crate::events::{LogSession, Read, overview};
use crate::record::RecordTime;
use crate::store::Selection;
use crate::ui::units;

const FIELDS: [Field; 16] = [
    Field::shown("session_id", "Session", Look::LongText),
    Field::shown("family", "Family", Look::Text),
    Field::shown("agent", "Agent", Look::LongText).where_wide(),
    Field::shown("events", "Events", Look::Count),
    Field::shown("interactions", "Interactions", Look::Count).where_wide(),
    Field::shown("tools", "Tools", Look::Names).where_wide(),
    Field::shown("errors", "Errors", Look::Count).where_wide(),
    Field::shown("tokens", "Tokens", Look::Count).where_wide(),
    Field::shown("first_event", "First", Look::Time).where_wide(),
    Field::shown("last_event", "Last", Look::Time),
    Field::shown("duration", "Span", Look::Seconds),
    Field::shown("bytes", "Size", Look::Bytes),
    Field::hidden("parent", Look::LongText),
    Field::hidden("depth", Look::Count),
    Field::hidden("types", Look::Names),
    Field::hidden("path", Look::Text),
];

/// What logs tell of sessions, and what could not be read.
struct Found {
    sessions: Vec<LogSession>,
    /// Which of them are under none of the others: what happened in those is counted with that one.
    tops: Vec<usize>,
    skipped: Vec<SkippedFile>,
}

impl Found {
    /// Those sessions of trees that are meant.
    fn of(trees: Vec<LogSession>, is_meant: impl Fn(&LogSession) -> bool, skipped: Vec<SkippedFile>) -> Self {
        let mut found = Self { sessions: Vec::new(), tops: Vec::new(), skipped };
        // How deep the topmost session stands that is meant, of those above the next one.
        let mut top: Option<usize> = None;
        for session in trees {
            top = top.filter(|top| *top < session.depth);
            if is_meant(&session) {
                if top.is_none() {
                    top = Some(session.depth);
                    found.tops.push(found.sessions.len());
                }
                found.sessions.push(session);
            }
        }
        found
    }
}

/// The sessions below a directory that are meant.
fn read(ctx: &Context, directory: &Path, args: &SelectionArgs) -> Result<Found, CommandError> {
    if !args.model.is_empty() || args.status.is_some() {
        return Err(CommandError::usage("--model and --status are of responses, not of event logs"));
    }
    let selection = ctx.select(args)?;
    let Read { found, mut problems } = logs_at(ctx, directory)?;
    let read = ctx.watch(|| overview(&found, ctx.session_pattern(), &ctx.read_options(), ctx.naive_zone()));
    problems.append(read.problems);
    ctx.report_problems(&problems);
    let skipped = SkippedFile::of_problems(&problems);
    Ok(Found::of(read.found, |session| is_meant(session, &selection), skipped))
}

fn is_meant(session: &LogSession, selection: &Selection) -> bool {
    let fits = |patterns: &[crate::record::Pattern], name: Option<&str>| {
        patterns.is_empty() || name.is_some_and(|name| patterns.iter().any(|pattern| pattern.matches(name)))
    };
    let instant = |time: Option<RecordTime>| time.map(RecordTime::instant);
    fits(&selection.sessions, Some(&session.id))
        && fits(&selection.agents, session.agent.as_deref())
        && (selection.tools.is_empty() || session.tools.keys().any(|tool| fits(&selection.tools, Some(tool))))
        && selection.since.is_none_or(|since| instant(session.last).is_some_and(|last| last >= since))
        && selection.until.is_none_or(|until| instant(session.first).is_some_and(|first| first < until))
}

/// `sessions --events`
pub(super) fn list(
    ctx: &Context,
    directory: &Path,
    selection: &SelectionArgs,
    output: &OutputArgs,
) -> Result<(), CommandError> {
    let printer = Printer::new(ctx, output, &FIELDS)?;
    let found = read(ctx, directory, selection)?;
    let for_people = matches!(output.format(), Format::Table | Format::Markdown);
    let total = u64::try_from(found.sessions.len()).unwrap_or(u64::MAX);
    let items = found.sessions.into_iter().map(|session| {
        let mut item = LogSessionOutput::new(ctx.times(), session);
        // Only who looks at a table needs to see by the name what is under what.
        item.session_id = if for_people { item.indented() } else { item.session_id };
        item
    });
    printer.print(total, items, || found.skipped)
}

/// What sessions are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The type of event.
    Type,
    /// The session.
    Session,
    /// The tool.
    Tool,
}

/// A name with its count.
#[derive(Debug, Serialize)]
struct CountRow {
    name: String,
    count: u64,
}

const COUNT_FIELDS: [Field; 2] =
    [Field::shown("name", "Name", Look::LongText), Field::shown("count", "Count", Look::Count)];

/// `stats --events`
pub(super) fn count(
    ctx: &Context,
    directory: &Path,
    selection: &SelectionArgs,
    output: &OutputArgs,
    by: By,
) -> Result<(), CommandError> {
    if by == By::Session && output.format() != Format::Json {
        return list(ctx, directory, selection, output);
    }
    let printer = Printer::new(ctx, output, &COUNT_FIELDS)?;
    let found = read(ctx, directory, selection)?;
    let stats = totals(ctx, found);
    if output.format() == Format::Json && output.fields.is_empty() {
        return print_json(&stats);
    }
    if output.format() == Format::Table && !output.no_header {
        headline(ctx, &stats)?;
    }
    let counts = if by == By::Tool { stats.tools } else { stats.types };
    let mut rows: Vec<_> = counts.into_iter().map(|(name, count)| CountRow { name, count }).collect();
    rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    printer.print(u64::try_from(rows.len()).unwrap_or(u64::MAX), rows.into_iter(), || stats.skipped)
}

/// The sum of all sessions. What was started from another is counted with that one, if that is among them.
fn totals(ctx: &Context, found: Found) -> LogStatsOutput {
    let Found { sessions, tops, skipped } = found;
    let roots: Vec<_> = tops.iter().map(|top| &sessions[*top]).collect();
    let sum = |of: fn(&LogSession) -> Option<u64>| roots.iter().filter_map(|one| of(one)).reduce(u64::saturating_add);
    let names = |of: fn(&LogSession) -> &BTreeMap<String, u64>| {
        let mut all: BTreeMap<String, u64> = BTreeMap::new();
        roots.iter().flat_map(|one| of(one)).for_each(|(name, count)| *all.entry(name.clone()).or_default() += count);
        all
    };
    let mut families: BTreeMap<String, LogFamilyOutput> = BTreeMap::new();
    for one in &roots {
        let family = families.entry(one.family.name().to_owned()).or_default();
        family.sessions += 1;
        family.events += one.events;
        family.bytes += one.bytes;
    }
    let time = |time: Option<RecordTime>| time.map(|time| ctx.times().show(time));
    LogStatsOutput {
        schema_version: SCHEMA_VERSION,
        total_sessions: u64::try_from(sessions.len()).unwrap_or(u64::MAX),
        total_events: sum(|one| Some(one.events)).unwrap_or(0),
        total_bytes: sum(|one| Some(one.bytes)).unwrap_or(0),
        total_errors: sum(|one| one.errors),
        total_tokens: sum(|one| one.tokens),
        total_interactions: sum(|one| one.interactions),
        first_event: time(roots.iter().filter_map(|one| one.first).min()),
        last_event: time(roots.iter().filter_map(|one| one.last).max()),
        families,
        types: names(|one| &one.types),
        tools: names(|one| &one.tools),
        sessions: sessions.into_iter().map(|session| LogSessionOutput::new(ctx.times(), session)).collect(),
        skipped,
    }
}

/// What a person wants to know first.
fn headline(ctx: &Context, stats: &LogStatsOutput) -> Result<(), CommandError> {
    let parts = [
        Some(format!(
            "{} in {}",
            units::counted(stats.total_events, "event"),
            units::counted(stats.total_sessions, "session")
        )),
        stats.total_interactions.map(|count| units::counted(count, "interaction")),
        stats.total_errors.map(|count| units::counted(count, "error")),
        stats.total_tokens.map(|count| units::counted(count, "token")),
        Some(units::bytes(stats.total_bytes)),
    ];
    let mut out = text_out();
    writeln!(out, "{}", parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))?;
    let shown = |time: &Option<String>| local_time(time.as_deref()?, ctx.zone());
    if let (Some(from), Some(to)) = (shown(&stats.first_event), shown(&stats.last_event)) {
        writeln!(out, "{from} to {to}")?;
    }
    writeln!(out)?;
    Ok(out.flush()?)
}
