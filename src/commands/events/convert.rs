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
use crate::events::convert::{Answered, Conversion, Converted, LeftOut, NoWay, check, convert};
use crate::events::log::Problems;
use crate::events::stream::Group;
use crate::events::{Family, Read, Source, activity_names, log_name};
use crate::record::{AgentName, Json, Record, SessionId, Stamp};
use crate::store::ResponseTracker;
use crate::store::import::{Import, Outcome};
use crate::store::write::WriteOptions;
use crate::ui::units;

/// Make a log into one of another family, as far as what it says survives; or the requests and answers of a stream into responses.
///
/// The lines of the new log go to standard output. Responses are recorded in the store unless it has them already, and the paths of their files are
/// printed. What can't be converted is counted by what it is.
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
        check(&conversion(ctx, args, log)).map_err(|no_way| refused(log, &no_way))?;
    }
    let mut made = Made::new(args, skipped);
    let result = match args.to {
        To::Responses => recorded(ctx, args, &all, &mut made),
        To::Activity | To::Causal | To::Stream => all.iter().try_for_each(|log| lines(ctx, args, log, &mut made)),
    };
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
        let is_activity = source.family == Some(Family::Activity);
        Log {
            family: source.family.unwrap_or(Family::Causal),
            session: if is_activity { session } else { log_name(&source.path) },
            agent: agent.filter(|_| is_activity),
            files: vec![source.path.clone()],
        }
    };
    let mut logs: Vec<_> = of(Family::Activity).chain(of(Family::Causal)).map(single).collect();
    let groups = Group::of(of(Family::Stream).map(|source| source.path.clone()).collect(), ctx.session_pattern());
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

/// Why nothing is made of a log, and what could be.
fn refused(log: &Log, no_way: &NoWay) -> CommandError {
    let path = log.files.first().map(|path| path.display().to_string()).unwrap_or_default();
    let ways = match log.family {
        Family::Activity => "causal or stream",
        Family::Causal => "activity or stream",
        Family::Stream | Family::Response => "activity, causal or responses",
    };
    CommandError::usage(format!("{path}: {no_way}")).hint(format!("--to {ways} would be possible"))
}

/// Converts a log, and hands on what comes of it until that fails.
fn each(
    ctx: &Context,
    args: &ConvertArgs,
    log: &Log,
    mut hand_on: impl FnMut(Converted) -> Result<(), CommandError>,
) -> Result<Read<LeftOut>, CommandError> {
    let mut failed = None;
    let read =
        convert(&log.files, &conversion(ctx, args, log), &ctx.read_options(), |converted| match hand_on(converted) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        });
    let read = read.map_err(|no_way| refused(log, &no_way))?;
    failed.map_or(Ok(()), Err)?;
    ctx.report_problems(&read.problems);
    Ok(read)
}

/// Makes the lines of another log.
fn lines(ctx: &Context, args: &ConvertArgs, log: &Log, made: &mut Made<impl Write>) -> Result<(), CommandError> {
    let read = each(ctx, args, log, |converted| match converted {
        Converted::Line(line) => made.line(&line),
        Converted::Response(_) => Ok(()),
    })?;
    made.take(read);
    Ok(())
}

/// Records responses in the store, those that it has already left out: so converting twice adds nothing.
fn recorded(ctx: &Context, args: &ConvertArgs, logs: &[Log], made: &mut Made<impl Write>) -> Result<(), CommandError> {
    let settings = &ctx.config.settings;
    let write = WriteOptions { durability: settings.durability.value, compression: settings.compression.value };
    let tracker = ctx.writing_tracker(write)?;
    // There is no store before there is something to record.
    let mut begun = None;
    for log in logs {
        let agent = AgentName::new(conversion(ctx, args, log).agent)?;
        let mut known = 0;
        let mut read = each(ctx, args, log, |converted| {
            let Converted::Response(answered) = converted else { return Ok(()) };
            let session = SessionId::new(answered.session.as_str())?;
            let import = match &mut begun {
                Some(import) => import,
                none => none.insert(begin(ctx, &tracker)?),
            };
            for outcome in import.take(vec![record(&agent, answered)]) {
                match outcome? {
                    Outcome::Stored(Some(path)) => made.response(&session, &path)?,
                    Outcome::Stored(None) | Outcome::AlreadyThere(_) | Outcome::Archived(_) => known += 1,
                }
            }
            Ok(())
        })?;
        if known > 0 {
            read.found.insert("responses that the store has already".to_owned(), known);
        }
        made.take(read);
    }
    if let Some(import) = &mut begun {
        ctx.report_skipped(&import.take_skipped());
    }
    Ok(())
}

fn begin<'a>(ctx: &Context, tracker: &'a ResponseTracker) -> Result<Import<'a>, CommandError> {
    let (import, unread) = ctx.watch(|| Retry::PATIENT.run(|| Import::begin(tracker)))?;
    ctx.report_skipped(&unread);
    Ok(import)
}

fn record(agent: &AgentName, answered: Answered) -> Record {
    Record {
        timestamp: Stamp::Read(answered.time.to_microseconds()),
        session_id: Some(answered.session),
        agent: Some(agent.as_str().to_owned()),
        request: Json::string(&answered.request),
        response: Json::string(&answered.response),
        metadata: answered.metadata,
        extra: Vec::new(),
    }
}
