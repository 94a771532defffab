use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::record::json::judged_members_of;

/// What is found in a text as the members of an object; `None` if it is left to the judge.
fn found(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut found = Vec::new();
    members(text, |key, value| found.push((key, value)))?;
    Some(found)
}

/// What the judge finds.
fn judged(text: &str) -> Option<Vec<(&str, &str)>> {
    let by_key = judged_members_of(text).ok()?;
    let keys: Keys<'_> = serde_json::from_str(text).ok()?;
    Some(keys.0.into_iter().zip(by_key).map(|(key, (_, value))| (key, value.text())).collect())
}

/// The keys of an object as they were written.
struct Keys<'a>(Vec<&'a str>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Keys<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> serde::de::Visitor<'de> for InOrder {
            type Value = Keys<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, _)) = map.next_entry::<&serde_json::value::RawValue, serde::de::IgnoredAny>()? {
                    keys.push(key.get());
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// Values of every sort, most of them JSON, some nearly.
const PIECES: [&str; 48] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "12",
    "-1.5e+10",
    "1E5",
    "0.25",
    "1e400",
    "[]",
    "{}",
    "[1, 2]",
    "\"\"",
    "\"text\"",
    "\"\\n\\t\\\"\\\\\\/\"",
    "\"\\u00e9\\ud800\"",
    "\"é\u{1f600}\"",
    "{\"a\": {\"b\": [null]}}",
    "[[[[\"deep\"]]]]",
    "NaN",
    "Infinity",
    "-Infinity",
    "01",
    "1.",
    ".5",
    "-",
    "1e",
    "+1",
    "nul",
    "tru",
    "\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u12g4\"",
    "\"\\",
    "\"\n\"",
    "\"\u{1}\"",
    "\"\u{7f}\"",
    "[1,]",
    "{\"a\"}",
    "{\"a\":}",
    "{a: 1}",
    "[",
    "}",
    "'a'",
    "\u{feff}",
    "\u{a0}",
];

fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just(""), 2 => Just(" "), 1 => select(vec!["\n  ", "\r\n", "\t", "\u{b}", "\u{a0}"])]
}

fn object() -> impl Strategy<Value = String> {
    let key =
        select(vec!["\"request\"", "\"metadata\"", "\"\"", "\"\\u0061\"", "\"a\"", "\"a\"", "\"\\ud800\"", "key"]);
    let value = prop_oneof![
        3 => select(PIECES[..20].to_vec()).prop_map(String::from),
        1 => select(PIECES.to_vec()).prop_map(String::from),
        1 => (1_usize..140).prop_map(|depth| "[".repeat(depth) + &"]".repeat(depth)),
        1 => ("[ -~é\n]{0,80}").prop_map(|text| serde_json::Value::from(text).to_string()),
        2 => vec(select(vec!["\\\\", "\\\"", "\\n", "\\u00e9", "\\/", "é", "words of some length", "\\", "n"]), 0..60)
            .prop_map(|pieces| format!("\"{}\"", pieces.concat())),
    ];
    vec((space(), key, space(), value, space()), 0..5).prop_map(|members| {
        let written: Vec<_> =
            members.into_iter().map(|(a, key, b, value, c)| [a, key, b, ":", b, &value, c].concat()).collect();
        format!("{{{}}}", written.join(","))
    })
}

proptest! {
    #[test]
    fn digits_are_counted_up_to_the_first_other_byte(
        bytes in prop_oneof![any::<[u8; 8]>(), proptest::array::uniform8(b'+'..b'?')],
    ) {
        let plainly = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        prop_assert_eq!(digits::leading(u64::from_le_bytes(bytes)), plainly);
    }

    #[test]
    fn what_is_found_is_what_the_judge_finds(text in object(), (before, after) in (space(), space())) {
        let text = [before, &text, after].concat();
        if let Some(found) = found(&text) {
            prop_assert_eq!(Some(found), judged(&text), "in {}", text);
        }
    }

    #[test]
    fn inner_members_are_those_of_the_inner_object(
        objects in vec((select(vec!["\"event\"", "\"other\"", "\"\\u0065vent\""]), object()), 0..4),
    ) {
        let written: Vec<_> = objects.iter().map(|(key, value)| format!("{key}:{value}")).collect();
        let text = format!("{{{}}}", written.join(","));
        let mut shown = Vec::new();
        let seen = members_with_inner(&text, "event", |member| shown.push(member)).is_some();
        if seen {
            let mut expected = Vec::new();
            for (key, value) in judged(&text).expect("an object") {
                if key == "\"event\"" {
                    let inner = judged(value).expect("an object");
                    expected.extend(inner.into_iter().map(|(key, value)| Member::Inner(key, value)));
                }
                expected.push(Member::Own(key, value));
            }
            prop_assert_eq!(shown, expected, "in {}", text);
        }
        prop_assert_eq!(seen, found(&text).is_some(), "in {}", text);
    }

    #[test]
    fn a_changed_text_is_never_taken_for_more_than_it_is(
        text in object(),
        at in any::<Index>(),
        cut in 0_usize..3,
        piece in select([&PIECES[..], &["", ",", ":", "\\", "]", "{", "\u{0}"]].concat()),
        end in any::<bool>(),
    ) {
        let boundaries: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let from = at.index(boundaries.len());
        let rest = if end { "" } else { &text[boundaries[(from + cut).min(boundaries.len() - 1)]..] };
        let changed = [&text[..boundaries[from]], piece, rest].concat();
        if let Some(found) = found(&changed) {
            prop_assert_eq!(Some(found), judged(&changed), "in {}", changed);
        }
    }

    #[test]
    fn usual_objects_are_not_left_to_the_judge(
        values in vec(select(PIECES[..20].to_vec()), 0..6),
        text in "[ -~é\\n\u{1f600}]{0,100}",
    ) {
        let text = serde_json::Value::from(text).to_string();
        let members: Vec<_> = values.iter().map(|value| format!("\"k\\n\" : {value}")).collect();
        let object = format!("{{ \"text\":{text} {}{} }}\n", if members.is_empty() { "" } else { "," }, members.join(" , "));
        let found = found(&object).expect("an object as usual");
        prop_assert_eq!(found[0].1, text);
        prop_assert!(found[1..].iter().map(|(_, value)| value).eq(&values));
    }

    #[test]
    fn elements_are_those_of_the_judge(values in vec(select(PIECES.to_vec()), 0..5), space in space()) {
        let text = format!("[{}]", values.join(&format!("{space},")));
        let mut found = Vec::new();
        if elements(&text, |value| found.push(value)).is_some() {
            let judged: Vec<&serde_json::value::RawValue> = serde_json::from_str(&text).unwrap();
            prop_assert!(judged.iter().map(|value| value.get()).eq(found), "in {}", text);
        }
    }
}

#[test]
fn of_every_file_of_the_corpus_the_same_is_found_or_nothing() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/bad");
    let mut taken = 0;
    for file in std::fs::read_dir(corpus).unwrap() {
        let path = file.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if let Some(found) = found(&text) {
            assert_eq!(Some(found), judged(&text), "{}", path.display());
            taken += 1;
        }
    }
    assert!(taken > 50, "only {taken} files were taken");
}
