//! `responses sessions`

use std::path::PathBuf;

use clap::Args;

use super::args::{OutputArgs, SelectionArgs};
use super::context::Context;
use super::contract::{SessionOutput, SkippedFile};
use super::error::CommandError;
use super::log_sessions;
use super::output::{Field, Look, Printer};
use crate::store::Sessions;

/// List sessions, the one with the latest response first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses sessions
  responses sessions --agent qa --since 7d
  responses sessions --events logs/sessions
  responses sessions --format tsv --fields session_id,total_responses --no-header")]
pub(super) struct SessionsArgs {
    /// The sessions of the event logs below this directory instead
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::AnyPath)]
    events: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

const FIELDS: [Field; 10] = [
    Field::shown("session_id", "Session", Look::LongText),
    Field::shown("total_responses", "Responses", Look::Count),
    Field::shown("errors", "Errors", Look::Count).where_wide(),
    Field::shown("agents", "Agents", Look::Names),
    Field::shown("first_response", "First", Look::Time).where_wide(),
    Field::shown("last_response", "Last", Look::Time),
    Field::shown("duration", "Span", Look::Seconds).where_wide(),
    Field::shown("tokens", "Tokens", Look::Count).where_wide(),
    Field::shown("bytes", "Size", Look::Bytes),
    Field::shown("pinned", "Pinned", Look::Mark),
];

pub(super) fn run(ctx: &Context, args: &SessionsArgs) -> Result<(), CommandError> {
    if let Some(directory) = &args.events {
        return log_sessions::list(ctx, directory, &args.selection, &args.output);
    }
    let tracker = ctx.tracker_for(&args.selection)?;
    let selection = ctx.select(&args.selection)?;
    let printer = Printer::new(ctx, &args.output, &FIELDS)?;
    let scanned = ctx.scan(&tracker, || Sessions::new(&selection))?;
    let sessions = scanned.found.into_newest_first();
    let total = u64::try_from(sessions.len()).unwrap_or(u64::MAX);
    let pins = ctx.pins(&tracker);
    let items = sessions.into_iter().map(|session| SessionOutput::new(ctx.times(), &pins, session));
    printer.print(total, items, || SkippedFile::of(&scanned.skipped))
}
