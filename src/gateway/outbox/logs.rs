//! Event logs as a source: files of lines that grow, which are sent from where they were left.

use std::collections::VecDeque;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use walkdir::{DirEntry, WalkDir};

use super::Backlog;
use super::delivered::{Delivered, Row};
use super::position::{Position, Tail};
use crate::files::{self, FileId};
use crate::gateway::item::{Item, ItemId, ItemKind};
use crate::record::names::{self, fnv1a};
use crate::record::{JsonRef, LazyZone, RecordTime};

/// A longer line is no event, and is passed over.
const LONGEST_LINE: u64 = 64 << 20;
/// As much of a log's first line tells it from others.
const HEAD: u64 = 64 << 10;

/// What is to be noted of an event: how far its log was sent, by its path, and by its number where it has one.
pub(super) type Rows = (Row, Option<Row>);

/// The event logs below a directory.
#[derive(Debug)]
pub(super) struct Logs {
    directory: PathBuf,
    zone: LazyZone,
    pending: VecDeque<Unread>,
    open: Option<Reading>,
}

/// A log with lines that were not sent.
#[derive(Debug)]
struct Unread {
    path: PathBuf,
    /// Where they begin.
    from: Position,
    /// Where the log ended when it was looked at.
    end: u64,
    keys: Keys,
    /// The log in this state, as a number; 0 if it may still change without being seen to.
    version: u64,
}

/// By what a log is known.
#[derive(Debug, Clone, Copy)]
struct Keys {
    path: u64,
    number: Option<u64>,
}

/// A log that is being read.
#[derive(Debug)]
struct Reading {
    unread: Unread,
    file: BufReader<File>,
    /// A hash of its first line, which stays the same whatever it is called.
    origin: [u8; 8],
    session: String,
    offset: u64,
    tail: Tail,
}

/// What a look at the logs found.
#[derive(Debug, Default)]
pub(super) struct LookedAt {
    /// The numbers by which all logs are known.
    pub(super) there: Vec<u64>,
    /// What waits, a record for each line.
    pub(super) backlog: Backlog,
    /// Those that were cut off or replaced, so that they are sent from their beginning.
    pub(super) restarted: Vec<PathBuf>,
    /// Those that can't be read.
    pub(super) unreadable: Vec<PathBuf>,
    /// How far those were sent of which nothing waits, where that was not noted.
    pub(super) settled: Vec<Row>,
}

impl Logs {
    pub(super) fn new(directory: PathBuf, zone: LazyZone) -> Self {
        Self { directory, zone, pending: VecDeque::new(), open: None }
    }

    /// Looks which logs have lines that were not sent. No directory is no logs.
    pub(super) fn look(&mut self, delivered: &Delivered, now: Timestamp) -> LookedAt {
        (self.open, self.pending) = (None, VecDeque::new());
        let mut looked = LookedAt::default();
        for path in logs(&self.directory) {
            match self.look_at(&path, delivered, now, &mut looked) {
                Ok(unread) => self.pending.extend(unread),
                Err(_) => looked.unreadable.push(path),
            }
        }
        looked
    }

    fn look_at(
        &self,
        path: &Path,
        delivered: &Delivered,
        now: Timestamp,
        looked: &mut LookedAt,
    ) -> io::Result<Option<Unread>> {
        let metadata = path.symlink_metadata()?;
        let keys = Keys::of(path.strip_prefix(&self.directory).unwrap_or(path), &metadata);
        looked.there.extend([Some(keys.path), keys.number].into_iter().flatten());
        let version = version(&metadata, now);
        let row = delivered.get(keys.path).or_else(|| delivered.get(keys.number?));
        if version != 0 && row.is_some_and(|row| row.version == version) {
            return Ok(None);
        }
        let (mut file, metadata) =
            files::open_regular(path).map_err(|problem| io::Error::other(problem.to_string()))?;
        let known = row.map(|row| Position::from_bytes(row.item));
        let from = match known {
            Some(position) if position.is_in(&mut file)? => position,
            Some(_) => {
                looked.restarted.push(path.to_owned());
                Position::default()
            }
            None => Position::default(),
        };
        let unread = Unread { path: path.to_owned(), from, end: metadata.len(), keys, version };
        let lines = lines_between(&mut file, from.offset, unread.end)?;
        looked.backlog.records += lines;
        looked.backlog.bytes += if lines > 0 { unread.end - from.offset } else { 0 };
        if lines == 0 && from.offset > 0 {
            let (row, other) = unread.rows(from);
            looked.settled.extend(std::iter::once(row).chain(other).filter(|row| row.version != 0));
        }
        Ok((lines > 0).then_some(unread))
    }

    /// True if nothing that was found is left.
    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.open.is_none()
    }

    /// Where all logs end, so that only what comes later is sent.
    pub(super) fn ends(&self, now: Timestamp) -> Vec<Row> {
        let end_of = |path: &PathBuf| -> io::Result<Vec<Row>> {
            let (mut file, metadata) =
                files::open_regular(path).map_err(|problem| io::Error::other(problem.to_string()))?;
            let keys = Keys::of(path.strip_prefix(&self.directory).unwrap_or(path), &metadata);
            let end = end_of_lines(&mut file, metadata.len())?;
            let from = Tail::before(&mut file, end)?.at(end);
            let version = version(&metadata, now);
            let (row, other) = Unread { path: path.clone(), from, end, keys, version }.rows(from);
            Ok(std::iter::once(row).chain(other).collect())
        };
        logs(&self.directory).iter().filter_map(|path| end_of(path).ok()).flatten().collect()
    }

    /// The next event. Lines that are none are passed over. `gone` takes the logs that went before they could be read to their end.
    pub(super) fn next(&mut self, gone: &mut Vec<PathBuf>) -> Option<(Item, Rows)> {
        loop {
            let mut reading = if let Some(reading) = self.open.take() {
                reading
            } else {
                let unread = self.pending.pop_front()?;
                let path = unread.path.clone();
                let Ok(reading) = Reading::open(unread, &self.directory) else {
                    gone.push(path);
                    continue;
                };
                reading
            };
            match reading.next(&self.zone) {
                Ok(Some(found)) => {
                    self.open = Some(reading);
                    return Some(found);
                }
                Ok(None) => {}
                Err(_) => gone.push(reading.unread.path),
            }
        }
    }
}

impl Unread {
    /// What is to be noted once it was sent up to there.
    fn rows(&self, position: Position) -> Rows {
        // Before its end there is more to send, whatever the file looks like.
        let version = if position.offset == self.end { self.version } else { 0 };
        let row = |file| Row { file, version, item: position.to_bytes() };
        (row(self.keys.path), self.keys.number.map(row))
    }
}

impl Keys {
    /// Events have numbers of their own among those of the store's files: what is hashed begins as no path does.
    fn of(path: &Path, metadata: &Metadata) -> Self {
        let key = |kind: &[u8], bytes: &[u8]| fnv1a(&[b"\0log\0", kind, bytes].concat());
        let number = files::file_id(metadata).map(|id| key(b"number\0", &id.to_bytes()));
        Self { path: key(b"path\0", path.as_os_str().as_encoded_bytes()), number }
    }
}

impl Reading {
    fn open(unread: Unread, directory: &Path) -> io::Result<Self> {
        let (mut file, metadata) =
            files::open_regular(&unread.path).map_err(|problem| io::Error::other(problem.to_string()))?;
        if Keys::of(Path::new(""), &metadata).number != unread.keys.number || !unread.from.is_in(&mut file)? {
            return Err(io::Error::other("another log took its place"));
        }
        let tail = Tail::before(&mut file, unread.from.offset)?;
        file.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        BufReader::new((&mut file).take(HEAD)).read_until(b'\n', &mut head)?;
        file.seek(SeekFrom::Start(unread.from.offset))?;
        let session = session_of(unread.path.strip_prefix(directory).unwrap_or(&unread.path));
        let offset = unread.from.offset;
        Ok(Self { unread, file: BufReader::new(file), origin: fnv1a(&head).to_le_bytes(), session, offset, tail })
    }

    /// The next event before the end that was seen.
    fn next(&mut self, zone: &LazyZone) -> io::Result<Option<(Item, Rows)>> {
        let mut line = Vec::new();
        while self.offset < self.unread.end {
            let begin = self.offset;
            line.clear();
            let left = self.unread.end - self.offset;
            let read = (&mut self.file).take(left.min(LONGEST_LINE)).read_until(b'\n', &mut line)?;
            self.offset += read as u64;
            self.tail.advance(&line);
            if line.last() != Some(&b'\n') {
                if read as u64 == left || read == 0 {
                    // The line is still being written.
                    return Ok(None);
                }
                self.skip_line()?;
                continue;
            }
            if let Some(item) = self.item(&line, begin, zone) {
                return Ok(Some((item, self.unread.rows(self.tail.at(self.offset)))));
            }
        }
        Ok(None)
    }

    fn skip_line(&mut self) -> io::Result<()> {
        let mut piece = Vec::new();
        while piece.last() != Some(&b'\n') && self.offset < self.unread.end {
            piece.clear();
            let most = HEAD.min(self.unread.end - self.offset);
            let read = (&mut self.file).take(most).read_until(b'\n', &mut piece)?;
            if read == 0 {
                break;
            }
            self.offset += read as u64;
            self.tail.advance(&piece);
        }
        Ok(())
    }

    fn item(&self, line: &[u8], begin: u64, zone: &LazyZone) -> Option<Item> {
        let text = std::str::from_utf8(line).ok()?.trim_start_matches('\u{feff}').trim();
        let event = JsonRef::parse(text).ok()?;
        let text_of = |value: JsonRef<'_>, key: &str| value.member(key)?.as_str().map(String::from);
        let inner = event.member("event").unwrap_or(event);
        let named = text_of(inner, "user_session_id").or_else(|| text_of(inner, "session_id"));
        let session = named.filter(|name| !name.is_empty()).unwrap_or_else(|| self.session.clone());
        let time = text_of(event, "timestamp").and_then(|text| RecordTime::parse_in(&text, zone));
        let origin = [self.origin, begin.to_le_bytes()].concat();
        let id = ItemId::of(ItemKind::Event, &origin, line);
        Some(Item::new(id, ItemKind::Event, session, time.map(RecordTime::instant), &event.to_strict()))
    }
}

/// The logs below a directory, by path. Names beginning with a dot are not ours to read, and links are not followed.
fn logs(directory: &Path) -> Vec<PathBuf> {
    let is_hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
    let is_log =
        |entry: &DirEntry| entry.file_type().is_file() && entry.path().extension().is_some_and(|end| end == "jsonl");
    let walk = WalkDir::new(directory).sort_by_file_name().into_iter().filter_entry(|entry| !is_hidden(entry));
    walk.filter_map(Result::ok).filter(is_log).map(DirEntry::into_path).collect()
}

/// The session that a log's place tells: its directory's name, or that of the file.
fn session_of(path: &Path) -> String {
    let directory = path.parent().and_then(Path::file_name);
    let name = directory.or_else(|| path.file_stem()).unwrap_or_default();
    names::original(&name.to_string_lossy())
}

/// A number of a log in its present state; 0 if a further change could leave it the same.
fn version(metadata: &Metadata, now: Timestamp) -> u64 {
    let settled =
        |modified: &SystemTime| now.duration_since(Timestamp::try_from(*modified).unwrap_or(now)).as_secs() > 2;
    let Some(modified) = metadata.modified().ok().filter(settled) else { return 0 };
    let nanos = modified.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let id = files::file_id(metadata).map(FileId::to_bytes).unwrap_or_default();
    fnv1a(&[&metadata.len().to_le_bytes()[..], &nanos.to_le_bytes(), &id].concat()).max(1)
}

fn lines_between(file: &mut File, begin: u64, end: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(begin))?;
    let mut reader = BufReader::with_capacity(256 << 10, file.take(end.saturating_sub(begin)));
    let mut lines = 0;
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(lines);
        }
        lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
        let length = bytes.len();
        reader.consume(length);
    }
}

/// Where the last whole line before `length` ends.
fn end_of_lines(file: &mut File, length: u64) -> io::Result<u64> {
    let mut end = length;
    let mut bytes = Vec::new();
    while end > 0 {
        let begin = end.saturating_sub(HEAD);
        file.seek(SeekFrom::Start(begin))?;
        bytes.clear();
        file.take(end - begin).read_to_end(&mut bytes)?;
        if let Some(at) = memchr::memrchr(b'\n', &bytes) {
            return Ok(begin + at as u64 + 1);
        }
        end = begin;
    }
    Ok(0)
}
