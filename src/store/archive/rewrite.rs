//! An archive written anew, with other contents in some of its members.

use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::damage::Damage;
use super::dir::ArchiveDir;
use super::journal::Work;
use super::label::Label;
use super::member::{Member, Record};
use super::name::ArchiveName;
use super::put_back::Failed;
use super::read::{ArchiveReader, Limits};
use super::restore::unreadable;
use super::write::ArchiveWriter;
use crate::record::Problem;
use crate::store::files::{Replaced, Stat};
use crate::store::{Error, Layout};

/// What is to become of the members of archives.
pub(in crate::store) struct Change<'a> {
    pub(in crate::store) limits: Limits,
    /// What a changed member's time says.
    pub(in crate::store) now: Timestamp,
    /// What becomes of each.
    pub(in crate::store) content: &'a NewContent<'a>,
}

/// The new content of a member, by the name of its archive and its path; `None` if it stays as it is. For a content that it gave itself
/// it gives `None`.
pub(in crate::store) type NewContent<'a> = dyn Fn(&ArchiveName, &Path, &[u8]) -> Result<Option<Vec<u8>>, Problem> + 'a;

/// A member, and the digest of its content.
type Digested = (Member, [u8; 32]);

/// Writes archives anew, each in one step, in the place of those that were seen. Only for those who hold the lock. A new one is durable, read back, and
/// held to what it was made of before it takes the place; until then, and after whatever error, the old one stands. Changed members
/// are private and have a new time; all else stays as it was. Gives for each archive in order what came of it.
///
/// # Errors
/// [`Error::Storage`] if nothing could be begun.
pub(in crate::store) fn rewrite(
    layout: &Layout,
    archives: &[(ArchiveName, Stat)],
    change: &Change<'_>,
) -> Result<Vec<Result<Replaced, Error>>, Error> {
    if archives.is_empty() {
        return Ok(Vec::new());
    }
    let Some(dir) = ArchiveDir::open(layout)? else {
        return Ok(archives.iter().map(|_| Ok(Replaced::Changed)).collect());
    };
    // Whoever finds this journal after a crash removes what was written and did not take a place.
    dir.begin(Work::Archive(Vec::new()))?;
    let replaced = archives.iter().map(|(name, seen)| rewrite_one(&dir, name, seen, change)).collect();
    dir.end();
    Ok(replaced)
}

fn rewrite_one(dir: &ArchiveDir<'_>, name: &ArchiveName, seen: &Stat, change: &Change<'_>) -> Result<Replaced, Error> {
    let written = write_anew(dir, name, change).and_then(|written| check(dir, name, change, &written));
    // Nobody but the holder of the lock changes an archive, so nothing can come between this look and the replacement.
    let replaced = written.and_then(|()| match dir.stat(name)? {
        Some(stat) if stat == *seen => dir.publish_over(name).map(|()| Replaced::Yes),
        _ => Ok(Replaced::Changed),
    });
    if !matches!(replaced, Ok(Replaced::Yes)) {
        dir.discard(name);
    }
    replaced
}

/// Writes the new archive, durably, beside the old one.
fn write_anew(dir: &ArchiveDir<'_>, name: &ArchiveName, change: &Change<'_>) -> Result<Vec<Digested>, Error> {
    let failed = |source| Error::Storage { action: "write", path: dir.layout.archive(name), source };
    let damaged = |damage| unreadable(dir, name, damage);
    let label = new_label(dir, name, change).map_err(damaged)?;
    let mut writer = ArchiveWriter::new(dir.create_new(name)?, &label).map_err(failed)?;
    let mut written = Vec::new();
    let (archive, _) = dir.read(name, change.limits).map_err(damaged)?;
    let copied = each(archive, |member, content| {
        let (member, content) = change.apply(name, member, content)?;
        writer.append(&member, &content).map_err(Failed::Write)?;
        written.push((member, Sha256::digest(&content).into()));
        Ok(())
    });
    match copied {
        Ok(_) => writer.finish().map_err(failed).map(|_| written),
        Err(Failed::Read(damage)) => Err(damaged(damage)),
        Err(Failed::Write(error)) => Err(failed(error)),
    }
}

/// What the new archive says of itself: all but the size as the old one does.
fn new_label(dir: &ArchiveDir<'_>, name: &ArchiveName, change: &Change<'_>) -> Result<Label, Damage> {
    let (mut responses, mut bytes) = (0, 0_u64);
    let (archive, _) = dir.read(name, change.limits)?;
    let old = each(archive, |member, content| {
        if let (Member::File(record), _) = change.apply(name, member, content)? {
            responses += 1;
            bytes = bytes.saturating_add(record.bytes);
        }
        Ok::<_, Damage>(())
    })?;
    Ok(match old {
        Some(old) => old.of(responses, bytes),
        None => Label::new(&name.hints().0, change.now, responses, bytes),
    })
}

/// Reads the new archive back from its file, and holds it to what was written, in which nothing is left to be changed.
fn check(dir: &ArchiveDir<'_>, name: &ArchiveName, change: &Change<'_>, written: &[Digested]) -> Result<(), Error> {
    let mut expected = written.iter();
    let other = || Damage::Stream("what was written reads otherwise".to_owned());
    let read = dir.read_new(name, change.limits).and_then(|(archive, _)| {
        each(archive, |member, content| {
            let digest: [u8; 32] = Sha256::digest(content).into();
            let same = expected.next().is_some_and(|(meant, of)| (meant, of) == (&member, &digest));
            let settled = change.of(name, &member, content)?.is_none();
            if same && settled { Ok(()) } else { Err(other()) }
        })
    });
    let whole = read.and_then(|_| if expected.next().is_none() { Ok(()) } else { Err(other()) });
    whole.map_err(|damage| unreadable(dir, name, damage))
}

/// Shows every member with its whole content, which is empty for a directory.
fn each<R: Read, E: From<Damage>>(
    archive: ArchiveReader<R>,
    mut show: impl FnMut(Member, &[u8]) -> Result<(), E>,
) -> Result<Option<Label>, E> {
    let mut bytes = Vec::new();
    archive.members(|member, content| {
        bytes.clear();
        content.read_to_end(&mut bytes).map_err(Damage::from)?;
        show(member, &bytes).map(ControlFlow::Continue)
    })
}

impl Change<'_> {
    /// The new content of a member, if it gets one.
    fn of(&self, name: &ArchiveName, member: &Member, content: &[u8]) -> Result<Option<Vec<u8>>, Damage> {
        match member {
            Member::Folder(_) => Ok(None),
            Member::File(record) => (self.content)(name, record.path.as_path(), content).map_err(Damage::File),
        }
    }

    /// A member and its content as they are to be.
    fn apply<'c>(
        &self,
        name: &ArchiveName,
        member: Member,
        content: &'c [u8],
    ) -> Result<(Member, Cow<'c, [u8]>), Damage> {
        match (self.of(name, &member, content)?, member) {
            (Some(new), Member::File(record)) => {
                let bytes = u64::try_from(new.len()).unwrap_or(u64::MAX);
                Ok((Member::File(Record { bytes, mode: 0o600, modified: self.now, ..record }), new.into()))
            }
            (_, member) => Ok((member, content.into())),
        }
    }
}
