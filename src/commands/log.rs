//! `responses log`

use std::io::{self, Write};

use clap::Args;
use jiff::Timestamp;

use super::context::Context;
use super::contract::LogOutput;
use super::error::{Code, CommandError};
use super::lines::{InputFormat, Line, next_line};
use super::out::data_out;
use super::value::{read_value, stdin};
use crate::capture::Retry;
use crate::record::{AgentName, Json, JsonRef, Kind, RecordTime, Redaction, SessionId};
use crate::store::write::{Durability, WriteOptions};
use crate::store::{NewResponse, ResponseTracker};
use crate::ui::json::to_safe_json;
use crate::ui::units;

/// Record a response and print its file's path.
///
/// Secrets of known forms (keys, tokens, private keys, passwords in URLs) are replaced by [REDACTED:kind] before anything is
/// written. What the configuration keeps from being captured, such as excluded agents, is logged all the same.
///
/// A value may be @FILE for a file's content or - for standard input; a value that begins with @ itself is written with two.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses log --agent engineer --request 'Fix the login bug' --response @answer.md
  git diff | responses log --session review --agent qa --request 'Review this' --response -
  responses log --agent ops --request deploy --response done --metadata '{\"duration\": 2.3, \"exit_code\": 0}'
  responses log --from ndjson --session import < answers.ndjson")]
pub(super) struct LogArgs {
    /// The conversation [default: default]
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// Who answered
    #[arg(long, value_name = "NAME", required_unless_present = "from")]
    agent: Option<String>,
    /// What was asked
    #[arg(long, value_name = "TEXT", required_unless_present = "from")]
    request: Option<String>,
    /// What was answered
    #[arg(long, value_name = "TEXT", required_unless_present = "from")]
    response: Option<String>,
    /// What else is known, as a JSON object
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
    /// Read whole responses from standard input: objects with the record's keys; flags fill what they lack
    #[arg(long, value_name = "FORMAT")]
    from: Option<InputFormat>,
    /// Make the directory entry durable too, not only the file
    #[arg(long)]
    sync: bool,
    /// Store texts as they are, with any secret in them
    #[arg(long)]
    no_redact: bool,
    /// Print {"id", "path"} instead of the path
    #[arg(long)]
    json: bool,
}

/// The parts of a response that are known so far.
#[derive(Debug, Clone, Default)]
struct Draft {
    timestamp: Option<RecordTime>,
    session: Option<String>,
    agent: Option<String>,
    request: Option<String>,
    response: Option<String>,
    metadata: Option<Json>,
}

pub(super) fn run(ctx: &Context, args: LogArgs) -> Result<(), CommandError> {
    let settings = &ctx.config.settings;
    let durability = if args.sync { Durability::Full } else { settings.durability.value };
    let redaction = if args.no_redact { Redaction::Off } else { settings.redact.value };
    let tracker =
        ctx.redacting_tracker(WriteOptions { durability, compression: settings.compression.value }, redaction)?;
    if !tracker.is_private() {
        let base = tracker.layout().base().display();
        ctx.warn(&format!("others than its owner may look into {base}; `chmod 700 {base}` keeps it private"));
    }
    let (from, json) = (args.from, args.json);
    let flags = from_flags(args)?;
    let log = |draft: Draft| record(&tracker, draft, json);
    match from {
        None => log(flags),
        Some(InputFormat::Json) => {
            let mut text = String::new();
            stdin(&mut text)?;
            log(from_object(&text, &tracker)?.or(flags))
        }
        Some(InputFormat::Ndjson) => each_line(ctx, |line| log(from_object(line, &tracker)?.or(flags.clone()))),
    }
}

impl Draft {
    /// Fills what is missing.
    fn or(self, other: Self) -> Self {
        Self {
            timestamp: self.timestamp.or(other.timestamp),
            session: self.session.or(other.session),
            agent: self.agent.or(other.agent),
            request: self.request.or(other.request),
            response: self.response.or(other.response),
            metadata: self.metadata.or(other.metadata),
        }
    }
}

fn from_flags(args: LogArgs) -> Result<Draft, CommandError> {
    let values = [&args.request, &args.response, &args.metadata];
    let stdins = values.iter().filter(|value| value.as_deref() == Some("-")).count() + usize::from(args.from.is_some());
    if stdins > 1 {
        return Err(CommandError::usage("only one value can come from standard input"));
    }
    let read = |value: Option<String>| value.map(read_value).transpose();
    let metadata = read(args.metadata)?.map(|text| {
        Json::parse(&text).map_err(|error| CommandError::usage(format!("--metadata is not JSON: {error}")))
    });
    Ok(Draft {
        timestamp: None,
        session: args.session,
        agent: args.agent,
        request: read(args.request)?,
        response: read(args.response)?,
        metadata: metadata.transpose()?,
    })
}

/// Logs a response a line. A bad line does not keep the others from being recorded, but the command fails in the end.
fn each_line(ctx: &Context, mut log: impl FnMut(&str) -> Result<(), CommandError>) -> Result<(), CommandError> {
    let mut input = io::stdin().lock();
    let (mut number, mut recorded, mut failed) = (0_u64, 0_u64, 0_u64);
    loop {
        let most = ctx.config.settings.limits.line_length.value;
        let line = next_line(&mut input, most)
            .map_err(|error| CommandError::new(Code::Failed, format!("cannot read standard input: {error}")))?;
        let Some(line) = line else { break };
        number += 1;
        let text = match &line {
            Line::Whole(line) => std::str::from_utf8(line).map_err(|_| "not UTF-8".to_owned()),
            Line::TooLong => Err(format!("longer than {} (limits.line_length)", units::bytes(most))),
        };
        let result = match text {
            Ok(text) if text.trim().is_empty() => continue,
            Ok(text) => log(text),
            Err(why) => Err(CommandError::new(Code::Refused, why)),
        };
        match result {
            Ok(()) => recorded += 1,
            Err(CommandError::ReaderGone) => return Err(CommandError::ReaderGone),
            Err(CommandError::Told { code: Code::Storage, message, hint }) => {
                let message = format!("line {number}: {message} ({recorded} responses were recorded before it)");
                return Err(CommandError::Told { code: Code::Storage, message, hint });
            }
            Err(CommandError::Told { message, .. }) => {
                failed += 1;
                ctx.warn(&format!("line {number}: {message}"));
            }
        }
    }
    if failed == 0 {
        return Ok(());
    }
    let all = failed + recorded;
    Err(CommandError::new(Code::Refused, format!("{failed} of {all} lines were not recorded, {recorded} were")))
}

/// The response in a JSON object. Nothing is changed on the way: what is not strict JSON is refused.
fn from_object(text: &str, tracker: &ResponseTracker) -> Result<Draft, CommandError> {
    let refused = |message: String| CommandError::new(Code::Refused, message);
    let whole = JsonRef::parse(text).map_err(|error| refused(format!("not JSON: {error}")))?;
    if whole.kind() != Kind::Object {
        return Err(refused(format!("a response is an object, not {}", whole.kind())));
    }
    let mut draft = Draft::default();
    for (key, value) in whole.members() {
        let string = || {
            serde_json::from_str::<String>(value.text())
                .map_err(|_| refused(format!("`{key}` must be a string, not {}", value.kind())))
        };
        match key.as_ref() {
            _ if value.is_null() => {}
            "timestamp" => {
                let time = RecordTime::parse_in(&string()?, &tracker.reader().naive_zone);
                draft.timestamp =
                    Some(time.ok_or_else(|| refused(format!("`timestamp` is not a time: {}", value.text())))?);
            }
            "session_id" => draft.session = Some(string()?),
            "agent" => draft.agent = Some(string()?),
            "request" => draft.request = Some(string()?),
            "response" => draft.response = Some(string()?),
            "metadata" => draft.metadata = Some(value.to_json()),
            _ => return Err(refused(format!("`{key}` is not a key of a response"))),
        }
    }
    Ok(draft)
}

/// Makes the response durable, then says where it is.
fn record(tracker: &ResponseTracker, draft: Draft, json: bool) -> Result<(), CommandError> {
    let missing = |name: &str| CommandError::new(Code::Refused, format!("the response has no `{name}`"));
    let session_id = draft.session.map_or_else(|| Ok(SessionId::default()), SessionId::new)?;
    let new = NewResponse {
        timestamp: draft.timestamp.unwrap_or_else(|| RecordTime::utc(Timestamp::now())),
        session_id: session_id.clone(),
        agent: AgentName::new(draft.agent.ok_or_else(|| missing("agent"))?)?,
        request: draft.request.ok_or_else(|| missing("request"))?,
        response: draft.response.ok_or_else(|| missing("response"))?,
        metadata: draft.metadata.unwrap_or_else(Json::empty_object),
    };
    // Whoever logs waits for the answer, so it may be tried for a while; but it is stored here or not at all.
    let path = Retry::PATIENT.run(|| tracker.track(&new))?;
    let mut out = data_out();
    if json {
        writeln!(out, "{}", to_safe_json(&LogOutput::new(&session_id, &path)))?;
    } else {
        out.write_all(path.as_os_str().as_encoded_bytes())?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
