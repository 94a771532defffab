//! `responses repair`: nothing readable is touched, no byte is lost, all of it can be taken back.

use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

#[cfg(unix)]
use crate::support::make_fifo;
use crate::support::{Run, Sandbox, Snapshot, fixture, golden_trees, record};

fn repair(sandbox: &Sandbox, args: &[&str]) -> (Value, Run) {
    let run = sandbox.run(["repair", "--json"].into_iter().chain(args.iter().copied()));
    (serde_json::from_str(&run.stdout).unwrap_or_default(), run)
}

fn paths<'a>(output: &'a Value, key: &str) -> Vec<&'a str> {
    output[key].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect()
}

fn age(path: &std::path::Path, hours: u64) {
    let time = SystemTime::now() - Duration::from_hours(hours);
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

/// A store with something of everything that is wrong.
fn broken() -> Sandbox {
    let sandbox = Sandbox::new();
    let good = record("s", "qa", "2026-11-21T12:00:00+00:00");
    sandbox.put("s/good.json", &good);
    sandbox.put("s/cut.json", &good[..good.find("answered").unwrap()]);
    sandbox.put("s/empty.json", "");
    sandbox.put("deep/er/garbage.json", "\0\u{1}not JSON");
    sandbox.put("flat.json", "[]");
    sandbox.put("s/notes.txt", "not ours");
    age(&sandbox.put("s/.tmp-AAAAAAAAAAAA", &good), 2);
    age(&sandbox.put("s/.tmp-mine", "not our name"), 2);
    sandbox.put("s/.tmp-BBBBBBBBBBBB", "fresh");
    sandbox
}

#[test]
fn what_would_be_done_is_told_and_nothing_is_changed() {
    let sandbox = broken();
    let before = Snapshot::of(&sandbox.store());
    let (output, run) = repair(&sandbox, &["--dry-run"]);
    assert_eq!((run.code, &output["dry_run"], &output["receipt"]), (0, &json!(true), &Value::Null), "{run:?}");
    assert_eq!(paths(&output, "quarantined"), ["deep/er/garbage.json", "flat.json", "s/cut.json", "s/empty.json"]);
    assert_eq!(output["rescued"], json!([{"from": "s/cut.json", "path": null, "response": "beginning"}]));
    assert_eq!(output["removed"], json!(["s/.tmp-AAAAAAAAAAAA"]));
    assert_eq!(Snapshot::of(&sandbox.store()), before);
    assert!(!sandbox.store().join(".trash").exists() && !sandbox.store().join(".lock").exists());
    assert_eq!(repair(&Sandbox::new(), &["--dry-run"]).0["quarantined"], json!([]));
}

#[test]
fn what_can_not_be_read_is_put_aside_and_what_is_whole_of_it_saved() {
    let sandbox = broken();
    let (output, run) = repair(&sandbox, &[]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(output["quarantined"].as_array().unwrap().len(), 4);
    let saved = output["rescued"][0]["path"].as_str().unwrap();
    assert_eq!(saved, "s/qa-20261121_120000_000.json");
    let saved: Value = serde_json::from_slice(&fs::read(sandbox.store().join(saved)).unwrap()).unwrap();
    assert_eq!((&saved["request"], &saved["response"]), (&json!("what qa was asked"), &json!("what qa ")));
    assert_eq!((&saved["session_id"], &saved["agent"]), (&json!("s"), &json!("qa")));
    let mark = &saved["metadata"]["rescued"];
    assert_eq!((&mark["from"], &mark["response"]), (&json!("s/cut.json"), &json!("beginning")));
    assert!(mark["reason"].as_str().unwrap().starts_with("truncated: "), "{mark}");
    let store = sandbox.store();
    let there = |path: &str| store.join(path).exists();
    assert!(
        !there("s/.tmp-AAAAAAAAAAAA") && there("s/.tmp-mine") && there("s/.tmp-BBBBBBBBBBBB") && there("s/notes.txt")
    );
    assert!(!there("deep"), "directories that only led to what went are gone");
    assert_eq!(sandbox.run(["verify"]).code, 0);
    let listed = sandbox.json(["list", "--json"]);
    assert_eq!((&listed["total"], &listed["skipped"]), (&json!(2), &json!([])));
    assert_eq!(sandbox.stdout(["repair"]), "Nothing to repair.\n");
}

#[test]
fn what_a_killed_archive_left_is_named_and_removed() {
    let sandbox = Sandbox::new();
    sandbox.put("s/good.json", record("s", "qa", "2026-11-21T12:00:00+00:00"));
    sandbox.stdout(["archive", "s"]);
    let archives = sandbox.store().join(".archive");
    let whole = fs::read_dir(&archives).unwrap().next().unwrap().unwrap().path();
    let name = whole.file_name().unwrap().to_str().unwrap();
    let left = [format!(".archive/.new-{name}"), ".archive/.new-.journal".to_owned()];
    for path in &left {
        age(&sandbox.put(path, "half of it"), 2);
    }
    let fresh = sandbox.put(".archive/.new-s-20260101_000000_000.tar.zst", "somebody is at it");
    let notes = sandbox.put(".archive/.new-notes", "not our name");
    let doctor = || serde_json::from_str::<Value>(&sandbox.run(["doctor", "--json"]).stdout).unwrap();
    assert_eq!(doctor()["stale_temporary_files"], json!(2));
    let message = || {
        let checks = doctor()["checks"].as_array().unwrap().clone().into_iter();
        checks.filter(|check| check["name"] == "temporary").map(|check| check["message"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(message(), ["2 files left by killed processes, 20 B"]);
    let (done, _) = repair(&sandbox, &[]);
    let mut removed = left.to_vec();
    removed.sort();
    assert_eq!(done["removed"], json!(removed));
    assert!(whole.exists() && fresh.exists() && notes.exists());
    assert_eq!(message(), [""; 0]);
    assert_eq!(sandbox.json(["list", "--archived", "--json"])["total"], json!(1));
}

#[test]
fn undo_takes_all_of_it_back() {
    let sandbox = broken();
    let stale = sandbox.store().join("s/.tmp-AAAAAAAAAAAA");
    let content = |sandbox: &Sandbox| Snapshot::of(&sandbox.store()).contents();
    let before: Vec<_> =
        content(&sandbox).into_iter().filter(|(path, _)| !path.ends_with(stale.file_name().unwrap())).collect();
    repair(&sandbox, &[]);
    assert_ne!(content(&sandbox), before);
    let run = sandbox.run(["undo"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(content(&sandbox), before, "but for the temporary file, which nobody was promised");
    assert!(!sandbox.store().join(".trash").exists());
    assert_eq!(repair(&sandbox, &["--dry-run"]).0["quarantined"].as_array().unwrap().len(), 4);
}

#[test]
fn a_saved_record_that_somebody_changed_stays() {
    let sandbox = broken();
    let (output, _) = repair(&sandbox, &[]);
    let saved = sandbox.store().join(output["rescued"][0]["path"].as_str().unwrap());
    fs::write(&saved, record("s", "qa", "2026-11-21T12:00:00+00:00")).unwrap();
    let run = sandbox.run(["undo"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("changed since it was planned"), "{run:?}");
    assert!(saved.exists() && sandbox.store().join("s/cut.json").exists());
}

#[test]
fn only_undo_takes_anything_out_of_quarantine() {
    let sandbox = broken();
    sandbox.stdout(["clear", "--session", "s", "--yes"]);
    repair(&sandbox, &[]);
    let emptied = sandbox.json(["trash", "empty", "--yes", "--json"]);
    assert_eq!(emptied["receipts"], 1, "the clear's");
    let listed = sandbox.json(["trash", "list", "--json"]);
    assert_eq!(
        (&listed["total"], &listed["items"][0]["what"]),
        (&json!(1), &json!("repair: 4 files that could not be read"))
    );
    let doctor: Value = serde_json::from_str(&sandbox.run(["doctor", "--json"]).stdout).unwrap();
    assert_eq!((&doctor["quarantined"], &doctor["trash_receipts"]), (&json!(4), &json!(0)));
    assert_eq!(sandbox.run(["undo"]).code, 0);
    assert!(sandbox.store().join("s/empty.json").exists());
}

#[test]
fn a_repair_that_is_begun_again_makes_nothing_twice() {
    let sandbox = broken();
    let cut = sandbox.store().join("s/cut.json");
    let content = fs::read(&cut).unwrap();
    repair(&sandbox, &[]);
    // As a crash leaves it after the rescue and before the move.
    fs::write(&cut, content).unwrap();
    let (output, _) = repair(&sandbox, &[]);
    assert_eq!(output["rescued"][0]["path"], "s/qa-20261121_120000_000.json");
    assert_eq!(sandbox.json(["list", "--json"])["total"], 2);
}

#[test]
fn every_golden_tree_is_sound_afterwards_and_as_it_was_after_an_undo() {
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        let before = Snapshot::of(&sandbox.store()).contents();
        let listed = sandbox.json(["list", "--json"])["total"].as_u64();
        let (output, run) = repair(&sandbox, &[]);
        assert_eq!(run.code, 0, "{tree}: {run:?}");
        assert_eq!(sandbox.run(["verify"]).code, 0, "{tree}");
        let saved = u64::try_from(output["rescued"].as_array().unwrap().len()).unwrap();
        assert_eq!(sandbox.json(["list", "--json"])["total"].as_u64(), listed.map(|listed| listed + saved), "{tree}");
        if output["receipt"] != Value::Null {
            sandbox.stdout(["undo"]);
        }
        assert_eq!(Snapshot::of(&sandbox.store()).contents(), before, "{tree}");
    }
}

#[test]
fn the_lock_is_respected() {
    let sandbox = broken();
    let lock = fs::File::create(sandbox.store().join(".lock")).unwrap();
    lock.lock().unwrap();
    let run = sandbox.run(["repair"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("being changed by another process"), "{run:?}");
    assert!(sandbox.store().join("s/empty.json").exists());
}

#[cfg(unix)]
#[test]
fn links_and_fifos_stay_and_are_never_opened() {
    let sandbox = broken();
    let outside = sandbox.project().join("outside.json");
    fs::write(&outside, "torn {").unwrap();
    let store = sandbox.store();
    std::os::unix::fs::symlink(&outside, store.join("s/link.json")).unwrap();
    std::os::unix::fs::symlink(&outside, store.join("s/.tmp-CCCCCCCCCCCC")).unwrap();
    std::os::unix::fs::symlink(sandbox.project(), store.join("linked")).unwrap();
    make_fifo(&store.join("s/fifo.json"));
    make_fifo(&store.join("s/pipe"));
    let (output, run) = repair(&sandbox, &[]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(paths(&output, "left"), ["linked", "s/fifo.json", "s/link.json"]);
    assert_eq!(fs::read(&outside).unwrap(), b"torn {");
    assert!(store.join("s/link.json").is_symlink() && store.join("s/.tmp-CCCCCCCCCCCC").is_symlink());
    let doctor: Value = serde_json::from_str(&sandbox.run(["doctor", "--json"]).stdout).unwrap();
    assert_eq!((&doctor["links"], &doctor["foreign_files"]), (&json!(3), &json!(1)));
    let seen = |name: &str| {
        let checks = doctor["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == name).unwrap()["message"].as_str().unwrap().to_owned()
    };
    assert!(seen("links").contains("linked, s/.tmp-CCCCCCCCCCCC, s/link.json"), "{}", seen("links"));
    assert!(seen("foreign").contains("s/fifo.json, s/pipe"), "{}", seen("foreign"));
    // Whoever opens a FIFO to write waits until somebody opens it to read.
    let view = sandbox.run(["view", ".claude-mpm/responses/s/fifo.json"]);
    assert_eq!(view.code, 1, "{view:?}");
}

#[test]
fn torn_logs_are_ended_and_nothing_in_them_changes() {
    let sandbox = Sandbox::new();
    let append = ["events", "append", "--log-dir", "logs", "--type", "error", "--agent", "a", "--session"];
    for session in ["whole", "torn", "unended"] {
        for _ in 0..2 {
            sandbox.stdout(append.iter().copied().chain([session]));
        }
    }
    let logs = sandbox.project().join("logs");
    let log = |session: &str| logs.join(format!("{session}.jsonl"));
    let text = |session: &str| fs::read_to_string(log(session)).unwrap();
    let (torn, unended) = (text("torn"), text("unended"));
    let torn = &torn[..torn.len() - 9];
    fs::write(log("torn"), torn).unwrap();
    fs::write(log("unended"), unended.trim_end()).unwrap();
    fs::write(logs.join("foreign.jsonl"), "no event").unwrap();
    let looked = sandbox.json(["repair", "--events", "logs", "--dry-run", "--json"]);
    assert_eq!(text("torn"), torn, "nothing is changed by looking");
    let done = sandbox.json(["repair", "--events", "logs", "--json"]);
    assert_eq!(looked["closed"], done["closed"]);
    let ends: Vec<_> = done["closed"].as_array().unwrap().iter().map(|log| (&log["path"], &log["event"])).collect();
    assert_eq!(
        ends,
        [(&"logs/torn.jsonl".into(), &"beginning".into()), (&"logs/unended.jsonl".into(), &"whole".into())]
    );
    assert_eq!((text("torn"), text("unended")), (format!("{torn}\n"), unended));
    assert_eq!(fs::read_to_string(logs.join("foreign.jsonl")).unwrap(), "no event");
    assert_eq!(sandbox.stdout(["repair", "--events", "logs"]), "Every log ends as it should.\n");
    assert_eq!(sandbox.run(["repair", "--events", "nowhere"]).code, 1);
}
