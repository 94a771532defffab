//! Verification: every file read whole and held to the schema, without a word from any cache.

use std::path::{Path, PathBuf};

use super::archive;
use super::error::Error;
use super::layout::ARCHIVE;
use super::scan::{Found, Scan, Scanned, Skipped};
use super::select::Pattern;
use super::{ResponseTracker, UNKNOWN_SESSION};
use crate::record::{Problem, Verdict, Violation, names};

/// So many broken rules of a file are named.
const RULES: usize = 5;

/// Which files are verified: those that fit all of it. Empty lists fit everything.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Files and directories, by their paths below the store.
    pub paths: Vec<PathBuf>,
    /// Sessions: as the JSON says, of what can't be read as its place says.
    pub sessions: Vec<Pattern>,
}

impl Scope {
    fn has_path(&self, path: &Path) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|one| path.starts_with(one))
    }

    /// True if something in that directory, or all of it, may be meant.
    fn leads_to(&self, directory: &Path) -> bool {
        self.has_path(directory) || self.paths.iter().any(|one| one.starts_with(directory))
    }

    fn has_session(&self, path: &Path, told: Option<String>) -> bool {
        if self.sessions.is_empty() {
            return true;
        }
        let session = told.or_else(|| names::Hints::of(path).session);
        let session = session.as_deref().unwrap_or(UNKNOWN_SESSION);
        self.sessions.iter().any(|pattern| pattern.matches(session))
    }
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// How many files were meant.
    pub checked: u64,
    /// What is not as it must be, by path.
    pub damaged: Vec<Damaged>,
    /// Sound records in shapes that older tools wrote, with the rules that they break, by path.
    pub older: Vec<(PathBuf, Vec<Violation>)>,
}

/// A file that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// The path below the store.
    pub path: PathBuf,
    /// What is wrong with it.
    pub damage: Damage,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// It can't be read as a record.
    Unreadable(Problem),
    /// It can be read, and breaks rules of the schema.
    Invalid(Vec<Violation>),
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(problem) => write!(f, "{problem}"),
            Self::Invalid(broken) => {
                let rules: Vec<_> = broken.iter().take(RULES).map(ToString::to_string).collect();
                write!(f, "breaks the schema: {}", rules.join("; "))?;
                match broken.len().saturating_sub(RULES) {
                    0 => Ok(()),
                    more => write!(f, "; and {more} more"),
                }
            }
        }
    }
}

/// Verifies the record files of a store, on many threads, and its archives. Nothing is changed, and no cache asked.
///
/// # Errors
/// Only if the store itself can't be listed.
pub fn verify(tracker: &ResponseTracker, scope: &Scope) -> Result<Verified, Error> {
    let reader = tracker.reader();
    let scan = Scan::new(tracker.layout(), reader, tracker.options().progress.as_deref());
    let passed_over = |_: &mut Verified, file: Found<'_>| (!scope.has_path(&file.path())).then_some(Ok(()));
    let Scanned { found, skipped } = scan.visit_unknown(Verified::default, passed_over, |verified, file| {
        let path = file.path();
        let session = if scope.sessions.is_empty() { None } else { reader.summarise(file.bytes)?.session_id };
        if scope.has_session(&path, session) {
            verified.note(path, reader.judge(file.bytes)?);
        }
        Ok(())
    })?;
    let mut verified = found.into_iter().fold(Verified::default(), Verified::merge);
    let (archives, damaged_archives) = verify_archives(tracker, scope);
    let meant = |one: &Skipped| scope.has_path(&one.path) && scope.has_session(&one.path, None);
    let unreadable: Vec<_> = skipped.into_iter().filter(meant).collect();
    verified.checked += archives + u64::try_from(unreadable.len()).unwrap_or(u64::MAX);
    for Skipped { path, problem } in unreadable.into_iter().chain(damaged_archives) {
        verified.damaged.push(Damaged { path, damage: Damage::Unreadable(problem) });
    }
    verified.damaged.sort_by(|a, b| a.path.cmp(&b.path));
    verified.older.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(verified)
}

/// Decodes the archives that are meant, to their ends. Gives how many there are, and those that can't be used. If they can't be listed
/// their place counts as one.
pub(super) fn verify_archives(tracker: &ResponseTracker, scope: &Scope) -> (u64, Vec<Skipped>) {
    let (layout, reader) = (tracker.layout(), tracker.reader());
    let Scanned { found, mut skipped } = match archive::list(layout, reader) {
        Ok(listed) => listed,
        // Nobody knows which sessions they are of.
        Err(_) if !scope.leads_to(Path::new(ARCHIVE)) => return (0, Vec::new()),
        Err(error) => return (1, vec![archive::unlisted(layout, error)]),
    };
    skipped.retain(|one| scope.has_path(&one.path) && scope.has_session(&one.path, None));
    let mut checked = u64::try_from(skipped.len()).unwrap_or(u64::MAX);
    for archive in found {
        let path = layout.archive_below(&archive.name);
        if scope.has_path(&path) && scope.has_session(&path, Some(archive.session)) {
            let damage = match archive::verify(layout, &archive.name, reader) {
                Err(damage) if damage.is_absence() => continue,
                verified => verified.err(),
            };
            checked += 1;
            skipped.extend(damage.map(|damage| Skipped { path, problem: damage.into() }));
        }
    }
    (checked, skipped)
}

impl Verified {
    fn note(&mut self, path: PathBuf, verdict: Verdict) {
        self.checked += 1;
        match verdict {
            Verdict::Valid => {}
            Verdict::Older(broken) => self.older.push((path, broken)),
            Verdict::Invalid(broken) => self.damaged.push(Damaged { path, damage: Damage::Invalid(broken) }),
        }
    }

    fn merge(mut self, other: Self) -> Self {
        self.checked += other.checked;
        self.damaged.extend(other.damaged);
        self.older.extend(other.older);
        self
    }
}
