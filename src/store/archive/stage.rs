//! Writing one archive under its temporary name, and comparing what was written with what it was made of.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use jiff::Timestamp;

use super::apply::NewArchive;
use super::compare::{AtPlace, Compared, Comparison, Left, Why, compare};
use super::dir::ArchiveDir;
use super::label::Label;
use super::list::Labelled;
use super::member::{Member, Record};
use super::name::ArchiveName;
use super::plan::Part;
use super::read::Limits;
use super::write::ArchiveWriter;
use crate::record::Problem;
use crate::store::Error;
use crate::store::cleanup::{Filed, Folder, StorePath, folders_of};
use crate::store::files::{Directory, Stat};

/// What is the same for all archives that are made together.
pub(super) struct Job<'a> {
    pub(super) dir: &'a ArchiveDir<'a>,
    pub(super) limits: Limits,
    /// The directories as they were before anything went.
    pub(super) folders: &'a HashMap<StorePath, Folder>,
    /// The archives there were before.
    pub(super) older: &'a [Labelled],
    pub(super) now: Timestamp,
}

/// A part of which all that goes is in archives, byte for byte.
pub(super) struct Staged {
    pub(super) session: String,
    /// The new archive, durable under its temporary name; none if older ones have everything.
    pub(super) made: Option<NewArchive>,
    /// What goes, and which archive has it.
    pub(super) held: Vec<(ArchiveName, Compared)>,
    pub(super) errors: Vec<Left>,
}

/// Writes the archive of a part, unless older ones have all of it.
///
/// # Errors
/// [`Error::Storage`] if it can't be written; whatever is wrong with a single file is in [`Staged::errors`].
pub(super) fn stage(job: &Job<'_>, name: &ArchiveName, part: &Part) -> Result<Staged, Error> {
    let mut staged = Staged { session: part.session.clone(), made: None, held: Vec::new(), errors: Vec::new() };
    let mut wanted = as_planned(job, part, &mut staged.errors);
    staged.held = already_held(job, &part.session, &mut wanted);
    // Each round leaves out at least one file, or is the last.
    while !wanted.is_empty() {
        let before = staged.errors.len();
        if let Some(label) = write(job, name, part, &wanted, &mut staged.errors)?
            && let Some((stored, compared)) = read_back(job, name, &mut staged.errors)?
        {
            let Label { session, responses, bytes, .. } = label;
            staged.made = Some(NewArchive { name: name.clone(), session, responses, bytes, stored });
            staged.held.push((name.clone(), compared));
            return Ok(staged);
        }
        job.dir.discard(name);
        let left_out: HashSet<_> = staged.errors[before..].iter().map(|left| left.path.clone()).collect();
        wanted.retain(|(path, _)| !left_out.contains(path.as_path()));
    }
    Ok(staged)
}

/// The files of a part that are still as planned, each as it is now.
fn as_planned(job: &Job<'_>, part: &Part, errors: &mut Vec<Left>) -> Vec<(StorePath, Stat)> {
    let mut places = Comparison::new(&job.dir.base);
    let mut wanted = Vec::with_capacity(part.files.len());
    for file in &part.files {
        let Some(filed) = Filed::planned(file, &part.session) else {
            errors.push(Left::new(&file.path, Why::NotARecordPath));
            continue;
        };
        match places.stat(&filed.path) {
            Some(stat) if stat.bytes == filed.bytes && stat.modified == filed.modified => {
                wanted.push((filed.path, stat));
            }
            Some(_) => errors.push(Left::new(&file.path, Why::Changed)),
            None => errors.push(Left::new(&file.path, Why::Gone)),
        }
    }
    wanted
}

/// Takes out of `wanted` what older archives of the session have, to the last byte.
fn already_held(job: &Job<'_>, session: &str, wanted: &mut Vec<(StorePath, Stat)>) -> Vec<(ArchiveName, Compared)> {
    let mut held = Vec::new();
    for older in job.older.iter().filter(|older| older.session == session) {
        let meant: HashMap<_, _> = wanted.iter().map(|(path, stat)| (path.clone(), *stat)).collect();
        let mut same = Compared::new();
        let compared = job.dir.read(&older.name, job.limits).and_then(|(archive, _)| {
            compare(archive, &job.dir.base, |record, found| match found {
                AtPlace::Same(stat) if meant.get(&record.path) == Some(&stat) => same.push((record.path, stat)),
                _ => {}
            })
        });
        if compared.is_ok() && !same.is_empty() {
            let taken: HashSet<_> = same.iter().map(|(path, _)| path.clone()).collect();
            wanted.retain(|(path, _)| !taken.contains(path));
            held.push((older.name.clone(), same));
        }
    }
    held
}

/// Writes the archive, durably. `None` if a file could not be read as it was, which `errors` says.
fn write(
    job: &Job<'_>,
    name: &ArchiveName,
    part: &Part,
    wanted: &[(StorePath, Stat)],
    errors: &mut Vec<Left>,
) -> Result<Option<Label>, Error> {
    let bytes = wanted.iter().map(|(_, stat)| stat.bytes).sum();
    let count = u64::try_from(wanted.len()).unwrap_or(u64::MAX);
    let label = Label::new(&part.session, job.now, count, bytes);
    let failed = |source| Error::Storage { action: "write", path: job.dir.layout.archive(name), source };
    let mut writer = ArchiveWriter::new(job.dir.create_new(name)?, &label).map_err(failed)?;
    for folder in folders_of(wanted.iter().map(|(path, _)| path)) {
        if let Some(folder) = job.folders.get(&folder) {
            writer.append(&Member::Folder(folder.clone()), &[]).map_err(failed)?;
        }
    }
    let (before, mut content) = (errors.len(), Vec::new());
    for (path, stat) in wanted {
        match read(&job.dir.base, path, stat, &mut content) {
            Ok(record) => writer.append(&Member::File(record), &content).map_err(failed)?,
            Err(why) => errors.push(Left::new(path.as_path(), why)),
        }
    }
    if errors.len() > before {
        return Ok(None);
    }
    writer.finish().map_err(failed)?;
    Ok(Some(label))
}

/// The content of a file that is still as it was.
fn read(base: &Directory, path: &StorePath, expected: &Stat, content: &mut Vec<u8>) -> Result<Record, Why> {
    let unreadable = |error: std::io::Error| Why::Unreadable(Problem::Io(error.to_string()));
    let directory = base.open_below(path.parent()).map_err(unreadable)?;
    let (file, stat) = directory.open_regular(path.name()).map_err(Why::Unreadable)?;
    let modified = stat.modified.ok_or(Why::NotKept)?;
    content.clear();
    // One byte more than there should be shows that the file grew.
    file.take(stat.bytes.saturating_add(1)).read_to_end(content).map_err(unreadable)?;
    if stat != *expected || u64::try_from(content.len()) != Ok(stat.bytes) {
        return Err(Why::Changed);
    }
    Ok(Record { path: path.clone(), bytes: stat.bytes, mode: stat.mode.unwrap_or(0o600), modified })
}

/// Reads the archive back from its file, and compares all of it with what it was made of. Gives its size and what was compared; `None` if
/// a file is not what the archive says any more.
///
/// # Errors
/// [`Error::Data`] if what was written a moment ago can't be read: then nothing on this medium can be relied on.
fn read_back(job: &Job<'_>, name: &ArchiveName, errors: &mut Vec<Left>) -> Result<Option<(u64, Compared)>, Error> {
    let (before, mut compared) = (errors.len(), Compared::new());
    let stored = job.dir.read_new(name, job.limits).and_then(|(archive, stat)| {
        let each = |record: Record, found| match found {
            AtPlace::Same(stat) => compared.push((record.path, stat)),
            AtPlace::SameBytes => errors.push(Left::new(record.path.as_path(), Why::NotKept)),
            AtPlace::Other => errors.push(Left::new(record.path.as_path(), Why::Changed)),
            AtPlace::Nothing => errors.push(Left::new(record.path.as_path(), Why::Gone)),
        };
        compare(archive, &job.dir.base, each).map(|()| stat.bytes)
    });
    let failed = |damage| Error::Data { path: job.dir.layout.archive(name), problem: Problem::from(damage) };
    let stored = stored.map_err(failed)?;
    Ok((errors.len() == before).then_some((stored, compared)))
}
