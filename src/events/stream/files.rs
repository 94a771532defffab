//! The files of streams, by the sessions whose directories they lie in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::patterns::SessionPattern;
use crate::record::names;

/// The files of one directory: one session, however many files it was written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The session that its path says, else the directory's name, with what was encoded in it decoded.
    pub name: String,
    /// The directory.
    pub directory: PathBuf,
    /// What the directories of the sessions beside it lie in.
    pub base: PathBuf,
    /// Its files, in the order of their names, which is that of their times.
    pub files: Vec<PathBuf>,
}

impl Group {
    /// Files, by their directories in the order of their paths. Directories are called as `pattern` says, or by the session itself.
    #[must_use]
    pub fn of(mut files: Vec<PathBuf>, pattern: &SessionPattern) -> Vec<Self> {
        files.sort();
        let mut by_directory: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for file in files {
            by_directory.entry(file.parent().unwrap_or(Path::new("")).to_owned()).or_default().push(file);
        }
        let group = |(directory, files): (PathBuf, _)| {
            let (name, base) = match pattern.session_of(&directory) {
                Some((session, base)) => (session, base.to_owned()),
                None => (name_of(&directory), directory.parent().unwrap_or(Path::new("")).to_owned()),
            };
            Self { name, directory, base, files }
        };
        by_directory.into_iter().map(group).collect()
    }
}

fn name_of(directory: &Path) -> String {
    // `.` is called by what it is.
    let real = directory.canonicalize();
    let named = directory.file_name().or_else(|| real.as_deref().ok()?.file_name());
    named.map_or_else(|| "default".to_owned(), |name| names::original(&name.to_string_lossy()))
}
