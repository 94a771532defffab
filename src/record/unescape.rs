//! What stands behind the escapes of a JSON string.

use memchr::memchr;

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
    text.clear();
    text.reserve(content.len());
    let mut rest = content;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let escaped = rest.get(at + 1..)?;
        let (c, length) = match escaped.as_bytes().first()? {
            b'n' => ('\n', 1),
            b'"' => ('"', 1),
            b'\\' => ('\\', 1),
            b't' => ('\t', 1),
            b'/' => ('/', 1),
            b'r' => ('\r', 1),
            b'b' => ('\u{8}', 1),
            b'f' => ('\u{c}', 1),
            b'u' => numbered(escaped)?,
            _ => return None,
        };
        text.push(c);
        rest = escaped.get(length..)?;
    }
    text.push_str(rest);
    Some(())
}

/// The character that `u` and four digits stand for, or two such escapes, and how long they are without the first backslash.
fn numbered(escaped: &str) -> Option<(char, usize)> {
    let first = unit(escaped)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((c, 5));
    }
    let second = unit(escaped.get(5..)?.strip_prefix('\\')?)?;
    let pair = char::decode_utf16([first, second]).next()?.ok()?;
    Some((pair, 11))
}

fn unit(escaped: &str) -> Option<u16> {
    u16::from_str_radix(escaped.strip_prefix('u')?.get(..4)?, 16).ok()
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
                "u", "n", "é", "😀", "some plain text", "0041",
            ]), 0..12),
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
