//! `responses events task`, `file` and `tool`: notes in the activity log of a session, from as many processes as there are notes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use serde::de::IgnoredAny;

use super::logs::{LogDir, check_length, check_name, check_place};
use crate::commands::context::Context;
use crate::commands::contract::{NotedOutput, path_text};
use crate::commands::error::CommandError;
use crate::commands::out::data_out;
use crate::commands::value::read_value;
use crate::events::activity::{Event, FileAccess, Operation, Task, ToolCall, UnixTime, finish_task, note, start_task};
use crate::events::log::{Appender, Sync};
use crate::events::{Family, Layout};
use crate::record::{AgentName, Json, Kind, SessionId, redact, redact_json};
use crate::ui::json::to_safe_json;

/// Where activity logs lie unless `--log-dir` says otherwise.
const DEFAULT_LOG_DIR: &str = ".ai-agents/activity";

/// Whose log is meant.
#[derive(Debug, Args)]
struct LogArgs {
    /// Who acts
    #[arg(long, value_name = "NAME", default_value = "main")]
    agent: String,
    /// The session
    #[arg(long, value_name = "ID", default_value = "default")]
    session: String,
    /// Print what was noted as JSON instead of the log's path
    #[arg(long)]
    json: bool,
}

/// Note that a task begins or is done.
///
/// The log is <agent>_<session>.jsonl in the directory of logs [default: .ai-agents/activity]. A task may begin in one process and be done in
/// another. Tasks may be nested, and may have the same name: the newest open one of that name is the one that is done.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events task start 'run tests' --agent qa --session monday
  responses events task done 'run tests' --agent qa --session monday --metadata '{\"passed\": 28}'
  responses events task done deploy --duration-ms 2500
  responses analyze .ai-agents/activity/qa_monday.jsonl")]
pub(super) struct TaskArgs {
    #[command(subcommand)]
    command: TaskCommand,
}

#[derive(Debug, Subcommand)]
enum TaskCommand {
    /// A task begins
    #[command(after_help = "\
Examples:
  responses events task start 'run tests' --agent qa --session monday
  responses events task start deploy --metadata '{\"target\": \"staging\"}'")]
    Start {
        /// What it is called
        name: String,
        /// What else is known, as a JSON object (or @FILE, or -)
        #[arg(long, value_name = "JSON")]
        metadata: Option<String>,
        #[command(flatten)]
        log: LogArgs,
    },
    /// The newest open task of that name is done
    ///
    /// If there is none that is a warning, and nothing is noted; under --strict the exit code is 4.
    #[command(after_help = "\
Examples:
  responses events task done 'run tests' --agent qa --session monday --metadata '{\"passed\": 28}'
  responses events task done deploy --duration-ms 2500")]
    Done {
        /// What it is called
        name: String,
        /// How long it took, in milliseconds [default: until now]
        #[arg(long, value_name = "MS", allow_negative_numbers = true)]
        duration_ms: Option<u64>,
        /// What else is known, as a JSON object (or @FILE, or -); its keys win over those from the start
        #[arg(long, value_name = "JSON")]
        metadata: Option<String>,
        #[command(flatten)]
        log: LogArgs,
    },
}

/// Note that a file was read or written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events file read src/main.rs --size 4096
  responses events file write report.md --size 2048 --lines 60 --agent qa --session monday")]
pub(super) struct FileArgs {
    #[command(subcommand)]
    command: FileCommand,
}

#[derive(Debug, Subcommand)]
enum FileCommand {
    /// A file was read
    #[command(after_help = "\
Examples:
  responses events file read src/main.rs --size 4096")]
    Read {
        /// The file
        path: String,
        /// How many bytes
        #[arg(long, value_name = "BYTES", allow_negative_numbers = true)]
        size: Option<u64>,
        #[command(flatten)]
        log: LogArgs,
    },
    /// A file was written
    #[command(after_help = "\
Examples:
  responses events file write report.md --size 2048 --lines 60 --agent qa --session monday")]
    Write {
        /// The file
        path: String,
        /// How many bytes
        #[arg(long, value_name = "BYTES", allow_negative_numbers = true)]
        size: Option<u64>,
        /// How many lines
        #[arg(long, value_name = "LINES")]
        lines: Option<u64>,
        #[command(flatten)]
        log: LogArgs,
    },
}

/// Note that a tool was called.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events tool pytest --duration-ms 3500 --params '{\"path\": \"tests\"}'")]
pub(super) struct ToolArgs {
    /// The tool
    name: String,
    /// What it was given, as a JSON object (or @FILE, or -)
    #[arg(long, value_name = "JSON")]
    params: Option<String>,
    /// How long it took, in milliseconds
    #[arg(long, value_name = "MS", allow_negative_numbers = true)]
    duration_ms: Option<u64>,
    #[command(flatten)]
    log: LogArgs,
}

pub(super) fn task(ctx: &Context, dir: &LogDir, args: TaskArgs) -> Result<(), CommandError> {
    let now = UnixTime::of(ctx.now);
    match args.command {
        TaskCommand::Start { name, metadata, log: args } => {
            let metadata = object(ctx, "metadata", metadata)?;
            let task = Task { name: redacted(ctx, name), start: now, end: None, metadata };
            check_length(ctx, Event::Task(task.clone()).to_line().len())?;
            let mut log = open(ctx, dir, &args)?;
            let task = start_task(&mut log, &ctx.read_options(), &task.name, now, task.metadata)?;
            said(&args, log.path(), &Event::Task(task))
        }
        TaskCommand::Done { name, duration_ms, metadata, log: args } => {
            let metadata = object(ctx, "metadata", metadata)?;
            let mut log = open(ctx, dir, &args)?;
            let duration = duration_ms.map(Duration::from_millis);
            match finish_task(&mut log, &ctx.read_options(), &redacted(ctx, name), duration, now, &metadata)? {
                Ok(task) => said(&args, log.path(), &Event::Task(task)),
                Err(no_task) => {
                    ctx.warn_left_out(&format!("{no_task} in {}; nothing was noted", log.path().display()));
                    Ok(())
                }
            }
        }
    }
}

pub(super) fn file(ctx: &Context, dir: &LogDir, args: FileArgs) -> Result<(), CommandError> {
    let (path, operation, size_bytes, lines, args) = match args.command {
        FileCommand::Read { path, size, log } => (path, Operation::Read, size, None, log),
        FileCommand::Write { path, size, lines, log } => (path, Operation::Write, size, lines, log),
    };
    noted(ctx, dir, &args, &Event::File(FileAccess { path: redacted(ctx, path), operation, size_bytes, lines }))
}

pub(super) fn tool(ctx: &Context, dir: &LogDir, args: ToolArgs) -> Result<(), CommandError> {
    let ToolArgs { name, params, duration_ms, log: args } = args;
    let params = object(ctx, "params", params)?;
    let duration = duration_ms.map(Duration::from_millis);
    noted(ctx, dir, &args, &Event::Tool(ToolCall { name: redacted(ctx, name), params, duration }))
}

fn noted(ctx: &Context, dir: &LogDir, args: &LogArgs, event: &Event) -> Result<(), CommandError> {
    check_length(ctx, event.to_line().len())?;
    let mut log = open(ctx, dir, args)?;
    note(&mut log, event)?;
    said(args, log.path(), event)
}

/// The log that is meant. What is there already must be one of activities.
fn open(ctx: &Context, dir: &LogDir, args: &LogArgs) -> Result<Appender, CommandError> {
    for (flag, name) in [("--agent", &args.agent), ("--session", &args.session)] {
        check_name(ctx.config.settings.redact.value, flag, name)?;
    }
    let layout = Layout::new(dir.named().map_or_else(|| PathBuf::from(DEFAULT_LOG_DIR), Path::to_owned));
    let path = layout.activity(&AgentName::new(args.agent.as_str())?, &SessionId::new(args.session.as_str())?);
    check_place(&path, Family::Activity)?;
    Ok(Appender::new(path, Sync::Always))
}

fn said(args: &LogArgs, path: &Path, event: &Event) -> Result<(), CommandError> {
    let mut out = data_out();
    if args.json {
        writeln!(out, "{}", to_safe_json(&NotedOutput::new(path_text(path), event)))?;
    } else {
        out.write_all(path.as_os_str().as_encoded_bytes())?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

/// A flag's JSON object, without secrets.
fn object(ctx: &Context, flag: &str, value: Option<String>) -> Result<Json, CommandError> {
    let Some(value) = value else { return Ok(Json::empty_object()) };
    let refused = |why: String| CommandError::usage(format!("--{flag} {why}"));
    let json = Json::parse(&read_value(value)?).map_err(|error| refused(format!("is not JSON: {error}")))?;
    if json.get().kind() != Kind::Object {
        return Err(refused(format!("must be an object, not {}", json.get().kind())));
    }
    // `NaN` and its like are read wherever they stand, and no log gets them from us.
    if let Err(error) = serde_json::from_str::<IgnoredAny>(json.get().text()) {
        return Err(refused(format!("is not strict JSON: {error}")));
    }
    let redacted = if ctx.redacts() { redact_json(json.get()) } else { Ok(None) };
    Ok(redacted.map_err(|error| refused(format!("can't be redacted: {error}")))?.unwrap_or(json))
}

fn redacted(ctx: &Context, text: String) -> String {
    if ctx.redacts() { redact(&text).into_owned() } else { text }
}
