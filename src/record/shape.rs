//! The shapes in which Python tools of all years wrote their records, brought to one.

use std::borrow::Cow;

use super::facts::Said;
use super::json::{JsonRef, Kind, decode, judged_members_of};
use super::outline::Member;
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
    /// What facts are read from in the metadata, if it was found on the way.
    said: Option<Said<'a>>,
    /// Whether one of the names was met that early versions gave.
    has_old_names: bool,
}

/// The key of what is read besides the members themselves.
pub(super) const METADATA: &str = "metadata";

/// The names that early versions gave to what has another name now.
const OLD_NAMES: [(&str, &str); 3] =
    [("agent_name", "agent"), ("request_summary", "request"), ("response_content", "response")];

impl<'a> Shape<'a> {
    /// Sorts the members of a record's text into a shape that has none yet. Of duplicate keys the last counts, and a present name beats an old
    /// one. It is filled where it is, since moving it takes longer than finding what it borrows.
    ///
    /// # Errors
    /// The text is not JSON, not an object, nested deeper than `max_depth`, or holds neither request nor response.
    pub(super) fn fill(&mut self, text: &'a str, max_depth: u64) -> Result<(), Problem> {
        let whole = text.trim_start();
        if whole.is_empty() {
            return Err(Problem::Empty);
        }
        if !whole.starts_with('{') {
            is_not_deeper(text, max_depth)?;
            return Err(Problem::NotAnObject(JsonRef::parse(text)?.kind()));
        }
        // The outermost object is a level too.
        let is_usual = max_depth > outline::DEEPEST.into() && self.fill_usual(text).is_some();
        if !is_usual {
            is_not_deeper(text, max_depth)?;
            *self = Self::default();
            judged_members_of(text)?.into_iter().for_each(|(key, value)| self.put(key, value));
        }
        self.rename();
        if self.request.is_none() && self.response.is_none() {
            return Err(Problem::NotARecord);
        }
        Ok(())
    }

    /// Takes in the members of an object as usual, and what the metadata says, in one pass; `None` leaves it all to `serde_json`.
    fn fill_usual(&mut self, text: &'a str) -> Option<()> {
        let mut said = Said::default();
        let (mut is_seen, mut is_doubtful) = (false, false);
        outline::members_with_inner(text, METADATA, |member| match member {
            Member::Inner(key, value) => {
                is_doubtful |= is_seen;
                said.put(key, JsonRef::of_valid(value));
            }
            Member::Own(key, value) => {
                let name = decode(key);
                if name == METADATA {
                    // There should be one, and whoever escapes its key does not mean to be read fast.
                    is_doubtful |= is_seen || key.contains('\\');
                    is_seen = true;
                }
                self.put(name, JsonRef::of_valid(value));
            }
        })?;
        self.said = (!is_doubtful).then_some(said);
        Some(())
    }

    fn put(&mut self, key: Cow<'a, str>, value: JsonRef<'a>) {
        match self.place(&key) {
            Some(place) => *place = Some(value),
            None => self.extra.push((key, value)),
        }
    }

    /// Puts what has an old name where what has the present one is missing.
    fn rename(&mut self) {
        for (old, name) in OLD_NAMES {
            let Some((_, value)) = self.extra.iter().rfind(|(key, _)| key == old).cloned() else { continue };
            self.has_old_names = true;
            let Some(place) = self.place(name).filter(|place| place.is_none_or(JsonRef::is_null)) else { continue };
            *place = Some(value);
            self.extra.retain(|(key, _)| key != old);
        }
    }

    fn place(&mut self, key: &str) -> Option<&mut Option<JsonRef<'a>>> {
        match key {
            "timestamp" => Some(&mut self.timestamp),
            "session_id" => Some(&mut self.session_id),
            "agent" => Some(&mut self.agent),
            "request" => Some(&mut self.request),
            "response" => Some(&mut self.response),
            METADATA => Some(&mut self.metadata),
            _ => None,
        }
    }

    /// True if everything stands under the name that it has today, and the metadata need not be asked for the agent.
    pub(super) fn is_usual(&self) -> bool {
        !self.has_old_names && self.agent.is_some_and(|agent| !agent.is_null())
    }

    /// What facts are read from in the metadata.
    pub(super) fn said(&self) -> Cow<'_, Said<'a>> {
        let looked_up = || Cow::Owned(Said::of(self.metadata.unwrap_or(JsonRef::NULL)));
        self.said.as_ref().map_or_else(looked_up, Cow::Borrowed)
    }

    /// The agent, which the oldest shape keeps in the metadata only.
    pub(super) fn agent_name(&self) -> Option<Cow<'a, str>> {
        let named = self.agent.filter(|agent| !agent.is_null());
        let agent = named.or_else(|| self.metadata.and_then(|metadata| metadata.member("agent")));
        agent.and_then(name_of)
    }

    /// The conversation.
    pub(super) fn session(&self) -> Option<Cow<'a, str>> {
        self.session_id.and_then(name_of)
    }
}

fn is_not_deeper(text: &str, max_depth: u64) -> Result<(), Problem> {
    if tokens::depth(text) > max_depth { Err(Problem::TooDeep { max_depth }) } else { Ok(()) }
}

/// A name as text; a number or other value that stands in its place is shown as it was written.
pub(super) fn name_of(value: JsonRef<'_>) -> Option<Cow<'_, str>> {
    match value.as_str() {
        Some(text) => Some(text),
        None if value.is_null() => None,
        None if matches!(value.kind(), Kind::Array | Kind::Object) => Some(value.to_strict().into()),
        None => Some(value.text().into()),
    }
}
