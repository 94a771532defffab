//! Whether an archive is whole.

use std::ops::ControlFlow;

use super::damage::Damage;
use super::dir::ArchiveDir;
use super::member::Member;
use super::name::ArchiveName;
use super::read::Limits;
use crate::record::{Problem, Reader};
use crate::store::{Layout, Skipped};

/// What is in an archive that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The session, if the archive says it.
    pub session: Option<String>,
    /// How many responses it holds, readable or not.
    pub responses: u64,
    /// The size of their files.
    pub bytes: u64,
    /// Its own size.
    pub stored: u64,
    /// Members that can't be read as records, by their paths below the store when they are put back. They were so, too, when they were
    /// archived: the archive gives back their bytes all the same.
    pub unreadable: Vec<Skipped>,
}

/// Decodes an archive to its end, and judges every member as a record. It is whole if its data fits its checksum, its members have
/// sane names, kinds and sizes, and there are as many as it says.
///
/// # Errors
/// The first [`Damage`].
pub fn verify(layout: &Layout, name: &ArchiveName, reader: &Reader) -> Result<Verified, Damage> {
    let problem = |error: crate::store::Error| Damage::File(Problem::Io(error.to_string()));
    let gone = || Damage::File(Problem::Gone);
    let dir = ArchiveDir::open(layout).map_err(problem)?.ok_or_else(gone)?;
    if !dir.has_checksum(name)? {
        return Err(Damage::Unchecked);
    }
    let (archive, stat) = dir.read(name, Limits::of(reader))?;
    let mut verified = Verified { session: None, responses: 0, bytes: 0, stored: stat.bytes, unreadable: Vec::new() };
    let mut bytes = Vec::new();
    let label = archive.members(|member, content| {
        if let Member::File(record) = member {
            bytes.clear();
            content.read_to_end(&mut bytes)?;
            verified.responses += 1;
            verified.bytes = verified.bytes.saturating_add(record.bytes);
            if let Err(problem) = reader.summarise(&bytes) {
                verified.unreadable.push(Skipped { path: record.path.as_path().to_owned(), problem });
            }
        }
        Ok::<_, Damage>(ControlFlow::Continue(()))
    })?;
    verified.session = label.map(|label| label.session);
    Ok(verified)
}
