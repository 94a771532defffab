//! Paths of records below the store, checked once and then trusted, and how they are written down.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use serde::{Deserialize, Serialize, Serializer};

use crate::store::files;
use crate::store::layout::is_ours;

/// The path of a record, or of a directory of records, below the store: only plain names, none of which is one of ours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "Written")]
pub(in crate::store) struct StorePath(PathBuf);

impl StorePath {
    /// Checks a path. `..`, a root, a drive, and names that begin with a dot are refused, and what can't be written down.
    pub(in crate::store) fn new(path: &Path) -> Option<Self> {
        // Most paths are nothing but plain names with single separators between them.
        let is_plain = |text: &str| text.split('/').all(|name| !name.is_empty() && !is_ours(OsStr::new(name)));
        if cfg!(unix) && path.to_str().is_some_and(is_plain) {
            return Some(Self(path.to_owned()));
        }
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
        self.parts().0
    }

    /// Its last component.
    pub(in crate::store) fn name(&self) -> &OsStr {
        self.parts().1
    }

    /// The directory, and the name in it. There is one separator between two names and none elsewhere, so that a text need not be taken apart.
    fn parts(&self) -> (&Path, &OsStr) {
        match self.0.to_str().map(|text| text.rsplit_once(MAIN_SEPARATOR).unwrap_or(("", text))) {
            Some((parent, name)) => (Path::new(parent), OsStr::new(name)),
            None => (self.0.parent().unwrap_or(Path::new("")), self.0.file_name().unwrap_or_default()),
        }
    }

    /// True if both lie in the same directory.
    pub(in crate::store) fn is_beside(&self, other: &Self) -> bool {
        self.parent().as_os_str() == other.parent().as_os_str()
    }

    /// The order by directory, and then by name.
    pub(in crate::store) fn by_directory(&self, other: &Self) -> Ordering {
        let ((parent, name), (other_parent, other_name)) = (self.parts(), other.parts());
        let same = parent.as_os_str() == other_parent.as_os_str();
        if same { name.cmp(other_name) } else { parent.cmp(other_parent).then_with(|| name.cmp(other_name)) }
    }

    /// How many directories deep it lies.
    pub(in crate::store) fn depth(&self) -> usize {
        self.0.components().count()
    }
}

/// Every directory below the store that leads to one of these paths, each once.
pub(in crate::store) fn folders_of<'a>(paths: impl Iterator<Item = &'a StorePath>) -> impl Iterator<Item = StorePath> {
    let mut seen: HashSet<&Path> = HashSet::new();
    let mut last = Path::new("");
    for path in paths {
        let parent = path.parent();
        if parent.as_os_str() == last.as_os_str() {
            continue;
        }
        last = parent;
        // What leads to a directory that was seen was seen with it.
        parent.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && seen.insert(folder)).for_each(drop);
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

impl Serialize for StorePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.to_str() {
            Some(text) if MAIN_SEPARATOR == '/' => serializer.serialize_str(text),
            Some(text) => serializer.serialize_str(&text.replace(MAIN_SEPARATOR, "/")),
            None => {
                let bytes = self.0.as_os_str().as_encoded_bytes().iter();
                let hex = bytes.fold(String::new(), |mut hex, byte| {
                    _ = write!(hex, "{byte:02x}");
                    hex
                });
                Written::Bytes { hex }.serialize(serializer)
            }
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
    fn a_path_is_its_directory_and_its_name() {
        let path = |text: &str| StorePath::new(Path::new(text)).unwrap();
        for (text, parent, name) in [("a.json", "", "a.json"), ("a//b/./c…", "a/b", "c…"), ("ü/b", "ü", "b")] {
            let (path, want) = (path(text), Path::new(parent).join(name));
            assert_eq!((path.as_path(), path.parent(), path.name()), (&*want, Path::new(parent), OsStr::new(name)));
        }
        // As paths and not as texts are ordered, where a byte may come before the separator.
        let mut paths = ["a/b/c", "a-b/a", "a/b/a", "z", "a/c", "a/b-c/x"].map(path);
        paths.sort_by(StorePath::by_directory);
        assert_eq!(paths, ["z", "a/c", "a/b/a", "a/b/c", "a/b-c/x", "a-b/a"].map(path));
        for pair in paths.windows(2) {
            let parts = |path: &StorePath| (path.parent().to_owned(), path.name().to_owned());
            assert!(parts(&pair[0]) < parts(&pair[1]));
            assert_eq!(pair[0].is_beside(&pair[1]), pair[0].parent() == pair[1].parent());
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
