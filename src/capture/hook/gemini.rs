//! Gemini: its events have names of their own, and its subagents are a tool.

use std::collections::HashSet;

use super::event::{Answered, Asker, Delegation, Event, Measured, Returned, Scene, Worker, use_id};
use super::wire::{Wire, texts};
use super::{Client, Unread};
use crate::record::JsonRef;

/// True for the names that its events alone have.
pub(super) fn is_event(name: &str) -> bool {
    [
        "BeforeAgent",
        "AfterAgent",
        "BeforeTool",
        "AfterTool",
        "BeforeModel",
        "AfterModel",
        "BeforeToolSelection",
        "PreCompress",
    ]
    .contains(&name)
}

/// The tool that delegates.
pub(super) const DELEGATE: &str = "invoke_agent";

pub(super) fn scene(wire: &Wire<'_>) -> Result<Scene, Unread> {
    Ok(Scene {
        client: Client::Gemini,
        session: wire.text("session_id").ok_or(Unread::NoSession)?,
        turn: None,
        cwd: wire.text("cwd"),
        model: wire.text("model"),
        stamp: wire.text("timestamp"),
    })
}

pub(super) fn event(wire: &Wire<'_>, name: &str) -> Result<Event, Unread> {
    match name {
        "BeforeAgent" => {
            let prompt = wire.any_text("prompt").ok_or(Unread::Missing("prompt"))?;
            Ok(Event::Asked { worker: Worker::Main, asker: Asker::User, prompt })
        }
        "AfterTool" if wire.text("tool_name").as_deref() == Some(DELEGATE) => Ok(returned(wire)),
        "AfterTool" => Ok(match wire.text("tool_name") {
            Some(tool) => Event::Used { worker: Worker::Main, tool, id: use_id(wire) },
            None => Event::Nothing,
        }),
        "AfterAgent" => Ok(Event::Answered(Box::new(Answered {
            worker: Worker::Main,
            agent: None,
            text: wire.any_text("prompt_response"),
            request: wire.any_text("prompt"),
            error: None,
            transcript: None,
        }))),
        "SessionStart" | "SessionEnd" | "Notification" => Ok(Event::Nothing),
        other if is_event(other) => Ok(Event::Nothing),
        other => Err(Unread::UnknownEvent(other.to_owned())),
    }
}

fn returned(wire: &Wire<'_>) -> Event {
    let (input, response) = (wire.object("tool_input"), wire.object("tool_response"));
    let shown = response.object("returnDisplay");
    let told = || response.get("llmContent").and_then(texts);
    let state = shown.text("state");
    let failed = state.as_deref().is_some_and(|state| state != "completed");
    let reason = || shown.text("terminateReason").or_else(|| state.clone());
    let delegation = Delegation {
        agent: input.text("agent_name").or_else(|| shown.text("agentName")),
        prompt: input.any_text("prompt"),
        ..Delegation::default()
    };
    Event::Returned(Box::new(Returned {
        delegation,
        text: shown.any_text("result").map(unwrap).or_else(told),
        error: response.text("error").or_else(|| if failed { reason() } else { None }),
        measured: Measured { tools: shown.get("recentActivity").map(tools), ..Measured::default() },
        transcript: None,
    }))
}

/// A subagent's result is mostly wrapped as `{"response": "..."}`: the answer is what is in it.
fn unwrap(result: String) -> String {
    let members = JsonRef::parse(&result).map(JsonRef::members).unwrap_or_default();
    let inner = match &members[..] {
        [(key, value)] if key == "response" => value.as_str().map(std::borrow::Cow::into_owned),
        _ => None,
    };
    inner.unwrap_or(result)
}

fn tools(activity: JsonRef<'_>) -> Vec<String> {
    let mut seen = HashSet::new();
    let is_call =
        |step: &JsonRef<'_>| step.member("type").is_some_and(|kind| kind.as_str().as_deref() == Some("tool_call"));
    let calls = activity.elements().into_iter().filter(is_call);
    let names = calls.filter_map(|call| call.member("content")?.as_str().map(std::borrow::Cow::into_owned));
    names.filter(|name| seen.insert(name.clone())).collect()
}
