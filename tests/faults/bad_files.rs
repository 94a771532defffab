//! A store of every bad file that we could think of, among good ones: each has its documented outcome, the good ones are still listed,
//! memory stays bounded, and looking changes nothing.

mod table;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use self::table::{Make, Says, all};
use crate::support::{Run, Sandbox, make_fifo};
use crate::tell;

/// As much may be in memory at once: 300 MiB.
const MOST_MEMORY: u64 = 300 << 20;

/// Makes every file of the table.
fn store() -> Sandbox {
    let sandbox = Sandbox::new();
    let directory = sandbox.store().join("s");
    fs::create_dir_all(&directory).unwrap();
    for one in all() {
        let path = directory.join(&one.name);
        match one.make {
            Make::Bytes(bytes) => fs::write(path, bytes).unwrap(),
            Make::Sparse(length) => File::create(path).unwrap().set_len(length).unwrap(),
            Make::Directory => fs::create_dir(path).unwrap(),
            Make::Link(target) => symlink(target, path).unwrap(),
            Make::Socket => drop(UnixListener::bind(path).unwrap()),
            Make::Fifo => make_fifo(&path),
        }
    }
    sandbox
}

/// Everything in a store but the contents of large files: kind, mode, size, times.
fn picture(store: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(store).into_iter().map(Result::unwrap) {
        let metadata = entry.path().symlink_metadata().unwrap();
        let content = match metadata.len() {
            0..100_000 if metadata.is_file() => fs::read(entry.path()).unwrap().escape_ascii().to_string(),
            _ => String::new(),
        };
        let text = format!(
            "{:o} {} {} {} {content}",
            metadata.mode(),
            metadata.len(),
            metadata.mtime(),
            metadata.mtime_nsec()
        );
        found.insert(entry.into_path(), text);
    }
    found
}

/// The bytes that a process had in memory at its worst, as far as the system tells.
fn run_measured(sandbox: &Sandbox, args: &[&str]) -> (Run, Option<u64>) {
    let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
    let (out, err) = (sandbox.temporary().join("out"), sandbox.temporary().join("err"));
    let into = |path: &Path| Stdio::from(File::create(path).unwrap());
    let mut child = command.args(args).stdin(Stdio::null()).stdout(into(&out)).stderr(into(&err)).spawn().unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut most = None;
    let ended = loop {
        if let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            most = kilobytes.map(|kilobytes| kilobytes << 10).or(most);
        }
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    };
    let text = |path: &Path| String::from_utf8(fs::read(path).unwrap()).unwrap();
    (Run { code: ended.code().unwrap(), stdout: text(&out), stderr: text(&err) }, most)
}

/// The name of a file in the table as JSON shows it.
fn shown(path: &str) -> String {
    path.rsplit("s/").next().unwrap_or(path).to_owned()
}

#[test]
fn the_table_is_as_large_as_it_claims() {
    let bad = all().into_iter().filter(|one| !matches!(one.says, Says::Listed)).count();
    let names: std::collections::BTreeSet<_> = all().into_iter().map(|one| one.name).collect();
    assert_eq!(names.len(), all().len(), "no name twice");
    assert!(bad >= 120, "{bad} bad files");
}

#[test]
fn every_file_has_its_documented_outcome_and_looking_changes_nothing() {
    let sandbox = store();
    let before = picture(&sandbox.store());
    let (run, memory) = run_measured(&sandbox, &["list", "--all", "--json", "--fields", "path"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let listed: Value = serde_json::from_str(&run.stdout).unwrap();
    let files = |key: &str| -> BTreeMap<String, String> {
        let all = listed[key].as_array().unwrap().iter();
        all.map(|one| (shown(one["path"].as_str().unwrap()), one["reason"].as_str().unwrap_or_default().to_owned()))
            .collect()
    };
    let (items, skipped) = (files("items"), files("skipped"));
    let mut wrong = Vec::new();
    for one in all() {
        let name = String::from_utf8_lossy(one.name.as_bytes()).into_owned();
        let (item, reason) = (items.contains_key(&name), skipped.get(&name));
        let right = match one.says {
            Says::Listed => item && reason.is_none(),
            Says::Skipped(start) => !item && reason.is_some_and(|reason| reason.starts_with(start)),
            Says::Nothing => !item && reason.is_none(),
        };
        if !right {
            wrong.push(format!("{name:?}: {:?}, listed: {item}, skipped: {reason:?}", one.says));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all().len(), wrong.join("\n"));
    assert_eq!(items.len() + skipped.len(), all().iter().filter(|one| !matches!(one.says, Says::Nothing)).count());
    assert_eq!(picture(&sandbox.store()), before);
    if let Some(memory) = memory {
        tell(&format!("{} files, {} of them bad: {} MiB in memory", all().len(), skipped.len(), memory >> 20));
        assert!(memory < MOST_MEMORY, "{memory} bytes");
    }
}

#[test]
fn every_command_that_reads_survives_all_of_it_and_leaves_it_as_it_is() {
    let sandbox = store();
    let before = picture(&sandbox.store());
    for (args, codes) in [
        (&["sessions", "--json"][..], &[0][..]),
        (&["stats", "--json"], &[0]),
        (&["search", "-F", "asked", "--count", "--json", "--strict"], &[4]),
        (&["search", "no such words"], &[3]),
        (&["view", "latest"], &[0]),
        (&["verify", "--json"], &[4]),
        (&["doctor", "--json"], &[0, 1]),
        (&["clear", "--older-than", "30d", "--dry-run"], &[0]),
        (&["list", "--strict"], &[4]),
    ] {
        let (run, memory) = run_measured(&sandbox, args);
        assert!(codes.contains(&run.code), "{args:?}: {} {}", run.code, run.stderr);
        assert!(!run.stderr.contains("panicked"), "{args:?}: {}", run.stderr);
        assert!(memory.is_none_or(|memory| memory < MOST_MEMORY), "{args:?}: {memory:?} bytes");
        assert_eq!(picture(&sandbox.store()), before, "{args:?}");
    }
}

#[test]
fn a_repair_puts_aside_what_is_damaged_and_nothing_else() {
    let sandbox = store();
    let before = picture(&sandbox.store());
    let repaired = sandbox.json(["repair", "--json"]);
    let mut moved: Vec<_> =
        repaired["quarantined"].as_array().unwrap().iter().map(|one| shown(one["path"].as_str().unwrap())).collect();
    moved.sort();
    let mut damaged: Vec<_> =
        all().into_iter().filter(|one| one.says.is_damage()).map(|one| one.name.to_str().unwrap().to_owned()).collect();
    damaged.sort();
    assert_eq!(moved, damaged);
    let listed = sandbox.json(["list", "--json", "--limit", "1"]);
    assert!(
        listed["skipped"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| !damaged.contains(&shown(one["path"].as_str().unwrap())))
    );
    assert_eq!(sandbox.run(["undo"]).code, 0);
    fs::remove_file(sandbox.store().join(".lock")).unwrap();
    let without_the_store_itself = |mut all: BTreeMap<PathBuf, String>| {
        all.remove(&sandbox.store());
        all
    };
    assert_eq!(without_the_store_itself(picture(&sandbox.store())), without_the_store_itself(before));
}
