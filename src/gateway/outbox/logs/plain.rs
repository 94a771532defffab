//! Logs that lie there as they were written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use jiff::Timestamp;

use super::super::delivered::{Delivered, Row};
use super::super::position::{Position, Tail};
use super::unread::{Form, Keys, Unread, number_of, version_of};
use super::{Found, Left, opened};
use crate::gateway::event::HEAD;

/// Looks which lines of a log were not sent. `there` takes the number by which it is known.
pub(super) fn look(log: &Found, delivered: &Delivered, now: Timestamp, there: &mut Vec<u64>) -> io::Result<Left> {
    let metadata = log.path.symlink_metadata()?;
    let (keys, number, version) = (Keys::of(log), number_of(&metadata), version_of(&metadata, now));
    there.extend(number);
    let rows = [Some(keys.log), number].map(|key| delivered.get(key?));
    if version != 0 && rows.iter().flatten().any(|row| row.version == version) {
        return Ok(Left::nothing());
    }
    let (mut file, metadata) = opened(&log.path)?;
    // What was sent from its archive counts once it is restored.
    let known = rows.into_iter().chain([delivered.get(keys.archive)]).flatten();
    let from = furthest(known, &mut file)?;
    let was_sent = |row: &&Row| Position::from_bytes(row.item).offset > 0;
    let is_replaced = from == Position::default() && rows.iter().flatten().any(was_sent);
    let (path, log) = (log.path.clone(), log.log.clone());
    let end = metadata.len();
    let lines = lines_between(&mut file, from.offset, end)?;
    let unread = Unread { path, log, form: Form::Log(from), from: from.offset, end, lines, keys, number, version };
    let (row, other) = unread.rows(from);
    let is_sent = lines == 0 && from.offset > 0;
    let settled = std::iter::once(row).chain(other).filter(|row| is_sent && row.version != 0).collect();
    Ok(Left { unread: if lines > 0 { vec![unread] } else { Vec::new() }, settled, is_replaced })
}

/// How far a log was sent by the most that is known of it and true.
fn furthest<'a>(rows: impl Iterator<Item = &'a Row>, log: &mut File) -> io::Result<Position> {
    let mut furthest = Position::default();
    for position in rows.map(|row| Position::from_bytes(row.item)) {
        if position.offset > furthest.offset && position.is_in(log)? {
            furthest = position;
        }
    }
    Ok(furthest)
}

/// What is to be noted of a log if nothing of it is to be sent that is there now.
pub(super) fn end(log: &Found, now: Timestamp) -> io::Result<Vec<Row>> {
    let (mut file, metadata) = opened(&log.path)?;
    let end = end_of_lines(&mut file, metadata.len())?;
    let position = Tail::before(&mut file, end)?.at(end);
    let (keys, number, version) = (Keys::of(log), number_of(&metadata), version_of(&metadata, now));
    let (path, log) = (log.path.clone(), log.log.clone());
    let form = Form::Log(position);
    let (row, other) = Unread { path, log, form, from: end, end, lines: 0, keys, number, version }.rows(position);
    Ok(std::iter::once(row).chain(other).collect())
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
