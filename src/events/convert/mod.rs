//! Logs of one family made into those of another, as far as what they say survives it. What does not is named and counted.

mod activity;
mod causal;
mod stream;
mod tasks;

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::log::{self, Problem, ReadOptions};
use super::{Family, Read};
use crate::record::names::fnv1a;
use crate::record::{Json, LazyZone, RecordTime};

/// What comes of a log.
#[derive(Debug, Clone, PartialEq)]
pub enum Converted {
    /// A line of a log, without its end.
    Line(String),
    /// A request with its answer.
    Response(Answered),
}

/// A request with its answer, found in a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The end of the answer.
    pub time: RecordTime,
    /// The session.
    pub session: String,
    /// What the user said.
    pub request: String,
    /// What was answered: the texts, without thoughts.
    pub response: String,
    /// Tools, tokens and duration, as far as they are known.
    pub metadata: Json,
}

/// What was not converted, by what it is and why.
pub type LeftOut = BTreeMap<String, u64>;

/// Which logs are converted to what.
#[derive(Debug, Clone)]
pub struct Conversion<'a> {
    /// What they are.
    pub from: Family,
    /// What is made of them; [`Family::Response`] for records.
    pub to: Family,
    /// The session, for logs that do not say it.
    pub session: &'a str,
    /// The agent, for logs that do not say it.
    pub agent: &'a str,
    /// The zone of times without an offset.
    pub naive_zone: &'a LazyZone,
}

/// There is no way from one to the other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.why())]
pub struct NoWay {
    /// What there is.
    pub from: Family,
    /// What was wanted.
    pub to: Family,
}

impl NoWay {
    fn why(&self) -> String {
        let from = self.from.name();
        match self.to {
            to if to == self.from => format!("an event log of the family `{from}` is what it should become"),
            Family::Response => format!("nothing of an event log of the family `{from}` can become a response"),
            to => format!("nothing of an event log of the family `{from}` can become {}", to.name()),
        }
    }
}

/// Looks whether there is a way.
///
/// # Errors
/// If nothing of such a log can become what is wanted.
pub fn check(conversion: &Conversion<'_>) -> Result<(), NoWay> {
    Converter::new(conversion).map(drop)
}

/// Converts the lines of files, which belong to one session, and hands on what comes of them in order.
///
/// # Errors
/// If nothing of such a log can become what is wanted.
pub fn convert(
    files: &[PathBuf],
    conversion: &Conversion<'_>,
    options: &ReadOptions,
    mut hand_on: impl FnMut(Converted) -> ControlFlow<()>,
) -> Result<Read<LeftOut>, NoWay> {
    let mut converter = Converter::new(conversion)?;
    let mut bad = Vec::new();
    let mut problems = log::stream(
        files,
        options,
        |_| Vec::new(),
        |lines: &mut Vec<(usize, u64, String)>, line| {
            lines.push((line.file, line.number, line.text.to_owned()));
            Ok(())
        },
        |lines| {
            for (file, number, line) in lines {
                if let Err(problem) = converter.line(&line) {
                    bad.push(log::LineProblem { path: files[file].clone(), line: Some(number), problem });
                }
                for converted in converter.take() {
                    hand_on(converted)?;
                }
            }
            ControlFlow::Continue(())
        },
    );
    converter.end();
    for converted in converter.take() {
        _ = hand_on(converted);
    }
    problems.total += u64::try_from(bad.len()).unwrap_or(u64::MAX);
    problems.named.extend(bad);
    problems.named.truncate(options.named_problems);
    Ok(Read { found: converter.made.left_out, problems })
}

/// Converts line by line.
struct Converter<'a> {
    way: Way<'a>,
    made: Made,
}

/// From what to what, with what is remembered on the way.
enum Way<'a> {
    Activity(activity::Way<'a>),
    Causal(causal::Way<'a>),
    Stream(Box<stream::Way<'a>>),
}

/// What was made of the lines so far.
#[derive(Debug, Default)]
struct Made {
    ready: Vec<Converted>,
    left_out: LeftOut,
    ids: HashSet<u64>,
}

impl<'a> Converter<'a> {
    fn new(conversion: &Conversion<'a>) -> Result<Self, NoWay> {
        let (from, to) = (conversion.from, conversion.to);
        let no_way = NoWay { from, to };
        let way = match from {
            Family::Activity => activity::Way::new(conversion).map(Way::Activity),
            Family::Causal => causal::Way::new(conversion).map(Way::Causal),
            Family::Stream => stream::Way::new(conversion).map(|way| Way::Stream(Box::new(way))),
            Family::Response => None,
        };
        Ok(Self { way: way.ok_or(no_way)?, made: Made::default() })
    }

    fn line(&mut self, line: &str) -> Result<(), Problem> {
        match &mut self.way {
            Way::Activity(way) => way.line(line, &mut self.made),
            Way::Causal(way) => way.line(line, &mut self.made),
            Way::Stream(way) => way.line(line, &mut self.made),
        }
    }

    fn end(&mut self) {
        match &mut self.way {
            Way::Activity(_) => {}
            Way::Causal(way) => way.end(&mut self.made),
            Way::Stream(way) => way.end(&mut self.made),
        }
    }

    fn take(&mut self) -> Vec<Converted> {
        std::mem::take(&mut self.made.ready)
    }
}

impl Made {
    fn line(&mut self, line: String) {
        self.ready.push(Converted::Line(line));
    }

    fn leave_out(&mut self, what: impl Into<String>) {
        *self.left_out.entry(what.into()).or_default() += 1;
    }

    /// A line of a causal log. Its id is made of what it says, so that the same log gives the same ids.
    fn causal(&mut self, time: RecordTime, kind: &str, agent: &str, source: &str, data: &Value) {
        let time = time.to_rfc3339();
        let mut id = fnv1a(format!("{time} {kind} {data}").as_bytes()) & 0xffff_ffff;
        while !self.ids.insert(id) {
            id = (id + 1) & 0xffff_ffff;
        }
        let event = json!({
            "event_id": format!("evt_{id:08x}"),
            "timestamp": time,
            "event_type": kind,
            "provenance": {"source": source, "agent": agent, "confidence": 1.0},
            "data": data,
        });
        self.line(event.to_string());
    }
}

/// A value as `serde_json` has it; what it can't hold becomes text or null, as strict JSON has it.
fn value(json: crate::record::JsonRef<'_>) -> Value {
    serde_json::from_str(&json.to_strict()).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests;
