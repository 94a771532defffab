//! A message of syslog as RFC 5424 has it: header, structured data, one line.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::Entry;
use crate::capture::journal::visible;

/// Facility `user` (1), severity `informational` (6): `8 * facility + severity`.
const PRIORITY: u8 = 8 + 6;

/// Longest part of the request that is told, in characters.
const LONGEST_REQUEST: usize = 100;

/// The whole message. The host is left to whoever receives it, since it comes through a local socket.
pub(super) fn message(entry: &Entry<'_>, process: u32) -> String {
    let time = entry.time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    let request: String = entry.request.chars().take(LONGEST_REQUEST).collect();
    let mut message = format!("<{PRIORITY}>1 {time} - responses {process} response [response@32473");
    let length = entry.response_length().to_string();
    let parameters =
        [("agent", entry.agent), ("session", entry.session), ("request", &request), ("response_length", &length)];
    for (name, value) in parameters {
        _ = write!(message, " {name}=\"{}\"", escaped(&visible(value)));
    }
    _ = write!(message, "] {}", entry.line());
    message
}

/// Section 6.3.3: a quote, a backslash and a closing bracket have a backslash before them.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        if matches!(c, '"' | '\\' | ']') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::system_log::tests::hostile;

    #[test]
    fn a_message_has_the_header_and_the_data_of_the_rfc() {
        let response = hostile();
        let request = format!("Ünïcode \\\"q\\\" \\\\u{{202e}}{}", "x".repeat(87));
        let expected = format!(
            "<14>1 2026-11-21T09:30:12.417052Z - responses 77 response [response@32473 agent=\"QA\\\\u{{1b}}[31m\\\\nteam\" \
             session=\"s\\\"\\]\\\\1\" request=\"{request}\" response_length=\"10\"] \
             QA\\u{{1b}}[31m\\nteam answered in session s\"]\\1: 10 characters"
        );
        assert_eq!(message(&Entry::of(&response), 77), expected);
    }

    /// What a receiver makes of an escaped value, and what follows its quote.
    fn unescaped(text: &str) -> Option<(String, &str)> {
        let mut value = String::new();
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => return Some((value, &text[at + 1..])),
                ']' => return None,
                '\\' => value.push(chars.next().filter(|(_, c)| matches!(c, '"' | '\\' | ']'))?.1),
                _ => value.push(c),
            }
        }
        None
    }

    proptest! {
        #[test]
        fn a_receiver_reads_what_was_meant(value in "(\\PC|[\"\\]\\\\\n]){0,40}") {
            let text = format!("{}\"] rest", escaped(&value));
            prop_assert_eq!(unescaped(&text), Some((value, "] rest")));
        }
    }
}
