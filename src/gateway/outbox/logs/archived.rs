//! Logs that were archived before all of them was sent.
//!
//! An archive is a row of gzip members, each of which was a log with a first line and offsets of its own: so its events have the ids that
//! they would have had if they had been sent before. How far it was sent is a position among all that it holds; until anything was sent
//! from the archive itself, what is known of the log that it was counts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;
use jiff::Timestamp;

use super::super::delivered::{Delivered, Row};
use super::super::position::{Position, Tail};
use super::unread::{Form, Keys, Unread, number_of, version_of};
use super::{Found, Left, opened};

/// No archive is decompressed further than this: 1 TiB.
const MOST: u64 = 1 << 40;
/// As much is decompressed at once.
const BLOCK: usize = 64 << 10;

/// Looks which lines of an archive were not sent.
pub(super) fn look(archive: &Found, delivered: &Delivered, now: Timestamp) -> io::Result<Left> {
    let keys = Keys::of(archive);
    let row = delivered.get(keys.archive);
    let version = version_of(&archive.path.symlink_metadata()?, now);
    if version != 0 && row.is_some_and(|row| row.version == version) {
        return Ok(Left::nothing());
    }
    let (file, metadata) = opened(&archive.path)?;
    let position = |row: &Row| Position::from_bytes(row.item);
    let known = Known { archive: row.map(position), log: delivered.get(keys.log).map(position) };
    let skimmed = Skimmed::read(file, known)?;
    let waiting: Vec<_> = skimmed.waiting().filter(|(_, _, start)| start.lines > 0).collect();
    let last = waiting.last().map(|(base, ..)| *base);
    let unread = |(base, length, start): (u64, u64, Start)| Unread {
        path: archive.path.clone(),
        log: archive.log.clone(),
        form: Form::Member { base, then: (last == Some(base)).then_some(skimmed.end) },
        from: start.from,
        end: length,
        lines: start.lines,
        keys,
        number: number_of(&metadata),
        version,
    };
    let is_sent = last.is_none() && version != 0;
    Ok(Left {
        settled: is_sent.then(|| end_row(keys, version, skimmed.end)).into_iter().collect(),
        is_replaced: known.archive.is_some_and(|position| position.offset > 0) && !skimmed.is_known,
        unread: waiting.into_iter().map(unread).collect(),
    })
}

/// What is to be noted of an archive if nothing of it is to be sent.
pub(super) fn end(archive: &Found, now: Timestamp) -> io::Result<Vec<Row>> {
    let (file, metadata) = opened(&archive.path)?;
    let skimmed = Skimmed::read(file, Known { archive: None, log: None })?;
    Ok(vec![end_row(Keys::of(archive), version_of(&metadata, now), skimmed.end)])
}

fn end_row(keys: Keys, version: u64, end: Position) -> Row {
    Row { file: keys.archive, version, item: end.to_bytes() }
}

/// How far an archive was sent, and how far the log that it was.
#[derive(Debug, Clone, Copy)]
struct Known {
    archive: Option<Position>,
    log: Option<Position>,
}

/// What an archive holds.
struct Skimmed {
    members: Vec<Member>,
    /// Where it ends.
    end: Position,
    /// Whether what was sent from it is in it.
    is_known: bool,
}

struct Member {
    /// Where it begins among all that the archive holds.
    base: u64,
    length: u64,
    /// What was not sent of it as a log.
    by_log: Start,
    /// What was not sent of it from the archive, if that ends in it.
    by_archive: Option<Start>,
}

/// Where in a member that begins which was not sent, and how many lines that is.
#[derive(Debug, Clone, Copy, Default)]
struct Start {
    from: u64,
    lines: u64,
}

impl Skimmed {
    fn read(archive: File, known: Known) -> io::Result<Self> {
        let mut reader = BufReader::new(archive);
        let (mut members, mut tail, mut base) = (Vec::new(), Tail::default(), 0);
        while !reader.fill_buf()?.is_empty() {
            let mut log = GzDecoder::new(reader).take(MOST - base);
            let member = Member::read(&mut log, base, &mut tail, known)?;
            base += member.length;
            members.push(member);
            reader = log.into_inner().into_inner();
        }
        let is_known = members.iter().any(|member| member.by_archive.is_some());
        Ok(Self { members, end: tail.at(base), is_known })
    }

    /// Where each member begins, how long it is, and what was not sent of it.
    fn waiting(&self) -> impl Iterator<Item = (u64, u64, Start)> {
        let first = self.members.iter().position(|member| member.by_archive.is_some()).unwrap_or(0);
        self.members[first..].iter().map(|member| {
            let start = match member.by_archive {
                Some(start) if start.from > member.by_log.from => start,
                _ => member.by_log,
            };
            (member.base, member.length, start)
        })
    }
}

impl Member {
    /// Reads a member to its end. `tail` goes on from what stands before it.
    fn read(log: &mut impl Read, base: u64, tail: &mut Tail, known: Known) -> io::Result<Self> {
        let mut member = Self { base, length: 0, by_log: Start::default(), by_archive: None };
        let mut own_tail = Tail::default();
        let mut block = vec![0; BLOCK];
        let mut last = b'\n';
        loop {
            let read = log.read(&mut block)?;
            if read == 0 {
                break;
            }
            let mut rest = &block[..read];
            last = rest[read - 1];
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(member.until_known(known).unwrap_or(rest.len()).min(rest.len()));
                tail.advance(piece);
                own_tail.advance(piece);
                member.pass(piece);
                member.compare(known, tail, &own_tail);
                rest = after;
            }
        }
        member.end_line(last);
        Ok(member)
    }

    /// How many bytes are left to the next place that is known.
    fn until_known(&self, known: Known) -> Option<usize> {
        let log = known.log.map(|position| position.offset);
        let archive = known.archive.and_then(|position| position.offset.checked_sub(self.base));
        let ahead = [log, archive].into_iter().flatten().filter_map(|offset| offset.checked_sub(self.length));
        ahead.filter(|left| *left > 0).min().and_then(|left| usize::try_from(left).ok())
    }

    fn pass(&mut self, piece: &[u8]) {
        self.length += piece.len() as u64;
        let lines = memchr::memchr_iter(b'\n', piece).count() as u64;
        self.add_lines(lines);
    }

    fn add_lines(&mut self, lines: u64) {
        self.by_log.lines += lines;
        self.by_archive.iter_mut().for_each(|start| start.lines += lines);
    }

    /// Looks whether this is a place that is known.
    fn compare(&mut self, known: Known, tail: &Tail, own_tail: &Tail) {
        let here = Start { from: self.length, lines: 0 };
        if known.log == Some(own_tail.at(self.length)) {
            self.by_log = here;
        }
        if known.archive == Some(tail.at(self.base + self.length)) {
            self.by_archive = Some(here);
        }
    }

    /// Nobody writes to what is archived, so that its last line needs no end.
    fn end_line(&mut self, last: u8) {
        let is_behind = |start: &Start| start.from < self.length;
        if last != b'\n' {
            let (log, archive) = (is_behind(&self.by_log), self.by_archive.as_ref().is_some_and(is_behind));
            self.by_log.lines += u64::from(log);
            self.by_archive.iter_mut().for_each(|start| start.lines += u64::from(archive));
        }
    }
}
