//! `responses import`

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::context::Context;
use super::contract::{BadLineOutput, ImportOutput, SCHEMA_VERSION};
use super::error::{Code, CommandError};
use super::out::text_out;
use super::output::print_json;
use crate::export::Format;
use crate::record::{Record, Redaction};
use crate::store::import::{Import, Lines, Outcome};
use crate::store::write::WriteOptions;
use crate::store::{Error, ResponseTracker};
use crate::ui::units;

/// So many records are made durable together at most.
const BATCH: usize = 2000;
/// So many bytes of text, about.
const BATCH_BYTES: usize = 16 << 20;
/// As many bad lines as are named without `-v`.
const NAMED: usize = 10;

/// Take in what `export` wrote as NDJSON.
///
/// Every record keeps its time, names, metadata and unknown keys, whatever the schema says of it, and gets a file of its own. One that is
/// in the store already, or in an archive there, is passed over: importing twice is importing once. The trash is not looked into. Lines
/// that are no records are named, and keep no others out.
///
/// Secrets are replaced as `log` replaces them. CSV and Parquet can't be imported: they do not tell null from empty text, text from
/// numbers, or unknown keys at all.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses import all.ndjson --dry-run       how many are new
  responses import all.ndjson
  ssh host responses export | responses --dir copy import -")]
pub(super) struct ImportArgs {
    /// The file, or - for standard input
    #[arg(value_name = "FILE|-", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Only count what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Store texts as they are, with any secret in them
    #[arg(long)]
    no_redact: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// What was done so far.
#[derive(Debug, Default)]
struct Done {
    imported: u64,
    already_there: u64,
    archived: u64,
    bad: Vec<BadLineOutput>,
}

pub(super) fn run(ctx: &Context, args: &ImportArgs) -> Result<(), CommandError> {
    let input = open(&args.file)?;
    let settings = &ctx.config.settings;
    let write = WriteOptions { durability: settings.durability.value, compression: settings.compression.value };
    let redaction = if args.no_redact { Redaction::Off } else { settings.redact.value };
    let tracker = ctx.redacting_tracker(write, redaction)?;
    let mut done = Done::default();
    let result = import(ctx, args, &tracker, input, &mut done);
    report(ctx, args, done, result)
}

fn open(file: &Path) -> Result<Box<dyn BufRead>, CommandError> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    if let Some(format @ (Format::Csv | Format::Parquet | Format::Markdown | Format::Html)) = Format::of(file) {
        let what = match format {
            Format::Csv | Format::Parquet => "holds fields of records, and not all that makes them up",
            _ => "is made to be read by people",
        };
        return Err(CommandError::new(Code::Refused, format!("{} {what}", file.display()))
            .hint("`responses export --format ndjson` writes what can be imported"));
    }
    let failed = |source| Error::Storage { action: "read", path: file.to_owned(), source };
    let opened = File::open(file).map_err(failed)?;
    if opened.metadata().map_err(failed)?.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()).into());
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, opened)))
}

/// Imports batch by batch. What was made durable before a failure is counted in `done`.
fn import(
    ctx: &Context,
    args: &ImportArgs,
    tracker: &ResponseTracker,
    input: Box<dyn BufRead>,
    done: &mut Done,
) -> Result<(), CommandError> {
    let begun = ctx.watch(|| if args.dry_run { Import::dry_run(tracker) } else { Import::begin(tracker) });
    let (mut import, skipped) = begun?;
    ctx.report_skipped(&skipped);
    let mut lines = Lines::new(input, tracker.reader());
    loop {
        let (mut numbers, mut records, mut bytes) = (Vec::new(), Vec::new(), 0);
        while records.len() < BATCH && bytes < BATCH_BYTES {
            match lines.next_record().map_err(|error| unreadable(&args.file, error))? {
                None => break,
                Some(Err(bad)) => done.bad.push(BadLineOutput { line: bad.number, reason: bad.problem.to_string() }),
                Some(Ok(record)) => {
                    records.push(record);
                    numbers.push(lines.number());
                    bytes += lines.size();
                }
            }
        }
        if records.is_empty() {
            return Ok(());
        }
        let taken = done.take(&mut import, &numbers, records);
        ctx.report_skipped(&import.take_skipped());
        taken?;
    }
}

fn unreadable(file: &Path, error: io::Error) -> CommandError {
    if file == Path::new("-") {
        return CommandError::new(Code::Failed, format!("cannot read standard input: {error}"));
    }
    Error::Storage { action: "read", path: file.to_owned(), source: error }.into()
}

impl Done {
    /// Takes a batch in. A store that refuses one record would refuse the next, so that ends it.
    fn take(&mut self, import: &mut Import<'_>, numbers: &[u64], records: Vec<Record>) -> Result<(), CommandError> {
        let mut refused = None;
        for (line, outcome) in numbers.iter().zip(import.take(records)) {
            match outcome {
                Ok(Outcome::Stored(_)) => self.imported += 1,
                Ok(Outcome::AlreadyThere(_)) => self.already_there += 1,
                Ok(Outcome::Archived(_)) => {
                    self.already_there += 1;
                    self.archived += 1;
                }
                Err(error @ Error::Storage { .. }) => refused = refused.or(Some((*line, error))),
                Err(error) => self.bad.push(BadLineOutput { line: *line, reason: error.to_string() }),
            }
        }
        match refused {
            None => Ok(()),
            Some((line, error)) => Err(match CommandError::from(error) {
                CommandError::Told { code, message, hint } => {
                    CommandError::Told { code, message: format!("line {line}: {message}"), hint }
                }
                CommandError::ReaderGone => CommandError::ReaderGone,
            }),
        }
    }
}

fn report(
    ctx: &Context,
    args: &ImportArgs,
    mut done: Done,
    result: Result<(), CommandError>,
) -> Result<(), CommandError> {
    done.bad.sort_by_key(|bad| bad.line);
    let most = if ctx.is_verbose() { usize::MAX } else { NAMED };
    for bad in done.bad.iter().take(most) {
        ctx.warn(&format!("line {}: {}", bad.line, bad.reason));
    }
    if done.bad.len() > most {
        ctx.warn(&format!("and {} more bad lines; -v names them all", done.bad.len() - most));
    }
    let imported = all_imported(&done.bad);
    if args.json {
        print_json(&ImportOutput {
            schema_version: SCHEMA_VERSION,
            dry_run: args.dry_run,
            imported: done.imported,
            already_there: done.already_there,
            archived: done.archived,
            errors: done.bad,
        })?;
    } else {
        let mut out = text_out();
        let would = if args.dry_run { "Would import" } else { "Imported" };
        let (new, old) = (units::count(done.imported), units::count(done.already_there));
        let archived = match done.archived {
            0 => String::new(),
            some => format!(", {} of them archived", units::count(some)),
        };
        let some = if new == "1" { "response" } else { "responses" };
        writeln!(out, "{would} {new} {some}, {old} already there{archived}.")?;
        out.flush()?;
    }
    result?;
    imported
}

/// Fails if a line was not taken, and names the first, since warnings may be silenced.
fn all_imported(bad: &[BadLineOutput]) -> Result<(), CommandError> {
    let message = match bad {
        [] => return Ok(()),
        [BadLineOutput { line, reason }] => format!("line {line} was not imported: {reason}"),
        [BadLineOutput { line, reason }, ..] => {
            format!("{} lines were not imported, the first line {line}: {reason}", bad.len())
        }
    };
    Err(CommandError::new(Code::Refused, message))
}
