//! The cache: nobody can tell from an answer whether there is one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use responses::store::{Cache, Direction, GroupBy, Listing, Options, ResponseTracker, Selection, SortKey, Stats};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Run, Sandbox, record};

const FILES: usize = 300;
static ALL: Selection = Selection::all();

/// A clock by which whatever was just written is old. Those who use it wait for the file system's clock to move on before each change.
fn later() -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(1)
}

/// A store that things happen to.
struct Store {
    dir: TempDir,
    made: usize,
}

/// Something that happens to one file or directory.
#[derive(Debug, Clone, Copy)]
enum Act {
    Create,
    Delete,
    /// Another file of equal size and time takes its place.
    Replace,
    /// The same bytes are overwritten in place, and the time put back.
    EditInPlace,
    Truncate,
    TimeToCome,
    LongAgo,
    Move,
    Swap,
    SwapDirectories,
    Link,
    Damage,
}

const ACTS: [Act; 12] = [
    Act::Create,
    Act::Delete,
    Act::Replace,
    Act::EditInPlace,
    Act::Truncate,
    Act::TimeToCome,
    Act::LongAgo,
    Act::Move,
    Act::Swap,
    Act::SwapDirectories,
    Act::Link,
    Act::Damage,
];

impl Store {
    fn new() -> Self {
        let mut store = Self { dir: tempfile::tempdir().unwrap(), made: 0 };
        (0..FILES).for_each(|_| store.create());
        store
    }

    fn base(&self) -> PathBuf {
        self.dir.path().join("store")
    }

    fn content(&self) -> String {
        let number = self.made;
        format!(
            r#"{{"timestamp": "2026-11-21T12:{:02}:00", "session_id": "s{}", "request": "", "response": "", "metadata": {{"tokens": {number:06}}}}}"#,
            number % 60,
            number % 9
        )
        .replace(": 0", ": 1")
    }

    fn create(&mut self) {
        self.made += 1;
        let directory = self.base().join(format!("d{}", self.made % 5));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join(format!("a-{:06}.json", self.made)), self.content()).unwrap();
    }

    /// All files, in some order that is always the same.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for directory in fs::read_dir(self.base()).unwrap() {
            files.extend(fs::read_dir(directory.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
        }
        files.sort();
        files
    }

    fn act(&mut self, act: Act, on: usize) {
        let files = self.files();
        let (one, other) = (&files[on % files.len()], &files[(on / 7 + 1) % files.len()]);
        let modified = one.metadata().unwrap().modified().unwrap();
        let put_back = |time| File::options().write(true).open(one).unwrap().set_modified(time).unwrap();
        self.made += 1;
        match act {
            Act::Create => self.create(),
            Act::Delete => fs::remove_file(one).unwrap(),
            Act::Replace => {
                let new = self.dir.path().join("new");
                fs::write(&new, self.content()).unwrap();
                fs::rename(new, one).unwrap();
                put_back(modified);
            }
            Act::EditInPlace => {
                fs::write(one, self.content()).unwrap();
                put_back(modified);
            }
            Act::Truncate => File::options().write(true).open(one).unwrap().set_len(40).unwrap(),
            Act::TimeToCome => put_back(SystemTime::now() + Duration::from_hours(1000)),
            Act::LongAgo => put_back(SystemTime::UNIX_EPOCH - Duration::from_hours(1000)),
            Act::Move => fs::rename(one, one.with_file_name(format!("b-{}.json", self.made))).unwrap(),
            Act::Swap => swap(one, other, &self.dir),
            Act::SwapDirectories => swap(one.parent().unwrap(), other.parent().unwrap(), &self.dir),
            Act::Link => fs::hard_link(one, one.with_file_name(format!("link-{}.json", self.made))).unwrap(),
            Act::Damage => fs::write(one, "{\"request\": 1").unwrap(),
        }
    }

    /// Waits until a change has another time than all before.
    fn tick(&self) {
        let probe = self.dir.path().join("probe");
        let time = || {
            fs::write(&probe, "").unwrap();
            probe.metadata().unwrap().modified().unwrap()
        };
        let now = time();
        while time() <= now {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn tracker(&self, cache: Option<Cache>) -> ResponseTracker {
        ResponseTracker::with_options(self.base(), Options { cache, ..Options::default() }).unwrap()
    }

    fn cache(&self, clock: fn() -> Timestamp) -> Cache {
        Cache::new(self.dir.path().join("cache"), clock)
    }
}

fn swap(one: &Path, other: &Path, dir: &TempDir) {
    let aside = dir.path().join("aside");
    fs::rename(one, &aside).unwrap();
    if one != other {
        fs::rename(other, one).unwrap();
    }
    fs::rename(aside, other).unwrap();
}

/// All that questions can tell apart.
fn answers(tracker: &ResponseTracker) -> String {
    let listed = tracker.scan(|| Listing::new(&ALL, SortKey::Time, Direction::Natural, None)).unwrap();
    let newest = tracker.scan(|| Listing::new(&ALL, SortKey::Tokens, Direction::Natural, Some(20))).unwrap().found;
    let stats = || Stats::new(&ALL, Some(GroupBy::Day), jiff::tz::TimeZone::UTC);
    let mut stats = tracker.scan(stats).unwrap().found;
    let sessions = stats.take_sessions();
    let days: BTreeMap<_, _> = stats
        .times
        .iter()
        .map(|(day, group)| (day, group.responses, group.tokens))
        .map(|(d, r, t)| (d, (r, t)))
        .collect();
    let [entries, newest] = [listed.found, newest].map(|list| list.into_entries().collect::<Vec<_>>());
    format!("{entries:#?} {newest:#?} {:#?} {days:?} {sessions:?}", listed.skipped)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_happens_to_the_files_the_answers_are_those_without_a_cache(
        rounds in proptest::collection::vec(proptest::collection::vec((proptest::sample::select(ACTS.to_vec()), 0_usize..10_000), 1..25), 1..5)
    ) {
        let mut store = Store::new();
        let plain = store.tracker(None);
        let cached = [store.tracker(Some(store.cache(later))), store.tracker(Some(store.cache(Timestamp::now)))];
        for round in rounds {
            store.tick();
            for (act, on) in round {
                store.act(act, on);
            }
            // What was just written must not be believed by the true clock, and may by the other.
            store.tick();
            for tracker in &cached {
                prop_assert_eq!(answers(tracker), answers(&plain));
            }
            let state = cached[0].options().cache.as_ref().and_then(|cache| cache.state(plain.layout()));
            prop_assert!(state.is_some_and(|state| state.bytes > 1000), "there is a cache");
        }
    }
}

/// A project with a store that is old enough to be remembered.
fn settled() -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 0..FILES {
        let time = format!("2026-11-{:02}T12:00:00", 1 + number % 28);
        sandbox.put(&format!("s{}/a-{number}.json", number % 7), record(&format!("s{}", number % 7), "a", &time));
    }
    sandbox.put("s0/torn.json", "{");
    std::thread::sleep(Duration::from_millis(2100));
    sandbox
}

/// What the commands print, and say.
fn prints(sandbox: &Sandbox, more: &[&'static str]) -> Vec<(String, String)> {
    let commands = [
        ["list", "--json", "--all", "-v"].as_slice(),
        &["list", "--json", "--limit", "20"],
        &["list", "--json", "--session", "s3", "--sort", "size"],
        &["sessions", "--json"],
        &["stats", "--json", "--session", "s*"],
        &["analyze", "--json", "--until", "2027-01-01"],
        &["view", "latest", "--raw"],
        &["clear", "--session", "s1", "--dry-run", "--json"],
    ];
    let run = |args: &&[&'static str]| {
        let run = sandbox.run(args.iter().chain(more).copied());
        (run.stdout, run.stderr)
    };
    commands.iter().map(run).collect()
}

fn doctor(sandbox: &Sandbox, more: &[&'static str]) -> Value {
    let run = Run::of(&mut sandbox.command(["doctor", "--json"].into_iter().chain(more.iter().copied())));
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn all_commands_print_the_same_with_and_without() {
    let sandbox = settled();
    assert_eq!(doctor(&sandbox, &[])["cache_bytes"], Value::Null);
    let without = prints(&sandbox, &["--no-cache"]);
    assert_eq!(doctor(&sandbox, &[])["cache_bytes"], Value::Null, "nothing was remembered");
    for _ in 0..2 {
        assert_eq!(prints(&sandbox, &[]), without);
    }
    let output = doctor(&sandbox, &[]);
    assert!(output["cache_bytes"].as_u64().unwrap() > 1000 && output["cache_age"].as_u64().unwrap() < 600, "{output}");
    assert!(output["checks"].as_array().unwrap().iter().any(|check| check["name"] == "cache"));
    assert_eq!(doctor(&sandbox, &["--no-cache"])["cache_bytes"], Value::Null);
    // What was recorded without an offset is in whatever zone is now in force.
    for zone in ["Europe/Berlin", "America/New_York"] {
        let list = |more: &[&'static str]| {
            let args = ["list", "--json", "--all"].into_iter().chain(more.iter().copied());
            Run::of(sandbox.command(args).env("TZ", zone)).stdout
        };
        assert_eq!(list(&[]), list(&["--no-cache"]));
        assert_ne!(list(&[]), without[0].0);
    }
}

#[test]
fn processes_that_write_at_once_or_are_killed_leave_no_harm() {
    let sandbox = settled();
    let without = sandbox.stdout(["list", "--json", "--all", "--no-cache"]);
    for round in 0..20_u64 {
        let _ = fs::remove_dir_all(sandbox.home());
        fs::create_dir(sandbox.home()).unwrap();
        let start = || {
            let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
            command
                .args(["list", "--json", "--all"])
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::null());
            command.spawn().unwrap()
        };
        let mut killed = start();
        let others = [start(), start()];
        std::thread::sleep(Duration::from_millis(round * 3));
        killed.kill().unwrap();
        killed.wait().unwrap();
        for other in others {
            assert_eq!(String::from_utf8(other.wait_with_output().unwrap().stdout).unwrap(), without);
        }
        assert_eq!(sandbox.stdout(["list", "--json", "--all"]), without);
    }
}

#[test]
fn a_home_that_cannot_be_written_is_no_hindrance() {
    let sandbox = settled();
    let without = prints(&sandbox, &["--no-cache"]);
    fs::remove_dir(sandbox.home()).unwrap();
    fs::write(sandbox.home(), "").unwrap();
    assert_eq!(prints(&sandbox, &[]), without);
}

#[test]
fn a_small_store_has_no_cache() {
    let sandbox = Sandbox::with_examples();
    sandbox.stdout(["list"]);
    assert_eq!(fs::read_dir(sandbox.home()).unwrap().count(), 0);
}
