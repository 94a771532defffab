//! Where numbers end.

use crate::record::digits;
use crate::record::vectors::others_than_digits;

/// Where the number ends that begins here.
#[inline]
pub(super) fn end(bytes: &[u8], at: usize) -> Option<usize> {
    short(bytes, at).or_else(|| decimal(bytes, at)).or_else(|| any(bytes, at))
}

/// The same of up to seven digits and nothing else, as nearly all numbers are.
#[inline]
fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let word = digits::word(bytes, at);
    let count = digits::leading(word);
    let [first, ..] = word.to_le_bytes();
    let [next, ..] = word.checked_shr(8 * u32::try_from(count).ok()?)?.to_le_bytes();
    let is_plain = count > 0 && (count == 1 || first != b'0') && !matches!(next, b'.' | b'e' | b'E');
    is_plain.then_some(at + count)
}

/// The same of up to fifteen bytes, perhaps with a fraction, all of which are looked at together: as a time is, or a measure.
#[inline(never)]
fn decimal(bytes: &[u8], at: usize) -> Option<usize> {
    let part = bytes.get(at..)?.first_chunk()?;
    let others = others_than_digits(part);
    let whole = others.trailing_zeros() as usize;
    let end = match bytes.get(at + whole)? {
        b'.' => (others & others.wrapping_sub(1)).trailing_zeros() as usize,
        _ => whole,
    };
    let has_digits = whole > 0 && end != whole + 1 && end < part.len();
    let is_plain = (whole == 1 || part[0] != b'0') && !matches!(bytes.get(at + end), Some(b'e' | b'E'));
    (has_digits && is_plain).then_some(at + end)
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
