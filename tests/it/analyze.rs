//! `responses analyze`

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Sandbox, record};

/// A record of `engineer` in session `s` with this metadata.
fn measured(timestamp: &str, metadata: &Value) -> String {
    json!({"timestamp": timestamp, "session_id": "s", "agent": "engineer", "request": "q", "response": "r",
        "metadata": metadata})
    .to_string()
}

#[test]
fn the_report_and_the_rows() {
    let sandbox = Sandbox::with_examples();
    insta::assert_snapshot!("analyze_report", sandbox.stdout(["analyze"]));
    insta::assert_snapshot!("analyze_csv", sandbox.stdout(["analyze", "--format", "csv"]));
    insta::assert_snapshot!("analyze_markdown", sandbox.stdout(["analyze", "--format", "markdown", "--agent", "e*"]));
    let period =
        ["analyze", "--compare", "--since", "2026-11-05", "--until", "2026-11-10", "--top", "2", "--by", "week"];
    insta::assert_snapshot!("analyze_compare", sandbox.stdout(period));
    insta::assert_json_snapshot!("analyze_json", sandbox.json(period.into_iter().chain(["--json"])));
}

#[test]
fn the_fields_can_be_chosen() {
    let sandbox = Sandbox::with_examples();
    let rows = sandbox.stdout(["analyze", "--format", "ndjson", "--fields", "kind,name", "--tool", "Bash"]);
    let kinds: Vec<_> = rows.lines().map(|row| serde_json::from_str::<Value>(row).unwrap()["kind"].clone()).collect();
    assert!(kinds.contains(&json!("agent")) && kinds.contains(&json!("tool")), "{rows}");
    let table = sandbox.stdout(["analyze", "--fields", "name,share"]);
    assert!(table.starts_with("NAME"), "{table}");
    assert_eq!(sandbox.run(["analyze", "--fields", "nothing"]).code, 2);
}

#[test]
fn an_empty_store_has_nothing_to_tell() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.stdout(["analyze"]), "0 responses · 0 errors\n");
    let analysis = sandbox.json(["analyze", "--json"]);
    for absent in ["error_rate", "total_duration", "active_time", "responses_per_hour", "series", "comparison"] {
        assert!(analysis[absent].is_null(), "{absent}: {analysis}");
    }
    assert_eq!((&analysis["agents"], &analysis["outliers"]), (&json!({}), &json!([])));
}

#[test]
fn what_cannot_be_known_is_absent_and_counted() {
    let sandbox = Sandbox::new();
    sandbox.put("s/1.json", record("s", "a", "no time"));
    sandbox.put("s/2.json", record("s", "a", "2026-01-01T10:00:00Z"));
    let analysis = sandbox.json(["analyze", "--json"]);
    assert_eq!(analysis["unknown"], json!({"duration": 2, "timestamp": 1, "tokens": 2}));
    let agent = &analysis["agents"]["a"];
    for absent in ["duration", "share", "p50_duration", "max_duration", "tokens", "tokens_per_second"] {
        assert!(agent[absent].is_null(), "{absent}: {agent}");
    }
    let period = sandbox.json(["analyze", "--json", "--since", "2026-01-01"]);
    assert_eq!((&period["total_responses"], &period["unknown"]["timestamp"]), (&json!(1), &json!(1)));
}

#[test]
fn an_outlier_is_named_as_view_takes_it() {
    let sandbox = Sandbox::new();
    for number in 0..9 {
        let metadata = json!({"duration": if number == 8 { 60.5 } else { 2.0 }});
        sandbox.put(&format!("s/r{number}.json"), measured(&format!("2026-01-01T10:0{number}:00Z"), &metadata));
    }
    let analysis = sandbox.json(["analyze", "--json"]);
    let expected = json!([{"id": "s/r8", "agent": "engineer", "session_id": "s",
        "timestamp": "2026-01-01T10:08:00.000000+00:00", "duration": 60.5, "median_duration": 2.0}]);
    assert_eq!(analysis["outliers"], expected);
    assert_eq!(sandbox.run(["view", "s/r8"]).code, 0);
    assert_eq!(sandbox.json(["analyze", "--json", "--top", "0"])["total_outliers"], 1);
}

#[test]
fn without_a_beginning_seven_days_are_compared() {
    let sandbox = Sandbox::new();
    for (number, day) in ["2026-01-01", "2026-01-09", "2026-01-10"].iter().enumerate() {
        sandbox.put(&format!("s/r{number}.json"), record("s", "a", &format!("{day}T12:00:00Z")));
    }
    let analysis = sandbox.json(["analyze", "--compare", "--until", "2026-01-15", "--json"]);
    let comparison = &analysis["comparison"];
    assert_eq!(comparison["current"]["since"], "2026-01-08T00:00:00.000000+00:00");
    assert_eq!(comparison["responses"], json!({"current": 2, "previous": 1, "change": 1.0}));
    let backwards = sandbox.run(["analyze", "--compare", "--since", "2026-01-15", "--until", "2026-01-15"]);
    assert_eq!(backwards.code, 2, "{}", backwards.stderr);
}

#[test]
fn a_series_too_long_is_coarser_and_says_so() {
    let sandbox = Sandbox::new();
    sandbox.put("s/1.json", record("s", "a", "1999-12-31T23:00:00Z"));
    sandbox.put("s/2.json", record("s", "a", "2026-01-01T10:00:00Z"));
    let analysis = sandbox.json(["analyze", "--by", "hour", "--json"]);
    assert_eq!((&analysis["series"]["by"], &analysis["series"]["asked"]), (&json!("week"), &json!("hour")));
    let report = sandbox.stdout(["analyze", "--by", "hour"]);
    assert!(report.contains("Responses by week  by hour there would be more than 5,000"), "{report}");
}

#[test]
fn names_from_the_store_cannot_drive_the_terminal() {
    let sandbox = Sandbox::new();
    let mut metadata = json!({"duration": 1, "model": "\u{1b}[31mred", "tools_used": ["\u{9b}31m", "a\nb"]});
    for number in 0..9 {
        metadata["duration"] = json!(if number == 8 { 99 } else { 1 });
        let mut text = measured(&format!("2026-01-01T1{number}:00:00Z"), &metadata);
        text = text.replace("\"engineer\"", "\"\\u001b[2Jagent\"").replace("\"s\"", "\"\\u202esession\"");
        sandbox.put(&format!("s/r{number}.json"), text);
    }
    let mut all = String::new();
    for format in [&["analyze", "--top", "9"][..], &["analyze", "--json"], &["analyze", "--format", "markdown"]] {
        _ = writeln!(all, "{}", sandbox.stdout(format.iter().copied()));
    }
    assert!(!all.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{all:?}");
}
