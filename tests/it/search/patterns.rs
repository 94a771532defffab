//! What a pattern finds, however a file spells it.

use responses::record::compress;

use super::{lines, store_of};
use crate::support::Sandbox;

#[test]
fn how_a_file_spells_a_text_does_not_matter() {
    let sandbox = Sandbox::new();
    let spelled =
        r#"{"request": "t\u0061sk \"quoted\" a\/b c:\\temp", "response": "one\ntwo\r\n\nfour\t\u00e9 \ud83d\ude00"}"#;
    sandbox.put("s/a.json", spelled);
    sandbox.put("s/b.json.gz", compress(spelled.as_bytes()).unwrap());
    let both = |args: &[&str], line: &str| {
        assert_eq!(lines(&sandbox, args), [line, line], "{args:?}");
    };
    let request = "request:1:task \"quoted\" a/b c:\\temp";
    for pattern in ["task", "task \"quoted\"", "\"quoted\" a/b", "c:\\temp"] {
        both(&["-F", pattern], request);
    }
    both(&["^two$"], "response:2:two");
    both(&["^$"], "response:3:");
    both(&["é 😀"], "response:4:four\té 😀");
    for absent in ["\\n", "u0061", "\\u", "ntwo", "\\\"", "d83d", "request", "onetwo"] {
        assert_eq!(lines(&sandbox, &["-F", absent]), [""; 0], "{absent}");
    }
    both(&["-F", "nothing\ntwo"], "response:2:two");
}

#[test]
fn values_that_are_no_strings_are_searched_as_they_are_shown() {
    let sandbox = Sandbox::new();
    let structured = r#"{"request":{"prompt":"do it","n":[1,NaN]},"response":null}"#;
    sandbox.put("s/a.json", structured);
    assert_eq!(lines(&sandbox, &["-F", "\"prompt\": \"do it\","]), ["request:2:  \"prompt\": \"do it\","]);
    assert_eq!(lines(&sandbox, &["^ +NaN$"]), ["request:5:    NaN"]);
    assert_eq!(lines(&sandbox, &["null"]), [""; 0]);
}

#[test]
fn case_is_smart() {
    let sandbox = store_of(&["Error", "error", "\u{212a}elvin", "ma\u{17f}s"]);
    let found = |args: &[&str]| lines(&sandbox, args).len();
    assert_eq!((found(&["error"]), found(&["Error"]), found(&["ERROR"])), (2, 1, 0));
    assert_eq!((found(&["-s", "error"]), found(&["-i", "ERROR"]), found(&["-is", "error"])), (1, 2, 1));
    assert_eq!((found(&["kelvin"]), found(&["MASS", "-i"]), found(&["-s", "kelvin"])), (1, 1, 0));
    assert_eq!((found(&["-F", "ERR"]), found(&["\\S+\\W*elvin"])), (0, 1));
}

#[test]
fn patterns_are_words_or_any_or_literal() {
    let sandbox = store_of(&["catalog", "a log.", "1+1", "-v"]);
    assert_eq!(lines(&sandbox, &["-w", "log"]), ["response:1:a log."]);
    assert_eq!(lines(&sandbox, &["-e", "1\\+1", "-e", "-v"]), ["response:1:1+1", "response:1:-v"]);
    assert_eq!(lines(&sandbox, &["-F", "1+1"]), ["response:1:1+1"]);
    assert_eq!(lines(&sandbox, &["1+1"]), [""; 0]);
    assert_eq!(lines(&sandbox, &["asked", "--in", "response"]), [""; 0]);
    assert_eq!(lines(&sandbox, &["asked", "--in", "request"]).len(), 4);
    assert_eq!(lines(&sandbox, &["", "--in", "response"]).len(), 4);
}
