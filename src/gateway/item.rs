//! What travels: one response or event.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::record::Json;

/// The name of an item, the same whenever and by whomever it is sent: 32 hexadecimal digits of a hash of where it comes from and
/// what it says. A receiver that keeps one item of each id has each exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId([u8; 16]);

impl ItemId {
    /// The id of what stands as `content` at `origin`: the first half of their SHA-256.
    #[must_use]
    pub fn of(kind: ItemKind, origin: &[u8], content: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(kind.word());
        // The length keeps apart what ends the origin and what begins the content.
        hash.update(u64::try_from(origin.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(origin);
        hash.update(content);
        let mut id = [0; 16];
        id.copy_from_slice(&hash.finalize()[..16]);
        Self(id)
    }

    /// The id as bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl FromStr for ItemId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(|number| Self(number.to_be_bytes()))
    }
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// A record of a response.
    Response,
    /// An event of a log.
    Event,
    /// In place of items that will not come: `{"timestamp":...,"gap":{"records":...,"first":...,"last":...}}`.
    Gap,
}

impl ItemKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Response, Self::Event, Self::Gap];

    /// The word for it in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Event => "event",
            Self::Gap => "gap",
        }
    }
}

/// One response or event on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// By which a receiver knows it.
    pub id: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// The conversation. The items of one are sent in their order.
    pub session: String,
    /// When it happened, if that is known.
    pub time: Option<Timestamp>,
    line: String,
    record: Range<usize>,
}

impl Item {
    /// Makes an item of a response or event that is given as strict JSON on one line.
    #[must_use]
    pub fn new(id: ItemId, kind: ItemKind, session: String, time: Option<Timestamp>, record: &str) -> Self {
        let name = Json::string(&session);
        let mut line = String::with_capacity(record.len() + name.get().text().len() + 96);
        line.push_str("{\"id\":\"");
        line.push_str(&id.to_string());
        line.push_str("\",\"kind\":\"");
        line.push_str(kind.word());
        line.push_str("\",\"session_id\":");
        line.push_str(name.get().text());
        line.push_str(",\"record\":");
        let begin = line.len();
        line.push_str(record);
        let end = line.len();
        line.push('}');
        Self { id, kind, session, time, line, record: begin..end }
    }

    /// The item as it is sent: `{"id":...,"kind":"response","session_id":...,"record":{...}}`, on one line, without the line's end.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The response or event alone, on one line.
    #[must_use]
    pub fn record(&self) -> &str {
        &self.line[self.record.clone()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_of_origin_and_content_and_kind() {
        let id = ItemId::of(ItemKind::Response, b"s/a.json", b"{}");
        assert_eq!(id, ItemId::of(ItemKind::Response, b"s/a.json", b"{}"));
        for other in [
            ItemId::of(ItemKind::Event, b"s/a.json", b"{}"),
            ItemId::of(ItemKind::Response, b"s/a.json{", b"}"),
            ItemId::of(ItemKind::Response, b"s/a.json", b"[]"),
        ] {
            assert_ne!(id, other);
        }
        assert_eq!(id.to_string().len(), 32);
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn the_line_names_the_item_and_holds_the_record_unchanged() {
        let id = ItemId::of(ItemKind::Response, b"o", b"c");
        let item = Item::new(id, ItemKind::Response, "a \"b\"\n".to_owned(), None, r#"{"x":1.50}"#);
        assert_eq!(item.record(), r#"{"x":1.50}"#);
        let expected = r#","kind":"response","session_id":"a \"b\"\n","record":{"x":1.50}}"#;
        assert_eq!(item.line(), format!("{{\"id\":\"{id}\"{expected}"));
    }
}
