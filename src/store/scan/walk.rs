//! Finding the files of a store, and handing them out to threads.
//!
//! The directories are listed in blocks, and the files of a block handed out in batches in the order of their inodes, in which
//! a disk reads them fastest. What a block brought is done before the listing goes on, so that what waits is bounded by the
//! depth of the tree. Jobs that wait hold paths and no descriptors (but for a few long listings), so that neither depth nor
//! the number of threads can use up what a process may open.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, Scope, scope};

use super::queue::Queue;
use super::{Skipped, why_not_opened};
use crate::record::Problem;
use crate::store::files::{Directory, Kind, Listed, Listing};
use crate::store::layout::{is_ours, is_record};

/// So many names are listed before what they stand for is done.
const BLOCK: usize = 512;
/// So many directories with more than a block of names may be open while what was found in them is done. All others are listed
/// to their end.
const LISTINGS: usize = 16;

/// A record file that was found: nothing of it was looked at yet.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Found<'a> {
    /// The directory it is in.
    pub(super) directory: &'a Directory,
    /// The path of that directory below the store.
    parent: &'a Path,
    /// The file's name there.
    pub(super) name: &'a OsStr,
}

impl Found<'_> {
    /// The path of the directory below the store, and the name there.
    pub(super) fn place(&self) -> (&Path, &OsStr) {
        (self.parent, self.name)
    }

    /// The path below the store.
    pub(in crate::store) fn path(&self) -> PathBuf {
        self.parent.join(self.name)
    }
}

/// Shows every record file of a store to one of the states that `new` makes, one for each thread, and whatever can't be a
/// record or be listed as a problem. The `helpers` are started only when there is work for them. Each thread takes a `batch` of so many files of a directory at once.
///
/// # Errors
/// The store itself can't be listed.
pub(super) fn walk<S: Send>(
    base: &Path,
    helpers: Helpers<'_>,
    batch: usize,
    new: impl Fn() -> S + Sync,
    visit: impl Fn(&mut S, Result<Found<'_>, Skipped>) + Sync,
) -> io::Result<Vec<S>> {
    let base = Directory::open(base)?;
    let listing = Names { directory: PathBuf::new(), listing: base.list()? };
    let walk = Walk {
        base,
        batch,
        helpers,
        queue: Queue::new(Job::Names(listing)),
        listings: AtomicUsize::new(1),
        new,
        visit,
        states: Mutex::default(),
    };
    scope(|scope| walk.work(scope));
    Ok(walk.states.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// What there is to do.
#[derive(Debug)]
enum Job {
    /// A directory to be opened and listed.
    Directory(PathBuf),
    /// A directory that is open and not listed to its end.
    Names(Names),
    /// Files of one directory to be visited.
    Files(Arc<Path>, Vec<OsString>),
}

/// The names in an open directory that were not seen yet.
#[derive(Debug)]
struct Names {
    directory: PathBuf,
    listing: Listing,
}

/// How many threads may work besides the one that calls.
#[derive(Debug, Clone, Copy)]
pub(super) struct Helpers<'a> {
    /// From the beginning.
    pub(super) at_once: usize,
    /// Once more are wanted, because those that work wait for a disk.
    pub(super) in_all: usize,
    pub(super) wanted: &'a AtomicBool,
}

impl Helpers<'_> {
    /// How many may work now.
    fn most(self) -> usize {
        if self.wanted.load(Ordering::Relaxed) { self.in_all } else { self.at_once }
    }
}

struct Walk<'a, S, N, V> {
    base: Directory,
    helpers: Helpers<'a>,
    /// How many files are in one [`Job::Files`].
    batch: usize,
    queue: Queue<Job>,
    /// How many [`Job::Names`] there are.
    listings: AtomicUsize,
    new: N,
    visit: V,
    states: Mutex<Vec<S>>,
}

impl<S, N, V> Walk<'_, S, N, V>
where
    S: Send,
    N: Fn() -> S + Sync,
    V: Fn(&mut S, Result<Found<'_>, Skipped>) + Sync,
{
    /// Does jobs until there are none, and starts another thread whenever it leaves some to do.
    fn work<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) {
        let mut state = (self.new)();
        while let Some((job, _turn)) = self.queue.take() {
            if self.queue.wants_helper(self.helpers.most()) {
                // Where no thread can be started those that run do all the work.
                _ = Builder::new().spawn_scoped(scope, || self.work(scope));
            }
            self.act(job, &mut state);
        }
        self.states.lock().unwrap_or_else(PoisonError::into_inner).push(state);
    }

    fn act(&self, job: Job, state: &mut S) {
        match job {
            Job::Directory(path) => match self.base.open_below(&path).and_then(|directory| directory.list()) {
                Ok(listing) => self.list(Names { directory: path, listing }, state),
                Err(error) => {
                    let why = self.why_not_opened(&path, &error);
                    self.tell(state, path, why);
                }
            },
            Job::Names(names) => {
                self.listings.fetch_sub(1, Ordering::Relaxed);
                self.list(names, state);
            }
            Job::Files(directory, names) => self.visit_files(&directory, &names, state),
        }
    }

    /// Lists a block of names, and puts what is to be done with them, and then the rest of the names, into the queue.
    fn list(&self, mut names: Names, state: &mut S) {
        let may_wait = self.listings.fetch_add(1, Ordering::Relaxed) < LISTINGS;
        let mut block = Block::default();
        let mut ended = true;
        for listed in names.listing.by_ref() {
            match listed {
                Ok(listed) => self.sort_in(&names.directory, listed, &mut block, state),
                Err(error) => self.tell(state, names.directory.clone(), Problem::Io(error.to_string())),
            }
            if may_wait && block.len() == BLOCK {
                ended = false;
                break;
            }
        }
        if ended {
            self.listings.fetch_sub(1, Ordering::Relaxed);
        }
        let directory: Arc<Path> = names.directory.as_path().into();
        let rest = (!ended).then_some(Job::Names(names));
        self.queue.give(rest.into_iter().chain(block.into_jobs(&directory, self.batch)));
    }

    /// Puts what stands under a name where it belongs, and tells what is wrong with it.
    fn sort_in(&self, directory: &Path, listed: Listed, block: &mut Block, state: &mut S) {
        if is_ours(&listed.name) {
            return;
        }
        let kind = match listed.kind.map_or_else(|| self.look(directory, &listed.name), Ok) {
            Ok(kind) => kind,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return self.tell(state, directory.join(&listed.name), Problem::Io(error.to_string())),
        };
        if kind == Kind::Link {
            return self.tell(state, directory.join(&listed.name), Problem::SymbolicLink);
        }
        let looks_like_record = is_record(&listed.name);
        if looks_like_record && kind != Kind::File {
            self.tell(state, directory.join(&listed.name), Problem::NotRegular);
        }
        match kind {
            Kind::Directory => block.directories.push((listed.inode, listed.name)),
            Kind::File if looks_like_record => block.files.push((listed.inode, listed.name)),
            _ => {}
        }
    }

    /// What stands under a name where listing did not tell.
    fn look(&self, directory: &Path, name: &OsStr) -> io::Result<Kind> {
        let stat = self.base.open_below(directory)?.stat(name)?;
        stat.map(|stat| stat.kind).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn visit_files(&self, parent: &Path, names: &[OsString], state: &mut S) {
        match self.base.open_below(parent) {
            Ok(directory) => {
                for name in names {
                    (self.visit)(state, Ok(Found { directory: &directory, parent, name }));
                }
            }
            Err(error) => {
                let why = self.why_not_opened(parent, &error);
                for name in names {
                    self.tell(state, parent.join(name), why.clone());
                }
            }
        }
    }

    /// Why a directory could not be opened. It has gone only if its name has.
    fn why_not_opened(&self, directory: &Path, error: &io::Error) -> Problem {
        let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let place = directory.parent().zip(directory.file_name());
        let has_gone = place.is_some_and(|(parent, name)| match self.base.open_below(parent) {
            Ok(parent) => matches!(parent.stat(name), Ok(None)),
            Err(error) => is_missing(&error),
        });
        if is_missing(error) && has_gone { Problem::Gone } else { why_not_opened(error) }
    }

    fn tell(&self, state: &mut S, path: PathBuf, problem: Problem) {
        (self.visit)(state, Err(Skipped { path, problem }));
    }
}

/// What some of the names in a directory stand for, each with its inode.
#[derive(Debug, Default)]
struct Block {
    directories: Vec<(u64, OsString)>,
    files: Vec<(u64, OsString)>,
}

impl Block {
    fn len(&self) -> usize {
        self.directories.len() + self.files.len()
    }

    /// The work with them; the last is to be done first.
    fn into_jobs(mut self, directory: &Arc<Path>, batch: usize) -> impl Iterator<Item = Job> {
        self.directories.sort_unstable();
        self.files.sort_unstable();
        let directories = self.directories.into_iter().rev().map(|(_, name)| Job::Directory(directory.join(name)));
        let batches = self.files.chunks_mut(batch).rev().map(|batch| {
            let names = batch.iter_mut().map(|(_, name)| std::mem::take(name)).collect();
            Job::Files(Arc::clone(directory), names)
        });
        directories.chain(batches.collect::<Vec<_>>())
    }
}
