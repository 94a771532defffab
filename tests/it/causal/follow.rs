//! Logs that are followed while they grow, go, and are archived.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use super::questions::with;
use super::{event, put};

#[test]
fn followed_logs_show_what_is_there_and_what_is_added() {
    let sandbox = with(&[event(1, "error", ""), event(2, "decision", "")]);
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(["events", "query", "--follow", "--type", "error", "--limit", "3", "--interval", "5ms", "--raw"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap() + "\n", event(1, "error", ""));
    let append = |session| {
        let args = ["events", "append", "--session", session, "--type", "error", "--agent", "codex"];
        sandbox.stdout(args).trim().to_owned()
    };
    let added = append("s");
    assert!(lines.next().unwrap().contains(&added));
    let added = append("new session");
    assert!(lines.next().unwrap().contains(&added));
    assert_eq!(lines.next(), None, "there were enough");
    assert!(child.wait().unwrap().success());
    let run = sandbox.run(["events", "query", "--follow", "--json"]);
    assert_eq!(run.code, 2, "{run:?}");
}

#[cfg(unix)]
#[test]
fn what_can_not_be_followed_is_named_once() {
    let sandbox = with(&[event(1, "error", "")]);
    std::os::unix::fs::symlink("elsewhere", super::log(&sandbox, "link")).unwrap();
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(["events", "query", "--follow", "--limit", "2", "--interval", "2ms", "--raw"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap() + "\n", event(1, "error", ""));
    std::thread::sleep(std::time::Duration::from_millis(100));
    put(&sandbox, "t", event(2, "error", ""));
    assert_eq!(lines.next().unwrap() + "\n", event(2, "error", ""));
    let told = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    assert_eq!(told.matches("link.jsonl").count(), 1, "{told}");
}

#[test]
fn what_is_compressed_is_shown_once_when_logs_are_followed() {
    let sandbox = with(&[event(1, "error", "")]);
    sandbox.stdout(["events", "archive", "s"]);
    put(&sandbox, "t", event(2, "error", ""));
    put(&sandbox, "u", responses::record::compress(event(3, "error", "").as_bytes()).unwrap());
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(["events", "query", "--follow", "--archived", "--limit", "5", "--interval", "5ms", "--raw"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(|line| line.unwrap() + "\n");
    for number in 1..=3 {
        assert_eq!(lines.next().unwrap(), event(number, "error", ""));
    }
    // What was shown is not shown again from the archive that it goes to.
    sandbox.stdout(["events", "archive", "t"]);
    std::thread::sleep(std::time::Duration::from_millis(100));
    put(&sandbox, "v", event(4, "error", ""));
    assert_eq!(lines.next().unwrap(), event(4, "error", ""));
    put(&sandbox, "w", responses::record::compress(event(5, "error", "").as_bytes()).unwrap());
    assert_eq!(lines.next().unwrap(), event(5, "error", ""));
    let told = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    assert!(!told.contains("warning"), "{told}");
}

#[cfg(unix)]
#[test]
fn what_a_log_got_before_it_was_taken_away_is_shown() {
    use std::process::Command;

    let sandbox = with(&[event(1, "error", "")]);
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    command.args(["events", "query", "--follow", "--limit", "3", "--interval", "5ms", "--raw"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap() + "\n", event(1, "error", ""));
    let process = child.id().to_string();
    let signal = |name: &str| assert!(Command::new("kill").args([name, &process]).status().unwrap().success());
    // While it looks away, its log gets an event and goes, and another log begins.
    signal("-STOP");
    let path = put(&sandbox, "s", event(1, "error", "") + &event(2, "error", ""));
    std::fs::rename(&path, path.with_extension("old")).unwrap();
    put(&sandbox, "t", event(3, "error", "") + &event(4, "error", ""));
    signal("-CONT");
    assert_eq!(lines.next().unwrap() + "\n", event(2, "error", ""));
    assert_eq!(lines.next().unwrap() + "\n", event(3, "error", ""));
    assert!(child.wait().unwrap().success());
}
