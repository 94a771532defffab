//! `responses events failures`

use std::ops::ControlFlow;

use clap::Args;

use super::logs::{LogDir, SessionArgs, report};
use crate::commands::args::OutputArgs;
use crate::commands::context::Context;
use crate::commands::contract::FailureItem;
use crate::commands::error::CommandError;
use crate::commands::output::{Field, Look, Printer, Sink};
use crate::events::causal::{FailureEntry, Lines};
use crate::events::log::{Line, stream};

/// List what was tried and failed, in the order of sessions and lines.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events failures
  responses events failures --session 'fix-*' --format csv")]
pub(super) struct FailuresArgs {
    #[command(flatten)]
    sessions: SessionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

const FIELDS: [Field; 8] = [
    Field::shown("timestamp", "Time", Look::Time),
    Field::shown("agent", "Agent", Look::Text),
    Field::shown("attempt", "Attempt", Look::LongText),
    Field::shown("failure_reason", "Reason", Look::LongText),
    Field::shown("error_code", "Code", Look::Text),
    Field::shown("event_id", "Event", Look::Text).where_wide(),
    Field::shown("session_id", "Session", Look::Text).where_wide(),
    Field::hidden("line", Look::Count),
];

pub(super) fn run(ctx: &Context, dir: &LogDir, args: &FailuresArgs) -> Result<(), CommandError> {
    let logs = dir.select(ctx, &args.sessions)?;
    let mut sink = Sink::new(Printer::new(ctx, &args.output, &FIELDS)?)?;
    let each = |(found, lines): &mut (Vec<FailureEntry>, Lines), line: Line<'_>| {
        found.extend(FailureEntry::all(lines, line, &ctx.config.naive_zone)?);
        Ok(())
    };
    let mut printed = Ok(());
    let new = |before: Option<&mut (_, Lines)>| (Vec::new(), Lines::after(before.map(|(_, lines)| lines)));
    let problems = stream(&logs.paths, &logs.options, new, each, |(found, _)| {
        printed = found.into_iter().try_for_each(|failure: FailureEntry| {
            let session = logs.session(failure.file).to_owned();
            sink.push(&FailureItem::new(ctx.times(), &session, failure))
        });
        if printed.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    printed?;
    sink.finish(&report(ctx, &problems))
}
