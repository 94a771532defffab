//! `responses repair`

mod collect;
mod logs;
mod normalise;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::archive::SALVAGE;
use super::clear::left;
use super::context::Context;
use super::contract::{RepairOutput, RescuedFile, SCHEMA_VERSION, SkippedFile, path_text};
use super::error::{CommandError, all_done};
use super::out::text_out;
use super::output::print_json;
use crate::record::Problem;
use crate::store::repair::{self, Broken, Plan, Repaired};
use crate::ui::sanitise::visible_line;
use crate::ui::units;
pub(super) use collect::CollectedOutput;

/// Put aside what can't be read, and save what is whole of it.
///
/// Files that can't be read as responses go into quarantine: to the trash under a receipt that `trash empty` does not touch. Of a
/// record that ends too early the request, and as much of the response as is there, become a new record, marked `rescued` in
/// its metadata. Temporary files that killed processes left more than an hour ago are removed. No byte of a record is deleted, and
/// `responses undo` takes it all back. Links, files that are too large, damaged archives,
/// and what is not ours stay and are named.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses repair --dry-run        what would be done, and why
  responses repair                  do it; `responses undo` takes it back
  responses repair --collect        bring home what the store could not take when it came
  responses repair --normalise -n   which files are not in the canonical form, and how they would be
  responses repair --normalise      bring them into it; `responses undo` takes it back
  responses repair --events logs    end the lines that killed processes left open in event logs")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct RepairArgs {
    /// Only show what would be done
    #[arg(short = 'n', long, conflicts_with = "collect")]
    dry_run: bool,
    /// Only bring responses home that the store could not take when they came (`responses doctor` counts them)
    #[arg(long)]
    collect: bool,
    /// Only bring old shapes and names of files into the canonical form. The old files go to the trash; unknown keys go into the metadata,
    /// and so does a time without an offset, as it was written, beside the one with the offset of the zone in force
    #[arg(long, visible_alias = "normalize", conflicts_with = "collect")]
    normalise: bool,
    /// Only end the last lines of event logs below this directory that have no end, as the next append would. Not a byte of them changes
    #[arg(long, value_name = "DIR", value_hint = ValueHint::AnyPath, conflicts_with_all = ["collect", "normalise"])]
    events: Option<PathBuf>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// Whether anything is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// It is only said what would be done.
    DryRun,
    /// It is done.
    Act,
}

pub(super) fn run(ctx: &Context, args: &RepairArgs) -> Result<(), CommandError> {
    if args.collect {
        return collect::run(ctx, args.json);
    }
    let extent = if args.dry_run { Extent::DryRun } else { Extent::Act };
    if let Some(directory) = &args.events {
        return logs::run(ctx, directory, extent, args.json);
    }
    if args.normalise {
        return normalise::run(ctx, extent, args.json);
    }
    let tracker = if args.dry_run { ctx.tracker_as_it_is()? } else { ctx.tracker()? };
    let plan = ctx.watch(|| repair::plan(&tracker, ctx.now))?;
    for one in &plan.left {
        ctx.warn(&format!("{} stays: {}", one.path.display(), one.problem));
    }
    if plan.left.iter().any(|one| matches!(one.problem, Problem::Archive(_))) {
        ctx.say(&format!("hint: {SALVAGE}"));
    }
    let repaired = if args.dry_run { would_be(&plan) } else { repair::apply(&tracker, &plan, ctx.now)? };
    let errors = left(&repaired.errors);
    for one in &errors {
        ctx.warn(&format!("{} stays: {}", one.path, one.reason));
    }
    if args.json {
        print_json(&document(args, &plan, &repaired))?;
    } else {
        print(args, &repaired)?;
    }
    all_done(&errors, "could not be repaired")
}

/// What a plan amounts to if all goes well.
fn would_be(plan: &Plan) -> Repaired {
    Repaired { quarantined: plan.broken.clone(), removed: plan.stale.clone(), ..Repaired::default() }
}

/// What was, or would be, saved: of which file, to which, and how much of its response.
fn rescued(args: &RepairArgs, repaired: &Repaired) -> Vec<RescuedFile> {
    let row = |one: &Broken| {
        let made = repaired.rescued.iter().find(|made| made.from == one.file.path);
        let saved = one.saved.filter(|_| args.dry_run || made.is_some())?;
        let path = made.map(|made| path_text(&made.path));
        Some(RescuedFile { from: path_text(&one.file.path), path, response: saved.word().to_owned() })
    };
    repaired.quarantined.iter().filter_map(row).collect()
}

fn document(args: &RepairArgs, plan: &Plan, repaired: &Repaired) -> RepairOutput {
    let named = |path: &PathBuf, reason: String| SkippedFile { path: path_text(path), reason };
    RepairOutput {
        schema_version: SCHEMA_VERSION,
        dry_run: args.dry_run,
        receipt: repaired.receipt.as_ref().map(ToString::to_string),
        quarantined: repaired.quarantined.iter().map(|one| named(&one.file.path, one.problem.to_string())).collect(),
        rescued: rescued(args, repaired),
        removed: repaired.removed.iter().map(|file| path_text(&file.path)).collect(),
        left: plan.left.iter().map(|one| named(&one.path, one.problem.to_string())).collect(),
        errors: left(&repaired.errors),
    }
}

fn print(args: &RepairArgs, repaired: &Repaired) -> Result<(), CommandError> {
    let mut out = text_out();
    let rescued = rescued(args, repaired);
    for one in &repaired.quarantined {
        writeln!(out, "{}", visible_line(&format!("{}: {}", one.file.path.display(), one.problem)))?;
        if let Some(saved) = rescued.iter().find(|saved| saved.from == path_text(&one.file.path)) {
            let to = saved.path.as_ref().map(|path| format!(" as {path}")).unwrap_or_default();
            writeln!(
                out,
                "  {}",
                visible_line(&format!("its request is saved{to}, {} of its response", saved.response))
            )?;
        }
    }
    for file in &repaired.removed {
        writeln!(out, "{}", visible_line(&format!("{}: a killed process left it", file.path.display())))?;
    }
    writeln!(out, "{}", conclusion(args, repaired))?;
    Ok(out.flush()?)
}

fn conclusion(args: &RepairArgs, repaired: &Repaired) -> String {
    let files = |count: usize, what: &str| {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        format!("{} {what}{}", units::count(count), if count == 1 { "" } else { "s" })
    };
    let moved = files(repaired.quarantined.len(), "file");
    let removed = files(repaired.removed.len(), "temporary file");
    match (&repaired.receipt, args.dry_run) {
        _ if repaired.quarantined.is_empty() && repaired.removed.is_empty() => "Nothing to repair.".to_owned(),
        (_, true) if repaired.removed.is_empty() => format!("Would put {moved} into quarantine. Nothing was changed."),
        (_, true) if repaired.quarantined.is_empty() => format!("Would remove {removed}. Nothing was changed."),
        (_, true) => format!("Would put {moved} into quarantine and remove {removed}. Nothing was changed."),
        (None, _) => format!("Removed {removed}."),
        (Some(receipt), _) if repaired.removed.is_empty() => {
            format!("Put {moved} into quarantine; `responses undo {receipt}` takes it back.")
        }
        (Some(receipt), _) => {
            format!(
                "Put {moved} into quarantine and removed {removed}; `responses undo {receipt}` takes back what was moved."
            )
        }
    }
}
