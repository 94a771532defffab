//! `responses view`

use std::io::Read;

use crate::support::{Sandbox, record};

#[test]
fn latest_is_the_newest_of_the_selection() {
    let sandbox = Sandbox::with_examples();
    insta::assert_snapshot!("view_latest", sandbox.stdout(["view", "latest", "--agent", "documentation"]));
    insta::assert_snapshot!(
        "view_latest_json",
        sandbox.stdout(["view", "latest", "--agent", "documentation", "--json"])
    );
}

#[test]
fn any_unique_beginning_or_end_of_an_id_will_do() {
    let sandbox = Sandbox::with_examples();
    let id = |target: &str| sandbox.json(["view", "--json", target])["id"].as_str().unwrap().to_owned();
    let whole = "2026-11-12-flaky-tests/qa-20261112_064055_017";
    for target in [whole, "qa-20261112_064055_017", "064055_017", "2026-11-12-flaky-tests/q"] {
        assert_eq!(id(target), whole, "{target}");
    }
    let ambiguous = sandbox.run(["view", "2026-11-12"]);
    assert_eq!(ambiguous.code, 1);
    assert!(ambiguous.stderr.contains("names 6 responses") && ambiguous.stderr.contains(whole), "{}", ambiguous.stderr);
    let nothing = sandbox.run(["view", "nope"]);
    assert_eq!(nothing.code, 1);
    assert!(nothing.stderr.contains("error: no response `nope` in .claude-mpm/responses"), "{}", nothing.stderr);
}

#[test]
fn a_whole_id_beats_those_that_it_begins() {
    let sandbox = Sandbox::new();
    sandbox.put("s/a.json", record("s", "short", "2026-01-01T00:00:00Z"));
    sandbox.put("s/a-1.json", record("s", "long", "2026-01-01T00:00:00Z"));
    assert_eq!(sandbox.json(["view", "s/a", "--json"])["agent"], "short");
}

#[test]
fn a_path_may_lie_in_the_store_or_anywhere() {
    let sandbox = Sandbox::with_examples();
    let inside = ".claude-mpm/responses/release-1.4/qa-20261109_071552_793.json";
    assert_eq!(sandbox.json(["view", inside, "--json"])["id"], "release-1.4/qa-20261109_071552_793");
    std::fs::write(sandbox.project().join("loose.json"), record("s", "loose", "2026-01-01T00:00:00Z")).unwrap();
    assert_eq!(sandbox.json(["view", "loose.json", "--json"])["id"], "s/loose");
    std::fs::write(sandbox.project().join("broken.json"), "{").unwrap();
    let broken = sandbox.run(["view", "broken.json"]);
    assert_eq!(broken.code, 1);
    assert!(broken.stderr.contains("broken.json: truncated: "), "{}", broken.stderr);
}

#[test]
fn raw_gives_the_very_bytes() {
    let sandbox = Sandbox::with_examples();
    for item in sandbox.json(["list", "--all", "--json"])["items"].as_array().unwrap() {
        let file = std::fs::read(sandbox.project().join(item["path"].as_str().unwrap())).unwrap();
        let output = sandbox.command(["view", "--raw", item["id"].as_str().unwrap()]).output().unwrap();
        assert!(output.stdout == file, "{}", item["id"]);
    }
}

#[test]
fn one_field_is_printed_as_it_is() {
    let sandbox = Sandbox::with_examples();
    let field = |name: &'static str| sandbox.stdout(["view", "release-1.4/qa-20261109_071552_793", "--field", name]);
    assert_eq!(field("agent"), "qa\n");
    assert_eq!(field("tokens"), "17246\n");
    assert_eq!(field("metadata.model"), "claude-sonnet-4-5\n");
    assert_eq!(field("error"), "\n");
    assert_eq!(field("metadata.nothing"), "\n");
    let unknown = sandbox.run(["view", "latest", "--field", "nothing"]);
    assert_eq!(unknown.code, 2);
}

#[test]
fn response_and_metadata_come_unchanged() {
    let sandbox = Sandbox::new();
    let metadata =
        r#"{"big": 123456789012345678901234567890, "exact": 1.10, "nested": {"b": [1, {"a": null}]}, "a": "é\n"}"#;
    let text = format!(r#"{{"request": "q", "response": {{"n": 1e400}}, "metadata": {metadata}}}"#);
    sandbox.put("s/a.json", text);
    let view = sandbox.stdout(["view", "s/a", "--json"]);
    assert!(view.contains(r#""response":{"n":1e400}"#), "{view}");
    let compact =
        r#""metadata":{"big":123456789012345678901234567890,"exact":1.10,"nested":{"b":[1,{"a":null}]},"a":"é\n"}"#;
    assert!(view.contains(compact), "{view}");
}

#[test]
fn a_conversation_reads_from_the_beginning() {
    let sandbox = Sandbox::with_examples();
    insta::assert_snapshot!("view_session", sandbox.stdout(["view", "--session", "session_20261024_085511"]));
    let items = sandbox.json(["view", "--session", "release-1.4", "--json"]);
    let times: Vec<_> = items["items"].as_array().unwrap().iter().map(|i| i["timestamp"].as_str().unwrap()).collect();
    assert!(times.len() == 7 && times.is_sorted(), "{times:?}");
    let unknown = sandbox.run(["view", "--session", "nope"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.stderr.contains("no responses of session `nope`"), "{}", unknown.stderr);
}

#[test]
fn gzip_is_read_like_any_other() {
    let sandbox = Sandbox::with_examples();
    let gz = sandbox.stdout(["list", "--all", "--paths"]).lines().find(|path| path.contains(".gz")).unwrap().to_owned();
    let mut plain = String::new();
    let file = std::fs::File::open(sandbox.project().join(&gz)).unwrap();
    flate2::read::GzDecoder::new(file).read_to_string(&mut plain).unwrap();
    let record: serde_json::Value = serde_json::from_str(&plain).unwrap();
    assert_eq!(sandbox.json(["view", &gz, "--json"])["response"], record["response"]);
}
