//! What agents really sent, replayed event by event.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{log_lines, read, records, send};
use crate::support::{Sandbox, copy_tree, fixture};

/// One scenario of one client.
struct Scenario {
    client: String,
    name: String,
}

/// The events that an installation asks a client for, by the first part of their names. The others may not come.
const INSTALLED: [&str; 5] = ["UserPromptSubmit", "PostToolUse-Task", "PostToolUse-Agent", "SubagentStop", "Stop"];

impl Scenario {
    fn new(client: &str, name: &str) -> Self {
        Self { client: client.to_owned(), name: name.to_owned() }
    }

    fn all() -> Vec<Self> {
        let expected = expected();
        let clients = expected.as_object().unwrap().iter();
        clients
            .flat_map(|(client, scenarios)| scenarios.as_object().unwrap().keys().map(|name| Self::new(client, name)))
            .collect()
    }

    fn directory(&self, part: &str) -> PathBuf {
        fixture("clients").join(&self.client).join(part).join(&self.name)
    }

    /// The events in the order they came, as a client that runs in the sandbox would send them.
    fn events(&self, sandbox: &Sandbox) -> Vec<(String, Value)> {
        let transcripts = sandbox.project().join("transcripts").join(&self.client).join(&self.name);
        if self.directory("transcripts").is_dir() {
            copy_tree(&self.directory("transcripts"), &transcripts);
        }
        let files = fs::read_dir(self.directory("hooks")).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.collect();
        files.sort();
        let read = |file: &PathBuf| {
            let mut event: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
            event["cwd"] = sandbox.project().to_str().unwrap().into();
            for key in ["transcript_path", "agent_transcript_path"] {
                if let Some((_, below)) = event[key].as_str().and_then(|path| path.split_once("/projects/")) {
                    let below = below.split_once('/').unwrap().1;
                    event[key] = transcripts.join(below).to_str().unwrap().into();
                }
            }
            (file.file_name().unwrap().to_str().unwrap().to_owned(), event)
        };
        files.iter().map(read).collect()
    }

    /// What must be recorded, each as a line, in no order.
    fn expected(&self) -> Vec<String> {
        let rows = expected()[&self.client][&self.name].as_array().unwrap().clone();
        let session = |file: &Path| read(file)["session_id"].as_str().unwrap().to_owned();
        let hooks = self.directory("hooks");
        let first = fs::read_dir(&hooks).unwrap().next().unwrap().unwrap().path();
        let mut lines: Vec<_> = rows
            .into_iter()
            .map(|mut row| {
                if let Some(file) = row["request"]["of"].as_str() {
                    row["request"] = read(&hooks.join(file))["prompt"].clone();
                }
                line(&session(&first), &row)
            })
            .collect();
        lines.sort();
        lines
    }
}

/// Written by hand from the samples.
fn expected() -> Value {
    read(&fixture("clients/expected.json"))
}

fn line(session: &str, row: &Value) -> String {
    let none = Value::Null;
    let get = |key: &str| row.get(key).unwrap_or(&none);
    let keys = ["agent", "request", "response", "model", "tokens", "tools", "error"];
    format!("{session} {}", json!(keys.map(get)))
}

/// What was recorded, in the form of [`Scenario::expected`].
fn recorded(sandbox: &Sandbox) -> Vec<String> {
    let mut lines: Vec<_> = records(sandbox)
        .values()
        .map(|record| {
            let metadata = &record["metadata"];
            let tools = metadata.get("tools_used").cloned().unwrap_or_else(|| json!([]));
            let mut row =
                json!({"agent": record["agent"], "request": record["request"], "response": record["response"]});
            row["tools"] = tools;
            for key in ["model", "tokens", "error"] {
                row[key] = metadata[key].clone();
            }
            line(record["session_id"].as_str().unwrap(), &row)
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn every_scenario_gives_the_expected_records() {
    for scenario in Scenario::all() {
        let sandbox = Sandbox::new();
        for (_, event) in scenario.events(&sandbox) {
            send(&sandbox, event.to_string());
        }
        assert_eq!(recorded(&sandbox), scenario.expected(), "{} {}", scenario.client, scenario.name);
        assert_eq!(log_lines(&sandbox), [""; 0], "{} {}", scenario.client, scenario.name);
    }
}

#[test]
fn the_events_of_an_installation_are_enough() {
    for scenario in Scenario::all().iter().filter(|scenario| scenario.client.starts_with("claude")) {
        let sandbox = Sandbox::new();
        for (name, event) in scenario.events(&sandbox) {
            let name = name[4..].trim_end_matches(".json");
            if INSTALLED.contains(&name) {
                send(&sandbox, event.to_string());
            }
        }
        assert_eq!(recorded(&sandbox), scenario.expected(), "{} {}", scenario.client, scenario.name);
        for (path, record) in records(&sandbox) {
            let agent = record["agent"].as_str().unwrap();
            assert!(
                path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{agent}-2")),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn other_clients_need_few_events_for_the_texts() {
    const ENOUGH: [&str; 5] = ["UserPromptSubmit", "SubagentStop", "Stop", "AfterTool-invoke_agent", "AfterAgent"];
    // What tools were used is told by events that are left out here.
    let texts = |lines: Vec<String>| -> Vec<Value> {
        let row = |line: &String| serde_json::from_str::<Value>(line.split_once(' ').unwrap().1).unwrap();
        lines.iter().map(row).map(|row| json!([row[0], row[1], row[2], row[3]])).collect()
    };
    for scenario in Scenario::all().iter().filter(|scenario| !scenario.client.starts_with("claude")) {
        let sandbox = Sandbox::new();
        for (name, event) in scenario.events(&sandbox) {
            if ENOUGH.contains(&name[4..].trim_end_matches(".json")) {
                send(&sandbox, event.to_string());
            }
        }
        assert_eq!(texts(recorded(&sandbox)), texts(scenario.expected()), "{} {}", scenario.client, scenario.name);
    }
}

#[test]
fn sessions_that_run_at_once_do_not_mix() {
    let pairs = [
        [("claude-2.1.329", "task2"), ("claude-2.1.329", "taskcustom")],
        [("claude-2.0.77", "task2"), ("claude-2.0.77", "task")],
        [("claude-1.0.128", "task2"), ("claude-2.1.329", "taskbg")],
        [("codex-0.169.0", "agent"), ("gemini-0.61.0", "agent")],
    ];
    for pair in pairs {
        let sandbox = Sandbox::new();
        let scenarios = pair.map(|(client, name)| Scenario::new(client, name));
        let [mut one, mut other] = scenarios.each_ref().map(|scenario| scenario.events(&sandbox).into_iter());
        loop {
            let events = [one.next(), other.next()];
            if events.iter().all(Option::is_none) {
                break;
            }
            for (_, event) in events.into_iter().flatten() {
                send(&sandbox, event.to_string());
            }
        }
        let mut expected: Vec<_> = scenarios.iter().flat_map(Scenario::expected).collect();
        expected.sort();
        assert_eq!(recorded(&sandbox), expected, "{pair:?}");
    }
}

#[test]
fn an_event_that_comes_twice_is_recorded_once() {
    for (client, name) in [("claude-2.1.329", "task2"), ("claude-2.0.77", "task2"), ("codex-0.169.0", "agent")] {
        let sandbox = Sandbox::new();
        let scenario = Scenario::new(client, name);
        for (_, event) in scenario.events(&sandbox) {
            send(&sandbox, event.to_string());
            if event["hook_event_name"] != "UserPromptSubmit" {
                send(&sandbox, event.to_string());
            }
        }
        assert_eq!(recorded(&sandbox), scenario.expected(), "{client} {name}");
    }
}
