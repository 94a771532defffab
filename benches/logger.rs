//! What loggers cost, against plain loops that write files of the same bytes and wait for the disk in the same way.
//!
//! `cargo bench --bench logger [-- DIRECTORY]`. The directory must lie on a real file system, since on one in memory there is
//! nothing to wait for; by default it is below `target`. Ours and the others take turns, and the medians of the rounds are
//! told. Nothing is deleted before the end: ext4 does not use a freed inode again for minutes, and looks long for others; so wait
//! as long between two runs.

#![allow(clippy::unwrap_used, reason = "a measurement that can't go on has failed")]

#[path = "support/median.rs"]
mod median;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use median::median;
use responses::capture::Recorder;
use responses::capture::logger::{Options, QueueSize, QueuedLogger, SessionLogger, Way};
use responses::record::{AgentName, Json, RecordTime, SessionId};
use responses::store::{NewResponse, ResponseTracker};

const ROUNDS: usize = 5;
const THREADS: usize = 8;
/// The sizes of responses in bytes, and how many of each are written.
const LOADS: [(usize, usize); 3] = [(1 << 10, 12_000), (10 << 10, 3_000), (100 << 10, 600)];

fn main() {
    let given = std::env::args_os().skip(1).find(|argument| !argument.to_string_lossy().starts_with("--"));
    let above = given.map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned(), PathBuf::from);
    fs::create_dir_all(&above).unwrap();
    let place = Place { directory: tempfile::tempdir_in(&above).unwrap(), used: AtomicUsize::new(0) };
    println!("file system: {}\n", kind_of(&above));
    burst(&place);
    for (size, number) in LOADS {
        sustained(&place, size, number);
    }
    direct(&place, 1500);
}

/// A directory whose directories are used once each.
struct Place {
    directory: tempfile::TempDir,
    used: AtomicUsize,
}

impl Place {
    /// A new directory, on a disk that has nothing left to do.
    fn fresh(&self) -> PathBuf {
        let path = self.directory.path().join(self.used.fetch_add(1, Ordering::Relaxed).to_string());
        fs::create_dir(&path).unwrap();
        #[cfg(target_os = "linux")]
        rustix::fs::syncfs(File::open(&path).unwrap()).unwrap();
        path
    }

    fn recorder(&self) -> Recorder {
        Recorder::new(ResponseTracker::new(self.fresh()).unwrap())
    }
}

fn kind_of(directory: &Path) -> String {
    let told = Command::new("stat").args(["-f", "-c", "%T"]).arg(directory).output();
    let kind = told.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    assert!(kind != "tmpfs", "{} lies in memory, there is nothing to measure", directory.display());
    if kind.is_empty() { "unknown".to_owned() } else { kind }
}

/// Responses of one session and a few agents, twenty a millisecond.
fn responses(size: usize, number: usize) -> Vec<NewResponse> {
    let words = "The build failed because the lock file was out of date; it was made anew and all tests pass. ";
    let text: String = words.chars().cycle().take(size).collect();
    let agents = ["engineer", "qa", "research", "ops"].map(|name| AgentName::new(name).unwrap());
    let start: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
    let response = |index: usize| NewResponse {
        timestamp: RecordTime::utc(start + SignedDuration::from_micros(i64::try_from(index).unwrap() * 50)),
        session_id: SessionId::new("release-1.4").unwrap(),
        agent: agents[index % agents.len()].clone(),
        request: "Find out why the build fails, and mend it".to_owned(),
        response: text.clone(),
        metadata: Json::parse(r#"{"model": "opus", "tokens": 1234, "duration": 12.5}"#).unwrap(),
    };
    (0..number).map(response).collect()
}

fn rate(number: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(number).unwrap()) / time.as_secs_f64()
}

/// How fast a burst that fits the queue is accepted, while the writer is already at work.
fn burst(place: &Place) {
    let size = QueueSize::default();
    let rounds = (0..3 * ROUNDS).map(|_| {
        let logger = QueuedLogger::new(place.recorder(), size).unwrap();
        let burst = responses(1 << 10, size.get());
        let begun = Instant::now();
        for response in burst {
            logger.try_log(response).unwrap();
        }
        let whole = begun.elapsed();
        assert!(logger.flush(Duration::MAX).complete);
        let mut each: Vec<_> = responses(1 << 10, size.get())
            .into_iter()
            .map(|response| timed(|| logger.try_log(response).unwrap()))
            .collect();
        each.sort_unstable();
        assert_eq!(logger.close(Duration::MAX).counters.failed, 0);
        (whole, each[each.len() * 99 / 100], each[each.len() - 1])
    });
    let rounds: Vec<_> = rounds.collect();
    let of = |choose: fn(&(Duration, Duration, Duration)) -> Duration| median(rounds.iter().map(choose).collect());
    println!("burst of {} at 1 KB, median of {} rounds", size.get(), rounds.len());
    println!("  accepted {:>12.0}/s", rate(size.get(), of(|round| round.0)));
    println!("  p99 of one {:>10.2?}   longest {:.2?}\n", of(|round| round.1), of(|round| round.2));
}

fn timed(act: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    act();
    begun.elapsed()
}

/// How long it takes until everything is durable, for more responses than the queue holds.
fn sustained(place: &Place, size: usize, number: usize) {
    let bytes = bytes_of(place, size);
    let mut latencies = Vec::new();
    let mut ours = || {
        let (recorder, responses) = (place.recorder(), responses(size, number));
        timed(|| {
            let logger = QueuedLogger::new(recorder, QueueSize::default()).unwrap();
            for response in responses {
                logger.log(response).unwrap();
            }
            let report = logger.close(Duration::MAX);
            assert_eq!(report.counters.written, u64::try_from(number).unwrap());
            latencies.push(logger.latencies());
        })
    };
    let peer = |write: fn(&Path, &[u8], usize)| {
        let directory = place.fresh();
        timed(|| write(&directory, &bytes, number))
    };
    let mut rounds: Vec<Vec<Duration>> = Vec::new();
    for _ in 0..ROUNDS {
        let mut round = vec![ours()];
        round.extend(PEERS.iter().map(|(_, write)| peer(*write)));
        rounds.push(round);
    }
    println!(
        "{number} responses of {} KB, files of {} bytes, durable when told; median of {ROUNDS} rounds",
        size >> 10,
        bytes.len()
    );
    let names = std::iter::once("queued logger").chain(PEERS.iter().map(|(name, _)| *name));
    table(number, names.enumerate().map(|(index, name)| (name, rounds.iter().map(|round| round[index]).collect())));
    let latency = &latencies[latencies.len() / 2];
    let percentiles = [50, 90, 99].map(|percent| latency.percentile(percent).unwrap());
    println!("  latency of the queued p50, p90, p99, longest: {percentiles:.1?} {:.1?}\n", latency.longest());
}

/// One response at a time, durable when the call returns.
fn direct(place: &Place, number: usize) {
    let bytes = bytes_of(place, 1 << 10);
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let options = Options { way: Way::Direct, ..Options::default() };
        let logger = SessionLogger::new(place.recorder(), SessionId::default(), options).unwrap();
        let responses = responses(1 << 10, number);
        let ours = timed(|| {
            for new in &responses {
                let now = new.timestamp.instant();
                logger.log_response(&new.agent, &new.request, &new.response, &new.metadata, now).unwrap();
            }
        });
        let directory = place.fresh();
        rounds.push([ours, timed(|| one_by_one(&directory, &bytes, number))]);
    }
    println!("{number} responses of 1 KB, directly, median of {ROUNDS} rounds");
    let names = ["direct logger", "plain loop, fsync each, 1 thread"];
    table(number, (0..2).map(|index| (names[index], rounds.iter().map(|round| round[index]).collect())));
}

/// Rates, and how long ours, the first, took against each.
fn table<'a>(number: usize, rows: impl Iterator<Item = (&'a str, Vec<Duration>)>) {
    let rows: Vec<_> = rows.map(|(name, times)| (name, median(times))).collect();
    println!("  {:<40} {:>10} {:>22}", "", "a second", "ours takes, of its time");
    for (name, time) in &rows {
        let ratio = rows[0].1.as_secs_f64() / time.as_secs_f64();
        println!("  {name:<40} {:>10.0} {ratio:>21.2}x", rate(number, *time));
    }
}

/// The bytes of one of our files.
fn bytes_of(place: &Place, size: usize) -> Vec<u8> {
    let tracker = ResponseTracker::new(place.fresh()).unwrap();
    fs::read(tracker.track(&responses(size, 1)[0]).unwrap()).unwrap()
}

type Peer = (&'static str, fn(&Path, &[u8], usize));

const PEERS: &[Peer] = &[
    ("plain loop, fsync each, 1 thread", one_by_one),
    ("plain loop, fsync each, 8 threads", on_threads),
    #[cfg(target_os = "linux")]
    ("plain loop, a sync a 1000, 1 thread", |directory, bytes, number| grouped(directory, bytes, number, 1)),
    #[cfg(target_os = "linux")]
    ("plain loop, a sync a 1000, 2 threads", |directory, bytes, number| grouped(directory, bytes, number, 2)),
    ("plain loop, a sync a 1000, 8 threads", |directory, bytes, number| grouped(directory, bytes, number, THREADS)),
];

fn one_by_one(directory: &Path, bytes: &[u8], number: usize) {
    for index in 0..number {
        create(directory, bytes, index).sync_all().unwrap();
        publish(directory, index);
    }
}

fn on_threads(directory: &Path, bytes: &[u8], number: usize) {
    each_on_threads(0..number, THREADS, |index| {
        create(directory, bytes, index).sync_all().unwrap();
        publish(directory, index);
    });
}

#[cfg(target_os = "linux")]
fn grouped(directory: &Path, bytes: &[u8], number: usize, threads: usize) {
    let root = File::open(directory).unwrap();
    for first in (0..number).step_by(1000) {
        let group = first..number.min(first + 1000);
        each_on_threads(group.clone(), threads, |index| drop(create(directory, bytes, index)));
        rustix::fs::syncfs(&root).unwrap();
        group.for_each(|index| publish(directory, index));
    }
}

fn each_on_threads(indexes: std::ops::Range<usize>, threads: usize, act: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(indexes.start);
    let work = || {
        while let index = next.fetch_add(1, Ordering::Relaxed)
            && index < indexes.end
        {
            act(index);
        }
    };
    thread::scope(|scope| {
        (1..threads).for_each(|_| _ = scope.spawn(work));
        work();
    });
}

fn create(directory: &Path, bytes: &[u8], index: usize) -> File {
    let mut file = File::create_new(directory.join(format!(".tmp-{index}"))).unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn publish(directory: &Path, index: usize) {
    let name = format!("engineer-20261121_120000_000-{index}.json");
    fs::rename(directory.join(format!(".tmp-{index}")), directory.join(name)).unwrap();
}
