//! Streams, as a person reads them and as a script does.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::super::super::context::Context;
use super::super::super::contract::{
    LatencyOutput, LogSessionOutput, SCHEMA_VERSION, SkippedFile, StreamOutput, ToolOutput, path_text,
};
use super::super::report::{Report, Section, laid_out, line, or_hyphen};
use super::{Analysed, Document, Row};
use crate::events::stream::{Group, Session, read_sessions};
use crate::events::{Source, stream_overview};
use crate::record::RecordTime;
use crate::ui::table::{self, Column, Shrink, Table};
use crate::ui::units;

/// As many rows a table shows; scripts get all of them.
const MOST_ROWS: usize = 40;

pub(super) fn analysed(ctx: &Context, report: &Report<'_>, path: &Path, sources: &[Source]) -> Analysed {
    let groups = Group::of(sources.iter().map(|source| source.path.clone()).collect(), ctx.session_pattern());
    let (options, zone) = (ctx.read_options(), ctx.naive_zone());
    let read = ctx.watch(|| read_sessions(&groups, &options, zone));
    ctx.report_problems(&read.problems);
    let listed = stream_overview(&read.found, &groups, sources);
    let listed = listed.into_iter().map(|session| LogSessionOutput::new(ctx.times(), session)).collect();
    let skipped = SkippedFile::of_problems(&read.problems);
    let document = document(ctx, path, &read.found, listed, skipped);
    Analysed {
        rows: rows(&document),
        report: laid_out(headline(report, &document, &read.found), sections(report, &document)),
        document: Document::Stream(Box::new(document)),
        velocity: None,
    }
}

fn document(
    ctx: &Context,
    path: &Path,
    sessions: &[Session],
    listed: Vec<LogSessionOutput>,
    skipped: Vec<SkippedFile>,
) -> StreamOutput {
    let sum = |of: fn(&Session) -> u64| sessions.iter().map(of).sum();
    let known = |of: fn(&Session) -> Option<u64>| sessions.iter().filter_map(of).reduce(u64::saturating_add);
    let all = |of: fn(&Session) -> &Vec<Duration>| LatencyOutput::of(sessions.iter().flat_map(of).copied().collect());
    let time = |time: Option<RecordTime>| time.map(|time| ctx.times().show(time));
    let mut types: BTreeMap<String, u64> = BTreeMap::new();
    for (kind, count) in sessions.iter().flat_map(|session| &session.types) {
        *types.entry(kind.name().to_owned()).or_default() += count;
    }
    StreamOutput {
        schema_version: SCHEMA_VERSION,
        family: "stream",
        path: path_text(path),
        events: sum(|session| session.events),
        types,
        first: time(sessions.iter().filter_map(|session| session.first).min()),
        last: time(sessions.iter().filter_map(|session| session.last).max()),
        interactions: sum(|session| session.interactions),
        completions: sum(|session| session.completions),
        input_tokens: known(|session| session.input_tokens),
        output_tokens: known(|session| session.output_tokens),
        errors: sum(|session| session.errors),
        latency: all(|session| &session.latencies),
        first_words: all(|session| &session.first_words),
        tools: ToolOutput::of_sessions(sessions),
        sessions: listed,
        skipped,
    }
}

fn headline(report: &Report<'_>, document: &StreamOutput, sessions: &[Session]) -> String {
    let name = crate::ui::visible_line(&document.path).into_owned();
    let count = u64::try_from(sessions.len()).unwrap_or(u64::MAX);
    let counts = [
        format!("{} in {}", units::counted(document.events, "event"), units::counted(count, "session")),
        units::counted(document.interactions, "interaction"),
        units::counted(document.completions, "answer"),
        units::counted(document.errors, "error"),
    ];
    let tokens = document.input_tokens.zip(document.output_tokens);
    let tokens =
        tokens.map(|(input, output)| format!("{} tokens in, {} out", units::count(input), units::count(output)));
    let first = sessions.iter().filter_map(|session| session.first).min();
    let last = sessions.iter().filter_map(|session| session.last).max();
    let ends = first
        .zip(last)
        .map(|(first, last)| format!("{} to {}", report.time(first.instant()), report.time(last.instant())));
    [line([Some(name)]), line(counts.map(Some)), line([ends, tokens])].concat()
}

fn sections(report: &Report<'_>, document: &StreamOutput) -> Vec<Section> {
    let latencies = [("to the answer's end", &document.latency), ("to its first words", &document.first_words)];
    let measured = latencies.iter().any(|(_, latency)| latency.count > 0);
    let sections = [
        (!document.sessions.is_empty()).then(|| Section::new("Sessions", "", sessions(report, document))),
        measured.then(|| Section::new("Latency", "from what a user said", waits(report, &latencies))),
        (!document.tools.is_empty()).then(|| Section::new("Tools", "", tools(report, document))),
        Some(Section::new("Events", "", types(report, document))),
    ];
    sections.into_iter().flatten().collect()
}

/// The sessions as a tree.
fn sessions(report: &Report<'_>, document: &StreamOutput) -> String {
    let numbers =
        ["Events", "Interactions", "Tools", "Errors", "Tokens", "Span"].map(|title| Column::new(title).right());
    let mut table = Table::new(std::iter::once(Column::new("Session").shrinks(Shrink::End)).chain(numbers));
    for session in document.sessions.iter().take(MOST_ROWS) {
        let span = session.duration.and_then(|span| Duration::try_from_secs_f64(span).ok());
        table.push(table::Row::new([
            session.indented(),
            units::count(session.events),
            or_hyphen(session.interactions.map(units::count)),
            units::count(session.tools.values().sum()),
            or_hyphen(session.errors.map(units::count)),
            or_hyphen(session.tokens.map(units::count)),
            or_hyphen(span.map(units::duration)),
        ]));
    }
    report.table(&table)
}

fn waits(report: &Report<'_>, latencies: &[(&str, &LatencyOutput)]) -> String {
    let numbers = ["Count", "P50", "P90", "Longest"].map(|title| Column::new(title).right());
    let mut table = Table::new(std::iter::once(Column::new("")).chain(numbers));
    for (name, latency) in latencies {
        let shown = |seconds: Option<f64>| {
            or_hyphen(seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).map(units::duration))
        };
        let cells = [units::count(latency.count), shown(latency.p50), shown(latency.p90), shown(latency.max)];
        table.push(table::Row::new(std::iter::once((*name).to_owned()).chain(cells)));
    }
    report.table(&table)
}

fn tools(report: &Report<'_>, document: &StreamOutput) -> String {
    let numbers = ["Calls", "Failed", "Time", "Longest"].map(|title| Column::new(title).right());
    let mut table = Table::new(std::iter::once(Column::new("Tool").shrinks(Shrink::End)).chain(numbers));
    for tool in document.tools.iter().take(MOST_ROWS) {
        let time = |ms: Option<f64>| {
            or_hyphen(ms.and_then(|ms| Duration::try_from_secs_f64(ms / 1000.0).ok()).map(units::duration))
        };
        let failed = or_hyphen(tool.failed.map(units::count));
        table.push(table::Row::new([
            tool.name.clone(),
            units::count(tool.calls),
            failed,
            time(tool.total_ms),
            time(tool.longest_ms),
        ]));
    }
    report.table(&table)
}

fn types(report: &Report<'_>, document: &StreamOutput) -> String {
    let mut table = Table::new([Column::new("Type").shrinks(Shrink::End), Column::new("Count").right()]);
    let mut counts: Vec<_> = document.types.iter().collect();
    counts.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (name, count) in counts.into_iter().take(MOST_ROWS) {
        table.push(table::Row::new([name.clone(), units::count(*count)]));
    }
    report.table(&table)
}

fn rows(document: &StreamOutput) -> Vec<Row> {
    let row = |kind, name: &str, count| Row::counted(&document.path, kind, name, count);
    let sessions = document.sessions.iter().map(|session| Row {
        total_ms: session.duration.map(|span| span * 1000.0),
        errors: session.errors,
        ..row("session", &session.session_id, session.events)
    });
    let tools = document.tools.iter().map(|tool| Row {
        total_ms: tool.total_ms,
        longest_ms: tool.longest_ms,
        errors: tool.failed,
        ..row("tool", &tool.name, tool.calls)
    });
    let types = document.types.iter().map(|(name, count)| row("event", name, *count));
    sessions.chain(tools).chain(types).collect()
}
