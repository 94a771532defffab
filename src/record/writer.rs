//! Writing: the canonical form of a record, and strict JSON for those who read our output.
//!
//! Values are re-spaced, never re-encoded: numbers keep their digits and strings their escapes, so what was read is what is
//! written. Only [`strict`] changes anything, and only what no strict parser would take.

use std::fmt::Write as _;

use super::json::{Json, JsonRef, replace_lone_surrogates};
use super::model::{Record, Stamp};

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
    let extra = record.extra.iter().map(|(key, value)| (key.as_str(), value.get()));
    let mut out = String::from("{");
    for (index, (key, value)) in known.into_iter().chain(extra).enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\n  {}: ", Json::string(key).get().text());
        layout(value.text(), &mut out, Some(1));
    }
    out.push_str("\n}");
    out.into_bytes()
}

/// The value laid out with indent 2, its first line at depth `depth`.
pub(super) fn pretty(value: JsonRef<'_>, depth: usize) -> String {
    let mut out = String::with_capacity(value.text().len() * 5 / 4);
    layout(value.text(), &mut out, Some(depth));
    out
}

/// The value on one line as any strict parser takes it. See [`JsonRef::to_strict`].
pub(super) fn strict(value: JsonRef<'_>) -> String {
    let mut compact = String::with_capacity(value.text().len());
    layout(value.text(), &mut compact, None);
    let mut out = String::with_capacity(compact.len());
    for token in Tokens::of(&compact) {
        match token {
            "NaN" | "Infinity" | "-Infinity" => {
                let _ = write!(out, "\"{token}\"");
            }
            string if string.starts_with('"') => out.push_str(&replace_lone_surrogates(string)),
            other => out.push_str(other),
        }
    }
    out
}

/// Copies the tokens of valid JSON: with new lines and indent from `depth` on, or on one line.
fn layout(text: &str, out: &mut String, depth: Option<usize>) {
    // Past this depth the indent stops growing: a hostile value nested a million deep must not need a terabyte.
    const DEEPEST_INDENT: usize = 64;
    let Some(mut depth) = depth else {
        Tokens::of(text).for_each(|token| out.push_str(token));
        return;
    };
    let new_line = |out: &mut String, depth: usize| {
        out.push('\n');
        (0..depth.min(DEEPEST_INDENT)).for_each(|_| out.push_str("  "));
    };
    let mut opened = false;
    for token in Tokens::of(text) {
        let closes = matches!(token, "}" | "]");
        if closes {
            depth = depth.saturating_sub(1);
        }
        if opened != closes {
            new_line(out, depth);
        }
        opened = matches!(token, "{" | "[");
        out.push_str(token);
        match token {
            "{" | "[" => depth += 1,
            "," => new_line(out, depth),
            ":" => out.push(' '),
            _ => {}
        }
    }
}

/// The tokens of a text that is known to be valid JSON (or Python's dialect of it), without white space.
struct Tokens<'a>(&'a str);

impl<'a> Tokens<'a> {
    fn of(text: &'a str) -> Self {
        Self(text)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.trim_start_matches([' ', '\t', '\n', '\r']);
        let length = match rest.as_bytes().first()? {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            b'"' => string_length(rest),
            _ => rest.find([' ', '\t', '\n', '\r', ',', ':', ']', '}']).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        self.0 = after;
        Some(token)
    }
}

/// The length in bytes of the string literal that `text` begins with, quotes included.
fn string_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}
