//! JSON that can be printed anywhere.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::sanitise::is_unsafe;

/// Most values that are printed take no more bytes than this.
const USUAL: usize = 512;

/// The value as JSON in which every character that could drive a terminal or hide text is escaped.
///
/// JSON itself only escapes the first 32 control characters; the others, such as the one-byte CSI U+009B or the bidirectional
/// controls, mean the same to a parser as `\u` escapes.
#[must_use]
pub fn to_safe_json<T: Serialize>(value: &T) -> String {
    let mut bytes = Vec::with_capacity(USUAL);
    let mut serializer = Serializer::with_formatter(&mut bytes, Escaping);
    // Only a map with keys that are no strings fails, and no type of ours has one.
    if value.serialize(&mut serializer).is_err() {
        return "null".to_owned();
    }
    String::from_utf8(bytes).unwrap_or_else(|_| "null".to_owned())
}

/// Writes text of valid JSON with the hidden characters in its strings escaped.
fn write_escaped<W: ?Sized + io::Write>(writer: &mut W, mut text: &str) -> io::Result<()> {
    // Most texts are plain. Without a way out of the loop that is seen many bytes at a time.
    let is_plain = |plain: bool, byte: &u8| plain & matches!(byte, b' '..=b'~');
    if text.as_bytes().iter().fold(true, is_plain) {
        return writer.write_all(text.as_bytes());
    }
    while let Some((at, c)) = text.char_indices().find(|(_, c)| is_unsafe(*c)) {
        let (before, rest) = text.split_at(at);
        writer.write_all(before.as_bytes())?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(writer, "\\u{unit:04x}")?;
        }
        text = &rest[c.len_utf8()..];
    }
    writer.write_all(text.as_bytes())
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_escaped(writer, fragment)
    }

    fn write_raw_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Outside strings JSON has no such characters, so what is escaped here is in a string too. A raw value that spans
        // lines can't occur: it would have been made compact before.
        write_escaped(writer, fragment)
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
