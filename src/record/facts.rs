//! What the metadata of a record says, under all the names it says it by (`docs/formats.md`, response records).

use std::time::Duration;

use super::json::{JsonRef, Kind};

/// Whether the agent's run went well, as far as the record tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// Nothing in the record speaks of a failure.
    #[default]
    Ok,
    /// The record has an error, a non-zero exit code, `success: false` or `has_error: true`.
    Error,
}

/// The measured and named things in a record's metadata. What is absent, or not of the type it must have, is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// `model`
    pub model: Option<String>,
    /// `tokens`; without it the sum of `usage` (input, both cache counts and output).
    pub tokens: Option<u64>,
    /// `duration` in seconds; without it `duration_ms`.
    pub duration: Option<Duration>,
    /// `exit_code`
    pub exit_code: Option<i64>,
    /// `error`: a string as it is, anything else that is not null or false as JSON.
    pub error: Option<String>,
    /// The verdict over `error`, `exit_code`, `success` and `has_error`.
    pub status: Status,
    /// `tools_used`; without it `tool_name`.
    pub tools: Vec<String>,
    /// The directory that the agent worked in: `working_directory`; without it `cwd`.
    pub project: Option<String>,
}

impl Facts {
    /// Reads the facts from a metadata object; anything else has none.
    #[must_use]
    pub fn of(metadata: JsonRef<'_>) -> Self {
        let mut facts = Self::default();
        let (mut usage, mut milliseconds, mut tool_name, mut directory) = (None, None, None, None);
        let mut failed = [false; 2];
        for (key, value) in metadata.members() {
            match key.as_ref() {
                "model" => facts.model = text(value),
                "tokens" => facts.tokens = count(value),
                "usage" => usage = usage_total(value),
                "duration" => facts.duration = seconds(value, 1.0),
                "duration_ms" => milliseconds = seconds(value, 1000.0),
                "exit_code" => facts.exit_code = value.as_i128().and_then(|code| i64::try_from(code).ok()),
                "error" => facts.error = error_text(value),
                "tools_used" => facts.tools = value.elements().into_iter().filter_map(text).collect(),
                "tool_name" => tool_name = text(value),
                "working_directory" => facts.project = text(value),
                "cwd" => directory = text(value),
                "success" => failed[0] = value.as_bool() == Some(false),
                "has_error" => failed[1] = value.as_bool() == Some(true),
                _ => {}
            }
        }
        facts.tokens = facts.tokens.or(usage);
        facts.duration = facts.duration.or(milliseconds);
        facts.project = facts.project.or(directory);
        if facts.tools.is_empty() {
            facts.tools.extend(tool_name);
        }
        if failed.contains(&true) || facts.error.is_some() || facts.exit_code.is_some_and(|code| code != 0) {
            facts.status = Status::Error;
        }
        facts
    }
}

fn text(value: JsonRef<'_>) -> Option<String> {
    value.as_str().map(String::from).filter(|text| !text.is_empty())
}

fn count(value: JsonRef<'_>) -> Option<u64> {
    value.as_i128().and_then(|count| u64::try_from(count).ok())
}

/// A duration in units of which `per_second` make a second. Negative, non-finite and absurdly long ones are unknown.
fn seconds(value: JsonRef<'_>, per_second: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(value.as_f64()? / per_second).ok()
}

/// All tokens of one `usage` object; `None` if it names none.
fn usage_total(usage: JsonRef<'_>) -> Option<u64> {
    const PARTS: [&str; 4] =
        ["input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"];
    let parts = usage.members().into_iter().filter(|(key, _)| PARTS.contains(&key.as_ref()));
    parts.filter_map(|(_, value)| count(value)).reduce(u64::saturating_add)
}

fn error_text(value: JsonRef<'_>) -> Option<String> {
    match value.kind() {
        Kind::Null => None,
        Kind::Bool => (value.as_bool() == Some(true)).then(|| "true".to_owned()),
        Kind::String => text(value),
        _ => Some(value.to_strict()),
    }
}
