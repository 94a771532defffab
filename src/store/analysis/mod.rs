//! The analysis of responses: how long they take, how often they fail, when they are given, and where the time goes.
//!
//! A [`Question`] says what is asked. [`Observations`] is the [`Tally`](super::Tally) that keeps a few numbers of each
//! selected record, and [`Observations::analyse`] turns them into an [`Analysis`]. In reading order:
//!
//! - [`Question`], [`Period`] and [`Bucket`]: which records, and how time is divided;
//! - [`Figures`]: what is measured of any set of responses, and of each agent, model, tool and session;
//! - [`Pace`], [`Busy`], [`Gap`] and [`Series`]: the same responses along the time;
//! - [`Bottleneck`], [`Outliers`] and [`Trend`]: what deserves a look.
//!
//! A record that lacks a value is left out of the figures that need it and counted in [`Unknown`]. What can't be
//! known is `None`, never zero. Sums are kept as whole numbers and divided last, so the answer is the same, to the
//! last bit, in whatever order the records were read.

mod activity;
mod busy;
mod figures;
mod groups;
mod observations;
mod outliers;
mod question;
mod series;
#[cfg(test)]
mod tests;
mod top;
mod trend;

pub use activity::{Gap, LONGEST_PAUSE, Pace};
pub use busy::Busy;
pub use figures::Figures;
pub use groups::{BOTTLENECK_PERCENT, Bottleneck, Kind, NamedFigures};
pub use observations::{Observations, Unknown};
pub use outliers::{FEWEST_FOR_OUTLIERS, Outlier, Outliers};
pub use question::{Period, Question};
pub use series::{Bucket, MAX_BUCKETS, Series, SeriesPoint};
pub use trend::{Comparison, Trend};

use crate::record::RecordTime;

/// What an analysis found.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The earliest response with a readable time.
    pub first: Option<RecordTime>,
    /// The latest response with a readable time.
    pub last: Option<RecordTime>,
    /// All selected responses together.
    pub total: Figures,
    /// How many records say too little for some of the figures.
    pub unknown: Unknown,
    /// Every agent, the one that took the most time first.
    pub agents: Vec<NamedFigures>,
    /// Every model, the one that took the most time first; a response that names none is in none.
    pub models: Vec<NamedFigures>,
    /// Every tool, the one whose responses took the most time first; a response is under each tool it used.
    pub tools: Vec<NamedFigures>,
    /// The sessions that took the most time, as many as were asked for.
    pub sessions: Vec<NamedFigures>,
    /// How much of the time somebody was at work, and how many responses were given in it.
    pub pace: Pace,
    /// The hours and days with the most responses.
    pub busy: Busy,
    /// Responses along the time; `None` if no response has a readable time.
    pub series: Option<Series>,
    /// The period against the one before it, if that was asked for.
    pub trend: Option<Trend>,
    /// Agents, sessions and tools with more than [`BOTTLENECK_PERCENT`] of the time, the largest share first.
    pub bottlenecks: Vec<Bottleneck>,
    /// Responses that took far longer than their agent's others.
    pub outliers: Outliers,
    /// The longest gaps within sessions, the longest first, as many as were asked for.
    pub gaps: Vec<Gap>,
}

impl Observations<'_> {
    /// Works out everything that was asked. Looks at nothing but what was observed.
    #[must_use]
    pub fn analyse(&self) -> Analysis {
        let top = self.question.top_count();
        let total = Figures::of(self.totals(), None);
        let by = |kind, limit| groups::by(self, kind, limit, total.duration);
        let [agents, models, tools] = [Kind::Agent, Kind::Model, Kind::Tool].map(|kind| by(kind, usize::MAX));
        // No more than three sessions can have more than 30 % of the time each, so the few kept here hold every
        // bottleneck.
        let mut sessions = by(Kind::Session, top.max(3));
        let bottlenecks = groups::bottlenecks(&agents, &sessions, &tools, total.duration);
        sessions.truncate(top);
        let trend =
            self.question.period().and_then(|period| trend::against_previous(period, &total, self.previous.clone()));
        Analysis {
            first: self.first,
            last: self.last,
            unknown: self.unknown,
            agents,
            models,
            tools,
            sessions,
            pace: activity::pace(self),
            busy: busy::hours_and_days(self),
            series: series::along_time(self),
            trend,
            bottlenecks,
            gaps: activity::longest_gaps(self),
            outliers: outliers::beyond_fences(self),
            total,
        }
    }
}
