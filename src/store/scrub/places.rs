//! Where secrets may lie in a store, and looking there.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::text::{scrub, secrets_in};
use super::{Finding, Findings, Unscrubbable, archives};
use crate::record::{Problem, Secrets, holds_secret};
use crate::store::archive::ArchiveName;
use crate::store::cleanup::{ReceiptId, TrashDir};
use crate::store::files::{Directory, Kind, Stat};
use crate::store::scan::{Scan, Visited, read_capped};
use crate::store::{Entry, Error, Layout, ResponseTracker, Scanned, Selection, Skipped};

/// The part of the store that a file belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Area {
    /// A record.
    Records,
    /// A record that was cleared, with its path below the files of its receipt.
    Trash { receipt: ReceiptId, path: PathBuf },
    /// A record in an archive, with its path below the store.
    Archive { name: ArchiveName, path: PathBuf },
    /// A request that waits for its answer.
    Pending,
}

/// Looks at all places.
pub(super) fn look(tracker: &ResponseTracker, selection: &Selection) -> Result<Findings, Error> {
    let layout = tracker.layout();
    let mut findings = Findings { dead_letters: dead_letters(layout), ..Findings::default() };
    tree(tracker, layout, selection, &mut findings, |path| (Area::Records, path.to_owned()))?;
    if let Some(trash) = TrashDir::open(layout)? {
        for receipt in trash.receipts()?.0 {
            let name = receipt.to_string();
            let files = Layout::new(layout.trashed(name.as_ref(), Path::new("")));
            tree(tracker, &files, selection, &mut findings, |path| {
                let below = layout.trashed(name.as_ref(), path);
                let below = layout.relative(&below).unwrap_or(path).to_owned();
                (Area::Trash { receipt: receipt.clone(), path: path.to_owned() }, below)
            })?;
        }
    }
    archives::look(tracker, selection, &mut findings);
    if *selection == Selection::all() {
        pending(tracker, &mut findings)?;
    }
    findings.files.sort_by(|a, b| (a.path.parent(), &a.path).cmp(&(b.path.parent(), &b.path)));
    findings.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(findings)
}

/// Looks at every record below a directory. `place` says where in the store a path is.
fn tree(
    tracker: &ResponseTracker,
    layout: &Layout,
    selection: &Selection,
    findings: &mut Findings,
    place: impl Fn(&Path) -> (Area, PathBuf) + Sync,
) -> Result<(), Error> {
    let scan = Scan::new(layout, tracker.reader(), tracker.options().progress.as_deref());
    let each = |found: &mut Vec<Finding>, file: Visited<'_>| {
        let path = file.path();
        let stored = Stored { bytes: file.bytes, modified: file.stat.modified.map(SystemTime::from) };
        if let Some(Told { secrets, problem }) = look_at(tracker, selection, &path, stored)? {
            let (area, path) = place(&path);
            found.push(Finding { path, secrets, problem, area, stat: *file.stat });
        }
        Ok(())
    };
    let Scanned { found, skipped } = scan.visit(Vec::new, each)?;
    findings.files.extend(found.into_iter().flatten());
    let below = |one: Skipped| Skipped { path: place(&one.path).1, problem: one.problem };
    findings.skipped.extend(skipped.into_iter().map(below));
    Ok(())
}

/// A record as it is stored.
#[derive(Clone, Copy)]
pub(super) struct Stored<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) modified: Option<SystemTime>,
}

/// What there is to tell of a record.
pub(super) struct Told {
    pub(super) secrets: Secrets,
    pub(super) problem: Option<Unscrubbable>,
}

/// What secrets there are in a record and its path; `None` if there are none.
///
/// # Errors
/// Why it can't be read, if nothing was found in it.
pub(super) fn look_at(
    tracker: &ResponseTracker,
    selection: &Selection,
    path: &Path,
    stored: Stored<'_>,
) -> Result<Option<Told>, Problem> {
    let Judged { secrets, problem, unreadable } = judge(tracker, selection, path, stored)?;
    let named = holds_secret(&path.to_string_lossy());
    if secrets.is_empty() && (!named || unreadable.is_some()) {
        return unreadable.map_or(Ok(None), Err);
    }
    Ok(Some(Told { secrets, problem: problem.or(named.then_some(Unscrubbable::InName)) }))
}

/// What a file holds.
#[derive(Default)]
struct Judged {
    secrets: Secrets,
    problem: Option<Unscrubbable>,
    unreadable: Option<Problem>,
}

fn judge(tracker: &ResponseTracker, selection: &Selection, path: &Path, stored: Stored<'_>) -> Result<Judged, Problem> {
    let reader = tracker.reader();
    let summary = match reader.summarise(stored.bytes) {
        Ok(summary) => summary,
        // What can't be read is in no selection but the whole.
        Err(problem) if *selection != Selection::all() => return Err(problem),
        Err(problem) => {
            let secrets = secrets_in(stored.bytes, reader);
            let why = Unscrubbable::Unreadable(problem.to_string());
            return Ok(Judged { secrets, problem: Some(why), unreadable: Some(problem) });
        }
    };
    let size = u64::try_from(stored.bytes.len()).unwrap_or(u64::MAX);
    if !selection.matches(&Entry::new(path.to_owned(), size, stored.modified, summary)) {
        return Ok(Judged::default());
    }
    let mut secrets = Secrets::default();
    scrub(stored.bytes, reader, &mut secrets)?;
    Ok(Judged { secrets, ..Judged::default() })
}

/// Looks at what waits for hooks.
fn pending(tracker: &ResponseTracker, findings: &mut Findings) -> Result<(), Error> {
    let place = tracker.layout().pending();
    let directory = match Directory::open(&place) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(Error::storage("open", &place))?,
    };
    for name in directory.names().map_err(Error::storage("read", &place))? {
        let full = tracker.layout().pending_file(&name);
        let path = tracker.layout().relative(&full).unwrap_or(&full).to_owned();
        let is_file = directory.stat(&name).is_ok_and(|stat| stat.is_some_and(|stat| stat.kind == Kind::File));
        // Its hook may have taken it meanwhile.
        let Some((file, stat)) = is_file.then(|| directory.open_regular(&name).ok()).flatten() else { continue };
        match read_capped(file, stat.bytes, tracker.reader().max_bytes) {
            Ok(bytes) => findings.files.extend(waiting(tracker, path, stat, &bytes)),
            Err(problem) => findings.skipped.push(Skipped { path, problem }),
        }
    }
    Ok(())
}

/// What is found in a request that waits.
fn waiting(tracker: &ResponseTracker, path: PathBuf, stat: Stat, bytes: &[u8]) -> Option<Finding> {
    let mut secrets = Secrets::default();
    let problem = scrub(bytes, tracker.reader(), &mut secrets).err();
    if problem.is_some() {
        secrets = secrets_in(bytes, tracker.reader());
    }
    let problem = problem.map(|problem| Unscrubbable::Unreadable(problem.to_string()));
    (!secrets.is_empty()).then_some(Finding { path, secrets, problem, area: Area::Pending, stat })
}

/// How many destinations have what they would not take, which holds records as they were sent.
fn dead_letters(layout: &Layout) -> u64 {
    let names = Directory::open(&layout.forward(OsStr::new(""))).and_then(|directory| directory.names());
    let has = |name: &&OsString| layout.forward_file(name, "dead-letters.ndjson").symlink_metadata().is_ok();
    u64::try_from(names.unwrap_or_default().iter().filter(has).count()).unwrap_or(u64::MAX)
}
