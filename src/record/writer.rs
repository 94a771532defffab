//! Writing: the canonical form of a record.
//!
//! Values are re-spaced, never re-encoded: numbers keep their digits and strings their escapes, so what was read is what is
//! written.

use super::json::{JsonRef, ObjectWriter, push_string};
use super::model::Record;
use super::outgoing::{Outgoing, Value};
use super::tokens::compact;

/// The record as strict JSON on one line, in the canonical order: what another program is given, which need not know Python's dialect.
#[must_use]
pub fn to_line(record: &Record) -> String {
    on_one_line(record, |value, out| out.push_str(&value.to_strict()))
}

/// The same members in the same order on one line, spelled as they are: a line of NDJSON that is read as an equal record.
///
/// Only the space between tokens is gone. So a line holds what only Python's dialect of JSON has (`NaN`) exactly where the record does.
#[must_use]
pub fn to_exact_line(record: &Record) -> String {
    on_one_line(record, |value, out| compact(value.text(), out))
}

/// The canonical bytes of a record: keys in canonical order, indent 2, no newline at the end.
///
/// The order is `timestamp, session_id, agent, request, response, metadata` (`docs/formats.md`), then any key that the
/// record had besides. What is absent is written as `null`, absent metadata as `{}`.
#[must_use]
pub fn to_canonical(record: &Record) -> Vec<u8> {
    Outgoing::from(record).to_canonical()
}

/// The members of a record on one line, where `push` writes what is JSON already.
fn on_one_line(record: &Record, push: impl Fn(JsonRef<'_>, &mut String)) -> String {
    let record = Outgoing::from(record);
    let mut out = String::with_capacity(record.about());
    record.with_members(|members| {
        let mut object = ObjectWriter::begin(&mut out);
        for (key, value) in members {
            let out = object.value_under(key);
            match value {
                Value::Text(text) => push_string(text, out),
                Value::Json(json) => push(*json, out),
            }
        }
        object.end();
    });
    out
}
