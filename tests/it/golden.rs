//! The trees that the released tools wrote: every command agrees with an independent count of them.

use serde_json::Value;

use crate::support::{Sandbox, fixture, golden_trees};

/// What `tests/golden_counts.py` counted with Python's own reader.
fn counts() -> Value {
    serde_json::from_str(&std::fs::read_to_string(fixture("golden/counts.json")).unwrap()).unwrap()
}

#[test]
fn every_readable_response_is_counted_and_every_other_named() {
    let counts = counts();
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        let expected = &counts[&tree];
        let stats = sandbox.json(["stats", "--json"]);
        assert_eq!(stats["total_responses"], expected["readable"], "{tree}");
        assert_eq!(stats["total_errors"], expected["errors"], "{tree}");
        assert_eq!(stats["total_tokens"].as_u64().unwrap_or(0), expected["tokens"].as_u64().unwrap(), "{tree}");
        let agents: serde_json::Map<String, Value> =
            stats["agents"].as_object().unwrap().iter().map(|(n, g)| (n.clone(), g["responses"].clone())).collect();
        assert_eq!(Value::Object(agents), expected["agents"], "{tree}");
        let mut sessions: Vec<_> =
            stats["sessions"].as_array().unwrap().iter().map(|s| s["session_id"].as_str().unwrap()).collect();
        sessions.sort_unstable();
        let expected_sessions: Vec<_> =
            expected["sessions"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
        assert_eq!(sessions, expected_sessions, "{tree}");
        let skipped = stats["skipped"].as_array().unwrap();
        let paths: Vec<_> = skipped.iter().map(|s| s["path"].clone()).collect();
        assert_eq!(Value::from(paths), expected["unreadable"], "{tree}");
        for one in skipped {
            let reason = one["reason"].as_str().unwrap();
            assert!(reason.starts_with("truncated: ") && reason.contains("line "), "{tree}: {reason}");
        }
    }
}

#[test]
fn list_and_sessions_agree_with_stats() {
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        let stats = sandbox.json(["stats", "--json"]);
        let list = sandbox.json(["list", "--all", "--json"]);
        assert_eq!(list["total"], stats["total_responses"], "{tree}");
        assert_eq!(list["items"].as_array().unwrap().len() as u64, list["total"].as_u64().unwrap(), "{tree}");
        assert_eq!(list["skipped"], stats["skipped"], "{tree}");
        let sessions = sandbox.json(["sessions", "--json"]);
        assert_eq!(sessions["items"], stats["sessions"], "{tree}");
        let summed: u64 =
            sessions["items"].as_array().unwrap().iter().map(|s| s["total_responses"].as_u64().unwrap()).sum();
        assert_eq!(Some(summed), stats["total_responses"].as_u64(), "{tree}");
    }
}

#[test]
fn every_listed_response_can_be_viewed_by_its_id() {
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        for item in sandbox.json(["list", "--all", "--json"])["items"].as_array().unwrap() {
            let viewed = sandbox.json(["view", "--json", item["id"].as_str().unwrap()]);
            assert_eq!(viewed["path"], item["path"]);
            assert_eq!(viewed["request"], item["request"]);
            let plain = sandbox.stdout(["view", item["path"].as_str().unwrap()]);
            assert!(plain.contains("Request") && plain.contains("Response"));
        }
    }
}
