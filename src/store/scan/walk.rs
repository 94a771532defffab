//! Finding the files of a store, and handing them out to threads.
//!
//! The directories are listed in blocks, and the files of a block handed out in batches in the order of their inodes, in which
//! a disk reads them fastest. What a block brought is done before the listing goes on, so that what waits is bounded by the
//! depth of the tree. Jobs that wait hold paths and no descriptors (but for a few long listings), so that neither depth nor
//! the number of threads can use up what a process may open. Each thread keeps the directory open in which it was last.

use std::ffi::{OsStr, OsString};
use std::io;
use std::iter;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, Scope, scope};

use super::patience::Patience;
use super::queue::Queue;
use super::threads::Helpers;
use super::{Skipped, why_not_opened};
use crate::record::Problem;
use crate::store::files::{Directory, Kind, Listed, Listing, NameList, Stat};
use crate::store::layout::{is_ours, is_record};

/// About so many names are listed before what they stand for is done.
const BLOCK: usize = 512;
/// So many directories with more than a block of names may be open while what was found in them is done. All others are listed
/// to their end.
const LISTINGS: usize = 16;
/// So many files are looked at before the first of them is visited: the same system call again and again is faster than in turn with other work.
const LOOKS: usize = 64;

/// A record file that was found: nothing of it was looked at yet.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Found<'a> {
    /// The directory it is in.
    pub(super) directory: &'a Directory,
    /// The path of that directory below the store.
    parent: &'a Path,
    /// The file's name there.
    pub(super) name: &'a OsStr,
    /// What the file system said of it, if it was asked, and did.
    pub(super) stat: Option<&'a Stat>,
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
/// record or be listed as a problem. The `helpers` are started only when there is work for them.
///
/// # Errors
/// The store itself can't be listed.
pub(super) fn walk<S: Send>(
    base: &Path,
    helpers: Helpers<'_>,
    batch: Batch,
    new: impl Fn() -> S + Sync,
    visit: impl Fn(&mut S, Result<Found<'_>, Skipped>) + Sync,
) -> io::Result<Vec<S>> {
    let base = Directory::open(base)?;
    let listing = base.open_below(Path::new(""))?.into_listing()?;
    let walk = Walk {
        base,
        batch,
        patience: Patience::default(),
        helpers,
        queue: Queue::new(Job::Names(Path::new("").into(), listing)),
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
    Names(Arc<Path>, Listing),
    /// Some files of one directory to be visited.
    Files(Arc<Path>, Arc<Files>, Range<usize>),
}

/// What one thread has.
struct Worker<S> {
    state: S,
    /// The directory in which it was last, and its path.
    place: Option<(Arc<Path>, Directory)>,
}

/// How files are handed out to threads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batch {
    /// So many files of a directory are taken by one thread at once.
    pub(super) most: usize,
    /// Whether the file system is asked about each file before it is visited.
    pub(super) looks: bool,
}

struct Walk<'a, S, N, V> {
    base: Directory,
    helpers: Helpers<'a>,
    batch: Batch,
    /// How many times, one after the other, looking at files took so long that it must have been a disk that was waited for.
    patience: Patience,
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
        let mut worker = Worker { state: (self.new)(), place: None };
        while let Some((job, _turn)) = self.queue.take() {
            self.call_helper(scope);
            self.act(job, &mut worker, || self.call_helper(scope));
        }
        self.states.lock().unwrap_or_else(PoisonError::into_inner).push(worker.state);
    }

    /// Starts another thread if there is work for it.
    fn call_helper<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) {
        if self.queue.wants_helper(self.helpers.most()) {
            // Where no thread can be started those that run do all the work.
            _ = Builder::new().spawn_scoped(scope, || self.work(scope));
        }
    }

    fn act(&self, job: Job, worker: &mut Worker<S>, call_helper: impl Fn()) {
        match job {
            Job::Directory(path) => match self.base.open_below(&path).and_then(Directory::into_listing) {
                Ok(listing) => self.list(path.into(), listing, worker),
                Err(error) => {
                    let why = self.why_not_opened(&path, &error);
                    self.tell(&mut worker.state, path, why);
                }
            },
            Job::Names(directory, listing) => {
                self.listings.fetch_sub(1, Ordering::Relaxed);
                self.list(directory, listing, worker);
            }
            Job::Files(directory, files, range) => self.visit_files(directory, (&files, range), worker, call_helper),
        }
    }

    /// Lists a block of names, and puts what is to be done with them, and then the rest of the names, into the queue.
    fn list(&self, directory: Arc<Path>, mut listing: Listing, worker: &mut Worker<S>) {
        let may_wait = self.listings.fetch_add(1, Ordering::Relaxed) < LISTINGS;
        let mut block = Block::default();
        let mut may_be_more = true;
        while may_be_more && !(may_wait && block.len() >= BLOCK) {
            let listed = listing.next_names(|listed| self.sort_in(&directory, listed, &mut block, &mut worker.state));
            may_be_more = listed.unwrap_or_else(|error| {
                self.tell(&mut worker.state, directory.to_path_buf(), Problem::Io(error.to_string()));
                false
            });
        }
        let jobs = block.into_jobs(&directory, self.batch.most);
        if may_be_more {
            self.queue.give([Job::Names(directory, listing)].into_iter().chain(jobs));
        } else {
            self.listings.fetch_sub(1, Ordering::Relaxed);
            worker.place = Some((directory, listing.into_directory()));
            self.queue.give(jobs);
        }
    }

    /// Puts what stands under a name where it belongs, and tells what is wrong with it.
    fn sort_in(&self, directory: &Path, Listed { name, kind, inode }: Listed<'_>, block: &mut Block, state: &mut S) {
        if is_ours(name) {
            return;
        }
        let kind = match kind.map_or_else(|| self.look(directory, name), Ok) {
            Ok(kind) => kind,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return self.tell(state, directory.join(name), Problem::Io(error.to_string())),
        };
        if kind == Kind::Link {
            return self.tell(state, directory.join(name), Problem::SymbolicLink);
        }
        let looks_like_record = is_record(name);
        if looks_like_record && kind != Kind::File {
            self.tell(state, directory.join(name), Problem::NotRegular);
        }
        match kind {
            Kind::Directory => block.directories.push((inode, name.to_owned())),
            Kind::File if looks_like_record => block.files.push(inode, name),
            _ => {}
        }
    }

    /// What stands under a name where listing did not tell.
    fn look(&self, directory: &Path, name: &OsStr) -> io::Result<Kind> {
        let stat = self.base.open_below(directory)?.stat(name)?;
        stat.map(|stat| stat.kind).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn visit_files(
        &self,
        parent: Arc<Path>,
        (files, range): (&Files, Range<usize>),
        worker: &mut Worker<S>,
        call_helper: impl Fn(),
    ) {
        let place = match worker.place.take().filter(|(path, _)| *path == parent) {
            Some(place) => place,
            None => match self.base.open_below(&parent) {
                Ok(directory) => (parent, directory),
                Err(error) => {
                    let why = self.why_not_opened(&parent, &error);
                    let tell = |name| self.tell(&mut worker.state, parent.join(name), why.clone());
                    return files.range(range).for_each(tell);
                }
            },
        };
        let (parent, directory) = worker.place.insert(place);
        let mut most = self.helpers.most();
        for start in range.clone().step_by(LOOKS) {
            let some = start..range.end.min(start + LOOKS);
            let looks = self.look_at(directory, files.range(some.clone()));
            for (name, stat) in files.range(some).zip(looks.iter().map(Option::as_ref).chain(iter::repeat(None))) {
                (self.visit)(&mut worker.state, Ok(Found { directory, parent, name, stat }));
                // Once a disk is waited for, help does not come only after all of these.
                if self.helpers.most() > most {
                    most = self.helpers.most();
                    call_helper();
                }
            }
        }
    }

    /// What the file system says of files, if it is to be asked. All that takes long makes more threads wanted.
    fn look_at<'n>(&self, directory: &Directory, names: impl Iterator<Item = &'n OsStr>) -> Vec<Option<Stat>> {
        if !self.batch.looks {
            return Vec::new();
        }
        let look = || names.map(|name| directory.stat(name).ok().flatten()).collect();
        let (looks, wants_help) = self.patience.look(look);
        if wants_help {
            self.helpers.want_one();
        }
        looks
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

/// What some of the names in a directory stand for.
#[derive(Debug, Default)]
struct Block {
    /// Each with its inode.
    directories: Vec<(u64, OsString)>,
    files: Files,
}

impl Block {
    fn len(&self) -> usize {
        self.directories.len() + self.files.order.len()
    }

    /// The work with them; the last is to be done first.
    fn into_jobs(mut self, directory: &Arc<Path>, batch: usize) -> impl Iterator<Item = Job> + use<> {
        self.directories.sort_unstable();
        self.files.order.sort_unstable();
        let count = self.files.order.len();
        let files = Arc::new(self.files);
        let path = Arc::clone(directory);
        let directories = self.directories.into_iter().rev().map(move |(_, name)| Job::Directory(path.join(name)));
        let path = Arc::clone(directory);
        let batches = (0..count)
            .step_by(batch)
            .rev()
            .map(move |start| Job::Files(Arc::clone(&path), Arc::clone(&files), start..count.min(start + batch)));
        directories.chain(batches)
    }
}

/// The names of files in one directory.
#[derive(Debug, Default)]
struct Files {
    names: NameList,
    /// The inode of each and the number of its name, in the order in which they are visited.
    order: Vec<(u64, usize)>,
}

impl Files {
    fn push(&mut self, inode: u64, name: &OsStr) {
        self.order.push((inode, self.names.push(name)));
    }

    fn range(&self, range: Range<usize>) -> impl Iterator<Item = &OsStr> {
        self.order[range].iter().map(|(_, number)| self.names.get(*number))
    }
}
