//! The record itself, and the part of it that most questions are answered from.

use super::facts::Facts;
use super::json::Json;
use super::time::{RecordTime, WrittenTime};

/// When a response was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stamp {
    /// A point in time.
    Read(RecordTime),
    /// What stands in its place and can't be read as one; `null` if nothing does.
    Unread(Json),
}

impl Stamp {
    /// The point in time, if it is known.
    #[must_use]
    pub fn time(&self) -> Option<RecordTime> {
        match self {
            Self::Read(time) => Some(*time),
            Self::Unread(_) => None,
        }
    }
}

/// One request to an agent and its response, whatever shape it was stored in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// When the response was given.
    pub timestamp: Stamp,
    /// The conversation, if the record names one.
    pub session_id: Option<String>,
    /// The agent, if the record names one.
    pub agent: Option<String>,
    /// What was asked: mostly a string, but any value occurs.
    pub request: Json,
    /// What was answered: mostly a string, but any value occurs.
    pub response: Json,
    /// Everything else that was kept about the run. An object unless the file has something else there.
    pub metadata: Json,
    /// Top-level keys that no shape knows, in written order.
    pub extra: Vec<(String, Json)>,
}

impl Record {
    /// What the metadata says.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts::of(self.metadata.get())
    }
}

/// What lists, statistics, analysis and retention need of a record: all but the texts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// When the response was given, if that can be read.
    pub timestamp: Option<RecordTime>,
    /// The same as it was written. Whoever keeps a summary keeps this: what a time without an offset means can change.
    pub written: Option<WrittenTime>,
    /// The conversation, if the record names one.
    pub session_id: Option<String>,
    /// The agent, if the record names one.
    pub agent: Option<String>,
    /// What the metadata says.
    pub facts: Facts,
}
