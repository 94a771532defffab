//! All that a store keeps, wherever in it that lies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a store by the paths of their records: those at their places, and those in the trash under the paths from which they
/// were taken. A path can be taken twice, so each has all its contents.
pub(crate) fn kept(store: &Path) -> BTreeMap<PathBuf, Vec<Vec<u8>>> {
    let mut found = BTreeMap::new();
    gather(store, Path::new(""), &mut found);
    for receipt in fs::read_dir(store.join(".trash")).into_iter().flatten() {
        gather(&receipt.unwrap().path().join("files"), Path::new(""), &mut found);
    }
    found
}

/// The files at their places alone.
pub(crate) fn at_place(store: &Path) -> BTreeMap<PathBuf, Vec<Vec<u8>>> {
    let mut found = BTreeMap::new();
    gather(store, Path::new(""), &mut found);
    found
}

fn gather(root: &Path, below: &Path, found: &mut BTreeMap<PathBuf, Vec<Vec<u8>>>) {
    for entry in fs::read_dir(root.join(below)).into_iter().flatten() {
        let entry = entry.unwrap();
        let path = below.join(entry.file_name());
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            gather(root, &path, found);
        } else if let Ok(content) = fs::read(root.join(&path)) {
            found.entry(path).or_default().push(content);
        }
    }
}
