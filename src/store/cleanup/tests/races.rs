//! Others at work at the same time, and a tree that is not what it was.

use std::fs;
use std::sync::Barrier;
use std::thread;

use super::support::{Store, everything, now, session};
#[cfg(unix)]
use super::support::{picture, set_mode};
use crate::record::{AgentName, Json, SessionId};
use crate::store::cleanup::{Mode, Plan, Why, apply, undo};
use crate::store::{Error, MaintenanceLock, Selection, Sessions, trash};

fn whys(plan: &Plan, store: &Store, mode: Mode) -> Vec<(String, Why)> {
    let errors = apply(store.layout(), plan, mode, now()).unwrap().errors;
    errors.into_iter().map(|left| (left.path.to_string_lossy().into_owned(), left.why)).collect()
}

#[test]
fn a_file_that_appears_survives_with_its_directory() {
    for mode in [Mode::Trash, Mode::Purge] {
        let store = Store::varied();
        let plan = store.plan(session("pure"));
        store.record("pure/3.json", "pure", "qa", Some(0));
        assert_eq!(whys(&plan, &store, mode), []);
        let left: Vec<_> = fs::read_dir(store.path("pure")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["3.json"]);
    }
}

#[test]
fn a_file_that_was_rewritten_or_deleted_since_is_left_alone_and_named() {
    for mode in [Mode::Trash, Mode::Purge] {
        let store = Store::small();
        let plan = store.plan(session("old"));
        store.write("old/a.json", &fs::read(store.path("old/a.json")).unwrap());
        fs::remove_file(store.path("old/b.json")).unwrap();
        let want = [("old/a.json".to_owned(), Why::Changed), ("old/b.json".to_owned(), Why::Gone)];
        assert_eq!(whys(&plan, &store, mode), want);
        assert!(store.path("old/a.json").exists());
        assert!(!store.path(".trash").exists(), "no receipt of nothing");
    }
}

#[test]
fn two_plans_of_the_same_files_do_not_hurt_each_other() {
    let store = Store::small();
    let (before, plan) = (store.picture(), store.plan(everything()));
    apply(store.layout(), &plan, Mode::Trash, now()).unwrap();
    let second = apply(store.layout(), &plan, Mode::Purge, now()).unwrap();
    assert_eq!((second.removed.responses, second.errors.len()), (0, 4));
    undo(store.layout(), None).unwrap();
    assert_eq!(store.picture(), before);
}

#[test]
fn who_comes_second_hears_that_the_store_is_busy() {
    let store = Store::small();
    let plan = store.plan(everything());
    apply(store.layout(), &store.plan(session("new")), Mode::Trash, now()).unwrap();
    let held = MaintenanceLock::take(store.layout(), "somebody").unwrap();
    let before = store.picture();
    let holder = format!("somebody, process {}, since 20", std::process::id());
    let busy = |error: Error| matches!(error, Error::Busy { holder: Some(who), .. } if who.starts_with(&holder));
    assert!(busy(apply(store.layout(), &plan, Mode::Trash, now()).unwrap_err()));
    assert!(busy(undo(store.layout(), None).unwrap_err()));
    assert!(busy(trash::empty(store.layout(), None, now()).unwrap_err()));
    drop(held);
    assert_eq!(store.picture(), before);
}

#[test]
fn of_many_at_once_each_file_is_cleared_by_exactly_one() {
    let store = Store::varied();
    let plan = store.plan(everything());
    let start = Barrier::new(4);
    let clear = || {
        start.wait();
        loop {
            match apply(store.layout(), &plan, Mode::Trash, now()) {
                Err(Error::Busy { .. }) => thread::yield_now(),
                cleared => return cleared.unwrap().removed.responses,
            }
        }
    };
    let total: u64 = thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(clear)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(total, plan.removed.responses);
}

#[test]
fn writers_lose_nothing_while_their_session_is_cleared_and_undone() {
    const WRITES: usize = 200;
    let store = Store::new();
    let (agent, busy) = (AgentName::new("qa").unwrap(), SessionId::new("busy").unwrap());
    thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..WRITES {
                let text = number.to_string();
                store.tracker.track_response(&agent, &text, &text, Some(&busy), &Json::empty_object(), now()).unwrap();
            }
        });
        for round in 0..60 {
            let plan = store.plan(everything());
            apply(store.layout(), &plan, Mode::Trash, now()).unwrap();
            if round % 3 == 0 {
                _ = undo(store.layout(), None);
            }
        }
    });
    // A number that was freed by a clear may have been given again: those files wait in the trash, and are not lost.
    while undo(store.layout(), None).is_ok_and(|restored| restored.restored.responses > 0) {}
    let all = Selection::all();
    let at_place = store.tracker.scan(|| Sessions::new(&all)).unwrap();
    assert!(at_place.skipped.is_empty());
    let at_place: u64 = at_place.found.into_newest_first().iter().map(|session| session.responses).sum();
    let in_trash: u64 = trash::list(store.layout()).unwrap().found.iter().map(|summary| summary.totals.responses).sum();
    assert_eq!(usize::try_from(at_place + in_trash).unwrap(), WRITES);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A session's directory moved out of the store, and a link to it in its place.
    fn swap_for_link(store: &Store, name: &str) -> std::path::PathBuf {
        let outside = store.dir.path().join("outside");
        fs::rename(store.path(name), &outside).unwrap();
        symlink(&outside, store.path(name)).unwrap();
        outside
    }

    #[test]
    fn a_link_in_place_of_a_session_leads_to_nothing_outside() {
        for (mode, name) in [(Mode::Trash, "old"), (Mode::Purge, "old"), (Mode::Trash, "deep"), (Mode::Purge, "deep")] {
            let store = Store::small();
            let plan = store.plan(everything());
            let outside = swap_for_link(&store, name);
            let before = picture(&outside);
            let errors = whys(&plan, &store, mode);
            assert!(!errors.is_empty() && errors.iter().all(|(_, why)| *why == Why::Blocked), "{errors:?}");
            assert_eq!(picture(&outside), before);
            assert!(store.path(name).is_symlink());
        }
    }

    #[test]
    fn a_link_in_place_of_a_file_stays() {
        let store = Store::small();
        let plan = store.plan(session("old"));
        let outside = store.dir.path().join("outside.json");
        fs::rename(store.path("old/a.json"), &outside).unwrap();
        symlink(&outside, store.path("old/a.json")).unwrap();
        assert_eq!(whys(&plan, &store, Mode::Purge), [("old/a.json".to_owned(), Why::Changed)]);
        assert!(outside.exists() && store.path("old/a.json").is_symlink());
    }

    #[test]
    fn a_directory_that_may_not_be_changed_stops_the_whole_clear() {
        // Nothing is forbidden to the superuser.
        if rustix::process::geteuid().is_root() {
            return;
        }
        let store = Store::small();
        set_mode(&store.path("old"), 0o500).unwrap();
        let before = store.picture();
        let refused = apply(store.layout(), &store.plan(everything()), Mode::Trash, now());
        assert!(matches!(refused, Err(Error::Storage { action: "move", .. })), "{refused:?}");
        assert_eq!(store.picture(), before);
        set_mode(&store.path("old"), 0o700).unwrap();
    }

    #[test]
    fn an_undo_does_not_write_through_a_link() {
        let store = Store::small();
        apply(store.layout(), &store.plan(session("deep/er")), Mode::Trash, now()).unwrap();
        let outside = store.dir.path().join("outside");
        fs::create_dir(&outside).unwrap();
        symlink(&outside, store.path("deep")).unwrap();
        let restored = undo(store.layout(), None).unwrap();
        assert_eq!((restored.restored.responses, restored.remaining.responses), (0, 1));
        assert_eq!(restored.errors[0].why, Why::Blocked);
        assert!(picture(&outside).is_empty());
        fs::remove_file(store.path("deep")).unwrap();
        assert_eq!(undo(store.layout(), None).unwrap().restored.responses, 1);
    }

    #[test]
    fn a_trash_that_is_a_link_is_refused() {
        let store = Store::small();
        let plan = store.plan(everything());
        let outside = store.dir.path().join("outside");
        fs::create_dir(&outside).unwrap();
        symlink(&outside, store.path(".trash")).unwrap();
        let before = store.picture();
        assert!(matches!(apply(store.layout(), &plan, Mode::Trash, now()), Err(Error::Storage { .. })));
        assert!(trash::empty(store.layout(), None, now()).is_err());
        assert_eq!(store.picture(), before);
        assert!(picture(&outside).is_empty());
    }
}
