//! What the metadata of a record says, under all the names it says it by (`docs/formats.md`, response records).

use std::borrow::Cow;
use std::time::Duration;

use super::json::{JsonRef, Kind, decode};
use super::outline;

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

/// The keys that facts are read from, in the order in which [`Facts::read`] takes their values.
pub(super) const KEYS: [&str; 13] = [
    "model",
    "tokens",
    "usage",
    "duration",
    "duration_ms",
    "exit_code",
    "error",
    "tools_used",
    "tool_name",
    "working_directory",
    "cwd",
    "success",
    "has_error",
];

/// The members of a metadata object that facts are read from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<'a>([Option<JsonRef<'a>>; KEYS.len()]);

impl<'a> Said<'a> {
    /// Those of an object; anything else has none.
    pub(super) fn of(metadata: JsonRef<'a>) -> Self {
        Self(metadata.pick(KEYS))
    }

    /// Those that `value` has, each by its place among the keys.
    pub(super) fn by(value: impl FnMut(usize) -> Option<JsonRef<'a>>) -> Self {
        Self(std::array::from_fn(value))
    }

    /// Takes in the next member, with its key as it was written.
    pub(super) fn put(&mut self, key: &str, value: JsonRef<'a>) {
        let key = decode(key);
        if let Some(place) = KEYS.iter().position(|name| *name == key) {
            self.0[place] = Some(value);
        }
    }
}

impl Facts {
    /// Reads the facts from a metadata object; anything else has none.
    #[must_use]
    pub fn of(metadata: JsonRef<'_>) -> Self {
        let mut facts = Self::default();
        facts.read(&Said::of(metadata));
        facts
    }

    /// The same in the memory of what was read before.
    pub(super) fn read(&mut self, said: &Said<'_>) {
        let [model, tokens, usage, seconds, millis, exit_code, error, tools, tool, project, cwd, success, has_error] =
            said.0;
        set_text(&mut self.model, model.and_then(text).as_deref());
        self.tokens = tokens.and_then(count).or_else(|| usage.and_then(usage_total));
        let span = |value: Option<JsonRef<'_>>, per_second| value.and_then(|value| duration(value, per_second));
        self.duration = span(seconds, 1.0).or_else(|| span(millis, 1000.0));
        self.exit_code = exit_code.and_then(JsonRef::as_i128).and_then(|code| i64::try_from(code).ok());
        set_text(&mut self.error, error.and_then(error_text).as_deref());
        set_elements(&mut self.tools, tools.filter(|tools| tools.kind() == Kind::Array));
        if self.tools.is_empty() {
            self.tools.extend(tool.and_then(text).map(Cow::into_owned));
        }
        set_text(&mut self.project, project.and_then(text).or_else(|| cwd.and_then(text)).as_deref());
        let is = |value: Option<JsonRef<'_>>, said| value.and_then(JsonRef::as_bool) == Some(said);
        let failed = is(success, false) || is(has_error, true) || self.error.is_some();
        let failed = failed || self.exit_code.is_some_and(|code| code != 0);
        self.status = if failed { Status::Error } else { Status::Ok };
    }
}

/// Sets a text in the memory of the one before.
pub(crate) fn set_text(slot: &mut Option<String>, text: Option<&str>) {
    match (slot.as_mut(), text) {
        (Some(slot), Some(text)) => text.clone_into(slot),
        (_, text) => *slot = text.map(str::to_owned),
    }
}

/// Sets texts in the memory of those before.
pub(crate) fn set_texts(slots: &mut Vec<String>, texts: impl Iterator<Item = impl AsRef<str>>) {
    let mut count = 0;
    texts.for_each(|text| set_next(slots, &mut count, text.as_ref()));
    slots.truncate(count);
}

/// Sets the one behind the first `count` texts.
fn set_next(slots: &mut Vec<String>, count: &mut usize, text: &str) {
    match slots.get_mut(*count) {
        Some(slot) => text.clone_into(slot),
        None => slots.push(text.to_owned()),
    }
    *count += 1;
}

/// Sets the texts among the elements of an array. Where they are found as usual no list of them is made.
fn set_elements(slots: &mut Vec<String>, array: Option<JsonRef<'_>>) {
    let Some(array) = array else { return slots.clear() };
    let mut count = 0;
    let found = outline::elements(array.text(), |element| {
        if let Some(text) = text(JsonRef::of_valid(element)) {
            set_next(slots, &mut count, &text);
        }
    });
    slots.truncate(count);
    if found.is_none() {
        set_texts(slots, array.elements().into_iter().filter_map(text));
    }
}

fn text(value: JsonRef<'_>) -> Option<Cow<'_, str>> {
    value.as_str().filter(|text| !text.is_empty())
}

fn count(value: JsonRef<'_>) -> Option<u64> {
    value.as_i128().and_then(|count| u64::try_from(count).ok())
}

/// A duration in units of which `per_second` make a second. Negative, non-finite and absurdly long ones are unknown.
fn duration(value: JsonRef<'_>, per_second: f64) -> Option<Duration> {
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
        Kind::String => text(value).map(Cow::into_owned),
        _ => Some(value.to_strict()),
    }
}
