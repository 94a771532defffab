//! Reading records out of archives, for those who read the store.

use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::SystemTime;

use super::compare::Comparison;
use super::damage::Damage;
use super::dir::ArchiveDir;
use super::member::Member;
use super::name::ArchiveName;
use super::read::Limits;
use crate::record::Problem;
use crate::store::files::{Kind, Stat};
use crate::store::{Error, Layout};

/// The archives of a store, by name. A store that does not exist has none.
pub(in crate::store) fn names(layout: &Layout) -> Result<Vec<ArchiveName>, Error> {
    ArchiveDir::open(layout)?.map_or_else(|| Ok(Vec::new()), |dir| dir.names())
}

/// Where a member is in its archive.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Place<'a> {
    /// The path of the archive below the store.
    pub(in crate::store) archive: &'a Path,
    /// The path of the member's directory, in the archive as it was in the store.
    pub(in crate::store) parent: &'a Path,
    /// The member's name there.
    pub(in crate::store) name: &'a OsStr,
}

/// Shows every record of an archive, with its content, until one is enough. Left out is what is at its place in the store as well, with the
/// same size and time: it is seen there.
///
/// # Errors
/// The first [`Damage`]; what was shown till then was decoded well.
pub(in crate::store) fn visit(
    layout: &Layout,
    name: &ArchiveName,
    limits: Limits,
    mut each: impl FnMut(Place<'_>, &Stat, &[u8]) -> ControlFlow<()>,
) -> Result<(), Damage> {
    let Some(dir) = open(layout)? else { return Ok(()) };
    let below = layout.archive_below(name);
    let mut places = Comparison::new(&dir.base);
    let mut bytes = Vec::new();
    let read = dir.read(name, limits)?.0.members(|member, content| {
        let Member::File(record) = member else { return Ok(ControlFlow::Continue(())) };
        let modified = Some(record.modified);
        let is_same = |stat: Stat| stat.kind == Kind::File && (stat.bytes, stat.modified) == (record.bytes, modified);
        if places.stat(&record.path).is_some_and(is_same) {
            return Ok(ControlFlow::Continue(()));
        }
        bytes.clear();
        content.read_to_end(&mut bytes)?;
        let place = Place { archive: &below, parent: record.path.parent(), name: record.path.name() };
        let mode = Some(record.mode);
        let stat = Stat { kind: Kind::File, bytes: record.bytes, modified, changed: None, inode: None, mode };
        Ok::<_, Damage>(each(place, &stat, &bytes))
    });
    read.map(drop)
}

/// Shows the content of those members of an archive whose paths are wanted, until all were shown.
///
/// # Errors
/// The first [`Damage`] before that.
pub(in crate::store) fn members_of(
    layout: &Layout,
    name: &ArchiveName,
    limits: Limits,
    wanted: &[&Path],
    mut each: impl FnMut(&Path, &[u8]),
) -> Result<(), Damage> {
    let Some(dir) = open(layout)? else { return Ok(()) };
    let mut left: std::collections::HashSet<&Path> = wanted.iter().copied().collect();
    let mut bytes = Vec::new();
    let read = dir.read(name, limits)?.0.members(|member, content| {
        if let Member::File(record) = member
            && left.remove(record.path.as_path())
        {
            bytes.clear();
            content.read_to_end(&mut bytes)?;
            each(record.path.as_path(), &bytes);
        }
        Ok::<_, Damage>(if left.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    });
    read.map(drop)
}

/// Shows every member of an archive that is a record, whether it is at its place too or not, with its content. Gives what the file system says of
/// the archive.
///
/// # Errors
/// The first [`Damage`].
pub(in crate::store) fn all_members(
    layout: &Layout,
    name: &ArchiveName,
    limits: Limits,
    mut each: impl FnMut(&Path, SystemTime, &[u8]),
) -> Result<Stat, Damage> {
    let dir = open(layout)?.ok_or(Damage::File(Problem::Gone))?;
    let (archive, stat) = dir.read(name, limits)?;
    let mut bytes = Vec::new();
    archive.members(|member, content| {
        if let Member::File(record) = member {
            bytes.clear();
            content.read_to_end(&mut bytes)?;
            each(record.path.as_path(), record.modified.into(), &bytes);
        }
        Ok::<_, Damage>(ControlFlow::Continue(()))
    })?;
    Ok(stat)
}

fn open(layout: &Layout) -> Result<Option<ArchiveDir<'_>>, Damage> {
    ArchiveDir::open(layout).map_err(|error| Damage::File(Problem::Io(error.to_string())))
}
