//! `responses list`

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Write;

use clap::{Args, ValueEnum};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::args::{OutputArgs, SelectionArgs};
use super::context::Context;
use super::contract::{Item, SkippedFile, path_text};
use super::error::CommandError;
use super::out::data_out;
use super::output::{Field, Look, Piece, Printer};
use crate::record::JsonRef;
use crate::store::{Direction, Entries, Entry, Error, Listing, ResponseTracker, SortKey};
use crate::ui::table::Tone;

/// As many records at most are made ready to be printed at once,
const BATCH: usize = 1024;
/// and as many bytes of their files, if it is more than one.
const BATCH_BYTES: u64 = 8 << 20;

/// List responses, newest first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses list --agent engineer --since 2d
  responses list --status error --all --format csv > errors.csv
  responses list --sort duration --limit 5
  responses list --session 'release-*' --paths -0 | xargs -0 wc -c")]
pub(super) struct ListArgs {
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 20, conflicts_with = "all")]
    limit: usize,
    /// All of them
    #[arg(long)]
    all: bool,
    /// What to sort by
    #[arg(long, value_name = "KEY", default_value = "time")]
    sort: SortArg,
    /// The other way round
    #[arg(long)]
    reverse: bool,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    paths: PathArgs,
}

/// Printing nothing but the files' paths.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct PathArgs {
    /// Print only the files' paths
    #[arg(long, conflicts_with_all = ["format", "json", "fields"])]
    paths: bool,
    /// Print only the files' paths, each ended by a NUL, for xargs -0
    #[arg(short = '0', long = "null", conflicts_with_all = ["format", "json", "fields"])]
    null: bool,
}

impl PathArgs {
    /// What ends each path, if paths are wanted.
    pub(super) fn end(&self) -> Option<u8> {
        if self.null { Some(0) } else { self.paths.then_some(b'\n') }
    }
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SortArg {
    /// Newest first
    Time,
    /// By agent
    Agent,
    /// By session
    Session,
    /// Most first
    Tokens,
    /// Longest first
    Duration,
    /// Largest first
    Size,
}

impl From<SortArg> for SortKey {
    fn from(arg: SortArg) -> Self {
        match arg {
            SortArg::Time => Self::Time,
            SortArg::Agent => Self::Agent,
            SortArg::Session => Self::Session,
            SortArg::Tokens => Self::Tokens,
            SortArg::Duration => Self::Duration,
            SortArg::Size => Self::Size,
        }
    }
}

/// The fields of an [`Item`].
pub(super) const FIELDS: [Field; 12] = [
    Field::shown("timestamp", "Time", Look::Time),
    Field::shown("agent", "Agent", Look::LongText),
    Field::hidden("session_id", Look::LongText),
    Field::shown("model", "Model", Look::LongText).where_wide(),
    Field::shown("tokens", "Tokens", Look::Count).where_wide(),
    Field::shown("duration", "Took", Look::Seconds),
    Field::hidden("exit_code", Look::Text),
    Field::hidden("error", Look::LongText),
    Field::hidden("bytes", Look::Bytes),
    Field::hidden("path", Look::Text),
    Field::shown("request", "Request", Look::LongText),
    Field::shown("id", "Id", Look::Id),
];

/// Responses that failed stand out.
fn tone(item: JsonRef<'_>) -> Tone {
    let failed = |(key, value): (Cow<'_, str>, JsonRef<'_>)| match key.as_ref() {
        "error" => !value.is_null(),
        "exit_code" => value.as_i128().is_some_and(|code| code != 0),
        _ => false,
    };
    if item.members().into_iter().any(failed) { Tone::Bad } else { Tone::Plain }
}

pub(super) fn run(ctx: &Context, args: &ListArgs) -> Result<(), CommandError> {
    let tracker = ctx.tracker_for(&args.selection)?;
    let selection = ctx.select(&args.selection)?;
    let direction = if args.reverse { Direction::Reversed } else { Direction::Natural };
    let limit = (!args.all).then_some(args.limit);
    let printer = Printer::new(ctx, &args.output, &FIELDS)?.toned(tone);
    let scanned = ctx.scan(&tracker, || Listing::new(&selection, args.sort.into(), direction, limit))?;
    let total = scanned.found.total();
    let entries = scanned.found.into_entries();
    if let Some(end) = args.paths.end() {
        return print_paths(&tracker, entries, end);
    }
    let late = RefCell::new(SkippedFile::of(&scanned.skipped));
    let pieces = entries.batches(BATCH, BATCH_BYTES, |_, _| true).flat_map(|batch| {
        let made = pieces(ctx, &tracker, &printer, &batch);
        let told = |(entry, made): (Entry, Result<Piece, Error>)| match made {
            Ok(piece) => Some(piece),
            Err(error) => {
                late.borrow_mut().push(SkippedFile { path: path_text(&entry.path), reason: error.to_string() });
                None
            }
        };
        batch.into_iter().zip(made).filter_map(told).collect::<Vec<_>>()
    });
    printer.print_pieces(total, pieces, || late.take())
}

fn print_paths(tracker: &ResponseTracker, entries: Entries, end: u8) -> Result<(), CommandError> {
    let mut out = data_out();
    for entry in entries {
        out.write_all(tracker.layout().record(&entry.path).as_os_str().as_encoded_bytes())?;
        out.write_all(&[end])?;
    }
    Ok(out.flush()?)
}

/// What is printed of some entries, made on several threads. The scan keeps no texts, so requests that are printed are read again; a record that
/// went away or broke meanwhile has none.
fn pieces(
    ctx: &Context,
    tracker: &ResponseTracker,
    printer: &Printer<'_>,
    batch: &[Entry],
) -> Vec<Result<Piece, Error>> {
    let piece =
        |entry: &Entry, request: JsonRef<'_>| printer.piece(&Item::new(ctx.times(), tracker.layout(), entry, request));
    if !printer.prints("request") {
        return batch.par_iter().map(|entry| Ok(piece(entry, JsonRef::NULL))).collect();
    }
    let paths: Vec<_> = batch.iter().map(|entry| entry.path.as_path()).collect();
    let reader = tracker.reader();
    tracker.read_several(&paths, |index, bytes| {
        let plain = reader.open(bytes)?;
        let request = reader.parts(&plain)?.request();
        Ok(piece(&batch[index], request.unwrap_or(JsonRef::NULL)))
    })
}
