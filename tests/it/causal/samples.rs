//! Logs that other tools wrote: what is found in them is what `tests/causal_counts.py` finds with Python's own reader.

use serde_json::{Value, json};

use super::column;
use crate::support::{Sandbox, fixture};

fn logs() -> String {
    fixture("events/mcp/sessions").to_str().unwrap().to_owned()
}

fn expected() -> Value {
    serde_json::from_str(&std::fs::read_to_string(fixture("events/mcp.json")).unwrap()).unwrap()
}

/// What a command finds in one session of the samples.
fn ask(command: &str, session: &str) -> Value {
    let log_dir = logs();
    Sandbox::new().json(["events", command, "--log-dir", &log_dir, "--session", session, "--archived", "--json"])
}

#[test]
fn every_sample_is_read_whole() {
    for (session, expected) in expected().as_object().unwrap() {
        let found = ask("query", session);
        assert_eq!(json!(column(&found, "event_id")), expected["events"], "{session}");
        let bad: Vec<_> = found["skipped"].as_array().unwrap().iter().map(|line| &line["line"]).collect();
        assert_eq!(json!(bad), expected["bad"], "{session}");
        for item in found["items"].as_array().unwrap() {
            assert_eq!(item["event"]["event_id"], item["event_id"], "the whole event comes with it");
        }
    }
}

#[test]
fn every_question_is_answered_as_by_an_independent_reader() {
    for (session, expected) in expected().as_object().unwrap() {
        let stats = ask("stats", session);
        for key in ["types", "agents", "sources"] {
            assert_eq!(stats[key], expected[key], "{session} {key}");
        }
        let promises = ask("commitments", session);
        let triple = |item: &Value| json!([item["commitment"], item["status"], item["event_id"]]);
        let open: Vec<_> = promises["items"].as_array().unwrap().iter().map(triple).collect();
        assert_eq!(json!(open), expected["commitments"], "{session}");
        let failures = ask("failures", session);
        let four =
            |item: &Value| json!([item["event_id"], item["attempt"], item["failure_reason"], item["error_code"]]);
        let failed: Vec<_> = failures["items"].as_array().unwrap().iter().map(four).collect();
        assert_eq!(json!(failed), expected["failures"], "{session}");
        let graph = ask("graph", session);
        let pair = |dangling: &Value| json!([dangling["event_id"], dangling["missing"]]);
        let dangling: Vec<_> = graph["dangling"].as_array().unwrap().iter().map(pair).collect();
        assert_eq!(json!(dangling), expected["dangling"], "{session}");
    }
}

#[test]
fn what_breaks_a_rule_is_named_and_nothing_else() {
    let run = Sandbox::new().run(["events", "validate", "--log-dir", &logs(), "--archived", "--json"]);
    assert_eq!(run.code, 4, "{run:?}");
    let output: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&output["files"], &output["checked"], &output["damaged_total"]), (&json!(3), &json!(25), &json!(3)));
    let damaged: Vec<_> = output["damaged"].as_array().unwrap().iter().map(|one| one["line"].as_u64()).collect();
    assert_eq!(damaged, [Some(11), Some(12), Some(2)]);
    insta::assert_snapshot!(run.stdout.replace(&logs(), "sessions"));
}

#[test]
fn for_people() {
    let sandbox = Sandbox::new();
    let log_dir = logs();
    for command in ["query", "commitments", "failures", "stats"] {
        let shown = sandbox.stdout(["events", command, "--log-dir", &log_dir, "--quiet"]);
        insta::assert_snapshot!(format!("people_{command}"), shown);
    }
}
