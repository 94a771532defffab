use std::time::Duration;

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::*;
use crate::store::analysis::{Bucket, Figures, Kind, MAX_BUCKETS, Pace, Period};
use crate::store::select::Pattern;

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn of_nothing_nothing_is_known() {
    let analysis = analyse(&everything(), &[]);
    assert_eq!(analysis.total, Figures::default());
    assert_eq!(analysis.pace, Pace::default());
    assert!(analysis.series.is_none() && analysis.trend.is_none() && analysis.first.is_none());
    assert!(analysis.agents.is_empty() && analysis.bottlenecks.is_empty() && analysis.gaps.is_empty());
}

#[test]
fn a_response_counts_whole_under_each_of_its_tools() {
    let given = [
        at(0).took(60).tokens(600).tools(&["Bash", "Edit", "Bash"]),
        at(100).took(40).tools(&["Edit"]).failed(),
        at(200).tokens(7),
    ];
    let analysis = analyse(&everything(), &given);
    let tools: Vec<_> = analysis.tools.iter().map(|tool| (tool.name.as_str(), &tool.figures)).collect();
    let [("Edit", edit), ("Bash", bash)] = tools[..] else { panic!("{tools:?}") };
    assert_eq!((edit.responses, edit.errors, edit.error_rate), (2, 1, Some(0.5)));
    assert_eq!((edit.duration, edit.share), (Some(secs(100)), Some(1.0)));
    assert_eq!((bash.duration, bash.share, bash.p50), (Some(secs(60)), Some(0.6), Some(secs(60))));
    assert_eq!(edit.tokens_per_second, Some(10.0), "the response without tokens is left out of both sides");
    assert_eq!((analysis.total.tokens, analysis.unknown.tokens, analysis.unknown.duration), (Some(607), 1, 1));
}

#[test]
fn a_bottleneck_takes_strictly_more_than_30_percent() {
    let given = [at(0).took(30).by("a").within("x"), at(1).took(31).by("b").within("y"), at(2).took(39).within("y")];
    let found = |given: &[Given]| -> Vec<(Kind, String)> {
        analyse(&everything().top(1), given).bottlenecks.into_iter().map(|found| (found.kind, found.name)).collect()
    };
    let [engineer, b] = ["engineer", "b"].map(|agent| (Kind::Agent, agent.to_owned()));
    assert_eq!(found(&given), [(Kind::Session, "y".to_owned()), engineer, b]);
    assert_eq!(found(&[at(0)]), [], "where no time is known nobody can take most of it");
}

#[test]
fn activity_breaks_at_pauses_longer_than_half_an_hour() {
    let given = [at(60).took(60), at(60 + 30 * MINUTE + 60).took(60), at(60 + 61 * MINUTE + 91).took(30).within("t")];
    let pace = analyse(&everything(), &given).pace;
    assert_eq!((pace.periods, pace.active_time), (2, Some(secs(32 * 60 + 30))));
    let per_hour = 3.0 / (32.5 / 60.0);
    assert!(pace.responses_per_hour.is_some_and(|found| (found - per_hour).abs() < 1e-9));
}

#[test]
fn active_time_is_absent_when_zero() {
    let pace = analyse(&everything(), &[at(0), at(DAY)]).pace;
    assert_eq!(pace, Pace { periods: 2, active_time: None, responses_per_hour: None });
    let parallel = analyse(&everything(), &[at(100).took(100), at(100).took(50).by("b")]).pace;
    assert_eq!(
        (parallel.periods, parallel.active_time),
        (1, Some(secs(100))),
        "agents at the same time are active once"
    );
}

#[test]
fn a_gap_is_where_nothing_of_the_session_ran() {
    let given = [
        at(10).took(10),
        at(100).took(5).by("b"),
        at(120).took(90).by("c"),
        at(500).took(1).within("other"),
        at(900),
        at(1000).took(50),
    ];
    let gaps = analyse(&everything(), &given).gaps;
    let told: Vec<_> =
        gaps.iter().map(|gap| (gap.from.as_second(), gap.to.as_second(), gap.length().as_secs())).collect();
    assert_eq!(told, [(900, 950, 50), (10, 30, 20)], "none before the response whose start is unknown");
    assert_eq!(gaps[0].session, "s");
    assert_eq!(analyse(&everything().top(1), &given).gaps, gaps[..1]);
}

#[test]
fn an_outlier_is_beyond_the_fence_of_its_own_agent() {
    // The quartiles are 11 and 13, so the fence is at 13 + 3 * (13 - 11) = 19.
    let with = |longest: u64| -> Vec<_> {
        [10, 10, 11, 12, 12, 13, 13, 13, longest].iter().map(|took| at(0).took(*took)).collect()
    };
    assert_eq!(analyse(&everything(), &with(19)).outliers.count, 0);
    let outliers = analyse(&everything(), &with(20)).outliers;
    assert_eq!((outliers.count, outliers.longest.len()), (1, 1));
    let found = &outliers.longest[0];
    assert_eq!((found.id().as_str(), found.session(), found.agent.as_str()), ("s/0008", "s", "engineer"));
    assert_eq!(
        (found.duration(), found.median, found.time().map(RecordTime::instant)),
        (secs(20), secs(12), Some(instant(0)))
    );
    assert_eq!(analyse(&everything(), &with(20)[2..]).outliers.count, 0, "seven responses do not show what is usual");
    let mut others = with(19);
    others.extend([1, 1, 1, 1, 1, 1, 1, 1, 1].map(|took| at(0).took(took).by("quick")));
    assert_eq!(analyse(&everything(), &others).outliers.count, 0, "each agent is measured by its own usual");
}

#[test]
fn hours_and_days_are_those_of_the_zone() {
    let berlin = Question::new(Selection::default(), TimeZone::get("Europe/Berlin").unwrap()).top(2);
    // 2026-11-20T23:30Z is half past midnight on the next day there.
    let late = date(2026, 11, 20).at(23, 30, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp().as_second();
    let busy = analyse(&berlin, &[at(late), at(late + 60), at(late + HOUR), at(late + 5 * DAY), timeless()]).busy;
    assert_eq!(busy.busiest_hours, [(0, 3), (1, 1)]);
    assert_eq!(busy.busiest_days, [(date(2026, 11, 21), 3), (date(2026, 11, 26), 1)]);
    assert_eq!(busy.hours.iter().sum::<u64>(), 4);
}

#[test]
fn a_series_has_empty_buckets_and_no_more_than_asked() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let question = |by| Question::new(Selection::default(), zone.clone()).by(by);
    // The night in which clocks are set back: the hour from 02:00 comes twice.
    let start = date(2026, 10, 25).at(0, 30, 0, 0).to_zoned(zone.clone()).unwrap().timestamp().as_second();
    let given = [at(start).tokens(5), at(start + 4 * HOUR).failed().took(3)];
    let series = analyse(&question(Bucket::Hour), &given).series.unwrap();
    let told: Vec<_> = series.points.iter().map(|point| point.start.strftime("%H %:z").to_string()).collect();
    assert_eq!(told, ["00 +02:00", "01 +02:00", "02 +02:00", "02 +01:00", "03 +01:00"]);
    let counts: Vec<_> = series.points.iter().map(|point| (point.responses, point.errors, point.tokens)).collect();
    assert_eq!(counts, [(1, 0, Some(5)), (0, 0, None), (0, 0, None), (0, 0, None), (1, 1, None)]);
    let weeks = analyse(&question(Bucket::Week), &[at(start), at(start + 2 * DAY)]).series.unwrap();
    let told: Vec<_> = weeks.points.iter().map(|point| point.start.strftime("%G-W%V %a").to_string()).collect();
    assert_eq!(told, ["2026-W43 Mon", "2026-W44 Mon"]);
}

/// The buckets of an hour of a night in a zone, by the clock at their start and the responses in them, if one is given
/// every ten minutes from `first` on, in seconds of the epoch.
fn hours_of(zone: &str, first: i64, responses: i64) -> Vec<(String, u64)> {
    let question = Question::new(Selection::default(), TimeZone::get(zone).unwrap()).by(Bucket::Hour);
    let given: Vec<_> = (0..responses).map(|number| at(first + number * 600)).collect();
    let series = analyse(&question, &given).series.unwrap();
    series.points.iter().map(|point| (point.start.strftime("%H:%M %:z").to_string(), point.responses)).collect()
}

fn told(buckets: &[(&str, u64)]) -> Vec<(String, u64)> {
    buckets.iter().map(|(start, responses)| ((*start).to_owned(), *responses)).collect()
}

#[test]
fn clocks_that_are_changed_within_an_hour_part_it() {
    // 2006-10-29T01:30Z in St John's: at a minute past midnight, clocks went back to a minute past eleven.
    assert_eq!(
        hours_of("America/St_Johns", 1_162_085_400, 16),
        told(&[("23:00 -02:30", 6), ("00:00 -02:30", 1), ("23:01 -03:30", 5), ("00:00 -03:30", 4)])
    );
    // 2026-04-04T14:00Z on Lord Howe Island: at two, clocks go back to half past one.
    assert_eq!(
        hours_of("Australia/Lord_Howe", 1_775_311_200, 10),
        told(&[("01:00 +11:00", 6), ("01:30 +10:30", 3), ("02:00 +10:30", 1)])
    );
    // 2026-10-03T14:30Z there: at two, clocks go forward to half past two.
    assert_eq!(
        hours_of("Australia/Lord_Howe", 1_791_037_800, 10),
        told(&[("01:00 +10:30", 6), ("02:30 +11:00", 3), ("03:00 +11:00", 1)])
    );
}

#[test]
fn a_series_that_would_be_too_long_is_made_coarser() {
    let length = |by, span| {
        let series = analyse(&everything().by(by), &[at(0), at(span)]).series.unwrap();
        assert_eq!(series.asked, by);
        assert!(u64::try_from(series.points.len()).unwrap() <= MAX_BUCKETS);
        (series.by, series.points.len())
    };
    assert_eq!(length(Bucket::Hour, 4_999 * HOUR), (Bucket::Hour, 5_000));
    assert_eq!(length(Bucket::Hour, 5_000 * HOUR), (Bucket::Day, 209));
    assert_eq!(length(Bucket::Day, 5_000 * DAY), (Bucket::Week, 715));
    assert_eq!(length(Bucket::Hour, 100_000 * DAY), (Bucket::Year, 274));
}

#[test]
fn the_ends_of_the_calendar_do_no_harm() {
    let ends = [Timestamp::MIN.as_second(), Timestamp::MAX.as_second()];
    let given = ends.map(|end| at(end).took(10));
    for by in [Bucket::Hour, Bucket::Week, Bucket::Year] {
        let analysis = analyse(&everything().by(by), &given);
        assert!(analysis.series.unwrap().points.len() < 20_000);
        assert_eq!(analysis.pace.periods, 2);
    }
}

#[test]
fn a_trend_compares_with_the_time_just_before() {
    let period = Period::new(instant(1000), instant(1100)).unwrap();
    let given = [
        at(899).took(1000),
        at(900).took(10).tokens(100).failed(),
        at(950).took(20),
        at(999).took(30),
        at(1000).took(40).tokens(150),
        at(1099).took(20).failed(),
        at(1100).took(1000),
        timeless().took(5),
    ];
    let analysis = analyse(&everything().compared(period), &given);
    let trend = analysis.trend.unwrap();
    assert_eq!((trend.previous.since(), trend.previous.until()), (instant(900), instant(1000)));
    let close = |change: Option<f64>, expected: f64| change.is_some_and(|change| (change - expected).abs() < 1e-12);
    assert_eq!((trend.responses.current, trend.responses.previous), (Some(2), Some(3)));
    assert!(close(trend.responses.change, -1.0 / 3.0) && close(trend.error_rate.change, 0.5));
    assert_eq!((trend.tokens.change, trend.errors.change), (Some(0.5), Some(0.0)));
    assert_eq!((trend.p50.current, trend.p50.previous), (Some(secs(20)), Some(secs(20))));
    assert_eq!((trend.duration.current, trend.duration.previous), (Some(secs(60)), Some(secs(60))));
    assert_eq!((analysis.total.responses, analysis.unknown.timestamp), (2, 1));
}

#[test]
fn what_cannot_be_compared_has_no_change() {
    let period = Period::new(instant(1000), instant(1100)).unwrap();
    let trend = analyse(&everything().compared(period), &[at(1000).took(1)]).trend.unwrap();
    assert_eq!((trend.responses.previous, trend.responses.change), (Some(0), None));
    assert_eq!((trend.error_rate.previous, trend.p50.previous, trend.tokens.change), (None, None, None));
    assert!(Period::new(instant(5), instant(5)).is_none());
    let whole = Period::new(Timestamp::MIN, Timestamp::MAX).unwrap();
    assert!(analyse(&everything().compared(whole), &[at(0)]).trend.is_none());
}

#[test]
fn a_question_is_about_selected_records_only() {
    let selection = Selection {
        agents: vec![Pattern::exactly("a")],
        since: Some(instant(10)),
        until: Some(instant(20)),
        ..Selection::default()
    };
    let question = Question::new(selection, TimeZone::UTC);
    let given = [at(9).by("a"), at(10).by("a"), at(19).by("a"), at(20).by("a"), at(15), timeless().by("a"), timeless()];
    let analysis = analyse(&question, &given);
    assert_eq!((analysis.total.responses, analysis.unknown.timestamp), (2, 1));
    assert_eq!((analysis.first.unwrap().instant(), analysis.last.unwrap().instant()), (instant(10), instant(19)));
}
