//! What an archive holds that was not sent.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::super::position::{Position, Tail};
use crate::gateway::event::Origin;

/// No archive is decompressed further than this: 1 TiB.
pub(super) const MOST: u64 = 1 << 40;

/// What of an archive was not sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skimmed {
    /// Where that begins, if anything was sent.
    pub(super) after: Option<Position>,
    /// How many lines it is.
    pub(super) lines: u64,
    /// Where the archive ends.
    pub(super) end: Position,
}

impl Skimmed {
    /// Reads the first `length` bytes that an archive holds, and looks whether `known` is a place in them.
    ///
    /// # Errors
    /// The archive can't be read, or is damaged.
    pub(super) fn read(archive: File, origin: Origin, length: u64, known: Option<Position>) -> io::Result<Self> {
        let mut log = BufReader::with_capacity(64 << 10, MultiGzDecoder::new(BufReader::new(archive)).take(length));
        let (mut offset, mut tail, mut last) = (0, Tail::default(), b'\n');
        let mut skimmed = Self { after: None, lines: 0, end: Position::default() };
        loop {
            let bytes = log.fill_buf()?;
            if bytes.is_empty() {
                break;
            }
            let ahead = known.and_then(|known| known.offset.checked_sub(offset)).filter(|ahead| *ahead > 0);
            let until_known = ahead.and_then(|ahead| usize::try_from(ahead).ok()).unwrap_or(usize::MAX);
            let piece = &bytes[..bytes.len().min(until_known)];
            tail.advance(piece);
            offset += piece.len() as u64;
            skimmed.lines += memchr::memchr_iter(b'\n', piece).count() as u64;
            last = piece[piece.len() - 1];
            let read = piece.len();
            log.consume(read);
            if known == Some(tail.at(offset, origin)) {
                (skimmed.after, skimmed.lines, last) = (known, 0, b'\n');
            }
        }
        // Nobody writes to what is archived, so that its last line needs no end.
        skimmed.lines += u64::from(last != b'\n');
        skimmed.end = tail.at(offset, origin);
        Ok(skimmed)
    }
}
