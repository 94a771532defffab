//! A causal log, as a person reads it and as a script does.

use std::time::Duration;

use super::super::super::context::Context;
use super::super::super::contract::{CausalOutput, LogSessionOutput, SkippedFile};
use super::super::report::{Report, Section, laid_out, line, or_hyphen};
use super::{Analysed, Row, json};
use crate::events::{Source, overview};
use crate::ui::table::{self, Column, Shrink, Table};
use crate::ui::units;

pub(super) fn analysed(ctx: &Context, report: &Report<'_>, source: &Source) -> Analysed {
    let read = ctx.watch(|| overview(std::slice::from_ref(source), &ctx.read_options(), ctx.naive_zone()));
    ctx.report_problems(&read.problems);
    let sessions = read.found.into_iter().map(|session| LogSessionOutput::new(ctx.times(), session));
    let document = CausalOutput::new(&source.path, sessions, SkippedFile::of_problems(&read.problems));
    let span = document.duration.and_then(|span| Duration::try_from_secs_f64(span).ok());
    let counts = [
        Some(units::counted(document.events, "event")),
        Some(units::counted(document.errors, "error")),
        Some(or_hyphen(span.map(units::duration))),
    ];
    let name = crate::ui::visible_line(&document.path).into_owned();
    let mut table = Table::new([Column::new("Type").shrinks(Shrink::End), Column::new("Count").right()]);
    for (kind, count) in &document.types {
        table.push(table::Row::new([kind.clone(), units::count(*count)]));
    }
    let events = Section::new("Events", "", report.table(&table));
    Analysed {
        json: json(&document),
        rows: rows(&document),
        report: laid_out([line([Some(name)]), line(counts)].concat(), [events]),
        velocity: None,
    }
}

fn rows(document: &CausalOutput) -> Vec<Row> {
    let row = |(name, count): (&String, &u64)| Row {
        log: document.path.clone(),
        kind: "event",
        name: name.clone(),
        count: *count,
        total_ms: None,
        self_ms: None,
        longest_ms: None,
        errors: None,
    };
    document.types.iter().map(row).collect()
}
