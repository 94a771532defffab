//! For those processors of this architecture that have vectors of 32 bytes.
//!
//! What they have is found out when the program runs, and so the compiler can't know it where this is called from: that call is all that is
//! `unsafe` here, and in this program. Everything below it is safe; bytes come into vectors by value.

use std::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set1_epi8, _mm256_setr_epi8, _mm256_setr_epi32, _mm256_shuffle_epi8, _mm256_srli_epi16,
};

use super::{BLOCK, Classes, find_by};

/// The same as [`super::portable::find`]; `None` if this processor can't.
#[inline]
#[expect(unsafe_code, reason = "the only way to instructions that not every processor has")]
pub(super) fn find(text: &[u8], found: &mut [u64], carried: u64) -> Option<u64> {
    // SAFETY: all that this function asks for is that the processor has AVX2, which was just found.
    is_x86_feature_detected!("avx2").then(|| unsafe { find_avx2(text, found, carried) })
}

#[target_feature(enable = "avx2")]
fn find_avx2(text: &[u8], found: &mut [u64], carried: u64) -> u64 {
    find_by(text, found, carried, |block| classes(block))
}

#[inline]
#[target_feature(enable = "avx2")]
fn classes(block: &[u8; BLOCK]) -> Classes {
    let words = block.as_chunks().0;
    let (low, high) = (half(vector(words, 0)), half(vector(words, 8)));
    Classes {
        backslashes: low.backslashes | high.backslashes << 32,
        stops: low.stops | high.stops << 32,
        stops_escaped: low.stops_escaped | high.stops_escaped << 32,
    }
}

/// The vector of eight words. Words of four bytes become one load, while those of eight would be put together one after the other.
#[inline]
#[target_feature(enable = "avx2")]
fn vector(words: &[[u8; 4]], from: usize) -> __m256i {
    let word = |at: usize| i32::from_le_bytes(words[from + at]);
    _mm256_setr_epi32(word(0), word(1), word(2), word(3), word(4), word(5), word(6), word(7))
}

/// The classes of half a block. All but quotes and backslashes are looked up by both digits: a byte is of a class if the bit of that is set for
/// the higher and for the lower.
#[inline]
#[target_feature(enable = "avx2")]
fn half(bytes: __m256i) -> Classes {
    // " / have the bit 1, \ has 2, b f n have 4, r t have 8, and controls, which may have any lower digit, the sign.
    let lower = _mm256_setr_epi8(
        -128, -128, -115, -128, -120, -128, -124, -128, -128, -128, -128, -128, -126, -128, -124, -127, //
        -128, -128, -115, -128, -120, -128, -124, -128, -128, -128, -128, -128, -126, -128, -124, -127,
    );
    let higher = _mm256_setr_epi8(
        -128, -128, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, //
        -128, -128, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0,
    );
    let digit = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(0xf));
    let found = _mm256_and_si256(_mm256_shuffle_epi8(lower, bytes), _mm256_shuffle_epi8(higher, digit));
    let is = |byte: u8| _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.cast_signed()));
    Classes {
        backslashes: signs(is(b'\\')),
        stops: signs(_mm256_or_si256(is(b'"'), found)),
        // What has none of the bits, and the controls.
        stops_escaped: signs(_mm256_cmpgt_epi8(_mm256_set1_epi8(1), found)),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn signs(bytes: __m256i) -> u64 {
    u64::from(_mm256_movemask_epi8(bytes).cast_unsigned())
}
