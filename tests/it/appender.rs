//! Appends in bursts, for which a log's lock is kept for a moment: what is written is the same, and nobody is kept out for long.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use responses::events::log::{Appender, Sync};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Run, Sandbox};

/// Enough to be taken for a burst, on a machine that is not too busy.
const BURST: usize = 64;
/// Whatever should happen soon is waited for as long.
const SOON: Duration = Duration::from_mins(1);

fn log() -> (TempDir, PathBuf) {
    let dir = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
    let path = dir.path().join("log.jsonl");
    (dir, path)
}

fn burst(log: &mut Appender, lines: usize) {
    for number in 0..lines {
        log.append(&format!("line {number}")).unwrap();
    }
}

/// Takes the lock and gives it back; false if another has it.
fn is_free(path: &Path) -> bool {
    let file = File::open(path).unwrap();
    let is_free = file.try_lock().is_ok();
    file.unlock().unwrap();
    is_free
}

/// What happens to a log. Numbers say which of the two appenders, and how many lines.
#[derive(Debug, Clone)]
enum Step {
    /// Appends follow each other.
    Append(usize, usize),
    /// What is appended is decided under the lock.
    Decide(usize, usize),
    /// It turns out to be no line.
    Refuse(usize),
    /// Everything is made durable.
    Flush(usize),
    /// Somebody who honours the lock moves the log away,
    MoveAway,
    /// or leaves half a line in it.
    Tear,
    /// Somebody who does not honour the lock adds a line.
    Intrude,
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0_usize..2, 1_usize..80).prop_map(|(who, lines)| Step::Append(who, lines)),
        2 => (0_usize..2, 0_usize..3).prop_map(|(who, lines)| Step::Decide(who, lines)),
        1 => (0_usize..2).prop_map(Step::Refuse),
        1 => (0_usize..2).prop_map(Step::Flush),
        1 => Just(Step::MoveAway),
        1 => Just(Step::Tear),
        1 => Just(Step::Intrude),
    ]
}

/// A log as it should be.
#[derive(Debug, Default)]
struct Expected {
    /// What is in it, if it is there.
    content: Option<String>,
    /// How many were moved away.
    moved: usize,
    /// Where our lines are is not told exactly where somebody writes without the lock.
    intruded: bool,
}

impl Expected {
    fn add(&mut self, lines: &str) -> std::ops::Range<u64> {
        let content = self.content.get_or_insert_default();
        if !content.is_empty() && !content.ends_with('\n') {
            content.push('\n');
        }
        let start = content.len() as u64;
        content.push_str(lines);
        start..content.len() as u64
    }
}

/// Does it with real files, and to what is expected.
fn take(step: &Step, path: &Path, logs: &mut [Appender; 2], expected: &mut Expected) -> Result<(), TestCaseError> {
    match *step {
        Step::Append(who, lines) => {
            for number in 0..lines {
                let line = format!("{who} {number}");
                let bytes = expected.add(&format!("{line}\n"));
                let told = logs[who].append(&line).unwrap();
                prop_assert!(expected.intruded || told == bytes, "{told:?} {bytes:?}");
            }
        }
        Step::Decide(who, lines) => {
            let seen = logs[who].append_with(|path| (vec!["decided".to_owned(); lines], fs::read_to_string(path).ok()));
            prop_assert_eq!(seen.unwrap().unwrap_or_default(), expected.content.as_deref().unwrap_or_default());
            if lines > 0 {
                expected.add(&"decided\n".repeat(lines));
            }
        }
        Step::Refuse(who) => {
            prop_assert!(logs[who].append_with(|_| (vec!["no\nline".to_owned()], ())).is_err());
            prop_assert!(logs[who].append("no\nline").is_err());
        }
        Step::Flush(who) => logs[who].flush().unwrap(),
        Step::MoveAway | Step::Tear | Step::Intrude if expected.content.is_none() => {}
        Step::MoveAway => {
            let file = File::open(path).unwrap();
            file.lock().unwrap();
            let away = path.with_extension(expected.moved.to_string());
            fs::rename(path, &away).unwrap();
            file.unlock().unwrap();
            prop_assert_eq!(fs::read_to_string(away).unwrap(), expected.content.take().unwrap());
            expected.moved += 1;
        }
        Step::Tear => {
            let mut file = File::options().append(true).open(path).unwrap();
            file.lock().unwrap();
            file.write_all(b"half").unwrap();
            file.unlock().unwrap();
            expected.content.as_mut().unwrap().push_str("half");
        }
        Step::Intrude => {
            let torn = !expected.content.as_ref().unwrap().ends_with('\n');
            let line = if torn { "\nintruder\n" } else { "intruder\n" };
            File::options().append(true).open(path).unwrap().write_all(line.as_bytes()).unwrap();
            expected.content.as_mut().unwrap().push_str(line);
            expected.intruded = true;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_written_is_the_same_as_one_by_one(
        steps in vec(a_step(), 1..12),
        policies in [prop_oneof![Just(Sync::None), Just(Sync::Batch)], prop_oneof![Just(Sync::None), Just(Sync::Always)]],
    ) {
        let (_dir, path) = log();
        let mut logs = policies.map(|sync| Appender::new(&path, sync));
        let mut expected = Expected::default();
        for step in &steps {
            take(step, &path, &mut logs, &mut expected)?;
            prop_assert_eq!(fs::read_to_string(&path).ok(), expected.content.clone(), "after {:?}", step);
        }
    }
}

#[test]
fn whoever_waits_gets_a_turn_while_another_appends_without_end() {
    let (_dir, path) = log();
    let is_done = AtomicBool::new(false);
    let busy = thread::scope(|scope| {
        let busy = scope.spawn(|| {
            let (mut log, mut lines) = (Appender::new(&path, Sync::None), 0_usize);
            while !is_done.load(Ordering::Relaxed) {
                log.append("busy").unwrap();
                lines += 1;
            }
            lines
        });
        let mut log = Appender::new(&path, Sync::None);
        let appended = (0..20).try_for_each(|number| {
            let length = || fs::metadata(&path).map_or(0, |metadata| metadata.len());
            let (before, start) = (length(), Instant::now());
            while length() < before + 5000 && start.elapsed() < SOON {
                thread::yield_now();
            }
            log.append(&format!("waited {number}")).map(drop)
        });
        is_done.store(true, Ordering::Relaxed);
        appended.unwrap();
        busy.join().unwrap()
    });
    let content = fs::read_to_string(&path).unwrap();
    let (others, waited): (Vec<_>, Vec<_>) = content.lines().partition(|line| *line == "busy");
    assert_eq!(others.len(), busy);
    assert_eq!(waited, (0..20).map(|number| format!("waited {number}")).collect::<Vec<_>>());
}

#[test]
fn the_lock_is_kept_in_a_burst_and_free_soon_after_it() {
    let (_dir, path) = log();
    let mut log = Appender::new(&path, Sync::None);
    let start = Instant::now();
    let mut kept = 0;
    while kept < 3 {
        burst(&mut log, BURST);
        kept += usize::from(!is_free(&path));
        while !is_free(&path) {
            assert!(start.elapsed() < SOON, "the appender is idle and has the lock");
            thread::sleep(Duration::from_micros(100));
        }
        assert!(start.elapsed() < SOON, "a burst keeps the lock, mostly: {kept}");
    }
}

#[test]
fn the_lock_is_free_at_once_when_an_appender_goes_panics_or_syncs() {
    let (_dir, path) = log();
    for _ in 0..50 {
        let mut log = Appender::new(&path, Sync::Batch);
        burst(&mut log, BURST);
        let panics = || log.append_with(|_| -> (Vec<String>, ()) { panic!("as a caller may") });
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        assert!(is_free(&path));
        burst(&mut log, BURST);
        log.flush().unwrap();
        assert!(is_free(&path));
        burst(&mut log, BURST);
        drop(log);
        assert!(is_free(&path));
    }
    let content = fs::read_to_string(&path).unwrap();
    assert_eq!(content.lines().count(), 50 * 3 * BURST);
}

#[test]
fn appenders_can_be_sent_and_shared() {
    fn can_be<T: Send + std::marker::Sync>() {}
    can_be::<Appender>();
}

#[test]
fn a_process_killed_in_a_burst_leaves_whole_lines_and_no_lock() {
    for _ in 0..10 {
        let sandbox = Sandbox::in_memory();
        let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
        command.args(["events", "--log-dir", "logs", "emit", "--session", "one"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // Whoever is killed does not read to the end.
        let feeder =
            thread::spawn(move || (0..100_000_000).all(|number| writeln!(stdin, "{{\"n\":{number}}}").is_ok()));
        let mut path = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut path).unwrap();
        let path = sandbox.project().join(path.trim_end());
        thread::sleep(Duration::from_micros(fastrand::u64(0..5000)));
        child.kill().unwrap();
        child.wait().unwrap();
        feeder.join().unwrap();
        assert!(is_free(&path));
        Appender::new(&path, Sync::None).append(r#"{"event":"after"}"#).unwrap();
        let content = fs::read_to_string(&path).unwrap();
        let (after, lines) =
            content.lines().collect::<Vec<_>>().split_last().map(|(l, all)| (*l, all.to_vec())).unwrap();
        assert_eq!(after, r#"{"event":"after"}"#);
        let numbers: Vec<_> =
            lines.iter().map_while(|line| serde_json::from_str::<Value>(line).ok()?["event"]["n"].as_u64()).collect();
        assert!(!numbers.is_empty() && numbers.iter().copied().eq(0..numbers.len() as u64));
        assert!(lines.len() - numbers.len() <= 1, "at most the last one is torn");
    }
}

#[test]
fn a_burst_that_meets_a_limit_leaves_whole_lines() {
    let sandbox = Sandbox::in_memory();
    let mut command =
        sandbox.shell("ulimit -f 20; \"$@\"", ["events", "--log-dir", "logs", "emit", "--session", "one"]);
    let input: Vec<_> = (0..1000).map(|number| format!("{{\"n\":{number}}}")).collect();
    let run = Run::of(command.write_stdin(input.join("\n")));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("cannot append to ") && run.stderr.contains("File too large"), "{run:?}");
    let content = fs::read_to_string(sandbox.project().join(run.stdout.trim_end())).unwrap();
    let number = |line: &str| serde_json::from_str::<Value>(line).unwrap()["event"]["n"].as_u64();
    assert!(content.ends_with('\n') && content.lines().map(number).eq((0..content.lines().count() as u64).map(Some)));
}
