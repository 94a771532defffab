//! Many writers at once, and at the same time others that clear, archive, bring back and repair what they write: not one record is lost.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::kept::kept;
use crate::support::Sandbox;
use crate::{tell, trials};

const WRITERS: usize = 32;

/// A process that writes so many responses, over a few sessions that all writers share: not faster than others move them, so that
/// something is moved from the first to the last.
fn writer(sandbox: &Sandbox, process: usize, number: usize, moves: &Arc<AtomicUsize>) -> Child {
    let (moves, least) = (Arc::clone(moves), trials(10, 40));
    let line = move |n: usize| {
        let session = n % 3;
        format!(
            "{{\"session_id\": \"s{session}\", \"request\": \"{process}/{n}\", \"response\": \"{process}/{n} end\"}}\n"
        )
    };
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(["log", "--from", "ndjson", "--agent", "a"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::spawn(move || {
        for n in 0..number {
            while moves.load(Ordering::Relaxed) < n * least / number {
                thread::sleep(Duration::from_millis(1));
            }
            stdin.write_all(line(n).as_bytes()).unwrap();
        }
    });
    child
}

/// What moves records away while they are written, and back.
const MOVERS: [&[&str]; 5] = [
    &["archive", "--all", "--yes"],
    &["clear", "--all", "--yes"],
    &["clear", "--all", "--archive", "--yes"],
    &["restore", "*"],
    &["undo"],
];

/// Runs commands in turn until the writers have ended; how often each moved something, or at least a part of what it was to move.
fn run_in_turn(sandbox: &Sandbox, done: &AtomicBool, commands: &[&[&str]], runs: &AtomicUsize) -> Vec<usize> {
    let mut times = vec![0; commands.len()];
    while !done.load(Ordering::Relaxed) {
        for (args, times) in commands.iter().zip(&mut times) {
            let run = sandbox.run(args.iter().copied());
            // Another may be at it; a file that a writer's neighbour moved meanwhile is told and left; there may be nothing to bring back.
            assert!(run.code == 0 || run.code == 1, "{args:?}: {run:?}");
            assert!(!run.stderr.contains("panicked"), "{args:?}: {run:?}");
            *times += usize::from(run.stdout.contains("response"));
            runs.fetch_add(1, Ordering::Relaxed);
        }
    }
    times
}

#[test]
fn writers_race_with_those_who_clear_archive_and_repair() {
    let number = trials(30, 1563);
    let sandbox = Sandbox::in_memory();
    let (sandbox, done) = (&sandbox, &AtomicBool::new(false));
    let runs = Arc::new(AtomicUsize::new(0));
    let moved = thread::scope(|scope| {
        let moves = scope.spawn(|| run_in_turn(sandbox, done, &MOVERS, &runs));
        let looks: [&[&str]; 2] = [&["repair"], &["verify", "-q"]];
        let repairs = scope.spawn(move || run_in_turn(sandbox, done, &looks, &AtomicUsize::new(0)));
        let children: Vec<_> = (0..WRITERS).map(|process| writer(sandbox, process, number, &runs)).collect();
        let ended: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        done.store(true, Ordering::Relaxed);
        for output in &ended {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        repairs.join().unwrap();
        moves.join().unwrap()
    });
    let mut found = BTreeSet::new();
    for content in kept(&sandbox.store()).into_values().flatten() {
        let record: Value = serde_json::from_slice(&content).expect("every file is whole");
        let request = record["request"].as_str().unwrap().to_owned();
        assert_eq!(record["response"].as_str().unwrap(), format!("{request} end"));
        assert!(found.insert(request.clone()), "{request} is there twice");
    }
    let lost = WRITERS * number - found.len();
    let turns: Vec<_> =
        MOVERS.iter().zip(&moved).map(|(args, times)| format!("{times} times {}", args.join(" "))).collect();
    tell(&format!("{WRITERS} writers, {} records, meanwhile {}: {lost} lost", WRITERS * number, turns.join(", ")));
    assert_eq!(lost, 0);
    assert!(moved.iter().any(|times| *times > 0), "something was moved meanwhile");
}
