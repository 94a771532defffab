//! Another file system in the middle of a store: it is reported and not entered, neither to read nor to change anything.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Run, Sandbox, left_out, record};

/// True if a namespace with mounts of its own can be made here.
fn can_mount(sandbox: &Sandbox) -> bool {
    let mut probe = sandbox.program("unshare");
    probe.args(["--user", "--map-root-user", "--mount", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}

/// Runs the binary in a namespace in which a file system in memory lies on the session `m`, with one record and one broken file in it.
/// What is there afterwards goes to `$LEFT`.
fn run(sandbox: &Sandbox, args: &[&str]) -> Run {
    let script = "mount -t tmpfs tmpfs \"$STORE/m\" || exit 99
        cp \"$STORE/s/a.json\" \"$STORE/m/a.json\"; echo torn > \"$STORE/m/torn.json\"
        \"$@\"; code=$?; (cd \"$STORE/m\" && ls -A) > \"$LEFT\"; exit $code";
    let mut command = sandbox.program("unshare");
    command.args([
        "--user",
        "--map-root-user",
        "--mount",
        "/bin/sh",
        "-c",
        script,
        "sh",
        env!("CARGO_BIN_EXE_responses"),
    ]);
    command.args(args).env("STORE", sandbox.store()).env("LEFT", sandbox.temporary().join("left"));
    Run::of(&mut assert_cmd::Command::from_std(command))
}

#[test]
fn a_mounted_directory_is_reported_and_left_alone() {
    let sandbox = Sandbox::new();
    if !can_mount(&sandbox) {
        return left_out("a file system mounted in a store, no namespace can be made");
    }
    fs::create_dir_all(sandbox.store().join("m")).unwrap();
    for args in [
        &["list", "--json"][..],
        &["verify", "--json"],
        &["repair", "--json"],
        &["doctor", "--json"],
        &["clear", "--older-than", "30d", "--json"],
        &["trash", "empty", "--yes", "--json"],
        &["doctor", "--fix-permissions", "--json"],
    ] {
        sandbox.put("s/a.json", record("s", "qa", "2020-01-01T00:00:00+00:00"));
        let run = run(&sandbox, args);
        assert_ne!(run.code, 99, "{run:?}");
        let output: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{args:?} {error}: {run:?}"));
        let text = output.to_string() + &run.stderr;
        if !matches!(args[0], "clear" | "trash") {
            assert!(text.contains("on another file system, not entered"), "{args:?}: {run:?}");
        }
        let left = fs::read_to_string(sandbox.temporary().join("left")).unwrap();
        assert_eq!(left, "a.json\ntorn.json\n", "{args:?}");
    }
}
