//! Archiving: written, synced, read back, compared, published; only then the originals go.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

use jiff::Timestamp;

use super::compare::{AtPlace, Compared, Left, Why, compare, remove_originals};
use super::dir::ArchiveDir;
use super::journal::{Removal, Work};
use super::list::labelled;
use super::name::ArchiveName;
use super::plan::Part;
use super::read::Limits;
use super::recover::lock_settled;
use super::stage::{Job, Staged, stage};
use crate::record::Reader;
use crate::store::cleanup::{Filed, Folder, StorePath, Totals, folders, folders_of, remove_empty};
use crate::store::files::{Directory, Kind};
use crate::store::layout::{is_ours, is_record};
use crate::store::threads::on_threads;
use crate::store::{Error, Layout};

/// So many archives are published together: what makes that safe costs as much for one as for all.
const BATCH: usize = 32;

/// What archiving did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Archived {
    /// The archives that were made.
    pub archives: Vec<NewArchive>,
    /// What is in archives now, and no longer at its place.
    pub archived: Totals,
    /// What was planned and left alone, or not quite done.
    pub errors: Vec<Left>,
    /// What lies in the directories of these sessions, is no record, and stays there.
    pub foreign: Vec<PathBuf>,
}

/// An archive that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewArchive {
    /// Its name.
    pub name: ArchiveName,
    /// The session.
    pub session: String,
    /// How many responses it holds.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// Its own size.
    pub stored: u64,
}

/// Moves responses into archives, one for each part.
///
/// A file that is not as it was when the plan was made stays and is in [`Archived::errors`]. So does one that changes at any time until it
/// is removed. What an older archive of the same session already holds is removed and not stored again. Files that come meanwhile
/// stay, and so do their directories.
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store; [`Error::Storage`] if it can't be written. Each response is
/// at its place then, or in an archive, and no archive is torn.
pub fn apply(layout: &Layout, reader: &Reader, parts: &[Part], now: Timestamp) -> Result<Archived, Error> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    apply_on(processors, layout, reader, parts, now)
}

/// The same, on so many threads.
pub(super) fn apply_on(
    threads: usize,
    layout: &Layout,
    reader: &Reader,
    parts: &[Part],
    now: Timestamp,
) -> Result<Archived, Error> {
    if parts.is_empty() {
        return Ok(Archived::default());
    }
    let _lock = lock_settled(layout, "archive")?;
    let dir = ArchiveDir::create(layout)?;
    let archived = archive_all(&dir, threads, reader, parts, now);
    dir.end();
    archived
}

fn archive_all(
    dir: &ArchiveDir<'_>,
    threads: usize,
    reader: &Reader,
    parts: &[Part],
    now: Timestamp,
) -> Result<Archived, Error> {
    // Whoever finds this journal after a crash removes what was written, since nothing went from its place yet.
    dir.begin(Work::Archive(Vec::new()))?;
    let limits = Limits::of(reader);
    let job = Job { dir, limits, folders: &all_folders(dir, parts)?, older: &labelled(dir, limits)?, now };
    let mut taken = dir.taken()?;
    let named: Vec<_> = parts.iter().map(|part| (ArchiveName::free(&part.session, now, &mut taken), part)).collect();
    let mut archived = Archived::default();
    let mut removed = Vec::new();
    for batch in named.chunks(BATCH) {
        let staged = on_threads(threads, batch, |(name, part)| stage(&job, name, part));
        let staged: Vec<Staged> = staged.into_iter().collect::<Result<_, _>>()?;
        removed.extend(settle(dir, staged, &mut archived)?);
    }
    archived.archived = Totals::of(removed.iter().map(|(session, bytes)| (session.as_str(), *bytes)));
    let paths: Vec<_> =
        parts.iter().flat_map(|part| &part.files).filter_map(|file| StorePath::new(&file.path)).collect();
    archived.foreign = foreign(&dir.base, folders_of(paths.iter()));
    Ok(archived)
}

/// The directories of all parts as they are before anything goes.
fn all_folders(dir: &ArchiveDir<'_>, parts: &[Part]) -> Result<HashMap<StorePath, Folder>, Error> {
    let filed = parts.iter().flat_map(|part| part.files.iter().map(|file| Filed::planned(file, &part.session)));
    let filed: Vec<_> = filed.flatten().collect();
    let folders = folders::record(&dir.root(), &filed)?;
    Ok(folders.into_iter().map(|folder| (folder.path.clone(), folder)).collect())
}

/// Publishes archives that are durable and compared, and removes what they hold from its place. Gives the sessions and sizes of what went.
///
/// # Errors
/// Then nothing went from its place.
fn settle(dir: &ArchiveDir<'_>, staged: Vec<Staged>, archived: &mut Archived) -> Result<Vec<(String, u64)>, Error> {
    let removals = staged.iter().flat_map(|staged| &staged.held);
    let removal = |(archive, files): &(ArchiveName, Compared)| Removal {
        archive: archive.clone(),
        files: files.iter().map(|(path, _)| path.clone()).collect(),
    };
    dir.begin(Work::Archive(removals.map(removal).collect()))?;
    publish_all(dir, &staged)?;
    let mut gone = Vec::new();
    for Staged { made, held, session, errors } in staged {
        archived.archives.extend(made);
        archived.errors.extend(errors);
        for (_, files) in held {
            let left = remove_originals(&dir.base, &files);
            let stays: BTreeSet<_> = left.iter().map(|left| left.path.as_path()).collect();
            let went = files.iter().filter(|(path, _)| !stays.contains(path.as_path()));
            gone.extend(went.map(|(_, stat)| (session.clone(), stat.bytes)));
            archived.errors.extend(left.iter().cloned());
            remove_empty(&dir.base, folders_of(files.iter().map(|(path, _)| path)));
        }
    }
    Ok(gone)
}

/// Gives archives their names, durably: all of them, or none.
fn publish_all(dir: &ArchiveDir<'_>, staged: &[Staged]) -> Result<(), Error> {
    let made = || staged.iter().filter_map(|staged| staged.made.as_ref());
    let published = made().try_for_each(|made| dir.publish(&made.name)).and_then(|()| dir.sync());
    if published.is_err() {
        made().for_each(|made| _ = dir.remove(&made.name));
    }
    published
}

/// Removes from their places the files of a removal that are what its archive, which is published, holds. For those who find a journal.
pub(super) fn complete_removal(dir: &ArchiveDir<'_>, removal: &Removal, limits: Limits) -> Vec<Left> {
    let meant: BTreeSet<_> = removal.files.iter().collect();
    let (mut compared, mut left) = (Compared::new(), Vec::new());
    let read = dir.read(&removal.archive, limits).and_then(|(archive, _)| {
        compare(archive, &dir.base, |record, found| match found {
            _ if !meant.contains(&record.path) => {}
            AtPlace::Same(stat) => compared.push((record.path, stat)),
            AtPlace::SameBytes | AtPlace::Other => left.push(Left::new(record.path.as_path(), Why::Changed)),
            AtPlace::Nothing => {}
        })
    });
    if let Err(damage) = read {
        // An archive that is not whole is no reason to remove anything.
        return vec![Left::new(&dir.layout.archive_below(&removal.archive), Why::Archive(damage))];
    }
    left.extend(remove_originals(&dir.base, &compared));
    remove_empty(&dir.base, folders_of(removal.files.iter()));
    left
}

/// What is in directories and is neither a record nor a directory nor ours.
fn foreign(base: &Directory, folders: impl Iterator<Item = StorePath>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        let Ok(directory) = base.open_below(folder.as_path()) else { continue };
        for name in directory.names().unwrap_or_default() {
            let kind = directory.stat(&name).ok().flatten().map(|stat| stat.kind);
            let record = kind == Some(Kind::File) && is_record(&name);
            if !record && !is_ours(&name) && kind.is_some_and(|kind| kind != Kind::Directory) {
                found.push(folder.as_path().join(name));
            }
        }
    }
    found
}
