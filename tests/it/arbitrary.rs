//! What the property tests draw from: JSON in every spelling, records, and entries as a scan finds them.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::Offset;
use proptest::collection::{SizeRange, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use responses::record::{Facts, Json, Record, RecordTime, Stamp, Status};
use responses::store::{Entry, Tally};

/// How JSON may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// As RFC 8259 has it, within what a double, a Rust string and a map can hold.
    Strict,
    /// As Python writes and reads it, too: non-finite numbers, lone surrogates, duplicate keys, numbers of any size.
    Python,
}

/// Pieces of text that readers and writers of JSON, terminals and file systems have tripped over.
const TRICKS: [&str; 23] = [
    "\"",
    "\\",
    "\\u0041",
    "\\ud800",
    "/",
    "NaN",
    "Infinity",
    "{",
    "]",
    ",",
    ":",
    "\u{7f}",
    "\u{9b}",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "e\u{301}",
    "世",
    "👩‍💻",
    "%2F",
    "\r\n",
    "\u{fffd}",
    "\u{10ffff}",
];

/// Text of any sort: words, controls, what escapes are made of, other scripts, emoji, and what looks like JSON.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => any::<char>().prop_map(String::from),
        2 => "[a-z]{1,8}",
        1 => (0_u32..0x20).prop_map(|code| char::from_u32(code).unwrap().to_string()),
        1 => select(TRICKS.to_vec()).prop_map(String::from),
    ];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A number in some spelling.
fn number(dialect: Dialect) -> impl Strategy<Value = String> {
    let odd = match dialect {
        Dialect::Strict => vec!["0", "-0", "1.10", "1e3", "1E+3", "0.0", "-0.0", "1e-7", "100.000", "-1.5e2"],
        Dialect::Python => vec!["1e400", "-1E+400", "1e-400", "NaN", "Infinity", "-Infinity", "-0", "1.10", "0e0"],
    };
    let digits = if dialect == Dialect::Strict { "-?[1-9][0-9]{0,14}" } else { "-?[1-9][0-9]{0,39}(\\.[0-9]{1,30})?" };
    prop_oneof![select(odd).prop_map(String::from), digits, any::<i32>().prop_map(|number| number.to_string())]
}

/// A string literal, its characters escaped or not as may be.
fn literal(dialect: Dialect) -> impl Strategy<Value = String> {
    let mut escapes =
        vec!["\\u00e9", "\\/", "\\n", "\\\"", "\\\\", "\\ud83d\\ude00", "\\u0000", "\\u001F", "é", "/", "NaN"];
    if dialect == Dialect::Python {
        escapes.extend(["\\ud800", "\\uDC00", "\\udbff\\u0041", "\\ud800\\ud83d\\ude00"]);
    }
    let plain = text().prop_map(|text| {
        let quoted = serde_json::to_string(&text).unwrap();
        quoted[1..quoted.len() - 1].to_owned()
    });
    let piece = prop_oneof![plain, select(escapes).prop_map(String::from)];
    vec(piece, 0..4).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

fn space() -> impl Strategy<Value = &'static str> {
    select(vec!["", "", "", " ", "\n", "\t", "\r\n  "])
}

/// Any value, as text.
pub(crate) fn json_text(dialect: Dialect) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        1 => select(vec!["null", "true", "false", "[]", "{}", "[ ]", "{\n}"]).prop_map(String::from),
        2 => number(dialect),
        2 => literal(dialect),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let array = vec((space(), inner.clone(), space()), 1..4).prop_map(|elements| {
            let elements: Vec<_> =
                elements.into_iter().map(|(before, value, after)| [before, &value, after].concat()).collect();
            format!("[{}]", elements.join(","))
        });
        prop_oneof![array, object_of(dialect, inner)]
    })
}

/// An object, as text.
pub(crate) fn object_text(dialect: Dialect) -> impl Strategy<Value = String> {
    object_of(dialect, json_text(dialect).boxed())
}

fn object_of(
    dialect: Dialect,
    value: impl Strategy<Value = String> + Clone + 'static,
) -> impl Strategy<Value = String> {
    let names = vec![
        "\"model\"",
        "\"tokens\"",
        "\"a\"",
        "\"\\u0061\"",
        "\"duration\"",
        "\"error\"",
        "\"tools_used\"",
        "\"usage\"",
    ];
    let key = prop_oneof![3 => select(names).prop_map(String::from), 1 => literal(dialect)];
    vec((space(), key, space(), value, space()), 0..5).prop_map(move |members| {
        let mut written: Vec<String> = Vec::new();
        let mut names = Vec::new();
        for (before, key, between, value, after) in members {
            let name = Json::parse(&key).unwrap().get().as_str().unwrap().into_owned();
            // The oldest records keep the agent here; that has tests of its own.
            let doubled = dialect == Dialect::Strict && names.contains(&name);
            if !doubled && name != "agent" {
                names.push(name);
                written.push([before, &key, between, ":", between, &value, after].concat());
            }
        }
        format!("{{{}}}", written.join(","))
    })
}

/// Any value.
pub(crate) fn json(dialect: Dialect) -> impl Strategy<Value = Json> {
    json_text(dialect).prop_map(|text| Json::parse(&text).unwrap())
}

/// A time with whole microseconds or more digits, and any offset of whole minutes.
pub(crate) fn record_time() -> impl Strategy<Value = RecordTime> {
    let nanoseconds = prop_oneof![3 => (0..1_000_000).prop_map(|micro| micro * 1000), 1 => 0..1_000_000_000];
    (-62_000_000_000_i64..253_000_000_000, nanoseconds, -1439_i32..1440).prop_map(|(seconds, nanosecond, minutes)| {
        let instant = Timestamp::new(seconds, nanosecond).unwrap();
        let civil = Offset::from_seconds(minutes * 60).unwrap().to_datetime(instant);
        let (sign, minutes) = (if minutes < 0 { '-' } else { '+' }, minutes.abs());
        let written = format!("{civil}{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        RecordTime::parse(&written, &jiff::tz::TimeZone::UTC).unwrap_or_else(|| panic!("{written} is no time"))
    })
}

/// Any record that a file can hold.
pub(crate) fn record() -> impl Strategy<Value = Record> {
    use Dialect::Python;
    let stamp = prop_oneof![
        4 => record_time().prop_map(Stamp::Read),
        1 => select(vec!["null", "12", "\"soon\"", "\"2026-13-01T00:00:00Z\"", "{}", "NaN", "\"\\ud800\""])
            .prop_map(|text| Stamp::Unread(Json::parse(text).unwrap())),
    ];
    let body = || prop_oneof![3 => text().prop_map(|text| Json::string(&text)), 1 => json(Python)];
    let metadata = object_text(Python).prop_map(|text| Json::parse(&text).unwrap());
    let known = ["timestamp", "session_id", "agent", "request", "response", "metadata"];
    let old = ["agent_name", "request_summary", "response_content"];
    let extra = (text(), json(Python))
        .prop_filter("an own key", move |(key, _)| ![&known[..], &old].concat().contains(&key.as_str()));
    let parts = (stamp, option::of(text()), option::of(text()), body(), body(), metadata, vec(extra, 0..3));
    parts.prop_map(|(timestamp, session_id, agent, request, response, metadata, extra)| Record {
        timestamp,
        session_id,
        agent,
        request,
        response,
        metadata,
        extra,
    })
}

/// What a scan may find, few enough different values that ties and equal names are common. The paths differ.
pub(crate) fn entries(size: impl Into<SizeRange>) -> impl Strategy<Value = Vec<Entry>> {
    let name = |names: &'static [&'static str]| option::weighted(0.9, select(names).prop_map(String::from));
    let time = (0_i64..40, select(vec!["+00:00", "+05:30", "-08:00"])).prop_map(|(n, offset)| at(n * 6 * 3600, offset));
    let places = (name(&["s1", "s2", "a/b", "*"]), name(&["engineer", "qa", "e*"]));
    let entry = (places, option::weighted(0.9, time), 0_u64..4, facts());
    let entry = entry.prop_map(|((session_id, agent), timestamp, bytes, facts)| Entry {
        path: PathBuf::new(),
        bytes,
        modified: None,
        session_id,
        agent,
        timestamp,
        facts,
    });
    vec(entry, size).prop_map(|mut entries| {
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.path = PathBuf::from(format!("dir/{}-{index}.json", index % 7));
        }
        entries
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let length = prop_oneof![
        (0_u64..4).prop_map(Duration::from_secs),
        any::<u32>().prop_map(|nanos| Duration::from_nanos(nanos.into())),
    ];
    let model = option::of(select(vec!["opus", "sonnet"]).prop_map(String::from));
    let tools = vec(select(vec!["Bash", "Edit", "Read"]).prop_map(String::from), 0..4);
    let parts = (option::of(0_u64..5), option::weighted(0.7, length), model, tools, any::<bool>());
    parts.prop_map(|(tokens, duration, model, tools, failed)| Facts {
        model,
        tokens,
        duration,
        tools,
        status: if failed { Status::Error } else { Status::Ok },
        ..Facts::default()
    })
}

/// The moment so many seconds into the sample month, written with that offset.
fn at(seconds: i64, offset: &str) -> RecordTime {
    let start: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
    let hours_and_minutes: Vec<i32> = offset[1..].split(':').map(|part| part.parse().unwrap()).collect();
    let shift = (hours_and_minutes[0] * 60 + hours_and_minutes[1]) * 60 * if offset.starts_with('-') { -1 } else { 1 };
    let instant = Timestamp::from_second(start.as_second() + seconds).unwrap();
    let civil = Offset::from_seconds(shift).unwrap().to_datetime(instant);
    RecordTime::parse(&format!("{civil}{offset}"), &jiff::tz::TimeZone::UTC).unwrap()
}

/// Feeds the entries to several tallies, as a scan on several threads does: which one gets an entry, and in which order
/// the tallies are merged, is told by `deal`.
pub(crate) fn tallied<T: Tally>(entries: &[Entry], deal: &[u8], new: impl Fn() -> T) -> T {
    let mut tallies: Vec<T> = (0..4).map(|_| new()).collect();
    for (index, entry) in entries.iter().enumerate() {
        let dealt = deal.get(index % deal.len().max(1)).copied().unwrap_or(0);
        tallies[usize::from(dealt % 4)].add(entry);
    }
    for turn in 0..3 {
        let dealt = usize::from(deal.get(turn).copied().unwrap_or(0));
        let other = tallies.remove(dealt % tallies.len());
        let into = (dealt / 4) % tallies.len();
        tallies[into].merge(other);
    }
    tallies.pop().unwrap()
}

/// The cards for [`tallied`].
pub(crate) fn deal() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 4..40)
}
