//! A directory of one's own in a place that all users share, such as `/tmp`.

use std::io;
use std::path::{Path, PathBuf};

use super::files;

/// The path of the directory called `<name>-<user id>` in `parent`, whether it is there or not.
#[must_use]
pub(crate) fn path(parent: &Path, name: &str) -> PathBuf {
    parent.join(files::name_of_user(name))
}

/// Makes sure that a directory is there, and that it is safe to write to by its path: a real directory, of this user, that nobody
/// else may enter, in a parent where nobody else can put another in its place.
///
/// # Errors
/// What is in the way, or why nobody can rely on what is there.
pub(crate) fn create(directory: &Path) -> io::Result<()> {
    match files::create_one_private_dir(directory) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => check(directory),
    }
}

/// The same for a directory that must be there.
///
/// # Errors
/// Why nobody can rely on what is there, or that there is nothing.
pub(crate) fn check(directory: &Path) -> io::Result<()> {
    let refused = |why: &str| Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("refused: {why}")));
    let metadata = directory.symlink_metadata()?;
    if metadata.is_symlink() {
        return refused("it is a symbolic link");
    }
    if !metadata.is_dir() {
        return refused("it is not a directory");
    }
    if !files::is_ours(&metadata) {
        return refused("it belongs to another user");
    }
    if !files::is_private(&metadata) {
        return refused("others than its owner may enter it");
    }
    let parent = directory.parent().unwrap_or(Path::new("/")).metadata()?;
    if files::keeps_names(&parent) { Ok(()) } else { refused("other users can put another in its place") }
}
