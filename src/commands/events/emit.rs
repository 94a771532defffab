//! `responses events emit`

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::logs::{LogDir, check_name};
use crate::commands::context::Context;
use crate::commands::contract::{BadLineOutput, EmittedFile, EmittedOutput, SCHEMA_VERSION, path_text};
use crate::commands::error::{Code, CommandError};
use crate::commands::lines::{Line, next_line};
use crate::commands::out::data_out;
use crate::commands::output::print_json;
use crate::commands::value::read_value;
use crate::events::log::Sync;
use crate::events::stream::{LogError, Logged, StreamLogger};
use crate::record::{Json, SessionId, redact_json};
use crate::ui::units;

/// Write events to the streams of their sessions, and print the files they went to.
///
/// An event is any JSON value. One that names a `user_session_id`, else a `session_id`, goes to that session's log, others to that of
/// --session. A session is one file, <session>/<its beginning>.jsonl in the directory of logs, which is that of --log-dir, else
/// of `AGENT_LOG_DIR`, else of the configuration (`event_logs.directory`), else logs/sessions. `AGENT_LOG_FORMAT` (jsonl, json), `AGENT_LOG_INCLUDE_PROMPT`, `AGENT_LOG_MAX_RETRIES`,
/// `AGENT_LOG_RETRY_DELAY`, `AGENT_LOG_FILE_PATTERN`, `AGENT_LOG_ENABLE_LOCAL`, `AGENT_LOG_SESSION_PATTERN` and
/// `AGENT_LOG_UNKNOWN_PATTERN`, or else the same keys of `event_logs`, say how (`responses config show`). Secrets of known forms are replaced by [REDACTED:kind].
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events emit '{\"type\": \"message\", \"session_id\": \"tiger-castle\", \"role\": \"user\", \"content\": \"hello\"}'
  my-agent --events | responses events emit --session tiger-castle
  responses events emit --json < events.ndjson | jq '.files[].path'
  AGENT_LOG_FILE_PATTERN=%Y%m%d responses events emit --session nightly '\"began\"'")]
pub(super) struct EmitArgs {
    /// The event, as JSON (or @FILE) [default: one a line from standard input]
    event: Option<String>,
    /// The session of events that name none [default: a new one, unknown_<8 hexadecimal digits>]
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// Print what was written as JSON when all is written, instead of the files
    #[arg(long)]
    json: bool,
}

/// As many lines that were not written are named in the JSON.
const MOST_NAMED: usize = 1000;

pub(super) fn run(ctx: &Context, dir: &LogDir, args: EmitArgs) -> Result<(), CommandError> {
    let options = dir.stream_options(ctx)?;
    let session = args.session.map(SessionId::new).transpose()?;
    let redaction = ctx.config.settings.redact.value;
    check_name(redaction, "--session", session.as_ref().map_or("", SessionId::as_str))?;
    let sync = if args.event.is_some() { Sync::Always } else { Sync::Batch };
    let log = StreamLogger::new(options, sync, ctx.zone().clone(), Timestamp::now);
    let said = if args.json { Said::AtTheEnd } else { Said::AtOnce(None) };
    let mut emitter = Emitter { ctx, log, session, said, emitted: nothing(), places: HashMap::new() };
    let is_one = args.event.is_some();
    let result = match args.event {
        Some(event) => emitter.emit(&read_value(event)?),
        None => emitter.each_line(),
    };
    // What was written before a failure should last as well.
    let closed = emitter.log.close().map_err(told);
    // Of a single event that was not written there is nothing to say but why.
    if !is_one || result.is_ok() {
        emitter.report()?;
    }
    result.and(closed)
}

struct Emitter<'a, C> {
    ctx: &'a Context,
    log: StreamLogger<C>,
    session: Option<SessionId>,
    said: Said,
    emitted: EmittedOutput,
    /// Where the files stand in `emitted`.
    places: HashMap<PathBuf, usize>,
}

/// When it is said where events went.
enum Said {
    /// At once, each file as long as events go to it: the one that was printed last.
    AtOnce(Option<PathBuf>),
    /// When all is written, as JSON.
    AtTheEnd,
}

fn nothing() -> EmittedOutput {
    let (files, errors) = (Vec::new(), Vec::new());
    EmittedOutput { schema_version: SCHEMA_VERSION, written: 0, left_out: 0, disabled: 0, failed: 0, files, errors }
}

impl<C: Fn() -> Timestamp> Emitter<'_, C> {
    fn emit(&mut self, text: &str) -> Result<(), CommandError> {
        let refused = |why: String| CommandError::new(Code::Refused, why);
        let event = Json::parse(text).map_err(|error| refused(format!("not JSON: {error}")))?;
        let redacted = if self.ctx.redacts() { redact_json(event.get()) } else { Ok(None) };
        let event = redacted.map_err(|error| refused(format!("can't be redacted: {error}")))?.unwrap_or(event);
        let logged = match &self.session {
            Some(session) => self.log.log_in(session, event.get()),
            None => self.log.log(event.get()),
        };
        match logged.map_err(told)? {
            Logged::Written { path, bytes } => return self.written(path, bytes.end - bytes.start),
            Logged::LeftOut => self.emitted.left_out += 1,
            Logged::Disabled => self.emitted.disabled += 1,
        }
        Ok(())
    }

    fn written(&mut self, path: PathBuf, bytes: u64) -> Result<(), CommandError> {
        self.emitted.written += 1;
        match &mut self.said {
            Said::AtOnce(last) if last.as_ref() == Some(&path) => {}
            Said::AtOnce(last) => {
                let mut out = data_out();
                writeln!(out, "{}", path_text(&path))?;
                out.flush()?;
                *last = Some(path);
            }
            Said::AtTheEnd => {
                let files = &mut self.emitted.files;
                let file = || EmittedFile { path: path_text(&path), events: 0, bytes: 0 };
                let place = *self.places.entry(path.clone()).or_insert_with(|| {
                    files.push(file());
                    files.len() - 1
                });
                files[place].events += 1;
                files[place].bytes += bytes;
            }
        }
        Ok(())
    }

    /// Says what is left to say.
    fn report(&self) -> Result<(), CommandError> {
        if self.emitted.disabled > 0 {
            let events = units::counted(self.emitted.disabled, "event");
            self.ctx.warn(&format!(
                "{events} not written: local logs are turned off (AGENT_LOG_ENABLE_LOCAL, event_logs.enable_local)"
            ));
        }
        match self.said {
            Said::AtOnce(_) => Ok(()),
            Said::AtTheEnd => print_json(&self.emitted),
        }
    }

    /// Names a line that was not written.
    fn refuse(&mut self, line: u64, reason: String) {
        self.ctx.warn(&format!("line {line}: {reason}"));
        self.emitted.failed += 1;
        if self.emitted.errors.len() < MOST_NAMED {
            self.emitted.errors.push(BadLineOutput { line, reason });
        }
    }

    /// Writes an event a line. A bad line does not keep the others from being written, but the command fails in the end.
    fn each_line(&mut self) -> Result<(), CommandError> {
        let mut input = io::stdin().lock();
        let limit = self.ctx.config.settings.limits.line_length.value;
        let (mut number, mut taken) = (0_u64, 0_u64);
        let failed_to_read = |error| CommandError::new(Code::Failed, format!("cannot read standard input: {error}"));
        while let Some(line) = next_line(&mut input, limit).map_err(failed_to_read)? {
            number += 1;
            let Line::Whole(line) = line else {
                self.refuse(number, format!("longer than {limit} bytes (limits.line_length)"));
                continue;
            };
            let result = match std::str::from_utf8(&line) {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => self.emit(text),
                Err(_) => Err(CommandError::new(Code::Refused, "not UTF-8")),
            };
            match result {
                Ok(()) => taken += 1,
                Err(CommandError::Told { code: Code::Refused, message, .. }) => self.refuse(number, message),
                Err(other) => return Err(other),
            }
        }
        let failed = self.emitted.failed;
        if failed == 0 {
            return Ok(());
        }
        let all = failed + taken;
        Err(CommandError::new(Code::Refused, format!("{failed} of {all} lines were not written")))
    }
}

fn told(error: LogError) -> CommandError {
    match error {
        LogError::Log(error) => error.into(),
        closed => CommandError::new(Code::Failed, closed.to_string()),
    }
}
