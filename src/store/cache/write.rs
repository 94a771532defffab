//! Writing a cache.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use flate2::Crc;

use super::kept::Kept;
use super::notes::Notes;
use super::ordered::{Key, Ordered};
use super::place::LARGEST;
use super::segment::{MOST, Row};
use super::table::{Names, Part, Table};
use crate::store::bytes::Bytes;
use crate::store::interner::Interner;

/// All that is to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'a> {
    /// The cache as it was.
    pub(super) table: &'a Table,
    /// What is new.
    pub(super) notes: &'a [Notes],
}

/// Writes a cache that begins with `header`, with those rows of the old one that `is_used` says of by their numbers.
///
/// # Errors
/// What the operating system says, or that there is more than a cache may hold.
pub(super) fn write(
    file: File,
    header: &[u8],
    Sources { table, notes }: Sources<'_>,
    is_used: impl Fn(usize) -> bool,
) -> io::Result<()> {
    let mut out = Out::begin(file, header)?;
    let mut new = Ordered::new(notes);
    let mut put_new = |out: &mut Out, end: Option<Key>| {
        while let Some((directory, row, kept)) = new.next_before(end)? {
            out.put(directory, row, &kept)?;
        }
        io::Result::Ok(())
    };
    table.each_row(|directory, number, row, kept| {
        if !is_used(number) {
            return Ok(());
        }
        put_new(&mut out, Some((directory, row.identity.inode, row.path)))?;
        let kept = Kept::take(Bytes(kept), |name| table.names().get(name)).ok_or(io::ErrorKind::InvalidData)?;
        out.put(directory, row, &kept)
    })?;
    put_new(&mut out, None)?;
    out.finish()
}

/// A cache that is being written.
struct Out {
    file: BufWriter<File>,
    /// So many bytes were written.
    length: u64,
    /// Of the header and of all that will be behind the segments.
    crc: Crc,
    /// The directory of the segment that is being filled, its first inode, its rows, and what is kept.
    directory: u64,
    first: u64,
    rows: Vec<u8>,
    kept: Vec<u8>,
    names: Interner<str>,
    parts: Vec<u8>,
}

impl Out {
    fn begin(file: File, header: &[u8]) -> io::Result<Self> {
        let mut out = Self {
            file: BufWriter::with_capacity(1 << 16, file),
            length: 0,
            crc: Crc::new(),
            directory: 0,
            first: 0,
            rows: Vec::new(),
            kept: Vec::new(),
            names: Interner::default(),
            parts: Vec::new(),
        };
        out.write_checked(header)?;
        Ok(out)
    }

    fn put(&mut self, directory: u64, row: Row, kept: &Kept<'_>) -> io::Result<()> {
        if self.directory != directory || self.rows.len() == MOST * Row::BYTES {
            self.end_segment()?;
        }
        if self.rows.is_empty() {
            (self.directory, self.first) = (directory, row.identity.inode);
        }
        let at = length(self.kept.len())?;
        kept.put(&mut self.kept, |name| self.names.id(name)).ok_or(io::ErrorKind::InvalidData)?;
        self.rows.extend(Row { at, ..row }.to_bytes());
        Ok(())
    }

    fn end_segment(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let (mut crc, mut bytes) = (Crc::new(), 0);
        for part in [&self.rows, &self.kept] {
            crc.update(part);
            self.file.write_all(part)?;
            bytes += length(part.len())?;
        }
        self.length += bytes;
        if self.length > LARGEST / 2 {
            return Err(too_much(()));
        }
        let rows = length(self.rows.len() / Row::BYTES)?;
        self.parts.extend(Part::to_bytes(self.directory, self.first, (rows, bytes), crc.sum()));
        self.rows.clear();
        self.kept.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.end_segment()?;
        let names = std::mem::take(&mut self.names);
        let names = Names::of(names.values()).ok_or_else(|| too_much(()))?;
        let (parts, (ends, text)) = (std::mem::take(&mut self.parts), names.to_bytes());
        let tail = [&parts, &ends, text];
        tail.iter().try_for_each(|bytes| self.write_checked(bytes))?;
        tail.iter().try_for_each(|bytes| self.write_checked(&length(bytes.len())?.to_le_bytes()))?;
        self.file.write_all(&self.crc.sum().to_le_bytes())?;
        self.file.flush()
    }

    fn write_checked(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.crc.update(bytes);
        self.length += length(bytes.len())?;
        self.file.write_all(bytes)
    }
}

fn length(length: usize) -> io::Result<u64> {
    u64::try_from(length).map_err(too_much)
}

fn too_much<E>(_: E) -> io::Error {
    io::ErrorKind::FileTooLarge.into()
}
