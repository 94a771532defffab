//! For every processor, by vectors of 16 bytes.

use super::{Classes, find_by};
use crate::record::vectors::{BLOCK, bits, equal, parts, up_to};

pub(super) fn find(text: &[u8], found: &mut [u64], carried: u64) -> u64 {
    find_by(text, found, carried, classes)
}

#[inline]
fn classes(block: &[u8; BLOCK]) -> Classes {
    let mut classes = Classes { backslashes: 0, stops: 0, stops_escaped: 0 };
    for (place, part) in parts(block) {
        let is = |byte| equal(part, byte);
        let (quotes, backslashes) = (is(b'"'), is(b'\\'));
        let letters = is(b'b') | is(b'f') | is(b'n') | is(b'r') | is(b't') | is(b'/');
        classes.backslashes |= bits(backslashes) << place;
        classes.stops |= bits(quotes | up_to(part, 0x1f)) << place;
        classes.stops_escaped |= bits(!(letters | quotes | backslashes)) << place;
    }
    classes
}
