//! What went wrong in hooks, in `<base>/.log/hook.log`: a hook must not tell its host, so it tells this file.

use std::fmt::Write as _;
use std::io;

use jiff::Timestamp;

use crate::record::redact;
use crate::store::{Layout, side};

/// As large the log grows before it is put aside: 256 KiB.
pub const JOURNAL_BYTES: u64 = 256 << 10;

/// Longest problem that is kept, in characters: what came from outside must not fill the log.
const LONGEST: usize = 1000;

/// What lines begin with, behind their time, that are no problems.
const DEBUG: &str = "debug: ";

/// Writes a line: when, at what, and what went wrong there.
pub(super) fn note(layout: &Layout, now: Timestamp, at: &str, problem: &str) {
    let line = format!("{} {}: {}\n", now.strftime("%Y-%m-%dT%H:%M:%SZ"), visible(at), visible(&redact(problem)));
    // Without a log there is nobody left to tell.
    _ = side::append(&layout.hook_log(), &layout.hook_log_before(), line.as_bytes(), JOURNAL_BYTES);
}

/// Writes a line that is no problem: what became of an event.
pub(super) fn note_debug(layout: &Layout, now: Timestamp, at: &str, what: &str) {
    note(layout, now, &format!("{DEBUG}{at}"), what);
}

/// The problems since then, the oldest first; none if there is no log.
///
/// # Errors
/// A log that can't be read.
pub fn problems(layout: &Layout, since: Timestamp) -> io::Result<Vec<String>> {
    let mut problems = Vec::new();
    for log in [layout.hook_log_before(), layout.hook_log()] {
        let bytes = side::get(&log, JOURNAL_BYTES * 2)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let counts = |line: &&str| {
            line.split_once(' ').is_some_and(|(time, rest)| {
                !rest.starts_with(DEBUG) && time.parse::<Timestamp>().is_ok_and(|at| at >= since)
            })
        };
        problems.extend(text.lines().filter(counts).map(str::to_owned));
    }
    Ok(problems)
}

/// One line without anything in it that a terminal would act on.
pub(super) fn visible(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(LONGEST));
    for c in text.chars().take(LONGEST) {
        if c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            _ = write!(line, "{}", c.escape_default());
        } else {
            line.push(c);
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_one_line_that_no_terminal_acts_on_and_the_log_is_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path().join("store"));
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        note(&layout, now, "Stop\n", "a\u{1b}[31m\u{202e}b");
        assert_eq!(problems(&layout, now).unwrap(), ["2026-11-21T12:00:00Z Stop\\n: a\\u{1b}[31m\\u{202e}b"]);
        note_debug(&layout, now, "Stop", "recorded s/a.json");
        assert_eq!(problems(&layout, now).unwrap().len(), 1, "what is no problem does not count as one");
        for _ in 0..600 {
            note(&layout, now, "Stop", &"x".repeat(5000));
        }
        let length = |path: std::path::PathBuf| path.metadata().unwrap().len();
        assert!(length(layout.hook_log()) + length(layout.hook_log_before()) < 2 * JOURNAL_BYTES + 4096);
        let later = now + jiff::SignedDuration::from_secs(1);
        note(&layout, later, "Stop", "y");
        assert_eq!(problems(&layout, later).unwrap(), ["2026-11-21T12:00:01Z Stop: y"]);
        assert!(problems(&layout, now).unwrap().len() > 300, "both files are read");
    }
}
