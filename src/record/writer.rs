//! Writing: the canonical form of a record.
//!
//! Values are re-spaced, never re-encoded: numbers keep their digits and strings their escapes, so what was read is what is
//! written.

use std::fmt::Write as _;

use super::json::{Json, JsonRef};
use super::model::{Record, Stamp};
use super::tokens::{compact, layout};

/// About so many bytes are everything but the texts and the metadata.
const OTHERS: usize = 256;

/// The record as strict JSON on one line, in the canonical order: what another program is given, which need not know Python's dialect.
#[must_use]
pub fn to_line(record: &Record) -> String {
    let mut out = String::with_capacity(about(record));
    out.push('{');
    each_member(record, |key, value| {
        let comma = if out.len() == 1 { "" } else { "," };
        let _ = write!(out, "{comma}{}:", Json::string(key).get().text());
        out.push_str(&value.to_strict());
    });
    out.push('}');
    out
}

/// The same members in the same order on one line, spelled as they are: a line of NDJSON that is read as an equal record.
///
/// Only the space between tokens is gone. So a line holds what only Python's dialect of JSON has (`NaN`) exactly where the record does.
#[must_use]
pub fn to_exact_line(record: &Record) -> String {
    let mut out = String::with_capacity(about(record));
    out.push('{');
    each_member(record, |key, value| {
        let comma = if out.len() == 1 { "" } else { "," };
        let _ = write!(out, "{comma}{}:", Json::string(key).get().text());
        compact(value.text(), &mut out);
    });
    out.push('}');
    out
}

/// About how long a record's JSON will be, in bytes.
fn about(record: &Record) -> usize {
    let texts = record.request.get().text().len() + record.response.get().text().len();
    texts + 2 * record.metadata.get().text().len() + OTHERS
}

/// The canonical bytes of a record: keys in canonical order, indent 2, no newline at the end.
///
/// The order is `timestamp, session_id, agent, request, response, metadata` (`docs/formats.md`), then any key that the
/// record had besides. What is absent is written as `null`, absent metadata as `{}`.
#[must_use]
pub fn to_canonical(record: &Record) -> Vec<u8> {
    let mut out = String::with_capacity(about(record));
    out.push('{');
    each_member(record, |key, value| {
        let comma = if out.len() == 1 { "" } else { "," };
        let _ = write!(out, "{comma}\n  {}: ", Json::string(key).get().text());
        layout(value.text(), &mut out, 1);
    });
    out.push_str("\n}");
    out.into_bytes()
}

/// Shows every member of a record's JSON, in order.
fn each_member<'a>(record: &'a Record, mut show: impl FnMut(&'a str, JsonRef<'_>)) {
    let timestamp = match &record.timestamp {
        Stamp::Read(time) => Json::string(&time.to_rfc3339()),
        Stamp::Unread(json) => json.clone(),
    };
    let optional = |text: &Option<String>| text.as_deref().map_or_else(Json::null, Json::string);
    let (session, agent) = (optional(&record.session_id), optional(&record.agent));
    let known = [
        ("timestamp", timestamp.get()),
        ("session_id", session.get()),
        ("agent", agent.get()),
        ("request", record.request.get()),
        ("response", record.response.get()),
        ("metadata", record.metadata.get()),
    ];
    let extra = record.extra.iter().map(|(key, value)| (key.as_str(), value.get()));
    known.into_iter().chain(extra).for_each(|(key, value)| show(key, value));
}
