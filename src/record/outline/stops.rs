//! Where strings may end, found for sixty-four bytes at a time.
//!
//! Bits stand for bytes, the lowest for the first. What is escaped is found by arithmetic on them, as in simdjson (Langdale and Lemire,
//! "Parsing gigabytes of JSON per second", VLDB Journal 28, 2019).

use wide::u8x16;

/// So many bytes are looked at together.
const BLOCK: usize = 64;

/// The bytes of a text at which whoever steps over a string has to stop: a quote that ends it, a control, which may not stand in it,
/// and what a backslash escapes, if it is not one of `"`, `\` and `n`.
pub(super) struct Stops<'a> {
    bytes: &'a [u8],
    /// Where the block begins that was looked at last.
    start: usize,
    /// Its stops.
    found: u64,
    /// 1 if its last byte is a backslash that escapes the next one, else 0.
    carried: u64,
}

impl<'a> Stops<'a> {
    /// The stops of a text, of which nothing was looked at yet but its beginning.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut stops = Self { bytes, start: 0, found: 0, carried: 0 };
        stops.look();
        stops
    }

    /// The first stop in a string from its byte at `at` on, which may be one behind the end of the text; `None` if there is none.
    ///
    /// Everything before `at` must be known to be JSON, and no place may come before one that was given or taken already.
    pub(super) fn next(&mut self, at: usize) -> Option<usize> {
        if at - self.start >= BLOCK {
            // A backslash stands in strings only, and what it escapes was stepped over with it.
            self.carried = 0;
            self.start = at - at % BLOCK;
            self.look();
        }
        let mut found = self.found & (u64::MAX << (at - self.start));
        while found == 0 {
            self.start += BLOCK;
            if self.start >= self.bytes.len() {
                return None;
            }
            self.look();
            found = self.found;
        }
        Some(self.start + found.trailing_zeros() as usize)
    }

    /// Looks at the block that begins at `start`.
    fn look(&mut self) {
        let rest = self.bytes.get(self.start..).unwrap_or_default();
        self.found = match rest.first_chunk() {
            Some(block) => stops(block, &mut self.carried),
            None => stops(&padded(rest), &mut self.carried),
        };
    }
}

/// The last block, filled up with controls, so that each of them is a stop.
#[cold]
fn padded(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// The stops of a block. `carried` says whether the block before ended with a backslash that escapes, and then whether this does.
#[inline]
fn stops(block: &[u8; BLOCK], carried: &mut u64) -> u64 {
    let (mut quotes, mut backslashes, mut controls) = (0, 0, 0);
    for (place, part) in parts(block) {
        quotes |= equal(part, b'"') << place;
        backslashes |= equal(part, b'\\') << place;
        controls |= mask(part.max(u8x16::splat(0x1f)).simd_eq(u8x16::splat(0x1f))) << place;
    }
    if backslashes | *carried == 0 {
        return quotes | controls;
    }
    let escaped = escaped(backslashes, carried);
    let newlines = parts(block).fold(0, |ns, (place, part)| ns | equal(part, b'n') << place);
    (quotes & !escaped) | controls | (escaped & !(quotes | backslashes | newlines))
}

/// The block in pieces, each with its place in it.
fn parts(block: &[u8; BLOCK]) -> impl Iterator<Item = (usize, u8x16)> {
    (0..).step_by(16).zip(block.as_chunks().0.iter().map(|part| u8x16::new(*part)))
}

fn equal(part: u8x16, byte: u8) -> u64 {
    mask(part.simd_eq(u8x16::splat(byte)))
}

fn mask(part: u8x16) -> u64 {
    u64::from(part.to_bitmask())
}

/// What is behind a backslash that is not escaped itself.
fn escaped(backslashes: u64, carried: &mut u64) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let backslashes = backslashes & !*carried;
    let after = backslashes << 1 | *carried;
    // Of a run of backslashes that begins at an even place, what is at odd places is escaped, and the other way round. The addition carries
    // a run that begins at an odd place to its end.
    let odd_starts = backslashes & !EVEN & !after;
    let (turned, overflow) = odd_starts.overflowing_add(backslashes);
    *carried = u64::from(overflow);
    (EVEN ^ (turned << 1)) & after
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
                b'\\' | b'n' => false,
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
            pieces in vec(select(vec!["\\", "\\", "\"", "n", "/", "\n", "\u{1f}", " ", "\u{7f}", "é", "a text without any of them"]), 0..120),
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
    }
}
