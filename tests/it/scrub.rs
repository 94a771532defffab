//! `responses scrub`

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use responses::record::{Redaction, compress, decompress, is_gzip};
use responses::store::scrub::{apply, find};
use responses::store::{Options, ResponseTracker, Selection};

use crate::redaction::secrets;
use crate::support::{Sandbox, Snapshot, fixture, golden_trees, record};

/// A record with a secret in a text, a value and a key, in the spelling of some tool.
fn holding(secret: &str) -> String {
    let text = serde_json::to_string(secret).unwrap();
    let inner = &text[1..text.len() - 1];
    format!(
        "{{\n  \"timestamp\": \"2026-01-01T00:00:00\",\n  \"session_id\": \"s\", \"agent\": \"qa\",\n  \"request\": \"the key: {inner} \\u0041\",\n\
         \"response\": {{\"deep\": [1.50, NaN, {text}]}}, \"metadata\": {{\"x {inner}\": null, \"n\": 12345678901234567890123}}\n}}\n"
    )
}

/// Every place and form in which records lie in a store.
const LAYOUTS: [&str; 9] = [
    "s/qa-20260101_000000_000.json",
    "s/qa_20260101_000000_000000.json",
    "s/response_001.json",
    "s/qa_20260101T000000_000000.json",
    "s-qa-20260101_000000_000000.json",
    "s-qa-20260101T000000_000000+0000.json",
    "feature/login/response_001.json",
    "s-qa-20260101T000000.json.gz",
    "s/gz-called-plain.json",
];

fn content(path: &str, text: &str) -> Vec<u8> {
    if path.contains("gz") { compress(text.as_bytes()).unwrap() } else { text.as_bytes().to_vec() }
}

/// The text of every file below a directory, ours too, compressed or not.
fn everything(directory: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        text += &entry.file_name().to_string_lossy();
        if entry.path().is_dir() {
            text += &everything(&entry.path());
        } else {
            let bytes = fs::read(entry.path()).unwrap();
            let bytes = if is_gzip(&bytes) { decompress(&bytes, 1 << 20).unwrap() } else { bytes };
            text += &String::from_utf8_lossy(&bytes);
        }
    }
    text
}

/// The longest part of a secret in one piece.
fn heart(secret: &str) -> &str {
    secret.split(['\n', '.', '-', '_']).max_by_key(|part| part.len()).unwrap()
}

#[test]
fn every_form_is_found_and_replaced_in_every_layout_and_the_second_run_finds_nothing() {
    for (kind, secret) in secrets() {
        let sandbox = Sandbox::new();
        for path in LAYOUTS {
            sandbox.put(path, content(path, &holding(&secret)));
        }
        sandbox.put("t/clean.json", record("t", "qa", "2026-01-01T00:00:00Z"));
        let check = sandbox.run(["scrub", "--check", "--json"]);
        assert_eq!(check.code, 4, "{check:?}");
        let found: serde_json::Value = serde_json::from_str(&check.stdout).unwrap();
        assert_eq!(
            (&found["files"], &found["secrets"]),
            (&LAYOUTS.len().into(), &(3 * LAYOUTS.len()).into()),
            "{found}"
        );
        assert!(
            found["found"].as_array().unwrap().iter().all(|one| one["kind"] == kind && one["count"] == 3),
            "{found}"
        );
        assert!(!check.stdout.contains(heart(&secret)) && !check.stderr.contains(heart(&secret)));
        let run = sandbox.run(["scrub"]);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(!run.stdout.contains(heart(&secret)) && run.stderr.contains("backups"), "{run:?}");
        assert!(!everything(&sandbox.store()).contains(heart(&secret)), "{kind}");
        let again = sandbox.run(["scrub", "--check"]);
        assert_eq!((again.code, again.stdout.as_str()), (0, "No secrets of known forms.\n"), "{again:?}");
        for path in LAYOUTS {
            let bytes = fs::read(sandbox.store().join(path)).unwrap();
            let text = if path.contains("gz") { decompress(&bytes, 1 << 20).unwrap() } else { bytes };
            let expected = holding(&format!("[REDACTED:{kind}]")).replace("] \\u0041", "] A");
            assert_eq!(String::from_utf8(text).unwrap(), expected, "{path}");
        }
    }
}

#[test]
fn a_dry_run_changes_nothing_and_what_is_clean_is_never_touched() {
    for tree in golden_trees() {
        let sandbox = Sandbox::with_store(&fixture("golden").join(&tree));
        let before = Snapshot::of(&sandbox.store());
        let check = sandbox.run(["scrub", "--check"]);
        assert_eq!(check.code, 0, "{tree}: {check:?}");
        assert_eq!(sandbox.run(["scrub", "-q"]).code, 0);
        assert_eq!(Snapshot::of(&sandbox.store()), before, "{tree}");
        assert!(!sandbox.store().join(".log").exists());
    }
    let sandbox = Sandbox::new();
    let (_, secret) = secrets().swap_remove(0);
    sandbox.put(LAYOUTS[0], holding(&secret));
    let before = Snapshot::of(&sandbox.store());
    assert_eq!(sandbox.run(["scrub", "-n"]).code, 4);
    assert_eq!(Snapshot::of(&sandbox.store()), before);
}

#[test]
fn the_trash_and_what_waits_are_scrubbed_and_still_work() {
    let (_, secret) = secrets().swap_remove(4);
    let sandbox = Sandbox::new();
    sandbox.put("s/qa-20260101_000000_000.json", holding(&secret));
    sandbox.put("s/qa-20260102_000000_000.json.gz", compress(holding(&secret).as_bytes()).unwrap());
    sandbox.stdout(["clear", "--session", "s"]);
    let waits =
        serde_json::json!({"session": "s", "key": "k", "at": "2026-01-01T00:00:00Z", "what": {"prompt": secret}});
    sandbox.put(".pending/prompt-1.json", waits.to_string());
    sandbox.put(".archive/old.tar.zst", "no archive");
    assert_eq!(sandbox.run(["scrub", "--check", "--agent", "nobody"]).code, 0, "nothing of it is selected");
    let run = sandbox.run(["scrub"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.stdout.contains("in 3 files; rewrote 3 files") && run.stderr.contains("1 archive could not be looked into"),
        "{run:?}"
    );
    assert!(!everything(&sandbox.store()).contains(heart(&secret)));
    let trash = sandbox.json(["trash", "list", "--json"]);
    let undone = sandbox.json(["undo", "--json"]);
    assert_eq!((&undone["responses"], &undone["bytes"]), (&2.into(), &trash["items"][0]["bytes"]));
    assert_eq!(sandbox.json(["list", "--json"])["total"], 2);
    assert_eq!(sandbox.run(["scrub", "--check", "-q"]).code, 0);
}

#[test]
fn archives_are_written_anew_and_give_back_all_else_to_the_last_byte() {
    let (_, secret) = secrets().swap_remove(4);
    let sandbox = Sandbox::new();
    for number in 0..20 {
        let clean = record("s", &format!("qa{number}"), "2026-01-01T00:00:00Z");
        sandbox.put(&format!("s/clean-{number}.json"), clean);
    }
    sandbox.put("s/held.json", holding(&secret));
    sandbox.put("t/held.json.gz", compress(holding(&secret).as_bytes()).unwrap());
    sandbox.put("u/clean.json", record("u", "qa", "2026-01-01T00:00:00Z"));
    let contents =
        |sandbox: &Sandbox| Snapshot::of(&sandbox.store()).contents().into_iter().collect::<BTreeMap<_, _>>();
    let before = contents(&sandbox);
    sandbox.stdout(["archive", "--all", "--yes", "-q"]);
    let untouched = |sandbox: &Sandbox| {
        let names = fs::read_dir(sandbox.store().join(".archive")).unwrap().map(Result::unwrap);
        let of_u = names.filter(|entry| entry.file_name().to_string_lossy().starts_with("u-"));
        of_u.map(|entry| (entry.metadata().unwrap().modified().unwrap(), fs::read(entry.path()).unwrap()))
            .collect::<Vec<_>>()
    };
    let (of_u, archived) = (untouched(&sandbox), Snapshot::of(&sandbox.store()));
    let check = sandbox.run(["scrub", "--check", "--json"]);
    assert!(check.code == 4 && Snapshot::of(&sandbox.store()) == archived, "{check:?}");
    let found: serde_json::Value = serde_json::from_str(&check.stdout).unwrap();
    let paths: Vec<_> = found["found"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert!(
        paths.len() == 2
            && paths.iter().all(|path| path.starts_with(".archive/"))
            && paths[0].ends_with("/s/held.json"),
        "{paths:?}"
    );
    let run = sandbox.run(["scrub"]);
    assert!(run.code == 0 && run.stdout.contains("in 2 files; rewrote 2 files"), "{run:?}");
    assert_eq!(sandbox.run(["scrub", "--check", "-q"]).code, 0);
    assert_eq!(sandbox.run(["verify", "-q"]).code, 0);
    assert_eq!(untouched(&sandbox), of_u, "what holds no secrets is not written anew");
    sandbox.stdout(["restore", "*", "-q"]);
    assert!(!everything(&sandbox.store()).contains(heart(&secret)));
    let after = contents(&sandbox);
    for (path, content) in &before {
        let holds = path.to_string_lossy().contains("held");
        assert_eq!(after[path] != *content, holds, "{}", path.display());
    }
    assert_eq!(sandbox.json(["list", "--json", "--limit", "1"])["total"], 23);
}

#[test]
fn what_can_not_be_rewritten_is_named_and_the_exit_code_says_so() {
    let (_, secret) = secrets().swap_remove(4);
    let sandbox = Sandbox::new();
    sandbox.put("s/torn.json", &holding(&secret)[..150]);
    sandbox.put(&format!("s-{secret}/qa.json"), record(&format!("s-{secret}"), "qa", "2026-01-01T00:00:00Z"));
    sandbox.put("s/plain-damage.json", "{\"request\": ");
    assert_eq!(sandbox.run(["scrub", "--check"]).code, 4);
    let run = sandbox.run(["scrub", "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(!run.stdout.contains(heart(&secret)) && !run.stderr.contains(heart(&secret)), "{run:?}");
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let reasons: Vec<_> =
        document["errors"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
    assert_eq!(
        (reasons.len(), &document["rewritten"], document["skipped"].as_array().unwrap().len()),
        (2, &0.into(), 1),
        "{document}"
    );
    assert!(reasons[0].contains("no readable record") && reasons[1].contains("in its name"), "{reasons:?}");
    assert!(
        fs::read_to_string(sandbox.store().join("s/torn.json")).unwrap().contains(heart(&secret)),
        "not a byte is deleted"
    );
    let receipt = document["receipt"].as_str().unwrap();
    let receipt = fs::read_to_string(sandbox.store().join(".log").join(receipt)).unwrap();
    assert!(receipt.contains("\"done\"") && !receipt.contains(heart(&secret)), "{receipt}");
    let text = everything(&sandbox.store().join(format!("s-{secret}")));
    assert!(!text.replace("qa.json", "").contains(heart(&secret)), "what it names in its text is gone: {text}");
}

#[cfg(unix)]
#[test]
fn what_was_rewritten_is_private_and_newly_dated_and_the_cache_is_forgotten() {
    use std::os::unix::fs::PermissionsExt;
    let (_, secret) = secrets().swap_remove(4);
    let sandbox = Sandbox::new();
    let error = format!("it said {secret}");
    for number in 0..300 {
        let text = serde_json::json!({"timestamp": "2026-01-01T00:00:00Z", "session_id": "s", "agent": "a", "request": "r", "response": "x", "metadata": {"error": error}});
        let path = sandbox.put(&format!("s/{number}.json"), text.to_string());
        let old = fs::File::options().write(true).open(&path).unwrap();
        old.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000)).unwrap();
    }
    let before = fs::metadata(sandbox.store().join("s/0.json")).unwrap();
    sandbox.stdout(["stats"]);
    let cache = sandbox.home().join(".cache");
    assert!(!cache.exists() || everything(&cache).len() > 100);
    assert_eq!(sandbox.run(["scrub"]).code, 0);
    let after = fs::metadata(sandbox.store().join("s/0.json")).unwrap();
    assert_eq!(after.permissions().mode() & 0o777, 0o600);
    assert!(after.modified().unwrap() > before.modified().unwrap());
    assert!(!cache.exists() || !everything(&cache).contains(heart(&secret)));
    assert_eq!(
        sandbox.json(["list", "--json", "--limit", "1"])["items"][0]["error"],
        "it said [REDACTED:github-token]"
    );
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone_and_so_is_a_store_in_use() {
    let (_, secret) = secrets().swap_remove(4);
    let dir = tempfile::tempdir().unwrap();
    let tracker = ResponseTracker::new(dir.path()).unwrap();
    let path = dir.path().join("a.json");
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    fs::write(&path, holding(&secret)).unwrap();
    fs::write(dir.path().join("b.json"), holding(&secret)).unwrap();
    let found = find(&tracker, &Selection::all()).unwrap();
    assert_eq!(found.files.len(), 2);
    let newer = holding(&format!("{secret} and more"));
    fs::File::options().append(true).open(&path).unwrap().write_all(b" ").unwrap();
    fs::write(&path, &newer).unwrap();
    let lock = responses::store::MaintenanceLock::take(tracker.layout(), "clear").unwrap();
    assert!(matches!(apply(&tracker, &found, now), Err(responses::store::Error::Busy { .. })));
    drop(lock);
    let scrubbed = apply(&tracker, &found, now).unwrap();
    assert_eq!((scrubbed.rewritten.len(), scrubbed.left.len()), (1, 1), "{scrubbed:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    assert!(!fs::read_to_string(dir.path().join("b.json")).unwrap().contains(heart(&secret)));
}

/// Strings as some tool may have written them, with secrets in some.
fn literal() -> impl Strategy<Value = String> {
    let secrets: Vec<_> = secrets().into_iter().map(|(_, secret)| serde_json::to_string(&secret).unwrap()).collect();
    let secrets: Vec<_> = secrets.iter().map(|text| format!(" {} ", &text[1..text.len() - 1])).collect();
    let piece = prop_oneof![
        4 => select(vec!["plain ", "\\u00e9", "é", "\\/", "\\n", "\\\"", "\\ud800", " ", "NaN", "{", "sk-", "ghp_"]).prop_map(String::from),
        1 => select(secrets),
    ];
    vec(piece, 0..5).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

/// The text between the strings of a JSON text, and the strings.
fn apart(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut between, mut strings, mut rest) = (Vec::new(), Vec::new(), text);
    while let Some(at) = rest.find('"') {
        between.push(rest[..at].to_owned());
        let mut end = at + 1;
        while rest.as_bytes()[end] != b'"' {
            end += if rest.as_bytes()[end] == b'\\' { 2 } else { 1 };
        }
        strings.push(rest[at..=end].to_owned());
        rest = &rest[end + 1..];
    }
    between.push(rest.to_owned());
    (between, strings)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_holds_no_secret_stays_byte_for_byte(
        values in vec((literal(), literal()), 1..6),
        space in select(vec!["", " ", "\n  ", "\r\n\t"]),
        end in select(vec!["", "\n", " \n"]),
    ) {
        let members: Vec<_> = values.iter().map(|(key, value)| format!("{space}{key}{space}:{space}[{value},{space}1.50,NaN]")).collect();
        let text = format!("{space}{{{}{space},\"request\":{}}}{end}", members.join(","), values[0].1);
        let dir = tempfile::tempdir().unwrap();
        let options = Options { redaction: Redaction::Off, ..Options::default() };
        let tracker = ResponseTracker::with_options(dir.path(), options).unwrap();
        fs::write(dir.path().join("a.json"), &text).unwrap();
        let found = find(&tracker, &Selection::all()).unwrap();
        prop_assert!(found.skipped.is_empty(), "{:?}", found.skipped);
        apply(&tracker, &found, "2026-01-01T00:00:00Z".parse().unwrap()).unwrap();
        let scrubbed = fs::read_to_string(dir.path().join("a.json")).unwrap();
        let ((old_between, old), (between, new)) = (apart(&text), apart(&scrubbed));
        prop_assert_eq!(between, old_between);
        prop_assert_eq!(new.len(), old.len());
        let mut changed = 0;
        for (old, new) in old.iter().zip(&new) {
            if old != new {
                prop_assert!(new.contains("[REDACTED:"), "{} became {}", old, new);
                changed += 1;
            }
        }
        prop_assert_eq!(changed > 0, found.secrets() > 0);
        for (_, secret) in secrets() {
            prop_assert!(!scrubbed.contains(heart(&secret)));
        }
        prop_assert!(find(&tracker, &Selection::all()).unwrap().files.is_empty());
    }
}
