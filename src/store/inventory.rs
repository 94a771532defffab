//! What lies in a store besides its records. Looked at by descriptors, with no link followed and no other file system entered.

use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::error::Error;
use super::files::{Directory, Kind, Stat};
use super::layout::{ARCHIVE, Layout, PENDING, is_archive, is_ours, is_record, is_temporary};
use super::scan::Skipped;
use super::tree::{Node, Step, walk};

/// A temporary file of ours is stale when it was last changed longer ago than this. Writing one takes moments.
const STALE: SignedDuration = SignedDuration::from_hours(1);

/// What lies in a store besides its records, each by its path below the store, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inventory {
    /// Temporary files of ours: what is to be published is written to one first.
    pub temporary: Vec<Temporary>,
    /// Symbolic links.
    pub links: Vec<PathBuf>,
    /// FIFOs, sockets and devices.
    pub special: Vec<PathBuf>,
    /// Files that are neither records by their name nor ours.
    pub foreign: Vec<PathBuf>,
    /// Directories that could not be listed or were not entered, and why.
    pub unseen: Vec<Skipped>,
}

/// A temporary file, as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Temporary {
    /// The path below the store.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// When it was last changed, where that is known.
    pub modified: Option<Timestamp>,
}

impl Temporary {
    /// True if whoever wrote it is certainly no longer at it. One of unknown or future date never is.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.modified.is_some_and(|modified| now.duration_since(modified) > STALE)
    }
}

/// Looks at everything in a store. One that does not exist is empty.
///
/// # Errors
/// Only if the store itself can't be listed.
pub fn inventory(layout: &Layout) -> Result<Inventory, Error> {
    let mut inventory = Inventory::default();
    let base = match Directory::open(layout.base()) {
        Ok(base) => base,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(inventory),
        Err(error) => return Err(Error::storage("read", layout.base())(error)),
    };
    walk(&base, Path::new(""), |node| match node {
        Ok(node) => inventory.sort_in(&node),
        Err(unseen) => {
            inventory.unseen.push(unseen);
            Step::Pass
        }
    });
    inventory.sort();
    Ok(inventory)
}

/// The bytes of all files in a directory of the store, such as the archive's; 0 if there is none.
pub(super) fn bytes_in(layout: &Layout, directory: &Path) -> u64 {
    let mut bytes = 0_u64;
    let Ok(base) = Directory::open(layout.base()) else { return 0 };
    walk(&base, directory, |node| match node {
        Ok(Node { stat: Stat { kind: Kind::Directory, .. }, .. }) => Step::Enter,
        Ok(Node { stat: Stat { kind: Kind::File, bytes: more, .. }, .. }) => {
            bytes = bytes.saturating_add(more);
            Step::Pass
        }
        _ => Step::Pass,
    });
    bytes
}

impl Inventory {
    /// Puts what stands under a name where it belongs.
    fn sort_in(&mut self, node: &Node<'_>) -> Step {
        let (path, name, stat) = (node.path(), node.name, &node.stat);
        let is_in = |directory: &str| node.parent == Path::new(directory);
        let ours = is_ours(name) || is_in(PENDING) || (is_in(ARCHIVE) && is_archive(name));
        match stat.kind {
            Kind::Directory if !ours || [PENDING, ARCHIVE].map(Path::new).contains(&path.as_path()) => {
                return Step::Enter;
            }
            Kind::Link => self.links.push(path),
            Kind::Other => self.special.push(path),
            Kind::File if is_temporary(node.parent, name) => {
                self.temporary.push(Temporary { path, bytes: stat.bytes, modified: stat.modified });
            }
            Kind::File if !ours && !is_record(name) => self.foreign.push(path),
            Kind::Directory | Kind::File => {}
        }
        Step::Pass
    }

    fn sort(&mut self) {
        self.temporary.sort_unstable();
        for paths in [&mut self.links, &mut self.special, &mut self.foreign] {
            paths.sort_unstable();
        }
        self.unseen.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn everything_is_told_apart_by_its_name_and_kind() {
        let dir = tempfile::tempdir().unwrap();
        let paths = [
            "s/a.json",
            "s/.tmp-AbCdEf012345",
            "s/.tmp-short",
            "s/notes.txt",
            "deep/er/.tmp-aaaaaaaaaaaa",
            ".pending/one.json",
            ".pending/.tmp-bbbbbbbbbbbb",
            ".trash/.tmp-cccccccccccc",
            ".lock",
            "flat.json.gz",
            "s/.new-replacement",
            "s/.new-.pins",
            ".new-.pins",
            ".archive/s-20260101_000000_000.tar.zst",
            ".archive/.new-s-20260101_000000_000.tar.zst",
            ".archive/.new-.journal",
            ".archive/.new-notes",
            ".archive/notes.txt",
        ];
        for path in paths {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let found = inventory(&Layout::new(dir.path())).unwrap();
        let temporary: Vec<_> = found.temporary.iter().map(|file| file.path.as_path()).collect();
        let expected = [
            ".archive/.new-.journal",
            ".archive/.new-s-20260101_000000_000.tar.zst",
            ".new-.pins",
            ".pending/.tmp-bbbbbbbbbbbb",
            "deep/er/.tmp-aaaaaaaaaaaa",
            "s/.new-replacement",
            "s/.tmp-AbCdEf012345",
        ];
        assert_eq!(temporary, expected.map(Path::new));
        assert_eq!(found.foreign, [".archive/notes.txt", "s/notes.txt"].map(PathBuf::from));
        assert_eq!((found.links.len(), found.special.len(), found.unseen.len()), (0, 0, 0));
        assert_eq!(inventory(&Layout::new(dir.path().join("none"))).unwrap(), Inventory::default());
    }

    #[test]
    fn only_what_is_known_to_be_old_is_stale() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let at = |modified: &str| Temporary { path: PathBuf::new(), bytes: 0, modified: modified.parse().ok() };
        assert!(at("2026-11-21T10:59:59Z").is_stale(now));
        for fresh in ["2026-11-21T11:00:00Z", "2027-01-01T00:00:00Z", "unknown"] {
            assert!(!at(fresh).is_stale(now), "{fresh}");
        }
    }
}
