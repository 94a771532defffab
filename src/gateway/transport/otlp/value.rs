//! Values as OTLP has them in JSON: each says of which type it is, and whole numbers are texts.
//!
//! <https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto>, in the mapping of
//! <https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>.

use std::borrow::Cow;

use serde::Serialize;

use crate::record::{JsonRef, Kind};

/// A value with its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct KeyValue<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) value: AnyValue<'a>,
}

/// A value of any type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) enum AnyValue<'a> {
    #[serde(rename = "stringValue")]
    String(Cow<'a, str>),
    #[serde(rename = "boolValue")]
    Bool(bool),
    #[serde(rename = "intValue")]
    Int(String),
    #[serde(rename = "doubleValue")]
    Double(f64),
    #[serde(rename = "arrayValue")]
    Array { values: Vec<AnyValue<'a>> },
    #[serde(rename = "kvlistValue")]
    Kvlist { values: Vec<KeyValue<'a>> },
}

impl<'a> KeyValue<'a> {
    pub(super) fn new(key: impl Into<Cow<'a, str>>, value: AnyValue<'a>) -> Self {
        Self { key: key.into(), value }
    }

    pub(super) fn text(key: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(key, AnyValue::String(text.into()))
    }

    pub(super) fn count(key: impl Into<Cow<'a, str>>, count: u64) -> Self {
        Self::new(key, AnyValue::Int(count.to_string()))
    }
}

impl<'a> AnyValue<'a> {
    /// A map of these members.
    pub(super) fn map(values: impl IntoIterator<Item = KeyValue<'a>>) -> Self {
        Self::Kvlist { values: values.into_iter().collect() }
    }

    /// A list of these elements.
    pub(super) fn list(values: impl IntoIterator<Item = AnyValue<'a>>) -> Self {
        Self::Array { values: values.into_iter().collect() }
    }

    /// The same value as in JSON. A number that neither 64 bits nor a double can hold stays as it was written, as text. So does `null`, for
    /// which OTLP has a value without a type, but not every receiver takes one; as a member of an object it is left out.
    pub(super) fn of(value: JsonRef<'a>) -> Self {
        match value.kind() {
            Kind::Null => Self::String(value.text().into()),
            Kind::Bool => Self::Bool(value.as_bool() == Some(true)),
            Kind::String => Self::String(value.reading_text()),
            Kind::Array => Self::list(value.elements().into_iter().map(Self::of)),
            Kind::Object => Self::map(unique(value.members())),
            Kind::Number if value.is_integer() => match value.as_i128().and_then(|number| i64::try_from(number).ok()) {
                Some(number) => Self::Int(number.to_string()),
                None => Self::String(value.text().into()),
            },
            Kind::Number => match value.as_f64().filter(|number| number.is_finite()) {
                Some(number) => Self::Double(number),
                None => Self::String(value.text().into()),
            },
        }
    }
}

/// The members of an object, of those with the same key the last, since keys must differ in OTLP.
fn unique<'a>(members: Vec<(Cow<'a, str>, JsonRef<'a>)>) -> Vec<KeyValue<'a>> {
    let mut unique: Vec<KeyValue<'a>> = Vec::with_capacity(members.len());
    for (key, value) in members {
        unique.retain(|other| other.key != key);
        if !value.is_null() {
            unique.push(KeyValue { key, value: AnyValue::of(value) });
        }
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    fn otlp(json: &str) -> String {
        serde_json::to_string(&AnyValue::of(JsonRef::parse(json).unwrap())).unwrap()
    }

    #[test]
    fn every_value_says_its_type() {
        for (json, expected) in [
            ("null", r#"{"stringValue":"null"}"#),
            ("true", r#"{"boolValue":true}"#),
            ("-7", r#"{"intValue":"-7"}"#),
            ("9223372036854775807", r#"{"intValue":"9223372036854775807"}"#),
            ("9223372036854775808", r#"{"stringValue":"9223372036854775808"}"#),
            ("1.5", r#"{"doubleValue":1.5}"#),
            ("1e999", r#"{"stringValue":"1e999"}"#),
            (r#""a\"\n""#, r#"{"stringValue":"a\"\n"}"#),
            ("[]", r#"{"arrayValue":{"values":[]}}"#),
            ("[1,null]", r#"{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"null"}]}}"#),
            (
                r#"{"a":{"b":1}}"#,
                r#"{"kvlistValue":{"values":[{"key":"a","value":{"kvlistValue":{"values":[{"key":"b","value":{"intValue":"1"}}]}}}]}}"#,
            ),
            (r#"{"a":null}"#, r#"{"kvlistValue":{"values":[]}}"#),
            (r#"{"a":1,"a":2}"#, r#"{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"2"}}]}}"#),
        ] {
            assert_eq!(otlp(json), expected, "{json}");
        }
    }
}
