use responses::gateway::{Cause, Item, ItemId, ItemKind, SendError};
use serde_json::{Value, json};

use super::{ids, items, open, passing, try_open};
use crate::support::servers::{Collector, LogRecord, Sink, Trouble, log_records};

fn options(url: &str, more: Value) -> Value {
    let mut options = json!({"transport": "otlp", "url": url, "read_timeout": "20s"});
    let Value::Object(more) = more else { panic!("{more}") };
    options.as_object_mut().unwrap().extend(more);
    options
}

/// An item with everything that values can be.
fn varied() -> Item {
    let record = json!({
        "timestamp": "2026-11-21T11:59:58+00:00", "session_id": "release-1.4", "agent": "engineer",
        "request": "Fix \"it\"\n", "response": {"text": "Fixed.", "n": [1, 2.5, true, null, "ü\u{1f600}"]},
        "metadata": {"model": "claude-opus-4", "exit_code": 3, "tools_used": ["Bash"], "nothing": null, "big": 18_446_744_073_709_551_615_u64},
    });
    let text = record.to_string();
    let id = ItemId::of(ItemKind::Response, b"varied", text.as_bytes());
    Item::new(id, ItemKind::Response, "release-1.4".to_owned(), Some("2026-11-21T11:59:58Z".parse().unwrap()), &text)
}

fn sent(batch: &[Item], more: Value) -> Vec<LogRecord> {
    let sink = Sink::start();
    let mut transport = open(options(&sink.url(""), more));
    transport.health_check().unwrap();
    transport.send_batch(batch).unwrap();
    let request = sink.last();
    assert_eq!((request.path.as_str(), request.headers["content-type"].as_str()), ("/v1/logs", "application/json"));
    log_records(&request.body)
}

#[test]
fn what_is_sent_has_the_form_that_is_published() {
    let records =
        sent(&[varied()], json!({"service_name": "agents", "resource": {"deployment.environment.name": "test"}}));
    let [record] = &records[..] else { panic!("{records:?}") };
    assert_eq!(record.resource["service.name"], "agents");
    assert_eq!(record.resource["deployment.environment.name"], "test");
    assert_eq!((record.time, &record.severity), (Some(1_795_262_398_000_000_000), &(17, "ERROR".to_owned())));
    assert_eq!(record.event, "gen_ai.client.inference.operation.details");
    insta::assert_json_snapshot!("otlp_attributes", record.attributes);
}

#[test]
fn texts_can_be_left_out() {
    let records = sent(&[varied()], json!({"content": "none"}));
    assert!(!format!("{records:?}").contains("Fix"), "{records:?}");
    assert_eq!(records[0].attributes["gen_ai.agent.name"], "engineer");
}

#[test]
fn bodies_are_compressed_unless_that_is_off() {
    for (more, compressed) in [(json!({}), true), (json!({"gzip": true}), true), (json!({"gzip": false}), false)] {
        let sink = Sink::start();
        open(options(&sink.url("/custom/logs"), more)).send_batch(&items("a", 3)).unwrap();
        assert_eq!(sink.last().headers.contains_key("content-encoding"), compressed);
        assert_eq!(sink.last().path, "/custom/logs");
        let uids: Vec<_> =
            log_records(&sink.last().body).iter().map(|record| record.attributes["log.record.uid"].clone()).collect();
        assert_eq!(uids, ids(&items("a", 3)));
    }
}

#[test]
fn a_receiver_understands_it() {
    let Some(collector) = Collector::start("sending to a receiver of OpenTelemetry logs") else { return };
    let mut transport = open(options(&collector.url(), json!({})));
    transport.health_check().unwrap();
    let mut batch = items("a", 20);
    batch.push(varied());
    transport.send_batch(&batch).unwrap();
    let uids: Vec<_> = ids(&batch).into_iter().map(|id| format!("log.record.uid: Str({id})")).collect();
    let log = collector.log(&uids.iter().map(String::as_str).collect::<Vec<_>>());
    for said in [
        "-> service.name: Str(responses)",
        "Timestamp: 1795262398000000000",
        "SeverityNumber: SEVERITY_NUMBER_ERROR(17)",
        "EventName: gen_ai.client.inference.operation.details",
        "-> gen_ai.provider.name: Str(anthropic)",
        "-> gen_ai.conversation.id: Str(release-1.4)",
    ] {
        assert!(log.contains(said), "{said}: {log}");
    }
    assert!(!log.contains("Failed to decode"), "{log}");
}

#[test]
fn what_was_rejected_is_permanent() {
    let partial = |rejected: &str| {
        let body = format!(r#"{{"partialSuccess":{{"rejectedLogRecords":"{rejected}","errorMessage":"too old"}}}}"#);
        let body: &'static str = Box::leak(body.into_boxed_str());
        let sink = Sink::with_trouble(move |_| Trouble::Answer(200, Vec::new(), body));
        open(options(&sink.url(""), json!({}))).send_batch(&items("a", 3))
    };
    assert_eq!(partial("0"), Ok(()));
    let Err(SendError::Permanent { items, message, .. }) = partial("2") else { panic!() };
    assert_eq!((items.len(), message.as_str()), (0, "2 of 3 log records were rejected: too old"));
    let Err(SendError::Permanent { items, .. }) = partial("3") else { panic!() };
    assert_eq!(items.len(), 3);
}

#[test]
fn statuses_mean_what_the_specification_says() {
    let judged = |status, headers: Vec<(&'static str, String)>| {
        let sink = Sink::with_trouble(move |_| Trouble::Answer(status, headers.clone(), "{\"message\": \"no\"}"));
        open(options(&sink.url(""), json!({}))).send_batch(&items("a", 2)).unwrap_err()
    };
    for status in [429, 502, 503, 504] {
        passing(&judged(status, Vec::new()), Cause::Refused, &status.to_string());
        let throttled = judged(status, vec![("Retry-After", "4".to_owned())]);
        assert!(matches!(throttled, SendError::Throttled { delay, .. } if delay.as_secs() == 4));
    }
    for status in [400, 413, 500] {
        assert!(matches!(judged(status, Vec::new()), SendError::Permanent { .. }), "{status}");
    }
    passing(&judged(401, Vec::new()), Cause::Refused, "is the token right?");
}

#[test]
fn what_can_not_be_told_is_named() {
    let sink = Sink::start();
    let mut batch = items("a", 3);
    let id = ItemId::of(ItemKind::Response, b"x", b"x");
    batch[1] = Item::new(id, ItemKind::Response, "s".to_owned(), None, r#"{"neither": "request nor response"}"#);
    let Err(SendError::Permanent { items, .. }) = open(options(&sink.url(""), json!({}))).send_batch(&batch) else {
        panic!()
    };
    assert_eq!(items.iter().map(|item| item.index).collect::<Vec<_>>(), [1]);
    assert_eq!(sink.requests(), 0);
}

#[test]
fn what_can_not_work_is_said_at_once() {
    for (more, words) in [
        (json!({"url": "grpc://localhost:4317"}), "`url` must be a URL that begins with http:// or https://"),
        (json!({"content": "some"}), "unknown variant `some`, expected `full` or `none`"),
        (json!({"token_env": "UNSET"}), "the environment variable UNSET is not set"),
    ] {
        let Err(error) = try_open(options("http://localhost:4318", more.clone())) else { panic!("{more}") };
        assert!(error.to_string().contains(words), "{more}: {error}");
    }
}
