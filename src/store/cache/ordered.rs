//! All that is new, in the order of the rows of a cache.

use std::io;
use std::iter::Peekable;
use std::vec;

use super::kept::Kept;
use super::notes::{Group, Note, Notes};
use super::segment::Row;
use crate::store::bytes::Bytes;

/// What the order of rows depends on: the hash of the directory, the inode, and the hash of the path.
pub(super) type Key = (u64, u64, u64);

/// All notes, read directory by directory.
pub(super) struct Ordered<'n> {
    notes: &'n [Notes],
    names: Vec<Vec<&'n str>>,
    /// The groups of the directories that come next, each with the number of its notes.
    groups: Peekable<vec::IntoIter<(&'n Group, usize)>>,
    /// The hash of the directory that was read last, and what was noted of it.
    directory: u64,
    bytes: Vec<u8>,
    /// Its files that are still to come, the next one last.
    places: Vec<Place>,
}

/// Where the note of a file is. The order is that of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    inode: u64,
    path: u64,
    notes: usize,
    at: usize,
}

impl<'n> Ordered<'n> {
    pub(super) fn new(notes: &'n [Notes]) -> Self {
        let mut groups: Vec<_> = (0..)
            .zip(notes)
            .flat_map(|(number, notes)| notes.groups().iter().map(move |group| (group, number)))
            .collect();
        groups.sort_by_key(|(group, _)| group.directory);
        Self {
            notes,
            names: notes.iter().map(Notes::names).collect(),
            groups: groups.into_iter().peekable(),
            directory: 0,
            bytes: Vec::new(),
            places: Vec::new(),
        }
    }

    /// The next file, if it comes before one with this key: the hash of its directory, its row, and what is kept of it.
    ///
    /// # Errors
    /// If the notes can't be read again.
    pub(super) fn next_before(&mut self, end: Option<Key>) -> io::Result<Option<(u64, Row, Kept<'_>)>> {
        while self.places.is_empty() {
            let Some(directory) = self.groups.peek().map(|(group, _)| group.directory) else { return Ok(None) };
            self.enter(directory)?;
        }
        let comes_before = |place: &mut Place| end.is_none_or(|end| (self.directory, place.inode, place.path) < end);
        let Some(Place { notes, at, .. }) = self.places.pop_if(comes_before) else { return Ok(None) };
        let names = &self.names[notes];
        let name = |number: u32| names.get(usize::try_from(number).ok()?).copied();
        let found = self.note(at).and_then(|Note { identity, path, kept }| {
            Some((self.directory, Row { identity, path, at: 0 }, Kept::take(Bytes(kept), name)?))
        });
        found.ok_or_else(|| io::ErrorKind::InvalidData.into()).map(Some)
    }

    /// Reads all that was noted of a directory.
    fn enter(&mut self, directory: u64) -> io::Result<()> {
        self.directory = directory;
        self.bytes.clear();
        while let Some((group, notes)) = self.groups.next_if(|(group, _)| group.directory == directory) {
            let mut at = self.bytes.len();
            self.notes[notes].read(group, &mut self.bytes)?;
            while at < self.bytes.len() {
                let mut rest = Bytes(&self.bytes[at..]);
                let note = Note::take(&mut rest).ok_or(io::ErrorKind::InvalidData)?;
                self.places.push(Place { inode: note.identity.inode, path: note.path, notes, at });
                at = self.bytes.len() - rest.len();
            }
        }
        self.places.sort_unstable_by(|a, b| b.cmp(a));
        Ok(())
    }

    fn note(&self, at: usize) -> Option<Note<'_>> {
        Note::take(&mut Bytes(self.bytes.get(at..)?))
    }
}
