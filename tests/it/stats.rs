//! `responses stats`

use crate::support::{Sandbox, record};

#[test]
fn the_table_and_the_json() {
    let sandbox = Sandbox::with_examples();
    insta::assert_snapshot!("stats_table", sandbox.stdout(["stats"]));
    insta::assert_snapshot!("stats_by_tool", sandbox.stdout(["stats", "--by", "tool"]));
    insta::assert_snapshot!("stats_by_session", sandbox.stdout(["stats", "--by", "session"]));
    insta::assert_snapshot!("stats_by_day_csv", sandbox.stdout(["stats", "--by", "day", "--format", "csv"]));
    insta::assert_json_snapshot!("stats_json", sandbox.json(["stats", "--json", "--session", "release-*"]));
    insta::assert_json_snapshot!("stats_session_json", sandbox.json(["stats", "--json", "--session", "release-1.4"]));
}

#[test]
fn hours_are_those_of_the_zone() {
    let sandbox = Sandbox::new();
    sandbox.put("s/a.json", record("s", "a", "2026-07-01T23:30:00Z"));
    let hours = |zone: &str, args: [&'static str; 4]| {
        let output = sandbox.command(args).env("TZ", zone).output().unwrap();
        let stats: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let times = if stats["hours"].is_null() { &stats["days"] } else { &stats["hours"] };
        times.as_object().unwrap().keys().next().unwrap().clone()
    };
    assert_eq!(hours("Europe/Berlin", ["stats", "--json", "--by", "hour"]), "01");
    assert_eq!(hours("Europe/Berlin", ["stats", "--json", "--by", "day"]), "2026-07-02");
    assert_eq!(hours("UTC", ["stats", "--json", "--by", "hour"]), "23");
}

#[test]
fn what_cannot_be_known_is_absent() {
    let sandbox = Sandbox::new();
    sandbox.put("s/a.json", record("s", "a", "no time"));
    let stats = sandbox.json(["stats", "--json"]);
    for absent in ["first_response", "last_response", "total_tokens", "total_duration"] {
        assert!(stats[absent].is_null(), "{absent}: {stats}");
    }
    assert!(stats["agents"]["a"]["p50_duration"].is_null());
    assert_eq!(stats["total_responses"], 1);
}

#[test]
fn durations_add_up_to_the_last_digit() {
    let sandbox = Sandbox::new();
    for number in 0..30 {
        let metadata = serde_json::json!({"duration": 0.1, "tokens": 3});
        let text = serde_json::json!({"timestamp": "2026-01-01T00:00:00Z", "session_id": "s", "agent": "a",
            "request": "", "response": "", "metadata": metadata});
        sandbox.put(&format!("s/{number}.json"), text.to_string());
    }
    let stats = sandbox.json(["stats", "--json"]);
    assert_eq!((&stats["total_duration"], &stats["total_tokens"]), (&3.0.into(), &90.into()));
}
