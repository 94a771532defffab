//! How far a log was sent: an offset, and what stood before it.
//!
//! A log is known by its path and by its number in the file system, so that one that was renamed goes on where it was. Whether it is the
//! same log is told by its first line and by the line before the offset: after a rotation, or where another took its place, they are others.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::gateway::event::Origin;
use crate::record::names::fnv1a;

/// So many bytes before an offset are looked at.
const TAIL: usize = 64;

/// A place in a log, after the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Position {
    /// How many bytes were sent.
    pub(super) offset: u64,
    /// A hash of the log's origin and of the last of them.
    mark: u64,
}

impl Position {
    /// A place where nobody looks what stands before it.
    pub(super) fn unmarked(offset: u64) -> Self {
        Self { offset, mark: 0 }
    }

    /// The position as the sixteen bytes of a row.
    pub(super) fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.offset.to_le_bytes());
        bytes[8..].copy_from_slice(&self.mark.to_le_bytes());
        bytes
    }

    /// The same back.
    pub(super) fn from_bytes(bytes: [u8; 16]) -> Self {
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte));
        Self { offset: number(&bytes[..8]), mark: number(&bytes[8..]) }
    }

    /// True if this is a place of the log with that origin in a file that begins after `base` bytes of it, and what stands before it is what was sent.
    ///
    /// # Errors
    /// The file can't be read.
    pub(super) fn is_in(self, file: &mut File, origin: Origin, base: u64) -> io::Result<bool> {
        let Some(offset) = self.offset.checked_sub(base).filter(|offset| *offset > 0) else { return Ok(false) };
        if file.metadata()?.len() < offset {
            return Ok(false);
        }
        Ok(Tail::before(file, offset)?.at(self.offset, origin) == self)
    }
}

/// The last bytes before a place that moves on.
#[derive(Debug, Clone, Default)]
pub(super) struct Tail(Vec<u8>);

impl Tail {
    /// What stands before an offset of a file.
    ///
    /// # Errors
    /// The file can't be read.
    pub(super) fn before(file: &mut File, offset: u64) -> io::Result<Self> {
        let length = offset.min(TAIL as u64);
        let mut bytes = Vec::with_capacity(TAIL);
        file.seek(SeekFrom::Start(offset - length))?;
        file.take(length).read_to_end(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Moves on over these bytes.
    pub(super) fn advance(&mut self, bytes: &[u8]) {
        let kept = &bytes[bytes.len().saturating_sub(TAIL)..];
        let surplus = (self.0.len() + kept.len()).saturating_sub(TAIL).min(self.0.len());
        self.0.drain(..surplus);
        self.0.extend_from_slice(kept);
    }

    /// The position after these bytes in the log with that origin. Only the last line counts, since what comes before it may be in an archive.
    pub(super) fn at(&self, offset: u64, origin: Origin) -> Position {
        let (before, end) = self.0.split_at(self.0.len().saturating_sub(1));
        let line = memchr::memrchr(b'\n', before).map_or(before, |at| &before[at + 1..]);
        Position { offset, mark: fnv1a(&[&origin.to_bytes(), line, end].concat()) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use proptest::prelude::*;

    use super::*;

    fn origin(first: &[u8]) -> Origin {
        Origin::read(&mut Cursor::new(first)).unwrap()
    }

    proptest! {
        #[test]
        fn a_place_is_known_again_and_no_other_is_taken_for_it(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 1..8), change in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>()) {
            let lines: Vec<_> = lines.into_iter().map(|mut line| {
                line.retain(|byte| *byte != b'\n');
                line.push(b'\n');
                line
            }).collect();
            let bytes = lines.concat();
            let origin = origin(&bytes);
            let mut log = tempfile::tempfile().unwrap();
            // The same from a line on, as if what is before it were in an archive.
            let cut = cut.index(lines.len());
            let base: usize = lines[..cut].iter().map(Vec::len).sum();
            let mut rest = tempfile::tempfile().unwrap();
            rest.write_all(&bytes[base..]).unwrap();
            let (mut tail, mut offset) = (Tail::default(), 0);
            for (number, line) in lines.iter().enumerate() {
                log.write_all(line).unwrap();
                tail.advance(line);
                offset += line.len() as u64;
                let position = tail.at(offset, origin);
                prop_assert_eq!(Position::from_bytes(position.to_bytes()), position);
                prop_assert!(position.is_in(&mut log, origin, 0).unwrap());
                prop_assert_eq!(position.is_in(&mut rest, origin, base as u64).unwrap(), number >= cut);
                log.seek(SeekFrom::End(0)).unwrap();
            }
            let position = tail.at(offset, origin);
            let another = self::origin(b"another");
            prop_assert!(!position.is_in(&mut log, another, 0).unwrap(), "another log");
            log.set_len(offset - 1).unwrap();
            prop_assert!(!position.is_in(&mut log, origin, 0).unwrap(), "cut off");
            let mut other = bytes.clone();
            let last = other.len() - 1 - change.index(lines.last().unwrap().len().min(TAIL));
            other[last] ^= 1;
            let mut replaced = tempfile::tempfile().unwrap();
            replaced.write_all(&other).unwrap();
            prop_assert!(!position.is_in(&mut replaced, origin, 0).unwrap(), "replaced");
        }
    }
}
