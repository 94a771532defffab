//! JSON values kept as text.
//!
//! The records of Python tools hold what strict JSON parsers refuse or change: `NaN` and `Infinity`, integers of any
//! length, lone surrogates (`"\ud800"`), duplicate keys. A value is therefore kept as the text it was written in, and only
//! looked into when someone asks. `serde_json` is the judge of what is JSON; the one thing added to its grammar are the
//! three literals of Python's `json` module.

mod lenient;
mod literal;
mod object_writer;

use std::borrow::Cow;
use std::fmt;

use serde_json::value::RawValue;

use super::unescape::{content, has_escape, unescape};
use super::{digits, outline, tokens};
pub(super) use literal::push as push_string;
pub(crate) use object_writer::ObjectWriter;

/// Why a text is not a JSON value, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, column {column})")]
pub struct JsonError {
    /// What was found or missed.
    pub message: String,
    /// Line of the error, from 1.
    pub line: usize,
    /// Column of the error in bytes, from 1 (0 at the start of a line).
    pub column: usize,
    /// The text ended before the value did.
    pub truncated: bool,
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        let whole = error.to_string();
        let message = whole.split(" at line ").next().unwrap_or(&whole).to_owned();
        Self { message, line: error.line(), column: error.column(), truncated: error.is_eof() }
    }
}

/// What sort of value a JSON text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number, or one of `NaN`, `Infinity`, `-Infinity`.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

/// A JSON value, owned, in the text it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(Box<str>);

impl Json {
    /// Checks that `text` is one JSON value and keeps it without the white space around it.
    ///
    /// # Errors
    /// Says what is not JSON, with line and column.
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        JsonRef::parse(text).map(JsonRef::to_json)
    }

    /// `null`
    #[must_use]
    pub fn null() -> Self {
        Self("null".into())
    }

    /// `{}`
    #[must_use]
    pub fn empty_object() -> Self {
        Self("{}".into())
    }

    /// A string value; only what JSON demands is escaped.
    #[must_use]
    pub fn string(text: &str) -> Self {
        let mut literal = String::new();
        literal::push(text, &mut literal);
        Self(literal.into())
    }

    /// The value of `serde_json`, as text.
    #[must_use]
    pub fn from_value(value: &serde_json::Value) -> Self {
        Self(value.to_string().into())
    }

    /// The value, to look into.
    #[must_use]
    pub fn get(&self) -> JsonRef<'_> {
        JsonRef(&self.0)
    }
}

/// A JSON value, borrowed from the text it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonRef<'a>(&'a str);

impl JsonRef<'static> {
    /// `null`
    pub const NULL: Self = Self("null");
}

impl<'a> JsonRef<'a> {
    /// Checks that `text` is one JSON value.
    ///
    /// # Errors
    /// Says what is not JSON, with line and column.
    pub fn parse(text: &'a str) -> Result<Self, JsonError> {
        Ok(Self(&text[lenient::value(text)?]))
    }

    /// The same for what must be JSON to any parser, without the three literals that are not.
    ///
    /// # Errors
    /// Says what is not JSON, with line and column.
    pub(crate) fn parse_strictly(text: &'a str) -> Result<Self, JsonError> {
        Ok(serde_json::from_str::<&RawValue>(text).map(|raw| Self(raw.get()))?)
    }

    /// The value that a text is of which that is known already.
    pub(crate) fn of_valid(text: &'a str) -> Self {
        Self(text)
    }

    /// The value as it was written.
    #[must_use]
    pub fn text(self) -> &'a str {
        self.0
    }

    /// An owned copy.
    #[must_use]
    pub fn to_json(self) -> Json {
        Json(self.0.into())
    }

    /// What sort of value this is.
    #[must_use]
    #[inline]
    pub fn kind(self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'n') => Kind::Null,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'"') => Kind::String,
            Some(b'[') => Kind::Array,
            Some(b'{') => Kind::Object,
            _ => Kind::Number,
        }
    }

    /// True for `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.0 {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The text of a string, decoded. A lone surrogate, which no Rust string can hold, becomes U+FFFD.
    #[must_use]
    #[inline]
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| decode(self.0))
    }

    /// A number as the nearest double; the three non-finite literals are numbers too.
    #[must_use]
    pub fn as_f64(self) -> Option<f64> {
        if let Some(usual) = digits::nearest(self.0.as_bytes(), 0..self.0.len()) {
            return Some(usual);
        }
        match self.0 {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            text if self.kind() == Kind::Number => text.parse().ok(),
            _ => None,
        }
    }

    /// True for a number without a fraction, however large and however written (`1250.0`, `1e3`). Nothing is rounded.
    #[must_use]
    pub fn is_integer(self) -> bool {
        self.decimal().is_some_and(|(_, shift)| shift >= 0)
    }

    /// An integer, also when written with a fraction or exponent (`1250.0`, `1e3`). Nothing is rounded: `2.5` is none.
    #[must_use]
    pub fn as_i128(self) -> Option<i128> {
        if self.kind() != Kind::Number {
            return None;
        }
        if let Ok(plain) = self.0.parse::<u64>() {
            return Some(plain.into());
        }
        if let Ok(plain) = self.0.parse() {
            return Some(plain);
        }
        let (digits, shift) = self.decimal()?;
        // No integer of this type has more than 39 digits.
        let zeros = usize::try_from(shift).ok().filter(|zeros| *zeros < 40)?;
        format!("{digits}{}", "0".repeat(zeros)).parse().ok()
    }

    /// A finite number as digits (with a sign, without zeros at the end) times a power of ten.
    fn decimal(self) -> Option<(String, i64)> {
        if self.kind() != Kind::Number {
            return None;
        }
        let (mantissa, exponent) = self.0.split_once(['e', 'E']).unwrap_or((self.0, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        if !all.bytes().last()?.is_ascii_digit() {
            return None;
        }
        if digits.is_empty() || digits == "-" {
            return Some(("0".to_owned(), 0));
        }
        let dropped = i64::try_from(all.len() - digits.len()).ok()?;
        let shift =
            exponent.parse::<i64>().ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(dropped)?;
        Some((digits.to_owned(), shift))
    }

    /// The members of an object in written order, duplicate keys included; empty for anything else.
    #[must_use]
    pub fn members(self) -> Vec<(Cow<'a, str>, JsonRef<'a>)> {
        if self.kind() == Kind::Object { members_of(self.0).unwrap_or_default() } else { Vec::new() }
    }

    /// The elements of an array; empty for anything else.
    #[must_use]
    pub fn elements(self) -> Vec<JsonRef<'a>> {
        if self.kind() != Kind::Array {
            return Vec::new();
        }
        let mut elements = Vec::new();
        if outline::elements(self.0, |element| elements.push(Self(element))).is_some() {
            return elements;
        }
        lenient::elements(self.0).unwrap_or_default().into_iter().map(|span| Self(&self.0[span])).collect()
    }

    /// A member of an object. Of duplicate keys the last counts, as in Python.
    #[must_use]
    pub fn member(self, key: &str) -> Option<JsonRef<'a>> {
        let [member] = self.pick([key]);
        member
    }

    /// Some members of an object; none of anything else. Of duplicate keys the last counts.
    #[must_use]
    pub fn pick<const N: usize>(self, keys: [&str; N]) -> [Option<JsonRef<'a>>; N] {
        let picked = (self.kind() == Kind::Object).then(|| pick(self.0, keys).ok().flatten()).flatten();
        picked.unwrap_or([None; N])
    }

    /// The text to read: a string's content, nothing for `null`, otherwise the value laid out with indent 2.
    #[must_use]
    pub fn reading_text(self) -> Cow<'a, str> {
        match self.kind() {
            Kind::Null => Cow::Borrowed(""),
            Kind::String => decode(self.0),
            _ => Cow::Owned(tokens::pretty(self.0, 0)),
        }
    }

    /// The same in `room`, if it can't be borrowed: for those who read many texts.
    pub(crate) fn reading_text_in<'r>(self, room: &'r mut String) -> &'r str
    where
        'a: 'r,
    {
        match self.kind() {
            Kind::Null => return "",
            Kind::String if !has_escape(self.0) => return content(self.0),
            Kind::String => decode_in(self.0, content(self.0), room),
            _ => *room = tokens::pretty(self.0, 0),
        }
        room
    }

    /// The value as strict JSON that any parser takes: without insignificant space, the non-finite numbers as the strings
    /// `"NaN"`, `"Infinity"`, `"-Infinity"` (as the JSON mapping of Protocol Buffers has them), lone surrogates as U+FFFD.
    #[must_use]
    pub fn to_strict(self) -> String {
        tokens::strict(self.0)
    }
}

/// The values that an object has under these keys; of duplicate keys the last counts. Nothing else of it is decoded or kept, but all of
/// it is judged. `None` if `text` is JSON, but no object.
///
/// ```
/// use responses::record::pick;
///
/// let [kind, none] = pick(r#"{"data": {"n": 1}, "kind": "error"}"#, ["kind", "missing"])?.expect("an object");
/// assert_eq!(kind.and_then(|kind| kind.as_str()).as_deref(), Some("error"));
/// assert!(none.is_none());
/// # Ok::<(), responses::record::JsonError>(())
/// ```
///
/// # Errors
/// Says what is not JSON, with line and column.
pub fn pick<'a, const N: usize>(text: &'a str, keys: [&str; N]) -> Result<Option<[Option<JsonRef<'a>>; N]>, JsonError> {
    let mut picked = [None; N];
    let seen = outline::members(text, |key, value| {
        if let Some(place) = keys.iter().position(|name| is_key(key, name)) {
            picked[place] = Some(JsonRef(value));
        }
    });
    if seen.is_some() {
        return Ok(Some(picked));
    }
    if JsonRef::parse(text)?.kind() != Kind::Object {
        return Ok(None);
    }
    picked = [None; N];
    for (key, value) in judged_members_of(text)? {
        if let Some(place) = keys.iter().position(|name| *name == key) {
            picked[place] = Some(value);
        }
    }
    Ok(Some(picked))
}

/// True if a key as it was written is this name.
pub(super) fn is_key(literal: &str, name: &str) -> bool {
    match literal.get(1..literal.len() - 1) {
        Some(inner) if inner.len() == name.len() => inner == name,
        // Escaped, a name is longer, never shorter.
        Some(inner) if inner.len() > name.len() && has_escape(inner) => decode(literal) == name,
        _ => false,
    }
}

/// The members of the object that `text` is, in written order, duplicate keys included.
///
/// # Errors
/// Says what is not JSON, or that the value is not an object.
pub(super) fn members_of(text: &str) -> Result<Vec<(Cow<'_, str>, JsonRef<'_>)>, JsonError> {
    let mut members = Vec::with_capacity(8);
    match outline::members(text, |key, value| members.push((decode(key), JsonRef(value)))) {
        Some(()) => Ok(members),
        None => judged_members_of(text),
    }
}

/// The same by `serde_json` alone.
pub(super) fn judged_members_of(text: &str) -> Result<Vec<(Cow<'_, str>, JsonRef<'_>)>, JsonError> {
    Ok(lenient::members(text)?.into_iter().map(|(key, value)| (decode(&text[key]), JsonRef(&text[value]))).collect())
}

/// The content of a string literal that is known to be valid JSON.
#[inline]
pub(super) fn decode(literal: &str) -> Cow<'_, str> {
    let inner = content(literal);
    if has_escape(inner) { decode_escaped(literal, inner) } else { Cow::Borrowed(inner) }
}

#[cold]
fn decode_escaped<'a>(literal: &'a str, inner: &str) -> Cow<'a, str> {
    let mut text = String::new();
    decode_in(literal, inner, &mut text);
    Cow::Owned(text)
}

/// The same into a text that is there already.
fn decode_in(literal: &str, inner: &str, text: &mut String) {
    if unescape(inner, text).is_none() {
        let decoded = serde_json::from_str(&tokens::replace_lone_surrogates(literal));
        *text = decoded.unwrap_or_else(|_| inner.to_owned());
    }
}
