//! The rules of `docs/architecture.md` that a compiler does not hold: who may import whom, and what the core must not do.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the library, each with those it may import.
const ROOMS: [(&str, &[&str]); 10] = [
    ("record", &[]),
    ("files", &["record"]),
    ("store", &["record", "files"]),
    ("events", &["record", "files"]),
    ("capture", &["record", "store"]),
    ("gateway", &["record", "files", "store", "events", "capture"]),
    ("config", &["record", "store", "events", "capture", "gateway"]),
    ("ui", &[]),
    ("export", &["record", "store", "ui"]),
    ("commands", &["record", "store", "events", "capture", "gateway", "config", "ui", "export"]),
];

/// What none of `record`, `files`, `store` and `events` may use: printing, the environment, the clock, the command line.
const OUTSIDE: [&str; 10] = [
    "println!",
    "eprintln!",
    "print!",
    "std::env",
    "env::var",
    "Timestamp::now",
    "SystemTime::now",
    "Instant::now",
    "clap",
    "TimeZone::system",
];

#[test]
fn rooms_import_only_what_they_may() {
    let mut seen = 0;
    for (room, allowed) in ROOMS {
        for file in sources(room) {
            let code = code_of(&file);
            for (at, _) in code.match_indices("crate::") {
                let target: String = code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let ours = ROOMS.iter().any(|(name, _)| *name == target);
                let fine = !ours || target == room || allowed.contains(&target.as_str());
                assert!(fine, "{} imports `{target}`", file.display());
                seen += usize::from(ours);
            }
        }
    }
    assert!(seen > 50, "the search finds imports: {seen}");
}

#[test]
fn the_core_neither_prints_nor_looks_around() {
    // `capture` waits for a transcript, by a fixed number of pauses; it reads no clock either. Only the latencies of loggers, whether appends come in bursts, and whether a
    // disk is waited for, are measured by one, a steady one that tells no present.
    for file in ["record", "files", "store", "events", "capture", "gateway", "export"].into_iter().flat_map(sources) {
        let code = code_of(&file);
        let may_time = ["capture/logger/latency.rs", "store/scan/patience.rs", "events/log/lease.rs"]
            .iter()
            .any(|one| file.ends_with(one));
        for word in OUTSIDE.into_iter().filter(|word| !(may_time && *word == "Instant::now")) {
            assert!(!code.contains(word), "{} uses `{word}`", file.display());
        }
    }
}

#[test]
fn one_small_module_is_unsafe() {
    let all = ROOMS.into_iter().flat_map(|(room, _)| sources(room));
    let unsafe_ones: Vec<_> = all.filter(|file| code_of(file).contains("unsafe_code")).collect();
    assert!(matches!(unsafe_ones.as_slice(), [one] if one.ends_with("record/outline/stops/x86.rs")), "{unsafe_ones:?}");
    assert!(fs::read_to_string(&unsafe_ones[0]).unwrap().lines().count() < 100);
}

#[test]
fn only_main_imports_the_commands() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.contains("responses::commands::main()") && main.lines().count() <= 30);
}

/// The source files of a room, without its tests.
fn sources(room: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room), &mut found);
    assert!(!found.is_empty(), "{room}");
    found
}

fn visit(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().into_string().unwrap();
        if path.is_dir() && name != "tests" {
            visit(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && name != "tests.rs" {
            found.push(path);
        }
    }
}

/// The code of a file: without comments, and without the tests at its end.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}
