//! `responses events validate`

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::logs::{LogDir, Logs, SessionArgs};
use crate::commands::context::Context;
use crate::commands::contract::{SCHEMA_VERSION, SkippedLine, ValidatedOutput};
use crate::commands::error::{Code, CommandError};
use crate::commands::out::data_out;
use crate::commands::output::print_json;
use crate::events::causal::validate;
use crate::events::log::{Fold, Line, LineProblem, Problem, fold};
use crate::events::{LogFile, followed};
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// Check every line of logs, and exit with 4 if one is damaged or breaks a rule.
///
/// Whatever else reads logs takes what it can; this names each line that is not as docs/formats.md and
/// schemas/causal-event.schema.json say.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events validate
  responses events validate --session fix-1 --archived
  responses events validate old/*.jsonl archive/*.jsonl.gz --json")]
pub(super) struct ValidateArgs {
    /// Logs to check, compressed or not [default: all in the directory of logs]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["session", "archived"])]
    files: Vec<PathBuf>,
    #[command(flatten)]
    sessions: SessionArgs,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Judges each line, and keeps nothing.
struct Judging;

impl Fold for Judging {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let broken = validate(line.text)?;
        if broken.is_empty() { Ok(()) } else { Err(Problem::Invalid(broken.iter().map(ToString::to_string).collect())) }
    }

    fn append(&mut self, _: Self) {}
}

pub(super) fn run(ctx: &Context, dir: &LogDir, args: &ValidateArgs) -> Result<(), CommandError> {
    if let Some(directory) = args.files.iter().find(|path| path.is_dir()) {
        let message = format!("{} is a directory", directory.display());
        return Err(CommandError::usage(message).hint("--log-dir DIR checks the logs in a directory"));
    }
    let logs = if args.files.is_empty() {
        dir.select(ctx, &args.sessions)?
    } else {
        // What leads nowhere is named with the others.
        let named = |path: &PathBuf| followed(path).unwrap_or_else(|_| path.clone());
        let log = |path| LogFile { session: String::new(), path: named(path) };
        Logs::new(ctx, args.files.iter().map(log).collect())
    };
    let checked = fold(&logs.paths, &logs.options, || Judging);
    let problems = checked.problems;
    let whole_files = problems.named.iter().filter(|problem| problem.line.is_none()).count() as u64;
    let output = ValidatedOutput {
        schema_version: SCHEMA_VERSION,
        files: logs.paths.len() as u64,
        checked: checked.lines + problems.total - whole_files,
        damaged_total: problems.total,
        damaged: SkippedLine::all(&problems),
    };
    if args.json {
        print_json(&output)?;
    } else {
        print(&output)?;
    }
    // What can't be looked at is neither whole nor damaged.
    let is_unread = |one: &&LineProblem| matches!(one.problem, Problem::File(_));
    let unread = problems.named.iter().filter(is_unread).count() as u64;
    let could_not = format!("{} could not be read", units::counted(unread, "log"));
    let also = if unread > 0 { format!(", and {could_not}") } else { String::new() };
    match (problems.total - unread, unread) {
        (0, 0) => Ok(()),
        (0, _) => Err(CommandError::new(Code::Storage, could_not)),
        (1, _) => Err(CommandError::new(Code::Integrity, format!("1 line is damaged or breaks a rule{also}"))),
        (many, _) => {
            let message = format!("{} lines are damaged or break a rule{also}", units::count(many));
            Err(CommandError::new(Code::Integrity, message))
        }
    }
}

fn print(output: &ValidatedOutput) -> Result<(), CommandError> {
    let mut out = data_out();
    for damaged in &output.damaged {
        let line = damaged.line.map(|line| format!(":{line}")).unwrap_or_default();
        writeln!(out, "{}", visible_line(&format!("{}{line}: {}", damaged.path, damaged.reason)))?;
    }
    let more = output.damaged_total - output.damaged.len() as u64;
    if more > 0 {
        writeln!(out, "and {} more", units::count(more))?;
    }
    writeln!(out, "{} in {}", units::counted(output.checked, "line"), units::counted(output.files, "log"))?;
    Ok(out.flush()?)
}
