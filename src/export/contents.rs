//! What an export will hold, known before the first text is read.

use std::collections::HashMap;

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
    /// What these entries, which are [in order](in_order), amount to.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Self {
        let sessions = entries.chunk_by(|a, b| a.session() == b.session());
        let count = |entries: &[Entry]| u64::try_from(entries.len()).unwrap_or(u64::MAX);
        Self {
            sessions: sessions.map(|session| (session[0].session().to_owned(), count(session))).collect(),
            responses: count(entries),
            first: entries.iter().filter_map(|entry| entry.timestamp).min(),
            last: entries.iter().filter_map(|entry| entry.timestamp).max(),
        }
    }

    /// The same without secrets in the names.
    #[must_use]
    pub fn redacted(self) -> Self {
        let sessions = self.sessions.into_iter().map(|(name, count)| (redact(&name).into_owned(), count)).collect();
        Self { sessions, ..self }
    }
}

/// Brings entries into the order of exports: sessions by their earliest response, in each the earliest first, and last what has no
/// readable time. Of files of the same instant the unnumbered name comes first, so that an import gives them the same names again.
#[must_use]
pub fn in_order(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by(|a, b| {
        let undated = |entry: &Entry| entry.instant().is_none();
        let names = || (a.path.as_os_str().len(), &a.path).cmp(&(b.path.as_os_str().len(), &b.path));
        undated(a).cmp(&undated(b)).then_with(|| a.instant().cmp(&b.instant())).then_with(names)
    });
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut sorted: Vec<(usize, Entry)> = Vec::with_capacity(entries.len());
    for entry in entries {
        let next = places.len();
        let place = match places.get(entry.session()) {
            Some(place) => *place,
            None => *places.entry(entry.session().to_owned()).or_insert(next),
        };
        sorted.push((place, entry));
    }
    sorted.sort_by_key(|(place, _)| *place);
    sorted.into_iter().map(|(_, entry)| entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Summary;
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
        let ordered = in_order(entries);
        let paths: Vec<_> = ordered.iter().map(|entry| entry.path.to_str().unwrap()).collect();
        assert_eq!(paths, ["b/x.json", "b/x-2.json", "b/x-10.json", "b/y.json", "b/a.json", "a/x.json", "c/x.json"]);
        let contents = Contents::of(&ordered);
        assert_eq!(contents.sessions, [("b".to_owned(), 5), ("a".to_owned(), 1), ("c".to_owned(), 1)]);
        assert_eq!(contents.responses, 7);
        assert_eq!(contents.first.map(RecordTime::to_rfc3339).as_deref(), Some("2026-01-02T00:00:00.000000+00:00"));
    }
}
