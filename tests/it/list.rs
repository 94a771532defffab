//! `responses list`

use std::process::{Command, Stdio};

use crate::support::{Sandbox, record};

#[test]
fn the_table_is_for_reading() {
    insta::assert_snapshot!(Sandbox::with_examples().stdout(["list", "--limit", "8"]));
}

#[test]
fn the_json_is_the_contract() {
    let list = Sandbox::with_examples().stdout(["list", "--limit", "2", "--json"]);
    insta::assert_snapshot!(list);
}

#[test]
fn the_documented_scripts_work_without_a_terminal() {
    let sandbox = Sandbox::with_examples();
    let all = sandbox.json(["list", "--agent", "engineer", "--all", "--json"]);
    let items = all["items"].as_array().unwrap();
    assert!(items.len() > 5 && items.iter().all(|item| item["agent"] == "engineer"));
    let lines = sandbox.stdout(["list", "--agent", "engineer", "--all"]);
    assert_eq!(lines.lines().count(), items.len() + 1);
}

#[test]
fn newest_first_by_instant_and_ties_by_path() {
    let sandbox = Sandbox::new();
    // As strings these sort otherwise: an offset, a `Z` and a fraction stand in the way.
    sandbox.put("s/c.json", record("s", "third", "2026-01-01T10:00:00+02:00"));
    sandbox.put("s/b.json", record("s", "second", "2026-01-01T09:00:00Z"));
    sandbox.put("s/a.json", record("s", "tied", "2026-01-01T09:00:00+00:00"));
    sandbox.put("s/d.json", record("s", "first", "2026-01-01T04:30:00.5-05:00"));
    sandbox.put("s/e.json", record("s", "undated", "soon"));
    let names = |args: &[&str]| {
        let list = sandbox.json(args.iter().copied());
        list["items"].as_array().unwrap().iter().map(|i| i["agent"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&["list", "--json"]), ["first", "tied", "second", "third", "undated"]);
    assert_eq!(names(&["list", "--json", "--limit", "2"]), ["first", "tied"]);
    assert_eq!(names(&["list", "--json", "--reverse"]), ["undated", "third", "second", "tied", "first"]);
    let one = sandbox.json(["list", "--json", "--limit", "1"]);
    assert_eq!((one["total"].as_u64(), one["items"].as_array().unwrap().len()), (Some(5), 1));
}

#[test]
fn naive_times_are_read_in_the_local_zone_or_the_configured_one() {
    let sandbox = Sandbox::new();
    sandbox.put("s/a.json", record("s", "a", "2026-07-01T12:00:00.123456"));
    let time = |zone: &str, flag: &str| {
        let output = sandbox.command(["list", "--json", flag]).env("TZ", zone).output().unwrap();
        let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        list["items"][0]["timestamp"].as_str().unwrap().to_owned()
    };
    assert_eq!(time("UTC", "-q"), "2026-07-01T12:00:00.123456+00:00");
    assert_eq!(time("Europe/Berlin", "-q"), "2026-07-01T12:00:00.123456+02:00");
    assert_eq!(time("Europe/Berlin", "--utc"), "2026-07-01T10:00:00.123456+00:00");
    let config = "response_tracking:\n  naive_timezone: America/New_York\nresponse_logging:\n";
    std::fs::write(sandbox.project().join(".claude-mpm/configuration.yaml"), config).unwrap();
    assert_eq!(time("Europe/Berlin", "-q"), "2026-07-01T12:00:00.123456-04:00");
}

#[test]
fn selections_and_together_and_their_values_or() {
    let sandbox = Sandbox::with_examples();
    let total =
        |args: &[&str]| sandbox.json(["list", "--json"].iter().copied().chain(args.iter().copied()))["total"].clone();
    let engineers = total(&["--agent", "engineer"]).as_u64().unwrap();
    let qa = total(&["--agent", "qa"]).as_u64().unwrap();
    assert_eq!(total(&["--agent", "engineer", "--agent", "qa"]), engineers + qa);
    assert_eq!(total(&["--agent", "eng*"]), engineers);
    assert_eq!(total(&["--agent", "Engineer"]), 0);
    assert_eq!(total(&["--session", "release-1.4", "--status", "error"]), 2);
    assert_eq!(total(&["--agent", "engineer", "--session", "release-1.4", "--status", "error"]), 0);
    assert_eq!(total(&["--since", "2026-11-12", "--until", "2026-11-13"]), 5);
    assert_eq!(total(&["--since", "2026-11-12T08:05:41.472Z", "--until", "2026-11-12T08:05:41.4721Z"]), 1);
    assert!(total(&["--model", "claude-*", "--tool", "Bash"]).as_u64().unwrap() > 0);
}

#[test]
fn an_empty_list_is_no_failure() {
    let sandbox = Sandbox::with_examples();
    let run = sandbox.run(["list", "--session", "nope"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 1), "{run:?}");
    assert_eq!(sandbox.json(["list", "--session", "nope", "--json"])["items"], serde_json::json!([]));
    let none = Sandbox::new().run(["list", "--no-header"]);
    assert_eq!((none.code, none.stdout.as_str()), (0, ""));
    assert!(none.stderr.contains("no store yet at .claude-mpm/responses"), "{}", none.stderr);
}

#[test]
fn every_sort_has_its_direction_and_a_reverse() {
    let sandbox = Sandbox::with_examples();
    for (key, field, descending) in [
        ("tokens", "tokens", true),
        ("duration", "duration", true),
        ("size", "bytes", true),
        ("agent", "agent", false),
        ("session", "session_id", false),
    ] {
        let natural = sandbox.json(["list", "--all", "--json", "--sort", key]);
        let reversed = sandbox.json(["list", "--all", "--json", "--sort", key, "--reverse"]);
        let mut back = reversed["items"].as_array().unwrap().clone();
        back.reverse();
        assert_eq!(natural["items"].as_array().unwrap(), &back, "{key}");
        let values: Vec<_> = back.iter().map(|item| item[field].clone()).filter(|v| !v.is_null()).collect();
        let ordered = values.windows(2).all(|pair| match (pair[0].as_f64(), pair[1].as_f64()) {
            (Some(a), Some(b)) => {
                if descending {
                    a >= b
                } else {
                    a <= b
                }
            }
            _ => pair[0].as_str() <= pair[1].as_str(),
        });
        assert!(ordered, "{key}: {values:?}");
    }
}

#[test]
fn paths_are_for_xargs() {
    let sandbox = Sandbox::with_examples();
    let paths = sandbox.stdout(["list", "--paths", "--limit", "3"]);
    assert_eq!(paths.lines().count(), 3);
    assert!(paths.lines().all(|path| sandbox.project().join(path).is_file()), "{paths}");
    assert_eq!(sandbox.stdout(["list", "-0", "--limit", "3"]), paths.replace('\n', "\0"));
}

#[test]
fn chosen_fields_come_in_the_chosen_order() {
    let sandbox = Sandbox::with_examples();
    let args = ["list", "--limit", "1", "--fields", "tokens,agent", "--format"];
    let with = |format: &'static str| sandbox.stdout(args.into_iter().chain([format]));
    assert_eq!(with("csv"), "tokens,agent\n47718,research\n");
    assert_eq!(with("tsv"), "tokens\tagent\n47718\tresearch\n");
    assert_eq!(with("ndjson"), "{\"tokens\":47718,\"agent\":\"research\"}\n");
    assert_eq!(with("markdown"), "| Tokens | Agent |\n| ---: | --- |\n| 47,718 | research |\n");
    let unknown = sandbox.run(["list", "--fields", "colour"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("no field `colour`") && unknown.stderr.contains("hint: fields are timestamp"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let sandbox = Sandbox::with_examples();
    for number in 0..2000 {
        sandbox.put(&format!("many/{number}.json"), record("many", "engineer", "2026-01-01T00:00:00Z"));
    }
    for format in ["table", "ndjson", "json", "csv"] {
        let script = format!("set -o pipefail; \"$0\" list --all --format {format} | head -1");
        let mut shell = Command::new("bash");
        shell.current_dir(sandbox.project()).args(["-c", &script, env!("CARGO_BIN_EXE_responses")]);
        let output = shell.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{format}: {output:?}");
        assert_eq!(output.stdout.split(|byte| *byte == b'\n').count() - 1, 1, "{format}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("error"), "{format}: {output:?}");
    }
}

#[test]
fn strict_ends_with_4_when_something_was_skipped() {
    let sandbox = Sandbox::with_examples();
    let run = sandbox.run(["list", "--strict", "--json"]);
    assert_eq!(run.code, 4);
    assert!(run.stderr.contains("skipped 1 unreadable file"), "{}", run.stderr);
    assert_eq!(sandbox.run(["list", "--strict", "-q"]).stderr, "");
    let verbose = sandbox.run(["list", "-v"]);
    assert!(verbose.stderr.contains("ops-20261102_094117_330.json: truncated: "), "{}", verbose.stderr);
    assert_eq!(verbose.code, 0);
}

#[test]
fn global_flags_work_before_and_after_the_command() {
    let sandbox = Sandbox::new();
    let store = sandbox.project().join("elsewhere");
    crate::support::copy_tree(&crate::support::examples(), &store);
    let before = sandbox.stdout(["--dir", "elsewhere", "list"]);
    assert_eq!(sandbox.stdout(["list", "--dir", "elsewhere"]), before);
    let variable = sandbox.command(["list"]).env("CLAUDE_MPM_RESPONSE_TRACKING_DIR", "elsewhere").output().unwrap();
    assert_eq!(String::from_utf8(variable.stdout).unwrap(), before);
}

#[test]
fn the_store_is_found_from_below_the_project() {
    let sandbox = Sandbox::with_examples();
    let below = sandbox.project().join("src/deep");
    std::fs::create_dir_all(&below).unwrap();
    let output = sandbox.command(["list", "--json"]).current_dir(&below).output().unwrap();
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(list["total"], 35);
    let config = sandbox.project().join(".claude-mpm/configuration.yaml");
    std::fs::write(&config, "response_tracking:\n  storage_dir: records\n").unwrap();
    crate::support::copy_tree(&sandbox.store().join("release-1.4"), &sandbox.project().join("records/release-1.4"));
    let output = sandbox.command(["list", "--json"]).current_dir(&below).output().unwrap();
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(list["total"], 7, "a relative directory in the file is the project's");
}
