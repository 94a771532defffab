//! `responses events`: event logs, one verb a file.

mod append;
mod archive;
mod commitments;
mod convert;
mod emit;
mod explain;
mod failures;
mod graph;
mod logs;
mod note;
mod parts;
mod query;
mod stats;
mod validate;
mod view;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use self::logs::LogDir;
use super::context::Context;
use super::error::CommandError;
use crate::config::Problem;

/// Where logs are looked for unless `--log-dir` says otherwise.
const DEFAULT_LOG_DIR: &str = ".ai-agents/sessions";

/// Write, read and analyse event logs: what agents did and why, a JSON object a line.
///
/// Each session has a log of its own, <session>.jsonl in the directory of logs. Any number of processes can add to it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events append --session fix-1 --type decision --agent codex --causal-step 'roll back: the fix broke login'
  responses events query --type error --after 2h
  responses events commitments
  responses events explain evt_6513270e
  responses events validate && responses events archive --older-than 30d
  responses events task start 'run tests' --agent qa --session monday
  responses events view tiger-castle")]
pub(super) struct EventsArgs {
    /// The directory of the logs [default: .ai-agents/sessions; for `task`, `file` and `tool` .ai-agents/activity; for `emit` and `view` as they say]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    log_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: EventsCommand,
}

#[derive(Debug, Subcommand)]
enum EventsCommand {
    Append(append::AppendArgs),
    Query(query::QueryArgs),
    Commitments(commitments::CommitmentsArgs),
    Failures(failures::FailuresArgs),
    Stats(stats::EventStatsArgs),
    Graph(graph::GraphArgs),
    Explain(explain::ExplainArgs),
    Validate(validate::ValidateArgs),
    Archive(archive::ArchiveArgs),
    Restore(archive::RestoreArgs),
    Storage(archive::StorageArgs),
    Task(note::TaskArgs),
    File(note::FileArgs),
    Tool(note::ToolArgs),
    Emit(emit::EmitArgs),
    View(view::EventViewArgs),
    Convert(convert::ConvertArgs),
}

impl EventsArgs {
    /// True if a command fails of that problem, which others are only warned of.
    pub(super) fn is_stopped_by(&self, problem: &Problem) -> bool {
        matches!(self.command, EventsCommand::Emit(_) | EventsCommand::View(_)) && logs::is_of_streams(problem)
    }
}

pub(super) fn run(ctx: &Context, args: EventsArgs) -> Result<(), CommandError> {
    let dir = &LogDir::new(args.log_dir);
    match args.command {
        EventsCommand::Append(args) => append::run(ctx, dir, args),
        EventsCommand::Query(args) => query::run(ctx, dir, &args),
        EventsCommand::Commitments(args) => commitments::run(ctx, dir, &args),
        EventsCommand::Failures(args) => failures::run(ctx, dir, &args),
        EventsCommand::Stats(args) => stats::run(ctx, dir, &args),
        EventsCommand::Graph(args) => graph::run(ctx, dir, &args),
        EventsCommand::Explain(args) => explain::run(ctx, dir, &args),
        EventsCommand::Validate(args) => validate::run(ctx, dir, &args),
        EventsCommand::Archive(args) => archive::run(ctx, dir, &args),
        EventsCommand::Restore(args) => archive::restore(ctx, dir, &args),
        EventsCommand::Storage(args) => archive::storage(ctx, dir, &args),
        EventsCommand::Task(args) => note::task(ctx, dir, args),
        EventsCommand::File(args) => note::file(ctx, dir, args),
        EventsCommand::Tool(args) => note::tool(ctx, dir, args),
        EventsCommand::Emit(args) => emit::run(ctx, dir, args),
        EventsCommand::View(args) => view::run(ctx, dir, &args),
        EventsCommand::Convert(args) => convert::run(ctx, dir, &args),
    }
}
