//! What an outbox knows of a store's files, and the item that one is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::delivered::{Delivered, Row};
use crate::gateway::item::{Item, ItemId, ItemKind};
use crate::record::{Problem, Record, RecordTime, to_line};
use crate::store::{Entry, ResponseTracker, Seen, Sight, UNKNOWN_SESSION};

/// The item that a record file of a store is, from its path below the store and its bytes.
pub(in crate::gateway) fn item_of(tracker: &ResponseTracker, path: &Path, bytes: &[u8]) -> Result<Item, Problem> {
    let record = tracker.reader().read(bytes)?;
    let id = ItemId::of(ItemKind::Response, path.as_os_str().as_encoded_bytes(), bytes);
    let time = record.timestamp.time().map(RecordTime::instant);
    Ok(Item::new(id, ItemKind::Response, session_of(&record, path), time, &to_line(&record)))
}

/// Notes that nothing in an archive waits.
pub(super) fn archive_row(sight: Sight) -> Row {
    Row { file: sight.file, version: sight.version, item: [0; 16] }
}

/// The session that scans group a record by.
fn session_of(record: &Record, path: &Path) -> String {
    let named = record.session_id.clone();
    named.or_else(|| Entry::session_of(path)).unwrap_or_else(|| UNKNOWN_SESSION.to_owned())
}

/// Those of which a version was delivered.
pub(super) struct Known<'a>(pub(super) &'a Delivered);

impl Seen for Known<'_> {
    fn as_it_is(&self, sight: Sight) -> bool {
        sight.version != 0 && self.0.get(sight.file).is_some_and(|row| row.version == sight.version)
    }

    fn content(&self, file: u64, path: impl FnOnce() -> PathBuf, bytes: &[u8]) -> bool {
        self.0.get(file).is_some_and(|row| {
            row.item == ItemId::of(ItemKind::Response, path().as_os_str().as_encoded_bytes(), bytes).to_bytes()
        })
    }
}

/// All that is there, by its items.
#[derive(Default)]
pub(super) struct All(Mutex<HashMap<u64, [u8; 16]>>);

impl All {
    /// The item of each file.
    pub(super) fn into_items(self) -> HashMap<u64, [u8; 16]> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen for All {
    fn as_it_is(&self, _: Sight) -> bool {
        false
    }

    fn content(&self, file: u64, path: impl FnOnce() -> PathBuf, bytes: &[u8]) -> bool {
        let id = ItemId::of(ItemKind::Response, path().as_os_str().as_encoded_bytes(), bytes);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(file, id.to_bytes());
        true
    }
}
