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
    let read = sources(path)?;
    if read.found.iter().any(Source::is_log) {
        return Ok(read);
    }
    ctx.report_problems(&read.problems);
    let named = path.display();
    let message = match read.found.as_slice() {
        _ if path.is_dir() => format!("no event log in {named}"),
        [Source { bytes: 0, .. }] => format!("{named} is empty, so nothing tells what sort of log it is"),
        [Source { family: Some(Family::Response), .. }] => format!("{named} is no event log, but a response"),
        _ => format!("{named} is no event log"),
    };
    Err(CommandError::new(Code::NotFound, message)
        .hint("logs are *.jsonl files of activities, causal events or streams; a store is given by --dir"))
}
