//! A place for the content of one file after the other.

use std::fs::File;
use std::io::{self, Read};

use super::turns::Turns;
use super::walk::Found;
use crate::record::{Problem, is_gzip};
use crate::store::files::Stat;

/// As many bytes as are kept from one file to the next. Larger buffers are given back, since every thread has its own.
const KEPT: usize = 1 << 18;
/// Larger files are read by no more threads than there are cores.
const LARGE: u64 = 1 << 18;

/// Bytes read from files, over and over in the same memory.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    /// All of it can be read into; it is cleared only when it grows.
    bytes: Vec<u8>,
}

impl Buffer {
    /// Opens and reads a file that was found, and shows it to `each`. What needs much memory waits for its turn among the `heavy`.
    ///
    /// # Errors
    /// The file is no regular one, larger than `max_bytes`, or can't be read; or what `each` says.
    pub(super) fn visit(
        &mut self,
        found: Found<'_>,
        max_bytes: u64,
        heavy: &Turns,
        each: impl FnOnce(&Stat, &[u8]) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let (file, stat) = found.directory.open_regular(found.name)?;
        if stat.bytes > max_bytes {
            return Err(Problem::TooLarge { max_bytes });
        }
        let is_large = stat.bytes > LARGE;
        let turn = is_large.then(|| heavy.take());
        // The file may have grown since: one byte more than the limit is enough for it to be refused.
        let bytes = self.read(file, stat.bytes, max_bytes).map_err(|error| Problem::Io(error.to_string()))?;
        let turn = turn.or_else(|| is_gzip(bytes).then(|| heavy.take()));
        let result = each(&stat, bytes);
        self.shrink();
        drop(turn);
        result
    }

    /// The content of a file that is said to be `length` bytes long, or its first `most` bytes and some more if it is longer.
    pub(super) fn read(&mut self, mut file: File, length: u64, most: u64) -> io::Result<&[u8]> {
        let length = usize::try_from(length.min(most)).unwrap_or(usize::MAX);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let mut filled = 0;
        // One byte more than is needed: a file that ends where it should is then known to without asking once more.
        self.grow(length.saturating_add(1));
        loop {
            match file.read(&mut self.bytes[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            if filled == length || filled > most {
                break;
            }
            if filled == self.bytes.len() {
                self.grow(filled.saturating_mul(2));
            }
        }
        Ok(&self.bytes[..filled])
    }

    fn grow(&mut self, length: usize) {
        if self.bytes.len() < length {
            self.bytes.resize(length, 0);
        }
    }

    /// Gives back what a large file needed.
    pub(super) fn shrink(&mut self) {
        self.bytes.truncate(KEPT);
        self.bytes.shrink_to(KEPT);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_read_whole_whatever_length_it_was_said_to_have() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let mut buffer = Buffer::default();
        for size in [0, 1, 100, 5000, 3, 40_000, 0, 7] {
            let content: Vec<u8> = (0..=255).cycle().take(size).collect();
            fs::write(&path, &content).unwrap();
            let length = u64::try_from(size).unwrap();
            for said in [0, 1, length / 2, length.saturating_sub(1), length, length + 1, length + 9000] {
                let read = buffer.read(File::open(&path).unwrap(), said, u64::MAX).unwrap();
                assert!(read == content, "{size} bytes, said to be {said}");
            }
            for most in [0, 1, length / 2, length] {
                let read = buffer.read(File::open(&path).unwrap(), length, most).unwrap();
                let enough = usize::try_from(most + 1).unwrap().min(size);
                assert!(read.len() >= enough && content.starts_with(read), "{most} of {size}");
            }
        }
    }

    #[test]
    fn what_a_large_file_needed_is_given_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        fs::write(&path, vec![b'x'; 3 * KEPT]).unwrap();
        let mut buffer = Buffer::default();
        buffer.read(File::open(&path).unwrap(), 3 << 20, u64::MAX).unwrap();
        buffer.shrink();
        assert!(buffer.bytes.capacity() <= KEPT);
    }
}
