//! Event streams: written, read whoever wrote them, put together.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Run, Sandbox, copy_tree, fixture};

/// A project with the sample logs in `logs`.
fn with_samples() -> Sandbox {
    let sandbox = Sandbox::new();
    copy_tree(&fixture("events/agent_c"), &sandbox.project().join("logs"));
    sandbox
}

#[test]
fn every_sample_gives_what_an_independent_script_found() {
    let expected: Value = serde_json::from_str(&fs::read_to_string(fixture("events/expected.json")).unwrap()).unwrap();
    let expected = expected["stream"].as_object().unwrap();
    let sandbox = with_samples();
    let listed = sandbox.json(["sessions", "--events", "logs", "--json"]);
    let sessions = listed["items"].as_array().unwrap();
    assert_eq!((sessions.len(), &listed["skipped"]), (expected.len(), &json!([])));
    for session in sessions {
        let name = session["session_id"].as_str().unwrap();
        let expected = &expected[name];
        for key in ["events", "interactions", "tokens", "types", "tools"] {
            assert_eq!(session[key], expected[key], "{name} {key}");
        }
        assert_eq!(session["duration"].as_f64(), expected["seconds"].as_f64(), "{name}");
        let time = |key: &str| session[key].as_str().unwrap().strip_suffix("+00:00").unwrap().to_owned();
        assert_eq!(
            (time("first_event"), time("last_event")),
            (expected["first"].as_str().unwrap().to_owned(), expected["last"].as_str().unwrap().to_owned(),)
        );
    }
}

#[test]
fn sessions_are_a_tree_and_figures_are_for_reading() {
    let sandbox = with_samples();
    insta::assert_snapshot!("stream_sessions", sandbox.stdout(["sessions", "--events", "logs"]));
    insta::assert_snapshot!("stream_stats", sandbox.stdout(["stats", "--events", "logs"]));
    insta::assert_snapshot!("stream_report", sandbox.stdout(["analyze", "logs"]));
    let only = sandbox.json(["sessions", "--events", "logs", "--session", "tiger-*", "--json"]);
    let names: Vec<_> = only["items"].as_array().unwrap().iter().map(|one| &one["session_id"]).collect();
    assert_eq!(names, ["tiger-castle", "tiger-castle-oneshot-fox"]);
    assert_eq!((&only["items"][0]["depth"], &only["items"][1]["parent"]), (&json!(0), &json!("tiger-castle")));
    let by_tool = sandbox.json(["stats", "--events", "logs", "--by", "tool", "--json"]);
    assert_eq!((&by_tool["tools"], &by_tool["total_events"]), (&json!({"ws_read": 1}), &json!(30)));
    assert_eq!(sandbox.run(["stats", "--events", "logs", "--by", "model"]).code, 2);
    assert_eq!(sandbox.run(["sessions", "--events", "nowhere"]).code, 1);
}

#[test]
fn each_event_and_byte_counts_once_whatever_the_tree_looks_like() {
    let sandbox = Sandbox::new();
    let path = sandbox.put("../../logs/main/1.jsonl", "");
    let parents = [
        ("main", None),
        ("child", Some("main")),
        ("grandchild", Some("child")),
        ("other", Some("main")),
        ("below", Some("other")),
        ("orphan", Some("gone")),
        ("own", Some("own")),
        ("a", Some("b")),
        ("b", Some("a")),
    ];
    let line = |(place, (id, parent)): (usize, &(&str, Option<&str>))| {
        let event = json!({"type": "x", "session_id": id, "parent_session_id": parent, "user_session_id": "main"});
        json!({"timestamp": format!("2026-11-21T12:00:0{place}Z"), "event": event}).to_string() + "\n"
    };
    let text: String = parents.iter().enumerate().map(line).collect();
    fs::write(path, &text).unwrap();
    let list = sandbox.stdout(["sessions", "--events", "logs", "--fields", "session_id,depth,events,bytes"]);
    insta::assert_snapshot!("stream_tree", list);
    let total = |args: &[&str]| {
        let stats = sandbox.json(["stats", "--events", "logs", "--json"].iter().chain(args).copied());
        (stats["total_events"].as_u64().unwrap(), stats["total_bytes"].as_u64().unwrap())
    };
    assert_eq!(total(&[]), (9, text.len() as u64));
    assert_eq!(total(&["--session", "child", "--session", "grandchild"]), (2, 0));
    // Neither of them is below the other, though one is deeper.
    assert_eq!(total(&["--session", "child", "--session", "below"]), (3, 0));
}

#[test]
fn a_session_is_read_as_a_conversation() {
    let sandbox = with_samples();
    insta::assert_snapshot!("stream_view", sandbox.stdout(["events", "view", "tiger-castle", "--log-dir", "logs"]));
    let legacy = sandbox.json(["events", "view", "logs/legacy_SessionLogger/sess-old", "--json"]);
    let texts: Vec<_> = legacy["items"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect();
    let expected = [
        "You are",
        "hello é",
        "hi",
        "plain string",
        r#"{"type":"x"}"#,
        "[1,2]",
        r#"{"type":"internal_error","obj":"<class 'object'>"}"#,
        "image/png",
    ];
    assert_eq!(texts, expected);
}

#[test]
fn a_view_shows_what_was_selected() {
    let sandbox = with_samples();
    let view = |args: &[&str]| -> Vec<String> {
        let all = ["events", "view", "logs/tiger-castle", "--format", "ndjson"];
        let lines = sandbox.stdout(all.iter().chain(args).copied());
        let text = |line: &str| serde_json::from_str::<Value>(line).unwrap()["text"].as_str().unwrap().to_owned();
        lines.lines().map(text).collect()
    };
    assert_eq!(view(&["--role", "user"]), ["Hi 🎉", "x"]);
    assert_eq!(
        view(&["--type", "*_delta", "--role", "assistant*", "--until", "2025-05-29T10:15:33Z"]),
        ["hm", "Hello\n"]
    );
    assert_eq!(view(&["--since", "2025-05-29T10:15:34.3Z"]), ["oops", "subsession_started tiger-castle-oneshot-fox"]);
    assert_eq!(view(&["--session", "*-fox"]), ["subsession_started tiger-castle-oneshot-fox"]);
    assert_eq!(sandbox.run(["events", "view", "nobody"]).code, 1);
}

/// Runs `events emit` with variables.
fn emit(sandbox: &Sandbox, variables: &[(&str, &str)], args: &[&str], input: &str) -> Run {
    let mut command = sandbox.command(["events", "emit"].iter().chain(args).copied());
    command.envs(variables.iter().copied()).write_stdin(input);
    Run::of(&mut command)
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_session_is_one_file_whoever_writes_and_when() {
    let sandbox = Sandbox::new();
    for n in 0..3 {
        let event = json!({"type": "text_delta", "session_id": "tiger", "content": n}).to_string();
        assert_eq!(emit(&sandbox, &[], &[&event], "").code, 0);
    }
    let run = emit(&sandbox, &[], &["--session", "tiger"], "\"plain\"\n[1, 2]\r\n\n{\"n\": NaN}");
    assert_eq!((run.code, run.stdout.lines().count()), (0, 1), "{}", run.stderr);
    let directory = sandbox.project().join("logs/sessions/tiger");
    let files = names(&directory);
    assert_eq!(files.len(), 1);
    let text = fs::read_to_string(directory.join(&files[0])).unwrap();
    assert_eq!(text.lines().count(), 6);
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("{\"timestamp\":\"") && last.ends_with("+00:00\",\"event\":{\"n\": NaN}}"), "{last}");
}

#[test]
fn every_variable_is_heard() {
    let sandbox = Sandbox::new();
    let variables = [
        ("AGENT_LOG_DIR", "var"),
        ("AGENT_LOG_FORMAT", "json"),
        ("AGENT_LOG_INCLUDE_PROMPT", "false"),
        ("AGENT_LOG_MAX_RETRIES", "2"),
        ("AGENT_LOG_RETRY_DELAY", "0.01"),
        ("AGENT_LOG_FILE_PATTERN", "all"),
        ("AGENT_LOG_SESSION_PATTERN", "runs/{session_id}"),
        ("AGENT_LOG_UNKNOWN_PATTERN", "lost-{uuid}"),
    ];
    let events =
        "{\"type\":\"system_prompt\",\"session_id\":\"s\",\"content\":\"secret\"}\n{\"session_id\":\"s\"}\n1\n";
    let run = emit(&sandbox, &variables, &[], events);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let runs = sandbox.project().join("var/runs");
    let found = names(&runs);
    assert!(found[0].starts_with("lost-") && found[0].len() == 13, "{found:?}");
    assert_eq!(found[1], "s");
    let text = fs::read_to_string(runs.join("s/all.json")).unwrap();
    assert!(text.lines().count() == 1 && !text.contains("secret"), "{text}");
    let off = emit(&sandbox, &[("AGENT_LOG_ENABLE_LOCAL", "false"), ("AGENT_LOG_DIR", "off")], &["1"], "");
    assert_eq!((off.code, off.stdout.as_str()), (0, ""));
    assert!(!sandbox.project().join("off").exists());
    let wrong = emit(&sandbox, &[("AGENT_LOG_SESSION_PATTERN", "../{session_id}")], &["1"], "");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("AGENT_LOG_SESSION_PATTERN"), "{}", wrong.stderr);
}

#[test]
fn what_was_written_where_is_told_as_json() {
    let sandbox = Sandbox::new();
    let variables = [("AGENT_LOG_FILE_PATTERN", "all"), ("AGENT_LOG_INCLUDE_PROMPT", "false")];
    let events = "{\"session_id\":\"b\"}\n{\"session_id\":\"a\"}\n\n{\"session_id\n{\"session_id\":\"b\",\"n\":1}\n\
                  {\"type\":\"system_prompt\",\"session_id\":\"a\"}\n";
    let run = emit(&sandbox, &variables, &["--json"], events);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let error: serde_json::Value = serde_json::from_str(run.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["code"], json!("refused"));
    insta::assert_snapshot!("stream_emitted_json", run.stdout);
    let told: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    for file in told["files"].as_array().unwrap() {
        let bytes = fs::read(sandbox.project().join(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(file["bytes"], json!(bytes.len()));
    }
    let refused = emit(&sandbox, &variables, &["{", "--json"], "");
    assert_eq!((refused.code, refused.stdout.as_str()), (1, ""));
    let off = emit(&sandbox, &[("AGENT_LOG_ENABLE_LOCAL", "false")], &["1", "--json"], "");
    let off: serde_json::Value = serde_json::from_str(&off.stdout).unwrap();
    assert_eq!((&off["written"], &off["disabled"], &off["files"]), (&json!(0), &json!(1), &json!([])));
}

#[test]
fn a_bad_line_keeps_no_other_from_being_written_and_nothing_leaves_the_directory() {
    let sandbox = Sandbox::new();
    let events = "{\"session_id\":\"../../x\"}\n{\"session_id\n{\"session_id\":\"ok\"}\n";
    let run = emit(&sandbox, &[("AGENT_LOG_DIR", "deep/logs")], &[], events);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("line 2: not JSON") && run.stderr.contains("1 of 3 lines"), "{}", run.stderr);
    assert_eq!(names(&sandbox.project()), ["deep"]);
    assert_eq!(names(&sandbox.project().join("deep")), ["logs"]);
    assert_eq!(names(&sandbox.project().join("deep/logs")), ["%2E.%2F..%2Fx", "ok"]);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_behind_a_link() {
    let sandbox = Sandbox::new();
    let sessions = sandbox.project().join("logs/sessions");
    let outside = sandbox.project().join("outside");
    fs::create_dir_all(&sessions).unwrap();
    fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, sessions.join("tiger")).unwrap();
    let run = emit(&sandbox, &[], &["{\"session_id\":\"tiger\"}"], "");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("logs/sessions/tiger is in the way: a link"), "{}", run.stderr);
    assert_eq!(names(&outside), Vec::<String>::new());
    // Which directory is meant is for whoever names it, and that may be a link.
    std::os::unix::fs::symlink(&outside, sandbox.project().join("linked")).unwrap();
    assert_eq!(emit(&sandbox, &[("AGENT_LOG_DIR", "linked")], &["{\"session_id\":\"fox\"}"], "").code, 0);
    assert_eq!(names(&outside), ["fox"]);
}

#[test]
fn what_was_said_is_found_also_across_pieces() {
    let sandbox = with_samples();
    // The word stands in two events.
    let found = sandbox.json(["search", "Hello", "--events", "logs", "--json"]);
    assert_eq!(found["total"], json!(1));
    assert_eq!(found["items"][0]["text"], json!("Hello"));
    assert_eq!(found["items"][0]["in"], json!("text"));
    assert_eq!(sandbox.run(["search", "nowhere to be found", "--events", "logs"]).code, 3);
    assert_eq!(sandbox.run(["search", "x", "--events", "logs", "--since", "2025-06-01"]).code, 3);
    assert_eq!(sandbox.stdout(["search", "Hello", "--events", "logs", "--paths"]), "logs/tiger-castle\n");
}

#[test]
fn the_configuration_is_heard_below_the_environment_and_the_flag() {
    let sandbox = Sandbox::new();
    let text = "event_logs:\n  directory: streams\n  file_pattern: all\n  session_pattern: \"runs/{session_id}\"\n";
    sandbox.put("../configuration.yaml", text);
    let event = ["{\"type\":\"message\",\"session_id\":\"s\",\"role\":\"user\",\"content\":\"hi\"}"];
    let written = |variables: &[(&str, &str)], more: &[&str]| {
        let run = emit(&sandbox, variables, &[&event, more].concat(), "");
        assert_eq!(run.code, 0, "{}", run.stderr);
        let path = std::path::Path::new(run.stdout.trim_end()).to_owned();
        let project = sandbox.project();
        path.strip_prefix(project.canonicalize().unwrap_or(project))
            .map_or_else(|_| path.clone(), std::path::Path::to_owned)
    };
    assert_eq!(written(&[], &[]).to_str(), Some("streams/runs/s/all.jsonl"));
    assert_eq!(written(&[("AGENT_LOG_FILE_PATTERN", "one")], &[]).to_str(), Some("streams/runs/s/one.jsonl"));
    assert_eq!(written(&[("AGENT_LOG_DIR", "var")], &[]).to_str(), Some("var/runs/s/all.jsonl"));
    assert_eq!(written(&[("AGENT_LOG_DIR", "var")], &["--log-dir", "flag"]).to_str(), Some("flag/runs/s/all.jsonl"));
    assert!(sandbox.stdout(["events", "view", "s"]).contains("hi"), "what was written is found again");
    // From below the project it is the same directory.
    fs::create_dir(sandbox.project().join("below")).unwrap();
    let mut command = sandbox.command(["events", "emit", event[0]]);
    let run = Run::of(command.current_dir(sandbox.project().join("below")));
    assert!(run.stdout.trim_end().ends_with("streams/runs/s/all.jsonl") && !run.stdout.contains("below/"), "{run:?}");
}

#[test]
fn a_variable_that_holds_what_it_can_not_is_told_once_and_a_blank_one_says_nothing() {
    let sandbox = Sandbox::new();
    let wrong = emit(&sandbox, &[("AGENT_LOG_FORMAT", "xml")], &["1"], "");
    assert_eq!((wrong.code, wrong.stderr.as_str()), (2, "error: AGENT_LOG_FORMAT: must be jsonl or json, not `xml`\n"));
    let other = Run::of(sandbox.command(["list"]).env("AGENT_LOG_FORMAT", "xml"));
    assert!(other.code == 0 && other.stderr.contains("warning: AGENT_LOG_FORMAT"), "{other:?}");
    for name in responses::events::stream::StreamOptions::VARIABLES {
        let run = emit(&sandbox, &[(name, " ")], &["1", "--session", "s"], "");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
    }
    assert_eq!(names(&sandbox.project().join("logs/sessions")), ["s"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_variable_that_is_no_text_is_a_path_or_an_error() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = Sandbox::new();
    let foreign = std::ffi::OsStr::from_bytes(b"dir-\xff");
    let emitted = |name: &str| Run::of(sandbox.command(["events", "emit", "1"]).env(name, foreign));
    assert_eq!(emitted("AGENT_LOG_DIR").code, 0);
    assert!(sandbox.project().join(foreign).is_dir(), "and not somewhere else");
    let run = emitted("AGENT_LOG_INCLUDE_PROMPT");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert_eq!(run.stderr, "error: AGENT_LOG_INCLUDE_PROMPT: holds what is no UTF-8 text\n");
    assert!(!sandbox.project().join("logs").exists());
}

#[test]
fn sessions_with_directories_of_their_own_are_a_tree_too() {
    let sandbox = Sandbox::new();
    let line = |second: u64, id: &str, parent: &str| {
        let event = json!({"type": "x", "session_id": id, "parent_session_id": parent});
        json!({"timestamp": format!("2026-11-21T12:00:{second:02}Z"), "event": event}).to_string() + "\n"
    };
    let of = [line(0, "main", ""), line(1, "child", "main"), line(2, "grandchild", "child")];
    for (name, text) in ["main", "child", "grandchild"].iter().zip(&of) {
        sandbox.put(&format!("../../logs/{name}/1.jsonl"), text);
    }
    let fields = ["--fields", "session_id,depth,parent,events,bytes,duration", "--format", "tsv", "--no-header"];
    let listed = sandbox.stdout(["sessions", "--events", "logs"].into_iter().chain(fields));
    let [all, below, end] = [of.concat().len(), of[1..].concat().len(), of[2].len()];
    let expected =
        format!("main\t0\t\t3\t{all}\t2.0\nchild\t1\tmain\t2\t{below}\t1.0\ngrandchild\t2\tchild\t1\t{end}\t0.0\n");
    assert_eq!(listed, expected);
    let stats = sandbox.json(["stats", "--events", "logs", "--json"]);
    assert_eq!((&stats["total_events"], &stats["total_bytes"]), (&json!(3), &json!(all)));
}

#[test]
fn the_names_of_deep_sessions_can_be_read() {
    let sandbox = Sandbox::new();
    let line = |depth: u64| {
        let event =
            json!({"session_id": format!("s{depth}"), "parent_session_id": format!("s{}", depth.wrapping_sub(1))});
        json!({"timestamp": "2026-11-21T12:00:00Z", "event": event}).to_string() + "\n"
    };
    sandbox.put("../../logs/s0/1.jsonl", (0..300).map(line).collect::<String>());
    let listed = sandbox.stdout(["sessions", "--events", "logs"]);
    let deepest = listed.lines().last().unwrap();
    assert!(deepest.trim_start_matches('\u{a0}').starts_with("└ (299) s299 "), "{deepest}");
}

#[test]
fn a_view_of_nothing_says_so_and_lines_end_where_they_end() {
    let sandbox = with_samples();
    let run = sandbox.run(["events", "view", "logs/tiger-castle", "--role", "nobody"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", "no message of it fits\n"));
    let legacy = sandbox.stdout(["events", "view", "logs/legacy_SessionLogger/sess-old"]);
    assert!(legacy.lines().all(|line| !line.ends_with(' ')), "{legacy}");
}

#[test]
fn sessions_are_called_by_their_names_whatever_their_directories_are_called() {
    let sandbox = Sandbox::new();
    sandbox.put("../configuration.yaml", "event_logs:\n  session_pattern: \"{session_id}/logs\"\n");
    for session in ["a/b", "c"] {
        let event =
            json!({"type": "user_request", "data": {"message": "hello"}, "parent_session_id": "a/b"}).to_string();
        assert_eq!(emit(&sandbox, &[], &["--session", session, &event], "").code, 0);
    }
    let listed = sandbox.json(["sessions", "--events", "logs/sessions", "--json"]);
    let names: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|one| (&one["session_id"], &one["depth"])).collect();
    assert_eq!(names, [(&json!("a/b"), &json!(0)), (&json!("c"), &json!(1))]);
    let found = sandbox.json(["search", "hello", "--events", "logs/sessions", "--session", "c", "--json"]);
    assert_eq!((&found["total"], &found["items"][0]["session_id"]), (&json!(1), &json!("c")));
    let made = sandbox.stdout(["events", "convert", "--to", "causal", "logs/sessions"]);
    assert!(made.contains(r#""session_id":"a/b""#) && !made.contains(r#""session_id":"logs""#), "{made}");
}
