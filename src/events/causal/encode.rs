//! The line of a typed event.

use std::collections::BTreeMap;

use super::new::{CausalStep, Commitment, Constraint, Dependencies, Entity, Failure, NewEvent, Provenance};
use crate::record::{Members, RecordTime};

/// Appends an event on one line to a text, if its data are on one, without an end of line. Its members are in the order of [`NewEvent`]'s fields, and
/// what is empty is left out. Gives the place in the text before which nothing of it is a text from outside.
pub(super) fn push(event: &NewEvent, out: &mut String) -> usize {
    // Most events fit, so that their text is moved at most once.
    out.reserve(512);
    let mut members = Members::begin(out);
    plain(&mut members, "event_id", |out| event.event_id.push_to(out));
    time(&mut members, "timestamp", event.timestamp);
    word(&mut members, "event_type", event.event_type.as_str());
    let out = members.value("provenance");
    let from_outside = out.len();
    provenance(&event.provenance, out);
    members.list("causal_steps", &event.causal_steps, step);
    members.list("active_constraints", &event.active_constraints, constraint);
    members.list("failure_ledger", &event.failure_ledger, failure);
    members.list("open_commitments", &event.open_commitments, commitment);
    if !event.key_entities.is_empty() {
        entities(&event.key_entities, members.value("key_entities"));
    }
    if !event.dependencies.is_empty() {
        dependencies(&event.dependencies, members.value("dependencies"));
    }
    if let Some(data) = &event.data {
        members.value("data").push_str(data.get());
    }
    members.end();
    from_outside
}

/// A member whose text is one of ours, so that nothing in it has to be escaped.
fn plain(members: &mut Members<'_>, key: &'static str, put: impl FnOnce(&mut String)) {
    let out = members.value(key);
    out.push('"');
    put(out);
    out.push('"');
}

fn word(members: &mut Members<'_>, key: &'static str, word: &str) {
    plain(members, key, |out| out.push_str(word));
}

/// Times are written in microseconds.
fn time(members: &mut Members<'_>, key: &'static str, time: RecordTime) {
    plain(members, key, |out| time.to_microseconds().push_rfc3339(out));
}

fn provenance(provenance: &Provenance, out: &mut String) {
    let mut members = Members::begin(out);
    members.text("source", &provenance.source);
    members.text("agent", provenance.agent.as_str());
    number(provenance.confidence, members.value("confidence"));
    members.end();
}

/// What is not a number is `null`, which the rules refuse.
fn number(number: f64, out: &mut String) {
    let mut digits = [0; 32];
    let mut free = &mut digits[..];
    let written = serde_json::to_writer(&mut free, &number);
    let left = free.len();
    let text = str::from_utf8(&digits[..digits.len() - left]);
    out.push_str(if written.is_ok() { text.unwrap_or("null") } else { "null" });
}

fn step(step: &CausalStep, out: &mut String) {
    let mut members = Members::begin(out);
    members.text("step", &step.step);
    members.text("reasoning", &step.reasoning);
    members.texts("alternatives_considered", &step.alternatives_considered);
    members.end();
}

fn constraint(constraint: &Constraint, out: &mut String) {
    let mut members = Members::begin(out);
    members.text("constraint", &constraint.constraint);
    members.text("source", &constraint.source);
    if let Some(priority) = constraint.priority {
        word(&mut members, "priority", priority.as_str());
    }
    members.end();
}

fn failure(failure: &Failure, out: &mut String) {
    let mut members = Members::begin(out);
    members.text("attempt", &failure.attempt);
    members.text("failure_reason", &failure.failure_reason);
    if let Some(at) = failure.timestamp {
        time(&mut members, "timestamp", at);
    }
    if let Some(code) = &failure.error_code {
        members.text("error_code", code);
    }
    members.end();
}

fn commitment(commitment: &Commitment, out: &mut String) {
    let mut members = Members::begin(out);
    members.text("commitment", &commitment.commitment);
    word(&mut members, "status", commitment.status.as_str());
    if let Some(due) = commitment.due_by {
        time(&mut members, "due_by", due);
    }
    members.texts("dependencies", &commitment.dependencies);
    members.end();
}

fn entities(entities: &BTreeMap<String, Entity>, out: &mut String) {
    let mut members = Members::begin(out);
    for (name, about) in entities {
        entity(about, members.value_under(name));
    }
    members.end();
}

fn entity(entity: &Entity, out: &mut String) {
    let mut members = Members::begin(out);
    members.text("full_name", &entity.full_name);
    if let Some(kind) = entity.kind {
        word(&mut members, "type", kind.as_str());
    }
    if let Some(location) = &entity.location {
        members.text("location", location);
    }
    members.end();
}

fn dependencies(dependencies: &Dependencies, out: &mut String) {
    let mut members = Members::begin(out);
    members.texts("depends_on", &dependencies.depends_on);
    members.texts("blocks", &dependencies.blocks);
    members.end();
}
