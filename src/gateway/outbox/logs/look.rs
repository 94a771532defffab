//! Looking what a session's archive and log hold that was not sent.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use jiff::Timestamp;

use super::super::delivered::{Delivered, Row};
use super::super::position::{Position, Tail};
use super::archived::{MOST, Skimmed};
use super::unread::{Keys, Part, Unread, archive_row, number_of, version_of};
use super::{Found, Left, is_log, opened};
use crate::events::archive;
use crate::files;
use crate::gateway::event::HEAD;
use crate::gateway::whole::Whole;

/// What is known of a session's events, and when it is looked at them.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    delivered: &'a Delivered,
    keys: Keys,
    now: Timestamp,
}

impl<'a> Known<'a> {
    pub(super) fn new(found: &Found, delivered: &'a Delivered, now: Timestamp) -> Self {
        Self { delivered, keys: Keys::of(&found.name), now }
    }

    fn row(&self, file: u64) -> Option<&'a Row> {
        self.delivered.get(file)
    }

    /// How far the whole was sent, if anything of it was.
    fn sent(&self) -> Option<Position> {
        self.position(Some(self.keys.log))
    }

    fn position(&self, file: Option<u64>) -> Option<Position> {
        let position = Position::from_bytes(self.row(file?)?.item);
        (position.offset > 0).then_some(position)
    }

    /// True if nothing waits of a file in this state.
    fn is_done(&self, file: u64, version: u64) -> bool {
        version != 0 && self.row(file).is_some_and(|row| row.version == version)
    }

    fn is_archive_done(&self, archive: &Archive<'_>) -> bool {
        self.is_done(self.keys.archive, archive.version)
    }
}

/// A session's log, opened.
struct Log<'a> {
    path: &'a Path,
    file: File,
    metadata: Metadata,
    number: Option<u64>,
    version: u64,
    whole: Whole,
}

/// A session's archive, as it lies there.
struct Archive<'a> {
    path: &'a Path,
    metadata: Metadata,
    version: u64,
}

/// Looks which lines of a session were not sent.
///
/// # Errors
/// The log can't be read.
pub(super) fn look(found: &Found, known: Known<'_>, left: &mut Left) -> io::Result<()> {
    let archive = found.archive.as_deref().and_then(|path| Archive::at(path, known.now));
    let Some(path) = &found.log else {
        return match archive.filter(|archive| !known.is_archive_done(archive)) {
            Some(archive) => {
                let whole = Whole::archived(&mut opened(archive.path)?.0)?;
                archive.skim(found, known, whole, MOST, left)
            }
            None => Ok(()),
        };
    };
    let metadata = path.symlink_metadata()?;
    let (number, version) = (number_of(&metadata), version_of(&metadata, known.now));
    left.there.extend(number);
    if known.is_done(known.keys.log, version) && archive.as_ref().is_none_or(|archive| known.is_archive_done(archive)) {
        return Ok(());
    }
    let (mut file, metadata) = opened(path)?;
    let whole = Whole::alone(&mut file)?;
    let mut log = Log { path, file, metadata, number, version, whole };
    if let Some(archive) = archive {
        log.look_behind(found, archive, known, left)?;
    }
    log.look(found, known, left)
}

/// What is to be noted of a session if nothing of it is to be sent that is there now.
///
/// # Errors
/// It can't be read.
pub(super) fn end(found: &Found, known: Known<'_>) -> io::Result<Vec<Row>> {
    let archive = found.archive.as_deref().and_then(|path| Archive::at(path, known.now));
    let Some(path) = &found.log else {
        let Some(archive) = archive else { return Ok(Vec::new()) };
        let whole = Whole::archived(&mut opened(archive.path)?.0)?;
        let end = Skimmed::read(opened(archive.path)?.0, whole.origin, MOST, None)?.end;
        let sent = Row { file: known.keys.log, version: 0, item: end.to_bytes() };
        return Ok(vec![sent, archive_row(known.keys, archive.version, end.offset)]);
    };
    let (mut file, metadata) = opened(path)?;
    let mut whole = Whole::alone(&mut file)?;
    let (number, version) = (number_of(&metadata), version_of(&metadata, known.now));
    let mut rows = Vec::new();
    if let Some(archive) = archive {
        // An archive that can't be read now is sent when it can.
        if let Ok((behind, archive)) = archive.before(path, whole) {
            whole = behind;
            rows.push(archive_row(known.keys, archive.version, whole.base));
        }
    }
    let own = end_of_lines(&mut file, metadata.len())?;
    let tail = Tail::before(&mut file, own)?;
    let end = whole.base + own;
    let log = Log { path, file, metadata, number, version, whole };
    let (row, other) = log.unread(found, known.keys, end, 0).rows(end, &tail);
    rows.extend([row].into_iter().chain(other));
    Ok(rows)
}

impl<'a> Archive<'a> {
    /// Where the log stands behind it. If the log holds some of it as well, its state tells nothing of what waits.
    fn before(self, log: &Path, whole: Whole) -> io::Result<(Whole, Self)> {
        let before = archive::before(self.path, log)?;
        let version = if before.is_all { self.version } else { 0 };
        Ok((whole.behind(before.bytes, self.path)?, Self { version, ..self }))
    }

    /// Notes that nothing of it waits, and where the log goes on.
    fn settle(&self, known: Known<'_>, base: u64, left: &mut Left) {
        let row = archive_row(known.keys, self.version, base);
        left.settled.extend((self.version != 0 && known.row(row.file) != Some(&row)).then_some(row));
    }

    /// None if it has gone.
    fn at(path: &'a Path, now: Timestamp) -> Option<Self> {
        let metadata = path.symlink_metadata().ok()?;
        Some(Self { path, version: version_of(&metadata, now), metadata })
    }

    /// What of its first `length` bytes was not sent.
    fn skim(&self, found: &Found, known: Known<'_>, whole: Whole, length: u64, left: &mut Left) -> io::Result<()> {
        let skimmed = Skimmed::read(opened(self.path)?.0, whole.origin, length, known.sent())?;
        left.is_replaced = known.sent().is_some() && skimmed.after.is_none();
        if skimmed.lines == 0 {
            self.settle(known, if length < MOST { length } else { skimmed.end.offset }, left);
            return Ok(());
        }
        left.unread.push(Unread {
            path: self.path.to_owned(),
            name: found.name.clone(),
            part: Part::Archive,
            whole,
            from: skimmed.after.map_or(0, |after| after.offset),
            after: skimmed.after,
            end: skimmed.end.offset,
            lines: skimmed.lines,
            keys: known.keys,
            number: number_of(&self.metadata),
            version: self.version,
        });
        Ok(())
    }
}

impl Log<'_> {
    /// Looks what is before the log. Where that can't be read, the log stands alone.
    fn look_behind(
        &mut self,
        found: &Found,
        archive: Archive<'_>,
        known: Known<'_>,
        left: &mut Left,
    ) -> io::Result<()> {
        let path = archive.path;
        let looked = self.find_place(archive, known).and_then(|(whole, archive)| {
            let sent = known.sent();
            let goes_on = sent.map_or(Ok(false), |sent| sent.is_in(&mut self.file, whole.origin, whole.base))?;
            if goes_on || known.is_archive_done(&archive) {
                archive.settle(known, whole.base, left);
            } else {
                archive.skim(found, known, whole.of_archive(), whole.base, left)?;
            }
            Ok(whole)
        });
        match looked {
            Ok(whole) => self.whole = whole,
            // It was restored just now.
            Err(_) if path.symlink_metadata().is_err() => {}
            Err(_) => left.unreadable.push(path.to_owned()),
        }
        let there = self.path.symlink_metadata()?;
        if files::file_id(&there) == files::file_id(&self.metadata) {
            return Ok(());
        }
        Err(io::ErrorKind::NotFound.into())
    }

    /// Where the log stands: as it was known, if it goes on from where it was sent; else it is compared with the archive.
    fn find_place<'a>(&mut self, archive: Archive<'a>, known: Known<'_>) -> io::Result<(Whole, Archive<'a>)> {
        let row = known.row(known.keys.archive).filter(|_| known.is_archive_done(&archive));
        if let (Some(row), Some(sent)) = (row, known.sent()) {
            let base = Position::from_bytes(row.item).offset;
            let whole = self.whole.behind(base, archive.path)?;
            if sent.is_in(&mut self.file, whole.origin, base)? {
                return Ok((whole, archive));
            }
        }
        archive.before(self.path, self.whole)
    }

    /// Looks what of the log itself was not sent.
    fn look(mut self, found: &Found, known: Known<'_>, left: &mut Left) -> io::Result<()> {
        let Whole { origin, own, base } = self.whole;
        let by_path = known.sent().filter(|sent| sent.offset > base);
        let by_number = known.position(self.number);
        let mut from = base;
        if let Some(sent) = by_path
            && sent.is_in(&mut self.file, origin, base)?
        {
            from = sent.offset;
        }
        if let Some(sent) = by_number
            && sent.offset + base > from
            && sent.is_in(&mut self.file, own, 0)?
        {
            from = base + sent.offset;
        }
        if from == 0 && !is_log(self.path) {
            left.settled.push(Row { file: known.keys.log, version: self.version, item: [0; 16] });
            return Ok(());
        }
        left.is_replaced |= from == base && (by_path.is_some() || by_number.is_some());
        let lines = lines_between(&mut self.file, from - base, self.metadata.len())?;
        let tail = Tail::before(&mut self.file, from - base)?;
        let mut unread = self.unread(found, known.keys, from, lines);
        if from > base {
            unread.after = Some(tail.at(from, origin));
        }
        if lines > 0 {
            left.unread.push(unread);
        } else if from > base && self.version != 0 && left.unread.is_empty() {
            let (row, other) = unread.rows(from, &tail);
            left.settled.extend([row].into_iter().chain(other).filter(|row| row.version != 0));
        }
        Ok(())
    }

    fn unread(&self, found: &Found, keys: Keys, from: u64, lines: u64) -> Unread {
        Unread {
            path: self.path.to_owned(),
            name: found.name.clone(),
            part: Part::Log,
            whole: self.whole,
            from,
            after: None,
            end: self.whole.base + self.metadata.len(),
            lines,
            keys,
            number: self.number,
            version: self.version,
        }
    }
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
