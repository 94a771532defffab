//! `responses tidy`

use std::time::Duration;

use clap::Args;

use super::args::OutputArgs;
use super::clear::{self, ClearArgs};
use super::context::Context;
use super::error::CommandError;

/// Clear what the configuration says is too old or too much, without asking; made for cron.
///
/// Sessions go to the trash if their newest response is older than `response_tracking.auto_cleanup_days`, and the oldest above
/// `response_tracking.max_sessions`. `responses undo` takes it back.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses tidy --dry-run                       what would go, and why
  0 3 * * *  cd ~/project && responses -q tidy   every night, in a crontab")]
pub(super) struct TidyArgs {
    /// Only show what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(ctx: &Context, args: TidyArgs) -> Result<(), CommandError> {
    let settings = &ctx.config.settings;
    let days = |days: u64| Duration::from_secs(days.saturating_mul(24 * 60 * 60));
    let older_than = settings.auto_cleanup_days.value.map(days);
    let max_sessions = settings.max_sessions.value.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
    if older_than.is_none() && max_sessions.is_none() {
        ctx.say("the configuration sets neither auto_cleanup_days nor max_sessions, so everything is kept");
        return Ok(());
    }
    clear::run(ctx, &ClearArgs::configured(older_than, max_sessions, args.dry_run, args.output))
}
