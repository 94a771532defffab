//! Any bytes at all may stand in a store. Whatever they are, the reader says what they are, always the same, and what it
//! read can be written and read again.

use std::fmt;

use responses::record::{Facts, JsonRef, Kind, Reader, Record, RecordTime, summarises_alike, to_canonical, validate};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Reads the bytes in every way there is.
pub fn check(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = validate(text);
        is_what_serde_json_says(text);
    }
    // Small limits, so that they are met.
    let reader = Reader { max_bytes_inside: 1 << 20, ..Reader::default() };
    let judged = reader.judge(bytes);
    assert_eq!(judged.as_ref().err(), reader.read(bytes).as_ref().err());
    if let Some(rescued) = reader.rescue(bytes) {
        assert!(judged.is_err(), "nothing is missing");
        survives_writing(&reader, &rescued.record);
    }
    assert!(summarises_alike(&reader, bytes.split(|byte| *byte == 0)), "a summary depends on what was read before");
    match (reader.read(bytes), reader.summarise(bytes)) {
        (Ok(record), Ok(summary)) => {
            assert_eq!(summary.timestamp, record.timestamp.time());
            assert_eq!(summary.session_id, record.session_id);
            assert_eq!(summary.agent, record.agent);
            assert_eq!(summary.facts, record.facts());
            survives_writing(&reader, &record);
            is_strict_on_request(&record);
        }
        (Err(of_read), Err(of_summary)) => assert_eq!(of_read, of_summary),
        (read, summary) => panic!("read gives {read:?}, summarise gives {summary:?}"),
    }
}

/// What was read, then written, reads as the same record, and writing it once more changes nothing.
fn survives_writing(reader: &Reader, record: &Record) {
    let written = to_canonical(record);
    let again = reader.read(&written).expect("the canonical form is a record");
    assert_eq!(again.timestamp.time().map(RecordTime::instant), record.timestamp.time().map(RecordTime::instant));
    assert_eq!(again.session_id, record.session_id);
    assert_eq!(again.agent, record.agent);
    assert_eq!(again.facts(), record.facts());
    assert_eq!(again.request.get().to_strict(), record.request.get().to_strict());
    assert_eq!(again.response.get().to_strict(), record.response.get().to_strict());
    assert_eq!(again.extra.len(), record.extra.len());
    assert!(to_canonical(&again) == written, "written twice, the record differs");
    let text = std::str::from_utf8(&written).expect("the canonical form is UTF-8");
    validate(text).expect("the canonical form is JSON");
}

/// The strict form of every value is JSON for a parser that knows nothing of Python.
fn is_strict_on_request(record: &Record) {
    let extra = record.extra.iter().map(|(_, value)| value);
    for value in [&record.request, &record.response, &record.metadata].into_iter().chain(extra) {
        let strict = value.get().to_strict();
        if let Err(error) = serde_json::from_str::<IgnoredAny>(&strict) {
            panic!("{error} in {strict}, the strict form of {}", value.get().text());
        }
        looked_into(value.get());
    }
}

/// Looking into a value must never fail, whatever its kind.
fn looked_into(value: JsonRef<'_>) {
    let _ = (value.as_bool(), value.as_f64(), value.as_i128(), value.as_str(), value.reading_text());
    let _ = (value.members(), value.elements(), Facts::of(value));
}

/// Whatever shortcut the reader takes, an object's members and whether it is JSON at all are what `serde_json` alone says.
fn is_what_serde_json_says(text: &str) {
    let strict = serde_json::from_str::<Members<'_>>(text);
    let ours = JsonRef::parse(text).map(|value| (value.kind(), value.members()));
    match (strict, ours) {
        (Ok(strict), Ok((kind, members))) => {
            assert_eq!(kind, Kind::Object);
            let values: Vec<_> = members.iter().map(|(_, value)| value.text()).collect();
            assert_eq!(strict.0.iter().map(|(_, value)| value.get()).collect::<Vec<_>>(), values);
            for ((key, _), (decoded, _)) in strict.0.iter().zip(&members) {
                if let Ok(key) = serde_json::from_str::<String>(key.get()) {
                    assert_eq!(key, decoded.as_ref());
                }
            }
        }
        (Ok(_), Err(error)) => panic!("{error}, but it is an object: {text}"),
        (Err(error), Ok((Kind::Object, _))) => {
            assert!(text.contains("NaN") || text.contains("Infinity"), "an object, but {error}: {text}");
        }
        (Err(_), _) => {}
    }
    if serde_json::from_str::<IgnoredAny>(text).is_err() && !text.contains("NaN") && !text.contains("Infinity") {
        let record = Reader::default().read(text.as_bytes());
        let bom = text.starts_with('\u{feff}');
        assert!(record.is_err() || bom || deep(text), "a record, but no JSON: {text}");
    }
}

/// True if the text may be nested deeper than `serde_json` goes when it does not merely step over a value.
fn deep(text: &str) -> bool {
    text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > 100
}

/// The members of an object, as they were written.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
