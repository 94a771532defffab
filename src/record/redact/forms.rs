//! What must follow a prefix, measured. Everything here looks no further than a short constant allows, or than the run, the lines or
//! the key go that it measures.

use super::rules::{Class, Length};

/// True if a text ends with `\n` or another escape of one letter, or with `\u` and four digits.
pub(super) fn after_escape(text: &[u8]) -> bool {
    match text {
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f' | b'0'] => true,
        [.., b'\\', b'u', a, b, c, d] => [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()),
        [.., b'\\', b'x', a, b] => a.is_ascii_hexdigit() && b.is_ascii_hexdigit(),
        _ => false,
    }
}

pub(super) fn run_end(text: &[u8], from: usize, class: Class) -> usize {
    text[from..].iter().position(|byte| !class.has(*byte)).map_or(text.len(), |length| from + length)
}

/// The end of a run of that length. A longer one than the exact is something else.
pub(super) fn token_end(text: &[u8], from: usize, class: Class, length: Length) -> Option<usize> {
    match length {
        Length::Exactly(length) => {
            let end = from + length;
            let whole = text.get(from..end)?.iter().all(|byte| class.has(*byte));
            let ends = text.get(end).is_none_or(|next| !class.has(*next) && !next.is_ascii_alphanumeric());
            (whole && ends).then_some(end)
        }
        Length::AtLeast(shortest) => {
            let mut end = run_end(text, from, class);
            // The full stop of a sentence is no part of the token before it.
            while end > from && text[end - 1] == b'.' {
                end -= 1;
            }
            (end - from >= shortest).then_some(end)
        }
    }
}

/// Where the value begins that is assigned to the name before `from`: behind `=`, `:`, `=>` or `,`, and quotes.
pub(super) fn value_start(text: &[u8], from: usize) -> Option<usize> {
    const LONGEST: usize = 16;
    let between = &text[from..text.len().min(from + LONGEST)];
    let length = between.iter().position(|byte| !b" \t\"'\\:=>,`".contains(byte))?;
    between[..length].iter().any(|byte| b":=,".contains(byte)).then_some(from + length)
}

/// The credentials in the value of an `Authorization` header at `from`.
pub(super) fn credentials(text: &[u8], from: usize) -> Option<(usize, usize)> {
    const SCHEMES: [(&str, usize); 5] = [("bearer ", 16), ("basic ", 8), ("token ", 12), ("bot ", 20), ("apikey ", 12)];
    SCHEMES.into_iter().find_map(|(scheme, shortest)| {
        let start = from + scheme.len();
        let fits = text.get(from..start)?.eq_ignore_ascii_case(scheme.as_bytes());
        let end = fits.then(|| token_end(text, start, Class::Credential, Length::AtLeast(shortest)))??;
        Some((start, end))
    })
}

/// The end of a private key of which the first line goes on at `from`. One that was cut short ends with its last whole line.
pub(super) fn pem_end(text: &[u8], from: usize) -> Option<usize> {
    const LONGEST_LABEL: usize = 48;
    const LONGEST_BODY: usize = 1 << 16;
    let line = &text[from..text.len().min(from + LONGEST_LABEL)];
    let label = find(line, b"-----").map(|length| &line[..length])?;
    find(label, b"PRIVATE KEY")?;
    let body = from + label.len() + 5;
    let rest = &text[body..text.len().min(body + LONGEST_BODY)];
    let until = find(rest, b"-----BEGIN ").unwrap_or(rest.len());
    if let Some(end) = find(&rest[..until], b"-----END ") {
        let last = body + end + 9;
        let tail = &text[last..text.len().min(last + LONGEST_LABEL)];
        return Some(find(tail, b"-----").map_or(last, |length| last + length + 5));
    }
    cut_key_end(text, body)
}

/// The end of the lines of base64 that begin at `body`, if there are any.
fn cut_key_end(text: &[u8], body: usize) -> Option<usize> {
    const SHORTEST_LINE: usize = 20;
    let mut end = body;
    loop {
        let mut start = end;
        while let Some(between) = text.get(start).filter(|byte| b" \t\r\n\\\"',+|>".contains(byte)) {
            let escape = *between == b'\\' && matches!(text.get(start + 1), Some(b'n' | b'r'));
            start += if escape { 2 } else { 1 };
        }
        let line = run_end(text, start, Class::Base64);
        if line - start < SHORTEST_LINE {
            return (end > body).then_some(end);
        }
        end = line;
    }
}

/// The end of a marker of which the kind begins at `from`.
pub(super) fn marker_end(text: &[u8], from: usize) -> Option<usize> {
    const LONGEST_KIND: usize = 32;
    let kind = &text[from..text.len().min(from + LONGEST_KIND)];
    let length = kind.iter().position(|byte| !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))?;
    (length > 0 && kind[length] == b']').then_some(from + length + 1)
}

pub(super) fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, what)
}
