//! For settings of every shape: nothing but our hooks is added, and what was there comes back to the byte.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::document::{Document, Node};
use super::hooks::{self, Before};
use super::{Change, Error, HookCommand, Plan, Shell, State, Target, look};
use crate::capture::Client;
use crate::record::Kind;

fn command(executable: &str) -> HookCommand {
    HookCommand::new(Path::new(executable), None, Shell::Posix).unwrap()
}

fn clients() -> impl Strategy<Value = Client> {
    prop::sample::select(Client::ALL.to_vec())
}

/// What a text means, comments and layout aside.
fn meaning(text: &str) -> Value {
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    value(&document, &document.root())
}

fn value(document: &Document<'_>, node: &Node) -> Value {
    match node.kind {
        Kind::Object => {
            document.members(node).into_iter().map(|member| (member.key, value(document, &member.value))).collect()
        }
        Kind::Array => document.elements(node).iter().map(|element| value(document, element)).collect(),
        _ => serde_json::from_str(&document.text[node.span.clone()]).unwrap(),
    }
}

/// What `add` must have done to the meaning.
fn with_hooks(mut settings: Value, client: Client, command: &HookCommand) -> Value {
    for wanted in client.wanted() {
        let hooks = settings.as_object_mut().unwrap().entry("hooks").or_insert_with(|| json!({}));
        let groups = hooks.as_object_mut().unwrap().entry(wanted.event).or_insert_with(|| json!([]));
        groups.as_array_mut().unwrap().push(client.group(*wanted, command.line()));
    }
    settings
}

/// Any JSON value, small.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        prop::sample::select(vec!["", "é 世界", "// no comment", "/* \"x\" */", "a,]}", "\\\u{1}\n"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(vec!["a", "b//", "c\"", "ключ"]), inner, 0..4)
                .prop_map(|members| members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

/// Someone else's element of an event's list.
fn any_group() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({ "matcher": "Bash", "hooks": [{ "type": "command", "command": "echo 'x y' // z" }] })),
        Just(
            json!({ "hooks": [{ "type": "command", "command": "responses list", "timeout": 5 }, { "type": "prompt" }] })
        ),
        Just(json!({ "hooks": [] })),
        any_value(),
    ]
}

/// Settings with other keys and other hooks, or none.
fn any_settings() -> impl Strategy<Value = Value> {
    let events = prop::sample::select(vec!["Stop", "PostToolUse", "AfterAgent", "SubagentStop", "PreToolUse", "Odd"]);
    let hooks = prop::collection::btree_map(events, prop::collection::vec(any_group(), 0..3), 0..4);
    let others =
        prop::collection::vec((prop::sample::select(vec!["model", "env", "hook", "$schema"]), any_value()), 0..4);
    (others, prop::option::of(hooks), any::<prop::sample::Index>()).prop_map(|(others, hooks, at)| {
        let mut members: Vec<_> = others.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        if let Some(hooks) = hooks {
            members.insert(at.index(members.len() + 1), ("hooks".to_owned(), json!(hooks)));
        }
        Value::Object(members.into_iter().collect::<Map<_, _>>())
    })
}

/// What may stand between two tokens.
const GAPS: [&str; 12] = [
    "",
    "",
    " ",
    "\n",
    "\n   ",
    "\n\t\t",
    "\r\n  ",
    "// é ]\n",
    " // x \r\n",
    "/* , } */",
    "/*\n*/ ",
    "\n  // a\n  // b\n",
];

/// Writes a value with gaps as they come, and trailing commas.
fn scatter(value: &Value, gaps: &mut impl Iterator<Item = usize>, out: &mut String) {
    let gap = |gaps: &mut dyn Iterator<Item = usize>, out: &mut String| {
        out.push_str(GAPS[gaps.next().unwrap_or(0) % GAPS.len()]);
    };
    let items: Vec<(Option<&String>, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (Some(key), value)).collect(),
        Value::Array(elements) => elements.iter().map(|element| (None, element)).collect(),
        leaf => return out.push_str(&leaf.to_string()),
    };
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    out.push(open);
    for (index, (key, item)) in items.iter().enumerate() {
        gap(gaps, out);
        if let Some(key) = key {
            out.push_str(&Value::from(key.as_str()).to_string());
            gap(gaps, out);
            out.push(':');
            gap(gaps, out);
        }
        scatter(item, gaps, out);
        gap(gaps, out);
        if index + 1 < items.len() || gaps.next().unwrap_or(0) % 4 == 1 {
            out.push(',');
        }
    }
    gap(gaps, out);
    out.push(close);
}

/// Settings as anything might have written them.
fn scattered() -> impl Strategy<Value = String> {
    (any_settings(), prop::collection::vec(0_usize..48, 0..120), any::<bool>()).prop_map(|(settings, gaps, bom)| {
        let mut text = if bom { "\u{feff}".to_owned() } else { String::new() };
        let mut gaps = gaps.into_iter();
        text.push_str(GAPS[gaps.next().unwrap_or(0) % GAPS.len()]);
        scatter(&settings, &mut gaps, &mut text);
        text.push_str(GAPS[gaps.next().unwrap_or(0) % GAPS.len()]);
        text
    })
}

/// Settings as programs write them: with one indentation throughout, or on one line.
fn tidy() -> impl Strategy<Value = String> {
    let indents = prop::sample::select(vec!["  ", "   ", "    ", "\t", ""]);
    let ends = prop::sample::select(vec!["", "\n", "\r\n"]);
    (any_settings(), indents, ends, any::<bool>()).prop_map(|(settings, indent, end, crlf)| {
        if indent.is_empty() {
            return settings.to_string() + end;
        }
        let mut bytes = Vec::new();
        let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
        serde::Serialize::serialize(&settings, &mut serde_json::Serializer::with_formatter(&mut bytes, formatter))
            .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        if crlf { text.replace('\n', "\r\n") + end } else { text + end }
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![4 => scattered(), 3 => tidy(), 1 => prop::sample::select(vec!["", "\n", " \r\n", "{}", "{ }", "{\n}\n"]).prop_map(str::to_owned)]
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_was_there_comes_back_to_the_byte(text in any_text(), client in clients()) {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("settings.json");
        fs::write(&path, &text).unwrap();
        let (old, new) = (command("/old/responses"), command("/a b/responses"));
        let first = Plan::install(&path, Target::Hooks(client), &old).unwrap();
        prop_assert_eq!(first.change(), Change::Install);
        first.apply().unwrap();
        prop_assert_eq!(look(&path, Target::Hooks(client), &old).unwrap().state, State::Installed);
        prop_assert_eq!(look(&path, Target::Hooks(client), &new).unwrap().state, State::OtherVersion);
        prop_assert_eq!(Plan::install(&path, Target::Hooks(client), &old).unwrap().change(), Change::Nothing);
        let second = Plan::install(&path, Target::Hooks(client), &new).unwrap();
        prop_assert_eq!(second.change(), Change::Update);
        second.apply().unwrap();
        prop_assert_eq!(fs::read_to_string(&path).unwrap(), hooks::add(&text, client, new.line()).unwrap());
        Plan::uninstall(&path, Target::Hooks(client), new.program()).unwrap().apply().unwrap();
        prop_assert_eq!(fs::read_to_string(&path).unwrap(), text);
        prop_assert_eq!(names(directory.path()), ["settings.json"]);
    }

    #[test]
    fn nothing_but_our_hooks_is_added(text in scattered(), client in clients()) {
        let command = command("/bin/responses");
        let added = hooks::add(&text, client, command.line()).unwrap();
        prop_assert_eq!(meaning(&added), with_hooks(meaning(&text), client, &command), "{}", added);
        // Every byte that was there is there still, in the same order.
        let mut rest = added.chars();
        prop_assert!(text.chars().filter(|c| !c.is_whitespace()).all(|c| rest.any(|other| other == c)), "{}", added);
    }

    #[test]
    fn without_a_copy_only_our_hooks_go(text in scattered(), client in clients()) {
        let command = command("/bin/responses");
        let added = hooks::add(&text, client, command.line()).unwrap();
        let left = hooks::without(&added, command.program(), &Before::of(&text)).unwrap();
        prop_assert_eq!(meaning(&left), meaning(&text), "{}\n{}", added, left);
        prop_assert_eq!(left.matches("//").count(), text.matches("//").count(), "{}", left);
    }

    #[test]
    fn without_a_copy_tidy_settings_come_back_to_the_byte(text in tidy(), client in clients()) {
        let command = command("/bin/responses");
        let added = hooks::add(&text, client, command.line()).unwrap();
        prop_assert_eq!(hooks::without(&added, command.program(), &Before::of(&text)).unwrap(), text, "{}", added);
    }

    #[test]
    fn what_is_added_meanwhile_stays(text in tidy(), client in clients(), extra in any_group(), place in 0..3) {
        let command = command("/bin/responses");
        let added = hooks::add(&text, client, command.line()).unwrap();
        let edit = |text: &str| {
            let mut settings = meaning(text);
            match place {
                0 => settings["added"] = extra.clone(),
                1 => settings["hooks"]["Added"] = json!([extra]),
                _ => {
                    let hooks = settings.as_object_mut().unwrap().entry("hooks").or_insert_with(|| json!({}));
                    let groups = hooks.as_object_mut().unwrap().entry("Stop").or_insert_with(|| json!([]));
                    groups.as_array_mut().unwrap().push(extra.clone());
                }
            }
            settings
        };
        let edited = serde_json::to_string_pretty(&edit(&added)).unwrap();
        let left = hooks::without(&edited, command.program(), &Before::of(&text)).unwrap();
        prop_assert_eq!(meaning(&left), edit(&text), "{}\n{}", edited, left);
    }

    #[test]
    fn no_text_at_all_makes_it_panic(text in "[{}\\[\\]\",:/*\\\\\\na hoks1é]{0,40}") {
        let command = command("/bin/responses");
        if let Ok(added) = hooks::add(&text, Client::Claude, command.line()) {
            hooks::without(&added, command.program(), &Before::default()).unwrap();
        }
    }
}

#[test]
fn new_hooks_look_like_their_surroundings() {
    let command = command("/bin/responses");
    let add = |text: &str| hooks::add(text, Client::Gemini, command.line()).unwrap();
    insta::assert_snapshot!("new_file", add(""));
    insta::assert_snapshot!("tabs", add("{\n\t\"model\": \"x\" // mine\n}"));
    insta::assert_snapshot!(
        "three_spaces",
        add("{\n   \"hooks\": {\n      \"AfterAgent\": [{\"hooks\": []}]\n   }\n}\n")
    );
    assert_eq!(
        add(r#"{"a":1,"hooks":{"AfterAgent":[]}}"#),
        concat!(
            r#"{"a":1,"hooks":{"AfterAgent":[{"hooks":[{"type":"command","command":"/bin/responses hook","timeout":10000}]}],"#,
            r#""AfterTool":[{"matcher":"invoke_agent","hooks":[{"type":"command","command":"/bin/responses hook","timeout":10000}]}]}}"#
        )
    );
    assert!(
        add(r#"{"a": 1}"#).starts_with(r#"{"a": 1, "hooks": {"AfterTool": [{"matcher": "invoke_agent", "hooks": ["#)
    );
    let crlf = add("{\r\n  \"a\": 1\r\n}\r\n");
    assert_eq!(crlf.matches('\n').count(), crlf.matches("\r\n").count());
}

#[test]
fn what_only_we_made_goes_with_us() {
    let program = command("/bin/responses").program().clone();
    let without = |text: &str, before: &str| hooks::without(text, &program, &Before::of(before)).unwrap();
    let ours = r#"{"type":"command","command":"/x/responses hook"}"#;
    let in_group = |group: &str| format!(r#"{{"hooks":{{"Stop":[{group}]}}}}"#);
    let alone = in_group(&format!(r#"{{"hooks":[{ours}]}}"#));
    assert_eq!(without(&alone, ""), "{}");
    assert_eq!(without(&alone, r#"{"hooks":{}}"#), r#"{"hooks":{}}"#);
    assert_eq!(without(&alone, r#"{"hooks":{"Stop":[]}}"#), r#"{"hooks":{"Stop":[]}}"#);
    let shared = in_group(&format!(r#"{{"hooks":[{ours},{{"type":"x"}},{ours}]}}"#));
    assert_eq!(without(&shared, ""), in_group(r#"{"hooks":[{"type":"x"}]}"#));
    let between = |ours: &str| in_group(&format!("{{\"x\":1}}, // one\n{ours}{{\"y\":1}}"));
    let kept = without(&between(&format!("{{\"hooks\":[{ours}]}}, ")), "");
    assert_eq!(meaning(&kept), meaning(&between("")), "what follows stays out of the comment: {kept}");
    let odd = in_group(&format!(r#"{{"note":1,"hooks":[{ours}]}}"#));
    assert_eq!(without(&odd, ""), in_group(r#"{"note":1,"hooks":[]}"#));
}

#[test]
fn what_others_wrote_meanwhile_is_not_lost() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("settings.json");
    let command = command("/bin/responses");
    let plan = |path| Plan::install(path, Target::Hooks(Client::Claude), &command).unwrap();
    let new = plan(&path);
    fs::write(&path, "{}").unwrap();
    assert!(matches!(new.apply(), Err(Error::Changed { .. })));
    let old = plan(&path);
    fs::write(&path, r#"{"model":"x"}"#).unwrap();
    assert!(matches!(old.apply(), Err(Error::Changed { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), r#"{"model":"x"}"#);
}

#[test]
fn the_program_that_codex_notifies_comes_and_goes() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("config.toml");
    let (old, new) = (command("/old/responses"), command("/new/responses"));
    let before = "# mine\nmodel = \"o3\"\r\n\n[tools]\n";
    fs::write(&path, before).unwrap();
    Plan::install(&path, Target::CodexNotify, &old).unwrap().apply().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, "# mine\nmodel = \"o3\"\r\nnotify = [\"/old/responses\", \"hook\"]\r\n\n[tools]\n");
    assert_eq!(Plan::install(&path, Target::CodexNotify, &old).unwrap().change(), Change::Nothing);
    assert_eq!(look(&path, Target::CodexNotify, &new).unwrap().state, State::OtherVersion);
    Plan::install(&path, Target::CodexNotify, &new).unwrap().apply().unwrap();
    Plan::uninstall(&path, Target::CodexNotify, new.program()).unwrap().apply().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    fs::write(&path, "notify = [\"say\", \"done\"]\n").unwrap();
    assert!(matches!(Plan::install(&path, Target::CodexNotify, &new), Err(Error::Notify { .. })));
    assert_eq!(look(&path, Target::CodexNotify, &new).unwrap().state, State::NotInstalled);
    assert_eq!(Plan::uninstall(&path, Target::CodexNotify, new.program()).unwrap().change(), Change::Nothing);
}
