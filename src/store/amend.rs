//! Changing a record that is already stored: for those who learn more about a response after they wrote it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tempfile::Builder;

use super::error::Error;
use super::files::Directory;
use super::layout::{Layout, TEMPORARY, TEMPORARY_RANDOM};
use super::lock::MaintenanceLock;
use super::tracker::{ResponseTracker, check, take_out_secrets};
use crate::record::{AgentName, Outgoing, Record, Redaction, Stamp, compress, names};

/// So often the lock of the store is tried, with a pause between.
const TRIES: u32 = 8;
const PAUSE: Duration = Duration::from_millis(15);

/// Replaces the record at a path below the store by what `change` makes of it, and gives the path where it then lies.
///
/// The new content is made durable and takes the place of the old in one step, so that at every moment there is exactly one
/// record. Only then a file whose agent got another name is renamed: a crash in between leaves the record whole under its
/// older name. The lock of the store is held meanwhile, so that nothing that is being cleared comes back. `None` means that
/// the record is gone, or that there was nothing to change.
///
/// # Errors
/// [`Error::Busy`] if the store is being changed by others all the while, [`Error::Data`] if the record can't be read,
/// [`Error::Invalid`] if the new one breaks the schema, [`Error::Storage`]. Then the old one stands.
pub(crate) fn amend(
    tracker: &ResponseTracker,
    relative: &Path,
    who: &str,
    change: impl FnOnce(&mut Record),
) -> Result<Option<PathBuf>, Error> {
    let layout = tracker.layout();
    let path = layout.record(relative);
    let _lock = take_lock(layout, who)?;
    if !path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Ok(None);
    }
    let old = tracker.read(relative)?;
    let mut new = old.clone();
    change(&mut new);
    if new == old {
        return Ok(None);
    }
    if tracker.options().redaction == Redaction::On {
        take_out_secrets(&mut new)?;
    }
    replace(&path, &new)?;
    let renamed = if new.agent == old.agent { None } else { rename(&path, &new) };
    let path = renamed.unwrap_or(path);
    Ok(layout.relative(&path).map(Path::to_owned))
}

fn take_lock(layout: &Layout, who: &str) -> Result<MaintenanceLock, Error> {
    for _ in 1..TRIES {
        match MaintenanceLock::take(layout, who) {
            Err(Error::Busy { .. }) => thread::sleep(PAUSE),
            taken => return taken,
        }
    }
    MaintenanceLock::take(layout, who)
}

/// Puts the record in the place of the one at `path`, compressed if that was.
fn replace(path: &Path, record: &Record) -> Result<(), Error> {
    let failed = |source| Error::storage("write to", path)(source);
    let record = Outgoing::from(record);
    check(&record)?;
    let mut bytes = record.to_canonical();
    if path.extension().is_some_and(|end| end == "gz") {
        bytes = compress(&bytes).map_err(failed)?;
    }
    let directory = path.parent().unwrap_or(Path::new(""));
    let mut temporary =
        Builder::new().prefix(TEMPORARY).rand_bytes(TEMPORARY_RANDOM).tempfile_in(directory).map_err(failed)?;
    let file = temporary.as_file_mut();
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    temporary.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Gives the file the name that a record of this agent has. If that can't be done the old name stays, since the record in it
/// counts.
fn rename(path: &Path, record: &Record) -> Option<PathBuf> {
    let Stamp::Read(time) = record.timestamp else { return None };
    let agent = AgentName::new(record.agent.clone()?).ok()?;
    let ending = if path.extension()? == "gz" { ".json.gz" } else { ".json" };
    let target = path.with_file_name(names::record_stem(&agent, time.instant()) + ending);
    let directory = Directory::open(path.parent()?).ok()?;
    match directory.rename_new(path.file_name()?, &directory, target.file_name()?) {
        Ok(()) => Some(target),
        Err(_) => numbered(path, &target, ending),
    }
}

/// The same under the first numbered name that is free, for agents that ended in the same millisecond.
fn numbered(path: &Path, target: &Path, ending: &str) -> Option<PathBuf> {
    let stem = names::stem(target.file_name()?.to_str()?)?;
    let directory = Directory::open(path.parent()?).ok()?;
    (1..100).map(|number| target.with_file_name(format!("{stem}-{number}{ending}"))).find(|target| {
        let free = fs::symlink_metadata(target).is_err();
        let names = path.file_name().zip(target.file_name());
        free && names.is_some_and(|(old, new)| directory.rename_new(old, &directory, new).is_ok())
    })
}
