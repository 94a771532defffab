//! A record of any shape in the canonical one, if nothing is lost by that.

use std::collections::HashSet;

use super::ids::{AgentName, SessionId};
use super::json::{JsonError, JsonRef, Kind};
use super::model::{Record, Stamp};
use super::time::WrittenTime;

/// Under this key the metadata keeps a time as it was written, if that had no offset.
const NAIVE: &str = "naive_timestamp";

/// Why a record can't be brought into the canonical shape without loss.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Obstacle {
    /// Its time can't be read, and the name of a canonical file is made of it.
    #[error("its time can't be read")]
    Undated,
    /// Nothing says which session or agent it is of, or that is no name.
    #[error("it has no usable `{0}`")]
    Nameless(&'static str),
    /// A name is no string, or holds what text can't.
    #[error("its `{0}` is not plain text")]
    OddName(String),
    /// A key stands twice in it, and only one of the values would be kept.
    #[error("`{0}` stands twice in it")]
    Doubled(String),
    /// The metadata is no object, and takes no keys.
    #[error("its metadata is {0}, not an object")]
    Metadata(Kind),
    /// It is no JSON text.
    #[error("{0}")]
    NotJson(#[from] JsonError),
}

/// The record in canonical shape. `text` is what it was read from.
///
/// Unknown keys go into the metadata, under another name where that has them already. A time without an offset, which was read in some zone, gets the offset it had there, and is kept as it was
/// written in the metadata, under `naive_timestamp`. No value changes.
///
/// # Errors
/// Why something would be lost.
pub fn normal(record: Record, text: &str) -> Result<Record, Obstacle> {
    let members = JsonRef::parse(text.strip_prefix('\u{feff}').unwrap_or(text))?.members();
    let mut seen = HashSet::new();
    for (key, value) in &members {
        if key.contains('\u{fffd}') {
            return Err(Obstacle::OddName(key.to_string()));
        }
        if !seen.insert(key) {
            return Err(Obstacle::Doubled(key.to_string()));
        }
        let is_name = matches!(key.as_ref(), "session_id" | "agent" | "agent_name");
        let is_plain = value.as_str().is_some_and(|name| !name.contains('\u{fffd}'));
        if is_name && !value.is_null() && !is_plain {
            return Err(Obstacle::OddName(key.to_string()));
        }
    }
    let usable = |name: &Option<String>| name.clone().filter(|name| !name.contains('\u{fffd}'));
    usable(&record.session_id).and_then(|name| SessionId::new(name).ok()).ok_or(Obstacle::Nameless("session_id"))?;
    usable(&record.agent).and_then(|name| AgentName::new(name).ok()).ok_or(Obstacle::Nameless("agent"))?;
    let Stamp::Read(_) = record.timestamp else { return Err(Obstacle::Undated) };
    let written = members.iter().find(|(key, _)| key == "timestamp").map(|(_, value)| *value);
    let naive = written.filter(|value| {
        value.as_str().is_some_and(|time| matches!(WrittenTime::parse(&time), Some(WrittenTime::Naive(_))))
    });
    let mut moved = record.extra.clone();
    moved.extend(naive.map(|time| (NAIVE.to_owned(), time.to_json())));
    let odd = || Obstacle::Metadata(record.metadata.get().kind());
    if record.metadata.get().kind() != Kind::Object {
        return Err(odd());
    }
    let mut metadata = record.metadata.clone();
    for (key, value) in &moved {
        metadata = metadata.get().with_member(key, value).ok_or_else(odd)?;
    }
    Ok(Record { metadata, extra: Vec::new(), ..record })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Reader, to_exact_line};

    fn normalised(text: &str) -> Result<String, Obstacle> {
        normal(Reader::default().read(text.as_bytes()).unwrap(), text).map(|record| to_exact_line(&record))
    }

    #[test]
    fn unknown_keys_and_naive_times_are_kept_in_the_metadata() {
        let text = r#"{"timestamp": "2025-08-11T14:30:22.5", "agent_name": "qa", "session_id": "s", "request_summary": null,
            "response_content": {"a": 1.50}, "metadata": {"x": NaN, "x": 2}, "microseconds": 500000, "x": 3}"#;
        let expected = r#"{"timestamp":"2025-08-11T14:30:22.500000+00:00","session_id":"s","agent":"qa","request":null,"response":{"a":1.50},"metadata":{"x":NaN,"x":2,"microseconds":500000,"x-1":3,"naive_timestamp":"2025-08-11T14:30:22.5"}}"#;
        assert_eq!(normalised(text).unwrap(), expected);
        assert_eq!(normalised(expected).unwrap(), expected);
    }

    #[test]
    fn what_would_be_lost_stands_in_the_way() {
        let cases = [
            (r#"{"timestamp": "soon", "session_id": "s", "agent": "a", "request": 1}"#, Obstacle::Undated),
            (
                r#"{"timestamp": "2025-08-11", "session_id": " ", "agent": "a", "request": 1}"#,
                Obstacle::Nameless("session_id"),
            ),
            (r#"{"timestamp": "2025-08-11", "session_id": "s", "request": 1}"#, Obstacle::Nameless("agent")),
            (
                r#"{"timestamp": "2025-08-11", "session_id": 7, "agent": "a", "request": 1}"#,
                Obstacle::OddName("session_id".to_owned()),
            ),
            (
                r#"{"timestamp": "2025-08-11", "session_id": "\ud800", "agent": "a", "request": 1}"#,
                Obstacle::OddName("session_id".to_owned()),
            ),
            (r#"{"request": 1, "session_id": "s", "request": 2}"#, Obstacle::Doubled("request".to_owned())),
            (
                r#"{"timestamp": "2025-08-11", "session_id": "s", "agent": "a", "request": 1, "metadata": [1]}"#,
                Obstacle::Metadata(Kind::Array),
            ),
        ];
        for (text, obstacle) in cases {
            assert_eq!(normalised(text), Err(obstacle), "{text}");
        }
    }
}
