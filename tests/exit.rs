//! A program that returns from `main` without closing its logger loses nothing. This is that program, and the one that starts
//! it and looks at what it left: it needs a `main` of its own, which the test harness would take.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::path::Path;
use std::process::Command;

use responses::capture::Recorder;
use responses::capture::logger::{Logged, Options, SessionLogger};
use responses::record::{AgentName, Json, SessionId};
use responses::store::ResponseTracker;

const NUMBER: usize = 3000;

fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("log") => log(Path::new(&arguments[2])),
        // Whoever lists tests finds none in here.
        Some("--list") => {}
        _ => nothing_is_lost(),
    }
}

fn nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    let status = Command::new(std::env::current_exe().unwrap()).arg("log").arg(&store).status().unwrap();
    assert!(status.success());
    let tracker = ResponseTracker::new(&store).unwrap();
    let session = SessionId::new("exit").unwrap();
    let texts = tracker
        .session_responses(&session)
        .unwrap()
        .map(|read| read.unwrap().1.response.get().reading_text().into_owned());
    assert!(texts.eq((0..NUMBER).map(|number| number.to_string())), "all are there, in order");
}

fn log(store: &Path) {
    let recorder = Recorder::new(ResponseTracker::new(store).unwrap());
    let logger = SessionLogger::new(recorder, SessionId::new("exit").unwrap(), Options::default()).unwrap();
    let agent = AgentName::new("engineer").unwrap();
    let mut now = jiff::Timestamp::UNIX_EPOCH;
    for number in 0..NUMBER {
        now += jiff::SignedDuration::from_micros(100);
        let text = number.to_string();
        let done = logger.log_response(&agent, "?", &text, &Json::empty_object(), now).unwrap();
        assert_eq!(done, Logged::Queued);
    }
}
