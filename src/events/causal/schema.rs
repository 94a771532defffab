//! Judging an event by `schemas/causal-event.schema.json`, in typed Rust. The tests hold the two together.

use std::fmt;

use super::event::Event;
use super::ids::is_event_id;
use super::new::EventType;
use crate::events::log::Problem;
use crate::record::{JsonError, JsonRef, Kind, Violation, is_date_time};

/// Every rule of the schema that an event's text breaks, in the order of the schema; none for a valid event.
///
/// # Errors
/// The text is not JSON at all.
pub fn validate(text: &str) -> Result<Vec<Violation>, JsonError> {
    let mut broken = Vec::new();
    match Event::parse(text) {
        Ok(event) => EVENT.judge(&Place::Root, |key| event.value(key), &mut broken),
        Err(Problem::Json(error) | Problem::Truncated(error)) => return Err(error),
        Err(_) => Place::Root.must("be an object", &mut broken),
    }
    Ok(broken)
}

/// What a value must be.
#[derive(Clone, Copy)]
enum Rule {
    /// Something that can be told from the value alone, and how it is said.
    Plain(fn(JsonRef<'_>) -> bool, &'static str),
    /// An object of a shape.
    Object(&'static Shape),
    /// An array of objects of a shape.
    Objects(&'static Shape),
    /// An object whose members are objects of a shape.
    ObjectOf(&'static Shape),
}

/// The members of an object that there are rules for. Others may be anything.
struct Shape {
    required: &'static [(&'static str, Rule)],
    optional: &'static [(&'static str, Rule)],
}

static EVENT: Shape = Shape {
    required: &[
        ("event_id", EVENT_ID),
        ("timestamp", TIME),
        ("event_type", EVENT_TYPE),
        ("provenance", Rule::Object(&PROVENANCE)),
    ],
    optional: &[
        ("causal_steps", Rule::Objects(&CAUSAL_STEP)),
        ("active_constraints", Rule::Objects(&CONSTRAINT)),
        ("failure_ledger", Rule::Objects(&FAILURE)),
        ("open_commitments", Rule::Objects(&COMMITMENT)),
        ("key_entities", Rule::ObjectOf(&ENTITY)),
        ("dependencies", Rule::Object(&DEPENDENCIES)),
        ("data", OBJECT),
    ],
};
static PROVENANCE: Shape =
    Shape { required: &[("source", STRING), ("agent", NAME)], optional: &[("confidence", CONFIDENCE)] };
static CAUSAL_STEP: Shape =
    Shape { required: &[("step", STRING), ("reasoning", STRING)], optional: &[("alternatives_considered", STRINGS)] };
static CONSTRAINT: Shape =
    Shape { required: &[("constraint", STRING), ("source", STRING)], optional: &[("priority", PRIORITY)] };
static FAILURE: Shape = Shape {
    required: &[("attempt", STRING), ("failure_reason", STRING)],
    optional: &[("timestamp", TIME), ("error_code", STRING)],
};
static COMMITMENT: Shape = Shape {
    required: &[("commitment", STRING), ("status", STATUS)],
    optional: &[("due_by", TIME), ("dependencies", STRINGS)],
};
static ENTITY: Shape =
    Shape { required: &[("full_name", STRING)], optional: &[("type", ENTITY_KIND), ("location", STRING)] };
static DEPENDENCIES: Shape = Shape { required: &[], optional: &[("depends_on", STRINGS), ("blocks", STRINGS)] };

const STRING: Rule = Rule::Plain(is_string, "be a string");
const NAME: Rule =
    Rule::Plain(|value| value.as_str().is_some_and(|name| !name.is_empty()), "be a string that is not empty");
const TIME: Rule = Rule::Plain(is_date_time, "be an RFC 3339 date and time with offset");
const OBJECT: Rule = Rule::Plain(|value| value.kind() == Kind::Object, "be an object");
const STRINGS: Rule = Rule::Plain(
    |value| value.kind() == Kind::Array && value.elements().into_iter().all(is_string),
    "be an array of strings",
);
const EVENT_ID: Rule = Rule::Plain(
    |value| value.as_str().is_some_and(|id| is_event_id(&id)),
    "be evt_ and 8 lower-case hexadecimal digits",
);
const EVENT_TYPE: Rule = Rule::Plain(
    |value| value.as_str().is_some_and(|name| EventType::ALL.iter().any(|kind| kind.as_str() == name)),
    "be one of user_message, tool_call, state_change, commitment, error, constraint_applied, decision",
);
const CONFIDENCE: Rule =
    Rule::Plain(|value| value.as_f64().is_some_and(|number| (0.0..=1.0).contains(&number)), "be a number from 0 to 1");
const PRIORITY: Rule = Rule::Plain(
    |value| is_one_of(value, &["mandatory", "recommended", "optional"]),
    "be one of mandatory, recommended, optional",
);
const STATUS: Rule = Rule::Plain(
    |value| is_one_of(value, &["pending", "in_progress", "blocked", "completed"]),
    "be one of pending, in_progress, blocked, completed",
);
const ENTITY_KIND: Rule = Rule::Plain(
    |value| is_one_of(value, &["file", "function", "module", "concept", "agent", "service"]),
    "be one of file, function, module, concept, agent, service",
);

impl Shape {
    /// Judges the object whose values `value` gives by their keys.
    fn judge<'a>(&self, at: &Place<'_>, value: impl Fn(&str) -> Option<JsonRef<'a>>, broken: &mut Vec<Violation>) {
        for (key, rule) in self.required {
            match value(key) {
                None => Place::Key(at, key).say("is required", broken),
                Some(value) => rule.judge(value, &Place::Key(at, key), broken),
            }
        }
        for (key, rule) in self.optional {
            if let Some(value) = value(key) {
                rule.judge(value, &Place::Key(at, key), broken);
            }
        }
    }

    /// Judges a value, which must be such an object. Of duplicate keys the last counts.
    fn judge_object(&self, value: JsonRef<'_>, at: &Place<'_>, broken: &mut Vec<Violation>) {
        if value.kind() != Kind::Object {
            return at.must("be an object", broken);
        }
        let members = value.members();
        let last = |key: &str| members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value);
        self.judge(at, last, broken);
    }
}

impl Rule {
    fn judge(self, value: JsonRef<'_>, at: &Place<'_>, broken: &mut Vec<Violation>) {
        match self {
            Self::Plain(holds, _) if holds(value) => {}
            Self::Plain(_, demand) => at.must(demand, broken),
            Self::Object(shape) => shape.judge_object(value, at, broken),
            Self::Objects(_) if value.kind() != Kind::Array => at.must("be an array", broken),
            Self::Objects(shape) => {
                for (index, element) in value.elements().into_iter().enumerate() {
                    shape.judge_object(element, &Place::Index(at, index), broken);
                }
            }
            Self::ObjectOf(_) if value.kind() != Kind::Object => at.must("be an object", broken),
            Self::ObjectOf(shape) => {
                let members = value.members();
                for (index, (key, element)) in members.iter().enumerate() {
                    if !members[index + 1..].iter().any(|(later, _)| later == key) {
                        shape.judge_object(*element, &Place::Key(at, key), broken);
                    }
                }
            }
        }
    }
}

/// Where a value stands. It is only spelt out if something is wrong there.
enum Place<'a> {
    Root,
    Key(&'a Place<'a>, &'a str),
    Index(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn must(&self, demand: &str, broken: &mut Vec<Violation>) {
        self.say(&format!("must {demand}"), broken);
    }

    fn say(&self, message: &str, broken: &mut Vec<Violation>) {
        broken.push(Violation { pointer: self.to_string(), message: message.to_owned() });
    }
}

impl fmt::Display for Place<'_> {
    /// As a JSON pointer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(parent, key) => write!(f, "{parent}/{}", key.replace('~', "~0").replace('/', "~1")),
            Self::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

fn is_string(value: JsonRef<'_>) -> bool {
    value.kind() == Kind::String
}

fn is_one_of(value: JsonRef<'_>, words: &[&str]) -> bool {
    value.as_str().is_some_and(|word| words.contains(&word.as_ref()))
}
