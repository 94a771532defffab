//! Event logs of each family, the same ones each time.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use fastrand::Rng;

/// A family of event logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// What was done and why: in the middle 270 bytes a line, one line in fifty long, with an escape every six bytes of text.
    Causal,
    /// Tasks, files and tools, as many of each as in logs that there are: about a hundred bytes a line.
    Activity,
    /// Everything in a session, mostly pieces of answers: in the middle 260 bytes a line.
    Stream,
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Causal => "causal",
            Self::Activity => "activity",
            Self::Stream => "stream",
        })
    }
}

/// A log of about so many megabytes, made once and kept.
pub(crate) fn made(below: &Path, family: Family, megabytes: usize) -> io::Result<PathBuf> {
    // Another name than that of logs that were made otherwise.
    let path = below.join(format!("{family}-log-{megabytes}.jsonl"));
    if path.exists() {
        return Ok(path);
    }
    let mut random = Rng::with_seed(7);
    let mut out = BufWriter::new(File::create(&path)?);
    let (mut written, mut number) = (0, 0);
    while written < megabytes * 1_000_000 {
        let line = match family {
            Family::Causal => causal(number, &mut random),
            Family::Activity => activity(number, &mut random),
            Family::Stream => stream(number, &mut random),
        };
        written += line.len() + 1;
        number += 1;
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(path)
}

fn causal(number: u32, random: &mut Rng) -> String {
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
    let words = if random.u8(..50) == 0 { random.usize(50..900) } else { random.usize(2..20) };
    format!(
        r#"{{"event_id": "evt_{number:08x}", "timestamp": "2025-12-{:02}T{:02}:00:00.250000Z", "event_type": "{kind}", "provenance": {{"source": "bench", "agent": "codex", "confidence": 1.0}}, {more}"data": {{"n": {number}, "text": "{}"}}}}"#,
        number % 28 + 1,
        number % 24,
        "words \\\"in\\\" ".repeat(words / 2)
    )
}

fn activity(number: u32, random: &mut Rng) -> String {
    let start = 1_760_800_000.0 + f64::from(number) * 0.25;
    match random.u8(..33) {
        0..12 => format!(
            r#"{{"name": "task_{}", "start_time": {start}, "end_time": {}, "metadata": {{"result": "success"}}}}"#,
            number % 40,
            start + 12.5
        ),
        12..26 => format!(
            r#"{{"path": "/src/module_{}.py", "operation": "{}", "size_bytes": {}, "lines": null}}"#,
            number % 500,
            if random.bool() { "read" } else { "write" },
            random.u16(..)
        ),
        _ => format!(
            r#"{{"name": "{}", "params": {{"args": ["-n", {number}], "nested": {{"k": null, "f": 1.5}}}}, "duration_ms": {}}}"#,
            ["bash", "pytest", "grep"][random.usize(..3)],
            random.u16(..)
        ),
    }
}

fn stream(number: u32, random: &mut Rng) -> String {
    let head = |kind: &str, role: &str| {
        format!(
            r#"{{"timestamp": "2025-05-29T{:02}:{:02}:{:02}.104000", "event": {{"type": "{kind}", "session_id": "session-{}", "role": "{role}", "parent_session_id": null, "user_session_id": null, "#,
            number / 3600 % 24,
            number / 60 % 60,
            number % 60,
            number / 5000
        )
    };
    match random.u8(..40) {
        0 => {
            head("completion", "assistant")
                + r#""running": false, "stop_reason": "end_turn", "input_tokens": 10, "output_tokens": 20}}"#
        }
        1 => {
            let call = format!(
                r#""active": true, "tool_calls": [{{"id": "t{number}", "name": "ws_read", "input": {{"p": 1}}}}], "tool_results": null}}}}"#
            );
            head("tool_call", "assistant") + &call
        }
        2 => {
            head("message", "user")
                + &format!(
                    r#""content": "{}", "format": "markdown"}}}}"#,
                    "Please look.\\n".repeat(random.usize(5..300))
                )
        }
        _ => {
            head("text_delta", "assistant")
                + &format!(r#""content": "{}", "format": "markdown"}}}}"#, "a few words ".repeat(random.usize(..8)))
        }
    }
}
