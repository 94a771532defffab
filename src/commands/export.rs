//! `responses export`

mod target;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use self::target::Target;
use super::args::SelectionArgs;
use super::context::Context;
use super::contract::{ExportOutput, SCHEMA_VERSION, SkippedFile, path_text};
use super::error::{Code, CommandError};
use super::output::print_json;
use crate::export::{Contents, Format, Response, writer};
use crate::record::{Problem, Record};
use crate::store::archive::ArchiveName;
use crate::store::{Direction, Entries, Entry, Error, Layout, Listing, ResponseTracker, Skipped, SortKey};
use crate::ui::units;

/// Write responses to one file, for other programs or to be read.
///
/// Sessions come one after the other, the earliest first. NDJSON holds every record whole: `responses import` gives back equal ones. The
/// other formats are for reading and for analysis. HTML is one file that needs no network: a conversation for each session, with a
/// search box.
///
/// A file is written whole or not at all, readable by its owner only, in place of what may stand there.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses export --output all.ndjson                      everything, to be imported again
  responses export --session release-1.4 -o release.html    a conversation to read, search or print
  responses export --since 30d --format csv > month.csv
  responses export --format ndjson --agent qa | jq -r .response
  responses export --redact -o share.html                   without secrets of known forms
  responses export --archived -o all.ndjson                 what is in archives too")]
pub(super) struct ExportArgs {
    /// Where to write [default: standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// How to write [default: what the file's ending says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<FormatArg>,
    /// Put [REDACTED:kind] in the place of secrets of known forms
    #[arg(long)]
    redact: bool,
    /// Print what was written as JSON
    #[arg(long, requires = "output")]
    json: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

/// So many responses of one archive are read together, so that it is decoded once for all of them.
const BATCH_RECORDS: usize = 2000;
/// So many bytes of their files.
const BATCH_BYTES: u64 = 16 << 20;

/// How responses are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    /// A JSON object a line, nothing left out (.ndjson, .jsonl)
    Ndjson,
    /// Comma-separated values, RFC 4180 (.csv)
    Csv,
    /// Apache Parquet, in builds with the feature `parquet` (.parquet)
    Parquet,
    /// Conversations in Markdown (.md)
    Markdown,
    /// Conversations in one HTML file (.html)
    Html,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Self {
        match arg {
            FormatArg::Ndjson => Self::Ndjson,
            FormatArg::Csv => Self::Csv,
            FormatArg::Parquet => Self::Parquet,
            FormatArg::Markdown => Self::Markdown,
            FormatArg::Html => Self::Html,
        }
    }
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Ndjson => "ndjson",
        Format::Csv => "csv",
        Format::Parquet => "parquet",
        Format::Markdown => "markdown",
        Format::Html => "html",
    }
}

pub(super) fn run(ctx: &Context, args: &ExportArgs) -> Result<(), CommandError> {
    let format = format(ctx, args)?;
    let tracker = ctx.tracker_for(&args.selection)?;
    let selection = ctx.select(&args.selection)?;
    let list = || Listing::new(&selection, SortKey::Time, Direction::Reversed, None);
    let scanned = ctx.scan(&tracker, list)?;
    let entries = scanned.found.into_sessions();
    let count = entries.len();
    let Some(output) = &args.output else {
        let late = write(ctx, args, &tracker, format, entries, io::stdout()).map_err(failed("standard output"))?;
        ctx.report_skipped(&late);
        return Ok(());
    };
    let mut target = Target::open(output)?;
    let late = write(ctx, args, &tracker, format, entries, target.writer()).map_err(failed(&path_text(output)))?;
    let bytes = target.finish()?;
    ctx.report_skipped(&late);
    let responses = u64::try_from(count - late.len()).unwrap_or(u64::MAX);
    if args.json {
        let skipped = SkippedFile::of(&[scanned.skipped, late].concat());
        let (output, format) = (path_text(output), name(format).to_owned());
        return print_json(&ExportOutput { schema_version: SCHEMA_VERSION, output, format, responses, bytes, skipped });
    }
    let some = if responses == 1 { "response" } else { "responses" };
    let (count, size) = (units::count(responses), units::bytes(bytes));
    ctx.say(&format!("{count} {some} written to {} ({size})", path_text(output)));
    Ok(())
}

/// The format that is meant, if it can go where it is to go.
fn format(ctx: &Context, args: &ExportArgs) -> Result<Format, CommandError> {
    let named = args.format.map(Format::from);
    let guessed = || args.output.as_deref().and_then(Format::of);
    let format = match &args.output {
        Some(output) => named.or_else(guessed).ok_or_else(|| {
            CommandError::usage(format!("the ending of {} tells no format", path_text(output)))
                .hint("--format ndjson, csv, parquet, markdown or html")
        }),
        None if ctx.on_terminal() => Err(CommandError::usage("an export is not written to a terminal")
            .hint("give --output FILE, or a pipe; `responses view --session ID` shows a conversation")),
        None => Ok(named.unwrap_or(Format::Ndjson)),
    }?;
    if format == Format::Parquet && !cfg!(feature = "parquet") {
        return Err(CommandError::usage("this build does not write Parquet").hint("build it with --features parquet"));
    }
    Ok(format)
}

/// What is said of a failed write.
fn failed(place: &str) -> impl FnOnce(io::Error) -> CommandError {
    let place = place.to_owned();
    move |error| match error.kind() {
        io::ErrorKind::BrokenPipe => CommandError::ReaderGone,
        _ => CommandError::new(Code::Storage, format!("cannot write to {place}: {error}")),
    }
}

/// Writes the responses one after the other, and gives those that can't be read any more.
fn write(
    ctx: &Context,
    args: &ExportArgs,
    tracker: &ResponseTracker,
    format: Format,
    entries: Entries,
    out: impl Write + Send,
) -> io::Result<Vec<Skipped>> {
    let contents = Contents::of(entries.iter());
    let contents = if args.redact { contents.redacted() } else { contents };
    let mut writer = writer(format, io::BufWriter::with_capacity(1 << 16, out), &contents, ctx.zone())?;
    let mut late = Vec::new();
    for batch in entries.batches(BATCH_RECORDS, BATCH_BYTES, is_archived_with) {
        let paths: Vec<_> = batch.iter().map(|entry| entry.path.as_path()).collect();
        let records = tracker.read_several(&paths, |_, bytes| tracker.reader().read(bytes));
        for (entry, record) in batch.iter().zip(records) {
            match record.map_err(problem).and_then(|record| response(args, entry, record)) {
                Ok(response) => writer.write(&response)?,
                Err(problem) => late.push(Skipped { path: entry.path.clone(), problem }),
            }
        }
    }
    writer.finish()?;
    Ok(late)
}

/// True for what is in one archive. Every other file is read by itself.
fn is_archived_with(first: &Entry, other: &Entry) -> bool {
    let archive = archive_of(first);
    archive.is_some() && archive_of(other) == archive
}

/// The archive that an entry is in.
fn archive_of(entry: &Entry) -> Option<ArchiveName> {
    Layout::archive_of(&entry.path)
}

fn response(args: &ExportArgs, entry: &Entry, record: Record) -> Result<Response, Problem> {
    let response = Response::new(entry, record);
    if args.redact { response.redacted() } else { Ok(response) }
}

fn problem(error: Error) -> Problem {
    match error {
        Error::Data { problem, .. } => problem,
        other => Problem::Io(other.to_string()),
    }
}
