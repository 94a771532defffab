//! How much of what stands in logs.

use std::collections::BTreeMap;

use super::lines::{Key, Lines};
use crate::events::log::{Fold, Line, Problem};
use crate::record::{JsonRef, LazyZone, RecordTime};

/// Counts over logs.
#[derive(Debug)]
pub struct Totals<'a> {
    naive_zone: &'a LazyZone,
    lines: Lines,
    /// How many events each file holds; files without any are missing.
    pub files: BTreeMap<usize, u64>,
    /// How many events there are of each type.
    pub types: BTreeMap<String, u64>,
    /// How many events each agent has.
    pub agents: BTreeMap<String, u64>,
    /// How many events are known from each source.
    pub sources: BTreeMap<String, u64>,
    /// How many failures are told of.
    pub failures: u64,
    /// The earliest event.
    pub first: Option<RecordTime>,
    /// The latest event.
    pub last: Option<RecordTime>,
}

impl<'a> Totals<'a> {
    /// Nothing yet. Times without an offset are of that zone.
    #[must_use]
    pub fn new(naive_zone: &'a LazyZone) -> Self {
        Self {
            naive_zone,
            lines: Lines::default(),
            files: BTreeMap::new(),
            types: BTreeMap::new(),
            agents: BTreeMap::new(),
            sources: BTreeMap::new(),
            failures: 0,
            first: None,
            last: None,
        }
    }

    /// How many events there are.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.files.values().sum()
    }

    fn see(&mut self, first: Option<RecordTime>, last: Option<RecordTime>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.max(last);
    }
}

impl Fold for Totals<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let event = self.lines.read(line.text)?;
        *self.files.entry(line.file).or_default() += 1;
        count(&mut self.types, event.get(Key::EventType));
        count(&mut self.agents, event.get(Key::Agent));
        count(&mut self.sources, event.get(Key::Source));
        self.failures += event.get(Key::FailureLedger).map_or(0, |ledger| ledger.elements().len() as u64);
        let timestamp = event.get(Key::Timestamp);
        let time = timestamp.and_then(JsonRef::as_str).and_then(|text| RecordTime::parse_in(&text, self.naive_zone));
        self.see(time, time);
        Ok(())
    }

    fn append(&mut self, later: Self) {
        for (file, events) in later.files {
            *self.files.entry(file).or_default() += events;
        }
        for (ours, theirs) in
            [(&mut self.types, later.types), (&mut self.agents, later.agents), (&mut self.sources, later.sources)]
        {
            for (name, events) in theirs {
                *ours.entry(name).or_default() += events;
            }
        }
        self.failures += later.failures;
        self.see(later.first, later.last);
    }
}

/// Counts a name, without a copy of it if it is known.
fn count(names: &mut BTreeMap<String, u64>, name: Option<JsonRef<'_>>) {
    let Some(name) = name.and_then(JsonRef::as_str) else { return };
    match names.get_mut(name.as_ref()) {
        Some(count) => *count += 1,
        None => _ = names.insert(name.into_owned(), 1),
    }
}
