//! The whole process of a hook, from start to exit, against one that only reads standard input and writes, syncs and publishes one
//! file of the same size: `cargo bench --bench hook [-- DIRECTORY]`.
//!
//! The directory decides which file system is measured; the default is one below `target/`.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// As often each is run; they take turns.
const ROUNDS: usize = 300;
/// The bytes of an answer.
const ANSWER: usize = 2000;
/// The bytes of the transcript behind the last of the measured hooks.
const TRANSCRIPT: usize = 20 << 20;

fn main() -> io::Result<()> {
    let mut args = std::env::args_os().skip(1).filter(|arg| arg != "--bench");
    match args.next() {
        Some(plain) if plain == "plain" => plain_process(&PathBuf::from(args.next().unwrap_or_default())),
        directory => {
            measure(&directory.map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned(), PathBuf::from))
        }
    }
}

/// What no hook can do without.
fn plain_process(directory: &Path) -> io::Result<()> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    let name = format!("{}", std::process::id());
    let temporary = directory.join(format!(".tmp-{name}"));
    let mut file = File::create_new(&temporary)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    fs::hard_link(&temporary, directory.join(name))?;
    fs::remove_file(&temporary)
}

fn measure(parent: &Path) -> io::Result<()> {
    let dir = tempfile::tempdir_in(parent)?;
    let project = dir.path().join("project");
    let plain = dir.path().join("plain");
    fs::create_dir_all(project.join(".claude-mpm"))?;
    fs::create_dir_all(&plain)?;
    let transcript = dir.path().join("transcript.jsonl");
    write_transcript(&transcript)?;
    let stop = |number: usize, more: &str| {
        let answer = format!("{number} {}", "x".repeat(ANSWER));
        let place = project.display();
        format!(
            r#"{{"session_id":"s{number}","cwd":"{place}","hook_event_name":"Stop","last_assistant_message":"{answer}"{more}}}"#
        )
    };
    let long = format!(r#","transcript_path":"{}""#, transcript.display());
    let mut times: [Vec<Duration>; 4] = Default::default();
    for number in 0..ROUNDS {
        let this = std::env::current_exe()?;
        times[0].push(run(Command::new(this).arg("plain").arg(&plain), &stop(number, ""))?);
        times[1].push(run(hook(&project).arg("hook"), &stop(number, ""))?);
        times[2].push(run(hook(&project).arg("hook"), &stop(ROUNDS + number, &long))?);
        times[3].push(run(hook(&project).arg("--version"), "")?);
    }
    let [base, stop, long, version] = times.map(median);
    let ratio = |time: Duration| time.as_secs_f64() / base.as_secs_f64();
    println!("median of {ROUNDS} processes each, from start to exit");
    println!("  read, write, sync, publish   {:>8.2} ms   1.00", base.as_secs_f64() * 1e3);
    println!("  hook, Stop                   {:>8.2} ms   {:.2}   (at most 3)", stop.as_secs_f64() * 1e3, ratio(stop));
    println!("  hook, Stop, 20 MB transcript {:>8.2} ms   {:.2}", long.as_secs_f64() * 1e3, ratio(long));
    println!("  responses --version          {:>8.2} ms   {:.2}", version.as_secs_f64() * 1e3, ratio(version));
    let recorded = fs::read_dir(project.join(".claude-mpm/responses"))?.count();
    assert!(recorded > 2 * ROUNDS, "every hook recorded its answer: {recorded}");
    Ok(())
}

/// The binary in surroundings that hold nothing else.
fn hook(project: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_responses"));
    command.current_dir(project).env_clear().env("HOME", project);
    command
}

fn run(command: &mut Command, input: &str) -> io::Result<Duration> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Who reads nothing closes the pipe.
        _ = stdin.write_all(input.as_bytes());
    }
    let status = child.wait()?;
    assert!(status.success(), "{status}");
    Ok(start.elapsed())
}

/// A transcript whose last turn is one that the hook does not tell of, so that the hook has to look for it and wait.
fn write_transcript(path: &Path) -> io::Result<()> {
    let mut file = io::BufWriter::new(File::create(path)?);
    let line = |number: usize| {
        let text = "y".repeat(4000);
        format!(
            r#"{{"type":"assistant","uuid":"u{number}","message":{{"id":"m{number}","role":"assistant","model":"m","content":[{{"type":"text","text":"{text}"}}],"usage":{{"input_tokens":1,"output_tokens":1}}}}}}"#
        )
    };
    for number in 0..TRANSCRIPT / line(0).len() {
        writeln!(file, "{}", line(number))?;
    }
    file.flush()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
