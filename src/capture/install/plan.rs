//! What an installation changes, decided apart from doing it.

use std::path::{Path, PathBuf};

use super::command::{HookCommand, Program};
use super::file::{Backup, SettingsFile};
use super::hooks::Unfit;
use super::target::Target;
use super::{Error, State};

/// What happens to a settings file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The hooks are added.
    Install,
    /// Hooks of another version, or an incomplete set, give way to ours.
    Update,
    /// The hooks are taken out.
    Remove,
    /// Everything is as it should be.
    Nothing,
}

/// A change to a settings file that has been decided, but not made.
#[derive(Debug)]
#[must_use = "a plan changes nothing until it is applied"]
pub struct Plan {
    file: SettingsFile,
    change: Change,
    after: Option<String>,
    /// A copy that is not needed any more, since the file becomes the same.
    spent: Option<PathBuf>,
}

impl Plan {
    /// Decides how a client's settings file gets the hooks.
    ///
    /// # Errors
    /// A file that can't be read, or is not what the client's settings must be.
    pub fn install(settings: &Path, target: Target, command: &HookCommand) -> Result<Self, Error> {
        let file = SettingsFile::read(settings)?;
        let current = file.text.clone().unwrap_or_default();
        let unfit = |unfit| refuse(&file.path, unfit);
        let (state, _) = target.look(&current, command.program(), |line| line == command.line()).map_err(unfit)?;
        let (change, base) = match state {
            State::Installed => return Ok(Self::nothing(file)),
            State::NotInstalled => (Change::Install, current),
            State::OtherVersion => {
                let clean = Clean::of(&file, &current, target, command.program()).map_err(unfit)?;
                (Change::Update, clean.text.unwrap_or_default())
            }
        };
        let after = target.add(&base, command.line()).map_err(unfit)?;
        Ok(Self { file, change, after: Some(after), spent: None })
    }

    /// Decides how the hooks get out of a client's settings file.
    ///
    /// # Errors
    /// A file that can't be read, or is not what the client's settings must be.
    pub fn uninstall(settings: &Path, target: Target, program: &Program) -> Result<Self, Error> {
        let file = SettingsFile::read(settings)?;
        let current = file.text.clone().unwrap_or_default();
        let unfit = |unfit| refuse(&file.path, unfit);
        let (state, _) = target.look(&current, program, |_| true).map_err(unfit)?;
        if state == State::NotInstalled {
            return Ok(Self::nothing(file));
        }
        let clean = Clean::of(&file, &current, target, program).map_err(unfit)?;
        Ok(Self { file, change: Change::Remove, after: clean.text, spent: clean.spent })
    }

    fn nothing(file: SettingsFile) -> Self {
        let after = file.text.clone();
        Self { file, change: Change::Nothing, after, spent: None }
    }

    /// The settings file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// What happens to it.
    #[must_use]
    pub fn change(&self) -> Change {
        self.change
    }

    /// Its text now; `None` if there is no such file.
    #[must_use]
    pub fn before(&self) -> Option<&str> {
        self.file.text.as_deref()
    }

    /// Its text afterwards; `None` if there will be no such file.
    #[must_use]
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// Makes the change, and gives the path of the copy that holds the file as it was before the first one.
    ///
    /// # Errors
    /// A file that is read-only or was changed since it was read, and whatever the operating system refuses. The file is then as
    /// it was.
    pub fn apply(&self) -> Result<Option<PathBuf>, Error> {
        let backup = match self.change {
            Change::Nothing => return Ok(None),
            Change::Install if self.file.text.is_some() => {
                self.file.writable()?;
                self.file.back_up()?
            }
            Change::Install | Change::Update | Change::Remove => None,
        };
        match &self.after {
            Some(text) => self.file.write(text)?,
            None => self.file.delete()?,
        }
        if let Some(spent) = &self.spent {
            // The settings are in place; a copy too many does no harm.
            _ = std::fs::remove_file(spent);
        }
        Ok(backup)
    }
}

/// A refusal with the file's name.
pub(super) fn refuse(path: &Path, unfit: Unfit) -> Error {
    let path = path.to_owned();
    match unfit {
        Unfit::NotJson(source) => Error::NotJson { path, source },
        Unfit::Shape { place, found, wanted } => Error::Shape { path, place, found, wanted },
        Unfit::Notify(why) => Error::Notify { path, why },
    }
}

/// A settings file without our hooks.
struct Clean {
    text: Option<String>,
    spent: Option<PathBuf>,
}

impl Clean {
    /// If nobody but us changed the file since, it becomes again what it was, to the byte: the copy, or the missing file, that
    /// becomes the present text when the hooks are added. Otherwise only our hooks go.
    fn of(file: &SettingsFile, current: &str, target: Target, program: &Program) -> Result<Self, Unfit> {
        let backups = file.backups();
        let (_, installed) = target.look(current, program, |_| true)?;
        let becomes = |text: &str| {
            let added = installed.as_ref().and_then(|command| target.add(text, command).ok());
            added.is_some_and(|added| added == current)
        };
        if let Some(Backup { path, text }) = backups.iter().find(|backup| becomes(&backup.text)) {
            return Ok(Self { text: Some(text.clone()), spent: Some(path.clone()) });
        }
        if becomes("") && !file.is_link() {
            return Ok(Self { text: None, spent: None });
        }
        let before = backups.first().map(|backup| backup.text.as_str());
        Ok(Self { text: Some(target.without(current, program, before)?), spent: None })
    }
}
