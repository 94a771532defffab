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

/// What comes of lines on the way to another family and back.
fn there_and_back(family: Family, over: &[Family], lines: &[&str]) -> Vec<String> {
    let mut now: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let mut from = family;
    for to in over.iter().chain([&family]) {
        let (made, left_out) = converted(from, *to, &now.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(left_out.is_empty(), "{from:?} to {to:?}: {left_out:?}");
        let line = |one| if let Converted::Line(line) = one { line } else { panic!("{one:?}") };
        now = made.into_iter().map(line).collect();
        from = *to;
    }
    now
}

#[test]
fn tasks_come_back_from_every_log_that_they_were_taken_to() {
    let lines = [
        r#"{"type":"TaskEvent","name":"outer","start_time":100.5,"end_time":104.75,"metadata":{"n":1}}"#,
        r#"{"type":"TaskEvent","name":"t","start_time":103.125,"end_time":104.0,"metadata":{}}"#,
        r#"{"type":"TaskEvent","name":"t","start_time":101.0,"end_time":106.0,"metadata":{"é":[null]}}"#,
        r#"{"type":"TaskEvent","name":"open","start_time":107.0,"end_time":null,"metadata":{"a":"b"}}"#,
    ];
    for over in [&[Family::Stream][..], &[Family::Causal], &[Family::Stream, Family::Causal]] {
        assert_eq!(there_and_back(Family::Activity, over, &lines), lines, "{over:?}");
    }
    // Two of a name at once are known by how long they took.
    let nested = [
        r#"{"name":"t","start_time":100.0,"end_time":null,"metadata":{}}"#,
        r#"{"name":"t","start_time":101.0,"end_time":null,"metadata":{}}"#,
        r#"{"name":"t","start_time":100.0,"end_time":110.0,"metadata":{}}"#,
        r#"{"name":"t","start_time":101.0,"end_time":111.5,"metadata":{}}"#,
    ];
    let back = there_and_back(Family::Activity, &[Family::Stream], &nested);
    let expected = [(100.0, 110.0), (101.0, 111.5)].map(|(start, end)| {
        format!(r#"{{"type":"TaskEvent","name":"t","start_time":{start:?},"end_time":{end:?},"metadata":{{}}}}"#)
    });
    assert_eq!(back, expected);
}

#[test]
fn causal_events_come_back_from_a_stream() {
    let line = r#"{"event_id":"evt_6513270e","timestamp":"2025-12-10T14:00:00.250000+00:00","event_type":"user_message","provenance":{"source": "test", "agent": "user", "confidence": 1.0},"data":{"text": "\u00e9", "n": 12345678901234567890123},"own":[NaN]}"#;
    let decided = line.replace("user_message", "decision").replace("0e\"", "0f\"");
    assert_eq!(there_and_back(Family::Causal, &[Family::Stream], &[line, &decided]), [line, &decided]);
    // A call of a tool is one for an activity log too.
    let (stream, _) = converted(Family::Causal, Family::Stream, &CAUSAL);
    let stream: Vec<_> =
        stream.iter().map(|one| if let Converted::Line(line) = one { line.as_str() } else { "" }).collect();
    let (direct, _) = converted(Family::Causal, Family::Activity, &CAUSAL);
    assert_eq!(converted(Family::Stream, Family::Activity, &stream).0, direct);
    let named = line.replace("\"own\"", "\"role\"");
    let (_, left_out) = converted(Family::Causal, Family::Stream, &[&named]);
    assert_eq!(left_out, [("values of `role`, which a stream has another meaning for".to_owned(), 1)].into());
}

#[test]
fn what_a_tool_was_given_is_an_object_and_a_call_of_nothing_is_told() {
    let call = |arguments: &str| json!({"type": "tool_call", "active": false, "tool_calls": [{"function": {"name": "ls", "arguments": arguments}}]});
    let none = json!({"type": "tool_call", "active": true, "tool_calls": null});
    let events = [call(r#"{"p": 12345678901234567890123}"#), call("-l"), none];
    let (made, left_out) = converted_stream(Family::Activity, &events);
    let params = |one: &Converted| {
        let Converted::Line(line) = one else { panic!() };
        Json::parse(line).unwrap().get().member("params").unwrap().text().to_owned()
    };
    let expected = [r#"{"p":12345678901234567890123}"#, r#"{"arguments":"-l"}"#];
    assert_eq!(made.iter().map(params).collect::<Vec<_>>(), expected);
    let none_named = [("tool_call events that name no tool".to_owned(), 1)];
    assert_eq!(left_out, none_named.clone().into());
    let (_, left_out) = converted_stream(Family::Causal, &events[2..]);
    assert_eq!(left_out, none_named.into());
}

#[test]
fn two_requests_are_not_one_because_no_end_is_told() {
    let text = |text: &str| json!({"type": "text_delta", "session_id": "s", "role": "assistant", "content": text});
    let ask = |text: &str| json!({"type": "user_request", "session_id": "s", "data": {"message": text}});
    let done = |reason: &str| json!({"type": "completion", "session_id": "s", "running": false, "stop_reason": reason});
    let request = |events: &[Value]| {
        let (made, left_out) = converted_stream(Family::Response, events);
        let [Converted::Response(one)] = made.as_slice() else { panic!("{made:?}") };
        ((one.request.clone(), one.response.clone()), left_out.values().sum::<u64>())
    };
    let told = |request: &str, response: &str| (request.to_owned(), response.to_owned());
    let without = [ask("q1"), text("a1"), ask("q2"), text("a2"), done("end_turn")];
    assert_eq!(request(&without), (told("q2", "a2"), 1));
    // The model goes on after it called tools, and hears both.
    let going_on = [ask("q1"), text("a1"), done("tool_use"), ask("q2"), text("a2"), done("end_turn")];
    assert_eq!(request(&going_on), (told("q1\n\nq2", "a1\n\na2"), 0));
}
