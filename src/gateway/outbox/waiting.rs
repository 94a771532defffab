//! Which files of a store waited when it was last looked, so that whoever looks next can say how many of them went. Nothing else is decided by it.

use std::collections::HashSet;

use super::delivered::Delivered;
use crate::gateway::place::Place;
use crate::store::side;

const WAITING: &str = "waiting";

/// The files that waited, by number.
#[derive(Debug)]
pub(super) struct Waiting {
    place: Place,
    files: HashSet<u64>,
}

impl Waiting {
    /// What whoever looked last left; nothing if there was nobody, or it can't be read.
    pub(super) fn read(place: Place) -> Self {
        let bytes = place.read(WAITING).ok().flatten().unwrap_or_default();
        let files = bytes.as_chunks().0.iter().map(|number| u64::from_le_bytes(*number)).collect();
        Self { place, files }
    }

    /// How many are not there any more and were not delivered. `there` are all files, ascending.
    pub(super) fn gone(&self, there: &[u64], delivered: &Delivered) -> usize {
        let is_gone = |file: &&u64| there.binary_search(file).is_err() && delivered.get(**file).is_none();
        self.files.iter().filter(is_gone).count()
    }

    /// It was told that a file went.
    pub(super) fn forget(&mut self, file: u64) {
        self.files.remove(&file);
    }

    /// Notes which files wait now. That it can't be written stops nothing.
    pub(super) fn expect(&mut self, files: HashSet<u64>) {
        if files == self.files {
            return;
        }
        let bytes: Vec<u8> = files.iter().flat_map(|file| file.to_le_bytes()).collect();
        _ = side::put(&self.place.file(WAITING), &bytes);
        self.files = files;
    }
}
