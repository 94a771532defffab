//! Forms with what they begin with in common.

use super::super::{DEEPEST, Steps, numbers};
use super::{Gap, MOST, Mark, Piece, Places, plain_end};

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
    /// The last bytes of the piece, as many as there are, up to a word: the last one the highest.
    last: u128,
    /// Which bytes of a word they are.
    mask: u128,
    /// The first word of a piece that is longer than one.
    first: u128,
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
        let bytes = text.as_bytes();
        // Few need them.
        let mut steps = None;
        let mut value = |start| steps.get_or_insert_with(|| Steps::new(text)).value(start, DEEPEST);
        let (mut at, mut number, mut plain) = (0, 0, 0_u32);
        loop {
            let node = self.nodes.get(usize::from(number))?;
            let start = at + node.length;
            if !node.stands(at, start, bytes) {
                number = node.sibling;
                continue;
            }
            node.marks.iter().for_each(|mark| places.mark(*mark, at));
            let end = match node.gap {
                Gap::Text => {
                    let end = plain_end(bytes, start);
                    plain |= u32::from(end.is_some()) << node.member;
                    end.or_else(|| value(start - 1).map(|end| end - 1))
                }
                Gap::Number => numbers::end(bytes, start),
                Gap::Array if bytes.get(start) == Some(&b'[') => value(start),
                Gap::Object if bytes.get(start) == Some(&b'{') => value(start),
                Gap::End if start == bytes.len() => {
                    (places.there, places.plain) = (node.seen, plain);
                    return Some(());
                }
                Gap::Array | Gap::Object | Gap::End => None,
            };
            // Of pieces that are the same another one may have behind it what stands here.
            let Some(end) = end else {
                number = node.sibling;
                continue;
            };
            let quotes = usize::from(node.quotes);
            places.put(usize::from(node.member), start - quotes..end + quotes);
            (at, number) = (end, node.child);
        }
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
        let bytes = length.min(WORD);
        let mask = if bytes == 0 { 0 } else { u128::MAX << (8 * (WORD - bytes)) };
        let mut last = [0; WORD];
        last[WORD - bytes..].copy_from_slice(&piece.literal[length - bytes..]);
        let first = piece.literal.first_chunk().map_or(0, |word| u128::from_le_bytes(*word));
        let middle = piece.literal.get(WORD..length.saturating_sub(WORD)).unwrap_or_default().to_vec();
        let Piece { gap, member, seen, ref marks, .. } = piece;
        Self {
            last: u128::from_le_bytes(last),
            mask,
            first,
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

    /// True if the piece stands from here to there.
    #[inline]
    fn stands(&self, at: usize, end: usize, bytes: &[u8]) -> bool {
        let is_first = |word: &[u8; WORD]| u128::from_le_bytes(*word) == self.first;
        word_before(bytes, end).is_some_and(|last| last & self.mask == self.last)
            && (self.length <= WORD || bytes.get(at..).and_then(<[u8]>::first_chunk).is_some_and(is_first))
            && (self.middle.is_empty() || bytes.get(at + WORD..end - WORD) == Some(&*self.middle))
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
