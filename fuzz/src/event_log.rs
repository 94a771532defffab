//! Any bytes at all may stand in an event log. Whatever they are, every line is seen once or named, however the log is cut into pieces,
//! and an event that is found valid can be appended and is read back as it was.

use std::fs;
use std::num::NonZero;
use std::sync::OnceLock;

use responses::events::causal::{self, CheckedEvent, Draft, Event, Filter, Needle, validate};
use responses::events::log::{Fold, Line, Problem, ReadOptions, fold};
use responses::record::{JsonRef, LazyZone, Redaction};
use tempfile::TempDir;

/// The lines in order.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lines(Vec<(u64, String)>);

impl Fold for Lines {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        self.0.push((line.number, line.text.to_owned()));
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.0.extend(later.0);
    }
}

fn judge(text: &str) {
    let event = Event::parse(text);
    let rules = validate(text);
    assert_eq!(rules.is_err(), JsonRef::parse(text).is_err());
    let filter = Filter { text: Some(Needle::new("a")), ..Filter::default() };
    assert_eq!(filter.select(&mut causal::Lines::default(), text).is_err(), event.is_err());
    let Ok(event) = event else { return };
    let _ = (event.gist(), event.timestamp(&LazyZone::default()), event.dependencies(), event.key_entities());
    let now = "2026-01-01T00:00:00Z".parse().expect("a time");
    let line = Draft::parse(text).expect("what is an event is a draft").complete(now, || 1);
    assert!(!line.contains(['\n', '\r']));
    if let Ok(checked) = CheckedEvent::new(line, Redaction::Off) {
        assert!(validate(checked.line()).expect("JSON").is_empty());
        serde_json::from_str::<serde::de::IgnoredAny>(checked.line()).expect("what is written is strict JSON");
    }
}

/// Takes bytes as a log.
pub fn check(bytes: &[u8]) {
    static DIR: OnceLock<TempDir> = OnceLock::new();
    let path = DIR.get_or_init(|| TempDir::new().expect("a directory")).path().join("log.jsonl");
    fs::write(&path, bytes).expect("a file");
    let read = |chunk_bytes, threads| {
        let options =
            ReadOptions { chunk_bytes, threads: NonZero::new(threads), max_line_bytes: 1000, ..ReadOptions::default() };
        fold(std::slice::from_ref(&path), &options, Lines::default)
    };
    let (whole, pieces) = (read(1 << 18, 1), read(7, 2));
    assert_eq!(whole.found, pieces.found);
    assert_eq!(whole.problems, pieces.problems);
    whole.found.0.iter().for_each(|(_, text)| judge(text));
}
