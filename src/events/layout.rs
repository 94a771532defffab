//! Where event logs lie. This is the only place that joins their paths.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Zoned;

use super::error::Error;
use super::stream::{Grain, SessionPattern, StreamOptions};
use crate::record::{AgentName, SessionId, names};

/// The ending of a log.
const LOG: &str = ".jsonl";
/// The ending of an archived log.
const ARCHIVED: &str = ".jsonl.gz";
/// What an archived log's name has beyond that of the log.
const COMPRESSED: &str = ".gz";
/// The directory of archived logs.
const ARCHIVE: &str = "archive";

/// A directory of event logs, and the paths in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    base: PathBuf,
}

/// A log that was found in a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogFile {
    /// Whose events it holds, as its name says.
    pub session: String,
    /// Where it lies.
    pub path: PathBuf,
}

impl Layout {
    /// The layout of the logs in `base`.
    #[must_use]
    pub fn new(base: impl Into<PathBuf>) -> Self {
        Self { base: base.into() }
    }

    /// The directory itself.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The log of a session: `<session>.jsonl`.
    #[must_use]
    pub fn log(&self, session: &SessionId) -> PathBuf {
        self.base.join(file_name(session, LOG))
    }

    /// Where archived logs lie.
    #[must_use]
    pub fn archive(&self) -> PathBuf {
        self.base.join(ARCHIVE)
    }

    /// The archived log of a session: `archive/<session>.jsonl.gz`.
    #[must_use]
    pub fn archived(&self, session: &SessionId) -> PathBuf {
        self.archive().join(file_name(session, ARCHIVED))
    }

    /// Where the archive of a log at that path lies: in `archive` beside it.
    #[must_use]
    pub fn archive_of(log: &Path) -> Option<PathBuf> {
        let mut name = log.file_name()?.to_owned();
        name.push(COMPRESSED);
        Some(Self::new(log.parent()?).archive().join(name))
    }

    /// Where the log of an archive at that path lay; `None` if it is none.
    #[must_use]
    pub fn log_of(archive: &Path) -> Option<PathBuf> {
        let name = archive.file_name()?.to_str()?.strip_suffix(COMPRESSED).filter(|name| name.ends_with(LOG))?;
        let directory = archive.parent().filter(|directory| directory.ends_with(ARCHIVE))?;
        Some(directory.parent()?.join(name))
    }

    /// The log of what an agent did in a session: `<agent>_<session>.jsonl`.
    #[must_use]
    pub fn activity(&self, agent: &AgentName, session: &SessionId) -> PathBuf {
        self.base.join(names::component(&format!("{agent}_{session}")) + LOG)
    }

    /// The directory that the files of a streamed session lie in.
    #[must_use]
    pub fn stream(&self, pattern: &SessionPattern, session: &SessionId) -> PathBuf {
        pattern.directories(session.as_str()).fold(self.base.clone(), |path, name| path.join(name))
    }

    /// A file of a streamed session to write to: the last one there by its name, if it holds whole sessions, and otherwise the one for this time.
    ///
    /// # Errors
    /// A directory that can't be listed, or is reached through a link.
    pub fn stream_file(&self, options: &StreamOptions, session: &SessionId, time: &Zoned) -> Result<PathBuf, Error> {
        let directory = self.stream(&options.session_pattern, session);
        self.check_ours(&directory)?;
        let last = match options.file_pattern.grain() {
            Grain::Session => list(&directory, options.format.ending())?.pop(),
            Grain::Period => None,
        };
        let new = || directory.join(options.file_pattern.name(time) + options.format.ending());
        Ok(last.map_or_else(new, |log| log.path))
    }

    /// Refuses a directory below this one that is reached through a link: what lies behind it is not for us to change.
    ///
    /// # Errors
    /// [`Error::InTheWay`] with the link.
    pub(super) fn check_ours(&self, directory: &Path) -> Result<(), Error> {
        let is_link = |path: &&Path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        match directory.ancestors().take_while(|above| *above != self.base).find(is_link) {
            Some(link) => Err(Error::InTheWay {
                path: link.to_owned(),
                why: "a link, behind which nothing is written or removed; move it away, or name the directory that it leads to",
            }),
            None => Ok(()),
        }
    }

    /// The logs in the directory, by session; none if there is no directory.
    ///
    /// # Errors
    /// A directory that can't be listed.
    pub fn logs(&self) -> Result<Vec<LogFile>, Error> {
        list(&self.base, LOG)
    }

    /// The archived logs, by session.
    ///
    /// # Errors
    /// A directory that can't be listed.
    pub fn archived_logs(&self) -> Result<Vec<LogFile>, Error> {
        list(&self.archive(), ARCHIVED)
    }
}

fn file_name(session: &SessionId, ending: &str) -> String {
    names::component(session.as_str()) + ending
}

/// The files of that ending in a directory. What begins with a dot is ours and no log. Other tools' names are taken as they are.
fn list(directory: &Path, ending: &str) -> Result<Vec<LogFile>, Error> {
    let failed = || Error::storage("list", directory);
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed())?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed())?;
        let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if let Some(session) = session_of(&entry.file_name(), ending).filter(|_| !is_directory) {
            found.push(LogFile { session, path: entry.path() });
        }
    }
    found.sort();
    Ok(found)
}

/// Whose log a file is by its name.
fn session_of(name: &OsStr, ending: &str) -> Option<String> {
    let name = name.to_string_lossy();
    let stem = name.strip_suffix(ending)?;
    (!stem.is_empty() && !stem.starts_with('.')).then(|| names::original(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_session_leaves_the_directory_and_each_is_found_again_by_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path());
        let names = ["../../x", "/etc/passwd", "a/../b", ".hidden", "..", "claude_20251210_1400", "é 日本", "x.json"];
        for name in names {
            let session = SessionId::new(name).unwrap();
            for (path, parent) in [(layout.log(&session), dir.path()), (layout.archived(&session), &layout.archive())] {
                assert_eq!(path.parent(), Some(parent), "{name}");
                assert!(!path.file_name().unwrap().to_str().unwrap().starts_with('.'), "{name}");
            }
            fs::write(layout.log(&session), "").unwrap();
        }
        fs::write(dir.path().join(".ours.jsonl"), "").unwrap();
        fs::create_dir(dir.path().join("directory.jsonl")).unwrap();
        let found: Vec<_> = layout.logs().unwrap().into_iter().map(|log| log.session).collect();
        let mut names = names.map(str::to_owned);
        names.sort();
        assert_eq!(found, names);
        assert!(layout.archived_logs().unwrap().is_empty());
        let session = SessionId::new("x").unwrap();
        assert_eq!(Layout::archive_of(&layout.log(&session)), Some(layout.archived(&session)));
        assert_eq!(Layout::log_of(&layout.archived(&session)), Some(layout.log(&session)));
        assert_eq!(Layout::log_of(&layout.log(&session)), None);
    }
}
