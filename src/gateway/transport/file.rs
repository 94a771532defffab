//! To a file: one line for each item (NDJSON), rotated by size.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Cause, SendError, Transport};
use crate::gateway::Item;
use crate::gateway::destination::words;
use crate::store::side;

/// What a configuration says of a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileOptions {
    /// Where it is. Its directory must be there.
    pub path: PathBuf,
    /// It is put aside once it has so many bytes; `None` for never.
    #[serde(default, deserialize_with = "words::optional_size")]
    pub max_bytes: Option<u64>,
    /// So many of those put aside are kept, the newest; `None` for all.
    #[serde(default)]
    pub keep: Option<u64>,
}

/// Appends items to a file, each as a line, and syncs it before they count as taken. While it is open nobody else of us writes there.
///
/// A file that is put aside gets the next number at the end of its name. What a crash left of a line is cut off.
#[derive(Debug)]
pub struct FileTransport {
    options: FileOptions,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    file: File,
    bytes: u64,
}

impl FileTransport {
    /// A way to that file, which is opened by the first batch.
    #[must_use]
    pub fn new(options: FileOptions) -> Self {
        Self { options, open: None }
    }

    fn append(&mut self, batch: &[Item]) -> io::Result<()> {
        if self.open.as_ref().zip(self.options.max_bytes).is_some_and(|(open, most)| open.bytes >= most) {
            self.put_aside()?;
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => Open::at(&self.options.path)?,
        };
        let mut lines = Vec::with_capacity(batch.iter().map(|item| item.line().len() + 1).sum());
        for item in batch {
            lines.extend_from_slice(item.line().as_bytes());
            lines.push(b'\n');
        }
        open.file.write_all(&lines)?;
        open.file.sync_data()?;
        open.bytes += u64::try_from(lines.len()).unwrap_or(u64::MAX);
        // After an error it stays closed, and what was written of a line is cut off when it is opened again.
        self.open = Some(open);
        Ok(())
    }

    /// Renames the full file to its name with the next number, and removes the oldest of those if there are too many.
    fn put_aside(&mut self) -> io::Result<()> {
        self.open = None;
        let path = &self.options.path;
        let mut numbers = numbers(path)?;
        let next = numbers.last().map_or(1, |last| last + 1);
        fs::rename(path, numbered(path, next))?;
        numbers.push(next);
        let keep = self.options.keep.map_or(usize::MAX, |keep| usize::try_from(keep).unwrap_or(usize::MAX));
        let surplus = numbers.len().saturating_sub(keep);
        numbers.iter().take(surplus).try_for_each(|number| fs::remove_file(numbered(path, *number)))
    }
}

impl Open {
    fn at(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(io::Error::other("another process writes to it")),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let bytes = end_of_lines(&mut file)?;
        if !is_torn_item(&mut file, bytes)? {
            return Err(io::Error::other("it ends in the middle of a line that is not ours, and is left as it is"));
        }
        file.set_len(bytes)?;
        // What is synced later is safe only if its file is found.
        side::sync_directory(directory_of(path))?;
        Ok(Self { file, bytes })
    }
}

/// True if what stands from there on is nothing, or a beginning of an item's line.
fn is_torn_item(file: &mut File, from: u64) -> io::Result<bool> {
    const BEGINNING: &[u8] = b"{\"id\":\"";
    file.seek(SeekFrom::Start(from))?;
    let mut torn = Vec::new();
    Read::by_ref(file).take(BEGINNING.len() as u64).read_to_end(&mut torn)?;
    Ok(BEGINNING.starts_with(&torn))
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Where the last whole line of a file ends.
fn end_of_lines(file: &mut File) -> io::Result<u64> {
    const STEP: u64 = 64 << 10;
    let mut end = file.metadata()?.len();
    let mut bytes = Vec::new();
    while end > 0 {
        let begin = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(begin))?;
        bytes.clear();
        Read::by_ref(file).take(end - begin).read_to_end(&mut bytes)?;
        if let Some(at) = memchr::memrchr(b'\n', &bytes) {
            return Ok(begin + u64::try_from(at).unwrap_or(0) + 1);
        }
        end = begin;
    }
    Ok(0)
}

/// The numbers of the files that were put aside, ascending.
fn numbers(path: &Path) -> io::Result<Vec<u64>> {
    let mut prefix = path.file_name().unwrap_or_default().to_owned();
    prefix.push(".");
    let number = |name: &OsString| {
        let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
        std::str::from_utf8(rest).ok()?.parse().ok()
    };
    let names: io::Result<Vec<_>> = fs::read_dir(directory_of(path))?.map(|entry| Ok(entry?.file_name())).collect();
    let mut numbers: Vec<u64> = names?.iter().filter_map(number).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

fn numbered(path: &Path, number: u64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}

impl Transport for FileTransport {
    fn send_batch(&mut self, batch: &[Item]) -> Result<(), SendError> {
        let path = self.options.path.display().to_string();
        self.append(batch).map_err(|error| SendError::transient(Cause::System, format!("{path}: {error}")))
    }

    fn health_check(&mut self) -> Result<(), SendError> {
        let path = &self.options.path;
        if self.open.is_some() {
            return Ok(());
        }
        let failed = |error: io::Error| SendError::transient(Cause::System, format!("{}: {error}", path.display()));
        // Opening it would leave an empty file.
        let tried =
            if path.exists() { Open::at(path).map(drop) } else { tempfile::tempfile_in(directory_of(path)).map(drop) };
        tried.map_err(failed)
    }

    fn close(&mut self) -> Result<(), SendError> {
        self.open = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{ItemId, ItemKind};

    fn item(text: &str) -> Item {
        let id = ItemId::of(ItemKind::Response, b"o", text.as_bytes());
        Item::new(id, ItemKind::Response, "s".to_owned(), None, &format!("\"{text}\""))
    }

    fn lines(path: &Path) -> usize {
        fs::read_to_string(path).unwrap().lines().count()
    }

    #[test]
    fn items_are_lines_and_what_a_crash_left_of_one_is_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.ndjson");
        let options = FileOptions { path: path.clone(), max_bytes: None, keep: None };
        let (one, two) = (item("one"), item("two"));
        for torn in ["", "{\"id\":", &format!("{{\"id\":\"{}", "x".repeat(100_000))] {
            fs::write(&path, format!("whole\n{torn}")).unwrap();
            let mut transport = FileTransport::new(options.clone());
            transport.health_check().unwrap();
            transport.send_batch(&[one.clone(), two.clone()]).unwrap();
            transport.send_batch(std::slice::from_ref(&one)).unwrap();
            let expected = format!("whole\n{}\n{}\n{}\n", one.line(), two.line(), one.line());
            assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        }
    }

    #[test]
    fn a_file_that_is_not_ours_is_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notes");
        for notes in ["no line", "a line\nand {\"id\":\"", "{\"ID"] {
            fs::write(&path, notes).unwrap();
            let mut transport = FileTransport::new(FileOptions { path: path.clone(), max_bytes: None, keep: None });
            let error = transport.health_check().unwrap_err();
            assert!(error.to_string().contains("not ours"), "{error}");
            assert_eq!(transport.send_batch(&[item("one")]).unwrap_err(), error);
            assert_eq!(fs::read_to_string(&path).unwrap(), notes);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        FileTransport::new(FileOptions { path: path.clone(), max_bytes: None, keep: None })
            .send_batch(&[item("one")])
            .unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_full_file_is_put_aside_and_the_oldest_go() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        let mut transport = FileTransport::new(FileOptions { path: path.clone(), max_bytes: Some(1), keep: Some(2) });
        for text in ["one", "two", "three", "four"] {
            transport.send_batch(&[item(text)]).unwrap();
        }
        assert!(!numbered(&path, 1).exists());
        assert_eq!(numbers(&path).unwrap(), [2, 3]);
        assert_eq!([lines(&path), lines(&numbered(&path, 3))], [1, 1]);
    }

    #[test]
    fn one_process_writes_at_a_time_and_a_check_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        let options = FileOptions { path: path.clone(), max_bytes: None, keep: None };
        let mut first = FileTransport::new(options.clone());
        first.health_check().unwrap();
        assert!(!path.exists());
        first.send_batch(&[item("one")]).unwrap();
        let mut second = FileTransport::new(options);
        let error = second.send_batch(&[item("two")]).unwrap_err();
        assert!(error.to_string().contains("another process"), "{error}");
        first.close().unwrap();
        second.send_batch(&[item("two")]).unwrap();
        assert_eq!(lines(&path), 2);
    }
}
