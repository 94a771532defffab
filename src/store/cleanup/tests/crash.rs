//! A process may die, or a call fail, at any step of any act. Afterwards everything is done or nothing is.

use super::support::{Store, everything, now};
use crate::store::cleanup::{Mode, Part, apply, recover, undo};
use crate::store::files::fault::{Fault, run, steps_of};
use crate::store::{Error, Pattern, trash};

/// An act on a small store, some of which has been cleared before if the act is about the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Clear,
    Purge,
    Undo,
    RestoreOne,
    RestoreFile,
    Empty,
}

const ACTS: [Act; 6] = [Act::Clear, Act::Purge, Act::Undo, Act::RestoreOne, Act::RestoreFile, Act::Empty];

impl Act {
    fn store(self) -> Store {
        let store = Store::small();
        if !matches!(self, Self::Clear | Self::Purge) {
            apply(store.layout(), &store.plan(everything()), Mode::Trash, now()).unwrap();
        }
        store
    }

    fn run(self, store: &Store) -> Result<(), Error> {
        let layout = store.layout();
        match self {
            Self::Clear => apply(layout, &store.plan(everything()), Mode::Trash, now()).map(drop),
            Self::Purge => apply(layout, &store.plan(everything()), Mode::Purge, now()).map(drop),
            Self::Undo => undo(layout, None).map(drop),
            Self::RestoreOne => {
                let receipt = trash::list(layout)?.found[0].receipt.clone();
                let part = Part { sessions: vec![Pattern::new("old")], ..Part::default() };
                trash::restore(layout, &receipt, &part).map(drop)
            }
            Self::RestoreFile => {
                let receipt = trash::list(layout)?.found[0].receipt.clone();
                let part = Part { files: vec![Pattern::new("old/a.json")], ..Part::default() };
                trash::restore(layout, &receipt, &part).map(drop)
            }
            Self::Empty => trash::empty(layout, None, now()).map(drop),
        }
    }

    /// How many steps there are.
    fn steps(self) -> usize {
        let store = self.store();
        let steps = steps_of(|| self.run(&store).unwrap());
        assert!(steps > 5, "{self:?}");
        steps
    }

    /// The records at their places before and after the act, and how many the trash holds then.
    fn ends(self) -> [(Vec<std::path::PathBuf>, u64); 2] {
        let store = self.store();
        let before = (store.records(), held(&store));
        self.run(&store).unwrap();
        [before, (store.records(), held(&store))]
    }
}

fn held(store: &Store) -> u64 {
    trash::list(store.layout()).unwrap().found.iter().map(|summary| summary.totals.responses).sum()
}

/// Holds a store to what must be true whenever no act is under way.
fn check(store: &Store, act: Act, ends: &[(Vec<std::path::PathBuf>, u64)], when: &str) {
    assert!(!store.journal_exists(), "{act:?} {when}");
    let state = (store.records(), held(store));
    assert!(ends.contains(&state), "{act:?} {when}: mixed: {state:?}");
    assert!(trash::list(store.layout()).unwrap().skipped.is_empty(), "{act:?} {when}");
    let junk = || std::fs::read_dir(store.path(".trash")).into_iter().flatten().flatten();
    assert!(junk().all(|entry| !entry.file_name().to_string_lossy().contains("deleted")), "{act:?} {when}");
}

/// What is left when everything that can be undone is undone is the store as it was made, to the last time and mode.
fn check_undo(store: &Store, act: Act, when: &str) {
    while held(store) > 0 {
        undo(store.layout(), None).unwrap();
    }
    if !store.records().is_empty() {
        let fresh = Store::small();
        assert_eq!(store.outside_trash(), fresh.outside_trash(), "{act:?} {when}");
    }
}

#[test]
fn a_crash_at_any_step_is_recovered_from() {
    for act in ACTS {
        let ends = act.ends();
        for step in 0..act.steps() {
            let when = format!("crashed at step {step}");
            let store = act.store();
            assert!(run(Fault::Crash, step, || act.run(&store)).is_none(), "{act:?} {when}");
            recover(store.layout(), "test").unwrap();
            check(&store, act, &ends, &when);
            assert!(store.path("deep/er/c.json").exists() || !store.path("deep").exists(), "{act:?} {when}: empty");
            assert!(recover(store.layout(), "test").unwrap().is_none());
            check_undo(&store, act, &when);
        }
    }
}

#[test]
fn a_crash_of_the_recovery_is_recovered_from_too() {
    for act in ACTS {
        let ends = act.ends();
        for step in (0..act.steps()).step_by(3) {
            for second in 0.. {
                let when = format!("crashed at steps {step} and {second}");
                let store = act.store();
                assert!(run(Fault::Crash, step, || act.run(&store)).is_none());
                let ended = run(Fault::Crash, second, || recover(store.layout(), "test").unwrap());
                recover(store.layout(), "test").unwrap();
                check(&store, act, &ends, &when);
                if ended.is_some() {
                    break;
                }
                check_undo(&store, act, &when);
            }
        }
    }
}

#[test]
fn the_next_act_completes_what_a_crash_left() {
    for act in [Act::Clear, Act::Purge] {
        for step in 0..act.steps() {
            let store = act.store();
            run(Fault::Crash, step, || act.run(&store));
            let cleared = apply(store.layout(), &store.plan(everything()), Mode::Trash, now()).unwrap();
            assert!(cleared.errors.iter().all(|left| left.why == crate::store::cleanup::Why::Gone), "{act:?} {step}");
            if store.plan(everything()).removed.responses == 0 && act == Act::Clear && store.path(".trash").exists() {
                check_undo(&store, act, "after the next act");
            }
        }
    }
}

#[test]
fn an_error_at_any_step_changes_all_or_nothing() {
    for act in ACTS {
        let ends = act.ends();
        for step in 0..act.steps() {
            let when = format!("failed at step {step}");
            let store = act.store();
            let before = store.picture();
            let result = run(Fault::ErrorOnce, step, || act.run(&store)).unwrap();
            // Space that could not be freed is freed by the next command.
            recover(store.layout(), "test").unwrap();
            check(&store, act, &ends, &when);
            if result.is_err() {
                assert_eq!(store.records(), ends[0].0, "{act:?} {when}: an error, and yet it was done");
                if matches!(act, Act::Clear | Act::Purge) {
                    assert_eq!(store.picture(), before, "{act:?} {when}");
                }
            }
        }
    }
}

#[test]
fn errors_that_do_not_end_leave_what_can_be_recovered() {
    for act in ACTS {
        let ends = act.ends();
        for step in 0..act.steps() {
            let when = format!("failing from step {step}");
            let store = act.store();
            _ = run(Fault::ErrorsFromThen, step, || act.run(&store));
            recover(store.layout(), "test").unwrap();
            let state = store.records();
            assert!(ends.iter().any(|(records, _)| *records == state), "{act:?} {when}: mixed: {state:?}");
            assert!(!store.journal_exists(), "{act:?} {when}");
        }
    }
}

mod damage {
    use super::*;

    /// A store whose clear was cut short after the moves, with its journal.
    fn cut_short() -> (Store, std::path::PathBuf) {
        let store = Store::small();
        let receipt = apply(store.layout(), &store.plan(everything()), Mode::Trash, now()).unwrap().receipt.unwrap();
        let file = store.layout().receipt_file(receipt.to_string().as_ref());
        let json = std::fs::read_to_string(&file).unwrap().replace("\"state\":\"done\"", "\"state\":\"moving\"");
        std::fs::write(&file, json).unwrap();
        store.write(".trash/.journal", format!("{{\"version\":1,\"receipt\":\"{receipt}\"}}").as_bytes());
        (store, file)
    }

    #[test]
    fn a_torn_or_absent_receipt_gives_its_files_back() {
        for content in [None, Some(&b""[..]), Some(b"{\"version\":1,\"rec"), Some(b"[]"), Some(b"\xff")] {
            let (store, file) = cut_short();
            match content {
                Some(bytes) => std::fs::write(file, bytes).unwrap(),
                None => std::fs::remove_file(file).unwrap(),
            }
            assert!(recover(store.layout(), "test").unwrap().is_some());
            assert_eq!(store.records(), Store::small().records());
            assert!(!store.path(".trash").exists());
        }
    }

    #[test]
    fn a_new_file_under_a_name_that_was_moved_costs_neither() {
        let (store, _) = cut_short();
        store.write("old/a.json", b"newer");
        recover(store.layout(), "test").unwrap();
        assert_eq!((store.records(), held(&store)), (vec!["old/a.json".into()], 4));
        let restored = undo(store.layout(), None).unwrap();
        assert_eq!((restored.restored.responses, restored.remaining.responses), (3, 1));
        assert_eq!(std::fs::read(store.path("old/a.json")).unwrap(), b"newer");
    }

    #[test]
    fn a_receipt_that_leads_out_of_the_store_is_a_damaged_one() {
        let (store, file) = cut_short();
        let json = std::fs::read_to_string(&file).unwrap().replace("old/a.json", "../a.json");
        std::fs::write(&file, json).unwrap();
        recover(store.layout(), "test").unwrap();
        assert_eq!(store.records(), Store::small().records());
        assert!(!store.dir.path().join("a.json").exists());
    }

    #[test]
    fn a_torn_journal_is_as_good_as_a_whole_one() {
        for journal in [&b""[..], b"{\"version\"", b"null", b"{\"version\":1,\"receipt\":\"../../x\"}"] {
            let (store, _) = cut_short();
            store.write(".trash/.journal", journal);
            assert!(recover(store.layout(), "test").unwrap().is_some());
            assert_eq!((store.records(), store.journal_exists()), (vec![], false));
            undo(store.layout(), None).unwrap();
            assert_eq!(store.records(), Store::small().records());
        }
    }

    #[test]
    fn a_busy_store_is_left_to_who_is_at_work() {
        let (store, _) = cut_short();
        let _held = crate::store::MaintenanceLock::take(store.layout(), "other").unwrap();
        assert!(recover(store.layout(), "test").unwrap().is_none());
        assert!(store.journal_exists());
    }
}
