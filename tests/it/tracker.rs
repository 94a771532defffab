//! What the documented API promises, one promise a test, through the library. What it leaves on the disk is in
//! `tracker_disk`.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::{Timestamp, ToSpan};
use responses::record::{AgentName, InvalidId, Json, Problem, SessionId, Stamp};
use responses::store::write::{Compression, Durability, WriteOptions};
use responses::store::{Error, NewResponse, Options, ResponseTracker, SessionSummary, Skipped};
use tempfile::TempDir;

use crate::support::record;

/// A tracker whose store does not exist yet.
pub(crate) struct Fresh {
    pub(crate) dir: TempDir,
    pub(crate) tracker: ResponseTracker,
}

impl Fresh {
    pub(crate) fn new() -> Self {
        Self::with(WriteOptions::default())
    }

    pub(crate) fn with(write: WriteOptions) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { write, ..Options::default() };
        let tracker = ResponseTracker::with_options(dir.path().join("above/store"), options).unwrap();
        Self { dir, tracker }
    }

    pub(crate) fn base(&self) -> PathBuf {
        self.dir.path().join("above/store")
    }

    /// Writes a file into the store as another tool would.
    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let full = self.base().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, content).unwrap();
        full
    }

    pub(crate) fn track(&self, session: &str, name: &str, request: &str) -> PathBuf {
        let session = SessionId::new(session).unwrap();
        let tracked =
            self.tracker.track_response(&agent(name), request, "done", Some(&session), &Json::empty_object(), now());
        tracked.unwrap()
    }

    pub(crate) fn session(&self, name: &str) -> Vec<String> {
        texts(self.tracker.session_responses(&SessionId::new(name).unwrap()).unwrap())
    }

    pub(crate) fn latest(&self, limit: usize, name: Option<&str>) -> Vec<String> {
        texts(self.tracker.latest_responses(limit, name.map(agent).as_ref()).unwrap())
    }

    pub(crate) fn skipped(&self) -> Vec<Skipped> {
        self.tracker.sessions().unwrap().skipped
    }
}

pub(crate) fn agent(name: &str) -> AgentName {
    AgentName::new(name).unwrap()
}

pub(crate) fn now() -> Timestamp {
    "2026-11-03T14:30:22.123456Z".parse().unwrap()
}

/// The requests of responses, in the order they came.
pub(crate) fn texts(responses: responses::store::Responses<'_>) -> Vec<String> {
    responses.map(|response| response.unwrap().1.request.get().as_str().unwrap().into_owned()).collect()
}

/// Tracks the response that a test needs when it does not matter what is in it.
pub(crate) fn write(tracker: &ResponseTracker) -> Result<PathBuf, Error> {
    tracker.track_response(&agent("engineer"), "request", "response", None, &Json::empty_object(), now())
}

/// All files below a directory.
pub(crate) fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn the_store_is_created_by_the_first_write_and_not_before() {
    let fresh = Fresh::new();
    assert!(fresh.latest(10, None).is_empty() && fresh.session("s").is_empty());
    assert!(fresh.tracker.sessions().unwrap().found.is_empty());
    assert_eq!(fresh.tracker.all_stats().unwrap().found.total().responses, 0);
    assert!(!fresh.dir.path().join("above").exists(), "reading creates nothing");
    let path = fresh.track("s", "engineer", "r");
    assert_eq!(files(fresh.dir.path()), std::slice::from_ref(&path), "one file and nothing beside it");
    assert_eq!(path, fresh.base().join("s/engineer-20261103_143022_123.json"));
}

#[test]
fn something_else_than_a_directory_is_no_store() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "kept").unwrap();
    assert!(matches!(ResponseTracker::new(&file), Err(Error::Configuration { path, .. }) if path == file));
    let late = ResponseTracker::new(dir.path().join("late")).unwrap();
    fs::write(dir.path().join("late"), "kept").unwrap();
    assert!(matches!(late.sessions(), Err(Error::Configuration { .. })));
    assert!(matches!(write(&late), Err(Error::Storage { .. })));
    assert_eq!(fs::read_to_string(dir.path().join("late")).unwrap(), "kept");
}

#[test]
fn without_a_session_a_response_belongs_to_default() {
    let fresh = Fresh::new();
    let path = write(&fresh.tracker).unwrap();
    assert_eq!(path.parent(), Some(fresh.base().join("default").as_path()));
    let (entry, record) = fresh.tracker.session_responses(&SessionId::default()).unwrap().next().unwrap().unwrap();
    assert_eq!((entry.session(), record.session_id.as_deref()), ("default", Some("default")));
}

#[test]
fn the_file_holds_exactly_what_was_tracked() {
    let fresh = Fresh::new();
    let metadata =
        r#"{"model":"opus","tokens":1250,"odd":[1.10,123456789012345678901234567890,1e2,-0],"d":1,"d":"\u00e9\/"}"#;
    let session = SessionId::new("s1").unwrap();
    let json = Json::parse(metadata).unwrap();
    let path = fresh.tracker.track_response(&agent("qa"), "ask", "say", Some(&session), &json, now()).unwrap();
    let expected = r#"{
  "timestamp": "2026-11-03T14:30:22.123456+00:00",
  "session_id": "s1",
  "agent": "qa",
  "request": "ask",
  "response": "say",
  "metadata": {
    "model": "opus",
    "tokens": 1250,
    "odd": [
      1.10,
      123456789012345678901234567890,
      1e2,
      -0
    ],
    "d": 1,
    "d": "\u00e9\/"
  }
}"#;
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    let relative = fresh.tracker.layout().relative(&path).unwrap();
    assert_eq!(fresh.tracker.read_raw(relative).unwrap(), expected.as_bytes());
    assert_eq!(fresh.tracker.entry(relative).unwrap().facts.tokens, Some(1250));
}

#[test]
fn a_response_that_breaks_the_schema_is_refused_with_every_reason_and_leaves_nothing() {
    let fresh = Fresh::new();
    for (metadata, reasons) in [
        (r#"{"tokens": -1, "confidence": 2}"#, &["/metadata/tokens", "/metadata/confidence"][..]),
        ("[]", &["/metadata"]),
        (r#"{"duration": NaN}"#, &["/metadata/duration", "not strict JSON"]),
        (r#"{"x": Infinity}"#, &["not strict JSON"]),
    ] {
        let json = Json::parse(metadata).unwrap();
        let refused = fresh.tracker.track_response(&agent("qa"), "", "", None, &json, now()).unwrap_err();
        assert!(matches!(refused, Error::Invalid { .. }), "{refused}");
        assert!(reasons.iter().all(|reason| refused.to_string().contains(reason)), "{refused}");
    }
    assert!(!fresh.dir.path().join("above").exists());
}

#[test]
fn an_unknown_session_is_empty_and_zero_and_clearing_it_is_false() {
    let fresh = Fresh::new();
    let unknown = SessionId::new("unknown").unwrap();
    for _ in ["without a store", "with one"] {
        assert!(fresh.session("unknown").is_empty());
        assert_eq!(fresh.tracker.session_stats(&unknown).unwrap(), SessionSummary::named("unknown"));
        assert!(!fresh.tracker.clear_session(&unknown, now()).unwrap());
        fresh.track("known", "engineer", "r");
    }
    assert_eq!(fresh.session("known").len(), 2);
}

#[test]
fn a_session_is_counted_by_agent_and_spans_its_json_timestamps() {
    let fresh = Fresh::new();
    fresh.put("s/b.json", record("s", "qa", "2026-01-01T12:00:00Z"));
    fresh.put("s/a.json", record("s", "engineer", "2026-01-01T10:00:00+00:00"));
    fresh.put("elsewhere/c.json", record("s", "engineer", "2026-01-01T12:30:00+01:00"));
    fresh.put("t/d.json", record("t", "engineer", "2026-01-02T00:00:00Z"));
    let stats = fresh.tracker.session_stats(&SessionId::new("s").unwrap()).unwrap();
    assert_eq!((stats.responses, stats.errors), (3, 0));
    assert_eq!(stats.agents.into_iter().collect::<Vec<_>>(), [("engineer".to_owned(), 2), ("qa".to_owned(), 1)]);
    assert_eq!(stats.first.unwrap().to_rfc3339(), "2026-01-01T10:00:00.000000+00:00");
    assert_eq!(stats.last.unwrap().to_rfc3339(), "2026-01-01T12:00:00.000000+00:00");
    let sessions = fresh.tracker.sessions().unwrap().found;
    assert_eq!(sessions.iter().map(|s| s.session_id.as_str()).collect::<Vec<_>>(), ["t", "s"], "the latest first");
    let all = fresh.tracker.all_stats().unwrap().found;
    assert_eq!((all.total().responses, all.agents()["engineer"].responses), (4, 3));
}

#[test]
fn a_sessions_responses_ascend_by_their_json_timestamps_whatever_the_files_say() {
    let fresh = Fresh::new();
    // Names, times of change and order of writing all say otherwise.
    for (name, time, age) in [
        ("1.json", "2026-01-01T12:00:00+02:00", 1),
        ("2.json", "2026-01-01T09:59:59.999Z", 4),
        ("3.json", "2026-01-01T05:00:01-05:00", 2),
        ("0.json", "2026-01-01T10:00:00.5Z", 3),
    ] {
        let path = fresh.put(&format!("s/{name}"), record("s", time, time));
        let changed = SystemTime::now() - Duration::from_secs(age * 86_400);
        File::options().write(true).open(path).unwrap().set_modified(changed).unwrap();
    }
    let order = [
        "2026-01-01T09:59:59.999Z",
        "2026-01-01T12:00:00+02:00",
        "2026-01-01T10:00:00.5Z",
        "2026-01-01T05:00:01-05:00",
    ];
    assert_eq!(fresh.session("s"), order.map(|time| format!("what {time} was asked")));
}

#[test]
fn the_latest_are_strictly_newest_first_across_sessions_with_limit_and_exact_agent() {
    let fresh = Fresh::new();
    for minute in 0..30_i64 {
        let session = SessionId::new(format!("s{}", minute % 4)).unwrap();
        let name = ["engineer", "engineer2", "Engineer"][usize::try_from(minute % 3).unwrap()];
        // Written in an order of its own.
        let minute = minute * 7 % 30;
        let time = now() + minute.minutes();
        fresh
            .tracker
            .track_response(&agent(name), &minute.to_string(), "", Some(&session), &Json::empty_object(), time)
            .unwrap();
    }
    let descending: Vec<_> = (0..30).rev().map(|minute: i32| minute.to_string()).collect();
    assert_eq!(fresh.latest(100, None), descending);
    assert_eq!(fresh.latest(7, None), descending[..7]);
    assert!(fresh.latest(0, None).is_empty());
    let own: Vec<_> = (0..30_i64)
        .filter(|turn| turn % 3 == 0)
        .map(|turn| turn * 7 % 30)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .rev()
        .collect();
    let own: Vec<_> = own.iter().map(i64::to_string).collect();
    assert_eq!(fresh.latest(100, Some("engineer")), own, "neither a prefix nor another case");
    assert_eq!(fresh.latest(3, Some("engineer")), own[..3], "the limit counts what is left");
    assert!(fresh.latest(10, Some("*")).is_empty() && fresh.latest(10, Some("engine*")).is_empty(), "a star is a name");
}

#[test]
fn a_corrupt_file_is_skipped_and_named_and_the_rest_is_returned() {
    let fresh = Fresh::new();
    fresh.track("s", "engineer", "good");
    fresh.put("s/torn.json", "{\"timestamp\": \"2026-01-01T00:00:00Z\", \"requ");
    fresh.put("s/empty.json", "");
    fresh.put("s/list.json", "[]");
    fresh.put("s/other.json", "{\"version\": 1}");
    fresh.put("s/bytes.json", b"\xff\xfe{}");
    fresh.put("s/torn.json.gz", b"\x1f\x8b\x08");
    let responses = fresh.tracker.session_responses(&SessionId::new("s").unwrap()).unwrap();
    let problems: Vec<_> =
        responses.skipped.iter().map(|s| (s.path.to_str().unwrap().to_owned(), s.problem.clone())).collect();
    assert_eq!(texts(responses), ["good"]);
    let is =
        |index: usize, path: &str, kind: fn(&Problem) -> bool| problems[index].0 == path && kind(&problems[index].1);
    assert_eq!(problems.len(), 6, "{problems:?}");
    assert!(is(0, "s/bytes.json", |p| matches!(p, Problem::NotUtf8 { offset: 0 })), "{problems:?}");
    assert!(is(1, "s/empty.json", |p| *p == Problem::Empty), "{problems:?}");
    assert!(is(2, "s/list.json", |p| matches!(p, Problem::NotAnObject(_))), "{problems:?}");
    assert!(is(3, "s/other.json", |p| *p == Problem::NotARecord), "{problems:?}");
    assert!(is(4, "s/torn.json", |p| matches!(p, Problem::Truncated(_))), "{problems:?}");
    assert!(is(5, "s/torn.json.gz", |p| matches!(p, Problem::Gzip(_))), "{problems:?}");
    assert_eq!(fresh.latest(10, None), ["good"]);
    assert_eq!(fresh.tracker.all_stats().unwrap().skipped.len(), 6);
    let torn = fresh.tracker.read(Path::new("s/torn.json")).unwrap_err();
    assert!(matches!(torn, Error::Data { problem: Problem::Truncated(_), .. }), "{torn}");
}

#[test]
fn a_file_that_goes_bad_after_the_scan_is_an_error_of_its_own_and_the_rest_follows() {
    let fresh = Fresh::new();
    let (first, _) = (fresh.track("s", "engineer", "one"), fresh.track("s", "qa", "two"));
    let mut responses = fresh.tracker.session_responses(&SessionId::new("s").unwrap()).unwrap();
    assert_eq!(responses.size_hint(), (2, Some(2)));
    fs::remove_file(&first).unwrap();
    let read: Vec<_> = responses.by_ref().map(|response| response.is_ok()).collect();
    assert_eq!(read.iter().filter(|ok| **ok).count(), 1);
    assert_eq!(read.len(), 2);
}

#[test]
fn any_name_that_ends_in_json_is_read() {
    let fresh = Fresh::new();
    let names = [
        "x.json",
        "response_001.json",
        "an answer (final).json",
        "répönse.json",
        "研究.json",
        "a.b.c.json",
        "-.json",
        "~.json",
        "x.json.gz",
    ];
    for (second, name) in names.iter().enumerate() {
        fresh.put(&format!("s/{name}"), record("s", name, &format!("2026-01-01T00:00:{second:02}Z")));
    }
    for other in ["notes.txt", "x.json.bak", "x.jsonl", "x.JSON", "json", ".hidden.json", ".tmp-abc", "x.gz"] {
        fresh.put(&format!("s/{other}"), "not a record");
    }
    fresh.put(".trash/s/x.json", "not a record");
    assert_eq!(fresh.session("s"), names.map(|name| format!("what {name} was asked")));
    assert_eq!(fresh.skipped(), []);
}

#[test]
fn every_text_comes_back_as_it_was() {
    let large = "0123456789abcdef\n\u{1b}\"\\é世".repeat(1 << 16);
    assert!(large.len() > 1 << 20);
    let controls: String = (0..0xa0_u32).filter_map(char::from_u32).collect();
    let hostile = "\u{feff}\u{202e}\u{2028}\u{0}\u{fffe}\u{10ffff}e\u{301}👩‍💻 </script> ${x} %s \\ud800 NaN";
    for compression in [Compression::None, Compression::Gzip] {
        let fresh = Fresh::with(WriteOptions { compression, durability: Durability::Full });
        for text in ["", " ", "\n", "\"", "\\", "@file", "-", &controls, hostile, &large] {
            let path =
                fresh.tracker.track_response(&agent("qa"), text, text, None, &Json::empty_object(), now()).unwrap();
            let back = fresh.tracker.read(fresh.tracker.layout().relative(&path).unwrap()).unwrap();
            assert!(back.request.get().as_str().unwrap() == text && back.response.get().as_str().unwrap() == text);
        }
        assert_eq!(fresh.skipped(), []);
        let gz = files(&fresh.base()).iter().all(|path| path.extension().is_some_and(|end| end == "gz"));
        assert_eq!(gz, compression == Compression::Gzip);
    }
}

#[test]
fn the_time_is_kept_with_its_offset_and_all_its_digits() {
    let fresh = Fresh::new();
    let time = |text: &str| responses::record::RecordTime::parse(text, &jiff::tz::TimeZone::UTC).unwrap();
    let new = NewResponse {
        timestamp: time("2026-11-03T23:30:22.123456789-05:00"),
        session_id: SessionId::default(),
        agent: agent("qa"),
        request: String::new(),
        response: String::new(),
        metadata: Json::empty_object(),
    };
    let path = fresh.tracker.track(&new).unwrap();
    assert_eq!(path.file_name().unwrap(), "qa-20261104_043022_123.json", "the name is in UTC");
    let back = fresh.tracker.read(fresh.tracker.layout().relative(&path).unwrap()).unwrap();
    assert_eq!(back.timestamp, Stamp::Read(new.timestamp));
}

#[test]
fn long_agent_names_work_or_are_refused_cleanly() {
    let fresh = Fresh::new();
    for name in ["a".repeat(200), "a".repeat(3000), format!("{}b", "a".repeat(2999)), "é".repeat(200), "/".repeat(3000)]
    {
        let path = fresh.track("s", &name, &name);
        assert!(path.file_name().unwrap().len() <= 255);
        assert_eq!(fresh.latest(10, Some(&name)), [name], "the record keeps the whole name");
    }
    assert_eq!(files(&fresh.base()).len(), 5);
    assert_eq!(AgentName::new("é".repeat(3000)), Err(InvalidId::TooLong { what: "agent name", length: 6000 }));
    assert_eq!(AgentName::new(" \n"), Err(InvalidId::Empty("agent name")));
}

#[test]
fn the_text_of_a_request_is_in_no_name_of_a_file_or_directory() {
    let fresh = Fresh::new();
    for secret in ["hunter2", "../../hunter2", "HUNTER2/hunter2.json"] {
        let response = secret.to_uppercase();
        let path =
            fresh.tracker.track_response(&agent("qa"), secret, &response, None, &Json::empty_object(), now()).unwrap();
        let below = fresh.tracker.layout().relative(&path).unwrap().to_str().unwrap().to_owned();
        assert!(!below.to_lowercase().contains("hunter2"), "{below}");
        assert!(below.starts_with("default/qa-20261103_143022_123"), "{below}");
    }
}

#[test]
fn whatever_a_session_is_called_it_stays_inside_the_store() {
    let fresh = Fresh::new();
    let long = "x".repeat(4096);
    let hostile = [
        "../x",
        "..",
        ".",
        "/abs",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "C:\\x",
        "CON",
        "nul.txt",
        "../../../../../../tmp/x",
        "a/../../b",
        ".trash",
        ".lock",
        "-rf",
        "~",
        "$HOME",
        "a\nb",
        "\u{202e}x",
        "\0",
        "%2e%2e",
        "*",
        "é",
        "e\u{301}",
        " x ",
        long.as_str(),
    ];
    for name in hostile {
        let path = fresh.track(name, "engineer", name);
        let real = path.canonicalize().unwrap();
        assert_eq!(real.parent().unwrap().parent().unwrap(), fresh.base().canonicalize().unwrap(), "{name}");
        assert_eq!(fresh.session(name), [name], "it is found under its own name");
    }
    assert_eq!(files(fresh.dir.path()).len(), hostile.len());
    let sessions: BTreeSet<_> = fresh.tracker.sessions().unwrap().found.into_iter().map(|s| s.session_id).collect();
    assert_eq!(sessions, hostile.map(str::to_owned).into_iter().collect(), "no two share a directory");
    assert_eq!(SessionId::new("x".repeat(5000)), Err(InvalidId::TooLong { what: "session id", length: 5000 }));
    assert_eq!(SessionId::new(""), Err(InvalidId::Empty("session id")));
}

#[test]
fn a_session_whose_name_ends_like_a_file_is_a_session_like_any_other() {
    let fresh = Fresh::new();
    for name in ["notes.json", "notes.json.gz", ".json"] {
        fresh.track(name, "engineer", name);
        assert_eq!(fresh.session(name), [name]);
    }
    assert_eq!(fresh.skipped(), [], "what we wrote ourselves is never reported as unreadable");
}
