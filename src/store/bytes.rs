//! Numbers and texts as bytes, and back. Nothing that is read back is relied upon.

/// Appends a number in groups of seven bits, the lowest first.
pub(in crate::store) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            return out.push(low & 0x7f);
        }
        out.push(low | 0x80);
    }
}

/// Appends a number that may be negative; small ones of either sign are short.
pub(in crate::store) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_number(out, (number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned());
}

/// Appends a text with its length.
pub(in crate::store) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, u64::try_from(text.len()).unwrap_or(u64::MAX));
    out.extend_from_slice(text.as_bytes());
}

/// Bytes that are being read; `None` from any method means that they are not what they should be.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(in crate::store) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// So many bytes as they are.
    pub(in crate::store) fn exactly<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    pub(in crate::store) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(in crate::store) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// A number of any smaller type.
    pub(in crate::store) fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        self.number()?.try_into().ok()
    }

    /// The same for one that may be negative.
    pub(in crate::store) fn small_signed<T: TryFrom<i64>>(&mut self) -> Option<T> {
        self.signed()?.try_into().ok()
    }

    /// So many bytes.
    pub(in crate::store) fn some(&mut self, length: usize) -> Option<&'a [u8]> {
        let (some, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(some)
    }

    pub(in crate::store) fn text(&mut self) -> Option<&'a str> {
        let length = self.small()?;
        std::str::from_utf8(self.some(length)?).ok()
    }

    /// How many bytes are left.
    pub(in crate::store) fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_is_read_back(number: u64, signed: i64, text: String) {
            let mut out = Vec::new();
            put_number(&mut out, number);
            put_signed(&mut out, signed);
            put_text(&mut out, &text);
            let mut bytes = Bytes(&out);
            prop_assert_eq!((bytes.number(), bytes.signed(), bytes.text()), (Some(number), Some(signed), Some(text.as_str())));
            prop_assert!(bytes.0.is_empty());
            for end in 0..out.len() {
                let mut cut = Bytes(&out[..end]);
                prop_assert!(cut.number().is_none() || cut.signed().is_none() || cut.text().is_none());
            }
        }

        #[test]
        fn any_bytes_are_read_to_their_end(bytes: Vec<u8>) {
            let mut rest = Bytes(&bytes);
            while rest.text().is_some() || rest.number().is_some() || rest.byte().is_some() {}
            prop_assert!(rest.0.is_empty());
        }
    }

    #[test]
    fn the_ends_of_the_ranges() {
        for number in [0, 127, 128, u64::MAX] {
            let mut out = Vec::new();
            put_number(&mut out, number);
            assert_eq!(Bytes(&out).number(), Some(number));
        }
        for number in [0, -1, 63, -64, 64, i64::MIN, i64::MAX] {
            let mut out = Vec::new();
            put_signed(&mut out, number);
            assert_eq!(Bytes(&out).signed(), Some(number));
        }
        assert_eq!(Bytes(&[0xff; 11]).number(), None);
    }
}
