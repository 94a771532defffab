//! The lines of a piece of a log.

use super::problem::Problem;
use crate::record::PlacesOf;

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

/// Shows each line of `bytes` that is not blank, with its number or what is wrong with it. The first has the number `first`, and
/// none may be longer than `most` bytes. A line ends with `\n`; before it a `\r` counts for nothing.
pub(super) fn each_line<'a>(
    bytes: &'a [u8],
    first: u64,
    most: usize,
    mut each: impl FnMut(u64, Result<&'a str, Problem>),
) {
    let bytes = if first == 1 { bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes) } else { bytes };
    // Looked at all at once it is much faster than line by line, and nearly always fine.
    let whole = simdutf8::basic::from_utf8(bytes).ok();
    let (mut start, mut number) = (0, first);
    let mut ends = PlacesOf::new(b'\n', bytes);
    while start < bytes.len() {
        let end = ends.next().unwrap_or(bytes.len());
        let text = match whole {
            Some(whole) => Ok(&whole[start..end]),
            None => std::str::from_utf8(&bytes[start..end]),
        };
        match text.map(trimmed) {
            _ if end - start > most => each(number, Err(Problem::TooLong { max_bytes: most })),
            Ok("") => {}
            Ok(text) => each(number, Ok(text)),
            Err(error) => each(number, Err(Problem::NotUtf8 { column: error.valid_up_to() + 1 })),
        }
        (start, number) = (end + 1, number + 1);
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
