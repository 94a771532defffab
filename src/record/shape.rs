//! The shapes in which Python tools of all years wrote their records, brought to one.

use std::borrow::Cow;

use super::json::{JsonRef, Kind, judged_members_of, usual_members_of};
use super::problem::Problem;
use super::{outline, tokens};

/// The members of a record under their canonical names, borrowed from the file's text.
#[derive(Default)]
pub(super) struct Shape<'a> {
    pub(super) timestamp: Option<JsonRef<'a>>,
    pub(super) session_id: Option<JsonRef<'a>>,
    pub(super) agent: Option<JsonRef<'a>>,
    pub(super) request: Option<JsonRef<'a>>,
    pub(super) response: Option<JsonRef<'a>>,
    pub(super) metadata: Option<JsonRef<'a>>,
    pub(super) extra: Vec<(Cow<'a, str>, JsonRef<'a>)>,
}

/// The names that early versions gave to what has another name now.
const OLD_NAMES: [(&str, &str); 3] =
    [("agent_name", "agent"), ("request_summary", "request"), ("response_content", "response")];

impl<'a> Shape<'a> {
    /// Sorts the members of a record's text. Of duplicate keys the last counts, and a present name beats an old one.
    ///
    /// # Errors
    /// The text is not JSON, not an object, nested deeper than `max_depth`, or holds neither request nor response.
    pub(super) fn of(text: &'a str, max_depth: u64) -> Result<Self, Problem> {
        let whole = text.trim_start();
        if whole.is_empty() {
            return Err(Problem::Empty);
        }
        if !whole.starts_with('{') {
            is_not_deeper(text, max_depth)?;
            return Err(Problem::NotAnObject(JsonRef::parse(text)?.kind()));
        }
        let mut shape = Self::default();
        let mut others = Vec::new();
        // The outermost object is a level too.
        let usual = (max_depth > outline::DEEPEST.into()).then(|| usual_members_of(text)).flatten();
        let members = match usual {
            Some(members) => members,
            None => is_not_deeper(text, max_depth).and_then(|()| Ok(judged_members_of(text)?))?,
        };
        for (key, value) in members {
            match shape.place(&key) {
                Some(place) => *place = Some(value),
                None => others.push((key, value)),
            }
        }
        for (old, name) in OLD_NAMES {
            let Some(place) = shape.place(name).filter(|place| place.is_none_or(JsonRef::is_null)) else { continue };
            if let Some((_, value)) = others.iter().rfind(|(key, _)| key == old) {
                *place = Some(*value);
                others.retain(|(key, _)| key != old);
            }
        }
        shape.extra = others;
        if shape.request.is_none() && shape.response.is_none() {
            return Err(Problem::NotARecord);
        }
        Ok(shape)
    }

    fn place(&mut self, key: &str) -> Option<&mut Option<JsonRef<'a>>> {
        match key {
            "timestamp" => Some(&mut self.timestamp),
            "session_id" => Some(&mut self.session_id),
            "agent" => Some(&mut self.agent),
            "request" => Some(&mut self.request),
            "response" => Some(&mut self.response),
            "metadata" => Some(&mut self.metadata),
            _ => None,
        }
    }

    /// The agent, which the oldest shape keeps in the metadata only.
    pub(super) fn agent_name(&self) -> Option<String> {
        let named = self.agent.filter(|agent| !agent.is_null());
        let agent = named.or_else(|| self.metadata.and_then(|metadata| metadata.member("agent")));
        agent.and_then(name_of)
    }

    /// The conversation.
    pub(super) fn session(&self) -> Option<String> {
        self.session_id.and_then(name_of)
    }
}

fn is_not_deeper(text: &str, max_depth: u64) -> Result<(), Problem> {
    if tokens::depth(text) > max_depth { Err(Problem::TooDeep { max_depth }) } else { Ok(()) }
}

/// A name as text; a number or other value that stands in its place is shown as it was written.
fn name_of(value: JsonRef<'_>) -> Option<String> {
    match value.as_str() {
        Some(text) => Some(text.into_owned()),
        None if value.is_null() => None,
        None if matches!(value.kind(), Kind::Array | Kind::Object) => Some(value.to_strict()),
        None => Some(value.text().to_owned()),
    }
}
