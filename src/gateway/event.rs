//! The item that a line of an event log is. It is the same whoever makes it: a forwarder that reads the log, or a program that wrote it.

use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use super::item::{Item, ItemId, ItemKind};
use super::whole::Wholes;
use crate::files;
use crate::record::names::{self, fnv1a};
use crate::record::{JsonRef, LazyZone, Problem, RecordTime};

/// A longer line is no event, and is passed over.
pub(super) const LONGEST_LINE: u64 = 64 << 20;
/// As much of a log's first line tells it from others.
pub(super) const HEAD: u64 = 64 << 10;

/// What tells a log from others whatever it is called: a hash of its first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin([u8; 8]);

impl Origin {
    /// The origin of a log that is read from its beginning.
    ///
    /// # Errors
    /// The log can't be read.
    pub(super) fn read(log: &mut impl BufRead) -> io::Result<Self> {
        let mut head = Vec::new();
        log.take(HEAD).read_until(b'\n', &mut head)?;
        Ok(Self(fnv1a(without_end(&head)).to_le_bytes()))
    }

    /// The origin as bytes.
    pub(super) fn to_bytes(self) -> [u8; 8] {
        self.0
    }

    /// The item of a line that begins at an offset of the whole log; `None` if it is no event. A line that names no session is of the one given.
    pub(super) fn item(self, line: &[u8], begin: u64, session: &str, zone: &LazyZone) -> Option<Item> {
        let text = std::str::from_utf8(line).ok()?.trim_start_matches('\u{feff}').trim();
        let event = JsonRef::parse(text).ok()?;
        let text_of = |value: JsonRef<'_>, key: &str| value.member(key)?.as_str().map(String::from);
        let inner = event.member("event").unwrap_or(event);
        let named = text_of(inner, "user_session_id").or_else(|| text_of(inner, "session_id"));
        let session = named.filter(|name| !name.is_empty()).unwrap_or_else(|| session.to_owned());
        let time = text_of(event, "timestamp").and_then(|text| RecordTime::parse_in(&text, zone));
        let id = ItemId::of(ItemKind::Event, &[self.0, begin.to_le_bytes()].concat(), without_end(line));
        Some(Item::new(id, ItemKind::Event, session, time.map(RecordTime::instant), &event.to_strict()))
    }
}

/// The session that a log's place below the directory of logs tells: its directory's name, or that of the file.
pub(super) fn session_of(path: &Path) -> String {
    let directory = path.parent().and_then(Path::file_name);
    let name = directory.or_else(|| path.file_stem()).unwrap_or_default();
    names::original(&name.to_string_lossy())
}

/// A line may get its end only once it is archived.
fn without_end(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}

/// The item of the line that stands there in a log below a directory. `wholes` remembers what was found of logs.
///
/// # Errors
/// It is not there any more, or is no event.
pub(super) fn read_at(
    directory: &Path,
    path: &Path,
    bytes: &Range<u64>,
    zone: &LazyZone,
    wholes: &mut Wholes,
) -> Result<Item, Problem> {
    let failed = |error: io::Error| Problem::Io(error.to_string());
    let (mut file, _) = files::open_regular(path)?;
    let whole = wholes.of(path, &mut file).map_err(failed)?;
    let line = line_at(&mut file, bytes).map_err(failed)?;
    let gone = || Problem::Io("another log took the place of the one that was written".to_owned());
    let session = session_of(path.strip_prefix(directory).unwrap_or(path));
    let begin = whole.base + bytes.start;
    line.and_then(|line| whole.origin.item(&line, begin, &session, zone)).ok_or_else(gone)
}

/// The bytes of a log from there to there, if these are one line.
fn line_at(log: &mut File, bytes: &Range<u64>) -> io::Result<Option<Vec<u8>>> {
    if bytes.end - bytes.start > LONGEST_LINE {
        return Ok(None);
    }
    let begin = bytes.start.saturating_sub(1);
    log.seek(SeekFrom::Start(begin))?;
    let mut line = Vec::new();
    log.take(bytes.end - begin).read_to_end(&mut line)?;
    let before = if bytes.start > 0 { line.drain(..line.len().min(1)).next() } else { Some(b'\n') };
    let is_whole = line.len() as u64 == bytes.end - bytes.start;
    let is_one = before == Some(b'\n') && memchr::memchr(b'\n', &line) == line.len().checked_sub(1);
    Ok((is_whole && is_one).then_some(line))
}
