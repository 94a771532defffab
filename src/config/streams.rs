//! Where and how event streams are written.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value as Shown;

use super::keys::{self, Key};
use super::layers::{Layers, Names};
use super::setting::{Origin, Place, Setting, Severity};
use super::values::{self, Read};
use super::yaml::Value;
use crate::events::stream::{FilePattern, LineFormat, PromptLogging, SessionPattern, StreamOptions, UnknownPattern};

const FORMATS: [(&str, LineFormat); 2] = [("jsonl", LineFormat::Jsonl), ("json", LineFormat::Json)];

/// The most attempts that anybody may want.
const MOST_ATTEMPTS: u64 = 100;

/// The longest pause before the second attempt.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Where and how event streams are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Streams {
    /// The directory of all sessions.
    pub directory: Setting<PathBuf>,
    /// How the files are named that lines are written to.
    pub format: Setting<LineFormat>,
    /// Whether system prompts are written.
    pub prompts: Setting<PromptLogging>,
    /// How often a failed write is tried in all.
    pub attempts: Setting<u32>,
    /// How long the second attempt waits.
    pub retry_delay: Setting<Duration>,
    /// How files are called.
    pub file_pattern: Setting<FilePattern>,
    /// How directories are called.
    pub session_pattern: Setting<SessionPattern>,
    /// What a session is called that nothing names.
    pub unknown_pattern: Setting<UnknownPattern>,
    /// False if nothing is to be written at all.
    pub is_enabled: Setting<bool>,
}

const fn names(variable: &'static str, keys: &'static [Key]) -> Names {
    Names { variable: Some(variable), keys, deprecated: None }
}

impl Streams {
    /// Puts the layers together. A variable that holds what it can't is a warning: other tools have these variables too, and only who
    /// writes or reads a stream need care.
    pub(super) fn resolve(layers: &mut Layers<'_>) -> Self {
        let before = layers.problems.len();
        let [dir, format, prompt, retries, delay, file, enable, session, unknown] = StreamOptions::VARIABLES;
        let default = StreamOptions::default();
        // A path need not be text.
        let path = layers.variables.path(dir).filter(|path| path.to_str().is_none()).map(PathBuf::from);
        let of_directory =
            Names { variable: Some(dir).filter(|_| path.is_none()), ..names(dir, &[keys::STREAM_DIRECTORY]) };
        let named = layers.setting(of_directory, directory, default.directory);
        let streams = Self {
            directory: path.map_or(named, |value| Setting { value, origin: Origin::Environment(dir) }),
            format: layers.setting(names(format, &[keys::STREAM_FORMAT]), line_format, default.format),
            prompts: layers.setting(names(prompt, &[keys::INCLUDE_PROMPT]), prompts, default.prompts),
            attempts: layers.setting(names(retries, &[keys::MAX_RETRIES]), attempts, default.attempts),
            retry_delay: layers.setting(names(delay, &[keys::RETRY_DELAY]), retry_delay, default.retry_delay),
            file_pattern: layers.setting(names(file, &[keys::FILE_PATTERN]), file_pattern, default.file_pattern),
            is_enabled: layers.setting(names(enable, &[keys::ENABLE_LOCAL]), values::boolean, default.is_enabled),
            session_pattern: layers.setting(
                names(session, &[keys::SESSION_PATTERN]),
                session_pattern,
                default.session_pattern,
            ),
            unknown_pattern: layers.setting(
                names(unknown, &[keys::UNKNOWN_PATTERN]),
                unknown_pattern,
                default.unknown_pattern,
            ),
        };
        for problem in &mut layers.problems[before..] {
            if matches!(problem.place, Place::Variable(_)) {
                problem.severity = Severity::Warning;
            }
        }
        streams
    }

    /// Takes a relative directory from where it was named.
    pub(super) fn anchored(self, anchor: impl FnOnce(&Origin, &Path) -> PathBuf) -> Self {
        let value = match &self.directory.origin {
            Origin::Default => self.directory.value,
            named => anchor(named, &self.directory.value),
        };
        Self { directory: Setting { value, origin: self.directory.origin }, ..self }
    }

    /// All of it, as writers take it.
    #[must_use]
    pub fn options(&self) -> StreamOptions {
        StreamOptions {
            directory: self.directory.value.clone(),
            format: self.format.value,
            prompts: self.prompts.value,
            attempts: self.attempts.value,
            retry_delay: self.retry_delay.value,
            file_pattern: self.file_pattern.value.clone(),
            session_pattern: self.session_pattern.value.clone(),
            unknown_pattern: self.unknown_pattern.value.clone(),
            is_enabled: self.is_enabled.value,
        }
    }

    /// Each by its key, as JSON has it.
    pub(super) fn shown(&self) -> [(Key, Setting<Shown>); 9] {
        let delay = humantime::format_duration(self.retry_delay.value).to_string();
        [
            (keys::STREAM_DIRECTORY, row(&self.directory, self.directory.value.to_string_lossy())),
            (keys::STREAM_FORMAT, row(&self.format, self.format.value.ending().trim_start_matches('.'))),
            (keys::INCLUDE_PROMPT, row(&self.prompts, self.prompts.value == PromptLogging::Written)),
            (keys::MAX_RETRIES, row(&self.attempts, self.attempts.value)),
            (keys::RETRY_DELAY, row(&self.retry_delay, delay)),
            (keys::FILE_PATTERN, row(&self.file_pattern, self.file_pattern.value.to_string())),
            (keys::SESSION_PATTERN, row(&self.session_pattern, self.session_pattern.value.to_string())),
            (keys::UNKNOWN_PATTERN, row(&self.unknown_pattern, self.unknown_pattern.value.to_string())),
            (keys::ENABLE_LOCAL, row(&self.is_enabled, self.is_enabled.value)),
        ]
    }
}

fn row<T>(setting: &Setting<T>, value: impl Into<Shown>) -> Setting<Shown> {
    Setting { value: value.into(), origin: setting.origin.clone() }
}

fn directory(value: &Value) -> Result<Read<PathBuf>, String> {
    values::text(value).map(|read| read.map(PathBuf::from))
}

fn line_format(value: &Value) -> Result<Read<LineFormat>, String> {
    values::choice(value, &FORMATS)
}

fn prompts(value: &Value) -> Result<Read<PromptLogging>, String> {
    let written = |written| if written { PromptLogging::Written } else { PromptLogging::LeftOut };
    values::boolean(value).map(|read| read.map(written))
}

/// Attempts in all; there always is one.
fn attempts(value: &Value) -> Result<Read<u32>, String> {
    let refused = || format!("must be a number from 0 to {MOST_ATTEMPTS}, not {value}");
    let read = values::count(value).map_err(|_| refused())?;
    let (Read::Proper(count) | Read::Sloppy(count)) = read;
    let attempts = u32::try_from(count.max(1)).ok().filter(|_| count <= MOST_ATTEMPTS).ok_or_else(refused)?;
    Ok(read.map(|_| attempts))
}

/// Seconds, or a length of time with its unit.
fn retry_delay(value: &Value) -> Result<Read<Duration>, String> {
    let seconds = |seconds: f64| Duration::try_from_secs_f64(seconds).ok();
    let delay = match value {
        Value::Integer(whole) => u64::try_from(*whole).ok().map(Duration::from_secs),
        Value::Float(number) => seconds(*number),
        Value::Text(text) => {
            let text = text.trim();
            text.parse().ok().and_then(seconds).or_else(|| humantime::parse_duration(text).ok())
        }
        _ => None,
    };
    let delay = delay.filter(|delay| *delay <= LONGEST_PAUSE);
    delay
        .map(Read::Proper)
        .ok_or_else(|| format!("must be seconds, at most 3600, or a length of time such as 250ms, not {value}"))
}

fn file_pattern(value: &Value) -> Result<Read<FilePattern>, String> {
    pattern(
        value,
        |text| FilePattern::new(text),
        "%Y%m%d_%H%M%S (a file for each session) or %Y%m%d (one for each day)",
    )
}

fn session_pattern(value: &Value) -> Result<Read<SessionPattern>, String> {
    pattern(value, SessionPattern::new, "{session_id} or runs/{session_id}")
}

fn unknown_pattern(value: &Value) -> Result<Read<UnknownPattern>, String> {
    pattern(value, |text| UnknownPattern::new(text), "unknown_{uuid}")
}

/// A pattern, or what is wrong with it and some that would do.
fn pattern<T, E: std::fmt::Display>(
    value: &Value,
    new: impl FnOnce(&str) -> Result<T, E>,
    such_as: &str,
) -> Result<Read<T>, String> {
    let Value::Text(text) = value else {
        return Err(format!("must be a pattern in quotes, such as {such_as}, not {value}"));
    };
    new(text.trim())
        .map(Read::Proper)
        .map_err(|why| format!("`{text}` is no pattern: {why}; use one such as {such_as}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_seconds_or_have_a_unit() {
        let text = |text: &str| retry_delay(&Value::Text(text.to_owned())).ok();
        let proper = |milliseconds| Some(Read::Proper(Duration::from_millis(milliseconds)));
        assert_eq!((text("0.25"), text("250ms"), text("3600")), (proper(250), proper(250), proper(3_600_000)));
        assert_eq!(retry_delay(&Value::Float(1.5)).ok(), proper(1500));
        for wrong in ["-1", "inf", "soon", "3601", "2h"] {
            assert_eq!(text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn attempts_are_few_and_at_least_one() {
        let of = |count| attempts(&Value::Integer(count)).ok();
        assert_eq!((of(0), of(3), of(100)), (Some(Read::Proper(1)), Some(Read::Proper(3)), Some(Read::Proper(100))));
        assert_eq!((of(-1), of(101)), (None, None));
    }
}
