//! Which event names which, in little memory: gathered, brought to the events that are meant ([`resolve`]), and kept as numbers of events ([`causes`]).
//!
//! Events are known by their numbers, in the order of files and lines. Whatever else is to be told of some of them is read again ([`again`]).

mod again;
mod bits;
mod causes;
mod resolve;
mod standing;

use std::borrow::Cow;

use super::ids::bits_of;
use super::parts::DependenciesRef;
use crate::events::log::Line;

pub(super) use again::{Place, read_again};
pub(super) use bits::Bits;
pub(super) use causes::Causes;
pub(super) use resolve::{Resolved, SHARE};
pub use standing::EventPlace;

use standing::Standing;

/// The proper ids that events name, one event after the other.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// The ids, of each the bits that it stands for.
    pub(super) ids: Vec<u32>,
    /// For each event how many ids there are up to its last, and how many events before it, in sum: so each adds one number.
    ends: Bits,
}

impl Listed {
    /// Says that what follows is of events after this one.
    pub(super) fn end(&mut self, event: u32) {
        self.ends.add(self.ids.len() + event as usize);
    }

    /// Takes in what comes after `offset` events.
    fn append(&mut self, later: Self, offset: u32) {
        self.ends.append(&later.ends, self.ids.len() + offset as usize);
        self.ids.extend(later.ids);
    }

    /// Where the ids of each event end.
    pub(super) fn ends(&self) -> impl Iterator<Item = usize> + use<'_> {
        self.ends.iter().enumerate().map(|(event, end)| end - event)
    }
}

/// The ids that events have and name and that are not as they should be, each with its event.
#[derive(Debug, Default)]
pub(super) struct Odd {
    /// What events are called.
    pub(super) events: Vec<(Box<str>, u32)>,
    /// What they depend on.
    pub(super) needs: Vec<(Box<str>, u32)>,
    /// What they block.
    pub(super) blocks: Vec<(Box<str>, u32)>,
}

impl Odd {
    fn append(&mut self, later: Self, offset: u32) {
        let lists =
            [(&mut self.events, later.events), (&mut self.needs, later.needs), (&mut self.blocks, later.blocks)];
        for (ours, theirs) in lists {
            ours.extend(theirs.into_iter().map(|(id, event)| (id, event + offset)));
        }
    }
}

/// Every event and the ids that it names. Events are known by their numbers, in the order of files and lines.
///
/// Proper ids are numbers of 32 bits. What else is kept of an event is a few bits: its name and time are read again if they are to be told.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Where events stand.
    pub(super) standing: Standing,
    /// The proper id of each event; anything for those that have none.
    pub(super) ids: Vec<u32>,
    /// The events that have a proper id.
    pub(super) proper: Bits,
    /// What they depend on.
    pub(super) needs: Listed,
    /// What they block.
    pub(super) blocks: Listed,
    /// All other ids.
    pub(super) odd: Odd,
}

impl Links {
    /// How many events there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// Takes in an event, and gives its number.
    pub(super) fn see(&mut self, line: Line<'_>, id: Option<Cow<'_, str>>, dependencies: DependenciesRef<'_>) -> u32 {
        let number = self.len();
        self.standing.see(line.file, number, line.number);
        let bits = id.as_deref().and_then(bits_of);
        self.ids.push(bits.unwrap_or_default());
        match (bits, id) {
            (Some(_), _) => self.proper.add(number as usize),
            (None, Some(id)) => self.odd.events.push((id.into(), number)),
            (None, None) => {}
        }
        list(&mut self.needs, &mut self.odd.needs, dependencies.depends_on, number);
        list(&mut self.blocks, &mut self.odd.blocks, dependencies.blocks, number);
        number
    }

    /// Takes in what comes later.
    pub(super) fn append(&mut self, later: Self) {
        let offset = self.len();
        self.standing.append(later.standing, offset);
        self.ids.extend(later.ids);
        self.proper.append(&later.proper, offset as usize);
        self.needs.append(later.needs, offset);
        self.blocks.append(later.blocks, offset);
        self.odd.append(later.odd, offset);
    }
}

/// The ids that an event names.
fn list(proper: &mut Listed, odd: &mut Vec<(Box<str>, u32)>, ids: Vec<Cow<'_, str>>, event: u32) {
    for id in ids {
        match bits_of(&id) {
            Some(bits) => proper.ids.push(bits),
            None => odd.push((id.into(), event)),
        }
    }
    proper.end(event);
}
