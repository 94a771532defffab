//! What stands behind the escapes of a JSON string.

use std::mem;

use memchr::memchr;

use super::vectors::{BLOCK, equal, gather, padded};

/// What stands between the quotes of a string literal.
#[inline]
pub(super) fn content(literal: &str) -> &str {
    match literal.as_bytes() {
        [b'"', content @ .., b'"'] => &literal[1..=content.len()],
        _ => literal,
    }
}

/// True if there is a backslash. Most strings are names of a few bytes, which are looked at in one or two words.
#[inline]
pub(super) fn has_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) if bytes.len() <= 16 => has_backslash(*first) || has_backslash(*last),
        (Some(_), Some(_)) => memchr(b'\\', bytes).is_some(),
        _ => bytes.contains(&b'\\'),
    }
}

/// True if one of the bytes is a backslash: less the lowest bits only a byte that is zero borrows, and so gets a highest bit that it had not.
#[inline]
fn has_backslash(bytes: [u8; 8]) -> bool {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    let differing = u64::from_ne_bytes(bytes) ^ (LOWEST * 0x5c);
    differing.wrapping_sub(LOWEST) & !differing & (LOWEST << 7) != 0
}

/// Puts the content of a string literal that is known to be valid into `text`, with its escapes decoded. `None` if it has a lone
/// surrogate, which no Rust string can hold.
pub(super) fn unescape(content: &str, text: &mut String) -> Option<()> {
    let mut bytes = mem::take(text).into_bytes();
    // Decoded, nothing takes more bytes, but whole blocks are copied.
    bytes.resize(content.len() + BLOCK, 0);
    let length = decode(content.as_bytes(), &mut bytes)?;
    bytes.truncate(length);
    *text = String::from_utf8(bytes).ok()?;
    Some(())
}

/// Decodes into what is at least a block longer, and gives how long it became. What stands between escapes is copied with whatever
/// follows it in its block, which is overwritten then.
fn decode(content: &[u8], text: &mut [u8]) -> Option<usize> {
    let (mut rest, mut length) = (content, 0);
    while !rest.is_empty() {
        let block = rest.first_chunk().copied().unwrap_or_else(|| padded(rest));
        *text.get_mut(length..)?.first_chunk_mut()? = block;
        let backslashes = gather(&block, |part| equal(part, b'\\'));
        let plain = rest.len().min(backslashes.trailing_zeros() as usize);
        length += plain;
        rest = &rest[plain..];
        if let [b'\\', escaped @ ..] = rest {
            let (c, taken) = character(escaped)?;
            length += c.encode_utf8(text.get_mut(length..)?).len();
            rest = escaped.get(taken..)?;
        }
    }
    Some(length)
}

/// What follows a backslash: the character that it stands for, and how many bytes it takes.
fn character(escaped: &[u8]) -> Option<(char, usize)> {
    // Nothing but constants, so that it becomes a table: which escape comes next can't be foretold.
    let simple = match escaped.first()? {
        b'n' => '\n',
        b'"' => '"',
        b'\\' => '\\',
        b't' => '\t',
        b'/' => '/',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        _ => '\0',
    };
    if simple == '\0' { numbered(escaped) } else { Some((simple, 1)) }
}

/// The character that `u` and four digits stand for, or two such escapes, and how long they are without the first backslash.
fn numbered(escaped: &[u8]) -> Option<(char, usize)> {
    let first = unit(escaped)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((c, 5));
    }
    let second = unit(escaped.get(5..)?.strip_prefix(b"\\")?)?;
    let pair = char::decode_utf16([first, second]).next()?.ok()?;
    Some((pair, 11))
}

fn unit(escaped: &[u8]) -> Option<u16> {
    let digits = escaped.strip_prefix(b"u")?.get(..4)?;
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        #[test]
        fn escapes_are_those_of_serde_json(
            pieces in prop::collection::vec(select(vec![
                "\\n", "\\\"", "\\\\", "\\t", "\\/", "\\r", "\\b", "\\f", "\\u0041", "\\u00e9", "\\uD83D", "\\ude00", "\\ud83d\\udE00", "\\uffff",
                "u", "n", "é", "😀", "some plain text", "0041", "some text that takes up more than a block of sixty-four bytes",
            ]), 0..24),
        ) {
            let content = pieces.concat();
            let expected: Option<String> = serde_json::from_str(&format!("\"{content}\"")).ok();
            let mut text = "what was there before".to_owned();
            prop_assert_eq!(unescape(&content, &mut text).map(|()| text), expected);
        }

        #[test]
        fn a_backslash_is_seen_wherever_it_stands(text in "[a-z\\\\\\[\\]é]{0,40}") {
            prop_assert_eq!(has_escape(&text), text.contains('\\'));
        }
    }
}
