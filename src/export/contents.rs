//! What an export will hold, known before the first text is read.

use std::borrow::Borrow;

use crate::record::{RecordTime, redact};
use crate::store::Entry;

/// What an export will hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    /// Each session with the number of its responses, in the order in which they come.
    pub sessions: Vec<(String, u64)>,
    /// How many responses there are.
    pub responses: u64,
    /// The time of the first response, if any has a readable one.
    pub first: Option<RecordTime>,
    /// The time of the last response.
    pub last: Option<RecordTime>,
}

impl Contents {
    /// What these entries, of which those of a session come one after the other, amount to.
    pub fn of<E: Borrow<Entry>>(entries: impl IntoIterator<Item = E>) -> Self {
        let mut contents = Self::default();
        for entry in entries {
            let entry = entry.borrow();
            match contents.sessions.last_mut() {
                Some((session, responses)) if session == entry.session() => *responses += 1,
                _ => contents.sessions.push((entry.session().to_owned(), 1)),
            }
            contents.responses += 1;
            contents.first = contents.first.into_iter().chain(entry.timestamp).min();
            contents.last = contents.last.max(entry.timestamp);
        }
        contents
    }

    /// The same without secrets in the names.
    #[must_use]
    pub fn redacted(self) -> Self {
        let sessions = self.sessions.into_iter().map(|(name, count)| (redact(&name).into_owned(), count)).collect();
        Self { sessions, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Summary;
    use crate::store::{Direction, Listing, Selection, SortKey, Tally};
    use jiff::tz::TimeZone;

    fn entry(session: &str, time: &str, path: &str) -> Entry {
        let timestamp = RecordTime::parse(time, &TimeZone::UTC);
        let names = (Some(session.to_owned()), Some("qa".to_owned()));
        let summary = Summary { timestamp, session_id: names.0, agent: names.1, ..Summary::default() };
        Entry::new(path.into(), 1, None, summary)
    }

    #[test]
    fn sessions_come_one_after_the_other_and_the_undated_last() {
        let entries = vec![
            entry("b", "2026-01-02T00:00:00Z", "b/x-10.json"),
            entry("b", "2026-01-02T00:00:00Z", "b/x-2.json"),
            entry("c", "", "c/x.json"),
            entry("b", "2026-01-02T00:00:00Z", "b/x.json"),
            entry("b", "", "b/a.json"),
            entry("a", "2026-01-03T00:00:00Z", "a/x.json"),
            entry("b", "2026-01-04T00:00:00Z", "b/y.json"),
        ];
        let all = Selection::all();
        let mut listing = Listing::new(&all, SortKey::Time, Direction::Natural, None);
        for entry in &entries {
            listing.add(entry);
        }
        let ordered: Vec<_> = listing.into_sessions().collect();
        let paths: Vec<_> = ordered.iter().map(|entry| entry.path.to_str().unwrap()).collect();
        assert_eq!(paths, ["b/x.json", "b/x-2.json", "b/x-10.json", "b/y.json", "b/a.json", "a/x.json", "c/x.json"]);
        let contents = Contents::of(&ordered);
        assert_eq!(contents.sessions, [("b".to_owned(), 5), ("a".to_owned(), 1), ("c".to_owned(), 1)]);
        assert_eq!(contents.responses, 7);
        assert_eq!(contents.first.map(RecordTime::to_rfc3339).as_deref(), Some("2026-01-02T00:00:00.000000+00:00"));
    }
}
