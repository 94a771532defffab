//! Rewriting files in place, one directory at a time.

use std::io;
use std::path::Path;

use super::text::scrub;
use super::{Finding, Unscrubbable};
use crate::record::Secrets;
use crate::store::ResponseTracker;
use crate::store::files::{Directory, Replaced, Stat};
use crate::store::scan::read_capped;

/// Rewrites the files of one directory, and gives what the file system says of each then. They are durable, with their names, when this
/// returns.
pub(super) fn rewrite(tracker: &ResponseTracker, group: &[&Finding]) -> Vec<Result<Stat, Unscrubbable>> {
    let refused = |error: &io::Error| Unscrubbable::Refused(error.to_string());
    let parent = group.first().and_then(|finding| finding.path.parent()).unwrap_or(Path::new(""));
    let directory = Directory::open(tracker.layout().base()).and_then(|base| base.open_below(parent));
    let directory = match directory {
        Ok(directory) => directory,
        Err(error) => return group.iter().map(|_| Err(refused(&error))).collect(),
    };
    let mut results: Vec<_> = group.iter().map(|finding| one(tracker, &directory, finding)).collect();
    if let Err(error) = directory.sync() {
        // After a crash the old file could be back.
        results = group.iter().map(|_| Err(refused(&error))).collect();
    }
    results
}

fn one(tracker: &ResponseTracker, directory: &Directory, finding: &Finding) -> Result<Stat, Unscrubbable> {
    if !finding.can_be_rewritten() {
        return Ok(finding.stat);
    }
    let name = finding.path.file_name().unwrap_or_default();
    let refused = |error: io::Error| Unscrubbable::Refused(error.to_string());
    let (file, stat) = directory.open_regular(name).map_err(|_| Unscrubbable::Changed)?;
    if stat != finding.stat {
        return Err(Unscrubbable::Changed);
    }
    let unreadable = |problem: crate::record::Problem| Unscrubbable::Refused(problem.to_string());
    let bytes = read_capped(file, stat.bytes, tracker.reader().max_bytes).map_err(unreadable)?;
    let Some(scrubbed) = scrub(&bytes, tracker.reader(), &mut Secrets::default()).map_err(unreadable)? else {
        return Ok(stat);
    };
    match directory.replace_seen(name, &scrubbed, &stat).map_err(refused)? {
        Replaced::Yes => directory.stat(name).map_err(refused)?.ok_or(Unscrubbable::Changed),
        Replaced::Changed => Err(Unscrubbable::Changed),
    }
}
