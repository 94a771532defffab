//! `tests/fixtures/bad`: damaged, odd and merely unusual files, against what is expected of each.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use responses::record::{JsonRef, Problem, Reader, Record, Status, Summary};
use serde_json::Value;

use crate::support::{Sandbox, fixture};

/// Every file of the corpus: its name, its bytes, what is expected of it.
fn corpus() -> Vec<(String, Vec<u8>, Value)> {
    let text = std::fs::read_to_string(fixture("bad/expected.json")).unwrap();
    let expected: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    let files = expected.into_iter().map(|(name, expected)| {
        let bytes = std::fs::read(fixture("bad").join(&name)).unwrap();
        (name, bytes, expected)
    });
    files.collect()
}

/// The kind of a problem as the corpus names it, and how its message begins.
fn kind_of(problem: &Problem) -> (&'static str, &'static str) {
    match problem {
        Problem::Empty => ("empty", "the file is empty"),
        Problem::NotUtf8 { .. } => ("not-utf8", "not UTF-8 text (first bad byte at offset "),
        Problem::Truncated(_) => ("truncated", "truncated: "),
        Problem::Json(_) => ("json", "not JSON: "),
        Problem::NotAnObject(_) => ("not-an-object", "not a response record: the top level is "),
        Problem::NotARecord => ("not-a-record", "not a response record: it has neither "),
        Problem::Gzip(_) => ("gzip", "damaged gzip data: "),
        Problem::TooLarge { .. } => ("too-large", "larger than "),
        Problem::TooLargeInside { .. } => ("too-large-inside", "decompresses to more than "),
        Problem::TooDeep { .. } => ("too-deep", "nested more than "),
        other => panic!("no problem of a file's bytes: {other}"),
    }
}

/// The fields of a record under the names that the corpus uses.
fn field(name: &str, record: &Record, summary: &Summary) -> Value {
    match name {
        "agent" => summary.agent.clone().into(),
        "session_id" => summary.session_id.clone().into(),
        "timestamp" => summary.timestamp.map(|time| time.to_utc().to_rfc3339()).into(),
        "request" => record.request.get().as_str().as_deref().into(),
        "response" => record.response.get().as_str().as_deref().into(),
        "tokens" => summary.facts.tokens.into(),
        "status" => if summary.facts.status == Status::Ok { "ok" } else { "error" }.into(),
        other => panic!("the corpus has the field `{other}`, this test has not"),
    }
}

/// What is wrong with what the reader makes of one file; nothing if all is as expected.
fn complaint(bytes: &[u8], expected: &Value) -> Option<String> {
    let reader = Reader::default();
    match (reader.read(bytes), reader.summarise(bytes)) {
        (Ok(record), Ok(summary)) => {
            let Some(fields) = expected["ok"].as_object() else { return Some("was read".to_owned()) };
            let of_record = Summary {
                timestamp: record.timestamp.time(),
                written: summary.written.filter(|time| time.in_zone(&reader.naive_zone) == record.timestamp.time()),
                session_id: record.session_id.clone(),
                agent: record.agent.clone(),
                facts: record.facts(),
            };
            if of_record != summary {
                return Some(format!("read and summarise disagree: {of_record:?}, {summary:?}"));
            }
            let different = |(name, value): (&String, &Value)| {
                let found = field(name, &record, &summary);
                (found != *value).then(|| format!("{name} is {found}, not {value}"))
            };
            fields.iter().find_map(different)
        }
        (Err(of_read), Err(of_summarise)) => {
            let (kind, message) = kind_of(&of_read);
            let as_expected = expected["problem"] == kind && of_read == of_summarise;
            let says_so = of_read.to_string().starts_with(message);
            (!as_expected || !says_so).then(|| format!("{kind}: {of_read} / {of_summarise}, not {expected}"))
        }
        (read, summarise) => Some(format!("only one of them fails: {:?}, {:?}", read.err(), summarise.err())),
    }
}

#[test]
fn every_file_of_the_corpus_is_expected_and_there() {
    let there: BTreeSet<_> = std::fs::read_dir(fixture("bad"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "expected.json")
        .collect();
    let expected: BTreeSet<_> = corpus().into_iter().map(|(name, ..)| name).collect();
    assert_eq!(there, expected);
    assert!(expected.len() > 200);
}

#[test]
fn the_reader_makes_of_every_file_what_is_expected() {
    let complaints: Vec<_> = corpus()
        .into_iter()
        .filter_map(|(name, bytes, expected)| Some(format!("{name}: {}", complaint(&bytes, &expected)?)))
        .collect();
    assert!(complaints.is_empty(), "{} files:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn a_store_of_the_whole_corpus_lists_the_good_and_names_the_bad() {
    let sandbox = Sandbox::new();
    let corpus = corpus();
    for (name, bytes, _) in &corpus {
        sandbox.put(&format!("corpus/{name}"), bytes);
    }
    let list = sandbox.stdout(["list", "--all", "--json"]);
    // Some values are nested deeper than other parsers go, so the list is taken apart with ours.
    let list = JsonRef::parse(&list).unwrap();
    let named = |key: &str| -> BTreeMap<String, JsonRef<'_>> {
        let all = list.member(key).unwrap().elements().into_iter();
        all.map(|one| (one.member("path").unwrap().as_str().unwrap().into_owned(), one)).collect()
    };
    let (items, skipped) = (named("items"), named("skipped"));
    assert_eq!(items.len() + skipped.len(), corpus.len(), "each file once");
    for (name, bytes, expected) in &corpus {
        let at = |files: &BTreeMap<String, JsonRef<'_>>, key: &str| -> Option<Value> {
            let (_, one) = files.iter().find(|(path, _)| path.ends_with(&format!("corpus/{name}")))?;
            serde_json::from_str(one.member(key)?.text()).ok()
        };
        let Some(fields) = expected["ok"].as_object() else {
            let reason = at(&skipped, "reason").unwrap_or_else(|| panic!("{name} is not named in `skipped`"));
            let message = kind_of(&Reader::default().read(bytes).unwrap_err()).1;
            assert!(reason.as_str().unwrap().starts_with(message), "{name}: {reason}");
            continue;
        };
        assert_eq!(at(&items, "bytes"), Some(bytes.len().into()), "{name}");
        let session = fields["session_id"].as_str().unwrap_or("corpus");
        assert_eq!(at(&items, "session_id"), Some(session.into()), "{name}");
        let instant = |value: Option<&Value>| value.and_then(Value::as_str).and_then(|t| t.parse::<Timestamp>().ok());
        assert_eq!(instant(at(&items, "timestamp").as_ref()), instant(fields.get("timestamp")), "{name}");
        for field in ["agent", "tokens"] {
            if let Some(expected) = fields.get(field) {
                assert_eq!(at(&items, field).as_ref(), Some(expected), "{name}: {field}");
            }
        }
    }
}

#[test]
fn one_deeply_nested_value_does_not_make_the_whole_list_unreadable_to_other_parsers() {
    let sandbox = Sandbox::new();
    sandbox.put("corpus/deep.json", std::fs::read(fixture("bad/deep-request.json")).unwrap());
    sandbox.put("corpus/good.json", std::fs::read(fixture("bad/valid.json")).unwrap());
    assert_eq!(sandbox.json(["list", "--json"])["total"], 2);
}
