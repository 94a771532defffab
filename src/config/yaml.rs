//! YAML with its lines: only our sections are kept, everything else is passed over unread.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use super::destinations::SECTION;
use super::keys::Section;

/// A value with its place.
pub(super) type Node = Spanned<Value>;

/// A value as YAML reads it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Value>),
    /// The keys with their places.
    Map(Vec<(Spanned<String>, Node)>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "`{text}`"),
            Self::List(_) => f.write_str("a list"),
            Self::Map(_) => f.write_str("a mapping"),
        }
    }
}

/// What a file says: our sections, and the names of the others.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) sections: Vec<(Section, Node)>,
    /// What stands below the section of destinations.
    pub(super) forward: Option<Node>,
    pub(super) others: Vec<Spanned<String>>,
}

/// Reads a document. One with nothing but comments is empty, which is no mistake.
pub(super) fn parse(text: &str) -> Result<Document, String> {
    let document: Option<Document> = serde_saphyr::from_str(text).map_err(|error| first_line(&error.to_string()))?;
    Ok(document.unwrap_or_default())
}

/// The mistake and its line. What follows in the parser's message is the text around it, which the user has.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or(message);
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Sections;
        impl<'de> Visitor<'de> for Sections {
            type Value = Document;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of sections")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
                let mut document = Document::default();
                while let Some(name) = map.next_key::<Spanned<String>>()? {
                    if let Some(section) = Section::named(&name.value) {
                        document.sections.push((section, map.next_value()?));
                    } else if name.value == SECTION {
                        document.forward = Some(map.next_value()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                        document.others.push(name);
                    }
                }
                Ok(document)
            }
        }
        deserializer.deserialize_map(Sections)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        // Nothing of ours is as large as that; what reads it refuses it.
        Ok(i64::try_from(value).map_or_else(|_| Value::Text(value.to_string()), Value::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = sequence.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Value::Map(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_with_their_lines_and_types() {
        let text = "# c\nother: {a: !x [1, 2]}\nresponse_tracking:\n  a: 'false'\n  b: yes\n  c: 010\n  d: [x, \"1\"]\n  e:\n  f: 1.5\n";
        let document = parse(text).unwrap();
        assert_eq!(document.others[0].value, "other");
        let (section, node) = &document.sections[0];
        assert_eq!(*section, Section::Tracking);
        let Value::Map(members) = &node.value else { panic!("{node:?}") };
        let got: Vec<_> =
            members.iter().map(|(key, node)| (key.value.as_str(), key.referenced.line(), &node.value)).collect();
        let list = Value::List(vec![Value::Text("x".into()), Value::Text("1".into())]);
        let expected = [
            ("a", 4, &Value::Text("false".into())),
            ("b", 5, &Value::Bool(true)),
            ("c", 6, got[2].2),
            ("d", 7, &list),
            ("e", 8, &Value::Null),
            ("f", 9, &Value::Float(1.5)),
        ];
        assert_eq!(got, expected);
        for empty in ["", "# nothing\n", "---\n"] {
            assert!(parse(empty).unwrap().sections.is_empty());
        }
        for wrong in ["a: [", "- 1\n", "response_tracking: {a: 1, a: 2}", "text"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
