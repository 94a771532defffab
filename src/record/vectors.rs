//! Sixty-four bytes looked at together, in vectors of 16 that every processor has. Bits stand for bytes, the lowest for the first.

use wide::u8x16;

/// So many bytes are looked at together.
pub(super) const BLOCK: usize = 64;

/// A text that is shorter than a block as one.
pub(super) fn padded(text: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block[..text.len()].copy_from_slice(text);
    block
}

/// A block in pieces, each with its place in it.
#[inline]
pub(super) fn parts(block: &[u8; BLOCK]) -> impl Iterator<Item = (usize, u8x16)> {
    (0..).step_by(16).zip(block.as_chunks().0.iter().map(|part| u8x16::new(*part)))
}

/// The bytes of a block that pass a test.
#[inline]
pub(super) fn gather(block: &[u8; BLOCK], test: impl Fn(u8x16) -> u8x16) -> u64 {
    parts(block).fold(0, |found, (place, part)| found | bits(test(part)) << place)
}

/// A bit for each byte that passed a test.
#[inline]
pub(super) fn bits(passed: u8x16) -> u64 {
    u64::from(passed.to_bitmask())
}

/// Which bytes are this one.
#[inline]
pub(super) fn equal(part: u8x16, byte: u8) -> u8x16 {
    part.simd_eq(u8x16::splat(byte))
}

/// Which bytes are not above this one.
#[inline]
pub(super) fn up_to(part: u8x16, last: u8) -> u8x16 {
    part.max(u8x16::splat(last)).simd_eq(u8x16::splat(last))
}

/// A bit for each of sixteen bytes that is no digit.
#[inline]
pub(super) fn others_than_digits(part: &[u8; 16]) -> u64 {
    0xffff ^ bits(up_to(u8x16::new(*part) ^ u8x16::splat(b'0'), 9))
}

/// Where a byte stands, from the first place to the last. For bytes that stand near to each other: nothing begins anew for each.
pub(crate) struct PlacesOf<'a> {
    byte: u8,
    bytes: &'a [u8],
    /// Where the block begins that was looked at last.
    start: usize,
    /// The places in it that were not given yet.
    found: u64,
}

impl<'a> PlacesOf<'a> {
    pub(crate) fn new(byte: u8, bytes: &'a [u8]) -> Self {
        let mut places = Self { byte, bytes, start: 0, found: 0 };
        places.look();
        places
    }

    #[inline]
    fn look(&mut self) {
        let rest = self.bytes.get(self.start..).unwrap_or_default();
        let found = |block: &[u8; BLOCK]| gather(block, |part| equal(part, self.byte));
        self.found = if let Some(block) = rest.first_chunk() {
            found(block)
        } else {
            let mut block = [!self.byte; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            found(&block)
        };
    }
}

impl Iterator for PlacesOf<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            self.start = self.start.saturating_add(BLOCK);
            if self.start >= self.bytes.len() {
                return None;
            }
            self.look();
        }
        let place = self.start + self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        #[test]
        fn a_byte_is_found_wherever_it_stands(bytes in vec(select(b"\nab\0\xf5".to_vec()), 0..300), byte in select(b"\na\0c\xf5".to_vec())) {
            let plainly: Vec<_> = memchr::memchr_iter(byte, &bytes).collect();
            prop_assert_eq!(PlacesOf::new(byte, &bytes).collect::<Vec<_>>(), plainly);
        }
    }
}
