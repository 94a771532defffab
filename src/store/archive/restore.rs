//! Putting archived responses back.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::compare::{AtPlace, Left, Why, compare};
use super::damage::Damage;
use super::dir::ArchiveDir;
use super::journal::Work;
use super::list::{Labelled, labelled};
use super::name::ArchiveName;
use super::put_back::{Back, put_back, survey};
use super::read::Limits;
use super::recover::lock_settled;
use crate::store::cleanup::{Folder, StorePath, Totals, folders, remove_empty};
use crate::store::{Error, Layout, Pattern};

/// What becomes of an archive whose responses are all back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Afterwards {
    /// It goes.
    Remove,
    /// It stays.
    Keep,
}

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Restored {
    /// The archives that were asked for.
    pub archives: Vec<RestoredArchive>,
    /// What is at its place again, or was there already, byte for byte.
    pub restored: Totals,
    /// What could not be put back, or not quite as it was. The archive that holds it stays.
    pub errors: Vec<Left>,
}

/// What became of one archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoredArchive {
    /// Its name.
    pub name: ArchiveName,
    /// The session.
    pub session: String,
    /// How many of its responses are at their places.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// Whether the archive is still there.
    pub afterwards: Afterwards,
}

/// Puts back what is in the archives whose session, or own name, fits one of the patterns.
///
/// Every file returns under its name with its bytes, mode and time, and directories that were removed with theirs; a directory gets its time
/// back if it holds exactly the names that it held before. An archive is decoded whole before anything is touched. Files are made
/// durable before they get their names, and all of them are compared with the archive once more before it goes. A name that has been taken by
/// another file is not touched; the archive then stays. A file that is at its place already, byte for byte, is left as it is.
///
/// # Errors
/// [`Error::NotFound`] if a pattern fits nothing, [`Error::Busy`] if another process is changing the store, [`Error::Storage`] if it
/// can't be changed; what was put back till then is there, and the archives are too.
pub fn restore(layout: &Layout, wanted: &[Pattern], afterwards: Afterwards, limits: Limits) -> Result<Restored, Error> {
    let nothing = |pattern: &Pattern| Error::NotFound {
        what: "archive of session",
        name: pattern.to_string(),
        base: layout.base().to_owned(),
    };
    if ArchiveDir::open(layout)?.is_none() {
        return wanted.first().map_or_else(|| Ok(Restored::default()), |pattern| Err(nothing(pattern)));
    }
    let _lock = lock_settled(layout, "restore")?;
    let dir = ArchiveDir::create(layout)?;
    let restored = restore_all(&dir, wanted, afterwards, limits, nothing);
    dir.end();
    restored
}

fn restore_all(
    dir: &ArchiveDir<'_>,
    wanted: &[Pattern],
    afterwards: Afterwards,
    limits: Limits,
    nothing: impl Fn(&Pattern) -> Error,
) -> Result<Restored, Error> {
    let archives = labelled(dir, limits)?;
    let fits = |pattern: &Pattern, archive: &Labelled| {
        pattern.matches(&archive.session) || pattern.matches(archive.name.as_str())
    };
    if let Some(unknown) = wanted.iter().find(|pattern| !archives.iter().any(|archive| fits(pattern, archive))) {
        return Err(nothing(unknown));
    }
    let (mut restored, mut all_folders) = (Restored::default(), Vec::new());
    for archive in archives.iter().filter(|archive| wanted.iter().any(|pattern| fits(pattern, archive))) {
        all_folders.extend(restore_one(dir, archive, afterwards, limits, &[], &mut restored)?);
    }
    // A directory that several archives shared holds all its names only now.
    for folder in &mut all_folders {
        folder.absent = false;
    }
    _ = folders::settle(&dir.root(), all_folders.iter());
    let sessions: HashSet<_> =
        restored.archives.iter().filter(|one| one.responses > 0).map(|one| &one.session).collect();
    restored.restored.sessions = u64::try_from(sessions.len()).unwrap_or(u64::MAX);
    Ok(restored)
}

/// Finishes the restore of an archive whose journal was found, however far it came.
pub(super) fn complete_restore(
    dir: &ArchiveDir<'_>,
    name: &ArchiveName,
    afterwards: Afterwards,
    limits: Limits,
    absent: &[StorePath],
) -> Result<Restored, Error> {
    let mut restored = Restored::default();
    let archive = labelled(dir, limits)?.into_iter().find(|archive| archive.name == *name);
    // It goes last: if it is gone, all was done.
    if let Some(archive) = archive {
        dir.unstage()?;
        restore_one(dir, &archive, afterwards, limits, absent, &mut restored)?;
    }
    Ok(restored)
}

/// Puts back what is in one archive. Gives the directories that it knows.
fn restore_one(
    dir: &ArchiveDir<'_>,
    archive: &Labelled,
    afterwards: Afterwards,
    limits: Limits,
    absent: &[StorePath],
    restored: &mut Restored,
) -> Result<Vec<Folder>, Error> {
    let Labelled { name, session } = archive;
    let left = |damage| Left::new(&dir.layout.archive_below(name), Why::Archive(damage));
    let mut survey = match dir.read(name, limits).and_then(|(archive, _)| survey(archive)) {
        Ok(survey) => survey,
        Err(damage) => {
            restored.errors.push(left(damage));
            return Ok(Vec::new());
        }
    };
    folders::mark_absent(&dir.root(), &mut survey.folders)?;
    survey.folders.iter_mut().for_each(|folder| folder.absent |= absent.contains(&folder.path));
    let missing = survey.folders.iter().filter(|folder| folder.absent).map(|folder| folder.path.clone()).collect();
    dir.begin(Work::Restore { archive: name.clone(), afterwards, absent: missing })?;
    let back = put_back(dir, archive, limits, &survey);
    if back.is_err() {
        // What is back stays. Its directories get what they had, and those that were made for nothing go.
        _ = folders::settle(&dir.root(), survey.folders.iter());
        remove_empty(&dir.base, survey.folders.iter().filter(|folder| folder.absent).map(|folder| folder.path.clone()));
    }
    let Back { staged, mut errors } = back?;
    let (mut responses, mut bytes) = (0, 0);
    let compared = dir.read(name, limits).and_then(|(archive, _)| {
        compare(archive, &dir.base, |record, found| {
            let known = errors.iter().any(|left| left.path == record.path.as_path());
            let why = match found {
                AtPlace::Same(_) => None,
                AtPlace::SameBytes if !staged.contains(&record.path) => None,
                AtPlace::SameBytes => Some(Why::Unsettled("another mode or time".to_owned())),
                AtPlace::Other => Some(Why::Taken),
                AtPlace::Nothing => Some(Why::Gone),
            };
            match why {
                None => (responses, bytes) = (responses + 1, record.bytes.saturating_add(bytes)),
                Some(why) if !known => errors.push(Left::new(record.path.as_path(), why)),
                Some(_) => {}
            }
        })
    });
    errors.extend(compared.err().map(left));
    let afterwards = if errors.is_empty() { afterwards } else { Afterwards::Keep };
    if afterwards == Afterwards::Remove {
        dir.remove(name)?;
    }
    dir.unstage()?;
    restored.restored.responses += responses;
    restored.restored.bytes = restored.restored.bytes.saturating_add(bytes);
    restored.errors.extend(errors);
    restored.archives.push(RestoredArchive {
        name: name.clone(),
        session: session.clone(),
        responses,
        bytes,
        afterwards,
    });
    Ok(survey.folders)
}

/// An archive that was read well a moment ago can't be read now.
pub(super) fn unreadable(dir: &ArchiveDir<'_>, name: &ArchiveName, damage: Damage) -> Error {
    Error::Data { path: dir.layout.archive(name), problem: damage.into() }
}
