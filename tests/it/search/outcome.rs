//! Whether anything was found, and what could not be looked into.

use responses::record::compress;
use serde_json::Value;

use super::store_of;
use crate::support::{Sandbox, record};

#[test]
fn the_exit_code_says_whether_anything_was_found() {
    let sandbox = store_of(&["found"]);
    let code = |args: &[&str]| sandbox.run(["search", "-q"].iter().chain(args).copied()).code;
    assert_eq!((code(&["found"]), code(&["lost"]), code(&["found", "--agent", "nobody"])), (0, 3, 3));
    for format in ["table", "json", "ndjson", "csv", "tsv", "markdown"] {
        assert_eq!(code(&["lost", "--format", format]), 3, "{format}");
    }
    assert_eq!((code(&["lost", "--paths"]), code(&["lost", "--count"]), code(&["lost", "--sort", "none"])), (3, 3, 3));
    assert_eq!(Sandbox::new().run(["search", "x", "-q"]).code, 3, "no store yet");
    sandbox.put("s/broken.json", "{\"request\": \"found");
    assert_eq!((code(&["found"]), code(&["lost"])), (0, 3));
    assert_eq!((code(&["found", "--strict"]), code(&["lost", "--strict"])), (4, 4));
    assert_eq!((code(&[]), code(&["a", "-e", "b"]), code(&["fo(o"]), code(&["a\\nb"])), (2, 2, 2, 2));
    let wrong = sandbox.run(["search", "fo(o"]);
    assert_eq!(
        wrong.stderr,
        "error: `fo(o` is no regular expression: unclosed group (line 1, column 3)\nhint: -F takes the pattern as it is written\n"
    );
    let error: Value = serde_json::from_str(&sandbox.run(["search", "fo(o", "--json"]).stderr).unwrap();
    assert_eq!(error["error"]["code"], "usage");
}

#[test]
fn what_is_visibly_broken_is_always_named_and_the_rest_under_strict() {
    let sandbox = store_of(&["found"]);
    sandbox.put("s/cut.json", "{\"request\": \"something el");
    sandbox.put("s/empty.json", "");
    sandbox.put("s/nul.json", vec![0; 100]);
    sandbox.put("s/other.json", "{\"name\": \"no record\"}");
    sandbox.put("s/cut.json.gz", &compress(record("s", "a", "").as_bytes()).unwrap()[..40]);
    sandbox.put("s/inner.json", "{\"request\": \"unquoted: \" x}");
    let skipped = |args: &[&str]| {
        let run = sandbox.run(["search", "found", "--json", "-q"].iter().chain(args).copied());
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        let skipped = document["skipped"].as_array().unwrap().iter();
        skipped.map(|one| one["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let visibly = ["s/cut.json", "s/cut.json.gz", "s/empty.json", "s/nul.json", "s/other.json"];
    assert_eq!(skipped(&[]), visibly);
    let all = sandbox.run(["list", "--all", "--json", "-q"]).stdout;
    let all: Value = serde_json::from_str(&all).unwrap();
    assert_eq!(skipped(&["--strict"]).len(), all["skipped"].as_array().unwrap().len());
    assert!(skipped(&["--strict"]).contains(&"s/inner.json".to_owned()));
}

#[test]
fn selections_are_those_of_list() {
    let sandbox = Sandbox::with_examples();
    for selection in [
        ["--agent", "engineer"].as_slice(),
        &["--session", "release-*", "--status", "error"],
        &["--since", "2026-11-12", "--until", "2026-11-13"],
        &["--model", "claude-*", "--tool", "Bash"],
    ] {
        let ids = |command: &[&'static str]| {
            let list = sandbox.run(command.iter().chain(selection).chain(&["--json", "-q"]).copied()).stdout;
            let list: Value = serde_json::from_str(&list).unwrap();
            list["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        let listed = ids(&["list", "--all"]);
        assert!(!listed.is_empty(), "{selection:?}");
        assert_eq!(ids(&["search", ""]), listed, "{selection:?}");
    }
}
