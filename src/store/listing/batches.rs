//! Entries some at a time, for those who read their files together.

use std::iter::Peekable;

use super::Entries;
use crate::store::entry::Entry;

/// Entries in their order, in batches. See [`Entries::batches`].
#[derive(Debug)]
pub struct Batches<F> {
    entries: Peekable<Entries>,
    records: usize,
    bytes: u64,
    goes_with: F,
}

impl Entries {
    /// These in batches of at most so many `records`, and so many `bytes` of files unless one alone has more. `goes_with` says of the first of a batch and
    /// another entry whether that may be in it.
    pub fn batches<F: Fn(&Entry, &Entry) -> bool>(self, records: usize, bytes: u64, goes_with: F) -> Batches<F> {
        Batches { entries: self.peekable(), records, bytes, goes_with }
    }
}

impl<F: Fn(&Entry, &Entry) -> bool> Iterator for Batches<F> {
    type Item = Vec<Entry>;

    fn next(&mut self) -> Option<Vec<Entry>> {
        let mut batch = vec![self.entries.next()?];
        let mut bytes = batch[0].bytes;
        while batch.len() < self.records
            && let Some(entry) = self.entries.next_if(|entry| {
                bytes = bytes.saturating_add(entry.bytes);
                bytes <= self.bytes && (self.goes_with)(&batch[0], entry)
            })
        {
            batch.push(entry);
        }
        Some(batch)
    }
}
