//! All that a store keeps, wherever in it that lies.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files by their paths. A path can be taken twice, so each has all its contents.
pub(crate) type Files = BTreeMap<PathBuf, Vec<Vec<u8>>>;

/// The files of a store by the paths of their records: those at their places, and those in the trash and in archives under the paths
/// from which they were taken. An archive that is not whole ends the test.
pub(crate) fn kept(store: &Path) -> Files {
    let mut found = Files::new();
    gather(store, Path::new(""), &mut found);
    for archive in archives(store) {
        unpack(&archive, &mut found);
    }
    for receipt in fs::read_dir(store.join(".trash")).into_iter().flatten() {
        gather(&receipt.unwrap().path().join("files"), Path::new(""), &mut found);
    }
    found
}

/// The files at their places alone.
pub(crate) fn at_place(store: &Path) -> Files {
    let mut found = Files::new();
    gather(store, Path::new(""), &mut found);
    found
}

/// The archives of a store, without what is still being written of others.
pub(crate) fn archives(store: &Path) -> Vec<PathBuf> {
    let names = fs::read_dir(store.join(".archive")).into_iter().flatten().map(|entry| entry.unwrap().file_name());
    let names = names.filter(|name| !name.as_encoded_bytes().starts_with(b"."));
    names.map(|name| store.join(".archive").join(name)).collect()
}

/// Reads an archive as other programs do.
fn unpack(archive: &Path, found: &mut Files) {
    let mut tar = tar::Archive::new(zstd::Decoder::new(File::open(archive).unwrap()).unwrap());
    for member in tar.entries().unwrap() {
        let mut member = member.unwrap_or_else(|error| panic!("{}: {error}", archive.display()));
        if member.header().entry_type().is_file() {
            let mut content = Vec::new();
            member.read_to_end(&mut content).unwrap_or_else(|error| panic!("{}: {error}", archive.display()));
            found.entry(member.path().unwrap().into_owned()).or_default().push(content);
        }
    }
}

fn gather(root: &Path, below: &Path, found: &mut Files) {
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
