//! The analysis as a person reads it.

mod figures;
mod findings;
mod times;

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use jiff::Timestamp;

use super::super::context::Context;
use crate::store::analysis::{Analysis, Unknown};
use crate::ui::table::{Header, Table};
use crate::ui::units;

const HEADING: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const NOTE: Style = Style::new().dimmed();

/// As wide are bars where there is no terminal to fill.
const PIPE_WIDTH: usize = 100;

/// How an analysis is laid out.
pub(super) struct Report<'a> {
    ctx: &'a Context,
    header: Header,
}

impl<'a> Report<'a> {
    /// A report for the terminal of the context, or for a pipe.
    pub(super) fn new(ctx: &'a Context, header: Header) -> Self {
        Self { ctx, header }
    }

    /// Writes what is known; what there is nothing to say of is left out.
    pub(super) fn write(&self, out: &mut impl Write, analysis: &Analysis) -> io::Result<()> {
        let sections =
            [figures::sections(self, analysis), times::sections(self, analysis), findings::sections(self, analysis)];
        out.write_all(laid_out(self.headline(analysis), sections.into_iter().flatten()).as_bytes())
    }

    /// What one wants to know first.
    fn headline(&self, analysis: &Analysis) -> String {
        let total = &analysis.total;
        let errors = total.error_rate.filter(|rate| *rate > 0.0).map(|rate| format!(" ({})", units::percent(rate)));
        let errors = format!("{}{}", units::counted(total.errors, "error"), errors.unwrap_or_default());
        let work = total.duration.map(|time| format!("{} of work", units::duration(time)));
        let speed = total.tokens_per_second.map(|speed| format!("{speed:.1} tokens a second"));
        let counts = [
            Some(units::counted(total.responses, "response")),
            Some(errors),
            total.tokens.map(|n| units::counted(n, "token")),
            work,
        ];
        let ends = analysis.first.zip(analysis.last);
        let ends = ends.map(|(from, to)| format!("{} to {}", self.time(from.instant()), self.time(to.instant())));
        let percentiles = [("P50", total.p50), ("P90", total.p90), ("P99", total.p99), ("longest", total.max)];
        let took = percentiles.map(|(name, took)| took.map(|took| format!("{name} {}", units::duration(took))));
        let pace = &analysis.pace;
        let active = pace
            .active_time
            .map(|time| format!("active for {} in {}", units::duration(time), units::counted(pace.periods, "period")));
        let velocity = pace.responses_per_hour.map(|pace| format!("{pace:.1} responses an hour"));
        let lines = [line(counts), line([ends]), line([active, velocity, speed]), line(took)];
        lines.concat() + &unknown(analysis.unknown)
    }

    /// The width to lay out bars in.
    pub(super) fn width(&self) -> usize {
        self.ctx.width().unwrap_or(PIPE_WIDTH)
    }

    /// A table as the report's reader sees it.
    pub(super) fn table(&self, table: &Table) -> String {
        table.render(self.ctx.width(), self.header)
    }

    /// An instant by the clocks of the zone.
    pub(super) fn time(&self, instant: Timestamp) -> String {
        instant.to_zoned(self.ctx.zone().clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// A headline with sections under it.
pub(super) fn laid_out(headline: String, sections: impl IntoIterator<Item = Section>) -> String {
    let mut text = headline;
    for Section { title, note, body } in sections {
        let note = if note.is_empty() { note } else { format!("  {NOTE}{note}{NOTE:#}") };
        _ = write!(text, "\n{HEADING}{title}{HEADING:#}{note}\n{body}");
    }
    text
}

/// A part of the report.
pub(super) struct Section {
    title: String,
    /// What the title needs to be understood; may be empty.
    note: String,
    /// Whole lines.
    body: String,
}

impl Section {
    pub(super) fn new(title: impl Into<String>, note: impl Into<String>, body: impl Into<String>) -> Self {
        Self { title: title.into(), note: note.into(), body: body.into() }
    }
}

/// What is known, on a line; nothing if nothing is.
pub(super) fn line(parts: impl IntoIterator<Item = Option<String>>) -> String {
    let known: Vec<_> = parts.into_iter().flatten().collect();
    if known.is_empty() { String::new() } else { format!("{}\n", known.join(" · ")) }
}

/// How much could not be taken into account.
fn unknown(unknown: Unknown) -> String {
    let parts = [(unknown.duration, "duration"), (unknown.timestamp, "readable time"), (unknown.tokens, "token count")];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} without a {what}", units::count(*count)))
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!("{NOTE}left out where it matters: {}{NOTE:#}\n", parts.join(", "))
    }
}

/// What is not known is a hyphen.
pub(super) fn or_hyphen(known: Option<String>) -> String {
    known.unwrap_or_else(|| "-".to_owned())
}
