//! `responses export`

mod page;

use std::fs;
use std::path::Path;

use responses::record::{Reader, to_canonical};
use responses::store::{Direction, Listing, ResponseTracker, Selection, SortKey};

use crate::support::{Sandbox, fixture, golden_trees};

/// Every record of a store with the names that its place tells, in canonical bytes, sorted.
pub(crate) fn records(store: &Path) -> Vec<String> {
    let tracker = ResponseTracker::new(store).unwrap();
    let all = Selection::all();
    let listing = tracker.scan(|| Listing::new(&all, SortKey::Time, Direction::Natural, None)).unwrap().found;
    let canonical = |entry: responses::store::Entry| {
        let record = entry.complete(tracker.read(&entry.path).unwrap());
        String::from_utf8(to_canonical(&record)).unwrap()
    };
    let mut records: Vec<_> = listing.into_entries().map(canonical).collect();
    records.sort();
    records
}

#[test]
fn every_golden_tree_goes_through_ndjson_into_an_empty_store_and_is_the_same() {
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        sandbox.stdout(["export", "--output", "all.ndjson"]);
        let before = records(&sandbox.store());
        assert!(!before.is_empty(), "{tree}");
        let lines = fs::read_to_string(sandbox.project().join("all.ndjson")).unwrap();
        assert_eq!(lines.lines().count(), before.len(), "{tree}");
        let copy = sandbox.project().join("copy");
        fs::create_dir(&copy).unwrap();
        let imported = sandbox.json(["import", "all.ndjson", "--dir", "copy", "--json"]);
        assert_eq!(imported["imported"], before.len(), "{tree}");
        assert_eq!(records(&copy), before, "{tree}");
        let again = sandbox.json(["import", "all.ndjson", "--dir", "copy", "--json"]);
        assert_eq!((&again["imported"], &again["already_there"]), (&0.into(), &before.len().into()), "{tree}");
        assert_eq!(records(&copy), before, "{tree}");
        // The store that it came from has it all, wherever it lies there.
        let home = sandbox.json(["import", "all.ndjson", "--json"]);
        assert_eq!(home["imported"], 0, "{tree}");
        // What was copied is exported as what it was copied from, but for the order of what has the same time.
        sandbox.stdout(["export", "--output", "copy.ndjson", "--dir", "copy"]);
        let copied = fs::read_to_string(sandbox.project().join("copy.ndjson")).unwrap();
        let sorted = |text: &str| {
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&copied), sorted(&lines), "{tree}");
    }
}

#[test]
fn a_file_of_the_corpus_of_odd_ones_is_exported_exactly_or_named() {
    let sandbox = Sandbox::with_store(&fixture("bad"));
    let run = sandbox.run(["export", "--output", "all.ndjson", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let lines = fs::read(sandbox.project().join("all.ndjson")).unwrap();
    let exported: Vec<_> = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    assert_eq!(document["responses"], exported.len());
    let mut read: Vec<_> = exported
        .iter()
        .map(|line| String::from_utf8(to_canonical(&Reader::default().read(line).unwrap())).unwrap())
        .collect();
    read.sort();
    let stored = records(&sandbox.store());
    assert_eq!(read, stored);
    assert!(document["skipped"].as_array().unwrap().len() > 50);
    fs::create_dir(sandbox.project().join("copy")).unwrap();
    sandbox.stdout(["import", "all.ndjson", "--dir", "copy"]);
    // What nobody names lies where the unknown are.
    let named = |records: Vec<String>| {
        let name = |record: String| {
            record
                .replace("\n  \"session_id\": null", "\n  \"session_id\": \"unknown-session\"")
                .replace("\n  \"agent\": null", "\n  \"agent\": \"unknown\"")
        };
        let mut named: Vec<_> = records.into_iter().map(name).collect();
        named.sort();
        named
    };
    assert_eq!(named(records(&sandbox.project().join("copy"))), named(stored));
}

#[test]
fn what_an_export_says_and_how_it_looks() {
    let sandbox = Sandbox::with_examples();
    let session = ["export", "--session", "release-1.4"];
    let of = |format: &'static str| sandbox.stdout(session.into_iter().chain(["--format", format]));
    insta::assert_snapshot!("export_markdown", of("markdown"));
    insta::assert_snapshot!("export_csv", of("csv").replace("\r\n", "\n"));
    insta::assert_snapshot!("export_ndjson", of("ndjson"));
    assert!(of("csv").lines().count() > 3 && of("csv").contains("\r\n"));
    assert_eq!(sandbox.stdout(session), of("ndjson"), "to a pipe it is NDJSON");
}

#[test]
fn the_ending_tells_the_format() {
    let sandbox = Sandbox::with_examples();
    for (name, begin) in [
        ("a.ndjson", "{\"timestamp\":"),
        ("a.JSONL", "{\"timestamp\":"),
        ("a.csv", "id,session_id,"),
        ("a.md", "# "),
        ("a.html", "<!doctype html>"),
    ] {
        let run = sandbox.run(["export", "-o", name]);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
        assert!(run.stderr.contains(&format!("written to {name}")), "{run:?}");
        let text = fs::read_to_string(sandbox.project().join(name)).unwrap();
        assert!(text.starts_with(begin), "{name}: {}", &text[..40]);
    }
    let run = sandbox.run(["export", "-o", "a.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("tells no format") && run.stderr.contains("hint: --format"), "{run:?}");
    assert_eq!(sandbox.run(["export", "--json"]).code, 2);
    assert!(!sandbox.project().join("a.txt").exists());
}

#[test]
fn an_export_takes_what_is_selected_in_its_order() {
    let sandbox = Sandbox::with_examples();
    let text = sandbox.stdout(["export", "--agent", "engineer"]);
    let items = sandbox.json(["list", "--all", "--agent", "engineer", "--json"]);
    assert_eq!(text.lines().count(), items["items"].as_array().unwrap().len());
    let sessions: Vec<_> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["session_id"].as_str().unwrap().to_owned())
        .collect();
    let mut once = sessions.clone();
    once.dedup();
    let count = once.len();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), count, "a session comes in one piece: {sessions:?}");
    assert_eq!(sandbox.stdout(["export", "--agent", "nobody"]), "");
}

#[cfg(unix)]
#[test]
fn what_is_archived_is_exported_too_if_that_is_asked_for() {
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        let live = sandbox.stdout(["export", "-q"]);
        sandbox.stdout(["archive", "--all", "--yes", "-q"]);
        let sorted = |text: &str| {
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&sandbox.stdout(["export", "-q", "--archived"])), sorted(&live), "{tree}");
        assert_eq!(sandbox.stdout(["export", "-q"]), "", "{tree}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_private_and_replaced_whole_and_a_device_is_not() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let sandbox = Sandbox::with_examples();
    let at = |name: &str| sandbox.project().join(name);
    fs::write(at("real.ndjson"), "old").unwrap();
    symlink("real.ndjson", at("link.ndjson")).unwrap();
    sandbox.stdout(["export", "-o", "link.ndjson"]);
    assert!(at("link.ndjson").symlink_metadata().unwrap().is_symlink());
    assert!(fs::read_to_string(at("real.ndjson")).unwrap().starts_with('{'));
    assert_eq!(fs::metadata(at("real.ndjson")).unwrap().permissions().mode() & 0o777, 0o600);
    fs::create_dir(at("directory.csv")).unwrap();
    assert_eq!(sandbox.run(["export", "-o", "directory.csv"]).code, 1);
    assert_eq!(sandbox.run(["export", "-o", "/dev/null", "--format", "html"]).code, 0);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    // A write that fails leaves what was there, and nothing else.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";
    let run = crate::support::Run::of(&mut sandbox.shell(script, ["export", "-o", "real.ndjson"]));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("cannot write to real.ndjson: "), "{run:?}");
    assert!(fs::read_to_string(at("real.ndjson")).unwrap().ends_with("}\n"));
    let left = fs::read_dir(sandbox.project()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with(".tmp-")));
}

#[test]
fn secrets_stay_behind_in_every_format() {
    let sandbox = Sandbox::new();
    let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let object = serde_json::json!({
        "timestamp": "2026-01-01T00:00:00Z", "session_id": format!("s {secret}"), "agent": format!("a {secret}"),
        "request": format!("r {secret}"), "response": {"deep": [secret]}, "own": secret,
        "metadata": {secret.as_str(): 1, "error": secret, "model": secret, "tools_used": [secret]},
    });
    sandbox.put(&format!("s {secret}/a-{secret}-20260101_000000_000.json"), object.to_string());
    for format in ["ndjson", "csv", "markdown", "html"] {
        let whole = sandbox.stdout(["export", "--format", format]);
        assert!(whole.contains("a1B2c3D4e5F6"), "{format}");
        let redacted = sandbox.stdout(["export", "--format", format, "--redact"]);
        assert!(!redacted.contains("a1B2c3D4e5F6") && redacted.contains("REDACTED"), "{format}: {redacted}");
    }
}

#[cfg(unix)]
#[test]
fn a_terminal_is_no_place_for_an_export() {
    let sandbox = Sandbox::with_examples();
    let shown = crate::support::terminal::run_on_terminal(&sandbox, &["export"], 80, "");
    assert_eq!(shown.code, Some(2));
    assert!(shown.screen.contains("not written to a terminal"), "{shown:?}");
}
