//! A text to look for in events.

use memchr::{memchr2_iter, memmem};

use crate::record::{JsonRef, Kind};

/// A text to look for.
#[derive(Debug, Clone)]
pub struct Needle {
    text: String,
    case: Case,
    /// Part of the text that stands in JSON as it is, whatever is escaped by more than `\u`.
    plain: Option<Plain>,
    /// What an escape begins with that any character can stand behind.
    escape: memmem::Finder<'static>,
}

/// A text that is looked for byte by byte.
#[derive(Debug, Clone)]
enum Plain {
    Exactly(Box<memmem::Finder<'static>>),
    /// Of ASCII, in small letters or capitals; the place of a byte in it that is seldom elsewhere.
    InAnyCase(String, usize),
}

impl Plain {
    fn is_in(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Exactly(finder) => finder.find(bytes).is_some(),
            Self::InAnyCase(text, rare) => {
                let byte = text.as_bytes()[*rare];
                let stands_at = |start: usize| {
                    let part = bytes.get(start..).and_then(|rest| rest.get(..text.len()));
                    part.is_some_and(|part| part.eq_ignore_ascii_case(text.as_bytes()))
                };
                memchr2_iter(byte, byte.to_ascii_uppercase(), bytes)
                    .any(|at| at.checked_sub(*rare).is_some_and(stands_at))
            }
        }
    }
}

/// Bytes of logs, the most frequent first.
const FREQUENT: &[u8] = b"\" etaoinsrhldcum:,_-0125346789.fpgwybvkxjqz";

/// The place of a byte that is seldom in logs.
fn rarest(text: &str) -> usize {
    let rank = |byte: &u8| FREQUENT.iter().position(|other| other == byte).unwrap_or(FREQUENT.len());
    (0..text.len()).max_by_key(|at| rank(&text.as_bytes()[*at])).unwrap_or(0)
}

/// Whether capitals matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Matters,
    Ignored,
}

impl Needle {
    /// A text to look for. Capitals matter only if there is one in it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let case = if text.chars().any(char::is_uppercase) { Case::Matters } else { Case::Ignored };
        let text = if case == Case::Ignored { text.to_lowercase() } else { text.to_owned() };
        let plain = plain_part(&text, case).map(|part| match case {
            Case::Matters => Plain::Exactly(Box::new(memmem::Finder::new(part).into_owned())),
            Case::Ignored => Plain::InAnyCase(part.to_owned(), rarest(part)),
        });
        Self { text, case, plain, escape: memmem::Finder::new(b"\\u") }
    }

    /// True if the text holds it.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match self.case {
            Case::Matters => text.contains(&self.text),
            Case::Ignored => text.to_lowercase().contains(&self.text),
        }
    }

    /// True if a string at any depth of a value, the keys left out, holds the text.
    pub(super) fn is_in_value(&self, value: JsonRef<'_>) -> bool {
        match value.kind() {
            Kind::String => value.as_str().is_some_and(|text| self.is_in(&text)),
            Kind::Array => value.elements().into_iter().any(|element| self.is_in_value(element)),
            Kind::Object => value.members().into_iter().any(|(_, member)| self.is_in_value(member)),
            _ => false,
        }
    }

    /// False if no string, and no key, of the JSON that a text is can hold it. Nothing is decoded for that.
    pub(super) fn may_be_in_json(&self, json: &str) -> bool {
        let Some(plain) = &self.plain else { return true };
        plain.is_in(json.as_bytes()) || self.escape.find(json.as_bytes()).is_some()
    }
}

/// The longest part of a text whose characters stand in JSON either for themselves or as `\u` and digits: none that may be written in another
/// way, and where capitals do not matter, none that is also the small letter of one beyond ASCII (U+0130 of i, U+212A of k).
fn plain_part(text: &str, case: Case) -> Option<&str> {
    let is_plain = |c: char| match case {
        _ if c.is_control() || "\"\\/".contains(c) => false,
        Case::Matters => true,
        Case::Ignored => c.is_ascii() && c != 'i' && c != 'k',
    };
    text.split(|c| !is_plain(c)).max_by_key(|part| part.len()).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// A JSON string that says this, with as much escaped as `escape` has bits.
    fn written(text: &str, escape: u64) -> String {
        let character = |(place, c): (usize, char)| {
            let mut units = [0; 2];
            match c {
                _ if escape >> (place % 64) & 1 == 1 => {
                    let units = c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}"));
                    units.collect::<Vec<_>>().concat()
                }
                '/' if escape & 1 == 1 => "\\/".to_owned(),
                c => {
                    let quoted = serde_json::Value::from(c.to_string()).to_string();
                    quoted[1..quoted.len() - 1].to_owned()
                }
            }
        };
        format!("\"{}\"", text.chars().enumerate().map(character).collect::<String>())
    }

    proptest! {
        #[test]
        fn what_holds_the_text_is_never_passed_over(
            before in "[a-kK\u{212a}\u{130} é/\n]{0,6}",
            text in "[a-kK\u{212a}\u{130}\u{e9}\u{c9} /\n\"\\\\]{1,6}",
            other in "[a-zA-Z ]{0,8}",
            escape in prop_oneof![3 => select(vec![0, 1]), 1 => any::<u64>()],
        ) {
            for (needle, text) in [(&text, &text), (&text.to_lowercase(), &text), (&other, &text)] {
                let needle = Needle::new(needle);
                let json = format!(r#"{{"data": {{"text": {}}}}}"#, written(&format!("{before}{text}"), escape));
                let value = JsonRef::parse(&json).unwrap();
                prop_assert!(!needle.is_in_value(value) || needle.may_be_in_json(&json), "{:?} in {}", needle, json);
            }
        }
    }

    #[test]
    fn what_can_not_hold_the_text_is_passed_over() {
        let json = r#"{"data": {"text": "a \"Timeout\" of\nthe server"}}"#;
        for (text, may) in [("timeout", true), ("TIMEOUT", false), ("zebra", false), ("a/zebra", false), ("ii", true)] {
            assert_eq!(Needle::new(text).may_be_in_json(json), may, "{text}");
        }
    }
}
