//! How commands fail: a message, a way out, and an exit code.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use super::contract::{ErrorBody, ErrorOutput, SkippedFile};
use crate::config::ConfigError;
use crate::events;
use crate::record::InvalidId;
use crate::store::Error;
use crate::ui::sanitise::visible_text;

/// What sort of failure it was, as `error.code` says it in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    NotFound,
    Ambiguous,
    Refused,
    Usage,
    Configuration,
    Storage,
    Data,
    Busy,
    Integrity,
    Interrupted,
    Unhealthy,
    SecretsFound,
    Failed,
}

impl Code {
    fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Ambiguous => "ambiguous",
            Self::Refused => "refused",
            Self::Usage => "usage",
            Self::Configuration => "configuration",
            Self::Storage => "storage",
            Self::Data => "data",
            Self::Busy => "busy",
            Self::Integrity => "integrity",
            Self::Interrupted => "interrupted",
            Self::Unhealthy => "unhealthy",
            Self::SecretsFound => "secrets_found",
            Self::Failed => "failed",
        }
    }

    fn exit(self) -> u8 {
        match self {
            Self::Usage | Self::Configuration => 2,
            Self::Integrity | Self::Unhealthy | Self::SecretsFound => 4,
            Self::Interrupted => 130,
            _ => 1,
        }
    }
}

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub(super) enum CommandError {
    /// Something to tell.
    Told { code: Code, message: String, hint: Option<String> },
    /// Whoever read our output has gone; that is no failure.
    ReaderGone,
}

impl CommandError {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self::Told { code, message: message.into(), hint: None }
    }

    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(Code::Usage, message)
    }

    /// Adds the way out.
    pub(super) fn hint(self, text: impl Into<String>) -> Self {
        match self {
            Self::Told { code, message, .. } => Self::Told { code, message, hint: Some(text.into()) },
            Self::ReaderGone => self,
        }
    }

    /// Tells the failure on stderr and gives the exit code.
    pub(super) fn report(self, json: bool) -> ExitCode {
        let Self::Told { code, message, hint } = self else { return ExitCode::SUCCESS };
        tell(code, &message, hint.as_deref(), json);
        ExitCode::from(code.exit())
    }
}

/// Fails if something was left that should have been dealt with; `what` says what could not be done. The first is named with its reason, since
/// warnings may be silenced.
///
/// # Errors
/// [`Code::Failed`].
pub(super) fn all_done(left: &[SkippedFile], what: &str) -> Result<(), CommandError> {
    let message = match left {
        [] => return Ok(()),
        [SkippedFile { path, reason }] => format!("{path} {what}: {reason}"),
        [SkippedFile { path, reason }, ..] => format!("{} files {what}, the first {path}: {reason}", left.len()),
    };
    Err(CommandError::new(Code::Failed, message))
}

/// A failed write to standard output. Every other I/O error comes with its path, as [`Error::Storage`].
impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ReaderGone,
            _ => Self::new(Code::Failed, format!("cannot write the output: {error}")),
        }
    }
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::Configuration { .. } => {
                Self::new(Code::Configuration, message).hint("the store must be a directory: see --dir")
            }
            Error::Storage { source, .. } => Self::new(Code::Storage, message).with_hint(storage_hint(&source)),
            Error::Data { .. } => Self::new(Code::Data, message),
            Error::InvalidCriteria(_) => Self::new(Code::Usage, message),
            Error::InvalidId(_) | Error::Invalid { .. } => Self::new(Code::Refused, message),
            Error::NotFound { what: "receipt", .. } => {
                Self::new(Code::NotFound, message).hint("`responses trash list` names the receipts")
            }
            Error::NotFound { .. } => Self::new(Code::NotFound, message),
            Error::Busy { .. } => Self::new(Code::Busy, message).hint("wait for it to end, then try again"),
        }
    }
}

impl From<events::Error> for CommandError {
    fn from(error: events::Error) -> Self {
        let message = error.to_string();
        match error {
            events::Error::Storage { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Self::new(Code::NotFound, message)
            }
            events::Error::Storage { source, .. } => Self::new(Code::Storage, message).with_hint(storage_hint(&source)),
            events::Error::NotFound { .. } => Self::new(Code::NotFound, message),
            _ => Self::new(Code::Refused, message),
        }
    }
}

impl CommandError {
    fn with_hint(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.hint(text),
            None => self,
        }
    }
}

fn storage_hint(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::PermissionDenied => Some("check the owner and mode of that path"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("free some space: `responses trash empty` and `responses clear --purge` give some back")
        }
        io::ErrorKind::NotADirectory => {
            Some("a file or a symbolic link stands in the place of a directory; links in a store are not followed")
        }
        io::ErrorKind::CrossesDevices => Some("it lies on another file system, and all of a store must be on one"),
        io::ErrorKind::ReadOnlyFilesystem => Some("the file system is mounted read-only"),
        _ => None,
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        let told = Self::new(Code::Configuration, error.to_string());
        if error.others > 0 { told.hint("`responses config check` lists them all") } else { told }
    }
}

impl From<InvalidId> for CommandError {
    fn from(error: InvalidId) -> Self {
        Self::new(Code::Refused, error.to_string())
    }
}

/// True if the arguments ask for JSON; looked at before they are parsed, since parsing may be what fails.
pub(super) fn wants_json(args: impl Iterator<Item = OsString>) -> bool {
    let args: Vec<_> = args.skip(1).take_while(|arg| arg != "--").collect();
    let is = |arg: &OsString, text: &str| arg == text;
    args.iter().any(|arg| is(arg, "--json") || is(arg, "--format=json") || is(arg, "--format=ndjson"))
        || args.windows(2).any(|pair| is(&pair[0], "--format") && (is(&pair[1], "json") || is(&pair[1], "ndjson")))
}

/// Tells what clap found wrong with the arguments; `--help` and `--version` come this way too.
pub(super) fn report_usage(error: &clap::Error, json: bool) -> ExitCode {
    if error.use_stderr() && json {
        let text = error.render().to_string();
        // What is missing, or what may stand there, is on lines of its own.
        let message: Vec<_> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
        let message = message.join(" ").trim_start_matches("error: ").to_owned();
        tell(Code::Usage, &message, Some("see --help"), true);
    } else if error.print().is_err() {
        return ExitCode::SUCCESS;
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn tell(code: Code, message: &str, hint: Option<&str>, json: bool) {
    let mut stderr = anstream::stderr().lock();
    // With stderr gone there is nobody left to tell.
    _ = if json {
        let error =
            ErrorBody { code: code.name().to_owned(), message: message.to_owned(), hint: hint.map(str::to_owned) };
        writeln!(stderr, "{}", serde_json::to_string(&ErrorOutput { error }).unwrap_or_default())
    } else {
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let cyan = Style::new().bold().fg_color(Some(AnsiColor::Cyan.into()));
        let hint = hint.map(|hint| format!("\n{cyan}hint:{cyan:#} {}", visible_text(hint))).unwrap_or_default();
        writeln!(stderr, "{red}error:{red:#} {}{hint}", visible_text(message))
    };
}
