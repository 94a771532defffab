//! Objects of which most look like one that was seen before.
//!
//! The form of an object is all that is written of it but what stands in its strings, and its numbers. The objects of a log have few forms, and where
//! one is expected, a few comparisons take the place of all the steps over keys, colons, commas and white space: what lies between two values is
//! known, and which members they are with it. Whatever looks different is left to those steps.

mod learn;
mod tree;

use std::ops::Range;

use tree::Tree;

use crate::record::vectors::{bits, equal, up_to};

/// As many members can be asked for.
const MOST: usize = 31;

/// The number of what nobody asked for.
const NONE: u8 = 31;

/// The members that are asked for, numbered from 0: first the object's own, then those of an object in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(in crate::record) own: &'static [&'static str],
    /// The key of the object in it.
    pub(in crate::record) outer: &'static str,
    pub(in crate::record) inner: &'static [&'static str],
}

impl Wanted {
    /// Members of an object, and none of one in it.
    ///
    /// # Panics
    /// As [`Self::new`].
    pub(crate) const fn own(keys: &'static [&'static str]) -> Self {
        Self::new(keys, "", &[])
    }

    /// # Panics
    /// If it is too much: this is for constants.
    pub(crate) const fn new(own: &'static [&'static str], outer: &'static str, inner: &'static [&'static str]) -> Self {
        assert!(own.len() + inner.len() <= MOST, "too many members");
        Self { own, outer, inner }
    }
}

/// Where the values of members stand in a text.
#[derive(Debug, Clone, Default)]
pub(in crate::record) struct Places {
    /// A bit for each member that is there.
    there: u32,
    /// A bit for each that is known to be a string without an escape.
    plain: u32,
    /// For each its begin and its end; for those that are not there anything.
    ends: [[usize; 2]; MOST + 1],
}

impl Places {
    /// Where the value of a member stands.
    #[inline]
    pub(in crate::record) fn get(&self, member: usize) -> Option<Range<usize>> {
        let [start, end] = self.ends[member];
        (self.there >> member & 1 == 1).then_some(start..end)
    }

    /// True if it is known to be a string in which nothing is escaped.
    #[inline]
    pub(in crate::record) fn is_plain(&self, member: usize) -> bool {
        self.plain >> member & 1 == 1
    }

    /// Says where it stands.
    pub(in crate::record) fn set(&mut self, member: usize, value: Option<Range<usize>>) {
        self.there &= !(1 << member);
        self.plain &= !(1 << member);
        if let Some(value) = value {
            self.there |= 1 << member;
            self.put(member, value);
        }
    }

    /// The same of a member that is there, or is the one that nobody asked for.
    #[inline]
    fn put(&mut self, member: usize, value: Range<usize>) {
        // No member has a higher number; the remainder only spares asking for each.
        self.ends[member % (MOST + 1)] = [value.start, value.end];
    }
}

/// What a form has between two pieces of it that are always the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// What stands between the quotes of a string.
    Text,
    Number,
    /// A list that is too long to be looked into.
    Array,
    /// An object that is nested too deep for that.
    Object,
    /// The object is over.
    End,
}

/// Something that stands in a piece: the begin or the end of the value of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    member: u8,
    side: Side,
    /// From the beginning of the piece, in bytes.
    at: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Begin,
    End,
}

/// A piece of a form, and the gap behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    literal: Vec<u8>,
    marks: Vec<Mark>,
    gap: Gap,
    /// The member whose value the gap is, or [`NONE`].
    member: u8,
    /// The members that were seen up to here, a bit for each.
    seen: u32,
}

/// The forms that were seen.
#[derive(Debug, Clone)]
pub(in crate::record) struct Forms {
    tree: Tree,
    /// How well they serve.
    credit: u32,
}

/// So many parts are looked at for the end of a string before those who look farther are asked.
const NEAR: usize = 8;

/// The most credit that forms have, and what they begin with.
const TRUST: u32 = 64;

/// What it costs if an object has none of them.
const LOSS: u32 = 2;

impl Forms {
    pub(in crate::record) fn new() -> Self {
        Self { tree: Tree::default(), credit: TRUST }
    }

    /// True if most of the last objects had one of them, and others could be learned still.
    pub(in crate::record) fn serve(&self) -> bool {
        self.credit > TRUST / 2 && self.tree.has_room()
    }

    /// Finds the members of the object that a text is, if it has a known form. Otherwise what is in `places` means nothing.
    #[inline(never)]
    pub(in crate::record) fn find(&mut self, text: &str, places: &mut Places) -> Option<()> {
        if self.credit < LOSS {
            return None;
        }
        let found = self.tree.find(text, places);
        self.credit = if found.is_some() { TRUST.min(self.credit + 1) } else { self.credit - LOSS };
        found
    }

    /// Takes the form of an object that was judged by others.
    pub(in crate::record) fn learn(&mut self, text: &str, wanted: &Wanted) {
        if self.credit >= LOSS
            && self.tree.has_room()
            && let Some(pieces) = learn::pieces(text, wanted)
        {
            self.tree.add(pieces);
        }
    }
}

/// Bytes that are looked at together.
const PART: usize = 16;

/// How long the text of a string is that begins here, towards the end of `whole`, if it is not long and nothing in it is escaped.
#[inline]
fn plain_length(text: &[u8], whole: &[u8]) -> Option<usize> {
    match text.first_chunk() {
        Some(part) if stops(part) != 0 => end_in(part, stops(part)),
        _ => plain_length_far(text, whole),
    }
}

/// The same where it does not end in the first part, as that of a name does.
#[inline(never)]
fn plain_length_far(text: &[u8], whole: &[u8]) -> Option<usize> {
    let (parts, rest) = text.as_chunks();
    // The first one was looked at.
    for (number, part) in (1..NEAR).zip(parts.iter().skip(1)) {
        if stops(part) != 0 {
            return Some(PART * number + end_in(part, stops(part))?);
        }
    }
    if parts.len() >= NEAR {
        return None;
    }
    let last = stops(whole.last_chunk()?) >> (PART - rest.len());
    let place = last.trailing_zeros() as usize;
    (rest.get(place) == Some(&b'"')).then_some(PART * parts.len() + place)
}

/// Where the first stop of a part is, if that is a quote.
#[inline]
fn end_in(part: &[u8; PART], stops: u64) -> Option<usize> {
    let place = stops.trailing_zeros() as usize % PART;
    (part[place] == b'"').then_some(place)
}

/// A bit for each quote, backslash and control.
#[inline]
fn stops(part: &[u8; PART]) -> u64 {
    let part = wide::u8x16::new(*part);
    bits(equal(part, b'"') | equal(part, b'\\') | up_to(part, 0x1f))
}
