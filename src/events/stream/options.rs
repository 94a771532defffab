//! Where and how streams are written, and the variables that say so.

use std::path::PathBuf;
use std::time::Duration;

use super::patterns::{FilePattern, InvalidPattern, SessionPattern, UnknownPattern};

/// Where and how a [`super::StreamLogger`] writes.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamOptions {
    /// The directory of all sessions.
    pub directory: PathBuf,
    /// How the files are named that lines are written to.
    pub format: LineFormat,
    /// Whether system prompts are written.
    pub prompts: PromptLogging,
    /// How often a failed write is tried in all, at least once.
    pub attempts: u32,
    /// How long the second attempt waits; each further one twice as long as the one before.
    pub retry_delay: Duration,
    /// How files are called.
    pub file_pattern: FilePattern,
    /// How directories are called.
    pub session_pattern: SessionPattern,
    /// What a session is called that nothing names.
    pub unknown_pattern: UnknownPattern,
    /// False if nothing is to be written at all.
    pub is_enabled: bool,
}

/// What a file of lines is called. The lines are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineFormat {
    /// `.jsonl`
    #[default]
    Jsonl,
    /// `.json`
    Json,
}

impl LineFormat {
    /// The ending of a file's name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jsonl => ".jsonl",
            Self::Json => ".json",
        }
    }
}

/// Whether system prompts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PromptLogging {
    /// Like every other event.
    #[default]
    Written,
    /// They are left out.
    LeftOut,
}

/// A variable holds what it can't.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable} is `{value}`: {why}")]
pub struct InvalidOption {
    /// The variable.
    pub variable: &'static str,
    /// What it holds.
    pub value: String,
    /// What is wrong with that.
    pub why: String,
}

impl Default for StreamOptions {
    fn default() -> Self {
        Self {
            directory: PathBuf::from("logs/sessions"),
            format: LineFormat::default(),
            prompts: PromptLogging::default(),
            attempts: 3,
            retry_delay: Duration::from_secs(1),
            file_pattern: FilePattern::default(),
            session_pattern: SessionPattern::default(),
            unknown_pattern: UnknownPattern::default(),
            is_enabled: true,
        }
    }
}

impl StreamOptions {
    /// The variables that are read.
    pub const VARIABLES: [&'static str; 9] = [
        "AGENT_LOG_DIR",
        "AGENT_LOG_FORMAT",
        "AGENT_LOG_INCLUDE_PROMPT",
        "AGENT_LOG_MAX_RETRIES",
        "AGENT_LOG_RETRY_DELAY",
        "AGENT_LOG_FILE_PATTERN",
        "AGENT_LOG_ENABLE_LOCAL",
        "AGENT_LOG_SESSION_PATTERN",
        "AGENT_LOG_UNKNOWN_PATTERN",
    ];

    /// What the variables say, which are asked for by name. One that is not set, or is empty, says nothing.
    ///
    /// # Errors
    /// The first that holds what it can't.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, InvalidOption> {
        let mut options = Self::default();
        for name in Self::VARIABLES {
            if let Some(value) = variable(name).filter(|value| !value.trim().is_empty()) {
                let set = options.set(name, value.trim());
                set.map_err(|why| InvalidOption { variable: name, value, why })?;
            }
        }
        Ok(options)
    }

    fn set(&mut self, variable: &str, value: &str) -> Result<(), String> {
        let pattern = |error: InvalidPattern| error.to_string();
        match variable {
            "AGENT_LOG_DIR" => self.directory = PathBuf::from(value),
            "AGENT_LOG_FORMAT" => {
                self.format = match value.to_ascii_lowercase().as_str() {
                    "jsonl" => LineFormat::Jsonl,
                    "json" => LineFormat::Json,
                    _ => return Err("use jsonl or json".to_owned()),
                }
            }
            "AGENT_LOG_INCLUDE_PROMPT" => {
                self.prompts = if switch(value)? { PromptLogging::Written } else { PromptLogging::LeftOut }
            }
            "AGENT_LOG_MAX_RETRIES" => {
                let attempts: u32 = value.parse().map_err(|_| "use a number from 0 to 100")?;
                self.attempts =
                    if attempts <= 100 { attempts.max(1) } else { return Err("use a number from 0 to 100".to_owned()) }
            }
            "AGENT_LOG_RETRY_DELAY" => {
                let seconds = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                let seconds = seconds.filter(|delay| *delay <= Duration::from_hours(1));
                self.retry_delay = seconds.ok_or("use seconds, at most 3600")?;
            }
            "AGENT_LOG_FILE_PATTERN" => self.file_pattern = FilePattern::new(value).map_err(pattern)?,
            "AGENT_LOG_ENABLE_LOCAL" => self.is_enabled = switch(value)?,
            "AGENT_LOG_SESSION_PATTERN" => self.session_pattern = SessionPattern::new(value).map_err(pattern)?,
            "AGENT_LOG_UNKNOWN_PATTERN" => self.unknown_pattern = UnknownPattern::new(value).map_err(pattern)?,
            _ => {}
        }
        Ok(())
    }

    /// How long to wait after a failed attempt, counted from 0: `delay * 2^n`.
    #[must_use]
    pub fn pause_after(&self, attempt: u32) -> Duration {
        self.retry_delay.saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX))
    }
}

fn switch(value: &str) -> Result<bool, String> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("use true or false".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(name: &str, value: &str) -> Result<StreamOptions, InvalidOption> {
        StreamOptions::from_variables(|asked| (asked == name).then(|| value.to_owned()))
    }

    #[test]
    fn every_variable_says_what_it_is_documented_to_say() {
        let default = StreamOptions::default();
        assert_eq!(StreamOptions::from_variables(|_| None), Ok(default.clone()));
        assert_eq!(from("AGENT_LOG_DIR", "/var/log/a").unwrap().directory, PathBuf::from("/var/log/a"));
        assert_eq!(from("AGENT_LOG_FORMAT", "JSON").unwrap().format, LineFormat::Json);
        assert_eq!(from("AGENT_LOG_INCLUDE_PROMPT", "False").unwrap().prompts, PromptLogging::LeftOut);
        assert_eq!(from("AGENT_LOG_MAX_RETRIES", "0").unwrap().attempts, 1);
        assert_eq!(from("AGENT_LOG_RETRY_DELAY", "0.25").unwrap().retry_delay, Duration::from_millis(250));
        assert_eq!(from("AGENT_LOG_FILE_PATTERN", "%Y%m%d").unwrap().file_pattern, FilePattern::new("%Y%m%d").unwrap());
        assert!(!from("AGENT_LOG_ENABLE_LOCAL", "no").unwrap().is_enabled);
        let pattern = SessionPattern::new("runs/{session_id}").unwrap();
        assert_eq!(from("AGENT_LOG_SESSION_PATTERN", "runs/{session_id}").unwrap().session_pattern, pattern);
        let pattern = UnknownPattern::new("lost-{uuid}").unwrap();
        assert_eq!(from("AGENT_LOG_UNKNOWN_PATTERN", "lost-{uuid}").unwrap().unknown_pattern, pattern);
        for name in StreamOptions::VARIABLES {
            assert_eq!(from(name, " "), Ok(default.clone()), "{name}");
        }
    }

    #[test]
    fn a_variable_that_holds_what_it_can_not_is_named() {
        let bad = [
            ("AGENT_LOG_FORMAT", "xml"),
            ("AGENT_LOG_INCLUDE_PROMPT", "maybe"),
            ("AGENT_LOG_MAX_RETRIES", "101"),
            ("AGENT_LOG_MAX_RETRIES", "-1"),
            ("AGENT_LOG_RETRY_DELAY", "-1"),
            ("AGENT_LOG_RETRY_DELAY", "inf"),
            ("AGENT_LOG_FILE_PATTERN", "a/b"),
            ("AGENT_LOG_SESSION_PATTERN", "all"),
            ("AGENT_LOG_UNKNOWN_PATTERN", "{uid}"),
        ];
        let told: Vec<_> = bad.iter().map(|(name, value)| from(name, value).unwrap_err().to_string()).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        AGENT_LOG_FORMAT is `xml`: use jsonl or json
        AGENT_LOG_INCLUDE_PROMPT is `maybe`: use true or false
        AGENT_LOG_MAX_RETRIES is `101`: use a number from 0 to 100
        AGENT_LOG_MAX_RETRIES is `-1`: use a number from 0 to 100
        AGENT_LOG_RETRY_DELAY is `-1`: use seconds, at most 3600
        AGENT_LOG_RETRY_DELAY is `inf`: use seconds, at most 3600
        AGENT_LOG_FILE_PATTERN is `a/b`: `a/b` can't be a part of a path here
        AGENT_LOG_SESSION_PATTERN is `all`: {session_id} must be in it
        AGENT_LOG_UNKNOWN_PATTERN is `{uid}`: only {uuid} can stand in braces
        ");
    }

    #[test]
    fn pauses_double() {
        let options = StreamOptions { retry_delay: Duration::from_millis(250), ..StreamOptions::default() };
        assert_eq!([0, 1, 2].map(|attempt| options.pause_after(attempt).as_millis()), [250, 500, 1000]);
        assert!(options.pause_after(40) > Duration::from_hours(1));
    }
}
