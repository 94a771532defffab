//! How fast events are appended and logs are read, against what the machine can do at all.
//!
//!     cargo bench --bench events -- [--megabytes N] [--events N] [--dir DIRECTORY] [--rounds N]
//!
//! Reading: a log is made below the directory (by default below `target/`) and kept for the next time. Questions and `wc -l` read it in
//! turn, each in a process of its own, and what is printed are medians of the ratios to `wc -l` of the same round, and the most memory.
//! Appending: checked events against a plain loop of writes of the same lines to a file opened in the same way, with the same policy.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use responses::events::Layout;
use responses::events::causal::{
    CausalLog, CheckedEvent, Commitments, EventId, EventType, FailureEntry, Filter, NewEvent, Provenance, Totals,
};
use responses::events::log::{Fold, Line, Problem, ReadOptions, Sync, fold};
use responses::record::{AgentName, LazyZone, Pattern, RecordTime, Redaction, SessionId};

const QUESTIONS: [&str; 4] = ["commitments", "failures", "stats", "query"];

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, question, log] = args.as_slice()
        && flag == "--ask"
    {
        ask(question, Path::new(log));
        return Ok(());
    }
    let value = |flag: &str| args.iter().position(|arg| arg == flag).and_then(|at| args.get(at + 1));
    let number = |flag: &str, otherwise| value(flag).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let below = value("--dir").map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    let rounds = number("--rounds", 7_u32);
    append(&below, number("--events", 200_000), rounds)?;
    let log = made(&below, number("--megabytes", 1000))?;
    read(&log, rounds)
}

/// A log of about so many megabytes: short events, and long ones among them.
fn made(below: &Path, megabytes: u32) -> io::Result<PathBuf> {
    let path = below.join(format!("events-{megabytes}.jsonl"));
    if path.exists() {
        return Ok(path);
    }
    let mut random = fastrand::Rng::with_seed(7);
    let mut out = BufWriter::new(File::create(&path)?);
    let (mut written, mut number) = (0, 0_u32);
    while written < megabytes as usize * 1_000_000 {
        let line = line(number, &mut random);
        written += line.len() + 1;
        number += 1;
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(path)
}

fn line(number: u32, random: &mut fastrand::Rng) -> String {
    let kinds = ["tool_call", "user_message", "decision", "commitment", "error", "state_change"];
    let kind = kinds[random.usize(..60).saturating_sub(54)];
    let more = match kind {
        "commitment" => {
            format!(r#""open_commitments": [{{"commitment": "promise {}", "status": "pending"}}], "#, number % 5000)
        }
        "error" => {
            r#""failure_ledger": [{"attempt": "git push", "failure_reason": "500", "error_code": "E1"}], "#.to_owned()
        }
        _ => String::new(),
    };
    let words = if random.u8(..50) == 0 { random.usize(500..9000) } else { random.usize(5..100) };
    format!(
        r#"{{"event_id": "evt_{number:08x}", "timestamp": "2025-12-{:02}T{:02}:00:00.250000Z", "event_type": "{kind}", "provenance": {{"source": "bench", "agent": "codex", "confidence": 1.0}}, {more}"data": {{"n": {number}, "text": "{}"}}}}"#,
        number % 28 + 1,
        number % 24,
        "words \\\"in\\\" ".repeat(words / 2)
    )
}

/// Counts the events that a filter selects.
struct Selected<'a>(&'a Filter, u64);

impl Fold for Selected<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        self.1 += u64::from(self.0.select(line.text)?.is_some());
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.1 += later.1;
    }
}

/// Counts failures.
struct Failures<'a>(&'a LazyZone, usize);

impl Fold for Failures<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        self.1 += FailureEntry::all(line, self.0)?.len();
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.1 += later.1;
    }
}

fn ask(question: &str, log: &Path) {
    let (files, options, zone) = ([log.to_owned()], ReadOptions::default(), LazyZone::default());
    let filter = Filter { types: vec![Pattern::new("error")], ..Filter::default() };
    let found = match question {
        "commitments" => fold(&files, &options, || Commitments::new(&zone)).found.into_promises().len() as u64,
        "failures" => fold(&files, &options, || Failures(&zone, 0)).found.1 as u64,
        "stats" => fold(&files, &options, || Totals::new(&zone)).found.events(),
        _ => fold(&files, &options, || Selected(&filter, 0)).found.1,
    };
    println!("{found} {}", peak());
}

/// The most memory that this process had, in kilobytes, where the system tells.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or("-").trim().to_owned()
}

fn read(log: &Path, rounds: u32) -> io::Result<()> {
    let timed = |command: &mut Command| -> io::Result<(f64, String)> {
        let start = Instant::now();
        let output = command.stderr(Stdio::inherit()).output()?;
        Ok((start.elapsed().as_secs_f64(), String::from_utf8_lossy(&output.stdout).trim().to_owned()))
    };
    let mut ratios = vec![Vec::new(); QUESTIONS.len()];
    let mut said = vec![String::new(); QUESTIONS.len()];
    let mut counted = Vec::new();
    timed(Command::new("wc").arg("-l").arg(log))?;
    for _ in 0..rounds {
        let (seconds, _) = timed(Command::new("wc").arg("-l").arg(log))?;
        counted.push(seconds);
        for (place, question) in QUESTIONS.iter().enumerate() {
            let (own, output) = timed(Command::new(std::env::current_exe()?).arg("--ask").arg(question).arg(log))?;
            ratios[place].push(own / seconds);
            said[place] = output;
        }
    }
    println!("wc -l: {:.3} s", median(&mut counted));
    for (place, question) in QUESTIONS.iter().enumerate() {
        println!("{question}: {:.2} times wc -l ({})", median(&mut ratios[place]), said[place]);
    }
    Ok(())
}

fn append(below: &Path, events: u32, rounds: u32) -> io::Result<()> {
    let memory = Path::new("/dev/shm");
    for (place, directory) in [("memory", memory), ("disk", below)] {
        let (mut checked, mut plain) = (Vec::new(), Vec::new());
        for _ in 0..if directory.exists() { rounds } else { 0 } {
            let dir = tempfile::tempdir_in(directory)?;
            checked.push(append_checked(dir.path(), events).map_err(io::Error::other)?);
            plain.push(write_plainly(dir.path(), events)?);
        }
        let mut ratios: Vec<_> = checked.iter().zip(&plain).map(|(own, plain)| own / plain).collect();
        if !ratios.is_empty() {
            let rate = f64::from(events) / median(&mut checked);
            println!("append to {place}: {rate:.0} events/s, {:.2} times a loop of writes", median(&mut ratios));
        }
    }
    Ok(())
}

fn event(number: u32) -> NewEvent {
    let agent = AgentName::new("codex").unwrap_or_else(|_| unreachable!("a name"));
    let provenance = Provenance { source: "bench".to_owned(), agent, confidence: 1.0 };
    let time = RecordTime::utc(jiff::Timestamp::UNIX_EPOCH);
    NewEvent::new(EventId::from_bits(number), time, EventType::ToolCall, provenance)
}

fn append_checked(dir: &Path, events: u32) -> Result<f64, Box<dyn std::error::Error + Send + std::marker::Sync>> {
    let mut log = CausalLog::new(&Layout::new(dir), &SessionId::new("checked")?, Sync::None).redacting(Redaction::Off);
    let mut event = event(0);
    let start = Instant::now();
    for number in 0..events {
        event.event_id = EventId::from_bits(number);
        log.append(&event)?;
    }
    Ok(start.elapsed().as_secs_f64())
}

fn write_plainly(dir: &Path, events: u32) -> io::Result<f64> {
    let text = serde_json::to_string(&event(0))?;
    let checked = CheckedEvent::new(text, Redaction::Off).map_err(io::Error::other)?;
    let line = format!("{}\n", checked.line());
    let mut file = File::options().append(true).create(true).open(dir.join("plain"))?;
    let start = Instant::now();
    for _ in 0..events {
        file.write_all(line.as_bytes())?;
    }
    Ok(start.elapsed().as_secs_f64())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
