//! The accounting of queued loggers, with writers that block, fail and panic when a test wants them to.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use proptest::prelude::*;

use super::queue::{Counters, Queue, Refusal};
use super::*;
use crate::record::{AgentName, Json, RecordTime, SessionId};
use crate::store::{Error, NewResponse};

const AT_ONCE: Duration = Duration::ZERO;
const IN_ANY_TIME: Duration = Duration::MAX;

fn response(text: &str) -> NewResponse {
    NewResponse {
        timestamp: RecordTime::utc("2026-11-21T12:00:00Z".parse().unwrap()),
        session_id: SessionId::default(),
        agent: AgentName::new("qa").unwrap(),
        request: "?".to_owned(),
        response: text.to_owned(),
        metadata: Json::empty_object(),
    }
}

fn size(size: u64) -> QueueSize {
    QueueSize::nearest(size)
}

fn refused() -> Error {
    Error::Invalid { rules: vec!["as the test wants it".to_owned()] }
}

/// A logger whose writer tells the texts of each batch, and waits for its answers.
struct Gate {
    logger: QueuedLogger,
    asked: mpsc::Receiver<Vec<String>>,
    answer: mpsc::Sender<bool>,
}

impl Gate {
    fn new(queue: u64) -> Self {
        let (ask, asked) = mpsc::channel();
        let (answer, answers) = mpsc::channel::<bool>();
        let write = move |batch: &[NewResponse]| {
            ask.send(batch.iter().map(|new| new.response.clone()).collect()).unwrap();
            let good = answers.recv().unwrap();
            batch.iter().map(|_| if good { Ok(()) } else { Err(refused()) }).collect()
        };
        Self { logger: QueuedLogger::writing_by(size(queue), write).unwrap(), asked, answer }
    }

    /// Logs a response and waits until the writer has it.
    fn occupy_writer(&self) {
        self.logger.try_log(response("first")).unwrap();
        assert_eq!(self.asked.recv().unwrap(), ["first"]);
    }
}

fn counters(queued: u64, written: u64, failed: u64, dropped: u64) -> Counters {
    Counters { queued, written, failed, dropped }
}

#[test]
fn a_full_queue_gives_the_response_back_and_counts_it() {
    let gate = Gate::new(3);
    gate.occupy_writer();
    gate.logger.try_log(response("second")).unwrap();
    gate.logger.try_log(response("third")).unwrap();
    let refused = gate.logger.try_log(response("fourth")).unwrap_err();
    assert_eq!((*refused.response, refused.why), (response("fourth"), Refusal::Full));
    assert_eq!(gate.logger.counters(), counters(3, 0, 0, 1), "what is being written takes its place too");
    gate.answer.send(true).unwrap();
    assert_eq!(gate.asked.recv().unwrap(), ["second", "third"], "in order, and together");
    gate.logger.try_log(response("fifth")).unwrap();
    gate.answer.send(false).unwrap();
    gate.answer.send(true).unwrap();
    let report = gate.logger.flush(IN_ANY_TIME);
    assert!(report.complete);
    assert_eq!(report.counters, counters(0, 2, 2, 1));
    assert_eq!(report.failures.len(), 2);
    assert!(report.failures[0].why.contains("as the test wants it"), "{report:?}");
    assert_eq!(gate.logger.latencies().number(), 2, "of the written");
}

#[test]
fn a_deadline_that_passes_is_told_as_it_is_and_nothing_is_lost() {
    let gate = Gate::new(10);
    gate.occupy_writer();
    gate.logger.try_log(response("second")).unwrap();
    let late = gate.logger.flush(AT_ONCE);
    assert!(!late.complete);
    assert_eq!(late.counters, counters(2, 0, 0, 0));
    let late = gate.logger.close(Duration::from_millis(1));
    assert!(!late.complete && late.counters.queued == 2);
    let refused = gate.logger.try_log(response("third")).unwrap_err();
    assert_eq!((refused.response.response.as_str(), refused.why), ("third", Refusal::Closed));
    assert_eq!(gate.logger.log(response("third")).unwrap_err().why, Refusal::Closed);
    gate.answer.send(true).unwrap();
    gate.answer.send(true).unwrap();
    let done = gate.logger.close(IN_ANY_TIME);
    assert!(done.complete);
    assert_eq!(done.counters, counters(0, 2, 0, 0), "only a full queue drops");
    assert_eq!(gate.logger.close(AT_ONCE), done, "closing again changes nothing");
}

#[test]
fn a_flush_ends_when_all_that_was_accepted_before_is_settled() {
    let gate = Gate::new(10);
    gate.occupy_writer();
    let report = thread::scope(|scope| {
        let (begun, has_begun) = mpsc::channel();
        let logger = gate.logger.clone();
        let flush = scope.spawn(move || {
            begun.send(()).unwrap();
            logger.flush(IN_ANY_TIME)
        });
        has_begun.recv().unwrap();
        gate.answer.send(true).unwrap();
        let report = flush.join().unwrap();
        gate.logger.try_log(response("second")).unwrap();
        report
    });
    assert!(report.complete);
    assert_eq!(gate.asked.recv().unwrap(), ["second"]);
    assert!(!gate.logger.flush(AT_ONCE).complete);
    gate.answer.send(true).unwrap();
}

#[test]
fn whoever_waits_for_room_gets_it_or_hears_that_the_logger_is_closed() {
    for close in [false, true] {
        let gate = Gate::new(1);
        gate.occupy_writer();
        let waited = thread::scope(|scope| {
            let logger = gate.logger.clone();
            let waiting = scope.spawn(move || logger.log(response("second")));
            if close {
                assert!(!gate.logger.close(AT_ONCE).complete);
            } else {
                gate.answer.send(true).unwrap();
                assert_eq!(gate.asked.recv().unwrap(), ["second"]);
            }
            gate.answer.send(true).unwrap();
            waiting.join().unwrap()
        });
        assert_eq!(waited.map_err(|refused| refused.why), if close { Err(Refusal::Closed) } else { Ok(()) });
        let done = gate.logger.close(IN_ANY_TIME);
        assert_eq!(done.counters, counters(0, if close { 1 } else { 2 }, 0, 0), "close: {close}");
    }
}

#[test]
fn a_panic_of_the_writer_counts_as_a_failure_and_it_goes_on() {
    let write = |batch: &[NewResponse]| {
        assert!(batch.iter().all(|new| new.response != "panic"), "as the test wants it");
        batch.iter().map(|_| Ok(())).collect()
    };
    let logger = QueuedLogger::writing_by(size(10), write).unwrap();
    for text in ["one", "panic", "two"] {
        logger.log(response(text)).unwrap();
        assert!(logger.flush(IN_ANY_TIME).complete);
    }
    let report = logger.close(IN_ANY_TIME);
    assert_eq!(report.counters, counters(0, 2, 1, 0));
    assert_eq!(report.failures[0].why, "the writer panicked");
}

#[test]
fn dropping_the_last_handle_waits_for_all_that_was_accepted() {
    let (tell, told) = mpsc::channel();
    let write = move |batch: &[NewResponse]| {
        for new in batch {
            tell.send(new.response.clone()).unwrap();
        }
        batch.iter().map(|_| Ok(())).collect()
    };
    let logger = QueuedLogger::writing_by(size(100), write).unwrap();
    let other = logger.clone();
    (0..50).for_each(|n| logger.log(response(&n.to_string())).unwrap());
    drop(logger);
    (50..100).for_each(|n| other.log(response(&n.to_string())).unwrap());
    drop(other);
    // The writer has ended, and with it the sender.
    assert!(told.into_iter().eq((0..100).map(|n: u32| n.to_string())));
}

#[test]
fn only_the_latest_reasons_are_kept() {
    let mut queue = Queue::new(QueueSize::LARGEST);
    let mut taken = std::collections::VecDeque::new();
    (0..200).for_each(|n| queue.offer(response(&n.to_string())).unwrap());
    queue.take(&mut taken);
    for (new, _) in &taken {
        queue.failed(new, new.response.clone());
    }
    let whys: Vec<_> = queue.failures().map(|failure| failure.why.as_str()).collect();
    assert_eq!((whys.len(), whys[0], whys[63]), (64, "136", "199"));
    assert_eq!(queue.counters(), counters(0, 0, 200, 0));
}

/// One thing that can happen to a queue.
#[derive(Debug, Clone)]
enum Step {
    Offer,
    /// The writer takes what waits and settles it so; where this is too short the rest fails.
    Write(Vec<bool>),
    Close,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => Just(Step::Offer),
        4 => prop::collection::vec(any::<bool>(), 0..6).prop_map(Step::Write),
        1 => Just(Step::Close),
    ]
}

proptest! {
    #[test]
    fn what_was_accepted_is_queued_or_written_or_failed_at_all_times(
        most in 1..6_u64,
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let mut queue = Queue::new(size(most));
        let (mut waiting, mut closed, mut expected) = (0, false, counters(0, 0, 0, 0));
        let mut taken = std::collections::VecDeque::new();
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Offer => {
                    let why = queue.offer(response(&number.to_string())).map_err(|refused| refused.why);
                    let expect = if closed { Err(Refusal::Closed) } else if waiting == most { Err(Refusal::Full) } else { Ok(()) };
                    prop_assert_eq!(why, expect);
                    expected.dropped += u64::from(why == Err(Refusal::Full));
                    waiting += u64::from(why.is_ok());
                }
                Step::Write(answers) => {
                    queue.take(&mut taken);
                    prop_assert_eq!(taken.len(), usize::try_from(waiting).unwrap());
                    for (index, (new, since)) in taken.drain(..).enumerate() {
                        if answers.get(index) == Some(&true) {
                            queue.written(since);
                            expected.written += 1;
                        } else {
                            queue.failed(&new, "no".to_owned());
                            expected.failed += 1;
                        }
                        waiting -= 1;
                        prop_assert_eq!(queue.counters(), Counters { queued: waiting, ..expected });
                    }
                }
                Step::Close => {
                    queue.close();
                    closed = true;
                }
            }
            expected.queued = waiting;
            prop_assert_eq!(queue.counters(), expected);
            prop_assert_eq!(queue.settled(), expected.written + expected.failed);
            prop_assert_eq!(queue.latencies().number(), expected.written);
            prop_assert_eq!(queue.is_full(), waiting == most);
        }
    }
}
