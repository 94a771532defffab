//! A store to measure with: records like real ones, the same every time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

const PER_SESSION: u64 = 100;

/// How a record of a number is written down: the bytes of its file, and how the file's name ends.
pub(crate) type Spelling = fn(u64, &mut Value) -> io::Result<(Vec<u8>, &'static str)>;

/// As we write it ourselves.
#[expect(clippy::unnecessary_wraps, reason = "other spellings can fail")]
pub(crate) fn canonical(_: u64, record: &mut Value) -> io::Result<(Vec<u8>, &'static str)> {
    Ok((format!("{record:#}").into_bytes(), "json"))
}

/// The file that says how many records a store has that was made to the end.
pub(crate) fn made(store: &Path) -> PathBuf {
    store.join(".made")
}

/// Makes a store of so many records, the same every time. What is there from before is used.
pub(crate) fn make(store: &Path, files: u64, spelling: Spelling) -> io::Result<()> {
    if made(store).exists() {
        return Ok(());
    }
    eprintln!("making {files} records in {}", store.display());
    let mut random = Random(1);
    for number in 0..files {
        let session = format!("session-{:05}", number / PER_SESSION);
        if number % PER_SESSION == 0 {
            fs::create_dir_all(store.join(&session))?;
        }
        let mut value = record(number, &session, &mut random);
        let (bytes, ending) = spelling(number, &mut value)?;
        fs::write(store.join(&session).join(format!("engineer-{number:08}.{ending}")), bytes)?;
    }
    rustix::fs::sync();
    fs::write(made(store), files.to_string())
}

/// A record with texts of log-normal length, so that half of all files are larger than 4 KB and the mean is 6 KB, and one in four hundred
/// with a long one.
fn record(number: u64, session: &str, random: &mut Random) -> Value {
    let long = number % 400 == 399;
    let length = if long { 100_000 + random.below(100_000) } else { random.log_normal(8.03, 0.82) };
    let (request, response) = (text(length / 5, random), text(length, random));
    let agent = ["engineer", "qa", "ops"][random.below(3)];
    serde_json::json!({
        "timestamp": format!("2026-{:02}-{:02}T{:02}:{:02}:59.{:06}+00:00", 1 + number % 10, 1 + number % 28, number % 24, number % 60, number),
        "session_id": session,
        "agent": agent,
        "request": request,
        "response": response,
        "metadata": {
            "model": format!("model-{}", number % 4),
            "tokens": random.below(5000),
            "duration": f64::from(u32::try_from(random.below(90_000)).unwrap_or(0)) / 7.0,
            "tools_used": ["Bash", "Read"],
        },
    })
}

/// Words, with line breaks, quotes and other than Latin letters among them, as in real answers.
fn text(length: usize, random: &mut Random) -> String {
    let mut text = String::with_capacity(length + 20);
    while text.len() < length {
        match random.below(60) {
            0..4 => text.push_str(".\n"),
            4 => text.push_str("\"quoted\" "),
            5 => text.push_str("naïve "),
            6 => text.push_str("C:\\path\t"),
            word => text.push_str(["response ", "to ", "the ", "question ", "a "][word % 5]),
        }
    }
    text
}

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % limit
    }

    /// `exp` of a sum of uniform numbers, which is near enough to normal.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a length of at most a few hundred thousand"
    )]
    fn log_normal(&mut self, mean: f64, deviation: f64) -> usize {
        let sum: u32 = (0..12).map(|_| u32::try_from(self.below(1 << 16)).unwrap_or(0)).sum();
        let normal = f64::from(sum) / f64::from(1 << 16) - 6.0;
        (mean + deviation * normal).exp() as usize
    }
}
