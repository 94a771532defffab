//! `responses import`

use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;
use responses::record::{Reader, Record, Redaction, to_canonical, to_exact_line};
use responses::store::import::{Import, Outcome};
use responses::store::{Options, ResponseTracker};

use crate::arbitrary;
use crate::export::records;
use crate::support::{Run, Sandbox, Snapshot, record};

fn import(sandbox: &Sandbox, args: &[&str], text: impl Into<Vec<u8>>) -> Run {
    Run::of(sandbox.command(["import", "-"].into_iter().chain(args.iter().copied())).write_stdin(text))
}

#[test]
fn bad_lines_are_named_with_their_number_and_keep_no_others_out() {
    let sandbox = Sandbox::new();
    let good = |agent: &str| record("s", agent, "2026-01-01T00:00:00Z");
    let text = format!("{}\n\nnonsense\n{}\n[]\n{{\"a\": 1}}\n{{\"request\": ", good("a"), good("b"));
    let dry = import(&sandbox, &["--dry-run", "--json"], text.clone());
    assert_eq!(dry.code, 1);
    let document: serde_json::Value = serde_json::from_str(&dry.stdout).unwrap();
    assert_eq!((&document["dry_run"], &document["imported"]), (&true.into(), &2.into()));
    assert!(!sandbox.store().exists(), "a dry run makes nothing");
    let run = import(&sandbox, &[], text.clone());
    assert_eq!(run.code, 1, "{run:?}");
    insta::assert_snapshot!("import_bad_lines", format!("{}{}", run.stdout, run.stderr));
    assert_eq!(records(&sandbox.store()).len(), 2);
    let again = import(&sandbox, &["--json"], text);
    let document: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!((&document["imported"], &document["already_there"]), (&0.into(), &2.into()));
    let lines: Vec<_> =
        document["errors"].as_array().unwrap().iter().map(|bad| bad["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [3, 5, 6, 7]);
}

#[test]
fn canonical_places_keep_their_names_and_numbers() {
    let sandbox = Sandbox::new();
    for _ in 0..3 {
        let text = format!(
            "{}\n{}\n",
            record("s", "a", "2026-01-01T00:00:00Z"),
            record("s", "a", "2026-01-01T00:00:00.000400Z")
        );
        import(&sandbox, &[], text);
    }
    let mut names: Vec<_> = fs::read_dir(sandbox.store().join("s"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["a-20260101_000000_000-1.json", "a-20260101_000000_000.json"]);
    let text = sandbox.stdout(["export"]);
    let copy = Sandbox::new();
    import(&copy, &[], text);
    for name in names {
        let read = |sandbox: &Sandbox| fs::read(sandbox.store().join("s").join(&name)).unwrap();
        assert_eq!(read(&copy), read(&sandbox));
    }
}

#[test]
fn equal_lines_are_as_many_records_and_importing_twice_adds_none() {
    let sandbox = Sandbox::new();
    let one = record("s", "a", "2026-01-01T00:00:00Z");
    let thrice = format!("{one}\n").repeat(3);
    assert!(import(&sandbox, &[], thrice.clone()).stdout.contains("Imported 3 responses, 0 already there."));
    assert!(import(&sandbox, &[], thrice.clone()).stdout.contains("Imported 0 responses, 3 already there."));
    assert!(import(&sandbox, &[], format!("{thrice}{one}")).stdout.contains("Imported 1 response, 3 already there."));
    assert_eq!(
        records(&sandbox.store()),
        vec![String::from_utf8(to_canonical(&Reader::default().read(one.as_bytes()).unwrap())).unwrap(); 4]
    );
}

#[test]
fn what_is_archived_is_there_already_and_each_only_once() {
    let sandbox = Sandbox::with_examples();
    let one = record("many", "a", "2026-01-01T00:00:00Z");
    import(&sandbox, &[], format!("{one}\n").repeat(2));
    // A session that only its place names, as an export completes it.
    sandbox.put(
        "nameless/qa-20260101_000000_000.json",
        r#"{"timestamp": "2026-01-01T00:00:00Z", "request": "a", "response": "b"}"#,
    );
    let all = sandbox.stdout(["export", "-q"]);
    let count = all.lines().count();
    sandbox.stdout(["archive", "release-1.4", "many", "nameless", "-q"]);
    let before = Snapshot::of(&sandbox.store());
    for args in [["--dry-run", "--json"], ["-q", "--json"]] {
        let done: serde_json::Value = serde_json::from_str(&import(&sandbox, &args, all.clone()).stdout).unwrap();
        assert_eq!(
            (&done["imported"], &done["already_there"], &done["archived"]),
            (&0.into(), &count.into(), &10.into())
        );
    }
    assert_eq!(Snapshot::of(&sandbox.store()), before);
    // One more than there are is new, and what is at its place as well counts once.
    let thrice = format!("{one}\n").repeat(3);
    let told = import(&sandbox, &["-q", "--dry-run"], thrice.clone()).stdout;
    assert_eq!(told, "Would import 1 response, 2 already there, 2 of them archived.\n");
    sandbox.stdout(["restore", "many", "--keep", "-q"]);
    assert_eq!(import(&sandbox, &["-q"], thrice.clone()).stdout, "Imported 1 response, 2 already there.\n");
    assert_eq!(import(&sandbox, &["-q"], thrice).stdout, "Imported 0 responses, 3 already there.\n");
    // What differs in the texts alone is another.
    let other = one.replace("answered", "answered differently");
    assert_ne!(other, one);
    assert_eq!(import(&sandbox, &["-q"], other).stdout, "Imported 1 response, 0 already there.\n");
}

#[test]
fn an_archive_that_can_not_be_read_is_named_and_keeps_nothing_out() {
    let sandbox = Sandbox::new();
    for second in 0..3 {
        import(&sandbox, &[], record("s", "a", &format!("2026-01-01T00:00:0{second}Z")));
    }
    let all = sandbox.stdout(["export", "-q"]);
    sandbox.stdout(["archive", "s", "-q"]);
    let archive = fs::read_dir(sandbox.store().join(".archive")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&archive).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&archive, bytes).unwrap();
    let run = import(&sandbox, &["-v"], all);
    assert!(run.stderr.contains(".tar.zst: damaged archive"), "{run:?}");
    assert!(run.stdout.contains("Imported ") && run.code == 0, "{run:?}");
    let listed = sandbox.json(["list", "--json", "-q"])["total"].as_u64().unwrap();
    let told: u64 = run.stdout.split(' ').nth(1).unwrap().parse().unwrap();
    assert_eq!(told, listed);
}

#[test]
fn secrets_are_taken_out_unless_told_otherwise_and_still_known_again() {
    let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let line =
        format!(r#"{{"session_id": "s", "agent": "a", "request": "r {secret}", "response": "x", "own": "{secret}"}}"#);
    let sandbox = Sandbox::new();
    for count in ["Imported 1 response, 0", "Imported 0 responses, 1"] {
        assert!(import(&sandbox, &[], line.clone()).stdout.contains(count));
        assert!(!records(&sandbox.store())[0].contains(&secret));
    }
    let sandbox = Sandbox::new();
    for count in ["Imported 1 response, 0", "Imported 0 responses, 1"] {
        assert!(import(&sandbox, &["--no-redact"], line.clone()).stdout.contains(count));
    }
    assert!(import(&sandbox, &[], line).stdout.contains("Imported 0 responses, 1"), "whole as it is");
    let named = format!(r#"{{"session_id": "s-{secret}", "agent": "a", "request": "r", "response": "x"}}"#);
    let run = import(&sandbox, &[], named);
    assert!(run.code == 1 && run.stderr.contains("line 1") && !run.stderr.contains(&secret), "{run:?}");
}

#[test]
fn what_can_not_be_imported_is_said() {
    let sandbox = Sandbox::with_examples();
    for (file, hint) in
        [("a.csv", "fields of records"), ("a.html", "read by people"), ("a.ndjson", "cannot read a.ndjson")]
    {
        let run = sandbox.run(["import", file]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(hint), "{run:?}");
    }
    fs::create_dir(sandbox.project().join("d")).unwrap();
    assert_eq!(sandbox.run(["import", "d"]).code, 1);
}

#[cfg(unix)]
#[test]
fn a_store_that_is_being_changed_is_left_alone() {
    let sandbox = Sandbox::with_examples();
    let layout = responses::store::Layout::new(sandbox.store());
    let lock = responses::store::MaintenanceLock::take(&layout, "clear").unwrap();
    let run = import(&sandbox, &[], record("s", "a", "2026-01-01T00:00:00Z"));
    assert!(run.code == 1 && run.stderr.contains("being changed by another process (clear"), "{run:?}");
    drop(lock);
    assert_eq!(import(&sandbox, &[], record("s", "a", "2026-01-01T00:00:00Z")).code, 0);
}

fn take(tracker: &ResponseTracker, records: Vec<Record>) -> usize {
    let (mut import, _) = Import::begin(tracker).unwrap();
    let outcomes = import.take(records).into_iter().map(Result::unwrap);
    outcomes.filter(|outcome| matches!(outcome, Outcome::Stored(_))).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_line_is_the_record_and_on_one_line(record in arbitrary::record()) {
        let line = to_exact_line(&record);
        prop_assert!(!line.contains('\n'));
        prop_assert_eq!(to_canonical(&Reader::default().read(line.as_bytes()).unwrap()), to_canonical(&record));
    }

    #[test]
    fn any_records_are_there_afterwards_whole_and_once(originals in vec(arbitrary::record(), 0..8), doubled in 0_usize..8) {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { redaction: Redaction::Off, ..Options::default() };
        let tracker = ResponseTracker::with_options(dir.path().join("store"), options).unwrap();
        let mut all = originals.clone();
        all.extend(originals.get(doubled).cloned());
        prop_assert_eq!(take(&tracker, all.clone()), all.len());
        prop_assert_eq!(take(&tracker, originals), 0);
        let mut wanted: Vec<_> = all
            .into_iter()
            .map(|record| {
                // What names no session or agent gets the names of the unknown ones from its place.
                let session_id = record.session_id.or(Some("unknown-session".to_owned()));
                let dated = record.timestamp.time().is_some();
                let agent = record.agent.or(dated.then(|| "unknown".to_owned()));
                String::from_utf8(to_canonical(&Record { session_id, agent, ..record })).unwrap()
            })
            .collect();
        wanted.sort();
        prop_assert_eq!(records(tracker.layout().base()), wanted);
    }
}
