//! An object taken apart into what is always the same and what is not.

use super::super::{DEEPEST, Steps, Stops, numbers};
use super::{Gap, MOST, Mark, NONE, Piece, Side, Wanted};
use crate::record::json::is_key;

/// A form with more pieces, or a longer one, is not worth to be remembered.
const MOST_PIECES: usize = 64;

/// In bytes.
const LONGEST_PIECE: usize = 256;

/// An array of more elements, and what is nested deeper, is not looked into.
const MOST_ELEMENTS: usize = 4;
const MOST_DEPTH: u32 = 6;

/// The pieces of the object that a text is; `None` if it is nothing to remember: no object as usual, too long, or with two of a member that
/// is asked for.
pub(super) fn pieces(text: &str, wanted: &Wanted) -> Option<Vec<Piece>> {
    let mut learner =
        Learner { steps: Steps::new(text), wanted, pieces: Vec::new(), marks: Vec::new(), begun: 0, seen: 0 };
    let end = learner.object(0, Level::Own)?;
    learner.steps.is_end(end)?;
    learner.gap(Gap::End, NONE, text.len(), text.len())?;
    Some(learner.pieces)
}

/// Whose members are told apart.
#[derive(Clone, Copy)]
enum Level {
    Own,
    Inner,
    /// Those of something nested so deep.
    Other(u32),
}

struct Learner<'a> {
    steps: Steps<'a>,
    wanted: &'a Wanted,
    pieces: Vec<Piece>,
    /// The marks of the piece that is not ended yet.
    marks: Vec<Mark>,
    /// Where that one began.
    begun: usize,
    /// A bit for each member that was seen, and one for the object whose members are asked for.
    seen: u32,
}

impl Learner<'_> {
    fn object(&mut self, at: usize, level: Level) -> Option<usize> {
        let mut at = self.steps.token(at, b'{')?;
        if self.steps.stands(at, b'}') {
            return Some(at + 1);
        }
        loop {
            let end = self.steps.string(at)?;
            let start = self.steps.token(end, b':')?;
            let key = std::str::from_utf8(&self.steps.bytes[at..end]).ok()?;
            let (member, below) = self.member(key, level)?;
            let behind = self.value(start, member, below)?;
            match self.steps.token(behind, b',') {
                Some(next) => at = next,
                None => return self.steps.closing(behind, b'}'),
            }
        }
    }

    /// Which member a key is of, and what its own members would be. `None` if there are two of them.
    fn member(&mut self, key: &str, level: Level) -> Option<(u8, Level)> {
        let find = |keys: &[&str]| keys.iter().position(|name| is_key(key, name));
        let (found, below) = match level {
            Level::Own if !self.wanted.inner.is_empty() && is_key(key, self.wanted.outer) => {
                self.see(MOST)?;
                (find(self.wanted.own), Level::Inner)
            }
            Level::Own => (find(self.wanted.own), Level::Other(1)),
            Level::Inner => (find(self.wanted.inner).map(|place| self.wanted.own.len() + place), Level::Other(1)),
            Level::Other(depth) => (None, Level::Other(depth + 1)),
        };
        let Some(found) = found else { return Some((NONE, below)) };
        self.see(found)?;
        Some((u8::try_from(found).ok()?, below))
    }

    fn see(&mut self, number: usize) -> Option<()> {
        let is_new = self.seen & 1 << number == 0;
        self.seen |= 1 << number;
        is_new.then_some(())
    }

    fn value(&mut self, at: usize, member: u8, level: Level) -> Option<usize> {
        match self.steps.bytes.get(at)? {
            b'"' => {
                let end = self.steps.string(at)?;
                self.gap(Gap::Text, member, at + 1, end - 1)?;
                Some(end)
            }
            b'-' | b'0'..=b'9' => {
                let end = numbers::end(self.steps.bytes, at)?;
                self.gap(Gap::Number, member, at, end)?;
                Some(end)
            }
            b'{' if matches!(level, Level::Other(MOST_DEPTH..)) => self.opaque(at, member, Gap::Object),
            b'[' if self.is_long(at)? => self.opaque(at, member, Gap::Array),
            b'{' => self.marked(at, member, |learner| learner.object(at, level)),
            b'[' => self.marked(at, member, |learner| learner.array(at, level)),
            _ => self.marked(at, member, |learner| learner.steps.value(at, 0)),
        }
    }

    fn array(&mut self, at: usize, level: Level) -> Option<usize> {
        let below = match level {
            Level::Other(depth) => Level::Other(depth + 1),
            Level::Own | Level::Inner => Level::Other(1),
        };
        let mut at = self.steps.token(at, b'[')?;
        if self.steps.stands(at, b']') {
            return Some(at + 1);
        }
        loop {
            let end = self.value(at, NONE, below)?;
            match self.steps.token(end, b',') {
                Some(next) => at = next,
                None => return self.steps.closing(end, b']'),
            }
        }
    }

    /// True for an array of many elements.
    fn is_long(&self, at: usize) -> Option<bool> {
        let mut elements = 0;
        // The learner's own steps can't be gone back.
        let mut steps = Steps { bytes: self.steps.bytes, stops: Stops::new(self.steps.bytes) };
        steps.array(at, DEEPEST, |_| elements += 1)?;
        Some(elements > MOST_ELEMENTS)
    }

    /// A value that is not looked into.
    fn opaque(&mut self, at: usize, member: u8, gap: Gap) -> Option<usize> {
        let end = self.steps.value(at, DEEPEST)?;
        self.gap(gap, member, at, end)?;
        Some(end)
    }

    /// A value that is part of a piece, or of several, where it is marked.
    fn marked(&mut self, at: usize, member: u8, value: impl FnOnce(&mut Self) -> Option<usize>) -> Option<usize> {
        self.mark(member, Side::Begin, at)?;
        let end = value(self)?;
        self.mark(member, Side::End, end)?;
        Some(end)
    }

    fn mark(&mut self, member: u8, side: Side, place: usize) -> Option<()> {
        if member != NONE {
            self.marks.push(Mark { member, side, at: u16::try_from(place - self.begun).ok()? });
        }
        Some(())
    }

    /// Ends a piece where a gap begins.
    fn gap(&mut self, gap: Gap, member: u8, start: usize, end: usize) -> Option<()> {
        let literal = self.steps.bytes.get(self.begun..start)?.to_vec();
        if literal.len() > LONGEST_PIECE || self.pieces.len() == MOST_PIECES {
            return None;
        }
        self.pieces.push(Piece { literal, marks: std::mem::take(&mut self.marks), gap, member, seen: self.seen });
        self.begun = end;
        Some(())
    }
}
