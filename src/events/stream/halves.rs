//! Characters that were cut in two: whoever cuts a text by its UTF-16 units, as JavaScript does, may leave half of one at the end of a piece, and
//! the other half at the beginning of the next.

use crate::record::JsonRef;

/// The first half of a character, if a string ends with it alone.
pub(super) fn first_half(string: JsonRef<'_>) -> Option<u16> {
    let body = string.text().strip_suffix('"')?;
    let at = body.len().checked_sub(ESCAPE)?;
    let unit = escaped(body.get(at..)?)?;
    // The backslash may be one that is escaped itself.
    let before = body.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
    (before % 2 == 0 && (0xd800..0xdc00).contains(&unit)).then_some(unit)
}

/// The last half of a character, if a string begins with it alone.
pub(super) fn last_half(string: JsonRef<'_>) -> Option<u16> {
    let body = string.text().strip_prefix('"')?;
    escaped(body.get(..ESCAPE)?).filter(|unit| (0xdc00..0xe000).contains(unit))
}

/// The character that has these halves.
pub(super) fn joined(first: u16, last: u16) -> Option<char> {
    char::decode_utf16([first, last]).next()?.ok()
}

/// As long is `\uXXXX`.
const ESCAPE: usize = 6;

fn escaped(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::Json;

    fn halves(json: &str) -> (Option<u16>, Option<u16>) {
        let json = Json::parse(json).unwrap();
        (first_half(json.get()), last_half(json.get()))
    }

    #[test]
    fn a_half_is_one_only_where_it_stands_alone() {
        assert_eq!(halves(r#""a \ud83c""#), (Some(0xd83c), None));
        assert_eq!(halves(r#""\udf89 b""#), (None, Some(0xdf89)));
        assert_eq!(halves(r#""\ud83c\udf89""#), (None, None));
        assert_eq!(halves(r#""a \\ud83c""#), (None, None), "this is a text that looks like one");
        assert_eq!(halves(r#""a \\\ud83c""#), (Some(0xd83c), None));
        for other in [r#""""#, r#""\u0041""#, "5", "null", r#""éééé""#, r#""ud83c""#] {
            assert_eq!(halves(other), (None, None), "{other}");
        }
    }

    proptest! {
        #[test]
        fn both_halves_of_any_character_make_it_again(character: char) {
            let mut units = [0; 2];
            if let [first, last] = *character.encode_utf16(&mut units) {
                prop_assert_eq!(halves(&format!("\"x\\u{first:04x}\"")).0, Some(first));
                prop_assert_eq!(halves(&format!("\"\\u{last:04X}y\"")).1, Some(last));
                prop_assert_eq!(joined(first, last), Some(character));
            }
        }
    }
}
