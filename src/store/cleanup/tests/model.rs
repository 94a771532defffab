//! The decision held against a model so plain that it can't be wrong in the same way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::support::{DAY, now};
use crate::record::SessionId;
use crate::store::Pattern;
use crate::store::cleanup::{
    Action, Breadth, Criteria, InvalidCriteria, Item, Plan, PlannedFile, Reason, Selectors, decide,
};

/// Which files the model removes. One rule after the other over a list of names, with nothing shared but the definition.
fn model(items: &[Item], asked: &Selectors, now: Timestamp) -> BTreeSet<PathBuf> {
    let by_session = asked.agents.is_empty();
    let mut units: BTreeMap<String, Vec<&Item>> = BTreeMap::new();
    for item in items {
        let path = item.file.path.to_string_lossy();
        let key = if by_session { item.session.clone() } else { format!("{}\0{path}", item.session) };
        units.entry(key).or_default().push(item);
    }
    let newest = |unit: &str| units[unit].iter().filter_map(|item| item.instant).max();
    let bytes = |unit: &str| units[unit].iter().map(|item| item.file.bytes).sum::<u64>();
    let mut dated: Vec<&str> = units.keys().map(String::as_str).filter(|unit| newest(unit).is_some()).collect();
    dated.sort_by_key(|unit| std::cmp::Reverse(newest(unit)));

    let removing = asked.older_than.is_some() || asked.max_sessions.is_some() || asked.max_bytes.is_some();
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    if !removing {
        gone.extend(&dated);
        if asked.keep_last.is_none() {
            gone.extend(units.keys().map(String::as_str));
        }
    }
    if let Some(age) = asked.older_than {
        let age = SignedDuration::try_from(age).unwrap();
        gone.extend(dated.iter().copied().filter(|unit| now.duration_since(newest(unit).unwrap()) > age));
    }
    if let Some(limit) = asked.max_sessions {
        let (mut left, mut count) = (dated.clone(), units.len());
        while count > limit && !left.is_empty() {
            gone.extend(left.pop());
            count -= 1;
        }
    }
    if let Some(limit) = asked.max_bytes {
        let mut total: u64 = units.keys().map(|unit| bytes(unit)).sum();
        let mut left = dated.clone();
        while total > limit && !left.is_empty() {
            let oldest = left.pop().unwrap();
            total -= bytes(oldest);
            gone.insert(oldest);
        }
    }
    for protected in dated.iter().take(asked.keep_last.unwrap_or(0)) {
        gone.remove(protected);
    }
    gone.iter().flat_map(|unit| &units[*unit]).map(|item| item.file.path.clone()).collect()
}

fn removed(plan: &Plan) -> BTreeSet<PathBuf> {
    plan.rows.iter().flat_map(|row| &row.files).map(|file| file.path.clone()).collect()
}

fn item(session: &str, path: &str, days_ago: Option<i64>, bytes: u64) -> Item {
    let instant = days_ago.map(|days| now() - SignedDuration::from_hours(24 * days));
    Item { session: session.to_owned(), instant, file: PlannedFile { path: path.into(), bytes, modified: None } }
}

/// Items of which no two dated ones are equally old, so that the model need not know how ties are broken.
fn items() -> impl Strategy<Value = Vec<Item>> {
    let one = (0..8_u32, prop::option::weighted(0.85, -20..90_i64), 0..500_u64);
    prop::collection::vec(one, 0..40).prop_map(|drawn| {
        let numbered = drawn.into_iter().enumerate();
        numbered
            .map(|(number, (session, days, bytes))| {
                let mut item = item(&format!("s{session}"), &format!("s{session}/{number}.json"), days, bytes);
                let apart = SignedDuration::from_secs(i64::try_from(number).unwrap());
                item.instant = item.instant.map(|instant| instant + apart);
                item
            })
            .collect()
    })
}

fn selectors() -> impl Strategy<Value = Selectors> {
    (
        any::<bool>(),
        prop::option::of(1..60_u64),
        prop::option::of(0..6_usize),
        prop::option::of(0..8_usize),
        prop::option::of(0..6000_u64),
        any::<bool>(),
    )
        .prop_map(|(by_agent, days, keep_last, max_sessions, max_bytes, exactly)| Selectors {
            sessions: vec![Pattern::new("*")],
            agents: by_agent.then(|| Pattern::new("*")).into_iter().collect(),
            // An age that is exactly that of some item tells "older" from "as old".
            older_than: days.map(|days| DAY * u32::try_from(days).unwrap() + Duration::from_secs(u64::from(!exactly))),
            keep_last,
            max_sessions: max_sessions.filter(|_| !by_agent),
            max_bytes,
            breadth: Breadth::Selected,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_decision_is_that_of_the_model(items in items(), asked in selectors()) {
        let criteria = Criteria::new(asked.clone()).unwrap();
        let plan = decide(items.clone(), &criteria, now());
        prop_assert_eq!(removed(&plan), model(&items, &asked, now()));
    }

    #[test]
    fn every_item_is_counted_once_in_whatever_order_they_come(items in items(), asked in selectors()) {
        let criteria = Criteria::new(asked).unwrap();
        let plan = decide(items.clone(), &criteria, now());
        let count = |action| plan.rows.iter().filter(|r| r.action() == action).map(|r| r.responses).sum::<u64>();
        prop_assert_eq!(count(Action::Remove) + count(Action::Keep), items.len() as u64);
        prop_assert_eq!(count(Action::Remove), removed(&plan).len() as u64);
        prop_assert_eq!(plan.removed.responses, count(Action::Remove));
        prop_assert_eq!(plan.kept.responses, count(Action::Keep));
        prop_assert_eq!(plan.removed.bytes + plan.kept.bytes, items.iter().map(|i| i.file.bytes).sum::<u64>());
        let mut turned = items;
        turned.reverse();
        prop_assert_eq!(decide(turned, &criteria, now()), plan);
    }
}

fn rows(items: Vec<Item>, asked: Selectors) -> Vec<(String, u64, String)> {
    let plan = decide(items, &Criteria::new(asked).unwrap(), now());
    plan.rows.into_iter().map(|row| (row.session_id, row.responses, row.reason.to_string())).collect()
}

#[test]
fn sessions_are_judged_as_a_whole_and_each_has_its_reason() {
    let items = vec![
        item("busy", "busy/1.json", Some(500), 1),
        item("busy", "busy/2.json", Some(3), 1),
        item("stale", "stale/1.json", Some(412), 1),
        item("lost", "lost/1.json", None, 1),
        item("ahead", "ahead/1.json", Some(-9), 1),
    ];
    let older = Selectors { older_than: Some(30 * DAY), ..Selectors::default() };
    let row = |name: &str, count, text: &str| (name.to_owned(), count, text.to_owned());
    let want = [
        row("ahead", 1, "kept: newest response is dated in the future"),
        row("busy", 2, "kept: newest response is 3 days old"),
        row("stale", 1, "older than 30 days: newest response is 412 days old"),
        row("lost", 1, "kept: no readable timestamp"),
    ];
    assert_eq!(rows(items.clone(), older.clone()), want);
    let protected = rows(items.clone(), Selectors { keep_last: Some(3), ..older });
    assert_eq!(protected[2], row("stale", 1, "kept: one of the 3 newest"));
    let all = rows(items, Selectors { breadth: Breadth::Everything, ..Selectors::default() });
    assert!(all.iter().all(|(_, _, reason)| reason == "selected") && all.len() == 4);
}

#[test]
fn with_agents_a_session_can_be_split() {
    let items = vec![
        item("a", "a/1.json", Some(1), 10),
        item("a", "a/2.json", Some(40), 20),
        item("a", "a/3.json", Some(50), 30),
        item("a", "a/4.json", None, 40),
    ];
    let agents = vec![Pattern::new("qa")];
    let asked = Selectors { agents, older_than: Some(30 * DAY), ..Selectors::default() };
    let row = |count, text: &str| ("a".to_owned(), count, text.to_owned());
    let want = [
        row(2, "older than 30 days: newest response is 40 days old"),
        row(1, "kept: newest response is 1 day old"),
        row(1, "kept: no readable timestamp"),
    ];
    assert_eq!(rows(items, asked), want);
}

#[test]
fn strictly_older_means_just_that() {
    let asked = Selectors { older_than: Some(30 * DAY), ..Selectors::default() };
    let plan = |nanos: i64| {
        let mut one = item("a", "a/1.json", Some(30), 1);
        one.instant = one.instant.map(|instant| instant - SignedDuration::from_nanos(nanos));
        decide(vec![one], &Criteria::new(asked.clone()).unwrap(), now()).rows[0].reason
    };
    assert!(matches!(plan(0), Reason::Young { .. }));
    assert!(matches!(plan(1), Reason::TooOld { .. }));
}

#[test]
fn a_store_that_just_fits_stays() {
    let items = || (1..=4).map(|n: i64| item(&n.to_string(), &format!("{n}/1.json"), Some(n), 10)).collect();
    let left = |max_bytes| rows(items(), Selectors { max_bytes: Some(max_bytes), ..Selectors::default() });
    assert!(left(40).iter().all(|(_, _, reason)| reason == "kept: within the limits"));
    assert_eq!(left(39)[3].2, "to bring the store under 39 B");
    assert_eq!(left(39)[2].2, "kept: within the limits");
}

#[test]
fn senseless_criteria_are_refused() {
    let refused = |selectors| Criteria::new(selectors).unwrap_err();
    let aged = |age| Selectors { older_than: Some(age), ..Selectors::default() };
    assert_eq!(refused(Selectors::default()), InvalidCriteria::NothingSelected);
    assert_eq!(refused(aged(Duration::ZERO)), InvalidCriteria::ZeroAge);
    assert_eq!(refused(aged(Duration::MAX)), InvalidCriteria::AgeTooLong);
    assert_eq!(refused(aged(Duration::from_hours(24 * 365 * 20_000))), InvalidCriteria::AgeTooLong);
    let agents = vec![Pattern::new("qa")];
    let limited = Selectors { agents, max_sessions: Some(3), ..Selectors::default() };
    assert_eq!(refused(limited), InvalidCriteria::SessionLimitWithAgents);
    let less = Selectors { breadth: Breadth::Everything, ..aged(DAY) };
    assert_eq!(refused(less), InvalidCriteria::EverythingAndLess);
    assert!(Criteria::older_than(DAY).is_ok());
}

#[test]
fn criteria_read_as_people_would_say_them() {
    let asked = Selectors {
        sessions: vec![Pattern::new("a"), Pattern::new("b")],
        older_than: Some(30 * DAY),
        keep_last: Some(5),
        max_sessions: Some(10),
        max_bytes: Some(2 << 30),
        ..Selectors::default()
    };
    let text = "sessions a, b; older than 30 days; at most 10 sessions; at most 2 GiB; keeping the 5 newest";
    assert_eq!(Criteria::new(asked).unwrap().to_string(), text);
    let star = SessionId::new("*").unwrap();
    assert_eq!(Criteria::session(&star).to_string(), "session \\*");
}
