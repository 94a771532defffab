//! Forms with what they begin with in common.

use wide::u8x16;

use super::super::{DEEPEST, Steps, numbers};
use super::{Gap, MOST, Mark, Piece, Places, plain_length};
use crate::record::vectors::bits;

/// As many pieces are kept.
const MOST_PIECES: usize = 512;

/// As many may follow the same one.
const MOST_BRANCHES: usize = 8;

/// Bytes that are compared at once.
const WORD: usize = 16;

/// A bit for each of them.
const ALL: u64 = 0xffff;

/// The pieces of forms, each with those that were seen behind it.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    /// The first piece of some form comes first.
    nodes: Vec<Node>,
}

/// The number of no node.
const NO_NODE: u16 = u16::MAX;

#[derive(Debug, Clone)]
struct Node {
    /// The first bytes of the piece, as many as there are, up to a word.
    first: u8x16,
    /// A bit for each byte of that word that is behind it.
    behind: u64,
    /// The last bytes, as many as there are, up to a word.
    last: u8x16,
    /// A bit for each byte of that word that is before it.
    before: u64,
    /// What stands between these.
    middle: Vec<u8>,
    length: usize,
    /// What may follow.
    child: u16,
    /// What may stand here instead.
    sibling: u16,
    gap: Gap,
    /// How many quotes are on each side of that.
    quotes: u8,
    member: u8,
    seen: u32,
    marks: Vec<Mark>,
    /// All of it as it was learned, of which the rest is a copy: only that others can be compared with it.
    piece: Box<Piece>,
}

impl Tree {
    pub(super) fn has_room(&self) -> bool {
        self.nodes.len() < MOST_PIECES
    }

    /// Adds a form, as far as there is room for it.
    pub(super) fn add(&mut self, pieces: Vec<Piece>) {
        let mut before = None;
        for piece in pieces {
            let siblings: Vec<u16> = self.behind(before).collect();
            let known = siblings.iter().copied().find(|number| self.nodes[usize::from(*number)].is_of(&piece));
            let is_full = siblings.len() == MOST_BRANCHES || !self.has_room();
            before = match known {
                Some(_) => known,
                None if is_full => return,
                None => Some(self.push(piece, before, siblings.last().copied())),
            };
        }
    }

    /// What may follow a node, or begin a form.
    fn behind(&self, before: Option<u16>) -> impl Iterator<Item = u16> {
        let number = |number: u16| Some(number).filter(|number| usize::from(*number) < self.nodes.len());
        let first = before.map_or(0, |before| self.nodes[usize::from(before)].child);
        std::iter::successors(number(first), move |last| number(self.nodes[usize::from(*last)].sibling))
    }

    /// Adds a node behind the one before it, or after the last one that is there already.
    fn push(&mut self, piece: Piece, before: Option<u16>, last: Option<u16>) -> u16 {
        let number = u16::try_from(self.nodes.len()).unwrap_or(NO_NODE);
        self.nodes.push(Node::new(piece));
        match (last, before) {
            (Some(last), _) => self.nodes[usize::from(last)].sibling = number,
            (None, Some(before)) => self.nodes[usize::from(before)].child = number,
            (None, None) => {}
        }
        number
    }

    /// Finds the members of an object that has one of the forms.
    #[inline]
    pub(super) fn find(&self, text: &str, places: &mut Places) -> Option<()> {
        let whole = text.as_bytes();
        let mut steps = None;
        let (mut rest, mut plain) = (whole, 0_u32);
        let mut node = self.nodes.first()?;
        loop {
            if node.gap == Gap::End && node.ends(rest, whole) {
                node.mark(places, whole.len() - rest.len());
                (places.there, places.plain) = (node.seen, plain);
                return Some(());
            }
            // Of pieces that are the same another one may have behind it what stands here.
            let Some((value, length)) = node.gap_in(rest, whole, &mut plain, &mut steps) else {
                node = self.nodes.get(usize::from(node.sibling))?;
                continue;
            };
            node.mark(places, whole.len() - rest.len());
            let (start, quotes) = (whole.len() - value.len(), usize::from(node.quotes));
            places.put(usize::from(node.member), start - quotes..start + length + quotes);
            rest = value.get(length..)?;
            node = self.nodes.get(usize::from(node.child))?;
        }
    }
}

/// How long a gap is of which only all the steps over it tell that, as of few.
#[inline(never)]
fn far_length<'a>(gap: Gap, value: &[u8], whole: &'a [u8], steps: &mut Option<Steps<'a>>) -> Option<usize> {
    let start = whole.len() - value.len();
    let mut behind = |start| steps.get_or_insert_with(|| Steps::of(whole)).value(start, DEEPEST);
    match (gap, value.first()) {
        (Gap::Text, _) => Some(behind(start - 1)? - 1 - start),
        (Gap::Array, Some(b'[')) | (Gap::Object, Some(b'{')) => Some(behind(start)? - start),
        _ => None,
    }
}

impl Places {
    #[inline]
    fn mark(&mut self, mark: Mark, at: usize) {
        self.ends[usize::from(mark.member) % (MOST + 1)][mark.side as usize] = at + usize::from(mark.at);
    }
}

impl Node {
    fn new(piece: Piece) -> Self {
        let length = piece.literal.len();
        let near = length.min(WORD);
        let (mut first, mut last) = ([0; WORD], [0; WORD]);
        first[..near].copy_from_slice(&piece.literal[..near]);
        last[WORD - near..].copy_from_slice(&piece.literal[length - near..]);
        let middle = piece.literal.get(WORD..length.saturating_sub(WORD)).unwrap_or_default().to_vec();
        let Piece { gap, member, seen, ref marks, .. } = piece;
        Self {
            first: u8x16::new(first),
            behind: ALL & ALL << near,
            last: u8x16::new(last),
            before: ALL >> near,
            middle,
            length,
            child: NO_NODE,
            sibling: NO_NODE,
            gap,
            quotes: u8::from(gap == Gap::Text),
            member,
            seen,
            marks: marks.clone(),
            piece: Box::new(piece),
        }
    }

    fn is_of(&self, piece: &Piece) -> bool {
        *self.piece == *piece
    }

    /// Says where what stands in the piece begins and ends.
    #[inline]
    fn mark(&self, places: &mut Places, at: usize) {
        self.marks.iter().for_each(|mark| places.mark(*mark, at));
    }

    /// What follows the piece if that stands here, and how long of it the gap is.
    #[inline]
    fn gap_in<'a>(
        &self,
        rest: &'a [u8],
        whole: &'a [u8],
        plain: &mut u32,
        steps: &mut Option<Steps<'a>>,
    ) -> Option<(&'a [u8], usize)> {
        let value = self.behind(rest)?;
        let length = if self.gap == Gap::Text
            && let Some(length) = plain_length(value, whole)
        {
            *plain |= 1 << self.member;
            length
        } else if self.gap == Gap::Number {
            numbers::length(value)?
        } else {
            far_length(self.gap, value, whole, steps)?
        };
        Some((value, length))
    }

    /// What follows the piece, if that stands here.
    #[inline]
    fn behind<'a>(&self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let Some(word) = rest.first_chunk() else { return rest.strip_prefix(&*self.piece.literal) };
        let begins = bits(u8x16::new(*word).simd_eq(self.first)) | self.behind == ALL;
        if !begins || self.length > WORD && !self.goes_on(rest) {
            return None;
        }
        rest.get(self.length..)
    }

    /// True if what is longer than a word stands here, of which the first one was found.
    #[inline]
    fn goes_on(&self, rest: &[u8]) -> bool {
        let is_last = |word: &[u8; WORD]| bits(u8x16::new(*word).simd_eq(self.last)) == ALL;
        rest.get(..self.length).and_then(<[u8]>::last_chunk).is_some_and(is_last)
            && (self.middle.is_empty() || rest[WORD..].starts_with(&self.middle))
    }

    /// True if nothing but the piece stands here.
    #[inline]
    fn ends(&self, rest: &[u8], whole: &[u8]) -> bool {
        let Some(word) = whole.last_chunk() else { return *rest == *self.piece.literal };
        rest.len() == self.length
            && bits(u8x16::new(*word).simd_eq(self.last)) | self.before == ALL
            && (self.length <= WORD || rest.starts_with(&self.piece.literal))
    }
}
