//! An event that is still to be completed, made of parts as they were given.

use jiff::Timestamp;

use super::event::KEYS;
use super::ids::EventId;
use crate::events::Error;
use crate::record::{Json, JsonError, JsonRef, Kind, RecordTime};

/// The parts of a provenance, in the order in which they are written.
const PROVENANCE: [&str; 3] = ["source", "agent", "confidence"];

/// An event that is still to be completed. Every value is kept in the text it was given in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    values: [Option<Json>; KEYS.len()],
    /// What events may hold beyond the keys that are known.
    others: Vec<(String, Json)>,
}

impl Draft {
    /// The draft in a JSON object. Of duplicate keys the last counts.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is not JSON, or not an object.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = |rule: String| Error::Invalid { rules: vec![rule] };
        let place = |error: &JsonError| {
            let line = if text.trim().contains('\n') { format!("line {}, ", error.line) } else { String::new() };
            format!("{line}column {}", error.column)
        };
        let why = |error: JsonError| format!("not JSON: {} ({})", error.message, place(&error));
        let whole = JsonRef::parse(text).map_err(|error| refused(why(error)))?;
        if whole.kind() != Kind::Object {
            return Err(refused(format!("an event is an object, not {}", whole.kind())));
        }
        let mut draft = Self::default();
        for (key, value) in whole.members() {
            draft.set(&key, value.to_json());
        }
        Ok(draft)
    }

    /// Puts a value under a key, in place of what may stand there. A `null` says that nothing is known, as many programs write it.
    pub fn set(&mut self, key: &str, value: Json) {
        if let Some(place) = KEYS.iter().position(|name| *name == key) {
            self.values[place] = Some(value).filter(|value| value.get().kind() != Kind::Null);
        } else {
            self.others.retain(|(name, _)| name != key);
            self.others.push((key.to_owned(), value));
        }
    }

    /// The value under a key of events, if there is one.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<JsonRef<'_>> {
        self.values[KEYS.iter().position(|name| *name == key)?].as_ref().map(Json::get)
    }

    /// Fills what is missing. Of the provenance each part can come from either.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        for (place, theirs) in other.values.iter().enumerate() {
            self.values[place] = match (self.values[place].take(), theirs) {
                (Some(ours), Some(theirs)) if KEYS[place] == "provenance" => Some(joined(ours, theirs.get())),
                (ours, theirs) => ours.or_else(|| theirs.clone()),
            };
        }
        self
    }

    /// The event on one line, keys in their order and what is empty left out. If it has no name it gets one from the bits that `random`
    /// gives, and if it has no time it is of `now`, in microseconds.
    #[must_use]
    pub fn complete(mut self, now: Timestamp, random: impl FnOnce() -> u32) -> String {
        if self.get("event_id").is_none() {
            self.set("event_id", Json::string(&EventId::from_bits(random()).to_string()));
        }
        if self.get("timestamp").is_none() {
            self.set("timestamp", Json::string(&RecordTime::utc(now).to_microseconds().to_rfc3339()));
        }
        if let Some(provenance) = self.get("provenance").and_then(in_order) {
            self.set("provenance", provenance);
        }
        let known = KEYS.into_iter().zip(&self.values).filter_map(|(key, value)| Some((key, value.as_ref()?.get())));
        let others = self.others.iter().map(|(key, value)| (key.as_str(), value.get()));
        object(known.filter(|(_, value)| !is_empty(*value)).chain(others))
    }
}

/// An object on one line. Line ends in its values can only be white space between tokens.
fn object<'a>(members: impl Iterator<Item = (&'a str, JsonRef<'a>)>) -> String {
    let member = |(key, value): (&str, JsonRef<'_>)| {
        format!("{}:{}", Json::string(key).get().text(), value.text().replace(['\n', '\r'], " "))
    };
    format!("{{{}}}", members.map(member).collect::<Vec<_>>().join(","))
}

/// Our object with what theirs has beyond it.
fn joined(ours: Json, theirs: JsonRef<'_>) -> Json {
    if ours.get().kind() != Kind::Object {
        return ours;
    }
    let mut members = ours.get().members();
    for (key, value) in theirs.members() {
        if !members.iter().any(|(name, _)| *name == key) {
            members.push((key, value));
        }
    }
    let text = object(members.iter().map(|(key, value)| (key.as_ref(), *value)));
    Json::parse(&text).unwrap_or(ours)
}

/// A provenance with its parts in the order of the format, if they are in another.
fn in_order(provenance: JsonRef<'_>) -> Option<Json> {
    let mut members = provenance.members();
    let rank = |key: &str| PROVENANCE.iter().position(|name| *name == key).unwrap_or(PROVENANCE.len());
    if members.is_sorted_by_key(|(key, _)| rank(key)) {
        return None;
    }
    members.sort_by_key(|(key, _)| rank(key));
    Json::parse(&object(members.iter().map(|(key, value)| (key.as_ref(), *value)))).ok()
}

/// True for what says nothing: `null`, `[]` and `{}`.
fn is_empty(value: JsonRef<'_>) -> bool {
    match value.kind() {
        Kind::Null => true,
        Kind::Array => value.elements().is_empty(),
        Kind::Object => value.members().is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_completed_in_order_and_nothing_given_is_changed() {
        let given = Draft::parse(
            "{\"data\": {\"n\": 1.50,\n\"text\": \"\\u00e9\"}, \"own\": 1, \"causal_steps\": [], \"provenance\": {\"agent\": \"a\"},\r\n\
             \"event_type\": \"decision\", \"own\": 2, \"dependencies\": null, \"event_id\": null, \"timestamp\": null}",
        )
        .unwrap();
        let flags = Draft::parse(r#"{"provenance": {"source": "cli", "agent": "b"}, "event_type": "error"}"#).unwrap();
        let now = "2026-11-21T12:00:00.123456789Z".parse().unwrap();
        assert_eq!(
            given.or(&flags).complete(now, || 0x6513_270e),
            "{\"event_id\":\"evt_6513270e\",\"timestamp\":\"2026-11-21T12:00:00.123456+00:00\",\"event_type\":\"decision\",\
             \"provenance\":{\"source\":\"cli\",\"agent\":\"a\"},\"data\":{\"n\": 1.50, \"text\": \"\\u00e9\"},\"own\":2}"
        );
        for wrong in ["", "[]", "{", "{\"a\":}"] {
            assert!(matches!(Draft::parse(wrong), Err(Error::Invalid { .. })), "{wrong}");
        }
    }
}
