//! Many writers at once, and at the same time others that clear and repair what they write: not one record is lost.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;

use crate::kept::kept;
use crate::support::Sandbox;
use crate::{tell, trials};

const WRITERS: usize = 32;

/// A process that writes so many responses, over a few sessions that all writers share.
fn writer(sandbox: &Sandbox, process: usize, number: usize) -> Child {
    let line = |n: usize| {
        let session = n % 3;
        format!(
            "{{\"session_id\": \"s{session}\", \"request\": \"{process}/{n}\", \"response\": \"{process}/{n} end\"}}\n"
        )
    };
    let input: String = (0..number).map(line).collect();
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(["log", "--from", "ndjson", "--agent", "a"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::spawn(move || stdin.write_all(input.as_bytes()).unwrap());
    child
}

/// Runs a cleaner again and again until the writers have ended; how often it had something to do.
fn clean(sandbox: &Sandbox, done: &AtomicBool, args: &[&str]) -> usize {
    let mut times = 0;
    while !done.load(Ordering::Relaxed) {
        let run = sandbox.run(args.iter().copied());
        // Another cleaner may be at it; a file that a writer's neighbour moved meanwhile is told and left.
        assert!(run.code == 0 || run.code == 1, "{args:?}: {run:?}");
        assert!(!run.stderr.contains("panicked"), "{args:?}: {run:?}");
        times += usize::from(run.stdout.contains("Moved") || run.stdout.contains("quarantine"));
    }
    times
}

#[test]
fn writers_race_with_those_who_clear_and_repair() {
    let number = trials(30, 1563);
    let sandbox = Sandbox::in_memory();
    let done = AtomicBool::new(false);
    let cleared = thread::scope(|scope| {
        let clears = scope.spawn(|| clean(&sandbox, &done, &["clear", "--all", "--yes"]));
        let repairs = scope.spawn(|| {
            clean(&sandbox, &done, &["repair"]);
            clean(&sandbox, &done, &["verify"]);
        });
        let children: Vec<_> = (0..WRITERS).map(|process| writer(&sandbox, process, number)).collect();
        let ended: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        done.store(true, Ordering::Relaxed);
        for output in &ended {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        repairs.join().unwrap();
        clears.join().unwrap()
    });
    let mut found = BTreeSet::new();
    for content in kept(&sandbox.store()).into_values().flatten() {
        let record: Value = serde_json::from_slice(&content).expect("every file is whole");
        let request = record["request"].as_str().unwrap().to_owned();
        assert_eq!(record["response"].as_str().unwrap(), format!("{request} end"));
        assert!(found.insert(request.clone()), "{request} is there twice");
    }
    let lost = WRITERS * number - found.len();
    tell(&format!("{WRITERS} writers, {} records, {cleared} clears moved some of them: {lost} lost", WRITERS * number));
    assert_eq!(lost, 0);
    assert!(cleared > 0, "something was cleared meanwhile");
}
