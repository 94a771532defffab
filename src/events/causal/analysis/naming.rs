//! What events are called, and when they happened, read again of those that are told of.

use std::path::PathBuf;

use super::{instant, microseconds};
use crate::events::causal::Event;
use crate::events::causal::links::{EventPlace, Place, read_again};
use crate::events::log::{Line, ReadOptions};
use crate::record::{LazyZone, RecordTime};

/// Reads the names and times of the events at these places. Lines that are no longer there have none.
pub(super) fn name(mut places: Vec<&mut EventPlace>, files: &[PathBuf], options: &ReadOptions, naive_zone: &LazyZone) {
    let place_of = |event: &EventPlace| (event.file, event.line);
    places.sort_by_key(|event| place_of(event));
    let mut wanted: Vec<Place> = places.iter().map(|event| place_of(event)).collect();
    wanted.dedup();
    let take = |line: Line<'_>| {
        let event = Event::parse(line.text).ok()?;
        let time = event.timestamp(naive_zone).map(RecordTime::instant);
        Some((event.event_id().map(String::from), instant(microseconds(time))))
    };
    let mut names = read_again(files, options, &wanted, take).into_iter().peekable();
    for same in places.chunk_by_mut(|one, next| place_of(one) == place_of(next)) {
        let Some((_, (event_id, time))) = names.next_if(|(found, _)| *found == place_of(same[0])) else { continue };
        for event in same {
            (event.event_id, event.time) = (event_id.clone(), time);
        }
    }
}
