//! Values of options as people write them.

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::InvalidDestination;

/// A length of time with its unit, such as `250ms` or `1min`.
///
/// # Errors
/// It is none.
pub fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    humantime::parse_duration(text.trim())
        .map_err(|_| D::Error::custom(format!("`{text}` is not a length of time: use 250ms, 5s or 1min")))
}

/// A number of bytes, with a unit (`1MiB`) or without.
///
/// # Errors
/// It is none.
pub fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let size = match &value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok().map(|size: bytesize::ByteSize| size.as_u64()),
        _ => None,
    };
    size.ok_or_else(|| D::Error::custom(format!("{value} is not a size: use 500kB, 2MiB or a number of bytes")))
}

/// The same, of an option that need not be there.
///
/// # Errors
/// It is no size.
pub fn optional_size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    size(deserializer).map(Some)
}

/// A number of at least one.
pub(super) fn count(key: &str, value: &Value) -> Result<NonZero<u64>, InvalidDestination> {
    value.as_u64().and_then(NonZero::new).ok_or_else(|| InvalidDestination::Option {
        place: format!("{key}: "),
        why: format!("must be a whole number, 1 or more, not {value}"),
    })
}

/// A path.
pub(super) fn path(key: &str, value: &Value) -> Result<PathBuf, InvalidDestination> {
    value.as_str().filter(|text| !text.is_empty()).map(PathBuf::from).ok_or_else(|| InvalidDestination::Option {
        place: format!("{key}: "),
        why: format!("must be a path, not {value}"),
    })
}
