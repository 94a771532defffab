//! Codex: hooks with the names of Claude Code's, and `notify`, which passes one JSON object with kebab-case keys.

use super::event::{Answered, Event, Scene, TurnId, Worker};
use super::wire::Wire;
use super::{Client, Unread, claude};

/// True for what `notify` passes.
pub(super) fn is_notify(wire: &Wire<'_>) -> bool {
    wire.has("turn-id") || wire.has("thread-id") || wire.has("last-assistant-message")
}

pub(super) fn scene(wire: &Wire<'_>) -> Result<Scene, Unread> {
    let (session, turn) = if is_notify(wire) { ("thread-id", "turn-id") } else { ("session_id", "turn_id") };
    Ok(Scene {
        client: Client::Codex,
        session: wire.text(session).ok_or(Unread::NoSession)?,
        turn: wire.text(turn).map(TurnId::Turn),
        cwd: wire.text("cwd"),
        model: wire.text("model"),
        stamp: None,
    })
}

pub(super) fn event(wire: &Wire<'_>, name: &str) -> Result<Event, Unread> {
    match name {
        "PostToolUse" => Ok(claude::used(wire)),
        "PreToolUse" => Ok(Event::Nothing),
        _ => Ok(match claude::event(wire, name)? {
            // Its transcripts are of another kind; the hook is told the whole answer.
            Event::Answered(answered) => Event::Answered(Box::new(Answered { transcript: None, ..*answered })),
            other => other,
        }),
    }
}

/// What `notify` tells: a turn has ended.
pub(super) fn notified(wire: &Wire<'_>) -> Result<Event, Unread> {
    match wire.text("type").as_deref() {
        Some("agent-turn-complete") | None => {}
        Some(other) => return Err(Unread::UnknownEvent(other.to_owned())),
    }
    let inputs = wire.get("input-messages").map(crate::record::JsonRef::elements).unwrap_or_default();
    let inputs: Vec<_> = inputs.iter().filter_map(|input| input.as_str()).collect();
    Ok(Event::Answered(Box::new(Answered {
        worker: Worker::Main,
        agent: None,
        text: wire.any_text("last-assistant-message"),
        request: (!inputs.is_empty()).then(|| inputs.join("\n\n")),
        error: None,
        transcript: None,
    })))
}
