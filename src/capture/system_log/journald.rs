//! An entry of the journal in its native protocol: fields, one after another, each `NAME=value` and a newline, or, where the value
//! holds newlines, `NAME`, a newline, the length in 64 bits (little endian), the value and a newline.
//! <https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>
//!
//! It is written here rather than taken from the `libsystemd` crate, which would bring `nix`, `nom`, `hmac`, `sha2` and `uuid` for
//! these few lines, and knows only the one path of the socket.

use super::Entry;

/// Severity `informational`.
const PRIORITY: &str = "6";

/// The whole entry. The texts are in it as they are: a value of the journal is any bytes, and readers make them visible.
pub(super) fn fields(entry: &Entry<'_>) -> Vec<u8> {
    let (line, length) = (entry.line(), entry.response_length().to_string());
    let time = entry.time.to_string();
    let fields = [
        ("MESSAGE", line.as_str()),
        ("PRIORITY", PRIORITY),
        ("SYSLOG_IDENTIFIER", "responses"),
        ("RESPONSE_TIMESTAMP", &time),
        ("RESPONSE_AGENT", entry.agent),
        ("RESPONSE_SESSION", entry.session),
        ("RESPONSE_REQUEST", &entry.request),
        ("RESPONSE_LENGTH", &length),
        ("RESPONSE_TEXT", &entry.response),
        ("RESPONSE_METADATA", entry.metadata),
    ];
    let mut bytes = Vec::with_capacity(fields.iter().map(|(name, value)| name.len() + value.len() + 10).sum());
    for (name, value) in fields {
        put(&mut bytes, name, value);
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, name: &str, value: &str) {
    bytes.extend_from_slice(name.as_bytes());
    if value.contains('\n') {
        bytes.push(b'\n');
        bytes.extend_from_slice(&u64::try_from(value.len()).unwrap_or(u64::MAX).to_le_bytes());
    } else {
        bytes.push(b'=');
    }
    bytes.extend_from_slice(value.as_bytes());
    bytes.push(b'\n');
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::capture::system_log::tests::hostile;

    /// What the journal makes of the bytes.
    fn read(mut bytes: &[u8]) -> Option<BTreeMap<String, String>> {
        let text = |bytes: &[u8]| Some(String::from_utf8(bytes.to_vec()).unwrap());
        let mut fields = BTreeMap::new();
        while !bytes.is_empty() {
            let end = bytes.iter().position(|byte| matches!(byte, b'=' | b'\n'))?;
            let (name, rest) = bytes.split_at(end);
            let length = if rest[0] == b'=' {
                bytes = &rest[1..];
                bytes.iter().position(|byte| *byte == b'\n')?
            } else {
                bytes = &rest[9..];
                usize::try_from(u64::from_le_bytes(rest[1..9].try_into().ok()?)).ok()?
            };
            fields.insert(text(name)?, text(&bytes[..length])?);
            bytes = bytes[length..].strip_prefix(b"\n")?;
        }
        Some(fields)
    }

    #[test]
    fn the_journal_gets_every_part_of_a_response() {
        let response = hostile();
        let fields = read(&fields(&Entry::of(&response))).unwrap();
        assert_eq!(fields.len(), 10);
        assert_eq!((fields["PRIORITY"].as_str(), fields["SYSLOG_IDENTIFIER"].as_str()), ("6", "responses"));
        assert_eq!(fields["RESPONSE_TIMESTAMP"], "2026-11-21T09:30:12.417052789Z");
        assert_eq!(
            (fields["RESPONSE_AGENT"].as_str(), fields["RESPONSE_SESSION"].as_str()),
            ("QA\u{1b}[31m\nteam", "s\"]\\1")
        );
        assert_eq!((fields["RESPONSE_TEXT"].as_str(), fields["RESPONSE_LENGTH"].as_str()), ("one\ntwo ü\n", "10"));
        assert_eq!(fields["RESPONSE_METADATA"], r#"{"tokens": 5}"#);
        assert!(fields["RESPONSE_REQUEST"].starts_with("Ünïcode \"q\" \u{202e}xx"));
    }

    proptest! {
        #[test]
        fn any_value_arrives(values in prop::collection::vec("(\\PC|[=\n]){0,20}", 0..6)) {
            let mut bytes = Vec::new();
            for (number, value) in values.iter().enumerate() {
                put(&mut bytes, &format!("F{number}"), value);
            }
            let read: Vec<_> = read(&bytes).unwrap().into_values().collect();
            prop_assert_eq!(read, values);
        }
    }
}
