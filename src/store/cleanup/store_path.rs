//! Paths of records below the store, checked once and then trusted, and how they are written down.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::store::files;
use crate::store::layout::is_ours;

/// The path of a record, or of a directory of records, below the store: only plain names, none of which is one of ours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub(in crate::store) struct StorePath(PathBuf);

impl StorePath {
    /// Checks a path. `..`, a root, a drive, and names that begin with a dot are refused, and what can't be written down.
    pub(in crate::store) fn new(path: &Path) -> Option<Self> {
        // Where Windows takes a colon for the name of a stream within a file, it is no part of a name.
        let whole = |name: &OsStr| !cfg!(windows) || !name.as_encoded_bytes().contains(&b':');
        let plain = |component| matches!(component, Component::Normal(name) if !is_ours(name) && whole(name));
        let lasting = || {
            let bytes = path.as_os_str().as_encoded_bytes().to_vec();
            path.to_str().is_some() || files::path_from_bytes(bytes).as_deref() == Some(path)
        };
        let good = path.components().next().is_some() && path.components().all(plain) && lasting();
        good.then(|| Self(path.components().collect()))
    }

    /// The path below the store.
    pub(in crate::store) fn as_path(&self) -> &Path {
        &self.0
    }

    /// The directory it lies in; empty for the store itself.
    pub(in crate::store) fn parent(&self) -> &Path {
        self.0.parent().unwrap_or(Path::new(""))
    }

    /// Its last component.
    pub(in crate::store) fn name(&self) -> &OsStr {
        self.0.file_name().unwrap_or_default()
    }

    /// How many directories deep it lies.
    pub(in crate::store) fn depth(&self) -> usize {
        self.0.components().count()
    }
}

/// Every directory below the store that leads to one of these paths, each once.
pub(in crate::store) fn folders_of<'a>(paths: impl Iterator<Item = &'a StorePath>) -> impl Iterator<Item = StorePath> {
    let mut seen: HashSet<&Path> = HashSet::new();
    for path in paths {
        // What leads to a directory that was seen was seen with it.
        path.0
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.as_os_str().is_empty() && seen.insert(folder))
            .for_each(drop);
    }
    let mut folders: Vec<_> = seen.into_iter().map(|folder| StorePath(folder.to_owned())).collect();
    folders.sort_unstable();
    folders.into_iter()
}

/// A path in JSON: its text with `/` between the names, or where it is not Unicode its bytes in hexadecimal.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Bytes { hex: String },
}

impl From<StorePath> for PathBuf {
    fn from(path: StorePath) -> Self {
        path.0
    }
}

impl From<StorePath> for Written {
    fn from(path: StorePath) -> Self {
        match path.0.into_os_string().into_string() {
            Ok(text) if MAIN_SEPARATOR == '/' => Self::Text(text),
            Ok(text) => Self::Text(text.replace(MAIN_SEPARATOR, "/")),
            Err(raw) => Self::Bytes {
                hex: raw.as_encoded_bytes().iter().fold(String::new(), |mut hex, byte| {
                    _ = write!(hex, "{byte:02x}");
                    hex
                }),
            },
        }
    }
}

impl TryFrom<Written> for StorePath {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let (path, text) = match written {
            Written::Text(text) => (Some(PathBuf::from(&text)), text),
            Written::Bytes { hex } => (from_hex(&hex).and_then(files::path_from_bytes), hex),
        };
        path.and_then(|path| Self::new(&path))
            .ok_or_else(|| format!("`{}` is not the path of a record", text.escape_debug()))
    }
}

fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    digits
        .filter(|digits| digits.len() % 2 == 0)
        .map(|digits| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_of_records_are_taken() {
        for good in ["a.json", "a/b.json", "a/b/c.json", "a//b.json", "a…/ü.json.gz"] {
            assert!(StorePath::new(Path::new(good)).is_some(), "{good}");
        }
        for bad in ["", ".", "..", "/", "/a", "a/../b", "../a", ".lock", ".trash/a.json", "a/.b/c.json", "./a"] {
            assert!(StorePath::new(Path::new(bad)).is_none(), "{bad}");
        }
    }

    #[test]
    fn directories_are_those_on_the_way() {
        let paths =
            ["a/b/c/x.json", "a/b/y.json", "flat.json", "d/z.json"].map(|p| StorePath::new(Path::new(p)).unwrap());
        let folders: Vec<_> = folders_of(paths.iter()).map(|folder| folder.0).collect();
        assert_eq!(folders, ["a", "a/b", "a/b/c", "d"].map(PathBuf::from));
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_unicode_survives_json() {
        let path = files::path_from_bytes(b"s\xff\x00n/x.json".iter().filter(|b| **b != 0).copied().collect()).unwrap();
        let path = StorePath::new(&path).unwrap();
        let json = serde_json::to_string(&path).unwrap();
        assert_eq!(json, r#"{"hex":"73ff6e2f782e6a736f6e"}"#);
        assert_eq!(serde_json::from_str::<StorePath>(&json).unwrap(), path);
        for bad in ["\"..\"", r#"{"hex":"2e2e"}"#, r#"{"hex":"7"}"#, r#"{"hex":"zz"}"#, "3"] {
            assert!(serde_json::from_str::<StorePath>(bad).is_err(), "{bad}");
        }
    }
}
