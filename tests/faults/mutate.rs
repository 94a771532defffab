//! Changes of a seed as a fuzzer makes them, always the same for the same number.

/// A stream of numbers (xorshift64*).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `bound`, or 0 if that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap();
        usize::try_from(self.next() % bound).unwrap()
    }
}

/// Pieces that parsers stumble over.
const PIECES: [&[u8]; 24] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\0",
    b"\n",
    b"\r",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\\ud800",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"99999999999999999999",
    b"null",
    b"../..",
    b"\x1f\x8b",
    b"//",
    b"*/",
];

/// One or more changes of `seed`, perhaps with a part of `other`.
pub(crate) fn mutate(numbers: &mut Numbers, seed: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(4) {
        change(numbers, &mut bytes, other);
    }
    bytes
}

fn change(numbers: &mut Numbers, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = numbers.below(bytes.len() + 1);
    let end = at + numbers.below((bytes.len() - at).min(64) + 1);
    match numbers.below(8) {
        0 => bytes.truncate(at),
        1 => _ = bytes.drain(at..end),
        2 => {
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part.repeat(1 + numbers.below(8)));
        }
        3 => {
            let from = numbers.below(other.len() + 1);
            let part = &other[from..(from + numbers.below(64)).min(other.len())];
            bytes.splice(at..end, part.iter().copied());
        }
        4 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
        5 if at < bytes.len() => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
        6 => {
            let bracket = [b"[" as &[u8], b"{\"a\":", b"\\"][numbers.below(3)];
            bytes.splice(at..at, bracket.repeat(numbers.below(300)));
        }
        _ => _ = bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied()),
    }
}
