//! The analysis against slow and obvious ways to the same numbers, and against small examples worked out by hand.

mod examples;
mod properties;
mod reference;

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Analysis, Observations, Question};
use crate::record::{Facts, RecordTime, Status, Summary};
use crate::store::entry::Entry;
use crate::store::scan::Tally;
use crate::store::select::Selection;

/// A response of `engineer` in session `s`, given so many seconds after the epoch, of which nothing else is known.
#[derive(Debug, Clone)]
struct Given {
    seconds: Option<i64>,
    agent: &'static str,
    session: &'static str,
    facts: Facts,
}

fn at(seconds: i64) -> Given {
    Given { seconds: Some(seconds), agent: "engineer", session: "s", facts: Facts::default() }
}

fn timeless() -> Given {
    Given { seconds: None, ..at(0) }
}

impl Given {
    fn took(mut self, seconds: u64) -> Self {
        self.facts.duration = Some(Duration::from_secs(seconds));
        self
    }

    fn tokens(mut self, tokens: u64) -> Self {
        self.facts.tokens = Some(tokens);
        self
    }

    fn tools(mut self, tools: &[&str]) -> Self {
        self.facts.tools = tools.iter().map(|tool| (*tool).to_owned()).collect();
        self
    }

    fn failed(mut self) -> Self {
        self.facts.status = Status::Error;
        self
    }

    fn by(self, agent: &'static str) -> Self {
        Self { agent, ..self }
    }

    fn within(self, session: &'static str) -> Self {
        Self { session, ..self }
    }

    /// The record, in a file named by `number`.
    fn entry(&self, number: usize) -> Entry {
        let summary = Summary {
            timestamp: self.seconds.map(|seconds| RecordTime::utc(instant(seconds))),
            written: None,
            session_id: Some(self.session.to_owned()),
            agent: Some(self.agent.to_owned()),
            facts: self.facts.clone(),
        };
        Entry::new(format!("{}/{number:04}.json", self.session).into(), 100, None, summary)
    }
}

fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn entries(given: &[Given]) -> Vec<Entry> {
    given.iter().enumerate().map(|(number, given)| given.entry(number)).collect()
}

fn everything() -> Question {
    Question::new(Selection::default(), TimeZone::UTC)
}

/// The analysis of one tally that sees all records in their order.
fn analyse(question: &Question, given: &[Given]) -> Analysis {
    let mut observations = Observations::new(question);
    for entry in &entries(given) {
        observations.add(entry);
    }
    observations.analyse()
}
