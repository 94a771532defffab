//! Which records come first, and only as many as are wanted.

mod batches;
mod order;
mod shelf;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::vec;

use rayon::slice::ParallelSliceMut;

pub use self::batches::Batches;
pub use self::order::{Direction, SortKey};

use self::order::Rank;
use self::shelf::Shelf;
use super::entry::Entry;
use super::interner::index;
use super::scan::Tally;
use super::select::Selection;

/// So many entries more than twice the limit are gathered before they are cut to it.
const SURPLUS: usize = 64;

/// A list of records: those that are selected, sorted, and cut to a limit while they are gathered. Until they are asked for it
/// holds them in short, some eighty bytes for each; when their files were changed is not kept.
#[derive(Debug, Clone)]
pub struct Listing<'a> {
    selection: &'a Selection,
    sort: SortKey,
    direction: Direction,
    limit: usize,
    total: u64,
    shelves: Vec<Shelf>,
    /// As many as are wanted, in order, if it is full, and then what came since, in none.
    places: Vec<Place>,
    is_full: bool,
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The beginning of what it is sorted by.
    leading: u64,
    shelf: u32,
    at: u32,
}

impl Place {
    fn shelf<'s>(&self, shelves: &'s [Shelf]) -> &'s Shelf {
        &shelves[index(self.shelf)]
    }

    fn entry(&self, shelves: &[Shelf]) -> Entry {
        self.shelf(shelves).entry(self.at)
    }

    fn rank<'s>(&self, shelves: &'s [Shelf]) -> Rank<'s> {
        self.shelf(shelves).rank(self.at)
    }
}

impl<'a> Listing<'a> {
    /// An empty list of what `selection` means, to be cut to `limit`.
    #[must_use]
    pub fn new(selection: &'a Selection, sort: SortKey, direction: Direction, limit: Option<usize>) -> Self {
        let limit = limit.unwrap_or(usize::MAX);
        let (shelves, places) = (Vec::new(), Vec::new());
        Self { selection, sort, direction, limit, total: 0, shelves, places, is_full: false }
    }

    /// How many records were selected, listed or not.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The list in its order.
    #[must_use]
    pub fn into_entries(mut self) -> Entries {
        self.cut();
        Entries { shelves: self.shelves, places: self.places.into_iter() }
    }

    /// The list session by session, whatever it was to be sorted by: sessions by their earliest response, in each the earliest first, and last what has
    /// no readable time. Of files of the same instant the one with the shorter path comes first, so that unnumbered names do.
    #[must_use]
    pub fn into_sessions(self) -> Entries {
        let Self { shelves, mut places, .. } = self;
        places.par_sort_unstable_by(|a, b| a.rank(&shelves).earliest_first(&b.rank(&shelves)));
        let mut numbers: HashMap<&str, u64> = HashMap::new();
        for place in &mut places {
            let session = place.rank(&shelves).session;
            let next = u64::try_from(numbers.len()).unwrap_or(u64::MAX);
            place.leading = *numbers.entry(session).or_insert(next);
        }
        places.sort_by_key(|place| place.leading);
        Entries { shelves, places: places.into_iter() }
    }

    /// Puts an entry where there is room.
    fn put(&mut self, entry: &Entry) {
        if self.shelves.last().is_none_or(Shelf::is_full) {
            self.shelves.push(Shelf::default());
        }
        let last = self.shelves.len() - 1;
        let place = Place {
            leading: self.sort.leading(&Rank::of(entry)),
            shelf: u32::try_from(last).unwrap_or(u32::MAX),
            at: self.shelves[last].put(entry),
        };
        self.places.push(place);
    }

    /// Sorts, and drops what is beyond the limit.
    fn cut(&mut self) {
        let Self { sort, direction, shelves, places, .. } = self;
        let compare = |a: &Place, b: &Place| {
            let in_full = || sort.compare(&a.rank(shelves), &b.rank(shelves));
            direction.of(a.leading.cmp(&b.leading).then_with(in_full))
        };
        places.par_sort_unstable_by(compare);
        if places.len() > self.limit {
            places.truncate(self.limit);
            self.clear_away();
        }
        self.is_full = self.places.len() == self.limit;
    }

    /// Forgets what no place leads to.
    fn clear_away(&mut self) {
        let shelves = std::mem::take(&mut self.shelves);
        let places = std::mem::take(&mut self.places);
        for place in places {
            self.put(&place.entry(&shelves));
        }
    }

    /// True if as many entries as are wanted are known to come before this one.
    fn surely_beyond(&self, entry: &Entry) -> bool {
        let last = self.limit.checked_sub(1).filter(|_| self.is_full).and_then(|last| self.places.get(last));
        last.is_some_and(|last| {
            let order = self.sort.compare(&Rank::of(entry), &last.rank(&self.shelves));
            self.direction.of(order) == Ordering::Greater
        })
    }
}

impl Tally for Listing<'_> {
    const LOOKS_AT_TIMES: bool = false;

    fn add(&mut self, entry: &Entry) {
        if !self.selection.matches(entry) {
            return;
        }
        self.total += 1;
        if self.surely_beyond(entry) {
            return;
        }
        self.put(entry);
        // Sorting only once the surplus is as large as the limit itself keeps the cost of an entry constant.
        if self.places.len() > self.limit.saturating_mul(2).saturating_add(SURPLUS) {
            self.cut();
        }
    }

    fn merge(&mut self, other: Self) {
        self.total += other.total;
        let before = u32::try_from(self.shelves.len()).unwrap_or(u32::MAX);
        self.shelves.extend(other.shelves);
        let moved = |place: Place| Place { shelf: place.shelf.saturating_add(before), ..place };
        self.places.extend(other.places.into_iter().map(moved));
        if self.places.len() > self.limit {
            self.cut();
        }
    }
}

/// Entries in their order, each made when the iterator comes to it. Nothing says when their files were changed.
#[derive(Debug, Clone)]
pub struct Entries {
    shelves: Vec<Shelf>,
    places: vec::IntoIter<Place>,
}

impl Entries {
    /// Those that are still to come, without taking them.
    pub fn iter(&self) -> impl Iterator<Item = Entry> {
        self.places.as_slice().iter().map(|place| place.entry(&self.shelves))
    }
}

impl Iterator for Entries {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        self.places.next().map(|place| place.entry(&self.shelves))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl ExactSizeIterator for Entries {}
