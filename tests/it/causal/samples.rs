//! Logs that other tools wrote: what is found in them is what `tests/causal_counts.py` finds with Python's own reader.

use serde_json::{Value, json};

use super::{column, column_of};
use crate::support::{Sandbox, copy_tree, fixture};

fn logs() -> String {
    fixture("events/mcp/sessions").to_str().unwrap().to_owned()
}

/// What the script found in a directory of the fixtures.
fn script(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(fixture("events").join(name)).unwrap()).unwrap()
}

fn expected() -> Value {
    script("mcp.json")["sessions"].clone()
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
fn a_directory_is_named_by_its_flag() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(["events", "validate", &logs()]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("is a directory") && run.stderr.contains("--log-dir"), "{run:?}");
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

#[test]
fn a_directory_is_analysed_as_by_an_independent_reader() {
    for (directory, name) in [("mcp/sessions", "mcp.json"), ("causal", "causal.json")] {
        let logs = fixture("events").join(directory);
        let logs = logs.to_str().unwrap();
        let found = Sandbox::new().json(["--utc", "analyze", logs, "--top", "1000", "--json"]);
        let expected = &script(name)["analysis"];
        let of = |list: &str, keys: &[&str]| -> Value {
            let row =
                |item: &Value| keys.iter().map(|key| item.pointer(key).cloned().unwrap_or_default()).collect::<Value>();
            found[list].as_array().unwrap().iter().map(row).collect()
        };
        for (ours, theirs) in [
            ("events", "events"),
            ("errors", "errors"),
            ("total_failures", "failures"),
            ("failed_events", "failed"),
            ("failed_without_cause", "without_cause"),
        ] {
            assert_eq!(found[ours], expected[theirs], "{name} {ours}");
        }
        assert_eq!(of("dangling", &["/event_id", "/missing"]), expected["dangling"], "{name}");
        assert_eq!(found["total_dangling"], json!(expected["dangling"].as_array().unwrap().len()));
        assert_eq!(of("failure_reasons", &["/failure_reason", "/count"]), expected["reasons"], "{name}");
        assert_eq!(of("causes_of_failures", &["/event_id", "/failed_events"]), expected["causes"], "{name}");
        assert_eq!(of("roots_of_failures", &["/event_id", "/failed_events"]), expected["roots"], "{name}");
        assert_eq!(of("constraints", &["/name", "/count"]), expected["constraints"], "{name}");
        assert_eq!(of("entities", &["/name", "/count"]), expected["entities"], "{name}");
        assert_eq!(of("busiest_hours", &["/start", "/events"]), expected["hours"], "{name}");
        let ids = |chain: &Value| column_of(&chain["events"], "event_id");
        let chains: Value = found["chains"].as_array().unwrap().iter().map(ids).collect();
        assert_eq!(chains, expected["chains"], "{name}");
        same_promises(&found, &expected["promises"]);
        for day in found["series"]["buckets"].as_array().unwrap() {
            let expected = &expected["days"][&day["start"].as_str().unwrap()[..10]];
            for key in ["events", "errors", "failures", "types", "agents", "sources"] {
                assert_eq!(day[key], expected[key], "{name} {} {key}", day["start"]);
            }
        }
        assert_eq!(found["series"]["buckets"].as_array().unwrap().len(), expected["days"].as_object().unwrap().len());
    }
}

/// Promises are what the script found: `[session, text, outcome, seconds]`.
fn same_promises(found: &Value, expected: &Value) {
    let expected = expected.as_array().unwrap();
    let count =
        |outcomes: &[&str]| json!(expected.iter().filter(|one| outcomes.contains(&one[2].as_str().unwrap())).count());
    let totals = &found["commitments"];
    for (key, outcomes) in [
        ("total", &["open", "overdue", "kept", "kept late"][..]),
        ("open", &["open", "overdue"]),
        ("overdue", &["overdue"]),
        ("kept", &["kept", "kept late"]),
        ("kept_late", &["kept late"]),
        ("broken", &["overdue", "kept late"]),
    ] {
        assert_eq!(totals[key], count(outcomes), "{key}");
    }
    let took = expected.iter().filter_map(|one| one[3].as_f64());
    assert_eq!(totals["time_to_fulfilment"]["max"].as_f64(), took.reduce(f64::max));
    let mut unkept: Vec<_> =
        expected.iter().filter(|one| one[3].is_null()).map(|one| json!([one[0], one[1]])).collect();
    let pair = |one: &Value| json!([one["session_id"], one["commitment"]]);
    let mut found: Vec<_> = found["unkept_commitments"].as_array().unwrap().iter().map(pair).collect();
    unkept.sort_by_key(Value::to_string);
    found.sort_by_key(Value::to_string);
    assert_eq!(found, unkept);
}

#[test]
fn the_analysis_for_people_and_for_scripts() {
    let sandbox = Sandbox::new();
    copy_tree(&fixture("events/causal"), &sandbox.project().join("logs"));
    insta::assert_snapshot!("analysis_report", sandbox.stdout(["--utc", "analyze", "logs", "-q"]));
    insta::assert_snapshot!("analysis_rows", sandbox.stdout(["--utc", "analyze", "logs", "-q", "--format", "csv"]));
    let one = "logs/review_20251121_0800.jsonl";
    insta::assert_snapshot!("analysis_json", sandbox.stdout(["--utc", "analyze", one, "-q", "--by", "hour", "--json"]));
    let run = sandbox.run(["analyze", one, "--strict"]);
    assert_eq!(run.code, 4);
    assert!(run.stderr.contains("review_20251121_0800.jsonl:6"), "{}", run.stderr);
}
