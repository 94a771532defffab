//! Writing: the canonical form of a record.
//!
//! Values are re-spaced, never re-encoded: numbers keep their digits and strings their escapes, so what was read is what is
//! written.

use std::fmt::Write as _;

use super::json::Json;
use super::model::{Record, Stamp};
use super::tokens::layout;

/// About so many bytes are everything but the texts and the metadata.
const OTHERS: usize = 256;

/// The canonical bytes of a record: keys in canonical order, indent 2, no newline at the end.
///
/// The order is `timestamp, session_id, agent, request, response, metadata` (`docs/formats.md`), then any key that the
/// record had besides. What is absent is written as `null`, absent metadata as `{}`.
#[must_use]
pub fn to_canonical(record: &Record) -> Vec<u8> {
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
    let texts = record.request.get().text().len() + record.response.get().text().len();
    let mut out = String::with_capacity(texts + 2 * record.metadata.get().text().len() + OTHERS);
    out.push('{');
    let extra = record.extra.iter().map(|(key, value)| (key.as_str(), value.get()));
    for (index, (key, value)) in known.into_iter().chain(extra).enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\n  {}: ", Json::string(key).get().text());
        layout(value.text(), &mut out, 1);
    }
    out.push_str("\n}");
    out.into_bytes()
}
