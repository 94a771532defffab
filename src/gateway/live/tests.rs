use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};

use jiff::{Timestamp, tz::TimeZone};

use super::*;
use crate::gateway::destination::RetryPolicy;
use crate::gateway::transport::CallbackTransport;
use crate::gateway::{Cause, Item, SendError};
use crate::record::{AgentName, Json, RecordTime, SessionId};

mod events;

const LONG: Duration = Duration::from_mins(1);

fn store() -> (tempfile::TempDir, ResponseTracker) {
    let dir = tempfile::tempdir().unwrap();
    let tracker = ResponseTracker::new(dir.path().join("responses")).unwrap();
    (dir, tracker)
}

/// Event logs beside a store.
fn logs(tracker: &ResponseTracker) -> EventLogs {
    let directory = tracker.layout().base().parent().unwrap().join("logs");
    EventLogs {
        causal: directory.join("causal"),
        activity: directory.join("activity"),
        ..EventLogs::at_old_paths(directory.join("streams"), TimeZone::UTC, || Timestamp::UNIX_EPOCH)
    }
}

fn response(text: &str) -> NewResponse {
    NewResponse {
        timestamp: RecordTime::utc("2026-01-01T00:00:00Z".parse().unwrap()),
        session_id: SessionId::new("s").unwrap(),
        agent: AgentName::new("qa").unwrap(),
        request: "q".to_owned(),
        response: text.to_owned(),
        metadata: Json::empty_object(),
    }
}

fn text(item: &Item) -> String {
    let record: serde_json::Value = serde_json::from_str(item.record()).unwrap();
    record["response"].as_str().unwrap().to_owned()
}

/// A destination that keeps what it is told, and a receiver of it.
fn kept() -> (Box<dyn Transport>, mpsc::Receiver<String>) {
    let (tell, heard) = mpsc::channel();
    let send = move |batch: &[Item]| {
        batch
            .iter()
            .try_for_each(|item| tell.send(text(item)))
            .map_err(|error| SendError::transient(Cause::Connection, error))
    };
    (Box::new(CallbackTransport::new(send)), heard)
}

fn quick() -> RetryPolicy {
    RetryPolicy { max_retry_attempts: 2, delay: Duration::from_micros(1), max_delay: Duration::from_micros(4) }
}

#[test]
fn both_are_told_in_order_and_the_call_is_the_local_write_alone() {
    let (_dir, tracker) = store();
    let (transport, heard) = kept();
    let (tell, called) = mpsc::channel();
    let callback: Callback = Box::new(move |item| Ok(tell.send(text(item))?));
    let gateway =
        Gateway::builder(tracker.clone(), logs(&tracker)).callback(callback).transport(transport).start().unwrap();
    let paths: Vec<_> = ["a", "b", "c"].map(|one| gateway.record(&response(one)).unwrap()).into();
    let ended = gateway.close(LONG);
    assert!(ended.complete && paths.iter().all(|path| path.exists()));
    assert_eq!((ended.metrics.called, ended.metrics.sent, ended.metrics.settled), (3, 3, 3));
    assert_eq!(called.try_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn what_fails_downstream_is_told_to_the_handler_and_to_nobody_else() {
    let (_dir, tracker) = store();
    let (tell, told) = mpsc::channel();
    let dead = CallbackTransport::new(|_: &[Item]| Err(SendError::transient(Cause::Timeout, "nobody")));
    let callback: Callback =
        Box::new(|item| if text(item) == "b" { panic!("in a callback") } else { Err("no".into()) });
    let gateway = Gateway::builder(tracker.clone(), logs(&tracker))
        .callback(callback)
        .transport(Box::new(dead))
        .retry(quick())
        .on_error(move |error| tell.send(error.to_string()).unwrap())
        .start()
        .unwrap();
    for one in ["a", "b"] {
        assert!(gateway.record(&response(one)).unwrap().exists());
    }
    let Ended { complete, metrics, .. } = gateway.close(LONG);
    assert!(complete);
    assert_eq!((metrics.callback_failures, metrics.send_failures, metrics.sent), (2, 2, 0));
    let told: Vec<_> = told.try_iter().collect();
    assert!(told.iter().any(|one| one.ends_with(": it panicked")) && told.iter().any(|one| one.ends_with(": no")));
    assert!(told.iter().any(|one| one.contains("not sent: no answer in time: nobody")), "{told:?}");
}

#[test]
fn a_refused_item_does_not_take_others_with_it() {
    let (_dir, tracker) = store();
    let (tell, heard) = mpsc::channel();
    let picky = CallbackTransport::new(move |batch: &[Item]| {
        if batch.iter().any(|item| text(item) == "bad") {
            return Err(SendError::permanent(Cause::Refused, "bad"));
        }
        for item in batch {
            tell.send(text(item)).unwrap();
        }
        Ok(())
    });
    let gateway = Gateway::with_transport(tracker.clone(), logs(&tracker), Box::new(picky)).unwrap();
    for one in ["a", "bad", "b"] {
        gateway.record(&response(one)).unwrap();
    }
    let ended = gateway.close(LONG);
    assert_eq!((ended.metrics.sent, ended.metrics.send_failures), (2, 1));
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn after_the_end_nothing_is_recorded_and_a_second_end_is_the_same() {
    let (_dir, tracker) = store();
    let gateway = Gateway::logging_only(tracker.clone(), logs(&tracker)).unwrap();
    gateway.record(&response("a")).unwrap();
    let first = gateway.close(LONG);
    assert_eq!((first.complete, first.metrics.recorded), (true, 1));
    assert!(matches!(gateway.record(&response("b")), Err(CallError::Closed)));
    assert_eq!(gateway.close(LONG), first);
    assert_eq!(tracker.all_stats().unwrap().found.total().responses, 1);
}

#[test]
fn a_local_failure_is_the_callers_and_is_told_to_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("responses");
    let tracker = ResponseTracker::new(&path).unwrap();
    std::fs::write(&path, "no directory").unwrap();
    let (transport, heard) = kept();
    let gateway = Gateway::with_transport(tracker.clone(), logs(&tracker), transport).unwrap();
    assert!(matches!(gateway.record(&response("a")), Err(CallError::Local(_))));
    assert!(gateway.close(LONG).complete);
    assert_eq!(heard.try_iter().count(), 0);
}

#[test]
fn a_destination_that_hangs_makes_nobody_wait() {
    let (_dir, tracker) = store();
    // The destination waits for a word that does not come before the end.
    let (go, wait) = mpsc::channel::<()>();
    let (wait, hung) = (Mutex::new(wait), Arc::new(AtomicBool::new(false)));
    let flag = Arc::clone(&hung);
    let black_hole = CallbackTransport::new(move |_: &[Item]| {
        flag.store(true, Ordering::SeqCst);
        _ = wait.lock().unwrap().recv();
        Err(SendError::transient(Cause::Timeout, "nothing"))
    });
    let gateway = Gateway::builder(tracker.clone(), logs(&tracker))
        .transport(Box::new(black_hole))
        .queue(QueueLimit(3))
        .start()
        .unwrap();
    for number in 0..20 {
        gateway.record(&response(&number.to_string())).unwrap();
    }
    gateway.set_transport(None);
    let ended = gateway.close(Duration::ZERO);
    assert!(!ended.complete && ended.metrics.overflowed > 0);
    assert_eq!(ended.metrics.recorded, 20);
    assert_eq!(tracker.all_stats().unwrap().found.total().responses, 20);
    drop(go);
    let later = gateway.flush(LONG);
    assert!(later.complete && hung.load(Ordering::SeqCst));
}

#[test]
fn whoever_is_told_can_be_replaced() {
    let (_dir, tracker) = store();
    let ((first, heard_first), (second, heard_second)) = (kept(), kept());
    let gateway = Gateway::with_transport(tracker.clone(), logs(&tracker), first).unwrap();
    gateway.record(&response("a")).unwrap();
    assert!(gateway.flush(LONG).complete);
    gateway.set_transport(Some(second));
    gateway.record(&response("b")).unwrap();
    assert!(gateway.flush(LONG).complete);
    gateway.set_transport(None);
    gateway.record(&response("c")).unwrap();
    // Whoever comes is told what waits.
    assert!(gateway.flush(LONG).complete);
    let (tell, called) = mpsc::channel();
    gateway.set_callback(Some(Box::new(move |item| Ok(tell.send(text(item))?))));
    gateway.record(&response("d")).unwrap();
    assert!(gateway.flush(LONG).complete);
    gateway.set_callback(Some(Box::new(|_| Err("another".into()))));
    gateway.record(&response("e")).unwrap();
    let ended = gateway.close(LONG);
    assert_eq!((ended.metrics.sent, ended.metrics.settled), (2, 5));
    assert_eq!((ended.metrics.called, ended.metrics.callback_failures), (1, 1));
    assert_eq!(called.iter().collect::<Vec<_>>(), ["d"]);
    // The first was put down when it was replaced: its end of the channel is gone.
    assert_eq!(heard_first.iter().collect::<Vec<_>>(), ["a"]);
    assert_eq!(heard_second.try_iter().collect::<Vec<_>>(), ["b"]);
}

#[test]
fn an_item_has_the_id_that_a_forwarder_gives_it() {
    let (_dir, tracker) = store();
    let (tell, heard) = mpsc::channel();
    let gateway =
        Gateway::with_callback(tracker.clone(), logs(&tracker), Box::new(move |item| Ok(tell.send(item.clone())?)))
            .unwrap();
    gateway.record(&response("a")).unwrap();
    assert!(gateway.close(LONG).complete);
    let place = crate::gateway::Place::new(
        tracker.layout().clone(),
        crate::gateway::destination::DestinationName::new("audit").unwrap(),
    );
    let (mut outbox, _) = crate::gateway::outbox::Outbox::open(tracker, place, None).unwrap();
    let now = "2026-02-01T00:00:00Z".parse().unwrap();
    outbox.look(now).unwrap();
    let batch = outbox.batch(&crate::gateway::destination::BatchLimits::default(), now);
    assert_eq!(batch[0].0, heard.recv().unwrap());
}
