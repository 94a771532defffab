//! What one hook process leaves for the next: requests that wait for an answer, and answers that may be told once more.
//!
//! Each is a small private file of its own in `<base>/.pending/`, written whole by one process and never changed, so that
//! processes that run at the same time have nothing to lose to each other. A file is named after hashes of its session and of
//! what it is about (a turn, an agent, a tool use); the names themselves stand inside and are compared when it is read, so
//! that nothing from outside gets into a path, and a collision loses a link but never makes a wrong one.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io;
use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::record::{JsonRef, Redaction, SessionId, redact_json};
use crate::store::{Layout, ResponseTracker, side};

/// As long a request waits for its answer unless told otherwise: a day.
pub const DEFAULT_TTL: Duration = Duration::from_hours(24);

/// Stale files are looked for at most this often.
const SWEEP_EVERY: Duration = Duration::from_hours(1);
/// Its time of change says when stale files were last looked for.
const SWEPT: &str = "swept";
/// Largest file that is read back; prompts are far smaller.
const MOST: u64 = 64 << 20;

/// What sort of thing waits. Each has a file of its own, so that no two events write the same one.
pub(super) trait Waiting: Serialize + DeserializeOwned {
    /// The first part of the file's name.
    const KIND: &'static str;
}

/// A thing that waits, as it is stored.
#[derive(Debug, Serialize, Deserialize)]
struct Envelope<T> {
    session: String,
    key: String,
    at: String,
    what: T,
}

/// A thing that waited, and since when.
#[derive(Debug)]
pub(super) struct Waited<T> {
    pub(super) at: Timestamp,
    pub(super) what: T,
}

/// What waits in one store for one session.
#[derive(Debug)]
pub(super) struct Pending<'a> {
    layout: &'a Layout,
    redaction: Redaction,
    session: &'a SessionId,
    ttl: Duration,
    now: Timestamp,
}

impl<'a> Pending<'a> {
    pub(super) fn new(tracker: &'a ResponseTracker, session: &'a SessionId, ttl: Duration, now: Timestamp) -> Self {
        Self { layout: tracker.layout(), redaction: tracker.options().redaction, session, ttl, now }
    }

    /// Leaves something for a later process, in place of what was left under that key. Secrets are taken out of it as they
    /// are out of records; what can't be redacted is not kept.
    pub(super) fn put<T: Waiting>(&self, key: &str, what: T) -> io::Result<()> {
        let envelope =
            Envelope { session: self.session.as_str().to_owned(), key: key.to_owned(), at: self.now.to_string(), what };
        let text = serde_json::to_string(&envelope).map_err(io::Error::other)?;
        side::put(&self.file::<T>(key), self.without_secrets(&text)?.as_bytes())?;
        self.sweep_sometimes();
        Ok(())
    }

    fn without_secrets<'t>(&self, text: &'t str) -> io::Result<Cow<'t, str>> {
        if self.redaction == Redaction::Off {
            return Ok(Cow::Borrowed(text));
        }
        let value = JsonRef::parse(text).map_err(io::Error::other)?;
        let redacted = redact_json(value).map_err(io::Error::other)?;
        Ok(redacted.map_or(Cow::Borrowed(text), |redacted| Cow::Owned(redacted.get().text().to_owned())))
    }

    /// What was left under that key. Damaged and stale files are as good as none.
    pub(super) fn get<T: Waiting>(&self, key: &str) -> Option<Waited<T>> {
        self.read(OsStr::new(&self.name::<T>(key))).filter(|(found, _)| found == key).map(|(_, waited)| waited)
    }

    /// Everything of one kind that was left in the session, with its key, the oldest first.
    pub(super) fn all<T: Waiting>(&self) -> Vec<(String, Waited<T>)> {
        let prefix = self.prefix::<T>();
        let names = side::names(&self.layout.pending()).unwrap_or_default();
        let ours = names.iter().filter(|name| name.as_encoded_bytes().starts_with(prefix.as_bytes()));
        let mut found: Vec<_> = ours.filter_map(|name| self.read(name)).collect();
        found.sort_by(|(a, first), (b, second)| first.at.cmp(&second.at).then_with(|| a.cmp(b)));
        found
    }

    /// Takes away what was left under that key.
    pub(super) fn remove<T: Waiting>(&self, key: &str) {
        side::remove(&self.file::<T>(key));
    }

    /// What a file holds, with its key.
    fn read<T: Waiting>(&self, name: &OsStr) -> Option<(String, Waited<T>)> {
        let bytes = side::get(&self.layout.pending_file(name), MOST).ok()??;
        let envelope: Envelope<T> = serde_json::from_slice(&bytes).ok()?;
        let at = envelope.at.parse().ok()?;
        let fresh = !older(self.now, at, self.ttl);
        let ours = envelope.session == self.session.as_str();
        (fresh && ours).then_some((envelope.key, Waited { at, what: envelope.what }))
    }

    fn prefix<T: Waiting>(&self) -> String {
        format!("{}-{:032x}-", T::KIND, hash(self.session.as_str()))
    }

    fn name<T: Waiting>(&self, key: &str) -> String {
        format!("{}{:032x}.json", self.prefix::<T>(), hash(key))
    }

    fn file<T: Waiting>(&self, key: &str) -> std::path::PathBuf {
        self.layout.pending_file(OsStr::new(&self.name::<T>(key)))
    }

    /// Removes stale files of all sessions, unless somebody did within the hour.
    fn sweep_sometimes(&self) {
        let file = |name: &OsStr| self.layout.pending_file(name);
        let modified = |name: &OsStr| side::modified(&file(name))?.try_into().ok();
        if modified(OsStr::new(SWEPT)).is_some_and(|at| !older(self.now, at, SWEEP_EVERY)) {
            return;
        }
        // The mark comes first: of many processes that begin at once most then find it.
        _ = side::put(&file(OsStr::new(SWEPT)), b"");
        for name in side::names(&self.layout.pending()).unwrap_or_default() {
            if name != SWEPT && modified(&name).is_some_and(|at| older(self.now, at, self.ttl)) {
                side::remove(&file(&name));
            }
        }
    }
}

/// How many things wait in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PendingCount {
    /// Their answers may still come.
    pub fresh: u64,
    /// They have waited longer than they may; the next hook sweeps them.
    pub stale: u64,
}

/// Counts what waits in a store, `ttl` being how long it may.
///
/// # Errors
/// A directory that can't be read.
pub fn count_pending(layout: &Layout, ttl: Duration, now: Timestamp) -> io::Result<PendingCount> {
    let mut count = PendingCount::default();
    for name in side::names(&layout.pending())?.iter().filter(|name| *name != SWEPT) {
        match side::modified(&layout.pending_file(name)).and_then(|at| at.try_into().ok()) {
            Some(at) if older(now, at, ttl) => count.stale += 1,
            Some(_) => count.fresh += 1,
            None => {}
        }
    }
    Ok(count)
}

/// True if `at` is longer ago than `age`.
fn older(now: Timestamp, at: Timestamp, age: Duration) -> bool {
    now.duration_since(at) > age.try_into().unwrap_or(jiff::SignedDuration::MAX)
}

/// FNV-1a with 128 bits: the same in every process and version, which the hashes of the standard library are not.
pub(super) fn hash(text: &str) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    text.bytes().fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Waiting for String {
        const KIND: &'static str = "test";
    }

    #[test]
    fn what_waits_is_found_by_its_session_and_key_alone_until_its_time_is_up() {
        let dir = tempfile::tempdir().unwrap();
        let tracker = ResponseTracker::new(dir.path()).unwrap();
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let (one, other) = (SessionId::new("../one").unwrap(), SessionId::new("other").unwrap());
        let at = |session, now| Pending::new(&tracker, session, DEFAULT_TTL, now);
        at(&one, now).put("k/../1", "what".to_owned()).unwrap();
        let later = now + jiff::SignedDuration::from_hours(24);
        assert_eq!(at(&one, later).get::<String>("k/../1").unwrap().what, "what");
        assert!(at(&one, now).get::<String>("k").is_none() && at(&other, now).get::<String>("k/../1").is_none());
        assert!(at(&one, later + jiff::SignedDuration::from_secs(1)).get::<String>("k/../1").is_none());
        assert_eq!(at(&one, now).all::<String>().len(), 1);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "all of it lies in one directory");
    }

    #[test]
    fn stale_files_are_swept() {
        let dir = tempfile::tempdir().unwrap();
        let tracker = ResponseTracker::new(dir.path()).unwrap();
        let now = Timestamp::now();
        let session = SessionId::default();
        Pending::new(&tracker, &session, DEFAULT_TTL, now).put("old", "x".to_owned()).unwrap();
        let count = || std::fs::read_dir(tracker.layout().pending()).unwrap().count();
        let later = now + jiff::SignedDuration::from_hours(25);
        Pending::new(&tracker, &session, DEFAULT_TTL, later).put("new", "y".to_owned()).unwrap();
        // The mark is all that is left: by that clock the new one, which has the time of the file system, is stale too.
        assert_eq!(count(), 1);
    }

    #[test]
    fn secrets_do_not_wait() {
        let dir = tempfile::tempdir().unwrap();
        let tracker = ResponseTracker::new(dir.path()).unwrap();
        let session = SessionId::default();
        let pending = Pending::new(&tracker, &session, DEFAULT_TTL, Timestamp::now());
        let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        pending.put("k", format!("the token is {secret}")).unwrap();
        let kept = pending.get::<String>("k").unwrap().what;
        assert!(kept.starts_with("the token is [REDACTED") && !kept.contains(&secret), "{kept}");
    }
}
