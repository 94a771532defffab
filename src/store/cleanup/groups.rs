//! Files by their directories, and as many threads for them as are worth it.

use super::receipt::Filed;
use super::store_path::StorePath;
use crate::store::threads::on_threads;

/// With fewer files than this, starting threads takes longer than they save.
const WORTH_THREADS: usize = 1024;
/// So many directories are worked on at once, however few processors there are: whoever deletes mostly waits for the journal of the file system
/// (`docs/performance.md`).
const THREADS: usize = 16;

/// Files of one directory, which is given by the first of them; there is one.
pub(super) type Group<'a> = &'a [&'a Filed];

/// Does something with the files of each directory. They must be ordered by directory; the results are in that order.
pub(super) fn each_directory<R: Send>(files: &[&Filed], act: impl Fn(Group<'_>) -> R + Sync) -> Vec<R> {
    let groups: Vec<Group<'_>> = files.chunk_by(|a, b| a.path.is_beside(&b.path)).collect();
    let threads = if files.len() < WORTH_THREADS { 1 } else { THREADS };
    on_threads(threads, &groups, |group| act(group))
}

/// The same with directories alone.
pub(super) fn each_folder<R: Send>(
    files: usize,
    folders: &[StorePath],
    act: impl Fn(&StorePath) -> R + Sync,
) -> Vec<R> {
    let threads = if files < WORTH_THREADS { 1 } else { THREADS };
    on_threads(threads, folders, act)
}
