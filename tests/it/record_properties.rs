//! Properties of reading and writing records, whatever is in them.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use responses::record::{
    Facts, Json, JsonRef, Problem, Reader, Record, RecordTime, Stamp, Summary, compress, decompress, summarises_alike,
    to_canonical,
};
use serde::de::IgnoredAny;

use crate::arbitrary::{self, Dialect};

fn read(bytes: &[u8]) -> Result<Record, Problem> {
    Reader::default().read(bytes)
}

/// JSON text without the white space between its tokens.
fn squeezed(text: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let keep = |c: &char| {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = in_string,
            '"' => in_string = !in_string,
            _ => {}
        }
        in_string || !c.is_ascii_whitespace()
    };
    text.chars().filter(keep).collect()
}

/// The record with every value squeezed: equal for records that differ in white space alone.
fn normal(record: &Record) -> Record {
    let squeeze = |json: &Json| Json::parse(&squeezed(json.get().text())).unwrap();
    Record {
        timestamp: match &record.timestamp {
            Stamp::Unread(json) => Stamp::Unread(squeeze(json)),
            Stamp::Read(time) => Stamp::Read(*time),
        },
        request: squeeze(&record.request),
        response: squeeze(&record.response),
        metadata: squeeze(&record.metadata),
        extra: record.extra.iter().map(|(key, value)| (key.clone(), squeeze(value))).collect(),
        ..record.clone()
    }
}

/// Holds `read` and `summarise` to the same verdict, and gives it.
fn judged(bytes: &[u8]) -> Result<Record, Problem> {
    let (record, summary) = (read(bytes), Reader::default().summarise(bytes));
    let of_record = record.as_ref().map(|record| Summary {
        timestamp: record.timestamp.time(),
        written: summary
            .as_ref()
            .ok()
            .and_then(|summary| summary.written)
            .filter(|time| time.in_zone(&Reader::default().naive_zone) == record.timestamp.time()),
        session_id: record.session_id.clone(),
        agent: record.agent.clone(),
        facts: record.facts(),
    });
    assert_eq!(of_record.map_err(Clone::clone), summary, "of {}", String::from_utf8_lossy(bytes));
    record
}

/// A file in any of the shapes, good or not: known, old and unknown keys in any order and number.
fn shaped() -> impl Strategy<Value = String> {
    let keys = vec![
        "timestamp",
        "session_id",
        "agent",
        "request",
        "response",
        "metadata",
        "agent_name",
        "request_summary",
        "response_content",
        "microseconds",
        "\\u0061gent",
    ];
    let value = prop_oneof![
        arbitrary::json_text(Dialect::Python),
        arbitrary::object_text(Dialect::Python),
        select(vec![
            "null",
            "\"\"",
            "\"2026-01-01T00:00:00Z\"",
            "\"engineer\"",
            "{\"agent\": \"qa\"}",
            "{\"agent\": null}"
        ])
        .prop_map(String::from),
    ];
    vec((select(keys), value), 0..9).prop_map(|members| {
        let members: Vec<_> = members.into_iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
        format!("{{{}}}", members.join(", "))
    })
}

/// Zones with gaps and repeated hours of all sorts: half an hour, at midnight, a whole day, local mean times.
const ZONES: [&str; 9] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Monrovia",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "UTC",
];

proptest! {
    #[test]
    fn what_is_written_is_read_back_and_written_the_same_again(record in arbitrary::record()) {
        let written = to_canonical(&record);
        let back = judged(&written).unwrap();
        prop_assert_eq!(normal(&back), normal(&record));
        let again = to_canonical(&back);
        prop_assert_eq!(String::from_utf8(again.clone()), String::from_utf8(written));
        prop_assert_eq!(read(&again).unwrap(), back, "the second time even the white space is the same");
    }

    #[test]
    fn every_token_of_a_value_survives_as_it_was_spelled(
        metadata in arbitrary::object_text(Dialect::Python),
        response in arbitrary::json_text(Dialect::Python),
    ) {
        let file = format!("{{\"request\": \"r\", \"response\": {response}, \"metadata\": {metadata}}}");
        let written = String::from_utf8(to_canonical(&read(file.as_bytes()).unwrap())).unwrap();
        let (response, metadata) = (squeezed(&response), squeezed(&metadata));
        let expected = format!(
            "{{\"timestamp\":null,\"session_id\":null,\"agent\":null,\"request\":\"r\",\
             \"response\":{response},\"metadata\":{metadata}}}"
        );
        prop_assert_eq!(squeezed(&written), expected);
    }

    #[test]
    fn a_summary_is_the_record_without_its_texts(file in shaped()) {
        _ = judged(file.as_bytes());
    }

    #[test]
    fn files_that_were_read_before_change_no_summary(files in vec(shaped(), 1..12), order in vec(any::<Index>(), 0..40)) {
        let files = order.iter().map(|number| number.get(&files).as_bytes());
        prop_assert!(summarises_alike(&Reader::default(), files));
    }

    #[test]
    fn arbitrary_bytes_are_judged_without_a_panic(
        bytes in vec(any::<u8>(), 0..200),
        text in "[\\[\\]{}\",:\\\\ \nNaI0-9.eE+u-]{0,60}",
    ) {
        _ = judged(&bytes);
        _ = judged(&[&[0x1f, 0x8b][..], &bytes].concat());
        _ = judged(&compress(&bytes).unwrap());
        _ = judged(text.as_bytes());
        _ = judged(format!("{{\"request\":{text}}}").as_bytes());
    }

    #[test]
    fn a_compressed_record_reads_the_same(record in arbitrary::record()) {
        let plain = to_canonical(&record);
        let compressed = compress(&plain).unwrap();
        prop_assert_eq!(judged(&compressed), read(&plain));
        prop_assert_eq!(&compressed, &compress(&plain).unwrap(), "equal content gives equal bytes");
    }

    #[test]
    fn strict_json_parses_everywhere_and_means_the_same(
        strict in arbitrary::json_text(Dialect::Strict),
        python in arbitrary::json_text(Dialect::Python),
    ) {
        let value: serde_json::Value = serde_json::from_str(&strict).unwrap();
        let made = JsonRef::parse(&strict).unwrap().to_strict();
        prop_assert_eq!(&made, &squeezed(&strict), "only white space goes");
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&made).unwrap(), value);
        let made = JsonRef::parse(&python).unwrap().to_strict();
        prop_assert!(serde_json::from_str::<IgnoredAny>(&made).is_ok(), "{python} became {made}");
        prop_assert_eq!(JsonRef::parse(&made).unwrap().to_strict(), made.clone(), "strict is strict");
    }

    #[test]
    fn numbers_mean_what_serde_json_takes_them_for(
        (integer, natural) in any::<(i64, u64)>(),
        double in any::<f64>(),
    ) {
        let parsed = |text: &str| Json::parse(text).unwrap();
        prop_assert_eq!(parsed(&integer.to_string()).get().as_i128(), Some(integer.into()));
        prop_assert_eq!(parsed(&natural.to_string()).get().as_i128(), Some(natural.into()));
        if double.is_finite() {
            let text = serde_json::to_string(&double).unwrap();
            prop_assert_eq!(parsed(&text).get().as_f64(), Some(double));
            prop_assert_eq!(parsed(&text).get().as_f64(), serde_json::Value::from(double).as_f64());
        }
    }

    #[test]
    fn an_integer_is_known_exactly_or_not_at_all(
        number in "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?",
    ) {
        prop_assert_eq!(Json::parse(&number).unwrap().get().as_i128(), exact(&number), "{}", number);
    }

    #[test]
    fn a_time_that_was_written_is_the_same_instant(time in arbitrary::record_time()) {
        let written = time.to_rfc3339();
        prop_assert_eq!(RecordTime::parse(&written, &TimeZone::UTC), Some(time), "{}", written);
        let fraction = written.split('.').nth(1).unwrap().bytes().take_while(u8::is_ascii_digit).count();
        prop_assert!(fraction == 6 || fraction == 9, "{}", written);
        prop_assert_eq!(time.to_utc().instant(), time.instant());
        prop_assert!(time.to_utc().to_rfc3339().ends_with("+00:00"));
    }

    #[test]
    fn a_naive_time_in_any_zone_is_an_instant_that_can_be_written_and_read(
        zone in select(ZONES.to_vec()),
        (year, day, minute) in (1840_i16..2200, 1_i16..=365, 0_i64..1440),
    ) {
        let zone = TimeZone::get(zone).unwrap();
        let date = jiff::civil::Date::new(year, 1, 1).unwrap().with().day_of_year(day).build().unwrap();
        let naive = date.to_datetime(jiff::civil::Time::midnight()) + SignedDuration::from_mins(minute);
        let time = RecordTime::parse(&naive.to_string(), &zone).unwrap();
        let shown: DateTime = time.instant().to_zoned(zone.clone()).datetime();
        // In a gap the clocks went on: never by more than the day that Samoa left out.
        let shift = shown.duration_since(naive);
        prop_assert!((SignedDuration::ZERO..=SignedDuration::from_hours(24)).contains(&shift), "{naive} {shown}");
        let back = RecordTime::parse(&time.to_rfc3339(), &TimeZone::UTC).unwrap();
        prop_assert_eq!(back.instant(), time.instant(), "{}", time);
    }
}

/// The integer that a JSON number is, by its digits alone.
fn exact(number: &str) -> Option<i128> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let shift = exponent.parse::<i64>().unwrap() - i64::try_from(fraction.len()).unwrap();
    if digits.trim_start_matches('-').bytes().all(|digit| digit == b'0') {
        return Some(0);
    }
    if let Ok(zeros) = usize::try_from(shift) {
        return (digits + &"0".repeat(zeros)).parse().ok();
    }
    let kept = digits.len().checked_sub(usize::try_from(-shift).unwrap())?;
    let (kept, dropped) = digits.split_at(kept);
    dropped.bytes().all(|digit| digit == b'0').then(|| kept.parse().ok()).flatten()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_record_that_ends_too_early_is_told_as_such(record in arbitrary::record()) {
        let whole = to_canonical(&record);
        for length in 0..whole.len() {
            let problem = judged(&whole[..length]).unwrap_err();
            let told = matches!(problem, Problem::Truncated(_)) || (length == 0 && problem == Problem::Empty);
            prop_assert!(told, "{problem}: {}", String::from_utf8_lossy(&whole[..length]));
        }
    }

    #[test]
    fn a_compressed_record_that_ends_too_early_is_never_taken_for_whole(record in arbitrary::record()) {
        let whole = compress(&to_canonical(&record)).unwrap();
        for length in 0..whole.len() {
            prop_assert!(judged(&whole[..length]).is_err(), "{length} of {}", whole.len());
        }
    }

    #[test]
    fn a_record_with_one_byte_changed_is_judged_without_a_panic(record in arbitrary::record(), byte in any::<u8>()) {
        let whole = to_canonical(&record);
        let compressed = compress(&whole).unwrap();
        for good in [whole, compressed] {
            for at in 0..good.len() {
                let mut changed = good.clone();
                changed[at] = if changed[at] == byte { byte ^ 1 } else { byte };
                _ = judged(&changed);
            }
        }
    }
}

#[test]
fn the_canonical_form_is_the_documented_one() {
    let file = r#"{"response":"é\u00e9\/","metadata":{"n":1.10,"big":123456789012345678901234567890,"e":1e400,"z":-0,
        "bad":NaN,"s":"\ud800","a":[],"o":{ },"d":1,"d":2},"timestamp":"2025-08-11T14:30:22.123456","x":[1,[2]],
        "agent":"qa","request":null,"session_id":"s"}"#;
    let written = String::from_utf8(to_canonical(&read(file.as_bytes()).unwrap())).unwrap();
    let expected = r#"{
  "timestamp": "2025-08-11T14:30:22.123456+00:00",
  "session_id": "s",
  "agent": "qa",
  "request": null,
  "response": "é\u00e9\/",
  "metadata": {
    "n": 1.10,
    "big": 123456789012345678901234567890,
    "e": 1e400,
    "z": -0,
    "bad": NaN,
    "s": "\ud800",
    "a": [],
    "o": {},
    "d": 1,
    "d": 2
  },
  "x": [
    1,
    [
      2
    ]
  ]
}"#;
    assert_eq!(written, expected);
}

#[test]
fn a_gzip_bomb_is_refused_before_it_goes_off() {
    // Sixteen gibibytes in sixteen mebibytes: a thousand and more members of equal content.
    let member = compress(&vec![b' '; 16 << 20]).unwrap();
    let bomb = member.repeat(1024);
    let started = Instant::now();
    assert_eq!(read(&bomb).unwrap_err(), Problem::TooLargeInside { max_bytes: 64 << 20 });
    let small = Reader { max_bytes_inside: 1 << 20, ..Reader::default() };
    assert_eq!(small.summarise(&member).unwrap_err(), Problem::TooLargeInside { max_bytes: 1 << 20 });
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn a_record_as_large_as_the_limit_is_read_and_one_byte_more_is_not() {
    let record = br#"{"request": "a question that is long enough to be compressed a a a a a a a a a a a a a a a a a"}"#;
    let compressed = compress(record).unwrap();
    let length = u64::try_from(record.len()).unwrap();
    for (max_bytes, fits) in [(length, true), (length - 1, false)] {
        let reader = Reader { max_bytes, max_bytes_inside: max_bytes, ..Reader::default() };
        assert_eq!(reader.read(record).is_ok(), fits);
        assert_eq!(reader.summarise(&compressed).is_ok(), fits);
        assert_eq!(decompress(&compressed, max_bytes).is_ok(), fits);
    }
}

#[test]
fn a_record_nested_as_deep_as_the_limit_is_read_and_one_level_more_is_not() {
    for depth in [5, 64, 65, 3000] {
        let nested = |levels: usize| format!("{{\"request\": {}1{}}}", "[".repeat(levels), "]".repeat(levels));
        for (levels, fits) in [(depth - 1, true), (depth, false)] {
            let reader = Reader { max_depth: u64::try_from(depth).unwrap(), ..Reader::default() };
            let read = reader.read(nested(levels).as_bytes());
            assert_eq!(read.is_ok(), fits, "{depth} {levels}: {read:?}");
        }
    }
    let brackets_in_a_text = format!("{{\"request\": \"{}\"}}", "[{\\\"".repeat(100));
    assert!(Reader { max_depth: 1, ..Reader::default() }.read(brackets_in_a_text.as_bytes()).is_ok());
}

#[test]
fn naive_times_in_a_gap_or_an_overlap_are_read_as_the_clocks_went() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let read = |text: &str| RecordTime::parse(text, &berlin).unwrap().to_rfc3339();
    assert_eq!(read("2026-03-29T02:30:00"), "2026-03-29T03:30:00.000000+02:00", "skipped: shifted forward");
    assert_eq!(read("2026-10-25T02:30:00"), "2026-10-25T02:30:00.000000+02:00", "twice: the earlier");
    assert_eq!(read("2026-10-25T02:30:00+01:00"), "2026-10-25T02:30:00.000000+01:00", "an offset decides");
}

#[test]
fn the_metadata_facts_are_the_same_however_a_key_is_spelled() {
    let plain = Json::parse(r#"{"model":"m","tokens":12,"duration":1.5}"#).unwrap();
    let escaped = Json::parse(r#"{"\u006dodel":"\u006d","toke\u006es":1.2e1,"duration":15e-1}"#).unwrap();
    assert_eq!(Facts::of(plain.get()), Facts::of(escaped.get()));
    assert_eq!(Facts::of(escaped.get()).duration, Some(Duration::from_millis(1500)));
}
