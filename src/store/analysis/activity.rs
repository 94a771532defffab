//! When somebody was at work, and when a session waited.

use std::cmp::Reverse;
use std::time::Duration;

use jiff::Timestamp;

use super::figures::float;
use super::groups::Kind;
use super::observations::{Observation, Observations};
use super::top::Top;
use crate::store::interner::index;

/// A pause that is longer than this, half an hour, ends a period of activity.
pub const LONGEST_PAUSE: Duration = Duration::from_mins(30);

/// How much of the time somebody was at work.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pace {
    /// How many periods of activity there are. Between the responses of one period, nobody was at work for at most
    /// [`LONGEST_PAUSE`]; whose duration is unknown counts as the instant it was given.
    pub periods: u64,
    /// The lengths of all periods of activity together; `None` if that is zero, as for a single response of unknown
    /// duration.
    pub active_time: Option<Duration>,
    /// Responses with a readable time per hour of active time.
    pub responses_per_hour: Option<f64>,
}

/// A time in which a session waited for its next response.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    // The order of the fields is that of a list of gaps: the longest first.
    length: Reverse<Duration>,
    /// When the last response before it was given.
    pub from: Timestamp,
    /// When the work on the next response began.
    pub to: Timestamp,
    /// The session.
    pub session: String,
}

impl Gap {
    /// How long it is, more than zero.
    #[must_use]
    pub fn length(&self) -> Duration {
        self.length.0
    }
}

/// Whether the beginning of a response is known, or taken for its end. Known ones sort first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Start {
    Known,
    Unknown,
}

/// The time from the start of a response to its end. The order is that of the starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Work {
    from: Timestamp,
    start: Start,
    to: Timestamp,
}

impl Work {
    /// When a response was worked on, as far as its record tells; `None` if it has no readable time.
    fn of(seen: &Observation) -> Option<Self> {
        let to = seen.time?;
        let (from, start) = match seen.duration() {
            Some(duration) => (to.checked_sub(duration).unwrap_or(Timestamp::MIN), Start::Known),
            None => (to, Start::Unknown),
        };
        Some(Self { from, start, to })
    }
}

/// The time between two instants, zero if they are in the wrong order.
fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

/// Sums up the periods of activity, over all sessions together: agents that work at the same time are active only once.
pub(super) fn pace(observations: &Observations<'_>) -> Pace {
    let mut work: Vec<_> = observations.seen.iter().filter_map(Work::of).collect();
    work.sort_unstable();
    let Some(first) = work.first().copied() else { return Pace::default() };
    let (mut periods, mut active) = (1, Duration::ZERO);
    let (mut from, mut to) = (first.from, first.to);
    for next in &work {
        if between(to, next.from) > LONGEST_PAUSE {
            active += between(from, to);
            periods += 1;
            from = next.from;
        }
        to = to.max(next.to);
    }
    active += between(from, to);
    let active_time = Some(active).filter(|active| !active.is_zero());
    let responses = u64::try_from(work.len()).unwrap_or(u64::MAX);
    let per_hour = |active: Duration| float(responses) * 3600.0 / active.as_secs_f64();
    Pace { periods, active_time, responses_per_hour: active_time.map(per_hour) }
}

/// The longest gaps within sessions: from the end of a response, while no other of the session is being worked on, to
/// the start of the next. Where that next one does not tell how long it took, its start and so the gap is unknown and
/// left out.
pub(super) fn longest_gaps(observations: &Observations<'_>) -> Vec<Gap> {
    let mut work: Vec<_> = observations.seen.iter().filter_map(|seen| Some((seen.session, Work::of(seen)?))).collect();
    work.sort_unstable();
    let names = observations.names(Kind::Session);
    let mut top = Top::new(observations.question.top_count());
    let mut before: Option<(u32, Timestamp)> = None;
    for (session, next) in work {
        let until = before.filter(|(same, _)| *same == session).map(|(_, to)| to);
        if let Some(from) = until.filter(|to| *to < next.from && next.start == Start::Known) {
            let length = Reverse(between(from, next.from));
            if !top.surely_rejects(|last: &Gap| last.length < length) {
                top.add(Gap { length, from, to: next.from, session: names[index(session)].to_owned() });
            }
        }
        before = Some((session, until.map_or(next.to, |to| to.max(next.to))));
    }
    top.into_sorted()
}
