//! Events go the way that responses go.

use std::fs;

use super::*;
use crate::events::activity;
use crate::events::causal::{EventId, EventType, NewEvent, Provenance};
use crate::events::stream::LineFormat;
use crate::gateway::ItemKind;
use crate::gateway::destination::{BatchLimits, DestinationName};
use crate::gateway::outbox::Outbox;

fn session() -> SessionId {
    SessionId::new("s").unwrap()
}

fn decision(confidence: f64) -> NewEvent {
    let provenance = Provenance { source: "test".to_owned(), agent: AgentName::new("qa").unwrap(), confidence };
    let time = RecordTime::utc("2026-01-01T00:00:00Z".parse().unwrap());
    NewEvent::new(EventId::from_bits(7), time, EventType::Decision, provenance)
}

fn write_of(path: &str) -> activity::Event {
    let operation = activity::Operation::Write;
    activity::Event::File(activity::FileAccess { path: path.to_owned(), operation, size_bytes: None, lines: None })
}

fn stream(text: &str) -> Json {
    Json::parse(text).unwrap()
}

/// A callback that keeps what it is told, and a receiver of it.
fn told() -> (Callback, mpsc::Receiver<Item>) {
    let (tell, told) = mpsc::channel();
    (Box::new(move |item| Ok(tell.send(item.clone())?)), told)
}

#[test]
fn events_of_every_family_are_logged_and_told_in_their_order_and_as_a_forwarder_tells_them() {
    let (_dir, tracker) = store();
    let (callback, called) = told();
    let (tell, sent) = mpsc::channel();
    let transport = CallbackTransport::new(move |batch: &[Item]| {
        for item in batch {
            tell.send(item.clone()).unwrap();
        }
        Ok(())
    });
    let logs = logs(&tracker);
    let gateway = Gateway::builder(tracker.clone(), logs.clone()).callback(callback).transport(Box::new(transport));
    let gateway = gateway.start().unwrap();
    let (qa, delta) = (AgentName::new("qa").unwrap(), stream(r#"{"type":"text_delta","session_id":"tiger"}"#));
    for event in [
        Event::Stream(delta.get()),
        Event::Causal(&session(), &decision(1.0)),
        Event::Activity(&qa, &session(), &write_of("a")),
        Event::Activity(&qa, &session(), &write_of("b")),
        Event::Stream(delta.get()),
    ] {
        let Logged::Written { path, bytes } = gateway.log(event).unwrap() else { panic!() };
        assert_eq!(fs::metadata(path).unwrap().len(), bytes.end);
    }
    let ended = gateway.close(LONG);
    assert_eq!((ended.complete, ended.metrics.called, ended.metrics.sent, ended.unsynced), (true, 5, 5, None));
    let called: Vec<_> = called.iter().collect();
    assert_eq!(called, sent.iter().collect::<Vec<_>>());
    let has = |item: &Item, text: &str| item.kind == ItemKind::Event && item.record().contains(text);
    let texts = ["tiger", "evt_00000007", "\"a\"", "\"b\"", "text_delta"];
    assert!(called.iter().zip(texts).all(|(item, text)| has(item, text)), "{called:?}");
    assert_eq!(forwarded(&tracker, logs), sorted(called));
}

fn sorted(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by_key(|item| item.id);
    items
}

/// What a forwarder sends of all logs.
fn forwarded(tracker: &ResponseTracker, logs: EventLogs) -> Vec<Item> {
    let forwarded = [logs.streams.directory, logs.causal, logs.activity].into_iter().enumerate();
    let forwarded = forwarded.flat_map(|(place, directory)| {
        let name = DestinationName::new(&format!("d{place}")).unwrap();
        let place = crate::gateway::Place::new(tracker.layout().clone(), name);
        let now = "2026-02-01T00:00:00Z".parse().unwrap();
        let (mut outbox, _) = Outbox::open(tracker.clone(), place, Some(&directory)).unwrap();
        outbox.look(now).unwrap();
        outbox.batch(&BatchLimits::default(), now).into_iter().map(|(item, _)| item).collect::<Vec<_>>()
    });
    sorted(forwarded.collect())
}

#[test]
fn what_goes_on_after_it_was_archived_and_files_of_the_other_ending_are_told_as_a_forwarder_tells_them() {
    let (_dir, tracker) = store();
    let mut logs = logs(&tracker);
    logs.streams.format = LineFormat::Json;
    let (callback, called) = told();
    let gateway = Gateway::with_callback(tracker.clone(), logs.clone(), callback).unwrap();
    let stream = stream(r#"{"type":"text_delta","session_id":"tiger"}"#);
    for number in 0..3_u8 {
        gateway.log(Event::Stream(stream.get())).unwrap();
        gateway.log(Event::Causal(&session(), &decision(1.0))).unwrap();
        gateway.log(Event::Causal(&session(), &decision(f64::from(number) / 10.0))).unwrap();
        assert!(gateway.flush(LONG).complete);
        let layout = crate::events::Layout::new(&logs.causal);
        crate::events::archive::archive(&layout, &layout.logs().unwrap()[0]).unwrap();
    }
    gateway.log(Event::Causal(&session(), &decision(1.0))).unwrap();
    assert!(gateway.close(LONG).complete);
    let called: Vec<_> = called.iter().collect();
    assert_eq!(called.len(), 10);
    assert_eq!(forwarded(&tracker, logs), sorted(called));
}

#[test]
fn an_event_that_is_refused_or_not_wanted_is_told_to_nobody() {
    let (_dir, tracker) = store();
    let variables = |name: &str| (name == "AGENT_LOG_INCLUDE_PROMPT").then(|| "false".to_owned());
    let streams = crate::events::stream::StreamOptions::from_variables(variables).unwrap();
    let mut logs = logs(&tracker);
    logs.streams = crate::events::stream::StreamOptions { directory: logs.streams.directory.clone(), ..streams };
    fs::create_dir_all(logs.activity.parent().unwrap()).unwrap();
    fs::write(&logs.activity, "no directory").unwrap();
    let (callback, called) = told();
    let gateway = Gateway::with_callback(tracker, logs, callback).unwrap();
    let prompt = stream(r#"{"type":"system_prompt","content":"secret"}"#);
    assert_eq!(gateway.log(Event::Stream(prompt.get())).unwrap(), Logged::LeftOut);
    let refused = gateway.log(Event::Causal(&session(), &decision(2.0)));
    assert!(matches!(refused, Err(CallError::Log(EventError::Invalid { .. }))), "{refused:?}");
    let failed = gateway.log(Event::Activity(&AgentName::new("qa").unwrap(), &session(), &write_of("a")));
    assert!(matches!(failed, Err(CallError::Log(EventError::Storage { .. }))), "{failed:?}");
    let ended = gateway.close(LONG);
    assert_eq!((ended.complete, ended.metrics.recorded, called.iter().count()), (true, 0, 0));
    assert!(matches!(gateway.log(Event::Causal(&session(), &decision(1.0))), Err(CallError::Closed)));
}

#[test]
fn what_is_not_there_any_more_when_it_is_to_be_told_is_told_to_the_handler() {
    let (_dir, tracker) = store();
    let (callback, called) = told();
    let (go, wait) = mpsc::channel::<()>();
    let (tell, failed) = mpsc::channel();
    // What was handed to the destination before keeps the thread until the log is gone.
    let slow = CallbackTransport::new(move |_: &[Item]| {
        _ = wait.recv();
        Ok(())
    });
    let gateway = Gateway::builder(tracker.clone(), logs(&tracker)).transport(Box::new(slow)).callback(callback);
    let gateway = gateway.on_error(move |error| tell.send(error.to_string()).unwrap()).start().unwrap();
    gateway.record(&response("first")).unwrap();
    called.recv().unwrap();
    let Logged::Written { path, .. } = gateway.log(Event::Causal(&session(), &decision(1.0))).unwrap() else {
        panic!()
    };
    fs::write(&path, "{\"another\": 1}\n").unwrap();
    drop(go);
    assert!(gateway.close(LONG).complete);
    assert!(failed.iter().any(|error| error.contains("another log took the place")));
}

#[test]
fn variables_say_where_and_how_events_are_logged() {
    let (dir, tracker) = store();
    let directory = dir.path().join("old");
    let start = |pattern: &str| {
        let variable = |name: &str| match name {
            "AGENT_LOG_DIR" => Some(directory.to_str().unwrap().to_owned()),
            "AGENT_LOG_FILE_PATTERN" => Some(pattern.to_owned()),
            "AGENT_LOG_SESSION_PATTERN" => Some("run-{session_id}".to_owned()),
            _ => None,
        };
        Gateway::from_variables(tracker.clone(), TimeZone::UTC, || Timestamp::UNIX_EPOCH, variable)
    };
    let error = start("a/b").unwrap_err();
    assert!(
        matches!(error, StartError::Variable(_)) && error.to_string().starts_with("AGENT_LOG_FILE_PATTERN is `a/b`")
    );
    let gateway = start("%Y%m%d").unwrap();
    let (callback, called) = told();
    gateway.set_callback(Some(callback));
    let logged = gateway.log(Event::Stream(stream(r#"{"session_id":"tiger"}"#).get())).unwrap();
    assert!(matches!(logged, Logged::Written { path, .. } if path == directory.join("run-tiger/19700101.jsonl")));
    assert!(gateway.close(LONG).complete);
    assert_eq!(called.iter().count(), 1);
}

#[test]
fn the_log_of_an_old_logger_goes_on_where_it_is() {
    let (dir, tracker) = store();
    let directory = dir.path().join("logs/sessions");
    let old = directory.join("tiger-castle/20251210_140000.jsonl");
    let line = "{\"timestamp\": \"2025-12-10T14:00:00.000001\", \"event\": {\"session_id\": \"tiger-castle\"}}\n";
    fs::create_dir_all(old.parent().unwrap()).unwrap();
    fs::write(&old, line).unwrap();
    let gateway = Gateway::at_old_paths(tracker, &directory, TimeZone::UTC, || Timestamp::UNIX_EPOCH).unwrap();
    let event = stream(r#"{"session_id":"tiger-castle","type":"completion"}"#);
    let Logged::Written { path, bytes } = gateway.log(Event::Stream(event.get())).unwrap() else { panic!() };
    assert_eq!((&path, bytes.start), (&old, line.len() as u64));
    let unnamed = gateway.log(Event::Stream(stream("[1, 2]").get())).unwrap();
    let below = |path: &PathBuf| path.strip_prefix(&directory).unwrap().to_string_lossy().into_owned();
    assert!(matches!(unnamed, Logged::Written { path, .. } if below(&path).starts_with("unknown_")));
    assert!(gateway.close(LONG).complete);
}
