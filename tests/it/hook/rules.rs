//! The rules by which events become records, one by one.

use std::fs;

use serde_json::{Value, json};

use super::{event, log_lines, records, send, send_with};
use crate::support::{Run, Sandbox};

#[test]
fn parallel_processes_of_agents_of_one_type_keep_their_own_requests() {
    let sandbox = Sandbox::new();
    let cwd = sandbox.project();
    let base = |name: &str| json!({"session_id": "s", "cwd": cwd, "prompt_id": "p", "hook_event_name": name});
    let agents: Vec<_> = (0..8).map(|n| (format!("agent{n}"), format!("Request {n}"), format!("Answer {n}"))).collect();
    let all_at_once = |make: &(dyn Fn(&(String, String, String)) -> Value + Sync)| {
        std::thread::scope(|scope| {
            for agent in &agents {
                let (event, sandbox) = (make(agent).to_string(), &sandbox);
                scope.spawn(move || send(sandbox, event));
            }
        });
    };
    all_at_once(&|(id, request, _)| {
        let mut event = base("PostToolUse");
        event["tool_name"] = "Agent".into();
        event["tool_use_id"] = format!("use-{id}").into();
        event["tool_input"] = json!({"prompt": request, "subagent_type": "worker"});
        event["tool_response"] = json!({"status": "async_launched", "agentId": id, "prompt": request});
        event
    });
    all_at_once(&|(id, _, answer)| {
        let mut event = base("SubagentStop");
        event["agent_id"] = id.as_str().into();
        event["agent_type"] = "worker".into();
        event["last_assistant_message"] = answer.as_str().into();
        event
    });
    let mut got: Vec<_> = records(&sandbox)
        .values()
        .map(|r| (r["metadata"]["agent_id"].clone(), r["request"].clone(), r["response"].clone()))
        .map(|(id, request, answer)| json!([id, request, answer]).to_string())
        .collect();
    got.sort();
    let expected: Vec<_> = agents.iter().map(|agent| json!(agent).to_string()).collect();
    assert_eq!(got, expected);
}

#[test]
fn a_stop_with_new_words_is_a_new_record_and_a_failure_is_an_error() {
    let sandbox = Sandbox::new();
    let event = |name: &str, more: Value| event(&sandbox, "s", name, &more);
    send(&sandbox, event("UserPromptSubmit", json!({"prompt": "Do it"})));
    for words in ["One", "One", "Two"] {
        send(&sandbox, event("Stop", json!({"last_assistant_message": words})));
    }
    send(&sandbox, event("UserPromptSubmit", json!({"prompt": "Do it again"})));
    send(&sandbox, event("Stop", json!({"last_assistant_message": "Two", "agent_type": "lead"})));
    send(&sandbox, event("UserPromptSubmit", json!({"prompt": "And again"})));
    let failure = json!({"error": "rate_limit", "error_details": "429", "last_assistant_message": "API Error: 429"});
    send(&sandbox, event("StopFailure", failure));
    let rows: Vec<_> = records(&sandbox).into_values().collect();
    let row = |r: &Value| json!([r["agent"], r["request"], r["response"], r["metadata"]["error"]]).to_string();
    let mut rows: Vec<_> = rows.iter().map(row).collect();
    rows.sort();
    let expected = [
        r#"["lead","Do it again","Two",null]"#,
        r#"["main","And again","API Error: 429","rate_limit: 429"]"#,
        r#"["main","Do it","One",null]"#,
        r#"["main","Do it","Two",null]"#,
    ];
    assert_eq!(rows, expected);
}

#[test]
fn what_a_tool_gave_back_names_the_agent_of_a_record_that_is_there() {
    let sandbox = Sandbox::new();
    let transcript = sandbox.project().join("agent-a1.jsonl");
    let message =
        json!({"id": "m", "model": "x", "content": [{"type": "text", "text": "Done."}], "stop_reason": "end_turn"});
    let lines = [
        json!({"type": "user", "message": {"role": "user", "content": "Go"}, "uuid": "1"}),
        json!({"type": "assistant", "message": message, "uuid": "2"}),
    ];
    fs::write(&transcript, lines.map(|line| line.to_string() + "\n").concat()).unwrap();
    let base = |name: &str| json!({"session_id": "s", "cwd": sandbox.project(), "hook_event_name": name});
    let mut stop = base("SubagentStop");
    stop["agent_id"] = "a1".into();
    stop["agent_transcript_path"] = transcript.to_str().unwrap().into();
    send(&sandbox, stop.to_string());
    let (path, record) = records(&sandbox).into_iter().next().unwrap();
    assert_eq!((&record["agent"], &record["request"]), (&"subagent".into(), &"Go".into()));
    let mut back = base("PostToolUse");
    back["tool_name"] = "Task".into();
    back["tool_use_id"] = "t1".into();
    back["tool_input"] = json!({"prompt": "Go", "subagent_type": "engineer"});
    back["tool_response"] = json!({"content": [{"type": "text", "text": "Done."}], "totalDurationMs": 1500});
    send(&sandbox, back.to_string());
    let amended = records(&sandbox);
    assert_eq!(amended.len(), 1, "{amended:?}");
    let (new_path, new) = amended.into_iter().next().unwrap();
    assert!(path.to_str().unwrap().contains("subagent-2") && new_path.to_str().unwrap().contains("engineer-2"));
    assert_eq!((&new["agent"], &new["timestamp"]), (&"engineer".into(), &record["timestamp"]));
    assert_eq!((&new["metadata"]["duration"], &new["metadata"]["tool_use_id"]), (&1.5.into(), &"t1".into()));
}

#[test]
fn codex_notify_passes_its_event_as_the_last_argument() {
    let sandbox = Sandbox::new();
    let event = json!({
        "type": "agent-turn-complete", "thread-id": "th", "turn-id": "tu", "cwd": sandbox.project(),
        "input-messages": ["Rename it"], "last-assistant-message": "Renamed.",
    });
    send_with(&sandbox, &["hook", &event.to_string()], "");
    // The same turn told by its Stop hook is the same record.
    let stop = json!({"session_id": "th", "turn_id": "tu", "cwd": sandbox.project(), "hook_event_name": "Stop",
        "model": "m", "last_assistant_message": "Renamed."});
    send(&sandbox, stop.to_string());
    let records: Vec<_> = records(&sandbox).into_values().collect();
    assert_eq!(records.len(), 1);
    assert_eq!((&records[0]["request"], &records[0]["response"]), (&"Rename it".into(), &"Renamed.".into()));
    assert_eq!((&records[0]["session_id"], &records[0]["agent"]), (&"th".into(), &"main".into()));
}

#[test]
fn the_older_documented_form_is_understood() {
    let sandbox = Sandbox::new();
    let before = json!({"tool": "Task", "agent_type": "engineer", "session_id": "s",
        "request": {"prompt": "Fix the bug", "description": "Bug"}, "cwd": sandbox.project()});
    let after = json!({"tool": "Task", "agent_type": "engineer", "session_id": "s", "output": "Fixed.", "exit_code": 0,
        "duration": 2.5, "tokens": 1200, "model": "m", "cwd": sandbox.project()});
    send_with(&sandbox, &["hook", "--event", "pre_tool"], before.to_string());
    send_with(&sandbox, &["hook", "--client", "claude", "--event", "post_tool"], after.to_string());
    let records: Vec<_> = records(&sandbox).into_values().collect();
    assert_eq!(records.len(), 1);
    let (record, metadata) = (&records[0], &records[0]["metadata"]);
    let texts = [&record["agent"], &record["request"], &record["response"], &metadata["model"]];
    assert_eq!(texts, ["engineer", "Fix the bug", "Fixed.", "m"]);
    let numbers = json!([metadata["tokens"], metadata["duration"], metadata["exit_code"]]);
    assert_eq!(numbers, json!([1200, 2.5, 0]));
}

/// A line of a transcript.
fn said(kind: &str, uuid: &str, message: &Value) -> String {
    json!({"type": kind, "uuid": uuid, "timestamp": "2026-11-21T12:00:00Z", "version": "2.1.0", "message": message})
        .to_string()
        + "\n"
}

fn usage(input: u64, output: u64) -> Value {
    json!({"input_tokens": input, "cache_read_input_tokens": 0, "output_tokens": output})
}

#[test]
fn a_message_counts_once_with_its_largest_usage_and_its_whole_text() {
    let sandbox = Sandbox::new();
    let transcript = sandbox.project().join("t.jsonl");
    let part =
        |id: &str, content: Value, usage: Value| json!({"id": id, "model": "m", "content": [content], "usage": usage});
    let text = |text: &str| json!({"type": "text", "text": text});
    let tool = json!({"type": "tool_use", "name": "Bash", "input": {}});
    let earlier = said("assistant", "0", &part("old", text("Before"), usage(900, 900)));
    let asked = said("user", "1", &json!({"content": "Question"}));
    let call = said("assistant", "2", &part("a", tool, usage(10, 1)));
    let result = said("user", "3", &json!({"content": [{"type": "tool_result", "content": "x".repeat(100_000)}]}));
    let first = said("assistant", "4", &part("b", text("One."), usage(20, 3)));
    let last = said("assistant", "5", &part("b", text("Two."), usage(20, 7)));
    // A fork repeats lines, and lines of other types stand between.
    let other = "{\"type\": \"progress\", \"message\": {\"id\": \"b\"}}\n";
    fs::write(&transcript, [&*earlier, &asked, &call, &call, &result, &first, other, &last, &last].concat()).unwrap();
    let more = json!({"last_assistant_message": "Two.", "transcript_path": transcript});
    send(&sandbox, event(&sandbox, "s", "Stop", &more));
    let record = records(&sandbox).into_values().next().unwrap();
    let metadata = &record["metadata"];
    assert_eq!((&record["request"], &record["response"]), (&"Question".into(), &"One.\n\nTwo.".into()));
    assert_eq!(json!([metadata["tokens"], metadata["tools_used"]]), json!([10 + 1 + 20 + 7, ["Bash"]]));
    assert_eq!(
        metadata["usage"],
        json!({"input_tokens": 30, "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0, "output_tokens": 8})
    );
    assert_eq!(metadata["source"], json!({"client": "claude-code", "version": "2.1.0"}));
}

#[test]
fn a_transcript_that_lags_is_waited_for_but_not_long() {
    let sandbox = Sandbox::new();
    let transcript = sandbox.project().join("t.jsonl");
    let message = |text: &str| json!({"id": text, "model": "m", "content": [{"type": "text", "text": text}], "usage": usage(1, 1)});
    let asked = said("user", "1", &json!({"content": "Question"}));
    fs::write(&transcript, asked + &said("assistant", "2", &message("Not yet."))).unwrap();
    let more = json!({"last_assistant_message": "The end.", "transcript_path": transcript});
    let began = std::time::Instant::now();
    send(&sandbox, event(&sandbox, "s", "Stop", &more));
    assert!(began.elapsed() < std::time::Duration::from_secs(1));
    let record = records(&sandbox).into_values().next().unwrap();
    assert_eq!((&record["response"], &record["metadata"]["model"]), (&"The end.".into(), &"m".into()));
    assert_eq!(record["metadata"]["tokens"], Value::Null, "what the transcript lacks is not guessed");
}

#[test]
fn what_a_tool_gave_back_first_is_the_record_and_the_stop_adds_none() {
    let sandbox = Sandbox::new();
    let back = json!({"tool_name": "Agent", "tool_use_id": "t", "tool_input": {"prompt": "Go", "subagent_type": "qa"},
        "tool_response": {"status": "completed", "agentId": "a", "content": [{"type": "text", "text": "Gone."}],
            "totalTokens": 9, "totalToolUseCount": 3, "totalDurationMs": 2000}});
    send(&sandbox, event(&sandbox, "s", "PostToolUse", &back));
    let stop = json!({"agent_id": "a", "agent_type": "qa", "last_assistant_message": "Gone."});
    send(&sandbox, event(&sandbox, "s", "SubagentStop", &stop));
    let all: Vec<_> = records(&sandbox).into_values().collect();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (&all[0]["agent"], &all[0]["request"], &all[0]["response"]),
        (&"qa".into(), &"Go".into(), &"Gone.".into())
    );
    assert_eq!(all[0]["metadata"]["tokens"], Value::Null, "they are those of the last call of several");
}

#[test]
fn a_delegation_that_fails_is_recorded_as_an_error() {
    let sandbox = Sandbox::new();
    let failed = json!({"tool_name": "Task", "tool_use_id": "t", "tool_input": {"prompt": "Go", "subagent_type": "qa"},
        "error": "no such agent", "is_interrupt": false});
    send(&sandbox, event(&sandbox, "s", "PostToolUseFailure", &failed));
    send(&sandbox, event(&sandbox, "s", "StopFailure", &json!({"error": "overloaded", "prompt_id": "p"})));
    let errors: Vec<_> =
        records(&sandbox).into_values().map(|r| json!([r["agent"], r["metadata"]["error"]]).to_string()).collect();
    assert_eq!(errors, [r#"["main","overloaded"]"#, r#"["qa","no such agent"]"#]);
}

#[test]
fn a_record_that_was_cleared_does_not_come_back() {
    let sandbox = Sandbox::new();
    let stop = json!({"agent_id": "a", "last_assistant_message": "Gone."});
    send(&sandbox, event(&sandbox, "s", "SubagentStop", &stop));
    sandbox.stdout(["clear", "--session", "s"]);
    let back = json!({"tool_name": "Agent", "tool_use_id": "t", "tool_input": {"prompt": "Go", "subagent_type": "qa"},
        "tool_response": {"agentId": "a", "content": [{"type": "text", "text": "Gone."}]}});
    send(&sandbox, event(&sandbox, "s", "PostToolUse", &back));
    assert_eq!(records(&sandbox).len(), 0);
}

#[test]
fn what_the_configuration_excludes_is_not_recorded() {
    let sandbox = Sandbox::new();
    let config =
        "response_tracking:\n  track_all_agents: false\n  excluded_agents: [Code Reviewer]\n  min_response_length: 4\n";
    sandbox.put("../configuration.yaml", config);
    let stop = |id: &str, agent: &str, words: &str| {
        let more = json!({"agent_id": id, "agent_type": agent, "last_assistant_message": words});
        send(&sandbox, event(&sandbox, "s", "SubagentStop", &more));
    };
    stop("a", "engineer", "Long enough");
    stop("b", "code_reviewer", "Long enough");
    stop("c", "engineer", "üüü");
    send(&sandbox, event(&sandbox, "s", "Stop", &json!({"last_assistant_message": "The main thread's"})));
    let kept: Vec<_> = records(&sandbox).values().map(|record| record["agent"].clone()).collect();
    assert_eq!(kept, ["engineer"]);
}

#[test]
fn a_turn_that_codex_tells_by_hook_and_by_notify_is_one_record() {
    let sandbox = Sandbox::new();
    let turn = |name: &str, more: Value| {
        let mut event: Value = serde_json::from_str(&event(&sandbox, "s", name, &more)).unwrap();
        event["turn_id"] = "t".into();
        event.to_string()
    };
    let notify = json!({"type": "agent-turn-complete", "thread-id": "s", "turn-id": "t", "cwd": sandbox.project(),
        "input-messages": ["Do it"], "last-assistant-message": "Done"});
    send(&sandbox, turn("UserPromptSubmit", json!({"prompt": "Do it"})));
    send(&sandbox, turn("Stop", json!({"last_assistant_message": "Done"})));
    send_with(&sandbox, &["hook", &notify.to_string()], "");
    let told: Vec<_> = records(&sandbox).values().map(|r| (r["request"].clone(), r["response"].clone())).collect();
    assert_eq!(told, [("Do it".into(), "Done".into())]);
}

#[test]
fn the_log_tells_of_every_event_if_it_is_asked_to() {
    let sandbox = Sandbox::new();
    let stop = event(&sandbox, "s", "Stop", &json!({"last_assistant_message": "Done"}));
    send(&sandbox, stop.clone());
    assert_eq!(log_lines(&sandbox), [""; 0]);
    let run = Run::of(sandbox.command(["hook"]).env("CLAUDE_MPM_DEBUG", "1").write_stdin(stop));
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    let lines = log_lines(&sandbox);
    assert!(lines.len() == 1 && lines[0].ends_with("debug: Stop: nothing to record"), "{lines:?}");
    assert_eq!(sandbox.json(["doctor", "--json"])["recent_failures"], 0);
}
