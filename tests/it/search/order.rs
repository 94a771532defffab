//! Much that is found: its order, and readers that go away.

use std::process::{Command, Stdio};

use super::texts;
use crate::support::Sandbox;

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
