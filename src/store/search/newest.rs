//! Hits in order, in bounded memory.

use std::cmp::Ordering;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{self, AtomicUsize};
use std::vec;

use jiff::Timestamp;

use super::{Hit, Question, Rooms, search};
use crate::store::entry::Entry;
use crate::store::error::Error;
use crate::store::scan::Scanned;
use crate::store::tracker::ResponseTracker;

/// As many bytes are kept of what hits became, until they are in order. Of all others only the place is kept, and their files are read
/// again.
const KEPT: usize = 12 << 20;
/// As many files are read again at once.
const BATCH: usize = 32;

/// What became of the hits of a search, newest first.
#[derive(Debug)]
pub struct Newest<T> {
    total: u64,
    lines: u64,
    places: Vec<Place<T>>,
}

/// Where something was found.
#[derive(Debug)]
struct Place<T> {
    instant: Option<Timestamp>,
    path: Box<Path>,
    item: Option<T>,
}

impl<T> Place<T> {
    /// The order of [`Entry::newest_first`](crate::store::Entry::newest_first).
    fn compare(&self, other: &Self) -> Ordering {
        other.instant.cmp(&self.instant).then_with(|| self.path.cmp(&other.path))
    }
}

/// Of the hits of one thread, those that are kept.
struct Keeper<'a, T> {
    newest: Newest<T>,
    /// For so many bytes there is room yet, on all threads together.
    room: &'a AtomicUsize,
    limit: usize,
}

impl<T> Keeper<'_, T> {
    fn add(&mut self, hit: Hit<'_>, make: impl Fn(Hit<'_>) -> T, bytes: impl Fn(&T) -> usize) {
        let newest = &mut self.newest;
        newest.total += 1;
        newest.lines += hit.count;
        let (instant, path) = (hit.entry.instant(), Box::from(hit.entry.path.as_path()));
        let item = make(hit);
        let weight = bytes(&item);
        let less = |room: usize| room.checked_sub(weight);
        let fits = self.room.fetch_update(atomic::Ordering::Relaxed, atomic::Ordering::Relaxed, less).is_ok();
        newest.places.push(Place { instant, path, item: fits.then_some(item) });
        // Sorting only once the surplus is as large as the limit itself keeps the cost of a hit constant.
        if newest.places.len() > self.limit.saturating_mul(2).saturating_add(1000) {
            newest.cut(self.limit);
        }
    }
}

impl<T: Send> Newest<T> {
    /// Searches the whole store, and keeps what `make` makes of at most `limit` responses. `bytes` says what that takes up in memory,
    /// roughly.
    ///
    /// # Errors
    /// If the store exists and can't be listed.
    pub fn search(
        tracker: &ResponseTracker,
        question: Question<'_>,
        limit: Option<usize>,
        make: impl Fn(Hit<'_>) -> T + Sync,
        bytes: impl Fn(&T) -> usize + Sync,
    ) -> Result<Scanned<Self>, Error> {
        let limit = limit.unwrap_or(usize::MAX);
        let room = AtomicUsize::new(KEPT);
        let none = || Self { total: 0, lines: 0, places: Vec::new() };
        let new = || Keeper { newest: none(), room: &room, limit };
        let scanned = search(tracker, question, new, |keeper, hit| {
            keeper.add(hit, &make, &bytes);
            ControlFlow::Continue(())
        })?;
        let mut merged = scanned.found.into_iter().fold(none(), |mut merged, Keeper { newest, .. }| {
            merged.total += newest.total;
            merged.lines += newest.lines;
            merged.places.extend(newest.places);
            merged
        });
        merged.cut(limit);
        Ok(Scanned { found: merged, skipped: scanned.skipped })
    }

    /// What was made of the hits, in order. `make` makes it of those that were not kept, whose files are read again; one in which nothing
    /// is found any more is left out.
    pub fn into_items<'a>(
        self,
        tracker: &'a ResponseTracker,
        question: Question<'a>,
        make: impl Fn(Hit<'_>) -> T + Sync + 'a,
    ) -> impl Iterator<Item = Result<T, Error>> {
        Batches(self.places.into_iter()).flat_map(move |batch| {
            let paths: Vec<&Path> =
                batch.iter().filter(|place| place.item.is_none()).map(|place| &*place.path).collect();
            let again = tracker.read_several(&paths, |index, bytes| {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let entry = |summary| Entry::new(paths[index].to_owned(), length, None, summary);
                question.look_in(tracker.reader(), bytes, &mut Rooms::default(), entry, &make)
            });
            let mut again = again.into_iter();
            let items = batch.into_iter().map(|place| match place.item {
                Some(item) => Some(Ok(item)),
                None => again.next().and_then(Result::transpose),
            });
            items.flatten().collect::<Vec<_>>()
        })
    }
}

impl<T> Newest<T> {
    /// Sorts, and drops what is beyond the limit.
    fn cut(&mut self, limit: usize) {
        self.places.sort_unstable_by(Place::compare);
        self.places.truncate(limit);
    }

    /// In how many responses something was found, within the limit or not.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many lines match in all of them.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The files of the hits, by their paths below the store.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.places.iter().map(|place| &*place.path)
    }
}

/// Places in batches.
struct Batches<T>(vec::IntoIter<Place<T>>);

impl<T> Iterator for Batches<T> {
    type Item = Vec<Place<T>>;

    fn next(&mut self) -> Option<Vec<Place<T>>> {
        let batch: Vec<_> = self.0.by_ref().take(BATCH).collect();
        (!batch.is_empty()).then_some(batch)
    }
}
