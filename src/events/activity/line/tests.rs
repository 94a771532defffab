//! What a line says is what the standard library reads in it, and what is wrong is named.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "(0|[1-9][0-9]{0,18})",
        "17[0-9]{8}\\.[0-9]{1,7}",
        "-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,2})?",
        select(vec!["null", "NaN", "-Infinity", "\"7\"", "true", "[1]", "1250.0", "1e3", "9007199254740993.0"])
            .prop_map(str::to_owned),
    ]
}

/// The text of a string, as a log would have it.
fn literal() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z_/.]{0,40}", "([a-zé]|\\\\n|\\\\u0041|\\\\\"){0,12}"]
}

proptest! {
    #[test]
    fn values_are_those_of_the_standard_library_whatever_was_read_before(
        lines in vec((literal(), number(), number()), 1..40),
    ) {
        let mut remembering = Lines::default();
        for (text, first, second) in lines {
            let decoded: String = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            let (one, other) = (JsonRef::parse(&first).unwrap(), JsonRef::parse(&second).unwrap());
            let whole = |value: JsonRef<'_>| value.as_i128().and_then(|number| u64::try_from(number).ok());
            let float = |value: JsonRef<'_>| value.text().parse::<f64>().ok().filter(|_| value.kind() == Kind::Number);
            let duration = |value: JsonRef<'_>| {
                let plain = value.text().parse().ok().map(Duration::from_millis);
                plain.or_else(|| Duration::try_from_secs_f64(float(value)? / 1000.0).ok())
            };

            let line = format!(r#"{{"path": "{text}", "operation": "{text}", "size_bytes": {first}, "lines": {second}}}"#);
            let Ok(EventRef::File { path, operation, size_bytes, lines }) = remembering.members(&line).unwrap().event() else { panic!("{line}") };
            prop_assert_eq!((&*path, &*operation), (&*decoded, &*decoded), "{}", line);
            prop_assert_eq!((size_bytes, lines), (whole(one), whole(other)), "{}", line);

            let line = format!(r#"{{"type": "ToolEvent", "name": "{text}", "params": {{"n": {second}}}, "duration_ms": {first}}}"#);
            let Ok(EventRef::Tool { name, duration: took, .. }) = remembering.members(&line).unwrap().event() else { panic!("{line}") };
            prop_assert_eq!((&*name, took), (&*decoded, duration(one)), "{}", line);

            let line = format!(r#"{{"name": "{text}", "start_time": {first}, "end_time": {second}, "metadata": {{}}}}"#);
            let task = |read| match read {
                Ok(EventRef::Task { start, end, .. }) => Some((start.seconds(), end.map(UnixTime::seconds))),
                _ => None,
            };
            let end = if other.is_null() { Some(None) } else { float(other).filter(|end| end.is_finite()).map(Some) };
            let expected = float(one).filter(|start| start.is_finite()).zip(end);
            prop_assert_eq!(task(remembering.members(&line).unwrap().event()), expected, "{}", line);
        }
    }
}

fn read_text(text: &str) -> Result<Option<Event>, Fault> {
    read(text).map(|event| event.to_event())
}

#[test]
fn the_type_is_told_by_the_keys_where_it_is_not_written() {
    let typed = |kind: &str| format!(r#"{{"type": {kind}, "name": "t", "start_time": 1.5, "end_time": null}}"#);
    let Some(Event::Task(task)) = read_text(&typed("null")).unwrap() else { panic!("a task") };
    assert_eq!((task.name.as_str(), task.start.seconds(), task.end), ("t", 1.5, None));
    assert_eq!(task.metadata, Json::empty_object());
    assert_eq!(read_text(&typed("\"TaskEvent\"")).unwrap(), Some(Event::Task(task)));
    assert_eq!(read_text(&typed("\"SomethingNew\"")).unwrap(), None);
    assert_eq!(read_text(&typed("7")).unwrap(), None);
    assert_eq!(read_text("{}").unwrap(), None);
    assert!(matches!(read_text(r#"{"operation":"read","path":"p"}"#), Ok(Some(Event::File(_)))));
    assert!(matches!(read_text(r#"{"params":{},"name":"bash"}"#), Ok(Some(Event::Tool(_)))));
}

#[test]
fn what_is_wrong_is_named() {
    let fault = |text: &str| read_text(text).unwrap_err().to_string();
    insta::assert_snapshot!([
        fault("[1]"),
        fault(r#"{"type":"TaskEvent","name":"x"}"#),
        fault(r#"{"start_time":1}"#),
        fault(r#"{"start_time":"1","name":"x"}"#),
        fault(r#"{"start_time":NaN,"name":"x"}"#),
        fault(r#"{"start_time":1,"end_time":-Infinity,"name":"x"}"#),
        fault(r#"{"operation":"read","path":null}"#),
        fault(r#"{"type":"ToolEvent","params":{}}"#),
    ].join("\n"), @r"
    an array, not an object
    a task without `start_time`
    a task without `name`
    `start_time` is a string, not a number
    `start_time` is NaN, not a time
    `end_time` is -Infinity, not a time
    `path` is null, not a string
    a tool call without `name`
    ");
}

#[test]
fn numbers_are_known_or_not() {
    let Ok(Some(Event::Tool(tool))) = read_text(r#"{"name":"t","params":[],"duration_ms":12.5}"#) else { panic!() };
    assert_eq!(tool.duration, Some(Duration::from_micros(12_500)));
    assert_eq!(tool.params, Json::empty_object());
    let Ok(Some(Event::Tool(tool))) = read_text(r#"{"name":"t","params":{},"duration_ms":-1}"#) else { panic!() };
    assert_eq!(tool.duration, None);
    let text = r#"{"path":"p","operation":"delete","size_bytes":-3,"lines":7.0,"lines":8}"#;
    let Ok(Some(Event::File(file))) = read_text(text) else { panic!() };
    assert_eq!((file.size_bytes, file.lines), (None, Some(8)));
    assert_eq!(file.operation, Operation::Other("delete".to_owned()));
}
