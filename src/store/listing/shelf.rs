//! Entries in short, one behind the other in one piece of memory. Texts that many of them say, such as the session, are in it only now and then:
//! each is looked for where a text of its hash was put last. So what is remembered of texts does not grow with their number.

use std::ffi::OsStr;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::order::{Parted, Rank};
use crate::record::{Facts, RecordTime, Status};
use crate::store::bytes::{Bytes, put_number, put_signed, put_text};
use crate::store::entry::{Entry, UNKNOWN_AGENT, UNKNOWN_SESSION};

/// A shelf with so many bytes takes no more entries: what it takes must be found by 32 bits, and no record has gigabytes.
const FULL: usize = 1 << 30;
/// The place of so many texts is remembered.
const REMEMBERED: usize = 1024;

/// Entries in short.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf {
    bytes: Vec<u8>,
    /// Where the last text of each hash is; none is at the beginning.
    texts: Vec<u32>,
    /// Paths that are no text.
    odd_paths: Vec<PathBuf>,
    /// What is put next, in the memory of the one before.
    row: Vec<u8>,
}

/// What is said of an entry, a bit for each thing.
#[derive(Clone, Copy)]
struct Said(u64);

impl Said {
    const TIME: u32 = 0;
    const ODD_PATH: u32 = 1;
    const SESSION: u32 = 2;
    const AGENT: u32 = 3;
    const TOKENS: u32 = 4;
    const DURATION: u32 = 5;
    const MODEL: u32 = 6;
    const PROJECT: u32 = 7;
    const ERROR: u32 = 8;
    const EXIT_CODE: u32 = 9;
    const FAILED: u32 = 10;

    fn of(entry: &Entry) -> Self {
        let facts = &entry.facts;
        let said = [
            (Self::TIME, entry.timestamp.is_some()),
            (Self::ODD_PATH, entry.path.to_str().is_none()),
            (Self::SESSION, entry.session_id.is_some()),
            (Self::AGENT, entry.agent.is_some()),
            (Self::TOKENS, facts.tokens.is_some()),
            (Self::DURATION, facts.duration.is_some()),
            (Self::MODEL, facts.model.is_some()),
            (Self::PROJECT, facts.project.is_some()),
            (Self::ERROR, facts.error.is_some()),
            (Self::EXIT_CODE, facts.exit_code.is_some()),
            (Self::FAILED, facts.status == Status::Error),
        ];
        Self(said.iter().fold(0, |bits, (bit, is_said)| bits | u64::from(*is_said) << bit))
    }

    fn has(self, bit: u32) -> bool {
        self.0 & (1 << bit) != 0
    }
}

/// The part of an entry that its order depends on.
#[derive(Default)]
struct Front<'a> {
    path: Parted<'a>,
    bytes: u64,
    timestamp: Option<RecordTime>,
    session_id: Option<&'a str>,
    agent: Option<&'a str>,
    tokens: Option<u64>,
    duration: Option<Duration>,
}

impl Shelf {
    /// True if there is room for no further entry.
    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= FULL
    }

    /// Puts down an entry, and gives its place.
    pub(super) fn put(&mut self, entry: &Entry) -> u32 {
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        self.put_front(&mut row, entry);
        let facts = &entry.facts;
        for text in [&facts.model, &facts.project, &facts.error].into_iter().flatten() {
            put_number(&mut row, self.text(text).into());
        }
        if let Some(exit_code) = facts.exit_code {
            put_signed(&mut row, exit_code);
        }
        for tool in &facts.tools {
            put_number(&mut row, self.text(tool).into());
        }
        // No text is at the beginning.
        put_number(&mut row, 0);
        let at = self.end();
        self.bytes.extend_from_slice(&row);
        self.row = row;
        at
    }

    fn put_front(&mut self, row: &mut Vec<u8>, entry: &Entry) {
        put_number(row, Said::of(entry).0);
        put_number(row, entry.bytes);
        if let Some(time) = entry.timestamp {
            put_signed(row, time.instant().as_second());
            put_signed(row, time.instant().subsec_nanosecond().into());
            put_signed(row, time.offset().seconds().into());
        }
        let Parted { directory, name } = Parted::of(&entry.path);
        if let Some(name) = name.to_str() {
            put_number(row, self.text(directory).into());
            put_text(row, name);
        } else {
            put_number(row, u64::try_from(self.odd_paths.len()).unwrap_or(u64::MAX));
            self.odd_paths.push(entry.path.clone());
        }
        for text in [&entry.session_id, &entry.agent].into_iter().flatten() {
            put_number(row, self.text(text).into());
        }
        if let Some(tokens) = entry.facts.tokens {
            put_number(row, tokens);
        }
        if let Some(duration) = entry.facts.duration {
            put_number(row, duration.as_secs());
            put_number(row, duration.subsec_nanos().into());
        }
    }

    /// The place of a text, which is put down if it is not remembered.
    fn text(&mut self, text: &str) -> u32 {
        if self.texts.is_empty() {
            self.texts = vec![0; REMEMBERED];
            // Nothing is at the beginning, so that its place can say that there is nothing.
            self.bytes.push(0);
        }
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(text);
        let slot = usize::try_from(hash % REMEMBERED as u64).unwrap_or(0);
        let last = self.texts[slot];
        if last != 0 && self.text_at(last) == Some(text) {
            return last;
        }
        let at = self.end();
        put_text(&mut self.bytes, text);
        self.texts[slot] = at;
        at
    }

    /// Where what is put next comes to stand.
    fn end(&self) -> u32 {
        u32::try_from(self.bytes.len()).unwrap_or(u32::MAX)
    }

    fn from(&self, at: u32) -> Bytes<'_> {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        Bytes(self.bytes.get(at..).unwrap_or_default())
    }

    fn text_at(&self, at: u32) -> Option<&str> {
        self.from(at).text()
    }

    /// What the order of the entry at a place depends on.
    pub(super) fn rank(&self, at: u32) -> Rank<'_> {
        let front = self.front(&mut self.from(at)).map(|(_, front)| front);
        let Front { path, bytes, timestamp, session_id, agent, tokens, duration } = front.unwrap_or_default();
        Rank {
            path,
            bytes,
            instant: timestamp.map(RecordTime::instant),
            session: session_id.unwrap_or(UNKNOWN_SESSION),
            agent: agent.unwrap_or(UNKNOWN_AGENT),
            tokens,
            duration,
        }
    }

    /// The entry at a place, as it was put there.
    pub(super) fn entry(&self, at: u32) -> Entry {
        self.read(at).unwrap_or_default()
    }

    fn read(&self, at: u32) -> Option<Entry> {
        let mut row = self.from(at);
        let (said, front) = self.front(&mut row)?;
        let mut text = |bit| if said.has(bit) { self.text_at(row.small()?).map(Some) } else { Some(None) };
        let [model, project, error] = [text(Said::MODEL)?, text(Said::PROJECT)?, text(Said::ERROR)?];
        let exit_code = if said.has(Said::EXIT_CODE) { Some(row.signed()?) } else { None };
        let mut tools = Vec::new();
        loop {
            match row.small()? {
                0 => break,
                tool => tools.push(self.text_at(tool)?.to_owned()),
            }
        }
        let Front { path, bytes, timestamp, session_id, agent, tokens, duration } = front;
        let [model, project, error] = [model, project, error].map(|text| text.map(str::to_owned));
        let status = if said.has(Said::FAILED) { Status::Error } else { Status::Ok };
        Some(Entry {
            path: path.whole(),
            bytes,
            modified: None,
            session_id: session_id.map(str::to_owned),
            agent: agent.map(str::to_owned),
            timestamp,
            facts: Facts { model, tokens, duration, exit_code, error, status, tools, project },
        })
    }

    fn front<'a>(&'a self, row: &mut Bytes<'a>) -> Option<(Said, Front<'a>)> {
        let said = Said(row.number()?);
        let bytes = row.number()?;
        let timestamp = if said.has(Said::TIME) { Some(take_time(row)?) } else { None };
        let path = if said.has(Said::ODD_PATH) {
            Parted { directory: "", name: self.odd_paths.get(row.small::<usize>()?)?.as_os_str() }
        } else {
            Parted { directory: self.text_at(row.small()?)?, name: OsStr::new(row.text()?) }
        };
        let mut text = |bit| if said.has(bit) { self.text_at(row.small()?).map(Some) } else { Some(None) };
        let (session_id, agent) = (text(Said::SESSION)?, text(Said::AGENT)?);
        let tokens = if said.has(Said::TOKENS) { Some(row.number()?) } else { None };
        let duration = if said.has(Said::DURATION) { Some(Duration::new(row.number()?, row.small()?)) } else { None };
        Some((said, Front { path, bytes, timestamp, session_id, agent, tokens, duration }))
    }
}

fn take_time(row: &mut Bytes<'_>) -> Option<RecordTime> {
    let instant = Timestamp::new(row.small_signed()?, row.small_signed()?).ok()?;
    Some(RecordTime::with_offset(instant, Offset::from_seconds(row.small_signed()?).ok()?))
}
