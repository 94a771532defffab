//! Events are added whole or not at all.

use std::fs;

use responses::events::causal::{
    CausalLog, CausalStep, Commitment, CommitmentStatus, Constraint, Dependencies, Entity, EntityKind, EventId,
    EventType, Failure, NewEvent, Priority, Provenance, validate,
};
use responses::events::log::Sync;
use responses::events::{Error, Layout};
use responses::record::{AgentName, RecordTime, SessionId};
use serde_json::{Value, json};

use super::{event, log, put};
use crate::support::{Run, Sandbox, Snapshot};

/// The events of a log.
fn events(sandbox: &Sandbox, session: &str) -> Vec<Value> {
    let text = fs::read_to_string(log(sandbox, session)).unwrap();
    assert!(text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn append(sandbox: &Sandbox, args: &[&str], input: &str) -> Run {
    let args = ["events", "append"].into_iter().chain(args.iter().copied());
    Run::of(sandbox.command(args).write_stdin(input))
}

#[test]
fn every_field_has_its_flag_and_its_place() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.project().join("data.json"), "{\"n\": 1.50,\n \"text\": \"\\u00e9\"}").unwrap();
    let flags = [
        "--session",
        "s",
        "--type",
        "decision",
        "--agent",
        "codex",
        "--source",
        "review",
        "--confidence",
        "0.5",
        "--event-id",
        "evt_6513270e",
        "--timestamp",
        "2025-12-10T15:00:00+01:00",
        "--data",
        "@data.json",
        "--causal-step",
        "roll back: it broke: badly",
        "--causal-step",
        r#"{"step": "wait", "reasoning": "r", "alternatives_considered": ["x"]}"#,
        "--constraint",
        "never: push: CLAUDE.md",
        "--failure",
        "git push: 500: no",
        "--commitment",
        "write the test",
        "--commitment",
        "ship: it: blocked",
        "--entity",
        "broker=src/broker.rs",
        "--entity",
        r#"bus={"full_name": "Bus", "type": "service"}"#,
        "--depends-on",
        "evt_00000001",
        "--blocks",
        "evt_00000002",
    ];
    let run = append(&sandbox, &flags, "");
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "evt_6513270e\n", ""));
    let line = fs::read_to_string(log(&sandbox, "s")).unwrap();
    assert!(validate(&line).unwrap().is_empty(), "{line}");
    insta::assert_snapshot!(line);
}

#[test]
fn what_is_missing_is_made_and_nothing_else() {
    let sandbox = Sandbox::new();
    let run = append(&sandbox, &["--type", "error", "--agent", "claude_code", "--json"], "");
    let printed: Value = serde_json::from_str(&run.stdout).unwrap();
    let session = printed["session_id"].as_str().unwrap();
    let date = session.strip_prefix("claude_code_").unwrap();
    assert!(
        date.len() == 13 && date.bytes().enumerate().all(|(n, b)| if n == 8 { b == b'_' } else { b.is_ascii_digit() })
    );
    assert!(printed["path"].as_str().unwrap().ends_with(&format!(".ai-agents/sessions/{session}.jsonl")));
    let events = events(&sandbox, session);
    assert_eq!(events[0]["event_id"], printed["event_id"]);
    assert_eq!(events[0]["provenance"], json!({"source": "cli", "agent": "claude_code", "confidence": 1.0}));
    let keys: Vec<_> = events[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["event_id", "timestamp", "event_type", "provenance"], "empty ones are left out");
}

#[test]
fn whole_events_are_taken_as_they_are_and_flags_fill_the_gaps() {
    let sandbox = Sandbox::new();
    let lines = "{\"event_type\": \"error\", \"own\": [1.50], \"data\": {\"e\": \"\\u00e9\"}}\r\n\n\
                 {\"event_type\": \"decision\", \"provenance\": {\"agent\": \"gemini\"}, \"causal_steps\": []}\n";
    let run =
        append(&sandbox, &["--session", "s", "--from", "ndjson", "--agent", "codex", "--source", "import"], lines);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 2), "{run:?}");
    let text = fs::read_to_string(log(&sandbox, "s")).unwrap();
    assert!(text.contains(r#""data":{"e": "\u00e9"},"own":[1.50]}"#), "no value is re-encoded: {text}");
    let events = events(&sandbox, "s");
    assert_eq!(events[0]["provenance"], json!({"source": "import", "agent": "codex", "confidence": 1.0}));
    assert_eq!(events[1]["provenance"], json!({"agent": "gemini", "source": "import", "confidence": 1.0}));
    let run = append(
        &sandbox,
        &["--session", "s", "--from", "json"],
        "{\n \"event_type\": \"error\",\n \"provenance\": {\"agent\": \"a\"}\n}\n",
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(super::append::events(&sandbox, "s").len(), 3);
}

#[test]
fn what_is_refused_leaves_no_trace_and_each_broken_rule_is_named() {
    let sandbox = Sandbox::new();
    let base = ["--session", "s", "--type", "error", "--agent", "codex"];
    let cases: [(&[&str], &[&str]); 8] = [
        (&["--confidence", "1.5", "--event-id", "evt_1"], &["/provenance/confidence: must be", "/event_id: must be"]),
        (
            &["--commitment", r#"{"commitment": "c", "status": "done", "due_by": "soon"}"#],
            &["/status: must be one of", "/due_by: must be"],
        ),
        (&["--data", "[1]"], &["/data: must be an object"]),
        (&["--data", "{\"n\": NaN}"], &["not strict JSON"]),
        (
            &["--failure", r#"{"attempt": 1}"#],
            &["/failure_ledger/0/attempt: must be", "/failure_ledger/0/failure_reason: is required"],
        ),
        (
            &["--entity", r#"a/b={"type": "x"}"#],
            &["/key_entities/a~1b/full_name: is required", "/key_entities/a~1b/type: must be"],
        ),
        (&["--constraint", r#"{"constraint": "c"}"#], &["/active_constraints/0/source: is required"]),
        (&["--causal-step", "[1]"], &["/causal_steps/0: must be an object"]),
    ];
    let tree = || Snapshot::of(&sandbox.project()).contents();
    let before = tree();
    for (more, rules) in cases {
        let run = append(&sandbox, &[&base, more].concat(), "");
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{more:?}: {run:?}");
        assert!(run.stderr.starts_with("error: not a valid event: "), "{run:?}");
        for rule in rules {
            assert!(run.stderr.contains(rule), "{rule}: {}", run.stderr);
        }
    }
    for (more, code) in
        [(&["--causal-step", "no reason"][..], 2), (&["--data", "{"], 2), (&["--confidence", "high"], 2)]
    {
        assert_eq!(
            append(&sandbox, &[&base[..2], &["--agent", "a", "--type", "error"], more].concat(), "").code,
            code,
            "{more:?}"
        );
    }
    assert_eq!(append(&sandbox, &["--type", "other", "--agent", "a"], "").code, 2);
    assert_eq!(append(&sandbox, &["--type", "error", "--agent", ""], "").code, 1);
    assert_eq!(tree(), before);
    put(&sandbox, "s", event(1, "error", ""));
    let before = tree();
    assert_eq!(append(&sandbox, &[&base[..], &["--confidence", "-1"]].concat(), "").code, 1);
    assert_eq!(tree(), before);
}

#[test]
fn of_many_lines_the_bad_ones_are_named_and_the_others_added() {
    let sandbox = Sandbox::new();
    let lines = [&event(1, "error", ""), "{\n", "[]\n", &event(2, "thing", ""), "\n", &event(3, "error", "")].concat();
    let run = append(&sandbox, &["--session", "s", "--from", "ndjson"], &lines);
    assert_eq!((run.code, run.stdout.as_str()), (1, "evt_00000001\nevt_00000003\n"), "{run:?}");
    for named in [
        "line 2: not a valid event: not JSON",
        "line 3: not a valid event: an event is an object",
        "line 4: not a valid event: /event_type",
    ] {
        assert!(run.stderr.contains(named), "{named}: {}", run.stderr);
    }
    assert!(run.stderr.contains("3 of 5 lines were not added, 2 were"), "{}", run.stderr);
    assert_eq!(events(&sandbox, "s").len(), 2);
}

#[test]
fn what_is_wrong_with_a_flag_is_told_by_its_name() {
    let sandbox = Sandbox::new();
    for (flag, value, why) in [
        ("--data", "x", "--data is not JSON"),
        ("--failure", "{bad", "--failure is not JSON"),
        ("--causal-step", "no reason", "--causal-step is 'STEP: REASONING', or a JSON object"),
        ("--entity", "no name", "--entity is NAME=FULL_NAME or NAME={...}\n"),
        ("--entity", "=x", "--entity is NAME=FULL_NAME or NAME={...}\n"),
        ("--entity", "a={bad", "--entity is not JSON"),
    ] {
        let run = append(&sandbox, &["--type", "error", "--agent", "codex", flag, value], "");
        assert!(run.code == 2 && run.stderr.contains(why), "{run:?}");
    }
    let run = append(&sandbox, &["--type", "error", "--agent", "codex", "--failure", "@alice: no"], "");
    assert!(run.code == 1 && run.stderr.contains("hint: what follows an @ is the name of a file"), "{run:?}");
    let twice = ["--type", "error", "--agent", "codex", "--entity", "a=b", "--entity", "a=c"];
    let run = append(&sandbox, &twice, "");
    assert!(run.code == 2 && run.stderr.contains("--entity names `a` twice"), "{run:?}");
    assert!(!sandbox.project().join(".ai-agents").exists());
}

#[test]
fn a_byte_order_mark_does_not_hide_the_first_event() {
    let sandbox = Sandbox::new();
    let event = "\u{feff}{\"event_type\": \"error\", \"provenance\": {\"agent\": \"a\"}}\r\n";
    for format in ["json", "ndjson"] {
        let run = append(&sandbox, &["--session", "s", "--from", format], event);
        assert_eq!(run.code, 0, "{run:?}");
    }
    assert_eq!(events(&sandbox, "s").len(), 2);
}

#[test]
fn what_no_reader_would_take_is_not_written() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.project().join("limits.yaml"), "limits:\n  line_length: 300\n").unwrap();
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(270));
    let whose = ["--session", "s", "--agent", "codex", "--config", "limits.yaml"];
    let run = append(&sandbox, &[&whose[..], &["--type", "error", "--data", &long]].concat(), "");
    assert!(run.code == 1 && run.stderr.contains("is longer than the limit of 300 bytes"), "{run:?}");
    assert!(run.stderr.contains("limits.line_length"), "{run:?}");
    // The line of input is short enough, and the event that is made of it is not.
    let short = format!("{{\"event_type\": \"error\", \"data\": {{\"text\": \"{}\"}}}}\n", "x".repeat(230));
    assert!(short.len() < 300);
    let lines = short + "{\"event_type\": \"error\"}\n";
    let run = append(&sandbox, &[&whose[..], &["--from", "ndjson"]].concat(), &lines);
    assert!(run.code == 1 && run.stderr.contains("1 of 2 lines was not added, 1 was"), "{run:?}");
    assert_eq!(events(&sandbox, "s").len(), 1);
    for note in [&["task", "start", "a", "--metadata"][..], &["tool", "a", "--params"]] {
        let run = sandbox.run([&["events"], note, &[&long, "--config", "limits.yaml"]].concat());
        assert!(run.code == 1 && run.stderr.contains("is longer than the limit of 300 bytes"), "{run:?}");
    }
    assert!(!sandbox.project().join(".ai-agents/activity").exists());
}

#[test]
fn what_would_be_lost_or_mixed_where_it_goes_is_refused() {
    let sandbox = Sandbox::new();
    let compressed = responses::record::compress(event(1, "error", "").as_bytes()).unwrap();
    let task = b"{\"name\": \"a\", \"start_time\": 1.0, \"end_time\": null}\n".to_vec();
    for (content, why) in [(compressed, "s.jsonl is compressed"), (task, "s.jsonl is an activity log")] {
        let path = put(&sandbox, "s", &content);
        for args in [&["--type", "error"][..], &["--from", "ndjson"]] {
            let args = [args, &["--session", "s", "--agent", "codex"]].concat();
            let run = append(&sandbox, &args, "{\"event_type\": \"error\"}\n{\"event_type\": \"decision\"}\n");
            assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
            assert!(run.stderr.contains(why), "{run:?}");
        }
        assert_eq!(fs::read(path).unwrap(), content);
    }
}

#[test]
fn no_session_leaves_the_directory() {
    let sandbox = Sandbox::new();
    for session in ["../../x", "/tmp/x", "..", "a/../../b", ".hidden", "\u{202e}x", "a\\b"] {
        let run = append(&sandbox, &["--session", session, "--type", "error", "--agent", "a"], "");
        assert_eq!(run.code, 0, "{run:?}");
        let found = sandbox.json(["events", "query", "--session", session, "--json"]);
        assert_eq!((&found["total"], &found["items"][0]["session_id"]), (&json!(1), &json!(session)));
        assert_eq!(sandbox.run(["events", "archive", session]).code, 0);
        assert_eq!(sandbox.run(["events", "restore", session]).code, 0);
    }
    for session in ["", "  "] {
        assert_eq!(append(&sandbox, &["--session", session, "--type", "error", "--agent", "a"], "").code, 1);
    }
    let names: Vec<_> = fs::read_dir(sandbox.project()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [".ai-agents"]);
    let outside: Vec<_> = fs::read_dir(sandbox.project().join(".ai-agents")).unwrap().collect();
    assert_eq!(outside.len(), 1, "nothing but `sessions`");
}

#[test]
fn secrets_are_taken_out_unless_told_otherwise() {
    let sandbox = Sandbox::new();
    let data = r#"{"url": "postgres://app:hunter2@db/main"}"#;
    let base = ["--session", "s", "--type", "tool_call", "--agent", "a", "--data", data];
    assert_eq!(append(&sandbox, &base, "").code, 0);
    assert_eq!(append(&sandbox, &[&base[..], &["--no-redact"]].concat(), "").code, 0);
    let events = events(&sandbox, "s");
    assert_eq!(events[0]["data"]["url"], "postgres://app:[REDACTED:url-password]@db/main");
    assert_eq!(events[1]["data"]["url"], "postgres://app:hunter2@db/main");
}

#[test]
fn a_torn_tail_is_ended_and_named_and_nothing_is_deleted() {
    let sandbox = Sandbox::new();
    let torn = event(1, "error", "") + "{\"event_id\": \"evt_";
    put(&sandbox, "s", &torn);
    let whole_without_end = event(1, "error", "").trim_end().to_owned();
    put(&sandbox, "w", &whole_without_end);
    for session in ["s", "w"] {
        let run = append(&sandbox, &["--session", session, "--type", "error", "--agent", "a"], "");
        assert_eq!(run.code, 0, "{run:?}");
        let id = run.stdout.trim().to_owned();
        let found = sandbox.json(["events", "query", "--session", session, "--json"]);
        assert_eq!(json!(super::column(&found, "event_id")), json!(["evt_00000001", id]));
        assert_eq!(found["skipped"].as_array().unwrap().len(), usize::from(session == "s"), "one named line, or none");
    }
    assert!(fs::read_to_string(log(&sandbox, "s")).unwrap().starts_with(&(torn + "\n{")));
}

#[test]
fn the_library_writes_what_the_command_reads() {
    let dir = tempfile::tempdir().unwrap();
    let layout = Layout::new(dir.path());
    let session = SessionId::new("s").unwrap();
    let mut log = CausalLog::new(&layout, &session, Sync::Batch);
    let time: RecordTime = RecordTime::utc("2025-12-10T14:00:00.25Z".parse().unwrap());
    let provenance =
        |confidence| Provenance { source: "t".to_owned(), agent: AgentName::new("codex").unwrap(), confidence };
    let mut event = NewEvent::new(EventId::from_bits(1), time, EventType::ConstraintApplied, provenance(0.5));
    event.causal_steps.push(CausalStep {
        step: "a".into(),
        reasoning: "b".into(),
        alternatives_considered: vec!["c".into()],
    });
    event.active_constraints.push(Constraint {
        constraint: "c".into(),
        source: "s".into(),
        priority: Some(Priority::Mandatory),
    });
    event.failure_ledger.push(Failure {
        attempt: "a".into(),
        failure_reason: "r".into(),
        timestamp: Some(time),
        error_code: None,
    });
    event.open_commitments.push(Commitment {
        commitment: "c".into(),
        status: CommitmentStatus::InProgress,
        due_by: Some(time),
        dependencies: vec!["d".into()],
    });
    let entity = Entity { full_name: "f".into(), kind: Some(EntityKind::Service), location: Some("l".into()) };
    event.key_entities.insert("e".into(), entity);
    event.dependencies = Dependencies { depends_on: vec!["evt_00000000".into()], blocks: Vec::new() };
    event.data = Some(serde_json::value::RawValue::from_string("{\"n\":1.50}".into()).unwrap());
    log.append(&event).unwrap();
    event.provenance = provenance(1.5);
    assert!(matches!(log.append(&event), Err(Error::Invalid { rules }) if rules.len() == 1));
    log.flush().unwrap();
    insta::assert_snapshot!(fs::read_to_string(layout.log(&session)).unwrap());
}
