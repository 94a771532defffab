//! The archives there are.

use jiff::Timestamp;

use super::dir::ArchiveDir;
use super::name::ArchiveName;
use super::read::{ArchiveReader, Limits};
use crate::record::{Problem, Reader};
use crate::store::layout::ARCHIVE;
use crate::store::scan::why_not_opened;
use crate::store::{Error, Layout, Scanned, Skipped};

/// One archive, as it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its name.
    pub name: ArchiveName,
    /// The session.
    pub session: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// How many responses it holds, if it says so.
    pub responses: Option<u64>,
    /// The size of their files, if it says so.
    pub bytes: Option<u64>,
    /// Its own size.
    pub stored: u64,
}

/// The archives of a store, by session and time. Only the beginning of each is read: [`verify`](super::verify()) tells whether one is
/// whole. What can't even be begun to read is in [`Scanned::skipped`].
///
/// # Errors
/// If the archives exist and can't be listed.
pub fn list(layout: &Layout, reader: &Reader) -> Result<Scanned<Vec<Summary>>, Error> {
    let mut listed = Scanned { found: Vec::new(), skipped: Vec::new() };
    let Some(dir) = ArchiveDir::open(layout)? else { return Ok(listed) };
    for name in dir.names()? {
        let begun = dir.read(&name, Limits::of(reader)).and_then(|(archive, stat)| Ok((archive.label()?, stat.bytes)));
        match begun {
            Ok((label, stored)) => {
                let (session, created) = name.hints();
                listed.found.push(Summary {
                    session: label.as_ref().map_or(session, |label| label.session.clone()),
                    created: label.as_ref().map_or(created, |label| label.created),
                    responses: label.as_ref().map(|label| label.responses),
                    bytes: label.as_ref().map(|label| label.bytes),
                    stored,
                    name,
                });
            }
            Err(damage) if damage.is_absence() => {}
            Err(damage) => {
                listed.skipped.push(Skipped { path: layout.archive_below(&name), problem: damage.into() });
            }
        }
    }
    Ok(listed)
}

/// What can't be read if nobody can tell which archives there are: the place where they should be.
pub(in crate::store) fn unlisted(layout: &Layout, error: Error) -> Skipped {
    let is_link = layout.archives().symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    let problem = match error {
        _ if is_link => Problem::SymbolicLink,
        Error::Storage { source, .. } => why_not_opened(&source),
        other => Problem::Io(other.to_string()),
    };
    Skipped { path: ARCHIVE.into(), problem }
}

/// An archive and the session that it says it is of.
pub(super) struct Labelled {
    pub(super) name: ArchiveName,
    pub(super) session: String,
}

/// All archives with their sessions, those of one session in the order in which they were made. One that can't be read has its name.
pub(super) fn labelled(dir: &ArchiveDir<'_>, limits: Limits) -> Result<Vec<Labelled>, Error> {
    let label = |name: ArchiveName| {
        let label = dir.read(&name, limits).and_then(|(archive, _)| ArchiveReader::label(archive)).ok().flatten();
        Labelled { session: label.map_or_else(|| name.hints().0, |label| label.session), name }
    };
    Ok(dir.names()?.into_iter().map(label).collect())
}
