//! What deserves a look: bottlenecks, outliers, gaps, and what changed.

use std::time::Duration;

use super::{Report, Section, or_hyphen};
use crate::store::analysis::{Analysis, BOTTLENECK_PERCENT, Comparison, Kind, Trend};
use crate::ui::table::{Column, Row, Shrink, Table, Tone};
use crate::ui::units;

pub(super) fn sections(report: &Report<'_>, analysis: &Analysis) -> Vec<Section> {
    let trend = analysis.trend.as_ref().map(|trend| changes(report, trend));
    [trend, bottlenecks(report, analysis), outliers(report, analysis), gaps(report, analysis)]
        .into_iter()
        .flatten()
        .collect()
}

fn bottlenecks(report: &Report<'_>, analysis: &Analysis) -> Option<Section> {
    let columns = ["Share", "Time"].map(|title| Column::new(title).right());
    let names = [Column::new("Kind"), Column::new("Name").shrinks(Shrink::End)];
    let mut table = Table::new(columns.into_iter().chain(names));
    for found in &analysis.bottlenecks {
        let kind = match found.kind {
            Kind::Agent => "agent",
            Kind::Model => "model",
            Kind::Tool => "tool",
            Kind::Session => "session",
        };
        let numbers = [units::percent(found.share), units::duration(found.duration)];
        table.push(Row::new(numbers.into_iter().chain([kind.to_owned(), found.name.clone()])));
    }
    let note = format!("more than {BOTTLENECK_PERCENT}% of the time");
    (!table.is_empty()).then(|| Section::new("Bottlenecks", note, report.table(&table)))
}

fn outliers(report: &Report<'_>, analysis: &Analysis) -> Option<Section> {
    let numbers = ["Took", "Usual"].map(|title| Column::new(title).right());
    let names =
        [Column::new("Agent").shrinks(Shrink::End), Column::new("Time"), Column::new("Id").shrinks(Shrink::Start)];
    let mut table = Table::new(numbers.into_iter().chain(names));
    for outlier in &analysis.outliers.longest {
        table.push(Row::new([
            units::duration(outlier.duration()),
            units::duration(outlier.median),
            outlier.agent.clone(),
            or_hyphen(outlier.time().map(|time| report.time(time.instant()))),
            outlier.id().to_string(),
        ]));
    }
    let note = format!("{} far longer than usual for the agent", units::counted(analysis.outliers.count, "response"));
    (!table.is_empty()).then(|| Section::new("Outliers", note, report.table(&table)))
}

fn gaps(report: &Report<'_>, analysis: &Analysis) -> Option<Section> {
    let columns = [Column::new("Length").right(), Column::new("From"), Column::new("To")];
    let mut table = Table::new(columns.into_iter().chain([Column::new("Session").shrinks(Shrink::End)]));
    for gap in &analysis.gaps {
        let length = units::duration(gap.length());
        table.push(Row::new([length, report.time(gap.from), report.time(gap.to), gap.session.clone()]));
    }
    let note = "times in which a session waited for its next response";
    (!table.is_empty()).then(|| Section::new("Longest gaps", note, report.table(&table)))
}

/// Whether more of a figure is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum More {
    Bad,
    Neutral,
}

fn changes(report: &Report<'_>, trend: &Trend) -> Section {
    let columns = ["Now", "Before", "Change"].map(|title| Column::new(title).right());
    let mut table = Table::new(std::iter::once(Column::new("")).chain(columns));
    let counts = |of, name, more| change(of, name, more, units::count);
    let times = |of: Comparison<Duration>, name, more| change(of, name, more, units::duration);
    table.push(counts(trend.responses, "Responses", More::Neutral));
    table.push(counts(trend.errors, "Errors", More::Bad));
    table.push(change(trend.error_rate, "Error rate", More::Bad, units::percent));
    table.push(counts(trend.tokens, "Tokens", More::Neutral));
    table.push(times(trend.p50, "P50", More::Bad));
    table.push(times(trend.duration, "Time", More::Neutral));
    let before = format!("{} to {}", report.time(trend.previous.since()), report.time(trend.previous.until()));
    Section::new("Against the period before", before, report.table(&table))
}

fn change<T>(of: Comparison<T>, name: &str, more: More, shown: fn(T) -> String) -> Row {
    let tone = match (more, of.change) {
        (More::Bad, Some(change)) if change > 0.0 => Tone::Bad,
        (More::Bad, Some(change)) if change < 0.0 => Tone::Good,
        _ => Tone::Plain,
    };
    let values = [of.current.map(shown), of.previous.map(shown), of.change.map(signed)].map(or_hyphen);
    Row::new(std::iter::once(name.to_owned()).chain(values)).tone(tone)
}

/// A change with its sign: `+25%`, `-3.1%`, `0%`.
fn signed(change: f64) -> String {
    let sign = match change {
        change if change > 0.0 => "+",
        change if change < 0.0 => "-",
        _ => "",
    };
    format!("{sign}{}", units::percent(change.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_a_sign() {
        assert_eq!([0.25, -0.031, 0.0, -1.0, 0.0001].map(signed), ["+25%", "-3.1%", "0%", "-100%", "+<0.1%"]);
    }
}
