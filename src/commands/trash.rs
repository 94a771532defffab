//! `responses trash`

use std::io::Write;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::args::{OutputArgs, parse_age};
use super::ask::{Answer, ask, can_ask};
use super::clear::{amount, left};
use super::context::{Context, text_out};
use super::contract::{EmptiedOutput, ReceiptOutput, SCHEMA_VERSION, SkippedFile};
use super::error::{Code, CommandError};
use super::output::{Field, Look, Printer, print_json};
use super::undo::{parse_receipt, report};
use crate::record::RecordTime;
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

/// List the receipts, the newest first.
#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// Take back what one receipt holds, or some sessions of it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses trash restore 20261121_093012_417
  responses trash restore 20261121_093012_417 --session release-1.4")]
struct RestoreArgs {
    /// The receipt
    receipt: String,
    /// Only this session (repeatable; `*` stands for anything)
    #[arg(long, value_name = "ID")]
    session: Vec<String>,
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
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
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

pub(super) fn run(ctx: &Context, args: &TrashArgs) -> Result<(), CommandError> {
    match &args.command {
        TrashCommand::List(args) => list(ctx, args),
        TrashCommand::Restore(args) => restore(ctx, args),
        TrashCommand::Empty(args) => empty(ctx, args),
    }
}

fn list(ctx: &Context, args: &ListArgs) -> Result<(), CommandError> {
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

fn restore(ctx: &Context, args: &RestoreArgs) -> Result<(), CommandError> {
    let receipt = parse_receipt(&args.receipt)?;
    let sessions: Vec<_> = args.session.iter().map(|text| Pattern::new(text)).collect();
    let restored = trash::restore(ctx.tracker()?.layout(), &receipt, &sessions)?;
    report(ctx, &restored, args.json)
}

fn empty(ctx: &Context, args: &EmptyArgs) -> Result<(), CommandError> {
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
        let (responses, bytes) = (emptied.removed.responses, emptied.removed.bytes);
        print_json(&EmptiedOutput { schema_version: SCHEMA_VERSION, receipts: emptied.receipts, responses, bytes })?;
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
    match errors.len() {
        0 => Ok(()),
        count => Err(CommandError::new(Code::Failed, format!("{count} files in the trash could not be deleted"))),
    }
}
