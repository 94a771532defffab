//! No shortcut changes what is found: it is what reading and decoding everything finds.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;
use responses::record::{Reader, compress};
use responses::store::search::{Boundaries, Case, Detail, Hit, Judged, Matcher, Newest, Part, Query, Question, Syntax};
use responses::store::{ResponseTracker, Selection};

use crate::support::{Sandbox, fixture, golden_trees};

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
            "\\Atask", "k\\z", "t[^x]sk", "\"(task|a)\"", "k.a", "a\\W+k", "(?s)k.{1,3}a", "[\\x00-\"]a", "k[/\\\\]a", "\\r", "task\\b.", "\\t|\\x00", "(?-i:task)", "[tT]ask", "\\{|\\}", "  \"task\"",
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

/// A record of the shapes that old and new tools write, and that nobody should.
fn record_of(shape: u8, request: &str, response: &str) -> String {
    match shape {
        0 => format!("{{\"request_summary\" :{request},\n\"response_content\"\t: {response}}}"),
        1 => format!(
            "{{\"metadata\": {{\"request\": {response}, \"task\": 1}}, \"response\": {response}, \"request\": {request}}}"
        ),
        2 => format!(
            "{{\"request\": \"task\", \"response\": \"request\", \"\\u0072equest\": {request}, \"response\":{response}}}"
        ),
        _ => format!("{{\"request\": {request}, \"response\": {response}}}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_shortcut_changes_what_is_found(
        values in prop::collection::vec((value(), value(), 0_u8..6, any::<bool>()), 1..6),
        queries in prop::collection::vec(queries(), 1..8),
    ) {
        let store = tempfile::tempdir_in(if Path::new("/dev/shm").is_dir() { Path::new("/dev/shm").to_owned() } else { std::env::temp_dir() }).unwrap();
        for (number, (request, response, shape, gzip)) in values.iter().enumerate() {
            let text = record_of(*shape, request, response);
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
