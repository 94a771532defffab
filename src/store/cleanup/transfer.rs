//! Moving files from one tree to another, directory by directory. Every step can be taken again after a crash.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::groups::{Group, each_directory};
use super::receipt::Filed;
use super::store_path::StorePath;
use crate::store::Error;
use crate::store::files::{Directory, Kind, Stat};

/// Why a file was left where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It is not what it was when the plan was made: another size, another time, or no file at all.
    Changed,
    /// It is no longer there.
    Gone,
    /// A link, or something else that is no directory of this file system, stands where its directory was.
    Blocked,
    /// Its name has been taken by another file since.
    Taken,
    /// Its path is not that of a record.
    NotARecordPath,
    /// Its session was pinned after the plan was made.
    Pinned,
    /// It lies on another file system than the store.
    Elsewhere,
    /// It is none of ours and no record, and lies among what was to be deleted.
    Foreign,
    /// The name that it was to get has been taken by another file.
    NewNameTaken,
    /// What took its place has changed since, or something stands in the way of taking that away.
    SuccessorChanged,
    /// It is at its place, but the operating system refused to set its mode or time.
    Unsettled(String),
    /// It is to be deleted for good, and the operating system refused. The next command tries again.
    Undeleted(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Changed => "changed since it was planned, left as it is",
            Self::Gone => "no longer there",
            Self::Blocked => "a link or file stands where its directory was, left as it is",
            Self::Taken => "its name has been taken by another file, left in the trash",
            Self::NotARecordPath => "not the path of a record, left as it is",
            Self::Pinned => "its session was pinned meanwhile, left as it is",
            Self::Elsewhere => "on another file system, left as it is",
            Self::Foreign => "not a record and none of ours, left as it is",
            Self::NewNameTaken => "its new name has been taken by another file, left as it was",
            Self::SuccessorChanged => "what took its place has changed since, left in the trash",
            Self::Unsettled(why) => return write!(f, "its mode or time could not be set: {why}"),
            Self::Undeleted(why) => return write!(f, "could not be deleted: {why}"),
        };
        f.write_str(text)
    }
}

/// A file or directory with which not everything was done that should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The path below the store.
    pub path: PathBuf,
    /// Why.
    pub why: Why,
}

impl Left {
    pub(super) fn new(path: &StorePath, why: Why) -> Self {
        Self { path: path.as_path().to_owned(), why }
    }
}

/// The root of a tree, with the path that errors name.
#[derive(Debug)]
pub(in crate::store) struct Root<'a> {
    pub(in crate::store) directory: &'a Directory,
    pub(in crate::store) path: PathBuf,
}

impl Root<'_> {
    pub(in crate::store) fn error(
        &self,
        action: &'static str,
        below: &Path,
    ) -> impl FnOnce(io::Error) -> Error + use<> {
        let path = self.path.join(below);
        move |source| Error::Storage { action, path, source }
    }
}

/// What a file must be like to be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Require {
    /// A file of the recorded size and time.
    AsRecorded,
    /// A file.
    AnyFile,
}

impl Require {
    pub(super) fn accepts(self, stat: &Stat, file: &Filed) -> bool {
        let same = || stat.bytes == file.bytes && stat.modified == file.modified;
        stat.kind == Kind::File && (self == Self::AnyFile || same())
    }
}

/// Where a file is after its move was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Fate {
    /// At the target: it was moved.
    Moved,
    /// At the target, and not at the source: an earlier attempt moved it.
    There,
    /// At the target, and something else, or it itself, is at the source.
    Both,
    /// At neither.
    Gone,
    /// At the source, and not what was required.
    Changed,
    /// A link or file stands where a directory must.
    Blocked,
    /// At the source, which is on another file system.
    Elsewhere,
}

impl Fate {
    /// True if something of that name is at the target.
    pub(super) fn arrived(self) -> bool {
        matches!(self, Self::Moved | Self::There | Self::Both)
    }

    /// Why it was not moved, if it was not.
    pub(in crate::store) fn why_not(self) -> Option<Why> {
        match self {
            Self::Moved | Self::There => None,
            Self::Both => Some(Why::Taken),
            Self::Gone => Some(Why::Gone),
            Self::Changed => Some(Why::Changed),
            Self::Blocked => Some(Why::Blocked),
            Self::Elsewhere => Some(Why::Elsewhere),
        }
    }
}

/// True if something stands in a directory's place that is not to be entered: a link, a file, or another file system.
pub(in crate::store) fn is_blocked(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotADirectory | io::ErrorKind::CrossesDevices)
}

/// A directory of one of the trees.
enum Opened {
    Open(Directory),
    Missing,
    Blocked,
}

impl Opened {
    fn new(root: &Root<'_>, below: &Path) -> Result<Self, Error> {
        match root.directory.open_below(below) {
            Ok(directory) => Ok(Self::Open(directory)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::Missing),
            Err(error) if is_blocked(&error) => Ok(Self::Blocked),
            Err(error) => Err(root.error("open", below)(error)),
        }
    }

    fn holds(&self, file: &Filed) -> io::Result<bool> {
        match self {
            Self::Open(directory) => Ok(directory.stat(file.path.name())?.is_some()),
            Self::Missing | Self::Blocked => Ok(false),
        }
    }

    /// The directory, created if it is missing; `None` if something else is in its place.
    fn create(&mut self, root: &Root<'_>, below: &Path) -> Result<Option<&Directory>, Error> {
        if let Self::Missing = self {
            *self = match root.directory.create_below(below) {
                Ok(directory) => Self::Open(directory),
                Err(error) if is_blocked(&error) => Self::Blocked,
                Err(error) => return Err(root.error("create", below)(error)),
            };
        }
        Ok(if let Self::Open(directory) = self { Some(directory) } else { None })
    }
}

/// Tries to move every file, which must be ordered by directory, and says of each where it is then.
///
/// # Errors
/// The first that is not the fault of a single file; what was moved till then stays moved.
pub(in crate::store) fn transfer(
    from: &Root<'_>,
    to: &Root<'_>,
    files: &[&Filed],
    require: Require,
) -> Result<Vec<Fate>, Error> {
    let moved = each_directory(files, |group| transfer_each(from, to, group, require));
    Ok(moved.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// Moves the files of one directory, one after the other.
pub(super) fn transfer_each(
    from: &Root<'_>,
    to: &Root<'_>,
    group: Group<'_>,
    require: Require,
) -> Result<Vec<Fate>, Error> {
    let Some(parent) = group.first().map(|file| file.path.parent()) else { return Ok(Vec::new()) };
    let source = Opened::new(from, parent)?;
    let mut target = Opened::new(to, parent)?;
    let one = |file: &&Filed| match &source {
        Opened::Open(source) => Step { from, to, source, file, require }.take(&mut target),
        absent => Ok(match target.holds(file).map_err(to.error("read", file.path.as_path()))? {
            true => Fate::There,
            false if matches!(absent, Opened::Missing) => Fate::Gone,
            false => Fate::Blocked,
        }),
    };
    group.iter().map(one).collect()
}

/// The move of one file out of a directory that is open.
struct Step<'a> {
    from: &'a Root<'a>,
    to: &'a Root<'a>,
    source: &'a Directory,
    file: &'a Filed,
    require: Require,
}

impl Step<'_> {
    fn take(&self, target: &mut Opened) -> Result<Fate, Error> {
        let Self { from, to, source, file, .. } = self;
        let (name, path) = (file.path.name(), file.path.as_path());
        let found = source.stat(name).map_err(from.error("read", path))?;
        if !found.is_some_and(|stat| self.require.accepts(&stat, file)) {
            let arrived = target.holds(file).map_err(to.error("read", path))?;
            return Ok(match (arrived, found.is_some()) {
                (true, false) => Fate::There,
                (true, true) => Fate::Both,
                (false, false) => Fate::Gone,
                (false, true) => Fate::Changed,
            });
        }
        let Some(target) = target.create(to, file.path.parent())? else { return Ok(Fate::Blocked) };
        match source.rename_new(name, target, name) {
            Ok(()) => self.check(target),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Fate::Both),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.vanished(error),
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Ok(Fate::Elsewhere),
            Err(error) => Err(from.error("move", path)(error)),
        }
    }

    /// Another program may have put a new file in place between the look and the move. Then that is what was moved, and it goes
    /// back.
    fn check(&self, target: &Directory) -> Result<Fate, Error> {
        let Self { from, to, source, file, require } = self;
        let (name, path) = (file.path.name(), file.path.as_path());
        match target.stat(name).map_err(to.error("read", path))? {
            Some(stat) if !require.accepts(&stat, file) => {
                target.rename_new(name, source, name).map_err(from.error("move back", path))?;
                Ok(Fate::Changed)
            }
            _ => Ok(Fate::Moved),
        }
    }

    /// A file that is gone was deleted by another program; one that is still there could not be moved.
    fn vanished(&self, error: io::Error) -> Result<Fate, Error> {
        let Self { from, source, file, .. } = self;
        match source.stat(file.path.name()) {
            Ok(None) => Ok(Fate::Gone),
            _ => Err(from.error("move", file.path.as_path())(error)),
        }
    }
}

/// Removes those of the directories that are empty, the deepest first. One that is not, or can't be removed, stays: an empty
/// directory does no harm, and the next who clears it removes it.
pub(in crate::store) fn remove_empty(root: &Directory, folders: impl Iterator<Item = StorePath>) {
    let mut folders: Vec<_> = folders.collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(folder.depth()));
    for folder in folders {
        _ = root.open_below(folder.parent()).and_then(|parent| parent.remove_dir(folder.name()));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Fate::{Blocked, Both, Changed, Gone, Moved, There};
    use super::*;

    #[test]
    fn a_file_that_was_swapped_just_before_its_move_goes_back() {
        let dir = tempfile::tempdir().unwrap();
        let (here, there) = (dir.path().join("here"), dir.path().join("there"));
        fs::create_dir_all(&here).unwrap();
        fs::create_dir_all(&there).unwrap();
        fs::write(there.join("a.json"), "new").unwrap();
        let (source, target) = (Directory::open(&here).unwrap(), Directory::open(&there).unwrap());
        let (from, to) =
            (Root { directory: &source, path: here.clone() }, Root { directory: &target, path: there.clone() });
        let path = StorePath::new(Path::new("a.json")).unwrap();
        let file = Filed { path, bytes: 7, modified: None, session: String::new(), successor: None };
        let step = Step { from: &from, to: &to, source: &source, file: &file, require: Require::AsRecorded };
        assert_eq!(step.check(&target).unwrap(), Fate::Changed);
        assert_eq!(fs::read(here.join("a.json")).unwrap(), b"new");
        assert!(!there.join("a.json").exists());
    }

    #[test]
    fn every_place_a_file_can_be_at_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let (here, there) = (dir.path().join("here"), dir.path().join("there"));
        for path in
            ["here/a/moved", "here/a/both", "there/a/both", "there/a/there", "here/a/other", "here/file", "there/b/x"]
        {
            fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
            fs::write(dir.path().join(path), path).unwrap();
        }
        fs::remove_file(here.join("a/other")).unwrap();
        fs::create_dir(here.join("a/other")).unwrap();
        let (source, target) = (Directory::open(&here).unwrap(), Directory::open(&there).unwrap());
        let (from, to) = (Root { directory: &source, path: here }, Root { directory: &target, path: there });
        let record = |path: &str| {
            let path = StorePath::new(Path::new(path)).unwrap();
            Filed { path, bytes: 0, modified: None, session: String::new(), successor: None }
        };
        let names = ["a/moved", "a/both", "a/there", "a/gone", "a/other", "b/x", "b/y", "file/x"];
        let files: Vec<_> = names.into_iter().map(record).collect();
        let fates = transfer(&from, &to, &files.iter().collect::<Vec<_>>(), Require::AnyFile).unwrap();
        assert_eq!(fates, [Moved, Both, There, Gone, Changed, There, Gone, Blocked]);
    }
}
