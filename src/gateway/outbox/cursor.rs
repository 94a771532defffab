//! A cursor on disk.

use std::fs::File;
use std::io::{Read, Write};

use super::delivered::{Delivered, ROW, Row};
use super::journal::{frame, read_journal, read_table, table};
use crate::gateway::error::Error;
use crate::gateway::place::Place;
use crate::store::side;

/// The table of a cursor.
pub(in crate::gateway) const TABLE: &str = "delivered";
/// The journal of what came since.
pub(in crate::gateway) const JOURNAL: &str = "delivered.journal";
/// A journal that is so long is made into a table: 20,000 rows.
const LONGEST_JOURNAL: u64 = 20_000 * ROW as u64;
/// And at the end one that is no shorter than one part in so many of the table, so that a large table is not written for a few rows.
const SHORTEST_PART: u64 = 4;

/// What was wrong with a cursor that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The table can't be believed: what it said was delivered is sent again.
    Table,
    /// The journal ends in what is no frame, as a crash leaves it.
    Journal,
}

/// What was delivered, in memory and on disk. It is changed by the holder of the destination's lock alone.
#[derive(Debug)]
pub struct Cursor {
    place: Place,
    delivered: Delivered,
    journal: File,
    /// Where the last whole frame ends.
    end: u64,
    /// What could not be written down yet.
    unwritten: Vec<Row>,
}

/// Reads a cursor as it is, for those who only want to know.
///
/// # Errors
/// It is there and can't be read.
pub fn read(place: &Place) -> Result<(Delivered, Option<Damage>), Error> {
    let table = place.read(TABLE)?.map(|bytes| read_table(&bytes));
    let journal = place.read(JOURNAL)?.unwrap_or_default();
    let (latest, whole) = read_journal(&journal);
    let damage = match table {
        Some(None) => Some(Damage::Table),
        _ => (whole < journal.len()).then_some(Damage::Journal),
    };
    Ok((Delivered::new(table.flatten().unwrap_or_default().into_iter().chain(latest)), damage))
}

impl Cursor {
    /// Opens a destination's cursor, which begins with nothing, and says what was wrong with it.
    ///
    /// # Errors
    /// It can't be read or written.
    pub fn open(place: Place) -> Result<(Self, Option<Damage>), Error> {
        let (delivered, damage) = read(&place)?;
        let failed = |error| place.failed("open", JOURNAL, error);
        let mut journal = side::open_to_append(&place.file(JOURNAL)).map_err(failed)?;
        let mut bytes = Vec::new();
        journal.read_to_end(&mut bytes).map_err(failed)?;
        let end = u64::try_from(read_journal(&bytes).1).unwrap_or(0);
        // What comes after a torn frame would never be read.
        journal.set_len(end).map_err(failed)?;
        let mut cursor = Self { place, delivered, journal, end, unwritten: Vec::new() };
        if damage == Some(Damage::Table) {
            cursor.compact()?;
        }
        Ok((cursor, damage))
    }

    /// What was delivered.
    #[must_use]
    pub fn delivered(&self) -> &Delivered {
        &self.delivered
    }

    /// Notes what was delivered, durably. What can't be written down is known all the same as long as the process lives, and
    /// [`Self::write`] tries again.
    ///
    /// # Errors
    /// It could not be written down.
    pub fn note(&mut self, rows: impl IntoIterator<Item = Row>) -> Result<(), Error> {
        for row in rows {
            self.delivered.put(row);
            self.unwritten.push(row);
        }
        self.write()
    }

    /// Writes down what is not yet.
    ///
    /// # Errors
    /// It could not be written down.
    pub fn write(&mut self) -> Result<(), Error> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        let bytes = frame(&self.unwritten);
        let written = self
            .journal
            .set_len(self.end)
            .and_then(|()| self.journal.write_all(&bytes))
            .and_then(|()| self.journal.sync_data());
        written.map_err(|error| self.place.failed("write", JOURNAL, error))?;
        self.end += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.unwritten.clear();
        if self.end >= LONGEST_JOURNAL { self.compact() } else { Ok(()) }
    }

    /// Forgets all, so that everything is sent from the beginning.
    ///
    /// # Errors
    /// It could not be written down.
    pub fn clear(&mut self) -> Result<(), Error> {
        self.delivered = Delivered::default();
        self.compact()
    }

    /// Forgets files that are not there any more, once they are more than those that are. Until then they are kept, so that what comes
    /// back from the trash is known. `there` are all files, by number, ascending.
    ///
    /// # Errors
    /// It could not be written down.
    pub fn prune(&mut self, there: &[u64]) -> Result<(), Error> {
        self.delivered.merge();
        if self.delivered.rows().len() <= there.len().saturating_mul(2).max(1000) {
            return Ok(());
        }
        self.delivered.keep_only(there);
        self.compact()
    }

    /// Puts the cursor in order, so that it is read fast the next time.
    ///
    /// # Errors
    /// It could not be written down.
    pub fn close(&mut self) -> Result<(), Error> {
        self.write()?;
        self.delivered.merge();
        let table = u64::try_from(self.delivered.rows().len() * ROW).unwrap_or(u64::MAX);
        if self.end > 0 && self.end.saturating_mul(SHORTEST_PART) >= table { self.compact() } else { Ok(()) }
    }

    /// Makes one table of table and journal. If it ends between the two, the journal says again what the table says.
    ///
    /// # Errors
    /// It could not be written down. Then both are as they were.
    pub fn compact(&mut self) -> Result<(), Error> {
        self.delivered.merge();
        side::put_durably(&self.place.file(TABLE), &table(self.delivered.rows()))
            .map_err(|error| self.place.failed("write", TABLE, error))?;
        self.journal.set_len(0).map_err(|error| self.place.failed("write", JOURNAL, error))?;
        self.end = 0;
        self.unwritten.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::gateway::destination::DestinationName;
    use crate::store::Layout;

    fn place(base: &std::path::Path) -> Place {
        Place::new(Layout::new(base), DestinationName::new("audit").unwrap())
    }

    fn row(file: u64) -> Row {
        Row { file, version: 1, item: [7; 16] }
    }

    fn known(cursor: &Cursor) -> Vec<u64> {
        (0..30_000).filter(|file| cursor.delivered().get(*file).is_some()).collect()
    }

    #[test]
    fn it_is_what_it_was_when_it_is_opened_again() {
        let dir = tempfile::tempdir().unwrap();
        let place = place(dir.path());
        let (mut cursor, damage) = Cursor::open(place.clone()).unwrap();
        assert_eq!(damage, None);
        cursor.note([row(1), row(2)]).unwrap();
        cursor.compact().unwrap();
        cursor.note([row(3)]).unwrap();
        cursor.note((4..25_000).map(row)).unwrap();
        cursor.note([row(25_000)]).unwrap();
        assert_eq!(place.read(JOURNAL).unwrap().unwrap().len(), 8 + 32, "a table was made of the long journal");
        let (again, damage) = Cursor::open(place).unwrap();
        assert_eq!((known(&again), damage), ((1..=25_000).collect(), None));
    }

    #[test]
    fn what_is_doubtful_counts_as_not_delivered() {
        let dir = tempfile::tempdir().unwrap();
        let place = place(dir.path());
        let (mut cursor, _) = Cursor::open(place.clone()).unwrap();
        cursor.note([row(1)]).unwrap();
        cursor.compact().unwrap();
        cursor.note([row(2)]).unwrap();
        cursor.note([row(3)]).unwrap();
        let journal = fs::read(place.file(JOURNAL)).unwrap();
        fs::write(place.file(JOURNAL), &journal[..journal.len() - 1]).unwrap();
        let (mut cursor, damage) = Cursor::open(place.clone()).unwrap();
        assert_eq!((known(&cursor), damage), (vec![1, 2], Some(Damage::Journal)));
        cursor.note([row(4)]).unwrap();
        let table = fs::read(place.file(TABLE)).unwrap();
        fs::write(place.file(TABLE), &table[..table.len() / 2]).unwrap();
        let (cursor, damage) = Cursor::open(place).unwrap();
        assert_eq!((known(&cursor), damage), (vec![2, 4], Some(Damage::Table)));
    }

    #[test]
    fn the_journal_stays_short_however_often_files_are_looked_for() {
        let dir = tempfile::tempdir().unwrap();
        let place = place(dir.path());
        let (mut cursor, _) = Cursor::open(place.clone()).unwrap();
        for begin in (0..30_000).step_by(500) {
            cursor.note((begin..begin + 500).map(row)).unwrap();
            cursor.prune(&(0..begin + 500).collect::<Vec<_>>()).unwrap();
            let length = fs::metadata(place.file(JOURNAL)).unwrap().len();
            assert!(length <= 21_000 * ROW as u64, "{length}");
        }
        assert!(fs::metadata(place.file(JOURNAL)).unwrap().len() > 0);
        cursor.close().unwrap();
        assert_eq!(fs::metadata(place.file(JOURNAL)).unwrap().len(), 0);
        assert_eq!(known(&Cursor::open(place).unwrap().0).len(), 30_000);
    }

    #[test]
    fn damage_is_told_once() {
        let dir = tempfile::tempdir().unwrap();
        let place = place(dir.path());
        let (mut cursor, _) = Cursor::open(place.clone()).unwrap();
        cursor.note([row(1)]).unwrap();
        cursor.compact().unwrap();
        cursor.note([row(2)]).unwrap();
        fs::write(place.file(TABLE), "x").unwrap();
        assert_eq!(Cursor::open(place.clone()).unwrap().1, Some(Damage::Table));
        let (cursor, damage) = Cursor::open(place).unwrap();
        assert_eq!((known(&cursor), damage), (vec![2], None));
    }

    #[test]
    fn a_crash_between_table_and_journal_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let place = place(dir.path());
        let (mut cursor, _) = Cursor::open(place.clone()).unwrap();
        cursor.note([row(1), row(2)]).unwrap();
        let journal = fs::read(place.file(JOURNAL)).unwrap();
        cursor.compact().unwrap();
        fs::write(place.file(JOURNAL), journal).unwrap();
        assert_eq!(known(&Cursor::open(place).unwrap().0), [1, 2]);
    }

    #[test]
    fn files_that_went_are_forgotten_late() {
        let dir = tempfile::tempdir().unwrap();
        let (mut cursor, _) = Cursor::open(place(dir.path())).unwrap();
        cursor.note((0..3000).map(row)).unwrap();
        cursor.prune(&(0..1500).collect::<Vec<_>>()).unwrap();
        assert_eq!(known(&cursor).len(), 3000);
        cursor.prune(&(0..1499).collect::<Vec<_>>()).unwrap();
        assert_eq!(known(&cursor), (0..1499).collect::<Vec<_>>());
    }
}
