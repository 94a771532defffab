//! Writers at work while the store is being cleared. `RACE_RECORDS=50000` makes it long.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use responses::record::{AgentName, Json, RecordTime, SessionId};
use responses::store::cleanup::{self, Breadth, Criteria, Mode, Selectors};
use responses::store::retention::Circumstances;
use responses::store::{MaintenanceLock, NewResponse, ResponseTracker};
use walkdir::WalkDir;

use crate::support::{Sandbox, record};

const WRITERS: usize = 32;
const SESSIONS: usize = 8;

fn records() -> usize {
    std::env::var("RACE_RECORDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2000)
}

fn everything() -> Criteria {
    Criteria::new(Selectors { breadth: Breadth::Everything, ..Selectors::default() }).unwrap()
}

/// A record of its own for each number.
fn response(number: usize) -> NewResponse {
    NewResponse {
        timestamp: RecordTime::utc(Timestamp::now()),
        session_id: SessionId::new(format!("s{}", number % SESSIONS)).unwrap(),
        agent: AgentName::new("engineer").unwrap(),
        request: format!("request-{number}-"),
        response: String::new(),
        metadata: Json::empty_object(),
    }
}

/// The numbers of all records there are, in the store and in its trash.
fn numbers(sandbox: &Sandbox) -> Vec<usize> {
    let files = WalkDir::new(sandbox.store()).into_iter().map(Result::unwrap);
    let records = files.filter(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.file_type().is_file() && name.ends_with(".json") && name.starts_with("engineer")
    });
    let number = |entry: walkdir::DirEntry| -> usize {
        let text = fs::read_to_string(entry.path()).unwrap();
        text.split("request-").nth(1).and_then(|rest| rest.split('-').next()).unwrap().parse().unwrap()
    };
    records.map(number).collect()
}

/// Makes session directories look as if nobody had been at work in them for long, so that they are moved whole in the midst of it.
fn pretend_quiet(sandbox: &Sandbox) {
    for number in 0..SESSIONS {
        if let Ok(directory) = File::open(sandbox.store().join(format!("s{number}"))) {
            _ = directory.set_modified(SystemTime::now() - Duration::from_hours(1));
        }
    }
}

#[test]
fn of_many_writers_none_waits_for_a_clear_or_loses_a_record_to_it() {
    let sandbox = Sandbox::in_memory();
    let tracker = ResponseTracker::new(sandbox.store()).unwrap();
    let (total, done, cleared) = (records(), AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let cleaner = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                pretend_quiet(&sandbox);
                let at = Circumstances::at(Timestamp::now());
                let Ok(plan) = cleanup::plan(&tracker, &everything(), &at) else { continue };
                pretend_quiet(&sandbox);
                let applied = cleanup::apply(tracker.layout(), &plan.found, Mode::Trash, Timestamp::now()).unwrap();
                cleared.fetch_add(applied.removed.responses, Ordering::Relaxed);
            }
        });
        let write = |from: usize, to: usize| {
            for number in (from..to).step_by(WRITERS) {
                tracker.track(&response(number)).unwrap();
            }
        };
        let half = total / 2;
        let first: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || write(writer, half))).collect();
        // However busy the machine is, a clear has had its turn before the rest is written.
        while cleared.load(Ordering::Relaxed) == 0 && !cleaner.is_finished() {
            thread::yield_now();
        }
        let second = (0..WRITERS).map(|writer| scope.spawn(move || write(half + writer, total)));
        for writer in first.into_iter().chain(second.collect::<Vec<_>>()) {
            writer.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
        cleaner.join().unwrap();
    });
    let there = numbers(&sandbox);
    assert_eq!(there.len(), total, "each record is there, and once");
    assert_eq!(there.into_iter().collect::<BTreeSet<_>>().len(), total);
    assert!(cleared.into_inner() > 0, "nothing was cleared meanwhile");
    // What the receipts name and what is at its place is all there is: nothing lies where nobody would find it.
    let held: u64 =
        responses::store::trash::list(tracker.layout()).unwrap().found.iter().map(|r| r.totals.responses).sum();
    let at_place = sandbox.json(["stats", "--json", "-q"])["total_responses"].as_u64().unwrap();
    assert_eq!(usize::try_from(held + at_place).unwrap(), total);
}

#[test]
fn who_holds_the_lock_is_said_and_writers_do_not_care() {
    let sandbox = Sandbox::with_examples();
    let tracker = ResponseTracker::new(sandbox.store()).unwrap();
    let held = MaintenanceLock::take(tracker.layout(), "archive").unwrap();
    for args in
        [&["clear", "--all", "--yes"][..], &["pin", "default"], &["unpin", "default"], &["trash", "empty", "--yes"]]
    {
        let run = sandbox.run(args.iter().copied());
        let said = format!("(archive, process {}, since 20", std::process::id());
        // There is nothing to unpin or to empty, which is found out without the lock.
        let needs_none = matches!(args[0], "unpin" | "trash");
        assert!(needs_none || (run.code == 1 && run.stderr.contains(&said)), "{args:?}: {run:?}");
    }
    assert!(tracker.track(&response(1)).is_ok());
    let logged = sandbox.run(["log", "--session", "x", "--agent", "qa", "--request", "a", "--response", "b"]);
    assert_eq!(logged.code, 0, "{logged:?}");
    drop(held);
    assert_eq!(sandbox.run(["clear", "--all", "--yes"]).code, 0);
}

/// Two processes that clear at once: each file goes once, and one of them may hear that the other is at work.
#[test]
fn of_two_clears_at_once_each_file_is_taken_by_one() {
    let sandbox = Sandbox::in_memory();
    for number in 0..400 {
        let path = format!("s{}/{number}.json", number % 20);
        sandbox.put(&path, record("s", "engineer", "2020-01-01T00:00:00Z"));
    }
    let start = || -> Command {
        let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
        command.args(["clear", "--older-than", "30d", "--json", "-q"]);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        command
    };
    let both: Vec<_> = (0..2).map(|_| start().spawn().unwrap()).collect();
    let removed = |child: std::process::Child| {
        let output = child.wait_with_output().unwrap();
        let document: Option<serde_json::Value> = serde_json::from_slice(&output.stdout).ok();
        document.map_or(0, |document| document["removed"]["responses"].as_u64().unwrap())
    };
    let total: u64 = both.into_iter().map(removed).sum();
    assert_eq!(total, 400);
    sandbox.stdout(["undo", "-q"]);
    assert_eq!(sandbox.json(["stats", "--json", "-q"])["total_responses"], 400);
}
