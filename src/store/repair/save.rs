//! What is whole of a broken record, made into a record of its own.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use crate::record::{Json, Kind, Problem, Reader, Record, Rescued, names};
use crate::store::cleanup::{PlannedFile, StorePath};
use crate::store::files::Directory;
use crate::store::layout::{Layout, TEMPORARY, TEMPORARY_RANDOM};
use crate::store::prepared::{Prepared, is_numbered};
use crate::store::scan::read_capped;
use crate::store::{Error, UNKNOWN_AGENT, UNKNOWN_SESSION};

/// The key in the metadata under which a saved record says what it is.
const KEY: &str = "rescued";

/// What is whole of a file, ready to be stored; `None` if too little is, or the file is no longer as it was.
pub(super) fn save(
    base: &Directory,
    file: &PlannedFile,
    why: &Problem,
    reader: &Reader,
) -> Option<Result<Prepared, Error>> {
    let bytes = read_unchanged(base, file, reader)?;
    let rescued = reader.rescue(&bytes)?;
    Some(Prepared::unchecked(complete(rescued, &file.path, why)?))
}

fn read_unchanged(base: &Directory, file: &PlannedFile, reader: &Reader) -> Option<Vec<u8>> {
    let directory = base.open_below(file.path.parent()?).ok()?;
    let (open, stat) = directory.open_regular(file.path.file_name()?).ok()?;
    let unchanged = stat.bytes == file.bytes && stat.modified == file.modified;
    unchanged.then(|| read_capped(open, stat.bytes, reader.max_bytes).ok())?
}

/// The record with what its place tells of it, and the mark of what it is.
fn complete(rescued: Rescued, path: &Path, why: &Problem) -> Option<Record> {
    let Rescued { record, response } = rescued;
    let hints = names::Hints::of(path);
    let text = |value: Json| if value.get().kind() == Kind::Null { Json::string("") } else { value };
    let mark = serde_json::json!({
        "from": path.to_string_lossy(),
        "reason": why.to_string(),
        "response": response.word(),
    });
    Some(Record {
        session_id: record.session_id.or(hints.session).or_else(|| Some(UNKNOWN_SESSION.to_owned())),
        agent: record.agent.or(hints.agent).or_else(|| Some(UNKNOWN_AGENT.to_owned())),
        metadata: record.metadata.get().with_member(KEY, &Json::from_value(&mark))?,
        request: text(record.request),
        response: text(record.response),
        ..record
    })
}

/// Publishes a record by descriptors, durably and without replacing anything, unless one of the same bytes is there that is not `taken`.
/// Only for those who hold the lock.
///
/// # Errors
/// [`Error::Storage`]; then nothing was left behind.
pub(super) fn publish(
    base: &Directory,
    layout: &Layout,
    response: &Prepared,
    taken: &BTreeSet<StorePath>,
) -> Result<StorePath, Error> {
    let session = PathBuf::from(names::component(response.session().as_str()));
    let failed = |error| Error::storage("write to", &layout.record(&session))(error);
    let directory = base.create_below(&session).map_err(failed)?;
    let path_of = |name: &OsStr| StorePath::new(&session.join(name));
    let stem = response.stem();
    for name in directory.names().map_err(failed)? {
        let ours = name.to_str().is_some_and(|name| is_numbered(name, &stem));
        if let Some(path) = path_of(&name).filter(|path| ours && !taken.contains(path))
            && directory.read(&name).is_ok_and(|bytes| bytes == response.bytes())
        {
            return Ok(path);
        }
    }
    let name = write(&directory, &stem, response.bytes()).and_then(|name| {
        base.sync()?;
        path_of(&name).ok_or_else(|| io::ErrorKind::InvalidFilename.into())
    });
    name.map_err(failed)
}

/// Writes a file under the first free name of a stem.
fn write(directory: &Directory, stem: &str, bytes: &[u8]) -> io::Result<OsString> {
    let random: String = std::iter::repeat_with(fastrand::alphanumeric).take(TEMPORARY_RANDOM).collect();
    let temporary = OsString::from(format!("{TEMPORARY}{random}"));
    let named = directory.write_new(&temporary, bytes).and_then(|()| name_it(directory, &temporary, stem));
    if named.is_err() {
        _ = directory.remove_file(&temporary);
    }
    named
}

/// Gives a temporary file the first free name of a stem.
fn name_it(directory: &Directory, temporary: &OsStr, stem: &str) -> io::Result<OsString> {
    for number in 0..u32::MAX {
        let stem = if number == 0 { stem.to_owned() } else { format!("{stem}-{number}") };
        let name = OsString::from(format!("{stem}.json"));
        if directory.stat(OsStr::new(&format!("{stem}.json.gz")))?.is_some() {
            continue;
        }
        match directory.rename_new(temporary, directory, &name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            renamed => return renamed.and_then(|()| directory.sync()).map(|()| name),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
