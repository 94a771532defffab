//! How fast events are appended and logs are read, against what the machine can do at all.
//!
//!     cargo bench --bench events -- [--megabytes N] [--events N] [--dir DIRECTORY] [--rounds N]
//!
//! Reading: logs are made below the directory (by default below `target/`) and kept for the next time. Questions and `wc -l` read them in
//! turn, each in a process of its own, and what is printed are medians of the ratios to `wc -l` of the same round, and the most memory.
//! `typed` is the program that one writes first: how many events of each type, by `serde_json`, on as many threads. `skip` is the least that any program does
//! that looks into JSON: it steps from quote to quote, and judges nothing. `lines` only counts them: what reading takes before anybody looks into one.
//! Appending: events, checked and without secrets, one by one and in groups, against a plain loop of writes of the same lines to a file opened
//! in the same way, with the same policy; and checked and encoded only.

#[path = "support/arguments.rs"]
mod arguments;
#[path = "support/logs.rs"]
mod logs;
#[path = "support/median.rs"]
mod median;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use arguments::number;
use logs::{Family, made};
use median::median;
use memchr::memchr2_iter;
use responses::events::Layout;
use responses::events::activity::Tally;
use responses::events::causal::{
    CausalLog, CheckedEvent, Commitments, EventId, EventType, FailureEntry, Filter, Lines, Needle, NewEvent,
    Provenance, Totals,
};
use responses::events::log::{Fold, Line, Problem, ReadOptions, Sync, fold};
use responses::events::stream::{Group, SessionPattern, read_sessions};
use responses::record::{AgentName, LazyZone, Pattern, RecordTime, Redaction, SessionId};

/// What is asked of the logs of each family.
const QUESTIONS: [(Family, &[&str]); 3] = [
    (Family::Causal, &["query", "text", "commitments", "failures", "stats", "typed", "skip", "lines"]),
    (Family::Activity, &["activity", "typed", "skip", "lines"]),
    (Family::Stream, &["stream", "typed", "skip", "lines"]),
];

/// As many events are appended at once in a group.
const GROUP: usize = 256;

fn main() -> io::Result<()> {
    let args = arguments::all();
    if let [flag, question, log] = args.as_slice()
        && flag == "--ask"
    {
        ask(question, Path::new(log));
        return Ok(());
    }
    let below = arguments::directory(&args);
    let rounds = number(&args, "--rounds", 7_u32);
    append(&below, number(&args, "--events", 200_000), rounds)?;
    let megabytes = number(&args, "--megabytes", 1000_u32);
    QUESTIONS
        .iter()
        .try_for_each(|(family, questions)| read(&made(&below, *family, megabytes as usize)?, questions, rounds))
}

/// Counts the events that a filter selects.
struct Selected<'a>(&'a Filter, u64, Lines);

impl Fold for Selected<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        self.1 += u64::from(self.0.select(&mut self.2, line.text)?.is_some());
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.1 += later.1;
    }

    fn hand_on(&mut self, next: &mut Self) {
        self.2.hand_on(&mut next.2);
    }
}

/// Counts failures.
struct Failures<'a>(&'a LazyZone, usize, Lines);

impl Fold for Failures<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        self.1 += FailureEntry::all(&mut self.2, line, self.0)?.len();
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.1 += later.1;
    }

    fn hand_on(&mut self, next: &mut Self) {
        self.2.hand_on(&mut next.2);
    }
}

/// Counts events by type, by `serde_json` alone.
#[derive(Default)]
struct Typed(BTreeMap<String, u64>);

impl Fold for Typed {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        #[derive(serde::Deserialize)]
        struct Event<'a> {
            #[serde(borrow, alias = "type", alias = "operation")]
            event_type: Option<Cow<'a, str>>,
            #[serde(borrow)]
            event: Option<Box<Event<'a>>>,
        }
        let event: Event<'_> = serde_json::from_str(line.text).map_err(|e| Problem::Invalid(vec![e.to_string()]))?;
        let named = event.event.and_then(|event| event.event_type).or(event.event_type).unwrap_or_default();
        match self.0.get_mut(named.as_ref()) {
            Some(count) => *count += 1,
            None => _ = self.0.insert(named.into_owned(), 1),
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        for (kind, count) in later.0 {
            *self.0.entry(kind).or_default() += count;
        }
    }
}

/// Counts strings, by their quotes alone.
#[derive(Default)]
struct Skipped(u64);

impl Fold for Skipped {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let bytes = line.text.as_bytes();
        let mut escaped = None;
        for at in memchr2_iter(b'"', b'\\', bytes) {
            match bytes[at] {
                _ if escaped == Some(at) => {}
                b'"' => self.0 += 1,
                _ => escaped = Some(at + 1),
            }
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.0 += later.0;
    }
}

/// Counts lines: what reading them takes, before anybody looks into one.
#[derive(Default)]
struct Bare(u64);

impl Fold for Bare {
    fn line(&mut self, _: Line<'_>) -> Result<(), Problem> {
        self.0 += 1;
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.0 += later.0;
    }
}

fn ask(question: &str, log: &Path) {
    let (files, options, zone) = ([log.to_owned()], ReadOptions::default(), LazyZone::default());
    let mut filter = Filter::default();
    match question {
        "text" => filter.text = Some(Needle::new("zebra crossing")),
        _ => filter.types.push(Pattern::new("error")),
    }
    let found = match question {
        "commitments" => fold(&files, &options, || Commitments::new(&zone)).found.into_promises().len() as u64,
        "failures" => fold(&files, &options, || Failures(&zone, 0, Lines::default())).found.1 as u64,
        "stats" => fold(&files, &options, || Totals::new(&zone)).found.events(),
        "typed" => fold(&files, &options, Typed::default).found.0.len() as u64,
        "lines" => fold(&files, &options, Bare::default).found.0,
        "skip" => fold(&files, &options, Skipped::default).found.0 / 2,
        "activity" => fold(&files, &options, Tally::default).lines,
        "stream" => read_sessions(&Group::of(files.into(), &SessionPattern::default()), &options, &zone)
            .found
            .iter()
            .map(|one| one.events)
            .sum(),
        _ => fold(&files, &options, || Selected(&filter, 0, Lines::default())).found.1,
    };
    println!("{found} {}", peak());
}

/// The most memory that this process had, in kilobytes, where the system tells.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or("-").trim().to_owned()
}

fn read(log: &Path, questions: &[&str], rounds: u32) -> io::Result<()> {
    let timed = |command: &mut Command| -> io::Result<(f64, String)> {
        let start = Instant::now();
        let output = command.stderr(Stdio::inherit()).output()?;
        Ok((start.elapsed().as_secs_f64(), String::from_utf8_lossy(&output.stdout).trim().to_owned()))
    };
    let mut ratios = vec![Vec::new(); questions.len()];
    let mut said = vec![String::new(); questions.len()];
    let mut counted = Vec::new();
    timed(Command::new("wc").arg("-l").arg(log))?;
    for _ in 0..rounds {
        let (seconds, _) = timed(Command::new("wc").arg("-l").arg(log))?;
        counted.push(seconds);
        for (place, question) in questions.iter().enumerate() {
            let (own, output) = timed(Command::new(std::env::current_exe()?).arg("--ask").arg(question).arg(log))?;
            ratios[place].push(own / seconds);
            said[place] = output;
        }
    }
    println!("{}: wc -l {:.3} s", log.display(), median(counted));
    for ((question, ratios), said) in questions.iter().zip(ratios).zip(said) {
        println!("{question}: {:.2} times wc -l ({said})", median(ratios));
    }
    Ok(())
}

fn append(below: &Path, events: u32, rounds: u32) -> io::Result<()> {
    let checked = (0..rounds).map(|_| check(events)).collect::<Result<Vec<_>, _>>().map_err(io::Error::other)?;
    println!("check and encode, without a file: {:.0} events/s", f64::from(events) / median(checked));
    let memory = Path::new("/dev/shm");
    if memory.exists() {
        append_to("memory", memory, Sync::None, events, rounds)?;
    }
    append_to("disk", below, Sync::None, events, rounds)?;
    append_to("disk, synced in batches", below, Sync::Batch, events / 10, rounds)?;
    append_to("disk, each synced", below, Sync::Always, events / 1000, rounds)
}

fn append_to(place: &str, directory: &Path, sync: Sync, events: u32, rounds: u32) -> io::Result<()> {
    let (mut single, mut group, mut plain) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let dir = tempfile::tempdir_in(directory)?;
        single.push(append_checked(dir.path(), sync, events, 1).map_err(io::Error::other)?);
        group.push(append_checked(dir.path(), sync, events, GROUP).map_err(io::Error::other)?);
        plain.push(write_plainly(dir.path(), sync, events)?);
    }
    for (way, times) in [("one by one", single), ("in groups", group)] {
        let ratios: Vec<_> = times.iter().zip(&plain).map(|(own, plain)| own / plain).collect();
        let (rate, ratio) = (f64::from(events) / median(times), median(ratios));
        println!("append to {place}, {way}: {rate:.0} events/s, {ratio:.2} times a loop of writes");
    }
    Ok(())
}

fn event(number: u32) -> NewEvent {
    let agent = AgentName::new("codex").unwrap_or_else(|_| unreachable!("a name"));
    let provenance = Provenance { source: "bench".to_owned(), agent, confidence: 1.0 };
    let time = RecordTime::utc(jiff::Timestamp::UNIX_EPOCH);
    NewEvent::new(EventId::from_bits(number), time, EventType::ToolCall, provenance)
}

/// An error that can be passed on as one of input and output.
type AnyError = Box<dyn std::error::Error + Send + std::marker::Sync>;

/// Checks and encodes events, secrets taken out, into memory of this process.
fn check(events: u32) -> Result<f64, AnyError> {
    let mut event = event(0);
    let mut lines = Vec::new();
    let start = Instant::now();
    for number in 0..events {
        event.event_id = EventId::from_bits(number);
        lines.extend_from_slice(CheckedEvent::of(&event, Redaction::On)?.line().as_bytes());
        lines.push(b'\n');
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Appends events, as many at once.
fn append_checked(dir: &Path, sync: Sync, events: u32, at_once: usize) -> Result<f64, AnyError> {
    let session = SessionId::new(format!("checked_{at_once}"))?;
    let mut log = CausalLog::new(&Layout::new(dir), &session, sync);
    let mut group = vec![event(0); at_once];
    let start = Instant::now();
    for first in (0..events).step_by(at_once) {
        for (number, event) in (first..events).zip(&mut group) {
            event.event_id = EventId::from_bits(number);
        }
        let count = group.len().min((events - first) as usize);
        match &group[..count] {
            [one] => log.append(one)?,
            several => log.append_all(several)?.into_iter().collect::<Result<(), _>>()?,
        }
    }
    if sync != Sync::None {
        log.flush()?;
    }
    Ok(start.elapsed().as_secs_f64())
}

fn write_plainly(dir: &Path, sync: Sync, events: u32) -> io::Result<f64> {
    let checked = CheckedEvent::of(&event(0), Redaction::Off).map_err(io::Error::other)?;
    let line = format!("{}\n", checked.line());
    let mut file = File::options().append(true).create(true).open(dir.join("plain"))?;
    let start = Instant::now();
    for number in 1..=events {
        file.write_all(line.as_bytes())?;
        let is_due = match sync {
            Sync::None => false,
            Sync::Batch => number % 256 == 0 || number == events,
            Sync::Always => true,
        };
        if is_due {
            file.sync_data()?;
        }
    }
    Ok(start.elapsed().as_secs_f64())
}
