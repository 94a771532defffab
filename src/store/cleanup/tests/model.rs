//! The plan: what is judged as one, what of it is counted, and how it reads. The rules themselves are held to a model where they
//! are decided.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::support::{DAY, now, older_than, rules};
use crate::record::{SessionId, Status};
use crate::store::Pattern;
use crate::store::cleanup::{Breadth, Criteria, InvalidCriteria, Item, Plan, PlannedFile, Selectors, decide};
use crate::store::pins::Pins;
use crate::store::retention::{
    Action, Circumstances, GroupBy, InvalidRules, Keep, Limits, MinFree, Period, Reason, Rules,
};

fn item(session: &str, path: &str, days_ago: Option<i64>, bytes: u64) -> Item {
    let instant = days_ago.map(|days| now() - SignedDuration::from_hours(24 * days));
    let file = PlannedFile { path: path.into(), bytes, modified: None };
    let (session, agent) = (session.to_owned(), "qa".to_owned());
    Item { session, agent, group: None, status: Status::Ok, instant, file }
}

fn plan(items: Vec<Item>, asked: Selectors) -> Plan {
    decide(items, &Criteria::new(asked).unwrap(), &Circumstances::at(now()), &Pins::default())
}

fn removed(plan: &Plan) -> BTreeSet<PathBuf> {
    plan.rows.iter().flat_map(|row| &row.files).map(|file| file.path).collect()
}

fn number(number: u64) -> Option<NonZero<u64>> {
    NonZero::new(number)
}

/// Items of which some are pinned, and of which no two dated ones are equally old, so that the model need not know how ties are broken.
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
    let limits = (prop::option::of(1..8_u64), prop::option::of(1..6000_u64));
    (any::<bool>(), prop::option::of(1..60_u64), prop::option::of(1..6_u64), limits, any::<bool>()).prop_map(
        |(by_agent, days, last, (sessions, bytes), exactly)| {
            let sessions = sessions.filter(|_| !by_agent).and_then(number);
            let limits = Limits { sessions, bytes: bytes.and_then(number), ..Limits::default() };
            // An age that is exactly that of some item tells "older" from "as old".
            let age = |days| DAY * u32::try_from(days).unwrap() + Duration::from_secs(u64::from(!exactly));
            let keep = Keep { last: last.and_then(number), ..Keep::default() };
            Selectors {
                sessions: vec![Pattern::new("*")],
                agents: by_agent.then(|| Pattern::new("*")).into_iter().collect(),
                rules: Rules { older_than: days.map(age), limits, keep, ..Rules::default() },
                breadth: Breadth::Selected,
            }
        },
    )
}

/// Which files the model removes. One rule after the other over a list of names, with nothing shared but the definition.
fn model(items: &[Item], asked: &Selectors) -> BTreeSet<PathBuf> {
    let mut units: BTreeMap<String, Vec<&Item>> = BTreeMap::new();
    for item in items {
        let path = item.file.path.to_string_lossy();
        let key = if asked.agents.is_empty() { item.session.clone() } else { format!("{}\0{path}", item.session) };
        units.entry(key).or_default().push(item);
    }
    let newest = |unit: &str| units[unit].iter().filter_map(|item| item.instant).max();
    let bytes = |unit: &str| units[unit].iter().map(|item| item.file.bytes).sum::<u64>();
    let is_pinned = |unit: &str| units[unit][0].session == "s7";
    let mut judged: Vec<&str> = units.keys().map(String::as_str).collect();
    let Rules { older_than, limits, keep, .. } = &asked.rules;
    if !asked.rules.is_empty() {
        judged.retain(|unit| newest(unit).is_some_and(|newest| newest <= now()));
    }
    judged.sort_by_key(|unit| std::cmp::Reverse(newest(unit)));
    let last = keep.last.map_or(0, |last| usize::try_from(last.get()).unwrap());
    let mut removable: Vec<&str> = judged.into_iter().skip(last).filter(|unit| !is_pinned(unit)).collect();
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    if let Some(age) = *older_than {
        let age = SignedDuration::try_from(age).unwrap();
        gone.extend(removable.iter().copied().filter(|unit| now().duration_since(newest(unit).unwrap()) > age));
    } else if limits.is_empty() {
        gone.extend(&removable);
    }
    let left = |gone: &BTreeSet<&str>| units.keys().map(String::as_str).filter(|unit| !gone.contains(unit)).collect();
    while let Some(oldest) = removable.pop() {
        let left: Vec<&str> = left(&gone);
        let size: u64 = left.iter().map(|unit| bytes(unit)).sum();
        let many = limits.sessions.is_some_and(|limit| left.len() as u64 > limit.get());
        if many || limits.bytes.is_some_and(|limit| size > limit.get()) {
            gone.insert(oldest);
        }
    }
    gone.iter().flat_map(|unit| &units[*unit]).map(|item| item.file.path.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_plan_is_that_of_the_model(items in items(), asked in selectors()) {
        let criteria = Criteria::new(asked.clone()).unwrap();
        let pins = ["s7"].into_iter().collect();
        let plan = decide(items.clone(), &criteria, &Circumstances::at(now()), &pins);
        prop_assert_eq!(removed(&plan), model(&items, &asked));
    }

    #[test]
    fn every_item_is_counted_once_in_whatever_order_they_come(items in items(), asked in selectors()) {
        let plan = plan(items.clone(), asked.clone());
        let count = |action| plan.rows.iter().filter(|r| r.action() == action).map(|r| r.responses).sum::<u64>();
        prop_assert_eq!(count(Action::Remove) + count(Action::Keep), items.len() as u64);
        prop_assert_eq!(count(Action::Remove), removed(&plan).len() as u64);
        prop_assert_eq!(plan.removed.responses, count(Action::Remove));
        prop_assert_eq!(plan.kept.responses, count(Action::Keep));
        prop_assert_eq!(plan.removed.bytes + plan.kept.bytes, items.iter().map(|i| i.file.bytes).sum::<u64>());
        let mut turned = items;
        turned.reverse();
        prop_assert_eq!(self::plan(turned, asked), plan);
    }
}

fn rows(items: Vec<Item>, asked: Selectors) -> Vec<(String, u64, String)> {
    plan(items, asked).rows.into_iter().map(|row| (row.session_id, row.responses, row.reason.to_string())).collect()
}

fn row(session: &str, count: u64, text: &str) -> (String, u64, String) {
    (session.to_owned(), count, text.to_owned())
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
    let want = [
        row("ahead", 1, "kept: newest response is dated in the future"),
        row("busy", 2, "kept: newest response is 3 days old"),
        row("stale", 1, "removed: older than 30 days, 412 days"),
        row("lost", 1, "kept: no readable timestamp"),
    ];
    assert_eq!(rows(items.clone(), older_than(30 * DAY)), want);
    let keep = Keep { last: number(3), ..Keep::default() };
    let kept = rows(items.clone(), rules(Rules { older_than: Some(30 * DAY), keep, ..Rules::default() }));
    assert_eq!(kept[2], row("stale", 1, "kept: 2nd of 3 newest"));
    let all = rows(items, Selectors { breadth: Breadth::Everything, ..Selectors::default() });
    assert!(all.iter().all(|(_, _, reason)| reason == "removed: selected") && all.len() == 4);
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
    let want = [
        row("a", 2, "removed: older than 30 days, 40 days"),
        row("a", 1, "kept: newest response is 1 day old"),
        row("a", 1, "kept: no readable timestamp"),
    ];
    assert_eq!(rows(items.clone(), Selectors { agents: agents.clone(), ..older_than(30 * DAY) }), want);
    // Those that are kept by number have a row each.
    let keep = Keep { last: number(2), ..Keep::default() };
    let want = [
        row("a", 1, "removed: no rule keeps it"),
        row("a", 1, "kept: 1st of 2 newest"),
        row("a", 1, "kept: 2nd of 2 newest"),
        row("a", 1, "kept: no readable timestamp"),
    ];
    assert_eq!(rows(items, Selectors { agents, ..rules(Rules { keep, ..Rules::default() }) }), want);
}

#[test]
fn strictly_older_means_just_that() {
    let reason = |nanos: i64| {
        let mut one = item("a", "a/1.json", Some(30), 1);
        one.instant = one.instant.map(|instant| instant - SignedDuration::from_nanos(nanos));
        plan(vec![one], older_than(30 * DAY)).rows[0].reason.clone()
    };
    assert!(matches!(reason(0), Reason::Young { .. }));
    assert!(matches!(reason(1), Reason::TooOld { .. }));
}

#[test]
fn what_was_written_just_now_is_live_and_a_copy_is_not() {
    let written = |days_ago| {
        let mut one = item("a", "a/1.json", Some(days_ago), 1);
        one.file.modified = Some(now() - SignedDuration::from_secs(90));
        let keep = Keep { agents: vec![Pattern::new("nobody")], ..Keep::default() };
        rows(vec![one], rules(Rules { keep, ..Rules::default() }))[0].2.clone()
    };
    assert_eq!(written(0), "kept: written 1 minute ago, may be in use");
    assert_eq!(written(40), "removed: no rule keeps it");
}

#[test]
fn a_store_that_just_fits_stays() {
    let items = || (1..=4).map(|n: i64| item(&n.to_string(), &format!("{n}/1.json"), Some(n), 10)).collect();
    let left = |most| {
        let limits = Limits { bytes: number(most), ..Limits::default() };
        rows(items(), rules(Rules { limits, ..Rules::default() }))
    };
    assert!(left(40).iter().all(|(_, _, reason)| reason == "kept: within the limits"));
    assert_eq!(left(39)[3].2, "removed: one of the oldest, at most 39 B");
    assert_eq!(left(39)[2].2, "kept: within the limits");
}

#[test]
fn senseless_criteria_are_refused() {
    let refused = |selectors| Criteria::new(selectors).unwrap_err();
    assert_eq!(refused(Selectors::default()), InvalidCriteria::NothingSelected);
    assert_eq!(refused(older_than(Duration::ZERO)), InvalidRules::ZeroAge.into());
    let agents = vec![Pattern::new("qa")];
    let limits = Limits { sessions: number(3), ..Limits::default() };
    let limited = rules(Rules { limits, ..Rules::default() });
    assert_eq!(refused(Selectors { agents, ..limited }), InvalidCriteria::SessionLimitWithAgents);
    let keep = Keep { last: number(3), ..Keep::default() };
    let grouped = rules(Rules { keep, group_by: Some(GroupBy::Session), ..Rules::default() });
    assert_eq!(refused(grouped), InvalidCriteria::GroupsOfOne);
    let less = Selectors { breadth: Breadth::Everything, ..older_than(DAY) };
    assert_eq!(refused(less), InvalidCriteria::EverythingAndLess);
    assert!(Criteria::older_than(DAY).is_ok());
}

#[test]
fn criteria_read_as_people_would_say_them() {
    let limits =
        Limits { sessions: number(10), responses: number(1), bytes: number(2 << 30), free: Some(MinFree::Percent(10)) };
    let keep = Keep {
        last: number(5),
        periods: [(Period::Day, NonZero::new(7).unwrap()), (Period::Year, NonZero::new(2).unwrap())].into(),
        within: Some(DAY),
        errors: true,
        agents: vec![Pattern::new("qa")],
    };
    let rules = Rules { older_than: Some(30 * DAY), limits, keep, group_by: Some(GroupBy::Agent) };
    let sessions = vec![Pattern::new("a"), Pattern::new("b")];
    let text = "sessions a, b; older than 30 days; at most 10 sessions; at most 1 response; at most 2 GiB; at least 10 % free; \
        keeping the 5 newest; keeping 7 daily; keeping 2 yearly; keeping those within 1 day; keeping errors; keeping agent qa; by agent";
    assert_eq!(Criteria::new(Selectors { sessions, rules, ..Selectors::default() }).unwrap().to_string(), text);
    let star = SessionId::new("*").unwrap();
    assert_eq!(Criteria::session(&star).to_string(), "session \\*");
}
