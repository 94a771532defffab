//! A part of a cache: what is kept of files of one directory.
//!
//! In this order, all numbers little-endian: a row of 48 bytes for each file, in the order of the inodes; and what is kept of each, one after
//! the other.

use std::fs::File;

use flate2::Crc;

use super::identity::Identity;
use super::table::Part;
use crate::store::files;

/// A row: the inode, the hash of the path, size, two times, and where the kept begins among all that is kept in the segment.
const WORDS: usize = 6;
/// So many rows are in one segment. Each thread that works in a directory reads all of it, unless the directory has more files.
pub(super) const MOST: usize = 4096;

/// One row of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) identity: Identity,
    /// The hash of the path below the store.
    pub(super) path: u64,
    /// Where the kept begins.
    pub(super) at: u64,
}

impl Row {
    /// What a row takes in the file.
    pub(super) const BYTES: usize = WORDS * 8;

    pub(super) fn to_bytes(self) -> [u8; Row::BYTES] {
        let Identity { inode, bytes, modified, changed } = self.identity;
        let numbers = [inode, self.path, bytes, modified.cast_unsigned(), changed.cast_unsigned(), self.at];
        let mut row = [0; Row::BYTES];
        for (bytes, number) in row.as_chunks_mut::<8>().0.iter_mut().zip(numbers) {
            *bytes = number.to_le_bytes();
        }
        row
    }

    fn from_bytes(row: &[[u8; 8]; WORDS]) -> Self {
        let [inode, path, bytes, modified, changed, at] = row.map(u64::from_le_bytes);
        let (modified, changed) = (modified.cast_signed(), changed.cast_signed());
        Self { identity: Identity { inode, bytes, modified, changed }, path, at }
    }
}

/// A segment that was read. An empty one has no rows.
#[derive(Debug, Default)]
pub(super) struct Segment {
    bytes: Vec<u8>,
    rows: usize,
}

impl Segment {
    /// Reads the segment into the memory of another; `None`, and then it is empty, unless it can be read and is whole.
    pub(super) fn read(&mut self, file: &File, part: &Part) -> Option<()> {
        self.rows = 0;
        self.bytes.resize(part.bytes, 0);
        files::read_at(file, &mut self.bytes, part.at).ok()?;
        let mut crc = Crc::new();
        crc.update(&self.bytes);
        if crc.sum() != part.sum {
            return None;
        }
        self.rows = part.rows;
        Some(())
    }

    fn rows(&self) -> &[[[u8; 8]; WORDS]] {
        let rows = self.bytes.get(..self.rows * Row::BYTES).unwrap_or_default();
        rows.as_chunks::<8>().0.as_chunks::<WORDS>().0
    }

    /// A row by its number.
    pub(super) fn row(&self, number: usize) -> Option<Row> {
        self.rows().get(number).map(Row::from_bytes)
    }

    /// The number of the row of the file with this identity at the path with this hash, and what is kept of it. The row is looked for at
    /// `guess` first: files are looked at in the order of their inodes, as the rows are.
    pub(super) fn find(&self, identity: Identity, path: u64, guess: usize) -> Option<(usize, &[u8])> {
        let is_meant = |row: &Row| row.identity == identity && row.path == path;
        let (number, row) = if let Some(row) = self.row(guess).filter(is_meant) {
            (guess, row)
        } else {
            let key = |row: &[[u8; 8]; WORDS]| (u64::from_le_bytes(row[0]), u64::from_le_bytes(row[1]));
            let number = self.rows().binary_search_by_key(&(identity.inode, path), key).ok()?;
            (number, self.row(number).filter(is_meant)?)
        };
        Some((number, self.kept_at(row.at)?))
    }

    /// Each row with its number and what is kept of the file.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, Row, &[u8])> {
        let rows = self.rows().iter().map(Row::from_bytes).enumerate();
        rows.filter_map(|(number, row)| Some((number, row, self.kept_at(row.at)?)))
    }

    fn kept_at(&self, at: u64) -> Option<&[u8]> {
        self.bytes.get(self.rows * Row::BYTES..)?.get(usize::try_from(at).ok()?..)
    }
}
