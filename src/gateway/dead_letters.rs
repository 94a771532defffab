//! Records that a destination will never take, each with the reason. They wait until somebody sends them again.
//!
//! They lie in `dead-letters.ndjson`, a line for each: `{"time":...,"reason":...,"item":{...}}`, where the item is what was sent. While they
//! are sent again they lie in `dead-letters.retrying.ndjson`; if that is cut short they stay there until the next time.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::Error;
use super::item::{Item, ItemId, ItemKind};
use super::place::Place;
use crate::record::{Json, RecordTime};
use crate::store::side;

const LETTERS: &str = "dead-letters.ndjson";
const RETRYING: &str = "dead-letters.retrying.ndjson";

/// A record that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// When the destination said so.
    pub time: Timestamp,
    /// Why, in its words.
    pub reason: String,
    /// What was sent.
    pub item: Item,
}

/// The dead letters of one destination.
#[derive(Debug, Clone)]
pub struct DeadLetters {
    place: Place,
}

impl DeadLetters {
    /// Those of the destination at that place.
    #[must_use]
    pub fn new(place: Place) -> Self {
        Self { place }
    }

    /// Adds letters, durably.
    ///
    /// # Errors
    /// They could not be written.
    pub fn add(&self, letters: &[DeadLetter]) -> Result<(), Error> {
        if letters.is_empty() {
            return Ok(());
        }
        self.append(letters).map_err(|error| self.place.failed("write", LETTERS, error))
    }

    fn append(&self, letters: &[DeadLetter]) -> io::Result<()> {
        let mut file = open_locked(&self.place.file(LETTERS))?;
        let mut lines = Vec::new();
        if !ends_a_line(&file)? {
            // What a crash left of a line must not spoil the next.
            lines.push(b'\n');
        }
        lines.extend(letters.iter().flat_map(|letter| letter.line().into_bytes()));
        file.write_all(&lines)?;
        file.sync_data()
    }

    /// All letters, the latest of each record, in the order of their times.
    ///
    /// # Errors
    /// They are there and can't be read.
    pub fn read(&self) -> Result<Vec<DeadLetter>, Error> {
        let mut letters = BTreeMap::new();
        for name in [RETRYING, LETTERS] {
            let bytes = self.place.read(name)?.unwrap_or_default();
            letters.extend(bytes.split(|byte| *byte == b'\n').filter_map(parse).map(|one| (one.item.id, one)));
        }
        let mut letters: Vec<_> = letters.into_values().collect();
        letters.sort_by_key(|letter| (letter.item.time, letter.item.id));
        Ok(letters)
    }

    /// Takes all letters out to be sent again. They are on disk until [`Retrying::done`].
    ///
    /// # Errors
    /// Somebody else does that already, or they can't be read.
    pub fn retry(&self) -> Result<Retrying, Error> {
        let failed = |error| self.place.failed("lock", RETRYING, error);
        let path = self.place.file(RETRYING);
        let lock = side::open_to_append(&path).map_err(failed)?;
        lock.try_lock().map_err(|_| failed(io::Error::other("they are being sent again by another process")))?;
        self.move_over().map_err(|error| self.place.failed("move", LETTERS, error))?;
        Ok(Retrying { all: self.clone(), letters: self.read()?, file: lock })
    }

    /// Moves what there is to those that are sent again. Cut short, some stand in both, which is as good as in one.
    fn move_over(&self) -> io::Result<()> {
        let file = open_locked(&self.place.file(LETTERS))?;
        let bytes = side::get(&self.place.file(LETTERS), u64::MAX - 1)?.unwrap_or_default();
        let mut retrying = side::open_to_append(&self.place.file(RETRYING))?;
        retrying.write_all(&[&bytes[..], b"\n"].concat())?;
        retrying.sync_data()?;
        file.set_len(0)
    }
}

/// Letters that are being sent again.
#[derive(Debug)]
pub struct Retrying {
    all: DeadLetters,
    /// The letters, the oldest record first.
    pub letters: Vec<DeadLetter>,
    file: File,
}

impl Retrying {
    /// Ends it: those that were `left` are dead letters again, all others are gone.
    ///
    /// # Errors
    /// They could not be written; then all are dead letters as before.
    pub fn done(self, left: &[DeadLetter]) -> Result<(), Error> {
        self.all.add(left)?;
        self.file.set_len(0).map_err(|error| self.all.place.failed("empty", RETRYING, error))
    }
}

/// Opens a file to append to, and waits for the others who do: each only appends or moves what is there.
fn open_locked(path: &Path) -> io::Result<File> {
    let file = side::open_to_append(path)?;
    file.lock()?;
    Ok(file)
}

fn ends_a_line(file: &File) -> io::Result<bool> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = file;
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// What a line says besides the item's own text.
#[derive(Deserialize)]
struct Line<'a> {
    time: Timestamp,
    reason: String,
    #[serde(borrow)]
    item: &'a RawValue,
}

/// What an item's line says.
#[derive(Deserialize)]
struct ItemLine<'a> {
    id: String,
    kind: String,
    session_id: String,
    #[serde(borrow)]
    record: &'a RawValue,
}

#[derive(Deserialize)]
struct Stamped {
    timestamp: Option<String>,
}

/// The letter of a line; a line that is none, such as what a crash left of one, is passed over.
fn parse(line: &[u8]) -> Option<DeadLetter> {
    let line: Line<'_> = serde_json::from_slice(line).ok()?;
    let item: ItemLine<'_> = serde_json::from_str(line.item.get()).ok()?;
    let kind = ItemKind::ALL.into_iter().find(|kind| kind.word() == item.kind)?;
    let id: ItemId = item.id.parse().ok()?;
    let stamped: Option<Stamped> = serde_json::from_str(item.record.get()).ok();
    let time = stamped.and_then(|stamped| RecordTime::parse(&stamped.timestamp?, &jiff::tz::TimeZone::UTC));
    let item = Item::new(id, kind, item.session_id, time.map(RecordTime::instant), item.record.get());
    Some(DeadLetter { time: line.time, reason: line.reason, item })
}

impl DeadLetter {
    fn line(&self) -> String {
        let reason = Json::string(&self.reason);
        format!("{{\"time\":\"{}\",\"reason\":{},\"item\":{}}}\n", self.time, reason.get().text(), self.item.line())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::gateway::destination::DestinationName;
    use crate::store::Layout;

    fn letter(number: u8, reason: &str) -> DeadLetter {
        let time: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let id = ItemId::of(ItemKind::Response, b"o", &[number]);
        let record = format!(r#"{{"timestamp":"2026-01-01T00:00:0{number}+00:00","request":"a\nb"}}"#);
        let at = time + jiff::SignedDuration::from_secs(number.into());
        let item = Item::new(id, ItemKind::Response, "s".to_owned(), Some(at), &record);
        DeadLetter { time, reason: reason.to_owned(), item }
    }

    fn letters() -> (tempfile::TempDir, DeadLetters) {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(Layout::new(dir.path()), DestinationName::new("audit").unwrap());
        (dir, DeadLetters::new(place))
    }

    #[test]
    fn they_are_read_back_and_the_latest_of_each_record_counts() {
        let (_dir, all) = letters();
        assert!(all.read().unwrap().is_empty());
        all.add(&[letter(2, "no"), letter(1, "never\n\"")]).unwrap();
        all.add(&[letter(2, "again no")]).unwrap();
        assert_eq!(all.read().unwrap(), [letter(1, "never\n\""), letter(2, "again no")]);
    }

    #[test]
    fn a_torn_line_spoils_no_other() {
        let (_dir, all) = letters();
        all.add(&[letter(1, "no")]).unwrap();
        let path = all.place.file(LETTERS);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, [&whole[..], &whole[..50]].concat()).unwrap();
        all.add(&[letter(2, "no")]).unwrap();
        assert_eq!(all.read().unwrap(), [letter(1, "no"), letter(2, "no")]);
    }

    #[test]
    fn those_sent_again_are_there_until_it_is_done() {
        let (_dir, all) = letters();
        all.add(&[letter(1, "no"), letter(2, "no")]).unwrap();
        let retrying = all.retry().unwrap();
        assert_eq!(retrying.letters.len(), 2);
        assert!(all.retry().is_err(), "two at once");
        all.add(&[letter(3, "no")]).unwrap();
        drop(retrying);
        assert_eq!(all.read().unwrap().len(), 3, "cut short");
        all.retry().unwrap().done(&[letter(2, "still no")]).unwrap();
        assert_eq!(all.read().unwrap(), [letter(2, "still no")]);
        all.retry().unwrap().done(&[]).unwrap();
        assert!(all.read().unwrap().is_empty());
    }
}
