//! Whatever comes: a hook ends with 0 and says nothing.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{event, log_lines, records, send, send_with};
use crate::support::{Run, Sandbox};

#[test]
fn bad_input_is_one_line_in_the_log_and_nothing_else() {
    let stop = |more: Value| {
        let mut event = json!({"session_id": "s", "hook_event_name": "Stop", "last_assistant_message": "x"});
        for (key, value) in more.as_object().unwrap() {
            event[key] = value.clone();
        }
        event.to_string().into_bytes()
    };
    let cases = [
        ("empty", Vec::new()),
        ("not JSON", b"{\"session_id\": ".to_vec()),
        ("no object", b"[1, 2]".to_vec()),
        ("not UTF-8", vec![b'"', 0xff, b'"']),
        ("nested", b"[".repeat(1 << 20)),
        ("large", vec![b' '; 50 << 20]),
        ("unknown", stop(json!({"hook_event_name": "Surprise\u{1b}[31m"}))),
        ("no name", br#"{"session_id": "s"}"#.to_vec()),
        ("no session", stop(json!({"session_id": 5}))),
        ("wrong types", stop(json!({"last_assistant_message": 7, "transcript_path": [], "cwd": 1}))),
    ];
    for (name, input) in cases {
        let sandbox = Sandbox::new();
        let began = Instant::now();
        send(&sandbox, input);
        assert!(began.elapsed() < Duration::from_secs(1), "{name}: {:?}", began.elapsed());
        assert_eq!((records(&sandbox).len(), log_lines(&sandbox).len()), (0, 1), "{name}");
        assert!(!log_lines(&sandbox)[0].contains('\u{1b}'), "{name}");
    }
}

#[test]
fn hostile_names_stay_in_the_store() {
    let sandbox = Sandbox::new();
    let event = json!({"session_id": "../../out", "cwd": sandbox.project(), "hook_event_name": "SubagentStop",
        "agent_id": "../../../x", "agent_type": "../agent", "last_assistant_message": "x"});
    let mut launch = json!({"session_id": "../../out", "cwd": sandbox.project(), "hook_event_name": "PostToolUse",
        "tool_name": "Agent", "tool_use_id": "../../u", "tool_input": {"prompt": "Go"}});
    launch["tool_response"] = json!({"status": "async_launched", "agentId": "../../../x"});
    send(&sandbox, launch.to_string());
    send(&sandbox, event.to_string());
    let outside: Vec<_> = fs::read_dir(sandbox.project()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(outside, [".claude-mpm"]);
    let record = records(&sandbox).into_values().next().unwrap();
    assert_eq!((&record["session_id"], &record["agent"]), (&"../../out".into(), &"../agent".into()));
    assert_eq!((&record["request"], &record["metadata"]["agent_id"]), (&"Go".into(), &"../../../x".into()));
}

#[test]
fn a_transcript_that_is_none_costs_no_answer() {
    let sandbox = Sandbox::new();
    let project = sandbox.project();
    let event = |session: &str, transcript: &Path| {
        json!({"session_id": session, "cwd": project, "hook_event_name": "Stop", "transcript_path": transcript,
            "last_assistant_message": "Answer."})
        .to_string()
    };
    let paths = vec![project.join("missing.jsonl"), project.clone()];
    #[cfg(unix)]
    let paths = {
        let fifo = project.join("fifo.jsonl");
        crate::support::make_fifo(&fifo);
        let device = project.join("device.jsonl");
        std::os::unix::fs::symlink("/dev/zero", &device).unwrap();
        [paths, vec![fifo, device, "/dev/zero".into()]].concat()
    };
    for (number, path) in paths.iter().enumerate() {
        let began = Instant::now();
        send(&sandbox, event(&format!("s{number}"), path));
        assert!(began.elapsed() < Duration::from_secs(1), "{}", path.display());
        assert_eq!(
            (records(&sandbox).len(), log_lines(&sandbox).len()),
            (number + 1, number + 1),
            "{}",
            path.display()
        );
    }
    assert!(records(&sandbox).values().all(|record| record["response"] == "Answer."));
}

#[test]
fn mistakes_in_the_arguments_of_a_hook_are_silent_too() {
    let sandbox = Sandbox::new();
    for args in [["hook", "--bogus"], ["hook", "--client=nobody"], ["--bogus", "hook"]] {
        send_with(&sandbox, &args, "{}");
    }
    send_with(&sandbox, &["--dir", "elsewhere", "hook", "--event", "x"], "{}");
    let help = sandbox.run(["hook", "--help"]);
    assert!(help.code == 0 && help.stdout.contains("--client"), "{help:?}");
    assert_eq!(sandbox.run(["list", "--bogus"]).code, 2);
}

#[test]
fn the_store_is_the_one_of_the_agents_directory() {
    let sandbox = Sandbox::new();
    let below = sandbox.project().join("src/deep");
    fs::create_dir_all(&below).unwrap();
    fs::create_dir_all(sandbox.store()).unwrap();
    let event = json!({"session_id": "s", "cwd": below, "hook_event_name": "Stop", "last_assistant_message": "x"});
    let mut command = sandbox.command(["hook"]);
    command.current_dir(std::env::temp_dir());
    assert_eq!(Run::of(command.write_stdin(event.to_string())).code, 0);
    assert_eq!(records(&sandbox).len(), 1);
    send_with(&sandbox, &["--dir", "elsewhere", "hook"], event.to_string());
    assert!(sandbox.project().join("elsewhere/s").is_dir());
    let broken = sandbox.project().join(".claude-mpm/configuration.yaml");
    fs::write(broken, "response_tracking: [\n").unwrap();
    let event = json!({"session_id": "t", "cwd": below, "hook_event_name": "Stop", "last_assistant_message": "x"});
    send(&sandbox, event.to_string());
    assert_eq!((records(&sandbox).len(), log_lines(&sandbox).len()), (2, 1), "a broken configuration costs no answer");
}

#[cfg(unix)]
#[test]
fn what_waits_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    let event =
        json!({"session_id": "s", "cwd": sandbox.project(), "hook_event_name": "UserPromptSubmit", "prompt": "x"});
    send(&sandbox, event.to_string());
    send(&sandbox, "");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for directory in [".pending", ".log"].map(|name| sandbox.store().join(name)) {
        assert_eq!(mode(&directory), 0o700);
        for file in fs::read_dir(&directory).unwrap() {
            assert_eq!(mode(&file.unwrap().path()), 0o600);
        }
    }
}

#[test]
fn nothing_is_written_where_tracking_is_off() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.store().parent().unwrap()).unwrap();
    let file = sandbox.project().join(".claude-mpm/configuration.yaml");
    for off in ["response_tracking:\n  enabled: 'false'\n", "response_logging:\n  enabled: false\n"] {
        fs::write(&file, off).unwrap();
        send(&sandbox, event(&sandbox, "s", "UserPromptSubmit", &json!({"prompt": "Go"})));
        send(&sandbox, event(&sandbox, "s", "Stop", &json!({"last_assistant_message": "Gone."})));
        assert!(!sandbox.store().exists(), "{off}");
    }
    fs::write(&file, "response_tracking:\n  enabled: true\nresponse_logging:\n  enabled: false\n").unwrap();
    send(&sandbox, event(&sandbox, "s", "Stop", &json!({"last_assistant_message": "Gone."})));
    assert_eq!(records(&sandbox).len(), 1);
}

#[test]
fn secrets_are_taken_out_before_the_first_byte_is_written() {
    let sandbox = Sandbox::new();
    let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let prompt = json!({"prompt": format!("Use {secret}"), "prompt_id": "p"});
    send(&sandbox, event(&sandbox, "s", "UserPromptSubmit", &prompt));
    let words = json!({"last_assistant_message": format!("Used {secret}"), "prompt_id": "p"});
    send(&sandbox, event(&sandbox, "s", "Stop", &words));
    let mut directories = vec![sandbox.store()];
    let mut files = 0;
    while let Some(directory) = directories.pop() {
        for path in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                directories.push(path);
            } else {
                files += 1;
                assert!(!fs::read_to_string(&path).unwrap().contains(&secret), "{}", path.display());
            }
        }
    }
    assert!(files >= 3 && records(&sandbox).len() == 1);
}
