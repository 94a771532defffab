//! What goes and what stays, as people and scripts ask for it: `clear` with its rules, policies, `tidy`, `pin`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Run, Sandbox, Snapshot, record};

fn hours_ago(hours: i64) -> String {
    Timestamp::now().checked_sub(SignedDuration::from_hours(hours)).unwrap().to_string()
}

/// Sessions of one response each, given so many days ago, whose files were written then.
fn daily(days: impl IntoIterator<Item = i64>) -> Sandbox {
    let sandbox = Sandbox::new();
    for day in days {
        put(&sandbox, &format!("d{day}"), "engineer", 24 * day, json!({}));
    }
    sandbox
}

/// Writes a response as if it had been written when it was given.
fn put(sandbox: &Sandbox, session: &str, agent: &str, hours: i64, metadata: Value) {
    let mut document: Value = serde_json::from_str(&record(session, agent, &hours_ago(hours))).unwrap();
    document["metadata"] = metadata;
    let path = sandbox.put(&format!("{session}/{agent}-{hours}.json"), document.to_string());
    age(&path, hours);
}

fn age(path: &Path, hours: i64) {
    let file = fs::File::options().write(true).open(path).unwrap();
    let ago = Duration::from_secs(u64::try_from(hours).unwrap_or(0) * 3600);
    file.set_modified(SystemTime::now() - ago).unwrap();
}

fn configure(sandbox: &Sandbox, yaml: &str) {
    sandbox.put("../configuration.yaml", yaml);
}

/// The sessions that a clear removes, by name, without doing it.
fn gone(sandbox: &Sandbox, args: &[&str]) -> String {
    let plan = sandbox.json(["clear", "--json", "--dry-run", "-q"].iter().chain(args).copied());
    let removed = plan["sessions"].as_array().unwrap().iter().filter(|row| row["action"] == "remove");
    let names: BTreeSet<_> = removed.map(|row| row["session_id"].as_str().unwrap().to_owned()).collect();
    Vec::from_iter(names).join(" ")
}

fn reason(sandbox: &Sandbox, args: &[&str], session: &str) -> String {
    let plan = sandbox.json(["clear", "--json", "--dry-run", "-q"].iter().chain(args).copied());
    let row = plan["sessions"].as_array().unwrap().iter().find(|row| row["session_id"] == session).cloned();
    row.unwrap()["reason"].as_str().unwrap().to_owned()
}

#[test]
fn each_rule_keeps_or_removes_what_it_says() {
    let sandbox = daily([1, 2, 3, 40, 400]);
    put(&sandbox, "failed", "qa", 24 * 500, json!({"error": "boom", "model": "opus"}));
    assert_eq!(gone(&sandbox, &["--older-than", "30d"]), "d40 d400 failed");
    assert_eq!(gone(&sandbox, &["--older-than", "30d", "--keep-errors"]), "d40 d400");
    assert_eq!(gone(&sandbox, &["--older-than", "30d", "--keep-agent", "q*"]), "d40 d400");
    assert_eq!(gone(&sandbox, &["--keep-within", "60d"]), "d400 failed");
    assert_eq!(gone(&sandbox, &["--keep-daily", "2"]), "d3 d40 d400 failed");
    assert_eq!(gone(&sandbox, &["--keep-last", "4", "--keep-errors"]), "d400");
    assert_eq!(gone(&sandbox, &["--max-responses", "4"]), "d400 failed");
    assert_eq!(gone(&sandbox, &["--max-size", "1GiB"]), "");
    assert_eq!(gone(&sandbox, &["--keep-last", "1", "--group-by", "agent"]), "d2 d3 d40 d400");
    assert_eq!(gone(&sandbox, &["--keep-last", "1", "--group-by", "model"]), "d2 d3 d40 d400");
    assert_eq!(reason(&sandbox, &["--keep-last", "1", "--group-by", "agent"], "failed"), "kept: 1st of 1 newest of qa");
    assert_eq!(reason(&sandbox, &["--older-than", "30d"], "d400"), "removed: older than 30 days, 400 days");
    assert_eq!(reason(&sandbox, &["--keep-daily", "5"], "d3"), "kept: 3rd of 5 daily");
    // Single responses, of which the newest of each session is kept.
    put(&sandbox, "d1", "engineer", 24 * 9, json!({}));
    let each = ["--agent", "engineer", "--keep-last", "1", "--group-by", "session"];
    assert_eq!(gone(&sandbox, &each), "d1");
    put(&sandbox, "here", "main", 24, json!({"cwd": "/projects/here"}));
    put(&sandbox, "there", "main", 48, json!({"working_directory": "/projects/there"}));
    put(&sandbox, "before", "main", 72, json!({"working_directory": "/projects/here"}));
    let projects = ["--session", "*e*re", "--keep-last", "1", "--group-by", "project"];
    assert_eq!(gone(&sandbox, &projects), "before");
    assert_eq!(reason(&sandbox, &projects, "there"), "kept: 1st of 1 newest of /projects/there");
}

#[test]
fn days_are_those_of_the_local_zone_or_of_utc() {
    let sandbox = Sandbox::new();
    for (session, time) in [("late", "2020-03-01T22:00:00Z"), ("early", "2020-03-01T02:00:00Z")] {
        sandbox.put(&format!("{session}/1.json"), record(session, "qa", time));
    }
    let gone = |zone: &str, args: &[&str]| {
        let mut command = sandbox.command(["clear", "--keep-daily", "9", "-n", "--json"]);
        let Run { stdout, .. } = Run::of(command.args(args).env("TZ", zone));
        serde_json::from_str::<Value>(&stdout).unwrap()["removed"]["sessions"].clone()
    };
    assert_eq!((gone("UTC", &[]), gone("America/New_York", &[])), (1.into(), 0.into()));
    assert_eq!(gone("America/New_York", &["--utc"]), 1);
}

#[test]
fn what_was_written_a_moment_ago_stays_and_is_named() {
    let sandbox = daily([2, 3]);
    for session in ["live", "livelier"] {
        sandbox.put(&format!("{session}/1.json"), record(session, "qa", &hours_ago(0)));
    }
    assert_eq!(gone(&sandbox, &["--max-sessions", "1"]), "d2 d3");
    assert!(reason(&sandbox, &["--max-sessions", "1"], "live").starts_with("kept: written "));
    let run = sandbox.run(["clear", "--max-sessions", "1", "-n"]);
    assert!(run.stderr.contains("at most 1 session: not reached"), "{}", run.stderr);
    assert_eq!(sandbox.json(["clear", "--max-sessions", "1", "-n", "--json"])["unmet"], json!(["at most 1 session"]));
    // Who names it means it.
    assert_eq!(gone(&sandbox, &["--session", "live"]), "live");
    // A copy of something old is not being written.
    sandbox.put("copy/1.json", record("copy", "qa", &hours_ago(24 * 50)));
    assert_eq!(gone(&sandbox, &["--older-than", "30d"]), "copy");
}

#[test]
fn enough_space_is_made_and_what_waits_in_the_trash_counts() {
    let sandbox = daily([1, 2, 3]);
    assert_eq!(gone(&sandbox, &["--min-free", "1"]), "");
    // No file system has so much free: all that may go goes, and it is said that it was not enough.
    let all = sandbox.json(["clear", "--min-free", "8000000TiB", "--json", "-q"]);
    assert_eq!((&all["removed"]["sessions"], &all["unmet"]), (&3.into(), &json!(["at least 7.6 EiB free"])));
}

#[test]
fn senseless_rules_are_refused_with_a_clear_message_and_change_nothing() {
    let sandbox = daily([1, 400]);
    let before = Snapshot::of(&sandbox.store());
    for (args, why) in [
        (&["--older-than", "0d"][..], "more than zero"),
        (&["--older-than", "-1"], "not a length of time"),
        (&["--older-than", "99999999999999999999d"], "not a length of time"),
        (&["--older-than", "90000y"], "further than any date"),
        (&["--keep-within", "0"], "longer than zero"),
        (&["--keep-daily", "0"], "1 or more"),
        (&["--keep-last", "-1"], "1 or more"),
        (&["--max-sessions", "99999999999999999999"], "larger than any number"),
        (&["--max-size", "0"], "larger than 0"),
        (&["--max-size", "-5MB"], "not a size"),
        (&["--min-free", "0%"], "from 1% to 99%"),
        (&["--min-free", "100%"], "from 1% to 99%"),
        (&["--group-by", "agent"], "only if a number of each is kept"),
        (&["--group-by", "colour", "--keep-last", "1"], "invalid value"),
        (&["--group-by", "session", "--keep-last", "1"], "judged one by one"),
        (&["--policy", "nightly"], "no policy `nightly`"),
        (&["--policy", "nightly", "--keep-last", "1"], "cannot be used with"),
        (&[], "nothing is selected"),
    ] {
        let run = sandbox.run(["clear"].iter().chain(args).copied());
        assert!(run.code == 2 && run.stderr.contains(why), "{args:?}: {run:?}");
    }
    assert_eq!(Snapshot::of(&sandbox.store()), before);
}

#[test]
fn policies_of_the_configuration_are_cleared_by_name_and_tidied() {
    let sandbox = daily([1, 2, 3, 40, 400]);
    configure(
        &sandbox,
        "retention:
  policies:
    default: {older_than: 30d, keep_yearly: 9}
    weekly: {keep_daily: 2}
",
    );
    assert_eq!(gone(&sandbox, &["--policy", "weekly"]), "d3 d40 d400");
    let planned = gone(&sandbox, &["--policy", "default"]);
    let unknown = sandbox.run(["clear", "--policy", "nightly"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("there are default, weekly"), "{unknown:?}");
    let tidied = sandbox.json(["tidy", "--json"]);
    let removed = tidied["sessions"].as_array().unwrap().iter().filter(|row| row["action"] == "remove");
    let names: Vec<_> = removed.map(|row| row["session_id"].as_str().unwrap()).collect();
    assert_eq!(names.join(" "), planned);
    sandbox.stdout(["undo"]);
    configure(&sandbox, "retention:\n  policy: weekly\n  policies:\n    weekly: {keep_daily: 2}\n");
    assert_eq!(sandbox.json(["tidy", "--json", "-n"])["removed"]["sessions"], 3);
    configure(&sandbox, "retention: {policy: weekly, policies: {nightly: {keep_daily: 2}}}\n");
    let run = sandbox.run(["tidy"]);
    assert!(run.code == 2 && run.stderr.contains("has no policy `weekly`"), "{run:?}");
    configure(&sandbox, "retention: {policies: {nightly: {keep_dialy: 2}}}\n");
    let run = sandbox.run(["sessions"]);
    assert!(run.code == 2 && run.stderr.contains("did you mean `keep_daily`?"), "{run:?}");
}

#[test]
fn a_pinned_session_never_goes_until_it_is_unpinned() {
    let sandbox = daily([1, 400]);
    assert_eq!(sandbox.stdout(["pin", "d400"]), "Pinned d400.\n");
    assert_eq!((sandbox.stdout(["pin"]), sandbox.stdout(["pin", "--list"])), ("d400\n".into(), "d400\n".into()));
    assert_eq!(sandbox.json(["pin", "d400", "--json"])["pinned"], json!(["d400"]));
    let sessions = sandbox.json(["sessions", "--json"]);
    let pinned: Vec<_> = sessions["items"].as_array().unwrap().iter().map(|item| item["pinned"] == true).collect();
    assert_eq!(pinned, [false, true]);
    for args in [&["--older-than", "30d"][..], &["--session", "d400"], &["--agent", "engineer", "--older-than", "30d"]]
    {
        assert_eq!(gone(&sandbox, args), "", "{args:?}");
        assert_eq!(reason(&sandbox, args, "d400"), "kept: pinned");
    }
    sandbox.stdout(["clear", "--all", "--purge", "--yes"]);
    assert_eq!(sandbox.json(["sessions", "--json"])["items"][0]["session_id"], "d400");
    let unknown = sandbox.run(["pin", "nobody"]);
    assert!(unknown.code == 1 && unknown.stderr.contains("no responses of session `nobody`"), "{unknown:?}");
    assert_eq!(sandbox.run(["unpin", "nobody"]).code, 1);
    assert_eq!(sandbox.stdout(["unpin", "d400"]), "Unpinned d400.\n");
    assert_eq!(sandbox.stdout(["pin"]), "");
    assert_eq!(gone(&sandbox, &["--all"]), "d400");
}

#[test]
fn nothing_is_cleared_while_nobody_knows_what_is_pinned() {
    let sandbox = daily([400]);
    sandbox.put(".pins", "{");
    let run = sandbox.run(["clear", "--all", "--yes"]);
    assert!(run.code == 1 && run.stderr.contains(".pins"), "{run:?}");
    let run = sandbox.run(["sessions", "--json"]);
    assert!(run.code == 0 && run.stderr.contains("pinned can't be told"), "{run:?}");
}

/// Makes a receipt in the trash as old as that.
fn backdate(sandbox: &Sandbox, receipt: &str, days: i64) -> String {
    let then = Timestamp::now().checked_sub(SignedDuration::from_hours(24 * days)).unwrap();
    let older = then.strftime("%Y%m%d_%H%M%S_000").to_string();
    fs::rename(sandbox.store().join(".trash").join(receipt), sandbox.store().join(".trash").join(&older)).unwrap();
    older
}

fn cleared(sandbox: &Sandbox, session: &str) -> String {
    sandbox.json(["clear", "--session", session, "--json"])["receipt"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_cleared_a_week_ago_leaves_the_trash_by_itself_and_never_by_a_doubtful_clock() {
    let sandbox = daily([1, 2, 3, 4]);
    let old = backdate(&sandbox, &cleared(&sandbox, "d4"), 8);
    let young = backdate(&sandbox, &cleared(&sandbox, "d3"), 6);
    let receipts = || {
        let list = sandbox.json(["trash", "list", "--json", "-q"]);
        list["items"].as_array().unwrap().iter().map(|item| item["receipt"].clone()).collect::<Vec<_>>()
    };
    configure(&sandbox, "response_tracking: {auto_cleanup_days: 300}\n");
    let planned = sandbox.json(["tidy", "-n", "--json"]);
    assert_eq!(planned["emptied"]["receipts"], 1);
    assert_eq!(receipts(), [json!(young), json!(old)]);
    configure(&sandbox, "response_tracking: {auto_cleanup_days: 300}\nretention: {trash_days: 0}\n");
    assert_eq!(sandbox.json(["tidy", "--json"])["emptied"], Value::Null);
    configure(&sandbox, "response_tracking: {auto_cleanup_days: 300}\n");
    assert_eq!(sandbox.json(["tidy", "--json"])["emptied"], planned["emptied"]);
    assert_eq!(receipts(), [json!(young)]);

    // The newest response is more than a year old, or there is none at all.
    let sandbox = daily([370, 380]);
    let old = backdate(&sandbox, &cleared(&sandbox, "d380"), 8);
    for why in ["the clock may be wrong", "no response by which the clock could be judged"] {
        let run = sandbox.run(["tidy"]);
        assert!(run.code == 0 && run.stderr.contains(why), "{run:?}");
        assert_eq!(sandbox.json(["trash", "list", "--json", "-q"])["items"][0]["receipt"], old);
        fs::remove_dir_all(sandbox.store().join("d370")).unwrap();
        sandbox.put("d370/notes.txt", "");
    }
    assert_eq!(sandbox.json(["trash", "empty", "--yes", "--json", "-q"])["receipts"], 1);
}

#[test]
fn a_receipt_is_looked_into_and_restored_in_part() {
    let sandbox = daily([1, 2]);
    put(&sandbox, "d1", "qa", 30, json!({}));
    let receipt = sandbox.json(["clear", "--all", "--yes", "--json"])["receipt"].as_str().unwrap().to_owned();
    let files = sandbox.json(["trash", "list", &receipt, "--json"]);
    let paths: Vec<_> = files["items"].as_array().unwrap().iter().map(|item| item["path"].clone()).collect();
    assert_eq!(paths, ["d1/engineer-24.json", "d1/qa-30.json", "d2/engineer-48.json"]);
    assert_eq!(sandbox.json(["trash", "restore", &receipt, "--file", "d1/qa*", "--json"])["responses"], 1);
    assert!(sandbox.store().join("d1/qa-30.json").exists() && !sandbox.store().join("d1/engineer-24.json").exists());
    let none = sandbox.run(["trash", "restore", &receipt, "--file", "d1/qa*"]);
    assert!(none.code == 1 && none.stderr.contains("no file `d1/qa*`"), "{none:?}");
    let both = ["trash", "restore", &receipt, "--session", "d2", "--file", "*engineer*", "--json"];
    assert_eq!(sandbox.json(both)["responses"], 1);
    assert_eq!(sandbox.json(["undo", "--json"])["responses"], 1);
    assert_eq!(sandbox.json(["trash", "list", "--json"])["total"], 0);
    let zero = sandbox.run(["trash", "empty", "--older-than", "0d", "--yes"]);
    assert!(zero.code == 2 && zero.stderr.contains("more than zero"), "{zero:?}");
    assert_eq!(sandbox.run(["trash", "list", "20200101_000000_000"]).code, 1);
}

#[test]
fn a_timer_names_this_program_and_this_project() {
    let sandbox = daily([1]);
    let units = sandbox.stdout(["tidy", "--print-timer", "--dir", ".claude-mpm/responses"]);
    let project = sandbox.project().canonicalize().unwrap();
    assert!(units.contains(&format!("WorkingDirectory={}\n", project.display())), "{units}");
    let command = format!("--dir \"{}/.claude-mpm/responses\" --quiet tidy\n", project.display());
    assert!(units.contains(&command) && units.contains("OnCalendar=daily\nRandomizedDelaySec"), "{units}");
}

/// Rules as flags, each with some chance.
fn flags() -> impl Strategy<Value = Vec<String>> {
    let counted = |name: &'static str, most: u32| {
        prop::option::weighted(0.3, 1..most).prop_map(move |n| n.map(|n| vec![format!("--{name}"), n.to_string()]))
    };
    let plain = |flags: &'static [&'static str]| {
        prop::bool::weighted(0.3).prop_map(move |on| on.then(|| flags.iter().map(|flag| (*flag).to_owned()).collect()))
    };
    let sets = (
        counted("older-than", 50),
        counted("max-sessions", 6),
        counted("max-responses", 9),
        counted("keep-last", 4),
        counted("keep-daily", 4),
        counted("keep-weekly", 3),
        counted("keep-monthly", 3),
        counted("keep-within", 20),
        plain(&["--keep-errors"]),
        plain(&["--keep-last", "2", "--group-by", "agent"]),
    );
    sets.prop_map(|(a, b, c, d, e, f, g, h, i, j)| {
        let d = d.filter(|_| j.is_none());
        [Some(vec!["--session".to_owned(), "*".to_owned()]), a, b, c, d, e, f, g, h, i, j]
            .into_iter()
            .flatten()
            .flatten()
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_dry_run_and_the_act_agree(
        responses in prop::collection::vec((0..6_u8, 0..2_usize, 1..1500_i64, any::<bool>()), 1..14),
        flags in flags(),
    ) {
        let sandbox = Sandbox::new();
        for (session, agent, hours, failed) in &responses {
            let metadata = if *failed { json!({"success": false}) } else { json!({}) };
            put(&sandbox, &format!("s{session}"), ["qa", "ops"][*agent], *hours, metadata);
        }
        let run = |more: &[&'static str]| {
            sandbox.json(["clear", "--json", "-q"].into_iter().chain(flags.iter().map(String::as_str)).chain(more.iter().copied()))
        };
        let before = Snapshot::of(&sandbox.store());
        let planned = run(&["--dry-run"]);
        prop_assert_eq!(&Snapshot::of(&sandbox.store()), &before);
        let done = run(&[]);
        for field in ["sessions", "removed", "kept", "errors", "unmet"] {
            prop_assert_eq!(&planned[field], &done[field]);
        }
        let left = sandbox.json(["stats", "--json", "-q"]);
        let all = sandbox_total(&responses);
        prop_assert_eq!(left["total_responses"].as_u64().unwrap() + done["removed"]["responses"].as_u64().unwrap(), all);
        if done["receipt"] != Value::Null {
            sandbox.stdout(["undo", "-q"]);
        }
        prop_assert_eq!(Snapshot::of(&sandbox.store()), before);
    }
}

/// How many files there are: some responses were drawn twice.
fn sandbox_total(responses: &[(u8, usize, i64, bool)]) -> u64 {
    let files: BTreeSet<_> = responses.iter().map(|(session, agent, hours, _)| (session, agent, hours)).collect();
    files.len() as u64
}
