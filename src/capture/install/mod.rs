//! The hooks in the clients' settings: put there, looked for, taken out.
//!
//! A settings file belongs to its user. It is therefore edited, not written anew: every byte that is not ours stays, with its
//! indentation, its comments and the order of its keys. A [`Plan`] says what would change; applying it replaces the file in one
//! step, after a copy was put beside it. Taking the hooks out again gives back the very bytes, unless the file was edited
//! since; then only the hooks go.

mod clients;
mod command;
mod document;
mod edit;
mod file;
mod hooks;
mod notify;
mod plan;
mod target;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use clients::{Places, Scope};
pub use command::{HookCommand, Program, Shell};
pub use plan::{Change, Plan};
pub use target::Target;

use crate::record::{JsonError, Kind};
use crate::store;
use file::SettingsFile;

/// What a settings file says about our hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// They are there, just as this executable would install them.
    Installed,
    /// They are there, but of another version, from another place or not all of them.
    OtherVersion,
    /// They are not there.
    NotInstalled,
}

/// What was found in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Whether the hooks are there.
    pub state: State,
    /// The command line of the first.
    pub command: Option<String>,
}

/// Looks for the hooks in a client's settings file. One that writes to another store than `command` names, if it names none, is
/// as good.
///
/// # Errors
/// A file that can't be read, or is not what the client's settings must be.
pub fn look(settings: &Path, target: Target, command: &HookCommand) -> Result<Found, Error> {
    let file = SettingsFile::read(settings)?;
    let text = file.text.as_deref().unwrap_or_default();
    let found = target.look(text, command.program(), |line| command.is_but_for_the_store(line));
    let (state, command) = found.map_err(|unfit| plan::refuse(settings, unfit))?;
    Ok(Found { state, command })
}

/// A settings file's text before and after, for the fuzzer.
#[doc(hidden)]
#[derive(Debug)]
pub struct Edited {
    /// The text with the hooks.
    pub with: String,
    /// What is found in that.
    pub state: State,
    /// The text when they were taken out again, and what is found in that; `None` if they were there before.
    pub without: Option<(String, State)>,
}

/// Puts the hooks into a text that may or may not be a settings file, and takes them out again; `None` if it is none.
#[doc(hidden)]
#[must_use]
pub fn edit_foreign(text: &str, target: Target, command: &HookCommand) -> Option<Edited> {
    let look = |text: &str| target.look(text, command.program(), |line| command.is_but_for_the_store(line)).ok();
    let (before, _) = look(text)?;
    let clean = match before {
        State::NotInstalled => text.to_owned(),
        _ => target.without(text, command.program(), None).ok()?,
    };
    let with = target.add(&clean, command.line()).ok()?;
    let (state, _) = look(&with)?;
    let was_absent = before == State::NotInstalled;
    let without = was_absent.then(|| target.without(&with, command.program(), Some(text)).ok()).flatten();
    let without = without.and_then(|text| look(&text).map(|(state, _)| (text, state)));
    Some(Edited { with, state, without })
}

/// Why a settings file is left as it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is not JSON, not even with comments.
    #[error("{} is not valid JSON: {source}", path.display())]
    NotJson {
        /// The settings file.
        path: PathBuf,
        /// The mistake.
        source: JsonError,
    },
    /// It is not UTF-8.
    #[error("{} is not UTF-8 text", path.display())]
    NotText {
        /// The settings file.
        path: PathBuf,
    },
    /// What should hold the hooks is something else.
    #[error("{}: {place} must be {wanted}, not {found}", path.display())]
    Shape {
        /// The settings file.
        path: PathBuf,
        /// What was looked at, such as `hooks.Stop`.
        place: String,
        /// What it is.
        found: Kind,
        /// What it must be.
        wanted: Kind,
    },
    /// The program that Codex notifies can't be set.
    #[error("{}: {why}", path.display())]
    Notify {
        /// The settings file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It is a directory, a device or the like.
    #[error("{} is not a regular file", path.display())]
    NotAFile {
        /// The settings file.
        path: PathBuf,
    },
    /// It is a link to nothing.
    #[error("{} is a link that leads nowhere", path.display())]
    Dangling {
        /// The link.
        path: PathBuf,
    },
    /// Its mode forbids writing.
    #[error("{} is read-only", path.display())]
    ReadOnly {
        /// The settings file.
        path: PathBuf,
    },
    /// Someone else changed it between reading and writing.
    #[error("{} was changed by another program meanwhile", path.display())]
    Changed {
        /// The settings file.
        path: PathBuf,
    },
    /// A path that a command line in JSON can't hold: it is not UTF-8, or has a NUL.
    #[error("the path {} can't be written into a settings file", path.display())]
    Unspeakable {
        /// The executable or the store.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error(transparent)]
    Storage(#[from] store::Error),
}
