//! What an archive says of itself in its first bytes, so that a list need not decode all of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::pax;
use crate::store::cleanup::time_text;

/// The form of the label that this program writes.
const VERSION: u32 = 1;

/// The label of an archive: the comment in its global PAX header, which other programs pass over. It is a convenience. What is
/// restored is what the members are, and [`verify`](super::verify()) compares the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Label {
    #[serde(rename = "responses_archive")]
    version: u32,
    pub(super) session: String,
    #[serde(with = "time_text")]
    pub(super) created: Option<Timestamp>,
    pub(super) responses: u64,
    /// The size of the responses' files.
    pub(super) bytes: u64,
}

impl Label {
    /// What an archive that is made now says.
    pub(super) fn new(session: &str, now: Timestamp, responses: u64, bytes: u64) -> Self {
        Self { version: VERSION, session: session.to_owned(), created: Some(now), responses, bytes }
    }

    /// What it says if so many responses of that size are in it.
    pub(super) fn of(self, responses: u64, bytes: u64) -> Self {
        Self { responses, bytes, ..self }
    }

    /// The content of the header.
    pub(super) fn to_header(&self) -> Vec<u8> {
        let json = serde_json::to_string(self).unwrap_or_default();
        let mut header = Vec::new();
        pax::put(&mut header, "comment", json.as_bytes());
        header
    }

    /// The label in the content of a global header, if there is one. Those of other programs have none.
    pub(super) fn from_header(header: &[u8]) -> Option<Self> {
        pax::records(header).flatten().filter(|(key, _)| *key == b"comment").find_map(|(_, value)| {
            let label: Self = serde_json::from_slice(value).ok()?;
            (label.version == VERSION).then_some(label)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_reads_as_it_was_written_and_others_are_none() {
        let now = "2026-11-21T00:10:39.101Z".parse().unwrap();
        let label = Label::new("a\nb/ü", now, 3, 700);
        assert_eq!(Label::from_header(&label.to_header()), Some(label));
        for other in [&b""[..], b"11 comment=x", b"14 comment=abc\n", b"\xff\xff", b"99999999999999999999 a=b\n"] {
            assert_eq!(Label::from_header(other), None);
        }
    }
}
