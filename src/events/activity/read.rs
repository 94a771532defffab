//! Reading the log of a session, whoever wrote it.

use std::path::Path;

use super::tally::Tally;
use crate::events::Read;
use crate::events::log::{self, ReadOptions};

/// Counts what a log says, compressed or not. A log that can't be opened is a problem like any other.
#[must_use]
pub fn read(path: &Path, options: &ReadOptions) -> Read<Tally> {
    let folded = log::fold(&[path.to_owned()], options, Tally::default);
    Read { found: folded.found, problems: folded.problems }
}
