//! `responses tidy`

mod timer;

use std::time::Duration;

use clap::Args;

use super::args::OutputArgs;
use super::clear::{Consent, Order, Target, amount, carry_out, left};
use super::context::Context;
use super::contract::{EmptiedOutput, SCHEMA_VERSION};
use super::error::{Code, CommandError};
use crate::record::RecordTime;
use crate::store::ResponseTracker;
use crate::store::cleanup::ReceiptId;
use crate::store::trash::{self, Due};

/// Clear by the policy of the configuration, without asking; made for cron and systemd timers.
///
/// The policy is the one that `retention.policy` names, or the one called `default`. Without either, sessions go to the trash if their
/// newest response is older than `response_tracking.auto_cleanup_days`, and the oldest above `response_tracking.max_sessions`.
/// `responses undo` takes it back. What was cleared more than `retention.trash_days` days ago (7; 0 for never) leaves the trash for
/// good, unless the clock is more than a year past the newest response.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses tidy --dry-run                       what would go, and why
  0 3 * * *  cd ~/project && responses -q tidy   every night, in a crontab
  responses tidy --print-timer                   the same as units for systemd")]
pub(super) struct TidyArgs {
    /// Only show what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Print a systemd service and timer that tidy this store every day
    #[arg(long, conflicts_with_all = ["dry_run", "format", "json", "fields", "no_header"])]
    print_timer: bool,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(ctx: &Context, args: &TidyArgs) -> Result<(), CommandError> {
    if args.print_timer {
        return timer::print(ctx);
    }
    let settings = &ctx.config.settings;
    let criteria = settings.tidying().map_err(|invalid| {
        CommandError::new(Code::Configuration, format!("auto_cleanup_days and max_sessions: {invalid}"))
    })?;
    let consent = if args.dry_run { Consent::DryRun } else { Consent::Given };
    let emptied = match settings.trash_days.value {
        Some(days) => Some(empty_trash(ctx, days, consent)?),
        None => None,
    };
    let Some(criteria) = criteria else {
        ctx.say(
            "the configuration sets no policy, and neither auto_cleanup_days nor max_sessions, so everything is kept",
        );
        return Ok(());
    };
    carry_out(ctx, &Order { criteria, consent, target: Target::Trash, output: &args.output, emptied })
}

/// Deletes what has been in the trash for long, and says so.
fn empty_trash(ctx: &Context, days: u64, consent: Consent) -> Result<EmptiedOutput, CommandError> {
    let age = Duration::from_secs(days.saturating_mul(24 * 60 * 60));
    let tracker = if consent == Consent::DryRun { ctx.tracker_as_it_is()? } else { ctx.tracker()? };
    let due = due(ctx, &tracker, age)?;
    if consent == Consent::DryRun || due.is_empty() {
        let held = trash::list(tracker.layout())?.found.into_iter();
        let totals: Vec<_> = held.filter(|receipt| due.contains(&receipt.receipt)).map(|held| held.totals).collect();
        if !due.is_empty() {
            ctx.say(&format!("would delete for good what was cleared more than {days} days ago"));
        }
        return Ok(EmptiedOutput {
            schema_version: SCHEMA_VERSION,
            receipts: u64::try_from(due.len()).unwrap_or(u64::MAX),
            responses: totals.iter().map(|totals| totals.responses).sum(),
            bytes: totals.iter().map(|totals| totals.bytes).fold(0, u64::saturating_add),
        });
    }
    let emptied = trash::delete_receipts(tracker.layout(), &due, "tidy")?;
    ctx.say(&format!("deleted for good what was cleared more than {days} days ago: {}", amount(emptied.removed)));
    for file in left(&emptied.errors) {
        ctx.warn(&format!("{} stays: {}", file.path, file.reason));
    }
    Ok(EmptiedOutput::new(&emptied))
}

/// The receipts that may go by themselves. Why others may not is said.
fn due(ctx: &Context, tracker: &ResponseTracker, age: Duration) -> Result<Vec<ReceiptId>, CommandError> {
    let why = match trash::due(tracker, age, ctx.now)? {
        Due::Receipts(due) => return Ok(due),
        Due::NoRecords => "there is no response by which the clock could be judged".to_owned(),
        Due::ClockDoubtful { newest } => {
            let newest = ctx.times().show(RecordTime::utc(newest));
            format!("the newest response is of {newest}, and the clock may be wrong")
        }
    };
    ctx.warn(&format!("nothing leaves the trash by itself: {why}"));
    Ok(Vec::new())
}
