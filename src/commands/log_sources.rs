//! Which event logs a path stands for, for the commands that take logs of every family.

use std::path::Path;

use super::context::Context;
use super::error::{Code, CommandError};
use crate::events::{Family, Read, Source, sources};

/// What a path stands for, at least one log among it, and the files that can't even be looked at.
///
/// # Errors
/// If there is nothing there, or no log; then what could not be looked at was reported.
pub(super) fn logs_at(ctx: &Context, path: &Path) -> Result<Read<Vec<Source>>, CommandError> {
    if path == Path::new("-") && !path.exists() {
        let message = "event logs are read from files, not from standard input";
        return Err(CommandError::usage(message).hint("save it to a file whose name ends in .jsonl, and name that"));
    }
    let read = sources(path)?;
    if read.found.iter().any(Source::is_log) {
        return Ok(read);
    }
    ctx.report_problems(&read.problems);
    let named = path.display();
    let message = match read.found.as_slice() {
        [] => format!("no event log in {named}"),
        all if path.is_dir() && all.iter().all(|source| source.family == Some(Family::Response)) => {
            return Err(CommandError::new(Code::NotFound, format!("{named} holds responses and no event log"))
                .hint("--dir names a store; `responses analyze` takes one by itself"));
        }
        _ if path.is_dir() => format!("no event log in {named}"),
        [Source { bytes: 0, .. }] => format!("{named} is empty, so nothing tells what sort of log it is"),
        [Source { family: Some(Family::Response), .. }] => {
            return Err(CommandError::new(Code::NotFound, format!("{named} is no event log, but a response"))
                .hint("`responses view PATH` shows it"));
        }
        _ => format!("{named} is no event log"),
    };
    Err(CommandError::new(Code::NotFound, message)
        .hint("logs are *.jsonl files of activities, causal events or streams; a store is given by --dir"))
}
