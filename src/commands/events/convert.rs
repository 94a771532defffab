//! `responses events convert`

mod made;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};

use self::made::Made;
use super::logs::LogDir;
use crate::capture::Retry;
use crate::commands::context::Context;
use crate::commands::error::CommandError;
use crate::commands::log_sources::logs_at;
use crate::events::convert::{Answered, Conversion, Converted, check, convert};
use crate::events::log::Problems;
use crate::events::stream::Group;
use crate::events::{Family, Read, Source, activity_names};
use crate::record::{AgentName, SessionId};
use crate::store::write::WriteOptions;
use crate::store::{NewResponse, ResponseTracker};
use crate::ui::units;

/// Make a log into one of another family, as far as what it says survives; or the requests and answers of a stream into responses.
///
/// The lines of the new log go to standard output. Responses are recorded in the store, and the paths of their files are printed. What can't be
/// converted is counted by what it is.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events convert --to causal qa_monday.jsonl > qa_monday.causal.jsonl
  responses events convert --to activity logs/sessions/tiger-castle > main_tiger-castle.jsonl
  responses events convert --to responses logs/sessions
  responses events convert --to causal qa_monday.jsonl --json | jq .left_out")]
pub(super) struct ConvertArgs {
    /// What to make of it
    #[arg(long, value_name = "FAMILY")]
    to: To,
    /// The agent, where a log does not say it [default: that of the file's name, else main]
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Print what was made as one JSON document, with what was left out and skipped
    #[arg(long)]
    json: bool,
    /// Logs, or directories of them
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::AnyPath)]
    files: Vec<PathBuf>,
}

/// What can be made of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Tasks and tool calls
    Activity,
    /// Events with their provenance
    Causal,
    /// Everything that happened
    Stream,
    /// Requests with their answers, recorded in the store
    Responses,
}

impl From<To> for Family {
    fn from(to: To) -> Self {
        match to {
            To::Activity => Self::Activity,
            To::Causal => Self::Causal,
            To::Stream => Self::Stream,
            To::Responses => Self::Response,
        }
    }
}

/// Files that make one log.
struct Log {
    family: Family,
    session: String,
    agent: Option<String>,
    files: Vec<PathBuf>,
}

pub(super) fn run(ctx: &Context, _: &LogDir, args: &ConvertArgs) -> Result<(), CommandError> {
    let (mut all, mut skipped) = (Vec::new(), Problems::default());
    for path in &args.files {
        let Read { found, problems } = logs(ctx, path)?;
        all.extend(found);
        skipped.append(problems);
    }
    // Nothing is made before it is clear that there is a way for all of it.
    for log in &all {
        check(&conversion(ctx, args, log)).map_err(|no_way| CommandError::usage(no_way.to_string()))?;
    }
    let mut made = Made::new(args, skipped);
    let result = all.iter().try_for_each(|log| one(ctx, args, log, &mut made));
    // What was made before a failure is whole all the same.
    if result.is_ok() || made.total > 0 {
        made.end()?;
    }
    result?;
    let total: u64 = made.left_out.values().sum();
    if total > 0 {
        let named: Vec<_> = made.left_out.iter().map(|(what, count)| format!("{count} {what}")).collect();
        ctx.warn(&format!("left out {total}: {}", named.join(", ")));
    }
    ctx.say(&format!(
        "made {}",
        units::counted(made.total, if args.to == To::Responses { "response" } else { "line" })
    ));
    Ok(())
}

/// The logs that a path stands for.
fn logs(ctx: &Context, path: &Path) -> Result<Read<Vec<Log>>, CommandError> {
    let Read { found, problems } = logs_at(ctx, path)?;
    ctx.report_problems(&problems);
    let of = |family| found.iter().filter(move |source: &&Source| source.family == Some(family));
    let single = |source: &Source| {
        let (agent, session) = activity_names(&source.path);
        let whole = || source.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_activity = source.family == Some(Family::Activity);
        Log {
            family: source.family.unwrap_or(Family::Causal),
            session: if is_activity {
                session
            } else {
                whole().trim_end_matches(".gz").trim_end_matches(".jsonl").to_owned()
            },
            agent: agent.filter(|_| is_activity),
            files: vec![source.path.clone()],
        }
    };
    let mut logs: Vec<_> = of(Family::Activity).chain(of(Family::Causal)).map(single).collect();
    let groups = Group::of(of(Family::Stream).map(|source| source.path.clone()).collect());
    logs.extend(groups.into_iter().map(|group| Log {
        family: Family::Stream,
        session: group.name,
        agent: None,
        files: group.files,
    }));
    Ok(Read { found: logs, problems })
}

fn conversion<'a>(ctx: &'a Context, args: &'a ConvertArgs, log: &'a Log) -> Conversion<'a> {
    let agent = args.agent.as_deref().or(log.agent.as_deref()).unwrap_or("main");
    Conversion { from: log.family, to: args.to.into(), session: &log.session, agent, naive_zone: ctx.naive_zone() }
}

/// Converts a log.
fn one(ctx: &Context, args: &ConvertArgs, log: &Log, made: &mut Made<impl Write>) -> Result<(), CommandError> {
    let conversion = conversion(ctx, args, log);
    let settings = &ctx.config.settings;
    let write = WriteOptions { durability: settings.durability.value, compression: settings.compression.value };
    let tracker = if args.to == To::Responses { Some(ctx.writing_tracker(write)?) } else { None };
    let mut failed = None;
    let read = convert(&log.files, &conversion, &ctx.read_options(), |converted| {
        let result = match (converted, &tracker) {
            (Converted::Line(line), _) => made.line(&line),
            (Converted::Response(answered), Some(tracker)) => {
                record(tracker, conversion.agent, answered).and_then(|(session, path)| made.response(&session, &path))
            }
            (Converted::Response(_), None) => Ok(()),
        };
        match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    let read = read.map_err(|no_way| CommandError::usage(no_way.to_string()))?;
    failed.map_or(Ok(()), Err)?;
    ctx.report_problems(&read.problems);
    made.take(read);
    Ok(())
}

fn record(tracker: &ResponseTracker, agent: &str, answered: Answered) -> Result<(SessionId, PathBuf), CommandError> {
    let session = SessionId::new(answered.session)?;
    let new = NewResponse {
        timestamp: answered.time,
        session_id: session.clone(),
        agent: AgentName::new(agent)?,
        request: answered.request,
        response: answered.response,
        metadata: answered.metadata,
    };
    Ok((session, Retry::PATIENT.run(|| tracker.track(&new))?))
}
