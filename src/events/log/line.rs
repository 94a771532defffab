//! The lines of a piece of a log.

use super::problem::Problem;

/// A mark that some editors put at the beginning of a text.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line of a log, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Which of the files that are read it stands in, from 0.
    pub file: usize,
    /// Which line it is, from 1. Blank lines count, though they are not shown.
    pub number: u64,
    /// What stands there, without white space around it. Never blank.
    pub text: &'a str,
}

/// The lines of a piece that are not blank, each with its number and its text, or what is wrong with it. A line ends with `\n`; before it a `\r`
/// counts for nothing.
pub(super) struct LinesOf<'a, E> {
    bytes: &'a [u8],
    /// The same as text, if all of it is.
    whole: Option<&'a str>,
    ends: E,
    /// Where the next line begins.
    start: usize,
    /// Its number.
    number: u64,
    /// None may be longer, in bytes.
    most: usize,
}

impl<'a, E: Iterator<Item = usize>> LinesOf<'a, E> {
    /// Lines end at `ends`, and where the bytes do. The first has the number `first`, and none may be longer than `most` bytes.
    pub(super) fn new(bytes: &'a [u8], ends: E, first: u64, most: usize) -> Self {
        let start = if first == 1 && bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        // Looked at all at once it is much faster than line by line, and nearly always fine.
        let whole = simdutf8::basic::from_utf8(bytes).ok();
        Self { bytes, whole, ends, start, number: first, most }
    }

    /// The text from here to there.
    #[inline]
    fn text(&self, start: usize, end: usize) -> Result<&'a str, Problem> {
        match self.whole.and_then(|whole| whole.get(start..end)) {
            Some(text) if text.len() <= self.most => Ok(text),
            _ => self.doubtful_text(start, end),
        }
    }

    /// The same where it may be none.
    #[cold]
    fn doubtful_text(&self, start: usize, end: usize) -> Result<&'a str, Problem> {
        if end - start > self.most {
            return Err(Problem::TooLong { max_bytes: self.most });
        }
        let text = std::str::from_utf8(&self.bytes[start..end]);
        text.map_err(|error| Problem::NotUtf8 { column: error.valid_up_to() + 1 })
    }
}

impl<'a, E: Iterator<Item = usize>> Iterator for LinesOf<'a, E> {
    type Item = (u64, Result<&'a str, Problem>);

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "what is found of each line should not be put into memory and taken from there again"
    )]
    fn next(&mut self) -> Option<Self::Item> {
        while self.start < self.bytes.len() {
            let (start, number) = (self.start, self.number);
            let end = self.ends.next().unwrap_or(self.bytes.len());
            (self.start, self.number) = (end + 1, number + 1);
            match self.text(start, end).map(trimmed) {
                Ok("") => {}
                text => return Some((number, text)),
            }
        }
        None
    }
}

/// Without the white space that may stand around a JSON value.
#[inline]
fn trimmed(line: &str) -> &str {
    match line.as_bytes() {
        [b'{', .., b'}'] => line,
        _ => line.trim_matches([' ', '\t', '\r']),
    }
}
