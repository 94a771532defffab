//! `responses sessions`

use crate::support::Sandbox;

#[test]
fn the_table_and_the_json() {
    let sandbox = Sandbox::with_examples();
    insta::assert_snapshot!("sessions_table", sandbox.stdout(["sessions"]));
    insta::assert_snapshot!("sessions_ndjson", sandbox.stdout(["sessions", "--format", "ndjson"]));
}

#[test]
fn a_selection_narrows_what_is_counted() {
    let sandbox = Sandbox::with_examples();
    let sessions = sandbox.json(["sessions", "--json", "--agent", "qa", "--since", "2026-11-09"]);
    let names: Vec<_> =
        sessions["items"].as_array().unwrap().iter().map(|s| s["session_id"].as_str().unwrap()).collect();
    assert_eq!(names, ["2026-11-12-flaky-tests", "release-1.4"]);
    assert_eq!(sessions["items"][0]["agents"], serde_json::json!({"qa": 1}));
}
