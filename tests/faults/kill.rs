//! `clear`, `archive`, `restore`, `undo` and `repair` killed at random moments: the next command completes them or takes them back, and nothing is lost.

use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::kept::{Files, archives, at_place, kept};
use crate::support::{Sandbox, record};
use crate::{tell, trials};

const TRASH_JOURNAL: &str = ".trash/.journal";
const ARCHIVE_JOURNAL: &str = ".archive/.journal";

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

/// What is killed over and over.
struct Victim<'a> {
    /// What is done before, undisturbed.
    before: &'a [&'a str],
    /// What is killed.
    args: &'a [&'a str],
    /// The file in the store that shows that it has begun to change something.
    journal: &'a str,
}

impl<'a> Victim<'a> {
    fn new(args: &'a [&'a str]) -> Self {
        Self { before: &[], args, journal: TRASH_JOURNAL }
    }

    /// Kills it at a random moment: every other time not before it has begun to change something, if it comes to that. True if it had
    /// not ended.
    fn kill(&self, sandbox: &Sandbox, usual: Duration) -> bool {
        let mut child = start(sandbox, self.args);
        let journal = sandbox.store().join(self.journal);
        if fastrand::bool() {
            while !journal.exists() && child.try_wait().unwrap().is_none() {
                thread::yield_now();
            }
            // At its first steps, or at any.
            let most = if fastrand::bool() { Duration::from_micros(500) } else { usual };
            thread::sleep(most.mul_f64(fastrand::f64()));
        } else {
            thread::sleep(usual.mul_f64(fastrand::f64()));
        }
        _ = child.kill();
        !child.wait().unwrap().success()
    }

    fn prepare(&self, sandbox: &Sandbox) {
        if !self.before.is_empty() {
            sandbox.stdout(self.before.iter().copied());
        }
    }
}

/// A store of several sessions, some of which hold what can't be read.
fn store() -> Sandbox {
    let sandbox = Sandbox::in_memory();
    for n in 0..120 {
        let session = format!("s{}", n % 8);
        let whole = record(&session, "qa", "2026-01-21T12:00:00+00:00").replace("was asked", &format!("was asked {n}"));
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
    for journal in [TRASH_JOURNAL, ARCHIVE_JOURNAL] {
        assert!(!store.join(journal).exists(), "trial {trial}: nothing is left under way");
    }
}

/// Kills the command over and over, each time with the store as it was. Whatever opens the store next brings to an end what was begun;
/// then everything is somewhere, and once, and can be brought back.
fn trial_loop(victim: &Victim<'_>, trials: usize) {
    let sandbox = store();
    let store = sandbox.store();
    let (original, total) = (at_place(&store), total(&sandbox));
    let undisturbed = || {
        victim.prepare(&sandbox);
        let duration = duration_of(&sandbox, victim.args);
        take_all_back(&sandbox);
        duration
    };
    let usual = undisturbed().min(undisturbed()).min(undisturbed());
    let (mut interrupted, mut begun) = (0, 0);
    for trial in 0..trials {
        victim.prepare(&sandbox);
        interrupted += usize::from(victim.kill(&sandbox, usual));
        begun += usize::from(store.join(victim.journal).exists());
        let listed = self::total(&sandbox);
        settled(&store, trial);
        let all = kept(&store);
        for (path, contents) in &original {
            let there = all.get(path).is_some_and(|now| contents.iter().all(|content| now.contains(content)));
            assert!(there, "trial {trial}: {} is gone", path.display());
        }
        if victim.journal == ARCHIVE_JOURNAL {
            assert_eq!(listed, total, "trial {trial}: each is listed once");
        }
        take_all_back(&sandbox);
        assert_eq!(at_place_but_rescued(&sandbox, victim.args), original, "trial {trial}");
    }
    tell(&format!(
        "{:?}: {trials} trials, {interrupted} killed before the end, {begun} of them in the middle of their work",
        victim.args
    ));
    assert!(interrupted > 0, "some are killed in time");
}

/// How many responses are listed, archives and all.
fn total(sandbox: &Sandbox) -> u64 {
    sandbox.json(["list", "--json", "--limit", "1", "--archived", "-q"])["total"].as_u64().unwrap()
}

/// Brings everything back to its place, out of the trash and out of archives.
fn take_all_back(sandbox: &Sandbox) {
    while sandbox.run(["undo"]).code == 0 {}
    if !archives(&sandbox.store()).is_empty() {
        sandbox.stdout(["restore", "*", "-q"]);
    }
}

/// The files at their places, when what a killed repair had saved already was put to use or taken back by another.
fn at_place_but_rescued(sandbox: &Sandbox, args: &[&str]) -> Files {
    if args[0] == "repair" && at_place(&sandbox.store()).len() > 120 {
        sandbox.stdout(["repair", "-q"]);
        take_all_back(sandbox);
    }
    at_place(&sandbox.store())
}

#[test]
fn clear_killed_at_a_random_moment() {
    trial_loop(&Victim::new(&["clear", "--all", "--yes"]), trials(20, 400));
}

#[test]
fn repair_killed_at_a_random_moment() {
    trial_loop(&Victim::new(&["repair"]), trials(20, 400));
}

#[test]
fn undo_killed_at_a_random_moment() {
    let victim = Victim { before: &["clear", "--all", "--yes", "-q"], ..Victim::new(&["undo"]) };
    trial_loop(&victim, trials(20, 400));
}

#[test]
fn archive_killed_at_a_random_moment() {
    let args = &["archive", "--all", "--yes", "-q"];
    trial_loop(&Victim { journal: ARCHIVE_JOURNAL, ..Victim::new(args) }, trials(20, 500));
}

#[test]
fn clear_that_archives_killed_at_a_random_moment() {
    let args = &["clear", "--older-than", "1d", "--archive", "--yes", "-q"];
    trial_loop(&Victim { journal: ARCHIVE_JOURNAL, ..Victim::new(args) }, trials(10, 200));
}

#[test]
fn restore_killed_at_a_random_moment() {
    let before = &["archive", "--all", "--yes", "-q"];
    let args = &["restore", "*", "-q"];
    trial_loop(&Victim { before, args, journal: ARCHIVE_JOURNAL }, trials(10, 300));
}

#[test]
fn scrub_killed_at_a_random_moment() {
    let (sandbox, secret) = (Sandbox::in_memory(), format!("ghp_{}", "a1B2c3D4e5F6".repeat(3)));
    let held = |n: usize, text: &str| {
        let session = format!("s{}", n % 8);
        record(&session, "qa", "2026-01-21T12:00:00+00:00").replace("was asked", &format!("was asked {n} with {text}"))
    };
    let fill = || {
        for n in 0..120 {
            sandbox.put(&format!("s{}/qa-{n}.json", n % 8), held(n, &secret));
        }
    };
    fill();
    let usual = duration_of(&sandbox, &["scrub", "-q"]);
    let victim = Victim { journal: ARCHIVE_JOURNAL, ..Victim::new(&["scrub", "-q"]) };
    let clean = at_place(&sandbox.store());
    let mut interrupted = 0;
    for trial in 0..trials(10, 200) {
        fill();
        sandbox.stdout(["archive", "s0", "s1", "s2", "s3", "s4", "--yes", "-q"]);
        interrupted += usize::from(victim.kill(&sandbox, usual));
        sandbox.stdout(["list", "-q"]);
        settled(&sandbox.store(), trial);
        for (path, contents) in kept(&sandbox.store()) {
            let is_clean = contents == clean[&path];
            let is_old = contents.iter().all(|content| String::from_utf8_lossy(content).contains(&secret));
            assert!(contents.len() == 1 && (is_clean || is_old), "trial {trial}: {}", path.display());
        }
        sandbox.stdout(["scrub", "-q"]);
        assert_eq!(kept(&sandbox.store()), clean, "trial {trial}");
        take_all_back(&sandbox);
    }
    tell(&format!("scrub: {interrupted} killed before the end"));
    assert!(interrupted > 0, "some are killed in time");
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
