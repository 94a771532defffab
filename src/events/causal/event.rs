//! An event that was read, as it stands in its line.

use std::borrow::Cow;

use super::parts::{CausalStepRef, CommitmentRef, ConstraintRef, DependenciesRef, EntityRef, FailureRef};
use crate::events::log::Problem;
use crate::record::{JsonRef, Kind, LazyZone, RecordTime, pick};

/// The keys of an event, in the order in which they are written.
pub(super) const KEYS: [&str; 11] = [
    "event_id",
    "timestamp",
    "event_type",
    "provenance",
    "causal_steps",
    "active_constraints",
    "failure_ledger",
    "open_commitments",
    "key_entities",
    "dependencies",
    "data",
];

/// An event that was read. Whatever is missing or of another type than it should be is absent; nothing is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    text: &'a str,
    values: [Option<JsonRef<'a>>; KEYS.len()],
}

impl<'a> Event<'a> {
    /// Reads an event from its line. Any JSON object is one.
    ///
    /// # Errors
    /// What is not JSON, or not an object.
    pub fn parse(text: &'a str) -> Result<Self, Problem> {
        Ok(Self { text, values: pick_of_event(text, KEYS)? })
    }

    /// The event as it was written.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The value under one of the keys of events.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<JsonRef<'a>> {
        self.values[KEYS.iter().position(|name| *name == key)?]
    }

    fn string(&self, key: &str) -> Option<Cow<'a, str>> {
        self.value(key)?.as_str()
    }

    /// Its name.
    #[must_use]
    pub fn event_id(&self) -> Option<Cow<'a, str>> {
        self.string("event_id")
    }

    /// When it happened. A time without an offset is one of that zone.
    #[must_use]
    pub fn timestamp(&self, naive_zone: &LazyZone) -> Option<RecordTime> {
        RecordTime::parse_in(&self.string("timestamp")?, naive_zone)
    }

    /// What sort of thing happened.
    #[must_use]
    pub fn event_type(&self) -> Option<Cow<'a, str>> {
        self.string("event_type")
    }

    /// Where it is known from.
    #[must_use]
    pub fn source(&self) -> Option<Cow<'a, str>> {
        self.value("provenance")?.member("source")?.as_str()
    }

    /// Who acted.
    #[must_use]
    pub fn agent(&self) -> Option<Cow<'a, str>> {
        self.value("provenance")?.member("agent")?.as_str()
    }

    /// How certain it is; 1 where it does not say.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        let said = self.value("provenance").and_then(|provenance| provenance.member("confidence"));
        said.and_then(JsonRef::as_f64).unwrap_or(1.0)
    }

    /// The reasoning that led to it.
    #[must_use]
    pub fn causal_steps(&self) -> Vec<CausalStepRef<'a>> {
        self.elements("causal_steps").filter_map(CausalStepRef::of).collect()
    }

    /// The rules in force.
    #[must_use]
    pub fn active_constraints(&self) -> Vec<ConstraintRef<'a>> {
        self.elements("active_constraints").filter_map(ConstraintRef::of).collect()
    }

    /// What was tried and failed.
    #[must_use]
    pub fn failure_ledger(&self) -> Vec<FailureRef<'a>> {
        self.elements("failure_ledger").filter_map(FailureRef::of).collect()
    }

    /// What was promised, and what became of it.
    #[must_use]
    pub fn open_commitments(&self) -> Vec<CommitmentRef<'a>> {
        self.elements("open_commitments").filter_map(CommitmentRef::of).collect()
    }

    /// What it is about, by short names.
    #[must_use]
    pub fn key_entities(&self) -> Vec<(Cow<'a, str>, EntityRef<'a>)> {
        let members = self.value("key_entities").map(JsonRef::members).unwrap_or_default();
        members.into_iter().filter_map(|(name, value)| Some((name, EntityRef::of(value)?))).collect()
    }

    /// Which events it needs, and which need it.
    #[must_use]
    pub fn dependencies(&self) -> DependenciesRef<'a> {
        self.value("dependencies").map(DependenciesRef::of).unwrap_or_default()
    }

    /// Anything else.
    #[must_use]
    pub fn data(&self) -> Option<JsonRef<'a>> {
        self.value("data")
    }

    fn elements(&self, key: &str) -> impl Iterator<Item = JsonRef<'a>> + use<'a> {
        self.value(key).map(JsonRef::elements).unwrap_or_default().into_iter()
    }
}

/// The values under these keys of the event in a line, without keeping anything else of it.
pub(super) fn pick_of_event<'a, const N: usize>(
    text: &'a str,
    keys: [&str; N],
) -> Result<[Option<JsonRef<'a>>; N], Problem> {
    match pick(text, keys)? {
        Some(values) => Ok(values),
        None => Err(Problem::NotAnObject(JsonRef::parse(text).map_or(Kind::Null, JsonRef::kind))),
    }
}
