//! Judging a record by `schemas/response.schema.json`, in typed Rust. The tests hold the two together.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use jiff::fmt::temporal::DateTimeParser;

use super::json::{JsonError, JsonRef, Kind};
use super::outgoing::{Outgoing, Value};
use super::time::RecordTime;
use jiff::tz::TimeZone;

/// One rule that a record breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where, as a JSON pointer: `/metadata/tokens`.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", if self.pointer.is_empty() { "/" } else { &self.pointer }, self.message)
    }
}

/// A key of a record, and what stands under it.
type Member<'a> = (Cow<'a, str>, Value<'a>);

const REQUIRED: [&str; 5] = ["timestamp", "session_id", "agent", "request", "response"];

/// Every rule of the schema that a record's text breaks, in the order of the schema; none for a valid record.
///
/// # Errors
/// The text is not JSON at all.
pub fn validate(text: &str) -> Result<Vec<Violation>, JsonError> {
    JsonRef::parse(text).map(violations)
}

/// The same for a value that is known to be JSON.
#[must_use]
pub fn violations(whole: JsonRef<'_>) -> Vec<Violation> {
    if whole.kind() != Kind::Object {
        return vec![violation(String::new(), format!("must be an object, not {}", whole.kind()))];
    }
    let members = whole.members().into_iter().map(|(key, value)| (key, Value::Json(value)));
    broken_by(last_of_each(members))
}

/// The same for a record that is to be written; its texts are not walked for that.
pub(crate) fn violations_of(record: &Outgoing<'_>) -> Vec<Violation> {
    record.with_members(|members| {
        broken_by(last_of_each(members.iter().map(|(key, value)| (Cow::Borrowed(*key), *value))))
    })
}

fn broken_by(members: Vec<Member<'_>>) -> Vec<Violation> {
    let mut broken = Vec::new();
    for name in REQUIRED {
        match members.iter().find(|(key, _)| key == name) {
            None => broken.push(violation(format!("/{name}"), "is required".to_owned())),
            Some((_, value)) if value.kind() != Kind::String => {
                broken.push(violation(format!("/{name}"), "must be a string".to_owned()));
            }
            Some(_) => {}
        }
    }
    for (key, value) in members {
        match (key.as_ref(), value) {
            ("timestamp", value) => {
                if value.as_str().is_some_and(|text| !is_rfc_3339(&text)) {
                    let message = "must be an RFC 3339 date and time with offset";
                    broken.push(violation("/timestamp".to_owned(), message.to_owned()));
                }
            }
            ("metadata", Value::Json(value)) if value.kind() == Kind::Object => metadata(value, &mut broken),
            ("metadata", value) => {
                let message = format!("must be an object, not {}", value.kind());
                broken.push(violation("/metadata".to_owned(), message));
            }
            (name, _) if REQUIRED.contains(&name) => {}
            (name, _) => broken.push(violation(pointer("", name), "is not a key of a response record".to_owned())),
        }
    }
    broken
}

fn metadata(value: JsonRef<'_>, broken: &mut Vec<Violation>) {
    for (key, value) in last_of_each(value.members()) {
        let (rule, message): (fn(JsonRef<'_>) -> bool, _) = match key.as_ref() {
            "model" | "error" => (is_string, "must be a string"),
            "tokens" => (|v| v.is_integer() && v.as_f64().is_some_and(|n| n >= 0.0), "must be an integer, 0 or more"),
            "duration" => (|v| v.as_f64().is_some_and(|n| n.is_finite() && n >= 0.0), "must be a number, 0 or more"),
            "confidence" => (|v| v.as_f64().is_some_and(|n| (0.0..=1.0).contains(&n)), "must be a number from 0 to 1"),
            "exit_code" => (|v| v.is_integer(), "must be an integer"),
            "tools_used" => {
                (|v| v.kind() == Kind::Array && v.elements().into_iter().all(is_string), "must be an array of strings")
            }
            "response_format" => (is_format, "must be one of text, json, markdown, code"),
            _ => continue,
        };
        broken.extend(check(&pointer("/metadata", &key), value, rule, message));
    }
}

fn check(pointer: &str, value: JsonRef<'_>, rule: fn(JsonRef<'_>) -> bool, message: &str) -> Option<Violation> {
    (!rule(value)).then(|| violation(pointer.to_owned(), message.to_owned()))
}

fn is_string(value: JsonRef<'_>) -> bool {
    value.kind() == Kind::String
}

fn is_format(value: JsonRef<'_>) -> bool {
    value.as_str().is_some_and(|format| ["text", "json", "markdown", "code"].contains(&format.as_ref()))
}

/// True for a string that is a time as RFC 3339 has it.
pub(crate) fn is_date_time(value: JsonRef<'_>) -> bool {
    value.as_str().is_some_and(|text| is_rfc_3339(&text))
}

/// RFC 3339 is narrower than what the reader takes: a full date, `T` (or a space), a full time, and an offset with a colon or `Z`.
fn is_rfc_3339(text: &str) -> bool {
    let bytes = text.as_bytes();
    let offset = match bytes {
        [.., b'Z' | b'z'] => 1,
        [.., b'+' | b'-', b'0'..=b'1', b'0'..=b'9', b':', b'0'..=b'5', b'0'..=b'9']
        | [.., b'+' | b'-', b'2', b'0'..=b'3', b':', b'0'..=b'5', b'0'..=b'9'] => 6,
        _ => return false,
    };
    let civil = &text[..text.len() - offset];
    let shape = civil.bytes().zip(b"dddd-dd-ddTdd:dd:dd".iter()).all(|(byte, want)| match want {
        b'd' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't'),
        other => byte == *other,
    });
    let fraction = civil.get(19..).is_some_and(|rest| match rest.strip_prefix('.') {
        Some(digits) => !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
        None => rest.is_empty(),
    });
    // A leap second is the last of a day in UTC.
    let leaps =
        |time: Option<RecordTime>| time.is_some_and(|time| time.to_utc().to_rfc3339().get(11..19) == Some("23:59:59"));
    let leap = civil.get(17..19) == Some("60");
    let second = !leap || leaps(RecordTime::parse(text, &TimeZone::UTC));
    shape && fraction && second && DateTimeParser::new().parse_pieces(text.as_bytes()).is_ok()
}

/// Of duplicate keys the last counts.
fn last_of_each<'a, V>(members: impl IntoIterator<Item = (Cow<'a, str>, V)>) -> Vec<(Cow<'a, str>, V)> {
    let mut seen = HashSet::new();
    let members: Vec<_> = members.into_iter().collect();
    let mut unique: Vec<_> = members.into_iter().rev().filter(|(key, _)| seen.insert(key.clone())).collect();
    unique.reverse();
    unique
}

fn pointer(parent: &str, key: &str) -> String {
    format!("{parent}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn violation(pointer: String, message: String) -> Violation {
    Violation { pointer, message }
}
