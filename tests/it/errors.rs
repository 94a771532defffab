//! Bad input: a clear message, the documented exit code, an unchanged store.

use std::fmt::Write;
use std::fs;

#[cfg(target_os = "linux")]
use crate::support::Run;
use crate::support::{Sandbox, Snapshot};

#[test]
fn mistakes_are_named_and_change_nothing() {
    let sandbox = Sandbox::with_examples();
    fs::write(sandbox.project().join("file"), "x").unwrap();
    let before = Snapshot::of(&sandbox.store());
    let mut shown = String::new();
    for args in [
        ["view", "--session", "nope", "-q"].as_slice(),
        &["stats", "--session", "nope", "-q"],
        &["clear", "--session", "nope", "-q"],
        &["clear"],
        &["clear", "--older-than", "soon"],
        &["clear", "--older-than", "0d"],
        &["clear", "--older-than", "99999999999999999999d"],
        &["clear", "--all", "--session", "x"],
        &["clear", "--all"],
        &["clear", "--session", "release-1.4", "--purge"],
        &["undo"],
        &["undo", "../../x"],
        &["list", "--limit", "x"],
        &["list", "--since", "soon"],
        &["list", "--dir", "missing"],
        &["list", "--dir", "file"],
        &["log", "--agent", "a", "--request", "r", "--response", "x", "--dir", "file"],
        &["log", "--agent", "a"],
        &["list", "--config", "missing.yaml"],
        &["list", "--config", "file"],
        &["view"],
        &["completions", "tcsh"],
        &["stats", "--by", "colour"],
        &["nonsense"],
    ] {
        let run = sandbox.run(args.iter().copied());
        assert!(run.stdout.is_empty(), "{args:?}: {}", run.stdout);
        write!(shown, "$ responses {}\n{}[{}]\n\n", args.join(" "), run.stderr, run.code).unwrap();
    }
    insta::assert_snapshot!(shown);
    assert_eq!(Snapshot::of(&sandbox.store()), before);
}

#[test]
fn as_json_a_mistake_is_told_whole() {
    let sandbox = Sandbox::new();
    for (args, expected) in [
        (&["view", "--json"][..], "the following required arguments were not provided: <ID|PATH|latest>"),
        (
            &["events", "graph", "--format", "x", "--json"],
            "invalid value 'x' for '--format <FORMAT>' [possible values: tree, dot, mermaid, json]",
        ),
    ] {
        let run = sandbox.run(args.iter().copied());
        let error: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
        assert_eq!((run.code, error["error"]["message"].as_str().unwrap()), (2, expected));
    }
}

#[test]
fn what_is_elsewhere_or_in_the_way_is_told_with_a_way_out() {
    let sandbox = Sandbox::with_examples();
    let says = |args: &[&str], hint: &str| {
        let run = sandbox.run(args.iter().copied());
        assert!(run.code == 1 && run.stderr.contains(hint), "{args:?}: {run:?}");
    };
    for args in [&["undo"][..], &["trash", "list"], &["trash", "restore"]] {
        says(&[args, &["20200101_000000_000"]].concat(), "hint: `responses trash list` names the receipts");
    }
    let view = ["view", "release-1.4/qa-20261109_071552_793"];
    sandbox.stdout(["archive", "release-1.4"]);
    says(&view, "--archived looks into archives too");
    assert!(sandbox.stdout(view.into_iter().chain(["--archived"])).contains("release-1.4"));
    #[cfg(unix)]
    {
        let elsewhere = sandbox.project().join("elsewhere");
        fs::rename(sandbox.store().join(".archive"), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, sandbox.store().join(".archive")).unwrap();
        for args in [&["archive", "--list"][..], &["restore", "release-1.4"], &["archive", "default"]] {
            says(args, "links in a store are not followed");
        }
        assert_eq!(fs::read_dir(elsewhere).unwrap().count(), 1, "nothing went through the link");
    }
}

#[test]
fn with_json_errors_are_json_too() {
    let sandbox = Sandbox::with_examples();
    for (args, code, exit) in [
        (["view", "nope", "--json"].as_slice(), "not_found", 1),
        (&["view", "2026-11-12", "--json"], "ambiguous", 1),
        (&["list", "--json", "--limit", "x"], "usage", 2),
        (&["list", "--json", "--dir", "missing"], "not_found", 1),
        (&["list", "--format", "json", "--fields", "x"], "usage", 2),
        (&["clear", "--json"], "usage", 2),
    ] {
        let run = sandbox.run(args.iter().copied().chain(["-q"]));
        let error: serde_json::Value =
            serde_json::from_str(&run.stderr).unwrap_or_else(|e| panic!("{e}: {}", run.stderr));
        assert_eq!((error["error"]["code"].as_str(), run.code), (Some(code), exit), "{args:?}");
        assert!(error["error"]["message"].as_str().unwrap().len() > 10, "{error}");
    }
}

#[test]
fn a_mistake_in_the_configuration_is_named_with_its_line() {
    let sandbox = Sandbox::with_examples();
    let config = sandbox.project().join(".claude-mpm/configuration.yaml");
    fs::write(&config, "response_tracking:\n  storage_dir: [1, 2]\n").unwrap();
    let run = sandbox.run(["list"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("configuration.yaml: ") && run.stderr.contains("line 2"), "{}", run.stderr);
    fs::write(&config, "response_tracking:\n  naive_timezone: Mars/Olympus\n").unwrap();
    assert!(sandbox.run(["list"]).stderr.contains("naive_timezone: "));
    fs::write(&config, "# nothing\n").unwrap();
    assert_eq!(sandbox.run(["list"]).code, 0);
}

/// Runs as a user without privileges, for whom permissions count.
#[cfg(target_os = "linux")]
fn as_nobody(sandbox: &Sandbox, args: &[&str]) -> Run {
    if !rustix::process::geteuid().is_root() {
        return sandbox.run(args.iter().copied());
    }
    let mut command = assert_cmd::Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_responses")]);
    command.args(args).current_dir(sandbox.project()).env("HOME", "/nonexistent").env("TZ", "UTC");
    Run::of(&mut command)
}

#[cfg(target_os = "linux")]
#[test]
fn a_refusal_of_the_system_is_told_to_a_direct_caller() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_examples();
    let mode = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    // The sandbox and the binary must be reachable for the other user; only the store is closed.
    for open in [sandbox.project().parent().unwrap(), &sandbox.project(), &sandbox.project().join(".claude-mpm")] {
        mode(open, 0o755);
    }
    mode(&sandbox.store(), 0o000);
    let run = as_nobody(&sandbox, &["list"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("cannot read .claude-mpm/responses: Permission denied"), "{}", run.stderr);
    let run = as_nobody(&sandbox, &["log", "--agent", "a", "--request", "r", "--response", "x"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("Permission denied") && run.stderr.contains("hint: "), "{}", run.stderr);
    mode(&sandbox.store(), 0o555);
    let before = Snapshot::of(&sandbox.store());
    let run = as_nobody(&sandbox, &["clear", "--session", "release-1.4"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("Permission denied"), "{}", run.stderr);
    assert_eq!(Snapshot::of(&sandbox.store()), before);
    // The sandbox must be able to clear itself away.
    mode(&sandbox.store(), 0o755);
}

#[cfg(target_os = "linux")]
#[test]
fn a_log_that_may_not_be_read_is_named_among_others() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    let mode = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let logs = sandbox.project().join("logs");
    fs::create_dir(&logs).unwrap();
    for open in [sandbox.project().parent().unwrap(), &sandbox.project(), &logs] {
        mode(open, 0o755);
    }
    let line = r#"{"type": "ToolEvent", "name": "ls", "params": {}, "duration_ms": 5}"#;
    for name in ["qa_open.jsonl", "qa_closed.jsonl"] {
        fs::write(logs.join(name), format!("{line}\n")).unwrap();
        mode(&logs.join(name), if name.contains("closed") { 0o000 } else { 0o644 });
    }
    for command in [
        &["analyze", "logs"][..],
        &["sessions", "--events", "logs"],
        &["stats", "--events", "logs"],
        &["search", "ls", "--events", "logs"],
    ] {
        let all: Vec<_> = command.iter().copied().chain(["--strict", "-v", "--no-cache"]).collect();
        let run = as_nobody(&sandbox, &all);
        assert_eq!(run.code, 4, "{command:?} {run:?}");
        assert!(run.stderr.contains("logs/qa_closed.jsonl: Permission denied"), "{command:?} {run:?}");
    }
    let skipped = |args: &[&str]| {
        let found: serde_json::Value = serde_json::from_str(&as_nobody(&sandbox, args).stdout).unwrap();
        found["skipped"].as_array().unwrap().iter().map(|one| one["path"].clone()).collect::<Vec<_>>()
    };
    let closed = ["logs/qa_closed.jsonl"];
    assert_eq!(skipped(&["analyze", "logs", "--json"]), closed, "with one analysis");
    assert_eq!(skipped(&["analyze", "logs", "--format", "json", "--fields", "name"]), closed);
    let open = logs.join("dev_open.jsonl");
    fs::write(&open, format!("{line}\n{{\n")).unwrap();
    mode(&open, 0o644);
    assert_eq!(skipped(&["analyze", "logs", "--json"]), closed, "with two, each of which has its own");
    let all = skipped(&["analyze", "logs", "--format", "json", "--fields", "name"]);
    assert_eq!(all, ["logs/dev_open.jsonl:2", "logs/qa_closed.jsonl"]);
    assert_eq!(skipped(&["sessions", "--events", "logs", "--json"]).len(), 2);
    // A directory that may not be listed hides no other.
    let closed_directory = logs.join("shut");
    fs::create_dir(&closed_directory).unwrap();
    fs::write(logs.join("stream.jsonl"), "{\"timestamp\": \"2026-11-21T12:00:00Z\", \"event\": {}}\n").unwrap();
    mode(&logs.join("stream.jsonl"), 0o644);
    mode(&closed_directory, 0o000);
    for args in [&["analyze", "logs", "--json"][..], &["events", "view", "logs", "--json"]] {
        assert_eq!(skipped(args), ["logs/qa_closed.jsonl", "logs/shut"], "{args:?}");
    }
    let run = as_nobody(&sandbox, &["analyze", "logs", "-v"]);
    assert!(run.stderr.contains("logs/shut: Permission denied"), "{run:?}");
    let run = as_nobody(&sandbox, &["repair", "--events", "logs", "--dry-run"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (1, "Every log that could be looked at ends as it should.\n"),
        "{run:?}"
    );
    mode(&closed_directory, 0o755);
    let run = as_nobody(&sandbox, &["events", "validate", "logs/qa_closed.jsonl"]);
    assert_eq!((run.code, run.stderr.trim_end()), (1, "error: 1 log could not be read"), "{run:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    let full = Sandbox::with_examples();
    let out = Run::of(full.command(["list"]).env("RUST_BACKTRACE", "0")).code;
    assert_eq!(out, 0);
    // A file-size limit is a full disk that needs no privileges: the write of the record itself fails.
    let sandbox = Sandbox::new();
    let big = "x".repeat(1 << 20);
    fs::write(sandbox.project().join("big"), &big).unwrap();
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" log --agent a --request r --response @big";
    let mut shell = assert_cmd::Command::new("bash");
    shell.current_dir(sandbox.project()).args(["-c", script, env!("CARGO_BIN_EXE_responses")]);
    let run = Run::of(&mut shell);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("error: cannot write to .claude-mpm/responses/default: "), "{}", run.stderr);
    assert!(!sandbox.project().join(".claude-mpm").exists(), "nothing is left");
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_a_failure() {
    let sandbox = Sandbox::with_examples();
    let mut shell = assert_cmd::Command::new("bash");
    shell.current_dir(sandbox.project()).args(["-c", "\"$0\" list > /dev/full", env!("CARGO_BIN_EXE_responses")]);
    let run = Run::of(&mut shell);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error: cannot write the output: No space left on device"), "{}", run.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_deep_and_wide_store_is_read_with_few_open_files() {
    let sandbox = Sandbox::new();
    let mut level = String::new();
    for depth in 0..120 {
        level.push_str("d/");
        // Long listings, one in the other, and then mere depth.
        for n in 0..if depth < 18 { 520 } else { 1 } {
            sandbox.put(&format!("{level}{n}.json"), "");
        }
    }
    for wide in 0..600 {
        sandbox.put(&format!("session-{wide}/one.json"), r#"{"request": "r"}"#);
    }
    let script = "ulimit -n 160; exec \"$0\" stats --json";
    let mut shell = assert_cmd::Command::new("bash");
    shell.current_dir(sandbox.project()).args(["-c", script, env!("CARGO_BIN_EXE_responses")]);
    let run = Run::of(&mut shell);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let stats: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(stats["total_responses"], 600, "{}", run.stderr);
    let skipped = stats["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 18 * 520 + 102);
    assert!(skipped.iter().all(|one| one["reason"] == "the file is empty"), "{:?}", skipped.first());
}
