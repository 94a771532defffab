//! `responses clear` and `responses undo`

use std::fs;
use std::time::{Duration, Instant, SystemTime};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::support::{Sandbox, Snapshot, record};

/// A time so many days ago, as records have it.
fn days_ago(days: i64) -> String {
    Timestamp::now().checked_sub(SignedDuration::from_hours(24 * days)).unwrap().to_string()
}

/// Sessions of several ages, whose file times all say otherwise.
fn aged() -> Sandbox {
    let sandbox = Sandbox::new();
    for (session, ages) in [("old", [400, 40]), ("mixed", [400, 2]), ("new", [3, 1]), ("future", [400, -2])] {
        for (number, age) in ages.into_iter().enumerate() {
            sandbox.put(&format!("{session}/{number}.json"), record(session, "engineer", &days_ago(age)));
        }
    }
    sandbox.put("undated/0.json", record("undated", "engineer", "long ago"));
    sandbox.put("old/broken.json", "{");
    sandbox.put("old/notes.txt", "not ours");
    sandbox.put("flat-engineer-20200101_000000_000000.json", record("flat", "qa", &days_ago(90)));
    for (path, days) in [("old/1.json", 0), ("mixed/1.json", 500), ("new/0.json", 500), ("new/1.json", 500)] {
        let file = fs::File::options().write(true).open(sandbox.store().join(path)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(24 * days)).unwrap();
    }
    sandbox
}

fn actions(document: &Value) -> Vec<(&str, &str)> {
    let sessions = document["sessions"].as_array().unwrap().iter();
    let mut actions: Vec<_> =
        sessions.map(|s| (s["session_id"].as_str().unwrap(), s["action"].as_str().unwrap())).collect();
    actions.sort_unstable();
    actions
}

fn sessions(sandbox: &Sandbox) -> Vec<String> {
    let list = sandbox.json(["sessions", "--json", "-q"]);
    let mut names: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|s| s["session_id"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn sessions_are_judged_by_their_newest_json_timestamp() {
    let sandbox = aged();
    let before = Snapshot::of(&sandbox.store());
    let plan = sandbox.json(["clear", "--older-than", "30d", "--dry-run", "--json"]);
    assert_eq!(
        actions(&plan),
        [
            ("flat", "remove"),
            ("future", "keep"),
            ("mixed", "keep"),
            ("new", "keep"),
            ("old", "remove"),
            ("undated", "keep"),
        ]
    );
    let reason = |name: &str| {
        let sessions = plan["sessions"].as_array().unwrap();
        sessions.iter().find(|s| s["session_id"] == name).unwrap()["reason"].as_str().unwrap().to_owned()
    };
    assert_eq!(reason("old"), "removed: older than 30 days, 40 days");
    assert_eq!(reason("undated"), "kept: no readable timestamp");
    assert_eq!(reason("future"), "kept: newest response is dated in the future");
    assert_eq!((&plan["dry_run"], &plan["receipt"]), (&true.into(), &Value::Null));
    assert_eq!(plan["removed"]["responses"], 3);
    assert_eq!(Snapshot::of(&sandbox.store()), before, "a dry run changes nothing");
    assert!(!sandbox.store().join(".trash").exists() && !sandbox.store().join(".lock").exists());
}

#[test]
fn clear_does_what_its_plan_said_and_undo_restores_every_byte_name_mode_and_time() {
    let sandbox = aged();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(sandbox.store().join("old"), fs::Permissions::from_mode(0o750)).unwrap();
        fs::set_permissions(sandbox.store().join("old/0.json"), fs::Permissions::from_mode(0o440)).unwrap();
    }
    let before = Snapshot::of(&sandbox.store());
    let plan = sandbox.json(["clear", "--older-than", "30", "--dry-run", "--json"]);
    let done = sandbox.json(["clear", "--older-than", "30", "--json"]);
    assert_eq!((actions(&plan), &plan["removed"]), (actions(&done), &done["removed"]));
    assert_eq!(sessions(&sandbox), ["future", "mixed", "new", "undated"]);
    assert!(sandbox.store().join("old/broken.json").exists() && sandbox.store().join("old/notes.txt").exists());
    assert!(!sandbox.store().join("flat").exists());
    let undone = sandbox.json(["undo", "--json"]);
    assert_eq!((&undone["receipt"], &undone["responses"]), (&done["receipt"], &3.into()));
    assert_eq!(Snapshot::of(&sandbox.store()), before);
    assert_eq!(sandbox.run(["undo"]).code, 1, "there is nothing more to take back");
}

#[test]
fn the_rules_combine_as_documented() {
    let removed = |args: &[&str]| {
        let sandbox = aged();
        let args: Vec<_> = ["clear", "--json"].iter().chain(args).copied().collect();
        let done = sandbox.json(args.clone());
        let goes = |s: &&Value| s["action"] == "remove";
        let mut names: Vec<_> = done["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(goes)
            .map(|s| s["session_id"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        let left = sessions(&sandbox);
        assert!(
            args.contains(&"--agent") || names.iter().all(|name| !left.contains(name)),
            "{args:?}: {names:?} {left:?}"
        );
        names.join(" ")
    };
    assert_eq!(removed(&["--session", "old"]), "old");
    assert_eq!(removed(&["--session", "*d*", "--session", "new"]), "mixed new old undated");
    assert_eq!(removed(&["--keep-last", "2"]), "flat old", "what is dated in the future takes no place");
    assert_eq!(removed(&["--older-than", "30d", "--keep-last", "3"]), "flat");
    assert_eq!(removed(&["--max-sessions", "4"]), "flat old");
    assert_eq!(removed(&["--older-than", "60d", "--max-sessions", "4"]), "flat old");
    assert_eq!(removed(&["--agent", "qa"]), "flat");
    assert_eq!(removed(&["--agent", "engineer", "--older-than", "30d"]), "future mixed old");
    assert_eq!(removed(&["--all", "--yes"]), "flat future mixed new old undated");
    assert_eq!(removed(&["--max-size", "1GB"]), "");
}

#[test]
fn without_a_terminal_only_what_cannot_be_undone_needs_yes() {
    let sandbox = aged();
    assert_eq!(sandbox.run(["clear", "--all"]).code, 1);
    assert_eq!(sandbox.run(["clear", "--session", "old", "--purge"]).code, 1);
    assert_eq!(sessions(&sandbox).len(), 6);
    assert_eq!(sandbox.run(["clear", "--session", "old"]).code, 0);
    assert_eq!(sandbox.run(["clear", "--session", "new", "--purge", "--confirm"]).code, 0);
    assert_eq!(sessions(&sandbox), ["flat", "future", "mixed", "undated"]);
    assert_eq!(sandbox.json(["trash", "list", "--json"])["total"], 1, "what was purged is not in the trash");
    assert_eq!(sandbox.run(["clear", "--all", "--yes"]).code, 0);
    assert_eq!(sandbox.run(["clear", "--older-than", "1d"]).stdout, "Nothing to clear.\n");
}

/// The document with the time of the clear replaced.
fn json_without_time(text: &str) -> String {
    let mut document: Value = serde_json::from_str(text).unwrap();
    document["items"][0]["created"] = "[time]".into();
    serde_json::to_string_pretty(&document).unwrap()
}

#[test]
fn what_people_and_programs_see() {
    let sandbox = Sandbox::with_examples();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d{8}_\d{6}_\d{3}", "[receipt]");
    settings.add_filter(r"\b\d+ days\b", "[n] days");
    settings.add_filter(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "[time]");
    settings.bind(|| {
        insta::assert_snapshot!("clear_dry_run", sandbox.stdout(["clear", "--max-sessions", "4", "--dry-run"]));
        insta::assert_snapshot!("clear_done", sandbox.stdout(["clear", "--session", "release-1.4"]));
        insta::assert_snapshot!("trash_list", sandbox.stdout(["trash", "list"]));
        insta::assert_snapshot!("undone", sandbox.stdout(["undo"]));
        insta::assert_snapshot!("clear_json", sandbox.stdout(["clear", "--keep-last", "5", "--json"]));
        insta::assert_snapshot!("trash_list_json", json_without_time(&sandbox.stdout(["trash", "list", "--json"])));
        insta::assert_snapshot!("undone_json", sandbox.stdout(["undo", "--json"]));
        sandbox.stdout(["clear", "--session", "default", "-q"]);
        insta::assert_snapshot!("trash_empty", sandbox.stdout(["trash", "empty", "--yes"]));
        insta::assert_snapshot!("trash_empty_json", sandbox.stdout(["trash", "empty", "--yes", "--json"]));
    });
}

#[test]
fn undo_never_replaces_a_file_that_came_since() {
    let sandbox = aged();
    sandbox.stdout(["clear", "--session", "new"]);
    let newer = sandbox.put("new/0.json", "{\"request\": \"newer\"}");
    let run = sandbox.run(["undo"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("new/0.json stays in the trash"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(&newer).unwrap(), "{\"request\": \"newer\"}");
    assert!(sandbox.store().join("new/1.json").exists());
    fs::rename(&newer, sandbox.store().join("new/renamed.json")).unwrap();
    assert_eq!(sandbox.run(["undo"]).code, 0);
    assert_eq!(sandbox.json(["stats", "--json", "--session", "new"])["total_responses"], 3);
}

#[test]
fn receipts_are_taken_back_by_name_and_in_part() {
    let sandbox = aged();
    let first = sandbox.json(["clear", "--session", "old", "--json"])["receipt"].as_str().unwrap().to_owned();
    sandbox.stdout(["clear", "--session", "new", "--session", "mixed"]);
    sandbox.stdout(["undo", &first]);
    assert!(sessions(&sandbox).contains(&"old".to_owned()) && !sessions(&sandbox).contains(&"new".to_owned()));
    let second = sandbox.json(["trash", "list", "--json"])["items"][0]["receipt"].as_str().unwrap().to_owned();
    let part = sandbox.json(["trash", "restore", &second, "--session", "mixed", "--json"]);
    assert_eq!(part["responses"], 2);
    assert!(sessions(&sandbox).contains(&"mixed".to_owned()) && !sessions(&sandbox).contains(&"new".to_owned()));
    assert_eq!(sandbox.run(["trash", "empty"]).code, 1);
    let emptied = sandbox.json(["trash", "empty", "--yes", "--json"]);
    assert_eq!((&emptied["receipts"], &emptied["responses"]), (&1.into(), &2.into()));
    assert_eq!(sandbox.json(["trash", "list", "--json"])["total"], 0);
}

/// Kills the binary after the given time.
fn killed_after(sandbox: &Sandbox, args: &[&str], pause: Duration) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_responses"));
    command.current_dir(sandbox.project()).args(args).stdout(std::process::Stdio::null());
    let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
    std::thread::sleep(pause);
    _ = child.kill();
    child.wait().unwrap();
}

fn responses(sandbox: &Sandbox) -> u64 {
    sandbox.json(["stats", "--json", "-q"])["total_responses"].as_u64().unwrap()
}

#[test]
fn a_killed_clear_is_completed_or_never_was_by_the_next_command() {
    let sandbox = Sandbox::new();
    for number in 0..1500 {
        sandbox.put(&format!("s{}/{number}.json", number % 30), record("s", "engineer", &days_ago(90)));
    }
    let before = Snapshot::of(&sandbox.store());
    let mut cut_short = 0;
    let (start, _) = (Instant::now(), sandbox.stdout(["clear", "--session", "s"]));
    let (whole, _) = (start.elapsed(), sandbox.stdout(["undo"]));
    for trial in 0..24 {
        killed_after(&sandbox, &["clear", "--session", "s"], whole * (trial + 4) / 30);
        cut_short += u32::from(sandbox.store().join(".trash/.journal").exists());
        let left = responses(&sandbox);
        assert!(left == 0 || left == 1500, "trial {trial}: {left} left");
        if left == 0 {
            killed_after(&sandbox, &["undo"], whole * trial / 40);
            let back = responses(&sandbox);
            assert!(back == 0 || back == 1500, "trial {trial}: {back} back");
            if back == 0 {
                assert_eq!(sandbox.run(["undo"]).code, 0);
            }
        }
        assert_eq!(Snapshot::of(&sandbox.store()), before, "trial {trial}");
    }
    assert!(cut_short > 0, "no kill came in the middle");
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere() {
    let sandbox = aged();
    let outside = sandbox.project().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("0.json"), record("outside", "engineer", &days_ago(400))).unwrap();
    std::os::unix::fs::symlink(&outside, sandbox.store().join("linked")).unwrap();
    std::os::unix::fs::symlink(outside.join("0.json"), sandbox.store().join("old/link.json")).unwrap();
    let run = sandbox.run(["clear", "--all", "--yes", "--purge", "-v"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("linked: a symbolic link, not followed"), "{run:?}");
    assert!(outside.join("0.json").exists() && sandbox.store().join("old/link.json").is_symlink());
}

#[test]
fn tidy_clears_by_the_configuration_and_nothing_without_one() {
    let sandbox = Sandbox::with_examples();
    let before = sandbox.json(["list", "--all", "--json"])["total"].clone();
    let run = sandbox.run(["tidy"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("everything is kept"), "{}", run.stderr);
    sandbox.put("../configuration.yaml", "response_tracking:\n  auto_cleanup_days: '3'\n");
    assert!(sandbox.stdout(["tidy", "--dry-run"]).contains("Nothing was changed."));
    assert_eq!(sandbox.json(["list", "--all", "--json"])["total"], before);
    let asked = sandbox.json(["clear", "--older-than", "3d", "--dry-run", "--json"]);
    let tidied = sandbox.json(["tidy", "--json"]);
    assert_eq!((&tidied["removed"], &tidied["sessions"]), (&asked["removed"], &asked["sessions"]));
    assert_ne!(sandbox.json(["list", "--all", "--json"])["total"], before);
    sandbox.stdout(["undo"]);
    sandbox.put("../configuration.yaml", "response_tracking: {max_sessions: 2}\n");
    sandbox.stdout(["tidy"]);
    assert!(sandbox.json(["sessions", "--json"])["total"].as_u64().unwrap() <= 3, "two, and undated ones");
}
