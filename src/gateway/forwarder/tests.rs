use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::gateway::Cause;
use crate::record::{AgentName, Json, RecordTime};
use crate::store::NewResponse;
use crate::store::write::{Durability, WriteOptions};

/// What a destination does with a batch.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// It takes all of it.
    None,
    /// It is not there.
    Down,
    /// It takes so many of the first, and the answer is lost.
    AnswerLost(usize),
    /// It asks for so many seconds.
    Throttled(u64),
}

/// A destination in memory that does as it is told, and never takes an item in which there is `poison`.
#[derive(Debug, Default)]
struct Receiver {
    faults: VecDeque<Fault>,
    names_poison: bool,
    refuses_gaps: bool,
    got: Vec<Item>,
    attempts: Vec<usize>,
}

struct ToReceiver(Arc<Mutex<Receiver>>);

impl Transport for ToReceiver {
    fn send_batch(&mut self, batch: &[Item]) -> Result<(), SendError> {
        let mut receiver = self.0.lock().unwrap();
        receiver.attempts.push(batch.len());
        match receiver.faults.pop_front().unwrap_or(Fault::None) {
            Fault::Down => return Err(SendError::transient(Cause::Connection, "down")),
            Fault::AnswerLost(first) => {
                let taken = batch.iter().take_while(|item| !item.line().contains("poison")).take(first);
                receiver.got.extend(taken.cloned());
                return Err(SendError::transient(Cause::Timeout, "no answer"));
            }
            Fault::Throttled(seconds) => {
                return Err(SendError::Throttled { delay: Duration::from_secs(seconds), message: "busy".to_owned() });
            }
            Fault::None => {}
        }
        let refuses_gaps = receiver.refuses_gaps;
        let poison = |item: &Item| item.line().contains("poison") || refuses_gaps && item.kind == ItemKind::Gap;
        let bad: Vec<_> = (0..batch.len()).filter(|at| poison(&batch[*at])).collect();
        if bad.is_empty() {
            receiver.got.extend_from_slice(batch);
            return Ok(());
        }
        let refusal = |at| Refusal { index: at, reason: "bad".to_owned() };
        let items = if receiver.names_poison { bad.into_iter().map(refusal).collect() } else { Vec::new() };
        Err(SendError::Permanent { cause: Cause::Refused, items, message: "bad".to_owned() })
    }

    fn health_check(&mut self) -> Result<(), SendError> {
        Ok(())
    }

    fn close(&mut self) -> Result<(), SendError> {
        Ok(())
    }
}

/// A store, a destination, and a time that passes only when it is told to.
struct World {
    _dir: tempfile::TempDir,
    tracker: ResponseTracker,
    receiver: Arc<Mutex<Receiver>>,
    options: serde_json::Value,
    steady: Duration,
}

fn begin() -> Timestamp {
    // Files made by a test are older than this, so that their versions are settled.
    "2100-01-01T00:00:00Z".parse().unwrap()
}

impl World {
    fn new(options: serde_json::Value) -> Self {
        let dir = tempfile::TempDir::new_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let write = WriteOptions { durability: Durability::File, ..WriteOptions::default() };
        let options_of_store = crate::store::Options { write, ..crate::store::Options::default() };
        let tracker = ResponseTracker::with_options(dir.path().join("responses"), options_of_store).unwrap();
        Self { _dir: dir, tracker, receiver: Arc::default(), options, steady: Duration::ZERO }
    }

    fn track(&self, session: &str, second: i64, text: &str) -> std::path::PathBuf {
        let time = "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second);
        let new = NewResponse {
            timestamp: RecordTime::utc(time),
            session_id: SessionId::new(session).unwrap(),
            agent: AgentName::new("qa").unwrap(),
            request: text.to_owned(),
            response: second.to_string(),
            metadata: Json::empty_object(),
        };
        self.tracker.track(&new).unwrap()
    }

    fn forwarder(&self) -> Forwarder {
        let serde_json::Value::Object(options) = self.options.clone() else { panic!() };
        let destination = Destination::read("audit", options).unwrap();
        let transport = Box::new(ToReceiver(Arc::clone(&self.receiver)));
        Forwarder::new(destination, self.tracker.clone(), transport, Haste::AtOnce).unwrap()
    }

    fn step(&mut self, forwarder: &mut Forwarder) -> Next {
        let wall = begin() + SignedDuration::try_from(self.steady).unwrap();
        let next = forwarder.step(Now { steady: self.steady, wall }, 0.5).unwrap();
        if let Next::Wait(wait) = next {
            assert!(wait > Duration::ZERO);
            self.steady += wait;
        }
        next
    }

    /// Steps until all is done, and gives what was told meanwhile.
    fn run(&mut self, forwarder: &mut Forwarder) -> Vec<Notice> {
        let mut notices = Vec::new();
        loop {
            let next = self.step(forwarder);
            notices.extend(forwarder.notices());
            if matches!(next, Next::Idle(_)) {
                return notices;
            }
        }
    }

    fn run_new(&mut self) -> Vec<Notice> {
        let mut forwarder = self.forwarder();
        let notices = self.run(&mut forwarder);
        forwarder.close().unwrap();
        notices
    }

    /// What the receiver has, once each, in the order in which it first came, as session and response.
    fn got(&self) -> Vec<(String, String)> {
        let (receiver, mut seen) = (self.receiver.lock().unwrap(), BTreeSet::new());
        let first = receiver.got.iter().filter(|item| item.kind == ItemKind::Response && seen.insert(item.id));
        let parts = |item: &Item| {
            let record: serde_json::Value = serde_json::from_str(item.record()).unwrap();
            (item.session.clone(), record["response"].as_str().unwrap().to_owned())
        };
        first.map(parts).collect()
    }

    fn letters(&self) -> Vec<DeadLetter> {
        let place = Place::new(self.tracker.layout().clone(), self.forwarder().destination().name.clone());
        DeadLetters::new(place).read().unwrap()
    }
}

fn small_batches() -> serde_json::Value {
    json!({"transport": "null", "batch": {"records": 4}, "retry": {"max_retry_attempts": 2}})
}

#[test]
fn everything_is_sent_once_in_the_order_of_its_times() {
    let mut world = World::new(small_batches());
    for second in [5, 1, 9, 3, 7, 2, 8] {
        world.track(if second % 2 == 0 { "even" } else { "odd" }, second, "x");
    }
    assert!(world.run_new().is_empty());
    let order: Vec<_> = world.got().into_iter().map(|(_, second)| second).collect();
    assert_eq!(order, ["1", "2", "3", "5", "7", "8", "9"]);
    world.track("odd", 11, "x");
    world.run_new();
    assert_eq!(world.receiver.lock().unwrap().attempts, [4, 3, 1], "nothing was sent twice");
}

#[test]
fn a_change_of_content_is_sent_and_a_change_of_times_is_not() {
    let mut world = World::new(small_batches());
    let path = world.track("s", 1, "x");
    let other = world.track("s", 2, "x");
    world.run_new();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, &bytes).unwrap();
    world.run_new();
    assert_eq!(world.receiver.lock().unwrap().got.len(), 2);
    let changed = String::from_utf8(std::fs::read(&other).unwrap()).unwrap().replace("\"x\"", "\"y\"");
    std::fs::write(&other, changed).unwrap();
    world.run_new();
    assert_eq!(world.receiver.lock().unwrap().got.len(), 3);
}

#[test]
fn a_dead_destination_delays_and_loses_nothing() {
    let mut world = World::new(small_batches());
    (0..10).for_each(|second| drop(world.track("s", second, "x")));
    world.receiver.lock().unwrap().faults = vec![Fault::Down; 12].into();
    let mut forwarder = world.forwarder();
    let notices = world.run(&mut forwarder);
    let failures: Vec<_> = notices
        .iter()
        .filter_map(|notice| match notice {
            Notice::Failed { in_a_row, wait, .. } => Some((*in_a_row, *wait)),
            _ => None,
        })
        .collect();
    assert_eq!(failures.len(), 12);
    assert!(failures.iter().all(|(in_a_row, wait)| *in_a_row < 5 || *wait >= Duration::from_secs(30)), "{failures:?}");
    assert!(matches!(notices.last(), Some(Notice::Back)));
    assert!(!forwarder.gave_up_a_round());
    assert_eq!(world.got().len(), 10);
}

#[test]
fn a_destination_that_asks_for_time_gets_it() {
    let mut world = World::new(small_batches());
    world.track("s", 1, "x");
    world.receiver.lock().unwrap().faults = [Fault::Throttled(7)].into();
    world.run_new();
    assert_eq!(world.steady, Duration::from_secs(7));
}

#[test]
fn poison_goes_to_the_dead_letters_and_can_be_sent_again() {
    let mut world = World::new(json!({"transport": "null"}));
    (0..300).for_each(|second| drop(world.track("s", second, if second == 123 { "poison" } else { "x" })));
    let notices = world.run_new();
    assert!(matches!(notices[..], [Notice::Refused { .. }]), "{notices:?}");
    assert_eq!(world.got().len(), 299);
    let [letter] = &world.letters()[..] else { panic!() };
    assert!(letter.item.record().contains("poison") && letter.reason == "bad");
    assert!(world.receiver.lock().unwrap().attempts.len() <= 2 + 2 * 9);
    world.run_new();
    assert_eq!(world.letters().len(), 1, "it is not sent again by itself");
}

#[test]
fn what_is_too_much_is_given_up_and_the_destination_knows() {
    let mut world = World::new(json!({"transport": "null", "max_backlog": 3}));
    (0..10).for_each(|second| drop(world.track("s", second, "x")));
    world.receiver.lock().unwrap().faults = [Fault::Down].into();
    let notices = world.run_new();
    assert!(matches!(&notices[0], Notice::GivenUp(Gap { records: 7, .. })));
    let seconds: Vec<_> = world.got().into_iter().map(|(_, second)| second).collect();
    assert_eq!(seconds, ["7", "8", "9"]);
    let receiver = world.receiver.lock().unwrap();
    let gap: serde_json::Value = serde_json::from_str(receiver.got[0].record()).unwrap();
    assert_eq!(gap["gap"]["records"], 7);
    assert_eq!(gap["gap"]["last"], "2026-01-01T00:00:06Z");
}

#[test]
fn each_event_that_is_given_up_counts_once_also_if_the_destination_refuses_to_know() {
    for refuses_gaps in [false, true] {
        let mut world = World::new(json!({"transport": "null", "max_backlog": 2}));
        let logs = world.tracker.layout().base().with_file_name("logs");
        world.options["events"] = logs.to_str().unwrap().into();
        std::fs::create_dir(&logs).unwrap();
        std::fs::write(logs.join("log.jsonl"), "{\"event\":1}\n".repeat(5)).unwrap();
        world.receiver.lock().unwrap().refuses_gaps = refuses_gaps;
        let mut forwarder = world.forwarder();
        world.run(&mut forwarder);
        assert_eq!((forwarder.status().given_up, forwarder.status().sent), (3, 2), "{refuses_gaps}");
    }
}

#[test]
fn two_at_once_are_told_apart() {
    let world = World::new(small_batches());
    let _first = world.forwarder();
    let destination = Destination::read("audit", world.options.as_object().unwrap().clone()).unwrap();
    let second =
        Forwarder::new(destination, world.tracker.clone(), Box::new(ToReceiver(Arc::default())), Haste::AtOnce);
    assert!(matches!(second.err(), Some(Error::Running { holder: Some(_), .. })));
}

#[test]
fn files_that_go_or_are_no_records_stop_nothing() {
    let mut world = World::new(small_batches());
    let paths: Vec<_> = (0..6).map(|second| world.track("s", second, "x")).collect();
    std::fs::write(paths[0].with_file_name("torn.json"), "{\"a\":").unwrap();
    let mut forwarder = world.forwarder();
    // The look, before anything is read.
    world.step(&mut forwarder);
    std::fs::remove_file(&paths[2]).unwrap();
    let notices = world.run(&mut forwarder);
    assert!(notices.iter().any(|notice| matches!(notice, Notice::Skipped(skipped) if skipped.len() == 1)));
    assert!(notices.iter().any(|notice| matches!(notice, Notice::Vanished(1))));
    assert_eq!(world.got().len(), 5);
}

#[test]
fn what_does_not_fill_a_batch_waits_until_it_is_old_enough() {
    let mut world = World::new(json!({"transport": "null", "batch": {"records": 4, "age": "3s"}}));
    world.track("s", 1, "x");
    let mut forwarder = Forwarder { haste: Haste::Collect, ..world.forwarder() };
    world.run(&mut forwarder);
    assert_eq!(world.steady, Duration::from_secs(3));
    (2..6).for_each(|second| drop(world.track("s", second, "x")));
    world.steady += Duration::from_mins(1);
    let before = world.steady;
    world.run(&mut forwarder);
    assert_eq!((world.steady, world.got().len()), (before, 5), "a full one goes at once");
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        3 => Just(Fault::None),
        2 => Just(Fault::Down),
        2 => (0_usize..6).prop_map(Fault::AnswerLost),
        1 => (0_u64..100).prop_map(Fault::Throttled),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever the destination does, whenever the forwarder is dropped without any farewell, whatever became of its cursor: all arrives,
    /// once each by id, the sessions in order, and what is poison in the dead letters.
    #[test]
    fn all_arrives_once_and_in_order(
        records in prop::collection::vec((0_usize..3, prop::bool::weighted(0.1)), 0..30),
        faults in prop::collection::vec(fault(), 0..30),
        kills in prop::collection::vec((0_usize..12, 0_u8..6), 0..8),
        names_poison: bool,
        size in 1_usize..9,
    ) {
        let mut world = World::new(json!({"transport": "null", "batch": {"records": size}}));
        {
            let mut receiver = world.receiver.lock().unwrap();
            receiver.faults = faults.into();
            receiver.names_poison = names_poison;
        }
        let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut poison = 0;
        for (second, (session, is_poison)) in records.iter().enumerate() {
            let session = format!("s{session}");
            world.track(&session, i64::try_from(second).unwrap(), if *is_poison { "poison" } else { "x" });
            if *is_poison { poison += 1 } else { expected.entry(session).or_default().push(second.to_string()) }
        }
        for (steps, damage) in kills {
            let mut forwarder = world.forwarder();
            for _ in 0..steps {
                world.step(&mut forwarder);
            }
            drop(forwarder);
            let place = Place::new(world.tracker.layout().clone(), crate::gateway::destination::DestinationName::new("audit").unwrap());
            let journal = place.file(crate::gateway::outbox::JOURNAL);
            let bytes = std::fs::read(&journal).unwrap();
            match damage {
                0 => std::fs::write(&journal, &bytes[..bytes.len() / 2]).unwrap(),
                1 => std::fs::write(&journal, [&bytes[..], &[7; 30]].concat()).unwrap(),
                _ => {}
            }
        }
        world.run_new();
        let mut got: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (session, second) in world.got() {
            got.entry(session).or_default().push(second);
        }
        prop_assert_eq!(got, expected);
        prop_assert_eq!(world.letters().len(), poison);
    }
}
