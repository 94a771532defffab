//! Which records come first, and only as many as are wanted.

use std::cmp::{Ordering, Reverse};

use super::entry::Entry;
use super::scan::Tally;
use super::select::Selection;

/// What a list is sorted by. Each has its natural direction; ties go newest first, then by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortKey {
    /// Newest first.
    #[default]
    Time,
    /// By agent name.
    Agent,
    /// By session name.
    Session,
    /// Most first.
    Tokens,
    /// Longest first.
    Duration,
    /// Largest file first.
    Size,
}

impl SortKey {
    fn compare(self, a: &Entry, b: &Entry) -> Ordering {
        let key = match self {
            Self::Time => Ordering::Equal,
            Self::Agent => a.agent().cmp(b.agent()),
            Self::Session => a.session().cmp(b.session()),
            Self::Tokens => Reverse(a.facts.tokens).cmp(&Reverse(b.facts.tokens)),
            Self::Duration => Reverse(a.facts.duration).cmp(&Reverse(b.facts.duration)),
            Self::Size => Reverse(a.bytes).cmp(&Reverse(b.bytes)),
        };
        key.then_with(|| a.newest_first(b))
    }
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// As [`SortKey`] says.
    #[default]
    Natural,
    /// The other way round, ties too.
    Reversed,
}

/// So many entries more than twice the limit are gathered before they are cut to it.
const SURPLUS: usize = 64;

/// A list of records: those that are selected, sorted, and cut to a limit while they are gathered.
#[derive(Debug, Clone)]
pub struct Listing<'a> {
    selection: &'a Selection,
    sort: SortKey,
    direction: Direction,
    limit: usize,
    total: u64,
    /// As many as are wanted, in order, if it is full, and then what came since, in none.
    entries: Vec<Entry>,
    is_full: bool,
}

impl<'a> Listing<'a> {
    /// An empty list of what `selection` means, to be cut to `limit`.
    #[must_use]
    pub fn new(selection: &'a Selection, sort: SortKey, direction: Direction, limit: Option<usize>) -> Self {
        let limit = limit.unwrap_or(usize::MAX);
        Self { selection, sort, direction, limit, total: 0, entries: Vec::new(), is_full: false }
    }

    /// How many records were selected, listed or not.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The list in its order.
    #[must_use]
    pub fn into_entries(mut self) -> Vec<Entry> {
        self.cut();
        self.entries
    }

    fn compare(&self, a: &Entry, b: &Entry) -> Ordering {
        match self.direction {
            Direction::Natural => self.sort.compare(a, b),
            Direction::Reversed => self.sort.compare(b, a),
        }
    }

    /// Sorts, and drops what is beyond the limit.
    fn cut(&mut self) {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_unstable_by(|a, b| self.compare(a, b));
        entries.truncate(self.limit);
        self.is_full = entries.len() == self.limit;
        self.entries = entries;
    }

    /// True if as many entries as are wanted are known to come before this one.
    fn surely_beyond(&self, entry: &Entry) -> bool {
        let last = self.limit.checked_sub(1).filter(|_| self.is_full).and_then(|last| self.entries.get(last));
        last.is_some_and(|last| self.compare(entry, last).is_gt())
    }
}

impl Tally for Listing<'_> {
    fn add(&mut self, entry: &Entry) {
        if !self.selection.matches(entry) {
            return;
        }
        self.total += 1;
        if self.surely_beyond(entry) {
            return;
        }
        self.entries.push(entry.clone());
        // Sorting only once the surplus is as large as the limit itself keeps the cost of an entry constant.
        if self.entries.len() > self.limit.saturating_mul(2).saturating_add(SURPLUS) {
            self.cut();
        }
    }

    fn merge(&mut self, other: Self) {
        self.total += other.total;
        self.entries.extend(other.entries);
        if self.entries.len() > self.limit {
            self.cut();
        }
    }
}
