//! Archiving and restoring killed at any moment, failing for want of space, and among many writers.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use responses::record::{AgentName, Json, SessionId};
use responses::store::ResponseTracker;

use super::*;
use crate::support::{Run, Snapshot, left_out, record};

fn filled(sessions: usize, records: usize) -> Sandbox {
    let sandbox = Sandbox::in_memory();
    for session in 0..sessions {
        for number in 0..records {
            let json = record(&format!("s{session}"), &format!("qa{number}"), "2026-01-01T00:00:00Z");
            sandbox.put(&format!("s{session}/qa-{number}.json"), json);
        }
    }
    sandbox
}

#[test]
fn killed_at_a_random_moment() {
    let sandbox = filled(6, 40);
    let (before, all) = (Snapshot::of(&sandbox.store()), ids(&sandbox, &[]));
    let mut cut_short = 0;
    for round in 0..60 {
        let args: &[&str] =
            if round % 2 == 0 { &["archive", "--all", "--yes", "-q"] } else { &["restore", "s*", "-q"] };
        let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
        let mut child = command.args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(fastrand::u64(0..60_000)));
        child.kill().unwrap();
        cut_short += usize::from(!child.wait().unwrap().success());
        assert_eq!(ids(&sandbox, &["--archived"]), all, "round {round}");
    }
    assert!(cut_short > 10, "{cut_short} were killed in time");
    if !archives(&sandbox).is_empty() {
        sandbox.stdout(["restore", "*", "-q"]);
    }
    assert_eq!(Snapshot::of(&sandbox.store()), before);
}

#[test]
fn many_writers_lose_nothing_to_it() {
    const WRITERS: usize = 32;
    /// So often everything is archived meanwhile.
    const ROUNDS: usize = 6;
    let sandbox = Sandbox::in_memory();
    fs::create_dir_all(sandbox.store()).unwrap();
    let (rounds, writing) = (AtomicUsize::new(0), AtomicBool::new(true));
    let acknowledged = thread::scope(|scope| {
        let archiving = scope.spawn(|| {
            let mut runs = Vec::new();
            while writing.load(Ordering::Relaxed) {
                runs.push(sandbox.run(["archive", "--all", "--yes", "-q"]));
                if rounds.fetch_add(1, Ordering::Relaxed) % 3 == 2 && !archives(&sandbox).is_empty() {
                    runs.push(sandbox.run(["restore", "*", "-q"]));
                }
            }
            runs
        });
        let (sandbox, rounds) = (&sandbox, &rounds);
        // Each writes a little in every round, so that rounds and writes meet, and neither runs away from the other.
        let wait = move |number: usize| {
            while rounds.load(Ordering::Relaxed) < number / 10 {
                thread::sleep(Duration::from_millis(1));
            }
        };
        let start = |writer| scope.spawn(move || write(sandbox, writer, ROUNDS * 10, wait));
        let writers: Vec<_> = (0..WRITERS).map(start).collect();
        let written: Vec<_> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
        writing.store(false, Ordering::Relaxed);
        let failed = archiving.join().unwrap().into_iter().find(|run| run.code != 0);
        assert!(failed.is_none(), "{failed:?}");
        written.concat()
    });
    assert_eq!(acknowledged.len(), WRITERS * ROUNDS * 10);
    let listed = sandbox.json(["list", "--all", "--archived", "--json", "-q"]);
    let found: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|item| item["request"].as_str().unwrap()).collect();
    let distinct: BTreeSet<_> = found.iter().copied().collect();
    assert_eq!((found.len(), distinct), (acknowledged.len(), acknowledged.iter().map(String::as_str).collect()));
    assert_eq!(listed["skipped"], Value::Array(Vec::new()));
}

/// Records so many responses, each when it may, and gives what was asked in each.
fn write(sandbox: &Sandbox, writer: usize, records: usize, wait: impl Fn(usize)) -> Vec<String> {
    let tracker = ResponseTracker::new(sandbox.store()).unwrap();
    let agent = AgentName::new(format!("qa{writer}")).unwrap();
    let session = SessionId::new(format!("s{}", writer % 5)).unwrap();
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let one = |number: usize| {
        wait(number);
        let request = format!("{writer}/{number}");
        let now = start + Duration::from_millis(number as u64);
        tracker.track_response(&agent, &request, "x", Some(&session), &Json::empty_object(), now).unwrap();
        request
    };
    (0..records).map(one).collect()
}

/// Runs a script with the binary, `"$@"`, in a store that only a namespace of its own sees and that is full.
fn run_full(sandbox: &Sandbox, size: &str, args: &[&str]) -> Run {
    let script = format!(
        "exec unshare -rm /bin/sh -c 'mount -t tmpfs -o size={size} tmpfs \"$STORE\" && cp -a \"$COPY/.\" \"$STORE\" || exit 99; \
         \"$@\"; code=$?; cp -a \"$STORE/.\" \"$LEFT\"; exit $code' sh \"$@\""
    );
    let mut command = sandbox.shell(&script, args.iter().copied());
    let place = |name: &str| sandbox.temporary().join(name);
    command.env("STORE", sandbox.store()).env("COPY", place("copy")).env("LEFT", place("left"));
    Run::of(&mut command)
}

/// A store whose text does not compress, since it is to fill something.
fn noise() -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 0..40 {
        let text: String = (0..1500).map(|_| fastrand::alphanumeric()).collect();
        let json = record("s", "qa", "2026-01-01T00:00:00Z").replace("what qa answered", &text);
        sandbox.put(&format!("s/qa-{number}.json"), json);
    }
    sandbox
}

#[test]
fn a_full_disk_stops_it_and_changes_nothing() {
    let sandbox = noise();
    let permitted = Run::of(&mut sandbox.shell("unshare -rm mount -t tmpfs tmpfs /mnt", []));
    if permitted.code != 0 {
        left_out(&format!("archiving on a full disk, no namespace of one's own here: {}", permitted.stderr.trim_end()));
        return;
    }
    let prepare = |sandbox: &Sandbox| {
        let (copy, left) = (sandbox.temporary().join("copy"), sandbox.temporary().join("left"));
        fs::remove_dir_all(&left).unwrap_or_default();
        fs::remove_dir_all(&copy).unwrap_or_default();
        crate::support::copy_tree(&sandbox.store(), &copy);
        fs::create_dir(&left).unwrap();
        left
    };
    let left = prepare(&sandbox);
    // Room for the forty files of a page each, and for a little more.
    let run = run_full(&sandbox, "190k", &["archive", "--all", "--yes"]);
    assert!(run.code == 1 && run.stderr.contains("No space left on device"), "{run:?}");
    assert_eq!(Snapshot::of(&left).contents(), Snapshot::of(&sandbox.store()).contents());
    assert!(!left.join(".archive").exists());
    archive_all(&sandbox);
    let left = prepare(&sandbox);
    let run = run_full(&sandbox, "150k", &["restore", "s"]);
    assert!(run.code == 1 && run.stderr.contains("No space left on device"), "{run:?}");
    let ours: Vec<_> = fs::read_dir(left.join(".archive")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(ours.len() == 1 && fs::read_dir(&left).unwrap().count() == 2, "{ours:?}");
}

#[test]
fn a_limit_of_file_sizes_stops_it_and_changes_nothing() {
    let sandbox = noise();
    let before = Snapshot::of(&sandbox.store());
    let run = Run::of(&mut sandbox.shell("ulimit -f 16; \"$@\"", ["archive", "--all", "--yes"]));
    assert!(run.code == 1 && run.stderr.contains("File too large"), "{run:?}");
    assert_eq!(Snapshot::of(&sandbox.store()), before);
    assert!(!sandbox.store().join(".archive").exists());
}
