//! What `search --events` prints for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::texts::FoundText;
use crate::commands::contract::Times;
use crate::commands::output::{Field, Look};
use crate::commands::search::document::in_characters;
use crate::store::search::{Detail, TextLine};

/// A line of a text in a log that matches.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::commands) struct LogHit {
    /// The log, or the directory of a streamed session.
    path: String,
    /// The line of the log; null for a message, which may have been put together from many.
    line: Option<u64>,
    /// `activity`, `causal` or `stream`.
    family: &'static str,
    /// The session.
    session_id: String,
    /// Who acted, where that is known.
    agent: Option<String>,
    /// When it was said, where that is known.
    timestamp: Option<String>,
    /// Who said it, where that is known.
    role: Option<String>,
    /// Where in the event it stands, as `data.text`; or what sort of message it is.
    #[serde(rename = "in")]
    place: String,
    /// The line of the text.
    text: String,
    /// Which line of the text it is, from 1.
    text_line: u64,
    /// Beginning and end of each match in it, in characters (Unicode scalar values).
    ranges: Vec<[u64; 2]>,
    /// The lines of the text before it, as many as were asked for.
    before: Vec<String>,
    /// The lines of the text after it, as many as were asked for.
    after: Vec<String>,
}

pub(super) const FIELDS: [Field; 13] = [
    Field::shown("path", "Path", Look::Id),
    Field::shown("line", "Line", Look::Count),
    Field::hidden("family", Look::Text),
    Field::hidden("session_id", Look::Text),
    Field::hidden("agent", Look::Text),
    Field::shown("timestamp", "Time", Look::Time),
    Field::shown("role", "Role", Look::Text),
    Field::shown("in", "In", Look::Text),
    Field::shown("text", "Text", Look::LongText),
    Field::hidden("text_line", Look::Count),
    Field::hidden("ranges", Look::Text),
    Field::hidden("before", Look::LongText),
    Field::hidden("after", Look::LongText),
];

impl LogHit {
    /// The matching lines of one text.
    pub(super) fn all(times: Times, detail: Detail, text: &FoundText) -> Vec<Self> {
        let (before, after) = if let Detail::Lines { before, after } = detail { (before, after) } else { (0, 0) };
        let matching = text.lines.iter().filter(|line| !line.ranges.is_empty());
        let hit = |line: &TextLine| {
            let between = |from: u64, to: u64| {
                let near = text.lines.iter().filter(|one| (from..to).contains(&one.number));
                near.map(|one| one.text.clone()).collect()
            };
            Self {
                path: text.path.clone(),
                line: text.line,
                family: text.family,
                session_id: text.session.clone(),
                agent: text.agent.clone(),
                timestamp: text.time.map(|time| times.show(time)),
                role: text.role.clone(),
                place: text.place.clone(),
                text: line.text.clone(),
                text_line: line.number,
                ranges: in_characters(&line.text, &line.ranges),
                before: between(line.number.saturating_sub(before), line.number),
                after: between(line.number + 1, line.number.saturating_add(after).saturating_add(1)),
            }
        };
        matching.map(hit).collect()
    }
}

/// How many lines match in a log: `search --events --count`.
#[derive(Debug, Serialize)]
pub(super) struct LogCount {
    count: u64,
    pub(super) path: String,
    family: &'static str,
    session_id: String,
}

pub(super) const COUNT_FIELDS: [Field; 4] = [
    Field::shown("count", "Lines", Look::Count),
    Field::shown("path", "Path", Look::Id),
    Field::hidden("family", Look::Text),
    Field::hidden("session_id", Look::Text),
];

impl LogCount {
    /// The logs in which anything was found, in the order in which it was.
    pub(super) fn of(texts: &[FoundText]) -> Vec<Self> {
        let mut counts: Vec<Self> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for text in texts {
            let place = *places.entry(text.path.as_str()).or_insert(counts.len());
            if place == counts.len() {
                let (path, session_id) = (text.path.clone(), text.log_session.clone());
                counts.push(Self { count: 0, path, family: text.family, session_id });
            }
            counts[place].count += text.count;
        }
        counts
    }
}
