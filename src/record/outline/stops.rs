//! Where strings may end, found for sixty-four bytes at a time.
//!
//! Bits stand for bytes, the lowest for the first. What is escaped is found by arithmetic on them, as in simdjson (Langdale and Lemire,
//! "Parsing gigabytes of JSON per second", VLDB Journal 28, 2019). Which bytes are which is told by the widest vectors that this processor has.

mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

use crate::record::vectors::{BLOCK, padded};

/// So many blocks are looked at together, so that what has to be found out before is not felt.
const GROUP: usize = 8;

/// The beginning of a group that is far from any place in a text.
const NOWHERE: usize = 1 << (usize::BITS - 1);

/// The bytes of a text at which whoever steps over a string has to stop: a quote that ends it, a control, which may not stand in it,
/// and what a backslash escapes, if that is not one of `"`, `\\`, `/`, `b`, `f`, `n`, `r` and `t`.
pub(super) struct Stops<'a> {
    bytes: &'a [u8],
    /// Where the group begins that was looked at last, at the beginning of a block; [`NOWHERE`] before that.
    start: usize,
    /// Its stops. Whatever is behind the end of the text is one.
    found: [u64; GROUP],
    /// 1 if its last byte is a backslash that escapes the next one, else 0.
    carried: u64,
}

impl<'a> Stops<'a> {
    /// The stops of a text, of which nothing was looked at yet.
    #[inline]
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, start: NOWHERE, found: [0; GROUP], carried: 0 }
    }

    /// The first stop in a string from its byte at `at` on, which may be one behind the end of the text; `None` if there is none.
    ///
    /// Everything before `at` must be known to be JSON, and no place may come before one that was given or taken already.
    #[inline]
    pub(super) fn next(&mut self, at: usize) -> Option<usize> {
        let found =
            self.found.get(at.wrapping_sub(self.start) / BLOCK).map_or(0, |found| found & (u64::MAX << (at % BLOCK)));
        // Most strings are names, which mostly end in the block in which they begin.
        if found == 0 { self.next_far(at) } else { Some(at - at % BLOCK + found.trailing_zeros() as usize) }
    }

    /// The same wherever it is.
    #[inline(never)]
    fn next_far(&mut self, at: usize) -> Option<usize> {
        if at.wrapping_sub(self.start) >= GROUP * BLOCK {
            // A backslash stands in strings only, and what it escapes was stepped over with it.
            self.carried = 0;
            self.start = at - at % BLOCK;
            self.look();
        }
        let mut block = (at - self.start) / BLOCK;
        let mut found = self.found[block] & (u64::MAX << (at % BLOCK));
        while found == 0 {
            block += 1;
            if block == GROUP {
                self.start += GROUP * BLOCK;
                if self.start >= self.bytes.len() {
                    return None;
                }
                self.look();
                block = 0;
            }
            found = self.found[block];
        }
        Some(self.start + block * BLOCK + found.trailing_zeros() as usize)
    }

    /// Looks at the group that begins at `start`.
    fn look(&mut self) {
        let rest = self.bytes.get(self.start..).unwrap_or_default();
        let group = rest.get(..GROUP * BLOCK).unwrap_or(rest);
        let blocks = group.len().div_ceil(BLOCK);
        if let Some(behind) = self.found.get_mut(blocks) {
            *behind = u64::MAX;
        }
        self.carried = find(group, &mut self.found[..blocks], self.carried);
    }
}

/// Finds the stops of a text, a word for each block that it begins; in the last all bits are set that are behind its end. The first byte is
/// escaped if `carried` is 1 and not if it is 0; what is given back says the same of what follows whole blocks.
fn find(text: &[u8], found: &mut [u64], carried: u64) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if let Some(carried) = x86::find(text, found, carried) {
        return carried;
    }
    portable::find(text, found, carried)
}

/// Which bytes of a block are which.
#[derive(Clone, Copy)]
struct Classes {
    backslashes: u64,
    /// What stops unless a backslash escapes it: quotes and controls.
    stops: u64,
    /// What stops if one does: all but those that may be escaped and then mean one character.
    stops_escaped: u64,
}

impl Classes {
    /// Those of the block without its first bytes.
    #[inline]
    fn shifted(self, bytes: usize) -> Self {
        let Self { backslashes, stops, stops_escaped } = self;
        Self { backslashes: backslashes >> bytes, stops: stops >> bytes, stops_escaped: stops_escaped >> bytes }
    }
}

/// The same with what tells the classes of a block.
#[inline(always)]
#[expect(clippy::inline_always, reason = "all of it has to be compiled for the instructions of the caller")]
fn find_by(text: &[u8], found: &mut [u64], mut carried: u64, classes: impl Fn(&[u8; BLOCK]) -> Classes) -> u64 {
    let (blocks, rest) = text.as_chunks();
    let (of_blocks, of_rest) = found.split_at_mut(blocks.len());
    for (block, found) in blocks.iter().zip(of_blocks) {
        *found = stops(classes(block), &mut carried);
    }
    if let Some(found) = of_rest.first_mut() {
        let of_last = match text.last_chunk() {
            Some(last) => classes(last).shifted(BLOCK - rest.len()),
            None => classes(&padded(rest)),
        };
        *found = stops(of_last, &mut carried) | u64::MAX << rest.len();
    }
    carried
}

/// The stops of a block, without a branch: whether there is a backslash can't be foretold. `carried` says whether the block before ended with
/// a backslash that escapes, and then whether this does.
#[inline]
fn stops(Classes { backslashes, stops, stops_escaped }: Classes, carried: &mut u64) -> u64 {
    let escaped = escaped(backslashes, carried);
    (stops & !escaped) | (stops_escaped & escaped)
}

/// What is behind a backslash that is not escaped itself.
#[inline]
fn escaped(backslashes: u64, carried: &mut u64) -> u64 {
    const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
    let free = backslashes & !*carried;
    // Of a run of backslashes the first escapes, and every second one after it. The subtraction borrows through a run that begins at an odd
    // place, so that a bit tells for each of these, and for what is behind a run that has an odd number, that it is one of them.
    let turned = ((free << 1) | ODD).wrapping_sub(free) ^ ODD;
    let escaped = turned ^ (backslashes | *carried);
    *carried = (turned & backslashes) >> 63;
    escaped
}

/// Finds stops in any bytes with all that this processor has, for the fuzzer: true if all ways give the same.
#[doc(hidden)]
#[must_use]
pub fn finds_stops_alike(bytes: &[u8], is_escaped: bool) -> bool {
    let found = |find: fn(&[u8], &mut [u64], u64) -> u64| {
        let mut found = vec![0; bytes.len().div_ceil(BLOCK)];
        let carried = find(bytes, &mut found, u64::from(is_escaped));
        (found, carried)
    };
    found(find) == found(portable::find)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// The same byte by byte.
    fn plainly(bytes: &[u8]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut escaped = false;
        for (at, byte) in bytes.iter().enumerate() {
            let stops = match byte {
                0..0x20 => true,
                b'"' => !escaped,
                b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => false,
                _ => escaped,
            };
            found.extend(stops.then_some(at));
            escaped = *byte == b'\\' && !escaped;
        }
        found
    }

    proptest! {
        #[test]
        fn every_stop_is_found_wherever_it_stands(
            pieces in vec(select(vec!["\\", "\\", "\"", "n", "t", "u", "/", "\n", "\u{1f}", " ", "\u{7f}", "é", "a text without any of them"]), 0..120),
        ) {
            let text = pieces.concat();
            let mut stops = Stops::new(text.as_bytes());
            let mut found = Vec::new();
            let mut at = 0;
            while let Some(stop) = stops.next(at).filter(|stop| *stop < text.len()) {
                found.push(stop);
                at = stop + 1;
            }
            prop_assert_eq!(found, plainly(text.as_bytes()), "in {:?}", text);
        }

        #[test]
        fn every_processor_finds_the_same(bytes in vec(prop_oneof![any::<u8>(), select(b"\\\\\\\"\"nu/\n".to_vec())], 0..300), is_escaped: bool) {
            prop_assert!(finds_stops_alike(&bytes, is_escaped), "in {:?}", bytes);
        }
    }
}
