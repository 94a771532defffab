//! Where the fixtures lie, and how they come into a sandbox.

use std::path::{Path, PathBuf};

/// A path below `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// The sample store that ships with the project.
pub(crate) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/responses")
}

/// The names of the golden trees.
pub(crate) fn golden_trees() -> Vec<String> {
    let directories = std::fs::read_dir(fixture("golden")).unwrap().map(Result::unwrap);
    let mut names: Vec<_> = directories
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() >= 9, "{names:?}");
    names
}
