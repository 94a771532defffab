//! Where things lie in a store. This is the only place that joins store paths.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::archive::ArchiveName;
use super::files::{REPLACEMENT, published_as};
use crate::record::{SessionId, names};

/// The directory of what was cleared, in a store.
pub(super) const TRASH: &str = ".trash";
/// Says what is being worked on, in the trash and in the archives.
pub(super) const JOURNAL: &str = ".journal";
/// What the name of a receipt's directory begins with from when its deletion is decided until it is done.
pub(super) const DELETED: &str = ".deleted-";
/// The sessions that are never to go, in a store.
pub(super) const PINS: &str = ".pins";
/// What a clear took and how far it came, in its directory.
pub(super) const RECEIPT: &str = "receipt.json";
/// The files that a clear took, in its directory.
pub(super) const FILES: &str = "files";
/// The files that are to take the place of those that were taken, until they do.
pub(super) const MADE: &str = "made";
/// The directory of what was archived, in a store.
pub(super) const ARCHIVE: &str = ".archive";
/// The directory of what waits for other events of hooks, in a store.
pub(super) const PENDING: &str = ".pending";
/// What the name of a file begins with until it is published; random letters and digits follow.
pub(super) const TEMPORARY: &str = ".tmp-";
/// So many of them.
pub(super) const TEMPORARY_RANDOM: usize = 12;
/// The directory of what forwarders remember, in a store.
const FORWARD: &str = ".forward";
/// The directory of logs, in a store.
pub(super) const LOG: &str = ".log";

/// The directory of a store, and the paths in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    base: PathBuf,
}

impl Layout {
    /// The layout of the store at `base`.
    #[must_use]
    pub fn new(base: impl Into<PathBuf>) -> Self {
        Self { base: base.into() }
    }

    /// The store's own directory.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// Where new records of a session go.
    #[must_use]
    pub fn session(&self, session: &SessionId) -> PathBuf {
        self.base.join(names::component(session.as_str()))
    }

    /// The full path of a file that a scan named. A scan's names are always below the store.
    #[must_use]
    pub fn record(&self, relative: &Path) -> PathBuf {
        self.base.join(relative)
    }

    /// The path below the store, if it is one.
    #[must_use]
    pub fn relative<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        path.strip_prefix(&self.base).ok()
    }

    /// Where cleared records wait.
    #[must_use]
    pub fn trash(&self) -> PathBuf {
        self.base.join(TRASH)
    }

    /// The directory of one clear.
    #[must_use]
    pub fn receipt_dir(&self, receipt: &OsStr) -> PathBuf {
        self.trash().join(receipt)
    }

    /// The file that says what one clear took and how far it came.
    #[must_use]
    pub fn receipt_file(&self, receipt: &OsStr) -> PathBuf {
        self.receipt_dir(receipt).join(RECEIPT)
    }

    /// Where one clear keeps the file that lay at `relative`.
    #[must_use]
    pub fn trashed(&self, receipt: &OsStr, relative: &Path) -> PathBuf {
        self.receipt_dir(receipt).join(FILES).join(relative)
    }

    /// Names the receipt of a clear or undo that has begun and not ended.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.trash().join(JOURNAL)
    }

    /// The sessions that are never to go.
    #[must_use]
    pub fn pins(&self) -> PathBuf {
        self.base.join(PINS)
    }

    /// Where archives lie.
    #[must_use]
    pub fn archives(&self) -> PathBuf {
        self.base.join(ARCHIVE)
    }

    /// An archive.
    #[must_use]
    pub fn archive(&self, name: &ArchiveName) -> PathBuf {
        self.archives().join(name.as_str())
    }

    /// The path of an archive below the store. What is in it is found below that, as if it were a directory.
    #[must_use]
    pub fn archive_below(&self, name: &ArchiveName) -> PathBuf {
        Path::new(ARCHIVE).join(name.as_str())
    }

    /// The archive that a path below the store leads into, if it is that of a response in one.
    #[must_use]
    pub fn archive_of(relative: &Path) -> Option<ArchiveName> {
        archived(relative).filter(|(_, member)| !member.as_os_str().is_empty()).map(|(name, _)| name)
    }

    /// True if a path below the store is that of a response in an archive.
    #[must_use]
    pub fn leads_into_archive(relative: &Path) -> bool {
        archived(relative).is_some_and(|(_, member)| !member.as_os_str().is_empty())
    }

    /// Names what was begun with archives and has not ended.
    #[must_use]
    pub fn archive_journal(&self) -> PathBuf {
        self.archives().join(JOURNAL)
    }

    /// The lock of those who change what is already stored. Writers of new records never take it.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.base.join(".lock")
    }

    /// Where hooks leave what other hooks will need: one small file for each thing that waits.
    #[must_use]
    pub fn pending(&self) -> PathBuf {
        self.base.join(PENDING)
    }

    /// One of those files. The name is ours, never a text from outside.
    #[must_use]
    pub(crate) fn pending_file(&self, name: &OsStr) -> PathBuf {
        self.pending().join(name)
    }

    /// Where it is written down what was done.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.base.join(LOG)
    }

    /// What went wrong in hooks.
    #[must_use]
    pub fn hook_log(&self) -> PathBuf {
        self.base.join(LOG).join("hook.log")
    }

    /// What went wrong in hooks before that.
    #[must_use]
    pub fn hook_log_before(&self) -> PathBuf {
        self.base.join(LOG).join("hook.log.1")
    }

    /// What is remembered of one destination of forwarded records. The name was checked, and is one component.
    #[must_use]
    pub(crate) fn forward(&self, destination: &OsStr) -> PathBuf {
        self.base.join(FORWARD).join(destination)
    }

    /// One file of that. The name is ours, never a text from outside.
    #[must_use]
    pub(crate) fn forward_file(&self, destination: &OsStr, name: &str) -> PathBuf {
        self.forward(destination).join(name)
    }
}

/// The archive and the member that a path below the store leads to, if it leads into an archive.
#[must_use]
pub(super) fn archived(relative: &Path) -> Option<(ArchiveName, &Path)> {
    let below = relative.strip_prefix(ARCHIVE).ok()?;
    let name = below.iter().next()?.to_str()?;
    Some((ArchiveName::new(name).ok()?, below.strip_prefix(name).ok()?))
}

/// True for names that a scan passes over: everything of ours begins with a dot, temporary files too.
#[must_use]
pub(super) fn is_ours(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// True for the names of files that were not published yet, in that directory of the store: random ones, and what takes the place of a file
/// there once it is whole.
#[must_use]
pub(super) fn is_temporary(parent: &Path, name: &OsStr) -> bool {
    let random = name.as_encoded_bytes().strip_prefix(TEMPORARY.as_bytes());
    random.is_some_and(|random| random.len() == TEMPORARY_RANDOM && random.iter().all(u8::is_ascii_alphanumeric))
        || name == REPLACEMENT
        || published_as(name).is_some_and(|name| match parent.to_str() {
            Some("") => name == PINS,
            Some(ARCHIVE) => name == JOURNAL || is_archive(OsStr::new(name)),
            _ => false,
        })
}

/// True for the names that archives have.
#[must_use]
pub(super) fn is_archive(name: &OsStr) -> bool {
    ArchiveName::of(name).is_some()
}

/// True for the names that record files have: `*.json` and `*.json.gz`, whether they are Unicode or not.
#[must_use]
pub(super) fn is_record(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.strip_suffix(b".gz").unwrap_or(name).ends_with(b".json")
}
