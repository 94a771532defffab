//! The members of an object and the elements of an array, found in one pass that decodes nothing.
//!
//! Only what is usual is known here. Whatever is found is what `serde_json` finds in the same text; where anything is
//! doubtful nothing is said, and `serde_json` is the judge.

mod forms;
mod numbers;
mod stops;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub(crate) use forms::Wanted;
pub(super) use forms::{Forms, Places};
pub use stops::finds_stops_alike;

use super::digits;
use stops::Stops;

/// Values nested deeper than this are left to others.
pub(super) const DEEPEST: u32 = 64;

/// Shows each member of the object that `text` is to `each`, key and value as they were written. `None` means that the text may be
/// something else than an object, or no JSON at all; then what was shown means nothing.
pub(super) fn members<'a>(text: &'a str, mut each: impl FnMut(&'a str, &'a str)) -> Option<()> {
    let mut steps = Steps::new(text);
    let end = steps.object(steps.space(0), DEEPEST, |key, value| each(&text[key], &text[value]))?;
    steps.is_end(end)
}

/// A member of an object, or of an object in it. Key and value are as they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member<'a> {
    /// Of the object itself.
    Own(&'a str, &'a str),
    /// Of the object that is one of its values. They come before that one does.
    Inner(&'a str, &'a str),
}

/// The same as [`members`], where those of an object whose key was written as `inner` is are shown on the way.
pub(super) fn members_with_inner<'a>(text: &'a str, inner: &str, mut each: impl FnMut(Member<'a>)) -> Option<()> {
    let mut steps = Steps::new(text);
    let end = steps.each_member(steps.space(0), |steps, key, start| {
        let key = &text[key];
        let end = if key.get(1..key.len() - 1) == Some(inner) && steps.stands(start, b'{') {
            steps.object(start, DEEPEST - 1, |key, value| each(Member::Inner(&text[key], &text[value])))
        } else {
            steps.value(start, DEEPEST)
        }?;
        each(Member::Own(key, &text[start..end]));
        Some(end)
    })?;
    steps.is_end(end)
}

/// Shows each element of the array that `text` is to `each`, as it was written. `None` as for [`members`].
pub(super) fn elements<'a>(text: &'a str, mut each: impl FnMut(&'a str)) -> Option<()> {
    let mut steps = Steps::new(text);
    let end = steps.array(steps.space(0), DEEPEST, |value| each(&text[value]))?;
    steps.is_end(end)
}

/// Steps through a text. Each goes from a place to the one behind what begins there; `None` means that it is something else. Places are handed
/// from step to step, not kept here, so that they stay in registers.
struct Steps<'a> {
    bytes: &'a [u8],
    stops: Stops<'a>,
}

impl<'a> Steps<'a> {
    fn new(text: &'a str) -> Self {
        Self::of(text.as_bytes())
    }

    /// The same of the bytes of a text.
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, stops: Stops::new(bytes) }
    }

    /// Nothing but white space from here on.
    #[inline]
    fn is_end(&self, at: usize) -> Option<()> {
        (self.space(at) == self.bytes.len()).then_some(())
    }

    /// Behind white space, if there is any.
    #[inline]
    fn space(&self, mut at: usize) -> usize {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(at) {
            at += 1;
            // Most of it is indentation, of which there is more or less each time.
            at += leading_spaces(digits::word(self.bytes, at));
        }
        at
    }

    /// True if this byte stands here.
    #[inline]
    fn stands(&self, at: usize, byte: u8) -> bool {
        self.bytes.get(at) == Some(&byte)
    }

    /// A byte, and the white space around it.
    #[inline]
    fn token(&self, at: usize, byte: u8) -> Option<usize> {
        let at = self.space(at);
        self.stands(at, byte).then(|| self.space(at + 1))
    }

    fn object(&mut self, at: usize, depth: u32, mut each: impl FnMut(Range<usize>, Range<usize>)) -> Option<usize> {
        self.each_member(at, |steps, key, start| {
            let end = steps.value(start, depth)?;
            each(key, start..end);
            Some(end)
        })
    }

    /// An object, of which `value` steps over the value of each key.
    #[inline]
    fn each_member(
        &mut self,
        at: usize,
        mut value: impl FnMut(&mut Self, Range<usize>, usize) -> Option<usize>,
    ) -> Option<usize> {
        let mut at = self.token(at, b'{')?;
        if self.stands(at, b'}') {
            return Some(at + 1);
        }
        loop {
            let end = self.string(at)?;
            let start = self.token(end, b':')?;
            let behind = value(self, at..end, start)?;
            match self.token(behind, b',') {
                Some(next) => at = next,
                None => return self.closing(behind, b'}'),
            }
        }
    }

    fn array(&mut self, at: usize, depth: u32, mut each: impl FnMut(Range<usize>)) -> Option<usize> {
        let mut at = self.token(at, b'[')?;
        if self.stands(at, b']') {
            return Some(at + 1);
        }
        loop {
            let end = self.value(at, depth)?;
            each(at..end);
            match self.token(end, b',') {
                Some(next) => at = next,
                None => return self.closing(end, b']'),
            }
        }
    }

    /// A closing bracket, and white space before it.
    #[inline]
    fn closing(&self, at: usize, bracket: u8) -> Option<usize> {
        let at = self.space(at);
        self.stands(at, bracket).then_some(at + 1)
    }

    /// A value, in which others may be nested `depth` deep.
    fn value(&mut self, at: usize, depth: u32) -> Option<usize> {
        match self.bytes.get(at)? {
            b'"' => self.string(at),
            b'{' => self.object(at, depth.checked_sub(1)?, |_, _| ()),
            b'[' => self.array(at, depth.checked_sub(1)?, |_| ()),
            b't' => self.literal(at, *b"true"),
            b'f' => self.literal(at, *b"false"),
            b'n' => self.literal(at, *b"null"),
            _ => numbers::end(self.bytes, at),
        }
    }

    #[inline]
    fn literal<const N: usize>(&self, at: usize, literal: [u8; N]) -> Option<usize> {
        let found = self.bytes.get(at..)?.first_chunk()?;
        (*found == literal).then_some(at + N)
    }

    /// A string. That it is UTF-8 is known from the text.
    #[inline]
    fn string(&mut self, at: usize) -> Option<usize> {
        if !self.stands(at, b'"') {
            return None;
        }
        let end = self.stops.next(at + 1)?;
        if self.stands(end, b'"') { Some(end + 1) } else { self.rest_of_string(end) }
    }

    /// The rest of a string from a stop on that does not end it.
    fn rest_of_string(&mut self, mut at: usize) -> Option<usize> {
        loop {
            match self.bytes.get(at)? {
                b'"' => return Some(at + 1),
                b'u' => at = self.stops.next(self.code_unit(at)?)?,
                _ => return None,
            }
        }
    }

    /// What follows the backslash of an escaped code unit, whichever: whether surrogates come in pairs does not matter before a string
    /// is decoded.
    fn code_unit(&self, at: usize) -> Option<usize> {
        let digits = self.bytes.get(at + 1..at + 5)?;
        digits.iter().all(u8::is_ascii_hexdigit).then_some(at + 5)
    }
}

/// How many spaces a word begins with, whose lowest byte is the first.
#[inline]
fn leading_spaces(word: u64) -> usize {
    (word ^ u64::from_le_bytes([b' '; 8])).trailing_zeros() as usize / 8
}
