//! `responses search`

use serde_json::{Value, json};

use crate::support::{Run, Sandbox};

mod obvious;
mod order;
mod outcome;
mod output;
mod patterns;

/// A record with these texts, as JSON values.
fn texts(time: &str, request: &Value, response: &Value) -> String {
    json!({"timestamp": time, "session_id": "s", "agent": "a", "request": request, "response": response}).to_string()
}

/// Puts responses into a new store, each a second older than the one before.
fn store_of(responses: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (number, response) in responses.iter().enumerate() {
        let time = format!("2026-01-01T00:00:{:02}Z", 59 - number);
        sandbox.put(&format!("s/{number:02}.json"), texts(&time, &"asked".into(), &(*response).into()));
    }
    sandbox
}

/// The lines of the page without headings: `response:1:text`.
fn lines(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let run = sandbox.run(["search"].iter().chain(args).copied());
    assert!(matches!(run.code, 0 | 3), "{args:?}: {run:?}");
    run.stdout.lines().filter(|line| line.starts_with("re") || *line == "--").map(str::to_owned).collect()
}

#[test]
fn a_search_changes_nothing() {
    let sandbox = Sandbox::with_examples();
    let before = crate::support::Snapshot::of(&sandbox.store());
    let run = Run::of(&mut sandbox.command(["search", "e", "--count"]));
    assert_eq!(run.code, 0);
    assert_eq!(crate::support::Snapshot::of(&sandbox.store()), before);
}
