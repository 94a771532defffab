//! Logs are put aside and come back byte for byte, whatever happens in between.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use proptest::collection::vec;
use proptest::prelude::*;
use responses::events::archive::{Criteria, Found, archive, decide, find, find_archived, restore};
use responses::events::{Error, Layout, LogFile};
use responses::record::{Pattern, SessionId};
use serde_json::json;

use super::{event, log, put};
use crate::support::Sandbox;

fn archived(sandbox: &Sandbox, session: &str) -> PathBuf {
    sandbox.project().join(".ai-agents/sessions/archive").join(format!("{session}.jsonl.gz"))
}

#[test]
fn archived_and_restored() {
    let sandbox = Sandbox::new();
    let content = [event(1, "error", "").as_bytes(), b"\xef\xbb\xbf torn \xff\r\n", &[0; 100], b"no end"].concat();
    let path = put(&sandbox, "s", &content);
    put(&sandbox, "t", event(2, "error", ""));
    let dry = sandbox.json(["events", "archive", "s", "--dry-run", "--json"]);
    assert_eq!((&dry["dry_run"], &dry["sessions"][0]["session_id"]), (&json!(true), &json!("s")));
    assert!(path.exists());
    assert!(sandbox.stdout(["events", "archive", "s"]).starts_with("Archived s: "));
    assert!(!path.exists() && archived(&sandbox, "s").exists() && log(&sandbox, "t").exists());
    let both = sandbox.json(["events", "query", "--archived", "--json"]);
    assert_eq!(json!(super::column(&both, "session_id")), json!(["s", "t"]));
    let storage = sandbox.json(["events", "storage", "--json"]);
    let gz = archived(&sandbox, "s").metadata().unwrap().len();
    let t = log(&sandbox, "t").metadata().unwrap().len();
    let expected = json!({"active_sessions": 1, "active_size_bytes": t, "active_size_mb": 0.0, "archived_sessions": 1,
        "archived_size_bytes": gz, "archived_size_mb": 0.0, "total_size_mb": 0.0});
    assert_eq!(storage, expected);
    assert!(sandbox.stdout(["events", "restore", "s"]).starts_with("Restored s: "));
    assert_eq!(fs::read(&path).unwrap(), content);
    assert!(!archived(&sandbox, "s").exists());
    for args in [["archive", "u"], ["restore", "s"]] {
        let run = sandbox.run(["events"].into_iter().chain(args));
        assert_eq!(run.code, 1, "{run:?}");
    }
    let run = sandbox.run(["events", "archive"]);
    assert_eq!(run.code, 2, "what is to be archived must be said");
    assert!(run.stderr.contains("SESSION") && run.stderr.contains("--older-than"), "{run:?}");
    let run = sandbox.run(["events", "archive", "--older-than", "-1"]);
    assert!(run.code == 2 && run.stderr.contains("not a length of time: use 30d"), "{run:?}");
}

#[test]
fn retention_goes_by_the_last_change() {
    let sandbox = Sandbox::new();
    for (session, days) in [("old", 31), ("new", 29)] {
        let path = put(&sandbox, session, event(1, "error", ""));
        let time = SystemTime::now() - Duration::from_hours(days * 24);
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }
    let done = sandbox.json(["events", "archive", "--older-than", "30d", "--json"]);
    assert_eq!(done["sessions"].as_array().unwrap().len(), 1);
    assert!(archived(&sandbox, "old").exists() && log(&sandbox, "new").exists());
    assert!(sandbox.stdout(["events", "archive", "--older-than", "30"]).contains("Nothing to do"));
}

#[test]
fn which_logs_go_is_decided_by_age_and_name_alone() {
    let now = "2026-01-31T00:00:00Z".parse().unwrap();
    let found = |session: &str, modified: Option<&str>| Found {
        log: LogFile { session: session.to_owned(), path: PathBuf::new() },
        bytes: 0,
        modified: modified.map(|time| time.parse().unwrap()),
    };
    let logs = vec![
        found("a1", Some("2026-01-01T00:00:00Z")),
        found("a2", Some("2025-12-31T23:59:59.999Z")),
        found("b1", Some("2026-02-28T00:00:00Z")),
        found("b2", None),
    ];
    let names = |sessions: &[&str], days: Option<u64>| {
        let sessions = sessions.iter().map(|text| Pattern::new(text)).collect();
        let criteria = Criteria { sessions, older_than: days.map(|days| Duration::from_hours(24 * days)) };
        decide(logs.clone(), &criteria, now).into_iter().map(|found| found.log.session).collect::<Vec<_>>()
    };
    assert_eq!(names(&[], None), ["a1", "a2", "b1", "b2"]);
    assert_eq!(names(&[], Some(30)), ["a2"], "exactly 30 days are not more than 30 days");
    assert_eq!(names(&["a*", "b2"], None), ["a1", "a2", "b2"]);
    assert_eq!(names(&["b*"], Some(0)), Vec::<String>::new());
}

/// A directory with one session.
struct One {
    dir: tempfile::TempDir,
    layout: Layout,
}

impl One {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { layout: Layout::new(dir.path()), dir }
    }

    fn log(&self) -> PathBuf {
        self.layout.log(&SessionId::new("s").unwrap())
    }

    fn archive(&self) -> Result<u64, Error> {
        archive(&self.layout, &find(&self.layout).unwrap().remove(0).log)
    }

    fn restore(&self) -> Result<u64, Error> {
        restore(&self.layout, &find_archived(&self.layout).unwrap().remove(0).log)
    }

    fn archive_file(&self) -> PathBuf {
        self.layout.archived(&SessionId::new("s").unwrap())
    }
}

#[test]
fn a_session_that_goes_on_is_added_to_its_archive() {
    let one = One::new();
    for part in ["one\n", "two\n", "three\n"] {
        fs::write(one.log(), part).unwrap();
        assert!(one.archive().is_ok());
    }
    fs::write(one.log(), "four\n").unwrap();
    let error = one.restore().unwrap_err().to_string();
    assert!(error.contains("the session went on"), "{error}");
    one.archive().unwrap();
    one.restore().unwrap();
    assert_eq!(fs::read_to_string(one.log()).unwrap(), "one\ntwo\nthree\nfour\n");
    let left: Vec<_> = fs::read_dir(one.dir.path().join("archive")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_a_crash_left_twice_is_kept_once() {
    // After the archive was published, before the log was removed; and then the session went on.
    let one = One::new();
    fs::write(one.log(), "one\n").unwrap();
    one.archive().unwrap();
    for log in ["one\n", "one\ntwo\n"] {
        fs::write(one.log(), log).unwrap();
        one.archive().unwrap();
    }
    fs::write(one.log(), "three\n").unwrap();
    one.archive().unwrap();
    fs::write(one.log(), "three\nfour\n").unwrap();
    one.archive().unwrap();
    // After the log was restored, before the archive was removed; and then the session went on.
    let archive = fs::read(one.archive_file()).unwrap();
    one.restore().unwrap();
    assert_eq!(fs::read_to_string(one.log()).unwrap(), "one\ntwo\nthree\nfour\n");
    fs::write(one.archive_file(), &archive).unwrap();
    one.restore().unwrap();
    fs::write(one.archive_file(), &archive).unwrap();
    fs::write(one.log(), "one\ntwo\nthree\nfour\nfive\n").unwrap();
    one.archive().unwrap();
    one.restore().unwrap();
    assert_eq!(fs::read_to_string(one.log()).unwrap(), "one\ntwo\nthree\nfour\nfive\n");
}

#[test]
fn a_damaged_archive_is_neither_replaced_nor_half_restored() {
    let one = One::new();
    fs::write(one.log(), "one\n".repeat(1000)).unwrap();
    one.archive().unwrap();
    let whole = fs::read(one.archive_file()).unwrap();
    fs::write(one.archive_file(), &whole[..whole.len() - 4]).unwrap();
    let told = one.restore().unwrap_err();
    assert!(matches!(told, Error::Storage { .. }));
    assert!(told.to_string().contains(one.archive_file().to_str().unwrap()), "the damaged file is named: {told}");
    assert!(!one.log().exists() && one.archive_file().exists());
    fs::write(one.log(), "two\n").unwrap();
    assert!(matches!(one.archive(), Err(Error::InTheWay { .. })));
    assert_eq!(fs::read_to_string(one.log()).unwrap(), "two\n");
    assert_eq!(fs::read(one.archive_file()).unwrap(), whole[..whole.len() - 4]);
}

#[cfg(unix)]
#[test]
fn nothing_is_put_or_removed_behind_a_link() {
    let (one, outside) = (One::new(), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(outside.path(), one.layout.archive()).unwrap();
    fs::write(one.log(), "one\n").unwrap();
    let told = one.archive().unwrap_err();
    assert!(matches!(&told, Error::InTheWay { path, .. } if *path == one.layout.archive()), "{told}");
    assert!(one.log().exists() && fs::read_dir(outside.path()).unwrap().next().is_none());

    let theirs = outside.path().join("s.jsonl.gz");
    fs::write(&theirs, responses::record::compress(b"two\n").unwrap()).unwrap();
    fs::remove_file(one.log()).unwrap();
    assert!(matches!(one.restore(), Err(Error::InTheWay { .. })));
    assert!(theirs.exists() && !one.log().exists());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_was_written_comes_back_in_order(parts in vec(vec(any::<u8>(), 0..200), 1..5)) {
        let one = One::new();
        // Parts that begin alike would look like what a crash left.
        let parts: Vec<_> = parts.iter().enumerate().map(|(number, part)| [&[b'0' + u8::try_from(number).unwrap()], &part[..]].concat()).collect();
        let mut expected = Vec::new();
        for part in &parts {
            // As an append does, so that no line runs into another.
            if expected.last().is_some_and(|last| *last != b'\n') {
                expected.push(b'\n');
            }
            expected.extend_from_slice(part);
            fs::write(one.log(), part).unwrap();
            one.archive().unwrap();
            // What a crash leaves is recognised.
            fs::write(one.log(), part).unwrap();
            one.archive().unwrap();
        }
        one.restore().unwrap();
        prop_assert_eq!(fs::read(one.log()).unwrap(), expected);
    }
}
