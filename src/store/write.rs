//! Writing a record so that it is there whole, or not at all.
//!
//! The bytes go to a temporary file with a random name in the same directory, are made durable, and are then published under
//! the record's name without ever replacing a file. Writers need no lock: a taken name gets `-1`, `-2` and so on.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempPath};

use super::error::Error;
use super::files;
use super::layout::{TEMPORARY, TEMPORARY_RANDOM};
use crate::record::compress;

/// How much must be durable before a write is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// The file's content.
    #[default]
    File,
    /// The file's content and its directory's entry.
    Full,
}

/// How record files are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// As plain JSON, `.json`.
    #[default]
    None,
    /// As gzip, `.json.gz`.
    Gzip,
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteOptions {
    /// What is durable when the call returns.
    pub durability: Durability,
    /// Plain or compressed.
    pub compression: Compression,
}

/// A cleaner may remove the directory between its creation and the write, so both are tried again, this often.
const ATTEMPTS: usize = 1000;

/// Writes `bytes` as a record file named after `stem` into `directory`, which is created if need be, and gives its path.
///
/// # Errors
/// [`Error::Storage`]; then nothing was left behind, neither a file nor a directory.
pub fn publish(directory: &Path, stem: &str, bytes: &[u8], options: WriteOptions) -> Result<PathBuf, Error> {
    let missing = missing(directory);
    let written = encode(bytes, options.compression)
        .map_err(Error::storage("compress", directory))
        .and_then(|(bytes, ending)| write_new(directory, &Name { stem, ending }, &bytes));
    let written = written.and_then(|path| match options.durability {
        Durability::File => Ok(path),
        Durability::Full => match sync_entries(directory, &missing) {
            Ok(()) => Ok(path),
            Err(error) => {
                // What is reported as lost must not turn up all the same.
                _ = fs::remove_file(path);
                Err(error)
            }
        },
    });
    if written.is_err() {
        remove_empty(missing);
    }
    written
}

/// The name of a record file: the stem, to which a number is put if it is taken, and the ending.
pub(super) struct Name<'a> {
    pub(super) stem: &'a str,
    pub(super) ending: &'static str,
}

/// The directories that have to be created for one to be there, the innermost first.
pub(super) fn missing(directory: &Path) -> Vec<&Path> {
    directory.ancestors().take_while(|ancestor| !ancestor.exists()).collect()
}

/// Removes those of the directories that were made, the deepest first. Only empty ones can be removed, so another writer's file
/// is safe; one that was never made says nothing of those above it.
pub(super) fn remove_empty<'a>(directories: impl IntoIterator<Item = &'a Path>) {
    directories.into_iter().for_each(|directory| _ = fs::remove_dir(directory));
}

/// Makes the entries durable that lead to a new file: its own, its directory's, which another writer may have made a moment ago, and
/// those of the directories that were made for it.
fn sync_entries(directory: &Path, made: &[&Path]) -> Result<(), Error> {
    sync_up_to_store(directory)?;
    made.iter().skip(1).filter_map(|made| made.parent()).try_for_each(sync_unless_gone)
}

/// Makes the entries of a session's directory durable, and that directory's own in the store.
pub(super) fn sync_up_to_store(directory: &Path) -> Result<(), Error> {
    sync_unless_gone(directory)?;
    directory.parent().map_or(Ok(()), sync_unless_gone)
}

/// The bytes of a record as they are stored, and how the name of their file ends.
pub(super) fn encode(bytes: &[u8], compression: Compression) -> io::Result<(Cow<'_, [u8]>, &'static str)> {
    Ok(match compression {
        Compression::None => (bytes.into(), ".json"),
        Compression::Gzip => (compress(bytes)?.into(), ".json.gz"),
    })
}

fn write_new(directory: &Path, name: &Name<'_>, bytes: &[u8]) -> Result<PathBuf, Error> {
    let mut attempt = 1;
    loop {
        match try_write(directory, name, bytes) {
            Err(Error::Storage { source, .. }) if attempt < ATTEMPTS && was_removed(directory, &source) => attempt += 1,
            written => return written,
        }
    }
}

/// True if an error can come from the directory's removal under our feet. Creating one that another writer had just made, and a
/// cleaner then removes, says that it exists.
fn was_removed(directory: &Path, error: &io::Error) -> bool {
    let in_the_way = || directory.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir());
    match error.kind() {
        io::ErrorKind::NotFound => true,
        io::ErrorKind::AlreadyExists => !in_the_way(),
        _ => false,
    }
}

/// Makes the directory's entry durable. If it is gone, so is the record: a cleaner has taken it already.
fn sync_unless_gone(directory: &Path) -> Result<(), Error> {
    // The parent of a relative path's first component is the working directory.
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    match files::sync_dir(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::storage("sync", directory)(error)),
        _ => Ok(()),
    }
}

fn try_write(directory: &Path, name: &Name<'_>, bytes: &[u8]) -> Result<PathBuf, Error> {
    let staged = stage(directory, bytes)?;
    staged.as_file().sync_all().map_err(Error::storage("write to", directory))?;
    publish_new(staged.into_temp_path(), directory, name, &mut 0)
}

/// Writes the bytes to a temporary file in the directory, which is created if need be. They are not durable yet.
pub(super) fn stage(directory: &Path, bytes: &[u8]) -> Result<NamedTempFile, Error> {
    let new =
        || Builder::new().prefix(TEMPORARY).rand_bytes(TEMPORARY_RANDOM).make_in(directory, files::create_private_file);
    let mut temporary = match new() {
        // Creating it says best what stands in the way, too.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            files::create_private_dir(directory).map_err(Error::storage("create", directory))?;
            new()
        }
        created => created,
    }
    .map_err(Error::storage("write to", directory))?;
    temporary.as_file_mut().write_all(bytes).map_err(Error::storage("write to", directory))?;
    Ok(temporary)
}

/// Gives the temporary file its name: the first free one of the stem's from number `next` on, which is then the one behind it.
pub(super) fn publish_new(
    mut temporary: TempPath,
    directory: &Path,
    name: &Name<'_>,
    next: &mut u32,
) -> Result<PathBuf, Error> {
    let Name { stem, ending } = name;
    let numbered = |number: u32| if number == 0 { (*stem).to_owned() } else { format!("{stem}-{number}") };
    let exists = |number, ending| directory.join(numbered(number) + ending).symlink_metadata().is_ok();
    let first = *next;
    let search = || {
        let taken = |number| ENDINGS.iter().any(|ending| exists(number, ending));
        first.saturating_add(first_free(|after| taken(first.saturating_add(after))))
    };
    // Mostly the first name is free. Whether it is with the ending of our own, publishing says by itself.
    let others = ENDINGS.iter().filter(|other| *other != ending);
    let mut number = if others.into_iter().any(|other| exists(first, other)) { search() } else { first };
    loop {
        let path = directory.join(numbered(number) + ending);
        match temporary.persist_noclobber(&path) {
            Ok(()) => {
                *next = number.saturating_add(1);
                return Ok(path);
            }
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => temporary = error.path,
            Err(error) => return Err(Error::storage("create", &path)(error.error)),
        }
        number = search();
    }
}

/// How the names of record files end.
const ENDINGS: [&str; 2] = [".json", ".json.gz"];

/// The first number that is not taken, found in few steps when very many are: doubling, then halving.
fn first_free(taken: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, 1);
    if !taken(low) {
        return low;
    }
    while taken(high) {
        (low, high) = (high, high.saturating_mul(2));
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if taken(middle) { low = middle } else { high = middle }
    }
    high
}
