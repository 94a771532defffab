//! Every question gives the same answer, whether responses are at their places or in archives.

use super::*;
use crate::support::record;

/// The same without what is different by its nature: where a response lies.
fn without_paths(mut value: Value) -> Value {
    for item in value["items"].as_array_mut().into_iter().flatten() {
        item.as_object_mut().unwrap().remove("path");
    }
    value
}

const QUESTIONS: [&[&str]; 9] = [
    &["list", "--all", "--json"],
    &["list", "--agent", "engineer", "--sort", "tokens", "--limit", "3", "--json"],
    &["sessions", "--json"],
    &["stats", "--json"],
    &["stats", "--by", "day", "--json"],
    &["stats", "--session", "release-1.4", "--json"],
    &["analyze", "--json"],
    &["search", "tests", "--json"],
    &["view", "--session", "release-1.4", "--json"],
];

#[test]
fn questions_do_not_know_the_difference() {
    let sandbox = Sandbox::with_examples();
    // What can't be read is not archived, and is told of either way.
    let ask = |question: &[&str], more: &[&str]| {
        without_paths(sandbox.json(question.iter().chain(more).copied().chain(["-q", "--no-cache"])))
    };
    let live: Vec<_> = QUESTIONS.iter().map(|question| ask(question, &[])).collect();
    archive_all(&sandbox);
    for (question, live) in QUESTIONS.iter().zip(&live) {
        assert_eq!(&ask(question, &["--archived"]), live, "{question:?}");
    }
    assert_eq!(ids(&sandbox, &[]), Vec::<String>::new());
    sandbox.json(["restore", "release-1.4", "--keep", "--json"]);
    sandbox.json(["restore", "default", "--json"]);
    for (question, live) in QUESTIONS.iter().zip(&live) {
        assert_eq!(&ask(question, &["--archived"]), live, "{question:?}, some at their places and some in both");
    }
}

#[test]
fn a_response_in_an_archive_is_viewed_by_its_id_and_by_its_path() {
    let sandbox = Sandbox::with_examples();
    let raw = sandbox.stdout(["view", "--raw", "latest", "-q"]);
    archive_all(&sandbox);
    let listed = sandbox.json(["list", "--archived", "--limit", "1", "--json", "-q"]);
    let (id, path) = (listed["items"][0]["id"].as_str().unwrap(), listed["items"][0]["path"].as_str().unwrap());
    assert!(path.contains(".archive/") && path.contains(".tar.zst/"), "{path}");
    for args in [
        ["view", "--raw", "--archived", "latest"],
        ["view", "--raw", "--archived", id],
        ["view", "--raw", "--archived", path],
        ["view", "--raw", "-q", path],
    ] {
        let run = sandbox.run(args);
        let found = if args.contains(&"latest") {
            raw.clone()
        } else {
            sandbox.stdout(["view", "--raw", "--archived", "latest", "-q"])
        };
        assert_eq!((run.code, run.stdout), (0, found), "{args:?}");
    }
    assert_eq!(sandbox.run(["view", id]).code, 1, "not without --archived");
}

#[test]
fn a_broken_archive_is_named_and_skipped_and_the_others_are_read() {
    let sandbox = Sandbox::new();
    for session in ["one", "two"] {
        sandbox.put(&format!("{session}/qa-1.json"), record(session, "qa", "2026-01-01T00:00:00Z"));
    }
    archive_all(&sandbox);
    let broken = archives(&sandbox).into_iter().find(|name| name.starts_with("one")).unwrap();
    let path = sandbox.store().join(".archive").join(&broken);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 7]).unwrap();
    let listed = sandbox.json(["list", "--archived", "--json", "-q"]);
    let skipped: Vec<_> =
        listed["skipped"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(skipped, [format!(".archive/{broken}")]);
    assert!(listed["skipped"][0]["reason"].as_str().unwrap().starts_with("damaged archive: "));
    assert!(listed["items"].as_array().unwrap().iter().any(|item| item["session_id"] == "two"));
    assert_eq!(sandbox.run(["list", "--archived", "--strict"]).code, 4);
}

#[test]
fn many_members_are_listed_with_their_texts() {
    let sandbox = Sandbox::new();
    for number in 0..700 {
        sandbox.put(&format!("many/qa-{number}.json"), record("many", &format!("qa{number}"), "2026-01-01T00:00:00Z"));
    }
    let live = without_paths(sandbox.json(["list", "--all", "--json"]));
    archive_all(&sandbox);
    assert_eq!(without_paths(sandbox.json(["list", "--all", "--archived", "--json"])), live);
}
