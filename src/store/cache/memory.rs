//! A cache in the course of one scan.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use jiff::Timestamp;

use super::identity::{Identity, hash};
use super::kept::{Kept, Said, each_tool};
use super::notes::Notes;
use super::place::Place;
use super::table::{Names, Reading, Table};
use super::write::{Sources, write};
use crate::record::{LazyZone, Problem, Summary, set_text, set_texts};
use crate::store::bytes::Bytes;
use crate::store::entry::Entry;
use crate::store::files::{Kind, Stat};

/// A store with fewer files is read as fast as a cache of it.
const FEWEST: usize = 256;
/// A cache is written anew when at least so many files were not in it, and one in so many;
const FEW: usize = 16;
const PART_NEW: usize = 128;
/// or when one in so many is gone.
const PART_GONE: usize = 4;

/// What is remembered of a store, for all threads of a scan.
#[derive(Debug)]
pub(in crate::store) struct Memory {
    place: Place,
    header: Vec<u8>,
    table: Table,
    /// Which rows were found to be still true.
    used: Vec<AtomicBool>,
    /// When the scan began. Whatever is read is read later.
    started: Timestamp,
}

/// What one thread has at hand while it recalls one file after the other.
#[derive(Debug, Default)]
pub(in crate::store) struct Recall {
    /// The last file: filled anew for the next in the same memory.
    filled: Filled,
    paths: Paths,
    reading: Reading,
}

impl Memory {
    pub(super) fn new(place: Place, header: Vec<u8>, table: Table, started: Timestamp) -> Self {
        let used = (0..table.len()).map(|_| AtomicBool::new(false)).collect();
        Self { place, header, table, used, started }
    }

    /// True if nothing is remembered, so that looking for it is in vain.
    pub(in crate::store) fn is_empty(&self) -> bool {
        self.used.is_empty()
    }

    /// What is remembered of a file, if it is unchanged: the record, or why it is none.
    pub(in crate::store) fn recall<'a>(
        &self,
        recall: &'a mut Recall,
        (directory, name): (&Path, &OsStr),
        stat: &Stat,
        naive_zone: &LazyZone,
    ) -> Option<Result<&'a Entry, Problem>> {
        let identity = Identity::of(stat).filter(|_| stat.kind == Kind::File)?;
        let hashes = recall.paths.hashes(directory, name);
        let (row, kept) = self.table.find(&mut recall.reading, hashes, identity)?;
        let recalled = match Kept::take(Bytes(kept), Some)? {
            Kept::Problem(problem) => Err(problem),
            Kept::Record(said) => {
                let entry = &mut recall.filled.entry;
                entry.move_to(directory, name);
                entry.bytes = stat.bytes;
                entry.modified = stat.modified.map(SystemTime::from);
                Ok(recall.filled.fill(&said, self.table.names(), naive_zone)?)
            }
        };
        self.used.get(row)?.store(true, Ordering::Relaxed);
        Some(recalled)
    }

    /// Notes what was found in a file that was read, unless a change to come may leave no trace.
    pub(in crate::store) fn note(
        &self,
        (recall, notes): (&mut Recall, &mut Notes),
        (directory, name): (&Path, &OsStr),
        stat: &Stat,
        found: Result<&Summary, &Problem>,
    ) {
        if let Some(identity) = Identity::of(stat).filter(|identity| identity.is_settled(self.started)) {
            notes.add(identity, recall.paths.hashes(directory, name), found, || self.place.unnamed());
        }
    }

    /// Writes what is still true together with what was noted, if that is worth it.
    pub(in crate::store) fn save(&self, notes: &[Notes]) {
        let is_used = |row: usize| self.used[row].load(Ordering::Relaxed);
        let used = (0..self.used.len()).filter(|row| is_used(*row)).count();
        let new = notes.iter().map(Notes::len).sum();
        // What stood in a damaged segment was read anew, and will be each time.
        let is_worth_it = is_worth_writing(used, new, self.used.len() - used);
        if (is_worth_it || self.table.is_damaged())
            && let Some(file) = self.place.begin(self.started)
        {
            match write(file, &self.header, Sources { table: &self.table, notes }, is_used) {
                Ok(()) => self.place.finish(),
                Err(_) => self.place.give_up(),
            }
        }
    }
}

/// True if the next scan gains more by a new cache than this one loses by writing it: reading a file takes as long as writing what is
/// kept of some hundred.
fn is_worth_writing(used: usize, new: usize, gone: usize) -> bool {
    let kept = used + new;
    let is_much = |number: usize, part: usize| number >= FEW.max(kept / part);
    kept >= FEWEST && (is_much(new, PART_NEW) || is_much(gone, PART_GONE))
}

/// The hashes of paths below a store.
#[derive(Debug, Default)]
struct Paths {
    directory: OsString,
    directory_hash: u64,
}

impl Paths {
    /// Those of a directory, which is mostly the same as the last time, and of a name in it.
    fn hashes(&mut self, directory: &Path, name: &OsStr) -> (u64, u64) {
        let directory = directory.as_os_str();
        if self.directory != directory {
            self.directory_hash = hash(0, directory.as_encoded_bytes());
            directory.clone_into(&mut self.directory);
        }
        (self.directory_hash, hash(self.directory_hash, name.as_encoded_bytes()))
    }
}

/// An entry that is made to say what is kept of one record after the other. Names that stay the same are not copied again.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) entry: Entry,
    session: Option<u32>,
    agent: Option<u32>,
    model: Option<u32>,
    tools: Option<u32>,
    project: Option<u32>,
}

impl Filled {
    /// Makes the entry, whose path is set, say what is kept of a record; `None` if a name is none of `names`.
    pub(super) fn fill(&mut self, said: &Said<'_, u32>, names: &Names, naive_zone: &LazyZone) -> Option<&Entry> {
        let Self { entry, session, agent, model, tools, project } = self;
        set_name(&mut entry.session_id, session, said.session_id, names)?;
        set_name(&mut entry.agent, agent, said.agent, names)?;
        entry.complete_names();
        entry.timestamp = said.written.and_then(|time| time.in_zone(naive_zone));
        let facts = &mut entry.facts;
        set_name(&mut facts.model, model, said.model, names)?;
        set_name(&mut facts.project, project, said.project, names)?;
        if *tools != said.tools {
            let text = said.tools.map_or(Some(None), |tools| names.get(tools).map(Some))?;
            set_texts(&mut facts.tools, text.into_iter().flat_map(each_tool));
            *tools = said.tools;
        }
        set_text(&mut facts.error, said.error);
        (facts.tokens, facts.duration, facts.exit_code) = (said.tokens, said.duration, said.exit_code);
        facts.status = said.status;
        Some(entry)
    }
}

/// Sets a name unless it is the `last` that was set. One that is missing is always set, since the file's place may have told it the last time.
fn set_name(slot: &mut Option<String>, last: &mut Option<u32>, name: Option<u32>, names: &Names) -> Option<()> {
    if name.is_none() || *last != name {
        set_text(slot, name.map_or(Some(None), |name| names.get(name).map(Some))?);
        *last = name;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_is_written_when_enough_changed() {
        assert!(!is_worth_writing(0, FEWEST - 1, 0), "a small store");
        assert!(is_worth_writing(0, FEWEST, 0), "a new one");
        assert!(!is_worth_writing(100_000, 0, 0), "nothing changed");
        assert!(!is_worth_writing(1000, FEW - 1, FEW - 1));
        assert!(is_worth_writing(1000, FEW, 0));
        assert!(!is_worth_writing(100_000, 700, 0) && is_worth_writing(100_000, 800, 0));
        assert!(!is_worth_writing(1000, 0, 200) && is_worth_writing(1000, 0, 250));
    }
}
