//! Streams written and read back.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::events::log::{ReadOptions, Sync};
use crate::record::{Json, LazyZone, SessionId};

fn utc() -> LazyZone {
    TimeZone::UTC.into()
}

/// A logger whose clock goes on by 300 ms with each look at it.
fn logger(directory: &Path, change: impl FnOnce(&mut StreamOptions)) -> StreamLogger<impl Fn() -> Timestamp> {
    let mut options = StreamOptions { directory: directory.to_owned(), ..StreamOptions::default() };
    change(&mut options);
    let now = Cell::new(1_748_513_730_000_i64);
    StreamLogger::new(options, Sync::Batch, TimeZone::UTC, move || {
        Timestamp::from_millisecond(now.replace(now.get() + 300)).unwrap()
    })
}

fn log(logger: &mut StreamLogger<impl Fn() -> Timestamp>, event: &str) -> Logged {
    logger.log(Json::parse(event).unwrap().get()).unwrap()
}

/// The files below a directory with their numbers of lines.
fn lines(directory: &Path) -> BTreeMap<String, usize> {
    let files =
        walkdir::WalkDir::new(directory).into_iter().map(Result::unwrap).filter(|file| file.file_type().is_file());
    let lines = |path: &Path| fs::read_to_string(path).unwrap().lines().count();
    let name = |path: &Path| path.strip_prefix(directory).unwrap().to_str().unwrap().replace('\\', "/");
    files.map(|file| (name(file.path()), lines(file.path()))).collect()
}

#[test]
fn a_session_is_one_file_also_for_the_next_logger() {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let mut logger = logger(dir.path(), |_| {});
        for _ in 0..10 {
            log(&mut logger, r#"{"type": "text_delta", "session_id": "tiger-castle", "content": "x"}"#);
        }
        log(&mut logger, r#"{"session_id": "d2", "user_session_id": "u2"}"#);
        logger.close().unwrap();
        logger.close().unwrap();
        let closed = logger.log(Json::string("too late").get());
        assert!(matches!(closed, Err(LogError::Closed)));
    }
    let expected = [("tiger-castle/20250529_101530.jsonl", 20), ("u2/20250529_101533.jsonl", 2)];
    assert_eq!(lines(dir.path()), expected.map(|(name, count)| (name.to_owned(), count)).into());
}

#[test]
fn a_pattern_of_days_makes_a_file_a_day_and_json_another_ending() {
    let dir = tempfile::tempdir().unwrap();
    let mut logger = logger(dir.path(), |options| {
        options.file_pattern = FilePattern::new("%Y%m%d_%H%M").unwrap();
        options.format = LineFormat::Json;
        options.session_pattern = SessionPattern::new("runs/{session_id}").unwrap();
    });
    for _ in 0..110 {
        log(&mut logger, r#"{"session_id": "s"}"#);
    }
    logger.close().unwrap();
    let expected = [("runs/s/20250529_1015.json", 100), ("runs/s/20250529_1016.json", 10)];
    assert_eq!(lines(dir.path()), expected.map(|(name, count)| (name.to_owned(), count)).into());
}

#[test]
fn no_session_is_written_outside_the_directory() {
    let dir = tempfile::tempdir().unwrap();
    let base = dir.path().join("logs");
    let mut logger = logger(&base, |_| {});
    for session in ["../../x", "/etc/x", "..", "a/../../b", ".hidden", "a\u{0}b"] {
        let event = serde_json::json!({"session_id": session}).to_string();
        let Logged::Written { path, .. } = log(&mut logger, &event) else { panic!("{session}") };
        assert_eq!(path.parent().unwrap().parent(), Some(base.as_path()), "{session}");
    }
    let too_long = serde_json::json!({"session_id": "x".repeat(5000)}).to_string();
    assert!(logger.log(Json::parse(&too_long).unwrap().get()).unwrap_err().to_string().contains("5000 bytes"));
    logger.close().unwrap();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn events_of_any_type_are_kept_and_those_without_a_session_together() {
    let dir = tempfile::tempdir().unwrap();
    let mut logger = logger(dir.path(), |options| options.prompts = PromptLogging::LeftOut);
    let Logged::Written { path: first, .. } = log(&mut logger, "\"plain\"") else { panic!() };
    let Logged::Written { path: second, .. } = log(&mut logger, "[1, 2]") else { panic!() };
    assert_eq!(first, second);
    let unknown = first.parent().unwrap().file_name().unwrap().to_str().unwrap();
    assert_eq!(unknown.len(), "unknown_".len() + 8, "{unknown}");
    assert_eq!(log(&mut logger, r#"{"type": "system_prompt", "content": "secret"}"#), Logged::LeftOut);
    let named = logger.log_in(&SessionId::new("mine").unwrap(), Json::string("in it").get()).unwrap();
    assert!(matches!(named, Logged::Written { path, .. } if path.starts_with(dir.path().join("mine"))));
    logger.close().unwrap();
    let mut off = self::logger(dir.path(), |options| options.is_enabled = false);
    assert_eq!(log(&mut off, "1"), Logged::Disabled);
}

/// The events of one session, read from a file of these.
fn read(events: &[&str]) -> (Vec<Session>, Vec<Message>) {
    let dir = tempfile::tempdir().unwrap();
    let mut logger = logger(dir.path(), |_| {});
    for event in events {
        logger.log_in(&SessionId::new("main").unwrap(), Json::parse(event).unwrap().get()).unwrap();
    }
    logger.close().unwrap();
    let files = walkdir::WalkDir::new(dir.path()).into_iter().map(Result::unwrap);
    let files: Vec<_> = files.filter(|file| file.file_type().is_file()).map(walkdir::DirEntry::into_path).collect();
    let sessions =
        read_sessions(&Group::of(files.clone(), &SessionPattern::default()), &ReadOptions::default(), &utc());
    let messages = read_messages(&files, &ReadOptions::default(), &utc(), |_| true);
    assert!(sessions.problems.is_empty() && messages.problems.is_empty());
    (sessions.found, messages.found)
}

fn texts(messages: &[Message]) -> Vec<(&str, &str)> {
    messages.iter().map(|message| (message.kind.name(), message.text.as_str())).collect()
}

#[test]
fn pieces_become_messages_whatever_comes_between() {
    let (_, messages) = read(&[
        r#"{"type":"user_request","data":{"message":"hello"}}"#,
        r#"{"type":"thought_delta","session_id":"a","role":"assistant (thought)","content":"h","user_session_id":"main"}"#,
        r#"{"type":"text_delta","session_id":"b","role":"assistant","content":"other ","user_session_id":"main"}"#,
        r#"{"type":"thought_delta","session_id":"a","role":"assistant (thought)","content":"m","user_session_id":"main"}"#,
        r#"{"type":"complete_thought","session_id":"a","role":"assistant (thought)","content":"hmm","user_session_id":"main"}"#,
        r#"{"type":"text_delta","session_id":"a","role":"assistant","content":"Hel","user_session_id":"main"}"#,
        r#"{"type":"text_delta","session_id":"b","role":"assistant","content":"session","user_session_id":"main"}"#,
        r#"{"type":"history_delta","session_id":"a","user_session_id":"main"}"#,
        r#"{"type":"text_delta","session_id":"a","role":"assistant","content":"lo","user_session_id":"main"}"#,
        r#"{"type":"message","session_id":"a","role":"assistant","content":"Hello.","user_session_id":"main"}"#,
        r#"{"type":"message","session_id":"a","role":"assistant","content":"More.","user_session_id":"main"}"#,
    ]);
    let expected =
        [("text", "hello"), ("thought", "hmm"), ("text", "other session"), ("text", "Hello."), ("text", "More.")];
    assert_eq!(texts(&messages), expected);
    assert_eq!(messages[0].role.as_deref(), Some("user"));
    assert_eq!(messages.iter().map(|message| message.pieces).collect::<Vec<_>>(), [1, 3, 2, 3, 1]);
}

#[test]
fn tools_are_known_by_their_ids_and_an_answer_that_goes_on_is_none() {
    let called = r#"{"type":"tool_call","active":true,"tool_calls":[{"id":"t1","name":"read","input":{"p":1}},{"id":"t2","function":{"name":"grep","arguments":"x"}}]}"#;
    let returned = called.replace(
        "true",
        "false",
    ).replace("]}", r#"],"tool_results":[{"tool_use_id":"t2","is_error":true,"content":"bad"},{"tool_use_id":"t1","content":[{"text":"ok"}]}]}"#);
    let (sessions, messages) = read(&[
        r#"{"type":"interaction","started":true,"id":"i"}"#,
        r#"{"type":"anthropic_user_message","message":{"content":"go"}}"#,
        r#"{"type":"text_delta","content":"first"}"#,
        r#"{"type":"completion","running":false,"stop_reason":"tool_use","input_tokens":3,"output_tokens":4}"#,
        called,
        &returned,
        r#"{"type":"completion","running":true}"#,
        r#"{"type":"text_delta","content":"then"}"#,
        r#"{"type":"completion","running":false,"stop_reason":"end_turn","input_tokens":10}"#,
        r#"{"type":"system_message","severity":"error","content":"oops"}"#,
    ]);
    let session = &sessions[0];
    assert_eq!((session.interactions, session.completions, session.errors), (1, 2, 2));
    assert_eq!((session.input_tokens, session.output_tokens), (Some(13), Some(4)));
    assert_eq!(session.latencies.iter().map(std::time::Duration::as_millis).collect::<Vec<_>>(), [2100]);
    assert_eq!(session.first_words.iter().map(std::time::Duration::as_millis).collect::<Vec<_>>(), [300]);
    let tools: Vec<_> = session.tools.iter().map(|(name, tool)| (name.as_str(), tool.calls, tool.failed)).collect();
    assert_eq!(tools, [("grep", 1, 1), ("read", 1, 0)]);
    let told = texts(&messages);
    assert_eq!(told[2], ("tool", "read {\"p\":1}\nok"));
    assert_eq!(told[3], ("tool", "grep \"x\"\nbad"));
    assert_eq!(told[4], ("text", "then"));
}

#[test]
fn a_result_is_no_other_calls_and_the_system_speaks_for_itself() {
    let (sessions, messages) = read(&[
        r#"{"type":"tool_call","active":true,"tool_calls":[{"id":"t1","name":"read"},{"id":"t2","name":"grep"}]}"#,
        r#"{"type":"tool_call","active":false,"tool_calls":[{"id":"t1","name":"read"},{"id":"t2","name":"grep"}],"tool_results":[{"tool_use_id":"t2","is_error":true,"content":"bad"}]}"#,
        r#"{"type":"tool_call","active":false,"tool_calls":[{"name":"ls"}],"tool_results":[{"tool_use_id":"t9","content":"a b"}]}"#,
        r#"{"type":"system_prompt","content":"You are"}"#,
        r#"{"type":"system_message","role":"warden","content":"careful"}"#,
    ]);
    let failed: Vec<_> = sessions[0].tools.iter().map(|(name, tool)| (name.as_str(), tool.failed)).collect();
    assert_eq!(failed, [("grep", 1), ("ls", 0), ("read", 0)]);
    let roles: Vec<_> = messages.iter().map(|message| (message.text.as_str(), message.role.as_deref())).collect();
    let expected = [
        ("read", None),
        ("grep\nbad", None),
        ("ls\na b", None),
        ("You are", Some("system")),
        ("careful", Some("warden")),
    ];
    assert_eq!(roles, expected);
}

#[test]
fn sessions_stand_under_those_that_started_them() {
    let sub = |id: &str, parent: &str| {
        serde_json::json!({"session_id": id, "parent_session_id": parent, "user_session_id": "main"}).to_string()
    };
    let events =
        [sub("child", "main"), sub("grandchild", "child"), sub("x", "y"), sub("y", "x"), sub("lost", "nobody")];
    let events: Vec<_> = std::iter::once("\"begin\"").chain(events.iter().map(String::as_str)).collect();
    let (sessions, _) = read(&events);
    let groups = Group::of(vec!["main/1.jsonl".into()], &SessionPattern::default());
    let tree: Vec<_> =
        tree(&sessions, &groups).iter().map(|node| (sessions[node.session].id.as_str(), node.depth)).collect();
    let expected = [("main", 0), ("child", 1), ("grandchild", 2), ("lost", 0), ("x", 0), ("y", 1)];
    assert_eq!(tree, expected);
}

#[test]
fn a_session_may_lie_beside_the_one_that_started_it() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, session: &str, parent: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let event = serde_json::json!({"session_id": session, "parent_session_id": parent});
        fs::write(path, serde_json::json!({"timestamp": "2026-11-21T12:00:00Z", "event": event}).to_string()).unwrap();
    };
    write("logs/child/1.jsonl", "child", "main");
    write("logs/main/1.jsonl", "main", "");
    write("logs/other/1.jsonl", "main", "");
    write("logs/other/2.jsonl", "below", "main");
    write("copy/child/1.jsonl", "child", "main");
    let files = walkdir::WalkDir::new(dir.path()).into_iter().map(Result::unwrap);
    let files: Vec<_> = files.filter(|file| file.file_type().is_file()).map(walkdir::DirEntry::into_path).collect();
    let groups = Group::of(files, &SessionPattern::default());
    let sessions = read_sessions(&groups, &ReadOptions::default(), &utc()).found;
    let place = |node: &Node| {
        let one = &sessions[node.session];
        (groups[one.group].name.as_str(), one.id.as_str(), node.depth)
    };
    let tree = tree(&sessions, &groups);
    let expected = [
        ("child", "child", 0),
        ("main", "main", 0),
        ("child", "child", 1),
        ("other", "main", 0),
        ("other", "below", 1),
    ];
    assert_eq!(tree.iter().map(place).collect::<Vec<_>>(), expected, "a copy elsewhere is nobody's child");
}

#[test]
fn no_session_started_itself() {
    let (sessions, _) = read(&[
        r#"{"type":"x","parent_session_id":"main"}"#,
        r#"{"type":"x","session_id":"main","parent_session_id":"above"}"#,
    ]);
    assert_eq!(sessions.iter().map(|one| one.parent.as_deref()).collect::<Vec<_>>(), [Some("above")]);
}

#[test]
fn a_character_is_whole_again_whose_halves_are_in_two_pieces() {
    let piece = |content: &str| format!(r#"{{"type":"text_delta","role":"assistant","content":"{content}"}}"#);
    let pieces = [r"a \ud83c", "", r"\udf89 b \ud83c", "c", r"\udf89", r"d \\ud83c", r"\udf89"].map(piece);
    let (_, messages) = read(&pieces.each_ref().map(String::as_str));
    assert_eq!(texts(&messages), [("text", "a 🎉 b \u{fffd}c\u{fffd}d \\ud83c\u{fffd}")]);
}

#[test]
fn texts_in_blocks_are_read_and_what_a_string_holds_is_what_a_tool_was_given() {
    let (_, messages) = read(&[
        r#"{"type":"message","role":"assistant","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}"#,
        r#"{"type":"text_delta","role":"assistant","content":null}"#,
        r#"{"type":"tool_call","active":true,"tool_calls":[{"id":"1","function":{"name":"ls","arguments":"{\"p\": 1}"}}]}"#,
    ]);
    assert_eq!(texts(&messages), [("text", "one\ntwo"), ("text", ""), ("tool", "ls {\"p\":1}")]);
}

#[test]
fn what_is_not_shown_still_stands_between() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("1.jsonl");
    let event = |kind: &str, content: &str| {
        let event = serde_json::json!({"type": kind, "session_id": "s", "role": "assistant", "content": content});
        serde_json::json!({"timestamp": "2026-11-21T12:00:00Z", "event": event}).to_string() + "\n"
    };
    let other = event("completion", "").replace(r#""s""#, r#""other""#);
    let lines = [
        event("text_delta", "first "),
        event("history_delta", ""),
        other,
        event("text_delta", "answer"),
        event("completion", ""),
        event("text_delta", "second"),
        event("tool_call", ""),
        event("text_delta", "third"),
    ];
    fs::write(&path, lines.concat()).unwrap();
    let is_text = |entry: &Entry<'_>| *entry.head.kind() == EventType::TextDelta;
    let messages = read_messages(&[path], &ReadOptions::default(), &utc(), is_text).found;
    assert_eq!(texts(&messages), [("text", "first answer"), ("text", "second"), ("text", "third")]);
}
