//! What an event is about, in a few words for people.

use super::event::Event;
use crate::record::JsonRef;

/// Where events mostly keep their words, in `data`.
const WORDS: [&str; 8] = ["text", "message", "summary", "description", "content", "name", "tool", "title"];

impl Event<'_> {
    /// What it is about: what was promised, failed, done, followed or said, whichever it tells first. The text is as it was stored.
    #[must_use]
    pub fn gist(&self) -> Option<String> {
        self.promise()
            .or_else(|| self.failure())
            .or_else(|| self.step())
            .or_else(|| self.rule())
            .or_else(|| self.words())
    }

    fn promise(&self) -> Option<String> {
        let promise = self.open_commitments().into_iter().next()?;
        let status = promise.status.map(|status| format!(": {status}")).unwrap_or_default();
        Some(format!("{}{status}", promise.commitment))
    }

    fn failure(&self) -> Option<String> {
        let failure = self.failure_ledger().into_iter().next()?;
        joined(failure.attempt, failure.failure_reason)
    }

    fn step(&self) -> Option<String> {
        let step = self.causal_steps().into_iter().next()?;
        joined(step.step, step.reasoning)
    }

    fn rule(&self) -> Option<String> {
        self.active_constraints().into_iter().next()?.constraint.map(String::from)
    }

    fn words(&self) -> Option<String> {
        let data = self.data()?;
        let words = WORDS.into_iter().find_map(|key| data.member(key).and_then(JsonRef::as_str));
        Some(words.map_or_else(|| data.text().to_owned(), String::from))
    }
}

fn joined<T: Into<String> + AsRef<str>>(first: Option<T>, second: Option<T>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{}: {}", first.as_ref(), second.as_ref())),
        (first, second) => first.or(second).map(Into::into),
    }
}
