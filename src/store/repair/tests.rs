//! A repair that dies, or meets a refusal, at any step of it: afterwards everything is done or nothing is, and no byte is gone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use tempfile::TempDir;

use super::{apply, plan};
use crate::store::cleanup::{recover, undo};
use crate::store::files::fault::{Fault, run, steps_of};
use crate::store::{ResponseTracker, files};

const RECORD: &str = r#"{"timestamp": "2026-11-21T12:00:00Z", "session_id": "s", "agent": "qa", "request": "asked", "response": "answered"}"#;

fn now() -> Timestamp {
    "2026-11-21T13:00:00Z".parse().unwrap()
}

struct Store {
    _dir: TempDir,
    tracker: ResponseTracker,
}

impl Store {
    /// One record that is good, three files that are not, and a stale temporary file, all of another day.
    fn broken() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().join("responses");
        for (path, content) in [
            ("s/good.json", RECORD),
            ("s/cut.json", &RECORD[..RECORD.len() - 6]),
            ("deep/er/torn.json", "{"),
            ("empty.json", ""),
            ("s/.tmp-AAAAAAAAAAAA", "half"),
        ] {
            let path = base.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let early = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365);
        for path in [
            "s/good.json",
            "s/cut.json",
            "deep/er/torn.json",
            "empty.json",
            "s/.tmp-AAAAAAAAAAAA",
            "s",
            "deep/er",
            "deep",
        ] {
            files::open_to_set_time(&base.join(path)).unwrap().set_modified(early).unwrap();
        }
        Self { _dir: dir, tracker: ResponseTracker::new(base).unwrap() }
    }

    fn repair(&self) -> Result<super::Repaired, crate::store::Error> {
        apply(&self.tracker, &plan(&self.tracker, now())?, now())
    }

    /// Every file with its content, all that is ours but the lock included.
    fn files(&self) -> BTreeMap<PathBuf, String> {
        let base = self.tracker.layout().base();
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(base).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() && entry.file_name() != ".lock" {
                let path = entry.path().strip_prefix(base).unwrap().to_owned();
                files.insert(path, fs::read_to_string(entry.path()).unwrap());
            }
        }
        files
    }

    /// The files at their places, without the trash and without temporary ones.
    fn at_place(&self) -> BTreeMap<PathBuf, String> {
        let hidden = |path: &Path| path.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
        self.files().into_iter().filter(|(path, _)| !hidden(path)).collect()
    }
}

/// What a repair must come to, however often it was disturbed before.
fn is_whole(store: &Store, when: &str) {
    let broken = Store::broken();
    let before = broken.at_place();
    broken.repair().unwrap();
    let after = broken.at_place();
    for content in before.values() {
        assert!(store.files().values().any(|there| there == content), "{when}: {content:?} is gone");
    }
    store.repair().unwrap();
    assert_eq!(store.at_place(), after, "{when}: the next repair completes it");
    while undo(store.tracker.layout(), None).is_ok() {}
    assert_eq!(store.at_place(), before, "{when}: and all of it can be taken back");
}

#[test]
fn a_crash_at_any_step_loses_nothing() {
    let steps = {
        let store = Store::broken();
        steps_of(|| store.repair().unwrap())
    };
    assert!(steps > 8, "{steps}");
    for step in 0..steps {
        let store = Store::broken();
        assert!(run(Fault::Crash, step, || store.repair()).is_none(), "{step}");
        recover(store.tracker.layout(), "test").unwrap();
        assert!(!store.tracker.layout().journal().exists(), "{step}");
        is_whole(&store, &format!("crashed at step {step}"));
    }
}

#[test]
fn a_failure_at_any_step_loses_nothing() {
    let steps = steps_of(|| Store::broken().repair().unwrap());
    for fault in [Fault::ErrorOnce, Fault::ErrorsFromThen] {
        for step in 0..steps {
            let store = Store::broken();
            let ended = run(fault, step, || store.repair()).unwrap();
            if let Err(error) = &ended {
                assert!(error.to_string().contains("cannot "), "{error}");
            }
            recover(store.tracker.layout(), "test").unwrap();
            is_whole(&store, &format!("{fault:?} at step {step}, {}", ended.is_ok()));
        }
    }
}

#[test]
fn directories_have_their_times_again_after_an_undo() {
    let store = Store::broken();
    let time = |path: &str| store.tracker.layout().base().join(path).metadata().unwrap().modified().unwrap();
    let before = ["s", "deep", "deep/er"].map(time);
    let repaired =
        apply(&store.tracker, &super::Plan { stale: Vec::new(), ..plan(&store.tracker, now()).unwrap() }, now());
    assert_eq!(repaired.unwrap().rescued.len(), 1);
    undo(store.tracker.layout(), None).unwrap();
    assert_eq!(["s", "deep", "deep/er"].map(time), before);
}

#[test]
fn what_changed_since_it_was_looked_at_stays() {
    let store = Store::broken();
    let planned = plan(&store.tracker, now()).unwrap();
    let base = store.tracker.layout().base();
    fs::write(base.join("s/cut.json"), RECORD).unwrap();
    fs::write(base.join("s/.tmp-AAAAAAAAAAAA"), "somebody is at it").unwrap();
    fs::remove_file(base.join("empty.json")).unwrap();
    let repaired = apply(&store.tracker, &planned, now()).unwrap();
    let left: Vec<_> = repaired.errors.iter().map(|left| left.path.to_str().unwrap()).collect();
    assert_eq!(left, ["empty.json", "s/cut.json", "s/.tmp-AAAAAAAAAAAA"]);
    assert_eq!((repaired.quarantined.len(), repaired.rescued.len(), repaired.removed.len()), (1, 0, 0));
    assert_eq!(fs::read_to_string(base.join("s/cut.json")).unwrap(), RECORD);
    assert!(base.join("s/.tmp-AAAAAAAAAAAA").exists());
}
