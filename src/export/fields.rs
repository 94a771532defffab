//! The fields of a response in formats of rows and columns.

use std::borrow::Cow;

use super::Response;
use crate::record::{JsonRef, Kind, RecordTime};

/// A text of a record in one column: a string's content, nothing for null, any other value as strict JSON.
pub(super) fn text_of(value: JsonRef<'_>) -> Option<Cow<'_, str>> {
    match value.kind() {
        Kind::Null => None,
        Kind::String => value.as_str(),
        _ => Some(Cow::Owned(value.to_strict())),
    }
}

/// When the response was given, RFC 3339.
pub(super) fn time_of(response: &Response) -> Option<String> {
    response.time().map(RecordTime::to_rfc3339)
}
