//! Taking secrets out of what is about to be stored.
//!
//! Agents are shown keys and passwords, and repeat them. What has a known form (`rules`) is replaced by `[REDACTED:kind]`.
//! Nothing is guessed: a text is a secret for its prefix and its length, never for looking random. Each text is read once
//! from left to right, so the time is linear in its length whatever it holds (`scan` says why).

mod forms;
mod leads;
mod rules;
mod scan;
mod sieve;
mod whole;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::json::{Json, JsonError, JsonRef, decode};
use super::tokens::string_length;
use scan::{Scanner, assigned, find_first};
pub(crate) use sieve::may_hold_secret;
pub use whole::redact_record;

/// Whether secrets are taken out of records before they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Redaction {
    /// What has the form of a secret is replaced by `[REDACTED:kind]`.
    #[default]
    On,
    /// Texts are stored as they are.
    Off,
}

/// The text with every known form of secret replaced by `[REDACTED:kind]`; borrowed if it holds none.
///
/// ```
/// use responses::record::redact;
///
/// let url = "postgres://app:hunter2@db/main";
/// assert_eq!(redact(url), "postgres://app:[REDACTED:url-password]@db/main");
/// ```
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    redact_counting(text, &mut Secrets::default())
}

/// How many secrets of which kinds were found. It holds nothing of the secrets themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    by_kind: BTreeMap<&'static str, u64>,
}

impl Secrets {
    /// Each kind, by name, with how many there are.
    pub fn by_kind(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.by_kind.iter().map(|(kind, count)| (*kind, *count))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.by_kind.values().sum()
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_kind.is_empty()
    }

    fn add(&mut self, kind: &'static str) {
        *self.by_kind.entry(kind).or_default() += 1;
    }
}

/// The same as [`redact`], counting what is replaced.
#[must_use]
pub fn redact_counting<'a>(text: &'a str, secrets: &mut Secrets) -> Cow<'a, str> {
    let mut redacted = Cow::Borrowed(text);
    // What stood right behind a secret can hide it from the first look: a key that touches a private key's dashes seems too
    // long until those are gone. Each further look needs such a neighbour, so a few are enough, and the work stays linear.
    for _ in 0..LOOKS {
        match once(&redacted, secrets) {
            Cow::Borrowed(_) => break,
            Cow::Owned(again) => redacted = Cow::Owned(again),
        }
    }
    redacted
}

/// How often a text is looked through at most.
const LOOKS: usize = 8;

fn once<'a>(text: &'a str, secrets: &mut Secrets) -> Cow<'a, str> {
    let plain = replace(text, secrets);
    // JSON and source code quoted in a text can spell the same secret with escapes.
    let spelt_out = resolve_escapes(&plain).and_then(|resolved| match replace(&resolved, secrets) {
        Cow::Borrowed(_) => None,
        Cow::Owned(redacted) => Some(redacted),
    });
    spelt_out.map_or(plain, Cow::Owned)
}

/// The value with every string and every key of an object redacted, at any depth. The rest of its text is kept byte for byte;
/// `None` if there is nothing to redact.
///
/// A secret that only its name tells (`"Authorization": "Bearer ..."`) is known by the key it stands under.
///
/// # Errors
/// Should the redacted text not be JSON any more; then the value must not be stored, redacted or not.
pub fn redact_json(value: JsonRef<'_>) -> Result<Option<Json>, JsonError> {
    redact_json_counting(value, &mut Secrets::default())
}

/// The same as [`redact_json`], counting what is replaced.
///
/// # Errors
/// As [`redact_json`].
pub fn redact_json_counting(value: JsonRef<'_>, secrets: &mut Secrets) -> Result<Option<Json>, JsonError> {
    let text = value.text();
    let (mut out, mut copied, mut at) = (String::new(), 0, 0);
    let mut name: Option<Cow<'_, str>> = None;
    while let Some(quote) = text[at..].find('"') {
        let start = at + quote;
        // Only what comes straight after its colon is the value of a key: a string deeper down, or the next, is not.
        let named = name.take().filter(|_| text[at..start].trim() == ":");
        at = start + string_length(&text[start..]);
        let content = decode(&text[start..at]);
        if let Some(redacted) = redact_string(named.as_deref(), &content, secrets) {
            out.push_str(&text[copied..start]);
            out.push_str(Json::string(&redacted).get().text());
            copied = at;
        }
        name = Some(content);
    }
    if copied == 0 {
        return Ok(None);
    }
    out.push_str(&text[copied..]);
    Json::parse(&out).map(Some)
}

/// True if [`redact`] would change the text.
#[must_use]
pub fn holds_secret(text: &str) -> bool {
    matches!(redact(text), Cow::Owned(_))
}

fn redact_string(name: Option<&str>, content: &str, secrets: &mut Secrets) -> Option<String> {
    if let Some(found) = name.and_then(|name| assigned(name, content)) {
        secrets.add(found.kind());
        let marked = format!("{}{}{}", &content[..found.start], found.marker(), &content[found.end..]);
        return Some(redact_counting(&marked, secrets).into_owned());
    }
    match redact_counting(content, secrets) {
        Cow::Borrowed(_) => None,
        Cow::Owned(redacted) => Some(redacted),
    }
}

fn replace<'a>(text: &'a str, secrets: &mut Secrets) -> Cow<'a, str> {
    let Some(first) = find_first(text) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for found in std::iter::once(first).chain(Scanner::after(text, first)) {
        out.push_str(&text[copied..found.start]);
        out.push_str(&found.marker());
        secrets.add(found.kind());
        copied = found.end;
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// The text with `\/` and `\u00xx` of printable ASCII resolved, at whatever depth of quoting; `None` if it has neither.
fn resolve_escapes(text: &str) -> Option<String> {
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(offset) = text[at..].find('\\') {
        let start = at + offset;
        at = start + text[start..].bytes().take_while(|byte| *byte == b'\\').count();
        if let Some((c, length)) = escaped(&text[at..]) {
            out.push_str(&text[copied..start]);
            out.push(c);
            at += length;
            copied = at;
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&text[copied..]);
    Some(out)
}

/// The character that is meant by what follows the backslashes of an escape, and its length. Quotes and backslashes stay
/// escaped, since they would end the string around them.
fn escaped(text: &str) -> Option<(char, usize)> {
    if text.starts_with('/') {
        return Some(('/', 1));
    }
    let code = u8::from_str_radix(text.strip_prefix("u00")?.get(..2)?, 16).ok()?;
    (matches!(code, b' '..=b'~') && !matches!(code, b'"' | b'\'' | b'\\')).then_some((char::from(code), 5))
}

#[cfg(test)]
mod tests;
