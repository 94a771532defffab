//! A walk through everything in a directory, by descriptors: no link is followed, no other file system entered, nothing but
//! directories opened. Each waits by its path, so that no depth uses up descriptors.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::files::{Directory, Stat};
use super::scan::{Skipped, why_not_opened};

/// What stands under a name.
pub(super) struct Node<'a> {
    /// The directory it is in.
    pub(super) directory: &'a Directory,
    /// The path of that directory below the one where the walk began.
    pub(super) parent: &'a Path,
    /// Its name there.
    pub(super) name: &'a OsStr,
    /// What it is.
    pub(super) stat: Stat,
}

impl Node<'_> {
    /// The path below the directory where the walk began.
    pub(super) fn path(&self) -> PathBuf {
        self.parent.join(self.name)
    }
}

/// What is to be done with a directory that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// What is in it is shown too.
    Enter,
    /// It is passed over.
    Pass,
}

/// Shows everything below `base` at the path `from`, and what could not be looked at. What is shown and goes meanwhile is passed over.
pub(super) fn walk(base: &Directory, from: &Path, mut show: impl FnMut(Result<Node<'_>, Skipped>) -> Step) {
    let mut waiting = vec![from.to_owned()];
    while let Some(parent) = waiting.pop() {
        let opened = base.open_below(&parent).and_then(|directory| Ok((directory.names()?, directory)));
        let (names, directory) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                show(Err(Skipped { path: parent, problem: why_not_opened(&error) }));
                continue;
            }
        };
        for name in names {
            let node = match directory.stat(&name) {
                Ok(Some(stat)) => Ok(Node { directory: &directory, parent: &parent, name: &name, stat }),
                Ok(None) => continue,
                Err(error) => Err(Skipped { path: parent.join(&name), problem: why_not_opened(&error) }),
            };
            if show(node) == Step::Enter {
                waiting.push(parent.join(&name));
            }
        }
    }
}
