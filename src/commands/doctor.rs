//! `responses doctor`

mod checks;
mod seen;

use std::io::Write;

use anstyle::{AnsiColor, Style};
use clap::Args;

pub(super) use checks::DoctorOutput;
use checks::{Check, Status};
use seen::Seen;

use super::context::Context;
use super::error::{Code, CommandError};
use super::out::text_out;
use super::output::print_json;
use crate::store::make_private;
use crate::ui::sanitise::visible_text;

/// Check whether responses are recorded, and whether the store is well.
///
/// Looks at the place and the privacy of the store, at what can't be read in it, at what hooks and other captures could not do, and at
/// what waits or is stranded elsewhere. Nothing is changed unless --fix-permissions says so.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses doctor
  responses doctor --json | jq '.checks[] | select(.status != \"ok\")'
  responses doctor --fix-permissions      take every right of others from the store and all in it

Exit codes: 0 well, perhaps with warnings; 1 something keeps responses from being recorded or kept private.")]
pub(super) struct DoctorArgs {
    /// Take every right of others than the owner from the store and all that is in it
    #[arg(long)]
    fix_permissions: bool,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ctx: &Context, args: &DoctorArgs) -> Result<(), CommandError> {
    let tracker = ctx.tracker_as_it_is()?;
    if args.fix_permissions && tracker.layout().base().exists() {
        let made = make_private(tracker.layout());
        for (path, why) in &made.errors {
            ctx.warn(&format!("{} stays open to others: {why}", path.display()));
        }
        ctx.say(&format!("closed {} files and directories to others", made.changed));
    }
    let seen = ctx.watch(|| Seen::around(ctx, &tracker));
    if let Ok(contents) = &seen.health.contents {
        ctx.report_skipped(&contents.unreadable);
    }
    let output = checks::judge(&seen);
    if args.json {
        print_json(&output)?;
    } else {
        print(&output.checks)?;
    }
    match output.checks.iter().filter(|check| check.status == Status::Problem).count() {
        0 => Ok(()),
        1 => Err(CommandError::new(Code::Failed, "there is 1 problem")),
        several => Err(CommandError::new(Code::Failed, format!("there are {several} problems"))),
    }
}

fn print(checks: &[Check]) -> Result<(), CommandError> {
    let mut out = text_out();
    let width = checks.iter().map(|check| check.name.len()).max().unwrap_or_default();
    for check in checks {
        let (word, colour) = match check.status {
            Status::Ok => ("ok     ", AnsiColor::Green),
            Status::Warning => ("warning", AnsiColor::Yellow),
            Status::Problem => ("problem", AnsiColor::Red),
        };
        let style = Style::new().fg_color(Some(colour.into()));
        writeln!(out, "{style}{word}{style:#}  {:width$}  {}", check.name, visible_text(&check.message))?;
        if let Some(hint) = &check.hint {
            writeln!(out, "{:9}{:width$}  hint: {}", "", "", visible_text(hint))?;
        }
    }
    Ok(out.flush()?)
}
