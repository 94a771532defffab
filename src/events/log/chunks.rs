//! Files cut into pieces that end with a line, read one after the other.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use memchr::{memchr, memrchr};

use super::ReadOptions;
use super::line::BYTE_ORDER_MARK;
use super::problem::Problem;
use crate::files;
use crate::record::{self, PlacesOf, is_gzip};

/// Bytes that are read over and over into the same memory.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    /// All of it can be read into; it is cleared only when it grows.
    bytes: Vec<u8>,
    length: usize,
    /// Where lines end in what was read, once that is whole.
    ends: Vec<usize>,
}

impl Buffer {
    /// What was read.
    pub(super) fn filled(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Where lines end in it.
    pub(super) fn ends(&self) -> impl Iterator<Item = usize> {
        self.ends.iter().copied()
    }

    /// Looks for the ends of lines, and says how many lines there are, also if the last has no end.
    fn find_ends(&mut self) -> u64 {
        self.ends.clear();
        self.ends.extend(PlacesOf::new(b'\n', &self.bytes[..self.length]));
        let unended = self.ends.last().map_or(0, |last| last + 1) < self.length;
        self.ends.len() as u64 + u64::from(unended)
    }

    fn restart_with(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.bytes[..bytes.len()].copy_from_slice(bytes);
        self.length = bytes.len();
    }

    fn reserve(&mut self, length: usize) {
        if self.bytes.len() < length {
            self.bytes.resize(length, 0);
        }
    }

    /// Reads until `length` bytes are there or nothing more comes; true if nothing more comes.
    fn read_up_to(&mut self, length: usize, input: &mut Input) -> Result<bool, Problem> {
        self.reserve(length);
        while self.length < length {
            match input.read(&mut self.bytes[self.length..length]) {
                Ok(0) => return Ok(true),
                Ok(count) => self.length += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(input.problem(&error)),
            }
        }
        Ok(false)
    }

    /// Gives back what one long line took.
    fn shrink(&mut self, most: usize) {
        if self.bytes.len() > most {
            self.bytes = Vec::new();
        }
    }
}

/// Where bytes come from.
#[derive(Debug)]
enum Input {
    Plain(File),
    Gzip(Box<io::Take<MultiGzDecoder<BufReader<File>>>>),
}

impl Input {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(into),
            Self::Gzip(decoder) => decoder.read(into),
        }
    }

    fn problem(&self, error: &io::Error) -> Problem {
        match self {
            Self::Plain(_) => Problem::File(record::Problem::Io(error.to_string())),
            Self::Gzip(_) => Problem::Gzip(error.to_string()),
        }
    }

    /// True if more was compressed than may come out.
    fn is_cut_off(&self) -> bool {
        matches!(self, Self::Gzip(decoder) if decoder.limit() == 0)
    }
}

/// A log that is read piece by piece.
#[derive(Debug)]
pub(super) struct Chunks {
    input: Input,
    options: ReadOptions,
    /// What was read of the line after the last piece.
    rest: Vec<u8>,
    /// The number of the next line.
    next: u64,
    ended: bool,
}

/// A piece of a log, whose bytes are in a buffer.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// The number of its first line, from 1.
    pub(super) first: u64,
    /// What is wrong before it, or after it if nothing follows, with the number of the line.
    pub(super) problems: Vec<(Option<u64>, Problem)>,
}

impl Chunks {
    /// Opens a log, compressed or not.
    ///
    /// # Errors
    /// It is no regular file, or can't be read.
    pub(super) fn open(path: &Path, options: &ReadOptions) -> Result<Self, Problem> {
        let (mut file, _) = files::open_regular(path)?;
        let mut head = Vec::new();
        let read = (&mut file).take(2).read_to_end(&mut head).and_then(|_| file.rewind());
        read.map_err(|error| record::Problem::Io(error.to_string()))?;
        let input = if is_gzip(&head) {
            let limit = options.max_decompressed_bytes.saturating_add(1);
            let decoder = MultiGzDecoder::new(BufReader::with_capacity(64 << 10, file));
            Input::Gzip(Box::new(decoder.take(limit)))
        } else {
            Input::Plain(file)
        };
        Ok(Self { input, options: options.clone(), rest: Vec::new(), next: 1, ended: false })
    }

    /// Reads the next piece; `None` at the end. What can't be read is among its problems, and then it is the last.
    pub(super) fn next(&mut self, buffer: &mut Buffer) -> Option<Chunk> {
        if self.ended {
            return None;
        }
        buffer.shrink(self.options.chunk_bytes.saturating_mul(2));
        let mut chunk = Chunk { first: self.next, problems: Vec::new() };
        buffer.restart_with(&std::mem::take(&mut self.rest));
        if let Err(problem) = self.fill(buffer, &mut chunk) {
            self.ended = true;
            chunk.problems.push((None, problem));
        }
        self.next = chunk.first + buffer.find_ends();
        Some(chunk)
    }

    /// Reads until the buffer holds whole lines, or the rest of the file.
    fn fill(&mut self, buffer: &mut Buffer, chunk: &mut Chunk) -> Result<(), Problem> {
        let mut searched = 0;
        let mut wanted = self.options.chunk_bytes.max(1);
        loop {
            self.ended = buffer.read_up_to(wanted.max(buffer.length), &mut self.input)?;
            if self.ended {
                return if self.input.is_cut_off() {
                    Err(Problem::TooLarge { max_bytes: self.options.max_decompressed_bytes })
                } else {
                    Ok(())
                };
            }
            if let Some(end) = memrchr(b'\n', &buffer.filled()[searched..]) {
                let end = searched + end + 1;
                self.rest.extend_from_slice(&buffer.filled()[end..]);
                buffer.length = end;
                return Ok(());
            }
            searched = buffer.length;
            if buffer.length > self.options.max_line_bytes.saturating_add(BYTE_ORDER_MARK.len()) {
                self.skip_line(buffer, chunk)?;
                searched = 0;
            }
            wanted = buffer.length.saturating_mul(2).max(self.options.chunk_bytes);
        }
    }

    /// Passes over the line that the buffer holds the beginning of, and keeps what was read after it.
    fn skip_line(&mut self, buffer: &mut Buffer, chunk: &mut Chunk) -> Result<(), Problem> {
        chunk.problems.push((Some(chunk.first), Problem::TooLong { max_bytes: self.options.max_line_bytes }));
        chunk.first += 1;
        loop {
            buffer.length = 0;
            let ended = buffer.read_up_to(self.options.chunk_bytes.max(1), &mut self.input)?;
            if let Some(end) = memchr(b'\n', buffer.filled()) {
                let (end, length) = (end + 1, buffer.length);
                buffer.bytes.copy_within(end..length, 0);
                buffer.length = length - end;
                return Ok(());
            }
            if ended {
                buffer.length = 0;
                return Ok(());
            }
        }
    }
}
