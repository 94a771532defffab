//! The file of a cache: what is in it, and where.
//!
//! In this order, all numbers little-endian: the header, which says what made it for what; the segments, ordered by the hashes of their
//! directories, then by inodes; four numbers for each segment, 8 bytes each; the ends of all names in the text of names, 4 bytes each;
//! the text of names; the lengths of these three, 8 bytes each; and the CRC-32 of the header and of everything behind the segments.
//!
//! Only what is behind the segments is kept in memory. They are read one by one, when a scan comes to the directory whose files are in them.

use std::fs::File;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::Crc;

use super::identity::Identity;
use super::segment::{Row, Segment};
use crate::store::files;

/// The numbers of a segment: the hash of its directory, its first inode, how many rows and bytes it has, and its CRC-32.
const WORDS: usize = 5;
/// The bytes of the lengths and the checksum at the end.
const FOOTER: usize = 3 * 8 + 4;

/// Where a segment is, and what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// The hash of the path of the directory.
    pub(super) directory: u64,
    /// The inode of the first row.
    pub(super) first: u64,
    /// Where it begins in the file.
    pub(super) at: u64,
    pub(super) bytes: usize,
    pub(super) rows: usize,
    pub(super) sum: u32,
    /// How many rows are in the segments before it.
    pub(super) before: usize,
}

impl Part {
    /// What a part takes in the file.
    pub(super) fn to_bytes(directory: u64, first: u64, (rows, bytes): (u64, u64), sum: u32) -> [u8; WORDS * 8] {
        let mut part = [0; WORDS * 8];
        let numbers = [directory, first, rows, bytes, u64::from(sum)];
        for (bytes, number) in part.as_chunks_mut::<8>().0.iter_mut().zip(numbers) {
            *bytes = number.to_le_bytes();
        }
        part
    }

    /// All parts, which lie one behind the other from `start` to `end`; `None` unless they do.
    fn all(words: &[[[u8; 8]; WORDS]], start: u64, end: u64) -> Option<Vec<Self>> {
        let (mut at, mut before) = (start, 0_usize);
        let mut parts = Vec::with_capacity(words.len());
        for part in words {
            let [directory, first, rows, bytes, sum] = part.map(u64::from_le_bytes);
            let behind = at.checked_add(bytes).filter(|behind| *behind <= end)?;
            let (rows, bytes) = (usize::try_from(rows).ok()?, usize::try_from(bytes).ok()?);
            rows.checked_mul(Row::BYTES).filter(|rows| *rows <= bytes)?;
            parts.push(Self { directory, first, at, bytes, rows, sum: u32::try_from(sum).ok()?, before });
            (at, before) = (behind, before.checked_add(rows)?);
        }
        (at == end).then_some(parts)
    }
}

/// A cache as it was opened. An empty one has no rows.
#[derive(Debug, Default)]
pub(super) struct Table {
    file: Option<File>,
    parts: Vec<Part>,
    /// The segments of directories that have more than one, read once for all threads.
    shared: Vec<OnceLock<Option<Segment>>>,
    /// True once a segment was not whole.
    is_damaged: AtomicBool,
    names: Names,
}

/// What one thread has read of a table: the segment of the directory that it works in.
#[derive(Debug, Default)]
pub(super) struct Reading {
    directory: Option<u64>,
    /// The parts of that directory.
    parts: Range<usize>,
    /// Its segment, if that is the only one.
    own: Segment,
    /// The row that is likely to be the next.
    guess: usize,
}

impl Table {
    /// The table in this file of so many bytes; `None` unless it is one, begins with `header`, and is whole as far as it is read.
    pub(super) fn open(file: File, length: u64, header: &[u8]) -> Option<Self> {
        let read = |at: u64, bytes: u64| {
            let mut read = vec![0; usize::try_from(bytes).ok()?];
            files::read_at(&file, &mut read, at).ok()?;
            Some(read)
        };
        let start = u64::try_from(header.len()).ok()?;
        let footer_at = length.checked_sub(u64::try_from(FOOTER).ok()?).filter(|at| *at >= start)?;
        let footer = read(footer_at, length - footer_at)?;
        let (lengths, sum) = footer.split_at(FOOTER - 4);
        let lengths = lengths.as_chunks::<8>().0.iter().map(|length| u64::from_le_bytes(*length));
        let all = lengths.clone().try_fold(0_u64, u64::checked_add)?;
        let tail_at = footer_at.checked_sub(all).filter(|at| *at >= start)?;
        let tail = read(tail_at, all)?;
        let mut crc = Crc::new();
        for bytes in [header, &tail, &footer[..FOOTER - 4]] {
            crc.update(bytes);
        }
        if sum != crc.sum().to_le_bytes() || read(0, start)? != header {
            return None;
        }
        let mut rest = tail.as_slice();
        let mut take = lengths.map(|length| rest.split_off(..usize::try_from(length).ok()?));
        let (parts, ends, text) = (take.next()??, take.next()??, take.next()??);
        let parts = Part::all(parts.as_chunks::<8>().0.as_chunks::<WORDS>().0, start, tail_at)?;
        let names = Names::from_bytes(ends, text)?;
        let shared = parts.iter().map(|_| OnceLock::new()).collect();
        Some(Self { file: Some(file), parts, shared, is_damaged: AtomicBool::new(false), names })
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.parts.last().map_or(0, |last| last.before + last.rows)
    }

    /// The names.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// True if a segment was met that is not what it should be.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }

    /// Reads a segment into the memory of another; `None` unless it is whole.
    pub(super) fn read(&self, part: &Part, segment: &mut Segment) -> Option<()> {
        let read = self.file.as_ref().and_then(|file| segment.read(file, part));
        if read.is_none() {
            self.is_damaged.store(true, Ordering::Relaxed);
        }
        read
    }

    /// Shows every row of the segments that are whole, in order: the hash of its directory, its number among all, itself, and what is kept.
    ///
    /// # Errors
    /// What `show` says.
    pub(super) fn each_row<E>(&self, mut show: impl FnMut(u64, usize, Row, &[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut segment = Segment::default();
        for part in &self.parts {
            _ = self.read(part, &mut segment);
            for (number, row, kept) in segment.each() {
                show(part.directory, part.before + number, row, kept)?;
            }
        }
        Ok(())
    }

    /// The number among all rows of that of a file, and what is kept of it: of the file with this identity in the directory, and at the path,
    /// with these hashes.
    pub(super) fn find<'a>(
        &'a self,
        reading: &'a mut Reading,
        (directory, path): (u64, u64),
        identity: Identity,
    ) -> Option<(usize, &'a [u8])> {
        if reading.directory != Some(directory) {
            self.enter(reading, directory);
        }
        let (part, segment) = match self.parts.get(reading.parts.clone())? {
            [] => return None,
            [only] => (only, &reading.own),
            several => {
                let behind = several.partition_point(|part| part.first <= identity.inode);
                let number = reading.parts.start + behind.checked_sub(1)?;
                let part = self.parts.get(number)?;
                (part, self.shared.get(number)?.get_or_init(|| self.segment(part)).as_ref()?)
            }
        };
        let (row, kept) = segment.find(identity, path, reading.guess)?;
        reading.guess = row + 1;
        Some((part.before + row, kept))
    }

    /// Begins with another directory.
    fn enter(&self, reading: &mut Reading, directory: u64) {
        let start = self.parts.partition_point(|part| part.directory < directory);
        let several = self.parts[start..].iter().take_while(|part| part.directory == directory).count();
        (reading.directory, reading.parts, reading.guess) = (Some(directory), start..start + several, 0);
        if let [only] = &self.parts[reading.parts.clone()] {
            // One that is not whole is left empty.
            _ = self.read(only, &mut reading.own);
        }
    }

    fn segment(&self, part: &Part) -> Option<Segment> {
        let mut segment = Segment::default();
        self.read(part, &mut segment).map(|()| segment)
    }
}

/// The names that occur in what is kept, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Where each ends in the text.
    ends: Vec<u32>,
    text: String,
}

impl Names {
    /// Names in the order of their numbers; `None` if they are more text than a cache can hold.
    pub(super) fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut all = Self::default();
        for name in names {
            all.text.push_str(name);
            all.ends.push(u32::try_from(all.text.len()).ok()?);
        }
        Some(all)
    }

    /// Them as they are in the file: the ends, and the text.
    pub(super) fn to_bytes(&self) -> (Vec<u8>, &[u8]) {
        (self.ends.iter().flat_map(|end| end.to_le_bytes()).collect(), self.text.as_bytes())
    }

    fn from_bytes(ends: &[u8], text: &[u8]) -> Option<Self> {
        let ends = ends.as_chunks::<4>().0.iter().map(|end| u32::from_le_bytes(*end)).collect();
        Some(Self { ends, text: str::from_utf8(text).ok()?.to_owned() })
    }

    /// A name by its number.
    pub(super) fn get(&self, number: u32) -> Option<&str> {
        let end = |number: usize| usize::try_from(*self.ends.get(number)?).ok();
        let number = usize::try_from(number).ok()?;
        let start = number.checked_sub(1).map_or(Some(0), end)?;
        self.text.get(start..end(number)?)
    }
}
