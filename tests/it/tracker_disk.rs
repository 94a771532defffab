//! What trackers leave on the disk: whole private files under any race and refusal, and nothing else.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use responses::record::{Reader, SessionId};
use responses::store::Error;
use responses::store::write::{Durability, WriteOptions};

use crate::group::response;
use crate::support::{Snapshot, record};
use crate::tracker::{Fresh, files, now, texts, write};

#[test]
fn a_taken_name_gets_a_number_and_nothing_is_replaced() {
    let fresh = Fresh::new();
    fresh.put("s/engineer-20261103_143022_123.json.gz", record("s", "engineer", "2026-01-01T00:00:00Z"));
    fresh.put("s/engineer-20261103_143022_123-1.json", "not ours");
    let names: Vec<_> =
        (0..5).map(|n| fresh.track("s", "engineer", &n.to_string()).file_name().unwrap().to_owned()).collect();
    let numbered = [2, 3, 4, 5, 6].map(|n| OsString::from(format!("engineer-20261103_143022_123-{n}.json")));
    assert_eq!(names, numbered);
    assert_eq!(fs::read_to_string(fresh.base().join("s/engineer-20261103_143022_123-1.json")).unwrap(), "not ours");
}

#[test]
fn writers_at_the_same_instant_all_keep_their_records() {
    const WRITERS: usize = 16;
    const EACH: usize = 50;
    let fresh = Fresh::new();
    let paths: BTreeSet<PathBuf> = thread::scope(|scope| {
        let write = |writer: usize| {
            let fresh = &fresh;
            move || (0..EACH).map(|n| fresh.track("s", "engineer", &format!("{writer}/{n}"))).collect::<Vec<_>>()
        };
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(write(writer))).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert_eq!(paths.len(), WRITERS * EACH, "distinct names");
    assert_eq!(files(&fresh.base()).into_iter().collect::<BTreeSet<_>>(), paths, "and no file besides");
    let requests: BTreeSet<_> = fresh.session("s").into_iter().collect();
    assert_eq!(requests.len(), WRITERS * EACH, "each whole, with its own text");
    assert_eq!(fresh.skipped(), []);
}

#[test]
fn a_reader_never_sees_half_a_record() {
    let fresh = Fresh::new();
    let body = "x".repeat(300_000);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            (0..60).for_each(|_| _ = fresh.track("s", "engineer", &body));
            done.store(true, Ordering::Relaxed);
        });
        let mut seen = 0;
        while !done.load(Ordering::Relaxed) {
            let responses = fresh.tracker.session_responses(&SessionId::new("s").unwrap()).unwrap();
            assert_eq!(responses.skipped, []);
            let now = texts(responses);
            assert!(now.len() >= seen && now.iter().all(|text| *text == body));
            seen = now.len();
        }
    });
    assert_eq!(fresh.session("s").len(), 60);
}

#[test]
fn writers_racing_with_a_remover_of_the_directory_lose_nothing() {
    let one_by_one = |fresh: &Fresh, texts: &[String]| {
        for text in texts {
            fresh.track("s", "engineer", text);
        }
    };
    let together = |fresh: &Fresh, texts: &[String]| {
        let responses = |texts: &[String]| texts.iter().map(|text| response("s", text)).collect::<Vec<_>>();
        texts.chunks(20).for_each(|texts| {
            fresh.tracker.track_all(&responses(texts)).into_iter().for_each(|tracked| _ = tracked.unwrap());
        });
    };
    for durability in [Durability::File, Durability::Full] {
        race_with_a_remover(durability, one_by_one);
        race_with_a_remover(durability, together);
    }
}

fn race_with_a_remover(durability: Durability, track: fn(&Fresh, &[String])) {
    let fresh = Fresh::with(WriteOptions { durability, ..WriteOptions::default() });
    let session = fresh.base().join("s");
    let kept = fresh.dir.path().join("kept");
    fs::create_dir(&kept).unwrap();
    let done = AtomicBool::new(false);
    // As a clear does: whole records are moved away, then the directory goes if it is empty.
    let remove = || {
        let (mut moved, mut removed) = (0, 0);
        while !done.load(Ordering::Relaxed) {
            for entry in fs::read_dir(&session).into_iter().flatten().flatten() {
                if entry.path().extension().is_some_and(|end| end == "json") {
                    moved += 1;
                    fs::rename(entry.path(), kept.join(format!("{moved}.json"))).unwrap();
                }
            }
            if fs::remove_dir(&session).is_ok() {
                // Without rests of some length it would keep even the best writer out for ever.
                removed += 1;
                thread::sleep(Duration::from_millis([0, 0, 1, 5][removed % 4]));
            }
        }
    };
    thread::scope(|scope| {
        let write = |writer: usize| {
            let fresh = &fresh;
            move || track(fresh, &(0..200).map(|n| format!("{writer}/{n}")).collect::<Vec<_>>())
        };
        let writers: Vec<_> = (0..2).map(|writer| scope.spawn(write(writer))).collect();
        scope.spawn(remove);
        let ended: Vec<_> = writers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        done.store(true, Ordering::Relaxed);
        for writer in ended {
            writer.unwrap();
        }
    });
    let left = if session.exists() { files(&session) } else { vec![] };
    let requests: BTreeSet<_> = files(&kept)
        .into_iter()
        .chain(left)
        .map(|path| Reader::default().read(&fs::read(path).unwrap()).unwrap().request)
        .map(|request| request.get().as_str().unwrap().into_owned())
        .collect();
    assert_eq!(requests.len(), 400, "every acknowledged record is there, whole");
}

#[test]
fn a_directory_in_the_way_is_told_to_the_caller_and_nothing_is_left_behind() {
    let fresh = Fresh::new();
    fresh.put("default", "a file where the session's directory should be");
    let before = Snapshot::of(fresh.dir.path());
    let refused = write(&fresh.tracker).unwrap_err();
    assert!(matches!(&refused, Error::Storage { path, .. } if path.starts_with(fresh.base())), "{refused}");
    assert!(Snapshot::of(fresh.dir.path()) == before);
}

#[test]
fn looking_at_the_health_of_a_store_changes_nothing() {
    let fresh = Fresh::new();
    let health = fresh.tracker.health_check(now());
    assert!(health.storage_available && health.permissions_ok, "it can be created");
    let contents = health.contents.unwrap();
    assert_eq!((contents.total_responses, contents.total_sessions, contents.active_sessions), (0, 0, 0));
    assert!(!fresh.dir.path().join("above").exists());

    fresh.track("active", "engineer", "r");
    fresh.put("old/a.json", record("old", "qa", "2026-11-02T14:30:22.123456Z"));
    fresh.put("edge/a.json", record("edge", "qa", "2026-11-02T14:30:22.123457Z"));
    fresh.put("future/a.json", record("future", "qa", "2027-01-01T00:00:00Z"));
    fresh.put("undated/a.json", record("undated", "qa", "soon"));
    fresh.put("undated/torn.json", "{");
    let before = Snapshot::of(fresh.dir.path());
    let health = fresh.tracker.health_check(now());
    assert!(health.storage_available && health.permissions_ok);
    let contents = health.contents.unwrap();
    assert_eq!((contents.total_responses, contents.total_sessions, contents.unreadable.len()), (5, 5, 1));
    assert_eq!(contents.active_sessions, 2, "the last 24 hours, neither older nor from the future");
    assert!(Snapshot::of(fresh.dir.path()) == before);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;
    use std::process::Command;
    use std::sync::mpsc;

    use responses::record::Problem;
    use responses::store::{Entry, ResponseTracker, Skipped};

    use super::*;
    use crate::support::{Run, Sandbox};

    fn mode(path: &Path) -> u32 {
        path.symlink_metadata().unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// The binary under a shell that first does something to the process.
    fn log_after(sandbox: &Sandbox, first: &str, request: &str) -> Run {
        let script = format!("{first}; exec \"$0\" \"$@\"");
        let mut command = assert_cmd::Command::new("sh");
        command.current_dir(sandbox.project()).args(["-c", &script, env!("CARGO_BIN_EXE_responses")]);
        command.args(["log", "--agent", "engineer", "--response", "r", "--request", request]);
        Run::of(command.env_remove("CLAUDE_MPM_RESPONSE_TRACKING_DIR"))
    }

    #[test]
    fn files_and_directories_are_private_under_any_umask() {
        for umask in ["000", "022", "077"] {
            let sandbox = Sandbox::new();
            let run = log_after(&sandbox, &format!("umask {umask}"), "r");
            assert_eq!(run.code, 0, "{}", run.stderr);
            let file = sandbox.project().join(run.stdout.trim_end());
            assert_eq!(mode(&file), 0o600, "umask {umask}");
            for directory in ["", "default"] {
                assert_eq!(mode(&sandbox.store().join(directory)), 0o700, "umask {umask}: {directory}");
            }
        }
    }

    #[test]
    fn a_write_that_the_system_cuts_short_is_told_and_leaves_nothing() {
        let sandbox = Sandbox::new();
        // As on a full disk: no file may grow beyond a few kilobytes.
        let run = log_after(&sandbox, "trap '' XFSZ; ulimit -f 8", &"x".repeat(100_000));
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.starts_with("error: ") && run.stdout.is_empty(), "{run:?}");
        assert!(!sandbox.store().exists() || files(&sandbox.store()).is_empty());
        assert_eq!(log_after(&sandbox, "ulimit -f 8", "short").code, 0);
    }

    #[test]
    fn a_wider_store_keeps_its_mode_and_its_health_says_so() {
        let fresh = Fresh::new();
        fresh.track("s", "engineer", "one");
        set_mode(&fresh.base(), 0o755);
        fresh.track("s", "engineer", "two");
        assert_eq!(mode(&fresh.base()), 0o755);
        assert_eq!(fresh.session("s").len(), 2);
        let health = fresh.tracker.health_check(now());
        assert!(health.storage_available && !health.permissions_ok);
    }

    #[test]
    fn the_health_of_a_store_that_cannot_be_read_is_told_and_nothing_changed() {
        let fresh = Fresh::new();
        fresh.track("s", "engineer", "one");
        set_mode(&fresh.base(), 0o000);
        let (readable, health) = (fs::read_dir(fresh.base()).is_ok(), fresh.tracker.health_check(now()));
        let unchanged = mode(&fresh.base());
        set_mode(&fresh.base(), 0o700);
        assert_eq!(unchanged, 0o000);
        match health.contents {
            // Whoever may read everything, as root may, gets a whole answer.
            Ok(contents) => assert!(readable && contents.total_responses == 1, "{contents:?}"),
            Err(error) => assert!(!readable && matches!(error, Error::Storage { .. }), "{error}"),
        }
        assert_eq!(health.permissions_ok, readable);
        assert_eq!(fresh.session("s"), ["one"]);
    }

    #[test]
    fn what_only_looks_like_a_record_is_named_and_never_followed_or_waited_for() {
        let fresh = Fresh::new();
        fresh.track("s", "engineer", "good");
        let outside = fresh.dir.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("secret.json"), record("outside", "spy", "2027-01-01T00:00:00Z")).unwrap();
        symlink(outside.join("secret.json"), fresh.base().join("s/x.json")).unwrap();
        symlink("nowhere", fresh.base().join("s/w.json")).unwrap();
        symlink(&outside, fresh.base().join("linked")).unwrap();
        symlink("..", fresh.base().join("s/loop")).unwrap();
        assert!(Command::new("mkfifo").arg(fresh.base().join("s/y.json")).status().unwrap().success());
        fs::create_dir(fresh.base().join("s/z.json")).unwrap();

        let (tell, told) = mpsc::channel();
        let tracker = fresh.tracker.clone();
        thread::spawn(move || {
            let scanned = tracker.sessions().unwrap();
            let reads =
                ["s/x.json", "s/y.json", "s/z.json"].map(|path| tracker.read(Path::new(path)).map(drop).unwrap_err());
            tell.send((scanned, reads)).unwrap();
        });
        let (scanned, reads) = told.recv_timeout(Duration::from_secs(30)).expect("it hangs on something");
        let link = Problem::SymbolicLink;
        let expected = [
            ("linked", link.clone()),
            ("s/loop", link.clone()),
            ("s/w.json", link.clone()),
            ("s/x.json", link),
            ("s/y.json", Problem::NotRegular),
            ("s/z.json", Problem::NotRegular),
        ];
        let expected = expected.map(|(path, problem)| Skipped { path: path.into(), problem });
        assert_eq!(scanned.skipped, expected);
        assert_eq!(scanned.found.len(), 1, "{:?}", scanned.found);
        for (error, problem) in reads.into_iter().zip([Problem::SymbolicLink, Problem::NotRegular, Problem::NotRegular])
        {
            assert!(matches!(&error, Error::Data { problem: found, .. } if *found == problem), "{error}");
        }
    }

    #[test]
    fn a_store_behind_a_link_works_and_so_does_a_name_that_is_no_text() {
        use std::os::unix::ffi::OsStrExt;
        let fresh = Fresh::new();
        fresh.track("s", "engineer", "one");
        symlink(fresh.base(), fresh.dir.path().join("link")).unwrap();
        let linked = ResponseTracker::new(fresh.dir.path().join("link")).unwrap();
        write(&linked).unwrap();
        let odd = fresh.base().join(std::ffi::OsStr::from_bytes(b"\xff\xfe"));
        fs::create_dir(&odd).unwrap();
        fs::write(odd.join("a.json"), "{\"request\": \"three\"}").unwrap();
        let scanned = linked.sessions().unwrap();
        assert_eq!(scanned.skipped, []);
        assert_eq!(scanned.found.iter().map(|session| session.responses).sum::<u64>(), 3);
        let entries: Vec<Entry> =
            linked.latest_responses(10, None).unwrap().map(|response| response.unwrap().0).collect();
        assert_eq!(entries.last().unwrap().session(), "\u{fffd}\u{fffd}");
    }
}
