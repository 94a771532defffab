//! How a record in a fallback place says where its home is: by one more member at the end of its metadata, which is taken out
//! again when it is brought home.
//!
//! The member is called `stranded`, or `stranded-1` and so on if the metadata has that key already. All other text of the metadata
//! stays as it was given.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::record::{Json, JsonRef, Kind};

/// The key, unless it is taken.
const KEY: &str = "stranded";

/// Where a stranded record belongs, and why it is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mark {
    /// The store that could not take it, as an absolute path.
    pub(super) store: PathBuf,
    /// What went wrong there.
    pub(super) error: String,
}

impl Mark {
    /// The metadata with the mark; `None` if it is not an object, or the mark can't be written down because its path is not Unicode.
    pub(super) fn put_into(&self, metadata: JsonRef<'_>) -> Option<Json> {
        metadata.with_member(KEY, &Json::from_value(&serde_json::to_value(self).ok()?))
    }

    /// The mark that metadata ends with, and the metadata without it; `None` if there is none.
    pub(super) fn take_out_of(metadata: JsonRef<'_>) -> Option<(Self, Json)> {
        let members = metadata.members();
        let ((key, value), others) = members.split_last()?;
        if !is_key(key) || value.kind() != Kind::Object {
            return None;
        }
        let mark: Self = serde_json::from_str(value.text()).ok().filter(|mark: &Self| mark.store.is_absolute())?;
        let rest = match others.last() {
            Some((_, last)) => format!("{}}}", &metadata.text()[..end_in(metadata, *last)]),
            None => "{}".to_owned(),
        };
        Some((mark, Json::parse(&rest).ok()?))
    }
}

fn is_key(key: &str) -> bool {
    let Some(rest) = key.strip_prefix(KEY) else { return false };
    rest.is_empty() || rest.strip_prefix('-').is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Where a value that was borrowed from an object ends in its text.
fn end_in(object: JsonRef<'_>, value: JsonRef<'_>) -> usize {
    value.text().as_ptr().addr() - object.text().as_ptr().addr() + value.text().len()
}

/// The absolute form of a store's path, which still means the store when it is read by a process that runs elsewhere.
pub(super) fn absolute(store: &Path) -> PathBuf {
    std::path::absolute(store).unwrap_or_else(|_| store.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark() -> Mark {
        let store = std::path::absolute("some/store").unwrap();
        Mark { store, error: "no \"space\" left\n".to_owned() }
    }

    #[test]
    fn metadata_comes_out_as_it_went_in() {
        let cases = [
            "{}",
            "{ }",
            r#"{"a": 1.50, "b": [1, {"c": null}]}"#,
            r#"{"stranded": "mine"}"#,
            r#"{"stranded": {"store": "/x", "error": "y"}, "stranded-1": 2}"#,
            r#"{"a": 1, "a": 2, "\u0061": "\ud800"}"#,
            "{\"x\": \"}\" \n }",
        ];
        for text in cases {
            let metadata = Json::parse(text).unwrap();
            let marked = mark().put_into(metadata.get()).unwrap();
            let (found, rest) = Mark::take_out_of(marked.get()).unwrap();
            assert_eq!((&found, rest.to_canonical()), (&mark(), metadata.to_canonical()), "{text}");
            let keys: Vec<_> = marked.get().members().into_iter().map(|(key, _)| key.into_owned()).collect();
            let last = keys.last().unwrap();
            assert_eq!(keys.iter().filter(|key| *key == last).count(), 1, "{text}: the user's keys are all there");
        }
    }

    #[test]
    fn what_only_looks_like_a_mark_is_none() {
        let cases = [
            "{}",
            "[]",
            r#"{"stranded": 1}"#,
            r#"{"stranded": {"store": "relative", "error": "x"}}"#,
            r#"{"stranded": {"store": "/x"}}"#,
            r#"{"stranded-x": {"store": "/x", "error": "y"}}"#,
            r#"{"stranded": {"store": "/x", "error": "y"}, "later": 1}"#,
            r#"{"stranded": {"store": "/x", "error": "y", "own": 1}}"#,
        ];
        for text in cases {
            assert_eq!(Mark::take_out_of(Json::parse(text).unwrap().get()), None, "{text}");
        }
    }

    trait Canonical {
        fn to_canonical(&self) -> Vec<u8>;
    }

    impl Canonical for Json {
        /// The bytes of a record with this metadata, which is all that counts.
        fn to_canonical(&self) -> Vec<u8> {
            let record = crate::record::Record {
                timestamp: crate::record::Stamp::Unread(Json::null()),
                session_id: None,
                agent: None,
                request: Json::null(),
                response: Json::null(),
                metadata: self.clone(),
                extra: Vec::new(),
            };
            crate::record::to_canonical(&record)
        }
    }

    fn value() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            Just("1.50e3".to_owned()),
            Just(r#""}, \"stranded\": {""#.to_owned()),
            Just(r#"{"store": "/x", "error": "y"}"#.to_owned()),
            "\\PC{0,8}".prop_map(|text| serde_json::to_string(&text).unwrap()),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop::collection::vec(inner, 0..3).prop_map(|values| format!("[{}]", values.join(" , ")))
        })
    }

    proptest! {
        #[test]
        fn any_metadata_comes_out_as_it_went_in(
            members in prop::collection::vec(("(stranded(-[0-9]{1,2})?|\\PC{0,4})", value()), 0..6),
        ) {
            let members: Vec<_> =
                members.iter().map(|(key, value)| format!("{}: {value}", serde_json::to_string(key).unwrap())).collect();
            let metadata = Json::parse(&format!("{{{}}}", members.join(","))).unwrap();
            let twice = mark().put_into(mark().put_into(metadata.get()).unwrap().get()).unwrap();
            let once = Mark::take_out_of(twice.get()).unwrap().1;
            let (found, rest) = Mark::take_out_of(once.get()).unwrap();
            prop_assert_eq!((found, rest.to_canonical()), (mark(), metadata.to_canonical()));
        }
    }
}
