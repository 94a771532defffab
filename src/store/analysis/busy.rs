//! The hours of the day and the days on which the most responses were given.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::observations::Observations;
use super::top::Top;

/// When the most responses were given, by the clocks of the zone asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Busy {
    /// The responses given in each hour of the day: the first of them from 00:00 to 00:59, on all days together.
    pub hours: [u64; 24],
    /// The hours of the day (0 to 23) with the most responses and their number, the busiest first.
    pub busiest_hours: Vec<(usize, u64)>,
    /// The days with the most responses and their number, the busiest first.
    pub busiest_days: Vec<(Date, u64)>,
}

/// Counts the responses by hour of the day and by day. Of equally busy ones the earlier comes first.
pub(super) fn hours_and_days(observations: &Observations<'_>) -> Busy {
    let mut hours = [0; 24];
    let mut days = BTreeMap::<Date, u64>::new();
    let zone = observations.question.zone();
    for time in observations.seen.iter().filter_map(|seen| seen.time) {
        let local = zone.to_datetime(time);
        hours[usize::from(local.hour().unsigned_abs())] += 1;
        *days.entry(local.date()).or_default() += 1;
    }
    let top = observations.question.top_count();
    let used = hours.iter().enumerate().filter(|(_, responses)| **responses > 0);
    let busiest_hours = Top::of(top, used.map(|(hour, responses)| (Reverse(*responses), hour)));
    let busiest_days = Top::of(top, days.into_iter().map(|(day, responses)| (Reverse(responses), day)));
    Busy {
        hours,
        busiest_hours: busiest_hours.into_iter().map(|(responses, hour)| (hour, responses.0)).collect(),
        busiest_days: busiest_days.into_iter().map(|(responses, day)| (day, responses.0)).collect(),
    }
}
