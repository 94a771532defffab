use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::*;
use crate::store::analysis::{Bucket, NamedFigures, Period};

const ZONES: [&str; 5] = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"];

/// Some days later clocks are changed in one of the zones, or a whole day is left out.
const NIGHTS: [i64; 5] = [1_792_800_000, 1_774_600_000, 1_775_200_000, 1_325_100_000, 1_162_000_000];

/// Times crowd together within some days, so that responses overlap, coincide and lie half an hour apart.
fn some_time() -> impl Strategy<Value = Option<i64>> {
    let within = prop_oneof![0..7200_i64, 0..400_000_i64, (0..200_i64).prop_map(|half_hours| half_hours * 1800)];
    prop_oneof![1 => Just(None), 9 => within.prop_map(|within| Some(NIGHTS[0] + within))]
}

fn some_facts() -> impl Strategy<Value = Facts> {
    let milliseconds =
        prop_oneof![8 => 0..20_000_u64, 1 => 0..4_000_000_u64, 2 => (0..3_u64).prop_map(|hours| hours * 1_800_000)];
    let tools = subsequence(vec!["Bash", "Edit", "Read"], 0..=3).prop_shuffle();
    let status = prop_oneof![3 => Just(Status::Ok), 1 => Just(Status::Error)];
    let model = proptest::option::of(select(vec!["opus", "sonnet"]));
    (proptest::option::of(milliseconds), proptest::option::of(0..9000_u64), tools, status, model).prop_map(
        |(milliseconds, tokens, tools, status, model)| Facts {
            duration: milliseconds.map(Duration::from_millis),
            tokens,
            tools: tools.into_iter().map(str::to_owned).collect(),
            model: model.map(str::to_owned),
            status,
            ..Facts::default()
        },
    )
}

fn some_records(most: usize) -> impl Strategy<Value = Vec<Given>> {
    let names = (select(vec!["engineer", "qa", "ops"]), select(vec!["s", "t", "u"]));
    let one = (some_time(), names, some_facts()).prop_map(|(seconds, (agent, session), facts)| Given {
        seconds,
        agent,
        session,
        facts,
    });
    proptest::collection::vec(one, 0..most)
}

fn total_time(entries: &[Entry]) -> Duration {
    entries.iter().filter_map(|entry| entry.facts.duration).sum()
}

fn check_groups(
    groups: &[NamedFigures],
    entries: &[Entry],
    names_of: impl Fn(&Entry) -> Vec<String>,
) -> Result<(), TestCaseError> {
    let mut by_name = BTreeMap::<String, Vec<&Entry>>::new();
    for entry in entries {
        for name in names_of(entry) {
            by_name.entry(name).or_default().push(entry);
        }
    }
    prop_assert_eq!(groups.len(), by_name.len());
    for group in groups {
        prop_assert_eq!(&group.figures, &reference::figures(&by_name[&group.name], total_time(entries)));
    }
    prop_assert!(groups.is_sorted_by_key(|group| std::cmp::Reverse((group.figures.duration, group.figures.responses))));
    Ok(())
}

proptest! {
    #[test]
    fn neither_order_nor_the_number_of_tallies_matters(
        records in some_records(60),
        places in proptest::collection::vec((any::<u32>(), 0..4_usize), 60),
        compare in any::<bool>(),
        top in 0..6_usize,
        middle in any::<Index>(),
    ) {
        let mut question = everything().top(top).by(Bucket::Hour);
        let times: Vec<_> = records.iter().filter_map(|record| record.seconds).collect();
        if compare && !times.is_empty() {
            let since = *middle.get(&times);
            question = question.compared(Period::new(instant(since), instant(since + 100_000)).unwrap());
        }
        let expected = analyse(&question, &records);
        let mut shuffled: Vec<_> = entries(&records).into_iter().zip(&places).collect();
        shuffled.sort_by_key(|(_, (key, _))| *key);
        let mut tallies: Vec<_> = (0..4).map(|_| Observations::new(&question)).collect();
        for (entry, (_, tally)) in shuffled {
            tallies[*tally].add(&entry);
        }
        let merged = tallies.into_iter().reduce(|mut left, right| { left.merge(right); left }).unwrap();
        prop_assert_eq!(merged.analyse(), expected);
    }

    #[test]
    fn figures_are_those_of_the_records(records in some_records(50)) {
        let analysis = analyse(&everything().top(100), &records);
        let entries = entries(&records);
        let all: Vec<_> = entries.iter().collect();
        prop_assert_eq!(&analysis.total, &reference::figures(&all, total_time(&entries)));
        check_groups(&analysis.agents, &entries, |entry| vec![entry.agent().to_owned()])?;
        check_groups(&analysis.sessions, &entries, |entry| vec![entry.session().to_owned()])?;
        check_groups(&analysis.models, &entries, |entry| entry.facts.model.iter().cloned().collect())?;
        check_groups(&analysis.tools, &entries, |entry| entry.facts.tools.clone())?;
        let unknown = |missing: fn(&Entry) -> bool| entries.iter().filter(|entry| missing(entry)).count() as u64;
        prop_assert_eq!(analysis.unknown.duration, unknown(|entry| entry.facts.duration.is_none()));
        prop_assert_eq!(analysis.unknown.tokens, unknown(|entry| entry.facts.tokens.is_none()));
        prop_assert_eq!(analysis.unknown.timestamp, unknown(|entry| entry.timestamp.is_none()));
    }

    #[test]
    fn bottlenecks_are_all_above_the_threshold_and_no_others(records in some_records(12)) {
        let analysis = analyse(&everything().top(2), &records);
        let everyone = analyse(&everything().top(100), &records);
        let groups = everyone.agents.iter().chain(&everyone.sessions).chain(&everyone.tools);
        let whole = everyone.total.duration.unwrap_or_default();
        let above = groups.filter(|group| group.figures.duration.unwrap_or_default() * 10 > whole * 3).count();
        prop_assert_eq!(analysis.bottlenecks.len(), above);
        prop_assert!(analysis.bottlenecks.is_sorted_by(|a, b| a.share >= b.share));
        prop_assert!(analysis.bottlenecks.iter().all(|one| one.share > 0.299_999));
    }

    #[test]
    fn activity_and_gaps_are_found(records in some_records(25), top in 0..8_usize) {
        let analysis = analyse(&everything().top(top), &records);
        let entries = entries(&records);
        let (periods, active) = reference::activity(&entries);
        prop_assert_eq!(analysis.pace.periods, periods as u64);
        prop_assert_eq!(analysis.pace.active_time.unwrap_or_default(), active);
        prop_assert_ne!(analysis.pace.active_time, Some(Duration::ZERO));
        let mut gaps = reference::gaps(&entries);
        gaps.truncate(top);
        let found: Vec<_> =
            analysis.gaps.into_iter().map(|gap| (gap.length(), gap.from, gap.to, gap.session)).collect();
        prop_assert_eq!(found, gaps);
    }

    #[test]
    fn outliers_are_found(records in some_records(70), top in 0..8_usize) {
        let found = analyse(&everything().top(top), &records).outliers;
        let mut expected = reference::outliers(&entries(&records));
        prop_assert_eq!(found.count, expected.len() as u64);
        expected.truncate(top);
        let found: Vec<_> = found.longest.iter().map(|one| (one.id().to_string(), one.median)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_series_holds_every_response_once_and_has_no_holes(
        night in select(NIGHTS.to_vec()),
        offsets in proptest::collection::vec(0..400_000_i64, 1..30),
        zone in select(ZONES.to_vec()),
        by in select(vec![Bucket::Hour, Bucket::Day, Bucket::Week]),
    ) {
        let zone = TimeZone::get(zone).unwrap();
        let question = Question::new(Selection::default(), zone.clone()).by(by);
        let records: Vec<_> = offsets.iter().map(|offset| at(night + offset)).collect();
        let series = analyse(&question, &records).series.unwrap();
        let mut counted = BTreeMap::<_, u64>::new();
        for offset in &offsets {
            *counted.entry(by.start(instant(night + offset), &zone)).or_default() += 1;
        }
        let filled = series.points.iter().filter(|point| point.responses > 0);
        let filled: BTreeMap<_, _> = filled.map(|point| (point.start.clone(), point.responses)).collect();
        prop_assert_eq!(filled, counted);
        // Every 59 seconds from the first response to the last lie in a bucket of the series, and no other bucket is
        // in it. So short because clocks that are set back at a minute past midnight make an hour of one minute.
        let (first, last) = (offsets.iter().min().unwrap(), offsets.iter().max().unwrap());
        let steps = (*first..=*last).step_by(59).chain([*last]);
        // Clocks that are set back over midnight go back to a day that had ended: it comes before the first bucket.
        let starts = steps.map(|offset| by.start(instant(night + offset), &zone));
        let from = by.start(instant(night + first), &zone);
        let expected: BTreeSet<_> = starts.filter(|start| *start >= from).collect();
        let buckets: Vec<_> = series.points.into_iter().map(|point| point.start).collect();
        prop_assert_eq!(buckets, expected.into_iter().collect::<Vec<_>>());
    }
}
