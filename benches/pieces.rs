//! How fast the inner pieces are, each by itself, at the sizes that records have.
//!
//!     cargo bench --bench pieces
//!
//! A file of a scan is summarised, a response that is logged is looked through for secrets, encoded and held to the schema, and what a
//! search finds is read whole. The bytes a second are to be compared with one another, and with `judge`, which is what `serde_json` takes for
//! merely checking the same text.

#![allow(clippy::unwrap_used, reason = "a benchmark that can't go on should end")]

use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;
use responses::record::{Json, Reader, RecordTime, redact, to_canonical, validate};
use responses::store::Pattern;

fn main() {
    divan::main();
}

/// The lengths of responses, in bytes.
const SIZES: [usize; 3] = [1 << 10, 10 << 10, 100 << 10];

/// An answer as agents give it: prose, and a line of code now and then.
fn text(length: usize) -> String {
    let prose = "The build failed because the lock file was out of date; it was made anew and all tests pass.\n";
    let code = "    let path = Path::new(\"/usr/lib\"); // C:\\lib\n";
    [prose, prose, prose, code].concat().chars().cycle().take(length).collect()
}

/// The bytes of a canonical record.
fn record(length: usize) -> Vec<u8> {
    let value = serde_json::json!({
        "timestamp": "2026-11-21T12:00:00.123456+00:00",
        "session_id": "release-1.4",
        "agent": "engineer",
        "request": "Find out why the build fails, and mend it",
        "response": text(length),
        "metadata": {"model": "opus", "tokens": 1234, "duration": 12.5, "tools_used": ["Bash", "Read"]},
    });
    format!("{value:#}").into_bytes()
}

#[divan::bench(args = SIZES)]
fn summarise(bencher: Bencher<'_, '_>, length: usize) {
    let (reader, bytes) = (Reader::default(), record(length));
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| reader.summarise(black_box(&bytes)));
}

#[divan::bench(args = SIZES)]
fn read(bencher: Bencher<'_, '_>, length: usize) {
    let (reader, bytes) = (Reader::default(), record(length));
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| reader.read(black_box(&bytes)));
}

#[divan::bench(args = SIZES)]
fn judge(bencher: Bencher<'_, '_>, length: usize) {
    let bytes = record(length);
    let judge = || serde_json::from_slice::<serde::de::IgnoredAny>(black_box(&bytes));
    bencher.counter(BytesCount::of_slice(&bytes)).bench(judge);
}

#[divan::bench(args = SIZES)]
fn write(bencher: Bencher<'_, '_>, length: usize) {
    let bytes = record(length);
    let record = Reader::default().read(&bytes).unwrap();
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| to_canonical(black_box(&record)));
}

#[divan::bench(args = SIZES)]
fn schema(bencher: Bencher<'_, '_>, length: usize) {
    let bytes = record(length);
    let text = str::from_utf8(&bytes).unwrap();
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| validate(black_box(text)));
}

#[divan::bench(args = SIZES)]
fn secrets(bencher: Bencher<'_, '_>, length: usize) {
    let text = text(length);
    bencher.counter(BytesCount::of_str(&text)).bench(|| redact(black_box(&text)).len());
}

#[divan::bench(args = SIZES)]
fn encode(bencher: Bencher<'_, '_>, length: usize) {
    let text = text(length);
    bencher.counter(BytesCount::of_str(&text)).bench(|| Json::string(black_box(&text)));
}

#[divan::bench]
fn timestamp() -> Option<RecordTime> {
    RecordTime::parse(black_box("2026-11-21T12:00:00.123456+00:00"), &jiff::tz::TimeZone::UTC)
}

#[divan::bench]
fn pattern(bencher: Bencher<'_, '_>) {
    let pattern = Pattern::new("release-*.4");
    bencher.bench(|| pattern.matches(black_box("release-1.2.3.4")));
}
