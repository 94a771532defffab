//! An event to be written, typed: what can't be wrong need not be told.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::ids::EventId;
use crate::record::{AgentName, RecordTime};

/// What sort of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventType {
    /// A person said something.
    UserMessage,
    /// A tool was called.
    ToolCall,
    /// Something is different from then on.
    StateChange,
    /// Something was promised, or a promise changed.
    Commitment,
    /// Something failed.
    Error,
    /// A rule was followed.
    ConstraintApplied,
    /// Something was decided.
    Decision,
}

impl EventType {
    /// All of them, in the order of the schema.
    pub const ALL: [Self; 7] = [
        Self::UserMessage,
        Self::ToolCall,
        Self::StateChange,
        Self::Commitment,
        Self::Error,
        Self::ConstraintApplied,
        Self::Decision,
    ];

    /// Its word in the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UserMessage => "user_message",
            Self::ToolCall => "tool_call",
            Self::StateChange => "state_change",
            Self::Commitment => "commitment",
            Self::Error => "error",
            Self::ConstraintApplied => "constraint_applied",
            Self::Decision => "decision",
        }
    }
}

/// An event to be written. Its fields are in the order in which they are written; empty ones are left out. Times are written in microseconds.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Its name.
    pub event_id: EventId,
    /// When it happened.
    pub timestamp: RecordTime,
    /// What sort of thing happened.
    pub event_type: EventType,
    /// Who says so.
    pub provenance: Provenance,
    /// What led to it.
    pub causal_steps: Vec<CausalStep>,
    /// The rules in force.
    pub active_constraints: Vec<Constraint>,
    /// What was tried and failed.
    pub failure_ledger: Vec<Failure>,
    /// What was promised.
    pub open_commitments: Vec<Commitment>,
    /// What it is about, by short names.
    pub key_entities: BTreeMap<String, Entity>,
    /// Which events it needs, and which need it.
    pub dependencies: Dependencies,
    /// Anything else: an object.
    pub data: Option<Box<RawValue>>,
}

impl NewEvent {
    /// An event about which nothing more is known.
    #[must_use]
    pub fn new(event_id: EventId, timestamp: RecordTime, event_type: EventType, provenance: Provenance) -> Self {
        Self {
            event_id,
            timestamp,
            event_type,
            provenance,
            causal_steps: Vec::new(),
            active_constraints: Vec::new(),
            failure_ledger: Vec::new(),
            open_commitments: Vec::new(),
            key_entities: BTreeMap::new(),
            dependencies: Dependencies::default(),
            data: None,
        }
    }

    /// True only if its text, should it be one line, keeps every rule of the schema. The types leave little open, which is looked at here; where
    /// this is false, the text has to be judged.
    pub(super) fn is_surely_valid(&self) -> bool {
        let failed = self.failure_ledger.iter().filter_map(|failure| failure.timestamp);
        let due = self.open_commitments.iter().filter_map(|commitment| commitment.due_by);
        (0.0..=1.0).contains(&self.provenance.confidence)
            && self.data.as_ref().is_none_or(|data| data.get().starts_with('{'))
            && std::iter::once(self.timestamp).chain(failed).chain(due).all(RecordTime::is_internet_time)
    }
}

/// Who says that something happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// Where it is known from.
    pub source: String,
    /// Who acted.
    pub agent: AgentName,
    /// How certain it is, from 0 to 1.
    pub confidence: f64,
}

/// One step of the reasoning that led to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CausalStep {
    /// What was done.
    pub step: String,
    /// Why.
    pub reasoning: String,
    /// What could have been done.
    pub alternatives_considered: Vec<String>,
}

/// A rule in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// The rule.
    pub constraint: String,
    /// Where it stands.
    pub source: String,
    /// How strictly it holds.
    pub priority: Option<Priority>,
}

/// How strictly a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Always.
    Mandatory,
    /// Unless there are reasons.
    Recommended,
    /// Where it helps.
    Optional,
}

impl Priority {
    /// Its word in the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::Recommended => "recommended",
            Self::Optional => "optional",
        }
    }
}

/// Something that was tried and failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was tried.
    pub attempt: String,
    /// Why it failed.
    pub failure_reason: String,
    /// When, if not at the time of the event.
    pub timestamp: Option<RecordTime>,
    /// What it is called by whoever reported it.
    pub error_code: Option<String>,
}

/// A promise, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// What was promised. The same text is the same promise.
    pub commitment: String,
    /// What became of it.
    pub status: CommitmentStatus,
    /// When it shall be kept.
    pub due_by: Option<RecordTime>,
    /// What it waits for.
    pub dependencies: Vec<String>,
}

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitmentStatus {
    /// Not begun.
    Pending,
    /// Begun.
    InProgress,
    /// Something is in its way.
    Blocked,
    /// Kept.
    Completed,
}

impl CommitmentStatus {
    /// Its word in the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Blocked => "blocked",
            Self::Completed => "completed",
        }
    }
}

/// Something that an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its whole name.
    pub full_name: String,
    /// What it is.
    pub kind: Option<EntityKind>,
    /// Where it is.
    pub location: Option<String>,
}

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// A file.
    File,
    /// A function.
    Function,
    /// A module.
    Module,
    /// An idea.
    Concept,
    /// An agent.
    Agent,
    /// A service.
    Service,
}

impl EntityKind {
    /// Its word in the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Function => "function",
            Self::Module => "module",
            Self::Concept => "concept",
            Self::Agent => "agent",
            Self::Service => "service",
        }
    }
}

/// Which events an event needs, and which need it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dependencies {
    /// Those that led to it.
    pub depends_on: Vec<String>,
    /// Those that wait for it.
    pub blocks: Vec<String>,
}

impl Dependencies {
    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.depends_on.is_empty() && self.blocks.is_empty()
    }
}
