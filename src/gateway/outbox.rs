//! The outbox of one destination: what of a store it has not taken yet.
//!
//! The store is the queue. Nothing is copied out of it: an outbox looks which files are new to the destination, reads them as they are
//! to be sent, and notes what was taken in a [`Cursor`].

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use self::cursor::{Cursor, Damage};
use self::delivered::Row;
use self::logs::Logs;
use self::seen::{All, Known, archive_row, item_of};
use self::waiting::Waiting;
use super::destination::BatchLimits;
use super::error::Error;
use super::item::Item;
use super::place::Place;
use crate::record::Problem;
use crate::store::{Look, MaintenanceLock, ResponseTracker, Scanned, Sight, Skipped, Taken, Unseen};

mod backlog;
pub mod cursor;
pub mod delivered;
pub mod journal;
mod logs;
mod position;
pub(super) mod seen;
mod waiting;

pub use backlog::{Backlog, Gap, backlog};
pub(super) use cursor::{JOURNAL, TABLE};
pub use logs::WaitingLog;

/// As many files are listed at once. If more wait, they are found when these are done.
const LISTED: usize = 200_000;

/// As many files are read at once.
const READ_AHEAD: usize = 500;
/// But no more once they have so many bytes together.
const READ_AHEAD_BYTES: u64 = 8 << 20;

/// What a look through the store gave.
#[derive(Debug)]
pub struct Looked {
    /// What waits now.
    pub backlog: Backlog,
    /// What is no record, so that it can't be sent.
    pub skipped: Vec<Skipped>,
    /// Event logs that were cut off or replaced: they are sent from their beginning.
    pub restarted: Vec<PathBuf>,
    /// Event logs that can't be read.
    pub unreadable: Vec<PathBuf>,
    /// Event logs that were expected, and went before all of them was sent.
    pub lost: Vec<PathBuf>,
    /// How many files of the store waited, and went before they were sent.
    pub gone: usize,
}

/// What is to be noted of an item once it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(Row, Option<Row>);

impl Mark {
    /// The rows of a cursor.
    pub fn rows(self) -> impl Iterator<Item = Row> {
        std::iter::once(self.0).chain(self.1)
    }
}

/// What one destination has not taken yet. There is one at a time, since it holds the destination's lock.
#[derive(Debug)]
pub struct Outbox {
    tracker: ResponseTracker,
    cursor: Cursor,
    listed: VecDeque<Unseen>,
    /// The first of them, as they were read: how large each is, and what it made, if it was there.
    ahead: VecDeque<(Unseen, Option<(Item, Mark)>)>,
    /// The event logs that are sent too.
    logs: Option<Logs>,
    /// Those of which not all was sent.
    expected: Vec<WaitingLog>,
    /// The files that waited.
    waiting: Waiting,
    /// How much waits, listed or not.
    backlog: Backlog,
    /// How much of that is not listed.
    unlisted: Backlog,
    /// An item that was read and did not fit into the last batch.
    held: Option<(Item, Mark)>,
    /// Files that went before they could be sent.
    vanished: Vec<PathBuf>,
    _lock: MaintenanceLock,
}

impl Outbox {
    /// Opens the outbox of a destination, and says what was wrong with its cursor.
    ///
    /// # Errors
    /// [`Error::Running`] if it is open elsewhere; [`Error::Store`] if what is remembered can't be read or written.
    pub fn open(
        tracker: ResponseTracker,
        place: Place,
        events: Option<&Path>,
    ) -> Result<(Self, Option<Damage>), Error> {
        let lock = place.lock()?;
        let waiting = Waiting::read(place.clone());
        let (cursor, damage) = Cursor::open(place)?;
        let logs = events.map(|directory| Logs::new(directory.to_owned(), tracker.reader().naive_zone.clone()));
        let (listed, backlog, unlisted) = (VecDeque::new(), Backlog::default(), Backlog::default());
        let (expected, held, vanished, ahead) = (Vec::new(), None, Vec::new(), VecDeque::new());
        let outbox = Self {
            ahead,
            tracker,
            cursor,
            listed,
            logs,
            expected,
            waiting,
            backlog,
            unlisted,
            held,
            vanished,
            _lock: lock,
        };
        Ok((outbox, damage))
    }

    /// Takes over from an earlier process which event logs it knew of, so that the next look tells which of them went.
    pub fn expect(&mut self, logs: Vec<WaitingLog>) {
        self.expected = logs;
    }

    /// The event logs of which not all was sent when it was last looked.
    #[must_use]
    pub fn expected(&self) -> &[WaitingLog] {
        &self.expected
    }

    /// Looks what there is to send, in the order in which it is to be sent: that of the responses' times, then of their paths.
    ///
    /// # Errors
    /// The store can't be listed, or the cursor not written.
    pub fn look(&mut self, now: Timestamp) -> Result<Looked, Error> {
        let Scanned { found, skipped } = self.tracker.look(&Known(self.cursor.delivered()), LISTED, now)?;
        let Look { mut there, touched, unseen, waiting, waiting_bytes, seen_archives } = found;
        let delivered = self.cursor.delivered();
        let logs = self.logs.as_mut().map(|logs| logs.look(delivered, now)).unwrap_or_default();
        let again = |sight: Sight| Some(Row { version: sight.version, ..*delivered.get(sight.file)? });
        let rows = touched.into_iter().filter_map(again).filter(|row| row.version != 0).chain(logs.settled);
        let archives = seen_archives.into_iter().filter(|sight| sight.version != 0).map(archive_row);
        self.cursor.note(rows.chain(archives).collect::<Vec<_>>())?;
        let delivered = self.cursor.delivered();
        let expected = self.logs.as_ref().map(Logs::waiting).unwrap_or_default();
        let lost = std::mem::replace(&mut self.expected, expected).into_iter();
        let lost = lost.filter(|log| log.is_lost(&logs.there, delivered)).map(|log| log.path).collect();
        there.extend(logs.there);
        there.sort_unstable();
        // A directory that can't be listed now looks as if its files had gone.
        let is_listed = !skipped.iter().any(|skipped| matches!(skipped.problem, Problem::Io(_)));
        let gone = if is_listed { self.gone(&there, &unseen) } else { 0 };
        if is_listed && logs.unreadable.is_empty() {
            self.cursor.prune(&there)?;
        }
        self.list(unseen, Backlog { records: waiting, bytes: waiting_bytes }, logs.backlog);
        let (restarted, unreadable) = (logs.restarted, logs.unreadable);
        Ok(Looked { backlog: self.backlog, skipped, restarted, unreadable, lost, gone })
    }

    /// How many files waited before, and went before they were sent.
    fn gone(&mut self, there: &[u64], unseen: &[Unseen]) -> usize {
        let gone = self.waiting.gone(there, self.cursor.delivered());
        self.waiting.expect(unseen.iter().map(Unseen::number).collect());
        gone
    }

    /// Begins anew with what a look listed of all that waits.
    fn list(&mut self, unseen: Vec<Unseen>, waiting: Backlog, events: Backlog) {
        let listed = Backlog {
            records: u64::try_from(unseen.len()).unwrap_or(u64::MAX),
            bytes: unseen.iter().map(|file| file.bytes).sum(),
        };
        self.backlog = waiting + events;
        self.unlisted = Backlog { records: waiting.records - listed.records, bytes: waiting.bytes - listed.bytes };
        self.listed = unseen.into();
        self.ahead.clear();
        self.held = None;
    }

    /// Forgets what was delivered, so that all that is in the store is sent.
    ///
    /// # Errors
    /// The cursor can't be written.
    pub fn begin_again(&mut self) -> Result<(), Error> {
        self.cursor.clear()
    }

    /// Marks all that is in the store as delivered, so that only what comes later is sent. Gives the number of files.
    ///
    /// # Errors
    /// The store can't be listed, or the cursor not written.
    pub fn begin_now(&mut self, now: Timestamp) -> Result<u64, Error> {
        let all = All::default();
        let look = self.tracker.look(&all, 0, now)?.found;
        let items = all.into_items();
        let row =
            |sight: &Sight| Some(Row { file: sight.file, version: sight.version, item: *items.get(&sight.file)? });
        let logs = self.logs.as_ref().map(|logs| logs.ends(now)).unwrap_or_default();
        let archives = look.seen_archives.into_iter().map(archive_row);
        self.cursor.note(look.touched.iter().filter_map(row).chain(archives).chain(logs))?;
        self.cursor.compact()?;
        Ok(u64::try_from(items.len()).unwrap_or(u64::MAX))
    }

    /// What is known to wait and was not read for sending.
    #[must_use]
    pub fn backlog(&self) -> Backlog {
        self.backlog
    }

    /// True if there is no more to read before the next look.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
            && self.ahead.is_empty()
            && self.held.is_none()
            && self.logs.as_ref().is_none_or(Logs::is_empty)
    }

    /// True if there is as much as a batch can hold.
    #[must_use]
    pub fn fills(&self, limits: &BatchLimits) -> bool {
        let most = u64::try_from(limits.records.get()).unwrap_or(u64::MAX);
        self.backlog.records >= most || self.backlog.bytes >= limits.bytes
    }

    /// Reads the next batch. Files that went meanwhile are passed over, and told by [`Self::vanished`].
    pub fn batch(&mut self, limits: &BatchLimits, now: Timestamp) -> Vec<(Item, Mark)> {
        let mut batch: Vec<(Item, Mark)> = Vec::with_capacity(limits.records.get().min(READ_AHEAD));
        let mut bytes = 0;
        while batch.len() < limits.records.get() {
            let Some((item, mark)) = self.held.take().or_else(|| self.read_next(now)) else { break };
            bytes += u64::try_from(item.line().len()).unwrap_or(u64::MAX);
            if bytes > limits.bytes && !batch.is_empty() {
                self.held = Some((item, mark));
                break;
            }
            batch.push((item, mark));
        }
        batch
    }

    /// Records come before events, each in their own order.
    fn read_next(&mut self, now: Timestamp) -> Option<(Item, Mark)> {
        while let Some((file, read)) = self.next_file(now) {
            self.backlog = self.backlog.less(file.bytes);
            if read.is_some() {
                return read;
            }
            self.waiting.forget(file.number());
            self.vanished.push(file.path);
        }
        let known = self.vanished.len();
        let found = self.logs.as_mut().and_then(|logs| logs.next(&mut self.vanished));
        let vanished = &self.vanished[known..];
        self.expected.retain(|log| !vanished.contains(&log.path));
        let Some((item, (row, other))) = found else {
            // What was counted besides is no event, or went.
            self.backlog = self.unlisted;
            return None;
        };
        self.backlog = self.backlog.less(u64::try_from(item.record().len()).unwrap_or(u64::MAX));
        Some((item, Mark(row, other)))
    }

    fn next_file(&mut self, now: Timestamp) -> Option<(Unseen, Option<(Item, Mark)>)> {
        if self.ahead.is_empty() {
            self.read_ahead(now);
        }
        self.ahead.pop_front()
    }

    /// Reads the next few files together: on several threads, and an archive once for all that are in it.
    fn read_ahead(&mut self, now: Timestamp) {
        let mut bytes = 0_u64;
        let fits = |file: &&Unseen| {
            bytes = bytes.saturating_add(file.bytes);
            bytes <= READ_AHEAD_BYTES
        };
        let number = self.listed.iter().take(READ_AHEAD).take_while(fits).count().max(1).min(self.listed.len());
        let files: Vec<Unseen> = self.listed.drain(..number).collect();
        let paths: Vec<&Path> = files.iter().map(|file| file.path.as_path()).collect();
        let read = self.tracker.take_several(&paths, now, |path, bytes| item_of(&self.tracker, path, bytes));
        let read: Vec<_> = read.into_iter().map(|taken| Some(self.marked(taken.ok()?))).collect();
        self.ahead = files.into_iter().zip(read).collect();
    }

    /// What was sent out of an archive counts where it comes back to as well.
    fn marked(&self, taken: Taken<Item>) -> (Item, Mark) {
        let Taken { sight, home, made: item } = taken;
        let row = |file, version| Row { file, version, item: item.id.to_bytes() };
        let home = home.filter(|home| self.cursor.delivered().get(*home).is_none());
        let mark = Mark(row(sight.file, sight.version), home.map(|home| row(home, 0)));
        (item, mark)
    }

    /// The files that went, or were broken, after they were found and before they could be sent, since this was last asked.
    pub fn vanished(&mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.vanished)
    }

    /// Notes what the destination took, or was given up for it.
    ///
    /// # Errors
    /// It could not be written down. It is not sent again as long as this process lives; [`Self::settle`] tries again.
    pub fn note(&mut self, rows: Vec<Row>) -> Result<(), Error> {
        self.cursor.note(rows)
    }

    /// Writes down what could not be written before.
    ///
    /// # Errors
    /// It still can't.
    pub fn settle(&mut self) -> Result<(), Error> {
        self.cursor.write()
    }

    /// Takes out the oldest of what is listed, until no more than `most` wait, and says what that was. What is given up with it is to be
    /// noted once the destination knows.
    pub fn give_up_beyond(&mut self, most: u64, now: Timestamp) -> Option<(Gap, Vec<Row>)> {
        let surplus = self.backlog.records.saturating_sub(most);
        let (mut rows, mut times, mut records) = (Vec::new(), Vec::new(), 0);
        while records < surplus {
            let Some((item, mark)) = self.read_next(now) else { break };
            times.extend(item.time);
            records += 1;
            rows.extend(mark.rows());
        }
        let gap = Gap { records, first: times.first().copied(), last: times.last().copied() };
        (records > 0).then_some((gap, rows))
    }

    /// Puts the cursor in order, so that it is read fast the next time.
    ///
    /// # Errors
    /// It could not be written down.
    pub fn close(&mut self) -> Result<(), Error> {
        self.cursor.close()
    }
}

#[cfg(test)]
mod tests;
