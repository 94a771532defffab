//! `events append` killed at any moment, on full disks, and run by many at once: what was acknowledged is in the log and whole.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::log;
use crate::support::{Run, Sandbox, left_out};

/// An event of that process with a text of that length.
fn line(process: u32, number: u32, length: usize) -> String {
    let text = "x".repeat(length);
    format!(
        "{{\"event_id\":\"evt_{process:04x}{number:04x}\",\"event_type\":\"tool_call\",\"provenance\":{{\"agent\":\"a\"}},\
         \"data\":{{\"text\":\"{text}\"}}}}\n"
    )
}

/// Lengths from 100 bytes to 70 KB, most of them short.
fn length(number: u32) -> usize {
    [100, 300, 150, 1000, 90, 5000, 200, 70_000][number as usize % 8]
}

fn start(sandbox: &Sandbox, input: String) -> Child {
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(["events", "append", "--session", "one", "--from", "ndjson"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Whoever is killed does not read to the end.
    thread::spawn(move || _ = stdin.write_all(input.as_bytes()));
    child
}

/// The ids of the whole events in the log, and the number of lines that are none.
fn found(sandbox: &Sandbox) -> (Vec<String>, usize) {
    let (mut ids, mut bad) = (Vec::new(), 0);
    for line in fs::read(log(sandbox, "one")).unwrap_or_default().split(|byte| *byte == b'\n') {
        match serde_json::from_slice::<Value>(line) {
            Ok(event) => ids.push(event["event_id"].as_str().unwrap().to_owned()),
            Err(_) => bad += usize::from(!line.is_empty()),
        }
    }
    (ids, bad)
}

#[test]
fn many_processes_append_to_one_log_and_no_line_is_torn_or_mixed() {
    const PROCESSES: u32 = 64;
    const EVENTS: u32 = 1000;
    let sandbox = Sandbox::in_memory();
    // One event in a hundred is a long one: 64 MB in all.
    let length = |number: u32| if number % 100 == 7 { 70_000 } else { length(number % 7) / 10 };
    let input = |process| (0..EVENTS).map(|number| line(process, number, length(number))).collect();
    let children: Vec<_> = (0..PROCESSES).map(|process| start(&sandbox, input(process))).collect();
    // Acknowledgements fit no pipe, and whoever waits for their reader holds the log.
    let outputs = children.into_iter().map(|child| thread::spawn(|| child.wait_with_output().unwrap()));
    for output in outputs.collect::<Vec<_>>() {
        let output = output.join().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout.split(|byte| *byte == b'\n').count(), EVENTS as usize + 1);
    }
    let (ids, bad) = found(&sandbox);
    assert_eq!((ids.len(), bad), ((PROCESSES * EVENTS) as usize, 0));
    let mut last = [None; PROCESSES as usize];
    for id in &ids {
        let (process, number) = id["evt_".len()..].split_at(4);
        let process = usize::from_str_radix(process, 16).unwrap();
        assert!(last[process].replace(number) < Some(number), "each in its order: {id}");
    }
    assert!(last.iter().all(|last| *last == Some("03e7")));
}

#[test]
fn killed_at_a_random_moment() {
    let sandbox = Sandbox::in_memory();
    let mut acknowledged = BTreeSet::new();
    for process in 0..20 {
        let input = (0..100).map(|number| line(process, number, length(number))).collect();
        let mut child = start(&sandbox, input);
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        for _ in 0..fastrand::usize(0..80) {
            stdout.read_line(&mut printed).unwrap();
        }
        thread::sleep(Duration::from_micros(fastrand::u64(0..3000)));
        child.kill().unwrap();
        stdout.read_to_string(&mut printed).unwrap();
        child.wait().unwrap();
        let whole = printed.rfind('\n').map_or(0, |end| end + 1);
        acknowledged.extend(printed[..whole].lines().map(str::to_owned));
    }
    let last = Run::of(
        sandbox.command(["events", "append", "--session", "one", "--type", "error", "--agent", "a"]).write_stdin(""),
    );
    assert_eq!(last.code, 0, "{last:?}");
    let (ids, bad) = found(&sandbox);
    assert_eq!(ids.last().map(String::as_str), Some(last.stdout.trim()), "the next append stands alone");
    let found: BTreeSet<_> = ids.into_iter().collect();
    assert!(acknowledged.len() > 100 && acknowledged.is_subset(&found), "{:?}", acknowledged.difference(&found).next());
    assert!(bad <= 20, "at most one torn line for each that was killed: {bad}");
}

/// What `events append` says under a fault, and what the log is afterwards.
fn under(sandbox: &Sandbox, script: &str) -> Run {
    let mut command = sandbox.shell(script, ["events", "append", "--session", "one", "--from", "ndjson"]);
    command.env("LOGS", log(sandbox, "one").parent().unwrap()).env("LEFT", sandbox.temporary().join("left"));
    Run::of(command.write_stdin(line(2, 2, 70_000)))
}

#[test]
fn a_limit_of_file_sizes_leaves_the_log_as_it_was() {
    let sandbox = Sandbox::new();
    let before = line(1, 1, 100);
    super::put(&sandbox, "one", &before);
    // Blocks of 512 or 1024 bytes, as the shell likes: some of the event fits in both cases.
    let run = under(&sandbox, "ulimit -f 20; \"$@\"");
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    assert!(run.stderr.contains("cannot append to .ai-agents/sessions/one.jsonl: File too large"), "{run:?}");
    assert_eq!(fs::read_to_string(log(&sandbox, "one")).unwrap(), before);
}

#[test]
fn of_a_group_that_does_not_fit_what_fits_is_added_and_told_of() {
    let sandbox = Sandbox::new();
    super::put(&sandbox, "one", line(1, 1, 100));
    let input: String = (0..60).map(|number| line(2, number, 1000)).collect();
    let mut command =
        sandbox.shell("ulimit -f 20; \"$@\"", ["events", "append", "--session", "one", "--from", "ndjson"]);
    let run = Run::of(command.write_stdin(input));
    let (ids, bad) = found(&sandbox);
    let told: Vec<_> = run.stdout.lines().collect();
    assert_eq!((&ids[1..], bad), (&told.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()[..], 0));
    let added = told.len();
    assert!((5..25).contains(&added), "{run:?}");
    let place = format!("line {}: cannot append to .ai-agents/sessions/one.jsonl: File too large", added + 1);
    assert!(
        run.stderr.contains(&place) && run.stderr.contains(&format!("({added} events were added before)")),
        "{run:?}"
    );
    assert_eq!(run.code, 1);
}

#[test]
fn a_first_event_that_can_not_be_written_leaves_no_log() {
    let sandbox = Sandbox::new();
    let logs = sandbox.temporary().join("logs");
    let noted = ["events", "--log-dir", logs.to_str().unwrap(), "tool", "bash", "--session", "s", "--agent", "a"];
    let emitted = ["events", "--log-dir", logs.to_str().unwrap(), "emit", "\"plain\"", "--session", "s"];
    let appended =
        ["events", "--log-dir", logs.to_str().unwrap(), "append", "--session", "s", "--type", "error", "--agent", "a"];
    for args in [&noted[..], &emitted, &appended] {
        let run = Run::of(&mut sandbox.shell("ulimit -f 0; \"$@\"", args.iter().copied()));
        assert_ne!(run.code, 0, "{run:?}");
        assert!(run.stderr.contains("cannot append to") && run.stderr.contains("File too large"), "{run:?}");
        let left = walkdir::WalkDir::new(&logs)
            .into_iter()
            .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_type().is_file()));
        assert_eq!(left.count(), 0, "{args:?}");
    }
}

#[test]
fn a_full_disk_leaves_the_log_as_it_was() {
    let sandbox = Sandbox::new();
    super::put(&sandbox, "one", "");
    let permitted = under(&sandbox, "unshare -rm mount -t tmpfs tmpfs \"$LOGS\"");
    if permitted.code != 0 {
        left_out(&format!("a full disk, no namespace of one's own here: {}", permitted.stderr.trim_end()));
        return;
    }
    let before = line(1, 1, 100);
    // Two pages: one holds what was there before, and the event begins to be written before the disk is full.
    let script = format!(
        "exec unshare -rm /bin/sh -c 'mount -t tmpfs -o size=8k tmpfs \"$LOGS\" || exit 99; printf %s '\\''{before}'\\'' > \"$LOGS/one.jsonl\"; \
         \"$@\"; code=$?; cat \"$LOGS/one.jsonl\" > \"$LEFT\"; exit $code' sh \"$@\""
    );
    let run = under(&sandbox, &script);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    assert!(run.stderr.contains("cannot append to .ai-agents/sessions/one.jsonl: No space left on device"), "{run:?}");
    assert!(run.stderr.contains("(0 events were added before)"), "{run:?}");
    assert_eq!(fs::read_to_string(sandbox.temporary().join("left")).unwrap(), before);
}
