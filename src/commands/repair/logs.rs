//! `responses repair --events`

use std::io::Write;
use std::path::Path;

use super::Extent;
use crate::commands::context::Context;
use crate::commands::contract::{ClosedLog, ClosedLogsOutput, SCHEMA_VERSION, SkippedFile, path_text};
use crate::commands::error::{Code, CommandError};
use crate::commands::out::text_out;
use crate::commands::output::print_json;
use crate::events::log::{self, OpenEnd};
use crate::events::sources;
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// Ends the last lines of logs that have no end.
pub(super) fn run(ctx: &Context, directory: &Path, extent: Extent, json: bool) -> Result<(), CommandError> {
    let read = sources(directory)?;
    let mut done = ClosedLogsOutput {
        schema_version: SCHEMA_VERSION,
        dry_run: extent == Extent::DryRun,
        closed: Vec::new(),
        errors: SkippedFile::of_problems(&read.problems),
    };
    // What is no log of ours ends as its owner likes.
    for source in read.found.iter().filter(|source| source.is_log()) {
        let ended = match extent {
            Extent::DryRun => log::open_end(&source.path),
            Extent::Act => log::close(&source.path),
        };
        let path = path_text(&source.path);
        match ended {
            Ok(end) => done.closed.extend(end.map(|end| closed(path, end))),
            Err(error) => done.errors.push(SkippedFile { path, reason: error.to_string() }),
        }
    }
    for error in &done.errors {
        ctx.warn(&format!("{}: {}", error.path, error.reason));
    }
    if json {
        print_json(&done)?;
    } else {
        print(&done)?;
    }
    match done.errors.len() {
        0 => Ok(()),
        count => {
            let logs = units::counted(u64::try_from(count).unwrap_or(u64::MAX), "log");
            Err(CommandError::new(Code::Failed, format!("{logs} could not be looked at or ended")))
        }
    }
}

fn closed(path: String, end: OpenEnd) -> ClosedLog {
    let extent = match end.extent {
        log::Extent::Whole => "whole",
        log::Extent::Beginning => "beginning",
    };
    ClosedLog { path, bytes: end.bytes, event: extent.to_owned() }
}

fn print(done: &ClosedLogsOutput) -> Result<(), CommandError> {
    let mut out = text_out();
    for ClosedLog { path, bytes, event } in &done.closed {
        let what = if event == "whole" { "a whole event" } else { "the beginning of an event" };
        writeln!(
            out,
            "{}",
            visible_line(&format!("{path}: ends with {what} of {} and no end of line", units::bytes(*bytes)))
        )?;
    }
    let logs = units::counted(u64::try_from(done.closed.len()).unwrap_or(u64::MAX), "log");
    match (done.closed.is_empty(), done.dry_run) {
        (true, _) if done.errors.is_empty() => writeln!(out, "Every log ends as it should.")?,
        (true, _) => writeln!(out, "Every log that could be looked at ends as it should.")?,
        (false, true) => writeln!(out, "Would end the last line of {logs}. Nothing was changed.")?,
        (false, false) => writeln!(out, "Ended the last line of {logs}; nothing in them was changed.")?,
    }
    Ok(out.flush()?)
}
