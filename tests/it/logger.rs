//! Loggers on a real store: what they say is what is on the disk, with any number of threads, failures and sizes of the queue.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use responses::capture::logger::{
    Counters, LogError, Logged, Options, QueueSize, QueuedLogger, Refusal, SessionLogger, Way,
};
use responses::capture::{ExcludedAgents, Policy, Recorder};
use responses::record::{AgentName, Json, RecordTime, SessionId};
use responses::store::write::WriteOptions;

use crate::group::response;
use crate::tracker::{Fresh, files, now};

const IN_ANY_TIME: Duration = Duration::MAX;
const BLOCKED: &str = "blocked";

impl Fresh {
    fn recorder(&self) -> Recorder {
        Recorder::new(self.tracker.clone())
    }

    fn queued(&self, size: u64) -> QueuedLogger {
        QueuedLogger::new(self.recorder(), QueueSize::nearest(size)).unwrap()
    }
}

/// The requests of a session in the order in which they were written: of equal instants that is the order of the numbers.
fn written(fresh: &Fresh, session: &str) -> Vec<String> {
    let number =
        |name: &str| name.strip_suffix(".json")?.split('-').nth(2).map_or(Some(0), |number| number.parse().ok());
    let directory = fresh.base().join(session);
    let entries = fs::read_dir(directory).into_iter().flatten().map(Result::unwrap);
    let numbered: BTreeMap<u32, String> = entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            let record = fresh.tracker.read(&std::path::Path::new(session).join(&name)).unwrap();
            (number(&name).unwrap(), record.request.get().as_str().unwrap().into_owned())
        })
        .collect();
    numbered.into_values().collect()
}

#[test]
fn many_threads_and_a_small_queue_lose_nothing() {
    const THREADS: usize = 8;
    const EACH: usize = 300;
    let fresh = Fresh::new();
    let logger = fresh.queued(7);
    let full = AtomicU64::new(0);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (logger, full) = (logger.clone(), &full);
            scope.spawn(move || {
                for number in 0..EACH {
                    let new = response(&format!("s{thread}"), &number.to_string());
                    if let Err(refused) = logger.try_log(new) {
                        assert_eq!(refused.why, Refusal::Full);
                        full.fetch_add(1, Ordering::Relaxed);
                        logger.log(*refused.response).unwrap();
                    }
                    assert!(logger.counters().queued <= 7);
                }
            });
        }
    });
    let report = logger.close(IN_ANY_TIME);
    let dropped = full.into_inner();
    let all = u64::try_from(THREADS * EACH).unwrap();
    assert_eq!(report.counters, Counters { queued: 0, written: all, failed: 0, dropped });
    assert!(report.complete && report.failures.is_empty());
    for thread in 0..THREADS {
        let texts = written(&fresh, &format!("s{thread}"));
        assert!(texts.into_iter().eq((0..EACH).map(|number| number.to_string())), "in order, thread {thread}");
    }
    let latencies = logger.latencies();
    assert_eq!(latencies.number(), all);
    assert!(
        latencies.percentile(50) <= latencies.percentile(99) && latencies.percentile(100) == Some(latencies.longest())
    );
}

#[test]
fn a_logger_that_is_dropped_has_written_everything() {
    let fresh = Fresh::new();
    let logger = fresh.queued(10_000);
    let other = logger.clone();
    (0..2500).for_each(|n| logger.try_log(response("s", &n.to_string())).unwrap());
    drop(logger);
    other.try_log(response("s", "2500")).unwrap();
    drop(other);
    assert!(
        written(&fresh, "s").into_iter().eq((0..=2500).map(|n| n.to_string())),
        "one millisecond, and none replaced"
    );
    assert_eq!(files(&fresh.base()).len(), 2501, "and nothing beside them");
}

#[test]
fn a_program_that_panics_has_written_everything() {
    let fresh = Fresh::new();
    let logger = fresh.queued(100);
    let panicked = thread::spawn(move || {
        (0..50).for_each(|n| logger.log(response("s", &n.to_string())).unwrap());
        std::panic::resume_unwind(Box::new("as the test wants it"));
    });
    assert!(panicked.join().is_err());
    assert_eq!(written(&fresh, "s").len(), 50);
}

#[test]
fn a_store_that_fails_in_the_middle_fails_only_what_it_has_to() {
    let fresh = Fresh::new();
    fresh.put(BLOCKED, "a file where a session's directory should be");
    let logger = fresh.queued(1000);
    for number in 0..60 {
        let session = if number % 3 == 0 { BLOCKED } else { "good" };
        logger.log(response(session, &number.to_string())).unwrap();
    }
    let report = logger.flush(IN_ANY_TIME);
    assert_eq!(report.counters, Counters { queued: 0, written: 40, failed: 20, dropped: 0 });
    assert_eq!(report.failures.len(), 20);
    for failure in &report.failures {
        assert!(failure.session_id.as_str() == BLOCKED && failure.why.contains(BLOCKED), "{failure:?}");
        assert_eq!((failure.agent.as_str(), failure.timestamp), ("engineer", RecordTime::utc(now())));
    }
    assert_eq!(written(&fresh, "good").len(), 40);

    fs::remove_file(fresh.base().join(BLOCKED)).unwrap();
    logger.log(response(BLOCKED, "now")).unwrap();
    assert_eq!(logger.close(IN_ANY_TIME).counters, Counters { queued: 0, written: 41, failed: 20, dropped: 0 });
    assert_eq!(written(&fresh, BLOCKED), ["now"]);
}

/// What a program does with a logger, and what happens to its store meanwhile.
#[derive(Debug, Clone)]
enum Step {
    TryLog(usize),
    Log(usize),
    Flush,
    Block,
    Unblock,
    Close,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..3_usize).prop_map(Step::TryLog),
        6 => (0..3_usize).prop_map(Step::Log),
        3 => Just(Step::Flush),
        1 => Just(Step::Block),
        1 => Just(Step::Unblock),
        1 => Just(Step::Close),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_a_logger_says_is_what_is_on_the_disk(size in 1..8_u64, steps in prop::collection::vec(step(), 0..50)) {
        const SESSIONS: [&str; 3] = ["one", "two", BLOCKED];
        let fresh = Fresh::new();
        fs::create_dir_all(fresh.base()).unwrap();
        let file = fresh.base().join(BLOCKED);
        let logger = fresh.queued(size);
        let (mut accepted, mut full, mut closed, mut blocked) = (vec![vec![]; 3], 0, false, false);
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::TryLog(session) | Step::Log(session) => {
                    let new = response(SESSIONS[session], &number.to_string());
                    let wait = matches!(step, Step::Log(_));
                    match if wait { logger.log(new.clone()) } else { logger.try_log(new.clone()) } {
                        Ok(()) => accepted[session].push(number.to_string()),
                        Err(refused) => {
                            prop_assert_eq!(&*refused.response, &new);
                            prop_assert_eq!(refused.why, if closed { Refusal::Closed } else { Refusal::Full });
                            prop_assert!(closed || !wait);
                            full += u64::from(!closed);
                        }
                    }
                }
                Step::Flush => prop_assert!(logger.flush(IN_ANY_TIME).complete),
                // Only when nothing is being written, so that it is known what fails.
                Step::Block if !blocked => {
                    prop_assert!(logger.flush(IN_ANY_TIME).complete);
                    _ = fs::rename(&file, fresh.base().join(".aside"));
                    fs::write(&file, "").unwrap();
                    blocked = true;
                }
                Step::Unblock if blocked => {
                    let failed = logger.flush(IN_ANY_TIME).counters.failed;
                    fs::remove_file(&file).unwrap();
                    _ = fs::rename(fresh.base().join(".aside"), &file);
                    blocked = false;
                    let kept = written(&fresh, BLOCKED);
                    prop_assert_eq!(u64::try_from(accepted[2].len() - kept.len()).unwrap(), failed);
                }
                Step::Block | Step::Unblock => {}
                Step::Close => {
                    prop_assert!(logger.close(IN_ANY_TIME).complete);
                    closed = true;
                }
            }
            let counters = logger.counters();
            prop_assert_eq!(counters.accepted(), u64::try_from(accepted.iter().map(Vec::len).sum::<usize>()).unwrap());
            prop_assert_eq!(counters.dropped, full);
            prop_assert!(counters.queued <= size);
        }
        let report = logger.close(IN_ANY_TIME);
        drop(logger);
        if blocked {
            fs::remove_file(&file).unwrap();
            _ = fs::rename(fresh.base().join(".aside"), &file);
        }
        let on_disk = SESSIONS.map(|session| written(&fresh, session));
        prop_assert!(report.complete && report.counters.queued == 0);
        prop_assert_eq!(report.counters.written, u64::try_from(on_disk.iter().map(Vec::len).sum::<usize>()).unwrap());
        prop_assert_eq!((&on_disk[0], &on_disk[1]), (&accepted[0], &accepted[1]), "in the order in which they were logged");
        let mut expected = accepted[2].iter();
        prop_assert!(on_disk[2].iter().all(|kept| expected.any(|text| text == kept)), "what failed is missing, no more");
    }
}

fn session_logger(fresh: &Fresh, options: Options) -> SessionLogger {
    SessionLogger::new(fresh.recorder(), SessionId::new("first").unwrap(), options).unwrap()
}

fn log(logger: &SessionLogger, name: &str, text: &str) -> Result<Logged, LogError> {
    logger.log_response(&AgentName::new(name).unwrap(), "?", text, &Json::empty_object(), now())
}

const DIRECT: Way = Way::Direct;

#[test]
fn a_session_logger_logs_into_its_session_and_follows_it() {
    for way in [DIRECT, Way::default()] {
        let fresh = Fresh::with(WriteOptions::default());
        let logger = session_logger(&fresh, Options { way, ..Options::default() });
        let first = log(&logger, "qa", "one").unwrap();
        assert_eq!(matches!(first, Logged::Recorded(_)), way == DIRECT, "{first:?}");
        assert_eq!(first == Logged::Queued, way != DIRECT);
        logger.set_session_id(SessionId::new("second").unwrap());
        assert_eq!(logger.session_id().as_str(), "second");
        log(&logger, "qa", "two").unwrap();
        let report = logger.close(IN_ANY_TIME);
        assert_eq!(report.map(|report| report.counters.written), (way != DIRECT).then_some(2));
        assert_eq!((written(&fresh, "first").len(), written(&fresh, "second").len()), (1, 1));
    }
}

#[test]
fn a_disabled_logger_records_nothing_and_says_so_and_a_policy_is_kept() {
    let fresh = Fresh::new();
    let logger = session_logger(&fresh, Options { enabled: false, ..Options::default() });
    assert_eq!(log(&logger, "qa", "text").unwrap(), Logged::Disabled);
    assert!(logger.queue().is_none() && logger.flush(IN_ANY_TIME).is_none());
    assert!(!fresh.base().exists());
    let excluded = ExcludedAgents::new(vec!["Code-Reviewer".to_owned()]);
    let policy = Policy { all_agents: false, excluded, min_length: 3 };
    for way in [DIRECT, Way::default()] {
        let logger = session_logger(&fresh, Options { policy: policy.clone(), way, ..Options::default() });
        for (name, text) in [("code reviewer", "long enough"), ("main", "long enough"), ("qa", "no")] {
            assert_eq!(log(&logger, name, text).unwrap(), Logged::Excluded, "{name}");
        }
        drop(logger);
        assert!(!fresh.base().exists());
    }
    assert_ne!(
        log(&session_logger(&fresh, Options { policy, ..Options::default() }), "qa", "yes").unwrap(),
        Logged::Excluded
    );
    assert_eq!(written(&fresh, "first").len(), 1);
}

#[test]
fn a_session_logger_tells_what_could_not_be_logged() {
    let fresh = Fresh::new();
    fresh.put("first", "a file where the session's directory should be");
    let direct = session_logger(&fresh, Options { way: DIRECT, ..Options::default() });
    assert!(matches!(log(&direct, "qa", "text"), Err(LogError::Store(_))));
    let queued = session_logger(&fresh, Options::default());
    assert_eq!(log(&queued, "qa", "text").unwrap(), Logged::Queued);
    let report = queued.close(IN_ANY_TIME).unwrap();
    assert_eq!((report.counters.written, report.counters.failed), (0, 1));
    assert!(matches!(log(&queued, "qa", "text"), Err(LogError::Refused(refused)) if refused.why == Refusal::Closed));
}

#[cfg(unix)]
#[test]
fn a_queued_logger_survives_a_store_that_is_read_only_for_a_while() {
    use std::os::unix::fs::PermissionsExt;
    let fresh = Fresh::new();
    let logger = fresh.queued(10);
    logger.log(response("s", "one")).unwrap();
    assert!(logger.flush(IN_ANY_TIME).complete);
    let set_mode = |mode| fs::set_permissions(fresh.base(), fs::Permissions::from_mode(mode)).unwrap();
    set_mode(0o500);
    // Whoever may write everywhere, as root may, is not refused.
    let free = fs::write(fresh.base().join(".probe"), "").is_ok();
    logger.log(response("t", "two")).unwrap();
    let report = logger.flush(IN_ANY_TIME);
    set_mode(0o700);
    logger.log(response("t", "three")).unwrap();
    let counters = logger.close(IN_ANY_TIME).counters;
    assert_eq!(report.counters.failed, u64::from(!free), "{report:?}");
    assert_eq!((counters.written, counters.failed), (if free { 3 } else { 2 }, u64::from(!free)));
    assert_eq!(written(&fresh, "t").last().map(String::as_str), Some("three"));
}
