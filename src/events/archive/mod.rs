//! Logs put aside: compressed, verified, and given back byte for byte.
//!
//! A log is archived under its lock, so that nobody adds to it meanwhile: compressed into a temporary file, read back and compared,
//! published, and only then removed. A session that goes on after it was archived gets a new log, and archiving that adds it to the
//! archive, as a gzip member of its own. What a crash left half done is recognised by its content, so no event is there twice.

mod pack;

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use self::pack::{Kept, compare_with, pack, same_content, unpack};
use super::log::open::OpenLog;
use super::{Error, Layout, LogFile};
use crate::files;
use crate::record::{Pattern, SessionId};

/// Which logs are to be archived. Both must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Criteria {
    /// Their sessions; any if there are none.
    pub sessions: Vec<Pattern>,
    /// How long ago they must have been changed last.
    pub older_than: Option<Duration>,
}

/// A log as it lies in its directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The log.
    pub log: LogFile,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was changed last, where the file system tells.
    pub modified: Option<Timestamp>,
}

/// How much lies where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Storage {
    /// Logs that are not archived.
    pub active_sessions: u64,
    /// Their size in bytes.
    pub active_bytes: u64,
    /// Archived logs.
    pub archived_sessions: u64,
    /// Their size in bytes, compressed.
    pub archived_bytes: u64,
}

/// The logs in a directory as they lie there.
///
/// # Errors
/// A directory that can't be listed.
pub fn find(layout: &Layout) -> Result<Vec<Found>, Error> {
    Ok(layout.logs()?.into_iter().filter_map(found).collect())
}

/// The archived logs.
///
/// # Errors
/// A directory that can't be listed.
pub fn find_archived(layout: &Layout) -> Result<Vec<Found>, Error> {
    Ok(layout.archived_logs()?.into_iter().filter_map(found).collect())
}

/// A log that has just gone is none.
fn found(log: LogFile) -> Option<Found> {
    let metadata = log.path.symlink_metadata().ok()?;
    let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    Some(Found { log, bytes: metadata.len(), modified })
}

/// Which of these logs are to be archived. One whose age nobody knows is kept where it is.
#[must_use]
pub fn decide(logs: Vec<Found>, criteria: &Criteria, now: Timestamp) -> Vec<Found> {
    let is_named = |session: &str| criteria.sessions.is_empty() || criteria.sessions.iter().any(|p| p.matches(session));
    let is_old = |modified: Option<Timestamp>| match criteria.older_than {
        None => true,
        Some(age) => modified
            .is_some_and(|modified| SignedDuration::try_from(age).is_ok_and(|age| now.duration_since(modified) > age)),
    };
    logs.into_iter().filter(|found| is_named(&found.log.session) && is_old(found.modified)).collect()
}

/// How much lies where.
///
/// # Errors
/// A directory that can't be listed.
pub fn storage(layout: &Layout) -> Result<Storage, Error> {
    let count = |found: Vec<Found>| (found.len() as u64, found.iter().map(|found| found.bytes).sum());
    let (active_sessions, active_bytes) = count(find(layout)?);
    let (archived_sessions, archived_bytes) = count(find_archived(layout)?);
    Ok(Storage { active_sessions, active_bytes, archived_sessions, archived_bytes })
}

/// Archives a log and gives the size of its archive.
///
/// # Errors
/// [`Error::InTheWay`] if a damaged archive of that session is there, or the archive is a link; [`Error::Storage`]. Then the log is where it was.
pub fn archive(layout: &Layout, log: &LogFile) -> Result<u64, Error> {
    let session = SessionId::new(log.session.clone())?;
    let archived = layout.archived(&session);
    layout.check_ours(&layout.archive())?;
    files::create_private_dir(&layout.archive()).map_err(Error::storage("create", &layout.archive()))?;
    let open = OpenLog::open(&log.path).map_err(Error::storage("open", &log.path))?;
    let locked = open.lock(&log.path).map_err(Error::storage("lock", &log.path))?;
    if locked.is_none() {
        return Err(Error::NotFound { what: "log", name: log.session.clone(), base: layout.base().to_owned() });
    }
    let packed = archive_locked(layout, log, &open, &archived);
    open.unlock();
    packed
}

fn archive_locked(layout: &Layout, log: &LogFile, open: &OpenLog, archived: &Path) -> Result<u64, Error> {
    let kept = match files::open_regular(archived) {
        Err(_) if is_missing(archived) => Kept::nothing(),
        Err(problem) => return Err(Error::storage("read", archived)(io::Error::other(problem.to_string()))),
        Ok((file, _)) => compare_with(file, &log.path).map_err(|_| Error::InTheWay {
            path: archived.to_owned(),
            why: "a damaged archive of the same session; move it away",
        })?,
    };
    let bytes = pack(open.file(), kept, &layout.archive(), archived).map_err(Error::storage("write", archived))?;
    files::sync_dir(&layout.archive()).map_err(Error::storage("sync", &layout.archive()))?;
    fs::remove_file(&log.path).map_err(Error::storage("remove", &log.path))?;
    files::sync_dir(layout.base()).map_err(Error::storage("sync", layout.base()))?;
    Ok(bytes)
}

/// Gives an archived log back and removes the archive. Gives the size of the log.
///
/// # Errors
/// [`Error::InTheWay`] if the session has a log with something else in it, or the archive is a link; [`Error::Storage`], also for a damaged archive. Then the
/// archive is where it was.
pub fn restore(layout: &Layout, archived: &LogFile) -> Result<u64, Error> {
    let path = layout.log(&SessionId::new(archived.session.clone())?);
    layout.check_ours(&layout.archive())?;
    if !is_missing(&path) && !same_content(&archived.path, &path).map_err(Error::storage("read", &archived.path))? {
        return Err(Error::InTheWay { path, why: "the session went on; archive it, which adds to the archive" });
    }
    if is_missing(&path) {
        unpack(&archived.path, layout.base(), &path).map_err(Error::storage("restore", &archived.path))?;
    }
    files::sync_dir(layout.base()).map_err(Error::storage("sync", layout.base()))?;
    let bytes = path.metadata().map_err(Error::storage("read", &path))?.len();
    fs::remove_file(&archived.path).map_err(Error::storage("remove", &archived.path))?;
    files::sync_dir(&layout.archive()).map_err(Error::storage("sync", &layout.archive()))?;
    Ok(bytes)
}

/// What of a session comes before its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// How many bytes: so many stand before the log once it is archived, and then restored.
    pub bytes: u64,
    /// Whether that is all of its archive. Only after a crash, some of it is in the log as well, and counts there.
    pub is_all: bool,
}

/// Looks how much of a session comes before its log.
///
/// # Errors
/// One of the two is damaged or not there.
pub fn before(archive: &Path, log: &Path) -> io::Result<Before> {
    let (file, metadata) = files::open_regular(archive).map_err(|problem| io::Error::other(problem.to_string()))?;
    let kept = compare_with(file, log)?;
    Ok(Before { bytes: kept.before(), is_all: kept.archive_bytes() == metadata.len() })
}

fn is_missing(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}
