//! `responses verify`.

use std::fs;

use serde_json::{Value, json};

#[cfg(unix)]
use crate::support::Snapshot;
use crate::support::{Run, Sandbox, fixture, golden_trees, record};

/// What `verify --json` printed, and with what it ended.
fn verify(sandbox: &Sandbox, args: &[&str]) -> (Value, Run) {
    let run = sandbox.run(["verify", "--json"].into_iter().chain(args.iter().copied()));
    (serde_json::from_str(&run.stdout).unwrap_or_default(), run)
}

fn damaged(output: &Value) -> Vec<(&str, &str)> {
    let all = output["damaged"].as_array().unwrap().iter();
    all.map(|one| (one["path"].as_str().unwrap(), one["reason"].as_str().unwrap())).collect()
}

#[test]
fn a_sound_store_is_sound() {
    let sandbox = Sandbox::new();
    assert_eq!(verify(&sandbox, &[]).0["checked"], 0);
    sandbox.put("s/a.json", record("s", "qa", "2026-11-21T12:00:00Z"));
    sandbox.put("s/notes.txt", "not ours");
    let (output, run) = verify(&sandbox, &[]);
    assert_eq!(output, json!({"schema_version": 1, "checked": 1, "damaged": [], "older": 0}));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(sandbox.stdout(["verify"]), "Checked 1 file.\n");
}

#[test]
fn everything_that_is_damaged_is_named_with_its_reason() {
    let sandbox = Sandbox::with_examples();
    let good = record("s", "qa", "2026-11-21T12:00:00Z");
    sandbox.put("s/torn.json", &good[..40]);
    sandbox.put("s/wrong.json", good.replace("\"metadata\":{}", "\"metadata\":{\"tokens\":-1}"));
    sandbox.put("s/empty.json.gz", "");
    let (output, run) = verify(&sandbox, &[]);
    assert_eq!(run.code, 4);
    assert!(
        run.stderr.contains("\"code\":\"integrity\"") && run.stderr.contains("4 of 39 files are damaged"),
        "{run:?}"
    );
    let damaged = damaged(&output);
    assert_eq!(damaged.len(), 4, "{damaged:?}");
    for (path, reason) in [
        ("s/torn.json", "truncated: "),
        ("s/wrong.json", "breaks the schema: /metadata/tokens: must be an integer, 0 or more"),
        ("s/empty.json.gz", "the file is empty"),
        ("2026-10-30-checkout-service/ops-20261102_094117_330.json", "truncated: "),
    ] {
        assert!(damaged.iter().any(|one| one.0 == path && one.1.starts_with(reason)), "{path}: {damaged:?}");
    }
}

#[test]
fn what_older_tools_wrote_is_sound_unless_strictness_is_asked_for() {
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        let listed = sandbox.json(["list", "--json"]);
        let (output, _) = verify(&sandbox, &[]);
        let reasons: Vec<_> = damaged(&output);
        assert!(reasons.iter().all(|(_, reason)| !reason.starts_with("breaks the schema")), "{tree}: {reasons:?}");
        assert_eq!(reasons.len(), listed["skipped"].as_array().unwrap().len(), "{tree}");
        let (strict, run) = verify(&sandbox, &["--strict"]);
        let older = usize::try_from(output["older"].as_u64().unwrap()).unwrap();
        assert_eq!(damaged(&strict).len(), reasons.len() + older, "{tree}");
        assert_eq!(run.code, if reasons.len() + older > 0 { 4 } else { 0 }, "{tree}");
    }
}

#[test]
fn a_part_of_the_store_can_be_meant() {
    let sandbox = Sandbox::new();
    for (path, session) in [("a/1.json", "a"), ("a/2.json", "other"), ("b/1.json", "b")] {
        sandbox.put(path, record(session, "qa", "2026-11-21T12:00:00Z"));
    }
    sandbox.put("a/torn.json", "{");
    let checked = |args: &[&str]| (verify(&sandbox, args).0["checked"].as_u64(), verify(&sandbox, args).1.code);
    assert_eq!(checked(&["a"]), (Some(3), 4));
    assert_eq!(checked(&["b", "a/1.json"]), (Some(2), 0));
    assert_eq!(checked(&[".claude-mpm/responses/b"]), (Some(1), 0), "a path from where one stands");
    assert_eq!(checked(&["--session", "other"]), (Some(1), 0));
    assert_eq!(checked(&["--session", "a"]), (Some(2), 4), "what can't be read belongs where it lies");
    assert_eq!(verify(&sandbox, &["nowhere"]).1.code, 1);
}

#[test]
fn nothing_is_taken_from_a_cache() {
    let sandbox = Sandbox::new();
    for n in 0..300 {
        sandbox.put(&format!("s/{n}.json"), record("s", "qa", "2026-11-21T12:00:00Z"));
    }
    sandbox.stdout(["list"]);
    let path = sandbox.store().join("s/7.json");
    let before = path.metadata().unwrap().modified().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('}', " ")).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(before).unwrap();
    let (output, run) = verify(&sandbox, &[]);
    assert_eq!((output["checked"].as_u64(), damaged(&output).len(), run.code), (Some(300), 1, 4));
}

#[test]
fn limits_are_told_with_their_settings() {
    let sandbox = Sandbox::new();
    let long = record("s", "qa", "2026-11-21T12:00:00Z").replace("answered", &"long ".repeat(4000));
    sandbox.put("s/large.json", &long);
    sandbox.put("s/inside.json.gz", responses::record::compress(long.as_bytes()).unwrap());
    sandbox.put("s/deep.json", format!("{{\"request\": {}{}}}", "[".repeat(80), "]".repeat(80)));
    sandbox.put("s/good.json", record("s", "qa", "2026-11-21T12:00:00Z"));
    let limits = "limits:\n  file_size: 16 KiB\n  decompressed_size: 16384\n  depth: 70\n  line_length: 100\n";
    sandbox.put("../configuration.yaml", limits);
    let (output, _) = verify(&sandbox, &[]);
    assert_eq!(
        damaged(&output),
        [
            ("s/deep.json", "nested more than 70 deep (limits.depth)"),
            ("s/inside.json.gz", "decompresses to more than 16 KiB (limits.decompressed_size)"),
            ("s/large.json", "larger than 16 KiB (limits.file_size)"),
        ]
    );
    let lines = format!("{{\"response\": \"{}\"}}\n{{\"response\": \"b\"}}\n", "a".repeat(200));
    let run =
        Run::of(sandbox.command(["log", "--from", "ndjson", "--agent", "qa", "--request", "q"]).write_stdin(lines));
    assert_eq!((run.code, run.stdout.lines().count()), (1, 1));
    assert!(run.stderr.contains("line 1: longer than 100 B (limits.line_length)"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_archives_is_one_problem_among_others() {
    let sandbox = Sandbox::new();
    for session in ["a", "b"] {
        sandbox.put(&format!("{session}/good.json"), record(session, "qa", "2026-11-21T12:00:00+00:00"));
    }
    sandbox.stdout(["archive", "a"]);
    let (archives, outside) = (sandbox.store().join(".archive"), sandbox.project().join("outside"));
    fs::rename(&archives, &outside).unwrap();
    fs::write(outside.join("broken-20260101_000000_000.tar.zst"), "not zstd").unwrap();
    std::os::unix::fs::symlink(&outside, &archives).unwrap();
    sandbox.put("s/empty.json", "");
    let before = Snapshot::of(&outside);
    let (output, run) = verify(&sandbox, &[]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    assert_eq!(
        damaged(&output),
        [(".archive", "a symbolic link, not followed"), ("s/empty.json", "the file is empty")]
    );
    assert_eq!(output["checked"], json!(3));
    for (args, problems) in [
        (["--session", "b"], 1),
        (["-q", ".archive"], 1),
        (["-q", ".archive/broken-20260101_000000_000.tar.zst"], 1),
        (["-q", "b"], 0),
    ] {
        assert_eq!(damaged(&verify(&sandbox, &args).0).len(), problems, "{args:?}");
    }
    let run = sandbox.run(["list", "--all", "--archived", "--json"]);
    let listed: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &listed["total"]), (0, &json!(1)));
    assert_eq!(listed["skipped"][0]["path"], ".archive");
    let repaired = sandbox.json(["repair", "--json", "-q"]);
    assert_eq!(repaired["left"][0]["path"], ".archive");
    assert_eq!(repaired["quarantined"][0]["path"], "s/empty.json");
    let scrubbed = sandbox.run(["scrub", "--check", "--json"]);
    assert!(scrubbed.stdout.contains("\".archive\""), "{scrubbed:?}");
    assert!(archives.is_symlink());
    assert_eq!(Snapshot::of(&outside), before);
}
