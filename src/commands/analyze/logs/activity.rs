//! An activity log, as a person reads it and as a script does.

use std::path::Path;
use std::time::Duration;

use super::super::super::contract::{ActivityComparisonOutput, ActivityOutput, SkippedFile, milliseconds, path_text};
use super::super::report::{Report, Section, laid_out, line, or_hyphen};
use super::{Analysed, Document, Row};
use crate::events::activity::{Analysis, Change, Comparison, compare};
use crate::events::log::Problems;
use crate::ui::table::{self, Column, Shrink, Table};
use crate::ui::timeline::{self, Lane};
use crate::ui::units;

/// As many tasks are drawn by themselves; of more, those of one name share a row.
const MOST_LANES: usize = 30;

/// As many rows a table shows; scripts get all of them.
const MOST_ROWS: usize = 20;

/// The analysis of a log, perhaps against that of an earlier one.
pub(super) fn analysed(
    report: &Report<'_>,
    path: &Path,
    analysis: &Analysis,
    problems: &Problems,
    before: Option<(&Path, &Analysis)>,
    top: usize,
) -> Analysed {
    let mut document = ActivityOutput::new(path_text(path), analysis, top, SkippedFile::of_problems(problems));
    let comparison = before.map(|(path, before)| (path, compare(before, analysis)));
    document.comparison =
        comparison.clone().map(|(path, change)| ActivityComparisonOutput::new(path_text(path), change));
    let sections = [
        (!analysis.tasks.is_empty()).then(|| tasks(report, analysis)),
        timeline(report, analysis),
        before.zip(comparison).map(|((path, before), (_, change))| compared(report, path, [before, analysis], &change)),
        (!analysis.tools.is_empty()).then(|| tools(report, analysis)),
        (!analysis.slowest.is_empty() && top > 0).then(|| slowest(report, analysis, top)),
        (!analysis.files.is_empty()).then(|| files(report, analysis)),
        unfinished(report, analysis),
    ];
    Analysed {
        document: Document::Activity(Box::new(document)),
        rows: rows(path, analysis),
        report: laid_out(headline(report, path, analysis), sections.into_iter().flatten()),
        velocity: Some((path_text(path), analysis.velocity.tasks_per_hour)),
    }
}

fn headline(report: &Report<'_>, path: &Path, analysis: &Analysis) -> String {
    let count: u64 = analysis.tasks.iter().map(|task| task.count).sum();
    let names = u64::try_from(analysis.tasks.len()).unwrap_or(u64::MAX);
    let velocity = &analysis.velocity;
    let counts = [
        units::counted(analysis.events, "event"),
        format!("{} of {} finished", units::counted(count, "task"), units::counted(names, "name")),
        format!("{} of tasks", took(analysis.total_ms)),
    ];
    let pace = [
        format!("{:.1} tasks an hour", velocity.tasks_per_hour),
        format!("{:.1} files read", velocity.files_read_per_hour),
        format!("{:.1} written", velocity.files_written_per_hour),
        format!("{:.1} tool calls", velocity.tool_calls_per_hour),
    ];
    let instant = |time: crate::events::activity::UnixTime| time.instant().map(|time| report.time(time));
    let ends = analysis.period.and_then(|(first, last)| Some(format!("{} to {}", instant(first)?, instant(last)?)));
    let ignored = (analysis.foreign > 0)
        .then(|| format!("{} of another kind passed over", units::counted(analysis.foreign, "object")));
    let name = crate::ui::visible_line(&path.display().to_string()).into_owned();
    [line([Some(name)]), line(counts.map(Some)), line([ends]), line(pace.map(Some)), line([ignored])].concat()
}

fn tasks(report: &Report<'_>, analysis: &Analysis) -> Section {
    let numbers = ["Count", "Time", "Self", "Longest", "Share"].map(|title| Column::new(title).right());
    let mut table = Table::new(std::iter::once(Column::new("Task").shrinks(Shrink::End)).chain(numbers));
    for task in analysis.tasks.iter().take(MOST_ROWS) {
        let row = table::Row::new([
            task.name.clone(),
            units::count(task.count),
            took(task.total_ms),
            or_hyphen(task.self_ms.map(took)),
            took(task.longest_ms),
            share(task.total_ms, analysis.total_ms),
        ]);
        let tone = if analysis.bottlenecks.contains(&task.name) { table::Tone::Bad } else { table::Tone::Plain };
        table.push(row.tone(tone));
    }
    let slow = match analysis.bottlenecks.len() {
        0 => "no bottleneck".to_owned(),
        _ => format!(
            "bottlenecks: {}",
            analysis
                .bottlenecks
                .iter()
                .take(3)
                .map(|name| crate::ui::visible_line(name))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    Section::new("Tasks", slow, report.table(&table) + &more(analysis.tasks.len()))
}

/// The tasks drawn along the time.
fn timeline(report: &Report<'_>, analysis: &Analysis) -> Option<Section> {
    let instances = analysis.instances.as_ref().filter(|instances| !instances.is_empty())?;
    let open = analysis.unfinished.iter().flatten();
    let (first, last) = analysis.period?;
    let (first, length) = (first.seconds(), (last.seconds() - first.seconds()).max(f64::MIN_POSITIVE));
    #[expect(clippy::cast_precision_loss, reason = "a column is wider than what is lost")]
    let part = |microseconds: i64| ((microseconds as f64 / 1e6 - first) / length).clamp(0.0, 1.0);
    let mut lanes: Vec<Lane> = Vec::new();
    if instances.len() <= MOST_LANES {
        lanes.extend(instances.iter().map(|one| Lane {
            label: analysis.tasks[one.task].name.clone(),
            depth: one.depth as usize,
            spans: vec![(part(one.start_us), part(one.end_us))],
            note: took((one.end_us - one.start_us) / 1000),
        }));
    } else {
        for (at, task) in analysis.tasks.iter().enumerate().take(MOST_LANES) {
            let spans = instances.iter().filter(|one| one.task == at).map(|one| (part(one.start_us), part(one.end_us)));
            lanes.push(Lane { label: task.name.clone(), depth: 0, spans: spans.collect(), note: took(task.total_ms) });
        }
    }
    let unfinished = open.take(MOST_LANES).map(|task| {
        let start = ((task.start.seconds() - first) / length).clamp(0.0, 1.0);
        Lane { label: task.name.clone(), depth: 0, spans: vec![(start, start)], note: "unfinished".to_owned() }
    });
    lanes.extend(unfinished);
    let note = format!("{} from end to end", units::duration(Duration::try_from_secs_f64(length).unwrap_or_default()));
    Some(Section::new("Timeline", note, timeline::render(&lanes, report.width())))
}

fn compared(report: &Report<'_>, path: &Path, [before, after]: [&Analysis; 2], change: &Comparison) -> Section {
    let titles = ["Before", "After", "Change"].map(|title| Column::new(title).right());
    let mut table = Table::new(std::iter::once(Column::new("").shrinks(Shrink::End)).chain(titles));
    let Change { before: slow, after: fast } = change.tasks_per_hour;
    table.push(table::Row::new([
        "tasks an hour".to_owned(),
        format!("{slow:.1}"),
        format!("{fast:.1}"),
        format!("{:+.1}", fast - slow),
    ]));
    let all = change.total_ms;
    let cells = ["all tasks".to_owned(), took(all.before), took(all.after), changed(Some(all.before), Some(all.after))];
    table.push(table::Row::new(cells));
    let tools = (tool_time(before, change.tool_ms.before), tool_time(after, change.tool_ms.after));
    let difference = or_hyphen(tools.0.zip(tools.1).map(|(before, after)| changed(Some(before), Some(after))));
    table.push(table::Row::new([
        "tools".to_owned(),
        or_hyphen(tools.0.map(took)),
        or_hyphen(tools.1.map(took)),
        difference,
    ]));
    for (name, Change { before, after }) in change.tasks.iter().take(MOST_ROWS) {
        let cells = [name.clone(), or_hyphen(before.map(took)), or_hyphen(after.map(took)), changed(*before, *after)];
        table.push(table::Row::new(cells));
    }
    let note = format!("with {}", crate::ui::visible_line(&path.display().to_string()));
    Section::new("Compared", note, report.table(&table) + &more(change.tasks.len()))
}

/// The time in tools; `None` if there were calls and none of them says its time.
fn tool_time(analysis: &Analysis, milliseconds: i64) -> Option<i64> {
    let is_known = analysis.tools.is_empty() || analysis.tools.iter().any(|tool| tool.time.is_some());
    is_known.then_some(milliseconds)
}

fn tools(report: &Report<'_>, analysis: &Analysis) -> Section {
    let numbers = ["Calls", "Time", "Longest"].map(|title| Column::new(title).right());
    let mut table = Table::new(std::iter::once(Column::new("Tool").shrinks(Shrink::End)).chain(numbers));
    for tool in analysis.tools.iter().take(MOST_ROWS) {
        let time = |time: Option<Duration>| or_hyphen(time.map(units::duration));
        table.push(table::Row::new([tool.name.clone(), units::count(tool.calls), time(tool.time), time(tool.longest)]));
    }
    Section::new("Tools", "", report.table(&table) + &more(analysis.tools.len()))
}

fn slowest(report: &Report<'_>, analysis: &Analysis, top: usize) -> Section {
    let columns = [
        Column::new("Time").right(),
        Column::new("Line").right(),
        Column::new("Tool"),
        Column::new("Given").shrinks(Shrink::End),
    ];
    let mut table = Table::new(columns);
    for slow in analysis.slowest.iter().take(top) {
        let given = crate::ui::width::cut_end(&slow.call.params, 60).into_owned();
        table.push(table::Row::new([units::duration(slow.time), slow.line.to_string(), slow.call.name.clone(), given]));
    }
    Section::new("Slowest calls", "", report.table(&table))
}

fn files(report: &Report<'_>, analysis: &Analysis) -> Section {
    let numbers = ["Count", "Size", "Lines"].map(|title| Column::new(title).right());
    let mut table = Table::new(std::iter::once(Column::new("Operation").shrinks(Shrink::End)).chain(numbers));
    for file in analysis.files.iter().take(MOST_ROWS) {
        let (bytes, lines) = (or_hyphen(file.bytes.map(units::bytes)), or_hyphen(file.lines.map(units::count)));
        table.push(table::Row::new([file.operation.clone(), units::count(file.count), bytes, lines]));
    }
    Section::new("Files", "", report.table(&table))
}

fn unfinished(report: &Report<'_>, analysis: &Analysis) -> Option<Section> {
    let open = analysis.unfinished.as_ref().filter(|open| !open.is_empty())?;
    let mut table =
        Table::new([Column::new("Task").shrinks(Shrink::End), Column::new("Began"), Column::new("Line").right()]);
    for task in open.iter().take(MOST_ROWS) {
        let began = or_hyphen(task.start.instant().map(|time| report.time(time)));
        table.push(table::Row::new([task.name.clone(), began, task.line.to_string()]));
    }
    Some(Section::new("Unfinished", "", report.table(&table) + &more(open.len())))
}

fn rows(path: &Path, analysis: &Analysis) -> Vec<Row> {
    let log = path_text(path);
    let row = |kind, name: &str, count| Row::counted(&log, kind, name, count);
    #[expect(clippy::cast_precision_loss, reason = "milliseconds beyond 2^53 are no duration of anything")]
    let ms = |milliseconds: i64| milliseconds as f64;
    let tasks = analysis.tasks.iter().map(|task| Row {
        total_ms: Some(ms(task.total_ms)),
        self_ms: task.self_ms.map(ms),
        longest_ms: Some(ms(task.longest_ms)),
        ..row("task", &task.name, task.count)
    });
    let tools = analysis.tools.iter().map(|tool| Row {
        total_ms: tool.time.map(milliseconds),
        longest_ms: tool.longest.map(milliseconds),
        ..row("tool", &tool.name, tool.calls)
    });
    let files = analysis.files.iter().map(|file| row("file", &file.operation, file.count));
    tasks.chain(tools).chain(files).collect()
}

/// Milliseconds as people read them, of whatever sign.
fn took(milliseconds: i64) -> String {
    let length = units::duration(Duration::from_millis(milliseconds.unsigned_abs()));
    if milliseconds < 0 { format!("-{length}") } else { length }
}

fn changed(before: Option<i64>, after: Option<i64>) -> String {
    let (before, after) = (before.unwrap_or(0), after.unwrap_or(0));
    let change = after.saturating_sub(before);
    if change > 0 { format!("+{}", took(change)) } else { took(change) }
}

#[expect(clippy::cast_precision_loss, reason = "a share has few digits")]
fn share(part: i64, of: i64) -> String {
    if of <= 0 { "-".to_owned() } else { units::percent(part as f64 / of as f64) }
}

fn more(rows: usize) -> String {
    match rows.saturating_sub(MOST_ROWS) {
        0 => String::new(),
        more => format!("and {more} more; --format csv has them all\n"),
    }
}
