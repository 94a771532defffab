//! The one seam through which the tree is read.
//!
//! Every question is a [`Tally`]: it sees each readable record once, in no particular order and on several threads, and
//! tallies are merged at the end. A tally must therefore give the same result in whatever order it is fed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::iter::{ParallelBridge, ParallelIterator};
use walkdir::{DirEntry, WalkDir};

use super::entry::Entry;
use super::error::Error;
use super::files;
use super::layout::{Layout, is_ours, is_record};
use crate::record::{Problem, Reader};

/// What a question gathers on its way through the store.
pub trait Tally: Send {
    /// Sees one record.
    fn add(&mut self, entry: Entry);

    /// Takes in what another tally has seen.
    fn merge(&mut self, other: Self);
}

/// A file that looks like a record and could not be read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The path below the store.
    pub path: PathBuf,
    /// Why.
    pub problem: Problem,
}

/// What a scan gave.
#[derive(Debug)]
pub struct Scanned<T> {
    /// The tally, having seen every readable record.
    pub found: T,
    /// What could not be read, by path.
    pub skipped: Vec<Skipped>,
}

/// Reads every record below the store into tallies that `new` makes. A store that does not exist yet is empty.
///
/// Names beginning with a dot are ours and passed over, links are reported and not followed, and only regular files are
/// ever opened. `progress` counts the files seen so far.
///
/// # Errors
/// Only if the store itself can't be listed; what is wrong below it is in [`Scanned::skipped`].
pub fn scan<T: Tally>(
    layout: &Layout,
    reader: &Reader,
    progress: Option<&AtomicU64>,
    new: impl Fn() -> T + Sync + Send,
) -> Result<Scanned<T>, Error> {
    let base = layout.base();
    match std::fs::read_dir(base) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Scanned { found: new(), skipped: vec![] });
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            return Err(Error::Configuration { path: base.to_owned(), why: "not a directory".to_owned() });
        }
        listed => listed.map(drop).map_err(Error::storage("read", base))?,
    }
    let walk = WalkDir::new(base).min_depth(1).into_iter().filter_entry(|entry| !is_ours(entry.file_name()));
    let mut scanned = walk
        .par_bridge()
        .fold(
            || Scanned { found: new(), skipped: vec![] },
            |mut scanned, step| {
                match look(base, step, reader) {
                    Some(Ok(entry)) => scanned.found.add(entry),
                    Some(Err(skipped)) => scanned.skipped.push(skipped),
                    None => return scanned,
                }
                progress.inspect(|count| _ = count.fetch_add(1, Ordering::Relaxed));
                scanned
            },
        )
        .reduce(
            || Scanned { found: new(), skipped: vec![] },
            |mut left, right| {
                left.found.merge(right.found);
                left.skipped.extend(right.skipped);
                left
            },
        );
    scanned.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(scanned)
}

/// One step of the walk: a record, a problem, or nothing of interest.
fn look(base: &Path, step: walkdir::Result<DirEntry>, reader: &Reader) -> Option<Result<Entry, Skipped>> {
    let below = |path: &Path| path.strip_prefix(base).unwrap_or(path).to_owned();
    let found = match step {
        Ok(found) => found,
        Err(error) => {
            let path = error.path().map_or_else(PathBuf::new, below);
            let why = error.into_io_error().map_or_else(|| "cannot be listed".to_owned(), |e| e.to_string());
            return Some(Err(Skipped { path, problem: Problem::Io(why) }));
        }
    };
    let path = below(found.path());
    let kind = found.file_type();
    if kind.is_symlink() {
        return Some(Err(Skipped { path, problem: Problem::SymbolicLink }));
    }
    if !is_record(found.file_name()) {
        return None;
    }
    if !kind.is_file() {
        return Some(Err(Skipped { path, problem: Problem::NotRegular }));
    }
    Some(match read_entry(found.path(), path.clone(), reader) {
        Ok(entry) => Ok(entry),
        Err(problem) => Err(Skipped { path, problem }),
    })
}

/// Opens and reads one record file, all but its texts.
pub(super) fn read_entry(full: &Path, relative: PathBuf, reader: &Reader) -> Result<Entry, Problem> {
    let (file, metadata) = files::open_regular(full)?;
    let bytes = read_capped(file, metadata.len(), reader.max_bytes)?;
    let summary = reader.summarise(&bytes)?;
    Ok(Entry::new(relative, metadata.len(), metadata.modified().ok(), summary))
}

/// The content of a record file, refused when it is larger than the reader's limit.
pub(super) fn read_capped(file: File, length: u64, max_bytes: u64) -> Result<Vec<u8>, Problem> {
    if length > max_bytes {
        return Err(Problem::TooLarge { max_bytes });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    // The file may have grown since: one byte more than the limit is enough for the reader to refuse it.
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| Problem::Io(e.to_string()))?;
    Ok(bytes)
}
