//! What failed, why, and what led there.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::chains::{Roots, first};
use crate::events::causal::FailureRef;
use crate::events::causal::links::{Bits, EventPlace, Resolved};
use crate::record::{LazyZone, RecordTime};

/// Failures for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Why it failed.
    pub failure_reason: Option<String>,
    /// What that is called by whoever reported it.
    pub error_code: Option<String>,
    /// How often.
    pub count: u64,
    /// When it first did.
    pub first: Option<RecordTime>,
    /// When it last did.
    pub last: Option<RecordTime>,
    /// The last event that tells of it, in the order of files and lines.
    pub event: EventPlace,
    /// What that event depends on.
    pub because_of: Vec<EventPlace>,
    /// Where the longest chain that led to that event begins.
    pub root: Option<EventPlace>,
}

/// What led to events that failed: errors, and events that tell of failures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedEvents {
    /// How many such events there are.
    pub total: u64,
    /// How many of them depend on nothing that is known.
    pub without_cause: u64,
    /// The events that most of them depend on directly, each with their number.
    pub causes: Vec<(EventPlace, u64)>,
    /// The events at which the longest chains to most of them begin, each with their number.
    pub roots: Vec<(EventPlace, u64)>,
}

/// What is known of one reason so far.
#[derive(Debug)]
struct Known {
    count: u64,
    first: Option<RecordTime>,
    last: Option<RecordTime>,
    event: u32,
}

impl Known {
    fn see(&mut self, more: &Self) {
        self.count += more.count;
        self.first = self.first.into_iter().chain(more.first).min();
        self.last = self.last.max(more.last);
        self.event = self.event.max(more.event);
    }
}

/// Failures and events that failed, as they come.
#[derive(Debug, Default)]
pub(super) struct Failing {
    /// How many failures.
    pub(super) total: u64,
    /// The events.
    events: Bits,
    reasons: HashMap<(Option<String>, Option<String>), Known>,
}

impl Failing {
    /// An event that failed, with the failures that it tells of.
    pub(super) fn see(&mut self, event: u32, failures: &[FailureRef<'_>], time: Option<RecordTime>, zone: &LazyZone) {
        self.events.add(event as usize);
        for failure in failures {
            let own = failure.timestamp.as_ref().and_then(|text| RecordTime::parse_in(text, zone)).or(time);
            let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
            let key = (text(&failure.failure_reason), text(&failure.error_code));
            self.add(key, &Known { count: 1, first: own, last: own, event });
            self.total += 1;
        }
    }

    fn add(&mut self, key: (Option<String>, Option<String>), more: &Known) {
        let known = self.reasons.entry(key).or_insert(Known { count: 0, first: None, last: None, event: 0 });
        known.see(more);
    }

    /// Takes in what comes after `offset` events.
    pub(super) fn append(&mut self, later: Self, offset: u32) {
        self.total += later.total;
        self.events.append(&later.events, offset as usize);
        for (key, known) in later.reasons {
            self.add(key, &Known { event: known.event + offset, ..known });
        }
    }

    /// The most frequent reasons, and what led to most of the events.
    pub(super) fn analysed(&self, resolved: &Resolved, roots: &Roots, top: usize) -> (Vec<Reason>, FailedEvents) {
        (self.reasons(resolved, roots, top), self.led_by(resolved, roots, top))
    }

    fn reasons(&self, resolved: &Resolved, roots: &Roots, top: usize) -> Vec<Reason> {
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(key, known)| (Reverse(known.count), *key));
        reasons.truncate(top);
        let place = |event| resolved.standing.place(event);
        let reason = |((failure_reason, error_code), known): (&(Option<String>, Option<String>), &Known)| {
            let mut causes = resolved.causes.of(known.event).to_vec();
            causes.sort_unstable();
            Reason {
                failure_reason: failure_reason.clone(),
                error_code: error_code.clone(),
                count: known.count,
                first: known.first,
                last: known.last,
                event: place(known.event),
                because_of: causes.into_iter().map(place).collect(),
                root: roots.of(known.event).map(place),
            }
        };
        reasons.into_iter().map(reason).collect()
    }

    fn led_by(&self, resolved: &Resolved, roots: &Roots, top: usize) -> FailedEvents {
        let events = || self.events.iter().map(|event| u32::try_from(event).unwrap_or(u32::MAX));
        let direct = events().flat_map(|event| resolved.causes.of(event).iter().copied());
        let without = events().filter(|event| resolved.causes.of(*event).is_empty()).count();
        FailedEvents {
            total: self.events.len(),
            without_cause: without as u64,
            causes: most(resolved, direct.collect(), top),
            roots: most(resolved, events().filter_map(|event| roots.of(event)).collect(), top),
        }
    }
}

/// The events that come most often, of equals those that stand first.
fn most(resolved: &Resolved, mut events: Vec<u32>, top: usize) -> Vec<(EventPlace, u64)> {
    events.sort_unstable();
    let counted = events.chunk_by(|one, next| one == next).map(|same| (Reverse(same.len() as u64), same[0]));
    first(counted, top).into_iter().map(|(Reverse(count), event)| (resolved.standing.place(event), count)).collect()
}
