//! Names made safe for file systems, and understood in every era's form.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Component, Path};

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use responses::record::AgentName;
use responses::record::names::{Hints, component, original, record_stem, stem};

use crate::arbitrary;

/// The longest component we make, so that time, counter and ending fit into the 255 bytes after it.
const LONGEST: usize = 200;

const LONGEST_ENDING: &str = "-20261103_143022_123-4294967295.json.gz";

/// What people and attackers call things.
fn name() -> impl Strategy<Value = String> {
    let tricks = vec![
        ".",
        "..",
        "...",
        "../..",
        "/",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "C:\\x",
        "CON",
        "con.txt",
        "NUL",
        "com1",
        "LPT9.log",
        "aux ",
        "a.",
        "a ",
        " a",
        ".hidden",
        "%",
        "%2F",
        "%00",
        "100%",
        "\0",
        "\u{1b}[31m",
        "\u{202e}",
        "~",
        "-",
        "--all",
        "a\nb",
        "*?",
        "<>",
        "é",
        "e\u{301}",
    ];
    let trick = || select(tricks.clone()).prop_map(String::from);
    prop_oneof![
        2 => arbitrary::text(),
        2 => trick(),
        1 => (trick(), arbitrary::text(), trick()).prop_map(|(a, b, c)| [a, b, c].concat()),
        1 => (any::<char>(), 1_usize..400).prop_map(|(c, times)| c.to_string().repeat(times)),
    ]
}

/// True if the name was too long to be kept whole: only then it ends in `~` and a hash.
fn was_cut(component: &str) -> bool {
    let hash = component.len().checked_sub(17).and_then(|at| component.get(at..));
    component.len() > LONGEST - 8
        && hash.and_then(|hash| hash.strip_prefix('~')).is_some_and(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

proptest! {
    #[test]
    fn a_component_is_one_harmless_part_of_a_path(name in name()) {
        let safe = component(&name);
        let parts: Vec<_> = Path::new(&safe).components().collect();
        prop_assert_eq!(parts, [Component::Normal(OsStr::new(&safe))]);
        prop_assert!(!safe.starts_with('.') && !safe.ends_with(['.', ' ']), "{}", safe);
        prop_assert!(!safe.contains(['<', '>', ':', '"', '|', '?', '*', '\\', '/']), "{}", safe);
        prop_assert!(!safe.chars().any(char::is_control), "{:?}", safe);
        prop_assert!(safe.len() <= LONGEST && safe.len() + LONGEST_ENDING.len() <= 255, "{} bytes", safe.len());
        prop_assert!(!is_device(&safe), "{}", safe);
    }

    #[test]
    fn the_original_name_can_be_told_from_a_component_that_was_not_cut(name in name()) {
        let safe = component(&name);
        if was_cut(&safe) {
            prop_assert!(name.len() > LONGEST / 3, "{} bytes need no cutting", name.len());
        } else {
            prop_assert_eq!(original(&safe), name);
        }
    }

    #[test]
    fn different_names_stay_different(names in vec(name(), 0..40)) {
        let mut taken = HashMap::new();
        for name in names {
            let other = taken.insert(component(&name), name.clone());
            prop_assert!(other.as_ref().is_none_or(|other| *other == name), "{:?} and {:?}", other, name);
        }
    }

    #[test]
    fn a_simple_name_is_kept_as_it_is(
        name in "[A-Za-z0-9_-][A-Za-z0-9_ +,=@.-]{0,60}[A-Za-z0-9_-]",
        letters in "[a-z]{1,12}",
    ) {
        prop_assume!(stem(&name).is_none());
        for name in [name, letters].into_iter().filter(|name| !is_device(name)) {
            prop_assert_eq!(component(&name), name);
        }
    }

    #[test]
    fn a_file_of_that_name_can_be_made(name in name(), agent in name()) {
        let dir = tempfile::tempdir().unwrap();
        let directory = dir.path().join(component(&name));
        std::fs::create_dir(&directory).unwrap();
        File::create_new(directory.join(component(&agent) + LONGEST_ENDING)).unwrap();
        let made: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        prop_assert_eq!(made, [directory]);
    }

    #[test]
    fn any_text_has_an_original_and_hints(text in name(), more in name()) {
        _ = original(&text);
        _ = stem(&text);
        _ = Hints::of(Path::new(&text));
        _ = Hints::of(&Path::new(&text).join(more));
    }

    #[test]
    fn the_place_of_what_we_write_tells_session_and_agent(
        (session, agent) in (name(), name()),
        counter in prop_oneof![Just(0), 1_u32..2000],
    ) {
        prop_assume!(!session.trim().is_empty() && !agent.trim().is_empty());
        let instant: Timestamp = "2026-11-03T14:30:22.123456Z".parse().unwrap();
        let stem = record_stem(&AgentName::new(agent.clone()).unwrap(), instant);
        let count = if counter == 0 { String::new() } else { format!("-{counter}") };
        for ending in [".json", ".json.gz"] {
            let hints = Hints::of(&Path::new(&component(&session)).join(format!("{stem}{count}{ending}")));
            if !was_cut(&component(&session)) {
                prop_assert_eq!(hints.session.as_deref(), Some(session.as_str()));
            }
            if !was_cut(&component(&agent)) {
                prop_assert_eq!(hints.agent.as_deref(), Some(agent.as_str()));
            }
        }
    }
}

/// True for a name that opens a device on Windows, by the list in Microsoft's documentation.
fn is_device(name: &str) -> bool {
    let base = name.split('.').next().unwrap().trim_end_matches(' ').to_uppercase();
    let numbered =
        ["COM", "LPT"].into_iter().flat_map(|port| "123456789¹²³".chars().map(move |n| format!("{port}{n}")));
    ["CON", "PRN", "AUX", "NUL"].contains(&base.as_str()) || numbered.into_iter().any(|port| port == base)
}

#[test]
fn names_of_devices_are_changed_in_any_case_and_with_any_ending() {
    for device in [
        "CON", "con", "Prn", "AUX", "nul", "COM1", "com9", "LPT1", "lpt9", "COM¹", "LPT³", "NUL.txt", "con.a.b", "aux ",
    ] {
        let safe = component(device);
        assert!(!is_device(&safe), "{device} became {safe}");
        assert_eq!(original(&safe), device);
    }
}

#[test]
fn names_that_only_begin_like_a_device_are_kept() {
    for name in ["console", "auxiliary", "COM", "comb", "come", "lptx", "com10", "null", "a.con", "COM0", "nul-1"] {
        assert_eq!(component(name), name);
    }
}

#[test]
fn the_empty_name_is_not_mistaken_for_another() {
    assert!(!component("").is_empty());
    assert_ne!(component(""), component("\0"));
    assert_eq!(original(&component("\0")), "\0");
}

#[test]
fn long_names_are_cut_between_characters_and_keep_their_beginning() {
    for (long, begin) in [("x".repeat(201), "xxxx"), ("é".repeat(3000), "ééé"), ("/".repeat(300), "%2F%2F")] {
        let safe = component(&long);
        assert!(safe.len() <= LONGEST && safe.starts_with(begin) && was_cut(&safe), "{safe}");
        assert_ne!(safe, component(&format!("{long}y")));
        assert_eq!(safe, component(&long));
    }
    let whole = "x".repeat(LONGEST);
    assert_eq!(component(&whole), whole);
    // Part of the contract with every store on disk: this must never change.
    assert_eq!(component(&"x".repeat(201)), format!("{}~3631500d06f3bba7", "x".repeat(183)));
}

#[test]
fn a_record_is_named_after_its_agent_and_its_instant_in_utc() {
    let named = |agent: &str, time: &str| record_stem(&AgentName::new(agent).unwrap(), time.parse().unwrap());
    assert_eq!(named("engineer", "2026-11-03T14:30:22.123999Z"), "engineer-20261103_143022_123");
    assert_eq!(named("qa", "2026-11-03T23:59:59.999999999-02:00"), "qa-20261104_015959_999");
    assert_eq!(named("../x", "0001-01-01T00:00:00Z"), "%2E.%2Fx-00010101_000000_000");
    assert_eq!(named("CON", "1969-12-31T23:59:59.001Z"), "%43ON-19691231_235959_001");
}

#[test]
fn a_stem_is_a_record_files_name_without_its_ending() {
    for (name, expected) in [
        ("a.json", Some("a")),
        ("a.json.gz", Some("a")),
        ("a.b.json", Some("a.b")),
        ("a.json.json", Some("a.json")),
        (".json", Some("")),
        ("a.gz", None),
        ("a.JSON", None),
        ("a.jsonl", None),
        ("json", None),
        ("a.json.gz.gz", None),
    ] {
        assert_eq!(stem(name), expected, "{name}");
    }
}

#[test]
fn the_names_of_every_era_are_understood() {
    let (s, both) = (Some("s1"), (Some("s1"), Some("engineer")));
    for (path, expected) in [
        // canonical, and with a counter
        ("s1/engineer-20261103_143022_123.json", both),
        ("s1/engineer-20261103_143022_123.json.gz", both),
        ("s1/engineer-20261103_143022_123-1.json", both),
        ("s1/engineer-20261103_143022_123-1234.json", both),
        ("s1/code-analyzer-20261103_143022_123.json", (s, Some("code-analyzer"))),
        ("s1/web_qa-20261103_143022_123.json", (s, Some("web_qa"))),
        ("s1/qa-20261103_143022_123-20261104_000000_000.json", (s, Some("qa-20261103_143022_123"))),
        ("s1/a%2Fb%25-20261103_143022_123.json", (s, Some("a/b%"))),
        // documented, with microseconds
        ("s1/engineer_20261103_143022_123456.json", both),
        ("s1/engineer_20261103_143022_123456.json.gz", both),
        // E0: the agent is in the metadata alone
        ("s1/response_001.json", (s, None)),
        ("My Session 1/response_025.json", (Some("My Session 1"), None)),
        ("feature/login/response_001.json", (Some("feature/login"), None)),
        // E1, E2
        ("s1/engineer_20261103T143022_123456.json", both),
        ("s1/engineer_20261103T143022_123456.json.gz", both),
        ("s1/engineer_20261103T143022.json", both),
        // E3: flat
        ("s1-engineer-20261103_143022_123456.json", both),
        ("golden-session-1-qa-20261103_143022_123456.json", (None, None)),
        ("s1-web_qa-20261103_143022_123456.json", (s, Some("web_qa"))),
        // E4
        ("s1-engineer-20261103T143022_123456.json", both),
        ("s1-engineer-20261103T143022_123456.json.gz", both),
        ("a|b:c-研究-20261103T143022_123456.json", (Some("a|b:c"), Some("研究"))),
        // E5
        ("s1-engineer-20261103T143022_123456+0000.json", both),
        ("s1-engineer-20261103T143022_123456+0000.json.gz", both),
        ("s1-engineer-20261103T143022_123456-0530.json", both),
        // microsecond 0 drops the fraction
        ("q-a-20250811T143022.json", (Some("q"), Some("a"))),
        ("q-a-20250811T143022+0000.json", (Some("q"), Some("a"))),
        ("q-a-20250811_143022.json", (Some("q"), Some("a"))),
        // nested sessions, and names that were made safe
        ("feature/login/qa-20261103_143022_123.json", (Some("feature/login"), Some("qa"))),
        ("%2E%2E%2Fx/qa-20261103_143022_123.json", (Some("../x"), Some("qa"))),
        (
            "sess-engineer-20250811_143022_123456/response_001.json",
            (Some("sess-engineer-20250811_143022_123456"), None),
        ),
        // generated session ids that are times themselves
        ("20250811_143022/qa-20261103_143022_123.json", (Some("20250811_143022"), Some("qa"))),
        ("20250811_143022-qa-20261103T143022_123456.json", (Some("20250811_143022"), Some("qa"))),
        // nothing to be told
        ("report.json", (None, None)),
        ("s1/report.json", (s, None)),
        ("s1/20261103_143022_123.json", (s, None)),
        ("s1/engineer-2026110_143022_123.json", (s, None)),
        ("s1/engineer-20261103_143022_12.json", (s, None)),
        ("s1/engineer-20261103_143022_1234567.json", (s, None)),
        ("s1/engineer-20261103_143022_123.txt", (s, None)),
        ("-20261103_143022_123456.json", (None, None)),
    ] {
        let hints = Hints::of(Path::new(path));
        assert_eq!((hints.session.as_deref(), hints.agent.as_deref()), expected, "{path}");
    }
}
