//! Where a hook's record goes when it does not go to the store.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use responses::capture::fallback::collect;
use responses::capture::hook::{Outcome, Place, Told, handle};
use responses::capture::{Fallbacks, Format, Recorder, Sockets};
use responses::store::ResponseTracker;
use serde_json::{Value, json};

use super::{event, records};
use crate::support::Sandbox;

/// Takes an event in this process, with a recorder of the test's own.
fn take(sandbox: &Sandbox, recorder: &Recorder, event: &str) -> Outcome {
    let place = || Place { recorder: recorder.clone(), ..Place::new(ResponseTracker::new(sandbox.store()).unwrap()) };
    handle(event.as_bytes(), &Told::default(), |_| Some(place()), Timestamp::now())
}

/// A subagent that stops, and then its answer as it was given back, which has more to say.
fn run_of_an_agent(sandbox: &Sandbox) -> [String; 2] {
    let stop = json!({"agent_id": "1", "agent_type": "qa", "last_assistant_message": "Fixed."});
    let returned = json!({"tool_name": "Agent", "tool_use_id": "t", "tool_input": {"prompt": "Go", "subagent_type": "qa"},
        "tool_response": {"status": "completed", "agentId": "1", "totalDurationMs": 5,
            "content": [{"type": "text", "text": "Fixed."}]}});
    [event(sandbox, "s", "SubagentStop", &stop), event(sandbox, "s", "PostToolUse", &returned)]
}

#[cfg(unix)]
#[test]
fn what_the_system_log_has_is_told_it_once_and_amended_nowhere() {
    use responses::capture::SystemLog;
    use std::os::unix::net::UnixDatagram;
    let sandbox = Sandbox::new();
    let sockets = Sockets { syslog: Vec::new(), journald: sandbox.temporary().join("journal") };
    let journal = UnixDatagram::bind(&sockets.journald).unwrap();
    journal.set_nonblocking(true).unwrap();
    let recorder = Recorder::new(ResponseTracker::new(sandbox.store()).unwrap()).with_format(Format::Journald, sockets);
    let [stop, returned] = run_of_an_agent(&sandbox);
    assert_eq!(take(&sandbox, &recorder, &stop), Outcome::Logged(SystemLog::Journald));
    assert_eq!(take(&sandbox, &recorder, &stop), Outcome::Ignored);
    assert_eq!(take(&sandbox, &recorder, &returned), Outcome::Ignored);
    let mut bytes = vec![0; 1 << 16];
    let length = journal.recv(&mut bytes).unwrap();
    assert!(String::from_utf8_lossy(&bytes[..length]).contains("RESPONSE_TEXT=Fixed."));
    assert!(journal.recv(&mut bytes).is_err(), "one message");
    assert!(records(&sandbox).is_empty() && !sandbox.store().join(".log").exists());
}

#[test]
fn without_a_system_log_it_goes_to_files_as_ever() {
    let sandbox = Sandbox::new();
    let sockets = Sockets { syslog: Vec::new(), journald: sandbox.temporary().join("journal") };
    let recorder = Recorder::new(ResponseTracker::new(sandbox.store()).unwrap()).with_format(Format::Journald, sockets);
    let [stop, returned] = run_of_an_agent(&sandbox);
    assert!(matches!(take(&sandbox, &recorder, &stop), Outcome::Recorded(_)));
    assert!(matches!(take(&sandbox, &recorder, &returned), Outcome::Amended(_)));
    let record = records(&sandbox).into_values().next().unwrap();
    assert_eq!((&record["request"], &record["response"]), (&Value::from("Go"), &Value::from("Fixed.")));
}

#[test]
fn what_is_stranded_is_recorded_once_and_comes_home() {
    let sandbox = Sandbox::new();
    let obstacle = sandbox.put("s", "in the way");
    let places = Fallbacks::new(Some(&sandbox.home()), Path::new("none"));
    let store = ResponseTracker::new(sandbox.store()).unwrap();
    let recorder = Recorder::new(store.clone()).with_fallbacks(places.clone());
    let [stop, returned] = run_of_an_agent(&sandbox);
    assert!(matches!(take(&sandbox, &recorder, &stop), Outcome::Stranded(path) if path.starts_with(sandbox.home())));
    assert_eq!(take(&sandbox, &recorder, &stop), Outcome::Ignored);
    assert_eq!(take(&sandbox, &recorder, &returned), Outcome::Ignored);
    fs::remove_file(obstacle).unwrap();
    assert_eq!(collect(&places, &store).unwrap().brought.len(), 1);
    let record = records(&sandbox).into_values().next().unwrap();
    assert_eq!((&record["response"], record["metadata"].get("stranded")), (&Value::from("Fixed."), None));
}

#[test]
fn what_nobody_takes_is_told_and_tried_again_by_the_next_event() {
    let sandbox = Sandbox::new();
    let obstacle = sandbox.put("s", "in the way");
    let recorder = Recorder::new(ResponseTracker::new(sandbox.store()).unwrap());
    let [stop, returned] = run_of_an_agent(&sandbox);
    let Outcome::Lost(lost) = take(&sandbox, &recorder, &stop) else { panic!() };
    assert_eq!((lost.session.as_str(), lost.agent.as_str(), lost.response_length), ("s", "qa", 6));
    fs::remove_file(obstacle).unwrap();
    assert!(matches!(take(&sandbox, &recorder, &returned), Outcome::Recorded(_)));
    assert_eq!(records(&sandbox).len(), 1);
}
