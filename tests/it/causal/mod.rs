//! Causal logs, as `responses events` writes, reads and analyses them.

mod append;
mod archive;
#[cfg(unix)]
mod crash;
mod follow;
mod group;
mod questions;
mod samples;
mod schema;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::Sandbox;

/// A log in the project's directory of logs.
fn put(sandbox: &Sandbox, session: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = log(sandbox, session);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

/// Where the log of a session lies.
fn log(sandbox: &Sandbox, session: &str) -> PathBuf {
    sandbox.project().join(".ai-agents/sessions").join(format!("{session}.jsonl"))
}

/// A valid event with something more in it.
fn event(number: u32, kind: &str, more: &str) -> String {
    format!(
        "{{\"event_id\":\"evt_{number:08x}\",\"timestamp\":\"2026-01-01T00:{:02}:{:02}Z\",\"event_type\":\"{kind}\",\
         \"provenance\":{{\"source\":\"test\",\"agent\":\"codex\",\"confidence\":1.0}}{more}}}\n",
        number / 60 % 60,
        number % 60
    )
}

/// The values of one key in a list.
fn column_of(items: &Value, key: &str) -> Value {
    items.as_array().unwrap().iter().map(|item| item[key].clone()).collect()
}

fn column<'a>(list: &'a Value, key: &str) -> Vec<&'a Value> {
    list["items"].as_array().unwrap().iter().map(|item| &item[key]).collect()
}
