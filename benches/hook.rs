//! The whole process of a hook, from start to exit, against one that only reads standard input and writes, syncs and publishes one
//! file of the same size: `cargo bench --bench hook [-- DIRECTORY]`.
//!
//! The directory decides which file system is measured; the default is one below `target/`.

#[path = "support/median.rs"]
mod median;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use median::median;

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
    let place = project.display();
    let stop = |session: usize, answer: &str, more: &str| {
        format!(
            r#"{{"session_id":"s{session}","cwd":"{place}","hook_event_name":"Stop","last_assistant_message":"{answer}"{more}}}"#
        )
    };
    let (answer, other) = ("y".repeat(ANSWER), "x".repeat(ANSWER));
    let long = format!(r#","transcript_path":"{}""#, transcript.display());
    let mut times: [Vec<Duration>; 5] = Default::default();
    for number in 0..ROUNDS {
        let this = std::env::current_exe()?;
        times[0].push(run(Command::new(this).arg("plain").arg(&plain), &stop(number, &answer, ""))?);
        times[1].push(run(hook(&project).arg("hook"), &stop(number, &answer, ""))?);
        times[2].push(run(hook(&project).arg("hook"), &stop(ROUNDS + number, &answer, &long))?);
        times[3].push(run(hook(&project).arg("hook"), &stop(2 * ROUNDS + number, &other, &long))?);
        times[4].push(run(hook(&project).arg("--version"), "")?);
    }
    let medians = times.map(median);
    let names = [
        "read, write, sync, publish",
        "hook, Stop",
        "hook, Stop, 20 MB transcript",
        "hook, Stop, transcript that lags for good",
        "responses --version",
    ];
    println!("median of {ROUNDS} processes each, from start to exit");
    for (name, time) in names.iter().zip(medians) {
        let ratio = time.as_secs_f64() / medians[0].as_secs_f64();
        println!("  {name:42} {:>8.2} ms {ratio:>8.2}", time.as_secs_f64() * 1e3);
    }
    let recorded = fs::read_dir(project.join(".claude-mpm/responses"))?.count();
    assert!(recorded > 3 * ROUNDS, "every hook recorded its answer: {recorded}");
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

/// A transcript of turns that all have the same answer.
fn write_transcript(path: &Path) -> io::Result<()> {
    let mut file = io::BufWriter::new(File::create(path)?);
    let mut written = 0;
    for number in 0.. {
        let text = "y".repeat(ANSWER);
        let asked = format!(r#"{{"type":"user","uuid":"a{number}","message":{{"role":"user","content":"Do it"}}}}"#);
        let answered = format!(
            r#"{{"type":"assistant","uuid":"b{number}","message":{{"id":"m{number}","role":"assistant","model":"m","stop_reason":"end_turn","content":[{{"type":"text","text":"{text}"}}],"usage":{{"input_tokens":1,"output_tokens":1}}}}}}"#
        );
        writeln!(file, "{asked}\n{answered}")?;
        written += asked.len() + answered.len() + 2;
        if written >= TRANSCRIPT {
            break;
        }
    }
    file.flush()
}
