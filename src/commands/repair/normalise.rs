//! `responses repair --normalise`

use std::io::Write;

use super::Extent;
use crate::commands::clear::left;
use crate::commands::context::Context;
use crate::commands::contract::{NormalisedFile, NormalisedOutput, SCHEMA_VERSION, SkippedFile, path_text};
use crate::commands::error::{CommandError, all_done};
use crate::commands::out::text_out;
use crate::commands::output::print_json;
use crate::store::cleanup::Cleared;
use crate::store::normalise::{self, Plan};
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// As many files are named without `-v`.
const NAMED: usize = 10;

/// Brings old shapes and names into the canonical form.
pub(super) fn run(ctx: &Context, extent: Extent, json: bool) -> Result<(), CommandError> {
    let tracker = match extent {
        Extent::DryRun => ctx.tracker_as_it_is()?,
        Extent::Act => ctx.tracker()?,
    };
    let planned = ctx.watch(|| normalise::plan(&tracker))?;
    ctx.report_skipped(&planned.skipped);
    let plan = planned.found;
    name_obstacles(ctx, &plan);
    let done = match extent {
        Extent::DryRun => None,
        Extent::Act => Some(normalise::apply(&tracker, &plan, ctx.now)?),
    };
    if json {
        print_json(&document(&plan, done.as_ref(), SkippedFile::of(&planned.skipped)))?;
    } else {
        print(ctx, &plan, done.as_ref())?;
    }
    failures(ctx, done.as_ref())
}

fn name_obstacles(ctx: &Context, plan: &Plan) {
    let most = if ctx.is_verbose() { usize::MAX } else { NAMED };
    for (path, obstacle) in plan.left.iter().take(most) {
        ctx.warn(&format!("{} stays as it is: {obstacle}", path.display()));
    }
    if plan.left.len() > most {
        ctx.warn(&format!("and {} more stay as they are; -v names them all", plan.left.len() - most));
    }
}

fn document(plan: &Plan, done: Option<&Cleared>, skipped: Vec<SkippedFile>) -> NormalisedOutput {
    let failed = done.map(|done| left(&done.errors)).unwrap_or_default();
    let is_done = |file: &NormalisedFile| !failed.iter().any(|one| one.path == file.from);
    let files = plan.renewals.iter().map(|one| NormalisedFile { from: path_text(&one.from), path: path_text(&one.to) });
    NormalisedOutput {
        schema_version: SCHEMA_VERSION,
        dry_run: done.is_none(),
        receipt: done.and_then(|done| done.receipt.as_ref()).map(ToString::to_string),
        normalised: files.filter(is_done).collect(),
        canonical: plan.canonical,
        left: plan
            .left
            .iter()
            .map(|(path, obstacle)| SkippedFile { path: path_text(path), reason: obstacle.to_string() })
            .collect(),
        errors: failed,
        skipped,
    }
}

fn print(ctx: &Context, plan: &Plan, done: Option<&Cleared>) -> Result<(), CommandError> {
    let mut out = text_out();
    let planned = u64::try_from(plan.renewals.len()).unwrap_or(u64::MAX);
    if done.is_none() {
        let most = if ctx.is_verbose() { usize::MAX } else { NAMED };
        for one in plan.renewals.iter().take(most) {
            let (from, to) = (path_text(&one.from), path_text(&one.to));
            if from == to {
                writeln!(out, "{}: its content", visible_line(&from))?;
            } else {
                writeln!(out, "{} -> {}", visible_line(&from), visible_line(&to))?;
            }
        }
        if plan.renewals.len() > most {
            writeln!(out, "and {} more; -v names them all", units::count(planned - NAMED as u64))?;
        }
    }
    let old = units::count(plan.canonical);
    let amount = |count: u64| format!("{} {}", units::count(count), if count == 1 { "response" } else { "responses" });
    match done {
        _ if planned == 0 => writeln!(out, "Nothing to normalise; {old} in form already.")?,
        None => writeln!(out, "Would normalise {}; {old} in form already. Nothing was changed.", amount(planned))?,
        Some(Cleared { receipt, removed, .. }) => {
            let receipt = receipt.as_ref().map(|receipt| format!(" {receipt}")).unwrap_or_default();
            let amount = amount(removed.responses);
            writeln!(out, "Normalised {amount}; {old} in form already. `responses undo{receipt}` takes it back.")?;
        }
    }
    Ok(out.flush()?)
}

/// Names what stayed although it was planned; then the command has not done all it was asked.
fn failures(ctx: &Context, done: Option<&Cleared>) -> Result<(), CommandError> {
    let errors = done.map(|done| left(&done.errors)).unwrap_or_default();
    for file in &errors {
        ctx.warn(&format!("{} stays: {}", file.path, file.reason));
    }
    all_done(&errors, "could not be normalised")
}
