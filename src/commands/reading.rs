//! A response laid out for reading.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use jiff::tz::TimeZone;

use super::output::local_time;
use crate::record::{JsonRef, Kind, Record, Status};
use crate::store::Entry;
use crate::ui::markdown;
use crate::ui::sanitise::{visible_line, visible_text};
use crate::ui::units;

/// Lines longer than this are tiring to read, however wide the terminal is.
const WIDEST: usize = 100;

/// How a text is laid out.
pub(super) struct Reading {
    /// The terminal's width; without one, texts are left as they are written.
    pub(super) width: Option<usize>,
    /// The zone of the times.
    pub(super) zone: TimeZone,
}

const LABEL: Style = Style::new().dimmed();
const HEADING: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const FAILED: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));

/// One response.
pub(super) fn one(out: &mut impl Write, how: &Reading, entry: &Entry, record: &Record) -> io::Result<()> {
    for (label, value) in facts(how, entry) {
        let value = visible_line(&value).into_owned();
        let style = if label == "Error" { FAILED } else { Style::new() };
        writeln!(out, "{LABEL}{label:<9}{LABEL:#} {style}{value}{style:#}")?;
    }
    for (heading, text) in [("Request", record.request.get()), ("Response", record.response.get())] {
        section(out, how, heading, text)?;
    }
    Ok(())
}

/// Responses one after another, with a rule between.
pub(super) fn conversation<'a>(
    out: &mut impl Write,
    how: &Reading,
    records: impl Iterator<Item = (&'a Entry, Record)>,
) -> io::Result<()> {
    for (index, (entry, record)) in records.enumerate() {
        if index > 0 {
            let rule = "─".repeat(how.width.unwrap_or(60).min(WIDEST));
            writeln!(out, "\n{LABEL}{rule}{LABEL:#}\n")?;
        }
        one(out, how, entry, &record)?;
    }
    Ok(())
}

fn facts(how: &Reading, entry: &Entry) -> Vec<(&'static str, String)> {
    let facts = &entry.facts;
    let time =
        entry.timestamp.map(|time| local_time(&time.to_rfc3339(), &how.zone).unwrap_or_else(|| time.to_string()));
    let status = (facts.status == Status::Error && facts.error.is_none()).then(|| match facts.exit_code {
        Some(code) if code != 0 => format!("exit code {code}"),
        _ => "the run failed".to_owned(),
    });
    let optional = [
        ("Id", Some(entry.id().to_string())),
        ("Agent", Some(entry.agent().to_owned())),
        ("Session", Some(entry.session().to_owned())),
        ("Time", time),
        ("Model", facts.model.clone()),
        ("Tokens", facts.tokens.map(units::count)),
        ("Took", facts.duration.map(units::duration)),
        ("Tools", (!facts.tools.is_empty()).then(|| facts.tools.join(", "))),
        ("Error", facts.error.clone().or(status)),
        ("File", Some(format!("{} ({})", entry.path.display(), units::bytes(entry.bytes)))),
    ];
    optional.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

fn section(out: &mut impl Write, how: &Reading, heading: &str, value: JsonRef<'_>) -> io::Result<()> {
    writeln!(out, "\n{HEADING}{heading}{HEADING:#}\n")?;
    let text = value.reading_text();
    let laid_out = match (how.width, value.kind()) {
        (_, Kind::Null) => "(none)".into(),
        (Some(width), Kind::String) => markdown::render(&text, width.min(WIDEST)).into(),
        _ => visible_text(&text),
    };
    writeln!(out, "{}", laid_out.trim_end())
}
