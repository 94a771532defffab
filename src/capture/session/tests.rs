//! Sessions are detected in the documented order, whatever else is around.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::arguments::{Said, conversation};
use super::*;

const ID: &str = "7c1f0b62-3d8e-4f57-9a41-5be2d06c93a8";
const OTHER: &str = "00000000-0000-4000-8000-000000000000";

fn arguments(line: &str) -> Vec<OsString> {
    line.split(' ').map(OsString::from).collect()
}

fn process(parent: u32, user: u32, line: &str) -> Process {
    Process { parent, user, arguments: arguments(line) }
}

/// A chain of processes 1, 2, ..., of which the last is the one in question, each with its user and command line.
fn chain(processes: &[(u32, &str)]) -> Ancestry {
    let numbers = 1..;
    let processes: BTreeMap<_, _> =
        numbers.zip(processes).map(|(number, (user, line))| (number, process(number - 1, *user, line))).collect();
    Ancestry { of: processes.keys().copied().max().unwrap_or_default(), processes }
}

fn by_process(ancestry: Ancestry) -> (String, NamedBy) {
    let detected = detect(|_| None, || ancestry);
    (detected.id.as_str().to_owned(), detected.by)
}

#[test]
fn a_command_line_names_a_conversation_only_by_an_id() {
    let named = Said::Named(SessionId::new(ID).unwrap());
    for line in
        ["--session-id ID", "--session-id=ID", "--resume ID", "--resume=ID", "-r ID", "-p hello --verbose -r ID"]
    {
        assert_eq!(conversation(&arguments(&format!("claude {line}").replace("ID", ID))), named, "{line}");
    }
    for line in
        ["--resume OTHER --session-id ID --fork-session", "-r OTHER -r ID", "--session-id ID -r OTHER", "-r x -r ID"]
    {
        let line = format!("claude {line}").replace("ID", ID).replace("OTHER", OTHER);
        assert_eq!(conversation(&arguments(&line)), named, "{line}");
    }
    for line in [
        "",
        "--resume",
        "-r refactoring",
        "--resume --verbose",
        "--session-id",
        "-- --session-id ID",
        "--session-ids ID",
        "ID",
    ] {
        assert_eq!(conversation(&arguments(&format!("claude {line}").replace("ID", ID))), Said::Nothing, "{line}");
    }
    assert_eq!(conversation(&arguments(&format!("claude -r {ID} --fork-session"))), Said::Forked);
    assert_eq!(conversation(&[]), Said::Nothing);
}

#[test]
fn the_nearest_ancestor_of_the_same_user_counts() {
    let (ours, far, near) =
        (format!("claude -r {ID}"), format!("claude -r {OTHER}"), format!("claude --session-id {ID}"));
    let known = |number| (ID.to_owned(), NamedBy::Process(number));
    let unknown = ("unknown-session".to_owned(), NamedBy::Nothing);
    assert_eq!(by_process(chain(&[(7, &far), (7, &near), (7, "sh"), (7, "tool")])), known(2));
    assert_eq!(by_process(chain(&[(7, &near), (0, &far), (7, "sh"), (7, "tool")])), known(1));
    assert_eq!(by_process(chain(&[(0, &near), (7, "tool")])), unknown);
    assert_eq!(by_process(chain(&[(7, "init"), (7, &ours)])), unknown, "its own command line is not the client's");
    let forked = format!("claude -r {OTHER} --fork-session");
    assert_eq!(by_process(chain(&[(7, &near), (7, &forked), (7, "tool")])), unknown);
    assert_eq!(by_process(Ancestry::default()), unknown);
}

#[test]
fn processes_that_are_gone_or_go_in_a_circle_end_the_search() {
    let mut gone = chain(&[(7, &format!("claude -r {ID}")), (7, "sh"), (7, "sh"), (7, "tool")]);
    gone.processes.remove(&2);
    assert_eq!(by_process(gone).1, NamedBy::Nothing);
    let mut circle = chain(&[(7, "a"), (7, "b"), (7, "tool")]);
    circle.processes.insert(1, process(2, 7, "a"));
    assert_eq!(by_process(circle).1, NamedBy::Nothing);
    let alone = Ancestry { of: 5, processes: BTreeMap::from([(5, process(5, 7, &format!("claude -r {ID}")))]) };
    assert_eq!(by_process(alone).1, NamedBy::Process(5), "a process that is its own parent is its own ancestor");
}

#[cfg(unix)]
fn not_unicode() -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(vec![0xff, b'a'])
}

#[cfg(windows)]
fn not_unicode() -> OsString {
    std::os::windows::ffi::OsStringExt::from_wide(&[0xd800, u16::from(b'a')])
}

/// Values of a variable, and whether each can name a session.
fn value() -> impl Strategy<Value = Option<(OsString, Option<&'static str>)>> {
    let too_long = || "x".repeat(5000);
    prop::option::of(prop_oneof![
        Just((OsString::from("work"), Some("work"))),
        Just((OsString::from(" äöü/../x\n"), Some("äöü/../x"))),
        Just((OsString::from(" \t"), None)),
        Just((OsString::new(), None)),
        Just((OsString::from(too_long()), None)),
        Just((OsString::from("AKIAQ3EGRZ7X2M5LWNTB"), None)),
        Just((not_unicode(), None)),
    ])
}

/// Any processes, with any parents: missing, in a circle, of other users.
fn ancestry() -> impl Strategy<Value = Ancestry> {
    let line = prop_oneof![
        Just("sh".to_owned()),
        Just("claude --resume".to_owned()),
        Just(format!("claude -r {ID}")),
        Just(format!("claude --session-id={OTHER}")),
        Just(format!("claude -r {ID} --fork-session")),
    ];
    let one = (0..8_u32, 0..2_u32, line).prop_map(|(parent, user, line)| process(parent, user, &line));
    let processes = prop::collection::btree_map(0..8_u32, one, 0..8);
    (0..8_u32, processes).prop_map(|(of, processes)| Ancestry { of, processes })
}

/// The same decision in the plainest words: walk, and look at each.
fn walked(ancestry: &Ancestry) -> Option<(String, u32)> {
    let own = ancestry.processes.get(&ancestry.of)?;
    let mut number = own.parent;
    for _ in 0..100 {
        let process = ancestry.processes.get(&number)?;
        let line: Vec<_> = process.arguments.iter().map(|argument| argument.to_str().unwrap()).collect();
        if process.user == own.user {
            match line[..] {
                [_, _, _, "--fork-session"] => return None,
                [_, "-r", id] => return Some((id.to_owned(), number)),
                [_, option] if option.starts_with("--session-id=") => return Some((OTHER.to_owned(), number)),
                _ => {}
            }
        }
        number = process.parent;
    }
    None
}

proptest! {
    #[test]
    fn the_first_usable_variable_wins_and_then_the_nearest_process(
        values in prop::array::uniform4(value()),
        ancestry in ancestry(),
    ) {
        let lookup = |name: &str| {
            let at = VARIABLES.iter().position(|variable| *variable == name).unwrap();
            values[at].as_ref().map(|(value, _)| value.clone())
        };
        let detected = detect(lookup, || ancestry.clone());
        let first = VARIABLES.into_iter().zip(&values).find_map(|(name, value)| Some((name, value.as_ref()?.1?)));
        let expected = match (first, walked(&ancestry)) {
            (Some((name, id)), _) => (id.to_owned(), NamedBy::Variable(name)),
            (None, Some((id, number))) => (id, NamedBy::Process(number)),
            (None, None) => ("unknown-session".to_owned(), NamedBy::Nothing),
        };
        prop_assert_eq!((detected.id.as_str().to_owned(), detected.by), expected);
    }
}
