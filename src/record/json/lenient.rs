//! What `serde_json` finds in a text, and where: strictly, or with the three literals of Python's dialect masked.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::JsonError;

/// Where something stands in a text, in bytes.
type Span = Range<usize>;

/// Where the value stands that the text is.
///
/// # Errors
/// Says what is not JSON.
pub(super) fn value(text: &str) -> Result<Span, JsonError> {
    parsed(text, |text| serde_json::from_str(text).map(|raw| span(text, raw)))
}

/// Where the elements stand of the array that the text is.
///
/// # Errors
/// Says what is not JSON, or that the value is not an array.
pub(super) fn elements(text: &str) -> Result<Vec<Span>, JsonError> {
    parsed(text, |text| {
        let elements: Vec<&RawValue> = serde_json::from_str(text)?;
        Ok(elements.into_iter().map(|element| span(text, element)).collect())
    })
}

/// Where keys and values of the members stand of the object that the text is, in written order, duplicates included.
///
/// # Errors
/// Says what is not JSON, or that the value is not an object.
pub(super) fn members(text: &str) -> Result<Vec<(Span, Span)>, JsonError> {
    parsed(text, |text| {
        let members: Members = serde_json::from_str(text)?;
        Ok(members.0.into_iter().map(|(key, value)| (span(text, key), span(text, value))).collect())
    })
}

/// Parses `text` strictly, and where that fails once more with the non-finite literals masked.
///
/// The mask has the same length, so the spans and error positions that `parse` gives are those of `text`.
fn parsed<T>(text: &str, parse: impl Fn(&str) -> Result<T, serde_json::Error>) -> Result<T, JsonError> {
    let strict = match parse(text) {
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    let masked = mask_non_finite(text);
    let error = match masked.as_deref().map(&parse) {
        Some(Ok(found)) => return Ok(found),
        Some(Err(error)) => error,
        None => strict,
    };
    let completed = complete_last(masked.as_deref().unwrap_or(text));
    let truncated = completed.is_some_and(|text| parse(&text).is_err_and(|error| error.is_eof()));
    let error = JsonError::from(error);
    Err(JsonError { truncated: truncated || error.truncated, ..error })
}

/// The text with a whole number in place of the beginning of one, or of a non-finite literal, that it ends with. `serde_json`
/// takes these for mistakes, not for an early end.
fn complete_last(text: &str) -> Option<String> {
    let start = text.rfind([' ', '\t', '\n', '\r', ',', ':', '[', '{']).map_or(0, |at| at + 1);
    let last = &text[start..];
    let literal = ["NaN", "Infinity", "-Infinity"].iter().any(|whole| whole.starts_with(last));
    let number =
        || last.ends_with(['-', '+', '.', 'e', 'E']) && serde_json::from_str::<&RawValue>(&format!("{last}0")).is_ok();
    (!last.is_empty() && (literal || number())).then(|| format!("{}0", &text[..start]))
}

/// Where `part`, which was borrowed from `whole`, stands in it.
fn span(whole: &str, part: &RawValue) -> Span {
    let start = part.get().as_ptr().addr() - whole.as_ptr().addr();
    start..start + part.get().len()
}

/// The members of an object as raw texts. `serde_json` would drop duplicates and refuse lone surrogates in keys.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(8);
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// Replaces each `NaN` and `Infinity` outside strings by a number of equal length; `None` if there are none.
fn mask_non_finite(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut masked = String::with_capacity(text.len());
    let (mut copied, mut at, mut in_string) = (0, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => in_string = !in_string,
            b'\\' if in_string => at += 1,
            b'N' | b'I' if !in_string => {
                if let Some((literal, number)) = non_finite_at(bytes, at) {
                    masked.push_str(&text[copied..at]);
                    masked.push_str(number);
                    at += literal.len();
                    copied = at;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if copied == 0 {
        return None;
    }
    masked.push_str(&text[copied..]);
    Some(masked)
}

/// The non-finite literal that begins at `at`, if it stands alone, with a number of equal length.
///
/// A literal that touches another number must not be masked: `1NaN` would become the valid `10.0`.
fn non_finite_at(bytes: &[u8], at: usize) -> Option<(&'static str, &'static str)> {
    let touches = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || b"+.".contains(b));
    let (literal, number) =
        [("NaN", "0.0"), ("Infinity", "0.000000")].into_iter().find(|(l, _)| bytes[at..].starts_with(l.as_bytes()))?;
    let before = at.checked_sub(1).map(|i| bytes[i]);
    let signed = before == Some(b'-');
    let before_sign = if signed { at.checked_sub(2).map(|i| bytes[i]) } else { before };
    let after = bytes.get(at + literal.len());
    let alone = !touches(before_sign.as_ref()) && !touches(after) && after != Some(&b'-');
    (alone && !(signed && literal == "NaN")).then_some((literal, number))
}
