//! How much of what stands in logs.

use std::collections::BTreeMap;

use super::lines::{Key, Lines};
use crate::events::log::{Fold, Line, Problem};
use crate::events::names::Named;
use crate::record::{LazyZone, RecordTime};

/// Counts over logs.
#[derive(Debug)]
pub struct Totals<'a> {
    naive_zone: &'a LazyZone,
    lines: Lines,
    /// How many events each file holds; files without any are missing.
    pub files: BTreeMap<usize, u64>,
    types: Named<u64>,
    agents: Named<u64>,
    sources: Named<u64>,
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
            types: Named::default(),
            agents: Named::default(),
            sources: Named::default(),
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

    /// How many events there are of each type.
    #[must_use]
    pub fn types(&self) -> BTreeMap<String, u64> {
        by_name(&self.types)
    }

    /// How many events each agent has.
    #[must_use]
    pub fn agents(&self) -> BTreeMap<String, u64> {
        by_name(&self.agents)
    }

    /// How many events are known from each source.
    #[must_use]
    pub fn sources(&self) -> BTreeMap<String, u64> {
        by_name(&self.sources)
    }

    fn see(&mut self, first: Option<RecordTime>, last: Option<RecordTime>) {
        if let Some(first) = first {
            self.first = Some(self.first.map_or(first, |earliest| earliest.min(first)));
        }
        self.last = self.last.max(last);
    }
}

impl Fold for Totals<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let event = self.lines.read(line.text)?;
        *self.files.entry(line.file).or_default() += 1;
        for (names, key) in
            [(&mut self.types, Key::EventType), (&mut self.agents, Key::Agent), (&mut self.sources, Key::Source)]
        {
            if let Some(name) = event.text(key) {
                *names.of(&name) += 1;
            }
        }
        self.failures += event.get(Key::FailureLedger).map_or(0, |ledger| ledger.elements().len() as u64);
        let time = event.text(Key::Timestamp).and_then(|text| RecordTime::parse_in(&text, self.naive_zone));
        self.see(time, time);
        Ok(())
    }

    fn append(&mut self, later: Self) {
        for (file, events) in later.files {
            *self.files.entry(file).or_default() += events;
        }
        self.types.append(&later.types, |count, more| *count += more);
        self.agents.append(&later.agents, |count, more| *count += more);
        self.sources.append(&later.sources, |count, more| *count += more);
        self.failures += later.failures;
        self.see(later.first, later.last);
    }

    fn hand_on(&mut self, next: &mut Self) {
        self.lines.hand_on(&mut next.lines);
    }
}

fn by_name(counts: &Named<u64>) -> BTreeMap<String, u64> {
    counts.iter().map(|(name, count)| (name.to_owned(), *count)).collect()
}
