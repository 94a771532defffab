//! Trees of files: copied, and compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Copies a tree. Names in the fixtures are percent-encoded where some file system could not hold them; here they are decoded.
pub(crate) fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let target = to.join(responses::record::names::original(&name));
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// All that a tree is: names, bytes, modes and times of files and directories.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, Node>);

#[derive(Debug, PartialEq, Eq)]
struct Node {
    content: Option<Vec<u8>>,
    link: Option<PathBuf>,
    mode: u32,
    modified: SystemTime,
}

impl Snapshot {
    /// The tree below `root`. What is ours at the top (`.trash`, `.lock`) is left out, as is the time of the root itself.
    pub(crate) fn of(root: &Path) -> Self {
        let mut nodes = BTreeMap::new();
        visit(root, Path::new(""), &mut nodes);
        Self(nodes)
    }

    /// What there is, without times: a file that was made and removed leaves its directory's changed.
    pub(crate) fn contents(&self) -> Vec<(PathBuf, Option<Vec<u8>>)> {
        self.0.iter().map(|(path, node)| (path.clone(), node.content.clone())).collect()
    }
}

fn visit(root: &Path, below: &Path, nodes: &mut BTreeMap<PathBuf, Node>) {
    for entry in fs::read_dir(root.join(below)).unwrap().map(Result::unwrap) {
        let path = below.join(entry.file_name());
        if below.as_os_str().is_empty() && entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let full = root.join(&path);
        let metadata = full.symlink_metadata().unwrap();
        let node = Node {
            content: metadata.is_file().then(|| fs::read(&full).unwrap()),
            link: metadata.is_symlink().then(|| fs::read_link(&full).unwrap()),
            mode: mode(&metadata),
            modified: metadata.modified().unwrap(),
        };
        if metadata.is_dir() {
            visit(root, &path, nodes);
        }
        nodes.insert(path, node);
    }
}

/// Makes a named pipe. Not every system has the call that the program makes.
#[cfg(unix)]
pub(crate) fn make_fifo(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions())
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> u32 {
    0
}
