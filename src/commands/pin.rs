//! `responses pin` and `responses unpin`

use std::io::Write;

use clap::Args;

use super::context::Context;
use super::contract::{PinsOutput, SCHEMA_VERSION};
use super::error::{Code, CommandError};
use super::out::text_out;
use super::output::print_json;
use crate::record::SessionId;
use crate::store::pins::{self, Pins};
use crate::store::{Pattern, Selection, Sessions};
use crate::ui::sanitise::visible_line;

/// Keep sessions from ever being cleared, or list those that are kept so.
///
/// No clear and no policy takes a pinned session, not even `clear --all`, until it is unpinned.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses pin release-1.4
  responses pin               which sessions are pinned")]
pub(super) struct PinArgs {
    /// The sessions; without any, list those that are pinned
    #[arg(value_name = "SESSION")]
    sessions: Vec<String>,
    /// List the pinned sessions
    #[arg(long, conflicts_with = "sessions")]
    list: bool,
    /// Print the pinned sessions as JSON
    #[arg(long)]
    json: bool,
}

/// Let sessions be cleared again that were pinned.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses unpin release-1.4")]
pub(super) struct UnpinArgs {
    /// The sessions
    #[arg(value_name = "SESSION", required = true)]
    sessions: Vec<String>,
    /// Print the sessions that are still pinned as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ctx: &Context, args: &PinArgs) -> Result<(), CommandError> {
    if args.list || args.sessions.is_empty() {
        let pinned = Pins::read(ctx.tracker()?.layout())?;
        return if args.json { print_json(&output(&pinned)) } else { list(&pinned) };
    }
    let tracker = ctx.tracker()?;
    let names = names(&args.sessions)?;
    let sessions = names.iter().map(|name| Pattern::exactly(name.as_str())).collect();
    let meant = Selection { sessions, ..Selection::default() };
    let known = ctx.scan(&tracker, || Sessions::new(&meant))?.found.into_newest_first();
    let pinned = Pins::read(tracker.layout())?;
    let exists = |name: &SessionId| known.iter().any(|session| session.session_id == name.as_str());
    if let Some(unknown) = names.iter().find(|name| !exists(name) && !pinned.contains(name.as_str())) {
        let message = format!("no responses of session `{unknown}` in {}", tracker.layout().base().display());
        return Err(CommandError::new(Code::NotFound, message).hint("`responses sessions` lists those there are"));
    }
    let pinned = pins::pin(tracker.layout(), &names)?;
    report("Pinned", &names, &pinned, args.json)
}

pub(super) fn run_unpin(ctx: &Context, args: &UnpinArgs) -> Result<(), CommandError> {
    let names = names(&args.sessions)?;
    let pinned = pins::unpin(ctx.tracker()?.layout(), &names)
        .map_err(|error| CommandError::from(error).hint("`responses pin` lists the pinned sessions"))?;
    report("Unpinned", &names, &pinned, args.json)
}

fn names(texts: &[String]) -> Result<Vec<SessionId>, CommandError> {
    Ok(texts.iter().map(SessionId::new).collect::<Result<_, _>>()?)
}

fn output(pinned: &Pins) -> PinsOutput {
    PinsOutput { schema_version: SCHEMA_VERSION, pinned: pinned.iter().map(str::to_owned).collect() }
}

/// The pinned sessions, one a line.
fn list(pinned: &Pins) -> Result<(), CommandError> {
    let mut out = text_out();
    for session in pinned.iter() {
        writeln!(out, "{}", visible_line(session))?;
    }
    Ok(out.flush()?)
}

fn report(done: &str, names: &[SessionId], pinned: &Pins, json: bool) -> Result<(), CommandError> {
    if json {
        return print_json(&output(pinned));
    }
    let names: Vec<_> = names.iter().map(|name| visible_line(name.as_str()).into_owned()).collect();
    let mut out = text_out();
    writeln!(out, "{done} {}.", names.join(", "))?;
    Ok(out.flush()?)
}
