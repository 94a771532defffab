//! `responses doctor` and `responses repair --collect`.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Run, Sandbox, record};

fn check<'a>(output: &'a Value, name: &str) -> &'a Value {
    let checks = output["checks"].as_array().unwrap();
    checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name} in {output}"))
}

#[test]
fn a_new_place_is_well_and_stays_untouched() {
    let sandbox = Sandbox::new();
    let output = sandbox.json(["doctor", "--json"]);
    assert_eq!(
        (&output["healthy"], &output["storage_available"], &output["permissions_ok"]),
        (&json!(true), &json!(true), &json!(true))
    );
    assert_eq!((&output["total_responses"], &output["recent_failures"]), (&json!(0), &json!(0)));
    assert_eq!(check(&output, "hooks")["status"], "warning");
    assert!(!sandbox.store().exists());
}

#[test]
fn it_counts_what_is_there_and_names_what_is_wrong() {
    let sandbox = Sandbox::with_examples();
    sandbox.put("s/torn.json", "{");
    sandbox.put(".pending/prompt-1.json", "{}");
    sandbox.put("../configuration.yaml", "response_tracking:\n  enabled: false\n");
    sandbox.stdout(["hook", "install"]);
    let run =
        Run::of(sandbox.command(["hook"]).env("CLAUDE_MPM_RESPONSE_TRACKING_ENABLED", "true").write_stdin("no event"));
    assert_eq!(run.code, 0);
    sandbox.stdout(["clear", "--agent", "qa", "--yes"]);
    let run = sandbox.run(["doctor", "--json"]);
    let output: Value = serde_json::from_str(&run.stdout).unwrap();
    for (name, status, says) in [
        ("responses", "warning", "2 files can't be read"),
        ("configuration", "warning", "switched off"),
        ("hooks", "ok", "claude (user)"),
        ("failures", "warning", "1 in the last 24 hours"),
        ("pending", "ok", "hooks: 1, stale: 0"),
        ("trash", "ok", "1 clear that"),
    ] {
        let check = check(&output, name);
        assert_eq!(check["status"], status, "{name}");
        assert!(check["message"].as_str().unwrap().contains(says), "{check}");
    }
    let listed = sandbox.json(["list", "--all", "--json"]);
    assert_eq!((&output["total_responses"], &output["unreadable_files"]), (&listed["total"], &json!(2)));
    assert_eq!(
        (&output["recent_failures"], &output["pending"], &output["trash_receipts"]),
        (&json!(1), &json!(1), &json!(1))
    );
}

#[cfg(unix)]
#[test]
fn a_store_that_others_can_read_is_a_problem_that_it_closes() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_examples();
    let open = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o7777;
    let outside = sandbox.project().join("outside.json");
    fs::write(&outside, "{}").unwrap();
    open(&outside, 0o644);
    std::os::unix::fs::symlink(&outside, sandbox.store().join("link.json")).unwrap();
    let file = sandbox.put("s/a.json", "{}");
    open(&file, 0o664);
    open(&sandbox.store(), 0o755);
    let run = sandbox.run(["doctor"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("others than its owner may look into the store"), "{}", run.stdout);
    assert_eq!(mode(&sandbox.store()), 0o755, "nothing changes unasked");
    assert_eq!(sandbox.run(["doctor", "--fix-permissions"]).code, 0);
    assert_eq!((mode(&sandbox.store()), mode(&file), mode(&outside)), (0o700, 0o600, 0o644));
}

#[test]
fn what_was_stranded_is_counted_and_comes_home() {
    let sandbox = Sandbox::new();
    let stop = json!({"session_id": "s", "cwd": sandbox.project(), "hook_event_name": "Stop", "last_assistant_message": "Done"});
    // Something that is no directory stands where the store should be.
    fs::create_dir_all(sandbox.store().parent().unwrap()).unwrap();
    fs::write(sandbox.store(), "").unwrap();
    let run = Run::of(sandbox.command(["hook"]).write_stdin(stop.to_string()));
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    fs::remove_file(sandbox.store()).unwrap();

    let output = sandbox.json(["doctor", "--json"]);
    assert_eq!(output["stranded"], 1, "{output}");
    assert_eq!(check(&output, "stranded")["status"], "warning");
    let brought = sandbox.json(["repair", "--collect", "--json"]);
    assert_eq!(brought["collected"].as_array().unwrap().len(), 1, "{brought}");
    let listed = sandbox.json(["list", "--json"]);
    assert_eq!((&listed["total"], &listed["items"][0]["session_id"]), (&json!(1), &json!("s")));
    assert_eq!(sandbox.stdout(["repair", "--collect"]), "There is nothing to bring home.\n");
    assert_eq!(sandbox.json(["doctor", "--json"])["stranded"], 0);
}

#[test]
fn it_tells_of_clocks_and_of_what_killed_processes_left() {
    use std::time::{Duration, SystemTime};
    let sandbox = Sandbox::with_examples();
    let date = |path: &std::path::Path, time: SystemTime| {
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    };
    let now = SystemTime::now();
    date(&sandbox.put("s/.tmp-AAAAAAAAAAAA", "half"), now - Duration::from_hours(2));
    sandbox.put("s/.tmp-BBBBBBBBBBBB", "somebody is at it");
    sandbox.put("s/notes.txt", "not ours");
    sandbox.put("s/future.json", record("s", "qa", "2199-01-01T00:00:00Z"));
    let look = || -> Value { serde_json::from_str(&sandbox.run(["doctor", "--json"]).stdout).unwrap() };
    let output = look();
    for (name, status, says) in [
        ("temporary", "warning", "1 file left by killed processes, 4 B"),
        ("foreign", "ok", "1 file that is not ours, never touched: s/notes.txt"),
        ("clock", "warning", "1 response is dated in the future, the newest 2199-01-01"),
    ] {
        let check = check(&output, name);
        assert_eq!(check["status"], status, "{name}");
        assert!(check["message"].as_str().unwrap().starts_with(says), "{check}");
    }
    let numbers =
        ["stale_temporary_files", "foreign_files", "future_responses", "links"].map(|key| output[key].as_u64());
    assert_eq!(numbers, [Some(1), Some(1), Some(1), Some(0)]);
    date(&sandbox.store().join("s/future.json"), now + Duration::from_hours(24));
    let clock = check(&look(), "clock")["message"].as_str().unwrap().to_owned();
    assert!(clock.starts_with("it is behind: a response was written at "), "{clock}");
}
