//! Named policies of retention: what a cleaning removes and keeps.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::keys;
use super::values::{self, Read};
use super::yaml::Value;
use crate::store::Pattern;
use crate::store::cleanup::{Criteria, Selectors};
use crate::store::retention::{GroupBy, MinFree, Period, parse_age, parse_count, parse_size};

/// The keys of a policy, which are the flags of `clear`.
const KEYS: [&str; 17] = [
    "session",
    "agent",
    "older_than",
    "max_sessions",
    "max_responses",
    "max_size",
    "min_free",
    "keep_last",
    "keep_hourly",
    "keep_daily",
    "keep_weekly",
    "keep_monthly",
    "keep_yearly",
    "keep_within",
    "keep_errors",
    "keep_agent",
    "group_by",
];

/// Policies by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policies(BTreeMap<String, Criteria>);

impl Policies {
    /// The policy of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Criteria> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Criteria)> {
        self.0.iter().map(|(name, criteria)| (name.as_str(), criteria))
    }
}

/// Reads a mapping of policies.
pub(super) fn policies(value: &Value) -> Result<Read<Policies>, String> {
    let Value::Map(members) = value else { return Err(format!("must be a mapping of policies by name, not {value}")) };
    let one = |(name, node): &(_, super::yaml::Node)| {
        let name: &serde_saphyr::Spanned<String> = name;
        let at = |why: String| format!("policy `{}`, line {}: {why}", name.value, name.referenced.line());
        Ok((name.value.clone(), policy(&node.value).map_err(at)?))
    };
    members.iter().map(one).collect::<Result<_, String>>().map(|found| Read::Proper(Policies(found)))
}

fn policy(value: &Value) -> Result<Criteria, String> {
    let Value::Map(members) = value else { return Err(format!("must be a mapping of rules, not {value}")) };
    let mut selectors = Selectors::default();
    for (key, node) in members {
        let at = |why: String| format!("{}: {why}", key.value);
        take(&mut selectors, &key.value, &node.value).map_err(at)?;
    }
    if selectors.rules.is_empty() {
        return Err("it has no rule that says what goes or what is kept".to_owned());
    }
    Criteria::new(selectors).map_err(|invalid| invalid.to_string())
}

/// Takes one key of a policy.
fn take(selectors: &mut Selectors, key: &str, value: &Value) -> Result<(), String> {
    let Selectors { sessions, agents, rules, .. } = selectors;
    match key {
        "session" => *sessions = patterns(value)?,
        "agent" => *agents = patterns(value)?,
        "older_than" => rules.older_than = Some(written(value, parse_age)?),
        "max_sessions" => rules.limits.sessions = Some(written(value, parse_count)?),
        "max_responses" => rules.limits.responses = Some(written(value, parse_count)?),
        "max_size" => rules.limits.bytes = Some(written(value, parse_size)?),
        "min_free" => rules.limits.free = Some(written(value, MinFree::from_str)?),
        "keep_last" => rules.keep.last = Some(written(value, parse_count)?),
        "keep_within" => rules.keep.within = Some(written(value, parse_age)?),
        "keep_errors" => {
            let (Read::Proper(errors) | Read::Sloppy(errors)) = values::boolean(value)?;
            rules.keep.errors = errors;
        }
        "keep_agent" => rules.keep.agents = patterns(value)?,
        "group_by" => rules.group_by = Some(written(value, GroupBy::from_str)?),
        _ => match Period::ALL.into_iter().find(|period| key.strip_prefix("keep_") == Some(period.adverb())) {
            Some(period) => _ = rules.keep.periods.insert(period, written(value, parse_count)?),
            None => return Err(unknown(key)),
        },
    }
    Ok(())
}

fn unknown(key: &str) -> String {
    match keys::nearest(key, &KEYS) {
        Some(meant) => format!("no such key; did you mean `{meant}`?"),
        None => format!("no such key; there are {}", KEYS.join(", ")),
    }
}

/// A value as it would stand on the command line.
fn written<T>(value: &Value, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<T, String> {
    match value {
        Value::Text(text) => parse(text),
        Value::Integer(number) => parse(&number.to_string()),
        other => Err(format!("must be a number or a text, not {other}")),
    }
}

/// Names, of which `*` in one stands for anything.
fn patterns(value: &Value) -> Result<Vec<Pattern>, String> {
    let (Read::Proper(names) | Read::Sloppy(names)) = values::texts(value)?;
    if names.is_empty() {
        return Err("must name something".to_owned());
    }
    Ok(names.iter().map(|name| Pattern::new(name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys::Section;
    use crate::config::yaml::parse;

    fn read(text: &str) -> Result<Read<Policies>, String> {
        let document = parse(&format!("retention:\n  p:\n{text}")).unwrap();
        let (Section::Retention, node) = &document.sections[0] else { panic!() };
        let Value::Map(members) = &node.value else { panic!() };
        policies(&members[0].1.value)
    }

    #[test]
    fn a_policy_reads_as_its_flags_do() {
        let text = "    nightly: {older_than: 30d, max_sessions: 9, max_size: 2GiB, min_free: 10%, keep_last: '3', keep_weekly: 8,
      keep_within: 7, keep_errors: yes, keep_agent: [qa, 'ops*'], group_by: agent, session: 'x*'}
    other: {agent: qa, keep_daily: 5, max_responses: 100}\n";
        let Ok(Read::Proper(policies)) = read(text) else { panic!("{:?}", read(text)) };
        let said: Vec<_> = policies.iter().map(|(name, criteria)| format!("{name}: {criteria}")).collect();
        let nightly = "nightly: session x*; older than 30 days; at most 9 sessions; at most 2 GiB; at least 10 % free; \
            keeping the 3 newest; keeping 8 weekly; keeping those within 7 days; keeping errors; keeping agent qa; \
            keeping agent ops*; by agent";
        assert_eq!(said, [nightly, "other: agent qa; at most 100 responses; keeping 5 daily"]);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_place() {
        for (policy, why) in [
            ("{}", "no rule"),
            ("{session: a}", "no rule"),
            ("{keep_errors: false}", "no rule"),
            ("{older_than: 0d}", "more than zero"),
            ("{older_than: -3d}", "older_than: not a length of time"),
            ("{older_than: 99999999y}", "further than any date"),
            ("{keep_daily: 0}", "keep_daily: must be 1 or more"),
            ("{keep_daily: -1}", "keep_daily: must be a whole number"),
            ("{max_size: '99999999999999999999'}", "max_size: not a size"),
            ("{min_free: 100%}", "from 1% to 99%"),
            ("{min_free: 0}", "larger than 0"),
            ("{keep_dialy: 3}", "did you mean `keep_daily`?"),
            ("{colour: 3}", "no such key; there are session,"),
            ("{keep_last: 3, group_by: colour}", "must be agent, session"),
            ("{older_than: 3d, group_by: agent}", "only if a number of each is kept"),
            ("{keep_last: 3, group_by: session}", "judged one by one"),
            ("{agent: qa, max_sessions: 3}", "can't be combined with agents"),
            ("{older_than: [1]}", "must be a number or a text, not a list"),
            ("3", "must be a mapping of rules, not 3"),
        ] {
            let error = read(&format!("    x: {policy}\n")).unwrap_err();
            assert!(error.starts_with("policy `x`, line 3: ") && error.contains(why), "{policy}: {error}");
        }
    }
}
