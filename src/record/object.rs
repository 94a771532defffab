//! An object read member by member, without a list of them.

use super::json::{self, JsonError, JsonRef, Kind};
use super::outline;

/// Why a text is no object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoObject {
    /// Not JSON.
    #[error("not JSON: {0}")]
    Json(#[from] JsonError),
    /// Another value.
    #[error("{0}, not an object")]
    Other(Kind),
}

/// Reads the object that `text` is: `put` gets each member with its decoded key, in written order, duplicates included.
///
/// # Errors
/// Says what is not JSON, or what the text is instead of an object.
pub fn read_object<'a, T: Default>(
    text: &'a str,
    mut put: impl FnMut(&mut T, &str, JsonRef<'a>),
) -> Result<T, NoObject> {
    let mut object = T::default();
    let shown = outline::members(text, |key, value| put(&mut object, &json::decode(key), JsonRef::of_valid(value)));
    if shown.is_some() {
        return Ok(object);
    }
    let value = JsonRef::parse(text)?;
    if value.kind() != Kind::Object {
        return Err(NoObject::Other(value.kind()));
    }
    // What was shown of a doubtful text counts for nothing.
    let mut object = T::default();
    for (key, value) in value.members() {
        put(&mut object, &key, value);
    }
    Ok(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Result<Vec<String>, NoObject> {
        read_object(text, |keys: &mut Vec<String>, key, value| keys.push(format!("{key}={}", value.text())))
    }

    #[test]
    fn members_come_once_and_in_order() {
        assert_eq!(keys(r#" {"a": 1, "\u0062": [2], "a": null} "#).unwrap(), ["a=1", "b=[2]", "a=null"]);
        assert_eq!(keys(r#"{"a": 1, "b": NaN}"#).unwrap(), ["a=1", "b=NaN"]);
        assert_eq!(keys("{}").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_object_says_why() {
        assert_eq!(keys("[1]"), Err(NoObject::Other(Kind::Array)));
        assert_eq!(
            keys(r#"{"a": 1"#).unwrap_err().to_string(),
            "not JSON: EOF while parsing an object (line 1, column 7)"
        );
    }
}
