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
