//! `responses restore`

use std::io::Write;
use std::num::NonZero;

use clap::Args;

use super::archive::{SALVAGE, left};
use super::clear::amount;
use super::context::Context;
use super::contract::{SCHEMA_VERSION, UnarchivedItem, UnarchivedOutput};
use super::error::{CommandError, all_done};
use super::out::text_out;
use super::output::print_json;
use crate::store::archive::{self, Afterwards, Damage, Left, Limits, Restored, Why};
use crate::store::retention::parse_size;
use crate::store::{Error, Pattern};

/// Bring archived sessions back: every file returns with its bytes, name, mode and time.
///
/// All archives of a session are restored, the oldest first. An archive is checked whole before anything is touched, and goes once all that is in
/// it was compared with what is at its place. A name that another file has taken since is not touched, and the archive stays.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses restore release-1.4
  responses restore 'release-*' --keep                         leave the archives there
  responses restore release-1.4-20261121_093012_417.tar.zst    one archive")]
pub(super) struct RestoreArgs {
    /// The sessions, or the archives by their names (`*` stands for anything)
    #[arg(value_name = "SESSION", required = true)]
    sessions: Vec<String>,
    /// Leave the archives where they are
    #[arg(long)]
    keep: bool,
    /// Refuse an archive of which more than this comes out [default: 64GiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size, allow_hyphen_values = true)]
    max_size: Option<NonZero<u64>>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ctx: &Context, args: &RestoreArgs) -> Result<(), CommandError> {
    let tracker = ctx.tracker()?;
    let limits = Limits::of(tracker.reader());
    let limits = Limits { total_bytes: args.max_size.map_or(limits.total_bytes, NonZero::get), ..limits };
    let wanted: Vec<_> = args.sessions.iter().map(|text| Pattern::new(text)).collect();
    let afterwards = if args.keep { Afterwards::Keep } else { Afterwards::Remove };
    let restored = archive::restore(tracker.layout(), &wanted, afterwards, limits).map_err(|error| match error {
        error @ Error::NotFound { .. } => {
            CommandError::from(error).hint("`responses archive --list` names the archives")
        }
        error => error.into(),
    })?;
    report(ctx, &restored, args.json)
}

fn report(ctx: &Context, restored: &Restored, json: bool) -> Result<(), CommandError> {
    let errors = left(&restored.errors);
    for file in &errors {
        ctx.warn(&format!("{}: {}", file.path, file.reason));
    }
    if json {
        print_json(&document(restored))?;
    } else {
        let mut out = text_out();
        let count = restored.archives.len();
        let archives = if count == 1 { "1 archive".to_owned() } else { format!("{count} archives") };
        writeln!(out, "Restored {} from {archives}.", amount(restored.restored))?;
        out.flush()?;
    }
    all_done(&errors, "could not be put back").map_err(|error| error.hint(way_out(&restored.errors)))
}

/// What can be done about the first thing that could not be put back.
fn way_out(errors: &[Left]) -> &'static str {
    match errors.first().map(|left| &left.why) {
        Some(Why::Archive(Damage::TooLarge { .. })) => "--max-size allows more to come out of an archive",
        Some(Why::Archive(_)) => SALVAGE,
        _ => "the archive is still there; move what took the name, then restore again",
    }
}

fn document(restored: &Restored) -> UnarchivedOutput {
    let item = |one: &archive::RestoredArchive| UnarchivedItem {
        archive: one.name.to_string(),
        session_id: one.session.clone(),
        responses: one.responses,
        bytes: one.bytes,
        kept: one.afterwards == Afterwards::Keep,
    };
    UnarchivedOutput {
        schema_version: SCHEMA_VERSION,
        archives: restored.archives.iter().map(item).collect(),
        responses: restored.restored.responses,
        bytes: restored.restored.bytes,
        errors: left(&restored.errors),
    }
}
