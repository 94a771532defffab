//! Replacing files by others and taking that back: whole at any step, like every act.

use std::fs;
use std::path::PathBuf;

use super::support::{Store, now};
use crate::store::cleanup::{recover, undo};
use crate::store::files::fault::{Fault, run, steps_of};
use crate::store::{Error, cleanup, normalise, trash};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Renew,
    Undo,
}

const ACTS: [Act; 2] = [Act::Renew, Act::Undo];

/// Records at old places, flat and deep, one at its place with content in no form, and two that get the same name.
fn old_store() -> Store {
    let store = Store::small();
    store.record("same/qa-20261116_001039_101.json", "same", "qa", Some(5));
    store.record("old/twin.json", "old", "qa", Some(410));
    store.age();
    store
}

/// Every record with its content, and how many the trash holds.
type State = (Vec<(PathBuf, String)>, u64);

fn state(store: &Store) -> State {
    let read = |path: PathBuf| {
        let content = fs::read_to_string(store.layout().base().join(&path)).unwrap();
        (path, content)
    };
    (store.records().into_iter().map(read).collect(), held(store))
}

fn held(store: &Store) -> u64 {
    trash::list(store.layout()).unwrap().found.iter().map(|summary| summary.totals.responses).sum()
}

fn renew(store: &Store) -> Result<(), Error> {
    let plan = normalise::plan(&store.tracker)?.found;
    normalise::apply(&store.tracker, &plan, now()).map(drop)
}

impl Act {
    fn store(self) -> Store {
        let store = old_store();
        if self == Self::Undo {
            renew(&store).unwrap();
        }
        store
    }

    fn run(self, store: &Store) -> Result<(), Error> {
        match self {
            Self::Renew => renew(store),
            Self::Undo => undo(store.layout(), None).map(drop),
        }
    }

    fn steps(self) -> usize {
        let store = self.store();
        let steps = steps_of(|| self.run(&store).unwrap());
        assert!(steps > 20, "{self:?}: {steps}");
        steps
    }

    fn ends(self) -> [State; 2] {
        let store = self.store();
        let before = state(&store);
        self.run(&store).unwrap();
        let after = state(&store);
        assert_ne!(before, after);
        [before, after]
    }
}

fn check(store: &Store, ends: &[State], when: &str) {
    assert!(!store.journal_exists(), "{when}");
    let state = state(store);
    assert!(ends.contains(&state), "{when}: mixed: {state:?}");
    assert!(trash::list(store.layout()).unwrap().skipped.is_empty(), "{when}");
    if state.1 > 0 {
        undo(store.layout(), None).unwrap();
    }
    let left: Vec<_> = fs::read_dir(store.path(".trash")).into_iter().flatten().flatten().collect();
    assert!(left.is_empty(), "{when}: {left:?}");
    assert_eq!(self::state(store), self::state(&old_store()), "{when}");
}

/// Holds everything else to what it was, too: times and modes of files and directories.
fn check_tree(store: &Store, when: &str) {
    assert_eq!(store.outside_trash(), old_store().outside_trash(), "{when}");
}

#[test]
fn a_crash_at_any_step_is_recovered_from() {
    for act in ACTS {
        let ends = act.ends();
        for step in 0..act.steps() {
            let when = format!("{act:?} crashed at step {step}");
            let store = act.store();
            assert!(run(Fault::Crash, step, || act.run(&store)).is_none(), "{when}");
            recover(store.layout(), "test").unwrap();
            check(&store, &ends, &when);
            check_tree(&store, &when);
        }
    }
}

#[test]
fn a_crash_of_the_recovery_is_recovered_from_too() {
    for act in ACTS {
        let ends = act.ends();
        for step in (0..act.steps()).step_by(11) {
            for second in (0..).step_by(3) {
                let when = format!("{act:?} crashed at steps {step} and {second}");
                let store = act.store();
                assert!(run(Fault::Crash, step, || act.run(&store)).is_none());
                let ended = run(Fault::Crash, second, || recover(store.layout(), "test").unwrap());
                recover(store.layout(), "test").unwrap();
                check(&store, &ends, &when);
                check_tree(&store, &when);
                check_tree(&store, &when);
                if ended.is_some() {
                    break;
                }
            }
        }
    }
}

#[test]
fn an_error_at_any_step_changes_all_or_nothing() {
    for (fault, act) in [Fault::ErrorOnce, Fault::ErrorsFromThen].into_iter().flat_map(|f| ACTS.map(|act| (f, act))) {
        let ends = act.ends();
        for step in 0..act.steps() {
            let when = format!("{act:?} {fault:?} at step {step}");
            let store = act.store();
            let result = run(fault, step, || act.run(&store)).unwrap();
            recover(store.layout(), "test").unwrap();
            if result.is_err() && fault == Fault::ErrorOnce {
                assert_eq!(state(&store).0, ends[0].0, "{when}: an error, and yet it was done");
            }
            check(&store, &ends, &when);
        }
    }
}

#[test]
fn what_took_its_place_and_changed_since_is_not_taken_away() {
    let store = old_store();
    renew(&store).unwrap();
    let changed = store.path("same/qa-20261116_001039_101.json");
    fs::write(&changed, fs::read_to_string(&changed).unwrap() + " ").unwrap();
    let restored = undo(store.layout(), None).unwrap();
    assert_eq!((restored.remaining.responses, restored.errors.len()), (1, 1), "{restored:?}");
    assert!(restored.errors[0].why.to_string().contains("changed since"));
    let after: Vec<_> = store.records();
    assert_eq!(after, old_store().records());
    fs::remove_file(changed).unwrap();
    assert_eq!(undo(store.layout(), None).unwrap().remaining.responses, 0);
    assert_eq!(state(&store), state(&old_store()));
}

#[test]
fn a_new_name_that_is_taken_at_the_last_moment_leaves_the_old_one() {
    let store = old_store();
    let plan = normalise::plan(&store.tracker).unwrap().found;
    let target = plan.renewals.iter().find(|one| one.from.ends_with("twin.json")).unwrap().to.clone();
    store.write(target.to_str().unwrap(), b"another's");
    let done = normalise::apply(&store.tracker, &plan, now()).unwrap();
    assert_eq!((done.errors.len(), done.removed.responses), (1, 5), "{done:?}");
    assert!(store.path("old/twin.json").exists());
    assert_eq!(fs::read(store.layout().base().join(&target)).unwrap(), b"another's");
    undo(store.layout(), None).unwrap();
    fs::remove_file(store.layout().base().join(&target)).unwrap();
    assert_eq!(state(&store), state(&old_store()));
}

fn part(session: &str) -> cleanup::Part {
    cleanup::Part { sessions: vec![crate::store::Pattern::new(session)], ..cleanup::Part::default() }
}

#[test]
fn sessions_are_taken_back_one_by_one() {
    let store = old_store();
    renew(&store).unwrap();
    let receipt = trash::list(store.layout()).unwrap().found[0].receipt.clone();
    for (session, left) in [("old", 3), ("same", 2), ("*", 0)] {
        let restored = trash::restore(store.layout(), &receipt, &part(session)).unwrap();
        assert_eq!((restored.remaining.responses, restored.errors.len()), (left, 0), "{session}: {restored:?}");
        assert_eq!(normalise::plan(&store.tracker).unwrap().found.canonical, left, "{session}");
    }
    assert_eq!(store.outside_trash(), old_store().outside_trash());
}
