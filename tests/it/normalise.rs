//! `responses repair --normalise`

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::{Run, Sandbox, Snapshot, fixture, golden_trees};

/// What questions say of every response, but for where it lies and how large its file is; sorted.
fn answers(sandbox: &Sandbox) -> Vec<String> {
    let list = sandbox.json(["list", "--all", "--json"]);
    let mut items: Vec<_> = list["items"].as_array().unwrap().clone();
    for item in &mut items {
        for key in ["id", "path", "bytes"] {
            item.as_object_mut().unwrap().remove(key);
        }
    }
    let mut items: Vec<_> = items.iter().map(Value::to_string).collect();
    items.sort();
    items
}

/// Every response and metadata in the store by what was asked when.
fn texts(sandbox: &Sandbox) -> BTreeMap<String, Vec<(Value, Value)>> {
    let mut texts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let conversation = sandbox.json(["view", "--session", "*", "--json"]);
    for item in conversation["items"].as_array().unwrap() {
        let key = format!("{} {} {}", item["timestamp"], item["agent"], item["request"]);
        texts.entry(key).or_default().push((item["response"].clone(), item["metadata"].clone()));
    }
    for values in texts.values_mut() {
        values.sort_by_key(|(response, metadata)| format!("{response} {}", metadata["tokens"]));
    }
    texts
}

#[test]
fn every_golden_tree_comes_into_form_says_the_same_and_can_be_taken_back() {
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        let before = (Snapshot::of(&sandbox.store()), answers(&sandbox), texts(&sandbox));
        let dry = sandbox.json(["repair", "--normalise", "--dry-run", "--json"]);
        assert_eq!(Snapshot::of(&sandbox.store()), before.0, "{tree}");
        let done = sandbox.json(["repair", "--normalise", "--json"]);
        assert_eq!(
            (&dry["normalised"], &dry["left"], &dry["canonical"]),
            (&done["normalised"], &done["left"], &done["canonical"]),
            "{tree}"
        );
        assert_eq!(done["errors"], Value::Array(Vec::new()), "{tree}");
        // One tool took an agent without a name.
        let left: Vec<_> = done["left"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
        assert!(left.iter().all(|path| path.starts_with("default/-")), "{tree}: {left:?}");
        assert_eq!(answers(&sandbox), before.1, "{tree}");
        let after = texts(&sandbox);
        assert!(after.keys().eq(before.2.keys()), "{tree}");
        for (old, new) in before.2.values().flatten().zip(after.values().flatten()) {
            assert_eq!(old.0, new.0, "{tree}");
            for (key, value) in old.1.as_object().into_iter().flatten() {
                assert_eq!(&new.1[key], value, "{tree}: {key}");
            }
        }
        for item in sandbox.json(["list", "--all", "--json"])["items"].as_array().unwrap() {
            let path = item["path"].as_str().unwrap().strip_prefix(".claude-mpm/responses/").unwrap();
            if left.contains(&path) {
                continue;
            }
            let (directory, name) = path.split_once('/').expect("a session's directory");
            assert_eq!(responses::record::names::original(directory), item["session_id"].as_str().unwrap(), "{tree}");
            assert!(
                name.starts_with(&responses::record::names::component(item["agent"].as_str().unwrap())),
                "{tree}: {path}"
            );
        }
        let again = sandbox.json(["repair", "--normalise", "--json"]);
        assert_eq!((&again["normalised"], &again["receipt"]), (&Value::Array(Vec::new()), &Value::Null), "{tree}");
        if done["receipt"].is_string() {
            sandbox.stdout(["undo"]);
        }
        assert_eq!(Snapshot::of(&sandbox.store()), before.0, "{tree}");
    }
}

#[test]
fn what_would_lose_something_is_named_and_left() {
    let sandbox = Sandbox::with_store(&fixture("bad"));
    let before = (Snapshot::of(&sandbox.store()), answers(&sandbox));
    let done = sandbox.json(["repair", "--normalise", "--json"]);
    assert_eq!(answers(&sandbox), before.1);
    let left: BTreeMap<_, _> = done["left"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["path"].as_str().unwrap(), one["reason"].as_str().unwrap()))
        .collect();
    for (path, reason) in [
        ("duplicate-keys.json", "stands twice in it"),
        ("timestamp-garbage.json", "its time can't be read"),
        ("session-number.json", "its `session_id` is not plain text"),
        ("metadata-array.json", "its metadata is an array, not an object"),
        ("surrogate-lone-session.json", "its `session_id` is not plain text"),
        ("session-null.json", "it has no usable `session_id`"),
    ] {
        assert!(left.get(path).is_some_and(|why| why.contains(reason)), "{path}: {:?}", left.get(path));
        assert!(sandbox.store().join(path).exists(), "{path}");
    }
    assert!(done["normalised"].as_array().unwrap().len() > 40, "{}", done["normalised"]);
    let text = sandbox.run(["repair", "--normalise"]);
    assert_eq!(text.code, 0, "{text:?}");
    assert!(text.stdout.contains("Nothing to normalise") && text.stderr.contains("stays as it is"), "{text:?}");
    sandbox.stdout(["undo"]);
    assert_eq!(Snapshot::of(&sandbox.store()), before.0);
}

#[test]
fn a_naive_time_keeps_its_meaning_and_its_text() {
    let sandbox = Sandbox::new();
    sandbox.put(
        "s/response_001.json",
        r#"{"timestamp": "2025-08-11T14:30:22.123456", "session_id": "s", "request_summary": "r", "response": "x", "metadata": {"agent": "qa"}}"#,
    );
    fs::write(
        sandbox.project().join(".claude-mpm/configuration.yaml"),
        "response_tracking:\n  naive_timezone: Europe/Berlin\n",
    )
    .unwrap();
    let before = answers(&sandbox);
    let done = sandbox.stdout(["repair", "--normalise", "--dry-run"]);
    insta::assert_snapshot!("normalise_dry_run", done);
    sandbox.stdout(["repair", "--normalise"]);
    assert_eq!(answers(&sandbox), before);
    let text = fs::read_to_string(sandbox.store().join("s/qa-20250811_123022_123.json")).unwrap();
    insta::assert_snapshot!("normalised_file", text);
    // From now on no setting changes what it means.
    fs::remove_file(sandbox.project().join(".claude-mpm/configuration.yaml")).unwrap();
    assert_eq!(answers(&sandbox), before);
}

#[test]
fn compressed_stays_compressed_and_equal_names_are_numbered() {
    let sandbox = Sandbox::new();
    let record = |request: &str| {
        format!(
            r#"{{"timestamp": "2026-01-01T00:00:00Z", "session_id": "s", "agent": "qa", "request": "{request}", "response": "x"}}"#
        )
    };
    sandbox.put("a.json", responses::record::compress(record("a").as_bytes()).unwrap());
    sandbox.put("b.json.gz", record("b"));
    sandbox.put("s/c.json", record("c"));
    sandbox.put("s/qa-20260101_000000_000.json", record("d"));
    let done = sandbox.json(["repair", "--normalise", "--json"]);
    let moved: Vec<_> = done["normalised"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["from"].as_str().unwrap(), one["path"].as_str().unwrap()))
        .collect();
    assert_eq!(
        moved,
        [
            ("a.json", "s/qa-20260101_000000_000-1.json.gz"),
            ("b.json.gz", "s/qa-20260101_000000_000-2.json"),
            ("s/c.json", "s/qa-20260101_000000_000-3.json"),
            ("s/qa-20260101_000000_000.json", "s/qa-20260101_000000_000.json"),
        ]
    );
    let packed = fs::read(sandbox.store().join("s/qa-20260101_000000_000-1.json.gz")).unwrap();
    assert!(responses::record::is_gzip(&packed));
    assert_eq!(sandbox.json(["list", "--json"])["total"], 4);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let sandbox = Sandbox::with_examples();
    for args in [["repair", "--collect", "--normalise"], ["repair", "--collect", "--dry-run"]] {
        let run: Run = sandbox.run(args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
    }
}
