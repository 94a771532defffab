//! Scrubbing: secrets of known forms taken out of records that are stored already.
//!
//! [`find`] looks and changes nothing; [`apply`] rewrites what was found. Only the strings with secrets in them change, all other text of a
//! file stays byte for byte. A file is replaced in one step by a private one that is durable, and only if it is still the one that was
//! read: at every moment there is exactly one whole record. What is done can't be taken back, since whatever could would hold the
//! secrets; a receipt says which files changed and what kinds of secrets were in them.

mod archives;
mod places;
mod receipt;
mod rewrite;
mod text;

use std::path::PathBuf;

use jiff::Timestamp;

use self::places::{Area, look};
use self::receipt::Receipt;
use self::rewrite::rewrite;
use super::archive::lock_settled;
use super::cleanup::note_rewritten;
use super::error::Error;
use super::files::Stat;
use super::scan::Skipped;
use super::select::Selection;
use super::tracker::ResponseTracker;
use crate::record::Secrets;

/// A file with secrets in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its path below the store.
    pub path: PathBuf,
    /// What is in its text.
    pub secrets: Secrets,
    /// Why the file can't be rewritten, if it can't.
    pub problem: Option<Unscrubbable>,
    area: Area,
    /// The file as it was when it was read; of what is in an archive, the archive.
    stat: Stat,
}

impl Finding {
    /// True if a rewrite takes something out of it.
    fn can_be_rewritten(&self) -> bool {
        !matches!(self.problem, Some(Unscrubbable::Unreadable(_))) && !self.secrets.is_empty()
    }
}

/// Why a secret stays where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unscrubbable {
    /// The file is no record, and nobody knows what a change would break.
    #[error("no readable record ({0}), not rewritten")]
    Unreadable(String),
    /// The secret is in the file's name.
    #[error("a secret is in its name, which `repair --normalise` makes anew")]
    InName,
    /// The secret is in the name of something in an archive, or of the archive.
    #[error("a secret is in its name; restore it, run `repair --normalise`, and archive it again")]
    InArchivedName,
    /// The file is not the one that was found.
    #[error("changed since it was read, left as it is")]
    Changed,
    /// The operating system refused.
    #[error("{0}")]
    Refused(String),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The files with secrets in them, by path.
    pub files: Vec<Finding>,
    /// What could not be read, and in which nothing was found.
    pub skipped: Vec<Skipped>,
    /// Archives that are damaged and could not be looked into; they are in `skipped` too.
    pub archives: u64,
    /// Destinations of forwarding with dead letters, which are not looked into either.
    pub dead_letters: u64,
}

impl Findings {
    /// How many secrets are in texts.
    #[must_use]
    pub fn secrets(&self) -> u64 {
        self.files.iter().map(|file| file.secrets.count()).sum()
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scrubbed {
    /// The name of the receipt in `.log`; `None` if there was nothing to do.
    pub receipt: Option<String>,
    /// What has no secrets any more.
    pub rewritten: Vec<PathBuf>,
    /// What still has some, and why.
    pub left: Vec<(PathBuf, Unscrubbable)>,
}

impl Scrubbed {
    /// Notes what came of a file.
    fn note(&mut self, finding: &Finding, result: Result<(), Unscrubbable>) {
        match result.err().or_else(|| finding.problem.clone()) {
            None => self.rewritten.push(finding.path.clone()),
            Some(why) => self.left.push((finding.path.clone(), why)),
        }
    }
}

/// Looks for secrets in the selected records, in those in the trash and in archives, and, if everything is selected, in requests that wait. Nothing is
/// changed by looking.
///
/// # Errors
/// If the store exists and can't be listed.
pub fn find(tracker: &ResponseTracker, selection: &Selection) -> Result<Findings, Error> {
    look(tracker, selection)
}

/// Rewrites what was found, and forgets what is cached of the store. A file that is not as it was found is left alone.
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store, [`Error::Storage`] if the receipt can't be written; then nothing was changed.
pub fn apply(tracker: &ResponseTracker, findings: &Findings, now: Timestamp) -> Result<Scrubbed, Error> {
    let mut scrubbed = Scrubbed::default();
    if findings.files.is_empty() {
        return Ok(scrubbed);
    }
    let layout = tracker.layout();
    let _lock = lock_settled(layout, "scrub")?;
    let mut receipt = Receipt::begin(layout, &findings.files, now)?;
    let mut in_trash = Vec::new();
    let (archived, files): (Vec<_>, Vec<_>) =
        findings.files.iter().partition(|finding| matches!(finding.area, Area::Archive { .. }));
    for group in files.chunk_by(|a, b| a.path.parent() == b.path.parent()) {
        for (finding, result) in group.iter().zip(rewrite(tracker, group)) {
            if let (Ok(stat), Area::Trash { receipt, path }) = (&result, &finding.area)
                && finding.problem.is_none()
            {
                in_trash.push((receipt.clone(), path.clone(), *stat));
            }
            scrubbed.note(finding, result.map(drop));
        }
    }
    for (finding, result) in archived.iter().zip(archives::rewrite(tracker, &archived, now)) {
        scrubbed.note(finding, result);
    }
    // A receipt of the trash that does not know the new sizes is no loss: they are told, not relied on.
    _ = note_rewritten(layout, &in_trash);
    tracker.options().cache.iter().for_each(|cache| cache.forget(layout));
    receipt.end(&scrubbed);
    scrubbed.receipt = Some(receipt.name);
    Ok(scrubbed)
}
