//! `responses verify`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::archive::SALVAGE;
use super::context::Context;
use super::contract::{SCHEMA_VERSION, SkippedFile, VerifyOutput, path_text};
use super::error::{Code, CommandError};
use super::out::text_out;
use super::output::print_json;
use crate::record::Problem;
use crate::store::verify::{Damage, Damaged, Scope, Verified, verify};
use crate::store::{Layout, Pattern};
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// Read every file whole and hold it to the schema of records.
///
/// Nothing is changed, and nothing is taken from the cache. Records in the shapes that older tools wrote are sound; they are
/// counted, and with --strict named as damaged.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses verify
  responses verify --json | jq -r '.damaged[].path'
  responses verify --session release-1.4 --strict

Exit codes: 0 all is sound; 4 something is damaged.")]
pub(super) struct VerifyArgs {
    /// Only these files and directories of the store
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Only this session (repeatable; `*` stands for anything)
    #[arg(long, value_name = "ID")]
    session: Vec<String>,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ctx: &Context, args: &VerifyArgs) -> Result<(), CommandError> {
    let tracker = ctx.tracker()?;
    let scope = Scope {
        paths: args.paths.iter().map(|path| below(tracker.layout(), path)).collect::<Result<_, _>>()?,
        sessions: args.session.iter().map(|text| Pattern::new(text)).collect(),
    };
    let mut verified = ctx.watch(|| verify(&tracker, &scope))?;
    let older = number(verified.older.len());
    if ctx.is_strict() {
        condemn_older(&mut verified);
    }
    let Verified { checked, damaged, .. } = verified;
    if args.json {
        let damaged =
            damaged.iter().map(|one| SkippedFile { path: path_text(&one.path), reason: one.damage.to_string() });
        print_json(&VerifyOutput { schema_version: SCHEMA_VERSION, checked, damaged: damaged.collect(), older })?;
    } else {
        print(checked, older, &damaged)?;
    }
    match damaged.len() {
        0 => Ok(()),
        count => {
            let verb = if count == 1 { "is" } else { "are" };
            let message = format!("{} of {} {verb} damaged", units::count(number(count)), files(checked));
            Err(CommandError::new(Code::Integrity, message).hint(way_out(&damaged)))
        }
    }
}

/// What can be done about what is damaged.
fn way_out(damaged: &[Damaged]) -> &'static str {
    let is_archive = |one: &Damaged| matches!(one.damage, Damage::Unreadable(Problem::Archive(_)));
    let is_link = |one: &Damaged| matches!(one.damage, Damage::Unreadable(Problem::SymbolicLink));
    if damaged.iter().all(is_archive) {
        SALVAGE
    } else if damaged.iter().all(is_link) {
        "links in a store are not followed; move what they lead to into their places"
    } else {
        "`responses repair` puts aside what can't be read; --dry-run shows what it would do"
    }
}

/// The path below the store: of a path that leads there, or that is one already.
fn below(layout: &Layout, path: &Path) -> Result<PathBuf, CommandError> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let inside = absolute(path).strip_prefix(absolute(layout.base())).map(Path::to_owned).ok();
    let there = |path: &PathBuf| layout.record(path).symlink_metadata().is_ok();
    inside.or_else(|| path.is_relative().then(|| path.to_owned())).filter(there).ok_or_else(|| {
        let message = format!("{} is not in the store {}", path.display(), layout.base().display());
        CommandError::new(Code::NotFound, message)
    })
}

/// Under `--strict` nothing but the canonical shape is sound.
fn condemn_older(verified: &mut Verified) {
    let older = verified.older.drain(..).map(|(path, broken)| Damaged { path, damage: Damage::Invalid(broken) });
    verified.damaged.extend(older);
    verified.damaged.sort_by(|a, b| a.path.cmp(&b.path));
}

fn print(checked: u64, older: u64, damaged: &[Damaged]) -> Result<(), CommandError> {
    let mut out = text_out();
    for one in damaged {
        let line = format!("{}: {}", one.path.display(), one.damage);
        writeln!(out, "{}", visible_line(&line))?;
    }
    let shapes = if older == 0 { String::new() } else { format!(", {} in older shapes", units::count(older)) };
    writeln!(out, "Checked {}{shapes}.", files(checked))?;
    Ok(out.flush()?)
}

fn files(count: u64) -> String {
    format!("{} {}", units::count(count), if count == 1 { "file" } else { "files" })
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
