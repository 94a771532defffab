//! `responses search`

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::sample::select;
use responses::record::{Reader, compress};
use responses::store::search::{Boundaries, Case, Detail, Hit, Judged, Matcher, Newest, Part, Query, Question, Syntax};
use responses::store::{ResponseTracker, Selection};
use serde_json::{Value, json};

use crate::support::{Run, Sandbox, fixture, golden_trees, record};

/// A record with these texts, as JSON values.
fn texts(time: &str, request: &Value, response: &Value) -> String {
    json!({"timestamp": time, "session_id": "s", "agent": "a", "request": request, "response": response}).to_string()
}

/// Puts responses into a new store, each a second older than the one before.
fn store_of(responses: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (number, response) in responses.iter().enumerate() {
        let time = format!("2026-01-01T00:00:{:02}Z", 59 - number);
        sandbox.put(&format!("s/{number:02}.json"), texts(&time, &"asked".into(), &(*response).into()));
    }
    sandbox
}

/// The lines of the page without headings: `response:1:text`.
fn lines(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let run = sandbox.run(["search"].iter().chain(args).copied());
    assert!(matches!(run.code, 0 | 3), "{args:?}: {run:?}");
    run.stdout.lines().filter(|line| line.starts_with("re") || *line == "--").map(str::to_owned).collect()
}

#[test]
fn the_page_is_for_reading() {
    let sandbox = Sandbox::with_examples();
    insta::assert_snapshot!(
        "search_page",
        sandbox.stdout(["search", "idempoten\\w+ key|lock timeout", "-C", "1", "-q"])
    );
}

#[test]
fn every_format_says_the_same() {
    let sandbox = Sandbox::with_examples();
    let mut shown = String::new();
    for format in ["json", "ndjson", "csv", "tsv", "markdown"] {
        let found = sandbox.stdout(["search", "clock skew|flak(y|iness)", "--limit", "2", "-q", "--format", format]);
        write!(shown, "--- {format}\n{found}").unwrap();
    }
    shown.push_str("--- count\n");
    shown.push_str(&sandbox.stdout(["search", "flak(y|iness)", "--count", "-q"]));
    insta::assert_snapshot!("search_formats", shown);
    let fields =
        sandbox.stdout(["search", "flaky", "-q", "--fields", "agent,line", "--limit", "1", "-m", "1", "--no-header"]);
    assert_eq!(fields.split_whitespace().count(), 2, "{fields}");
    let counted = sandbox.json(["search", "flaky", "--count", "--json", "-q"]);
    assert!(counted["items"][0]["count"].as_u64() > Some(0) && counted["items"][0]["matches"].is_null());
}

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

#[test]
fn context_and_limits() {
    let sandbox = store_of(&["1\n2 x\n3\n4\n5\n6 x\n7", "8 x"]);
    let around = |args: &[&str]| lines(&sandbox, &[&["x"], args].concat());
    assert_eq!(
        around(&["-C", "1", "--limit", "1"]),
        ["response-1-1", "response:2:2 x", "response-3-3", "--", "response-5-5", "response:6:6 x", "response-7-7"]
    );
    assert_eq!(around(&["-A", "1", "-m", "1"]), ["response:2:2 x", "response-3-3", "response:1:8 x"]);
    assert_eq!(around(&["-B", "1", "-m", "1", "--limit", "1"]), ["response-1-1", "response:2:2 x"]);
    let one = sandbox.json(["search", "x", "--limit", "1", "-A", "1", "--json"]);
    assert_eq!((&one["total"], one["items"].as_array().unwrap().len()), (&json!(2), 1));
    assert_eq!(one["items"][0]["matches"][1], json!({"in": "response", "line": 3, "text": "3", "ranges": []}));
    let rows = sandbox.stdout(["search", "x", "-C", "1", "--format", "csv", "--fields", "line", "--no-header"]);
    assert_eq!(rows, "2\n6\n1\n", "rows are for lines that match");
}

#[test]
fn paths_are_for_xargs() {
    let sandbox = store_of(&["x\nx", "y", "x"]);
    let paths = sandbox.stdout(["search", "x", "--paths"]);
    assert_eq!(paths, ".claude-mpm/responses/s/00.json\n.claude-mpm/responses/s/02.json\n");
    assert_eq!(sandbox.stdout(["search", "x", "-0"]), paths.replace('\n', "\0"));
    assert_eq!(sandbox.stdout(["search", "x", "--paths", "--limit", "1"]).lines().count(), 1);
    let mut unsorted: Vec<_> =
        sandbox.stdout(["search", "x", "--paths", "--sort", "none"]).lines().map(str::to_owned).collect();
    unsorted.sort();
    assert_eq!(unsorted, paths.lines().collect::<Vec<_>>());
}

#[test]
fn the_exit_code_says_whether_anything_was_found() {
    let sandbox = store_of(&["found"]);
    let code = |args: &[&str]| sandbox.run(["search", "-q"].iter().chain(args).copied()).code;
    assert_eq!((code(&["found"]), code(&["lost"]), code(&["found", "--agent", "nobody"])), (0, 3, 3));
    for format in ["table", "json", "ndjson", "csv", "tsv", "markdown"] {
        assert_eq!(code(&["lost", "--format", format]), 3, "{format}");
    }
    assert_eq!((code(&["lost", "--paths"]), code(&["lost", "--count"]), code(&["lost", "--sort", "none"])), (3, 3, 3));
    assert_eq!(Sandbox::new().run(["search", "x", "-q"]).code, 3, "no store yet");
    sandbox.put("s/broken.json", "{\"request\": \"found");
    assert_eq!((code(&["found"]), code(&["lost"])), (0, 3));
    assert_eq!((code(&["found", "--strict"]), code(&["lost", "--strict"])), (4, 4));
    assert_eq!((code(&[]), code(&["a", "-e", "b"]), code(&["fo(o"]), code(&["a\\nb"])), (2, 2, 2, 2));
    let wrong = sandbox.run(["search", "fo(o"]);
    assert_eq!(
        wrong.stderr,
        "error: `fo(o` is no regular expression: unclosed group (line 1, column 3)\nhint: -F takes the pattern as it is written\n"
    );
    let error: Value = serde_json::from_str(&sandbox.run(["search", "fo(o", "--json"]).stderr).unwrap();
    assert_eq!(error["error"]["code"], "usage");
}

#[test]
fn what_is_visibly_broken_is_always_named_and_the_rest_under_strict() {
    let sandbox = store_of(&["found"]);
    sandbox.put("s/cut.json", "{\"request\": \"something el");
    sandbox.put("s/empty.json", "");
    sandbox.put("s/nul.json", vec![0; 100]);
    sandbox.put("s/other.json", "{\"name\": \"no record\"}");
    sandbox.put("s/cut.json.gz", &compress(record("s", "a", "").as_bytes()).unwrap()[..40]);
    sandbox.put("s/inner.json", "{\"request\": \"unquoted: \" x}");
    let skipped = |args: &[&str]| {
        let run = sandbox.run(["search", "found", "--json", "-q"].iter().chain(args).copied());
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        let skipped = document["skipped"].as_array().unwrap().iter();
        skipped.map(|one| one["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let visibly = ["s/cut.json", "s/cut.json.gz", "s/empty.json", "s/nul.json", "s/other.json"];
    assert_eq!(skipped(&[]), visibly);
    let all = sandbox.run(["list", "--all", "--json", "-q"]).stdout;
    let all: Value = serde_json::from_str(&all).unwrap();
    assert_eq!(skipped(&["--strict"]).len(), all["skipped"].as_array().unwrap().len());
    assert!(skipped(&["--strict"]).contains(&"s/inner.json".to_owned()));
}

#[test]
fn selections_are_those_of_list() {
    let sandbox = Sandbox::with_examples();
    for selection in [
        ["--agent", "engineer"].as_slice(),
        &["--session", "release-*", "--status", "error"],
        &["--since", "2026-11-12", "--until", "2026-11-13"],
        &["--model", "claude-*", "--tool", "Bash"],
    ] {
        let ids = |command: &[&'static str]| {
            let list = sandbox.run(command.iter().chain(selection).chain(&["--json", "-q"]).copied()).stdout;
            let list: Value = serde_json::from_str(&list).unwrap();
            list["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        let listed = ids(&["list", "--all"]);
        assert!(!listed.is_empty(), "{selection:?}");
        assert_eq!(ids(&["search", ""]), listed, "{selection:?}");
    }
}

#[test]
fn a_huge_line_and_controls_do_no_harm() {
    let huge = format!("{}needle{}", "x".repeat(3 << 20), "y".repeat(3 << 20));
    let sandbox = store_of(&[&huge, "\u{0}needle\u{1b}[31m\u{9b}\u{202e}\u{7}"]);
    let found = sandbox.stdout(["search", "needle"]);
    assert!(found.len() > 6 << 20);
    let bad = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
    assert!(!found.contains(bad) && found.contains("␀needle␛[31m\\u{9b}\\u{202e}␇"));
    let json = sandbox.stdout(["search", "needle", "--json"]);
    assert!(!json.contains(bad));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["items"][0]["matches"][0]["ranges"], json!([[3 << 20, (3 << 20) + 6]]));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let sandbox = Sandbox::new();
    for number in 0..600 {
        let response = "found it\n".repeat(100);
        sandbox.put(&format!("many/{number}.json"), texts("2026-01-01T00:00:00Z", &"r".into(), &response.into()));
    }
    for args in ["", "--sort none", "--format json", "--format ndjson --sort none", "--format csv"] {
        let script = format!("set -o pipefail; \"$0\" search found {args} | head -1");
        let mut shell = Command::new("bash");
        shell.current_dir(sandbox.project()).args(["-c", &script, env!("CARGO_BIN_EXE_responses")]);
        let output = shell.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{args}: {output:?}");
        assert_eq!(output.stdout.split(|byte| *byte == b'\n').count(), 2, "{args}");
        assert!(output.stderr.is_empty(), "{args}: {output:?}");
    }
}

/// More than is kept in memory until it is in order: the rest is read again.
#[test]
fn the_order_does_not_depend_on_how_much_is_found() {
    let sandbox = Sandbox::new();
    let response = "found it in this very long line\n".repeat(300);
    for number in 0..1200_u32 {
        let time = format!("2026-01-01T{:02}:{:02}:00Z", number * 7 % 1200 / 60, number * 7 % 60);
        sandbox.put(&format!("many/{number}.json"), texts(&time, &"r".into(), &response.as_str().into()));
    }
    let ids = |args: &[&str]| {
        let list = sandbox.json(args.iter().copied());
        assert_eq!(list["total"], 1200);
        list["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
    };
    let listed = ids(&["list", "--all", "--json"]);
    assert_eq!(ids(&["search", "found", "--json"]), listed);
    assert_eq!(ids(&["search", "found", "--json", "--limit", "7"]), listed[..7]);
}

#[test]
fn the_documents_are_as_the_schema_says() {
    let path = format!("{}/schemas/search.schema.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let golden = golden_trees().into_iter().map(|tree| Sandbox::with_store(&fixture("golden").join(tree)));
    for sandbox in golden.chain([Sandbox::with_examples()]) {
        for args in [["e"].as_slice(), &["", "-C", "2"], &["e", "--count"], &["nowhere to be found"]] {
            let run = sandbox.run(["search", "--json", "-q"].iter().chain(args).copied());
            let document = serde_json::from_str(&run.stdout).unwrap();
            let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{args:?}: {errors:?}");
        }
    }
}

/// What is found: of each file the lines, with part and number.
type Found = BTreeMap<String, Vec<(Part, u64, String)>>;

const BOTH: [Part; 2] = [Part::Request, Part::Response];

fn found_by(store: &Path, matcher: &Matcher, judged: Judged) -> Found {
    let tracker = ResponseTracker::new(store).unwrap();
    let all = Selection::all();
    let question = Question {
        matcher,
        selection: &all,
        parts: &BOTH,
        most_lines: None,
        detail: Detail::Lines { before: 0, after: 0 },
        judged,
    };
    let lines = |hit: Hit<'_>| {
        let lines = hit.lines.iter().map(|line| (line.part, line.number, line.text.to_owned())).collect();
        (hit.entry.path.to_string_lossy().into_owned(), lines)
    };
    let newest = Newest::search(&tracker, question, None, lines, |_| 1 << 10).unwrap().found;
    newest.into_items(&tracker, question, lines).map(Result::unwrap).collect()
}

/// The obvious way: everything is read and decoded, and each line is tried.
fn reference(store: &Path, matcher: &Matcher) -> Found {
    let mut found = Found::new();
    for entry in fs::read_dir(store).unwrap().map(Result::unwrap) {
        let Ok(record) = Reader::default().read(&fs::read(entry.path()).unwrap()) else { continue };
        let mut lines = Vec::new();
        for (part, value) in [(Part::Request, &record.request), (Part::Response, &record.response)] {
            for (number, line) in (1..).zip(value.get().reading_text().split_terminator('\n')) {
                let line = line.strip_suffix('\r').unwrap_or(line);
                if matcher.is_match(line) {
                    lines.push((part, number, line.to_owned()));
                }
            }
        }
        if !lines.is_empty() {
            found.insert(entry.file_name().into_string().unwrap(), lines);
        }
    }
    found
}

#[test]
fn on_real_trees_everything_is_found_that_the_obvious_way_finds() {
    let patterns =
        ["test", "the", "Error", "\\bfix(ed)?\\b", "[0-9]{3}", "e$", "\"", "/", "^\\s*[-*] ", "é|ü|ö|世", ": \"", ""];
    let trees = golden_trees().into_iter().map(|tree| fixture("golden").join(tree));
    let mut hits = 0;
    for tree in trees.chain([crate::support::examples()]) {
        let sandbox = Sandbox::with_store(&tree);
        let flat = sandbox.project().join("flat");
        fs::create_dir(&flat).unwrap();
        let listed = sandbox.json(["list", "--all", "--json", "-q"]);
        for (number, item) in listed["items"].as_array().unwrap().iter().enumerate() {
            let from = sandbox.project().join(item["path"].as_str().unwrap());
            fs::copy(from, flat.join(format!("{number}.json"))).unwrap();
        }
        for pattern in patterns {
            let query = Query { patterns: vec![pattern.to_owned()], ..Query::default() };
            let matcher = Matcher::new(&query).unwrap();
            let expected = reference(&flat, &matcher);
            hits += expected.len();
            assert_eq!(found_by(&flat, &matcher, Judged::Doubtful), expected, "{pattern} in {}", tree.display());
        }
    }
    assert!(hits > 100, "only {hits}");
}

/// A JSON string literal for a text, its characters escaped or not as may be.
fn spelled(text: &str, choices: &[u8]) -> String {
    let mut literal = String::from("\"");
    for (index, c) in text.chars().enumerate() {
        let choice = choices.get(index % choices.len().max(1)).copied().unwrap_or(9);
        let units = |literal: &mut String, of: fn(u16) -> String| {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| literal.push_str(&of(*unit)));
        };
        match (c, choice) {
            (_, 0) => units(&mut literal, |unit| format!("\\u{unit:04x}")),
            (_, 1) => units(&mut literal, |unit| format!("\\u{unit:04X}")),
            ('/', 2) => literal.push_str("\\/"),
            _ => {
                let plain = serde_json::to_string(&c).unwrap();
                literal.push_str(&plain[1..plain.len() - 1]);
            }
        }
    }
    literal + "\""
}

fn words() -> impl Strategy<Value = String> {
    let word = select(vec![
        "task",
        "TASK",
        "tas\u{212a}",
        "ta\u{17f}k",
        "ask",
        "a",
        "k",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\"",
        "\\",
        "/",
        ": ",
        ",",
        "[",
        "]",
        "{",
        "}",
        "\\u0061",
        "é",
        "É",
        "世",
        "\u{fffd}",
        "\t",
        "\u{0}",
        "1",
        "null",
    ]);
    prop::collection::vec(word, 0..10).prop_map(|words| words.concat())
}

/// A request or response: mostly text, sometimes a value that is laid out.
fn value() -> impl Strategy<Value = String> {
    let text = || (words(), prop::collection::vec(0_u8..8, 1..6)).prop_map(|(text, choices)| spelled(&text, &choices));
    prop_oneof![
        6 => text(),
        1 => (text(), text()).prop_map(|(key, value)| format!("{{{key}:[1 ,{value},NaN], \"task\" : {value}}}")),
        1 => select(vec!["null", "true", "1.50", "\"\\ud800 task\"", "[]"]).prop_map(str::to_owned),
    ]
}

fn queries() -> impl Strategy<Value = Query> {
    let pattern = prop_oneof![
        2 => words().prop_map(|text| (text, Syntax::Literal)),
        3 => select(vec![
            "task", "tas[k]", "(task|ask)", "t.*k", "^task$", "a+", "\\btask\\b", "(?i)TASK", "é", "\\s", "[^a]k", "null",
            "task|\"", "\\\\", "task: ", "k{2,}", "(?:task){1,2} ", "\u{fffd}", "世.", "", "$", "\\d", "Task|É",
            "\\Atask", "k\\z", "(?-i:task)", "[tT]ask", "\\{|\\}", "  \"task\"",
        ]).prop_map(|text| (text.to_owned(), Syntax::Regex)),
    ];
    let case = select(vec![Case::Smart, Case::Sensitive, Case::Insensitive]);
    let boundaries = select(vec![Boundaries::Anywhere, Boundaries::Anywhere, Boundaries::Words]);
    (pattern, case, boundaries).prop_map(|((pattern, syntax), case, boundaries)| Query {
        patterns: vec![pattern],
        syntax,
        case,
        boundaries,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_shortcut_changes_what_is_found(
        values in prop::collection::vec((value(), value(), any::<bool>()), 1..6),
        queries in prop::collection::vec(queries(), 1..8),
    ) {
        let store = tempfile::tempdir_in(if Path::new("/dev/shm").is_dir() { Path::new("/dev/shm").to_owned() } else { std::env::temp_dir() }).unwrap();
        for (number, (request, response, gzip)) in values.iter().enumerate() {
            let text = format!("{{\"request\": {request}, \"response\": {response}}}");
            let bytes = if *gzip { compress(text.as_bytes()).unwrap() } else { text.into_bytes() };
            fs::write(store.path().join(format!("{number}.json")), bytes).unwrap();
        }
        for query in queries {
            let matcher = Matcher::new(&query).unwrap();
            let expected = reference(store.path(), &matcher);
            prop_assert_eq!(&found_by(store.path(), &matcher, Judged::Doubtful), &expected, "{:?}", &query);
            let slow = matcher.without_shortcuts();
            prop_assert_eq!(&found_by(store.path(), &slow, Judged::All), &expected, "{:?}", &query);
        }
    }
}

#[cfg(unix)]
mod on_a_terminal {
    use super::*;
    use crate::support::terminal::run_on_terminal;

    #[test]
    fn matches_are_marked_and_lines_fit() {
        let long = format!("{}needle{}", "before ".repeat(40), " after".repeat(40));
        let sandbox = store_of(&["a needle here", &long]);
        let shown = run_on_terminal(&sandbox, &["search", "needle"], 60, "");
        assert_eq!(shown.code, Some(0));
        assert_eq!(shown.screen.matches("\u{1b}[1m\u{1b}[31mneedle\u{1b}[0m").count(), 2, "{:?}", shown.screen);
        let plain = run_on_terminal(&sandbox, &["search", "needle", "--color", "never", "-C", "1"], 60, "").screen;
        assert!(!plain.contains('\u{1b}') && plain.matches("needle").count() == 2, "{plain:?}");
        for line in plain.lines() {
            assert!(responses::ui::width::display_width(line) <= 60, "{line:?}");
        }
    }

    #[test]
    fn stored_escapes_never_reach_the_terminal() {
        let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}x";
        let sandbox = store_of(&[hostile]);
        for args in [["search", "x"], ["search", "\\S"], ["search", "owned"], ["search", "\\x1b"]] {
            let shown = run_on_terminal(&sandbox, &args, 80, "").screen;
            for sequence in ["\u{1b}]0;", "\u{1b}[2J", "\u{9b}", "\u{202e}", "\u{7}"] {
                assert!(!shown.contains(sequence), "{args:?}: {shown:?}");
            }
        }
        assert_eq!(run_on_terminal(&sandbox, &["search", "nothing"], 80, "").code, Some(3));
    }
}

#[test]
fn a_search_changes_nothing() {
    let sandbox = Sandbox::with_examples();
    let before = crate::support::Snapshot::of(&sandbox.store());
    let run = Run::of(&mut sandbox.command(["search", "e", "--count"]));
    assert_eq!(run.code, 0);
    assert_eq!(crate::support::Snapshot::of(&sandbox.store()), before);
}
