//! One record file, as a scan found it.

use std::cmp::Ordering;
use std::ffi::OsStr;
use std::path::{MAIN_SEPARATOR_STR, Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;

use super::layout::archived;
use crate::record::{Facts, Record, RecordTime, ResponseId, Status, Summary, names};

/// The session of a record that names none and lies in no session's directory.
pub const UNKNOWN_SESSION: &str = "unknown-session";

/// The agent of a record that names none.
pub const UNKNOWN_AGENT: &str = "unknown";

/// A record file: where it is, how big, and what it says besides its texts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// The path below the store. That of a member of an archive is the archive's, and then the member's.
    pub path: PathBuf,
    /// The file's size in bytes, as stored.
    pub bytes: u64,
    /// When the file was last changed, as the file system says, if it was asked. Nothing is judged by it; it tells whether a file changed since.
    pub modified: Option<SystemTime>,
    /// The conversation: from the JSON, else from the directory.
    pub session_id: Option<String>,
    /// The agent: from the JSON, else from the file name.
    pub agent: Option<String>,
    /// When the response was given, from the JSON alone.
    pub timestamp: Option<RecordTime>,
    /// What the metadata says.
    pub facts: Facts,
}

impl Entry {
    /// Joins a record's summary with what its place tells.
    #[must_use]
    pub fn new(path: PathBuf, bytes: u64, modified: Option<SystemTime>, summary: Summary) -> Self {
        let Summary { timestamp, session_id, agent, facts, .. } = summary;
        let mut entry = Self { path, bytes, modified, session_id, agent, timestamp, facts };
        entry.complete_names();
        entry
    }

    /// Makes this the entry of another file, whose path and size are set already. The summary gets in exchange what was said before.
    pub(super) fn take_from(&mut self, summary: &mut Summary) {
        self.timestamp = summary.timestamp;
        std::mem::swap(&mut self.session_id, &mut summary.session_id);
        std::mem::swap(&mut self.agent, &mut summary.agent);
        std::mem::swap(&mut self.facts, &mut summary.facts);
        self.complete_names();
    }

    /// Takes from the place what the record does not name.
    pub(super) fn complete_names(&mut self) {
        if self.session_id.is_none() || self.agent.is_none() {
            let hints = names::Hints::of(archived(&self.path).map_or(&self.path, |(_, member)| member));
            self.session_id = self.session_id.take().or(hints.session);
            self.agent = self.agent.take().or(hints.agent);
        }
    }

    /// Makes this the entry of a file at another place.
    pub(super) fn move_to(&mut self, directory: &Path, name: &OsStr) {
        let path = self.path.as_mut_os_string();
        path.clear();
        path.push(directory);
        if !path.is_empty() {
            path.push(MAIN_SEPARATOR_STR);
        }
        path.push(name);
    }

    /// The session that a record's place tells, if it names none itself.
    pub(crate) fn session_of(path: &Path) -> Option<String> {
        names::Hints::of(path).session
    }

    /// The record of this file with the names that only its place tells: for another place, which will not tell them.
    #[must_use]
    pub fn complete(&self, record: Record) -> Record {
        let session_id = record.session_id.or_else(|| self.session_id.clone());
        let agent = record.agent.or_else(|| self.agent.clone());
        Record { session_id, agent, ..record }
    }

    /// The session to group and select by.
    #[must_use]
    pub fn session(&self) -> &str {
        self.session_id.as_deref().unwrap_or(UNKNOWN_SESSION)
    }

    /// The agent to group and select by.
    #[must_use]
    pub fn agent(&self) -> &str {
        self.agent.as_deref().unwrap_or(UNKNOWN_AGENT)
    }

    /// The response's id, `<session>/<file stem>`.
    #[must_use]
    pub fn id(&self) -> ResponseId {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        ResponseId::of(self.session(), names::stem(&name).unwrap_or(&name))
    }

    /// The instant the response was given, if it is known.
    #[must_use]
    pub fn instant(&self) -> Option<Timestamp> {
        self.timestamp.map(RecordTime::instant)
    }

    /// Whether the run went well.
    #[must_use]
    pub fn status(&self) -> Status {
        self.facts.status
    }

    /// Newest first by instant; those without a readable time last; ties by path.
    #[must_use]
    pub fn newest_first(&self, other: &Self) -> Ordering {
        other.instant().cmp(&self.instant()).then_with(|| self.path.cmp(&other.path))
    }

    /// The directory below the store that holds the file; empty for a flat one.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}
