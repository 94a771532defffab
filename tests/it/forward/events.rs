//! Event logs on their way, wherever they lie.

use super::*;

#[test]
fn event_logs_go_too_and_a_log_that_was_rotated_is_told() {
    let sandbox = Sandbox::in_memory();
    let log = sandbox.put("../../logs/tiger/1.jsonl", "{\"event\":{\"n\":1}}\n{\"event\":{\"n\":2}}\n");
    sandbox.stdout(["forward", "add", "copy", "file", "path=out.ndjson", "events=logs"]);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 2 sent\n");
    fs::rename(&log, log.with_file_name("0.jsonl")).unwrap();
    fs::write(&log, "{\"event\":{\"n\":3}}\n").unwrap();
    let ran = sandbox.run(["forward", "run"]);
    assert!(ran.stderr.contains("begins anew with 1 event log, cut off or replaced"), "{}", ran.stderr);
    let sent: Vec<_> =
        lines(&sandbox.project().join("out.ndjson")).iter().map(|line| line["record"]["event"]["n"].clone()).collect();
    assert_eq!(sent, [1, 2, 3]);
}

#[test]
fn an_event_log_that_goes_while_the_destination_is_away_is_told_by_the_next_run() {
    let sandbox = Sandbox::in_memory();
    let there = sandbox.project().join("there");
    fs::create_dir(&there).unwrap();
    sandbox.stdout(["forward", "add", "copy", "file", "path=there/out", "events=logs", "retry.max_retry_attempts=0"]);
    fs::remove_dir_all(&there).unwrap();
    let log = sandbox.put("../../logs/tiger/1.jsonl", "{\"event\":{\"n\":1}}\n");
    assert_eq!(sandbox.run(["forward", "run"]).code, 1);
    fs::remove_file(log).unwrap();
    fs::create_dir(&there).unwrap();
    let ran = sandbox.run(["forward", "run"]);
    assert!(ran.stderr.contains("1 event log went before being sent to the end"), "{}", ran.stderr);
    assert_eq!(status(&sandbox)["destinations"][0]["vanished"], 1);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 0 sent\n", "once is enough");
}

/// The events that a destination got, each once by its id, in the order in which they first came.
fn events(out: &Path) -> Vec<u64> {
    let mut seen = BTreeSet::new();
    let first = lines(out).into_iter().filter(|line| seen.insert(line["id"].to_string()));
    first.map(|line| line["record"]["event"]["n"].as_u64().unwrap()).collect()
}

#[test]
fn streams_of_either_ending_are_forwarded_as_they_are_read() {
    let (sandbox, out) = with_file(&["events=logs/sessions"]);
    let emit = |format: &str, n: u32| {
        let event = json!({"type": "message", "session_id": "tiger", "role": "user", "content": "hi", "n": n});
        let mut command = sandbox.command(["events", "emit", &event.to_string()]);
        let run = Run::of(command.env("AGENT_LOG_FORMAT", format).env("AGENT_LOG_FILE_PATTERN", "all"));
        assert_eq!(run.code, 0, "{}", run.stderr);
    };
    sandbox.put("../../logs/sessions/tiger/notes.json", "{\"request\": \"no\", \"response\": \"event\"}\n");
    for n in 1..=2 {
        emit("json", n);
    }
    assert_eq!(status(&sandbox)["destinations"][0]["lag"]["records"], 2);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 2 sent\n");
    emit("json", 3);
    emit("jsonl", 4);
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 2 sent\n");
    assert_eq!(sandbox.run(["forward", "run"]).stderr, "copy: 0 sent\n");
    assert_eq!(events(&out), [1, 2, 3, 4]);
    assert!(lines(&out).iter().all(|line| line["session_id"] == "tiger"));
    let read = sandbox.json(["events", "view", "tiger", "--json"]);
    assert_eq!(read["items"].as_array().unwrap().len(), 4, "as many are read: {read}");
}

#[test]
fn a_log_that_is_archived_and_restored_however_often_is_sent_once() {
    for looks in [true, false] {
        let (sandbox, out) = with_file(&["events=.ai-agents/sessions"]);
        let log = sandbox.project().join(".ai-agents/sessions/s.jsonl");
        let run = |looks: bool| if looks { sandbox.run(["forward", "run", "--once"]).stderr } else { String::new() };
        let mut n = 0;
        let mut append = || {
            n += 1;
            fs::create_dir_all(log.parent().unwrap()).unwrap();
            let mut text = fs::read_to_string(&log).unwrap_or_default();
            text.push_str(
                &json!({"event_id": format!("evt_{n:08x}"), "event_type": "decision", "event": {"n": n}}).to_string(),
            );
            fs::write(&log, text + "\n").unwrap();
            n
        };
        for _ in 0..3 {
            append();
            append();
            run(true);
            append();
            run(looks);
            sandbox.stdout(["events", "archive", "s"]);
            run(looks);
            append();
            run(true);
            sandbox.stdout(["events", "archive", "s"]);
            run(looks);
            sandbox.stdout(["events", "restore", "s"]);
        }
        let last = append();
        assert!(run(true).ends_with(" sent\n"));
        assert_eq!(run(true), "copy: 0 sent\n");
        assert_eq!(events(&out), (1..=last).collect::<Vec<_>>());
        assert_eq!(lines(&out).len(), usize::try_from(last).unwrap(), "nothing was sent twice");
        // All of it once more, from an archive, has the ids that it had.
        sandbox.stdout(["events", "archive", "s"]);
        sandbox.stdout(["forward", "remove", "copy"]);
        let options = ["path=out.ndjson", "events=.ai-agents/sessions", "--from", "beginning"];
        assert_eq!(sandbox.run(["forward", "add", "copy", "file"].iter().chain(&options).copied()).code, 0);
        assert_eq!(run(true), format!("copy: {last} sent\n"));
        assert_eq!(events(&out).len(), usize::try_from(last).unwrap());
    }
}
