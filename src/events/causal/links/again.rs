//! Some lines of logs read again.

use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::events::log::{Line, ReadOptions, stream};

/// A file, by its place among those that are read, from 0, and a line of it, from 1.
pub(in crate::events::causal) type Place = (usize, u64);

/// What `take` makes of the lines at these places, which come in ascending order and each once. No file is read that has none of them, and none behind the
/// last. Lines that are no longer there, or that can't be read any more, are left out.
pub(in crate::events::causal) fn read_again<T: Send>(
    files: &[PathBuf],
    options: &ReadOptions,
    wanted: &[Place],
    take: impl Fn(Line<'_>) -> Option<T> + Sync,
) -> Vec<(Place, T)> {
    let mut all = Vec::new();
    let held: Vec<usize> = wanted.chunk_by(|one, next| one.0 == next.0).map(|places| places[0].0).collect();
    let paths: Vec<_> = held.iter().filter_map(|file| files.get(*file).cloned()).collect();
    let new = |_: Option<&mut Taken<'_, T>>| Taken { found: Vec::new(), wanted, ahead: None };
    let each = |taken: &mut Taken<'_, T>, line: Line<'_>| {
        let line = Line { file: held[line.file], ..line };
        if taken.is_next((line.file, line.number))
            && let Some(one) = take(line)
        {
            taken.found.push(((line.file, line.number), one));
        }
        Ok(())
    };
    if !wanted.is_empty() {
        // What can't be read was told when all of it was.
        _ = stream(&paths, options, new, each, |taken: Taken<'_, T>| {
            all.extend(taken.found);
            if all.len() < wanted.len() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
    }
    all
}

/// What was taken of a piece of a log.
struct Taken<'a, T> {
    found: Vec<(Place, T)>,
    wanted: &'a [Place],
    /// Which places are still to come; `None` before the first line.
    ahead: Option<&'a [Place]>,
}

impl<T> Taken<'_, T> {
    /// True if the next line is wanted. Lines come in their order.
    #[inline]
    fn is_next(&mut self, line: Place) -> bool {
        let wanted = self.wanted;
        let ahead = self.ahead.get_or_insert_with(|| &wanted[wanted.partition_point(|place| *place < line)..]);
        while let [first, rest @ ..] = *ahead
            && *first <= line
        {
            *ahead = rest;
            if *first == line {
                return true;
            }
        }
        false
    }
}
