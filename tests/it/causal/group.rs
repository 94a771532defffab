//! Events that are added together are added as they would be one by one.

use std::fs;

use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use responses::events::causal::{
    CausalLog, CausalStep, CheckedEvent, Commitment, CommitmentStatus, Constraint, Dependencies, Entity, EntityKind,
    EventId, EventType, Failure, NewEvent, Priority, Provenance,
};
use responses::events::log::Sync;
use responses::events::{Error, Layout};
use responses::record::{AgentName, RecordTime, Redaction, SessionId};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// What an event may be about: nothing, something, a secret, and what is refused.
const DATA: [Option<&str>; 7] = [
    None,
    Some("{\"n\":1.50}"),
    Some("{\"text\":\"é\\n\\u00e9 NaN\"}"),
    Some("{\"url\":\"postgres://app:hunter2@db/main\"}"),
    Some("{\"x-api-key\":\"kkkkkkkkkkkkkkkkkkkkkkkk\"}"),
    Some("[1]"),
    Some("{\n}"),
];

fn an_event() -> impl Strategy<Value = NewEvent> {
    (any::<u32>(), select(vec![0.0, 0.5, 1.0, 1.5, f64::NAN]), select(&EventType::ALL[..]), select(&DATA[..])).prop_map(
        |(bits, confidence, kind, data)| {
            let agent = AgentName::new("codex").unwrap();
            let time = RecordTime::utc("2025-12-10T14:00:00.25Z".parse().unwrap());
            let provenance = Provenance { source: "t".to_owned(), agent, confidence };
            let mut event = NewEvent::new(EventId::from_bits(bits), time, kind, provenance);
            event.data = data.map(|data| RawValue::from_string(data.to_owned()).unwrap());
            event
        },
    )
}

/// The rules that an event broke, or that it was added.
fn told(added: Result<(), Error>) -> Result<(), Vec<String>> {
    added.map_err(|error| match error {
        Error::Invalid { rules } => rules,
        other => panic!("{other}"),
    })
}

proptest! {
    #[test]
    fn a_group_leaves_the_bytes_that_single_appends_leave(
        before in select(vec!["", "{}\n", "{\"torn", "whole"]),
        groups in vec(vec(an_event(), 0..6), 0..4),
        redaction in select(vec![Redaction::On, Redaction::Off]),
        sync in select(vec![Sync::None, Sync::Batch, Sync::Always]),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path());
        let open = |name: &str| {
            let session = SessionId::new(name).unwrap();
            fs::write(layout.log(&session), before).unwrap();
            (layout.log(&session), CausalLog::new(&layout, &session, sync).redacting(redaction))
        };
        let ((single_path, mut single), (group_path, mut group)) = (open("single"), open("group"));
        for events in &groups {
            let one_by_one: Vec<_> = events.iter().map(|event| told(single.append(event))).collect();
            let together: Vec<_> = group.append_all(events).unwrap().into_iter().map(told).collect();
            prop_assert_eq!(together, one_by_one);
        }
        prop_assert_eq!(fs::read_to_string(group_path).unwrap(), fs::read_to_string(single_path).unwrap());
    }
}

/// Times as they are mostly and as they hardly ever are.
fn a_time() -> impl Strategy<Value = RecordTime> {
    let written = [
        "2025-12-10T14:00:00.25Z",
        "2025-12-10T14:00:00.123456789+05:30",
        "0000-01-01T00:00:00Z",
        "0000-01-01T00:00:00+01:00",
        "-000001-12-31T23:00:00Z",
        "9999-12-29T00:00:00-23:59",
        "2025-01-01T00:00:00+24:00",
        "2025-01-01T00:00:00-25:59",
    ];
    select(written.map(|text| RecordTime::parse(text, &TimeZone::UTC).unwrap()).to_vec())
}

/// Texts with and without what has to be escaped or taken out.
fn a_text() -> impl Strategy<Value = String> {
    let texts = [
        "",
        "plain",
        "a \"text\"\n",
        "\u{0}\u{1f}\\ é 😀",
        "sk-ant-aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "postgres://app:hunter2@db/main",
    ];
    prop_oneof![3 => select(texts.map(String::from).to_vec()), 1 => "[ -~]{60,140}"]
}

prop_compose! {
    /// Parts of an event, with and without what may be left out.
    fn parts()(texts in vec(a_text(), 12), times in (a_time(), a_time()), given in any::<[bool; 6]>()) -> NewEvent {
        let text = |place: usize| texts[place].clone();
        let agent = AgentName::new("Größe-4.1").unwrap();
        let provenance = Provenance { source: text(0), agent, confidence: 0.0 };
        let mut event = NewEvent::new(EventId::from_bits(0), times.0, EventType::Error, provenance);
        let some = |place: usize| given[place].then(|| text(place));
        event.failure_ledger = vec![
            Failure { attempt: text(1), failure_reason: text(2), timestamp: Some(times.1), error_code: some(0) },
            Failure { attempt: text(3), failure_reason: text(4), timestamp: None, error_code: some(1) },
        ];
        event.open_commitments = vec![Commitment {
            commitment: text(5),
            status: if given[2] { CommitmentStatus::InProgress } else { CommitmentStatus::Blocked },
            due_by: given[3].then_some(times.0),
            dependencies: some(3).into_iter().collect(),
        }];
        event.causal_steps = vec![CausalStep { step: text(6), reasoning: text(7), alternatives_considered: some(4).into_iter().collect() }];
        let priority = given[5].then_some(if given[2] { Priority::Optional } else { Priority::Mandatory });
        event.active_constraints = vec![Constraint { constraint: text(8), source: text(9), priority }];
        let kind = given[5].then_some(if given[0] { EntityKind::File } else { EntityKind::Service });
        event.key_entities.insert(text(10), Entity { full_name: text(1), kind, location: some(2) });
        event.key_entities.insert(text(11), Entity { full_name: text(0), kind: None, location: some(3) });
        event.dependencies = Dependencies { depends_on: some(4).into_iter().collect(), blocks: vec![text(2), text(3)] };
        event
    }
}

/// A member that is left out if it is empty.
fn put(object: &mut Map<String, Value>, key: &str, value: Value) {
    let is_empty =
        value.is_null() || value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
    if !is_empty {
        object.insert(key.to_owned(), value);
    }
}

/// The text of an event as it is documented: members in their order, times in microseconds, what is empty left out.
fn documented(event: &NewEvent) -> String {
    let time = |time: RecordTime| json!(time.to_microseconds().to_rfc3339());
    let object = |members: Vec<(&str, Value)>| {
        let mut object = Map::new();
        for (key, value) in members {
            put(&mut object, key, value);
        }
        Value::Object(object)
    };
    let step = |step: &CausalStep| {
        let alternatives = json!(step.alternatives_considered);
        object(vec![
            ("step", json!(step.step)),
            ("reasoning", json!(step.reasoning)),
            ("alternatives_considered", alternatives),
        ])
    };
    let rule = |rule: &Constraint| {
        let priority = json!(rule.priority.map(Priority::as_str));
        object(vec![("constraint", json!(rule.constraint)), ("source", json!(rule.source)), ("priority", priority)])
    };
    let failure = |failure: &Failure| {
        let (at, code) = (failure.timestamp.map_or(Value::Null, time), json!(failure.error_code));
        let (attempt, reason) = (json!(failure.attempt), json!(failure.failure_reason));
        object(vec![("attempt", attempt), ("failure_reason", reason), ("timestamp", at), ("error_code", code)])
    };
    let promise = |promise: &Commitment| {
        let (text, status) = (json!(promise.commitment), json!(promise.status.as_str()));
        let due = promise.due_by.map_or(Value::Null, time);
        object(vec![
            ("commitment", text),
            ("status", status),
            ("due_by", due),
            ("dependencies", json!(promise.dependencies)),
        ])
    };
    let entity = |(name, entity): (&String, &Entity)| {
        let (kind, location) = (json!(entity.kind.map(EntityKind::as_str)), json!(entity.location));
        (name.clone(), object(vec![("full_name", json!(entity.full_name)), ("type", kind), ("location", location)]))
    };
    let needs =
        vec![("depends_on", json!(event.dependencies.depends_on)), ("blocks", json!(event.dependencies.blocks))];
    let said_by = &event.provenance;
    let members = object(vec![
        ("event_id", json!(event.event_id.to_string())),
        ("timestamp", time(event.timestamp)),
        ("event_type", json!(event.event_type.as_str())),
        (
            "provenance",
            json!({"source": said_by.source, "agent": said_by.agent.as_str(), "confidence": said_by.confidence}),
        ),
        ("causal_steps", event.causal_steps.iter().map(step).collect()),
        ("active_constraints", event.active_constraints.iter().map(rule).collect()),
        ("failure_ledger", event.failure_ledger.iter().map(failure).collect()),
        ("open_commitments", event.open_commitments.iter().map(promise).collect()),
        ("key_entities", Value::Object(event.key_entities.iter().map(entity).collect())),
        ("dependencies", object(needs)),
    ])
    .to_string();
    let data = event.data.as_ref().map(|data| format!(",\"data\":{}", data.get())).unwrap_or_default();
    format!("{}{data}}}", members.strip_suffix('}').unwrap())
}

proptest! {
    #[test]
    fn an_event_by_its_types_is_written_as_documented_and_judged_as_its_text_is(
        event in an_event(),
        time in a_time(),
        parts in parts(),
        has in any::<[bool; 7]>(),
        redaction in select(vec![Redaction::On, Redaction::Off]),
    ) {
        let mut event = event;
        event.timestamp = time;
        if has[0] { event.failure_ledger = parts.failure_ledger; }
        if has[1] { event.open_commitments = parts.open_commitments; }
        if has[2] { event.causal_steps = parts.causal_steps; }
        if has[3] { event.active_constraints = parts.active_constraints; }
        if has[4] { event.key_entities = parts.key_entities; }
        if has[5] { event.dependencies = parts.dependencies; }
        if has[6] { event.provenance = Provenance { confidence: event.provenance.confidence, ..parts.provenance }; }
        let judged = |checked: Result<CheckedEvent, Error>| match checked {
            Ok(event) => Ok(event.line().to_owned()),
            Err(Error::Invalid { rules }) => Err(rules),
            Err(other) => panic!("{other}"),
        };
        let by_types = judged(CheckedEvent::of(&event, redaction));
        prop_assert_eq!(by_types, judged(CheckedEvent::new(documented(&event), redaction)));
    }
}

#[test]
fn what_is_refused_keeps_nothing_else_out_and_an_empty_group_makes_no_log() {
    let dir = tempfile::tempdir().unwrap();
    let (layout, session) = (Layout::new(dir.path()), SessionId::new("s").unwrap());
    let mut log = CausalLog::new(&layout, &session, Sync::Batch);
    let agent = AgentName::new("codex").unwrap();
    let provenance = Provenance { source: "t".to_owned(), agent, confidence: 1.0 };
    let time = RecordTime::utc("2025-12-10T14:00:00Z".parse().unwrap());
    let fine = |bits| NewEvent::new(EventId::from_bits(bits), time, EventType::Decision, provenance.clone());
    let mut unsure = fine(2);
    unsure.provenance.confidence = -1.0;
    let mut cut = fine(3);
    cut.data = Some(RawValue::from_string("{\n}".to_owned()).unwrap());

    assert!(log.append_all([]).unwrap().is_empty());
    assert!(log.append_all([&unsure]).unwrap()[0].is_err());
    assert!(!layout.log(&session).exists(), "nothing to write makes no log");
    let added: Vec<_> = log.append_all([&fine(1), &unsure, &cut, &fine(4)]).unwrap().into_iter().map(told).collect();
    let [Ok(()), Err(confidence), Err(line), Ok(())] = &added[..] else { panic!("{added:?}") };
    assert!(confidence[0].starts_with("/provenance/confidence: must be"), "{confidence:?}");
    assert_eq!(line, &["an event is one line"]);
    let written = fs::read_to_string(layout.log(&session)).unwrap();
    let ids: Vec<_> = written.lines().map(|line| line[..27].to_owned()).collect();
    assert_eq!(ids, [1, 4].map(|bits| format!("{{\"event_id\":\"{}\",", EventId::from_bits(bits))));
}
