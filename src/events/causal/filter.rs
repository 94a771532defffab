//! Which events a question is about.

use jiff::Timestamp;

use super::event::Event;
use super::lines::{Glance, Key, Lines};
use super::needle::Needle;
use crate::events::log::Problem;
use crate::record::{JsonRef, Kind, LazyZone, Pattern};

/// Which events a question is about. All parts must hold; an empty part holds for every event.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// What sort of thing happened.
    pub types: Vec<Pattern>,
    /// Who acted.
    pub agents: Vec<Pattern>,
    /// Where it is known from.
    pub sources: Vec<Pattern>,
    /// Later than this. Instants are compared, whatever offsets they are written with.
    pub after: Option<Timestamp>,
    /// Earlier than this.
    pub before: Option<Timestamp>,
    /// The text of a rule in force.
    pub constraints: Vec<Pattern>,
    /// The short or whole name of something it is about.
    pub entities: Vec<Pattern>,
    /// What must stand somewhere in its texts, which ids of events and times are not.
    pub text: Option<Needle>,
    /// The zone of times without an offset.
    pub naive_zone: LazyZone,
}

impl Filter {
    /// The event in a line, if it is meant. `lines` has read those before it.
    ///
    /// # Errors
    /// What is not an event, meant or not.
    pub fn select<'a>(&self, lines: &mut Lines, line: &'a str) -> Result<Option<Event<'a>>, Problem> {
        // What costs least is looked at first, and of most lines that is all.
        let event = lines.read(line)?;
        let is_meant = fits(&self.types, &event, Key::EventType)
            && fits(&self.agents, &event, Key::Agent)
            && fits(&self.sources, &event, Key::Source)
            && self.time_fits(event.get(Key::Timestamp))
            && self.rest_fits(line)?;
        if is_meant { Event::parse(line).map(Some) } else { Ok(None) }
    }

    fn time_fits(&self, timestamp: Option<JsonRef<'_>>) -> bool {
        if self.after.is_none() && self.before.is_none() {
            return true;
        }
        let text = timestamp.and_then(JsonRef::as_str);
        let time = text.and_then(|text| crate::record::RecordTime::parse_in(&text, &self.naive_zone));
        time.is_some_and(|time| {
            self.after.is_none_or(|after| time.instant() > after)
                && self.before.is_none_or(|before| time.instant() < before)
        })
    }

    fn rest_fits(&self, line: &str) -> Result<bool, Problem> {
        if self.constraints.is_empty() && self.entities.is_empty() && self.text.is_none() {
            return Ok(true);
        }
        if self.text.as_ref().is_some_and(|needle| !needle.may_be_in_json(line)) {
            return Ok(false);
        }
        let event = Event::parse(line)?;
        let any = |patterns: &[Pattern], name: &str| patterns.iter().any(|pattern| pattern.matches(name));
        let constraints = || {
            let mut rules = event.active_constraints().into_iter().filter_map(|rule| rule.constraint);
            self.constraints.is_empty() || rules.any(|rule| any(&self.constraints, &rule))
        };
        let entities = || {
            let mut names = event.key_entities().into_iter().flat_map(|(name, entity)| [Some(name), entity.full_name]);
            self.entities.is_empty() || names.any(|name| name.is_some_and(|name| any(&self.entities, &name)))
        };
        let text = || {
            let Some(needle) = &self.text else { return true };
            // Names of entities are texts too, though they are keys.
            JsonRef::parse(line).is_ok_and(|whole| is_in_texts(needle, whole))
                || event.key_entities().iter().any(|(name, _)| needle.is_in(name))
        };
        Ok(constraints() && entities() && text())
    }
}

/// Members of an event that are no texts: its name, its time, and names of other events.
const NO_TEXTS: [&str; 3] = ["event_id", "timestamp", "dependencies"];

/// The same of the objects in some of its lists.
const NO_TEXTS_IN: [(&str, &[&str]); 2] =
    [("failure_ledger", &["timestamp"]), ("open_commitments", &["due_by", "dependencies"])];

/// True if one of the texts of an event holds the needle: any string in it but names of events and times where the format has them.
fn is_in_texts(needle: &Needle, event: JsonRef<'_>) -> bool {
    let in_members = |value: JsonRef<'_>, others: &[&str]| {
        value.members().into_iter().any(|(key, value)| !others.contains(&key.as_ref()) && needle.is_in_value(value))
    };
    event.members().into_iter().filter(|(key, _)| !NO_TEXTS.contains(&key.as_ref())).any(|(key, value)| {
        let others = NO_TEXTS_IN.iter().find_map(|(list, others)| (*list == key).then_some(*others));
        match (others, value.kind()) {
            (Some(others), Kind::Array) => value.elements().into_iter().any(|element| match element.kind() {
                Kind::Object => in_members(element, others),
                _ => needle.is_in_value(element),
            }),
            _ => needle.is_in_value(value),
        }
    })
}

#[inline]
fn fits(patterns: &[Pattern], event: &Glance<'_, '_>, key: Key) -> bool {
    patterns.is_empty() || event.text(key).is_some_and(|name| patterns.iter().any(|pattern| pattern.matches(&name)))
}
