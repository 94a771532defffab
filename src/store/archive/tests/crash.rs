//! A process may die, or a call fail, at any step. Afterwards every record is there, whole, and nothing is half done.

use super::*;
use crate::store::archive::{Left, recover};
use crate::store::cleanup::tests::support::session;
use crate::store::files::fault::{Fault, run, steps_of};

/// An act on a small store, some of which has been archived before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Archive,
    /// Of a session of which an older archive has a part.
    ArchiveMore,
    Restore,
    RestoreAndKeep,
}

const ACTS: [Act; 4] = [Act::Archive, Act::ArchiveMore, Act::Restore, Act::RestoreAndKeep];

impl Act {
    fn store(self) -> Store {
        let store = Store::small();
        match self {
            Self::Archive => {}
            Self::ArchiveMore => {
                archive(&store, session("old")).unwrap();
                bring_back(&store, "old", Afterwards::Keep).unwrap();
                store.record("old/later.json", "old", "qa", Some(2));
            }
            Self::Restore | Self::RestoreAndKeep => drop(archive_all(&store)),
        }
        store
    }

    /// Gives what was not quite done.
    fn run(self, store: &Store) -> Result<Vec<Left>, Error> {
        match self {
            Self::Archive | Self::ArchiveMore => archive(store, everything()).map(|archived| archived.errors),
            Self::Restore => bring_back(store, "*", Afterwards::Remove).map(|restored| restored.errors),
            Self::RestoreAndKeep => bring_back(store, "*", Afterwards::Keep).map(|restored| restored.errors),
        }
    }

    fn steps(self) -> usize {
        let store = self.store();
        let steps = steps_of(|| self.run(&store).unwrap());
        assert!(steps > 10, "{self:?}");
        steps
    }
}

fn settle(store: &Store) {
    recover(store.layout(), &Reader::default(), "test").unwrap();
}

/// Holds a store to what must be true whenever no act is under way.
fn check(store: &Store, act: Act, expected: &BTreeMap<PathBuf, Vec<String>>, when: &str) {
    assert_eq!(records(store), *expected, "{act:?} {when}");
    let ours = std::fs::read_dir(store.path(".archive")).into_iter().flatten().flatten();
    let ours: Vec<_> = ours.map(|entry| entry.file_name().into_string().unwrap()).collect();
    // The next journal uses up what is left of one that was not published.
    let tidy = |name: &String| !name.starts_with('.') || name == ".new-.journal";
    assert!(ours.iter().all(tidy), "{act:?} {when}: {ours:?}");
}

/// Archives are published together: either all is in them or nothing.
fn check_whole(store: &Store, act: Act, when: &str) {
    let (live, all) = (live(store).len(), records(store).len());
    assert!(act != Act::Archive || live == 0 || live == all, "{act:?} {when}: half done");
}

/// When everything is brought back, the store is as it was made, to the last time and mode.
fn check_all_comes_back(store: &Store, act: Act, when: &str) {
    if !names(store.layout()).unwrap().is_empty() {
        assert_eq!(bring_back(store, "*", Afterwards::Remove).unwrap().errors, [], "{act:?} {when}");
    }
    if act != Act::ArchiveMore {
        let mut picture = store.picture();
        picture.retain(|path, _| !path.starts_with(".archive"));
        assert_eq!(picture, Store::small().picture(), "{act:?} {when}");
    }
}

#[test]
fn a_crash_at_any_step_is_recovered_from() {
    for act in ACTS {
        let expected = records(&act.store());
        for step in 0..act.steps() {
            let when = format!("crashed at step {step}");
            let store = act.store();
            assert!(run(Fault::Crash, step, || act.run(&store)).is_none(), "{act:?} {when}");
            // Nothing is seen twice even before.
            assert_eq!(records(&store), expected, "{act:?} {when}, before the recovery");
            settle(&store);
            check(&store, act, &expected, &when);
            check_whole(&store, act, &when);
            check_all_comes_back(&store, act, &when);
        }
    }
}

#[test]
fn a_crash_of_the_recovery_is_recovered_from_too() {
    for act in ACTS {
        let expected = records(&act.store());
        for step in (0..act.steps()).step_by(3) {
            for second in 0.. {
                let when = format!("crashed at steps {step} and {second}");
                let store = act.store();
                assert!(run(Fault::Crash, step, || act.run(&store)).is_none());
                let ended = run(Fault::Crash, second, || settle(&store));
                settle(&store);
                check(&store, act, &expected, &when);
                check_whole(&store, act, &when);
                if ended.is_some() {
                    break;
                }
                check_all_comes_back(&store, act, &when);
            }
        }
    }
}

#[test]
fn the_next_act_completes_what_a_crash_left() {
    for act in ACTS {
        let expected = records(&act.store());
        for step in 0..act.steps() {
            let store = act.store();
            run(Fault::Crash, step, || act.run(&store));
            archive_all(&store);
            // Where nothing was left to be done nobody had to look.
            settle(&store);
            check(&store, act, &expected, &format!("crashed at step {step}, then archived"));
        }
    }
}

#[test]
fn an_error_at_any_step_loses_nothing_and_can_be_tried_again() {
    for act in ACTS {
        let expected = records(&act.store());
        for fault in [Fault::ErrorOnce, Fault::ErrorsFromThen] {
            for step in 0..act.steps() {
                let when = format!("{fault:?} at step {step}");
                let store = act.store();
                let told = run(fault, step, || act.run(&store)).unwrap();
                assert_eq!(records(&store), expected, "{act:?} {when}");
                settle(&store);
                check(&store, act, &expected, &when);
                _ = act.run(&store);
                // What could not be put back as it was is told, and nobody knows of it later.
                if told.is_err() || told.is_ok_and(|left| left.is_empty()) {
                    check_all_comes_back(&store, act, &when);
                }
            }
        }
    }
}

#[test]
fn a_torn_or_foreign_journal_removes_nothing() {
    for journal in [
        &b""[..],
        b"{\"version\"",
        b"null",
        b"{\"version\":1,\"work\":{\"archive\":[{\"archive\":\"../x\",\"files\":[]}]}}",
    ] {
        let store = Store::small();
        let expected = records(&store);
        store.write(".archive/.journal", journal);
        settle(&store);
        check(&store, Act::Archive, &expected, &journal.escape_ascii().to_string());
        assert!(!store.path(".archive").exists());
    }
}

#[test]
fn what_a_later_version_began_is_left_to_it() {
    let store = Store::small();
    store.write(".archive/.journal", b"{\"version\":2,\"work\":{\"burn\":[]}}");
    assert!(matches!(recover(store.layout(), &Reader::default(), "test"), Err(Error::Data { .. })));
    assert!(matches!(archive(&store, everything()), Err(Error::Data { .. })));
    assert!(store.path(".archive/.journal").exists());
}

#[test]
fn a_busy_store_is_left_to_who_is_at_work() {
    let store = Act::Archive.store();
    run(Fault::Crash, Act::Archive.steps() / 2, || Act::Archive.run(&store));
    assert!(store.layout().archive_journal().exists());
    let _held = crate::store::MaintenanceLock::take(store.layout(), "other").unwrap();
    assert_eq!(recover(store.layout(), &Reader::default(), "test").unwrap(), None);
    assert!(matches!(archive(&store, everything()), Err(Error::Busy { .. })));
    assert!(store.layout().archive_journal().exists());
}
