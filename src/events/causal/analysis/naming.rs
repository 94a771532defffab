//! What events are called, and when they happened, read again of those that are told of.

use std::ops::ControlFlow;
use std::path::PathBuf;

use jiff::Timestamp;

use super::standing::EventPlace;
use super::{instant, microseconds};
use crate::events::causal::Event;
use crate::events::log::{Line, ReadOptions, stream};
use crate::record::LazyZone;

/// A file, by its place among those that are read, and a line of it.
type Place = (usize, u64);

/// What an event is called, and when it happened.
type Name = (Option<String>, Option<Timestamp>);

/// Reads the names and times of the events at these places. Lines that are no longer there have none.
pub(super) fn name(mut places: Vec<&mut EventPlace>, files: &[PathBuf], options: &ReadOptions, naive_zone: &LazyZone) {
    places.sort_by_key(|place| (place.file, place.line));
    let mut held: Vec<usize> = places.iter().map(|place| place.file).collect();
    held.dedup();
    let mut wanted: Vec<Place> = Vec::new();
    for (at, places) in places.chunk_by(|one, next| one.file == next.file).enumerate() {
        wanted.extend(places.iter().map(|place| (at, place.line)));
    }
    wanted.dedup();
    let paths: Vec<_> = held.iter().filter_map(|file| files.get(*file).cloned()).collect();
    let mut names = read(&paths, &wanted, options, naive_zone).into_iter().peekable();
    for (at, places) in places.chunk_by_mut(|one, next| one.file == next.file).enumerate() {
        for place in places.chunk_by_mut(|one, next| one.line == next.line) {
            let Some((_, (event_id, time))) = names.next_if(|(found, _)| *found == (at, place[0].line)) else {
                continue;
            };
            for place in place {
                (place.event_id, place.time) = (event_id.clone(), time);
            }
        }
    }
}

/// The names of the events at these places, in their order, as far as there still are events.
fn read(files: &[PathBuf], wanted: &[Place], options: &ReadOptions, naive_zone: &LazyZone) -> Vec<(Place, Name)> {
    let mut names = Vec::new();
    if wanted.is_empty() {
        return names;
    }
    let each = |found: &mut Found<'_>, line: Line<'_>| {
        if found.is_next((line.file, line.number))
            && let Ok(event) = Event::parse(line.text)
        {
            let time = event.timestamp(naive_zone).map(crate::record::RecordTime::instant);
            let name = (event.event_id().map(String::from), instant(microseconds(time)));
            found.names.push(((line.file, line.number), name));
        }
        Ok(())
    };
    // What can't be read was told when all of it was.
    let new = || Found { names: Vec::new(), wanted, ahead: None };
    _ = stream(files, options, new, each, |found: Found<'_>| {
        names.extend(found.names);
        if names.len() < wanted.len() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    names
}

/// The names that were found in a piece of a log.
struct Found<'a> {
    names: Vec<(Place, Name)>,
    wanted: &'a [Place],
    /// Which places are still to come; `None` before the first line.
    ahead: Option<&'a [Place]>,
}

impl Found<'_> {
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
