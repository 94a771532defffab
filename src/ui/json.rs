//! JSON that can be printed anywhere.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use super::sanitise::is_unsafe;

/// The value as JSON in which every character that could drive a terminal or hide text is escaped.
///
/// JSON itself only escapes the first 32 control characters; the others, such as the one-byte CSI U+009B or the bidirectional
/// controls, mean the same to a parser as `\u` escapes.
#[must_use]
pub fn to_safe_json<T: Serialize>(value: &T) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Escaping);
    // Only a map with keys that are no strings fails, and no type of ours has one.
    if value.serialize(&mut serializer).is_err() {
        return "null".to_owned();
    }
    String::from_utf8(bytes).unwrap_or_else(|_| "null".to_owned())
}

/// Text of valid JSON with the hidden characters in its strings escaped.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.chars().any(is_unsafe) {
            return writer.write_all(escape(fragment).as_bytes());
        }
        CompactFormatter.write_string_fragment(writer, fragment)
    }

    fn write_raw_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Outside strings JSON has no such characters, so what is escaped here is in a string too. A raw value that spans
        // lines can't occur: it would have been made compact before.
        writer.write_all(escape(fragment).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_mean_the_same() {
        let text = "a\u{9b}31m\u{202e}b\u{7f}\u{feff}\u{e0041}é世\n";
        let json = to_safe_json(&text);
        assert!(json.chars().all(|c| !is_unsafe(c)), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        let raw = serde_json::value::RawValue::from_string(serde_json::to_string(text).unwrap()).unwrap();
        assert_eq!(serde_json::from_str::<String>(&to_safe_json(&raw)).unwrap(), text);
    }
}
