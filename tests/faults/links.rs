//! Somebody swaps directories and files of a store for links while `clear`, `archive`, `restore` and `repair` are at work: nothing outside is touched.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::support::{Sandbox, Snapshot, record};
use crate::{tell, trials};

/// When every file was last changed, inside and outside, so that one can pass for the other.
fn early() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 30)
}

fn write(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    File::options().write(true).open(path).unwrap().set_modified(early()).unwrap();
}

/// A directory of files of the same names, sizes and times, whether in the store or outside.
fn fill(directory: &Path) {
    let whole = record("s", "qa", "2020-01-01T00:00:00+00:00");
    for n in 0..6 {
        write(&directory.join(format!("good-{n}.json")), &whole);
        write(&directory.join(format!("torn-{n}.json")), &whole[..whole.len() - 9]);
    }
    write(&directory.join(".tmp-AAAAAAAAAAAA"), "left behind");
}

/// Puts a link in a directory's place and takes it away again, and the same with a file, until `done`.
fn swap(store: &Path, outside: &Path, done: &AtomicBool) -> usize {
    let (session, aside) = (store.join("s"), store.parent().unwrap().join("aside"));
    let (file, file_aside) = (session.join("torn-1.json"), session.join(".aside"));
    let mut swaps = 0;
    while !done.load(Ordering::Relaxed) {
        if fs::rename(&session, &aside).is_ok() {
            swaps += usize::from(symlink(outside, &session).is_ok());
            thread::yield_now();
            _ = fs::remove_file(&session);
            if session.exists() {
                // The tool made the directory anew meanwhile.
                _ = fs::rename(&session, store.parent().unwrap().join(format!("new-{swaps}")));
            }
            _ = fs::rename(&aside, &session);
        }
        if fs::rename(&file, &file_aside).is_ok() {
            swaps += usize::from(symlink(outside.join("torn-1.json"), &file).is_ok());
            thread::yield_now();
            _ = fs::remove_file(&file);
            _ = fs::rename(&file_aside, &file);
        }
    }
    swaps
}

/// Everything outside, with modes and times, that a tool led astray could have changed. What is done `before` is not disturbed.
fn trial(before: &[&str], args: &[&str]) -> usize {
    let sandbox = Sandbox::in_memory();
    let outside = sandbox.project().join("outside");
    fill(&outside);
    fill(&sandbox.store().join("s"));
    fill(&sandbox.store().join("t"));
    if !before.is_empty() {
        sandbox.stdout(before.iter().copied());
    }
    let before = Snapshot::of(&outside);
    let hidden = fs::read(outside.join(".tmp-AAAAAAAAAAAA")).unwrap();
    let done = AtomicBool::new(false);
    let swaps = thread::scope(|scope| {
        let swapper = scope.spawn(|| swap(&sandbox.store(), &outside, &done));
        let run = sandbox.run(args.iter().copied());
        done.store(true, Ordering::Relaxed);
        assert!(run.code == 0 || run.code == 1, "{args:?}: {run:?}");
        assert!(!run.stderr.contains("panicked"), "{args:?}: {run:?}");
        swapper.join().unwrap()
    });
    assert!(Snapshot::of(&outside) == before, "{args:?}: {:?}", fs::read_dir(&outside).unwrap().collect::<Vec<_>>());
    assert_eq!(fs::read(outside.join(".tmp-AAAAAAAAAAAA")).unwrap(), hidden, "{args:?}");
    swaps
}

fn race(args: &[&str], number: usize) {
    race_after(&[], args, number);
}

fn race_after(before: &[&str], args: &[&str], number: usize) {
    let swaps: usize = (0..number).map(|_| trial(before, args)).sum();
    tell(&format!("{args:?}: {number} trials, {swaps} swaps, nothing outside was touched"));
    assert!(swaps > 0, "links were there");
}

#[test]
fn links_against_clear() {
    race(&["clear", "--all", "--yes"], trials(12, 350));
}

#[test]
fn links_against_purge() {
    race(&["clear", "--older-than", "30d", "--purge", "--yes"], trials(6, 150));
}

#[test]
fn links_against_archive() {
    race(&["archive", "--all", "--yes"], trials(12, 250));
}

#[test]
fn links_against_clear_that_archives() {
    race(&["clear", "--older-than", "30d", "--archive", "--yes"], trials(6, 100));
}

#[test]
fn links_against_restore() {
    // What can't be read is not archived, so that the directories stay and can be swapped.
    race_after(&["archive", "--all", "--yes", "-q"], &["restore", "*"], trials(12, 250));
}

#[test]
fn links_against_repair() {
    race(&["repair"], trials(12, 400));
}

#[test]
fn links_against_closing_a_store_to_others() {
    race(&["doctor", "--fix-permissions"], trials(5, 100));
}
