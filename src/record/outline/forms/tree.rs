//! Forms with what they begin with in common.

use super::super::{DEEPEST, Steps};
use super::{Gap, Mark, Piece, Places, text_end};

/// As many pieces are kept.
const MOST_PIECES: usize = 512;

/// As many may follow the same one.
const MOST_BRANCHES: usize = 8;

/// Bytes that are compared at once.
const WORD: usize = 16;

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
    /// The words that a piece begins with which is longer than one.
    first: Vec<u128>,
    /// The last bytes of the piece, as many as there are, up to a word: the last one the highest.
    last: u128,
    /// Which bytes of a word they are.
    mask: u128,
    length: usize,
    /// What may follow.
    child: u16,
    /// What may stand here instead.
    sibling: u16,
    piece: Piece,
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
            let known = siblings.iter().copied().find(|number| self.nodes[usize::from(*number)].piece == piece);
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
        let mut steps = Steps::new(text);
        let bytes = steps.bytes;
        let (mut at, mut number) = (0, 0);
        loop {
            let node = self.nodes.get(usize::from(number))?;
            if !node.is_at(bytes, at) {
                number = node.sibling;
                continue;
            }
            node.piece.marks.iter().for_each(|mark| places.mark(*mark, at));
            at += node.length;
            let (end, quote) = match node.piece.gap {
                Gap::Text => (text_end(bytes, at, &mut steps)?, 1),
                Gap::Number => (steps.number(at)?, 0),
                Gap::Array | Gap::Object => (steps.value(at, DEEPEST)?, 0),
                Gap::End => {
                    places.there = node.piece.seen;
                    return (at == bytes.len()).then_some(());
                }
            };
            places.put(usize::from(node.piece.member), at - quote..end + quote);
            (at, number) = (end, node.child);
        }
    }
}

impl Places {
    #[inline]
    fn mark(&mut self, mark: Mark, at: usize) {
        self.ends[usize::from(mark.index)] = at + usize::from(mark.at);
    }
}

impl Gap {
    /// True if what stands here may be in such a gap.
    #[inline]
    fn may_begin_with(self, byte: Option<&u8>) -> bool {
        match self {
            Self::Text | Self::End => true,
            Self::Number => matches!(byte, Some(b'-' | b'0'..=b'9')),
            Self::Array => byte == Some(&b'['),
            Self::Object => byte == Some(&b'{'),
        }
    }
}

impl Node {
    fn new(piece: Piece) -> Self {
        let length = piece.literal.len();
        let bytes = length.min(WORD);
        let mask = if bytes == 0 { 0 } else { u128::MAX << (8 * (WORD - bytes)) };
        let mut last = [0; WORD];
        last[WORD - bytes..].copy_from_slice(&piece.literal[length - bytes..]);
        let words = piece.literal.as_chunks().0.iter();
        let first = words.take(length.saturating_sub(1) / WORD).map(|word| u128::from_le_bytes(*word)).collect();
        Self { first, last: u128::from_le_bytes(last), mask, length, child: NO_NODE, sibling: NO_NODE, piece }
    }

    /// True if the piece stands here, and what follows it can be what must follow it.
    #[inline]
    fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        let end = at + self.length;
        word_before(bytes, end).is_some_and(|last| last & self.mask == self.last)
            && self.first.iter().zip(1..).all(|(word, number)| word_before(bytes, at + number * WORD) == Some(*word))
            && self.piece.gap.may_begin_with(bytes.get(end))
    }
}

/// The word that ends here, of which only the highest bytes count if there is less before. `None` behind the end of a text, or if that is
/// shorter than a word.
#[inline]
fn word_before(bytes: &[u8], end: usize) -> Option<u128> {
    match end.checked_sub(WORD) {
        Some(start) => Some(u128::from_le_bytes(*bytes.get(start..end)?.first_chunk()?)),
        None => Some(u128::from_le_bytes(*bytes.first_chunk()?) << (8 * (WORD - end))),
    }
}
