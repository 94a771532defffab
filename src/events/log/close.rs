//! Ending the last line of a log that was left without an end.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use memchr::memrchr;

use super::ReadOptions;
use super::open::OpenLog;
use crate::events::Error;
use crate::record::{JsonRef, Kind};

/// The last line of a log, which has no end: whoever wrote it was killed, or the disk was full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenEnd {
    /// How many bytes of it there are.
    pub bytes: u64,
    /// How much of an event they are.
    pub extent: Extent,
}

/// How much of an event there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it: only the end of the line is missing.
    Whole,
    /// Its beginning, which stays where it is and is named by every reader as what it is.
    Beginning,
}

/// Looks whether the last line of a log has no end. Waits until nobody is writing to it. A compressed log has no such line.
///
/// # Errors
/// [`Error::Storage`] if it can't be opened, locked or read.
pub fn open_end(path: &Path) -> Result<Option<OpenEnd>, Error> {
    with_lock(path, |_, _, end| Ok(end))
}

/// Ends the last line of a log if it has no end, durably, as the next append would do. Nothing that is in the log changes.
///
/// # Errors
/// [`Error::Storage`] if it can't be opened, locked, read or written.
pub fn close(path: &Path) -> Result<Option<OpenEnd>, Error> {
    with_lock(path, |log, length, end| {
        if end.is_some() {
            log.write(b"\n", length)?;
            log.sync()?;
        }
        Ok(end)
    })
}

fn with_lock(
    path: &Path,
    act: impl FnOnce(&OpenLog, u64, Option<OpenEnd>) -> io::Result<Option<OpenEnd>>,
) -> Result<Option<OpenEnd>, Error> {
    let log = OpenLog::open(path).map_err(Error::storage("open", path))?;
    // If another file stands there by now, the one that was meant was archived, and nobody appends to it any more.
    let Some(length) = log.lock(path).map_err(Error::storage("lock", path))? else { return Ok(None) };
    let end = find(&log, length).map_err(Error::storage("read", path));
    let done = end.and_then(|end| act(&log, length, end).map_err(Error::storage("append to", path)));
    log.unlock();
    done
}

fn find(log: &OpenLog, length: u64) -> io::Result<Option<OpenEnd>> {
    if !log.is_torn(length)? || log.is_compressed()? {
        return Ok(None);
    }
    let start = last_line(log.file(), length)?;
    let bytes = length - start;
    let most = u64::try_from(ReadOptions::default().max_line_bytes).unwrap_or(u64::MAX);
    let extent = if bytes <= most { extent_of(&read_from(log.file(), start)?) } else { Extent::Beginning };
    Ok(Some(OpenEnd { bytes, extent }))
}

/// Where the last line begins.
fn last_line(mut file: &File, length: u64) -> io::Result<u64> {
    let mut block = vec![0; 1 << 16];
    let mut start = length;
    while start > 0 {
        let size = usize::try_from(start).map_or(block.len(), |start| start.min(block.len()));
        start -= u64::try_from(size).unwrap_or(start);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut block[..size])?;
        if let Some(at) = memrchr(b'\n', &block[..size]) {
            return Ok(start + u64::try_from(at).unwrap_or_default() + 1);
        }
    }
    Ok(0)
}

fn read_from(mut file: &File, start: u64) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.read_to_end(&mut line)?;
    Ok(line)
}

fn extent_of(line: &[u8]) -> Extent {
    let text = std::str::from_utf8(line).unwrap_or_default();
    match JsonRef::parse(text.trim()) {
        Ok(value) if value.kind() == Kind::Object => Extent::Whole,
        _ => Extent::Beginning,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn ended(content: &[u8]) -> (Option<OpenEnd>, Vec<u8>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        fs::write(&path, content).unwrap();
        let seen = open_end(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), content, "looking changes nothing");
        assert_eq!(close(&path).unwrap(), seen);
        assert_eq!(open_end(&path).unwrap(), None);
        (seen, fs::read(&path).unwrap())
    }

    #[test]
    fn a_line_without_an_end_gets_one_and_nothing_else_changes() {
        let long = format!("{{\"a\": 1}}\n{{\"b\": \"{}", "x".repeat(200_000));
        for (content, bytes, extent) in [
            ("{\"a\": 1}\n{\"b\": 2}", 8, Extent::Whole),
            ("{\"a\": 1}\r\n{\"b\": ", 6, Extent::Beginning),
            ("{\"a\"", 4, Extent::Beginning),
            (&long, 200_007, Extent::Beginning),
        ] {
            let (seen, after) = ended(content.as_bytes());
            assert_eq!(seen, Some(OpenEnd { bytes, extent }));
            assert_eq!(after, format!("{content}\n").as_bytes());
        }
    }

    #[test]
    fn what_is_ended_empty_or_compressed_stays_as_it_is() {
        for content in [&b""[..], b"{\"a\": 1}\n", &crate::record::compress(b"{\"a\": 1}").unwrap()] {
            assert_eq!(ended(content), (None, content.to_vec()));
        }
    }
}
