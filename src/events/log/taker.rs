//! The pieces that files are judged in, taken one after the other.

use std::path::{Path, PathBuf};

use super::ReadOptions;
use super::chunks::{Buffer, Chunk, Chunks};
use super::problem::Problem;

/// Files up to this size are opened and read by the one thread that takes them.
const SMALL: u64 = 256 << 10;

/// Something to judge.
#[derive(Debug)]
pub(super) struct Task {
    /// Which file it is of.
    pub(super) file: usize,
    /// What of it.
    pub(super) piece: Piece,
}

/// What of a file is to be judged.
#[derive(Debug)]
pub(super) enum Piece {
    /// What the buffer holds.
    Chunk(Chunk),
    /// All of a small file, which is not open yet.
    WholeFile,
    /// A file that can't be opened.
    Problem(Problem),
}

/// Takes one piece after the other.
#[derive(Debug)]
pub(super) struct Taker<'a> {
    files: &'a [PathBuf],
    options: &'a ReadOptions,
    next_file: usize,
    open: Option<Chunks>,
}

impl<'a> Taker<'a> {
    /// Takes from these files, the first one first.
    pub(super) fn new(files: &'a [PathBuf], options: &'a ReadOptions) -> Self {
        Self { files, options, next_file: 0, open: None }
    }

    /// True if there is too little to read for more than one thread.
    pub(super) fn is_little(&self) -> bool {
        matches!(self.files, [] | [_]) && self.files.iter().all(|path| is_small(path))
    }

    /// The next piece; the bytes of a [`Piece::Chunk`] are then in the buffer.
    pub(super) fn take(&mut self, buffer: &mut Buffer) -> Option<Task> {
        loop {
            if let Some(chunks) = &mut self.open {
                if let Some(chunk) = chunks.next(buffer) {
                    return Some(Task { file: self.next_file - 1, piece: Piece::Chunk(chunk) });
                }
                self.open = None;
            }
            let (file, path) = (self.next_file, self.files.get(self.next_file)?);
            self.next_file += 1;
            if is_small(path) {
                return Some(Task { file, piece: Piece::WholeFile });
            }
            match Chunks::open(path, self.options) {
                Ok(chunks) => self.open = Some(chunks),
                Err(problem) => return Some(Task { file, piece: Piece::Problem(problem) }),
            }
        }
    }
}

fn is_small(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.len() <= SMALL)
}
