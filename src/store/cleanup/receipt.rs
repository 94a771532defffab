//! The receipt of a clear: what it took, and how far it came.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::plan::Totals;
use super::planned::PlannedFile;
use super::store_path::{StorePath, folders_of};
use crate::record::{JsonError, Problem};

/// The form in which receipts and the journal are written. In 1 nobody restored single files, and nothing took the place of others.
pub(super) const VERSION: u32 = 2;

/// Why a text is not the name of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a receipt is called `YYYYMMDD_HHMMSS_mmm`, and `{0}` is not")]
pub struct InvalidReceiptId(String);

/// The name of one clear: the time it began, in UTC, and a number if that was taken. Always a plain name of digits, `_` and
/// `-`, so that it can meet a path. The order is that of time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReceiptId {
    stem: String,
    number: u32,
}

impl ReceiptId {
    /// Checks a name from outside.
    ///
    /// # Errors
    /// If it is not of the form that receipts' names have.
    pub fn new(text: &str) -> Result<Self, InvalidReceiptId> {
        let (stem, number) = match text.split_once('-') {
            Some((stem, number)) => (stem, number.parse().ok().filter(|_| number.bytes().all(|b| b.is_ascii_digit()))),
            None => (text, Some(0)),
        };
        let id = number.map(|number| Self { stem: stem.to_owned(), number });
        id.filter(|id| id.time().is_some() && id.to_string() == text).ok_or_else(|| InvalidReceiptId(text.to_owned()))
    }

    /// The names for a clear that begins at `now`, in the order they are to be tried. Before 1970 they are those of 1970.
    pub(in crate::store) fn candidates(now: Timestamp) -> impl Iterator<Item = Self> {
        let utc = now.max(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::UTC);
        let stem = format!("{}_{:03}", utc.strftime("%Y%m%d_%H%M%S"), utc.millisecond());
        (0..=u32::MAX).map(move |number| Self { stem: stem.clone(), number })
    }

    /// When the clear began.
    pub(in crate::store) fn time(&self) -> Option<Timestamp> {
        let plain = |(at, byte): (usize, u8)| if matches!(at, 8 | 15) { byte == b'_' } else { byte.is_ascii_digit() };
        if self.stem.len() != 19 || !self.stem.bytes().enumerate().all(plain) {
            return None;
        }
        let (seconds, millis) = self.stem.split_at(15);
        let second = DateTime::strptime("%Y%m%d_%H%M%S", seconds).ok()?;
        let whole = second.with().millisecond(millis[1..].parse().ok()?).build().ok()?;
        whole.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    }
}

impl fmt::Display for ReceiptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            0 => f.write_str(&self.stem),
            number => write!(f, "{}-{number}", self.stem),
        }
    }
}

impl TryFrom<String> for ReceiptId {
    type Error = InvalidReceiptId;

    fn try_from(text: String) -> Result<Self, InvalidReceiptId> {
        Self::new(&text)
    }
}

impl From<ReceiptId> for String {
    fn from(id: ReceiptId) -> Self {
        id.to_string()
    }
}

/// What becomes of what a clear removes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It waits in the trash and can be put back.
    #[default]
    Trash,
    /// It is deleted for good.
    Purge,
    /// It waits in the trash as well, but only `undo` takes it out: it was not asked to go, it could not be read.
    Quarantine,
}

/// How far the work came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::store) enum State {
    /// Files are being moved to the trash.
    Moving,
    /// Every file of the receipt is in the trash.
    Done,
    /// The files of these sessions are being put back.
    Restoring(Vec<String>),
    /// These files are being put back.
    #[serde(rename = "restoring_files")]
    RestoringFiles(BTreeSet<StorePath>),
}

/// A file that a clear took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Filed {
    pub(in crate::store) path: StorePath,
    pub(in crate::store) bytes: u64,
    #[serde(with = "time_text")]
    pub(in crate::store) modified: Option<Timestamp>,
    pub(in crate::store) session: String,
    /// What took its place in the store, if something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::store) successor: Option<Successor>,
}

/// A file that holds what another held before, in another form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Successor {
    pub(in crate::store) path: StorePath,
    pub(in crate::store) bytes: u64,
    #[serde(with = "time_text")]
    pub(in crate::store) modified: Option<Timestamp>,
}

/// A file that was made of what could be saved of another, which it stands in for while that is in the trash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Substitute {
    pub(in crate::store) path: StorePath,
    pub(in crate::store) bytes: u64,
    #[serde(with = "time_text")]
    pub(in crate::store) modified: Option<Timestamp>,
    /// The file that it stands in for.
    pub(in crate::store) of: StorePath,
}

/// A directory as it was before the clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Folder {
    pub(in crate::store) path: StorePath,
    pub(in crate::store) mode: Option<u32>,
    #[serde(with = "time_text")]
    pub(in crate::store) modified: Option<Timestamp>,
    /// A hash of the names that were in it. Its time is set back only when the same names are in it again.
    pub(in crate::store) names: String,
    /// It was not there when the files began to be put back, and so its mode is ours to set.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::store) absent: bool,
}

/// What is written to `receipt.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Receipt {
    pub(in crate::store) version: u32,
    #[serde(rename = "receipt")]
    pub(in crate::store) id: ReceiptId,
    #[serde(with = "time_text")]
    pub(in crate::store) created: Option<Timestamp>,
    pub(in crate::store) state: State,
    pub(in crate::store) mode: Mode,
    /// What was asked for, for people.
    pub(in crate::store) what: String,
    /// Ordered by directory, so that each is opened once.
    pub(in crate::store) files: Vec<Filed>,
    pub(in crate::store) directories: Vec<Folder>,
    /// What goes when the file that it stands in for comes back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::store) substitutes: Vec<Substitute>,
}

/// Why a receipt can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Unreadable {
    /// It is not there, torn, or not a receipt.
    Damaged(Problem),
    /// A later version of this program wrote it, and may have meant more than we understand.
    Newer,
}

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Damaged(problem) => problem,
            Unreadable::Newer => Self::Io("written by a later version of this program".to_owned()),
        }
    }
}

/// The compact JSON of a receipt. Of a large one it takes long to make, and the state is all in it that changes once every file has moved.
#[derive(Debug)]
pub(super) struct Written {
    json: Vec<u8>,
    state: Range<usize>,
}

impl Written {
    pub(super) fn json(&self) -> &[u8] {
        &self.json
    }

    /// The same in another state.
    pub(super) fn in_state(mut self, state: &State) -> Result<Self, JsonError> {
        let new = serde_json::to_vec(state)?;
        let end = self.state.start + new.len();
        self.json.splice(self.state.clone(), new);
        self.state.end = end;
        Ok(self)
    }
}

impl Receipt {
    /// The compact JSON of the receipt.
    pub(super) fn write(&self) -> Result<Written, JsonError> {
        const KEY: &[u8] = br#","state":"#;
        let (json, state) = (serde_json::to_vec(self)?, serde_json::to_vec(&self.state)?);
        // What comes before it are a number, a name of digits and a time.
        let start = memchr::memmem::find(&json, KEY).map_or(0, |at| at + KEY.len());
        Ok(Written { state: start..start + state.len(), json })
    }

    /// Reads a receipt. Nothing in one is trusted: a path that leads out of the store's records makes it damaged.
    pub(super) fn from_json(bytes: &[u8]) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let damaged = |error: serde_json::Error| Unreadable::Damaged(JsonError::from(error).into());
        match serde_json::from_slice(bytes).map_err(damaged)? {
            Head { version } if version > VERSION => Err(Unreadable::Newer),
            Head { .. } => serde_json::from_slice(bytes).map_err(damaged),
        }
    }

    /// What it holds.
    pub(in crate::store) fn totals(&self) -> Totals {
        Totals::of(self.files.iter().map(|file| (file.session.as_str(), file.bytes)))
    }

    /// Keeps only those files, and the directories that lead to them.
    pub(super) fn retain(&mut self, keep: impl FnMut(&Filed) -> bool) {
        self.files.retain(keep);
        let folders: HashSet<StorePath> = folders_of(self.files.iter().map(|file| &file.path)).collect();
        self.directories.retain(|folder| folders.contains(&folder.path));
        let files: HashSet<&StorePath> = self.files.iter().map(|file| &file.path).collect();
        self.substitutes.retain(|substitute| files.contains(&substitute.of));
    }
}

impl Filed {
    /// A planned file; `None` if its path is not that of a record in the store.
    pub(in crate::store) fn planned(file: &PlannedFile, session: &str) -> Option<Self> {
        Some(Self {
            path: StorePath::new(&file.path)?,
            bytes: file.bytes,
            modified: file.modified,
            session: session.to_owned(),
            successor: None,
        })
    }
}

impl Filed {
    /// A file of which nothing but the path is known.
    pub(super) fn anonymous(path: StorePath) -> Self {
        Self { path, bytes: 0, modified: None, session: String::new(), successor: None }
    }
}

/// Times as RFC 3339 text with all their digits; `null` for what no calendar holds.
pub(in crate::store) mod time_text {
    use jiff::Timestamp;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "the signature is serde's")]
    pub(in crate::store) fn serialize<S: Serializer>(
        time: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => serializer.collect_str(time),
            None => serializer.serialize_none(),
        }
    }

    pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_of_real_times_are_receipts() {
        for good in ["20261121_001039_101", "20261121_001039_101-1", "19700101_000000_000-12"] {
            assert_eq!(ReceiptId::new(good).unwrap().to_string(), good);
        }
        let bad = [
            "",
            ".",
            "..",
            "x",
            "20261121_001039",
            "20261121_001039_1011",
            "20261121_001039_101-0",
            "20261121_001039_101-",
            "20261121_001039_101-01",
            "20261121_001039_101-+1",
            "20261121_001039_+10",
            "20261321_001039_101",
            "../20261121_001039_101",
            "20261121_001039_101/..",
            " 20261121_001039_101",
            "20261121_001039_10٣",
            "20261121_0010 9_101",
            "+0261121_001039_101",
            "20261121_001039_101-99999999999",
        ];
        for bad in bad {
            assert!(ReceiptId::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_are_ordered_by_time_and_number() {
        let now: Timestamp = "2026-11-21T00:10:39.101987Z".parse().unwrap();
        let names: Vec<_> = ReceiptId::candidates(now).take(12).collect();
        assert_eq!(names[0].to_string(), "20261121_001039_101");
        assert_eq!(names[11].to_string(), "20261121_001039_101-11");
        assert!(names.is_sorted());
        assert_eq!(names[2].time(), Some("2026-11-21T00:10:39.101Z".parse().unwrap()));
        let early = ReceiptId::candidates(Timestamp::MIN).next().unwrap();
        assert_eq!(early.to_string(), "19700101_000000_000");
    }

    #[test]
    fn a_receipt_reads_as_it_was_written_and_a_later_one_is_told_apart() {
        let filed = |path: &str| Filed {
            path: StorePath::new(std::path::Path::new(path)).unwrap(),
            bytes: 7,
            modified: "1969-12-31T23:59:59.123456789Z".parse().ok(),
            session: "a".to_owned(),
            successor: None,
        };
        let receipt = Receipt {
            version: VERSION,
            id: ReceiptId::new("20261121_001039_101").unwrap(),
            created: Some(Timestamp::UNIX_EPOCH),
            state: State::Restoring(vec!["a".to_owned()]),
            mode: Mode::Trash,
            what: "session a".to_owned(),
            files: vec![filed("a/x.json")],
            directories: Vec::new(),
            substitutes: Vec::new(),
        };
        let written = receipt.write().unwrap();
        assert_eq!(written.json(), serde_json::to_vec(&receipt).unwrap());
        assert_eq!(Receipt::from_json(written.json()).unwrap(), receipt);
        let text = String::from_utf8(written.json().to_owned()).unwrap();
        let restoring = State::RestoringFiles([StorePath::new(std::path::Path::new("a/x.json")).unwrap()].into());
        let rewritten = |written: Written, state: &State| {
            let written = written.in_state(state).unwrap();
            let receipt = Receipt { state: state.clone(), ..receipt.clone() };
            assert_eq!(written.json(), receipt.write().unwrap().json());
            written
        };
        [State::Done, restoring, State::Moving].iter().fold(written, rewritten);
        let later = text.replace("\"version\":2", "\"version\":3");
        let earlier = text.replace("\"version\":2", "\"version\":1");
        assert_eq!(Receipt::from_json(earlier.as_bytes()).unwrap().files, receipt.files);
        assert_eq!(Receipt::from_json(later.as_bytes()), Err(Unreadable::Newer));
        for path in ["../x.json", "/x.json", ".lock", "a/.hidden/x.json", "", "a/../x.json"] {
            let hostile = text.replace("a/x.json", path);
            assert!(matches!(Receipt::from_json(hostile.as_bytes()), Err(Unreadable::Damaged(_))), "{path}");
        }
    }
}
