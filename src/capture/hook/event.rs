//! What happened, whoever told it: the events that matter to the record.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Client, wire::Wire};
use crate::capture::transcript::Usage;

/// Where an event happened.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) client: Client,
    /// The conversation.
    pub(super) session: String,
    /// The turn, by the client's own name for it.
    pub(super) turn: Option<TurnId>,
    /// The agent's working directory.
    pub(super) cwd: Option<String>,
    pub(super) model: Option<String>,
    /// When the client says that it happened: tells equal events apart.
    pub(super) stamp: Option<String>,
}

/// The name of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TurnId {
    /// Claude Code's `prompt_id`.
    Prompt(String),
    /// Codex' `turn_id`.
    Turn(String),
}

impl TurnId {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Prompt(id) | Self::Turn(id) => id,
        }
    }

    /// The metadata key that it is kept under.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Prompt(_) => "prompt_id",
            Self::Turn(_) => "turn_id",
        }
    }
}

/// Who is at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Worker {
    /// The main thread, in the scene's turn.
    Main,
    /// A subagent, by its id.
    Subagent(String),
}

/// Who put a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Asker {
    /// The user.
    User,
    /// The client, to tell the agent that a task in the background has ended.
    Notification,
}

/// What a tool use that delegates says of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Delegation {
    /// What its request waits under where there is no id of the tool use.
    pub(super) link: Option<String>,
    pub(super) tool_use_id: Option<String>,
    pub(super) agent_id: Option<String>,
    pub(super) agent: Option<String>,
    pub(super) prompt: Option<String>,
    pub(super) model: Option<String>,
}

impl Delegation {
    /// What its request waits under.
    pub(super) fn key(&self) -> Option<&str> {
        self.tool_use_id.as_deref().or(self.link.as_deref())
    }

    /// Fills what is missing.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            link: self.link.or(other.link),
            tool_use_id: self.tool_use_id.or(other.tool_use_id),
            agent_id: self.agent_id.or(other.agent_id),
            agent: self.agent.or(other.agent),
            prompt: self.prompt.or(other.prompt),
            model: self.model.or(other.model),
        }
    }
}

/// What a subagent gave back to who delegated.
#[derive(Debug, Clone, Default)]
pub(super) struct Returned {
    pub(super) delegation: Delegation,
    pub(super) text: Option<String>,
    pub(super) error: Option<String>,
    pub(super) measured: Measured,
    /// Where subagents' words may stand among those of the main thread.
    pub(super) transcript: Option<PathBuf>,
}

/// What is known of the effort, as far as it is known for certain.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Measured {
    pub(super) tokens: Option<u64>,
    pub(super) usage: Option<Usage>,
    /// In seconds.
    pub(super) duration: Option<f64>,
    pub(super) tools: Option<Vec<String>>,
    pub(super) exit_code: Option<i64>,
}

/// An agent has ended its turn.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    pub(super) worker: Worker,
    pub(super) agent: Option<String>,
    /// The words that the hook was told: the last, or all of them.
    pub(super) text: Option<String>,
    /// The request, where the event itself has it.
    pub(super) request: Option<String>,
    pub(super) error: Option<String>,
    /// Where the whole answer stands.
    pub(super) transcript: Option<PathBuf>,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// An agent was asked something.
    Asked { worker: Worker, asker: Asker, prompt: String },
    /// The main thread is about to delegate.
    Delegated(Delegation),
    /// A subagent works in the background; its answer comes later.
    Launched(Delegation),
    /// A subagent has begun.
    Started { agent_id: String, agent: Option<String> },
    /// A tool was used.
    Used { worker: Worker, tool: String, id: String },
    /// A subagent has given back its answer.
    Returned(Box<Returned>),
    /// An agent has ended its turn.
    Answered(Box<Answered>),
    /// Nothing that a record is made of.
    Nothing,
}

/// The worker whose event it is.
pub(super) fn worker(wire: &Wire<'_>) -> Worker {
    wire.text("agent_id").map_or(Worker::Main, Worker::Subagent)
}

/// An id to tell tool uses apart, whether or not the client gives them one.
pub(super) fn use_id(wire: &Wire<'_>) -> String {
    let text = |key| wire.any_text(key).unwrap_or_default();
    let input = wire.get("tool_input").map_or("", crate::record::JsonRef::text);
    wire.text("tool_use_id").unwrap_or_else(|| format!("{}\n{}\n{input}", text("timestamp"), text("tool_name")))
}
