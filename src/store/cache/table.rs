//! The file of a cache: what is in it, and where.
//!
//! In this order, all numbers little-endian: the header, which says what made it for what; what is kept of each file, one after the other;
//! a row for each file, in order; the ends of all names in the text of names, 4 bytes each; the text of names; the lengths of these four
//! parts, 8 bytes each; and the CRC-32 of everything before it.

use std::ops::Range;

use flate2::Crc;

use super::bytes::Bytes;
use super::identity::Identity;
use super::kept::Kept;

/// A row: the inode, the hash of the path, size, two times, and where the kept begins among all that is kept.
const WORDS: usize = 6;
/// The bytes of the lengths and the checksum at the end.
const FOOTER: usize = 4 * 8 + 4;

/// A cache as it was read. An empty one has no rows.
#[derive(Debug, Default)]
pub(super) struct Table {
    bytes: Vec<u8>,
    kept: Range<usize>,
    rows: Range<usize>,
    ends: Range<usize>,
    names: String,
}

/// One row of a table.
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

/// The lengths of the parts of a cache, which its end says.
pub(super) fn footer(lengths: [u64; 4]) -> Vec<u8> {
    lengths.iter().flat_map(|length| length.to_le_bytes()).collect()
}

impl Table {
    /// The table in these bytes; `None` unless it is one, begins with `header`, and is whole.
    pub(super) fn parse(mut bytes: Vec<u8>, header: &[u8]) -> Option<Self> {
        let end = bytes.len().checked_sub(FOOTER).filter(|end| *end >= header.len() && bytes.starts_with(header))?;
        let (lengths, sum) = bytes[end..].split_at(FOOTER - 4);
        let mut crc = Crc::new();
        crc.update(&bytes[..bytes.len() - 4]);
        let mut start = header.len();
        let mut parts = lengths.as_chunks::<8>().0.iter().map(|length| {
            let part = start..start.checked_add(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
            start = part.end;
            Some(part)
        });
        let (kept, rows, ends, names) = (parts.next()??, parts.next()??, parts.next()??, parts.next()??);
        if names.end != end || sum != crc.sum().to_le_bytes() {
            return None;
        }
        let names = str::from_utf8(&bytes[names]).ok()?.to_owned();
        bytes.truncate(ends.end);
        Some(Self { bytes, kept, rows, ends, names })
    }

    fn rows(&self) -> &[[[u8; 8]; WORDS]] {
        let (words, _) = self.bytes[self.rows.clone()].as_chunks::<8>();
        words.as_chunks::<WORDS>().0
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows().len()
    }

    /// A row by its number.
    pub(super) fn row(&self, number: usize) -> Option<Row> {
        self.rows().get(number).map(Row::from_bytes)
    }

    /// The number of the row of the file with this identity at the path with this hash. It is looked for at `guess` first:
    /// files are read in the order of their inodes, as the rows are.
    pub(super) fn find(&self, identity: Identity, path: u64, guess: usize) -> Option<usize> {
        let is_meant = |row: Row| row.identity == identity && row.path == path;
        if self.row(guess).is_some_and(is_meant) {
            return Some(guess);
        }
        let key = |row: &[[u8; 8]; WORDS]| (u64::from_le_bytes(row[0]), u64::from_le_bytes(row[1]));
        let number = self.rows().binary_search_by_key(&(identity.inode, path), key).ok()?;
        self.row(number).is_some_and(is_meant).then_some(number)
    }

    /// What is kept of the file in a row.
    pub(super) fn kept(&self, number: usize) -> Option<Kept<'_>> {
        let at = usize::try_from(self.row(number)?.at).ok()?;
        Kept::take(Bytes(self.bytes[self.kept.clone()].get(at..)?), |name| self.name(name))
    }

    /// A name by its number.
    fn name(&self, number: u32) -> Option<&str> {
        let (ends, _) = self.bytes[self.ends.clone()].as_chunks::<4>();
        let end = |number: usize| usize::try_from(u32::from_le_bytes(*ends.get(number)?)).ok();
        let number = usize::try_from(number).ok()?;
        let start = number.checked_sub(1).map_or(Some(0), end)?;
        self.names.get(start..end(number)?)
    }
}
