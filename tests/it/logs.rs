//! Event logs of every family together: recognised, listed, searched and converted.

use std::fs;
use std::io::Write;

use serde_json::{Value, json};

use crate::support::{Run, Sandbox, copy_tree, examples, fixture};

const CAUSAL: &str = r#"{"event_id": "evt_6513270e", "timestamp": "2025-12-10T14:00:00Z", "event_type": "user_message", "provenance": {"source": "test", "agent": "user", "confidence": 1.0}, "data": {"text": "é 日本\n\t\"q\""}}
{"event_id": "evt_6b0d549b", "timestamp": "2025-12-10T14:00:01Z", "event_type": "error", "provenance": {"source": "test", "agent": "user", "confidence": 1.0}}
{"event_id": "evt_
"#;

/// A project with logs of every family in `logs`.
fn with_all() -> Sandbox {
    let sandbox = Sandbox::new();
    let logs = sandbox.project().join("logs");
    copy_tree(&fixture("events/agent_c"), &logs.join("streams"));
    copy_tree(&fixture("events/deia"), &logs.join("activity"));
    fs::create_dir_all(logs.join("causal/archive")).unwrap();
    fs::write(logs.join("causal/claude_20251210_1400.jsonl"), CAUSAL).unwrap();
    let archived = fs::File::create(logs.join("causal/archive/old.jsonl.gz")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(archived, flate2::Compression::default());
    gzip.write_all(CAUSAL.as_bytes()).unwrap();
    gzip.finish().unwrap();
    sandbox
}

#[test]
fn whatever_a_file_or_directory_is_it_is_analysed_as_that() {
    let sandbox = with_all();
    let family = |path: &str| sandbox.json(["analyze", path, "--json"])["family"].clone();
    assert_eq!(family("logs/activity/AGENT-004_seed-example-1.jsonl"), json!("activity"));
    assert_eq!(family("logs/causal/claude_20251210_1400.jsonl"), json!("causal"));
    assert_eq!(family("logs/causal/archive/old.jsonl.gz"), json!("causal"));
    assert_eq!(family("logs/streams"), json!("stream"));
    assert_eq!(family("logs/streams/u2/20250529_101537.jsonl"), json!("stream"));
    let all = sandbox.json(["analyze", "logs", "--json"]);
    let families: Vec<_> = all["items"].as_array().unwrap().iter().map(|one| one["family"].as_str().unwrap()).collect();
    assert_eq!(families, ["activity", "activity", "activity", "activity", "causal", "stream"]);
    // A store that is given as a file is analysed as one that is given by --dir.
    copy_tree(&examples(), &sandbox.project().join("store"));
    let by_path = sandbox.stdout(["analyze", "store", "--json"]);
    assert_eq!(by_path, sandbox.stdout(["analyze", "--dir", "store", "--json"]));
    fs::write(sandbox.project().join("notes.txt"), "nothing of the kind").unwrap();
    let run = sandbox.run(["analyze", "notes.txt"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("notes.txt is no event log"), "{}", run.stderr);
    let refused = |path: &str| {
        let run = sandbox.run(["analyze", path]);
        assert_eq!(run.code, 1);
        run.stderr.lines().next().unwrap().to_owned()
    };
    fs::write(sandbox.project().join("empty.jsonl"), "").unwrap();
    assert_eq!(refused("empty.jsonl"), "error: empty.jsonl is empty, so nothing tells what sort of log it is");
    fs::create_dir(sandbox.project().join("nothing")).unwrap();
    assert_eq!(refused("nothing"), "error: no event log in nothing");
    fs::write(sandbox.project().join("one.json"), r#"{"request": "a", "response": "b"}"#).unwrap();
    assert_eq!(refused("one.json"), "error: one.json is no event log, but a response");
    assert_eq!(refused("missing.jsonl"), "error: cannot read missing.jsonl: No such file or directory (os error 2)");
    fs::write(sandbox.project().join("logs/other.jsonl"), "{\"x\": 1}\n").unwrap();
    let run = sandbox.run(["analyze", "logs"]);
    assert!(
        run.stderr.contains("passed over 1 other file among the event logs (logs/other.jsonl)\n"),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.run(["analyze", "logs", "--since", "2h"]).code, 2);
}

#[test]
fn sessions_of_every_family_are_in_one_list() {
    let sandbox = with_all();
    insta::assert_snapshot!("logs_sessions", sandbox.stdout(["sessions", "--events", "logs"]));
    let run = sandbox.run(["stats", "--events", "logs", "--json", "-v"]);
    let stats: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(stats["families"]["activity"]["events"], json!(66));
    assert_eq!(
        stats["families"]["causal"],
        json!({"sessions": 2, "events": 4, "bytes": stats["families"]["causal"]["bytes"]})
    );
    assert_eq!(
        (&stats["families"]["stream"]["sessions"], &stats["families"]["stream"]["events"]),
        (&json!(3), &json!(30))
    );
    assert_eq!(stats["skipped"].as_array().unwrap().len(), 2);
    assert!(run.stderr.contains("claude_20251210_1400.jsonl:3: truncated"), "{}", run.stderr);
}

#[test]
fn texts_are_found_wherever_they_stand() {
    let sandbox = with_all();
    let run = sandbox.run(["search", "日本", "--events", "logs"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!("logs_search", run.stdout);
}

#[test]
fn a_stream_becomes_responses_that_any_command_reads() {
    let sandbox = with_all();
    let run = sandbox.run(["events", "convert", "--to", "responses", "logs/streams"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 1), "{}", run.stderr);
    insta::assert_snapshot!("logs_convert_responses", run.stderr);
    let made = sandbox.json(["view", "latest", "--json"]);
    assert_eq!((&made["session_id"], &made["agent"]), (&json!("tiger-castle"), &json!("main")));
    assert_eq!((&made["request"], &made["response"]), (&json!("Hi 🎉\n\nx"), &json!("Hello\n\n\ndone")));
    assert_eq!((&made["tokens"], &made["metadata"]["tools_used"]), (&json!(30), &json!(["ws_read"])));
}

#[test]
fn what_was_converted_can_be_analysed_and_what_was_not_is_named() {
    let sandbox = with_all();
    let convert = |to: &str, from: &str| {
        let run = sandbox.run(["events", "convert", "--to", to, from, "-v"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        fs::write(sandbox.project().join("made_log.jsonl"), run.stdout).unwrap();
        (sandbox.json(["analyze", "made_log.jsonl", "--json"]), run.stderr)
    };
    let (made, told) = convert("causal", "logs/activity/AGENT-004_seed-example-1.jsonl");
    assert_eq!((&made["family"], &made["events"]), (&json!("causal"), &json!(2)));
    assert!(told.contains("left out 3: 2 file events, which have no time, 1 tool calls, which have no time"), "{told}");
    let (made, _) = convert("activity", "logs/streams/tiger-castle");
    assert_eq!(
        (&made["task_breakdown"], &made["tools"][0]["total_ms"]),
        (&json!({"interaction int-1": 5400}), &json!(300.0))
    );
    let (made, told) = convert("stream", "logs/causal/archive/old.jsonl.gz");
    assert_eq!((&made["family"], &made["types"]), (&json!("stream"), &json!({"error": 1, "user_message": 1})));
    assert!(told.contains("old.jsonl.gz:3: truncated"), "{told}");
    let run = sandbox.run(["events", "convert", "--to", "responses", "logs/causal"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn a_compressed_log_that_gives_nothing_is_named() {
    let sandbox = with_all();
    let archive = sandbox.project().join("logs/causal/archive");
    let whole = fs::read(archive.join("old.jsonl.gz")).unwrap();
    fs::write(archive.join("cut.jsonl.gz"), &whole[..20]).unwrap();
    for args in [["sessions", "--events", "logs", "--json"].as_slice(), &["analyze", "logs", "--json"]] {
        let found = sandbox.json(args.iter().copied());
        let skipped = found["skipped"].as_array().unwrap();
        let cut = skipped.iter().find(|one| one["path"] == "logs/causal/archive/cut.jsonl.gz").unwrap();
        assert!(cut["reason"].as_str().unwrap().starts_with("damaged gzip data: "), "{cut}");
    }
    let run = sandbox.run(["analyze", "logs/causal/archive/cut.jsonl.gz"]);
    assert!(run.code == 1 && run.stderr.contains("cut.jsonl.gz: damaged gzip data: "), "{run:?}");
    // What comes out before the damage tells what the rest would be.
    fs::write(archive.join("cut.jsonl.gz"), &whole[..whole.len() - 4]).unwrap();
    let found = sandbox.json(["analyze", "logs/causal/archive/cut.jsonl.gz", "--json"]);
    assert_eq!((&found["family"], &found["events"]), (&json!("causal"), &json!(2)));
}

#[cfg(unix)]
#[test]
fn a_link_that_is_named_is_followed_and_one_that_is_found_is_not() {
    use std::os::unix::fs::symlink;
    let sandbox = with_all();
    let link = |to: &str, name: &str| symlink(sandbox.project().join(to), sandbox.project().join(name)).unwrap();
    link("logs/activity/AGENT-004_seed-example-1.jsonl", "latest.jsonl");
    link("logs/streams/tiger-castle", "latest");
    link("logs/causal/claude_20251210_1400.jsonl", "causal.jsonl");
    link("nowhere", "broken.jsonl");
    assert_eq!(sandbox.json(["analyze", "latest.jsonl", "--json"])["family"], json!("activity"));
    let session = &sandbox.json(["sessions", "--events", "latest.jsonl", "--json"])["items"][0];
    assert_eq!((&session["agent"], &session["session_id"]), (&json!("AGENT-004"), &json!("seed-example-1")));
    assert!(sandbox.stdout(["events", "view", "latest"]).contains("Hello"));
    let valid = sandbox.run(["events", "validate", "causal.jsonl"]);
    assert!(valid.code == 4 && valid.stdout.contains("claude_20251210_1400.jsonl:3: truncated"), "{valid:?}");
    for command in [["analyze", "broken.jsonl"].as_slice(), &["events", "validate", "broken.jsonl"]] {
        assert_eq!(sandbox.run(command.iter().copied()).code, 1, "{command:?}");
    }
    let total = |sandbox: &Sandbox| sandbox.json(["sessions", "--events", "logs", "--json"])["total"].clone();
    let before = total(&sandbox);
    link("latest.jsonl", "logs/causal/link.jsonl");
    link("logs/streams", "logs/causal/directory");
    assert_eq!(total(&sandbox), before);
}

#[test]
fn what_was_converted_is_told_as_json() {
    let sandbox = with_all();
    let convert = |to: &str, paths: &[&str]| {
        sandbox.json(["events", "convert", "--to", to, "--json"].iter().chain(paths).copied())
    };
    let (seed, old) = ("logs/activity/AGENT-004_seed-example-1.jsonl", "logs/causal/archive/old.jsonl.gz");
    let text = sandbox.stdout(["events", "convert", "--to", "causal", "--json", seed]);
    insta::assert_snapshot!("logs_convert_json", text);
    let lines = sandbox.stdout(["events", "convert", "--to", "causal", seed]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(convert("causal", &[seed])["items"], json!(lines));
    let made = convert("stream", &[seed, old]);
    assert_eq!(
        (&made["to"], &made["total"], made["items"].as_array().unwrap().len()),
        (&json!("stream"), &json!(4), 4)
    );
    assert_eq!(made["skipped"][0]["path"], json!("logs/causal/archive/old.jsonl.gz:3"));
    let made = convert("responses", &["logs/streams"]);
    assert_eq!(sandbox.json(["view", made["items"][0]["id"].as_str().unwrap(), "--json"])["tokens"], json!(30));
    assert!(sandbox.project().join(made["items"][0]["path"].as_str().unwrap()).exists());
    fs::write(sandbox.project().join("none.jsonl"), "{\"type\":\"FileEvent\",\"path\":\"x\",\"operation\":\"read\"}\n")
        .unwrap();
    let nothing = convert("causal", &["none.jsonl"]);
    assert_eq!((&nothing["items"], &nothing["total"]), (&json!([]), &json!(0)));
    let run = sandbox.run(["events", "convert", "--to", "responses", old, "--json"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "nothing was made");
    let run = sandbox.run(["events", "convert", "--to", "stream", old, "logs/streams"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "nor where only some of it can be made");
    let run = sandbox.run(["events", "convert", "--to", "stream", old, "missing.jsonl"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "what is missing is found first");
}

#[test]
fn a_line_beyond_the_limit_is_named_in_logs_of_every_family() {
    let sandbox = Sandbox::new();
    let logs = sandbox.project().join("logs");
    fs::create_dir_all(logs.join("s1")).unwrap();
    let long = "long ".repeat(1000);
    let pair = |line: fn(&str) -> String| format!("{}\n{}\n", line(&long), line("short"));
    let params = |text: &str| json!({"type": "ToolEvent", "name": text, "params": {}, "duration_ms": 5}).to_string();
    let event = |text: &str| {
        json!({"timestamp": "2026-11-21T12:00:00Z", "event": {"type": "message", "session_id": "s1", "role": "user", "content": text}}).to_string()
    };
    let causal = |text: &str| {
        json!({"event_id": "evt_00000001", "timestamp": "2026-11-21T12:00:00Z", "event_type": "decision", "provenance": {"source": "t", "agent": "user"}, "data": {"text": text}}).to_string()
    };
    fs::write(logs.join("qa_activity.jsonl"), pair(params)).unwrap();
    fs::write(logs.join("s1/20261121_120000.jsonl"), pair(event)).unwrap();
    fs::write(logs.join("causal.jsonl"), pair(causal)).unwrap();
    sandbox.put("../configuration.yaml", "limits:\n  line_length: 2 KiB\n");
    let reads: [(&[&str], usize); 7] = [
        (&["analyze", "logs/qa_activity.jsonl"], 1),
        (&["analyze", "logs/s1"], 1),
        (&["analyze", "logs/causal.jsonl"], 1),
        (&["events", "view", "logs/s1"], 1),
        (&["events", "convert", "--to", "causal", "logs/qa_activity.jsonl"], 1),
        (&["sessions", "--events", "logs"], 3),
        (&["search", "short", "--events", "logs"], 3),
    ];
    for (command, lines) in reads {
        let run = sandbox.run(command.iter().copied().chain(["-v", "--strict"]));
        let named = run.stderr.matches(":1: longer than the limit of 2048 bytes").count();
        assert_eq!((run.code, named), (4, lines), "{command:?} {}", run.stderr);
    }
    let found = sandbox.json(["stats", "--events", "logs", "--json"]);
    assert_eq!(found["total_events"], json!(3));
    let run = Run::of(sandbox.command(["events", "emit", "--session", "s2"]).write_stdin(pair(event)));
    assert_eq!((run.code, run.stdout.lines().count()), (1, 1));
    assert!(run.stderr.contains("line 1: longer than 2048 bytes (limits.line_length)"), "{}", run.stderr);
    let start = ["events", "task", "done", "x", "--agent", "qa", "--session", "activity", "--log-dir", "logs"];
    assert!(sandbox.run(start).stderr.contains("no open task"), "a long line hinders nobody");
}

#[test]
fn logs_are_searched_like_responses() {
    let sandbox = Sandbox::new();
    copy_tree(&fixture("events/causal"), &sandbox.project().join("logs"));
    let logs = sandbox.project().join("logs");
    fs::remove_file(logs.join("review_20251121_0800.jsonl")).unwrap();
    let event = |agent: &str, time: &str, text: &str| {
        json!({"event_id": "evt_000000aa", "timestamp": time, "event_type": "decision", "provenance": {"source": "t", "agent": agent}, "data": {"text": text}}).to_string()
    };
    let lines = [
        event("codex", "2025-11-22T10:00:00Z", "one\ntwo\nneedle three\nfour needle\nfive\nsix\nneedle seven"),
        event("gemini", "2025-11-22T11:00:00Z", "the needle again"),
        event("codex", "2025-11-23T10:00:00Z", "no match\nfourteen 4\nneedle"),
    ];
    fs::write(logs.join("long.jsonl"), lines.join("\n")).unwrap();
    let search = |args: &[&str]| {
        let run = sandbox.run(["--utc", "search", "--events", "logs"].iter().chain(args).copied());
        assert!(matches!(run.code, 0 | 3), "{args:?} {}", run.stderr);
        run.stdout
    };
    insta::assert_snapshot!("logs_search_context", search(&["needle", "-C", "1"]));
    assert_eq!(search(&["needle", "--count", "--format", "tsv", "--no-header"]), "5\tlogs/long.jsonl\tcausal\tlong\n");
    let counts = search(&["needle|Never", "-c", "--json"]);
    let counts: Value = serde_json::from_str(&counts).unwrap();
    assert_eq!((&counts["total"], &counts["items"][0]["session_id"]), (&json!(2), &json!("fix-1_20251120_0900")));
    assert_eq!(search(&["needle", "--paths"]), "logs/long.jsonl\n");
    let hits = |args: &[&str]| {
        search(&[&["needle", "--format", "tsv", "--no-header", "--fields", "line,text_line"], args].concat())
    };
    assert_eq!(hits(&[]), "1\t3\n1\t4\n1\t7\n2\t1\n3\t3\n");
    assert_eq!(hits(&["--agent", "gem*"]), "2\t1\n");
    assert_eq!(hits(&["--since", "2025-11-22T10:30:00Z", "--until", "2025-11-23"]), "2\t1\n");
    assert_eq!(hits(&["--session", "fix*"]), "");
    assert_eq!(hits(&["--session", "lo*", "--sort", "time"]), "3\t3\n2\t1\n1\t3\n1\t4\n1\t7\n");
    assert_eq!(hits(&["--limit", "2"]), "1\t3\n1\t4\n");
    assert_eq!(hits(&["--max-count", "4"]), "1\t3\n1\t4\n1\t7\n2\t1\n");
    let found = search(&["four", "-B", "1", "-A", "2", "--json"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["items"][0]["before"], json!(["needle three"]));
    assert_eq!(found["items"][0]["after"], json!(["five", "six"]));
    assert_eq!((&found["items"][0]["ranges"], &found["items"][0]["agent"]), (&json!([[0, 4]]), &json!("codex")));
    assert_eq!(sandbox.run(["search", "nothing of the kind", "--events", "logs"]).code, 3);
    for flag in [["--model", "x"], ["--tool", "x"], ["--status", "ok"], ["--in", "request"]] {
        let run = sandbox.run(["search", "x", "--events", "logs"].into_iter().chain(flag));
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("--events") && run.stderr.contains(flag[0]), "{}", run.stderr);
    }
}

#[test]
fn what_was_noted_is_found_by_agent_session_and_time() {
    let sandbox = with_all();
    let hits = |args: &[&str]| {
        let all =
            ["search", "--events", "logs", "--format", "tsv", "--no-header", "--fields", "family,session_id,agent"];
        let run = sandbox.run(all.iter().chain(args).copied());
        let mut lines: Vec<_> = run.stdout.lines().map(str::to_owned).collect();
        lines.dedup();
        lines
    };
    assert_eq!(hits(&["health", "--agent", "AGENT-004", "--session", "*-1"]), ["activity\tseed-example-1\tAGENT-004"]);
    assert_eq!(hits(&["health", "--session", "tiger-castle"]), Vec::<String>::new());
    assert_eq!(hits(&["Hello", "--session", "tiger*"]), ["stream\ttiger-castle\t"]);
    assert_eq!(hits(&["Hello", "--agent", "*"]), Vec::<String>::new());
    assert_eq!(hits(&["Hello", "--since", "2025-05-01", "--until", "2025-06-01"]), ["stream\ttiger-castle\t"]);
    assert_eq!(hits(&["Hello", "--until", "2025-05-01"]), Vec::<String>::new());
}

#[test]
fn what_was_converted_once_is_not_recorded_twice() {
    let sandbox = with_all();
    let convert = ["events", "convert", "--to", "responses", "logs/streams"];
    assert_eq!(sandbox.stdout(convert).lines().count(), 1);
    let again = sandbox.run(convert);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""));
    assert!(again.stderr.contains("1 responses that the store has already"), "{}", again.stderr);
    assert_eq!(sandbox.json(["list", "--json"])["total"], json!(1));
    let other = sandbox.run(convert.iter().copied().chain(["--agent", "qa"]));
    assert_eq!(other.stdout.lines().count(), 1, "another agent's is another");
}

#[test]
fn nothing_to_record_makes_no_store() {
    let sandbox = with_all();
    let run = sandbox.run(["--dir", "new", "events", "convert", "--to", "responses", "logs/streams/u2"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(!sandbox.project().join("new").exists());
}

#[test]
fn why_nothing_is_made_names_the_log_and_what_could_be() {
    let sandbox = with_all();
    let refused = |to: &str, path: &str| {
        let run = sandbox.run(["events", "convert", "--to", to, path]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        run.stderr
    };
    let told = [
        refused("responses", "logs/causal/claude_20251210_1400.jsonl"),
        refused("stream", "logs/streams/u2"),
        refused("activity", "-"),
    ];
    insta::assert_snapshot!(told.join("").replace('\\', "/"), @r"
    error: logs/causal/claude_20251210_1400.jsonl: nothing of an event log of the family `causal` can become a response
    hint: --to activity or stream would be possible
    error: logs/streams/u2/20250529_101537.jsonl: an event log of the family `stream` is what it should become
    hint: --to activity, causal or responses would be possible
    error: event logs are read from files, not from standard input
    hint: save it to a file whose name ends in .jsonl, and name that
    ");
    let source = fs::read(sandbox.project().join("logs/causal/claude_20251210_1400.jsonl")).unwrap();
    fs::write(sandbox.project().join("logs/causal/a%2Fb.jsonl"), source).unwrap();
    let made = sandbox.run(["events", "convert", "--to", "stream", "logs/causal/a%2Fb.jsonl"]).stdout;
    assert!(made.contains(r#""session_id":"a/b""#), "{made}");
}

#[test]
fn responses_among_logs_are_named_as_what_they_are() {
    let sandbox = with_all();
    let record = r#"{"timestamp":"2026-01-01T00:00:00Z","session_id":"s","agent":"a","request":"q","response":"r"}"#;
    for path in ["logs/store/s/a.json", "store/s/a.json"] {
        let path = sandbox.project().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, record).unwrap();
    }
    fs::write(sandbox.project().join("logs/bad.jsonl"), "nothing\n").unwrap();
    let told = [
        sandbox.run(["analyze", "logs"]).stderr,
        sandbox.run(["analyze", "store", "store"]).stderr,
        sandbox.run(["analyze", "store/s/a.json"]).stderr,
        sandbox.run(["sessions", "--events", "store"]).stderr,
    ];
    insta::assert_snapshot!(told.join("").replace('\\', "/"), @r"
    warning: passed over 1 response among the event logs (logs/store/s/a.json); --dir analyses a store
    warning: passed over 1 other file among the event logs (logs/bad.jsonl)
    warning: skipped 2 unreadable lines (logs/causal/archive/old.jsonl.gz:3, logs/causal/claude_20251210_1400.jsonl:3); -v says why
    error: store holds responses and no event log
    hint: --dir names a store; `responses analyze` takes one by itself
    error: store/s/a.json is no event log, but a response
    hint: `responses view PATH` shows it
    error: store holds responses and no event log
    hint: --dir names a store; `responses analyze` takes one by itself
    ");
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_no_log_whatever_leads_to_it() {
    let sandbox = Sandbox::new();
    let run = Run::of(sandbox.command(["analyze", "/dev/stdin"]).write_stdin("{}"));
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("cannot read /dev/stdin: not a regular file"), "{}", run.stderr);
}

#[test]
fn files_and_lines_that_can_not_be_read_are_counted_as_what_they_are() {
    let sandbox = with_all();
    fs::write(sandbox.project().join("logs/causal/broken.jsonl.gz"), b"\x1f\x8b\x08\x00broken").unwrap();
    let run = sandbox.run(["sessions", "--events", "logs"]);
    assert!(run.stderr.contains("skipped 1 unreadable file and 2 unreadable lines ("), "{}", run.stderr);
}

#[test]
fn a_session_that_went_on_after_it_was_archived_is_one() {
    let sandbox = with_all();
    let more = CAUSAL.lines().next().unwrap().replace("14:00:00Z", "14:05:00Z") + "\n";
    fs::write(sandbox.project().join("logs/causal/old.jsonl"), &more).unwrap();
    let archived = fs::metadata(sandbox.project().join("logs/causal/archive/old.jsonl.gz")).unwrap().len();
    let found = sandbox.json(["sessions", "--events", "logs/causal", "--session", "old", "--json"]);
    let session = &found["items"][0];
    assert_eq!((&found["total"], &session["events"], &session["duration"]), (&json!(1), &json!(3), &json!(300.0)));
    assert_eq!((&session["path"], &session["errors"]), (&json!("logs/causal/old.jsonl"), &json!(1)));
    assert_eq!(session["bytes"], json!(archived + more.len() as u64));
    let stats = sandbox.json(["stats", "--events", "logs/causal", "--json"]);
    assert_eq!((&stats["total_sessions"], &stats["total_events"]), (&json!(2), &json!(5)));
}
