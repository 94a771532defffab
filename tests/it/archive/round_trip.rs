//! What goes into archives comes back, and how people are told.

use std::fs;
use std::time::{Duration, SystemTime};

use super::*;
use crate::support::{Run, Snapshot, fixture, golden_trees, record};

#[test]
fn every_golden_tree_comes_back_to_the_last_byte_mode_and_time() {
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        let (before, listed) = (Snapshot::of(&sandbox.store()), ids(&sandbox, &[]));
        let archived = archive_all(&sandbox);
        assert_eq!(archived["archived"]["responses"].as_u64(), Some(listed.len() as u64), "{tree}");
        assert_eq!(ids(&sandbox, &[]), Vec::<String>::new(), "{tree}");
        assert_eq!(ids(&sandbox, &["--archived"]), listed, "{tree}");
        sandbox.json(["restore", "*", "--json", "-q"]);
        assert_eq!(Snapshot::of(&sandbox.store()), before, "{tree}");
        assert!(!sandbox.store().join(".archive").exists(), "{tree}");
    }
}

/// A store of so many records in so many sessions, flat and nested, of every age, mode and ending.
fn generated(records: usize, sessions: usize) -> Sandbox {
    #[cfg(unix)]
    let sandbox = Sandbox::in_memory();
    #[cfg(not(unix))]
    let sandbox = Sandbox::new();
    for number in 0..records {
        let (session, nanos) = (number % sessions, number as u64 * 1_234_567);
        let name = match session % 4 {
            0 => format!("s{session}-qa-20260101T{number:06}_{number:06}.json"),
            1 => format!("deep/er/s{session}/qa-{number}.json"),
            2 => format!("s{session}/{}{number}.json", "long".repeat(55)),
            _ => format!("s{session}/qa-{number}.json.gz"),
        };
        let json = record(&format!("s{session}"), "qa", "2026-01-01T00:00:00Z");
        let bytes = if name.ends_with("gz") {
            responses::record::compress(json.as_bytes()).unwrap()
        } else {
            json.into_bytes()
        };
        let path = sandbox.put(&name, bytes);
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_hours(400_000) + Duration::from_nanos(nanos))
            .unwrap();
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(
            [0o600, 0o644, 0o440, 0o700][number / 7 % 4],
        ))
        .unwrap();
    }
    sandbox
}

#[test]
fn ten_thousand_files_come_back_to_the_last_byte_mode_and_time() {
    let sandbox = generated(10_000, 37);
    let before = Snapshot::of(&sandbox.store());
    let archived = archive_all(&sandbox);
    assert_eq!((&archived["archived"]["responses"], &archived["archived"]["sessions"]), (&10_000.into(), &37.into()));
    assert_eq!(fs::read_dir(sandbox.store()).unwrap().count(), 2, "the archives and the lock are all there is");
    let restored = sandbox.json(["restore", "*", "--json"]);
    assert_eq!(restored["responses"], 10_000);
    assert_eq!(Snapshot::of(&sandbox.store()), before);
}

#[test]
fn ordinary_tools_read_an_archive() {
    let sandbox = Sandbox::with_examples();
    let archived = sandbox.json(["archive", "release-1.4", "--json"]);
    let path = archived["archives"][0]["path"].as_str().unwrap();
    let listed = sandbox.program("tar").args(["--zstd", "-tf", path]).output();
    let Ok(listed) = listed else { return };
    let (stdout, stderr) = (String::from_utf8(listed.stdout).unwrap(), String::from_utf8(listed.stderr).unwrap());
    if !listed.status.success() && stderr.contains("zstd") {
        // Some systems have a tar that knows no zstd.
        return;
    }
    assert_eq!((listed.status.success(), stderr.as_str()), (true, ""));
    assert_eq!(stdout.lines().count(), 8, "{stdout}");
    assert!(stdout.starts_with("release-1.4/\n"), "{stdout}");
}

#[cfg(unix)]
#[test]
fn archives_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_examples();
    archive_all(&sandbox);
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let directory = sandbox.store().join(".archive");
    assert_eq!(mode(&directory), 0o700);
    for entry in fs::read_dir(directory).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
}

#[test]
fn a_dry_run_says_what_would_go_and_changes_nothing() {
    let sandbox = Sandbox::with_examples();
    let before = Snapshot::of(&sandbox.store());
    let planned = sandbox.json(["archive", "--older-than", "1d", "--keep-last", "2", "--dry-run", "--json", "-q"]);
    assert_eq!((&planned["dry_run"], &planned["kept"]), (&true.into(), &2.into()));
    let going: Vec<_> =
        planned["sessions"].as_array().unwrap().iter().filter(|one| one["action"] == "archive").collect();
    assert!(
        going.len() == 4 && going.iter().all(|one| one["reason"].as_str().unwrap().starts_with("archived: ")),
        "{going:?}"
    );
    assert_eq!(Snapshot::of(&sandbox.store()), before);
    assert!(!sandbox.store().join(".archive").exists() && !sandbox.store().join(".lock").exists());
    let done = sandbox.json(["archive", "--older-than", "1d", "--keep-last", "2", "--json", "-q"]);
    assert_eq!((&done["sessions"], &done["archived"]), (&planned["sessions"], &planned["archived"]));
    assert_eq!(archives(&sandbox).len(), 4);
}

#[test]
fn clear_can_archive_instead() {
    let sandbox = Sandbox::with_examples();
    let before = Snapshot::of(&sandbox.store());
    let cleared = sandbox.json(["clear", "--agent", "engineer", "--keep-last", "3", "--archive", "--json", "-q"]);
    assert_eq!((&cleared["receipt"], &cleared["errors"]), (&Value::Null, &Value::Array(Vec::new())));
    let removed = cleared["removed"]["responses"].as_u64().unwrap();
    assert!(removed > 5 && !sandbox.store().join(".trash").exists());
    let restored = sandbox.json(["restore", "*", "--json", "-q"]);
    assert_eq!(restored["responses"].as_u64(), Some(removed));
    assert_eq!(Snapshot::of(&sandbox.store()), before);
    assert_eq!(sandbox.run(["clear", "--all", "--archive", "--purge", "--yes"]).code, 2);
}

#[test]
fn a_damaged_archive_is_found_by_verify() {
    let sandbox = Sandbox::with_store(&fixture("golden/claude-mpm-5.0.1-sync"));
    archive_all(&sandbox);
    let name = &archives(&sandbox)[0];
    let damaged = |sandbox: &Sandbox| {
        let run = sandbox.run(["verify", "--json", "-q"]);
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        let paths = document["damaged"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap().to_owned());
        paths.filter(|path| path.contains(".tar.zst")).collect::<Vec<_>>()
    };
    assert_eq!(damaged(&sandbox), Vec::<String>::new());
    let path = sandbox.store().join(".archive").join(name);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
    assert_eq!(damaged(&sandbox), [format!(".archive/{name}")]);
}

#[test]
fn a_damaged_archive_is_named_by_whoever_meets_it_with_a_way_out() {
    let sandbox = Sandbox::with_examples();
    sandbox.stdout(["repair"]);
    archive_all(&sandbox);
    let [name, ..] = archives(&sandbox).try_into().map(|names: [String; 6]| names).unwrap();
    let path = sandbox.store().join(".archive").join(&name);
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    sandbox.put(".archive/x-20261121_120000_000.tar.zst", "no archive");
    let below = format!(".archive/{name}");
    let way_out = |run: &Run| run.stderr.contains("`zstd -dc ARCHIVE | tar -tv`");
    let verified = sandbox.run(["verify"]);
    assert!(verified.code == 4 && verified.stdout.contains(&below) && way_out(&verified), "{verified:?}");
    let session = name.rsplit_once('-').unwrap().0;
    let restored = sandbox.run(["restore", session, "-q"]);
    assert!(restored.code == 1 && restored.stderr.contains(&below) && way_out(&restored), "{restored:?}");
    // No byte of it is moved: what can be read of it is more than what a receipt could give back.
    let before = Snapshot::of(&sandbox.store());
    let repaired = sandbox.run(["repair"]);
    assert!(repaired.code == 0 && way_out(&repaired), "{repaired:?}");
    assert!(repaired.stderr.contains(&format!("{below} stays: damaged archive")), "{repaired:?}");
    let left = sandbox.json(["repair", "--json", "-q"])["left"].clone();
    assert_eq!((left.as_array().unwrap().len(), Snapshot::of(&sandbox.store())), (2, before), "{left}");
    let health: Value = serde_json::from_str(&sandbox.run(["doctor", "--json"]).stdout).unwrap();
    // What is wrong behind the beginning is for `verify` to find.
    assert_eq!((&health["archives"], &health["unreadable_archives"]), (&6.into(), &1.into()));
    let check = health["checks"].as_array().unwrap().iter().find(|check| check["name"] == "archive").unwrap().clone();
    assert_eq!(check["status"], "warning", "{check}");
    assert!(check["message"].as_str().unwrap().contains("x-20261121_120000_000.tar.zst"), "{check}");
}

#[test]
fn what_is_wrong_is_said_plainly() {
    let sandbox = Sandbox::with_examples();
    let fails = |args: &[&str], code: i32, says: &str| {
        let Run { code: got, stderr, .. } = sandbox.run(args.iter().copied());
        assert!(got == code && stderr.contains(says), "{args:?}: {got} {stderr}");
    };
    fails(&["archive"], 2, "nothing is selected");
    fails(&["archive", "absent"], 1, "no responses of session `absent`");
    fails(&["archive", "--all"], 1, "--all without a terminal needs --yes");
    fails(&["archive", "--older-than", "0d"], 2, "more than zero");
    fails(&["restore", "absent"], 1, "no archive of session `absent`");
    fails(&["restore"], 2, "required");
    archive_all(&sandbox);
    fails(&["restore", "release-1.4", "--max-size", "1KB", "-q"], 1, "--max-size allows more");
    assert_eq!(archives(&sandbox).len(), 6);
}

#[test]
fn people_are_told_what_was_done() {
    let sandbox = Sandbox::with_examples();
    sandbox.put("release-1.4/notes.txt", "mine");
    let run = sandbox.run(["archive", "release-1.4", "-q"]);
    let shown = run.stdout.lines().filter(|line| !line.contains("release-1.4")).collect::<Vec<_>>().join("\n");
    insta::with_settings!({filters => vec![(r", \d+\.\d KiB\.", ", [STORED].")]}, {
        insta::assert_snapshot!(shown, @r"
        ACTION   SESSION      RESPONSES     SIZE  REASON

        Archived 7 responses in 1 session, 7.9 KiB in 1 new archive, [STORED].
        `responses restore SESSION` brings a session back.
        ");
    });
    insta::assert_snapshot!(sandbox.stdout(["restore", "release-1.4"]), @"Restored 7 responses in 1 session, 7.9 KiB from 1 archive.");
    let run = sandbox.run(["archive", "release-1.4"]);
    assert!(run.stderr.contains("release-1.4/notes.txt is no record and stays where it is"), "{}", run.stderr);
    assert!(sandbox.store().join("release-1.4/notes.txt").exists());
}
