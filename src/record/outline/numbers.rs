//! Where numbers end.

use crate::record::digits;
use crate::record::vectors::others_than_digits;

/// Bytes that are looked at together.
const PART: usize = 16;

/// Where the number ends that begins here.
#[inline]
pub(super) fn end(bytes: &[u8], at: usize) -> Option<usize> {
    Some(at + length(bytes.get(at..)?)?)
}

/// How long the number is that begins here.
#[inline]
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    let usual = match bytes.first_chunk() {
        Some(part) => usual(part),
        None => last(bytes),
    };
    usual.or_else(|| any(bytes, 0))
}

/// The same of less than a part, perhaps with a fraction: as a count is, a time or a measure.
#[inline]
fn usual(part: &[u8; PART]) -> Option<usize> {
    let others = others_than_digits(part);
    let whole = others.trailing_zeros() as usize;
    let has_point = part[whole % PART] == b'.';
    let end = if has_point { (others & others.wrapping_sub(1)).trailing_zeros() as usize } else { whole };
    let has_digits = whole > 0 && end < PART && !(has_point && end == whole + 1);
    let is_plain = (whole == 1 || part[0] != b'0') && !matches!(part[end % PART], b'e' | b'E');
    (has_digits && is_plain).then_some(end)
}

/// The same of the last bytes, fewer than a part.
#[inline(never)]
fn last(bytes: &[u8]) -> Option<usize> {
    // What is behind the end is no digit.
    let mut part = [0; PART];
    part[..bytes.len()].copy_from_slice(bytes);
    usual(&part)
}

/// The same of any.
#[inline(never)]
fn any(bytes: &[u8], at: usize) -> Option<usize> {
    let stands = |at: usize, byte| bytes.get(at) == Some(&byte);
    let at = at + usize::from(stands(at, b'-'));
    let mut at = if stands(at, b'0') { at + 1 } else { digits_end(bytes, at)? };
    if stands(at, b'.') {
        at = digits_end(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let is_signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
        at = digits_end(bytes, at + 1 + usize::from(is_signed))?;
    }
    Some(at)
}

/// Behind one digit or more, counted in words: how many there are is different each time, and guessed wrongly for each number.
#[inline]
fn digits_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let count = digits::leading(digits::word(bytes, at));
        at += count;
        if count < 8 {
            return (at > start).then_some(at);
        }
    }
}
