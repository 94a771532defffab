//! `responses trash`

use std::io::Write;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::args::OutputArgs;
use super::ask::{Answer, ask, can_ask};
use super::clear::{amount, left};
use super::context::Context;
use super::contract::{EmptiedOutput, ReceiptOutput, SkippedFile, TrashedFileOutput, path_text};
use super::error::{Code, CommandError, all_done};
use super::out::text_out;
use super::output::{Field, Look, Printer, print_json};
use super::undo::{parse_receipt, report};
use crate::record::RecordTime;
use crate::store::cleanup::{Part, ReceiptId};
use crate::store::retention::parse_age;
use crate::store::{Pattern, trash};

/// Look at what was cleared, take it back, or delete it for good.
#[derive(Debug, Args)]
pub(super) struct TrashArgs {
    #[command(subcommand)]
    command: TrashCommand,
}

#[derive(Debug, Subcommand)]
enum TrashCommand {
    List(ListArgs),
    Restore(RestoreArgs),
    Empty(EmptyArgs),
}

/// List the receipts, the newest first, or the files of one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses trash list
  responses trash list 20261121_093012_417    which files it holds")]
struct ListArgs {
    /// The receipt whose files to list
    receipt: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Take back what one receipt holds, or some sessions or files of it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses trash restore 20261121_093012_417
  responses trash restore 20261121_093012_417 --session release-1.4
  responses trash restore 20261121_093012_417 --file 'release-1.4/qa-*'")]
struct RestoreArgs {
    /// The receipt
    receipt: String,
    /// Only this session (repeatable; `*` stands for anything)
    #[arg(long, value_name = "ID")]
    session: Vec<String>,
    /// Only this file, by its path below the store (repeatable; `*` stands for anything)
    #[arg(long, value_name = "PATH")]
    file: Vec<String>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// Delete what was cleared, for good. Without a terminal this needs --yes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses trash empty
  responses trash empty --older-than 7d --yes")]
struct EmptyArgs {
    /// Only what was cleared longer ago: 7d, 12h; a bare number is days
    #[arg(long, value_name = "AGE", value_parser = parse_age, allow_hyphen_values = true)]
    older_than: Option<Duration>,
    /// Do not ask
    #[arg(short, long, visible_alias = "confirm")]
    yes: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

const FIELDS: [Field; 6] = [
    Field::shown("receipt", "Receipt", Look::Text),
    Field::shown("created", "Cleared", Look::Time),
    Field::shown("sessions", "Sessions", Look::Count),
    Field::shown("responses", "Responses", Look::Count),
    Field::shown("bytes", "Size", Look::Bytes),
    Field::shown("what", "What", Look::LongText),
];

const FILE_FIELDS: [Field; 4] = [
    Field::shown("path", "Path", Look::LongText),
    Field::shown("session_id", "Session", Look::LongText),
    Field::shown("bytes", "Size", Look::Bytes),
    Field::shown("modified", "Changed", Look::Time),
];

pub(super) fn run(ctx: &Context, args: &TrashArgs) -> Result<(), CommandError> {
    match &args.command {
        TrashCommand::List(args) => list(ctx, args),
        TrashCommand::Restore(args) => restore(ctx, args),
        TrashCommand::Empty(args) => empty(ctx, args),
    }
}

fn list(ctx: &Context, args: &ListArgs) -> Result<(), CommandError> {
    if let Some(receipt) = &args.receipt {
        return list_files(ctx, &parse_receipt(receipt)?, &args.output);
    }
    let listed = trash::list(ctx.tracker()?.layout())?;
    ctx.report_skipped(&listed.skipped);
    let total = u64::try_from(listed.found.len()).unwrap_or(u64::MAX);
    let items = listed.found.into_iter().map(|receipt| ReceiptOutput {
        receipt: receipt.receipt.to_string(),
        created: receipt.created.map(|created| ctx.times().show(RecordTime::utc(created))),
        sessions: receipt.totals.sessions,
        responses: receipt.totals.responses,
        bytes: receipt.totals.bytes,
        what: receipt.what,
    });
    Printer::new(ctx, &args.output, &FIELDS)?.print(total, items, || SkippedFile::of(&listed.skipped))
}

/// Lists what one receipt holds.
fn list_files(ctx: &Context, receipt: &ReceiptId, output: &OutputArgs) -> Result<(), CommandError> {
    let files = trash::held_by(ctx.tracker()?.layout(), receipt)?;
    let total = u64::try_from(files.len()).unwrap_or(u64::MAX);
    let items = files.into_iter().map(|file| TrashedFileOutput {
        path: path_text(&file.path),
        session_id: file.session,
        bytes: file.bytes,
        modified: file.modified.map(|modified| ctx.times().show(RecordTime::utc(modified))),
    });
    Printer::new(ctx, output, &FILE_FIELDS)?.print(total, items, Vec::new)
}

fn restore(ctx: &Context, args: &RestoreArgs) -> Result<(), CommandError> {
    let receipt = parse_receipt(&args.receipt)?;
    let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect();
    let part = Part { sessions: patterns(&args.session), files: patterns(&args.file) };
    let restored = trash::restore(ctx.tracker()?.layout(), &receipt, &part)?;
    report(ctx, &restored, args.json)
}

fn empty(ctx: &Context, args: &EmptyArgs) -> Result<(), CommandError> {
    if args.older_than.is_some_and(|age| age.is_zero()) {
        let error = CommandError::usage("an age must be more than zero");
        return Err(error.hint("without --older-than, everything in the trash goes"));
    }
    let tracker = ctx.tracker()?;
    if !args.yes {
        let question = match args.older_than {
            Some(age) => format!("Delete what was cleared more than {} ago for good?", humantime::format_duration(age)),
            None => "Delete everything in the trash for good?".to_owned(),
        };
        if !can_ask() {
            let message = "emptying the trash without a terminal needs --yes";
            return Err(CommandError::new(Code::Refused, message).hint("`responses trash list` shows what is in it"));
        }
        if ask(&question)? == Answer::No {
            return Err(CommandError::new(Code::Refused, "nothing was changed"));
        }
    }
    let emptied = trash::empty(tracker.layout(), args.older_than, ctx.now)?;
    if args.json {
        print_json(&EmptiedOutput::new(&emptied))?;
    } else {
        let mut out = text_out();
        let receipts = if emptied.receipts == 1 { "receipt" } else { "receipts" };
        writeln!(out, "Deleted {} {receipts} for good: {}.", emptied.receipts, amount(emptied.removed))?;
        out.flush()?;
    }
    let errors = left(&emptied.errors);
    for file in &errors {
        ctx.warn(&format!("{} stays: {}", file.path, file.reason));
    }
    all_done(&errors, "could not be deleted")
}
