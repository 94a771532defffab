//! Digits read eight at a time. The lowest byte of a word is the first.

use std::ops::Range;

use super::vectors::others_than_digits;

/// A word of ones.
const LOWEST: u64 = 0x0101_0101_0101_0101;

/// The powers of ten, as far as they are needed here. A double holds them exactly.
const POWERS: [u64; 16] = {
    let mut powers = [1; 16];
    let mut place = 1;
    while place < powers.len() {
        powers[place] = 10 * powers[place - 1];
        place += 1;
    }
    powers
};

/// Up to here a double holds every whole number.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

/// The eight bytes from a place on, where those behind the end are zero.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(word) => u64::from_le_bytes(*word),
        None => last_word(bytes, at),
    }
}

/// The same of the last bytes, fewer than eight.
#[inline(never)]
fn last_word(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    match bytes.last_chunk() {
        Some(last) if !rest.is_empty() => u64::from_le_bytes(*last) >> (8 * (8 - rest.len())),
        _ => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// A power of ten that is not above the fifteenth.
#[inline]
pub(super) fn power(exponent: usize) -> Option<u64> {
    POWERS.get(exponent).copied()
}

/// How many digits a word begins with.
#[inline]
pub(super) fn leading(word: u64) -> usize {
    // A digit becomes its value, and everything else more than nine, which the sum or the byte itself shows in its highest bit. A sum may
    // carry into bytes behind the first of these, but not into those before.
    let values = word ^ (LOWEST * 0x30);
    let others = (values.wrapping_add(LOWEST * 0x76) | values) & (LOWEST << 7);
    others.trailing_zeros() as usize / 8
}

/// What the first digits of a word come to, of which there must be so many.
#[inline]
fn value(word: u64, count: usize) -> u64 {
    const TWO: u64 = 0x0000_00ff_0000_00ff;
    if count == 0 {
        return 0;
    }
    // As if there were eight, of which the first are zeros: then pairs, fours and all of them are put together.
    let digits = (word ^ (LOWEST * 0x30)) << (8 * (8 - count));
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let odd = (pairs & TWO).wrapping_mul(100 + (1_000_000 << 32));
    let even = (pairs >> 16 & TWO).wrapping_mul(1 + (10_000 << 32));
    odd.wrapping_add(even) >> 32
}

/// The number that so many bytes from a place on are, up to eight, if all of them are digits.
#[inline]
pub(super) fn number(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    let word = word(bytes, at);
    ((1..=8).contains(&count) && leading(word) >= count).then(|| value(word, count))
}

/// The number that up to fifteen digits from a place on are, and how many they are; `None` if there are more.
#[inline]
pub(super) fn run(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let first = word(bytes, at);
    let count = leading(first);
    if count < 8 {
        return Some((value(first, count), count));
    }
    let second = word(bytes, at + 8);
    let more = leading(second);
    (more < 8).then(|| (value(first, 8) * POWERS[more] + value(second, more), 8 + more))
}

/// The double nearest to the number that stands there, if that is digits, perhaps with a fraction of up to eight; `None` leaves what is longer, and all
/// else, to others.
#[inline]
pub(super) fn nearest(bytes: &[u8], number: Range<usize>) -> Option<f64> {
    let (whole, count) = sixteen(bytes.get(number.start..)?)?;
    let point = number.start + count;
    let (digits, scale) = if point == number.end {
        (whole, 1)
    } else {
        let places = number.end.checked_sub(point + 1).filter(|places| (1..=8).contains(places))?;
        let fraction = word(bytes, point + 1);
        if bytes.get(point) != Some(&b'.') || leading(fraction) < places {
            return None;
        }
        (whole.checked_mul(POWERS[places])? + value(fraction, places), POWERS[places])
    };
    // Of two doubles that are exact the quotient is the nearest one to that of the numbers.
    #[expect(clippy::cast_precision_loss, reason = "none is lost up to there")]
    (digits <= EXACT).then(|| digits as f64 / scale as f64)
}

/// The number that the first digits are, up to fifteen, and how many they are, which are looked at together.
#[inline]
fn sixteen(bytes: &[u8]) -> Option<(u64, usize)> {
    let part = bytes.first_chunk().copied().unwrap_or_else(|| last_part(bytes));
    let count = others_than_digits(&part).trailing_zeros() as usize;
    let [first, second] = [u64::from_le_bytes(*part.first_chunk()?), u64::from_le_bytes(*part.last_chunk()?)];
    match count {
        0 | 16.. => None,
        ..=8 => Some((value(first, count), count)),
        _ => Some((value(first, 8) * POWERS[count - 8] + value(second, count - 8), count)),
    }
}

/// Fewer than sixteen bytes as if there were as many.
#[inline(never)]
fn last_part(bytes: &[u8]) -> [u8; 16] {
    let mut part = [0; 16];
    part[..bytes.len()].copy_from_slice(bytes);
    part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_is_what_its_digits_say(before in "[0-9x]{0,9}", text in "[0-9]{0,9}|[0-9x/:\u{e9}]{0,9}", after in "[x0-9]{0,9}") {
            let all = format!("{before}{text}{after}");
            let plainly = text.parse().ok().filter(|_| text.len() <= 8);
            prop_assert_eq!(number(all.as_bytes(), before.len(), text.len()), plainly, "in {}", all);
        }

        #[test]
        fn the_nearest_double_is_that_of_the_standard_library(before in "[0-9x]{0,9}", text in "[0-9]{1,17}|[0-9]{0,12}\\.[0-9]{0,12}|17[0-9]{8}\\.[0-9]{1,7}|[0-9.eE+-]{0,10}", after in "([,} ][x0-9.]{0,9})?") {
            if let Some(found) = nearest(format!("{before}{text}{after}").as_bytes(), before.len()..before.len() + text.len()) {
                prop_assert_eq!(Some(found.to_bits()), text.parse().ok().map(f64::to_bits), "{}", text);
            }
        }
    }

    #[test]
    fn usual_numbers_are_read() {
        for (text, number) in
            [("0", 0.0), ("1760800000.125", 1_760_800_000.125), ("1760800000.125001", 1_760_800_000.125_001)]
        {
            assert_eq!(nearest(text.as_bytes(), 0..text.len()).map(f64::to_bits), Some(f64::to_bits(number)), "{text}");
        }
    }
}
