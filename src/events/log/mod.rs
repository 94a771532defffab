//! The base of every event log: a JSON value a line, added whole and read one by one.
//!
//! - [`Appender`] adds lines: each append is one write to the end of the file, under the file's lock, and leaves the log as it was if
//!   it fails. What a crash left of a line is ended first, so that it is one bad line and never runs into the next.
//!   In a burst of appends the lock is kept for a moment (`lease`).
//! - [`fold`] and [`stream`] read logs of any size and number, on all cores and in bounded memory: a [`Fold`] sees every
//!   [`Line`], and whatever is wrong with one line is a [`LineProblem`] that hides no other.
//! - [`Follower`] reads what is added from then on, also when a log is cut off, replaced or not there yet.
//!
//! What stands in a line is the caller's business; that it is one line of UTF-8 is judged here.

mod append;
mod belt;
mod chunks;
mod close;
mod current;
mod fold;
mod follow;
mod lease;
mod line;
pub(super) mod open;
mod problem;
mod taker;
#[cfg(test)]
mod tests;

pub use append::{Appender, Sync};
pub use close::{Extent, OpenEnd, close, open_end};
pub use fold::{Fold, Folded, fold, stream};
pub use follow::{Follower, News};
pub use line::Line;
pub use problem::{LineProblem, Problem, Problems};

use std::num::NonZero;

/// How logs are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The longest line that is read, in bytes; a longer one is a problem.
    pub max_line_bytes: usize,
    /// As much is decompressed of one file, in bytes.
    pub max_decompressed_bytes: u64,
    /// As many problems are named; the others are only counted.
    pub named_problems: usize,
    /// How many threads read; `None` for as many as there are cores.
    pub threads: Option<NonZero<usize>>,
    /// About as many bytes are read at once. Memory is a small multiple of this for each thread.
    pub chunk_bytes: usize,
}

impl Default for ReadOptions {
    /// Lines up to 16 MiB, archives up to 64 GiB, 1000 named problems.
    fn default() -> Self {
        Self {
            max_line_bytes: 16 << 20,
            max_decompressed_bytes: 64 << 30,
            named_problems: 1000,
            threads: None,
            chunk_bytes: 512 << 10,
        }
    }
}
