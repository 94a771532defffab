//! `responses events emit`

use std::io::{self, Write};
use std::path::Path;

use clap::Args;
use jiff::Timestamp;

use super::logs::{LogDir, check_name};
use crate::commands::context::Context;
use crate::commands::contract::path_text;
use crate::commands::error::{Code, CommandError};
use crate::commands::lines::{Line, next_line};
use crate::commands::out::data_out;
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
  AGENT_LOG_FILE_PATTERN=%Y%m%d responses events emit --session nightly '\"began\"'")]
pub(super) struct EmitArgs {
    /// The event, as JSON (or @FILE) [default: one a line from standard input]
    event: Option<String>,
    /// The session of events that name none [default: a new one, unknown_<8 hexadecimal digits>]
    #[arg(long, value_name = "ID")]
    session: Option<String>,
}

pub(super) fn run(ctx: &Context, dir: &LogDir, args: EmitArgs) -> Result<(), CommandError> {
    let options = dir.stream_options(ctx)?;
    let session = args.session.map(SessionId::new).transpose()?;
    let redaction = ctx.config.settings.redact.value;
    check_name(redaction, "--session", session.as_ref().map_or("", SessionId::as_str))?;
    let sync = if args.event.is_some() { Sync::Always } else { Sync::Batch };
    let log = StreamLogger::new(options, sync, ctx.zone().clone(), Timestamp::now);
    let mut emitter = Emitter { ctx, log, session, last: None, disabled: 0 };
    let result = match args.event {
        Some(event) => emitter.emit(&read_value(event)?),
        None => emitter.each_line(),
    };
    if emitter.disabled > 0 {
        let events = units::counted(emitter.disabled, "event");
        ctx.warn(&format!(
            "{events} not written: local logs are turned off (AGENT_LOG_ENABLE_LOCAL, event_logs.enable_local)"
        ));
    }
    // What was written before a failure should last as well.
    let closed = emitter.log.close().map_err(told);
    result.and(closed)
}

struct Emitter<'a, C> {
    ctx: &'a Context,
    log: StreamLogger<C>,
    session: Option<SessionId>,
    /// The file that was printed last.
    last: Option<String>,
    /// How many events were written nowhere, as the settings say.
    disabled: u64,
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
            Logged::Written { path, .. } => self.print(&path),
            Logged::LeftOut => Ok(()),
            Logged::Disabled => {
                self.disabled += 1;
                Ok(())
            }
        }
    }

    /// Each file once, as long as events go to it.
    fn print(&mut self, path: &Path) -> Result<(), CommandError> {
        let path = path_text(path);
        if self.last.as_ref() != Some(&path) {
            let mut out = data_out();
            writeln!(out, "{path}")?;
            out.flush()?;
            self.last = Some(path);
        }
        Ok(())
    }

    /// Writes an event a line. A bad line does not keep the others from being written, but the command fails in the end.
    fn each_line(&mut self) -> Result<(), CommandError> {
        let mut input = io::stdin().lock();
        let limit = self.ctx.config.settings.limits.line_length.value;
        let (mut number, mut taken, mut failed) = (0_u64, 0_u64, 0_u64);
        let failed_to_read = |error| CommandError::new(Code::Failed, format!("cannot read standard input: {error}"));
        while let Some(line) = next_line(&mut input, limit).map_err(failed_to_read)? {
            number += 1;
            let Line::Whole(line) = line else {
                failed += 1;
                self.ctx.warn(&format!("line {number}: longer than {limit} bytes (limits.line_length)"));
                continue;
            };
            let result = match std::str::from_utf8(&line) {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => self.emit(text),
                Err(_) => Err(CommandError::new(Code::Refused, "not UTF-8")),
            };
            match result {
                Ok(()) => taken += 1,
                Err(CommandError::Told { code: Code::Refused, message, .. }) => {
                    failed += 1;
                    self.ctx.warn(&format!("line {number}: {message}"));
                }
                Err(other) => return Err(other),
            }
        }
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
