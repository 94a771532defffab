//! A record about to be written, with its parts borrowed from wherever they are.

use std::borrow::Cow;

use super::json::{self, JsonError, JsonRef, Kind};
use super::model::{Record, Stamp};
use super::tokens::layout;

/// What a key of a record stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    /// A string, as its text.
    Text(&'a str),
    /// Any value, as JSON.
    Json(JsonRef<'a>),
}

impl<'a> Value<'a> {
    /// What sort of value it is.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Text(_) => Kind::String,
            Self::Json(json) => json.kind(),
        }
    }

    /// The text of a string.
    pub(super) fn as_str(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Json(json) => json.as_str(),
        }
    }

    /// Appends the value with indent 2, as it stands in an object at depth 0.
    fn push(self, out: &mut String) {
        match self {
            Self::Text(text) => json::push_string(text, out),
            Self::Json(json) => layout(json.text(), out, 1),
        }
    }
}

/// A record about to be written.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing<'a> {
    /// When the response was given.
    pub(crate) timestamp: Cow<'a, Stamp>,
    /// The conversation, if it is known.
    pub(crate) session_id: Option<&'a str>,
    /// The agent, if it is known.
    pub(crate) agent: Option<&'a str>,
    /// What was asked.
    pub(crate) request: Value<'a>,
    /// What was answered.
    pub(crate) response: Value<'a>,
    /// Everything else that is kept about the run.
    pub(crate) metadata: JsonRef<'a>,
    /// Further keys.
    pub(crate) extra: &'a [(String, json::Json)],
}

impl<'a> From<&'a Record> for Outgoing<'a> {
    fn from(record: &'a Record) -> Self {
        Self {
            timestamp: Cow::Borrowed(&record.timestamp),
            session_id: record.session_id.as_deref(),
            agent: record.agent.as_deref(),
            request: Value::Json(record.request.get()),
            response: Value::Json(record.response.get()),
            metadata: record.metadata.get(),
            extra: &record.extra,
        }
    }
}

impl Outgoing<'_> {
    /// The canonical bytes: see [`super::to_canonical`].
    pub(crate) fn to_canonical(&self) -> Vec<u8> {
        let mut out = String::with_capacity(self.about());
        self.with_members(|members| {
            let mut before = "{\n  ";
            for (key, value) in members {
                out.push_str(std::mem::replace(&mut before, ",\n  "));
                json::push_string(key, &mut out);
                out.push_str(": ");
                value.push(&mut out);
            }
        });
        out.push_str("\n}");
        out.into_bytes()
    }

    /// What `show` makes of the members of the record's JSON, in order.
    pub(super) fn with_members<T>(&self, show: impl FnOnce(&[(&str, Value<'_>)]) -> T) -> T {
        let time;
        let timestamp = match self.timestamp.as_ref() {
            Stamp::Read(read) => {
                time = read.to_rfc3339();
                Value::Text(&time)
            }
            Stamp::Unread(json) => Value::Json(json.get()),
        };
        let optional = |text: Option<_>| text.map_or(Value::Json(JsonRef::NULL), Value::Text);
        let known = [
            ("timestamp", timestamp),
            ("session_id", optional(self.session_id)),
            ("agent", optional(self.agent)),
            ("request", self.request),
            ("response", self.response),
            ("metadata", Value::Json(self.metadata)),
        ];
        let extra = self.extra.iter().map(|(key, value)| (key.as_str(), Value::Json(value.get())));
        show(&known.into_iter().chain(extra).collect::<Vec<_>>())
    }

    /// The first of the values that is JSON to Python alone, by its key, and why it is none to others.
    pub(crate) fn not_strict(&self) -> Option<(String, JsonError)> {
        self.with_members(|members| {
            members.iter().find_map(|(key, value)| match value {
                // No string holds one of the literals that make the difference.
                Value::Json(json) if json.kind() != Kind::String => {
                    JsonRef::parse_strictly(json.text()).err().map(|error| ((*key).to_owned(), error))
                }
                _ => None,
            })
        })
    }

    /// About how long the record's JSON will be, in bytes.
    pub(super) fn about(&self) -> usize {
        /// About so many bytes are everything but the texts and the metadata.
        const OTHERS: usize = 256;
        let length = |value| match value {
            // Some of a text is escaped.
            Value::Text(text) => text.len() + text.len() / 8,
            Value::Json(json) => json.text().len(),
        };
        length(self.request) + length(self.response) + 2 * self.metadata.text().len() + OTHERS
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::record::json::Json;
    use crate::record::{RecordTime, to_canonical, violations, violations_of};

    fn a_value() -> impl Strategy<Value = Json> {
        let values = [
            "null",
            "true",
            "-1.50e3",
            "NaN",
            r#""text""#,
            r#""\ud800 \/""#,
            "[]",
            r#"{"model": 1, "a~/b": NaN}"#,
            r#"{"tokens": -1, "tokens": 7, "duration": 1e400, "confidence": 0.5}"#,
            r#"{"tools_used": ["a", Infinity]}"#,
        ];
        select(values.to_vec()).prop_map(|text| Json::parse(text).unwrap())
    }

    fn a_record() -> impl Strategy<Value = Record> {
        let read = Stamp::Read(RecordTime::utc("2026-11-21T12:00:00.123Z".parse().unwrap()));
        let stamp = prop_oneof![Just(read), a_value().prop_map(Stamp::Unread)];
        let name = || option::of(select(vec!["qa", "", "a \"quoted\"\nname"]).prop_map(str::to_owned));
        let extra = vec((select(vec!["x", "agent", "metadata", "ä/~\n"]).prop_map(str::to_owned), a_value()), 0..3);
        (stamp, name(), name(), a_value(), a_value(), a_value(), extra).prop_map(
            |(timestamp, session_id, agent, request, response, metadata, extra)| Record {
                timestamp,
                session_id,
                agent,
                request,
                response,
                metadata,
                extra,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_found_before_it_is_written_is_what_its_text_shows(record in a_record()) {
            let bytes = to_canonical(&record);
            let text = str::from_utf8(&bytes).unwrap();
            let outgoing = Outgoing::from(&record);
            prop_assert_eq!(violations_of(&outgoing), violations(JsonRef::parse(text).unwrap()), "in {}", text);
            prop_assert_eq!(outgoing.not_strict().is_none(), JsonRef::parse_strictly(text).is_ok(), "in {}", text);
        }

        #[test]
        fn a_text_is_written_as_its_json_is(record in a_record(), request in "\\PC{0,40}", response in "[ -~\n\t]{0,200}") {
            let (request_json, response_json) = (Json::string(&request), Json::string(&response));
            let texts = Outgoing {
                request: Value::Text(&request),
                response: Value::Text(&response),
                ..Outgoing::from(&record)
            };
            let json = Record { request: request_json, response: response_json, ..record.clone() };
            prop_assert_eq!(texts.to_canonical(), to_canonical(&json));
            prop_assert_eq!(violations_of(&texts), violations_of(&Outgoing::from(&json)));
        }
    }
}
