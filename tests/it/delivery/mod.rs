//! Forwarding by the binary to real servers that fail in every way: all records arrive, each once by its id and in the order of its
//! session, and what is never taken is in the dead letters.
//!
//! The tests that kill are as long as `RESPONSES_LONG=1` makes them.

#[cfg(feature = "redis")]
mod redis;
mod webhook;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use responses::record::{AgentName, Json, RecordTime, SessionId};
use responses::store::{NewResponse, ResponseTracker};
use serde_json::Value;

use crate::support::Sandbox;

/// What is in a record that a destination never takes.
const POISON: &str = "P-O-I-S-O-N";
/// As many sessions there are.
const SESSIONS: usize = 7;
/// Options with which nobody waits long.
const QUICK: [&str; 5] =
    ["batch.records=50", "batch.age=10ms", "retry.delay=5ms", "retry.max_delay=50ms", "breaker.pause=100ms"];

/// Something that arrived, whatever it came by.
#[derive(Debug, Clone)]
struct Arrived {
    id: String,
    session: String,
    number: usize,
}

impl Arrived {
    fn new(id: String, session: String, record: &Value) -> Self {
        Self { id, session, number: record["request"].as_str().unwrap().parse().unwrap() }
    }
}

/// A store with one destination, called `there`.
struct Flow {
    sandbox: Sandbox,
    records: usize,
    poison: Option<(usize, String)>,
}

impl Flow {
    /// With so many records to come. The destination need not be there yet.
    fn new(records: usize, options: &[&str]) -> Self {
        let sandbox = Sandbox::in_memory();
        let added = sandbox.run(["forward", "add", "--no-check", "there"].iter().chain(options).chain(&QUICK).copied());
        assert_eq!(added.code, 0, "{}", added.stderr);
        Self { sandbox, records, poison: None }
    }

    /// The same, with one record in their midst whose answer is this.
    fn with_poison(self, answer: &str) -> Self {
        Self { poison: Some((self.records / 2, answer.to_owned())), ..self }
    }

    fn response(&self, number: usize) -> NewResponse {
        let begin: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let time = begin + SignedDuration::from_millis(i64::try_from(number).unwrap());
        let poison = self.poison.as_ref().filter(|(at, _)| *at == number).map(|(_, answer)| answer.clone());
        NewResponse {
            timestamp: RecordTime::utc(time),
            session_id: SessionId::new(format!("session {}", number % SESSIONS)).unwrap(),
            agent: AgentName::new("engineer").unwrap(),
            request: number.to_string(),
            response: poison.unwrap_or_else(|| "x".repeat(300)),
            metadata: Json::empty_object(),
        }
    }

    /// Records all, some at a time.
    fn record(&self) {
        self.record_up_to(&AtomicUsize::new(usize::MAX));
    }

    /// The same, but never much more than `allowed` at any moment.
    fn record_up_to(&self, allowed: &AtomicUsize) {
        let tracker = ResponseTracker::new(self.sandbox.store()).unwrap();
        let numbers: Vec<_> = (0..self.records).collect();
        for some in numbers.chunks(200) {
            wait_until("more may be recorded", || some[0] <= allowed.load(Ordering::SeqCst));
            let responses: Vec<_> = some.iter().map(|number| self.response(*number)).collect();
            tracker.track_all(&responses).into_iter().for_each(|tracked| drop(tracked.unwrap()));
        }
    }

    fn start(&self) -> Child {
        let mut command = self.sandbox.program(env!("CARGO_BIN_EXE_responses"));
        command.args(["forward", "run", "--follow"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Sends what is left.
    fn finish(&self) {
        for _ in 0..50 {
            // With a destination in trouble a run ends after a round, and the next goes on.
            match self.sandbox.run(["forward", "run"]) {
                run if run.code == 0 => return,
                run => assert!(run.stderr.contains("records still waiting"), "{}", run.stderr),
            }
        }
        panic!("{}", self.sandbox.run(["forward", "status"]).stdout);
    }

    /// Everything was recorded before, and is sent by runs that end.
    fn all_at_once(&self) {
        self.record();
        self.finish();
    }

    /// Everything is sent by one service, while `meanwhile` happens.
    fn with_service(&self, arrived: impl Fn() -> usize, meanwhile: impl FnOnce()) {
        let mut service = self.start();
        thread::scope(|scope| {
            scope.spawn(|| self.record());
            meanwhile();
        });
        wait_until("all records arrived", || arrived() >= self.records);
        rustix::process::kill_process(rustix::process::Pid::from_child(&service), rustix::process::Signal::TERM)
            .unwrap();
        assert!(service.wait().unwrap().success());
    }

    /// Kills the one that sends again and again while records come, and gives at how many kills some had arrived but not all.
    fn with_kills(&self, kills: usize, arrived: impl Fn() -> usize) -> usize {
        let allowed = AtomicUsize::new(0);
        let mut in_the_midst = 0;
        thread::scope(|scope| {
            scope.spawn(|| self.record_up_to(&allowed));
            for kill in 0..kills {
                let before = arrived();
                let mut sender = self.start();
                // Each has its share of the flow, and is killed at any moment in the next one's: before it sends, or in the middle of a batch.
                let share = |kill: usize| self.records * kill / kills;
                allowed.store(share(kill + 2), Ordering::SeqCst);
                let enough = || {
                    let arrived = arrived();
                    // The poison never arrives.
                    (arrived >= share(kill + 1) && arrived > before) || arrived + 1 >= self.records
                };
                let begin = Instant::now();
                while !enough() && begin.elapsed() < Duration::from_secs(5) {
                    thread::sleep(Duration::from_millis(2));
                }
                thread::sleep(Duration::from_micros(fastrand::u64(0..20_000)));
                sender.kill().unwrap();
                sender.wait().unwrap();
                in_the_midst += usize::from((1..self.records).contains(&arrived()));
            }
        });
        self.finish();
        in_the_midst
    }

    /// All but the poison arrived, each once by its id and in the order of its session.
    #[track_caller]
    fn verify(&self, arrived: &[Arrived]) {
        let (mut seen, mut sessions) = (BTreeSet::new(), BTreeMap::<&str, Vec<usize>>::new());
        for one in arrived.iter().filter(|one| seen.insert(one.id.as_str())) {
            sessions.entry(&one.session).or_default().push(one.number);
        }
        let poison = self.poison.as_ref().map(|(at, _)| *at);
        for session in 0..SESSIONS {
            let numbers = sessions.remove(format!("session {session}").as_str()).unwrap_or_default();
            let expected = (session..self.records).step_by(SESSIONS).filter(|number| Some(*number) != poison);
            assert!(numbers.iter().copied().eq(expected), "session {session}: {} arrived", numbers.len());
        }
        assert!(sessions.is_empty(), "{sessions:?}");
        self.verify_letters();
    }

    #[track_caller]
    fn verify_letters(&self) {
        let run = self.sandbox.run(["forward", "status", "--json"]);
        let status: Value = serde_json::from_str(&run.stdout).unwrap();
        let there = &status["destinations"][0];
        let expected = u64::from(self.poison.is_some());
        assert_eq!(
            (there["lag"]["records"].as_u64(), there["dead_letters"].as_u64()),
            (Some(0), Some(expected)),
            "{there}"
        );
        assert_eq!(run.code, if expected == 0 { 0 } else { 4 });
        if let Some((number, _)) = &self.poison {
            let letters = fs::read_to_string(self.sandbox.store().join(".forward/there/dead-letters.ndjson")).unwrap();
            assert!(letters.contains(&format!("\"request\":\"{number}\"")), "{letters}");
        }
    }
}

/// Waits for something that others do, which takes no longer than a very slow machine.
fn wait_until(what: &str, is: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is() {
        assert!(begin.elapsed() < Duration::from_mins(5), "not in five minutes: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// How many records flow while senders are killed.
fn many() -> usize {
    if std::env::var_os("RESPONSES_LONG").is_some_and(|long| long == "1") { 100_000 } else { 5000 }
}

/// How often senders are killed.
const KILLS: usize = 50;
