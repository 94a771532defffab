//! Hits in order, in bounded memory.

use std::cmp::Ordering;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{self, AtomicUsize};
use std::vec;

use jiff::Timestamp;

use super::{Hit, Question, search};
use crate::store::entry::Entry;
use crate::store::error::Error;
use crate::store::scan::Scanned;
use crate::store::tracker::ResponseTracker;

/// As many bytes of hits are kept until they are in order. Of all others only the place is kept, and their files are read again.
const KEPT: usize = 12 << 20;
/// As many files are read again at once.
const BATCH: usize = 32;

/// The hits of a search, newest first.
#[derive(Debug)]
pub struct Newest {
    total: u64,
    lines: u64,
    places: Vec<Place>,
}

/// Where something was found.
#[derive(Debug)]
struct Place {
    instant: Option<Timestamp>,
    path: Box<Path>,
    hit: Option<Box<Hit>>,
}

impl Place {
    /// The order of [`Entry::newest_first`](crate::store::Entry::newest_first).
    fn compare(&self, other: &Self) -> Ordering {
        other.instant.cmp(&self.instant).then_with(|| self.path.cmp(&other.path))
    }
}

impl Newest {
    /// Searches the whole store, and keeps at most `limit` responses.
    ///
    /// # Errors
    /// If the store exists and can't be listed.
    pub fn search(
        tracker: &ResponseTracker,
        question: Question<'_>,
        limit: Option<usize>,
    ) -> Result<Scanned<Self>, Error> {
        let limit = limit.unwrap_or(usize::MAX);
        let room = AtomicUsize::new(KEPT);
        let new = || Self { total: 0, lines: 0, places: Vec::new() };
        let scanned = search(tracker, question, new, |newest, hit| {
            newest.add(hit, &room, limit);
            ControlFlow::Continue(())
        })?;
        let mut merged = scanned.found.into_iter().fold(new(), |mut merged, newest| {
            merged.total += newest.total;
            merged.lines += newest.lines;
            merged.places.extend(newest.places);
            merged
        });
        merged.cut(limit);
        Ok(Scanned { found: merged, skipped: scanned.skipped })
    }

    fn add(&mut self, hit: Hit, room: &AtomicUsize, limit: usize) {
        self.total += 1;
        self.lines += hit.count;
        let weight = weight(&hit);
        let less = |room: usize| room.checked_sub(weight);
        let fits = room.fetch_update(atomic::Ordering::Relaxed, atomic::Ordering::Relaxed, less).is_ok();
        let (instant, path) = (hit.entry.instant(), hit.entry.path.as_path().into());
        self.places.push(Place { instant, path, hit: fits.then(|| Box::new(hit)) });
        // Sorting only once the surplus is as large as the limit itself keeps the cost of a hit constant.
        if self.places.len() > limit.saturating_mul(2).saturating_add(1000) {
            self.cut(limit);
        }
    }

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

    /// The hits. A file in which nothing is found any more when it is read again is left out.
    pub fn into_hits<'a>(
        self,
        tracker: &'a ResponseTracker,
        question: Question<'a>,
    ) -> impl Iterator<Item = Result<Hit, Error>> + use<'a> {
        Batches(self.places.into_iter()).flat_map(move |batch| {
            let paths: Vec<&Path> =
                batch.iter().filter(|place| place.hit.is_none()).map(|place| &*place.path).collect();
            let again = tracker.read_several(&paths, |path, bytes| {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                question.look_in(tracker.reader(), bytes, |summary| Entry::new(path.to_owned(), length, None, summary))
            });
            let mut again = again.into_iter();
            let hits = batch.into_iter().map(|place| match place.hit {
                Some(hit) => Some(Ok(*hit)),
                None => again.next().and_then(Result::transpose),
            });
            hits.flatten().collect::<Vec<_>>()
        })
    }
}

/// What a hit takes up in memory, in bytes, roughly.
fn weight(hit: &Hit) -> usize {
    let lines: usize = hit.lines.iter().map(|line| 64 + line.text.len() + 16 * line.ranges.len()).sum();
    768 + hit.request.get().text().len() + lines
}

/// Places in batches.
struct Batches(vec::IntoIter<Place>);

impl Iterator for Batches {
    type Item = Vec<Place>;

    fn next(&mut self) -> Option<Vec<Place>> {
        let batch: Vec<_> = self.0.by_ref().take(BATCH).collect();
        (!batch.is_empty()).then_some(batch)
    }
}
