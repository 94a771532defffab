//! What `search` prints for programs.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use crate::commands::contract::{Item, Times};
use crate::commands::output::{Field, Look};
use crate::record::JsonRef;
use crate::store::Layout;
use crate::store::search::{Hit, Line, Matcher, Part};

/// A response in which something was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::commands) struct SearchItem {
    /// What `list` gives of it.
    #[serde(flatten)]
    pub(in crate::commands) item: Item,
    /// How many lines match.
    pub(in crate::commands) count: u64,
    /// The lines, of the request before those of the response; null where only their number was asked for.
    pub(in crate::commands) matches: Option<Vec<MatchedLine>>,
}

/// A line that matches, or, if that was asked for, stands near one that does.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::commands) struct MatchedLine {
    /// Which text it is in.
    #[serde(rename = "in")]
    pub(in crate::commands) part: PartName,
    /// Its number there, from 1.
    pub(in crate::commands) line: u64,
    /// The line, without its line break.
    pub(in crate::commands) text: String,
    /// Beginning and end of each match in it, in characters (Unicode scalar values). Empty for a line that only stands near another.
    pub(in crate::commands) ranges: Vec<[u64; 2]>,
}

/// One of a response's texts.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::commands) enum PartName {
    /// What was asked.
    Request,
    /// What was answered.
    Response,
}

impl From<Part> for PartName {
    fn from(part: Part) -> Self {
        match part {
            Part::Request => Self::Request,
            Part::Response => Self::Response,
        }
    }
}

impl SearchItem {
    pub(super) fn new(times: Times, layout: &Layout, matcher: &Matcher, request: JsonRef<'_>, hit: &Hit<'_>) -> Self {
        // Every hit has a line, unless only their number was asked for.
        let lines = || hit.lines.iter().map(|line| MatchedLine::new(matcher, line)).collect();
        Self {
            item: Item::new(times, layout, &hit.entry, request),
            count: hit.count,
            matches: (!hit.lines.is_empty()).then(lines),
        }
    }
}

impl MatchedLine {
    fn new(matcher: &Matcher, line: &Line<'_>) -> Self {
        let ranges = if line.is_match { matcher.ranges(line.text) } else { Vec::new() };
        Self {
            part: line.part.into(),
            line: line.number,
            text: line.text.to_owned(),
            ranges: in_characters(line.text, &ranges),
        }
    }
}

/// Ascending ranges of bytes as ranges of characters.
pub(super) fn in_characters(text: &str, ranges: &[Range<usize>]) -> Vec<[u64; 2]> {
    let (mut at, mut passed) = (0, 0);
    let mut characters_to = |end: usize| {
        passed += text.get(at..end).map_or(0, |between| between.chars().map(|_| 1).sum::<u64>());
        at = end;
        passed
    };
    ranges.iter().map(|range| [characters_to(range.start), characters_to(range.end)]).collect()
}

/// One matching line of a response, as a row.
#[derive(Debug, Serialize)]
pub(super) struct SearchLine {
    #[serde(flatten)]
    item: Item,
    #[serde(rename = "in")]
    part: PartName,
    line: u64,
    text: String,
}

impl SearchLine {
    /// The rows of one response.
    pub(super) fn all(times: Times, layout: &Layout, hit: &Hit<'_>) -> impl Iterator<Item = Self> {
        let row = move |line: &Line<'_>| Self {
            item: Item::new(times, layout, &hit.entry, JsonRef::NULL),
            part: line.part.into(),
            line: line.number,
            text: line.text.to_owned(),
        };
        hit.lines.iter().filter(|line| line.is_match).map(row)
    }
}

const COUNT: Field = Field::shown("count", "Lines", Look::Count);
const TIME: Field = Field::shown("timestamp", "Time", Look::Time);
const AGENT: Field = Field::shown("agent", "Agent", Look::LongText);
const ID: Field = Field::shown("id", "Id", Look::Id);
const SESSION: Field = Field::hidden("session_id", Look::LongText);
const MODEL: Field = Field::hidden("model", Look::LongText);
const TOKENS: Field = Field::hidden("tokens", Look::Count);
const DURATION: Field = Field::hidden("duration", Look::Seconds);
const EXIT_CODE: Field = Field::hidden("exit_code", Look::Text);
const ERROR: Field = Field::hidden("error", Look::LongText);
const BYTES: Field = Field::hidden("bytes", Look::Bytes);
const PATH: Field = Field::hidden("path", Look::Text);

/// The fields of a [`SearchItem`].
pub(super) const ITEM_FIELDS: [Field; 14] = [
    COUNT,
    TIME,
    AGENT,
    ID,
    SESSION,
    MODEL,
    TOKENS,
    DURATION,
    EXIT_CODE,
    ERROR,
    BYTES,
    PATH,
    Field::hidden("request", Look::LongText),
    Field::hidden("matches", Look::LongText),
];

/// Those of one whose lines are only counted.
pub(super) const COUNT_FIELDS: [Field; 12] =
    [COUNT, TIME, AGENT, ID, SESSION, MODEL, TOKENS, DURATION, EXIT_CODE, ERROR, BYTES, PATH];

/// The fields of a [`SearchLine`].
pub(super) const LINE_FIELDS: [Field; 14] = [
    TIME,
    AGENT,
    ID,
    SESSION,
    MODEL,
    TOKENS,
    DURATION,
    EXIT_CODE,
    ERROR,
    BYTES,
    PATH,
    Field::shown("in", "In", Look::Text),
    Field::shown("line", "Line", Look::Count),
    Field::shown("text", "Text", Look::LongText),
];

#[cfg(test)]
mod tests {
    #![expect(clippy::single_range_in_vec_init, reason = "one range is what is meant")]

    use super::*;

    #[test]
    fn ranges_are_counted_in_characters() {
        assert_eq!(in_characters("äb漢c😀", &[0..2, 3..6, 7..11]), [[0, 1], [2, 3], [4, 5]]);
        assert_eq!(in_characters("", &[0..0]), [[0, 0]]);
    }
}
