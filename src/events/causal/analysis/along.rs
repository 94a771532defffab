//! Events by type, agent and source along the time.

use std::collections::HashMap;

use jiff::Timestamp;

/// How long the shortest steps of time are, in seconds. By the clocks of every zone, hours and days begin with such a step.
pub const QUARTER_SECONDS: i64 = 15 * 60;

/// Names with the number of their events, in the order in which they were first seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The names.
    pub names: Vec<String>,
    /// How many events each has.
    pub counts: Vec<u64>,
    places: HashMap<String, usize>,
    /// The one that was asked for last: it often is the next as well.
    last: usize,
}

impl Names {
    /// The names with their counts, the most frequent first.
    #[must_use]
    pub fn most_first(&self) -> Vec<(usize, &str, u64)> {
        let mut sorted: Vec<_> =
            self.names.iter().zip(&self.counts).enumerate().map(|(at, (name, n))| (at, name.as_str(), *n)).collect();
        sorted.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(b.1)));
        sorted
    }

    fn place(&mut self, name: &str) -> usize {
        if self.names.get(self.last).is_none_or(|last| last != name) {
            self.last = match self.places.get(name) {
                Some(place) => *place,
                None => self.added(name),
            };
        }
        self.last
    }

    fn added(&mut self, name: &str) -> usize {
        self.names.push(name.to_owned());
        self.counts.push(0);
        self.places.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}

/// A quarter of an hour in which something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarter {
    /// Its number: it begins so many times [`QUARTER_SECONDS`] after the beginning of 1970.
    pub number: i64,
    /// How many events.
    pub events: u64,
    /// How many of them are errors.
    pub errors: u64,
    /// How many failures these events tell of.
    pub failures: u64,
    /// How many events of each type, agent and source, by their places among the names; what is missing at the end is 0.
    pub counts: [Vec<u64>; 3],
}

/// Events by their names and along the time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Along {
    /// The types, the agents and the sources.
    pub names: [Names; 3],
    /// When something happened; in ascending order once all is read.
    pub quarters: Vec<Quarter>,
    places: HashMap<i64, usize>,
    last: usize,
}

impl Along {
    /// The types of events.
    #[must_use]
    pub fn types(&self) -> &Names {
        &self.names[0]
    }

    /// Who acted.
    #[must_use]
    pub fn agents(&self) -> &Names {
        &self.names[1]
    }

    /// Where events are known from.
    #[must_use]
    pub fn sources(&self) -> &Names {
        &self.names[2]
    }

    /// The quarters in the order of time.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Quarter> {
        let mut quarters: Vec<_> = self.quarters.iter().collect();
        quarters.sort_by_key(|quarter| quarter.number);
        quarters
    }

    /// Counts an event with its type, agent and source, and the errors and failures that it is or tells of.
    pub(super) fn see(&mut self, time: Option<Timestamp>, names: [Option<&str>; 3], errors: u64, failures: u64) {
        let mut places = [None; 3];
        for (at, name) in names.into_iter().enumerate() {
            if let Some(name) = name {
                let place = self.names[at].place(name);
                self.names[at].counts[place] += 1;
                places[at] = Some(place);
            }
        }
        let Some(time) = time else { return };
        let quarter = self.quarter(time.as_second().div_euclid(QUARTER_SECONDS));
        quarter.events += 1;
        quarter.errors += errors;
        quarter.failures += failures;
        for (counts, place) in quarter.counts.iter_mut().zip(places) {
            if let Some(place) = place {
                add(counts, place, 1);
            }
        }
    }

    /// Counts what came later.
    pub(super) fn append(&mut self, later: Self) {
        let places: Vec<Vec<usize>> = self
            .names
            .iter_mut()
            .zip(later.names)
            .map(|(ours, theirs)| {
                let each = theirs.names.iter().zip(theirs.counts).map(|(name, count)| {
                    let place = ours.place(name);
                    ours.counts[place] += count;
                    place
                });
                each.collect()
            })
            .collect();
        for theirs in later.quarters {
            let quarter = self.quarter(theirs.number);
            quarter.events += theirs.events;
            quarter.errors += theirs.errors;
            quarter.failures += theirs.failures;
            for ((counts, more), places) in quarter.counts.iter_mut().zip(theirs.counts).zip(&places) {
                more.into_iter().zip(places).for_each(|(count, place)| add(counts, *place, count));
            }
        }
    }

    fn quarter(&mut self, number: i64) -> &mut Quarter {
        if self.quarters.get(self.last).is_none_or(|last| last.number != number) {
            self.last = *self.places.entry(number).or_insert_with(|| {
                self.quarters.push(Quarter {
                    number,
                    events: 0,
                    errors: 0,
                    failures: 0,
                    counts: <[Vec<u64>; 3]>::default(),
                });
                self.quarters.len() - 1
            });
        }
        &mut self.quarters[self.last]
    }
}

fn add(counts: &mut Vec<u64>, place: usize, count: u64) {
    if counts.len() <= place {
        counts.resize(place + 1, 0);
    }
    counts[place] += count;
}
