//! The one seam through which the tree is read.
//!
//! Every question is a [`Tally`]: it sees each readable record once, in no particular order and on several threads, and
//! tallies are merged at the end. A tally must therefore give the same result in whatever order it is fed.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use self::buffer::{Buffer, Reading};
use self::threads::{Threads, Waits};
pub(crate) use self::unseen::{Look, Seen, Sight, Taken, Unseen};
use self::visited::Place;
pub(super) use self::visited::Visited;
pub(super) use self::walk::Found;
use self::walk::{Batch, walk};
use super::archive::ArchiveName;
use super::cache::{Cache, Memory, Notes, Recall};
use super::entry::Entry;
use super::error::Error;
use super::files::{self, Stat};
use super::layout::Layout;
use crate::record::{Problem, Reader, Summariser, Summary};

pub use self::archives::Reach;

mod archives;
mod buffer;
mod patience;
mod queue;
#[cfg(test)]
mod tests;
mod threads;
mod turns;
mod unseen;
mod visited;
mod walk;

/// So many files are read by one thread before it looks for other work.
const BATCH: usize = 64;
/// The same where most files are only looked at. Then what is to be done for each batch would be felt.
const LIGHT_BATCH: usize = 256;

/// So many files are seen by a thread before it tells so: threads that tell of each one wait for each other.
const TOLD: u64 = 16;

/// What a question gathers on its way through the store.
pub trait Tally: Send {
    /// Whether it looks at [`Entry::modified`]. If it does not, that may be missing: asking for it takes about a tenth of what reading a file takes.
    const LOOKS_AT_TIMES: bool = true;

    /// Sees one record.
    fn add(&mut self, entry: &Entry);

    /// Takes in what another tally has seen.
    fn merge(&mut self, other: Self);
}

/// A file that looks like a record and could not be read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The path below the store.
    pub path: PathBuf,
    /// Why.
    pub problem: Problem,
}

/// What a scan gave.
#[derive(Debug)]
pub struct Scanned<T> {
    /// The tally, having seen every readable record.
    pub found: T,
    /// What could not be read, by path.
    pub skipped: Vec<Skipped>,
}

/// Reads every record below the store into tallies that `new` makes. A store that does not exist yet is empty.
///
/// Names beginning with a dot are ours and passed over, links are reported and not followed, and only regular files are
/// ever opened. `progress` counts the files seen so far.
///
/// # Errors
/// Only if the store itself can't be listed; what is wrong below it is in [`Scanned::skipped`].
pub fn scan<T: Tally>(
    layout: &Layout,
    reader: &Reader,
    progress: Option<&AtomicU64>,
    new: impl Fn() -> T + Sync + Send,
) -> Result<Scanned<T>, Error> {
    summarise(Scan::new(layout, reader, progress), reader, None, new)
}

/// The same, perhaps into archives too, without reading again what the cache knows, and with the same result.
pub(super) fn scan_remembering<T: Tally>(
    layout: &Layout,
    reader: &Reader,
    progress: Option<&AtomicU64>,
    (cache, reach): (Option<&Cache>, Reach),
    new: impl Fn() -> T + Sync + Send,
) -> Result<Scanned<T>, Error> {
    let memory = cache.and_then(|cache| cache.open(layout, reader));
    summarise(Scan::new(layout, reader, progress).reaching(reach), reader, memory.as_ref(), new)
}

/// The same, read as the scan says.
fn summarise<T: Tally>(
    scan: Scan<'_>,
    reader: &Reader,
    memory: Option<&Memory>,
    new: impl Fn() -> T + Sync,
) -> Result<Scanned<T>, Error> {
    let begin = || Asking::of(new());
    let read = |asking: &mut Asking<T>, file: Visited<'_>| {
        let read = asking.summariser.read(reader, file.bytes, &mut asking.summary);
        if let (Some(memory), Place::Store(found)) = (memory, file.at) {
            let found_out = read.as_ref().map(|()| &asking.summary);
            memory.note((&mut asking.recall, &mut asking.notes), found.place(), file.stat, found_out);
        }
        read?;
        file.describe(&mut asking.entry);
        asking.entry.take_from(&mut asking.summary);
        asking.tally.add(&asking.entry);
        Ok(())
    };
    let asks = if memory.is_some() || T::LOOKS_AT_TIMES { Asks::First } else { Asks::IfInDoubt };
    let scan = Scan { asks, ..scan };
    let Scanned { found, skipped } = match memory.filter(|memory| !memory.is_empty()) {
        None => scan.visit(begin, read),
        Some(memory) => {
            let known = |asking: &mut Asking<T>, found: Found<'_>| {
                let entry = memory.recall(&mut asking.recall, found.place(), found.stat?, &reader.naive_zone)?;
                Some(entry.map(|entry| asking.tally.add(entry)))
            };
            Scan { batch: LIGHT_BATCH, ..scan }.visit_unknown(begin, known, read)
        }
    }?;
    let (tallies, notes): (Vec<_>, Vec<_>) = found.into_iter().map(|asking| (asking.tally, asking.notes)).unzip();
    let merged = tallies.into_iter().reduce(|mut left, right| {
        left.merge(right);
        left
    });
    if let Some(memory) = memory {
        memory.save(&notes);
    }
    Ok(Scanned { found: merged.unwrap_or_else(new), skipped })
}

/// What one thread has that asks a question.
struct Asking<T> {
    tally: T,
    recall: Recall,
    notes: Notes,
    /// The last file that was read: filled anew for the next in the same memory.
    entry: Entry,
    summary: Summary,
    summariser: Summariser,
}

impl<T> Asking<T> {
    fn of(tally: T) -> Self {
        Self {
            tally,
            recall: Recall::default(),
            notes: Notes::default(),
            entry: Entry::default(),
            summary: Summary::default(),
            summariser: Summariser::default(),
        }
    }
}

/// A way through all files of a store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan<'a> {
    layout: &'a Layout,
    /// The largest file that is read.
    max_bytes: u64,
    /// Counts the files seen.
    progress: Option<&'a AtomicU64>,
    threads: Threads,
    /// How many files of a directory a thread takes at once.
    batch: usize,
    asks: Asks,
    /// Once this is true no further file is read.
    stop: Option<&'a AtomicBool>,
    reach: Reach,
    /// Archives that are not read.
    passed_over: &'a [ArchiveName],
}

/// When the file system is asked about a file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Before anything else.
    First,
    /// Only if the file is large, or what was read of it is no record; then it is looked at again, whole. So what sees the content must have
    /// left no trace where it had a problem. All else is only known to have been a regular file when its directory was listed, and of its
    /// [`Stat`] only the size.
    IfInDoubt,
}

impl<'a> Scan<'a> {
    /// A scan as fast as this machine allows.
    pub(super) fn new(layout: &'a Layout, reader: &Reader, progress: Option<&'a AtomicU64>) -> Self {
        Self {
            layout,
            max_bytes: reader.max_bytes,
            progress,
            threads: Threads::of_this_machine(),
            batch: BATCH,
            asks: Asks::First,
            stop: None,
            reach: Reach::Store,
            passed_over: &[],
        }
    }

    /// The same, so far.
    pub(super) fn reaching(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// The same into archives, but for some.
    pub(super) fn into_archives_but(self, passed_over: &'a [ArchiveName]) -> Self {
        Self { reach: Reach::Archives, passed_over, ..self }
    }

    /// The same, but files are only read until `stop` is true.
    pub(super) fn until(self, stop: &'a AtomicBool) -> Self {
        Self { stop: Some(stop), ..self }
    }

    /// Reads every record file below the store, and shows it to one of the gatherers that `new` makes, one for each thread.
    /// The problem that `each` has with a file, like any other, is in [`Scanned::skipped`]. A store that does not exist has no
    /// gatherers.
    ///
    /// # Errors
    /// Only if the store itself can't be listed.
    pub(super) fn visit<G: Send>(
        self,
        new: impl Fn() -> G + Sync,
        each: impl Fn(&mut G, Visited<'_>) -> Result<(), Problem> + Sync,
    ) -> Result<Scanned<Vec<G>>, Error> {
        let waits = if self.asks == Asks::First { self.threads.waiting_for_all() } else { Waits::default() };
        let batch = Batch { most: self.batch, looks: false };
        self.visit_waiting(&waits, batch, (new, |_: &mut G, _: Found<'_>| None), each)
    }

    /// The same, but only files of which `known` has no result already are read.
    pub(super) fn visit_unknown<G: Send>(
        self,
        new: impl Fn() -> G + Sync,
        known: impl Fn(&mut G, Found<'_>) -> Option<Result<(), Problem>> + Sync,
        each: impl Fn(&mut G, Visited<'_>) -> Result<(), Problem> + Sync,
    ) -> Result<Scanned<Vec<G>>, Error> {
        let waits = Waits::default();
        let known = |state: &mut G, found: Found<'_>| {
            let known = known(state, found);
            if known.is_none() {
                waits.add(1);
            }
            known
        };
        self.visit_waiting(&waits, Batch { most: self.batch, looks: true }, (new, known), each)
    }

    /// The same in batches on as many threads as there are cores, and on so many more as `waits` says.
    fn visit_waiting<G: Send>(
        self,
        waits: &Waits,
        batch: Batch,
        (new, known): (impl Fn() -> G + Sync, impl Fn(&mut G, Found<'_>) -> Option<Result<(), Problem>> + Sync),
        each: impl Fn(&mut G, Visited<'_>) -> Result<(), Problem> + Sync,
    ) -> Result<Scanned<Vec<G>>, Error> {
        let Self { threads, max_bytes, asks, .. } = self;
        let reading = Reading { max_bytes, asks, heavy: threads.heavy(), waits };
        let helpers = threads.helpers(waits);
        let new = || Gathering { gathered: new(), skipped: Vec::new(), buffer: Buffer::default(), untold: 0 };
        let walked = walk(self.layout.base(), helpers, batch, new, |state, found| {
            if self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                return;
            }
            let read = found.and_then(|found| {
                let result = known(&mut state.gathered, found).unwrap_or_else(|| {
                    let each = |stat: &Stat, bytes: &[u8]| {
                        each(&mut state.gathered, Visited { at: Place::Store(found), stat, bytes })
                    };
                    state.buffer.visit(found, &reading, each)
                });
                result.map_err(|problem| Skipped { path: found.path(), problem })
            });
            // What went meanwhile is no more in the store than what went before.
            state.skipped.extend(read.err().filter(|skipped| skipped.problem != Problem::Gone));
            state.untold += 1;
            self.tell(state, TOLD);
        });
        let mut states = walked.or_else(|error| self.without_directory(error))?;
        for state in &mut states {
            self.tell(state, 0);
        }
        if self.reach == Reach::Archives {
            // Afterwards, so that what is being archived meanwhile is seen, if twice, rather than not at all.
            states.extend(self.visit_archives(new, each));
        }
        let (found, skipped): (_, Vec<_>) = states.into_iter().map(|state| (state.gathered, state.skipped)).unzip();
        let mut skipped = skipped.concat();
        skipped.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Scanned { found, skipped })
    }

    /// Tells how many files were seen if these are more than some.
    fn tell<G>(self, state: &mut Gathering<G>, more_than: u64) {
        if state.untold > more_than {
            self.progress.inspect(|count| _ = count.fetch_add(state.untold, Ordering::Relaxed));
            state.untold = 0;
        }
    }

    /// What there is to see where no directory can be listed.
    fn without_directory<S>(self, error: io::Error) -> Result<Vec<S>, Error> {
        let base = self.layout.base();
        match error.kind() {
            io::ErrorKind::NotFound => Ok(Vec::new()),
            io::ErrorKind::NotADirectory => {
                Err(Error::Configuration { path: base.to_owned(), why: "not a directory".to_owned() })
            }
            _ => Err(Error::storage("read", base)(error)),
        }
    }
}

/// What one thread has.
struct Gathering<G> {
    gathered: G,
    skipped: Vec<Skipped>,
    buffer: Buffer,
    /// How many files were seen since that was last told.
    untold: u64,
}

/// Why a directory could not be opened.
pub(super) fn why_not_opened(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::CrossesDevices => Problem::OtherFileSystem,
        _ => Problem::Io(error.to_string()),
    }
}

/// Opens and reads one record file, all but its texts.
pub(super) fn read_entry(full: &Path, relative: PathBuf, reader: &Reader) -> Result<Entry, Problem> {
    let (file, metadata) = files::open_regular(full)?;
    let bytes = read_capped(file, metadata.len(), reader.max_bytes)?;
    let summary = reader.summarise(&bytes)?;
    Ok(Entry::new(relative, metadata.len(), metadata.modified().ok(), summary))
}

/// The content of a record file, refused when it is larger than the reader's limit.
pub(super) fn read_capped(file: File, length: u64, max_bytes: u64) -> Result<Vec<u8>, Problem> {
    if length > max_bytes {
        return Err(Problem::TooLarge { max_bytes });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    // The file may have grown since: one byte more than the limit is enough for the reader to refuse it.
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| Problem::Io(e.to_string()))?;
    Ok(bytes)
}
