//! A place for the content of one file after the other.

use std::fs::File;
use std::io;

use super::Asks;
use super::threads::Waits;
use super::turns::Turns;
use super::walk::Found;
use crate::record::{Problem, is_gzip};
use crate::store::files::{self, Stat};

/// As many bytes as are kept from one file to the next. Larger buffers are given back, since every thread has its own.
const KEPT: usize = 1 << 18;
/// Larger files are read by no more threads than there are cores.
const LARGE: u64 = 1 << 18;

/// So much is read of a file of which not even the size is known.
const AT_ONCE: usize = 1 << 16;

/// One file in so many is asked whether it is in memory, which costs about a fortieth of what reading it takes.
const ASKED: usize = 16;

/// The kernel copies a fiftieth faster to where a line of the processor's cache begins.
const LINE: usize = 64;

/// No page of memory is smaller.
const PAGE: usize = 1 << 12;

/// How files are read.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// The largest file that is read.
    pub(super) max_bytes: u64,
    pub(super) asks: Asks,
    /// What needs much memory waits for its turn among these.
    pub(super) heavy: Turns,
    /// How many files were not in memory.
    pub(super) waits: &'a Waits,
}

/// Bytes read from files, over and over in the same memory.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    at_once: AtOnce,
    /// What is larger. All of it can be read into; it is cleared only when it grows.
    bytes: Vec<u8>,
}

impl Buffer {
    /// Opens and reads a file that was found, and shows it to `each`.
    ///
    /// # Errors
    /// The file is no regular one, larger than `max_bytes`, or can't be read; or what `each` says.
    pub(super) fn visit(
        &mut self,
        found: Found<'_>,
        Reading { max_bytes, asks, heavy, waits }: &Reading<'_>,
        mut each: impl FnMut(&Stat, &[u8]) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let file = found.directory.open_unseen(found.name)?;
        let mut filled: &[u8] = &[];
        if *asks == Asks::IfInDoubt {
            // What is no file may say so when it is read.
            let why = |error| found.directory.regular(found.name, &file).err().unwrap_or_else(|| io_problem(&error));
            filled = self.at_once.read(&file, waits).map_err(why)?;
            let bytes = length(filled.len());
            // What was in memory ends with a page if more of the file was not.
            let is_plain = !filled.len().is_multiple_of(PAGE) && bytes <= *max_bytes && !is_gzip(filled);
            if is_plain && each(&Stat::of_content(bytes), filled).is_ok() {
                return Ok(());
            }
        }
        let stat = found.directory.regular(found.name, &file)?;
        if stat.bytes > *max_bytes {
            return Err(Problem::TooLarge { max_bytes: *max_bytes });
        }
        let is_large = stat.bytes > LARGE;
        let turn = is_large.then(|| heavy.take());
        // The file may have grown since: one byte more than the limit is enough for it to be refused.
        let bytes =
            read(&mut self.bytes, &file, filled, (stat.bytes, *max_bytes)).map_err(|error| io_problem(&error))?;
        let turn = turn.or_else(|| is_gzip(bytes).then(|| heavy.take()));
        let result = each(&stat, bytes);
        self.shrink();
        drop(turn);
        result
    }

    /// Gives back what a large file needed.
    fn shrink(&mut self) {
        self.bytes.truncate(KEPT);
        self.bytes.shrink_to(KEPT);
    }
}

/// Room for what one read gives.
#[derive(Debug, Default)]
struct AtOnce {
    room: Vec<u8>,
    /// How many files were read.
    reads: usize,
}

impl AtOnce {
    /// What one read gives of a file. Less than was asked for is all, on nearly every file system, if the file was in memory.
    fn read(&mut self, file: &File, waits: &Waits) -> io::Result<&[u8]> {
        self.room.resize(AT_ONCE + LINE, 0);
        let start = self.room.as_ptr().align_offset(LINE).min(LINE);
        let room = &mut self.room[start..start + AT_ONCE];
        let asks = self.reads.is_multiple_of(ASKED);
        self.reads += 1;
        if asks {
            if let Some(read) = files::read_at_hand(file, room) {
                return Ok(&room[..read]);
            }
            // It stands for those that are not asked.
            waits.add(ASKED);
        }
        files::read(file, room).map(|read| &room[..read])
    }
}

/// The content of a file that is said to be `length` bytes long, or its first `most` bytes and some more if it is longer. What is `filled` in
/// was read of it already.
fn read<'b>(bytes: &'b mut Vec<u8>, file: &File, filled: &[u8], (length, most): (u64, u64)) -> io::Result<&'b [u8]> {
    let length = usize::try_from(length.min(most)).unwrap_or(usize::MAX);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    // One byte more than is needed: a file that ends where it should is then known to without asking once more.
    grow(bytes, length.max(filled.len()).saturating_add(1));
    bytes[..filled.len()].copy_from_slice(filled);
    let mut filled = filled.len();
    loop {
        match files::read(file, &mut bytes[filled..])? {
            0 => break,
            read => filled += read,
        }
        if filled == length || filled > most {
            break;
        }
        if filled == bytes.len() {
            grow(bytes, filled.saturating_mul(2));
        }
    }
    Ok(&bytes[..filled])
}

fn grow(bytes: &mut Vec<u8>, length: usize) {
    if bytes.len() < length {
        bytes.resize(length, 0);
    }
}

fn io_problem(error: &io::Error) -> Problem {
    Problem::Io(error.to_string())
}

/// A length as file systems count.
fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_read_whole_whatever_length_it_was_said_to_have() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let mut buffer = Vec::new();
        for size in [0, 1, 100, 5000, 3, 40_000, 0, 7] {
            let content: Vec<u8> = (0..=255).cycle().take(size).collect();
            fs::write(&path, &content).unwrap();
            let length = u64::try_from(size).unwrap();
            for said in [0, 1, length / 2, length.saturating_sub(1), length, length + 1, length + 9000] {
                let read = read(&mut buffer, &File::open(&path).unwrap(), &[], (said, u64::MAX)).unwrap();
                assert!(read == content, "{size} bytes, said to be {said}");
            }
            for most in [0, 1, length / 2, length] {
                let read = read(&mut buffer, &File::open(&path).unwrap(), &[], (length, most)).unwrap();
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
        read(&mut buffer.bytes, &File::open(&path).unwrap(), &[], (3 << 20, u64::MAX)).unwrap();
        buffer.shrink();
        assert!(buffer.bytes.capacity() <= KEPT);
    }
}
