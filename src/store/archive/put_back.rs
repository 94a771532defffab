//! From an archive to the places of its members, by way of a directory in which files wait until all of them are durable.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::compare::{AtPlace, Comparison, Left, Why};
use super::damage::Damage;
use super::dir::ArchiveDir;
use super::list::Labelled;
use super::member::{Member, Record};
use super::read::{ArchiveReader, Limits};
use super::restore::unreadable;
use crate::store::Error;
use crate::store::cleanup::{self, Filed, Folder, Require, Root, StorePath, folders, folders_of, transfer};
use crate::store::files::{Directory, FileSystem, set_mode};

/// What came of putting files back.
pub(super) struct Back {
    /// The files that were written anew.
    pub(super) staged: HashSet<StorePath>,
    /// What is not at its place, or not quite as it was.
    pub(super) errors: Vec<Left>,
}

/// What is in an archive that was decoded to its end.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The directories.
    pub(super) folders: Vec<Folder>,
    /// How many records there are.
    pub(super) records: usize,
}

/// Decodes an archive to its end.
pub(super) fn survey<R: Read>(archive: ArchiveReader<R>) -> Result<Survey, Damage> {
    let mut survey = Survey::default();
    archive.members(|member, _| {
        match member {
            Member::Folder(folder) => survey.folders.push(folder),
            Member::File(_) => survey.records += 1,
        }
        Ok::<_, Damage>(ControlFlow::Continue(()))
    })?;
    Ok(survey)
}

/// Writes what is not at its place, makes it durable, and gives it its names.
pub(super) fn put_back(
    dir: &ArchiveDir<'_>,
    archive: &Labelled,
    limits: Limits,
    survey: &Survey,
) -> Result<Back, Error> {
    let staging = dir.staging()?;
    // It is opened before the first byte is written, so that no error of write-back is missed.
    let whole = FileSystem::open_to_sync(dir.layout.base(), survey.records, 0);
    let mut errors = Vec::new();
    let writing = Staging { to: &staging, opened: None, whole: whole.as_ref() };
    let mut filed = stage_all(dir, writing, archive, limits, &mut errors)?;
    filed.sort_by(|a, b| a.path.by_directory(&b.path));
    let from = Root { directory: &staging, path: dir.layout.archives() };
    let fates = transfer(&from, &dir.root(), &filed.iter().collect::<Vec<_>>(), Require::AnyFile)?;
    for (file, fate) in filed.iter().zip(&fates) {
        errors.extend(fate.why_not().map(|why| Left::new(file.path.as_path(), why_left(&why))));
    }
    let arrived = filed.iter().zip(fates).filter(|(_, fate)| fate.why_not().is_none());
    for left in folders::settle(&dir.root(), survey.folders.iter()) {
        errors.push(Left { path: left.path, why: why_left(&left.why) });
    }
    make_names_durable(dir, arrived.map(|(file, _)| &file.path))?;
    Ok(Back { staged: filed.into_iter().map(|file| file.path).collect(), errors })
}

/// Why a file that was to move stayed in the archive, in the words of archives.
fn why_left(why: &cleanup::Why) -> Why {
    match why {
        cleanup::Why::Taken => Why::Taken,
        cleanup::Why::Blocked => Why::Blocked,
        cleanup::Why::Gone | cleanup::Why::Changed => Why::Gone,
        other => Why::Unsettled(other.to_string()),
    }
}

/// Writes every file whose place is free to where it waits, durably.
fn stage_all(
    dir: &ArchiveDir<'_>,
    mut staging: Staging<'_>,
    archive: &Labelled,
    limits: Limits,
    errors: &mut Vec<Left>,
) -> Result<Vec<Filed>, Error> {
    let damaged = |damage| unreadable(dir, &archive.name, damage);
    let (reader, _) = dir.read(&archive.name, limits).map_err(damaged)?;
    let mut places = Comparison::new(&dir.base);
    let mut filed = Vec::new();
    let read = reader.members(|member, content| {
        let Member::File(record) = member else { return Ok(ControlFlow::Continue(())) };
        match places.look(&record, content)? {
            AtPlace::Same(_) | AtPlace::SameBytes => {}
            AtPlace::Other => errors.push(Left::new(record.path.as_path(), Why::Taken)),
            AtPlace::Nothing => {
                staging.write(&record, content).map_err(Failed::Write)?;
                let Record { path, bytes, modified, .. } = record;
                filed.push(Filed {
                    path,
                    bytes,
                    modified: Some(modified),
                    session: archive.session.clone(),
                    successor: None,
                });
            }
        }
        Ok(ControlFlow::Continue(()))
    });
    let refused = |source| Error::Storage { action: "write below", path: dir.layout.archives(), source };
    match read {
        Ok(_) => {}
        Err(Failed::Read(damage)) => return Err(damaged(damage)),
        Err(Failed::Write(error)) => return Err(refused(error)),
    }
    staging.whole.map_or(Ok(()), FileSystem::sync).map_err(refused)?;
    Ok(filed)
}

/// Why what is in an archive could not be written elsewhere.
pub(super) enum Failed {
    /// The archive is damaged.
    Read(Damage),
    /// The operating system refused.
    Write(io::Error),
}

impl From<Damage> for Failed {
    fn from(damage: Damage) -> Self {
        Self::Read(damage)
    }
}

/// Where files are written before they get their names.
struct Staging<'a> {
    to: &'a Directory,
    /// The directory of the last file, which is mostly that of the next.
    opened: Option<(PathBuf, Directory)>,
    /// The file system, if it will be synced as a whole.
    whole: Option<&'a FileSystem>,
}

impl Staging<'_> {
    fn write(&mut self, record: &Record, content: &mut dyn Read) -> io::Result<()> {
        let parent = record.path.parent();
        if self.opened.as_ref().is_none_or(|(opened, _)| opened != parent) {
            self.opened = Some((parent.to_owned(), self.to.create_below(parent)?));
        }
        let Some((_, directory)) = &self.opened else { return Ok(()) };
        let mut file: File = directory.create_new(record.path.name())?;
        io::copy(content, &mut file)?;
        set_mode(&file, record.mode)?;
        file.set_modified(record.modified.into())?;
        if self.whole.is_some_and(|whole| whole.holds(&file)) { Ok(()) } else { file.sync_all() }
    }
}

/// Makes the names of files durable, and those of the directories that lead to them.
fn make_names_durable<'p>(dir: &ArchiveDir<'_>, paths: impl Iterator<Item = &'p StorePath>) -> Result<(), Error> {
    for folder in folders_of(paths) {
        let synced = dir.base.open_below(folder.as_path()).and_then(|directory| directory.sync());
        synced.map_err(dir.root().error("sync", folder.as_path()))?;
    }
    dir.base.sync().map_err(Error::storage("sync", dir.layout.base()))
}
