//! Searching event logs: the texts in their events, and of streams the messages put together from their pieces.

use std::io::Write;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use schemars::JsonSchema;
use serde::Serialize;

use super::SearchArgs;
use crate::commands::args::Format;
use crate::commands::context::{Context, data_out, text_out};
use crate::commands::contract::{SkippedFile, path_text};
use crate::commands::error::{Code, CommandError};
use crate::commands::output::{Field, Look, Printer, local_time};
use crate::events::log::{self, Fold, Line, Problem, Problems};
use crate::events::stream::{Group, read_messages};
use crate::events::{Family, sources};
use crate::record::{JsonRef, Kind};
use crate::store::search::Matcher;
use crate::ui::excerpt::excerpt;
use crate::ui::sanitise::visible_line;

/// A line of a text in a log that matches.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::commands) struct LogHit {
    /// The log, or the directory of a streamed session.
    pub(in crate::commands) path: String,
    /// The line of the log; null for a message, which may have been put together from many.
    pub(in crate::commands) line: Option<u64>,
    /// `activity`, `causal` or `stream`.
    pub(in crate::commands) family: &'static str,
    /// When it was said, where that is known.
    pub(in crate::commands) timestamp: Option<String>,
    /// Who said it, where that is known.
    pub(in crate::commands) role: Option<String>,
    /// Where in the event it stands, as `data.text`; or what sort of message it is.
    #[serde(rename = "in")]
    pub(in crate::commands) place: String,
    /// The line of the text.
    pub(in crate::commands) text: String,
}

const FIELDS: [Field; 7] = [
    Field::shown("path", "Path", Look::Id),
    Field::shown("line", "Line", Look::Count),
    Field::hidden("family", Look::Text),
    Field::shown("timestamp", "Time", Look::Time),
    Field::shown("role", "Role", Look::Text),
    Field::shown("in", "In", Look::Text),
    Field::shown("text", "Text", Look::LongText),
];

const HEADING: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const PLACE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const FOUND: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));

/// Searches the logs below a directory, in the order of their paths and lines.
pub(super) fn run(ctx: &Context, args: &SearchArgs, directory: &Path) -> Result<(), CommandError> {
    let matcher = Matcher::new(&args.query())?;
    let printer = Printer::new(ctx, &args.output, &FIELDS)?;
    let found = sources(directory)?;
    if !found.iter().any(|source| is_log(source.family)) {
        return Err(CommandError::new(Code::NotFound, format!("no event log in {}", directory.display())));
    }
    let mut problems = Problems::default();
    let mut hits = Vec::new();
    for source in found.iter().filter(|source| matches!(source.family, Some(Family::Activity | Family::Causal))) {
        let family = source.family.map_or("", Family::name);
        let new = || Texts { matcher: &matcher, path: path_text(&source.path), family, hits: Vec::new() };
        let folded = ctx.watch(|| log::fold(std::slice::from_ref(&source.path), &ctx.read_options(), new));
        hits.extend(folded.found.hits);
        add(&mut problems, folded.problems);
    }
    let streams = found.into_iter().filter(|source| source.family == Some(Family::Stream)).map(|source| source.path);
    for group in Group::of(streams.collect()) {
        let read = ctx.watch(|| read_messages(&group.files, &ctx.read_options(), ctx.naive_zone(), |_| true));
        for message in read.found {
            let time = message.time.map(|time| ctx.times().show(time));
            let lines = message.text.lines().filter(|line| matcher.is_match(line));
            hits.extend(lines.map(|text| LogHit {
                path: path_text(&group.directory),
                line: None,
                family: Family::Stream.name(),
                timestamp: time.clone(),
                role: message.role.clone(),
                place: message.kind.name().to_owned(),
                text: text.to_owned(),
            }));
        }
        add(&mut problems, read.problems);
    }
    hits.truncate(args.limit.unwrap_or(usize::MAX));
    ctx.report_problems(&problems);
    if hits.is_empty() {
        ctx.found_nothing();
    }
    print(ctx, args, &printer, &matcher, hits, &problems)
}

fn is_log(family: Option<Family>) -> bool {
    matches!(family, Some(Family::Activity | Family::Causal | Family::Stream))
}

fn add(problems: &mut Problems, more: Problems) {
    problems.total += more.total;
    problems.named.extend(more.named);
}

fn print(
    ctx: &Context,
    args: &SearchArgs,
    printer: &Printer<'_>,
    matcher: &Matcher,
    hits: Vec<LogHit>,
    problems: &Problems,
) -> Result<(), CommandError> {
    if let Some(end) = args.paths.end() {
        let mut out = data_out();
        let mut paths: Vec<_> = hits.into_iter().map(|hit| hit.path).collect();
        paths.dedup();
        for path in paths {
            out.write_all(path.as_bytes())?;
            out.write_all(&[end])?;
        }
        return Ok(out.flush()?);
    }
    if args.output.format() == Format::Table && args.output.fields.is_empty() {
        return page(ctx, matcher, &hits);
    }
    let total = u64::try_from(hits.len()).unwrap_or(u64::MAX);
    printer.print(total, hits.into_iter(), || SkippedFile::of_problems(problems))
}

/// Under a heading for each log its lines, with their places.
fn page(ctx: &Context, matcher: &Matcher, hits: &[LogHit]) -> Result<(), CommandError> {
    let mut out = text_out();
    let mut last: Option<&str> = None;
    for hit in hits {
        if last != Some(&hit.path) {
            let gap = if last.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{HEADING}{}{HEADING:#}", visible_line(&hit.path))?;
            last = Some(&hit.path);
        }
        let time = hit.timestamp.as_deref().and_then(|time| local_time(time, ctx.zone()));
        let place = hit.line.map(|line| line.to_string()).or(time).unwrap_or_default();
        let place = format!("{place}:{}:", visible_line(&hit.place));
        let width = ctx.width().map(|width| width.saturating_sub(crate::ui::width::display_width(&place)));
        writeln!(out, "{PLACE}{place}{PLACE:#}{}", excerpt(&hit.text, &matcher.ranges(&hit.text), FOUND, width))?;
    }
    Ok(out.flush()?)
}

/// The texts of a log that match.
struct Texts<'a> {
    matcher: &'a Matcher,
    path: String,
    family: &'static str,
    hits: Vec<LogHit>,
}

impl Fold for Texts<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let value = JsonRef::parse(line.text)?;
        if value.kind() != Kind::Object {
            return Err(Problem::NotAnObject(value.kind()));
        }
        let time = value.member("timestamp").and_then(JsonRef::as_str).map(String::from);
        self.value(line.number, time.as_ref(), "", value);
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.hits.extend(later.hits);
    }
}

impl Texts<'_> {
    /// The strings of a value at any depth, each with its place.
    fn value(&mut self, line: u64, time: Option<&String>, place: &str, value: JsonRef<'_>) {
        let within = |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
        match value.kind() {
            Kind::Object => {
                value.members().into_iter().for_each(|(key, value)| self.value(line, time, &within(&key), value));
            }
            Kind::Array => value.elements().into_iter().for_each(|value| self.value(line, time, place, value)),
            Kind::String => {
                let text = value.as_str().unwrap_or_default();
                for text in text.lines().filter(|text| self.matcher.is_match(text)) {
                    self.hits.push(LogHit {
                        path: self.path.clone(),
                        line: Some(line),
                        family: self.family,
                        timestamp: time.cloned(),
                        role: None,
                        place: place.to_owned(),
                        text: text.to_owned(),
                    });
                }
            }
            Kind::Null | Kind::Bool | Kind::Number => {}
        }
    }
}
