//! The parts of an event that was read. What is of another type than it should be is absent.

use std::borrow::Cow;

use crate::record::{JsonRef, Kind};

/// One step of the reasoning that led to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CausalStepRef<'a> {
    /// What was done.
    pub step: Option<Cow<'a, str>>,
    /// Why.
    pub reasoning: Option<Cow<'a, str>>,
    /// What could have been done.
    pub alternatives_considered: Vec<Cow<'a, str>>,
}

/// A rule in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstraintRef<'a> {
    /// The rule.
    pub constraint: Option<Cow<'a, str>>,
    /// Where it stands.
    pub source: Option<Cow<'a, str>>,
    /// How strictly it holds.
    pub priority: Option<Cow<'a, str>>,
}

/// Something that was tried and failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureRef<'a> {
    /// What was tried.
    pub attempt: Option<Cow<'a, str>>,
    /// Why it failed.
    pub failure_reason: Option<Cow<'a, str>>,
    /// When, as it was written.
    pub timestamp: Option<Cow<'a, str>>,
    /// What it is called by whoever reported it.
    pub error_code: Option<Cow<'a, str>>,
}

/// A promise, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentRef<'a> {
    /// What was promised.
    pub commitment: Cow<'a, str>,
    /// What became of it.
    pub status: Option<Cow<'a, str>>,
    /// When it shall be kept, as it was written.
    pub due_by: Option<Cow<'a, str>>,
    /// What it waits for.
    pub dependencies: Vec<Cow<'a, str>>,
}

/// Something that an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityRef<'a> {
    /// Its whole name.
    pub full_name: Option<Cow<'a, str>>,
    /// What it is.
    pub kind: Option<Cow<'a, str>>,
    /// Where it is.
    pub location: Option<Cow<'a, str>>,
}

/// Which events an event needs, and which need it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DependenciesRef<'a> {
    /// Those that led to it.
    pub depends_on: Vec<Cow<'a, str>>,
    /// Those that wait for it.
    pub blocks: Vec<Cow<'a, str>>,
}

impl<'a> CausalStepRef<'a> {
    /// The step that a value is; `None` if it is no object.
    pub(super) fn of(value: JsonRef<'a>) -> Option<Self> {
        let members = Members::of(value)?;
        Some(Self {
            step: members.string("step"),
            reasoning: members.string("reasoning"),
            alternatives_considered: members.strings("alternatives_considered"),
        })
    }
}

impl<'a> ConstraintRef<'a> {
    /// The rule that a value is; `None` if it is no object.
    pub(super) fn of(value: JsonRef<'a>) -> Option<Self> {
        let members = Members::of(value)?;
        Some(Self {
            constraint: members.string("constraint"),
            source: members.string("source"),
            priority: members.string("priority"),
        })
    }
}

impl<'a> FailureRef<'a> {
    /// The failure that a value is; `None` if it is no object.
    pub(super) fn of(value: JsonRef<'a>) -> Option<Self> {
        let members = Members::of(value)?;
        Some(Self {
            attempt: members.string("attempt"),
            failure_reason: members.string("failure_reason"),
            timestamp: members.string("timestamp"),
            error_code: members.string("error_code"),
        })
    }
}

impl<'a> CommitmentRef<'a> {
    /// The promise that a value is; `None` if it does not say what was promised.
    pub(super) fn of(value: JsonRef<'a>) -> Option<Self> {
        let members = Members::of(value)?;
        Some(Self {
            commitment: members.string("commitment")?,
            status: members.string("status"),
            due_by: members.string("due_by"),
            dependencies: members.strings("dependencies"),
        })
    }
}

impl<'a> EntityRef<'a> {
    /// The entity that a value is; `None` if it is no object.
    pub(super) fn of(value: JsonRef<'a>) -> Option<Self> {
        let members = Members::of(value)?;
        Some(Self {
            full_name: members.string("full_name"),
            kind: members.string("type"),
            location: members.string("location"),
        })
    }
}

impl<'a> DependenciesRef<'a> {
    /// The dependencies that a value tells of.
    pub(super) fn of(value: JsonRef<'a>) -> Self {
        Members::of(value).map_or_else(Self::default, |members| Self {
            depends_on: members.strings("depends_on"),
            blocks: members.strings("blocks"),
        })
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.depends_on.is_empty() && self.blocks.is_empty()
    }
}

/// The members of an object.
struct Members<'a>(Vec<(Cow<'a, str>, JsonRef<'a>)>);

impl<'a> Members<'a> {
    fn of(value: JsonRef<'a>) -> Option<Self> {
        (value.kind() == Kind::Object).then(|| Self(value.members()))
    }

    /// Of duplicate keys the last counts.
    fn get(&self, key: &str) -> Option<JsonRef<'a>> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    fn string(&self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key)?.as_str()
    }

    fn strings(&self, key: &str) -> Vec<Cow<'a, str>> {
        let elements = self.get(key).map(JsonRef::elements).unwrap_or_default();
        elements.into_iter().filter_map(JsonRef::as_str).collect()
    }
}
