//! A log that is being read, wherever it lies.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::MultiGzDecoder;

use super::super::position::Tail;
use super::opened;
use super::unread::{Part, Rows, Unread, number_of};
use crate::gateway::event::{HEAD, LONGEST_LINE, session_of};
use crate::gateway::item::Item;
use crate::gateway::whole::Whole;
use crate::record::LazyZone;

/// A log that is being read.
pub(super) struct Reading {
    pub(super) unread: Unread,
    lines: Box<dyn BufRead + Send>,
    session: String,
    offset: u64,
    tail: Tail,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("unread", &self.unread).field("offset", &self.offset).finish_non_exhaustive()
    }
}

impl Reading {
    pub(super) fn open(unread: Unread) -> io::Result<Self> {
        let (file, metadata) = opened(&unread.path)?;
        if number_of(&metadata) != unread.number {
            return Err(another());
        }
        let session = session_of(&unread.name);
        let (lines, tail) = match unread.part {
            Part::Log => at_log(file, &unread)?,
            Part::Archive => at_archive(file, unread.from)?,
        };
        let offset = unread.from;
        Ok(Self { unread, lines, session, offset, tail })
    }

    /// The next event before the end that was seen.
    pub(super) fn next(&mut self, zone: &LazyZone) -> io::Result<Option<(Item, Rows)>> {
        let mut line = Vec::new();
        while self.offset < self.unread.end {
            let begin = self.offset;
            line.clear();
            let left = self.unread.end - self.offset;
            let read = (&mut self.lines).take(left.min(LONGEST_LINE)).read_until(b'\n', &mut line)?;
            self.offset += read as u64;
            self.tail.advance(&line);
            let is_last = read as u64 == left || read == 0;
            if line.last() != Some(&b'\n') && !(is_last && self.is_finished()) {
                if is_last {
                    // The line is still being written.
                    return Ok(None);
                }
                self.skip_line()?;
                continue;
            }
            if let Some(item) = self.unread.whole.origin.item(&line, begin, &self.session, zone) {
                return Ok(Some((item, self.unread.rows(self.offset, &self.tail))));
            }
            if read == 0 {
                break;
            }
        }
        Ok(None)
    }

    /// Nobody writes to what is archived, so that its last line needs no end.
    fn is_finished(&self) -> bool {
        self.unread.part == Part::Archive
    }

    fn skip_line(&mut self) -> io::Result<()> {
        let mut piece = Vec::new();
        while piece.last() != Some(&b'\n') && self.offset < self.unread.end {
            piece.clear();
            let most = HEAD.min(self.unread.end - self.offset);
            let read = (&mut self.lines).take(most).read_until(b'\n', &mut piece)?;
            if read == 0 {
                break;
            }
            self.offset += read as u64;
            self.tail.advance(&piece);
        }
        Ok(())
    }
}

type Opened = (Box<dyn BufRead + Send>, Tail);

fn another() -> io::Error {
    io::Error::other("another log took its place")
}

fn at_log(mut file: File, unread: &Unread) -> io::Result<Opened> {
    let Whole { origin, base, .. } = unread.whole;
    if let Some(after) = unread.after
        && !after.is_in(&mut file, origin, base)?
    {
        return Err(another());
    }
    let tail = Tail::before(&mut file, unread.from - base)?;
    file.seek(SeekFrom::Start(unread.from - base))?;
    Ok((Box::new(BufReader::new(file)), tail))
}

/// What was sent is decompressed once more: a line in an archive can't be reached otherwise.
fn at_archive(file: File, from: u64) -> io::Result<Opened> {
    let mut lines = BufReader::new(MultiGzDecoder::new(BufReader::new(file)));
    let mut tail = Tail::default();
    pass(&mut lines, from, &mut tail)?;
    Ok((Box::new(lines), tail))
}

/// Reads past so many bytes.
fn pass(lines: &mut impl BufRead, mut left: u64, tail: &mut Tail) -> io::Result<()> {
    while left > 0 {
        let bytes = lines.fill_buf()?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let length = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        tail.advance(&bytes[..length]);
        lines.consume(length);
        left -= length as u64;
    }
    Ok(())
}
