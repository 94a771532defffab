//! What survives a conversion, and what is said of the rest.

use jiff::tz::TimeZone;

use super::*;

/// The lines that come of a log, and what is left out.
fn converted(from: Family, to: Family, lines: &[&str]) -> (Vec<Converted>, LeftOut) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.jsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    let conversion = Conversion { from, to, session: "s", agent: "qa", naive_zone: &TimeZone::UTC.into() };
    let mut made = Vec::new();
    let read = convert(&[path], &conversion, &ReadOptions::default(), |one| {
        made.push(one);
        ControlFlow::Continue(())
    });
    let read = read.unwrap();
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    (made, read.found)
}

fn told(made: &[Converted], left_out: &LeftOut) -> String {
    let lines = made.iter().map(|one| match one {
        Converted::Line(line) => line.clone(),
        Converted::Response(one) => format!("{one:#?}"),
    });
    lines.chain([format!("{left_out:?}")]).collect::<Vec<_>>().join("\n")
}

const ACTIVITY: [&str; 4] = [
    r#"{"name": "build", "start_time": 1760800000.125, "end_time": 1760800001.5, "metadata": {"n": 1}}"#,
    r#"{"path": "a", "operation": "read", "size_bytes": 1, "lines": null}"#,
    r#"{"name": "bash", "params": {}, "duration_ms": 5}"#,
    r#"{"name": "open", "start_time": 1760800002, "end_time": null, "metadata": {}}"#,
];

const STREAM: [&str; 9] = [
    r#"{"timestamp": "2025-05-29T10:15:30", "event": {"type": "interaction", "session_id": "t", "started": true, "id": "i"}}"#,
    r#"{"timestamp": "2025-05-29T10:15:31", "event": {"type": "anthropic_user_message", "session_id": "t", "message": {"content": "Hi"}}}"#,
    r#"{"timestamp": "2025-05-29T10:15:31.5", "event": {"type": "thought_delta", "session_id": "t", "role": "assistant (thought)", "content": "hm"}}"#,
    r#"{"timestamp": "2025-05-29T10:15:32", "event": {"type": "text_delta", "session_id": "t", "role": "assistant", "content": "Hel"}}"#,
    r#"{"timestamp": "2025-05-29T10:15:32.1", "event": {"type": "text_delta", "session_id": "t", "role": "assistant", "content": "lo"}}"#,
    r#"{"timestamp": "2025-05-29T10:15:33", "event": {"type": "tool_call", "session_id": "t", "active": true, "tool_calls": [{"id": "1", "name": "ls", "input": {"p": 1}}]}}"#,
    r#"{"timestamp": "2025-05-29T10:15:33.3", "event": {"type": "tool_call", "session_id": "t", "active": false, "tool_calls": [{"id": "1", "name": "ls"}], "tool_results": []}}"#,
    r#"{"timestamp": "2025-05-29T10:15:35", "event": {"type": "completion", "session_id": "t", "running": false, "input_tokens": 10, "output_tokens": 20}}"#,
    r#"{"timestamp": "2025-05-29T10:15:36", "event": {"type": "interaction", "session_id": "t", "started": false, "id": "i"}}"#,
];

const CAUSAL: [&str; 2] = [
    r#"{"event_id": "evt_6513270e", "timestamp": "2025-12-10T14:00:00Z", "event_type": "user_message", "provenance": {"source": "test", "agent": "user", "confidence": 1.0}, "data": {"n": 12345678901234567890123}}"#,
    r#"{"event_id": "evt_6513270f", "timestamp": "2025-12-10T14:00:01Z", "event_type": "tool_call", "provenance": {"source": "test", "agent": "codex", "confidence": 1.0}, "data": {"tool": "bash", "params": {"c": "ls"}, "duration_ms": 12}}"#,
];

#[test]
fn every_way_says_what_it_left_out() {
    use Family::{Activity, Causal, Response, Stream};
    let ways: [(Family, Family, &[&str]); 7] = [
        (Activity, Causal, &ACTIVITY),
        (Activity, Stream, &ACTIVITY),
        (Causal, Stream, &CAUSAL),
        (Causal, Activity, &CAUSAL),
        (Stream, Activity, &STREAM),
        (Stream, Causal, &STREAM),
        (Stream, Response, &STREAM),
    ];
    for (from, to, lines) in ways {
        let (made, left_out) = converted(from, to, lines);
        insta::assert_snapshot!(format!("{}_to_{}", from.name(), to.name()), told(&made, &left_out));
    }
    let conversion =
        Conversion { from: Activity, to: Response, session: "s", agent: "a", naive_zone: &TimeZone::UTC.into() };
    let no_way = convert(&[], &conversion, &ReadOptions::default(), |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(no_way.to_string(), "nothing of an event log of the family `activity` can become a response");
}

#[test]
fn what_was_converted_is_read_as_what_it_is_now() {
    for (from, to, lines) in
        [(Family::Activity, Family::Stream, ACTIVITY.as_slice()), (Family::Stream, Family::Activity, &STREAM)]
    {
        let (made, _) = converted(from, to, lines);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.jsonl");
        let lines: Vec<_> =
            made.iter().map(|one| if let Converted::Line(line) = one { line.as_str() } else { panic!() }).collect();
        std::fs::write(&path, lines.join("\n")).unwrap();
        assert_eq!(crate::events::recognise(&path).unwrap(), Some(to));
    }
}

/// The events of a stream, a second apart.
fn stream_of(events: &[Value]) -> Vec<String> {
    let line = |(second, event): (usize, &Value)| {
        json!({"timestamp": format!("2025-05-29T10:15:{:02}", 30 + second), "event": event}).to_string()
    };
    events.iter().enumerate().map(line).collect()
}

fn converted_stream(to: Family, events: &[Value]) -> (Vec<Converted>, LeftOut) {
    let lines = stream_of(events);
    converted(Family::Stream, to, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_task_that_ended_in_a_second_line_began_once() {
    let lines = [
        r#"{"name": "t", "start_time": 100.5, "end_time": null, "metadata": {"a": 1}}"#,
        r#"{"name": "t", "start_time": 200.5, "end_time": null, "metadata": {}}"#,
        r#"{"name": "t", "start_time": 100.5, "end_time": 101, "metadata": {"a": 2}}"#,
        r#"{"name": "u", "start_time": 100.5, "end_time": 101, "metadata": {"a": 3}}"#,
    ];
    let (made, left_out) = converted(Family::Activity, Family::Stream, &lines);
    assert!(left_out.is_empty());
    let told = |one: &Converted| {
        let Converted::Line(line) = one else { panic!() };
        let event = serde_json::from_str::<Value>(line).unwrap()["event"].take();
        (event["type"].as_str().unwrap().to_owned(), event["task"].clone(), event["metadata"].clone())
    };
    let event = |kind: &str, task: &str, metadata| (kind.to_owned(), json!(task), metadata);
    assert_eq!(
        made.iter().map(told).collect::<Vec<_>>(),
        [
            event("task_started", "t", json!({"a": 1})),
            event("task_started", "t", json!({})),
            event("task_completed", "t", json!({"a": 2})),
            event("task_started", "u", json!({"a": 3})),
            event("task_completed", "u", Value::Null),
        ]
    );
}

#[test]
fn what_was_said_without_being_asked_is_told() {
    let text = |text: &str| json!({"type": "text_delta", "session_id": "s", "role": "assistant", "content": text});
    let ask = json!({"type": "user_request", "session_id": "s", "data": {"message": "why?"}});
    let done = json!({"type": "completion", "session_id": "s", "running": false});
    let prompt = json!({"type": "system_prompt", "session_id": "s", "content": "You are"});
    let (made, left_out) = converted_stream(
        Family::Response,
        &[
            text("hello"),
            ask.clone(),
            prompt,
            text("because"),
            done.clone(),
            text("and"),
            done.clone(),
            ask.clone(),
            done,
            ask,
        ],
    );
    let [Converted::Response(answered)] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!((answered.request.as_str(), answered.response.as_str()), ("why?", "because"));
    let expected =
        [("requests without a whole answer", 2), ("system_prompt events", 1), ("texts that answer no request", 2)];
    assert_eq!(left_out, expected.map(|(what, count)| (what.to_owned(), count)).into());
}

#[test]
fn what_begins_anew_was_not_finished_before() {
    let call = json!({"type": "tool_call", "active": true, "tool_calls": [{"id": "1", "name": "ls", "input": {}}]});
    let begun = json!({"type": "interaction", "session_id": "s", "started": true});
    let ended = json!({"type": "interaction", "session_id": "s", "started": false});
    let (made, left_out) = converted_stream(Family::Activity, &[begun.clone(), call.clone(), begun, call, ended]);
    let starts = |one: &Converted| {
        let Converted::Line(line) = one else { panic!() };
        let task: Value = serde_json::from_str(line).unwrap();
        (task["start_time"].as_f64().unwrap() % 60.0, task["end_time"].is_null())
    };
    assert_eq!(made.iter().map(starts).collect::<Vec<_>>(), [(30.0, true), (32.0, false)]);
    assert_eq!(left_out, [("tool calls without a result".to_owned(), 2)].into());
}
