//! The kinds of things that wait between the processes of one session.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event::{Asker, Delegation, Scene, TurnId, Worker};
use crate::capture::pending::Waiting;

/// A prompt, under the turn or subagent that it was given to.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Prompt {
    pub(super) prompt: String,
    pub(super) asker: Asker,
}

impl Waiting for Prompt {
    const KIND: &'static str = "prompt";
}

/// What the main thread delegates, under the id of its tool use.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Task(pub(super) Delegation);

impl Waiting for Task {
    const KIND: &'static str = "task";
}

/// A subagent that works in the background, under its id.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Launch(pub(super) Delegation);

impl Waiting for Launch {
    const KIND: &'static str = "launch";
}

/// What sort of agent a subagent is, under its id.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Start {
    pub(super) agent: String,
}

impl Waiting for Start {
    const KIND: &'static str = "start";
}

/// A tool that was used, under its worker and the id of its use.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Use {
    pub(super) worker: String,
    pub(super) tool: String,
}

impl Waiting for Use {
    const KIND: &'static str = "use";
}

/// An answer that was recorded, under the turn, subagent or tool use that gave it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Answer {
    /// Which prompt it answered: the same words to another prompt are another answer.
    pub(super) asked: Option<String>,
    /// The hash of its words.
    pub(super) words: String,
    /// The hash of its request.
    pub(super) request: String,
    /// Where its record lies below the store; nowhere if a log of the system or a fallback place has it.
    pub(super) path: Option<PathBuf>,
    /// The agent that gave it was named by whoever told of it, not by us.
    pub(super) named: bool,
    /// The tool use that it was given back to, once that is known.
    pub(super) tool_use_id: Option<String>,
}

impl Waiting for Answer {
    const KIND: &'static str = "answer";
}

/// The key of everything that concerns one worker: the subagent, the turn, or, where turns have no names, the main thread.
pub(super) fn key(worker: &Worker, scene: &Scene) -> String {
    match (worker, &scene.turn) {
        (Worker::Subagent(id), _) => format!("agent {id}"),
        (Worker::Main, Some(turn)) => format!("turn {}", TurnId::as_str(turn)),
        (Worker::Main, None) => "main".to_owned(),
    }
}

/// Which prompt a turn answers: the one that waited, by its moment, or what the client says of the event.
pub(super) fn asked(prompt_at: Option<Timestamp>, scene: &Scene) -> Option<String> {
    prompt_at.map(|at| at.to_string()).or_else(|| scene.stamp.clone())
}
