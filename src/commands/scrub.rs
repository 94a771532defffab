//! `responses scrub`

use std::io::Write;

use clap::Args;

use super::args::SelectionArgs;
use super::context::Context;
use super::contract::{FoundSecrets, SCHEMA_VERSION, ScrubOutput, SkippedFile, path_text};
use super::error::{Code, CommandError};
use super::out::text_out;
use super::output::print_json;
use crate::record::redact;
use crate::store::scrub::{self, Findings, Scrubbed};
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// Take secrets of known forms out of responses that are stored already.
///
/// Each is replaced by [REDACTED:kind], as `log` does before anything is stored; nothing else in a file changes. Responses in the trash, in
/// archives, which are written anew, and, without a selection, requests that wait are scrubbed too, with --archived and without. It can't be
/// undone. A receipt in the store's .log says which files held what kinds of secrets.
///
/// A secret that was stored should be replaced where it came from: backups, exports and other copies may still hold it. Dead letters
/// of forwarding are not looked into.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses scrub --dry-run              where there are secrets, and of which kinds
  responses scrub
  responses scrub --check --strict -q    for CI: exits with 4 if there are any

Exit codes: 0 there are none, or all were taken out; 1 some could not be; 4 --dry-run found some, or
something could not be looked into, under --strict.")]
pub(super) struct ScrubArgs {
    /// Change nothing; exit with 4 if there are secrets
    #[arg(short = 'n', long, visible_alias = "check")]
    dry_run: bool,
    /// Print what was found and done as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

pub(super) fn run(ctx: &Context, args: &ScrubArgs) -> Result<(), CommandError> {
    let tracker = if args.dry_run { ctx.tracker_as_it_is()? } else { ctx.tracker()? };
    let selection = ctx.select(&args.selection)?;
    let findings = ctx.watch(|| scrub::find(&tracker, &selection))?;
    ctx.report_skipped(&findings.skipped);
    let scrubbed = if args.dry_run { None } else { Some(scrub::apply(&tracker, &findings, ctx.now)?) };
    if args.json {
        print_json(&document(args, &findings, scrubbed.as_ref()))?;
    } else {
        print(&findings, scrubbed.as_ref())?;
    }
    warn(ctx, &findings, scrubbed.as_ref());
    verdict(&findings, scrubbed.as_ref())
}

/// A row for each file and kind.
fn rows(findings: &Findings) -> Vec<FoundSecrets> {
    let rows = findings.files.iter().flat_map(|file| {
        // A name may hold a secret as well, which is not told here either.
        let path = redact(&path_text(&file.path)).into_owned();
        file.secrets.by_kind().map(move |(kind, count)| FoundSecrets {
            path: path.clone(),
            kind: kind.to_owned(),
            count,
        })
    });
    rows.collect()
}

/// What still holds secrets, and why.
fn left(findings: &Findings, scrubbed: Option<&Scrubbed>) -> Vec<SkippedFile> {
    let left =
        |path: &std::path::Path, why: String| SkippedFile { path: redact(&path_text(path)).into_owned(), reason: why };
    if let Some(scrubbed) = scrubbed {
        return scrubbed.left.iter().map(|(path, why)| left(path, why.to_string())).collect();
    }
    let known = findings.files.iter().filter_map(|file| Some((file, file.problem.as_ref()?)));
    known.map(|(file, why)| left(&file.path, why.to_string())).collect()
}

fn document(args: &ScrubArgs, findings: &Findings, scrubbed: Option<&Scrubbed>) -> ScrubOutput {
    ScrubOutput {
        schema_version: SCHEMA_VERSION,
        dry_run: args.dry_run,
        receipt: scrubbed.and_then(|scrubbed| scrubbed.receipt.clone()),
        files: u64::try_from(findings.files.len()).unwrap_or(u64::MAX),
        secrets: findings.secrets(),
        found: rows(findings),
        rewritten: scrubbed.map_or(0, |scrubbed| u64::try_from(scrubbed.rewritten.len()).unwrap_or(u64::MAX)),
        errors: left(findings, scrubbed),
        archives: findings.archives,
        dead_letters: findings.dead_letters,
        skipped: SkippedFile::of(&findings.skipped),
    }
}

fn print(findings: &Findings, scrubbed: Option<&Scrubbed>) -> Result<(), CommandError> {
    let mut out = text_out();
    for FoundSecrets { path, kind, count } in rows(findings) {
        writeln!(out, "{}: {} {kind}", visible_line(&path), units::count(count))?;
    }
    let amount = format!("{} in {}", units::counted(findings.secrets(), "secret"), counted_files(findings.files.len()));
    match scrubbed {
        _ if findings.files.is_empty() => writeln!(out, "No secrets of known forms.")?,
        None => writeln!(out, "Found {amount}. Nothing was changed.")?,
        Some(Scrubbed { rewritten, receipt, .. }) => {
            let receipt = receipt.as_deref().unwrap_or_default();
            writeln!(out, "Found {amount}; rewrote {}. Receipt: .log/{receipt}", counted_files(rewritten.len()))?;
        }
    }
    Ok(out.flush()?)
}

fn counted_files(count: usize) -> String {
    units::counted(u64::try_from(count).unwrap_or(u64::MAX), "file")
}

fn warn(ctx: &Context, findings: &Findings, scrubbed: Option<&Scrubbed>) {
    for file in left(findings, scrubbed) {
        ctx.warn(&format!("{}: {}", file.path, file.reason));
    }
    if findings.archives > 0 {
        let archives = units::counted(findings.archives, "archive");
        ctx.warn(&format!("{archives} could not be looked into"));
    }
    if findings.dead_letters > 0 {
        ctx.warn(
            "dead letters of forwarding are not looked into; `responses forward retry` or removing them empties them",
        );
    }
    if scrubbed.is_some() && !findings.files.is_empty() {
        ctx.warn(
            "backups, exports and fallback places may still hold these secrets: replace them where they came from",
        );
    }
}

fn verdict(findings: &Findings, scrubbed: Option<&Scrubbed>) -> Result<(), CommandError> {
    match scrubbed {
        None if !findings.files.is_empty() => {
            let files = counted_files(findings.files.len());
            Err(CommandError::new(Code::SecretsFound, format!("there are secrets in {files}"))
                .hint("`responses scrub` takes them out"))
        }
        Some(Scrubbed { left, .. }) if !left.is_empty() => {
            Err(CommandError::new(Code::Failed, format!("{} still hold secrets", counted_files(left.len()))))
        }
        _ => Ok(()),
    }
}
