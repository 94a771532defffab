//! The tables by agent, model, tool and session.

use super::{Report, Section, or_hyphen};
use crate::store::analysis::{Analysis, Figures, NamedFigures};
use crate::ui::table::{Column, Row, Shrink, Table};
use crate::ui::units;

/// As many rows a table shows; scripts get all of them.
const MOST_ROWS: usize = 20;

/// A column of numbers: its title, the narrowest terminal that has room for it, and its value.
struct Measure {
    title: &'static str,
    from_width: usize,
    value: fn(&Figures) -> Option<String>,
}

const fn measure(title: &'static str, from_width: usize, value: fn(&Figures) -> Option<String>) -> Measure {
    Measure { title, from_width, value }
}

const MEASURES: [Measure; 11] = [
    measure("Count", 0, |figures| Some(units::count(figures.responses))),
    measure("Errors", 0, |figures| Some(units::count(figures.errors))),
    measure("Rate", 90, |figures| figures.error_rate.map(units::percent)),
    measure("Time", 0, |figures| figures.duration.map(units::duration)),
    measure("Share", 0, |figures| figures.share.map(units::percent)),
    measure("P50", 0, |figures| figures.p50.map(units::duration)),
    measure("P90", 0, |figures| figures.p90.map(units::duration)),
    measure("P99", 0, |figures| figures.p99.map(units::duration)),
    measure("Longest", 100, |figures| figures.max.map(units::duration)),
    measure("Tokens", 112, |figures| figures.tokens.map(units::count)),
    measure("Tokens/s", 124, |figures| figures.tokens_per_second.map(|speed| format!("{speed:.1}"))),
];

/// A table of each kind of which there is something.
pub(super) fn sections(report: &Report<'_>, analysis: &Analysis) -> Vec<Section> {
    let tables = [
        ("Agents", "", &analysis.agents),
        ("Models", "", &analysis.models),
        ("Tools", "a response counts under each tool it used", &analysis.tools),
        ("Sessions", "those that took the most time", &analysis.sessions),
    ];
    let known = tables.into_iter().filter(|(_, _, groups)| !groups.is_empty());
    known.map(|(title, note, groups)| Section::new(title, note, rows(report, groups))).collect()
}

fn rows(report: &Report<'_>, groups: &[NamedFigures]) -> String {
    let width = report.ctx.width().unwrap_or(usize::MAX);
    let shown: Vec<_> = MEASURES.iter().filter(|measure| measure.from_width <= width).collect();
    let numbers = shown.iter().map(|measure| Column::new(measure.title).right());
    let mut table = Table::new(std::iter::once(Column::new("Name").shrinks(Shrink::End)).chain(numbers));
    for NamedFigures { name, figures } in groups.iter().take(MOST_ROWS) {
        let values = shown.iter().map(|measure| or_hyphen((measure.value)(figures)));
        table.push(Row::new(std::iter::once(name.clone()).chain(values)));
    }
    let more = match groups.len().saturating_sub(MOST_ROWS) {
        0 => String::new(),
        more => format!("and {more} more; --format csv has them all\n"),
    };
    report.table(&table) + &more
}
