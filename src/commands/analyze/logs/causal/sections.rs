//! Causal logs as a person reads them.

use std::time::Duration;

use anstyle::{AnsiColor, Style};

use super::Found;
use crate::commands::analyze::report::{Report, Section, line, or_hyphen};
use crate::commands::contract::{ChainOutput, EventRef, LatencyOutput, ReasonOutput};
use crate::events::causal::{Along, Names, Quarter};
use crate::ui::sparkline::sparkline;
use crate::ui::table::{Column, Row, Shrink, Table, Tone};
use crate::ui::{units, visible_line};

/// As many rows a table shows; scripts get all of them.
const MOST_ROWS: usize = 20;

/// So many columns a row of bars has.
const BARS: i64 = 32;

/// As many events of a chain are named.
const SHOWN_EVENTS: usize = 5;

const BAR: Style = AnsiColor::Green.on_default();

/// What one wants to know first.
pub(super) fn headline(report: &Report<'_>, found: &Found) -> String {
    let document = &found.document;
    let counted = |count: u64, what: &str| (count > 0).then(|| units::counted(count, what));
    let sessions = document.sessions.len() as u64;
    let counts = [
        Some(format!("{} in {}", units::counted(document.events, "event"), units::counted(sessions, "session"))),
        Some(units::counted(document.errors, "error")),
        counted(document.total_failures, "failure"),
        span(document.duration),
    ];
    let ends = found.ends.map(|(first, last)| (report.time(first.instant()), report.time(last.instant())));
    let name = visible_line(&document.path).into_owned();
    [line([Some(name)]), line(counts), line([ends.map(|(first, last)| format!("{first} to {last}"))])].concat()
}

/// All that there is something to say of.
pub(super) fn all(report: &Report<'_>, found: &Found) -> Vec<Section> {
    let sessions = (found.document.sessions.len() > 1).then(|| sessions(report, found));
    let titles = ["Types", "Agents", "Sources"];
    let along = titles.iter().zip(&found.along.names).filter(|(_, names)| !names.names.is_empty());
    let along = along.enumerate().map(|(at, (title, names))| by_name(report, &found.along, at, title, names));
    let parts = [commitments, failures, causes, chains, loose_ends, most_named, busiest];
    sessions.into_iter().chain(along).chain(parts.into_iter().filter_map(|part| part(report, found))).collect()
}

fn sessions(report: &Report<'_>, found: &Found) -> Section {
    let mut table = Table::new([Column::new("Session").shrinks(Shrink::End), Column::new("Events").right()]);
    for session in found.document.sessions.iter().take(MOST_ROWS) {
        table.push(Row::new([session.session_id.clone(), units::count(session.events)]));
    }
    Section::new("Sessions", "", report.table(&table) + &more(found.document.sessions.len()))
}

/// Names with their events, and bars that tell when these happened.
fn by_name(report: &Report<'_>, along: &Along, which: usize, title: &str, names: &Names) -> Section {
    let columns = [
        Column::new(title.strip_suffix('s').unwrap_or(title)).shrinks(Shrink::End),
        Column::new("Events").right(),
        Column::new("Share").right(),
        Column::new("When"),
    ];
    let total: u64 = names.counts.iter().sum();
    let mut table = Table::new(columns);
    for (at, name, count) in names.most_first().into_iter().take(MOST_ROWS) {
        let bars = bars(along, |quarter| quarter.counts[which].get(at).copied().unwrap_or(0));
        let share = units::percent(float(count) / float(total.max(1)));
        table.push(Row::new([name.to_owned(), units::count(count), share, bars]));
    }
    Section::new(title, "", report.table(&table) + &more(names.names.len()))
}

/// Bars from the first event to the last; none where all of it is one.
fn bars(along: &Along, value: impl Fn(&Quarter) -> u64) -> String {
    let numbers = || along.quarters.iter().map(|quarter| quarter.number);
    let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else { return String::new() };
    let length = last - first + 1;
    let columns = length.min(BARS);
    if columns < 2 {
        return String::new();
    }
    let mut values = vec![0.0; usize::try_from(columns).unwrap_or(0)];
    for quarter in &along.quarters {
        let column = (quarter.number - first) * columns / length;
        if let Some(sum) = usize::try_from(column).ok().and_then(|column| values.get_mut(column)) {
            *sum += float(value(quarter));
        }
    }
    sparkline(&values)
}

fn commitments(report: &Report<'_>, found: &Found) -> Option<Section> {
    let totals = &found.document.commitments;
    if totals.total == 0 {
        return None;
    }
    let told = |count: u64, what: &str, part: u64, which: &str| {
        let part = if part == 0 { String::new() } else { format!(" ({} {which})", units::count(part)) };
        Some(format!("{} {what}{part}", units::count(count)))
    };
    let summary = [
        told(totals.kept, "kept", totals.kept_late, "late"),
        told(totals.open, "open", totals.overdue, "overdue"),
        (totals.broken > 0).then(|| format!("{} broken", units::count(totals.broken))),
        took(&totals.time_to_fulfilment),
    ];
    let columns = [
        Column::new("Commitment").shrinks(Shrink::End),
        Column::new("Status"),
        Column::new("Due"),
        Column::new("Made"),
        Column::new("Session").shrinks(Shrink::End),
    ];
    let mut table = Table::new(columns);
    for open in &found.document.unkept_commitments {
        let cells = [
            open.commitment.clone(),
            or_hyphen(open.status.clone()),
            shown(report, open.due_by.as_deref()),
            shown(report, open.made.as_deref()),
            open.session_id.clone(),
        ];
        table.push(Row::new(cells).tone(if open.overdue { Tone::Bad } else { Tone::Plain }));
    }
    let table = if found.document.unkept_commitments.is_empty() { String::new() } else { report.table(&table) };
    Some(Section::new("Commitments", units::count(totals.total), line(summary) + &table))
}

fn took(times: &LatencyOutput) -> Option<String> {
    let (half, most) = (span(times.p50)?, span(times.max)?);
    Some(format!("kept within {half} (P50), {most} at most"))
}

fn failures(report: &Report<'_>, found: &Found) -> Option<Section> {
    let reasons = &found.document.failure_reasons;
    let columns = [
        Column::new("Count").right(),
        Column::new("Code"),
        Column::new("Reason").shrinks(Shrink::End),
        Column::new("Last event"),
        Column::new("Because of"),
        Column::new("Began with"),
    ];
    let mut table = Table::new(columns);
    for reason in reasons {
        table.push(Row::new([
            units::count(reason.count),
            or_hyphen(reason.error_code.clone()),
            or_hyphen(reason.failure_reason.clone()),
            id(&reason.event),
            because_of(reason),
            or_hyphen(reason.root.as_ref().map(id)),
        ]));
    }
    let note = units::count(found.document.total_failures);
    (!reasons.is_empty()).then(|| Section::new("Failures", note, report.table(&table)))
}

/// The direct causes of a reason's last event.
fn because_of(reason: &ReasonOutput) -> String {
    let ids: Vec<_> = reason.because_of.iter().take(3).map(id).collect();
    let more = if reason.because_of.len() > ids.len() { ", ..." } else { "" };
    if ids.is_empty() { "-".to_owned() } else { format!("{}{more}", ids.join(", ")) }
}

/// What led to most of the events that failed.
fn causes(report: &Report<'_>, found: &Found) -> Option<Section> {
    let document = &found.document;
    let columns = [Column::new("Event"), Column::new("Led to").right(), Column::new("How"), Column::new("Happened")];
    let mut table = Table::new(columns);
    for (causes, how) in [(&document.causes_of_failures, "directly"), (&document.roots_of_failures, "at the root")] {
        for cause in causes {
            let time = shown(report, cause.event.timestamp.as_deref());
            table.push(Row::new([id(&cause.event), units::count(cause.failed_events), how.to_owned(), time]));
        }
    }
    let note = format!(
        "{} of {} name no cause",
        units::count(document.failed_without_cause),
        units::counted(document.failed_events, "failed event")
    );
    (!document.causes_of_failures.is_empty()).then(|| Section::new("What led to failures", note, report.table(&table)))
}

fn chains(report: &Report<'_>, found: &Found) -> Option<Section> {
    let chains = &found.document.chains;
    let columns =
        [Column::new("Events").right(), Column::new("Time").right(), Column::new("Chain").shrinks(Shrink::Start)];
    let mut table = Table::new(columns);
    for chain in chains {
        table.push(Row::new([units::count(chain.length), or_hyphen(span(chain.duration)), way(chain)]));
    }
    let note = "`responses events explain ID` tells each step";
    (!chains.is_empty()).then(|| Section::new("Longest chains of causes", note, report.table(&table)))
}

/// The first event of a chain and the last few.
fn way(chain: &ChainOutput) -> String {
    let last = chain.events.len().saturating_sub(SHOWN_EVENTS - 1);
    let mut ids: Vec<_> = chain.events[last..].iter().map(id).collect();
    if chain.events.len() >= SHOWN_EVENTS {
        let gap = if chain.length > SHOWN_EVENTS as u64 { vec!["…".to_owned()] } else { Vec::new() };
        ids = std::iter::once(id(&chain.root)).chain(gap).chain(ids).collect();
    }
    ids.join(" → ")
}

/// Ids that nobody has, and events that lead to themselves.
fn loose_ends(_: &Report<'_>, found: &Found) -> Option<Section> {
    let document = &found.document;
    let cycles = document.cycles.iter().take(MOST_ROWS).map(|way| {
        let way: Vec<_> = way.iter().chain(way.first()).map(|id| visible_line(id)).collect();
        format!("leads to itself: {}\n", way.join(" → "))
    });
    let dangling = document.dangling.iter().take(MOST_ROWS).map(|one| {
        let namer = one.event_id.as_deref().unwrap_or("an event without an id");
        format!("{} names {}, which no event has\n", visible_line(namer), visible_line(&one.missing))
    });
    let text: String = cycles.chain(dangling).collect();
    let counts = format!(
        "{}, {}",
        units::counted(document.cycles.len() as u64, "cycle"),
        units::counted(document.total_dangling, "dangling id")
    );
    let shown = document.cycles.len().min(MOST_ROWS) as u64 + document.dangling.len().min(MOST_ROWS) as u64;
    let hidden = document.cycles.len() as u64 + document.total_dangling - shown;
    let more = if hidden > 0 { format!("and {} more\n", units::count(hidden)) } else { String::new() };
    (!text.is_empty()).then(|| Section::new("Loose ends", counts, text + &more))
}

fn most_named(report: &Report<'_>, found: &Found) -> Option<Section> {
    let columns = [Column::new("Name").shrinks(Shrink::End), Column::new("Is"), Column::new("Named").right()];
    let mut table = Table::new(columns);
    let document = &found.document;
    for (names, is) in [(&document.constraints, "constraint"), (&document.entities, "entity")] {
        for one in names {
            table.push(Row::new([one.name.clone(), is.to_owned(), units::count(one.count)]));
        }
    }
    let is_some = !document.constraints.is_empty() || !document.entities.is_empty();
    is_some.then(|| Section::new("Most named", "", report.table(&table)))
}

fn busiest(report: &Report<'_>, found: &Found) -> Option<Section> {
    let hours = &found.document.busiest_hours;
    let mut table = Table::new([Column::new("Hour"), Column::new("Events").right()]);
    for hour in hours {
        table.push(Row::new([shown(report, Some(&hour.start)), units::count(hour.events)]));
    }
    let values: Vec<_> = found.document.hours_of_day.iter().map(|count| float(*count)).collect();
    let day = format!("{BAR}{}{BAR:#}\n0     6     12    18  23\n", sparkline(&values));
    (hours.len() > 1)
        .then(|| Section::new("Busiest hours", "and events by hour of the day", report.table(&table) + &day))
}

fn id(event: &EventRef) -> String {
    event.event_id.clone().unwrap_or_else(|| format!("{}:{}", event.session_id, event.line))
}

/// A time as the clocks of the zone show it.
fn shown(report: &Report<'_>, time: Option<&str>) -> String {
    or_hyphen(time.and_then(|time| time.parse().ok()).map(|time| report.time(time)))
}

fn span(seconds: Option<f64>) -> Option<String> {
    seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).map(units::duration)
}

/// A bar's height. Bars have eight heights, so what a large count loses can't be seen.
#[expect(clippy::cast_precision_loss, reason = "only shown as one of eight heights, or as a share")]
fn float(count: u64) -> f64 {
    count as f64
}

fn more(rows: usize) -> String {
    match rows.saturating_sub(MOST_ROWS) {
        0 => String::new(),
        more => format!("and {more} more; --format csv has them all\n"),
    }
}
