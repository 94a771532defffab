//! An object read member by member, without a list of them.

use std::borrow::Cow;

use super::json::{self, JsonError, JsonRef, Kind};
use super::outline::{self, Member};

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

/// Whose member it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The object's that is read.
    Whole,
    /// That of an object in it.
    Inner,
}

/// The same in one pass for an object and another in it: where `inner`, a plain word, is the key of an object, the members of that one come
/// right before the member that it is the value of.
///
/// # Errors
/// As [`read_object`].
pub(crate) fn read_object_with_inner<'a, T: Default>(
    text: &'a str,
    inner: &str,
    mut put: impl FnMut(&mut T, Owner, &str, JsonRef<'a>),
) -> Result<T, NoObject> {
    let mut object = T::default();
    let mut is_doubtful = false;
    let shown = outline::members_with_inner(text, inner, |member| match member {
        Member::Inner(key, value) => put(&mut object, Owner::Inner, &json::decode(key), JsonRef::of_valid(value)),
        Member::Own(key, value) => {
            let name = json::decode(key);
            // Whoever escapes such a key does not mean to be read fast.
            is_doubtful |= matches!(name, Cow::Owned(_)) && name == inner;
            put(&mut object, Owner::Whole, &name, JsonRef::of_valid(value));
        }
    });
    if shown.is_some() && !is_doubtful {
        return Ok(object);
    }
    read_object(text, |object: &mut T, key, value| {
        if key == inner && value.kind() == Kind::Object {
            for (key, value) in value.members() {
                put(object, Owner::Inner, &key, value);
            }
        }
        put(object, Owner::Whole, key, value);
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        #[test]
        fn one_pass_shows_what_two_would(
            members in vec((
                select(vec!["event", "\\u0065vent", "timestamp"]),
                select(vec!["{}", "[1]", "7", "NaN", r#"{"type": "a", "n": {"event": {}}}"#, r#"{"x": NaN}"#, "{", r#"{"\ud800": 1}"#]),
            ), 0..4),
        ) {
            let written: Vec<_> = members.iter().map(|(key, value)| format!(r#""{key}": {value}"#)).collect();
            let text = format!("{{{}}}", written.join(", "));
            let one = read_object_with_inner(&text, "event", |seen: &mut Vec<_>, owner, key, value| {
                seen.push((owner, key.to_owned(), value.text().to_owned()));
            });
            let two = read_object(&text, |seen: &mut Vec<_>, key, value| {
                if key == "event" && value.kind() == Kind::Object {
                    let inner = value.members().into_iter();
                    seen.extend(inner.map(|(key, value)| (Owner::Inner, key.into_owned(), value.text().to_owned())));
                }
                seen.push((Owner::Whole, key.to_owned(), value.text().to_owned()));
            });
            prop_assert_eq!(one, two);
        }
    }

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
