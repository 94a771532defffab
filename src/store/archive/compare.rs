//! Whether what is at its place is what is in an archive.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::damage::Damage;
use super::member::{Member, Record};
use super::read::ArchiveReader;
use crate::record::Problem;
use crate::store::cleanup::StorePath;
use crate::store::files::{Directory, Kind, Stat};

/// Why a file was left where it is, or not quite put back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It is not what it was when the plan was made, or when it was compared with the archive.
    Changed,
    /// It is no longer there.
    Gone,
    /// Its path is not that of a record.
    NotARecordPath,
    /// It has something that an archive can't give back: a time that no calendar holds, or a mode by which it runs as somebody else.
    NotKept,
    /// It can't be read.
    Unreadable(Problem),
    /// It is safe in the archive, and the operating system refused to remove it from its place.
    Unremoved(String),
    /// Another file has its name. It stays in the archive.
    Taken,
    /// A link or file stands where its directory was. It stays in the archive.
    Blocked,
    /// It is at its place, but the operating system refused to set its mode or time. It stays in the archive as well.
    Unsettled(String),
    /// The archive itself can't be used.
    Archive(Damage),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "changed since it was planned, left as it is",
            Self::Gone => "no longer there",
            Self::NotARecordPath => "not the path of a record, left as it is",
            Self::NotKept => "an archive can't give back its mode or time, left as it is",
            Self::Unreadable(problem) => return write!(f, "can't be read, left as it is: {problem}"),
            Self::Unremoved(why) => return write!(f, "archived, but it could not be removed from its place: {why}"),
            Self::Taken => "its name has been taken by another file, left in the archive",
            Self::Blocked => "a link or file stands where its directory was, left in the archive",
            Self::Unsettled(why) => {
                return write!(f, "back, but not quite as it was, and kept in the archive too: {why}");
            }
            Self::Archive(damage) => return damage.fmt(f),
        })
    }
}

/// A file with which not everything was done that should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The path below the store.
    pub path: PathBuf,
    /// Why.
    pub why: Why,
}

impl Left {
    pub(super) fn new(path: &Path, why: Why) -> Self {
        Self { path: path.to_owned(), why }
    }
}

/// What is at the place of an archive's member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AtPlace {
    /// The same file: bytes, mode and time. While it is as the stat says it still is.
    Same(Stat),
    /// A file with the same bytes, but another mode or time.
    SameBytes,
    /// Something else.
    Other,
    /// Nothing.
    Nothing,
}

/// Looks at the places of an archive's members, one after the other.
pub(super) struct Comparison<'a> {
    base: &'a Directory,
    /// The directory of the last one, which is mostly that of the next; `None` if there is no such directory.
    opened: Option<(PathBuf, Option<Directory>)>,
    block: Box<[u8]>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(base: &'a Directory) -> Self {
        Self { base, opened: None, block: vec![0; 1 << 16].into() }
    }

    /// Compares a member with what is at its place.
    ///
    /// # Errors
    /// Only if the archive can't be read. What can't be read at the place is another file.
    pub(super) fn look(&mut self, record: &Record, content: &mut dyn Read) -> Result<AtPlace, Damage> {
        let Some((mut file, stat)) = self.open(&record.path) else {
            return Ok(if self.is_free(&record.path) { AtPlace::Nothing } else { AtPlace::Other });
        };
        if stat.bytes != record.bytes || !self.has_same_bytes(&mut file, content)? {
            return Ok(AtPlace::Other);
        }
        let same = stat.modified == Some(record.modified) && stat.mode.is_none_or(|mode| mode == record.mode);
        Ok(if same { AtPlace::Same(stat) } else { AtPlace::SameBytes })
    }

    /// What the file system says of a file at its place; `None` if there is none.
    pub(super) fn stat(&mut self, path: &StorePath) -> Option<Stat> {
        self.directory(path.parent())?.stat(path.name()).ok()?
    }

    fn open(&mut self, path: &StorePath) -> Option<(File, Stat)> {
        self.directory(path.parent())?.open_regular(path.name()).ok()
    }

    /// True if nothing at all has the name.
    fn is_free(&mut self, path: &StorePath) -> bool {
        match self.directory(path.parent()) {
            Some(directory) => matches!(directory.stat(path.name()), Ok(None)),
            None => true,
        }
    }

    fn directory(&mut self, path: &Path) -> Option<&Directory> {
        if self.opened.as_ref().is_none_or(|(opened, _)| opened != path) {
            self.opened = Some((path.to_owned(), self.base.open_below(path).ok()));
        }
        self.opened.as_ref()?.1.as_ref()
    }

    fn has_same_bytes(&mut self, file: &mut File, content: &mut dyn Read) -> Result<bool, Damage> {
        let (ours, theirs) = self.block.split_at_mut(1 << 15);
        loop {
            let read = fill(content, ours)?;
            // Whatever is wrong with the file: it is not the same.
            match fill(file, &mut theirs[..read.max(1)]) {
                Ok(same) if same == read && ours[..read] == theirs[..read] => {}
                _ => return Ok(false),
            }
            if read == 0 {
                return Ok(true);
            }
        }
    }
}

/// Reads until a block is full, or there is no more.
fn fill(source: &mut (impl Read + ?Sized), block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match source.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Compares a whole archive with what is at the places of its members.
///
/// # Errors
/// The archive is damaged. What was found till then counts for nothing.
pub(super) fn compare<R: Read>(
    archive: ArchiveReader<R>,
    base: &Directory,
    mut each: impl FnMut(Record, AtPlace),
) -> Result<(), Damage> {
    let mut comparison = Comparison::new(base);
    let label = archive.members(|member, content| {
        if let Member::File(record) = member {
            let found = comparison.look(&record, content)?;
            each(record, found);
        }
        Ok::<_, Damage>(ControlFlow::Continue(()))
    });
    label.map(drop)
}

/// Files that are to be removed from their places, each as it was when it was compared.
pub(super) type Compared = Vec<(StorePath, Stat)>;

/// Removes files that are still what they were when they were compared, down to their inodes and the time of their last change, and says
/// of the others why they stay.
pub(super) fn remove_originals(base: &Directory, files: &Compared) -> Vec<Left> {
    let mut left = Vec::new();
    for group in files.chunk_by(|(a, _), (b, _)| a.parent() == b.parent()) {
        let Some((first, _)) = group.first() else { continue };
        let directory = base.open_below(first.parent());
        for (path, stat) in group {
            let removed = match &directory {
                Ok(directory) => remove_original(directory, path, stat),
                Err(error) => Err(Why::Unremoved(error.to_string())),
            };
            left.extend(removed.err().map(|why| Left::new(path.as_path(), why)));
        }
    }
    left
}

fn remove_original(directory: &Directory, path: &StorePath, compared: &Stat) -> Result<(), Why> {
    let refused = |error: io::Error| Why::Unremoved(error.to_string());
    match directory.stat(path.name()).map_err(refused)? {
        // Nobody but the holder of the lock replaces a record, so nothing can come between this look and the removal.
        Some(stat) if stat == *compared && stat.kind == Kind::File => {
            directory.remove_file(path.name()).map_err(refused)
        }
        Some(_) => Err(Why::Changed),
        None => Ok(()),
    }
}
