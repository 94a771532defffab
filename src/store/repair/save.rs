//! What is whole of a broken record, made into a record of its own.

use std::path::Path;

use crate::record::{Json, Kind, Problem, Reader, Record, Rescued, names};
use crate::store::cleanup::PlannedFile;
use crate::store::files::Directory;
use crate::store::prepared::Prepared;
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
    let unchanged = stat.bytes == file.bytes && stat.modified.map(Into::into) == file.modified;
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
