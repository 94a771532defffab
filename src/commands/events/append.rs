//! `responses events append`

use std::io::{self, BufReader, Write};

use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::Timestamp;
use serde_json::json;

use super::logs::{LogDir, check_length, check_name, check_place};
use super::parts::{self, CAUSAL_STEP, COMMITMENT, CONSTRAINT, FAILURE};
use crate::commands::args::TimeArg;
use crate::commands::context::Context;
use crate::commands::contract::{AppendedOutput, path_text};
use crate::commands::error::{Code, CommandError};
use crate::commands::lines::{InputFormat, Line, next_line};
use crate::commands::out::data_out;
use crate::commands::value::{read_value, stdin};
use crate::events::causal::{CausalLog, CheckedEvent, Draft, EventType, new_session};
use crate::events::log::Sync;
use crate::events::{Error, Family};
use crate::record::{AgentName, Json, JsonRef, RecordTime, Redaction, SessionId};
use crate::ui::json::to_safe_json;
use crate::ui::units;

/// So many events are made durable together at most.
const GROUP: usize = 1000;
/// So many bytes of events are made durable together at most.
const GROUP_BYTES: usize = 1 << 20;

/// Add an event to a session's log and print its id.
///
/// The id is printed when the event is durable. An event that breaks a rule is refused, each broken rule is named, and the log is
/// left as it was. Without --session a new one is begun, <agent>_<YYYYMMDD>_<HHMM>. Secrets of known forms are replaced by
/// [REDACTED:kind]. --data, --causal-step, --constraint, --failure and --commitment also take @FILE for a file's content and - for
/// standard input; a text that begins with @ gets another before it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events append --session fix-1 --type decision --agent codex --causal-step 'roll back: the fix broke login'
  responses events append --session fix-1 --type error --agent codex --failure 'git push: 403' --depends-on evt_6513270e
  responses events append --session fix-1 --type commitment --agent codex --commitment 'write the test: in_progress'
  responses events append --agent codex --type tool_call --data '{\"tool\": \"bash\"}' --json
  responses events append --session import --from ndjson < events.ndjson")]
pub(super) struct AppendArgs {
    /// The session [default: a new one]
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// What sort of thing happened
    #[arg(long = "type", value_name = "TYPE", required_unless_present = "from",
          value_parser = PossibleValuesParser::new(EventType::ALL.map(EventType::as_str)))]
    event_type: Option<String>,
    /// Who acted
    #[arg(long, value_name = "NAME", required_unless_present = "from")]
    agent: Option<String>,
    /// Where it is known from [default: cli]
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// How certain it is, from 0 to 1 [default: 1.0]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    confidence: Option<f64>,
    /// Anything else, as a JSON object
    #[arg(long, value_name = "JSON")]
    data: Option<String>,
    /// What led to it: 'STEP: REASONING' or a JSON object (repeatable)
    #[arg(long, value_name = "STEP")]
    causal_step: Vec<String>,
    /// A rule in force: 'CONSTRAINT: SOURCE' or a JSON object (repeatable)
    #[arg(long, value_name = "RULE")]
    constraint: Vec<String>,
    /// What was tried and failed: 'ATTEMPT: REASON' or a JSON object (repeatable)
    #[arg(long, value_name = "FAILURE")]
    failure: Vec<String>,
    /// What was promised: 'COMMITMENT', 'COMMITMENT: STATUS' or a JSON object (repeatable)
    #[arg(long, value_name = "PROMISE")]
    commitment: Vec<String>,
    /// What it is about: `NAME=FULL_NAME` or NAME={...} (repeatable)
    #[arg(long, value_name = "ENTITY")]
    entity: Vec<String>,
    /// An event that led to this one (repeatable)
    #[arg(long, value_name = "EVENT")]
    depends_on: Vec<String>,
    /// An event that waits for this one (repeatable)
    #[arg(long, value_name = "EVENT")]
    blocks: Vec<String>,
    /// The event's id [default: a new one]
    #[arg(long, value_name = "EVENT")]
    event_id: Option<String>,
    /// When it happened [default: now]
    #[arg(long, value_name = "TIME")]
    timestamp: Option<TimeArg>,
    /// Read whole events from standard input; flags fill what they lack
    #[arg(long, value_name = "FORMAT")]
    from: Option<InputFormat>,
    /// Store texts as they are, with any secret in them
    #[arg(long)]
    no_redact: bool,
    /// Print JSON objects of id, session and path instead of the id
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ctx: &Context, dir: &LogDir, mut args: AppendArgs) -> Result<(), CommandError> {
    let redaction = if args.no_redact { Redaction::Off } else { ctx.config.settings.redact.value };
    let session = args.session.take().map(SessionId::new).transpose()?;
    check_name(redaction, "--session", session.as_ref().map_or("", SessionId::as_str))?;
    let (from, json) = (args.from, args.json);
    let flags = from_flags(ctx, args)?;
    let mut adding = Adding { ctx, dir, redaction, json, session, log: None, waiting: Vec::new(), added: 0 };
    match from {
        None => adding.add_one(flags),
        Some(InputFormat::Json) => {
            let mut text = String::new();
            stdin(&mut text)?;
            adding.add_one(Draft::parse(without_mark(&text))?.or(&flags))
        }
        Some(InputFormat::Ndjson) => each_line(&mut adding, &flags),
    }
}

/// What the flags say of an event.
fn from_flags(ctx: &Context, args: AppendArgs) -> Result<Draft, CommandError> {
    let mut draft = Draft::default();
    for (key, value) in [("event_id", args.event_id), ("event_type", args.event_type)] {
        if let Some(text) = value {
            draft.set(key, Json::string(&text));
        }
    }
    if let Some(time) = args.timestamp {
        let time = RecordTime::utc(time.resolve(ctx.now, ctx.zone())?).to_microseconds();
        draft.set("timestamp", Json::string(&time.to_rfc3339()));
    }
    let mut provenance = json!({"source": args.source.as_deref().unwrap_or("cli")});
    if let Some(agent) = args.agent {
        provenance["agent"] = agent.into();
    }
    provenance["confidence"] = args.confidence.unwrap_or(1.0).into();
    draft.set("provenance", Json::from_value(&provenance));
    parts::set_array(&mut draft, "causal_steps", CAUSAL_STEP, args.causal_step)?;
    parts::set_array(&mut draft, "active_constraints", CONSTRAINT, args.constraint)?;
    parts::set_array(&mut draft, "failure_ledger", FAILURE, args.failure)?;
    parts::set_array(&mut draft, "open_commitments", COMMITMENT, args.commitment)?;
    parts::set_entities(&mut draft, &args.entity)?;
    let ids = [("depends_on", args.depends_on), ("blocks", args.blocks)];
    let dependencies: serde_json::Map<_, _> =
        ids.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(key, ids)| (key.to_owned(), ids.into())).collect();
    draft.set("dependencies", Json::from_value(&dependencies.into()));
    if let Some(data) = args.data {
        parts::set(&mut draft, "data", "--data", &read_value(data)?)?;
    }
    Ok(draft)
}

/// Events on their way into a log.
struct Adding<'a> {
    ctx: &'a Context,
    dir: &'a LogDir,
    redaction: Redaction,
    json: bool,
    session: Option<SessionId>,
    log: Option<CausalLog>,
    /// Those that will be made durable together.
    waiting: Vec<Waiting>,
    /// How many are in the log.
    added: u64,
}

/// An event that keeps the rules.
struct Waiting {
    event: CheckedEvent,
    /// The line of standard input that it came from.
    line: Option<u64>,
}

impl Adding<'_> {
    fn add_one(&mut self, draft: Draft) -> Result<(), CommandError> {
        self.check(draft, None)?;
        self.commit()
    }

    /// Lets an event wait for the next commit, if it keeps the rules.
    fn check(&mut self, draft: Draft, line: Option<u64>) -> Result<(), CommandError> {
        let now = Timestamp::now();
        let event = CheckedEvent::new(draft.complete(now, || fastrand::u32(..)), self.redaction)?;
        check_length(self.ctx, event.line().len())?;
        if self.session.is_none() {
            // The name of a session is that of a file, so what was taken out of the event is not in it.
            let agent = JsonRef::parse(event.line()).ok().and_then(|event| event.member("provenance")?.member("agent"));
            let agent = agent.and_then(JsonRef::as_str);
            self.session = Some(new_session(&AgentName::new(agent.unwrap_or_default())?, now)?);
        }
        self.waiting.push(Waiting { event, line });
        Ok(())
    }

    fn is_full(&self) -> bool {
        let bytes = || self.waiting.iter().map(|waiting| waiting.event.line().len()).sum::<usize>();
        self.waiting.len() >= GROUP || bytes() >= GROUP_BYTES
    }

    /// Makes those that wait durable, then says so. Fails at the first that can't be added, with those before it in the log.
    fn commit(&mut self) -> Result<(), CommandError> {
        let (Some(session), false) = (&self.session, self.waiting.is_empty()) else { return Ok(()) };
        if self.log.is_none() {
            check_place(&self.dir.layout.log(session), Family::Causal)?;
        }
        let log = self.log.get_or_insert_with(|| CausalLog::new(&self.dir.layout, session, Sync::Batch));
        let (count, appended) = append(log, &self.waiting);
        log.flush().map_err(|error| self.stopped(error, 0))?;
        self.added += count as u64;
        self.acknowledge(session, &self.waiting[..count])?;
        appended.map_err(|error| self.stopped(error, count))?;
        self.waiting.clear();
        Ok(())
    }

    /// Says of events that they are in the log.
    fn acknowledge(&self, session: &SessionId, added: &[Waiting]) -> Result<(), CommandError> {
        let mut out = data_out();
        for Waiting { event, .. } in added {
            let id = JsonRef::parse(event.line()).ok().and_then(|event| event.member("event_id")?.as_str());
            let event_id = id.map(String::from).unwrap_or_default();
            if self.json {
                let path = path_text(&self.dir.layout.log(session));
                let appended = AppendedOutput { event_id, session_id: session.to_string(), path };
                writeln!(out, "{}", to_safe_json(&appended))?;
            } else {
                writeln!(out, "{event_id}")?;
            }
        }
        Ok(out.flush()?)
    }

    /// What to say when `first` of those that wait, and all after it, could not be added.
    fn stopped(&self, error: Error, first: usize) -> CommandError {
        let line = self.waiting.get(first).and_then(|waiting| waiting.line);
        match (error.into(), line) {
            (CommandError::Told { code, message, hint }, Some(line)) => {
                let message = format!("line {line}: {message} ({} events were added before)", self.added);
                CommandError::Told { code, message, hint }
            }
            (other, _) => other,
        }
    }
}

/// Appends events in one write, or else as many of the first of them as can be, and says how many. A full disk may have room for some.
fn append(log: &mut CausalLog, waiting: &[Waiting]) -> (usize, Result<(), Error>) {
    match log.append_checked(waiting.iter().map(|waiting| &waiting.event)) {
        Ok(()) => (waiting.len(), Ok(())),
        Err(error) if waiting.len() == 1 => (0, Err(error)),
        Err(_) => {
            let mut one_by_one = waiting.iter().map(|waiting| log.append_checked([&waiting.event]));
            match one_by_one.by_ref().enumerate().find_map(|(count, appended)| Some((count, appended.err()?))) {
                Some((count, error)) => (count, Err(error)),
                None => (waiting.len(), Ok(())),
            }
        }
    }
}

/// Adds an event a line, as many together as are there. A bad line does not keep the others from being added, but the command fails in
/// the end.
fn each_line(adding: &mut Adding<'_>, flags: &Draft) -> Result<(), CommandError> {
    let ctx = adding.ctx;
    let most = ctx.config.settings.limits.line_length.value;
    let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let (mut number, mut failed) = (0_u64, 0_u64);
    loop {
        // Whoever writes an event now and then does not wait for the others of a group.
        if adding.is_full() || input.buffer().is_empty() {
            adding.commit()?;
        }
        let line = next_line(&mut input, most)
            .map_err(|error| CommandError::new(Code::Failed, format!("cannot read standard input: {error}")))?;
        let Some(line) = line else { break };
        number += 1;
        match one_line(adding, flags, number, &line, most) {
            Ok(()) => {}
            Err(CommandError::Told { message, .. }) => {
                failed += 1;
                ctx.warn(&format!("line {number}: {message}"));
            }
            Err(CommandError::ReaderGone) => return Err(CommandError::ReaderGone),
        }
    }
    adding.commit()?;
    let added = adding.added;
    if failed == 0 {
        return Ok(());
    }
    let all = units::counted(failed + added, "line");
    let was = |count| if count == 1 { "was" } else { "were" };
    let message = format!("{failed} of {all} {} not added, {added} {}", was(failed), was(added));
    Err(CommandError::new(Code::Refused, message))
}

fn one_line(adding: &mut Adding<'_>, flags: &Draft, number: u64, line: &Line, most: u64) -> Result<(), CommandError> {
    let refused = |why: String| Err(CommandError::new(Code::Refused, why));
    match line {
        Line::TooLong => refused(format!("longer than the limit of {most} bytes")),
        Line::Whole(line) => match std::str::from_utf8(line).map(str::trim) {
            Err(_) => refused("not UTF-8".to_owned()),
            Ok("") => Ok(()),
            Ok(text) => {
                let text = if number == 1 { without_mark(text) } else { text };
                adding.check(Draft::parse(text)?.or(flags), Some(number))
            }
        },
    }
}

/// A text without the byte order mark that some programs begin a file with.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
