//! How far a log was sent: an offset, and what stood before it.
//!
//! A log is known by its path and by its number in the file system, so that one that was renamed goes on where it was. Whether it is the
//! same log is told by the bytes before the offset: after a rotation, or where another took its place, they are others.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::record::names::fnv1a;

/// So many bytes before an offset are looked at.
const TAIL: usize = 64;

/// A place in a log, after the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Position {
    /// How many bytes were sent.
    pub(super) offset: u64,
    /// A hash of the last of them.
    mark: u64,
}

impl Position {
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

    /// The same place, where so many bytes come before the log.
    pub(super) fn behind(self, base: u64) -> Self {
        Self { offset: base + self.offset, ..self }
    }

    /// True if this is a place in that log, and what stands before it is what was sent.
    ///
    /// # Errors
    /// The log can't be read.
    pub(super) fn is_in(self, log: &mut File) -> io::Result<bool> {
        if self.offset == 0 {
            return Ok(true);
        }
        if log.metadata()?.len() < self.offset {
            return Ok(false);
        }
        Ok(Tail::before(log, self.offset)?.at(self.offset) == self)
    }
}

/// The last bytes before a place that moves on.
#[derive(Debug, Clone, Default)]
pub(super) struct Tail(Vec<u8>);

impl Tail {
    /// What stands before an offset of a log.
    ///
    /// # Errors
    /// The log can't be read.
    pub(super) fn before(log: &mut File, offset: u64) -> io::Result<Self> {
        let length = offset.min(TAIL as u64);
        let mut bytes = Vec::with_capacity(TAIL);
        log.seek(SeekFrom::Start(offset - length))?;
        log.take(length).read_to_end(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Moves on over these bytes.
    pub(super) fn advance(&mut self, bytes: &[u8]) {
        let kept = &bytes[bytes.len().saturating_sub(TAIL)..];
        let surplus = (self.0.len() + kept.len()).saturating_sub(TAIL).min(self.0.len());
        self.0.drain(..surplus);
        self.0.extend_from_slice(kept);
    }

    /// The position after these bytes.
    pub(super) fn at(&self, offset: u64) -> Position {
        Position { offset, mark: fnv1a(&self.0) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_is_known_again_and_no_other_is_taken_for_it(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 1..8), change in any::<prop::sample::Index>()) {
            let mut log = tempfile::tempfile().unwrap();
            let (mut tail, mut offset) = (Tail::default(), 0);
            for line in &lines {
                log.write_all(line).unwrap();
                tail.advance(line);
                offset += line.len() as u64;
                let position = tail.at(offset);
                prop_assert_eq!(Position::from_bytes(position.to_bytes()), position);
                prop_assert!(position.is_in(&mut log).unwrap());
                log.seek(SeekFrom::End(0)).unwrap();
            }
            let (position, bytes) = (tail.at(offset), lines.concat());
            if bytes.is_empty() {
                return Ok(());
            }
            log.set_len(offset - 1).unwrap();
            prop_assert!(!position.is_in(&mut log).unwrap(), "cut off");
            let mut other = bytes.clone();
            let last = other.len() - 1 - change.index(other.len().min(TAIL));
            other[last] ^= 1;
            let mut replaced = tempfile::tempfile().unwrap();
            replaced.write_all(&other).unwrap();
            prop_assert!(!position.is_in(&mut replaced).unwrap(), "replaced");
        }
    }
}
