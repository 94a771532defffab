//! The line of a typed event.

use std::collections::BTreeMap;

use super::new::{CausalStep, Commitment, Constraint, Dependencies, Entity, Failure, NewEvent, Provenance};
use crate::record::{ObjectWriter, RecordTime};

/// Appends an event on one line to a text, if its data are on one, without an end of line. Its members are in the order of [`NewEvent`]'s fields, and
/// what is empty is left out. Gives the place in the text before which nothing of it is a text from outside.
pub(super) fn push(event: &NewEvent, out: &mut String) -> usize {
    // Most events fit, so that their text is moved at most once.
    out.reserve(512);
    let mut object = ObjectWriter::begin(out);
    plain(&mut object, "event_id", |out| event.event_id.push_to(out));
    time(&mut object, "timestamp", event.timestamp);
    word(&mut object, "event_type", event.event_type.as_str());
    let out = object.value("provenance");
    let from_outside = out.len();
    provenance(&event.provenance, out);
    object.list("causal_steps", &event.causal_steps, step);
    object.list("active_constraints", &event.active_constraints, constraint);
    object.list("failure_ledger", &event.failure_ledger, failure);
    object.list("open_commitments", &event.open_commitments, commitment);
    if !event.key_entities.is_empty() {
        entities(&event.key_entities, object.value("key_entities"));
    }
    if !event.dependencies.is_empty() {
        dependencies(&event.dependencies, object.value("dependencies"));
    }
    if let Some(data) = &event.data {
        object.value("data").push_str(data.get());
    }
    object.end();
    from_outside
}

/// A member whose text is one of ours, so that nothing in it has to be escaped.
fn plain(object: &mut ObjectWriter<'_>, key: &'static str, put: impl FnOnce(&mut String)) {
    let out = object.value(key);
    out.push('"');
    put(out);
    out.push('"');
}

fn word(object: &mut ObjectWriter<'_>, key: &'static str, word: &str) {
    plain(object, key, |out| out.push_str(word));
}

/// Times are written in microseconds.
fn time(object: &mut ObjectWriter<'_>, key: &'static str, time: RecordTime) {
    plain(object, key, |out| time.to_microseconds().push_rfc3339(out));
}

fn provenance(provenance: &Provenance, out: &mut String) {
    let mut object = ObjectWriter::begin(out);
    object.text("source", &provenance.source);
    object.text("agent", provenance.agent.as_str());
    number(provenance.confidence, object.value("confidence"));
    object.end();
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
    let mut object = ObjectWriter::begin(out);
    object.text("step", &step.step);
    object.text("reasoning", &step.reasoning);
    object.texts("alternatives_considered", &step.alternatives_considered);
    object.end();
}

fn constraint(constraint: &Constraint, out: &mut String) {
    let mut object = ObjectWriter::begin(out);
    object.text("constraint", &constraint.constraint);
    object.text("source", &constraint.source);
    if let Some(priority) = constraint.priority {
        word(&mut object, "priority", priority.as_str());
    }
    object.end();
}

fn failure(failure: &Failure, out: &mut String) {
    let mut object = ObjectWriter::begin(out);
    object.text("attempt", &failure.attempt);
    object.text("failure_reason", &failure.failure_reason);
    if let Some(at) = failure.timestamp {
        time(&mut object, "timestamp", at);
    }
    if let Some(code) = &failure.error_code {
        object.text("error_code", code);
    }
    object.end();
}

fn commitment(commitment: &Commitment, out: &mut String) {
    let mut object = ObjectWriter::begin(out);
    object.text("commitment", &commitment.commitment);
    word(&mut object, "status", commitment.status.as_str());
    if let Some(due) = commitment.due_by {
        time(&mut object, "due_by", due);
    }
    object.texts("dependencies", &commitment.dependencies);
    object.end();
}

fn entities(entities: &BTreeMap<String, Entity>, out: &mut String) {
    let mut object = ObjectWriter::begin(out);
    for (name, about) in entities {
        entity(about, object.value_under(name));
    }
    object.end();
}

fn entity(entity: &Entity, out: &mut String) {
    let mut object = ObjectWriter::begin(out);
    object.text("full_name", &entity.full_name);
    if let Some(kind) = entity.kind {
        word(&mut object, "type", kind.as_str());
    }
    if let Some(location) = &entity.location {
        object.text("location", location);
    }
    object.end();
}

fn dependencies(dependencies: &Dependencies, out: &mut String) {
    let mut object = ObjectWriter::begin(out);
    object.texts("depends_on", &dependencies.depends_on);
    object.texts("blocks", &dependencies.blocks);
    object.end();
}
