//! A hook's payload as it comes: one JSON object, of which nothing can be relied on.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::record::{JsonRef, Kind};

/// The members of an object, each asked for by the type it should have. What is absent, empty or of another type is `None`.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire<'a>(Vec<(Cow<'a, str>, JsonRef<'a>)>);

impl<'a> Wire<'a> {
    /// Reads a payload.
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        let whole = JsonRef::parse(text).map_err(|error| format!("not JSON: {error}"))?;
        match whole.kind() {
            Kind::Object => Ok(Self(whole.members())),
            other => Err(format!("an event is an object, not {other}")),
        }
    }

    /// True if there is a member of that name, whatever it holds.
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// A member as it is.
    pub(super) fn get(&self, key: &str) -> Option<JsonRef<'a>> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    /// A text that says something.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.any_text(key).filter(|text| !text.trim().is_empty())
    }

    /// A text, which may be empty.
    pub(super) fn any_text(&self, key: &str) -> Option<String> {
        self.get(key)?.as_str().map(Cow::into_owned)
    }

    /// An absolute path.
    pub(super) fn path(&self, key: &str) -> Option<PathBuf> {
        self.text(key).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// An object; without members if there is none.
    pub(super) fn object(&self, key: &str) -> Self {
        Self(self.get(key).map(JsonRef::members).unwrap_or_default())
    }

    /// A whole number, 0 or more.
    pub(super) fn count(&self, key: &str) -> Option<u64> {
        self.get(key)?.as_i128().and_then(|count| u64::try_from(count).ok())
    }

    /// A finite number, 0 or more.
    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.get(key)?.as_f64().filter(|number| number.is_finite() && *number >= 0.0)
    }

    /// A number of milliseconds, in seconds.
    pub(super) fn milliseconds(&self, key: &str) -> Option<f64> {
        self.number(key).map(|milliseconds| milliseconds / 1000.0)
    }
}

/// The texts of a list of `{"type": "text", "text": ...}`, or the text itself where that stands in its place.
pub(super) fn texts(value: JsonRef<'_>) -> Option<String> {
    match value.kind() {
        Kind::String => value.as_str().map(Cow::into_owned),
        Kind::Array => {
            let blocks = value.elements().into_iter();
            let texts: Vec<_> =
                blocks.filter_map(|block| block.member("text")?.as_str().map(Cow::into_owned)).collect();
            Some(texts.join("\n\n"))
        }
        _ => None,
    }
}
