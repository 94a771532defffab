//! The members of an object and the elements of an array, found in one pass that decodes nothing.
//!
//! Only what is usual is known here. Whatever is found is what `serde_json` finds in the same text; where anything is
//! doubtful nothing is said, and `serde_json` is the judge.

mod stops;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use stops::finds_stops_alike;

use stops::Stops;

/// Values nested deeper than this are left to others.
pub(super) const DEEPEST: u32 = 64;

/// Shows each member of the object that `text` is to `each`, key and value as they were written. `None` means that the text may be
/// something else than an object, or no JSON at all; then what was shown means nothing.
pub(super) fn members<'a>(text: &'a str, mut each: impl FnMut(&'a str, &'a str)) -> Option<()> {
    let mut cursor = Cursor::new(text);
    cursor.object(DEEPEST, |key, value| each(&text[key], &text[value]))?;
    cursor.end()
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
    let mut cursor = Cursor::new(text);
    cursor.each_member(|cursor, key| {
        let key = &text[key];
        let is_shown = key.get(1..key.len() - 1) == Some(inner) && cursor.bytes.get(cursor.at) == Some(&b'{');
        let value = cursor.spanned(|cursor| {
            if is_shown {
                cursor.object(DEEPEST - 1, |key, value| each(Member::Inner(&text[key], &text[value])))
            } else {
                cursor.value(DEEPEST)
            }
        })?;
        each(Member::Own(key, &text[value]));
        Some(())
    })?;
    cursor.end()
}

/// Shows each element of the array that `text` is to `each`, as it was written. `None` as for [`members`].
pub(super) fn elements<'a>(text: &'a str, mut each: impl FnMut(&'a str)) -> Option<()> {
    let mut cursor = Cursor::new(text);
    cursor.array(DEEPEST, |value| each(&text[value]))?;
    cursor.end()
}

/// A place in a text. Each step moves it behind what it found; `None` means that something else stands there.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    stops: Stops<'a>,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        Self { bytes, at: 0, stops: Stops::new(bytes) }
    }

    /// Nothing but white space up to the end.
    fn end(&mut self) -> Option<()> {
        self.space();
        (self.at == self.bytes.len()).then_some(())
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    /// The next byte after white space.
    fn token(&mut self) -> Option<u8> {
        self.space();
        let byte = self.bytes.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn object(&mut self, depth: u32, mut each: impl FnMut(Range<usize>, Range<usize>)) -> Option<()> {
        self.each_member(|cursor, key| {
            let value = cursor.spanned(|cursor| cursor.value(depth))?;
            each(key, value);
            Some(())
        })
    }

    /// An object, of which `value` steps over the value of each key.
    #[inline]
    fn each_member(&mut self, mut value: impl FnMut(&mut Self, Range<usize>) -> Option<()>) -> Option<()> {
        self.expect(b'{')?;
        if self.closes(b'}') {
            return Some(());
        }
        loop {
            self.space();
            let key = self.spanned(Self::string)?;
            self.expect(b':')?;
            self.space();
            value(self, key)?;
            match self.token()? {
                b',' => {}
                end => return (end == b'}').then_some(()),
            }
        }
    }

    fn array(&mut self, depth: u32, mut each: impl FnMut(Range<usize>)) -> Option<()> {
        self.expect(b'[')?;
        if self.closes(b']') {
            return Some(());
        }
        loop {
            self.space();
            let value = self.spanned(|cursor| cursor.value(depth))?;
            each(value);
            match self.token()? {
                b',' => {}
                end => return (end == b']').then_some(()),
            }
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.token()? == byte).then_some(())
    }

    /// Steps over a closing bracket if it comes next.
    fn closes(&mut self, bracket: u8) -> bool {
        self.space();
        let closes = self.bytes.get(self.at) == Some(&bracket);
        self.at += usize::from(closes);
        closes
    }

    /// What a step went over.
    fn spanned(&mut self, step: impl FnOnce(&mut Self) -> Option<()>) -> Option<Range<usize>> {
        let start = self.at;
        step(self)?;
        Some(start..self.at)
    }

    /// A value, in which others may be nested `depth` deep.
    fn value(&mut self, depth: u32) -> Option<()> {
        match self.bytes.get(self.at)? {
            b'"' => self.string(),
            b'{' => self.object(depth.checked_sub(1)?, |_, _| ()),
            b'[' => self.array(depth.checked_sub(1)?, |_| ()),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => self.number(),
        }
    }

    fn literal(&mut self, literal: &[u8]) -> Option<()> {
        self.bytes[self.at..].starts_with(literal).then(|| self.at += literal.len())
    }

    fn number(&mut self) -> Option<()> {
        self.skip_one(|byte| byte == b'-');
        if !self.skip_one(|byte| byte == b'0') {
            self.digits()?;
        }
        if self.skip_one(|byte| byte == b'.') {
            self.digits()?;
        }
        if self.skip_one(|byte| matches!(byte, b'e' | b'E')) {
            self.skip_one(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        Some(())
    }

    /// Steps over such a byte if it comes next.
    fn skip_one(&mut self, such: impl Fn(u8) -> bool) -> bool {
        let found = self.bytes.get(self.at).is_some_and(|byte| such(*byte));
        self.at += usize::from(found);
        found
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.skip_one(|byte| byte.is_ascii_digit()) {}
        (self.at > start).then_some(())
    }

    /// A string. That it is UTF-8 is known from the text.
    fn string(&mut self) -> Option<()> {
        self.literal(b"\"")?;
        loop {
            self.at = self.stops.next(self.at)?;
            match self.bytes.get(self.at)? {
                b'"' => break,
                b'/' | b'b' | b'f' | b'r' | b't' => self.at += 1,
                b'u' => self.code_unit()?,
                _ => return None,
            }
        }
        self.at += 1;
        Some(())
    }

    /// What follows the backslash of an escaped code unit, whichever: whether surrogates come in pairs does not matter before a string
    /// is decoded.
    fn code_unit(&mut self) -> Option<()> {
        let digits = self.bytes.get(self.at + 1..self.at + 5)?;
        digits.iter().all(u8::is_ascii_hexdigit).then(|| self.at += 5)
    }
}
