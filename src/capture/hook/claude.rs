//! Claude Code, from 1.0 on.
//!
//! Versions are told apart by what their payloads hold, never by their numbers.

use super::event::{Answered, Asker, Delegation, Event, Measured, Returned, Scene, TurnId, Worker, use_id, worker};
use super::wire::{Wire, texts};
use super::{Client, Unread};
use crate::capture::transcript::Usage;

pub(super) fn scene(wire: &Wire<'_>) -> Result<Scene, Unread> {
    Ok(Scene {
        client: Client::Claude,
        session: wire.text("session_id").ok_or(Unread::NoSession)?,
        turn: wire.text("prompt_id").map(TurnId::Prompt),
        cwd: wire.text("cwd"),
        model: wire.text("model"),
        stamp: None,
    })
}

/// What happened. `name` is the event's name in this client.
pub(super) fn event(wire: &Wire<'_>, name: &str) -> Result<Event, Unread> {
    match name {
        "UserPromptSubmit" => asked(wire),
        "PreToolUse" if delegates(wire) => Ok(Event::Delegated(delegation(wire))),
        "PostToolUse" if delegates(wire) => Ok(returned(wire)),
        "PostToolUseFailure" if delegates(wire) => Ok(failed(wire)),
        "SubagentStart" => Ok(match worker(wire) {
            Worker::Subagent(agent_id) => Event::Started { agent_id, agent: wire.text("agent_type") },
            Worker::Main => Event::Nothing,
        }),
        // Before subagents had ids their stop told nothing; what they gave back to the tool has it all.
        "SubagentStop" if worker(wire) == Worker::Main => Ok(Event::Nothing),
        "Stop" | "StopFailure" | "SubagentStop" => Ok(answered(wire)),
        "PreToolUse" | "PostToolUse" | "PostToolUseFailure" | "SessionStart" | "SessionEnd" | "Notification"
        | "PreCompact" | "PostCompact" | "PermissionRequest" => Ok(Event::Nothing),
        other => Err(Unread::UnknownEvent(other.to_owned())),
    }
}

/// A tool use of this client that is an agent's own, not a delegation.
pub(super) fn used(wire: &Wire<'_>) -> Event {
    match wire.text("tool_name") {
        Some(tool) => Event::Used { worker: worker(wire), tool, id: use_id(wire) },
        None => Event::Nothing,
    }
}

fn delegates(wire: &Wire<'_>) -> bool {
    matches!(wire.text("tool_name").as_deref(), Some("Task" | "Agent"))
}

fn asked(wire: &Wire<'_>) -> Result<Event, Unread> {
    let prompt = wire.any_text("prompt").ok_or(Unread::Missing("prompt"))?;
    let notified = prompt.trim_start().starts_with("<task-notification>");
    let asker = if notified { Asker::Notification } else { Asker::User };
    Ok(Event::Asked { worker: worker(wire), asker, prompt })
}

fn delegation(wire: &Wire<'_>) -> Delegation {
    let (input, response) = (wire.object("tool_input"), wire.object("tool_response"));
    Delegation {
        link: None,
        tool_use_id: wire.text("tool_use_id"),
        agent_id: response.text("agentId"),
        agent: response.text("agentType").or_else(|| input.text("subagent_type")),
        prompt: input.any_text("prompt").or_else(|| response.any_text("prompt")),
        model: response.text("resolvedModel"),
    }
}

fn returned(wire: &Wire<'_>) -> Event {
    let (response, delegation) = (wire.object("tool_response"), delegation(wire));
    let content = response.get("content").and_then(texts);
    let background = response.text("status").as_deref() == Some("async_launched");
    if background || (content.is_none() && wire.get("tool_response").is_some_and(|value| value.as_str().is_none())) {
        return Event::Launched(delegation);
    }
    let text = content.or_else(|| wire.any_text("tool_response"));
    // These cover the last call of the model only; that was all of them if no tool was used in between.
    let only_call = response.count("totalToolUseCount") == Some(0);
    let usage = response.get("usage").and_then(Usage::of).filter(|_| only_call);
    let measured = Measured {
        tokens: usage.map(Usage::total).or_else(|| response.count("totalTokens").filter(|_| only_call)),
        usage,
        duration: response.milliseconds("totalDurationMs"),
        tools: only_call.then(Vec::new),
        exit_code: None,
    };
    Event::Returned(Box::new(Returned {
        delegation,
        text,
        error: None,
        measured,
        transcript: wire.path("transcript_path"),
    }))
}

fn failed(wire: &Wire<'_>) -> Event {
    let error = wire.text("error").unwrap_or_else(|| "the agent failed".to_owned());
    let measured = Measured { duration: wire.milliseconds("duration_ms"), ..Measured::default() };
    let delegation = delegation(wire);
    Event::Returned(Box::new(Returned { delegation, error: Some(error), measured, ..Returned::default() }))
}

fn answered(wire: &Wire<'_>) -> Event {
    let worker = worker(wire);
    let transcript = match worker {
        Worker::Main => wire.path("transcript_path"),
        Worker::Subagent(_) => wire.path("agent_transcript_path"),
    };
    let error = [wire.text("error"), wire.text("error_details")].into_iter().flatten().collect::<Vec<_>>();
    Event::Answered(Box::new(Answered {
        worker,
        agent: wire.text("agent_type"),
        text: wire.any_text("last_assistant_message"),
        request: None,
        error: (!error.is_empty()).then(|| error.join(": ")),
        transcript,
    }))
}
