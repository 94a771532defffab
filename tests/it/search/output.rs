//! What is shown of what was found.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use super::{lines, store_of};
use crate::support::{Sandbox, fixture, golden_trees};

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

#[cfg(unix)]
mod on_a_terminal {
    use crate::search::store_of;
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
