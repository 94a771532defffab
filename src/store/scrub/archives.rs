//! Secrets in archives: looked for in every member, and taken out by writing the archive anew.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use jiff::Timestamp;

use super::places::{Area, Stored, Told, look_at};
use super::text::scrub;
use super::{Finding, Findings, Unscrubbable};
use crate::record::Secrets;
use crate::store::archive::{self, ArchiveName, Change, Damage, Limits};
use crate::store::files::{Replaced, Stat};
use crate::store::threads::on_threads;
use crate::store::{Error, ResponseTracker, Selection, Skipped};

/// Looks into every archive.
pub(super) fn look(tracker: &ResponseTracker, selection: &Selection, findings: &mut Findings) {
    let names = archive::names(tracker.layout()).unwrap_or_else(|error| {
        findings.archives += 1;
        findings.skipped.push(archive::unlisted(tracker.layout(), error));
        Vec::new()
    });
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let looked = on_threads(processors, &names, |name| look_into(tracker, selection, name));
    for (name, looked) in names.iter().zip(looked) {
        match looked {
            Ok((found, skipped)) => {
                findings.files.extend(found);
                findings.skipped.extend(skipped);
            }
            Err(damage) if damage.is_absence() => {}
            Err(damage) => {
                findings.archives += 1;
                let path = tracker.layout().archive_below(name);
                findings.skipped.push(Skipped { path, problem: damage.into() });
            }
        }
    }
}

/// What is found in one archive, and what in it can't be read.
fn look_into(
    tracker: &ResponseTracker,
    selection: &Selection,
    name: &ArchiveName,
) -> Result<(Vec<Finding>, Vec<Skipped>), Damage> {
    let below = tracker.layout().archive_below(name);
    let (mut found, mut skipped) = (Vec::new(), Vec::new());
    let limits = Limits::of(tracker.reader());
    let stat = archive::all_members(tracker.layout(), name, limits, |member, modified, bytes| {
        let path = below.join(member);
        match look_at(tracker, selection, &path, Stored { bytes, modified: Some(modified) }) {
            Ok(told) => found.extend(told.map(|told| (member.to_owned(), path, told))),
            Err(problem) => skipped.push(Skipped { path, problem }),
        }
    })?;
    let finding = |(member, path, Told { secrets, problem }): (PathBuf, PathBuf, Told)| {
        let problem = problem.map(|problem| match problem {
            Unscrubbable::InName => Unscrubbable::InArchivedName,
            other => other,
        });
        Finding { path, secrets, problem, area: Area::Archive { name: name.clone(), path: member }, stat }
    };
    Ok((found.into_iter().map(finding).collect(), skipped))
}

/// Takes secrets out of archives, and says of each finding in its order what came of that.
pub(super) fn rewrite(
    tracker: &ResponseTracker,
    findings: &[&Finding],
    now: Timestamp,
) -> Vec<Result<(), Unscrubbable>> {
    let mut wanted: BTreeMap<&ArchiveName, (Stat, BTreeSet<&Path>)> = BTreeMap::new();
    for (finding, (name, path)) in findings.iter().filter_map(|finding| Some((finding, place(finding)?))) {
        if finding.can_be_rewritten() {
            wanted.entry(name).or_insert_with(|| (finding.stat, BTreeSet::new())).1.insert(path);
        }
    }
    let content = |name: &ArchiveName, path: &Path, bytes: &[u8]| {
        let is_wanted = wanted.get(name).is_some_and(|(_, paths)| paths.contains(path));
        if is_wanted { scrub(bytes, tracker.reader(), &mut Secrets::default()) } else { Ok(None) }
    };
    let change = Change { limits: Limits::of(tracker.reader()), now, content: &content };
    let archives: Vec<_> = wanted.iter().map(|(name, (stat, _))| ((*name).clone(), *stat)).collect();
    let refused = |error: &Error| Unscrubbable::Refused(error.to_string());
    let results = match archive::rewrite(tracker.layout(), &archives, &change) {
        Ok(results) => results,
        Err(error) => return findings.iter().map(|_| Err(refused(&error))).collect(),
    };
    let outcomes: BTreeMap<_, _> = wanted.keys().copied().zip(results).collect();
    let outcome = |finding: &&Finding| match place(finding).and_then(|(name, _)| outcomes.get(name)) {
        // There was nothing in it that a rewrite could take out.
        None | Some(Ok(Replaced::Yes)) => Ok(()),
        Some(Ok(Replaced::Changed)) => Err(Unscrubbable::Changed),
        Some(Err(error)) => Err(refused(error)),
    };
    findings.iter().map(outcome).collect()
}

/// The archive and the path in it.
fn place(finding: &Finding) -> Option<(&ArchiveName, &Path)> {
    match &finding.area {
        Area::Archive { name, path } => Some((name, path)),
        _ => None,
    }
}
