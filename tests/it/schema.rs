//! `record::validate` and `schemas/response.schema.json` are one rule in two languages.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jsonschema::Validator;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use responses::record::{AgentName, Json, RecordTime, SessionId, decompress, is_gzip, validate};
use responses::store::write::{Compression, WriteOptions};
use responses::store::{Error, Options, ResponseTracker};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::arbitrary::{self, Dialect};
use crate::support::{fixture, golden_trees};

fn schema() -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/response.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// Holds both judges to one verdict, and gives it.
fn agreed(schema: &Validator, text: &str) -> bool {
    let value: Value = serde_json::from_str(text).unwrap();
    let rules = validate(text).unwrap();
    let by_schema = schema.is_valid(&value);
    assert_eq!(rules.is_empty(), by_schema, "of {text}: {rules:?}, {:?}", schema.validate(&value).err());
    by_schema
}

/// A number at or near every bound of the schema, in many spellings.
fn number() -> impl Strategy<Value = String> {
    let edges = vec![
        "0",
        "-0",
        "0.0",
        "-0.0",
        "-1",
        "-1.0",
        "1",
        "1.0",
        "1.5",
        "-1.5",
        "1e3",
        "1.5e1",
        "15e-1",
        "1E+2",
        "1e-1",
        "0.5",
        "1.0000001",
        "-0.0001",
        "1e-9",
        "0e5",
        "100",
        "2147483648",
        "9007199254740991",
        "18446744073709551615",
    ];
    prop_oneof![4 => select(edges).prop_map(String::from), 1 => any::<i32>().prop_map(|number| number.to_string())]
}

/// Something for any field: of the right type now and then.
pub(crate) fn value() -> impl Strategy<Value = String> {
    let fixed = vec![
        "null",
        "true",
        "\"\"",
        "\"text\"",
        "\"markdown\"",
        "\"code\"",
        "\"Text\"",
        "[]",
        "{}",
        "[\"Bash\"]",
        "[\"a\", 1]",
        "[null]",
    ];
    prop_oneof![2 => select(fixed).prop_map(String::from), 2 => number(), 1 => arbitrary::json_text(Dialect::Strict)]
}

/// Mostly what the schema asks for, sometimes anything.
pub(crate) fn mostly(right: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = String> {
    prop_oneof![12 => right, 1 => value()]
}

pub(crate) fn time() -> impl Strategy<Value = String> {
    let digits = (1990_i32..2040, 0..14, 0..33, 0..26, 0..62, 0..62);
    let civil = digits.prop_map(|(year, month, day, hour, minute, second)| {
        format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    });
    let fraction = select(vec!["", ".1", ".123456", ".123456789", ".", ".1x", ",5"]);
    let offset = select(vec![
        "Z", "+00:00", "-00:00", "+05:30", "-08:00", "+23:59", "", "+0000", "+00", "z", "+24:00", "+01:60", " ",
    ]);
    prop_oneof![
        3 => arbitrary::record_time().prop_map(RecordTime::to_rfc3339),
        2 => (civil, fraction, offset).prop_map(|(civil, fraction, offset)| format!("{civil}{fraction}{offset}")),
    ]
}

fn document() -> impl Strategy<Value = String> {
    let quoted = |text: String| serde_json::to_string(&text).unwrap();
    let string = move || arbitrary::text().prop_map(quoted);
    let metadata = (
        (option::of(mostly(string())), option::of(mostly(number())), option::of(mostly(number()))),
        option::of(mostly(vec(string(), 0..3).prop_map(|tools| format!("[{}]", tools.join(","))))),
        option::of(mostly(number())),
        option::of(mostly(
            select(vec!["\"text\"", "\"json\"", "\"markdown\"", "\"code\"", "\"html\""]).prop_map(String::from),
        )),
        (option::of(mostly(string())), option::of(mostly(number())), option::weighted(0.3, value())),
    );
    let metadata = metadata.prop_map(|((model, tokens, duration), tools, confidence, format, (error, code, other))| {
        let names = [
            "model",
            "tokens",
            "duration",
            "tools_used",
            "confidence",
            "response_format",
            "error",
            "exit_code",
            "x/~y",
        ];
        object(&names, [model, tokens, duration, tools, confidence, format, error, code, other])
    });
    let present = |strategy: BoxedStrategy<String>| option::weighted(0.97, mostly(strategy));
    let top = (
        present(time().prop_map(quoted).boxed()),
        (present(string().boxed()), present(string().boxed()), present(string().boxed()), present(string().boxed())),
        option::weighted(0.8, mostly(metadata)),
        option::weighted(0.05, value()),
    );
    top.prop_map(|(timestamp, (session, agent, request, response), metadata, other)| {
        let names = ["timestamp", "session_id", "agent", "request", "response", "metadata", "other"];
        object(&names, [timestamp, session, agent, request, response, metadata, other])
    })
}

pub(crate) fn object<const N: usize>(names: &[&str; N], values: [Option<String>; N]) -> String {
    let members: Vec<_> =
        names.iter().zip(values).filter_map(|(name, value)| Some(format!("{name:?}: {}", value?))).collect();
    format!("{{{}}}", members.join(", "))
}

/// Metadata in Python's dialect, and at the edges of what strict JSON can hold.
const NOT_STRICT: [&str; 8] = [
    "{\"x\": NaN}",
    "{\"duration\": Infinity}",
    "{\"x\": [-Infinity, {}]}",
    "[NaN]",
    "{\"tokens\": 123456789012345678901234567890}",
    "{\"\\ud800\": 1}",
    "{\"x\": 1e400}",
    "{\"a\": 1, \"a\": \"\\udfff\"}",
];

/// A document that is valid but for the given metadata.
fn with_metadata(metadata: &str) -> String {
    format!(
        "{{\"timestamp\": \"2026-11-03T14:30:22Z\", \"session_id\": \"s\", \"agent\": \"a\", \"request\": \"\", \
         \"response\": \"\", \"metadata\": {metadata}}}"
    )
}

fn with_timestamp(timestamp: &str) -> String {
    with_metadata("{}").replace("2026-11-03T14:30:22Z", timestamp)
}

#[test]
fn both_judges_agree_on_documents_around_the_schema() {
    let schema = schema();
    let verdicts = [Cell::new(0), Cell::new(0)];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(1000));
    let judge = |text: String| {
        let verdict = &verdicts[usize::from(agreed(&schema, &text))];
        verdict.set(verdict.get() + 1);
        Ok(())
    };
    runner.run(&document(), judge).unwrap();
    assert!(verdicts.iter().all(|verdict| verdict.get() > 50), "few of a kind show little: {verdicts:?}");
}

#[test]
fn both_judges_agree_on_any_json() {
    let schema = schema();
    let mut runner = proptest::test_runner::TestRunner::default();
    let any = prop_oneof![arbitrary::json_text(Dialect::Strict), value()];
    let judge = |text: String| {
        agreed(&schema, &text);
        Ok(())
    };
    runner.run(&any, judge).unwrap();
}

#[test]
fn each_field_right_wrong_and_missing() {
    let schema = schema();
    let right = [
        ("timestamp", "\"2026-11-03T14:30:22.123456+00:00\""),
        ("session_id", "\"s\""),
        ("agent", "\"a\""),
        ("request", "\"\""),
        ("response", "\"r\""),
    ];
    let whole = |changed: &str, to: Option<&str>| {
        let members: Vec<_> = right
            .iter()
            .filter_map(|(key, value)| Some(format!("\"{key}\": {}", if *key == changed { to? } else { value })))
            .collect();
        format!("{{{}}}", members.join(", "))
    };
    assert!(agreed(&schema, &whole("", None)));
    for (key, _) in right {
        for wrong in [None, Some("null"), Some("1"), Some("[]"), Some("{}"), Some("true")] {
            let text = whole(key, wrong);
            assert!(!agreed(&schema, &text), "{text}");
            let rules = validate(&text).unwrap();
            assert_eq!((rules.len(), rules[0].pointer.as_str()), (1, format!("/{key}").as_str()), "{text}");
        }
    }
    let fields = [
        ("model", &["\"m\"", "\"\""][..], &["null", "1"][..]),
        ("tokens", &["0", "1.0", "1e3", "-0", "18446744073709551615"], &["-1", "1.5", "\"1\"", "null", "1e-3", "true"]),
        ("duration", &["0", "1.5", "1e3", "0.0", "-0.0"], &["-1", "-0.1", "\"1\"", "null"]),
        ("confidence", &["0", "1", "1.0", "0.5", "1e-3"], &["-0.1", "1.1", "2", "\"1\"", "1e1"]),
        ("exit_code", &["0", "-1", "1.0", "255"], &["1.5", "\"0\"", "null", "false"]),
        ("tools_used", &["[]", "[\"Bash\", \"Bash\"]"], &["\"Bash\"", "[1]", "[null]", "[\"a\", []]", "{}", "null"]),
        (
            "response_format",
            &["\"text\"", "\"json\"", "\"markdown\"", "\"code\"", "\"co\\u0064e\""],
            &["\"html\"", "\"\"", "null", "1"],
        ),
        ("error", &["\"\"", "\"e\""], &["null", "false", "{}"]),
        ("anything else", &["null", "[]", "1.5"], &[]),
    ];
    for (key, right, wrong) in fields {
        for (values, expected) in [(right, true), (wrong, false)] {
            for value in values {
                assert_eq!(
                    agreed(&schema, &with_metadata(&format!("{{\"{key}\": {value}}}"))),
                    expected,
                    "{key}: {value}"
                );
            }
        }
    }
    for metadata in ["null", "[]", "\"\"", "0"] {
        assert!(!agreed(&schema, &with_metadata(metadata)), "{metadata}");
    }
}

#[test]
fn integers_are_integers_at_any_size_and_in_any_spelling() {
    let schema = schema();
    let integers = ["1e16", "1.5e17", "9007199254740993.0", "123456789012345678901234567890", "1e39", "1e300"];
    let long = format!("1{}", "0".repeat(60));
    for integer in integers.into_iter().chain([long.as_str()]) {
        assert!(agreed(&schema, &with_metadata(&format!("{{\"tokens\": {integer}}}"))), "{integer}");
        assert!(agreed(&schema, &with_metadata(&format!("{{\"exit_code\": -{integer}}}"))), "-{integer}");
        assert!(!agreed(&schema, &with_metadata(&format!("{{\"tokens\": -{integer}}}"))), "-{integer}");
    }
}

#[test]
fn timestamps_are_those_of_rfc_3339() {
    let schema = schema();
    for right in [
        "2026-11-03T14:30:22Z",
        "2026-11-03T14:30:22.123456+00:00",
        "2026-11-03T14:30:22.1-08:00",
        "2024-02-29T00:00:00Z",
        "2026-11-03T14:30:22+23:59",
        "0001-01-01T00:00:00Z",
        "2026-11-03T14:30:22-00:00",
        "2026-11-03t14:30:22z",
        "2016-12-31T23:59:60Z",
        "1990-12-31T15:59:60-08:00",
        "2017-01-01T05:29:60.5+05:30",
        "2026-11-03T14:30:22.123456789Z",
    ] {
        assert!(agreed(&schema, &with_timestamp(right)), "{right}");
    }
    for wrong in [
        "",
        "soon",
        "2026-11-03",
        "14:30:22Z",
        "2026-11-03T14:30:22",
        "2026-11-03T14:30:22+0000",
        "2026-11-03T14:30:22+00",
        "2026-11-03T14:30Z",
        "2026-13-03T14:30:22Z",
        "2026-02-29T14:30:22Z",
        "2026-11-03T24:00:00Z",
        "2026-11-03T14:60:22Z",
        "2026-11-03T14:30:61Z",
        "2026-11-03T14:30:60Z",
        "2016-12-31T23:59:60+01:00",
        "2026-11-03T14:30:22.Z",
        "2026-11-03T14:30:22+24:00",
        "2026-11-03T14:30:22+01:60",
        "20261103T143022Z",
        " 2026-11-03T14:30:22Z",
        "2026-11-03T14:30:22Z ",
        "+002026-11-03T14:30:22Z",
        "2026-1-03T14:30:22Z",
        "2026-11-03T14:30:22Z[UTC]",
        "2026-11-03T14:30:22,5Z",
        "２026-11-03T14:30:22Z",
        "2026-11-03T14:30:22\u{2212}08:00",
        "2026-307T14:30:22Z",
        "2026-11-03 14:30:22Z",
    ] {
        assert!(!agreed(&schema, &with_timestamp(wrong)), "{wrong}");
    }
}

#[test]
fn of_duplicate_keys_the_last_is_judged() {
    let schema = schema();
    assert!(agreed(&schema, &with_metadata("{\"tokens\": -1, \"tokens\": 1}")));
    assert!(!agreed(&schema, &with_metadata("{\"tokens\": 1, \"tokens\": -1}")));
    assert!(agreed(&schema, &with_metadata("1, \"metadata\": {}")));
    assert!(!agreed(&schema, &with_metadata("{}, \"metadata\": 1")));
}

#[test]
fn both_judges_agree_on_every_golden_record_that_is_strict_json() {
    fn files(directory: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }
    let schema = schema();
    let (mut valid, mut invalid) = (0, 0);
    for file in golden_trees().iter().flat_map(|tree| files(&fixture("golden").join(tree))) {
        let bytes = std::fs::read(&file).unwrap();
        let bytes = if is_gzip(&bytes) { decompress(&bytes, 64 << 20).unwrap() } else { bytes };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if serde_json::from_str::<Value>(&text).is_ok() {
            *(if agreed(&schema, &text) { &mut valid } else { &mut invalid }) += 1;
        }
    }
    assert!(valid > 30 && invalid > 30, "{valid} valid and {invalid} invalid files show little");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn everything_that_is_tracked_is_valid_and_nothing_valid_is_refused(
        request in arbitrary::text(),
        response in arbitrary::text(),
        agent in arbitrary::text().prop_filter("blank", |text| !text.trim().is_empty()),
        session in option::of(arbitrary::text().prop_filter("blank", |text| !text.trim().is_empty())),
        metadata in prop_oneof![
            3 => arbitrary::object_text(Dialect::Strict),
            1 => select(NOT_STRICT.to_vec()).prop_map(String::from),
        ],
        compressed in any::<bool>(),
    ) {
        let schema = schema();
        let dir = tempfile::tempdir().unwrap();
        let compression = if compressed { Compression::Gzip } else { Compression::None };
        let options = Options { write: WriteOptions { compression, ..WriteOptions::default() }, ..Options::default() };
        let tracker = ResponseTracker::with_options(dir.path().join("store"), options).unwrap();
        let (agent, session) = (AgentName::new(agent).unwrap(), session.map(|text| SessionId::new(text).unwrap()));
        let now: Timestamp = "2026-11-03T14:30:22.123456Z".parse().unwrap();
        let json = Json::parse(&metadata).unwrap();
        match tracker.track_response(&agent, &request, &response, session.as_ref(), &json, now) {
            Ok(path) => {
                let bytes = std::fs::read(path).unwrap();
                let bytes = if compressed { decompress(&bytes, 64 << 20).unwrap() } else { bytes };
                let text = String::from_utf8(bytes).unwrap();
                prop_assert!(validate(&text).unwrap().is_empty(), "{text}");
                prop_assert!(serde_json::from_str::<IgnoredAny>(&text).is_ok(), "{text}");
                // The grammar of JSON has numbers that no double and strings that no Rust string can hold.
                if let Ok(value) = serde_json::from_str::<Value>(&text) {
                    prop_assert!(schema.is_valid(&value), "{text}");
                }
            }
            Err(Error::Invalid { rules }) => {
                let document = serde_json::from_str::<Value>(&with_metadata(&metadata));
                prop_assert!(!rules.is_empty());
                let valid = document.is_ok_and(|value| schema.is_valid(&value));
                prop_assert!(!valid, "{:?} of {}", rules, metadata);
                prop_assert!(!dir.path().join("store").exists(), "a refused response leaves nothing behind");
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}
