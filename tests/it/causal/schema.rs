//! `causal::validate` and `schemas/causal-event.schema.json` are one rule in two languages.

use std::cell::Cell;
use std::path::Path;

use jsonschema::Validator;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use responses::events::causal::validate;
use serde_json::Value;

use crate::schema::{mostly, object, time, value};

fn schema() -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/causal-event.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// Holds both judges to one verdict, and gives it.
fn agreed(schema: &Validator, text: &str) -> bool {
    let value: Value = serde_json::from_str(text).unwrap();
    let rules = validate(text).unwrap();
    let by_schema = schema.is_valid(&value);
    assert_eq!(rules.is_empty(), by_schema, "of {text}: {rules:?}, {:?}", schema.validate(&value).err());
    by_schema
}

fn quoted(text: impl Into<String>) -> String {
    Value::from(text.into()).to_string()
}

fn word() -> BoxedStrategy<String> {
    select(vec!["a", "", "evt_6513270e", "é 日本", "x/~y"]).prop_map(quoted).boxed()
}

/// One of these words, seldom the last.
fn one_of(words: &[&'static str]) -> BoxedStrategy<String> {
    let (last, others) = words.split_last().unwrap();
    prop_oneof![15 => select(others.to_vec()), 1 => Just(*last)].prop_map(quoted).boxed()
}

fn words() -> BoxedStrategy<String> {
    vec(mostly(word()), 0..3).prop_map(|words| format!("[{}]", words.join(","))).boxed()
}

fn moment() -> BoxedStrategy<String> {
    let plain = Just("2026-01-01T00:00:00Z".to_owned());
    prop_oneof![5 => plain, 1 => time()].prop_map(quoted).boxed()
}

/// An object with two members that are mostly there, and two that mostly are not.
fn part(names: [&'static str; 4], values: [BoxedStrategy<String>; 4]) -> BoxedStrategy<String> {
    let [first, second, third, fourth] = values.map(mostly);
    let members = (
        option::weighted(0.98, first),
        option::weighted(0.98, second),
        option::weighted(0.3, third),
        option::weighted(0.3, fourth),
    );
    members.prop_map(move |(first, second, third, fourth)| object(&names, [first, second, third, fourth])).boxed()
}

fn array_of(element: BoxedStrategy<String>) -> BoxedStrategy<String> {
    vec(mostly(element), 0..3).prop_map(|elements| format!("[{}]", elements.join(","))).boxed()
}

fn provenance() -> BoxedStrategy<String> {
    let number = select(vec!["0", "1", "0.5", "1.0", "-0.0", "1.01", "-1", "1e-3"]).prop_map(String::from);
    part(
        ["source", "agent", "confidence", "other"],
        [word(), one_of(&["codex", "user", "someone", ""]), number.boxed(), word()],
    )
}

fn step() -> BoxedStrategy<String> {
    part(["step", "reasoning", "alternatives_considered", "extra"], [word(), word(), words(), word()])
}

fn rule() -> BoxedStrategy<String> {
    let priority = one_of(&["mandatory", "recommended", "optional", "Mandatory"]);
    part(["constraint", "source", "priority", "extra"], [word(), word(), priority, word()])
}

fn failure() -> BoxedStrategy<String> {
    part(["attempt", "failure_reason", "timestamp", "error_code"], [word(), word(), moment(), word()])
}

fn commitment() -> BoxedStrategy<String> {
    let status = one_of(&["pending", "in_progress", "blocked", "completed", "done"]);
    part(["commitment", "status", "due_by", "dependencies"], [word(), status, moment(), words()])
}

fn entities() -> BoxedStrategy<String> {
    let kind = one_of(&["file", "function", "module", "concept", "agent", "service", "thing"]);
    let entity = part(["full_name", "location", "type", "extra"], [word(), word(), kind, word()]);
    let named = |entities: Vec<String>| {
        let members: Vec<_> = entities.iter().enumerate().map(|(n, entity)| format!("\"n/{n}~\":{entity}")).collect();
        format!("{{{}}}", members.join(","))
    };
    vec(mostly(entity), 0..3).prop_map(named).boxed()
}

fn dependencies() -> BoxedStrategy<String> {
    part(["depends_on", "blocks", "other", "more"], [words(), words(), word(), word()])
}

/// Events around the schema: mostly valid, with something wrong now and then.
fn document() -> impl Strategy<Value = String> {
    let id = one_of(&["evt_6513270e", "evt_00000000", "evt_6513270E"]);
    let kind = one_of(&["user_message", "tool_call", "state_change", "commitment", "error", "decision", "thing"]);
    let required = |strategy: BoxedStrategy<String>| option::weighted(0.99, mostly(strategy));
    let maybe = |strategy: BoxedStrategy<String>| option::weighted(0.3, mostly(strategy));
    let top = (
        (required(id), required(moment()), required(kind), required(provenance())),
        (maybe(array_of(step())), maybe(array_of(rule())), maybe(array_of(failure())), maybe(array_of(commitment()))),
        (maybe(entities()), maybe(dependencies()), maybe(Just("{\"n\": [1]}".to_owned()).boxed()), maybe(word())),
    );
    top.prop_map(|((id, time, kind, by), (steps, rules, failures, promises), (entities, dependencies, data, other))| {
        let names = [
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
            "other",
        ];
        let values = [id, time, kind, by, steps, rules, failures, promises, entities, dependencies, data, other];
        object(&names, values)
    })
}

#[test]
fn both_judges_agree_on_events_around_the_schema() {
    let schema = schema();
    let verdicts = [Cell::new(0), Cell::new(0)];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(1500));
    let judge = |text: String| {
        let verdict = &verdicts[usize::from(agreed(&schema, &text))];
        verdict.set(verdict.get() + 1);
        Ok(())
    };
    runner.run(&document(), judge).unwrap();
    assert!(verdicts.iter().all(|verdict| verdict.get() > 100), "few of a kind show little: {verdicts:?}");
}

#[test]
fn both_judges_agree_on_any_json() {
    let schema = schema();
    let mut runner = proptest::test_runner::TestRunner::default();
    let judge = |text: String| {
        agreed(&schema, &text);
        Ok(())
    };
    runner.run(&value(), judge).unwrap();
}

#[test]
fn each_broken_rule_is_named_with_its_place() {
    let broken = |text: &str| validate(text).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
    insta::assert_debug_snapshot!(broken("{}"));
    insta::assert_debug_snapshot!(broken(
        r#"{"event_id": "evt_1", "timestamp": "2026-01-01", "event_type": "x", "provenance": {"agent": "", "confidence": 2},
            "causal_steps": [{"step": 1}, 2], "active_constraints": [{"constraint": "c", "source": "s", "priority": "high"}],
            "failure_ledger": {}, "open_commitments": [{"commitment": "c", "status": "done", "due_by": "soon", "dependencies": [1]}],
            "key_entities": {"a/b": {"full_name": "x", "type": "thing", "location": 1}, "c": []},
            "dependencies": {"depends_on": "evt_1", "blocks": [null]}, "data": []}"#
    ));
    assert_eq!(broken("[1]"), ["/: must be an object"]);
    assert!(validate("{").is_err());
}
