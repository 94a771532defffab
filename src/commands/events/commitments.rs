//! `responses events commitments`

use clap::Args;

use super::logs::{LogDir, SessionArgs, report};
use crate::commands::args::OutputArgs;
use crate::commands::context::Context;
use crate::commands::contract::CommitmentItem;
use crate::commands::error::CommandError;
use crate::commands::output::{Field, Look, Printer, Sink};
use crate::events::causal::{Commitments, Promise};
use crate::events::log::fold;
use crate::record::JsonRef;
use crate::ui::table::Tone;

/// List what was promised and not kept yet.
///
/// The same text in the same session is the same promise, and the latest event that speaks of it counts.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events commitments
  responses events commitments --overdue --json
  responses events commitments --all --session fix-1")]
pub(super) struct CommitmentsArgs {
    /// Kept ones too, each with everything that was said of it
    #[arg(long)]
    all: bool,
    /// Only those that should have been kept by now
    #[arg(long, conflicts_with = "all")]
    overdue: bool,
    #[command(flatten)]
    sessions: SessionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

const FIELDS: [Field; 11] = [
    Field::shown("commitment", "Commitment", Look::LongText),
    Field::shown("status", "Status", Look::Text),
    Field::hidden("due_by", Look::Time),
    Field::shown("due", "Due", Look::Time),
    Field::shown("overdue", "Overdue", Look::Text),
    Field::shown("timestamp", "Said", Look::Time).where_wide(),
    Field::shown("event_id", "Event", Look::Text),
    Field::shown("session_id", "Session", Look::Text).where_wide(),
    Field::hidden("dependencies", Look::Text),
    Field::hidden("latest", Look::Text),
    Field::hidden("line", Look::Count),
];

pub(super) fn run(ctx: &Context, dir: &LogDir, args: &CommitmentsArgs) -> Result<(), CommandError> {
    let logs = dir.select(ctx, &args.sessions)?;
    let zone = &ctx.config.naive_zone;
    let printer = Printer::new(ctx, &args.output, &FIELDS)?.toned(tone);
    let folded = fold(&logs.paths, &logs.options, || Commitments::new(zone));
    let skipped = report(ctx, &folded.problems);
    let mut sink = Sink::new(printer)?;
    for promise in folded.found.into_promises() {
        for index in shown(&promise, args) {
            let overdue = promise.is_overdue(index, ctx.now, zone);
            if !args.overdue || overdue == Some(true) {
                let session = logs.session(promise.file);
                sink.push(&CommitmentItem::new(ctx.times(), session, &promise, index, zone, overdue))?;
            }
        }
    }
    sink.finish(&skipped)
}

/// Which entries of a promise are shown.
fn shown(promise: &Promise, args: &CommitmentsArgs) -> Vec<usize> {
    match (args.all, promise.is_open()) {
        (true, _) => (0..promise.entries.len()).collect(),
        (false, true) => vec![promise.latest()],
        (false, false) => Vec::new(),
    }
}

fn tone(item: JsonRef<'_>) -> Tone {
    let is = |key: &str| item.member(key).and_then(JsonRef::as_bool);
    match (is("overdue"), is("latest")) {
        (Some(true), Some(true)) => Tone::Bad,
        (_, Some(false)) => Tone::Dim,
        _ => Tone::Plain,
    }
}
