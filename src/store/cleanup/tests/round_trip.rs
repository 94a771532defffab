//! A clear and its undo leave a store as it was.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::support::{DAY, Store, agent, everything, now, older_than, session};
#[cfg(unix)]
use super::support::{mode, set_mode};
use crate::record::SessionId;
use crate::store::cleanup::{Mode, Part, ReceiptId, Selectors, Why, apply, recover, undo};
use crate::store::retention::{Action, Keep, Limits, Period, Rules};
use crate::store::{Error, Pattern, trash};

/// The part of a receipt that is one session.
fn only(name: &str) -> Part {
    Part { sessions: vec![Pattern::exactly(name)], ..Part::default() }
}

#[test]
fn a_plan_changes_nothing_on_disk() {
    let store = Store::varied();
    let before = store.picture();
    for selectors in [everything(), older_than(30 * DAY), session("*"), agent("qa")] {
        assert!(store.plan(selectors).removed.responses > 0);
    }
    assert_eq!(store.picture(), before);
    assert!(!store.path(".lock").exists());
}

#[test]
fn undo_gives_back_every_byte_name_mode_and_time() {
    let selections = [everything(), older_than(30 * DAY), session("*"), agent("qa"), session("deep*"), session("odd*")];
    for selectors in selections {
        let store = Store::varied();
        let before = store.picture();
        let plan = store.plan(selectors);
        let cleared = apply(store.layout(), &plan, Mode::Trash, now()).unwrap();
        assert_eq!((cleared.removed, &cleared.errors), (plan.removed, &vec![]));
        for file in plan.rows.iter().flat_map(|row| &row.files) {
            assert!(!store.layout().record(&file.path).exists());
        }
        let restored = undo(store.layout(), None).unwrap();
        assert_eq!((Some(restored.receipt), restored.restored), (cleared.receipt, cleared.removed));
        assert_eq!(restored.errors, []);
        assert_eq!(store.picture(), before);
    }
}

#[test]
fn a_clear_removes_what_is_empty_then_and_nothing_else() {
    let store = Store::varied();
    apply(store.layout(), &store.plan(everything()), Mode::Trash, now()).unwrap();
    let left: Vec<_> = store.outside_trash().into_keys().map(|path| path.to_string_lossy().into_owned()).collect();
    let want = [
        ".hidden",
        "hollow",
        "linked",
        "mixed",
        "mixed/.tmp-123",
        "mixed/link.json",
        "mixed/torn.json",
        "old",
        "old/notes.txt",
    ];
    assert_eq!(left, want);
}

#[test]
fn a_purge_leaves_nothing_to_undo() {
    let store = Store::varied();
    let plan = store.plan(older_than(30 * DAY));
    let cleared = apply(store.layout(), &plan, Mode::Purge, now()).unwrap();
    assert_eq!((cleared.receipt, cleared.removed), (None, plan.removed));
    assert!(!store.path(".trash").exists());
    assert!(matches!(undo(store.layout(), None), Err(Error::NotFound { .. })));
}

#[test]
fn clearing_nothing_leaves_no_trace() {
    let store = Store::varied();
    let before = store.picture();
    let unknown = SessionId::new("unknown").unwrap();
    assert!(!store.tracker.clear_session(&unknown, now()).unwrap());
    assert_eq!(store.tracker.clear_old_sessions(4000 * DAY, now()).unwrap(), 0);
    assert!(matches!(undo(store.layout(), None), Err(Error::NotFound { .. })));
    assert!(recover(store.layout(), "test").unwrap().is_none());
    assert_eq!(trash::empty(store.layout(), None, now()).unwrap().receipts, 0);
    assert!(trash::list(store.layout()).unwrap().found.is_empty());
    assert_eq!(store.picture(), before);
    assert!(!store.path(".lock").exists());
}

#[test]
fn the_tracker_clears_by_name_and_by_age() {
    let store = Store::varied();
    assert!(store.tracker.clear_session(&SessionId::new("pure").unwrap(), now()).unwrap());
    assert!(!store.path("pure").exists());
    assert!(matches!(
        store.tracker.clear_old_sessions(std::time::Duration::ZERO, now()),
        Err(Error::InvalidCriteria(_))
    ));
    assert_eq!(store.tracker.clear_old_sessions(100 * DAY, now()).unwrap(), 2);
    assert!(store.path("undated/1.json").exists(), "a session without any readable time stays");
}

#[test]
fn clears_are_undone_one_by_one_the_newest_first() {
    let store = Store::varied();
    let mut pictures = vec![store.outside_trash()];
    for selectors in [agent("engineer"), session("old"), everything()] {
        apply(store.layout(), &store.plan(selectors), Mode::Trash, now()).unwrap();
        pictures.push(store.outside_trash());
    }
    let names: Vec<_> = trash::list(store.layout()).unwrap().found.into_iter().map(|s| s.receipt.to_string()).collect();
    assert_eq!(names, ["20261121_001039_101-2", "20261121_001039_101-1", "20261121_001039_101"]);
    while pictures.pop().is_some_and(|_| !pictures.is_empty()) {
        undo(store.layout(), None).unwrap();
        assert_eq!(store.outside_trash(), *pictures.last().unwrap());
    }
    assert!(!store.path(".trash").exists());
}

#[test]
fn sessions_come_back_one_by_one_too() {
    let store = Store::varied();
    let before = store.picture();
    let plan = store.plan(everything());
    let receipt = apply(store.layout(), &plan, Mode::Trash, now()).unwrap().receipt.unwrap();
    let none = trash::restore(store.layout(), &receipt, &only("nobody"));
    assert!(matches!(none, Err(Error::NotFound { what: "session", .. })));
    let sessions: Vec<_> = plan.rows.iter().map(|row| row.session_id.clone()).collect();
    for session in &sessions {
        let restored = trash::restore(store.layout(), &receipt, &only(session)).unwrap();
        assert_eq!((restored.restored.sessions, restored.errors), (1, vec![]));
    }
    assert_eq!(store.picture(), before);
}

#[test]
fn a_taken_name_is_not_replaced_and_the_rest_comes_back() {
    let store = Store::varied();
    let receipt = apply(store.layout(), &store.plan(session("old")), Mode::Trash, now()).unwrap().receipt.unwrap();
    store.write("old/a.json", b"somebody else's");
    let restored = undo(store.layout(), Some(&receipt)).unwrap();
    assert_eq!(restored.errors.iter().map(|left| left.why.clone()).collect::<Vec<_>>(), [Why::Taken]);
    assert_eq!((restored.restored.responses, restored.remaining.responses), (1, 1));
    assert_eq!(std::fs::read(store.path("old/a.json")).unwrap(), b"somebody else's");
    assert!(store.path("old/b.json").exists());
    std::fs::remove_file(store.path("old/a.json")).unwrap();
    let restored = undo(store.layout(), Some(&receipt)).unwrap();
    assert_eq!((restored.restored.responses, restored.remaining.responses), (1, 0));
    assert!(!store.path(".trash").exists());
}

#[test]
fn what_others_did_to_a_directory_meanwhile_is_respected() {
    let store = Store::small();
    apply(store.layout(), &store.plan(everything()), Mode::Trash, now()).unwrap();
    store.record("deep/new.json", "deep", "qa", Some(0));
    let time = |name: &str| store.path(name).metadata().unwrap().modified().unwrap();
    let early = std::time::SystemTime::UNIX_EPOCH + DAY * 365;
    #[cfg(unix)]
    set_mode(&store.path("old"), 0o711).unwrap();
    assert_eq!(undo(store.layout(), None).unwrap().errors, []);
    assert!(time("deep") > early, "it holds more than before, and was changed when that came");
    assert!(time("deep/er") < early && time("old") < early);
    #[cfg(unix)]
    assert_eq!(mode(&store.path("old").metadata().unwrap()), 0o711);
}

#[test]
fn the_trash_is_listed_emptied_by_age_and_tolerates_what_is_broken() {
    let store = Store::varied();
    let earlier = now() - jiff::SignedDuration::from_hours(240);
    apply(store.layout(), &store.plan(session("old")), Mode::Trash, earlier).unwrap();
    apply(store.layout(), &store.plan(agent("qa")), Mode::Trash, now()).unwrap();
    store.write(".trash/20200101_000000_000/receipt.json", b"{\"version\":1,").write(".trash/mine.txt", b"");
    let listed = trash::list(store.layout()).unwrap();
    let what: Vec<_> = listed.found.iter().map(|summary| summary.what.as_str()).collect();
    assert_eq!(what, ["agent qa", "session old"]);
    assert_eq!(listed.found[1].totals.responses, 2);
    assert_eq!(listed.skipped.len(), 2);

    let emptied = trash::empty(store.layout(), Some(5 * DAY), now()).unwrap();
    assert_eq!((emptied.receipts, emptied.removed.responses, emptied.errors), (2, 2, vec![]));
    assert_eq!(trash::list(store.layout()).unwrap().found.len(), 1);
    assert_eq!(trash::empty(store.layout(), None, now()).unwrap().receipts, 1);
    assert!(store.path(".trash/mine.txt").exists(), "what is no receipt stays");
    assert!(!store.journal_exists());
}

#[test]
fn a_receipt_of_a_later_version_is_left_alone() {
    let store = Store::small();
    let receipt = apply(store.layout(), &store.plan(session("old")), Mode::Trash, now()).unwrap().receipt.unwrap();
    let file = store.layout().receipt_file(receipt.to_string().as_ref());
    let json = std::fs::read_to_string(&file).unwrap().replace("\"version\":2", "\"version\":9");
    std::fs::write(&file, json).unwrap();
    store.write(".trash/.journal", format!("{{\"version\":1,\"receipt\":\"{receipt}\"}}").as_bytes());
    let before = store.picture();
    assert!(matches!(recover(store.layout(), "test"), Err(Error::Data { .. })));
    assert!(matches!(undo(store.layout(), Some(&receipt)), Err(Error::Data { .. })));
    assert_eq!(store.picture(), before);
}

#[test]
fn an_unknown_receipt_is_not_found() {
    let store = Store::small();
    apply(store.layout(), &store.plan(session("old")), Mode::Trash, now()).unwrap();
    let other = ReceiptId::new("20200101_000000_000").unwrap();
    assert!(matches!(undo(store.layout(), Some(&other)), Err(Error::NotFound { what: "receipt", .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn undo_after_clear_is_the_identity(
        records in prop::collection::vec((0..5_usize, 0..3_usize, prop::option::of(-5..60_i64)), 1..16),
        age in prop::option::of(1..50_u32),
        last in prop::option::of(1..4_u64),
        daily in prop::option::of(1..3_u64),
        most in prop::option::of(1..9_u64),
        errors in any::<bool>(),
        only_agent in any::<bool>(),
    ) {
        let store = Store::new();
        for (number, (session, agent, days)) in records.iter().enumerate() {
            let directory = ["a", "b/c", "b", "d", ""][*session];
            let path = if directory.is_empty() { format!("{number}.json") } else { format!("{directory}/{number}.json") };
            store.record(&path, &format!("s{session}"), &format!("agent{agent}"), *days);
        }
        let agents = only_agent.then(|| Pattern::new("agent1")).into_iter().collect();
        let sessions = vec![Pattern::new("*")];
        let number = |number: Option<u64>| number.and_then(std::num::NonZero::new);
        let periods = number(daily).into_iter().map(|count| (Period::Day, count)).collect();
        let keep = Keep { last: number(last), periods, errors, ..Keep::default() };
        let limits = Limits { responses: number(most), ..Limits::default() };
        let rules = Rules { older_than: age.map(|a| DAY * a), limits, keep, ..Rules::default() };
        let selectors = Selectors { sessions, agents, rules, ..Selectors::default() };
        let (before, plan) = (store.picture(), store.plan(selectors));
        let cleared = apply(store.layout(), &plan, Mode::Trash, now()).unwrap();
        prop_assert_eq!(cleared.removed, plan.removed);
        let going: u64 = plan.rows.iter().filter(|row| row.action() == Action::Remove).map(|row| row.responses).sum();
        prop_assert_eq!(going, plan.removed.responses);
        let gone: BTreeSet<_> = plan.rows.iter().flat_map(|row| &row.files).map(|file| file.path).collect();
        let mut left = before.keys().filter(|path| path.to_string_lossy().contains(".json")).cloned().collect::<Vec<_>>();
        left.retain(|path| !gone.contains(path));
        prop_assert_eq!(store.records(), left, "the act did what the plan said, and nothing else");
        if cleared.receipt.is_some() {
            prop_assert_ne!(&store.picture(), &before);
            undo(store.layout(), None).unwrap();
        }
        prop_assert_eq!(store.picture(), before);
    }
}
