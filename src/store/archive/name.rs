//! Names of archives.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::names;
use crate::store::cleanup::ReceiptId;

/// How the name of every archive ends.
const ENDING: &str = ".tar.zst";
/// The longest name that we give or take, in bytes: file systems allow 255, and a prefix comes before it while it is written.
const LONGEST: usize = 245;

/// The name of an archive's file: `<session made safe>-YYYYMMDD_HHMMSS_mmm.tar.zst` in UTC, with `-1`, `-2` behind the time where that is taken.
///
/// It is a plain file name. Another name is taken as well if it ends the same and could be one, so that an archive that was copied or
/// renamed is still found; the session is what the archive says inside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArchiveName(String);

/// A text is not the name of an archive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an archive: {0:?}")]
pub struct InvalidArchiveName(String);

impl ArchiveName {
    /// Checks a name.
    ///
    /// # Errors
    /// [`InvalidArchiveName`] if it is no plain file name that ends in `.tar.zst`, or begins with a dot.
    pub fn new(name: &str) -> Result<Self, InvalidArchiveName> {
        let plain = !name.starts_with('.') && !name.contains(['/', '\\', '\0']) && name.len() <= LONGEST;
        let stem = name.strip_suffix(ENDING).filter(|stem| plain && !stem.is_empty());
        stem.map(|_| Self(name.to_owned())).ok_or_else(|| InvalidArchiveName(name.to_owned()))
    }

    /// The same for a name in a directory; `None` for whatever is no archive.
    pub(in crate::store) fn of(name: &OsStr) -> Option<Self> {
        Self::new(name.to_str()?).ok()
    }

    /// A name for an archive of a session that is made now, other than all that are taken. It is taken then.
    pub(super) fn free(session: &str, now: Timestamp, taken: &mut HashSet<Self>) -> Self {
        let safe = names::component(session);
        let mut candidates = ReceiptId::candidates(now).map(|time| Self(format!("{safe}-{time}{ENDING}")));
        let free = candidates.find(|name| !taken.contains(name)).unwrap_or_else(|| Self(format!("{safe}{ENDING}")));
        taken.insert(free.clone());
        free
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as one component of a path.
    pub(super) fn as_os_str(&self) -> &OsStr {
        self.0.as_ref()
    }

    /// The session and the time as far as the name tells them: the session may have been cut.
    pub(super) fn hints(&self) -> (String, Option<Timestamp>) {
        let stem = self.0.strip_suffix(ENDING).unwrap_or(&self.0);
        let told = stem.match_indices('-').find_map(|(at, _)| {
            let id = ReceiptId::new(&stem[at + 1..]).ok()?;
            Some((names::original(&stem[..at]), id.time()))
        });
        told.unwrap_or_else(|| (names::original(stem), None))
    }
}

impl fmt::Display for ArchiveName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ArchiveName {
    type Error = InvalidArchiveName;

    fn try_from(name: String) -> Result<Self, InvalidArchiveName> {
        Self::new(&name)
    }
}

impl From<ArchiveName> for String {
    fn from(name: ArchiveName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_session_and_time_and_are_never_given_twice() {
        let now: Timestamp = "2026-11-21T00:10:39.101Z".parse().unwrap();
        let mut taken = HashSet::new();
        let names: Vec<_> = (0..3).map(|_| ArchiveName::free("a/b-20200101_000000_000", now, &mut taken)).collect();
        assert_eq!(names[0].as_str(), "a%2Fb-20200101_000000_000-20261121_001039_101.tar.zst");
        assert_eq!(names[2].as_str(), "a%2Fb-20200101_000000_000-20261121_001039_101-2.tar.zst");
        for name in &names {
            assert_eq!(name.hints(), ("a/b-20200101_000000_000".to_owned(), Some(now)), "{name}");
            assert_eq!(ArchiveName::new(name.as_str()).as_ref(), Ok(name));
        }
        let long = ArchiveName::free(&"x".repeat(4000), now, &mut taken);
        assert!(ArchiveName::new(long.as_str()).is_ok(), "{long}");
        assert_eq!(ArchiveName::new("mine.tar.zst").unwrap().hints(), ("mine".to_owned(), None));
    }

    #[test]
    fn only_plain_file_names_are_archives() {
        let long = format!("{}.tar.zst", "x".repeat(300));
        for bad in ["", ".tar.zst", ".x.tar.zst", "a/b.tar.zst", "..", "a.tar", "a.tar.zst/", "a\\b.tar.zst", &long] {
            assert!(ArchiveName::new(bad).is_err(), "{bad}");
        }
    }
}
