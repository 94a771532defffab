//! For every processor, by vectors of 16 bytes.

use wide::u8x16;

use super::{BLOCK, Classes, find_by};

pub(super) fn find(text: &[u8], found: &mut [u64], carried: u64) -> u64 {
    find_by(text, found, carried, classes)
}

#[inline]
fn classes(block: &[u8; BLOCK]) -> Classes {
    let mut classes = Classes { quotes: 0, backslashes: 0, controls: 0, simple: 0 };
    for (place, part) in (0..).step_by(16).zip(block.as_chunks().0) {
        let part = u8x16::new(*part);
        let is = |byte| part.simd_eq(u8x16::splat(byte));
        let (quotes, backslashes) = (is(b'"'), is(b'\\'));
        let letters = is(b'b') | is(b'f') | is(b'n') | is(b'r') | is(b't') | is(b'/');
        let controls = part.max(u8x16::splat(0x1f)).simd_eq(u8x16::splat(0x1f));
        classes.quotes |= mask(quotes) << place;
        classes.backslashes |= mask(backslashes) << place;
        classes.controls |= mask(controls) << place;
        classes.simple |= mask(letters | quotes | backslashes) << place;
    }
    classes
}

fn mask(part: u8x16) -> u64 {
    u64::from(part.to_bitmask())
}
