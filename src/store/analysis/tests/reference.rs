//! Slow and obvious ways to the numbers of an analysis.
#![expect(clippy::cast_precision_loss, reason = "counts are small here")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;

use crate::record::Status;
use crate::store::analysis::{Figures, LONGEST_PAUSE};
use crate::store::entry::Entry;

/// The figures of some records as a part of the time of all.
pub(super) fn figures(entries: &[&Entry], all: Duration) -> Figures {
    let durations: Vec<_> = entries.iter().filter_map(|entry| entry.facts.duration).collect();
    let tokens: Vec<_> = entries.iter().filter_map(|entry| entry.facts.tokens).collect();
    let both = entries.iter().filter_map(|entry| Some((entry.facts.tokens?, entry.facts.duration?)));
    let (metered, time) = both.fold((0, Duration::ZERO), |sums, one| (sums.0 + one.0, sums.1 + one.1));
    let errors = entries.iter().filter(|entry| entry.status() == Status::Error).count();
    let time_taken = (!durations.is_empty()).then(|| durations.iter().sum::<Duration>());
    Figures {
        responses: entries.len() as u64,
        errors: errors as u64,
        error_rate: (!entries.is_empty()).then(|| errors as f64 / entries.len() as f64),
        duration: time_taken,
        share: time_taken.filter(|_| !all.is_zero()).map(|time| time.div_duration_f64(all)),
        p50: percentile(&durations, 50),
        p90: percentile(&durations, 90),
        p99: percentile(&durations, 99),
        max: durations.iter().max().copied(),
        tokens: (!tokens.is_empty()).then(|| tokens.iter().sum()),
        tokens_per_second: (!time.is_zero()).then(|| metered as f64 / time.as_secs_f64()),
    }
}

/// The smallest of the durations that at least so many percent of them do not exceed.
pub(super) fn percentile(durations: &[Duration], percent: usize) -> Option<Duration> {
    let enough =
        |limit: &&Duration| durations.iter().filter(|one| one <= limit).count() * 100 >= durations.len() * percent;
    durations.iter().filter(enough).min().copied()
}

/// The start, where it is known, and the end of a response.
fn work(entry: &Entry) -> Option<(Option<Timestamp>, Timestamp)> {
    let end = entry.instant()?;
    Some((entry.facts.duration.map(|duration| end - duration), end))
}

fn length(from: Timestamp, to: Timestamp) -> Duration {
    to.duration_since(from).try_into().unwrap()
}

/// The number of periods of activity and their length: pieces are joined until no two of them are near each other.
pub(super) fn activity(entries: &[Entry]) -> (usize, Duration) {
    let mut pieces: Vec<_> = entries.iter().filter_map(work).map(|(start, end)| (start.unwrap_or(end), end)).collect();
    let near = |a: &(Timestamp, Timestamp), b: &(Timestamp, Timestamp)| {
        let (later_start, earlier_end) = (a.0.max(b.0), a.1.min(b.1));
        later_start <= earlier_end || length(earlier_end, later_start) <= LONGEST_PAUSE
    };
    let pair = |pieces: &[(Timestamp, Timestamp)]| {
        let pairs = (0..pieces.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
        pairs.into_iter().find(|(a, b)| near(&pieces[*a], &pieces[*b]))
    };
    while let Some((a, b)) = pair(&pieces) {
        let other = pieces.remove(b);
        pieces[a] = (pieces[a].0.min(other.0), pieces[a].1.max(other.1));
    }
    (pieces.len(), pieces.iter().map(|(from, to)| length(*from, *to)).sum())
}

/// Every gap of every session: from an end to a known start, with nothing of the session in between.
pub(super) fn gaps(entries: &[Entry]) -> Vec<(Duration, Timestamp, Timestamp, String)> {
    let mut sessions = BTreeMap::<&str, Vec<_>>::new();
    for entry in entries {
        sessions.entry(entry.session()).or_default().extend(work(entry));
    }
    let mut gaps = BTreeSet::new();
    for (session, works) in sessions {
        for (_, from) in &works {
            for to in works.iter().filter_map(|(start, _)| *start).filter(|to| to > from) {
                let in_between =
                    |(start, end): &(Option<Timestamp>, Timestamp)| start.unwrap_or(*end) < to && end > from;
                if !works.iter().any(in_between) {
                    gaps.insert((length(*from, to), *from, to, session.to_owned()));
                }
            }
        }
    }
    let mut gaps: Vec<_> = gaps.into_iter().collect();
    gaps.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2, &a.3).cmp(&(b.1, b.2, &b.3))));
    gaps
}

/// The ids and medians of all outliers, the longest first.
pub(super) fn outliers(entries: &[Entry]) -> Vec<(String, Duration)> {
    let mut found: Vec<_> =
        entries.iter().filter_map(|entry| Some((entry, median_if_outlier(entry, entries)?))).collect();
    found.sort_by(|(a, _), (b, _)| {
        let key = |entry: &Entry| (entry.instant(), entry.id());
        b.facts.duration.cmp(&a.facts.duration).then_with(|| key(a).cmp(&key(b)))
    });
    found.into_iter().map(|(entry, median)| (entry.id().to_string(), median)).collect()
}

fn median_if_outlier(entry: &Entry, entries: &[Entry]) -> Option<Duration> {
    let colleagues = entries.iter().filter(|other| other.agent() == entry.agent());
    let durations: Vec<_> = colleagues.filter_map(|entry| entry.facts.duration).collect();
    let (first, third) = (percentile(&durations, 25)?, percentile(&durations, 75)?);
    let is_outlier = durations.len() >= 8 && entry.facts.duration? + 3 * first > 4 * third;
    if is_outlier { percentile(&durations, 50) } else { None }
}
