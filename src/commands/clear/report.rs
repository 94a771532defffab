//! What a clear says: its plan, and what was done.

use std::io::Write;

use super::{Consent, Order, Target};
use crate::commands::archive;
use crate::commands::args::{Format, OutputArgs};
use crate::commands::context::Context;
use crate::commands::contract::{ClearOutput, ClearedSession, Removed, SCHEMA_VERSION, SkippedFile};
use crate::commands::error::{CommandError, all_done};
use crate::commands::out::text_out;
use crate::commands::output::{Field, Look, Printer, print_json};
use crate::record::JsonRef;
use crate::store::archive::Archived;
use crate::store::cleanup::{self, Cleared, Plan, Totals};
use crate::ui::table::Tone;
use crate::ui::units;

/// The columns of a plan.
pub(in crate::commands) const FIELDS: [Field; 5] = [
    Field::shown("action", "Action", Look::Text),
    Field::shown("session_id", "Session", Look::LongText),
    Field::shown("responses", "Responses", Look::Count),
    Field::shown("bytes", "Size", Look::Bytes),
    Field::shown("reason", "Reason", Look::LongText),
];

/// Shows the plan.
pub(super) fn show(ctx: &Context, output: &OutputArgs, plan: &Plan) -> Result<(), CommandError> {
    let rows = rows(plan);
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let tone = |row: JsonRef<'_>| match row.member("action").map(JsonRef::text) {
        Some("\"remove\"") => Tone::Bad,
        _ => Tone::Dim,
    };
    Printer::new(ctx, output, &FIELDS)?.toned(tone).print(total, rows.into_iter(), Vec::new)
}

/// The lines of a plan.
pub(in crate::commands) fn rows(plan: &Plan) -> Vec<ClearedSession> {
    let row = |row: &cleanup::Row| ClearedSession {
        session_id: row.session_id.clone(),
        responses: row.responses,
        bytes: row.bytes,
        action: row.action().to_string(),
        reason: row.reason.to_string(),
    };
    plan.rows.iter().map(row).collect()
}

/// `12 responses in 3 sessions, 30.2 KiB`
pub(in crate::commands) fn amount(totals: Totals) -> String {
    let sessions = units::counted(totals.sessions, "session");
    format!("{} in {sessions}, {}", units::counted(totals.responses, "response"), units::bytes(totals.bytes))
}

/// Says what was done, or would be.
pub(super) fn summary(order: &Order<'_>, plan: &Plan, cleared: Option<&Cleared>) -> Result<(), CommandError> {
    let mut out = text_out();
    if !plan.rows.is_empty() {
        writeln!(out)?;
    }
    match (cleared, order.target) {
        (None, _) if plan.removed.responses == 0 => writeln!(out, "Nothing to clear.")?,
        (None, _) => writeln!(out, "Would clear {}. Nothing was changed.", amount(plan.removed))?,
        (Some(cleared), Target::Nowhere) => writeln!(out, "Deleted {} for good.", amount(cleared.removed))?,
        (Some(Cleared { receipt, removed, .. }), Target::Trash | Target::Archive) => {
            let receipt = receipt.as_ref().map(|receipt| format!(" {receipt}")).unwrap_or_default();
            let amount = amount(*removed);
            writeln!(out, "Moved {amount} to the trash; `responses undo{receipt}` takes it back.")?;
        }
    }
    Ok(out.flush()?)
}

/// The same as JSON.
pub(super) fn document(order: &Order<'_>, plan: &Plan, cleared: Option<&Cleared>) -> ClearOutput {
    let removed = cleared.map_or(plan.removed, |cleared| cleared.removed);
    ClearOutput {
        schema_version: SCHEMA_VERSION,
        dry_run: order.consent == Consent::DryRun,
        receipt: cleared.and_then(|cleared| cleared.receipt.as_ref()).map(ToString::to_string),
        sessions: rows(plan),
        removed: Removed { sessions: removed.sessions, responses: removed.responses, bytes: removed.bytes },
        kept: plan.kept.sessions,
        errors: cleared.map(|cleared| left(&cleared.errors)).unwrap_or_default(),
        unmet: plan.unmet.iter().map(ToString::to_string).collect(),
        emptied: order.emptied.clone(),
    }
}

/// Files that stayed where they were, and why.
pub(in crate::commands) fn left(left: &[cleanup::Left]) -> Vec<SkippedFile> {
    let file = |left: &cleanup::Left| SkippedFile {
        path: left.path.to_string_lossy().into_owned(),
        reason: left.why.to_string(),
    };
    left.iter().map(file).collect()
}

/// Names the files that stayed although they were planned to go; then the command has not done all it was asked.
pub(super) fn failures(ctx: &Context, cleared: Option<&Cleared>) -> Result<(), CommandError> {
    let errors = cleared.map(|cleared| left(&cleared.errors)).unwrap_or_default();
    for file in &errors {
        ctx.warn(&format!("{} stays: {}", file.path, file.reason));
    }
    all_done(&errors, "could not be cleared")
}

/// Says what went to archives, as a clear says what went to the trash.
pub(super) fn report_archived(
    ctx: &Context,
    order: &Order<'_>,
    plan: &Plan,
    archived: &Archived,
) -> Result<(), CommandError> {
    let removed = archived.archived;
    let errors = archive::left(&archived.errors);
    let done = all_done(&errors, "could not be archived");
    for file in &errors {
        ctx.warn(&format!("{}: {}", file.path, file.reason));
    }
    match order.output.format() {
        Format::Table => {
            let mut out = text_out();
            let amount = amount(removed);
            writeln!(out, "\nMoved {amount} to archives; `responses restore SESSION` brings a session back.")?;
            out.flush()?;
        }
        Format::Json if order.output.fields.is_empty() => {
            let removed = Removed { sessions: removed.sessions, responses: removed.responses, bytes: removed.bytes };
            print_json(&ClearOutput { removed, errors, ..document(order, plan, None) })?;
        }
        _ => show(ctx, order.output, plan)?,
    }
    done
}
