//! What can be checked by hand with a calendar.

use std::num::NonZero;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::store::retention::{
    Action, Circumstances, GroupBy, InvalidRules, Keep, Limit, Limits, MinFree, Period, Reason, Rules, Space, Subject,
    is_live, judge,
};

fn number(number: u64) -> NonZero<u64> {
    NonZero::new(number).unwrap()
}

fn at(now: &str, zone: &str) -> Circumstances {
    Circumstances { now: now.parse().unwrap(), zone: TimeZone::get(zone).unwrap(), space: None }
}

fn given(time: &str) -> Subject {
    Subject { newest: Some(time.parse().unwrap()), responses: 1, bytes: 100, ..Subject::default() }
}

fn keeping(period: Period, count: u64) -> Rules {
    let keep = Keep { periods: [(period, number(count))].into(), ..Keep::default() };
    Rules { keep, ..Rules::default() }
}

/// The times of those that are kept.
fn kept(times: &[&str], rules: &Rules, at: &Circumstances) -> Vec<String> {
    let subjects: Vec<_> = times.iter().map(|time| given(time)).collect();
    let judged = judge(&subjects, rules, at).reasons.into_iter().zip(times);
    judged.filter(|(reason, _)| reason.action() == Action::Keep).map(|(_, time)| (*time).to_owned()).collect()
}

fn texts(subjects: &[Subject], rules: &Rules, at: &Circumstances) -> Vec<String> {
    judge(subjects, rules, at).reasons.iter().map(ToString::to_string).collect()
}

#[test]
fn the_week_at_the_turn_of_a_year_is_one_week() {
    // Monday to Sunday of the week 2020-W53, and the Monday after it.
    let times = ["2021-01-04T12:00:00Z", "2021-01-03T12:00:00Z", "2021-01-01T12:00:00Z", "2020-12-28T12:00:00Z"];
    let at = at("2021-01-05T00:00:00Z", "UTC");
    assert_eq!(kept(&times, &keeping(Period::Week, 2), &at), [times[0], times[1]]);
    assert_eq!(kept(&times, &keeping(Period::Year, 2), &at), [times[0], times[3]]);
    // The 30th of December 2024 belongs to the first week of 2025, as the 1st of January does.
    let times = ["2025-01-01T00:00:00Z", "2024-12-30T00:00:00Z", "2024-12-29T00:00:00Z"];
    assert_eq!(kept(&times, &keeping(Period::Week, 9), &at_utc("2025-02-01T00:00:00Z")), [times[0], times[2]]);
}

fn at_utc(now: &str) -> Circumstances {
    at(now, "UTC")
}

#[test]
fn a_leap_day_is_a_day_of_its_own() {
    let times = ["2024-03-01T00:00:00Z", "2024-02-29T23:59:59Z", "2024-02-29T00:00:00Z", "2024-02-28T23:59:59Z"];
    let at = at_utc("2024-03-02T00:00:00Z");
    assert_eq!(kept(&times, &keeping(Period::Day, 9), &at), [times[0], times[1], times[3]]);
    assert_eq!(kept(&times, &keeping(Period::Month, 9), &at), [times[0], times[1]]);
}

#[test]
fn an_hour_that_a_clock_repeats_is_two() {
    // In Berlin 02:30 came twice on the 25th of October 2026.
    let times = ["2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T00:10:00Z"];
    assert_eq!(kept(&times, &keeping(Period::Hour, 9), &at("2026-10-26T00:00:00Z", "Europe/Berlin")), times[..2]);
    // The day of 25 hours is one, and ends at midnight there.
    let times = ["2026-10-25T23:00:00Z", "2026-10-25T22:59:59Z", "2026-10-24T22:00:00Z", "2026-10-24T21:59:59Z"];
    let berlin = at("2026-10-27T00:00:00Z", "Europe/Berlin");
    assert_eq!(kept(&times, &keeping(Period::Day, 9), &berlin), [times[0], times[1], times[3]]);
}

#[test]
fn a_day_to_which_a_clock_returns_is_not_another_one() {
    // In St John's the clocks went back from 00:01 on the 29th of October 2006 to 23:01 on the 28th.
    let times = ["2006-10-29T04:00:00Z", "2006-10-29T03:00:00Z", "2006-10-29T02:30:30Z", "2006-10-29T02:00:00Z"];
    let st_johns = at("2006-10-30T00:00:00Z", "America/St_Johns");
    // Of the day whose first minute came before the last hour of the one before, the newest is kept, and nothing twice.
    assert_eq!(kept(&times, &keeping(Period::Day, 9), &st_johns), times[..2]);
}

#[test]
fn a_day_that_never_was_is_no_gap() {
    // Samoa went from the 29th of December 2011 to the 31st.
    let times = ["2011-12-30T10:00:00Z", "2011-12-30T09:59:59Z"];
    assert_eq!(kept(&times, &keeping(Period::Day, 2), &at("2012-01-01T00:00:00Z", "Pacific/Apia")), times);
}

#[test]
fn days_are_those_of_the_zone() {
    let times = ["2026-11-20T16:00:00Z", "2026-11-20T14:00:00Z"];
    assert_eq!(kept(&times, &keeping(Period::Day, 9), &at_utc("2026-11-21T00:00:00Z")), times[..1]);
    assert_eq!(kept(&times, &keeping(Period::Day, 9), &at("2026-11-21T00:00:00Z", "Asia/Tokyo")), times);
}

#[test]
fn each_group_keeps_its_own_and_says_so() {
    let of = |time: &str, groups: &[&str]| Subject {
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        ..given(time)
    };
    let subjects = [
        of("2026-11-20T12:00:00Z", &["engineer"]),
        of("2026-11-19T12:00:00Z", &["engineer", "qa"]),
        of("2026-11-19T11:00:00Z", &["engineer"]),
        of("2026-11-18T12:00:00Z", &["engineer"]),
        of("2026-11-17T12:00:00Z", &[]),
    ];
    let rules = Rules { group_by: Some(GroupBy::Agent), ..keeping(Period::Day, 2) };
    let want = [
        "kept: 1st of 2 daily of engineer",
        "kept: 2nd of 2 daily of engineer",
        "removed: no rule keeps it",
        "removed: no rule keeps it",
        "kept: 1st of 2 daily",
    ];
    assert_eq!(texts(&subjects, &rules, &at_utc("2026-11-21T00:00:00Z")), want);
    // The same without groups.
    let last = ["kept: 1st of 2 daily", "kept: 2nd of 2 daily"];
    assert_eq!(texts(&subjects, &keeping(Period::Day, 2), &at_utc("2026-11-21T00:00:00Z"))[..2], last);
}

#[test]
fn what_can_not_be_judged_stays_and_takes_no_place() {
    let now: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
    let subjects = [
        given("2026-11-22T00:00:00Z"),
        Subject { live: Some(now - SignedDuration::from_mins(3)), ..given("2026-11-20T23:00:00Z") },
        Subject { newest: None, ..given("2026-11-20T00:00:00Z") },
        given("2026-11-20T00:00:00Z"),
        given("2026-11-19T00:00:00Z"),
        Subject { pinned: true, ..given("2001-01-01T00:00:00Z") },
    ];
    let keep = Keep { last: Some(number(2)), ..Keep::default() };
    let want = [
        "kept: newest response is dated in the future",
        "kept: written 3 minutes ago, may be in use",
        "kept: no readable timestamp",
        "kept: 2nd of 2 newest",
        "removed: no rule keeps it",
        "kept: pinned",
    ];
    assert_eq!(texts(&subjects, &Rules { keep, ..Rules::default() }, &Circumstances::at(now)), want);
    // Who gives no rule means all of it, but for what is pinned.
    let all = texts(&subjects, &Rules::default(), &Circumstances::at(now));
    assert!(all[..5].iter().all(|text| text == "removed: selected") && all[5] == "kept: pinned", "{all:?}");
}

#[test]
fn limits_take_the_oldest_that_nothing_keeps_and_name_what_they_can_not_reach() {
    let days: Vec<_> = (1..=5).map(|day| given(&format!("2026-11-0{day}T00:00:00Z"))).collect();
    let mut at = at_utc("2026-11-21T00:00:00Z");
    let gone = |limits: Limits, at: &Circumstances| {
        let rules = Rules { limits, ..Rules::default() };
        let judged = judge(&days, &rules, at);
        (judged.reasons.iter().filter(|reason| reason.action() == Action::Remove).count(), judged.unmet)
    };
    assert_eq!(gone(Limits { sessions: Some(number(3)), ..Limits::default() }, &at), (2, vec![]));
    assert_eq!(gone(Limits { bytes: Some(number(499)), ..Limits::default() }, &at), (1, vec![]));
    assert_eq!(gone(Limits { bytes: Some(number(500)), ..Limits::default() }, &at), (0, vec![]));
    let free = Limits { free: Some(MinFree::Percent(10)), ..Limits::default() };
    assert_eq!(gone(free, &at), (0, vec![Limit::Free(MinFree::Percent(10))]), "nobody knows the space");
    at.space = Some(Space { free: 700, total: 10_000 });
    assert_eq!(gone(free, &at), (3, vec![]));
    at.space = Some(Space { free: 0, total: 10_000 });
    assert_eq!(gone(free, &at), (5, vec![Limit::Free(MinFree::Percent(10))]));
    let keep = Keep { within: Some(Duration::from_hours(24 * 18)), ..Keep::default() };
    let rules = Rules { limits: Limits { responses: Some(number(1)), ..Limits::default() }, keep, ..Rules::default() };
    let judged = judge(&days, &rules, &at);
    assert_eq!(judged.reasons[1], Reason::OverLimit(Limit::Responses(number(1))));
    assert_eq!(judged.reasons[2].to_string(), "kept: within 18 days, 18 days");
    assert_eq!(judged.unmet, [Limit::Responses(number(1))]);
}

#[test]
fn what_was_just_written_is_live_unless_it_is_a_copy_of_something_old() {
    let now: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
    let ago = |minutes: i64| now - SignedDuration::from_mins(minutes);
    assert!(is_live(ago(1), ago(1), now));
    assert!(is_live(ago(9), ago(9), now) && !is_live(ago(10), ago(10), now));
    // A clock of another zone, and one that is a little ahead.
    assert!(is_live(ago(14 * 60), ago(0), now) && is_live(ago(-60), ago(-1), now));
    assert!(!is_live(ago(14 * 60 + 1), ago(0), now));
    assert!(!is_live(ago(1), ago(60), now));
}

#[test]
fn senseless_rules_are_refused() {
    let aged = |older_than| Rules { older_than: Some(older_than), ..Rules::default() }.check();
    assert_eq!(aged(Duration::ZERO), Err(InvalidRules::ZeroAge));
    assert_eq!(aged(Duration::MAX), Err(InvalidRules::AgeTooLong));
    assert_eq!(aged(Duration::from_hours(24 * 365 * 20_000)), Err(InvalidRules::AgeTooLong));
    assert_eq!(aged(Duration::from_secs(1)), Ok(()));
    let within = |age| Rules { keep: Keep { within: Some(age), ..Keep::default() }, ..Rules::default() }.check();
    assert_eq!(within(Duration::ZERO), Err(InvalidRules::ZeroWithin));
    assert_eq!(within(Duration::MAX), Err(InvalidRules::AgeTooLong));
    let grouped = Rules { group_by: Some(GroupBy::Agent), ..Rules::default() };
    assert_eq!(grouped.check(), Err(InvalidRules::NothingToGroup));
}

#[test]
fn shares_of_the_disk_are_read_and_bounded() {
    assert_eq!("10%".parse(), Ok(MinFree::Percent(10)));
    assert_eq!(" 5 GiB".parse(), Ok(MinFree::Bytes(number(5 << 30))));
    for wrong in ["0%", "100%", "-1%", "1.5%", "%", "", "0", "-1", "300%"] {
        assert!(wrong.parse::<MinFree>().is_err(), "{wrong}");
    }
}
