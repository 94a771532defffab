//! The parts of an event as flags give them: in words, or as JSON.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::commands::error::CommandError;
use crate::commands::value::read_value;
use crate::events::causal::Draft;
use crate::record::{Json, JsonRef};

/// How the words of a part are put together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// The flag, for messages.
    pub(super) flag: &'static str,
    /// Its form in words.
    pub(super) form: &'static str,
    /// The part in words, if it is in that form.
    pub(super) read: fn(&str) -> Option<Value>,
}

pub(super) const CAUSAL_STEP: Part = Part {
    flag: "--causal-step",
    form: "'STEP: REASONING'",
    read: |words| words.split_once(": ").map(|(step, reasoning)| json!({"step": step, "reasoning": reasoning})),
};
pub(super) const CONSTRAINT: Part = Part {
    flag: "--constraint",
    form: "'CONSTRAINT: SOURCE'",
    read: |words| words.rsplit_once(": ").map(|(rule, source)| json!({"constraint": rule, "source": source})),
};
pub(super) const FAILURE: Part = Part {
    flag: "--failure",
    form: "'ATTEMPT: REASON'",
    read: |words| words.split_once(": ").map(|(attempt, reason)| json!({"attempt": attempt, "failure_reason": reason})),
};
pub(super) const COMMITMENT: Part = Part {
    flag: "--commitment",
    form: "'COMMITMENT: STATUS'",
    read: |words| {
        let is_status = |word: &str| ["pending", "in_progress", "blocked", "completed"].contains(&word);
        let (commitment, status) =
            words.rsplit_once(": ").filter(|(_, word)| is_status(word)).unwrap_or((words, "pending"));
        Some(json!({"commitment": commitment, "status": status}))
    },
};

/// Puts parts into an array under a key; an array as JSON is as many parts.
pub(super) fn set_array(draft: &mut Draft, key: &str, part: Part, given: Vec<String>) -> Result<(), CommandError> {
    if given.is_empty() {
        return Ok(());
    }
    let mut elements = Vec::new();
    for text in given {
        let text = read_value(text)?;
        match as_json(&text, part.flag)? {
            Some(json) if json.get().text().starts_with('[') => {
                elements.extend(json.get().elements().iter().map(|element| element.text().to_owned()));
            }
            Some(json) => elements.push(json.get().text().to_owned()),
            None => elements.push((part.read)(text.trim()).ok_or_else(|| wrong(part.flag, part.form))?.to_string()),
        }
    }
    set(draft, key, part.flag, &format!("[{}]", elements.join(",")))
}

/// Puts entities under their names: `NAME=FULL_NAME`, or `NAME={...}`.
pub(super) fn set_entities(draft: &mut Draft, given: &[String]) -> Result<(), CommandError> {
    if given.is_empty() {
        return Ok(());
    }
    let (mut members, mut names) = (Vec::new(), HashSet::new());
    for text in given {
        let form = || CommandError::usage("--entity is NAME=FULL_NAME or NAME={...}");
        let (name, entity) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(form)?;
        // In an object the second of a name would hide the first.
        if !names.insert(name) {
            return Err(CommandError::usage(format!("--entity names `{name}` twice")));
        }
        let json = as_json(entity, "--entity")?;
        let entity = json.map_or_else(|| json!({"full_name": entity}).to_string(), |json| json.get().text().to_owned());
        members.push(format!("{}:{entity}", Json::string(name).get().text()));
    }
    set(draft, "key_entities", "--entity", &format!("{{{}}}", members.join(",")))
}

/// Puts text that is JSON, from a flag, under a key.
pub(super) fn set(draft: &mut Draft, key: &str, flag: &str, text: &str) -> Result<(), CommandError> {
    let value = Json::parse(text).map_err(|error| CommandError::usage(format!("{flag} is not JSON: {error}")))?;
    draft.set(key, value);
    Ok(())
}

/// The JSON that a text is meant to be, if it is.
fn as_json(text: &str, flag: &str) -> Result<Option<Json>, CommandError> {
    if !text.trim_start().starts_with(['{', '[']) {
        return Ok(None);
    }
    let json = JsonRef::parse(text).map_err(|error| CommandError::usage(format!("{flag} is not JSON: {error}")))?;
    Ok(Some(json.to_json()))
}

fn wrong(flag: &str, form: &str) -> CommandError {
    CommandError::usage(format!("{flag} is {form}, or a JSON object"))
}
