//! Telling at a glance that a JSON text holds no secret.

use memchr::memchr_iter;

use super::leads::Leads;
use super::scan::rules_at;

/// False only if [`super::redact_json`] would find nothing in the text, should it be JSON. Nothing is parsed or decoded for that. What stands before `from`,
/// between two tokens, is known to hold no secret, nor a key of one that comes later.
///
/// Every secret begins with a prefix, or stands under a key that ends with one, and prefixes are made of characters that only the
/// escapes `\u` and `\/` spell otherwise, at whatever depth of quoting.
pub(crate) fn may_hold_secret(json: &str, from: usize) -> bool {
    let rest = json.as_bytes().get(from..).unwrap_or_default();
    let is_respelt = |at: usize| matches!(rest.get(at + 1), Some(b'u' | b'/'));
    memchr_iter(b'\\', rest).any(is_respelt) || holds_prefix(json.as_bytes(), from)
}

fn holds_prefix(text: &[u8], from: usize) -> bool {
    let mut leads = Leads::new(text, from);
    let mut from = from;
    while let Some(at) = leads.next(from) {
        if rules_at(text, at).next().is_some() {
            return true;
        }
        from = at + 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::record::redact::rules::RULES;
    use crate::record::{JsonRef, redact_json};

    /// Prefixes, what may follow them, and what spells them otherwise.
    fn a_text() -> impl Strategy<Value = String> {
        let prefixes: Vec<_> = RULES.iter().flat_map(|rule| rule.prefixes).copied().collect();
        let long = "a1B2c3D4e5F6".repeat(10);
        let pieces = vec![
            "",
            " ",
            "\n",
            "\\",
            "/",
            "\"",
            "u0073",
            "=",
            ": ",
            "Bearer ",
            "x",
            "@host/",
            "app:hunter2@db",
            "TASK",
        ];
        let piece = prop_oneof![
            2 => select(prefixes).prop_map(String::from),
            2 => select(pieces).prop_map(String::from),
            1 => (1..long.len()).prop_map(move |length| long[..length].to_owned()),
        ];
        vec(piece, 0..4).prop_map(|pieces| pieces.concat())
    }

    fn quoted(text: &str, depth: usize, solidus: bool) -> String {
        let text = (0..depth).fold(text.to_owned(), |text, _| serde_json::Value::from(text).to_string());
        if solidus { text.replace('/', "\\/") } else { text }
    }

    proptest! {
        #[test]
        fn what_is_passed_over_holds_no_secret(
            members in vec((a_text(), a_text(), 1..4_usize, any::<bool>()), 1..4),
        ) {
            let member = |(key, value, depth, solidus): &(String, String, usize, bool)| {
                format!("{}:{}", quoted(key, 1, false), quoted(value, *depth, *solidus))
            };
            let text = format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","));
            let redacted = redact_json(JsonRef::parse(&text).unwrap()).unwrap();
            prop_assert!(redacted.is_none() || may_hold_secret(&text, 0), "in {}", text);
            let known = r#"{"event_id":"evt_65132700","known":"#;
            let behind = format!("{known}{text}}}");
            prop_assert!(redacted.is_none() || may_hold_secret(&behind, known.len()), "in {}", behind);
        }
    }

    #[test]
    fn usual_lines_are_passed_over_and_prefixes_are_not() {
        let line = r#"{"event_id":"evt_6513270e","data":{"text":"a \"quoted\"\nline","path":"src/auth.rs","é":1}}"#;
        assert!(!may_hold_secret(line, 0));
        for prefix in RULES.iter().flat_map(|rule| rule.prefixes) {
            let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
            assert!(prefix.bytes().all(is_plain), "{prefix} is spelt as it is in JSON too");
            assert!(may_hold_secret(&format!("[\"{prefix}aaaaaaaa\"]"), 0), "{prefix}");
        }
        for respelt in [r#"["\u0073k-"]"#, r#"["https:\/\/a:b@c"]"#, r#"["\\u0073k-"]"#] {
            assert!(may_hold_secret(respelt, 0), "{respelt}");
        }
    }
}
