//! Responses that took far longer than their agent's others.

use std::cmp::Reverse;
use std::time::Duration;

use super::groups::Kind;
use super::observations::Observations;
use super::top::Top;
use crate::record::{RecordTime, ResponseId};
use crate::store::interner::index;
use crate::store::stats::Percentiles;

/// Of an agent with fewer responses of known duration than this, it can't be said what is usual.
pub const FEWEST_FOR_OUTLIERS: usize = 8;

/// By how many times the middle half's width a duration must lie beyond that half.
const FENCE: u32 = 3;

/// Responses that took longer than usual for their agent: more than the third quartile plus three times the distance
/// between the first and the third, of agents with at least [`FEWEST_FOR_OUTLIERS`] responses of known duration. The
/// quartiles are nearest-rank percentiles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outliers {
    /// How many there are.
    pub count: u64,
    /// The longest of them, the longest first, as many as were asked for.
    pub longest: Vec<Outlier>,
}

/// A response that took far longer than its agent's others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outlier {
    // The order of the fields is that of a list of outliers.
    candidate: Candidate,
    /// Who answered.
    pub agent: String,
    /// Half of the agent's responses took no longer than this.
    pub median: Duration,
}

impl Outlier {
    /// How long it took.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.candidate.duration.0
    }

    /// When it was given, if that is known.
    #[must_use]
    pub fn time(&self) -> Option<RecordTime> {
        self.candidate.time
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &ResponseId {
        &self.candidate.id
    }

    /// Its session.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.candidate.session
    }
}

/// One of the longest responses of an agent. The order is the longest first, then the earliest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub(super) duration: Reverse<Duration>,
    pub(super) time: Option<RecordTime>,
    pub(super) id: ResponseId,
    pub(super) session: String,
}

/// What is usual for an agent.
#[derive(Debug, Clone, Copy)]
struct Usual {
    median: Duration,
    /// What takes longer than this is an outlier.
    fence: Duration,
}

impl Usual {
    /// What these durations show to be usual; `None` if they are too few.
    fn of(durations: Percentiles) -> Option<Self> {
        if durations.len() < FEWEST_FOR_OUTLIERS {
            return None;
        }
        let durations = durations.sorted();
        let (first, median, third) = (durations.percentile(25)?, durations.percentile(50)?, durations.percentile(75)?);
        Some(Self { median, fence: third + third.saturating_sub(first) * FENCE })
    }
}

/// Finds the responses beyond the fence of their agent.
pub(super) fn beyond_fences(observations: &Observations<'_>) -> Outliers {
    let names = observations.names(Kind::Agent);
    let mut durations = vec![Percentiles::default(); names.len()];
    let timed = || observations.seen.iter().filter_map(|seen| Some((index(seen.agent), seen.duration()?)));
    for (agent, duration) in timed() {
        durations[agent].add(duration);
    }
    let usual: Vec<_> = durations.into_iter().map(Usual::of).collect();
    let is_beyond = |agent: usize, duration| usual[agent].is_some_and(|usual: Usual| duration > usual.fence);
    let count = timed().filter(|(agent, duration)| is_beyond(*agent, *duration)).count();
    let mut longest = Top::new(observations.question.top_count());
    for ((name, usual), candidates) in names.iter().zip(&usual).zip(&observations.longest) {
        let Some(Usual { median, fence }) = *usual else { continue };
        for candidate in candidates.iter().filter(|candidate| candidate.duration.0 > fence) {
            longest.add(Outlier { candidate: candidate.clone(), agent: (*name).to_owned(), median });
        }
    }
    Outliers { count: u64::try_from(count).unwrap_or(u64::MAX), longest: longest.into_sorted() }
}
