//! Searching event logs: the texts in their events, and of streams the messages put together from their pieces.

mod document;
mod texts;

use std::cmp::Reverse;
use std::io::Write;
use std::path::Path;

use anstyle::{AnsiColor, Style};

pub(in crate::commands) use self::document::LogHit;

use self::document::{COUNT_FIELDS, FIELDS, LogCount};
use self::texts::{FoundText, Wanted};
use super::{OrderArg, SearchArgs};
use crate::commands::args::Format;
use crate::commands::context::Context;
use crate::commands::contract::SkippedFile;
use crate::commands::error::CommandError;
use crate::commands::log_sources::logs_at;
use crate::commands::out::{data_out, text_out};
use crate::commands::output::{Printer, local_time};
use crate::events::log::Problems;
use crate::events::stream::Group;
use crate::events::{Family, Read, Source};
use crate::record::RecordTime;
use crate::store::search::{Detail, Matcher, TextLine};
use crate::ui::excerpt::excerpt;
use crate::ui::sanitise::visible_line;
use crate::ui::width::display_width;

const HEADING: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const PLACE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const FOUND: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const DIM: Style = Style::new().dimmed();
/// Stands where lines of a text between two others are left out.
const GAP: &str = "--";

/// Searches the logs below a directory, in the order of their paths and lines.
pub(super) fn run(ctx: &Context, args: &SearchArgs, directory: &Path) -> Result<(), CommandError> {
    let matcher = Matcher::new(&args.query())?;
    let fields: &[_] = if args.count { &COUNT_FIELDS } else { &FIELDS };
    let printer = Printer::new(ctx, &args.output, fields)?;
    let Read { found, mut problems } = logs_at(ctx, directory)?;
    let selection = ctx.select(&args.selection)?;
    let wanted = Wanted { ctx, matcher: &matcher, selection: &selection, detail: args.detail() };
    let (mut texts, unread) = search(&wanted, found, args.most_lines());
    problems.append(unread);
    if args.sort == Some(OrderArg::Time) {
        texts.sort_by_key(|text| Reverse(text.time.map(RecordTime::instant)));
    }
    ctx.report_problems(&problems);
    if texts.is_empty() {
        ctx.found_nothing();
    }
    let limit = args.limit.unwrap_or(usize::MAX);
    let skipped = || SkippedFile::of_problems(&problems);
    if let Some(end) = args.paths.end() {
        return paths(&texts, end, limit);
    }
    if args.count {
        let counts: Vec<_> = LogCount::of(&texts).into_iter().take(limit).collect();
        return printer.print(counts.len() as u64, counts.into_iter(), skipped);
    }
    if let Detail::Lines { after, .. } = args.detail() {
        keep_first(&mut texts, limit as u64, after, |_| "");
    }
    if args.output.format() == Format::Table && args.output.fields.is_empty() {
        return page(ctx, args.detail(), &texts);
    }
    let hits: Vec<_> = texts.iter().flat_map(|text| LogHit::all(ctx.times(), args.detail(), text)).collect();
    printer.print(hits.len() as u64, hits.into_iter(), skipped)
}

/// What is found in the logs, of each at most so many matching lines.
fn search(wanted: &Wanted<'_>, found: Vec<Source>, most: Option<u64>) -> (Vec<FoundText>, Problems) {
    let (mut texts, mut problems) = (Vec::new(), Problems::default());
    for source in found.iter().filter(|source| matches!(source.family, Some(Family::Activity | Family::Causal))) {
        if let Some(read) = wanted.in_log(source) {
            texts.extend(read.found);
            problems.append(read.problems);
        }
    }
    let streams = found.into_iter().filter(|source| source.family == Some(Family::Stream)).map(|source| source.path);
    for group in Group::of(streams.collect(), wanted.ctx.session_pattern()) {
        let read = wanted.in_stream(&group);
        texts.extend(read.found);
        problems.append(read.problems);
    }
    if let Some(most) = most {
        let after = if let Detail::Lines { after, .. } = wanted.detail { after } else { 0 };
        keep_first(&mut texts, most, after, |text| &text.path);
    }
    (texts, problems)
}

/// Keeps of the texts that are alike under `of` the first `most` matching lines, with the `after` lines that are wanted behind each.
fn keep_first(texts: &mut Vec<FoundText>, most: u64, after: u64, of: impl Fn(&FoundText) -> &str) {
    let (mut last, mut left) = (None, most);
    texts.retain_mut(|text| {
        if last.as_deref() != Some(of(text)) {
            (last, left) = (Some(of(text).to_owned()), most);
        }
        text.keep_first(left, after);
        left -= text.count;
        text.count > 0
    });
}

/// Each log once.
fn paths(texts: &[FoundText], end: u8, limit: usize) -> Result<(), CommandError> {
    let mut out = data_out();
    for log in LogCount::of(texts).into_iter().take(limit) {
        out.write_all(log.path.as_bytes())?;
        out.write_all(&[end])?;
    }
    Ok(out.flush()?)
}

/// Under a heading for each log its lines, with their places.
fn page(ctx: &Context, detail: Detail, texts: &[FoundText]) -> Result<(), CommandError> {
    let mut out = text_out();
    let has_context = detail != Detail::Lines { before: 0, after: 0 };
    let mut last: Option<&str> = None;
    for text in texts {
        let is_first = last != Some(&text.path);
        if is_first {
            let gap = if last.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{HEADING}{}{HEADING:#}", visible_line(&text.path))?;
            last = Some(&text.path);
        }
        for (index, line) in text.lines.iter().enumerate() {
            let follows = index > 0 && text.lines[index - 1].number + 1 == line.number;
            if has_context && !follows && !(is_first && index == 0) {
                writeln!(out, "{DIM}{GAP}{DIM:#}")?;
            }
            print_line(ctx, &mut out, text, line)?;
        }
    }
    Ok(out.flush()?)
}

/// A colon stands behind the place of a line that matches, a hyphen behind that of another.
fn print_line(ctx: &Context, out: &mut impl Write, text: &FoundText, line: &TextLine) -> Result<(), CommandError> {
    let sign = if line.ranges.is_empty() { '-' } else { ':' };
    let time = || text.time.and_then(|time| local_time(&time.to_rfc3339(), ctx.zone()));
    let place = text.line.map(|line| line.to_string()).or_else(time).unwrap_or_default();
    let place = format!("{place}{sign}{}{sign}", visible_line(&text.place));
    let width = ctx.width().map(|width| width.saturating_sub(display_width(&place)));
    Ok(writeln!(out, "{PLACE}{place}{PLACE:#}{}", excerpt(&line.text, &line.ranges, FOUND, width))?)
}
