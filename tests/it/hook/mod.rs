//! `responses hook`: each event is sent to a process of its own.

mod bad_input;
mod places;
mod replay;
mod rules;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Run, Sandbox};

/// All records of the sandbox' store by their paths.
pub(super) fn records(sandbox: &Sandbox) -> BTreeMap<PathBuf, Value> {
    let mut found = BTreeMap::new();
    let Ok(sessions) = fs::read_dir(sandbox.store()) else { return found };
    for session in sessions.map(|entry| entry.unwrap()) {
        if session.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        for file in fs::read_dir(session.path()).unwrap().map(|entry| entry.unwrap().path()) {
            found.insert(file.strip_prefix(sandbox.store()).unwrap().to_owned(), read(&file));
        }
    }
    found
}

/// Sends one event to a process of its own, which must say nothing, whatever it makes of it.
pub(super) fn send(sandbox: &Sandbox, event: impl Into<Vec<u8>>) {
    send_with(sandbox, &["hook"], event);
}

pub(super) fn send_with(sandbox: &Sandbox, args: &[&str], event: impl Into<Vec<u8>>) {
    let run = Run::of(sandbox.command(args.iter().copied()).write_stdin(event));
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""), "{args:?}");
}

pub(super) fn log_lines(sandbox: &Sandbox) -> Vec<String> {
    let log = fs::read_to_string(sandbox.store().join(".log/hook.log")).unwrap_or_default();
    log.lines().map(str::to_owned).collect()
}

/// An event that the project's agent sends, with the members of `more` beside its session, directory and name.
pub(super) fn event(sandbox: &Sandbox, session: &str, name: &str, more: &Value) -> String {
    let mut event = json!({"session_id": session, "cwd": sandbox.project(), "hook_event_name": name});
    for (key, value) in more.as_object().unwrap() {
        event[key] = value.clone();
    }
    event.to_string()
}

pub(super) fn read(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}
