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

/// A list of records: those that are selected, sorted, and cut to a limit while they are gathered.
#[derive(Debug, Clone)]
pub struct Listing<'a> {
    selection: &'a Selection,
    sort: SortKey,
    direction: Direction,
    limit: usize,
    total: u64,
    entries: Vec<Entry>,
}

impl<'a> Listing<'a> {
    /// An empty list of what `selection` means, to be cut to `limit`.
    #[must_use]
    pub fn new(selection: &'a Selection, sort: SortKey, direction: Direction, limit: Option<usize>) -> Self {
        let limit = limit.unwrap_or(usize::MAX);
        Self { selection, sort, direction, limit, total: 0, entries: Vec::new() }
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
        self.entries = entries;
    }
}

impl Tally for Listing<'_> {
    fn add(&mut self, entry: Entry) {
        if !self.selection.matches(&entry) {
            return;
        }
        self.total += 1;
        self.entries.push(entry);
        // Sorting only once the surplus is as large as the limit itself keeps the cost of an entry constant.
        if self.entries.len() > self.limit.saturating_mul(2).saturating_add(1000) {
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
