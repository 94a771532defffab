//! What a person sees.

#![cfg(unix)]

use crate::support::terminal::run_on_terminal;
use crate::support::{Sandbox, record};

#[test]
fn tables_fit_the_terminal() {
    let sandbox = Sandbox::with_examples();
    for columns in [100, 80, 60] {
        let shown = run_on_terminal(&sandbox, &["list", "--color", "never"], columns, "");
        let table: Vec<_> = shown.screen.lines().filter(|line| !line.starts_with("warning")).collect();
        assert!(table.len() > 20);
        for line in table {
            let width = responses::ui::width::display_width(line.trim_end());
            assert!(width <= usize::from(columns), "{columns}: {width}: {line}");
        }
    }
}

#[test]
fn colours_are_for_terminals_unless_told_otherwise() {
    let sandbox = Sandbox::with_examples();
    assert!(run_on_terminal(&sandbox, &["list"], 100, "").screen.contains("\u{1b}[1m"));
    assert!(!run_on_terminal(&sandbox, &["list", "--color", "never"], 100, "").screen.contains('\u{1b}'));
    assert!(!sandbox.stdout(["list"]).contains('\u{1b}'));
    assert!(sandbox.stdout(["list", "--color", "always"]).contains('\u{1b}'));
    let with = |name: &str| {
        let output = sandbox.command(["list"]).env(name, "1").output().unwrap();
        String::from_utf8(output.stdout).unwrap().contains('\u{1b}')
    };
    assert!(with("CLICOLOR_FORCE") && !with("NO_COLOR"));
}

/// Commands that show what is stored.
const COMMANDS: [&[&str]; 16] = [
    &["list"],
    &["sessions"],
    &["stats"],
    &["view", "latest"],
    &["view", "--session", "*"],
    &["view", "latest", "--field", "response"],
    &["list", "--json"],
    &["list", "--format", "csv"],
    &["list", "--format", "tsv"],
    &["list", "--format", "markdown"],
    &["search", "owned", "--format", "csv"],
    &["clear", "--all", "--dry-run"],
    &["clear", "--all", "--dry-run", "--format", "csv"],
    &["archive", "--all", "--dry-run", "--format", "tsv"],
    &["analyze"],
    &["view", "nope\u{1b}[31m"],
];

#[test]
fn stored_escapes_never_reach_the_terminal() {
    let sandbox = Sandbox::new();
    let text = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let mut hostile: serde_json::Value = serde_json::from_str(&record(text, text, "2026-01-01T00:00:00Z")).unwrap();
    hostile["request"] = text.into();
    hostile["response"] = format!("# {text}\n\n`{text}`\n\n```{text}\n{text}\n```\n[{text}]({text})").into();
    hostile["metadata"] = serde_json::json!({"model": text, "error": text, "tools_used": [text]});
    sandbox.put("s/a.json", hostile.to_string());
    // A terminal that does not tell its size is one all the same.
    for (columns, args) in [100, 0].into_iter().flat_map(|columns| COMMANDS.map(|args| (columns, args))) {
        let screen = run_on_terminal(&sandbox, args, columns, "").screen;
        for sequence in ["\u{1b}]0;", "\u{1b}[2J", "\u{9b}", "\u{202e}", "\u{7}", "nope\u{1b}"] {
            assert!(!screen.contains(sequence), "{args:?}, {columns}: {screen:?}");
        }
    }
}

#[test]
fn an_export_is_refused_on_a_terminal_that_does_not_tell_its_size() {
    let shown = run_on_terminal(&Sandbox::with_examples(), &["export"], 0, "");
    assert_eq!(shown.code, Some(2), "{}", shown.screen);
    assert!(shown.screen.contains("not written to a terminal"), "{}", shown.screen);
}

#[test]
fn clear_shows_its_plan_and_asks() {
    let sandbox = Sandbox::with_examples();
    let no = run_on_terminal(&sandbox, &["clear", "--session", "release-1.4", "--color", "never"], 100, "n");
    assert_eq!(no.code, Some(1), "{}", no.screen);
    assert!(no.screen.contains("release-1.4") && no.screen.contains('?'), "{}", no.screen);
    assert_eq!(sandbox.json(["sessions", "--json"])["total"], 6);
    let yes = run_on_terminal(&sandbox, &["clear", "--session", "release-1.4", "--color", "never"], 100, "y");
    assert_eq!(yes.code, Some(0), "{}", yes.screen);
    assert!(yes.screen.contains("responses undo"), "{}", yes.screen);
    assert_eq!(sandbox.json(["sessions", "--json"])["total"], 5);
}
