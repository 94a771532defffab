//! Forwarding, by the binary: everything that needs no network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Run, Sandbox};

mod events;

/// Waits for something that another process will do, which takes no longer than a very slow machine.
fn wait_until(what: &str, is: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is() {
        assert!(begin.elapsed() < Duration::from_mins(2), "{what} did not happen");
        thread::sleep(Duration::from_millis(5));
    }
}

fn put(sandbox: &Sandbox, session: &str, number: usize) -> PathBuf {
    let (minute, second) = (number / 60, number % 60);
    let record = json!({
        "timestamp": format!("2026-01-01T{:02}:{:02}:{second:02}+00:00", minute / 60, minute % 60),
        "session_id": session, "agent": "qa", "request": "x".repeat(number % 300), "response": number.to_string(), "metadata": {},
    });
    sandbox.put(&format!("{session}/qa-{number}.json"), serde_json::to_string_pretty(&record).unwrap())
}

/// Every line of a file of forwarded items, and of those that were put aside, oldest first.
fn lines(path: &Path) -> Vec<Value> {
    let aside =
        (1..).map(|number| PathBuf::from(format!("{}.{number}", path.display()))).take_while(|path| path.exists());
    let files = aside.chain(Some(path.to_owned()).filter(|path| path.exists()));
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    files.flat_map(|file| fs::read_to_string(file).unwrap().lines().map(parse).collect::<Vec<_>>()).collect()
}

/// The responses of each session, each once by its id, in the order in which they first came.
fn received(lines: &[Value]) -> BTreeMap<String, Vec<usize>> {
    let (mut seen, mut sessions) = (BTreeSet::new(), BTreeMap::<String, Vec<usize>>::new());
    for line in lines.iter().filter(|line| seen.insert(line["id"].to_string())) {
        let number = line["record"]["response"].as_str().unwrap().parse().unwrap();
        sessions.entry(line["session_id"].as_str().unwrap().to_owned()).or_default().push(number);
    }
    sessions
}

fn with_file(options: &[&str]) -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::in_memory();
    let added = sandbox.run(["forward", "add", "copy", "file", "path=out.ndjson"].iter().chain(options).copied());
    assert_eq!(added.code, 0, "{}", added.stderr);
    let out = sandbox.project().join("out.ndjson");
    (sandbox, out)
}

fn status(sandbox: &Sandbox) -> Value {
    let run = sandbox.run(["forward", "status", "--json"]);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {} {}", run.stdout, run.stderr))
}

#[test]
fn what_is_recorded_arrives_once_and_in_order() {
    let (sandbox, out) = with_file(&["batch.records=2"]);
    for number in [3, 1, 2] {
        put(&sandbox, "s", number);
    }
    let ran = sandbox.json(["forward", "run", "--json"]);
    assert_eq!(ran["destinations"][0]["sent"], 3);
    assert_eq!(received(&lines(&out)), BTreeMap::from([("s".to_owned(), vec![1, 2, 3])]));
    let first = &lines(&out)[0];
    assert_eq!((&first["kind"], &first["record"]["request"]), (&json!("response"), &json!("x")));
    sandbox.run(["log", "--session", "s", "--agent", "qa", "--request", "a", "--response", "99"]);
    assert_eq!(status(&sandbox)["destinations"][0]["lag"]["records"], 1);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 1 sent\n");
    assert_eq!(lines(&out).len(), 4, "nothing was sent twice");
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 0 sent\n");
}

#[test]
fn forwarding_begins_where_it_is_told_to() {
    let sandbox = Sandbox::in_memory();
    put(&sandbox, "s", 1);
    let add = ["forward", "add", "copy", "file", "path=out.ndjson", "--from", "now", "--json"];
    assert_eq!(sandbox.json(add)["lag"]["records"], 0);
    put(&sandbox, "s", 2);
    sandbox.stdout(["forward", "run"]);
    let out = sandbox.project().join("out.ndjson");
    assert_eq!(received(&lines(&out))["s"], [2]);
    // Taken out and put back it goes on, unless it is told otherwise.
    sandbox.stdout(["forward", "remove", "copy"]);
    let again = sandbox.run(["forward", "add", "copy", "file", "path=out.ndjson", "--json"]);
    assert!(again.stderr.contains("goes on from there") && again.stdout.contains("\"records\":0"), "{again:?}");
    sandbox.stdout(["forward", "remove", "copy"]);
    let anew = ["forward", "add", "copy", "file", "path=out.ndjson", "--from", "beginning", "--json"];
    assert_eq!(sandbox.json(anew)["lag"]["records"], 2);
}

#[test]
fn mistakes_are_told_when_a_destination_is_added() {
    let sandbox = Sandbox::new();
    for (args, code, said) in [
        (&["audit", "pigeon"][..], 2, "no transport `pigeon`; there are null, logging, file"),
        (&["audit", "file"], 2, "missing field `path`"),
        (&["audit", "file", "path=x", "token=hush"], 2, "unknown field `token`, expected one of `path`"),
        (&["audit", "file", "path"], 2, "`path` is not OPTION=VALUE"),
        (&["audit", "file", "path=x", "path=y"], 2, "`path` is given twice"),
        (&["a/b", "null"], 2, "`a/b` is not a name for a destination"),
        (&["audit", "null", "batch.age=soon"], 2, "batch: `soon` is not a length of time"),
        (&["audit", "file", "path=no/such/x"], 1, "cannot send to no/such/x"),
    ] {
        let run = sandbox.run(["forward", "add"].iter().chain(args).copied());
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
        assert!(run.stderr.starts_with(&format!("error: {said}")), "{args:?}: {}", run.stderr);
        assert!(!run.stderr.contains("hush"));
    }
    assert!(!sandbox.project().join(".claude-mpm/configuration.yaml").exists());
    assert_eq!(sandbox.run(["forward", "add", "audit", "file", "path=no/such/x", "--no-check"]).code, 0);
    let twice = sandbox.run(["forward", "add", "audit", "null"]);
    assert!(twice.stderr.contains("there is a destination `audit` already"), "{}", twice.stderr);
    for command in ["run", "status", "retry", "unit"] {
        let run = sandbox.run(["forward", command, "other"]);
        assert_eq!((run.code, run.stderr.contains("no destination `other`")), (1, true), "{command}: {}", run.stderr);
    }
}

#[test]
fn a_mistake_in_the_configuration_stops_forwarding_and_not_recording() {
    let sandbox = Sandbox::new();
    sandbox.put("../configuration.yaml", "forward:\n  audit:\n    transport: pigeon\n");
    let log = sandbox.run(["log", "--agent", "qa", "--request", "a", "--response", "b"]);
    assert_eq!(log.code, 0, "{}", log.stderr);
    assert!(log.stderr.contains("line 2: forward.audit: no transport `pigeon`"), "{}", log.stderr);
    assert_eq!(sandbox.run(["forward", "run"]).code, 2);
}

#[test]
fn the_configuration_keeps_all_else_that_it_says() {
    let sandbox = Sandbox::new();
    let text = "# mine\nresponse_tracking:\n  enabled: true # yes\n\nother: {a: [1]}\n";
    let path = sandbox.put("../configuration.yaml", text);
    sandbox.stdout(["forward", "add", "one", "null", "retry.delay=2s"]);
    sandbox.stdout(["forward", "add", "two", "file", "path=a: b"]);
    let names =
        sandbox.stdout(["forward", "list", "--format", "tsv", "--fields", "name,transport,place", "--no-header"]);
    assert_eq!(names, "one\tnull\tnowhere\ntwo\tfile\ta: b\n");
    sandbox.stdout(["forward", "remove", "one"]);
    sandbox.stdout(["forward", "remove", "two"]);
    assert_eq!(fs::read_to_string(path).unwrap().trim_end(), text.trim_end());
}

#[test]
fn what_fails_waits_and_is_told() {
    let sandbox = Sandbox::new();
    let out = sandbox.project().join("there");
    fs::create_dir(&out).unwrap();
    put(&sandbox, "s", 1);
    let add = ["forward", "add", "copy", "file", "path=there/out", "retry.max_retry_attempts=1", "retry.delay=1ms"];
    sandbox.stdout(add);
    fs::remove_dir(&out).unwrap();
    let ran = sandbox.run(["forward", "run"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("error: 1 record still waiting"), "{}", ran.stderr);
    let run = sandbox.run(["forward", "status", "--json"]);
    assert_eq!(run.code, 4);
    let status: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(status["healthy"], false);
    let one = &status["destinations"][0];
    assert_eq!((&one["last_error"]["cause"], &one["lag"]["records"]), (&json!("system"), &json!(1)));
    assert!(
        sandbox
            .run(["forward", "status", "--prometheus"])
            .stdout
            .contains("responses_forward_up{destination=\"copy\"} 0\n")
    );
    fs::create_dir(&out).unwrap();
    sandbox.stdout(["forward", "run"]);
    assert_eq!(sandbox.run(["forward", "status"]).code, 0);
}

fn spawn(sandbox: &Sandbox, args: &[&str]) -> Child {
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn signal(child: &Child, signal: rustix::process::Signal) {
    let id = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(id, signal).unwrap();
}

#[test]
fn a_service_goes_on_with_what_comes_and_ends_when_it_is_told() {
    let (sandbox, out) = with_file(&["batch.age=10ms"]);
    put(&sandbox, "s", 1);
    let service = spawn(&sandbox, &["forward", "run", "--follow"]);
    wait_until("the first record", || lines(&out).len() == 1);
    let second = sandbox.run(["forward", "run"]);
    assert_eq!(second.code, 1);
    assert!(second.stderr.contains("another process forwards to `copy` (forward, process"), "{}", second.stderr);
    put(&sandbox, "s", 2);
    wait_until("the second record", || lines(&out).len() == 2);
    signal(&service, rustix::process::Signal::TERM);
    let ended = service.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "copy: 2 sent\n");
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 0 sent\n");
}

/// So many records, in five sessions.
const RECORDS: usize = 3000;

#[test]
fn killed_at_any_moment_it_loses_nothing() {
    let (sandbox, out) = with_file(&["batch.records=7", "max_bytes=64KiB"]);
    let mut expected: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for number in 0..RECORDS {
        let session = format!("s{}", number % 5);
        put(&sandbox, &session, number);
        expected.entry(session).or_default().push(number);
    }
    // Pauses of very different lengths, the same in every run of this test.
    let (mut state, mut killed) = (7_u64, 0);
    for _ in 0..50 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut child = spawn(&sandbox, &["forward", "run"]);
        thread::sleep(Duration::from_millis(state >> 57));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        killed += usize::from(status.signal() == Some(9));
    }
    assert!(killed > 0, "every run ended before it could be killed");
    let last = sandbox.run(["forward", "run"]);
    assert_eq!(last.code, 0, "{}", last.stderr);
    let lines = lines(&out);
    assert!(lines.len() <= RECORDS + killed * 7, "a kill costs one batch at most: {} for {killed} kills", lines.len());
    assert_eq!(received(&lines), expected);
}

#[test]
fn a_cursor_that_is_damaged_is_told_and_sends_again_under_the_same_ids() {
    let (sandbox, out) = with_file(&[]);
    (0..10).for_each(|number| drop(put(&sandbox, "s", number)));
    sandbox.stdout(["forward", "run"]);
    let table = sandbox.store().join(".forward/copy/delivered");
    let bytes = fs::read(&table).unwrap();
    fs::write(&table, &bytes[..bytes.len() / 2]).unwrap();
    let ran = sandbox.run(["forward", "run"]);
    assert!(ran.stderr.contains("the cursor is damaged: what it does not know any more"), "{}", ran.stderr);
    let lines = lines(&out);
    assert_eq!((lines.len(), received(&lines)["s"].len()), (20, 10));
}

#[test]
fn what_was_cleared_and_comes_back_is_not_sent_again() {
    let (sandbox, out) = with_file(&[]);
    (0..10).for_each(|number| drop(put(&sandbox, if number < 5 { "a" } else { "b" }, number)));
    sandbox.stdout(["forward", "run"]);
    sandbox.stdout(["clear", "--session", "a"]);
    sandbox.stdout(["forward", "run"]);
    sandbox.stdout(["undo"]);
    let copy = sandbox.store().join("a/qa-1.json");
    fs::write(&copy, fs::read(&copy).unwrap()).unwrap();
    sandbox.stdout(["forward", "run"]);
    assert_eq!(lines(&out).len(), 10);
}

#[test]
fn files_that_are_no_records_stop_nothing_and_are_told() {
    let (sandbox, out) = with_file(&[]);
    put(&sandbox, "s", 1);
    sandbox.put("s/torn.json", "{\"timestamp\":");
    let ran = sandbox.run(["forward", "run"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("passed over 1 file without a record"), "{}", ran.stderr);
    // Whole again, it is sent.
    put(&sandbox, "s", 2);
    fs::rename(sandbox.store().join("s/qa-2.json"), sandbox.store().join("s/torn.json")).unwrap();
    sandbox.stdout(["forward", "run"]);
    assert_eq!(received(&lines(&out))["s"], [1, 2]);
}

#[test]
fn a_unit_names_this_program_and_this_store() {
    let (sandbox, _) = with_file(&[]);
    let unit = sandbox.stdout(["forward", "unit", "copy"]);
    let line = format!("--dir \"{}\" forward run --follow copy\n", sandbox.store().display());
    assert!(unit.contains(&line) && unit.contains("ExecStart=\"/"), "{unit}");
}

#[test]
fn every_old_shape_is_forwarded_as_strict_json() {
    let sandbox = Sandbox::with_examples();
    sandbox.put("odd/x.json", r#"{"timestamp":"2026-01-01T00:00:00","agent_name":"qa","request_summary":NaN,"response_content":[1,"\ud800"]}"#);
    sandbox.stdout(["forward", "add", "copy", "file", "path=out.ndjson"]);
    let Run { code, stderr, .. } = sandbox.run(["forward", "run"]);
    assert_eq!(code, 0, "{stderr}");
    let lines = lines(&sandbox.project().join("out.ndjson"));
    let total = sandbox.json(["stats", "--json"])["total_responses"].as_u64().unwrap();
    assert_eq!(u64::try_from(lines.len()).unwrap(), total);
    let odd = lines.iter().find(|line| line["session_id"] == "odd").unwrap();
    assert_eq!(odd["record"]["request"], "NaN");
    assert!(
        lines.iter().all(|line| line["record"]["session_id"].is_string() || line["record"]["session_id"].is_null())
    );
}

#[test]
fn a_session_that_was_archived_before_it_was_sent_is_sent_from_its_archive() {
    let (sandbox, out) = with_file(&["batch.records=2"]);
    put(&sandbox, "s", 1);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 1 sent\n");
    for number in 2..=6 {
        put(&sandbox, "s", number);
    }
    sandbox.stdout(["archive", "s"]);
    put(&sandbox, "s", 7);
    assert_eq!(status(&sandbox)["destinations"][0]["lag"]["records"], 6);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 6 sent\n");
    assert_eq!(received(&lines(&out))["s"], [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 0 sent\n");
    sandbox.stdout(["restore", "s"]);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 0 sent\n", "what comes back was sent");
    sandbox.stdout(["archive", "s"]);
    let add = ["forward", "add", "later", "null", "--from", "now", "--json"];
    assert_eq!(sandbox.json(add)["lag"]["records"], 0, "what is archived now is not new either");
}

#[test]
fn an_archive_that_can_not_be_read_is_told_and_looked_into_again() {
    let (sandbox, _) = with_file(&[]);
    put(&sandbox, "s", 1);
    sandbox.stdout(["archive", "s"]);
    let archives = sandbox.project().join(".claude-mpm/responses/.archive");
    let archive = fs::read_dir(archives).unwrap().map(|entry| entry.unwrap().path());
    let archive = archive.into_iter().find(|path| path.extension().is_some_and(|end| end == "zst")).unwrap();
    let whole = fs::read(&archive).unwrap();
    fs::write(&archive, &whole[..whole.len() / 2]).unwrap();
    let ran = sandbox.run(["forward", "run"]);
    assert!(ran.stderr.contains("passed over 1 file") && ran.stderr.contains("0 sent"), "{}", ran.stderr);
    fs::write(&archive, whole).unwrap();
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 1 sent\n");
}

#[test]
fn what_will_be_given_up_is_told_before() {
    let (sandbox, out) = with_file(&["max_backlog=2"]);
    (0..5).for_each(|number| drop(put(&sandbox, "s", number)));
    let before = &status(&sandbox)["destinations"][0];
    assert_eq!((&before["lag"]["records"], &before["to_skip"]), (&json!(5), &json!(3)));
    let shown = sandbox.run(["forward", "status"]).stdout;
    assert!(shown.contains("waiting       5 records") && shown.contains("to skip       3 records"), "{shown}");
    let metrics = sandbox.run(["forward", "status", "--prometheus"]).stdout;
    assert!(metrics.contains("responses_forward_to_skip_records{destination=\"copy\"} 3\n"), "{metrics}");
    let ran = sandbox.run(["forward", "run"]).stderr;
    assert!(ran.contains("the 3 oldest") && ran.contains("copy: 2 sent"), "{ran}");
    let after = &status(&sandbox)["destinations"][0];
    assert_eq!((&after["to_skip"], &after["given_up"], &after["sent"]), (&json!(0), &json!(3), &json!(2)));
    assert_eq!(lines(&out).iter().filter(|line| line["kind"] == "gap").count(), 1);
}

#[test]
fn responses_that_go_while_the_destination_is_away_are_told_by_the_next_run_and_archived_ones_are_sent() {
    let sandbox = Sandbox::in_memory();
    let there = sandbox.project().join("there");
    fs::create_dir(&there).unwrap();
    sandbox.stdout(["forward", "add", "copy", "file", "path=there/out", "retry.max_retry_attempts=0"]);
    put(&sandbox, "sent", 0);
    sandbox.stdout(["forward", "run"]);
    fs::rename(&there, sandbox.project().join("away")).unwrap();
    (1..=3).for_each(|number| drop(put(&sandbox, "gone", number)));
    (4..=5).for_each(|number| drop(put(&sandbox, "archived", number)));
    assert_eq!(sandbox.run(["forward", "run"]).code, 1);
    sandbox.stdout(["clear", "--session", "gone", "--yes"]);
    sandbox.stdout(["clear", "--session", "sent", "--yes"]);
    sandbox.stdout(["archive", "archived"]);
    fs::rename(sandbox.project().join("away"), &there).unwrap();
    let ran = sandbox.run(["forward", "run"]).stderr;
    assert!(ran.contains("3 files went before being sent") && ran.ends_with("copy: 2 sent\n"), "{ran}");
    assert_eq!(status(&sandbox)["destinations"][0]["vanished"], 3);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 0 sent\n", "once is enough");
    sandbox.stdout(["restore", "archived"]);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 0 sent\n");
}
