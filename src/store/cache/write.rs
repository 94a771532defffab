//! Writing a cache.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use flate2::CrcWriter;

use super::kept::Kept;
use super::notes::Notes;
use super::place::LARGEST;
use super::table::{Row, Table, footer};
use crate::store::interner::Interner;

/// All that is to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'a> {
    /// The cache as it was.
    pub(super) table: &'a Table,
    /// Those of its rows that are still true.
    pub(super) used: &'a [usize],
    /// What is new.
    pub(super) notes: &'a [Notes],
}

/// Where one row comes from. The order is that of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct From {
    inode: u64,
    path: u64,
    /// The number of the notes; `None` for the cache as it was.
    notes: Option<u32>,
    row: u32,
}

/// Writes a cache that begins with `header`.
///
/// # Errors
/// What the operating system says, or that there is more than a cache may hold.
pub(super) fn write(file: File, header: &[u8], sources: Sources<'_>) -> io::Result<()> {
    let order = sources.order()?;
    let mut out = CrcWriter::new(BufWriter::with_capacity(1 << 16, file));
    out.write_all(header)?;
    let mut names = Interner::default();
    let starts = sources.write_kept(&order, &mut names, &mut out)?;
    let (kept, starts) = starts.split_last().ok_or(io::ErrorKind::InvalidInput)?;
    for (from, at) in order.iter().zip(starts) {
        let row = sources.row(*from).ok_or(io::ErrorKind::InvalidData)?;
        out.write_all(&Row { at: u64::from(*at), ..row }.to_bytes())?;
    }
    let names = names.values();
    let mut end = 0;
    for name in &names {
        end += name.len();
        out.write_all(&u32::try_from(end).map_err(too_much)?.to_le_bytes())?;
    }
    names.iter().try_for_each(|name| out.write_all(name.as_bytes()))?;
    let length = |length: usize| u64::try_from(length).map_err(too_much);
    let rows = length(order.len() * Row::BYTES)?;
    out.write_all(&footer([u64::from(*kept), rows, length(names.len() * 4)?, length(end)?]))?;
    let sum = out.crc().sum();
    let mut out = out.into_inner();
    out.write_all(&sum.to_le_bytes())?;
    out.flush()
}

impl Sources<'_> {
    /// All rows, in their order.
    fn order(&self) -> io::Result<Vec<From>> {
        let number = |number: usize| u32::try_from(number).map_err(too_much);
        let mut order =
            Vec::with_capacity(self.used.len() + self.notes.iter().map(|notes| notes.rows.len()).sum::<usize>());
        let mut put = |row: Row, notes, at| {
            order.push(From { inode: row.identity.inode, path: row.path, notes, row: number(at)? });
            io::Result::Ok(())
        };
        for at in self.used {
            self.table.row(*at).map_or(Ok(()), |row| put(row, None, *at))?;
        }
        for (index, notes) in self.notes.iter().enumerate() {
            let index = number(index)?;
            notes.rows.iter().enumerate().try_for_each(|(at, row)| put(*row, Some(index), at))?;
        }
        order.sort_unstable();
        Ok(order)
    }

    /// Writes what is kept of each row, and gives where each begins, and where the last ends.
    fn write_kept(&self, order: &[From], names: &mut Interner<str>, out: &mut impl Write) -> io::Result<Vec<u32>> {
        let names_of: Vec<_> = self.notes.iter().map(Notes::names).collect();
        let mut starts = Vec::with_capacity(order.len() + 1);
        let (mut at, mut bytes) = (0_u32, Vec::new());
        for from in order {
            bytes.clear();
            let kept = self.kept(*from, &names_of).ok_or(io::ErrorKind::InvalidData)?;
            kept.put(&mut bytes, |name| names.id(name)).ok_or(io::ErrorKind::InvalidData)?;
            out.write_all(&bytes)?;
            starts.push(at);
            at = u32::try_from(bytes.len())
                .ok()
                .and_then(|length| at.checked_add(length))
                .ok_or_else(|| too_much(()))?;
            if u64::from(at) > LARGEST / 2 {
                return Err(too_much(()));
            }
        }
        starts.push(at);
        Ok(starts)
    }

    fn row(&self, from: From) -> Option<Row> {
        let row = usize::try_from(from.row).ok()?;
        match from.notes {
            None => self.table.row(row),
            Some(notes) => self.notes.get(usize::try_from(notes).ok()?)?.rows.get(row).copied(),
        }
    }

    fn kept<'a>(&'a self, from: From, names: &[Vec<&'a str>]) -> Option<Kept<'a>> {
        let row = usize::try_from(from.row).ok()?;
        let Some(notes) = from.notes else { return self.table.kept(row) };
        let notes = usize::try_from(notes).ok()?;
        self.notes.get(notes)?.kept(names.get(notes)?, row)
    }
}

fn too_much<E>(_: E) -> io::Error {
    io::ErrorKind::FileTooLarge.into()
}
