//! `responses log`

use std::fs;

use crate::support::{Run, Sandbox};

const ONE: [&str; 7] = ["log", "--agent", "engineer", "--request", "Fix it", "--response", "Fixed."];

fn with_stdin(sandbox: &Sandbox, args: &[&str], input: impl Into<Vec<u8>>) -> Run {
    Run::of(sandbox.command(args.iter().copied()).write_stdin(input))
}

#[test]
fn a_response_is_recorded_in_canonical_form_and_read_back() {
    let sandbox = Sandbox::new();
    let metadata = r#"{"tokens": 1250, "duration": 2.340, "big": 12345678901234567890123, "own": {"x": [1, null]}}"#;
    let path = sandbox.stdout(ONE.into_iter().chain(["--session", "s 1", "--metadata", metadata]));
    let path = path.trim_end();
    assert!(path.starts_with(".claude-mpm/responses/s 1/engineer-2"), "{path}");
    let text = fs::read_to_string(sandbox.project().join(path)).unwrap();
    let shown = regex_time(&text);
    insta::assert_snapshot!("log_file", shown);
    let view = sandbox.json(["view", "latest", "--json"]);
    assert_eq!((&view["session_id"], &view["tokens"], &view["duration"]), (&"s 1".into(), &1250.into(), &2.34.into()));
    assert_eq!(view["path"], path);
}

/// The text with its timestamp replaced by its form.
fn regex_time(text: &str) -> String {
    let at = text.find("\"timestamp\": \"").unwrap() + 14;
    let time = &text[at..at + 32];
    let form: String = time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    text.replace(time, &form)
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    let path = sandbox.project().join(sandbox.stdout(ONE).trim_end());
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&sandbox.store()), 0o700);
}

#[cfg(unix)]
#[test]
fn a_store_that_others_can_read_keeps_working_with_one_warning() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.store()).unwrap();
    fs::set_permissions(sandbox.store(), fs::Permissions::from_mode(0o755)).unwrap();
    let run = sandbox.run(ONE);
    assert_eq!((run.code, run.stderr.matches("others than its owner").count()), (0, 1), "{run:?}");
    fs::set_permissions(sandbox.store(), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(sandbox.run(ONE).stderr, "");
}

#[test]
fn values_come_from_files_and_standard_input() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.project().join("q.txt"), "from a file\n").unwrap();
    let args = ["log", "--agent", "a", "--request", "@q.txt", "--response", "-", "--json"];
    let run = with_stdin(&sandbox, &args, "from standard input");
    let logged: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let view = sandbox.json(["view", logged["id"].as_str().unwrap(), "--json"]);
    assert_eq!((&view["request"], &view["response"]), (&"from a file\n".into(), &"from standard input".into()));
    assert_eq!(view["path"], logged["path"]);
    let literal = sandbox.stdout(["log", "--agent", "a", "--request", "@@q.txt", "--response", ""]);
    assert_eq!(sandbox.json(["view", literal.trim_end(), "--json"])["request"], "@q.txt");
    let both = with_stdin(&sandbox, &["log", "--agent", "a", "--request", "-", "--response", "-"], "x");
    assert_eq!(both.code, 2);
    let missing = sandbox.run(["log", "--agent", "a", "--request", "@missing", "--response", ""]);
    assert_eq!(missing.code, 1);
    assert!(missing.stderr.contains("cannot read missing"), "{}", missing.stderr);
}

#[test]
fn many_come_as_ndjson_and_flags_fill_what_is_missing() {
    let sandbox = Sandbox::new();
    let lines = concat!(
        r#"{"agent": "qa", "request": "1", "response": "one", "timestamp": "2026-01-02T03:04:05Z"}"#,
        "\n\n",
        r#"{"request": "2", "response": "two", "session_id": "own"}"#,
        "\r\n",
        r#"{"request": "3"}"#,
        "\n",
        "nonsense\n",
        r#"{"request": "4", "response": 4}"#,
        "\n",
        r#"{"request": "5", "response": "five", "colour": 1}"#,
        "\n",
        r#"{"request": "6", "response": "six", "metadata": {"tokens": "many"}}"#,
    );
    let run = with_stdin(&sandbox, &["log", "--from", "ndjson", "--agent", "ops", "--session", "import"], lines);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!("log_ndjson_stderr", run.stderr);
    assert_eq!(run.stdout.lines().count(), 2);
    let list = sandbox.json(["list", "--json", "--sort", "agent"]);
    let got: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|i| (i["agent"].as_str(), i["session_id"].as_str())).collect();
    assert_eq!(got, [(Some("ops"), Some("own")), (Some("qa"), Some("import"))]);
    assert_eq!(list["items"][1]["timestamp"], "2026-01-02T03:04:05.000000+00:00");
}

#[test]
fn nothing_is_changed_on_the_way() {
    let sandbox = Sandbox::new();
    let hostile = "\u{1b}[31m nul\0 \u{9b} \u{202e} 世界 👨‍👩‍👧 \r\n\t \"quoted\" \\ é e\u{301}".repeat(3);
    let object = serde_json::json!({"agent": "研究 / ../x", "session_id": "../../etc", "request": hostile, "response": "x".repeat(1 << 20)});
    let run = with_stdin(&sandbox, &["log", "--from", "json"], object.to_string());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let view = sandbox.json(["view", "latest", "--json"]);
    for (key, value) in object.as_object().unwrap() {
        assert_eq!(&view[key], value, "{key}");
    }
    let outside: Vec<_> = fs::read_dir(sandbox.project()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(outside, [".claude-mpm"], "nothing outside the store");
}

#[test]
fn equal_milliseconds_never_overwrite() {
    let sandbox = Sandbox::new();
    let line = r#"{"agent": "a", "request": "r", "response": "x", "timestamp": "2026-01-01T00:00:00Z"}"#;
    let run = with_stdin(&sandbox, &["log", "--from", "ndjson"], format!("{line}\n").repeat(70));
    let mut paths: Vec<_> = run.stdout.lines().collect();
    assert_eq!(paths[0], ".claude-mpm/responses/default/a-20260101_000000_000.json");
    assert_eq!(paths[69], ".claude-mpm/responses/default/a-20260101_000000_000-69.json");
    paths.dedup();
    assert_eq!((paths.len(), sandbox.json(["list", "--json"])["total"].as_u64()), (70, Some(70)));
}

#[test]
fn what_breaks_the_schema_is_refused_and_leaves_nothing() {
    let sandbox = Sandbox::new();
    let refused = |args: &[&str]| {
        let run = sandbox.run(ONE.into_iter().chain(args.iter().copied()));
        assert_ne!(run.code, 0, "{args:?}");
        assert!(!sandbox.project().join(".claude-mpm").exists(), "{args:?}");
        run.stderr
    };
    assert!(refused(&["--metadata", r#"{"tokens": -1}"#]).contains("/metadata/tokens: must be an integer, 0 or more"));
    assert!(refused(&["--metadata", r#"{"x": NaN}"#]).contains("not strict JSON"));
    assert!(refused(&["--metadata", "[]"]).contains("/metadata: must be an object, not an array"));
    assert!(refused(&["--metadata", "{"]).contains("--metadata is not JSON"));
    assert!(refused(&["--session", " "]).contains("the session id is empty"));
}
