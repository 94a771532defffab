//! `responses events archive`, `restore` and `storage`

use std::io::Write;
use std::time::Duration;

use clap::Args;

use super::logs::{LogDir, patterns};
use crate::commands::context::Context;
use crate::commands::contract::{
    ArchivedOutput, ArchivedSession, SCHEMA_VERSION, SkippedLine, StorageOutput, path_text,
};
use crate::commands::error::{Code, CommandError};
use crate::commands::out::text_out;
use crate::commands::output::print_json;
use crate::events::archive::{Criteria, Found, archive, decide, find, find_archived, storage as measure};
use crate::events::{Error, Layout, LogFile};
use crate::record::RecordTime;
use crate::store::retention::parse_age;
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// Put logs aside, compressed, in archive/<session>.jsonl.gz.
///
/// Each is read back and compared before the log is removed. A session that goes on gets a new log; archiving that adds to the
/// archive. At least one session or an age is needed.
#[derive(Debug, Args)]
#[group(required = true, multiple = true, args = ["sessions", "older_than"])]
#[command(after_help = "\
Examples:
  responses events archive --older-than 30d --dry-run
  responses events archive fix-1 'import-*'")]
pub(super) struct ArchiveArgs {
    /// Sessions (`*` stands for anything)
    #[arg(value_name = "SESSION")]
    sessions: Vec<String>,
    /// Only logs that were changed last longer ago: 30d, 12h; a bare number is days
    #[arg(long, value_name = "AGE", value_parser = parse_age, allow_negative_numbers = true)]
    older_than: Option<Duration>,
    /// Only say what would be archived
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// Take archived logs back, byte for byte.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events restore fix-1")]
pub(super) struct RestoreArgs {
    /// Sessions (`*` stands for anything)
    #[arg(value_name = "SESSION", required = true)]
    sessions: Vec<String>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// Say how much space logs and archives take.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events storage
  responses events storage --log-dir old/sessions --json")]
pub(super) struct StorageArgs {
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ctx: &Context, dir: &LogDir, args: &ArchiveArgs) -> Result<(), CommandError> {
    let layout = dir.to_read(ctx)?;
    let criteria = Criteria { sessions: patterns(&args.sessions), older_than: args.older_than };
    let found = find(layout)?;
    check_named(&args.sessions, &found, "session", layout)?;
    let moved = Moved::of(ctx, decide(found, &criteria, ctx.now), |log| {
        if args.dry_run { Ok(None) } else { archive(layout, log).map(Some) }
    });
    let done = if args.dry_run { Done::WouldArchive } else { Done::Archived };
    if args.json {
        print_json(&moved.document(done))?;
    } else {
        moved.show(done)?;
    }
    moved.outcome(ctx)
}

pub(super) fn restore(ctx: &Context, dir: &LogDir, args: &RestoreArgs) -> Result<(), CommandError> {
    let layout = dir.to_read(ctx)?;
    let found = find_archived(layout)?;
    check_named(&args.sessions, &found, "archived session", layout)?;
    let criteria = Criteria { sessions: patterns(&args.sessions), older_than: None };
    let moved =
        Moved::of(ctx, decide(found, &criteria, ctx.now), |log| crate::events::archive::restore(layout, log).map(Some));
    if args.json {
        print_json(&moved.document(Done::Restored))?;
    } else {
        moved.show(Done::Restored)?;
    }
    moved.outcome(ctx)
}

pub(super) fn storage(ctx: &Context, dir: &LogDir, args: &StorageArgs) -> Result<(), CommandError> {
    let measured = measure(dir.to_read(ctx)?)?;
    if args.json {
        return print_json(&StorageOutput::from(measured));
    }
    let mut out = text_out();
    let line = |sessions, bytes| format!("{}, {}", units::counted(sessions, "session"), units::bytes(bytes));
    writeln!(out, "Active:   {}", line(measured.active_sessions, measured.active_bytes))?;
    writeln!(out, "Archived: {}", line(measured.archived_sessions, measured.archived_bytes))?;
    Ok(out.flush()?)
}

/// A session that is named without a star must be there.
fn check_named(texts: &[String], there: &[Found], what: &'static str, layout: &Layout) -> Result<(), CommandError> {
    for (text, pattern) in texts.iter().zip(patterns(texts)) {
        if pattern.exact().is_some() && !there.iter().any(|found| pattern.matches(&found.log.session)) {
            return Err(Error::NotFound { what, name: text.clone(), base: layout.base().to_owned() }.into());
        }
    }
    Ok(())
}

/// What was done with logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    WouldArchive,
    Archived,
    Restored,
}

impl Done {
    fn word(self) -> &'static str {
        match self {
            Self::WouldArchive => "Would archive",
            Self::Archived => "Archived",
            Self::Restored => "Restored",
        }
    }
}

/// What became of logs.
struct Moved {
    sessions: Vec<ArchivedSession>,
    errors: Vec<(SkippedLine, String)>,
}

impl Moved {
    /// Moves each log by `act`, which gives its new size, if it was moved.
    fn of(ctx: &Context, logs: Vec<Found>, act: impl Fn(&LogFile) -> Result<Option<u64>, Error>) -> Self {
        let mut moved = Self { sessions: Vec::new(), errors: Vec::new() };
        for found in logs {
            match act(&found.log) {
                Ok(new_bytes) => moved.sessions.push(ArchivedSession {
                    session_id: found.log.session,
                    bytes: found.bytes,
                    new_bytes,
                    last_change: found.modified.map(|time| ctx.times().show(RecordTime::utc(time))),
                }),
                Err(error) => {
                    let reason = error.to_string();
                    let path = path_text(&found.log.path);
                    moved.errors.push((SkippedLine { path, line: None, reason }, found.log.session));
                }
            }
        }
        moved
    }

    fn document(&self, done: Done) -> ArchivedOutput {
        ArchivedOutput {
            schema_version: SCHEMA_VERSION,
            dry_run: done == Done::WouldArchive,
            sessions: self.sessions.clone(),
            errors: self.errors.iter().map(|(error, _)| error.clone()).collect(),
        }
    }

    fn show(&self, done: Done) -> Result<(), CommandError> {
        let mut out = text_out();
        for session in &self.sessions {
            let after = session.new_bytes.map(|bytes| format!(", now {}", units::bytes(bytes))).unwrap_or_default();
            let name = visible_line(&session.session_id);
            writeln!(out, "{} {name}: {}{after}", done.word(), units::bytes(session.bytes))?;
        }
        if self.sessions.is_empty() && self.errors.is_empty() {
            writeln!(out, "Nothing to do.")?;
        }
        Ok(out.flush()?)
    }

    /// Names what stays where it was; then the command has not done all it was asked.
    fn outcome(&self, ctx: &Context) -> Result<(), CommandError> {
        for (error, session) in &self.errors {
            ctx.warn(&format!("{session} stays where it is: {}", error.reason));
        }
        match self.errors.len() {
            0 => Ok(()),
            failed => {
                let sessions = units::counted(failed as u64, "session");
                Err(CommandError::new(Code::Failed, format!("{sessions} could not be moved")))
            }
        }
    }
}
