//! The older documented form: `tool`, `agent_type`, `request{prompt, description}`, then `output`, `exit_code`, `duration`,
//! `tokens`, `model`.

use super::event::{Delegation, Event, Measured, Returned, Scene};
use super::wire::{Wire, texts};
use super::{Client, Unread};
use crate::record::SessionId;

/// True for payloads of this form.
pub(super) fn is_meant(wire: &Wire<'_>) -> bool {
    wire.has("tool") && !wire.has("hook_event_name")
}

/// Its session may be left out.
pub(super) fn scene(wire: &Wire<'_>) -> Scene {
    Scene {
        client: Client::Claude,
        session: wire.text("session_id").unwrap_or_else(|| SessionId::default().as_str().to_owned()),
        turn: None,
        cwd: wire.text("cwd").or_else(|| wire.text("working_directory")),
        model: wire.text("model"),
        stamp: wire.text("timestamp"),
    }
}

/// What happened: `PreToolUse` or `PostToolUse`, as told by the caller or by what is there.
pub(super) fn event(wire: &Wire<'_>, told: Option<&str>) -> Result<Event, Unread> {
    let inferred = if wire.has("output") || wire.has("exit_code") { "PostToolUse" } else { "PreToolUse" };
    if !wire.has("agent_type") && !matches!(wire.text("tool").as_deref(), Some("Task" | "Agent")) {
        return Ok(Event::Nothing);
    }
    match told.unwrap_or(inferred) {
        "PreToolUse" => Ok(Event::Delegated(delegation(wire))),
        "PostToolUse" => Ok(returned(wire)),
        other => Err(Unread::UnknownEvent(other.to_owned())),
    }
}

fn delegation(wire: &Wire<'_>) -> Delegation {
    let request = wire.object("request");
    let told = || request.any_text("prompt").or_else(|| request.any_text("description"));
    let agent = wire.text("agent_type");
    // Without an id a request is linked to the answer of the same tool and agent.
    let link = || format!("{}\n{}", wire.text("tool").unwrap_or_default(), agent.clone().unwrap_or_default());
    Delegation {
        link: Some(link()),
        tool_use_id: wire.text("tool_use_id"),
        prompt: told().or_else(|| wire.any_text("request")),
        agent,
        ..Delegation::default()
    }
}

fn returned(wire: &Wire<'_>) -> Event {
    let exit_code =
        wire.get("exit_code").and_then(crate::record::JsonRef::as_i128).and_then(|code| i64::try_from(code).ok());
    let measured =
        Measured { tokens: wire.count("tokens"), duration: wire.number("duration"), exit_code, ..Measured::default() };
    Event::Returned(Box::new(Returned {
        delegation: delegation(wire),
        text: wire.get("output").and_then(texts),
        error: wire.text("error"),
        measured,
        transcript: None,
    }))
}
