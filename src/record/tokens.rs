//! The tokens of JSON text: copied with other spacing, or made strict. Nothing is decoded, so nothing can change.

use std::borrow::Cow;
use std::fmt::Write as _;

use memchr::memchr2;

/// The value laid out with indent 2, its first line at depth `depth`.
pub(super) fn pretty(value: &str, depth: usize) -> String {
    let mut out = String::with_capacity(value.len() * 5 / 4);
    layout(value, &mut out, depth);
    out
}

/// The value on one line as any strict parser takes it: no insignificant space, the non-finite numbers as strings, lone surrogates
/// replaced. A value nested deeper than parsers go becomes a string of its own JSON.
pub(super) fn strict(value: &str) -> String {
    // Many parsers end at 128 levels, and what we print stands a few levels deep itself.
    const DEEPEST: usize = 100;
    let mut out = String::with_capacity(value.len());
    let (mut depth, mut deepest) = (0_usize, 0);
    for token in Tokens(value) {
        match token {
            "NaN" | "Infinity" | "-Infinity" => {
                let _ = write!(out, "\"{token}\"");
            }
            string if string.starts_with('"') => out.push_str(&replace_lone_surrogates(string)),
            other => out.push_str(other),
        }
        match token {
            "{" | "[" => depth += 1,
            "}" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    if deepest > DEEPEST { serde_json::Value::from(out).to_string() } else { out }
}

/// Copies the tokens of valid JSON with new lines and indent, the outermost value at depth `depth`.
pub(super) fn layout(text: &str, out: &mut String, mut depth: usize) {
    // Past this depth the indent stops growing: a hostile value nested a million deep must not need a terabyte.
    const DEEPEST_INDENT: usize = 64;
    let new_line = |out: &mut String, depth: usize| {
        out.push('\n');
        (0..depth.min(DEEPEST_INDENT)).for_each(|_| out.push_str("  "));
    };
    let mut opened = false;
    for token in Tokens(text) {
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

/// Copies the tokens of valid JSON without anything between them.
pub(super) fn compact(text: &str, out: &mut String) {
    out.extend(Tokens(text));
}

/// The tokens of a text that is known to be valid JSON (or Python's dialect of it), without white space.
struct Tokens<'a>(&'a str);

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

/// How deep arrays and objects are nested in a text, whether it is JSON or not.
pub(super) fn depth(text: &str) -> u64 {
    let (mut depth, mut deepest, mut at) = (0_u64, 0, 0);
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                at += string_length(&text[at..]);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    deepest
}

/// The length in bytes of the string literal that `text` begins with, quotes included.
pub(super) fn string_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        if bytes[at + next] == b'"' {
            return at + next + 1;
        }
        at += next + 2;
    }
    bytes.len()
}

/// Rewrites every `\u` escape of a surrogate that has no partner to the replacement character's, in equal length.
pub(super) fn replace_lone_surrogates(literal: &str) -> Cow<'_, str> {
    let mut text = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(offset) = literal[at..].find('\\') {
        at += offset;
        match (surrogate_at(literal, at), surrogate_at(literal, at + 6)) {
            (Some(Surrogate::High), Some(Surrogate::Low)) => at += 12,
            (Some(_), _) => {
                text.push_str(&literal[copied..at]);
                text.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            (None, _) => at += 2,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(literal);
    }
    text.push_str(&literal[copied..]);
    Cow::Owned(text)
}

enum Surrogate {
    High,
    Low,
}

/// The surrogate whose `\uXXXX` escape begins at byte `at`.
fn surrogate_at(literal: &str, at: usize) -> Option<Surrogate> {
    let digits = literal.get(at..at + 6)?.strip_prefix("\\u")?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xd800..=0xdbff => Some(Surrogate::High),
        0xdc00..=0xdfff => Some(Surrogate::Low),
        _ => None,
    }
}
