//! `capture::fallback`: what lies in fallback places is found, and comes home once and whole.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use responses::capture::Fallbacks;
use responses::capture::fallback::{Collected, Stranded, collect, stranded};
use responses::capture::{Kept, Recorder};
#[cfg(unix)]
use responses::record::Record;
use responses::record::RecordTime;
use responses::store::write::{Compression, WriteOptions};
use responses::store::{Error, MaintenanceLock, NewResponse, Options, ResponseTracker};

use super::recorder::{fallbacks, obstruct, recorder, response};
use crate::support::{Sandbox, record};

fn home(sandbox: &Sandbox) -> ResponseTracker {
    ResponseTracker::new(sandbox.store()).unwrap()
}

/// All files below a directory that are not ours, with their content.
fn files(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![directory.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().map(Result::unwrap) {
            match entry.path() {
                path if path.file_name().unwrap() == OsStr::new(".lock") => {}
                path if path.is_dir() => left.push(path),
                path => {
                    found.insert(path.strip_prefix(directory).unwrap().to_owned(), fs::read(&path).unwrap());
                }
            }
        }
    }
    found
}

/// The response some microseconds later.
fn later(new: NewResponse, micros: i64) -> NewResponse {
    let instant = new.timestamp.instant() + jiff::SignedDuration::from_micros(micros);
    NewResponse { timestamp: RecordTime::utc(instant), ..new }
}

/// Records responses while the store can't take them.
fn strand(sandbox: &Sandbox, recorder: &Recorder, all: &[NewResponse]) -> Vec<PathBuf> {
    let directory = recorder.tracker().layout().session(&all[0].session_id);
    let obstacle = obstruct(sandbox, directory.file_name().unwrap().to_str().unwrap());
    let paths = all.iter().map(|new| match recorder.record(new).unwrap() {
        Kept::Fallback { path, .. } => path,
        kept => panic!("{kept:?}"),
    });
    let paths = paths.collect();
    fs::remove_file(obstacle).unwrap();
    paths
}

#[test]
fn what_comes_home_is_what_would_have_been_written_there() {
    let mark = r#"{"stranded": {"store": "/x", "error": "y"}, "stranded-1": [1, 2.50], "x": {"é": null}, "x": 1}"#;
    let texts = ["{}", r#"{"tokens": 1250, "duration": 2.340}"#, mark];
    // Within one millisecond, so that the names are numbered.
    let all: Vec<_> = (0..).zip(texts).map(|(micros, text)| later(response("s/1", "Done.\n", text), micros)).collect();
    for compression in [Compression::None, Compression::Gzip] {
        let write = WriteOptions { compression, ..WriteOptions::default() };
        let (written, brought) = (Sandbox::new(), Sandbox::new());
        let options = Options { write, ..Options::default() };
        let tracker = |sandbox: &Sandbox| ResponseTracker::with_options(sandbox.store(), options.clone()).unwrap();
        for new in &all {
            tracker(&written).track(new).unwrap();
        }
        let stranding = Recorder::new(tracker(&brought)).with_fallbacks(fallbacks(&brought));
        let paths = strand(&brought, &stranding, &all);
        let collected = collect(&fallbacks(&brought), &tracker(&brought)).unwrap();
        assert_eq!((collected.brought.len(), collected.kept.len()), (3, 0), "{collected:?}");
        assert_eq!(files(&brought.store()), files(&written.store()));
        assert!(collected.brought.iter().all(|one| paths.contains(&one.from) && one.to.starts_with(brought.store())));
        assert_eq!(fs::read_dir(&fallbacks(&brought).directories()[0]).unwrap().count(), 0, "no empty session is left");
        assert_eq!(collect(&fallbacks(&brought), &tracker(&brought)).unwrap(), Collected::default());
    }
}

#[test]
fn what_is_at_home_already_does_not_come_twice() {
    let sandbox = Sandbox::new();
    let all: Vec<_> = (0..3).map(|number| response("s", &format!("Answer {number}"), "{}")).collect();
    // Somebody else's record took the first name meanwhile.
    home(&sandbox).track(&response("s", "Another.", "{}")).unwrap();
    fs::rename(sandbox.store(), sandbox.project().join("kept")).unwrap();
    let paths = strand(&sandbox, &recorder(&sandbox), &all);
    fs::remove_dir_all(sandbox.store()).unwrap();
    fs::rename(sandbox.project().join("kept"), sandbox.store()).unwrap();
    let contents: Vec<_> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    assert_eq!(collect(&fallbacks(&sandbox), &home(&sandbox)).unwrap().brought.len(), 3);
    let at_home = files(&sandbox.store());
    assert_eq!(at_home.len(), 4);
    // As if each of the processes before had been killed before it removed the file.
    for (path, content) in paths.iter().zip(&contents) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let again = collect(&fallbacks(&sandbox), &home(&sandbox)).unwrap();
    assert_eq!((again.brought.len(), again.kept.len()), (3, 0));
    assert_eq!(files(&sandbox.store()), at_home);
    assert!(files(&sandbox.home()).is_empty());
}

#[test]
fn equal_responses_of_one_moment_all_come_home() {
    let sandbox = Sandbox::new();
    let all = vec![response("s", "Done.", "{}"); 3];
    strand(&sandbox, &recorder(&sandbox), &all);
    assert_eq!(collect(&fallbacks(&sandbox), &home(&sandbox)).unwrap().brought.len(), 3);
    assert_eq!(files(&sandbox.store()).len(), 3);
}

#[test]
fn only_what_belongs_to_a_store_is_brought_there_and_the_rest_is_named() {
    let (sandbox, other) = (Sandbox::new(), Sandbox::new());
    let places = fallbacks(&sandbox);
    let elsewhere = Recorder::new(home(&other)).with_fallbacks(places.clone());
    let ours = strand(&sandbox, &recorder(&sandbox), &[response("s", "ours", "{}")]).remove(0);
    let theirs = strand(&other, &elsewhere, &[later(response("t", "theirs", "{}"), 1)]).remove(0);
    let place = &places.directories()[0];
    let foreign = place.join("python/qa-20260101_000000_000.json");
    fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    fs::write(&foreign, record("python", "qa", "2026-01-01T00:00:00Z")).unwrap();
    let broken = place.join("s/broken.json");
    fs::write(&broken, "{\"request\": ").unwrap();

    let found = stranded(&places, &Options::default());
    let homes: Vec<_> = found.found.iter().map(|one| (one.path.clone(), one.home.clone())).collect();
    let expected = [(foreign, None), (ours.clone(), Some(sandbox.store())), (theirs.clone(), Some(other.store()))];
    assert_eq!(homes, expected);
    assert!(found.found[1].error.contains("cannot create"), "{:?}", found.found[1]);
    assert_eq!((found.unreadable.len(), &found.unreadable[0].path), (1, &broken));
    let of: Vec<&Stranded> = found.of(&sandbox.store()).collect();
    assert_eq!((of.len(), &of[0].path), (1, &ours));

    let collected = collect(&places, &home(&sandbox)).unwrap();
    assert_eq!((collected.brought.len(), &collected.brought[0].from), (1, &ours));
    assert_eq!((collected.kept.len(), &collected.kept[0].path), (1, &broken));
    assert!(broken.exists() && theirs.exists());
    assert_eq!(collect(&places, &home(&other)).unwrap().brought.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_store_is_the_same_by_whatever_path() {
    let sandbox = Sandbox::new();
    let link = sandbox.project().join("link");
    strand(&sandbox, &recorder(&sandbox), &[response("s", "x", "{}")]);
    std::os::unix::fs::symlink(sandbox.store(), &link).unwrap();
    assert_eq!(stranded(&fallbacks(&sandbox), &Options::default()).of(&link).count(), 1);
    let collected = collect(&fallbacks(&sandbox), &ResponseTracker::new(link).unwrap()).unwrap();
    assert_eq!(collected.brought.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_place_that_others_could_have_made_is_not_looked_into() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    let places = Fallbacks::new(None, &sandbox.temporary());
    strand(&sandbox, &recorder(&sandbox).with_fallbacks(places.clone()), &[response("s", "x", "{}")]);
    fs::set_permissions(&places.directories()[0], fs::Permissions::from_mode(0o755)).unwrap();
    let found = stranded(&places, &Options::default());
    assert_eq!((found.found.len(), &found.unreadable[0].path), (0, &places.directories()[0]));
    let collected = collect(&places, &home(&sandbox)).unwrap();
    assert_eq!((collected.brought.len(), collected.kept.len()), (0, 1));
    assert!(collected.kept[0].why.contains("others than its owner may enter it"));
}

#[test]
fn a_store_that_is_being_changed_or_broken_gets_nothing_and_nothing_is_lost() {
    let sandbox = Sandbox::new();
    let path = strand(&sandbox, &recorder(&sandbox), &[response("s", "x", "{}")]).remove(0);
    let lock = MaintenanceLock::take(home(&sandbox).layout(), "a test").unwrap();
    assert!(matches!(collect(&fallbacks(&sandbox), &home(&sandbox)), Err(Error::Busy { .. })));
    drop(lock);
    let obstacle = obstruct(&sandbox, "s");
    let collected = collect(&fallbacks(&sandbox), &home(&sandbox)).unwrap();
    assert_eq!((collected.brought.len(), &collected.kept[0].path), (0, &path));
    assert!(path.exists());
    fs::remove_file(obstacle).unwrap();
    assert_eq!(collect(&fallbacks(&sandbox), &home(&sandbox)).unwrap().brought.len(), 1);
}

/// Killing a process that collects.
#[cfg(unix)]
mod killed {
    use std::process::{Command, Stdio};
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// Tells the process below where to work.
    const HOME: &str = "RESPONSES_TEST_COLLECTS_IN";
    const RECORDS: usize = 30;

    /// This is the process that the other test kills; by itself it has nothing to do.
    #[test]
    fn process() {
        let Some(root) = std::env::var_os(HOME).map(PathBuf::from) else { return };
        let places = Fallbacks::new(Some(&root.join("home")), &root.join("tmp"));
        let home = ResponseTracker::new(root.join("project/.claude-mpm/responses")).unwrap();
        assert!(collect(&places, &home).unwrap().kept.is_empty());
    }

    #[test]
    fn at_any_moment_leaves_every_record_once() {
        let mut in_the_middle = 0;
        for round in 0.. {
            if round >= 6 && in_the_middle > 0 {
                break;
            }
            assert!(round < 200, "none was killed in the middle of its work");
            let sandbox = Sandbox::in_memory();
            let all: Vec<_> = (0..RECORDS).map(|number| response("s", &format!("Answer {number}"), "{}")).collect();
            strand(&sandbox, &recorder(&sandbox), &all);
            let mut longest = 20_000;
            while !collects_to_its_end(&sandbox, fastrand::u64(0..longest)) {
                longest += longest / 4;
                let at_home = files(&sandbox.store().join("s"));
                let at_home = at_home.keys().filter(|name| !name.to_str().unwrap().starts_with(".tmp-")).count();
                let stranded = files(&sandbox.home()).len();
                assert!(at_home + stranded >= RECORDS, "nothing is gone meanwhile");
                in_the_middle += usize::from(at_home > 0 && stranded > 0);
            }
            let tracker = home(&sandbox);
            let at_home = tracker.session_responses(&all[0].session_id).unwrap();
            let text = |read: Result<(_, Record), Error>| read.unwrap().1.response.get().as_str().unwrap().into_owned();
            let mut texts: Vec<_> = at_home.map(text).collect();
            texts.sort();
            let mut expected: Vec<_> = all.iter().map(|new| new.response.clone()).collect();
            expected.sort();
            assert_eq!(texts, expected);
            assert!(files(&sandbox.home()).is_empty());
        }
    }

    /// False if it was killed before it had ended.
    fn collects_to_its_end(sandbox: &Sandbox, micros: u64) -> bool {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "collect::killed::process"])
            .env(HOME, sandbox.home().parent().unwrap())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_micros(micros));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert!(status.success() || status.code().is_none(), "{status}");
        status.success()
    }
}
