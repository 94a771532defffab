//! One more member for an object, put into its text so that nothing else of it changes.

use super::json::{Json, JsonRef};

impl JsonRef<'_> {
    /// The object with one more member at its end, under `key`, or `key-1` and so on if that is taken; `None` if it is no object.
    #[must_use]
    pub fn with_member(self, key: &str, value: &Json) -> Option<Json> {
        let inner = self.text().strip_prefix('{')?.strip_suffix('}')?.trim();
        let members = self.members();
        let is_free = |key: &String| !members.iter().any(|(taken, _)| taken == key.as_str());
        let numbered = (1..).map(|number| format!("{key}-{number}"));
        let key = std::iter::once(key.to_owned()).chain(numbered).find(is_free)?;
        let comma = if inner.is_empty() { "" } else { ", " };
        let (key, value) = (Json::string(&key), value.get().text());
        Json::parse(&format!("{{{inner}{comma}{}: {value}}}", key.get().text())).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_appended_and_nothing_else_changes() {
        let add = |text: &str| {
            let value = Json::parse("[1]").unwrap();
            Json::parse(text).unwrap().get().with_member("mark", &value).map(|json| json.get().text().to_owned())
        };
        assert_eq!(add("{}").unwrap(), r#"{"mark": [1]}"#);
        assert_eq!(add(r#"{ "a" : 1.50 }"#).unwrap(), r#"{"a" : 1.50, "mark": [1]}"#);
        assert_eq!(add(r#"{"mark": 0, "mark-1": NaN}"#).unwrap(), r#"{"mark": 0, "mark-1": NaN, "mark-2": [1]}"#);
        assert_eq!((add("[]"), add("\"{}\""), add("null")), (None, None, None));
    }
}
