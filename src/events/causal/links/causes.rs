//! What each event depends on.

use super::Listed;
use super::bits::Bits;

/// In the place of an event that nobody knows.
pub(in crate::events::causal) const MISSING: u32 = u32::MAX;

/// So many events stand between two of which it is known where their causes end.
const STEP: usize = 16;

/// What each event depends on, as numbers of events.
#[derive(Debug, Default)]
pub(in crate::events::causal) struct Causes {
    /// The causes of one event after the other.
    all: Vec<u32>,
    /// For each event where its causes end and how many events are before it, in sum.
    ends: Bits,
    /// Of each [`STEP`]th event that sum.
    steps: Vec<usize>,
    events: u32,
}

impl Causes {
    /// What events need, whose ids were replaced by the numbers of the events that have them, and other pairs of an event and one that it
    /// depends on.
    pub(in crate::events::causal) fn new(needs: &Listed, mut others: Vec<(u32, u32)>) -> Self {
        others.sort_unstable();
        let known = needs.ids.iter().filter(|cause| **cause != MISSING).count();
        let mut causes = Self { all: Vec::with_capacity(known + others.len()), ..Self::default() };
        let mut others = others.into_iter().peekable();
        let (mut start, mut all) = (0, Vec::new());
        for end in needs.ends() {
            all.clear();
            all.extend(needs.ids[start..end].iter().filter(|cause| **cause != MISSING));
            while let Some((_, cause)) = others.next_if(|(effect, _)| *effect == causes.events) {
                all.push(cause);
            }
            all.sort_unstable();
            all.dedup();
            causes.push(&all);
            start = end;
        }
        causes
    }

    /// Adds the next event.
    fn push(&mut self, causes: &[u32]) {
        self.all.extend_from_slice(causes);
        let event = self.events as usize;
        let end = self.all.len() + event;
        self.ends.add(end);
        if event.is_multiple_of(STEP) {
            self.steps.push(end);
        }
        self.events += 1;
    }

    /// How many events there are.
    pub(in crate::events::causal) fn len(&self) -> u32 {
        self.events
    }

    /// What an event depends on, in ascending order but for one that [`Self::put_first`] was told.
    #[inline]
    pub(in crate::events::causal) fn of(&self, event: u32) -> &[u32] {
        let (start, end) = match event.checked_sub(1) {
            None => (0, self.end(0)),
            Some(before) => {
                let end = self.end(before);
                (end, self.ends.nth_from(end + before as usize, 1) - event as usize)
            }
        };
        &self.all[start..end]
    }

    /// The first cause of an event that has any.
    #[inline]
    pub(in crate::events::causal) fn first(&self, event: u32) -> u32 {
        self.all[self.start(event)]
    }

    /// Makes a cause of an event the first, without changing the order of the others.
    pub(in crate::events::causal) fn put_first(&mut self, event: u32, at: usize) {
        let start = self.start(event);
        self.all[start..=start + at].rotate_right(1);
    }

    /// All of them, an event once for each that depends on it.
    pub(in crate::events::causal) fn all(&self) -> &[u32] {
        &self.all
    }

    #[inline]
    fn start(&self, event: u32) -> usize {
        event.checked_sub(1).map_or(0, |before| self.end(before))
    }

    #[inline]
    fn end(&self, event: u32) -> usize {
        let event = event as usize;
        self.ends.nth_from(self.steps[event / STEP], event % STEP) - event
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_event_has_its_causes_in_order(needs in vec(vec(0_u32..300, 0..90), 0..100), others in vec((0_u32..100, 0_u32..300), 0..30)) {
            let mut listed = Listed::default();
            let mut wanted: Vec<BTreeSet<u32>> = Vec::new();
            for (event, causes) in (0..).zip(&needs) {
                // One of seven is not known.
                listed.ids.extend(causes.iter().map(|cause| if cause % 7 == 0 { MISSING } else { *cause }));
                listed.end(event);
                wanted.push(causes.iter().copied().filter(|cause| cause % 7 != 0).collect());
            }
            let others: Vec<_> = others.into_iter().filter(|(effect, _)| (*effect as usize) < needs.len()).collect();
            for (effect, cause) in &others {
                wanted[*effect as usize].insert(*cause);
            }
            let mut causes = Causes::new(&listed, others);
            prop_assert_eq!(causes.len() as usize, needs.len());
            for (event, wanted) in (0..).zip(&wanted) {
                prop_assert!(causes.of(event).iter().eq(wanted));
            }
            prop_assert_eq!(causes.all().len(), wanted.iter().map(BTreeSet::len).sum::<usize>());
            for (event, wanted) in (0..).zip(&wanted).filter(|(_, wanted)| !wanted.is_empty()) {
                causes.put_first(event, wanted.len() - 1);
                prop_assert_eq!(causes.of(event).first(), wanted.last());
            }
        }
    }
}
