//! Activity logs: noted by many processes, read whoever wrote them, analysed.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Run, Sandbox, fixture};

/// A file of the fixtures.
fn log(name: &str) -> String {
    fixture("events/deia").join(name).to_str().unwrap().to_owned()
}

/// The pairs of an object in their order.
fn pairs(object: &Value) -> Value {
    object.as_object().unwrap().iter().map(|(name, value)| json!([name, value])).collect()
}

#[test]
fn every_sample_gives_what_an_independent_script_found() {
    let expected: Value = serde_json::from_str(&fs::read_to_string(fixture("events/expected.json")).unwrap()).unwrap();
    let expected = expected["activity"].as_object().unwrap();
    assert_eq!(expected.len(), 4);
    let sandbox = Sandbox::new();
    for (name, expected) in expected {
        let found = sandbox.json(["analyze", &log(name), "--json"]);
        for key in ["task_breakdown", "file_operation_stats"] {
            assert_eq!(pairs(&found[key]), expected[key], "{name} {key}");
        }
        for key in ["bottlenecks", "events"] {
            assert_eq!(found[key], expected[key], "{name} {key}");
        }
        for (key, rate) in expected["velocity_metrics"].as_object().unwrap() {
            let difference = found["velocity_metrics"][key].as_f64().unwrap() - rate.as_f64().unwrap();
            assert!(difference.abs() < 1e-6, "{name} {key}");
        }
        let open: Value = found["unfinished"].as_array().unwrap().iter().map(|task| task["name"].clone()).collect();
        assert_eq!(open, expected["unfinished"], "{name}");
        for tool in found["tools"].as_array().unwrap() {
            let ms = &expected["tool_ms"][tool["name"].as_str().unwrap()];
            assert_eq!(tool["total_ms"].as_f64(), ms.as_f64(), "{name}");
        }
        assert_eq!((&found["ignored"], &found["skipped"]), (&json!(0), &json!([])), "{name}");
    }
}

#[test]
fn the_report_is_for_reading() {
    let sandbox = Sandbox::new();
    fs::copy(log("CLAUDE-CODE-002_mixed.jsonl"), sandbox.project().join("mixed.jsonl")).unwrap();
    insta::assert_snapshot!("activity_report", sandbox.stdout(["analyze", "mixed.jsonl"]));
    insta::assert_snapshot!("activity_csv", sandbox.stdout(["analyze", "mixed.jsonl", "--format", "csv"]));
}

#[test]
fn tasks_begin_in_one_process_and_end_in_another() {
    let sandbox = Sandbox::new();
    let events = |args: &[&str]| {
        let whose = ["--agent", "qa", "--session", "monday", "--log-dir", "logs"];
        sandbox.stdout(["events"].iter().chain(args).chain(&whose).copied())
    };
    assert_eq!(
        events(&["task", "start", "release", "--metadata", r#"{"version": "1.4", "kept": 1e3}"#]),
        "logs/qa_monday.jsonl\n"
    );
    events(&["task", "start", "tests"]);
    events(&["tool", "pytest", "--params", r#"{"path": "tests"}"#, "--duration-ms", "3500"]);
    events(&["file", "read", "src/main.rs", "--size", "4096"]);
    events(&["task", "start", "tests"]);
    events(&["task", "done", "tests", "--duration-ms", "333"]);
    events(&["task", "done", "tests", "--duration-ms", "667"]);
    events(&["file", "write", "report.md", "--size", "2048", "--lines", "60"]);
    let done =
        events(&["task", "done", "release", "--duration-ms", "2000", "--metadata", r#"{"version": "1.5"}"#, "--json"]);
    let done: Value = serde_json::from_str(&done).unwrap();
    assert_eq!((&done["duration_ms"], &done["path"]), (&json!(2000), &json!("logs/qa_monday.jsonl")));
    assert_eq!(done["event"]["metadata"], json!({"kept": 1e3, "version": "1.5"}));
    let found = sandbox.json(["analyze", "logs/qa_monday.jsonl", "--json"]);
    assert_eq!(found["task_breakdown"], json!({"release": 2000, "tests": 1000}));
    assert_eq!(found["bottlenecks"], json!(["release", "tests"]));
    assert_eq!(found["file_operation_stats"], json!({"read": 1, "write": 1}));
    assert_eq!((&found["unfinished"], &found["skipped"]), (&json!([]), &json!([])));
    assert_eq!(found["velocity_metrics"]["tasks_per_hour"], json!(2400.0));
}

#[test]
fn what_finishes_nothing_is_a_warning_and_changes_nothing() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(["events", "task", "done", "nothing"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("no open task `nothing`"), "{}", run.stderr);
    assert_eq!(sandbox.run(["events", "task", "done", "nothing", "--strict", "-q"]).code, 4);
    assert!(!sandbox.project().join(".ai-agents").exists());
}

#[test]
fn many_processes_note_at_once_and_every_task_is_done() {
    let sandbox = Sandbox::new();
    std::thread::scope(|scope| {
        for worker in 0..8 {
            let sandbox = &sandbox;
            scope.spawn(move || {
                for round in 0..4 {
                    // The same name for all: which of them is done does not matter, only that each is once.
                    sandbox.stdout(["events", "task", "start", "shared"]);
                    let params = format!("{{\"n\": [{worker}, {round}]}}");
                    sandbox.stdout(["events", "tool", "bash", "--params", &params]);
                    let run = sandbox.run(["events", "task", "done", "shared", "--duration-ms", "10"]);
                    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
                }
            });
        }
    });
    let found = sandbox.json(["analyze", ".ai-agents/activity/main_default.jsonl", "--json"]);
    assert_eq!(found["task_breakdown"], json!({"shared": 320}));
    assert_eq!(found["tasks"][0]["count"], json!(32));
    assert_eq!((&found["unfinished"], &found["tools"][0]["calls"]), (&json!([]), &json!(32)));
    assert_eq!(found["skipped"], json!([]));
}

#[test]
fn no_session_and_no_agent_is_written_outside_the_directory() {
    let sandbox = Sandbox::new();
    for (agent, session) in [("../../x", "s"), ("a", "../../x"), ("..", ".."), ("/etc", "/passwd"), (".a", "b")] {
        let run =
            sandbox.run(["events", "tool", "t", "--log-dir", "deep/logs", "--agent", agent, "--session", session]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let names = |directory: &str| -> Vec<_> {
        let entries = fs::read_dir(sandbox.project().join(directory)).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names("deep"), ["logs"]);
    assert_eq!(names("deep/logs").len(), 5);
    assert_eq!(names("."), ["deep"]);
    let refused = sandbox.run(["events", "tool", "t", "--session", " "]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("the session id is empty"), "{}", refused.stderr);
}

#[test]
fn a_log_of_another_family_is_not_written_into() {
    let sandbox = Sandbox::new();
    let path = sandbox.project().join("logs/main_default.jsonl");
    fs::create_dir(path.parent().unwrap()).unwrap();
    let line = "{\"timestamp\": \"2025-05-29T10:15:30\", \"event\": {}}\n";
    fs::write(&path, line).unwrap();
    let run = sandbox.run(["events", "tool", "t", "--log-dir", "logs"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("is a stream log"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(path).unwrap(), line);
}

#[test]
fn nothing_is_added_behind_a_compressed_log() {
    let sandbox = Sandbox::new();
    let path = sandbox.project().join("logs/main_default.jsonl");
    fs::create_dir(path.parent().unwrap()).unwrap();
    let log = responses::record::compress(b"{\"name\": \"a\", \"start_time\": 1.0, \"end_time\": null}\n").unwrap();
    for content in [&log[..], &log[..20]] {
        fs::write(&path, content).unwrap();
        for args in [["task", "start", "b"], ["task", "done", "a"], ["file", "read", "x"]] {
            let run = sandbox.run(["events"].into_iter().chain(args).chain(["--log-dir", "logs"]));
            assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
            assert!(run.stderr.contains("main_default.jsonl is compressed"), "{run:?}");
            assert!(run.stderr.contains("hint: "), "{run:?}");
        }
        assert_eq!(fs::read(&path).unwrap(), content);
    }
}

#[test]
fn what_is_noted_is_strict_json() {
    let sandbox = Sandbox::new();
    for args in
        [&["tool", "t", "--params", r#"{"a": NaN}"#][..], &["task", "start", "t", "--metadata", r#"{"a": -Infinity}"#]]
    {
        let run = sandbox.run([&["events"], args].concat());
        assert!(run.code == 2 && run.stderr.contains("is not strict JSON"), "{run:?}");
    }
    assert!(!sandbox.project().join(".ai-agents").exists());
}

#[test]
fn one_bad_line_hides_no_other() {
    let sandbox = Sandbox::new();
    let good = |n: u32| format!("{{\"name\":\"t{n}\",\"start_time\":{n},\"end_time\":{},\"metadata\":{{}}}}", n + 1);
    let lines = [
        format!("\u{feff}{}\r", good(1)),
        String::new(),
        good(2),
        "{\"name\":\"torn\",\"start_ti".to_owned(),
        r#"{"name":"nan","start_time":NaN}"#.to_owned(),
        r#"{"operation":"read"}"#.to_owned(),
        r#"{"something":"else"}"#.to_owned(),
        "[1]".to_owned(),
        r#"{"name":"x","params":{"n":NaN},"duration_ms":7}"#.to_owned(),
        good(3),
    ];
    fs::write(sandbox.project().join("a_b.jsonl"), lines.join("\n")).unwrap();
    let run = sandbox.run(["analyze", "a_b.jsonl", "--json", "-v"]);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(found["task_breakdown"], json!({"t1": 1000, "t2": 1000, "t3": 1000}));
    assert_eq!((&found["ignored"], &found["tools"][0]["calls"]), (&json!(1), &json!(1)));
    let skipped: Vec<_> =
        found["skipped"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(skipped, ["a_b.jsonl:4", "a_b.jsonl:5", "a_b.jsonl:6", "a_b.jsonl:8"]);
    insta::assert_snapshot!("activity_bad_lines", run.stderr);
    assert_eq!(sandbox.run(["analyze", "a_b.jsonl", "--strict"]).code, 4);
}

#[test]
fn a_session_is_compared_with_the_one_before() {
    let sandbox = Sandbox::new();
    let write = |name: &str, tasks: &[(&str, u32)]| {
        let line = |(name, took): &(&str, u32)| format!("{{\"name\":\"{name}\",\"start_time\":0,\"end_time\":{took}}}");
        let lines: Vec<_> = tasks.iter().map(line).collect();
        fs::write(sandbox.project().join(name), lines.join("\n")).unwrap();
    };
    write("qa_monday.jsonl", &[("build", 600), ("test", 1200), ("only before", 60)]);
    write("qa_tuesday.jsonl", &[("test", 900), ("build", 600), ("only after", 30)]);
    insta::assert_snapshot!(
        "activity_compared",
        sandbox.stdout(["analyze", "--compare", "qa_monday.jsonl", "qa_tuesday.jsonl"])
    );
    let found = sandbox.json(["analyze", "--compare", "qa_monday.jsonl", "qa_tuesday.jsonl", "--json"]);
    assert_eq!(found["comparison"]["before"], json!("qa_monday.jsonl"));
    assert_eq!(found["comparison"]["total_ms"], json!({"before": 1_860_000, "after": 1_530_000}));
    assert_eq!(found["comparison"]["tasks"]["only before"], json!({"before": 60_000, "after": null}));
    let tool = "{\"name\": \"grep\", \"params\": {}, \"duration_ms\": null}\n";
    fs::write(sandbox.project().join("qa_untimed.jsonl"), tool).unwrap();
    let shown = sandbox.stdout(["analyze", "--compare", "qa_monday.jsonl", "qa_untimed.jsonl"]);
    let tools = shown.lines().find(|line| line.starts_with("tools ")).unwrap();
    assert_eq!(
        tools.split_whitespace().collect::<Vec<_>>(),
        ["tools", "0ms", "-", "-"],
        "nobody knows that it took no time"
    );
    let run = sandbox.run(["analyze", "--compare", "qa_monday.jsonl"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn a_target_velocity_sets_the_exit_code() {
    let sandbox = Sandbox::new();
    let analyze = |target: &str| -> Run {
        sandbox.run(["analyze", &log("AGENT-004_seed-example-1.jsonl"), "--target-velocity", target, "--json"])
    };
    assert_eq!(analyze("1.9").code, 0);
    let slow = analyze("8");
    assert_eq!(slow.code, 1);
    assert!(slow.stderr.contains("2.0 tasks per hour are below the target of 8"), "{}", slow.stderr);
    assert!(serde_json::from_str::<Value>(&slow.stdout).is_ok(), "the analysis is printed all the same");
    assert!(slow.stderr.contains("AGENT-004_seed-example-1.jsonl: "), "the log is named: {}", slow.stderr);
    let close = analyze("2");
    assert_eq!(close.code, 1);
    assert!(close.stderr.contains("1.9996 tasks per hour are below the target of 2"), "{}", close.stderr);
    let both = [log("AGENT-004_seed-example-1.jsonl"), log("CLAUDE-CODE-002_mixed.jsonl")];
    let both = |target| sandbox.run(["analyze", &both[0], &both[1], "--target-velocity", target]);
    assert!(both("8").stderr.contains("AGENT-004_seed-example-1.jsonl: 2.0 tasks per hour are below"), "one of two");
    let slow = both("100000").stderr;
    assert!(
        slow.contains("2 logs are below the target of 100000 tasks per hour (") && slow.contains(": 1866.7)"),
        "{slow}"
    );
    for (wrong, why) in [("fast", "not a number of tasks per hour"), ("-1", "not a number of tasks per hour")] {
        let run = analyze(wrong);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(why), "{}", run.stderr);
    }
    assert_eq!(sandbox.run(["analyze", "--target-velocity", "8"]).code, 2);
}

#[test]
fn secrets_are_taken_out_of_what_is_noted() {
    let sandbox = Sandbox::new();
    let secret = format!("ghp_{}", "a1B2c3D4e5".repeat(4).get(..36).unwrap());
    let params = json!({"token": secret}).to_string();
    sandbox.stdout(["events", "tool", &format!("curl {secret}"), "--params", &params]);
    let text = fs::read_to_string(sandbox.project().join(".ai-agents/activity/main_default.jsonl")).unwrap();
    assert!(!text.contains(&secret) && text.contains("[REDACTED:"), "{text}");
}
