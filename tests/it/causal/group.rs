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

proptest! {
    #[test]
    fn an_event_by_its_types_is_judged_as_its_text_is(
        event in an_event(),
        times in (a_time(), a_time(), a_time()),
        parts in any::<[bool; 6]>(),
        redaction in select(vec![Redaction::On, Redaction::Off]),
    ) {
        let text = || "a \"text\"\n".to_owned();
        let mut event = event;
        event.timestamp = times.0;
        if parts[0] {
            event.failure_ledger.push(Failure { attempt: text(), failure_reason: text(), timestamp: Some(times.1), error_code: None });
        }
        if parts[1] {
            event.open_commitments.push(Commitment {
                commitment: text(),
                status: CommitmentStatus::Blocked,
                due_by: Some(times.2),
                dependencies: vec![text()],
            });
        }
        if parts[2] {
            event.causal_steps.push(CausalStep { step: text(), reasoning: text(), alternatives_considered: vec![text()] });
        }
        if parts[3] {
            event.active_constraints.push(Constraint { constraint: text(), source: text(), priority: Some(Priority::Optional) });
        }
        if parts[4] {
            event.key_entities.insert(text(), Entity { full_name: text(), kind: Some(EntityKind::File), location: Some(text()) });
        }
        if parts[5] {
            event.dependencies = Dependencies { depends_on: vec![text()], blocks: vec![text()] };
        }
        let judged = |checked: Result<CheckedEvent, Error>| match checked {
            Ok(event) => Ok(event.line().to_owned()),
            Err(Error::Invalid { rules }) => Err(rules),
            Err(other) => panic!("{other}"),
        };
        let by_types = judged(CheckedEvent::of(&event, redaction));
        prop_assert_eq!(by_types, judged(CheckedEvent::new(serde_json::to_string(&event).unwrap(), redaction)));
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
