//! What programs read: valid for any stored text, and as the schemas say.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Sandbox, copy_tree, fixture, golden_trees};

/// A store full of what could break an output.
fn hostile() -> Sandbox {
    let sandbox = Sandbox::new();
    let texts = [
        "=cmd|'/c calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "a,b;\"c\"\r\nd",
        "\u{1b}]0;title\u{7}\u{9b}31m",
        "\u{202e}gnp.exe",
        "| pipe | `code` <script>",
        "nul\0",
        "世界 \u{feff}",
        "back\\slash\\n",
    ];
    for (number, text) in texts.iter().enumerate() {
        let record = serde_json::json!({"timestamp": format!("2026-01-01T00:00:{number:02}Z"), "session_id": text,
            "agent": text, "request": text, "response": text, "metadata": {"model": text, "error": text, "tools_used": [text]}});
        sandbox.put(&format!("s{number}/r.json"), record.to_string());
    }
    sandbox.put(
        "s/surrogate.json",
        r#"{"request": "\ud800", "response": "\udc00x", "agent": "\ud83d", "metadata": {"a": NaN, "b": -Infinity}}"#,
    );
    sandbox
}

#[test]
fn json_is_valid_and_holds_no_raw_control() {
    let sandbox = hostile();
    for args in [
        ["list", "--all", "--json"].as_slice(),
        &["sessions", "--json"],
        &["stats", "--json"],
        &["analyze", "--json"],
        &["view", "latest", "--json"],
        &["view", "s/surrogate", "--json"],
    ] {
        let text = sandbox.stdout(args.iter().copied());
        serde_json::from_str::<Value>(&text).unwrap_or_else(|error| panic!("{args:?}: {error}: {text}"));
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}']), "{args:?}");
    }
    let view = sandbox.json(["view", "s/surrogate", "--json"]);
    assert_eq!(view["metadata"], serde_json::json!({"a": "NaN", "b": "-Infinity"}));
    assert_eq!((&view["request"], &view["agent"]), (&"\u{fffd}".into(), &"\u{fffd}".into()));
    for line in sandbox.stdout(["list", "--all", "--format", "ndjson"]).lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
}

#[test]
fn csv_is_valid_and_nothing_in_it_runs() {
    let sandbox = hostile();
    let text = sandbox.stdout(["list", "--all", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 13);
    for cell in rows.iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
    }
    let tsv = sandbox.stdout(["list", "--all", "--format", "tsv"]);
    assert_eq!(tsv.lines().count(), 14);
    assert!(tsv.lines().all(|line| line.split('\t').count() == 12), "{tsv}");
    let markdown = sandbox.stdout(["list", "--all", "--format", "markdown"]);
    assert_eq!(markdown.lines().count(), 15);
    assert!(!markdown.contains("<script>") && !markdown.contains('\u{1b}'));
}

#[test]
fn text_for_people_never_holds_raw_controls() {
    let sandbox = hostile();
    for args in [
        ["list", "--all"].as_slice(),
        &["sessions"],
        &["stats"],
        &["stats", "--by", "session"],
        &["view", "latest"],
        &["view", "--session", "*"],
        &["analyze"],
        &["clear", "--all", "--dry-run"],
    ] {
        let run = sandbox.run(args.iter().copied());
        assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
        let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!run.stdout.contains(bad) && !run.stderr.contains(bad), "{args:?}: {:?}", run.stdout);
    }
}

/// Holds a document to a schema in `schemas` below a directory.
fn check(root: &Path, schema: &str, document: &Value) {
    let path = root.join(format!("schemas/{schema}.schema.json"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{}: {errors:?}", path.display());
}

#[test]
fn what_event_logs_come_to_is_as_its_schema_says() {
    let sandbox = Sandbox::new();
    sandbox.stdout(["generate", "."]);
    for family in ["agent_c", "deia", "mcp"] {
        copy_tree(&fixture("events").join(family), &sandbox.project().join("logs").join(family));
    }
    let check = |schema: &str, args: &[&str]| check(&sandbox.project(), schema, &sandbox.json(args.iter().copied()));
    check("events-emit", &["events", "emit", "{\"session_id\": \"s\"}", "--json"]);
    check("events-convert", &["events", "convert", "--to", "causal", "logs/deia", "--json"]);
    check("events-convert", &["events", "convert", "--to", "activity", "logs/agent_c", "--json"]);
    check("events-convert-responses", &["events", "convert", "--to", "responses", "logs/agent_c", "--json"]);
    check("events-note", &["events", "tool", "t", "--json"]);
    check("analyze-causal", &["analyze", "logs/mcp", "--json"]);
    check("analyze-stream", &["analyze", "logs/agent_c", "--json"]);
    check("analyze-activity", &["analyze", ".ai-agents/activity/main_default.jsonl", "--json"]);
    check("sessions-events", &["sessions", "--events", "logs", "--json"]);
    check("stats-events", &["stats", "--events", "logs", "--json"]);
    check("search-events", &["search", "e", "--events", "logs", "--json"]);
    let of_causal = |schema: &str, args: &[&str]| {
        check(schema, &[&["events"], args, &["--json", "--log-dir", "logs/mcp/sessions"]].concat());
    };
    of_causal("events-append", &["append", "--type", "error", "--agent", "a", "--depends-on", "evt_6513270e"]);
    of_causal("events-query", &["query", "--archived"]);
    of_causal("events-commitments", &["commitments", "--all"]);
    of_causal("events-failures", &["failures"]);
    of_causal("events-stats", &["stats"]);
    of_causal("events-graph", &["graph", "--archived"]);
    of_causal("events-explain", &["explain", "evt_6513270e", "--session", "torn"]);
    of_causal("events-storage", &["storage"]);
    of_causal("events-archive", &["archive", "torn", "--dry-run"]);
    of_causal("events-archive", &["archive", "torn"]);
    of_causal("events-archive", &["restore", "torn"]);
    let validated = sandbox.run(["events", "validate", "--json", "--log-dir", "logs/mcp/sessions"]).stdout;
    super::outputs::check(&sandbox.project(), "events-validate", &serde_json::from_str(&validated).unwrap());
}

#[test]
fn every_document_is_as_its_schema_says() {
    let check = |schema: &str, document: &Value| check(Path::new(env!("CARGO_MANIFEST_DIR")), schema, document);
    let golden = golden_trees().into_iter().map(|tree| Sandbox::with_store(&fixture("golden").join(tree)));
    for sandbox in golden.chain([hostile(), Sandbox::with_examples(), Sandbox::new()]) {
        check("list", &sandbox.json(["list", "--all", "--json"]));
        check("sessions", &sandbox.json(["sessions", "--json"]));
        check("stats", &sandbox.json(["stats", "--json"]));
        check("stats", &sandbox.json(["stats", "--json", "--by", "day"]));
        check("analyze", &sandbox.json(["analyze", "--json", "--compare"]));
        check("clear", &sandbox.json(["clear", "--older-than", "1d", "--dry-run", "--json"]));
        check("trash-list", &sandbox.json(["trash", "list", "--json"]));
    }
    let sandbox = Sandbox::with_examples();
    check("view", &sandbox.json(["view", "latest", "--json"]));
    check("view-session", &sandbox.json(["view", "--session", "release-1.4", "--json"]));
    check("stats-session", &sandbox.json(["stats", "--session", "release-1.4", "--json"]));
    check("log", &sandbox.json(["log", "--agent", "a", "--request", "r", "--response", "x", "--json"]));
    check("clear", &sandbox.json(["clear", "--session", "release-1.4", "--json"]));
    check("trash-list", &sandbox.json(["trash", "list", "--json"]));
    check("restored", &sandbox.json(["undo", "--json"]));
    check("clear", &sandbox.json(["clear", "--all", "--yes", "--json"]));
    check("trash-empty", &sandbox.json(["trash", "empty", "--yes", "--json"]));
    check("config-show", &sandbox.json(["config", "show", "--json"]));
    check("config-path", &sandbox.json(["config", "path", "--json"]));
    check("config-check", &sandbox.json(["config", "check", "--json", "-q"]));
    check("config-migrate", &sandbox.json(["config", "migrate", "--json"]));
    let error: Value = serde_json::from_str(&sandbox.run(["view", "nope", "--json", "-q"]).stderr).unwrap();
    check("error", &error);
}

#[test]
fn every_manual_page_that_is_referred_to_is_there() {
    let pages: BTreeMap<String, String> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("man"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap().replace("\\-", "-"))
        })
        .collect();
    for (page, text) in &pages {
        for line in text.lines().filter(|line| line.starts_with("responses-") && line.ends_with("(1)")) {
            assert!(pages.contains_key(line.trim_end_matches("(1)")), "{page} refers to {line}");
        }
    }
    assert!(pages["responses-events-append"].contains("--causal-step"));
    assert!(pages.contains_key("responses-events-task-done"));
}

#[test]
fn generated_files_are_fresh() {
    let sandbox = Sandbox::new();
    sandbox.stdout(["generate", "out"]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for directory in ["completions", "man", "schemas"] {
        for made in std::fs::read_dir(sandbox.project().join("out").join(directory)).unwrap().map(Result::unwrap) {
            let checked_in = root.join(directory).join(made.file_name());
            let same = std::fs::read(&checked_in).ok() == Some(std::fs::read(made.path()).unwrap());
            assert!(same, "{} is stale: run `cargo run -- generate .`", checked_in.display());
        }
    }
}
