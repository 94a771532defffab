//! Any bytes at all may stand in a store. Whatever they are, the reader says what they are, always the same, and what it
//! read can be written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use responses::record::{Facts, JsonRef, Reader, Record, RecordTime, to_canonical, validate};
use serde::de::IgnoredAny;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = validate(text);
    }
    let reader = Reader::default();
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
});

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
