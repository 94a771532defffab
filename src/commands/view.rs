//! `responses view`

use std::cell::RefCell;
use std::io::Write;
use std::path::Path;

use clap::Args;

use super::args::{Format, OutputArgs, SelectionArgs};
use super::context::Context;
use super::contract::{FullItem, SkippedFile, path_text};
use super::error::{Code, CommandError};
use super::out::data_out;
use super::output::{Field, Look, Printer, print_json};
use super::reading::{self, Reading};
use crate::record::{JsonRef, Record};
use crate::store::write::WriteOptions;
use crate::store::{Direction, Entry, Find, Found, Layout, Listing, ResponseTracker, Selection, SortKey};
use crate::ui::json::to_safe_json;
use crate::ui::pager::{Pager, PagerChoice};
use crate::ui::sanitise::visible_text;

/// As many records of a conversation are read at once, and kept until they are shown.
const BATCH: usize = 32;

/// Read one response, or with --session alone a whole conversation.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses view latest
  responses view latest --agent engineer
  responses view 20261120_141502_331       any unique beginning or end of an id
  responses view --session release-1.4     the whole conversation
  responses view latest --field response | pbcopy
  responses view latest --field metadata.model")]
pub(super) struct ViewArgs {
    /// An id or a unique beginning or end of one, a file, or `latest`
    #[arg(value_name = "ID|PATH|latest", required_unless_present = "session")]
    target: Option<String>,
    /// The file's bytes, as they are
    #[arg(long, requires = "target", conflicts_with_all = ["json", "format", "fields", "field"])]
    raw: bool,
    /// Only this field: one of the JSON output's, or metadata.KEY
    #[arg(long, value_name = "NAME", conflicts_with_all = ["json", "format", "fields"])]
    field: Option<String>,
    /// Do not start a pager
    #[arg(long)]
    no_pager: bool,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

const FIELDS: [Field; 14] = [
    Field::shown("id", "Id", Look::Text),
    Field::shown("session_id", "Session", Look::Text),
    Field::shown("agent", "Agent", Look::Text),
    Field::shown("timestamp", "Time", Look::Time),
    Field::shown("request", "Request", Look::LongText),
    Field::shown("response", "Response", Look::LongText),
    Field::hidden("model", Look::Text),
    Field::hidden("tokens", Look::Count),
    Field::hidden("duration", Look::Seconds),
    Field::hidden("exit_code", Look::Text),
    Field::hidden("error", Look::LongText),
    Field::hidden("bytes", Look::Bytes),
    Field::hidden("path", Look::Text),
    Field::hidden("metadata", Look::LongText),
];

pub(super) fn run(ctx: &Context, args: &ViewArgs) -> Result<(), CommandError> {
    let selection = ctx.select(&args.selection)?;
    match &args.target {
        None => conversation(ctx, args, &selection),
        Some(target) => {
            let (tracker, entry) = find(ctx, args, target, &selection)?;
            if args.raw {
                let mut out = std::io::stdout().lock();
                return Ok(out.write_all(&tracker.read_raw(&entry.path)?).and_then(|()| out.flush())?);
            }
            let record = tracker.read(&entry.path)?;
            show(ctx, args, &tracker, &entry, &record)
        }
    }
}

/// The one response that is meant.
fn find(
    ctx: &Context,
    args: &ViewArgs,
    target: &str,
    selection: &Selection,
) -> Result<(ResponseTracker, Entry), CommandError> {
    if target == "latest" {
        let tracker = ctx.tracker_for(&args.selection)?;
        let list = || Listing::new(selection, SortKey::Time, Direction::Natural, Some(1));
        let newest = ctx.scan(&tracker, list)?.found.into_entries().next();
        let none =
            || CommandError::new(Code::NotFound, format!("no response in {}", tracker.layout().base().display()));
        return newest.ok_or_else(none).map(|entry| (tracker.clone(), entry));
    }
    if let Some(found) = at_path(ctx, Path::new(target))? {
        return Ok(found);
    }
    let tracker = ctx.tracker_for(&args.selection)?;
    if let Some(relative) = tracker.layout().relative(Path::new(target))
        && Layout::leads_into_archive(relative)
    {
        let entry = tracker.entry(relative)?;
        return Ok((tracker, entry));
    }
    match ctx.scan(&tracker, || Find::new(target, selection))?.found.into_found() {
        Found::One(entry) => Ok((tracker, *entry)),
        Found::Nothing => {
            let message = format!("no response `{target}` in {}", tracker.layout().base().display());
            Err(CommandError::new(Code::NotFound, message).hint(
                if !args.selection.archived && tracker.layout().archives().exists() {
                    "`responses list --all --fields id` names those there are; --archived looks into archives too"
                } else {
                    "`responses list --all --fields id` names those there are"
                },
            ))
        }
        Found::Several { count, candidates } => {
            let ids: Vec<_> =
                candidates.iter().map(|entry| format!("{} ({})", entry.id(), entry.path.display())).collect();
            let more = if ids.len() < usize::try_from(count).unwrap_or(usize::MAX) { "\n  ..." } else { "" };
            Err(CommandError::new(Code::Ambiguous, format!("`{target}` names {count} responses"))
                .hint(format!("use more of the id, or the file's path:\n  {}{more}", ids.join("\n  "))))
        }
    }
}

/// The response in the file at a path, inside the store or anywhere else.
fn at_path(ctx: &Context, path: &Path) -> Result<Option<(ResponseTracker, Entry)>, CommandError> {
    let Some(full) = path.is_file().then(|| path.canonicalize().ok()).flatten() else { return Ok(None) };
    let tracker = ctx.writing_tracker(WriteOptions::default())?;
    let base = tracker.layout().base().canonicalize().ok();
    let inside = base.as_deref().and_then(|base| full.strip_prefix(base).ok());
    let (tracker, relative) = if let Some(relative) = inside {
        (tracker, relative.to_owned())
    } else {
        let directory = full.parent().unwrap_or(Path::new("/"));
        let name = full.file_name().map(Into::into).unwrap_or_default();
        (ResponseTracker::with_options(directory, tracker.options().clone())?, name)
    };
    let entry = tracker.entry(&relative)?;
    Ok(Some((tracker, entry)))
}

fn show(
    ctx: &Context,
    args: &ViewArgs,
    tracker: &ResponseTracker,
    entry: &Entry,
    record: &Record,
) -> Result<(), CommandError> {
    let item = FullItem::new(ctx.times(), tracker.layout(), entry, record);
    if let Some(name) = &args.field {
        let mut out = data_out();
        return print_field(ctx, &mut out, &item, name);
    }
    match args.output.format() {
        Format::Json if args.output.fields.is_empty() => print_json(&item),
        Format::Table if args.output.fields.is_empty() => {
            let mut pager = pager(ctx, args);
            reading::one(&mut pager, &reading(ctx), entry, record)?;
            Ok(pager.finish()?)
        }
        _ => Printer::new(ctx, &args.output, &FIELDS)?.print(1, std::iter::once(item), Vec::new),
    }
}

/// All responses of the selection, oldest first.
fn conversation(ctx: &Context, args: &ViewArgs, selection: &Selection) -> Result<(), CommandError> {
    let tracker = ctx.tracker_for(&args.selection)?;
    let scanned = ctx.scan(&tracker, || Listing::new(selection, SortKey::Time, Direction::Reversed, None))?;
    let entries: Vec<_> = scanned.found.into_entries().collect();
    if entries.is_empty() {
        let names = args.selection.session.join("`, `");
        let message = format!("no responses of session `{names}` in {}", tracker.layout().base().display());
        return Err(CommandError::new(Code::NotFound, message).hint("`responses sessions` lists those there are"));
    }
    let late = RefCell::new(SkippedFile::of(&scanned.skipped));
    let read = |batch: &[Entry]| {
        let paths: Vec<_> = batch.iter().map(|entry| entry.path.as_path()).collect();
        tracker.read_several(&paths, |_, bytes| tracker.reader().read(bytes))
    };
    let pairs = entries.chunks(BATCH).flat_map(|batch| batch.iter().zip(read(batch)));
    let records = pairs.filter_map(|(entry, read)| match read {
        Ok(record) => Some((entry, record)),
        Err(error) => {
            late.borrow_mut().push(SkippedFile { path: path_text(&entry.path), reason: error.to_string() });
            None
        }
    });
    let item = |(entry, record): (&Entry, Record)| FullItem::new(ctx.times(), tracker.layout(), entry, &record);
    if let Some(name) = &args.field {
        let mut out = data_out();
        return records.map(item).try_for_each(|item| print_field(ctx, &mut out, &item, name));
    }
    if args.output.format() == Format::Table && args.output.fields.is_empty() {
        let mut pager = pager(ctx, args);
        reading::conversation(&mut pager, &reading(ctx), records)?;
        return Ok(pager.finish()?);
    }
    let total = u64::try_from(entries.len()).unwrap_or(u64::MAX);
    Printer::new(ctx, &args.output, &FIELDS)?.print(total, records.map(item), || late.take())
}

fn pager(ctx: &Context, args: &ViewArgs) -> Pager {
    let wanted = ctx.on_terminal() && !args.no_pager;
    let choice =
        PagerChoice::resolve(std::env::var("RESPONSES_PAGER").ok().as_deref(), std::env::var("PAGER").ok().as_deref());
    Pager::open(&if wanted { choice } else { PagerChoice::never() })
}

fn reading(ctx: &Context) -> Reading {
    Reading { width: ctx.width(), zone: ctx.zone().clone() }
}

/// Prints one field: a string as it is, anything else as JSON, nothing for what is absent.
fn print_field(ctx: &Context, out: &mut impl Write, item: &FullItem, name: &str) -> Result<(), CommandError> {
    let (name, key) = match name.split_once('.') {
        Some(("metadata", key)) => ("metadata", Some(key)),
        _ => (name, None),
    };
    if !FIELDS.iter().any(|field| field.name == name) {
        let names: Vec<_> = FIELDS.iter().map(|field| field.name).collect();
        return Err(CommandError::usage(format!("no field `{name}`"))
            .hint(format!("fields are {}, and metadata.KEY", names.join(", "))));
    }
    let text = to_safe_json(item);
    let member = JsonRef::parse(&text).ok().and_then(|whole| whole.member(name));
    let value = match key {
        Some(key) => member.and_then(|metadata| metadata.member(key)),
        None => member,
    };
    let text = match value.filter(|value| !value.is_null()) {
        Some(value) => value.as_str().map_or_else(|| value.text().to_owned(), String::from),
        None => String::new(),
    };
    let text = if ctx.on_terminal() { visible_text(&text).into_owned() } else { text };
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}
