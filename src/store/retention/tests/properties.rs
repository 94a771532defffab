//! The decision held against the model. `PROPTEST_CASES=100000` makes it long.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::model::Model;
use crate::store::Pattern;
use crate::store::retention::{
    Action, Circumstances, GroupBy, Keep, Limits, MinFree, Period, Place, Reason, Rules, Slot, Space, Subject, judge,
};

/// Moments at which calendars do something odd: leap days, the turns of years whose weeks belong to the other one, and clocks
/// that are put forward or back, by half an hour, across midnight, or by a whole day.
const ODD: [&str; 14] = [
    "2024-02-29T12:00:00Z",
    "2023-02-28T23:30:00Z",
    "2000-02-29T00:00:00Z",
    "2020-12-31T23:00:00Z",
    "2021-01-03T23:59:00Z",
    "2024-12-30T00:30:00Z",
    "2026-03-29T01:00:00Z",
    "2026-10-25T00:30:00Z",
    "2026-11-01T06:00:00Z",
    "2026-04-04T15:00:00Z",
    "2006-10-29T02:31:00Z",
    "2011-12-30T10:00:00Z",
    "1970-01-01T00:00:00Z",
    "1969-12-28T23:00:00Z",
];

const ZONES: [&str; 9] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/Sao_Paulo",
];

/// A time somewhere around a moment: minutes, hours, days, weeks or years from it, exactly or about.
fn around(moment: Timestamp) -> impl Strategy<Value = Timestamp> {
    let unit = select(vec![1, 60, 1800, 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400_i64]);
    (unit, -12..=4_i64, prop_oneof![3 => Just(0), 1 => -90..90_i64], 0..2_i32)
        .prop_map(move |(unit, count, seconds, nanos)| moment + SignedDuration::new(unit * count + seconds, nanos))
}

/// Subjects around a moment, many of which fall into one period, or lie on the edge of one or of an age.
fn subjects(moment: Timestamp) -> impl Strategy<Value = Vec<Subject>> {
    let groups = subsequence(vec!["a", "b", "c"], 0..=2);
    let agents = subsequence(vec!["qa", "ops", "engineer"], 0..=2);
    let flags = (prop::bool::weighted(0.1), prop::bool::weighted(0.08), prop::bool::weighted(0.08));
    let one = (option::weighted(0.9, around(moment)), 0..4_u64, 0..300_u64, groups, agents, flags).prop_map(
        move |(newest, responses, bytes, groups, agents, (failed, live, pinned))| Subject {
            newest,
            responses,
            bytes,
            groups: owned(groups),
            agents: owned(agents),
            failed,
            live: live.then_some(moment),
            pinned,
        },
    );
    prop::collection::vec(one, 0..16)
}

fn owned(names: Vec<&str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn some(most: u64) -> impl Strategy<Value = Option<NonZero<u64>>> {
    option::weighted(0.3, (1..=most).prop_map(|number| NonZero::new(number).unwrap()))
}

fn ages() -> impl Strategy<Value = Option<Duration>> {
    let unit = select(vec![1, 3600, 86_400, 7 * 86_400, 365 * 86_400_u64]);
    option::weighted(0.3, (unit, 1..5_u64).prop_map(|(unit, count)| Duration::from_secs(unit * count)))
}

fn limits() -> impl Strategy<Value = Limits> {
    let free = prop_oneof![
        (1..2000_u64).prop_map(|bytes| MinFree::Bytes(NonZero::new(bytes).unwrap())),
        (1..=99_u8).prop_map(MinFree::Percent),
    ];
    (some(12), some(30), some(3000), option::weighted(0.2, free))
        .prop_map(|(sessions, responses, bytes, free)| Limits { sessions, responses, bytes, free })
}

fn keeps() -> impl Strategy<Value = Keep> {
    let periods = [some(4), some(4), some(4), some(4), some(4)].prop_map(|counts| {
        let set = Period::ALL.into_iter().zip(counts).filter_map(|(period, count)| Some((period, count?)));
        set.collect::<BTreeMap<_, _>>()
    });
    let agents = subsequence(vec!["qa", "op*"], 0..=1);
    (some(5), periods, ages(), prop::bool::weighted(0.2), agents).prop_map(|(last, periods, within, errors, agents)| {
        let agents = agents.into_iter().map(Pattern::new).collect();
        Keep { last, periods, within, errors, agents }
    })
}

fn rules() -> impl Strategy<Value = Rules> {
    let grouped = prop::bool::ANY.prop_map(|grouped| grouped.then_some(GroupBy::Agent));
    let limits = prop_oneof![Just(Limits::default()), limits()];
    let keep = prop_oneof![1 => Just(Keep::default()), 4 => keeps()];
    (ages(), limits, keep, grouped).prop_map(|(older_than, limits, keep, group_by)| Rules {
        older_than,
        limits,
        keep,
        group_by,
    })
}

fn cases() -> impl Strategy<Value = (Vec<Subject>, Rules, Circumstances)> {
    let moment = select(ODD.to_vec()).prop_map(|text| text.parse::<Timestamp>().unwrap());
    moment.prop_flat_map(|moment| {
        let space = option::of((0..1000_u64, 1000..4000_u64).prop_map(|(free, total)| Space { free, total }));
        let zone = select(ZONES.to_vec()).prop_map(|name| TimeZone::get(name).unwrap());
        let at = (around(moment), zone, space).prop_map(|(now, zone, space)| Circumstances { now, zone, space });
        (subjects(moment), rules(), at)
    })
}

/// As many cases as are asked for, or else enough for every day.
fn config() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    if asked { ProptestConfig::default() } else { ProptestConfig::with_cases(3000) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_decision_is_that_of_the_model((subjects, rules, at) in cases()) {
        let model = Model { subjects: &subjects, rules: &rules, at: &at };
        let judged = judge(&subjects, &rules, &at);
        let gone: Vec<bool> = judged.reasons.iter().map(|reason| reason.action() == Action::Remove).collect();
        prop_assert_eq!((gone, judged.unmet), model.decide());
        for (i, reason) in judged.reasons.iter().enumerate() {
            if let Reason::Place(Place { number, count, slot, group }) = reason {
                prop_assert!(number <= &count.get());
                prop_assert!(model.groups(i).contains(&group.as_deref()));
                let rank = match slot {
                    Slot::Newest => Some(model.rank(i, group.as_deref())),
                    Slot::Period(period) => model.rank_of_period(i, group.as_deref(), *period),
                };
                prop_assert_eq!(rank, Some(number - 1));
            }
        }
    }

    #[test]
    fn whoever_keeps_more_loses_nothing_more((subjects, rules, at) in cases(), more in keeps()) {
        let gone = |rules: &Rules| -> Vec<bool> {
            judge(&subjects, rules, &at).reasons.iter().map(|reason| reason.action() == Action::Remove).collect()
        };
        // Limits are left out: to keep one more, another may have to go for them.
        let fewer = Rules { limits: Limits::default(), older_than: Some(Duration::from_hours(24)), ..rules };
        let mut wider = fewer.clone();
        wider.keep.errors |= more.errors;
        wider.keep.agents.extend(more.agents);
        wider.keep.last = wider.keep.last.max(more.last);
        wider.keep.within = wider.keep.within.max(more.within);
        for (period, count) in more.periods {
            wider.keep.periods.entry(period).and_modify(|had| *had = count.max(*had)).or_insert(count);
        }
        for (now, before) in gone(&wider).into_iter().zip(gone(&fewer)) {
            prop_assert!(before || !now);
        }
    }
}
