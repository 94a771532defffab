//! `clear`, `undo` and `repair` killed at random moments: the next command completes them or takes them back, and nothing is lost.

use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::kept::{at_place, kept};
use crate::support::{Sandbox, record};
use crate::{tell, trials};

/// Starts a command whose output nobody reads.
fn start(sandbox: &Sandbox, args: &[&str]) -> Child {
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// How long a command takes undisturbed.
fn duration_of(sandbox: &Sandbox, args: &[&str]) -> Duration {
    let started = Instant::now();
    assert!(start(sandbox, args).wait().unwrap().success(), "{args:?}");
    started.elapsed()
}

/// Kills a command at a random moment: every other time not before it has begun to change something, if it comes to that. True if
/// it had not ended.
fn kill(sandbox: &Sandbox, args: &[&str], usual: Duration) -> bool {
    let mut child = start(sandbox, args);
    let journal = sandbox.store().join(".trash/.journal");
    if fastrand::bool() {
        while !journal.exists() && child.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
        thread::sleep(Duration::from_micros(fastrand::u64(0..500)));
    } else {
        thread::sleep(usual.mul_f64(fastrand::f64()));
    }
    _ = child.kill();
    !child.wait().unwrap().success()
}

/// A store of several sessions, some of which hold what can't be read.
fn store() -> Sandbox {
    let sandbox = Sandbox::in_memory();
    for n in 0..120 {
        let session = format!("s{}", n % 8);
        let whole = record(&session, "qa", "2026-11-21T12:00:00+00:00").replace("was asked", &format!("was asked {n}"));
        let content = match n % 6 {
            4 => &whole[..whole.find("answered").unwrap() + n % 8],
            5 => "no JSON",
            _ => &whole,
        };
        sandbox.put(&format!("{session}/qa-{n}.json"), content);
    }
    sandbox
}

fn settled(store: &Path, trial: usize) {
    assert!(!store.join(".trash/.journal").exists(), "trial {trial}: nothing is left under way");
}

/// Kills the command over and over, each time with the store as it was; `rest` is run after each, until nothing can be undone.
fn trial_loop(args: &[&str], trials: usize) {
    let sandbox = store();
    let store = sandbox.store();
    let original = at_place(&store);
    let usual = duration_of(&sandbox, args);
    undo_all(&sandbox);
    let (mut interrupted, mut begun) = (0, 0);
    for trial in 0..trials {
        interrupted += usize::from(kill(&sandbox, args, usual));
        begun += usize::from(store.join(".trash/.journal").exists());
        // Whatever opens the store next brings to an end what was begun.
        let listed = sandbox.json(["list", "--json", "--limit", "1"]);
        settled(&store, trial);
        let all = kept(&store);
        for (path, contents) in &original {
            let there = all.get(path).is_some_and(|now| contents.iter().all(|content| now.contains(content)));
            assert!(there, "trial {trial}: {} is gone", path.display());
        }
        assert!(listed["total"].as_u64().is_some());
        undo_all(&sandbox);
        assert_eq!(at_place_but_rescued(&sandbox, args), original, "trial {trial}");
    }
    tell(&format!(
        "{args:?}: {trials} trials, {interrupted} killed before the end, {begun} of them in the middle of their work"
    ));
    assert!(interrupted > 0, "some are killed in time");
}

fn undo_all(sandbox: &Sandbox) {
    while sandbox.run(["undo"]).code == 0 {}
}

/// The files at their places, when what a killed repair had saved already was put to use or taken back by another.
fn at_place_but_rescued(
    sandbox: &Sandbox,
    args: &[&str],
) -> std::collections::BTreeMap<std::path::PathBuf, Vec<Vec<u8>>> {
    if args[0] == "repair" && at_place(&sandbox.store()).len() > 120 {
        sandbox.stdout(["repair", "-q"]);
        undo_all(sandbox);
    }
    at_place(&sandbox.store())
}

#[test]
fn clear_killed_at_a_random_moment() {
    trial_loop(&["clear", "--all", "--yes"], trials(20, 500));
}

#[test]
fn repair_killed_at_a_random_moment() {
    trial_loop(&["repair"], trials(20, 500));
}

#[test]
fn undo_killed_at_a_random_moment() {
    let sandbox = store();
    let store = sandbox.store();
    let original = at_place(&store);
    sandbox.stdout(["clear", "--all", "--yes"]);
    let usual = duration_of(&sandbox, &["undo"]);
    for trial in 0..trials(20, 500) {
        sandbox.stdout(["clear", "--all", "--yes"]);
        kill(&sandbox, &["undo"], usual);
        sandbox.stdout(["list"]);
        settled(&store, trial);
        let all = kept(&store);
        assert!(original.keys().all(|path| all.contains_key(path)), "trial {trial}");
        undo_all(&sandbox);
        assert_eq!(at_place(&store), original, "trial {trial}");
    }
}

#[test]
fn doctor_and_verify_change_nothing_of_what_a_killed_clear_left() {
    let sandbox = store();
    sandbox.stdout(["clear", "--session", "s1", "--yes"]);
    let before = kept(&sandbox.store());
    let doctor: Value = serde_json::from_str(&sandbox.run(["doctor", "--json"]).stdout).unwrap();
    assert_eq!(doctor["trash_receipts"], 1);
    assert_eq!(sandbox.run(["verify"]).code, 4);
    assert_eq!(kept(&sandbox.store()), before);
}
