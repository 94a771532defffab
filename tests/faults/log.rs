//! `log` killed at any moment, failing at any system call, and run by very many at once: what was acknowledged is there and whole,
//! what was not leaves nothing that anybody takes for a record.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::support::Sandbox;
use crate::{tell, trials};

/// The record files of a store: whole ones only, or the test fails.
fn whole_records(store: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for session in fs::read_dir(store).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        for file in fs::read_dir(session).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|end| end == "json") {
                let record: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
                let (text, number) = (record["response"].as_str().unwrap(), record["request"].as_str().unwrap());
                assert!(text.starts_with(number) && text.ends_with(" end"), "{}: whole", file.display());
                found.insert(file);
            }
        }
    }
    found
}

/// So many responses of one session as NDJSON, told apart by `process`, and the same moment for all if one is given.
fn lines(process: usize, number: usize, timestamp: Option<&str>) -> String {
    let time = timestamp.map(|time| format!("\"timestamp\": \"{time}\", ")).unwrap_or_default();
    let line = |n| {
        let text = "x".repeat(300);
        format!("{{{time}\"request\": \"{process}/{n}\", \"response\": \"{process}/{n} {text} end\"}}\n")
    };
    (0..number).map(line).collect()
}

fn start(sandbox: &Sandbox, input: String) -> Child {
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(["log", "--from", "ndjson", "--agent", "a", "--session", "one"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Whoever is killed does not read to the end.
    thread::spawn(move || _ = stdin.write_all(input.as_bytes()));
    child
}

/// The paths that a process printed, each of which is a promise.
fn promised(sandbox: &Sandbox, stdout: &str) -> Vec<PathBuf> {
    let whole = &stdout[..stdout.rfind('\n').map_or(0, |end| end + 1)];
    whole.lines().map(|line| sandbox.project().join(line)).collect()
}

#[test]
fn killed_at_a_random_moment() {
    let sandbox = Sandbox::in_memory();
    let mut acknowledged = BTreeSet::new();
    let mut cut_short = 0;
    for process in 0..trials(60, 500) {
        let mut child = start(&sandbox, lines(process, 50, None));
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        // From the first write to the last: some die while they start, most between two lines.
        for _ in 0..fastrand::usize(0..40) {
            stdout.read_line(&mut printed).unwrap();
        }
        thread::sleep(Duration::from_micros(fastrand::u64(0..1500)));
        child.kill().unwrap();
        stdout.read_to_string(&mut printed).unwrap();
        cut_short += usize::from(!child.wait().unwrap().success());
        acknowledged.extend(promised(&sandbox, &printed));
    }
    let found = whole_records(&sandbox.store());
    let lost = acknowledged.difference(&found).count();
    tell(&format!("log: {cut_short} killed before the end, {} acknowledged, {lost} of them lost", acknowledged.len()));
    assert!(acknowledged.is_subset(&found), "{:?}", acknowledged.difference(&found).next());
    // Each can have published one that it had no time to tell of.
    assert!(found.len() - acknowledged.len() <= cut_short, "{} of {}", found.len(), acknowledged.len());
    assert!(cut_short > 10 && acknowledged.len() > 100, "{cut_short} were killed in time");
    let listed = sandbox.json(["list", "--json", "--limit", "1"]);
    assert_eq!((listed["total"].as_u64(), &listed["skipped"]), (Some(found.len() as u64), &Value::Array(Vec::new())));
}

/// Runs so many processes at once, each with so many records, and gives what all of them printed.
fn all_at_once(sandbox: &Sandbox, processes: usize, records: usize, timestamp: Option<&str>) -> Vec<PathBuf> {
    let children: Vec<_> = (0..processes).map(|process| start(sandbox, lines(process, records, timestamp))).collect();
    let mut printed = Vec::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        printed.extend(promised(sandbox, &String::from_utf8(output.stdout).unwrap()));
    }
    printed
}

fn all_are_distinct_and_whole(sandbox: &Sandbox, processes: usize, records: usize, timestamp: Option<&str>) {
    let printed = all_at_once(sandbox, processes, records, timestamp);
    let distinct: BTreeSet<_> = printed.iter().cloned().collect();
    assert_eq!((printed.len(), distinct.len()), (processes * records, processes * records));
    assert_eq!(whole_records(&sandbox.store()), distinct);
    let listed = sandbox.json(["list", "--json", "--all", "--fields", "request"]);
    let requests = listed["items"].as_array().unwrap().iter().map(|item| item["request"].as_str().unwrap().to_owned());
    assert_eq!(requests.collect::<BTreeSet<_>>().len(), processes * records);
}

#[test]
fn many_processes_write_one_session() {
    all_are_distinct_and_whole(&Sandbox::in_memory(), 64, 200, None);
}

#[test]
fn many_processes_write_at_the_same_moment() {
    all_are_distinct_and_whole(&Sandbox::in_memory(), 16, 100, Some("2026-11-21T12:00:00Z"));
}

/// Faults put in at each system call in turn, by `strace`.
#[cfg(target_os = "linux")]
mod at_every_system_call {
    use super::*;
    use crate::support::{Run, left_out};

    const LOG: [&str; 9] = ["log", "--session", "one", "--agent", "a", "--request", "1/0", "--response", "1/0 end"];

    /// A system call of the command by its name, and its number among those of that name.
    #[derive(Debug)]
    struct Call {
        name: String,
        number: usize,
    }

    /// Runs the command under `strace`.
    fn trace(sandbox: &Sandbox, args: &[&str]) -> Run {
        let mut command = sandbox.program("strace");
        command.args(["-f", "-qq"]).args(args).arg(env!("CARGO_BIN_EXE_responses")).args(LOG);
        Run::of(&mut assert_cmd::Command::from_std(command))
    }

    /// The system calls of an undisturbed run, from the first that touches the store; `None` if nothing can be traced here.
    fn calls() -> Option<Vec<Call>> {
        let sandbox = Sandbox::new();
        let file = sandbox.temporary().join("trace");
        let there =
            sandbox.program("strace").arg("-V").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
        if !there || trace(&sandbox, &["-o", file.to_str().unwrap()]).code != 0 {
            left_out("faults at every system call, `strace` is not there or may not trace");
            return None;
        }
        let mut calls: Vec<Call> = Vec::new();
        for line in fs::read_to_string(file).unwrap().lines() {
            let Some((name, _)) = line.split_whitespace().nth(1).unwrap().split_once('(') else { continue };
            let number = calls.iter().filter(|call| call.name == name).count() + 1;
            calls.push(Call { name: name.to_owned(), number });
        }
        let first = calls.iter().position(|call| call.name.starts_with("mkdir")).unwrap();
        Some(calls.split_off(first))
    }

    /// Runs the command with something put in at a call, and gives how it ended and the records that there are then.
    fn disturbed(call: &Call, what: &str) -> (Run, BTreeSet<PathBuf>, Sandbox) {
        let sandbox = Sandbox::new();
        let inject = format!("inject={}:{what}:when={}", call.name, call.number);
        let run = trace(&sandbox, &["-o", "/dev/null", "-e", &inject]);
        let records = whole_records(&sandbox.store());
        let listed = sandbox.json(["list", "--json"]);
        assert_eq!(
            listed["total"].as_u64(),
            Some(records.len() as u64),
            "{call:?}: nothing half done is taken for a record"
        );
        assert_eq!(listed["skipped"], Value::Array(Vec::new()), "{call:?}");
        let promised: BTreeSet<_> = promised(&sandbox, &run.stdout).into_iter().collect();
        assert!(promised.is_subset(&records), "{call:?}: {run:?}");
        (run, records, sandbox)
    }

    #[test]
    fn killed() {
        let Some(calls) = calls() else { return };
        let mut ends = BTreeSet::new();
        for call in calls.iter().filter(|call| call.name != "exit_group") {
            let (run, records, _) = disturbed(call, "signal=KILL");
            assert_eq!(run.code, 128 + 9, "{call:?}: {run:?}");
            ends.insert((records.len(), run.stdout.lines().count()));
        }
        assert_eq!(ends, BTreeSet::from([(0, 0), (1, 0), (1, 1)]), "before, between and after");
    }

    #[test]
    fn failing() {
        let Some(calls) = calls() else { return };
        let writing = ["mkdir", "openat", "write", "fsync", "renameat2"];
        let mut failed = 0;
        for call in calls.iter().filter(|call| writing.contains(&call.name.as_str())) {
            for error in ["EIO", "ENOSPC", "EACCES"] {
                let (run, records, sandbox) = disturbed(call, &format!("error={error}"));
                if run.code == 0 {
                    assert_eq!(records.len(), 1, "{call:?} {error}: what does not matter does no harm");
                    continue;
                }
                failed += 1;
                assert_eq!(run.code, 1, "{call:?} {error}: {run:?}");
                assert!(run.stderr.starts_with("error: cannot "), "{call:?} {error}: {run:?}");
                if run.stderr.contains("write the output") {
                    continue;
                }
                assert_eq!(run.stdout, "", "{call:?} {error}");
                assert!(!sandbox.store().parent().unwrap().exists(), "{call:?} {error}: nothing is left");
            }
        }
        assert!(failed >= 12, "{failed}");
    }

    #[test]
    fn failing_for_a_moment() {
        let Some(calls) = calls() else { return };
        let is = |name: &str| calls.iter().rfind(|call| call.name == name).unwrap();
        let cases = [
            ("openat", "EMFILE"),
            ("openat", "ENFILE"),
            ("openat", "EINTR"),
            ("fsync", "ESTALE"),
            ("renameat2", "EBUSY"),
        ];
        for (name, error) in cases {
            let (run, records, _) = disturbed(is(name), &format!("error={error}"));
            assert_eq!((run.code, records.len()), (0, 1), "{name} {error}: {run:?}");
        }
        // A file system without the flag gets a link instead.
        for error in ["EINVAL", "ENOSYS"] {
            let (run, records, _) = disturbed(is("renameat2"), &format!("error={error}"));
            assert_eq!((run.code, records.len()), (0, 1), "{error}: {run:?}");
        }
    }
}
