//! Whether capturing feels where it is forwarded to: `log`, `hook` and the library, with no forwarding, with a destination where nobody is, and
//! with one that takes connections and never answers.
//!
//!     cargo bench --bench forward_capture [-- DIRECTORY]
//!
//! A `forward run --follow` is at work for each of the two destinations all the while. Contenders take turns; what is printed are medians, and
//! the medians of the ratios of each turn to the same without forwarding. The directory decides which file system is measured; the default is
//! one below `target/`.

#![allow(clippy::unwrap_used, reason = "a measurement that can't go on has failed")]

#[path = "support/median.rs"]
mod median;

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use median::median;
use responses::gateway::Destination;
use responses::gateway::destination::Surroundings;
use responses::gateway::live::{EventLogs, Gateway};
use responses::record::{AgentName, Json, RecordTime, SessionId};
use responses::store::{NewResponse, ResponseTracker};
use serde_json::{Value, json};

/// As often each process is run.
const PROCESSES: usize = 200;
/// As often the library records a number of responses.
const ROUNDS: usize = 15;
/// How many responses the library records in a round.
const RECORDED: usize = 200;
/// The bytes of an answer.
const ANSWER: usize = 2000;

fn main() {
    let directory = std::env::args_os().skip(1).find(|arg| arg != "--bench");
    let parent = directory.map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    let dir = tempfile::tempdir_in(parent).unwrap();
    // Nobody listens where somebody did.
    let dead = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    // The system takes connections for a listener that never does.
    let black_hole = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let urls =
        [None, Some(dead), Some(black_hole.local_addr().unwrap())].map(|to| to.map(|to| format!("http://{to}/")));
    let names = ["nowhere", "dead", "black hole"];
    let projects: Vec<_> =
        names.iter().zip(&urls).map(|(name, url)| Project::new(&dir.path().join(name), url.as_ref())).collect();
    println!("medians in ms, and the ratios to no forwarding");
    let hook = |number: usize, project: &Project| {
        let event = json!({
            "session_id": format!("s{number}"), "cwd": project.directory, "hook_event_name": "Stop", "last_assistant_message": text(),
        });
        project.run(&["hook"], &event.to_string())
    };
    let log = |number: usize, project: &Project| {
        let session = format!("s{number}");
        project.run(&["log", "--session", &session, "--agent", "qa", "--request", "q", "--response", "-"], &text())
    };
    compare("log", PROCESSES, &projects, log);
    compare("hook", PROCESSES, &projects, hook);
    compare(&format!("library, {RECORDED} responses"), ROUNDS, &projects, |_, project| project.record());
    for (name, project) in names.iter().zip(&projects).skip(1) {
        println!("  most memory of the process that forwards, {name}: {}", project.most_memory());
    }
}

/// A project whose records are forwarded to somewhere, or not.
struct Project {
    directory: PathBuf,
    url: Option<String>,
    forwarder: Option<Child>,
}

impl Project {
    fn new(directory: &Path, url: Option<&String>) -> Self {
        fs::create_dir_all(directory.join(".claude-mpm/responses")).unwrap();
        let mut project = Self { directory: directory.to_owned(), url: url.cloned(), forwarder: None };
        if let Some(url) = url {
            project.run(&["forward", "add", "--no-check", "there", "webhook", &format!("url={url}")], "");
            let mut follow = project.command(&["forward", "run", "--follow"]);
            project.forwarder = Some(follow.stdin(Stdio::null()).spawn().unwrap());
        }
        project
    }

    /// The binary in surroundings that hold nothing else.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_responses"));
        command.args(args).current_dir(&self.directory).env_clear().env("HOME", &self.directory);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn run(&self, args: &[&str], input: &str) -> Duration {
        let began = Instant::now();
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        // Who reads nothing closes the pipe.
        _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        assert!(child.wait().unwrap().success(), "{args:?}");
        began.elapsed()
    }

    /// Records with a gateway that lives as long.
    fn record(&self) -> Duration {
        let tracker = ResponseTracker::new(self.directory.join(".claude-mpm/responses")).unwrap();
        let logs = EventLogs::new(TimeZone::UTC, Timestamp::now);
        let mut builder = Gateway::builder(tracker, logs);
        if let Some(url) = &self.url {
            let options: Value = json!({"transport": "webhook", "url": url});
            let destination = Destination::read("there", options.as_object().unwrap().clone()).unwrap();
            let surroundings = Surroundings { variables: &|_| None, now: Timestamp::now };
            builder = builder.transport(destination.target.open(&surroundings).unwrap());
        }
        let gateway = builder.start().unwrap();
        let new = NewResponse {
            timestamp: RecordTime::utc(Timestamp::now()),
            session_id: SessionId::default(),
            agent: AgentName::new("engineer").unwrap(),
            request: "q".to_owned(),
            response: text(),
            metadata: Json::empty_object(),
        };
        let began = Instant::now();
        for _ in 0..RECORDED {
            gateway.record(&new).unwrap();
        }
        began.elapsed()
    }

    fn most_memory(&self) -> String {
        let process = self.forwarder.as_ref().map_or(0, Child::id);
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(|text| text.trim().to_owned());
        most.unwrap_or_else(|| "not known here".to_owned())
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if let Some(forwarder) = &mut self.forwarder {
            _ = forwarder.kill();
            _ = forwarder.wait();
        }
    }
}

fn text() -> String {
    "y".repeat(ANSWER)
}

/// Lets the projects take turns, and tells how long each takes, and of the time without forwarding.
fn compare(what: &str, rounds: usize, projects: &[Project], work: impl Fn(usize, &Project) -> Duration) {
    let turns: Vec<Vec<f64>> = (0..=rounds)
        .map(|number| {
            // Whoever is first in a turn is another each time.
            let mut times = vec![0.0; projects.len()];
            for place in (0..projects.len()).map(|place| (place + number) % projects.len()) {
                times[place] = work(number, &projects[place]).as_secs_f64();
            }
            times
        })
        .skip(1)
        .collect();
    let all = |of: &dyn Fn(&Vec<f64>) -> f64| median(turns.iter().map(of).collect());
    let ms = |place: usize| all(&|turn| turn[place]) * 1e3;
    let ratio = |place: usize| all(&|turn| turn[place] / turn[0]);
    println!(
        "  {what:28} {:8.2}  dead {:8.2} {:5.2}  black hole {:8.2} {:5.2}",
        ms(0),
        ms(1),
        ratio(1),
        ms(2),
        ratio(2)
    );
}
