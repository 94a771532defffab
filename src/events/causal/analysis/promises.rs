//! Promises: which were kept, and in what time.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use super::{instant, microseconds};
use crate::events::causal::Event;
use crate::events::causal::commitments::COMPLETED;
use crate::record::{LazyZone, RecordTime};

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It should have been kept by now, and was not.
    Overdue,
    /// It is not kept yet.
    Open,
    /// It was kept after it was due.
    KeptLate,
    /// It was kept.
    Kept,
}

/// A promise in one log, and what became of it. The same text is the same promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseKept {
    /// Which of the files it stands in, from 0.
    pub file: usize,
    /// What was promised.
    pub commitment: String,
    /// The latest word on it.
    pub status: Option<String>,
    /// When it was first spoken of.
    pub made: Option<Timestamp>,
    /// When it is due, as was said last.
    pub due: Option<Timestamp>,
    /// When it was kept, if it was: when that was first said, without anything else being said afterwards.
    pub kept: Option<Timestamp>,
}

impl PromiseKept {
    /// What has become of it by `now`.
    #[must_use]
    pub fn outcome(&self, now: Timestamp) -> Outcome {
        match (self.status.as_deref() == Some(COMPLETED), self.due) {
            (true, Some(due)) if self.kept.is_some_and(|kept| kept > due) => Outcome::KeptLate,
            (true, _) => Outcome::Kept,
            (false, Some(due)) if due < now => Outcome::Overdue,
            (false, _) => Outcome::Open,
        }
    }

    /// How long it took to keep it; `None` if it is open, or nobody can tell.
    #[must_use]
    pub fn took(&self) -> Option<Duration> {
        self.made?.duration_until(self.kept?).try_into().ok()
    }
}

/// A status, without memory of its own for those that are known.
#[derive(Debug, Clone)]
enum Said {
    Nothing,
    Known(&'static str),
    Other(Box<str>),
}

impl Said {
    fn of(status: Option<&str>) -> Self {
        let Some(status) = status else { return Self::Nothing };
        let known = ["pending", "in_progress", "blocked", COMPLETED].into_iter().find(|known| *known == status);
        known.map_or_else(|| Self::Other(status.into()), Self::Known)
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Known(text) => Some(text),
            Self::Other(text) => Some(text),
        }
    }
}

/// What one event says of a promise. Times are in microseconds.
#[derive(Debug)]
struct Word {
    time: i64,
    due: Option<i64>,
    said: Said,
}

/// Promises as they come.
#[derive(Debug, Default)]
pub(super) struct Promised {
    places: HashMap<(usize, String), usize>,
    /// What was said of each, in the order of lines.
    words: Vec<Vec<Word>>,
}

impl Promised {
    /// What an event says of promises.
    pub(super) fn see(&mut self, file: usize, event: &Event<'_>, time: Option<Timestamp>, naive_zone: &LazyZone) {
        for told in event.open_commitments() {
            let due = told.due_by.and_then(|text| RecordTime::parse_in(&text, naive_zone));
            let due = due.map(|due| microseconds(Some(due.instant())));
            let word = Word { time: microseconds(time), due, said: Said::of(told.status.as_deref()) };
            self.words_on((file, told.commitment.into_owned())).push(word);
        }
    }

    /// Takes in what comes later.
    pub(super) fn append(&mut self, later: Self) {
        let mut keys: Vec<_> = later.places.into_iter().collect();
        keys.sort_unstable_by_key(|(_, place)| *place);
        for ((key, _), words) in keys.into_iter().zip(later.words) {
            self.words_on(key).extend(words);
        }
    }

    fn words_on(&mut self, key: (usize, String)) -> &mut Vec<Word> {
        let next = self.words.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.words.push(Vec::new());
        }
        &mut self.words[place]
    }

    /// What became of each.
    pub(super) fn kept(self) -> Vec<PromiseKept> {
        let mut keys: Vec<_> = self.places.into_iter().collect();
        keys.sort_unstable_by_key(|(_, place)| *place);
        keys.into_iter()
            .zip(self.words)
            .map(|(((file, commitment), _), words)| outcome(file, commitment, words))
            .collect()
    }
}

/// The promise of which these words are said, in the order of lines.
fn outcome(file: usize, commitment: String, mut words: Vec<Word>) -> PromiseKept {
    // What has no readable time comes before all others; of equal times the last counts.
    words.sort_by_key(|word| word.time);
    let completed = |word: &&Word| word.said.text() == Some(COMPLETED);
    PromiseKept {
        file,
        commitment,
        status: words.last().and_then(|word| word.said.text()).map(str::to_owned),
        made: words.iter().find_map(|word| instant(word.time)),
        due: words.iter().rev().find_map(|word| word.due).and_then(instant),
        kept: words.iter().rev().take_while(completed).last().and_then(|word| instant(word.time)),
    }
}
