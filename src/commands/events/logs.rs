//! Which logs a command reads.

use std::path::{Path, PathBuf};

use clap::Args;

use super::DEFAULT_LOG_DIR;
use crate::commands::context::Context;
use crate::commands::contract::SkippedLine;
use crate::commands::error::{Code, CommandError};
use crate::config::{Place, Problem};
use crate::events::log::{Problems, ReadOptions};
use crate::events::stream::StreamOptions;
use crate::events::{Family, Layout, LogFile, is_compressed, recognise};
use crate::record::{Pattern, Redaction, holds_secret};

/// Which sessions are meant.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Selection")]
pub(super) struct SessionArgs {
    /// Only this session (repeatable; `*` stands for anything)
    #[arg(long, value_name = "ID")]
    session: Vec<String>,
    /// Archived logs too
    #[arg(long)]
    archived: bool,
}

impl SessionArgs {
    /// How to look further for what was not found, if it was not looked for everywhere.
    pub(super) fn narrowed_by(&self) -> Option<&'static str> {
        match (self.session.is_empty(), self.archived) {
            (true, true) => None,
            (true, false) => Some("--archived looks into archived logs too"),
            (false, true) => Some("without --session it is looked for in all sessions"),
            (false, false) => {
                Some("without --session it is looked for in all sessions, with --archived in archived logs too")
            }
        }
    }

    /// What to add to the news that something is not there, if it was not looked for everywhere.
    pub(super) fn scope(&self) -> &'static str {
        if self.session.is_empty() { "" } else { ", in the sessions that were asked for" }
    }
}

/// True for a variable that says how streams are written, and holds what it can't.
pub(super) fn is_of_streams(problem: &Problem) -> bool {
    matches!(problem.place, Place::Variable(name) if StreamOptions::VARIABLES.contains(&name))
}

/// The directory of the logs.
#[derive(Debug)]
pub(super) struct LogDir {
    pub(super) layout: Layout,
    origin: Origin,
}

/// Who said where the logs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Flag,
    Default,
}

impl LogDir {
    pub(super) fn new(flag: Option<PathBuf>) -> Self {
        let origin = if flag.is_some() { Origin::Flag } else { Origin::Default };
        Self { layout: Layout::new(flag.unwrap_or_else(|| PathBuf::from(DEFAULT_LOG_DIR))), origin }
    }

    /// Where and how streams are written: as environment and configuration say, in the directory that was named, if one was.
    pub(super) fn stream_options(&self, ctx: &Context) -> Result<StreamOptions, CommandError> {
        if let Some(problem) = ctx.config.problems.iter().find(|problem| is_of_streams(problem)) {
            return Err(CommandError::new(Code::Configuration, problem.to_string()));
        }
        let mut options = ctx.config.settings.streams.options();
        if let Some(named) = self.named() {
            named.clone_into(&mut options.directory);
        }
        Ok(options)
    }

    /// The directory that was named, if one was.
    pub(super) fn named(&self) -> Option<&Path> {
        (self.origin == Origin::Flag).then(|| self.layout.base())
    }

    /// The layout of a directory that is read. One that was named must exist.
    pub(super) fn to_read(&self, ctx: &Context) -> Result<&Layout, CommandError> {
        let base = self.layout.base();
        if !base.exists() {
            let message = format!("no logs at {}", base.display());
            if self.origin == Origin::Flag {
                let hint = "check --log-dir; `responses events append` creates logs";
                return Err(CommandError::new(Code::NotFound, message).hint(hint));
            }
            ctx.say(&message);
        }
        Ok(&self.layout)
    }

    /// The logs that are meant.
    pub(super) fn select(&self, ctx: &Context, args: &SessionArgs) -> Result<Logs, CommandError> {
        self.to_read(ctx)?;
        self.select_quietly(ctx, args)
    }

    /// The same, whether there is a directory or not.
    pub(super) fn select_quietly(&self, ctx: &Context, args: &SessionArgs) -> Result<Logs, CommandError> {
        let mut files = if args.archived { self.layout.archived_logs()? } else { Vec::new() };
        files.extend(self.layout.logs()?);
        // Of one session the archive comes first, as it was first.
        files.sort_by(|a, b| a.session.cmp(&b.session));
        let patterns = patterns(&args.session);
        files.retain(|log| patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches(&log.session)));
        Ok(Logs::new(ctx, files))
    }
}

/// Patterns as they were given.
pub(super) fn patterns(texts: &[String]) -> Vec<Pattern> {
    texts.iter().map(|text| Pattern::new(text)).collect()
}

/// Logs to read.
#[derive(Debug)]
pub(super) struct Logs {
    files: Vec<LogFile>,
    pub(super) paths: Vec<PathBuf>,
    pub(super) options: ReadOptions,
}

impl Logs {
    pub(super) fn new(ctx: &Context, files: Vec<LogFile>) -> Self {
        let paths = files.iter().map(|log| log.path.clone()).collect();
        Self { files, paths, options: ctx.read_options() }
    }

    /// The logs, each with its session.
    pub(super) fn files(&self) -> &[LogFile] {
        &self.files
    }

    /// The session of a file, by its place among those that are read.
    pub(super) fn session(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |log| log.session.as_str())
    }
}

/// Warns of what could not be read, and gives it as the JSON has it.
pub(super) fn report(ctx: &Context, problems: &Problems) -> Vec<SkippedLine> {
    ctx.report_problems(problems);
    SkippedLine::all(problems)
}

/// Refuses to add to what is there already if it is a log of another family, or a compressed one, behind whose end nobody would read it.
pub(super) fn check_place(path: &Path, family: Family) -> Result<(), CommandError> {
    let what = match recognise(path) {
        _ if is_compressed(path) => "compressed, so that nothing can be added".to_owned(),
        Ok(Some(Family::Activity)) if family != Family::Activity => "an activity log".to_owned(),
        Ok(Some(other)) if other != family => format!("a {} log", other.name()),
        _ => return Ok(()),
    };
    let message = format!("{} is {what}", path.display());
    Err(CommandError::new(Code::Refused, message).hint("give another --session or --log-dir"))
}

/// Refuses a line that no reader would take.
pub(super) fn check_length(ctx: &Context, length: usize) -> Result<(), CommandError> {
    let most = ctx.line_limit();
    if length <= most {
        return Ok(());
    }
    let message =
        format!("an event of {length} bytes is longer than the limit of {most} bytes, up to which lines are read");
    Err(CommandError::new(Code::Refused, message)
        .hint("`limits.line_length` in the configuration says how long a line may be"))
}

/// Refuses a name that holds a secret, since it would become that of a file, where nothing is replaced.
pub(super) fn check_name(redaction: Redaction, flag: &str, name: &str) -> Result<(), CommandError> {
    if redaction == Redaction::On && holds_secret(name) {
        return Err(CommandError::new(Code::Refused, format!("{flag} holds a secret, which no name may")));
    }
    Ok(())
}
