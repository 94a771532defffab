//! A settings file on disk: read, kept a copy of, replaced whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::Error;
use crate::store;

/// What the name of a copy ends with; the second copy's has `.1` behind it, and so on.
const BACKUP: &str = ".responses-backup";

/// A settings file as it was when it was read.
#[derive(Debug)]
pub(super) struct SettingsFile {
    /// The path that the client knows.
    pub(super) path: PathBuf,
    /// The file itself, if the path is a link.
    target: PathBuf,
    /// What it holds; `None` if there is no such file.
    pub(super) text: Option<String>,
}

/// A copy of a settings file.
#[derive(Debug)]
pub(super) struct Backup {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl SettingsFile {
    /// Reads a file. One that is missing is none; one that is no file, or a link to nowhere, is refused.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let target = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) if missing(&error) && path.symlink_metadata().is_err() => {
                return Ok(Self { path: path.to_owned(), target: path.to_owned(), text: None });
            }
            Err(error) if missing(&error) => return Err(Error::Dangling { path: path.to_owned() }),
            Err(error) => return Err(storage("read", path)(error)),
        };
        // A FIFO would keep us waiting for ever.
        if !target.metadata().map_err(storage("read", path))?.is_file() {
            return Err(Error::NotAFile { path: path.to_owned() });
        }
        let bytes = fs::read(&target).map_err(storage("read", path))?;
        let text = String::from_utf8(bytes).map_err(|_| Error::NotText { path: path.to_owned() })?;
        Ok(Self { path: path.to_owned(), target, text: Some(text) })
    }

    /// True if other names may lead to the file, so that it is not ours to delete.
    pub(super) fn is_link(&self) -> bool {
        self.path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink())
    }

    /// The copies that were made of it, the newest first. One that can't be read tells nothing.
    pub(super) fn backups(&self) -> Vec<Backup> {
        let paths = self.backup_numbers().into_iter().map(|number| self.backup_path(number));
        paths.filter_map(|path| fs::read_to_string(&path).ok().map(|text| Backup { path, text })).collect()
    }

    /// The numbers of the copies, the highest first.
    fn backup_numbers(&self) -> Vec<u64> {
        let first = self.backup_path(0);
        let first = first.file_name().unwrap_or_default().to_string_lossy();
        let number = |entry: fs::DirEntry| {
            let name = entry.file_name();
            let rest = name.to_str()?.strip_prefix(&*first)?;
            let number = if rest.is_empty() { Some(0) } else { rest.strip_prefix('.')?.parse().ok() };
            number.filter(|_| entry.file_type().is_ok_and(|kind| kind.is_file()))
        };
        let entries = fs::read_dir(parent(&self.path)).into_iter().flatten();
        let mut numbers: Vec<u64> = entries.filter_map(|entry| number(entry.ok()?)).collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers
    }

    fn backup_path(&self, number: u64) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(BACKUP);
        if number > 0 {
            name.push(format!(".{number}"));
        }
        self.path.with_file_name(name)
    }

    /// Makes a copy of the file as it was read, unless there is one already, and gives the copy's path.
    pub(super) fn back_up(&self) -> Result<Option<PathBuf>, Error> {
        let Some(text) = &self.text else { return Ok(None) };
        if let Some(backup) = self.backups().into_iter().find(|backup| backup.text == *text) {
            return Ok(Some(backup.path));
        }
        let metadata = self.target.metadata().map_err(storage("read", &self.path))?;
        let path = self.backup_path(self.backup_numbers().first().map_or(0, |highest| highest + 1));
        let temporary = temporary(&path, text, Some(&metadata))?;
        temporary.persist_noclobber(&path).map_err(|error| storage("create", &path)(error.error))?;
        Ok(Some(path))
    }

    /// Replaces the file's content, or creates the file.
    pub(super) fn write(&self, text: &str) -> Result<(), Error> {
        let directory = parent(&self.target);
        if self.text.is_none() {
            fs::create_dir_all(directory).map_err(storage("create", directory))?;
            let temporary = temporary(&self.target, text, None)?;
            temporary.persist_noclobber(&self.target).map_err(|error| match error.error.kind() {
                io::ErrorKind::AlreadyExists => Error::Changed { path: self.path.clone() },
                _ => storage("create", &self.path)(error.error),
            })?;
        } else {
            let metadata = self.writable()?;
            let temporary = temporary(&self.target, text, Some(&metadata))?;
            self.check_unchanged()?;
            temporary.persist(&self.target).map_err(|error| storage("replace", &self.path)(error.error))?;
        }
        sync(directory).map_err(storage("sync", directory))
    }

    /// Deletes the file, and its directory if that is empty now.
    pub(super) fn delete(&self) -> Result<(), Error> {
        self.writable()?;
        self.check_unchanged()?;
        fs::remove_file(&self.path).map_err(storage("delete", &self.path))?;
        _ = fs::remove_dir(parent(&self.path));
        Ok(())
    }

    /// A rename would replace a read-only file all the same, but whoever made it so meant it.
    pub(super) fn writable(&self) -> Result<Metadata, Error> {
        let metadata = self.target.metadata().map_err(storage("read", &self.path))?;
        if metadata.permissions().readonly() {
            return Err(Error::ReadOnly { path: self.path.clone() });
        }
        Ok(metadata)
    }

    /// Clients write their settings too; what they wrote meanwhile must not get lost.
    fn check_unchanged(&self) -> Result<(), Error> {
        let now = fs::read(&self.target).map_err(storage("read", &self.path))?;
        let same = self.text.as_ref().is_some_and(|text| text.as_bytes() == now);
        if same { Ok(()) } else { Err(Error::Changed { path: self.path.clone() }) }
    }
}

/// A file with that content, durable, under a name of its own beside `beside`; its mode is that of the old file.
fn temporary(beside: &Path, text: &str, old: Option<&Metadata>) -> Result<NamedTempFile, Error> {
    let failed = |error| storage("write to", parent(beside))(error);
    let mut builder = Builder::new();
    builder.prefix(".responses-").suffix(".tmp");
    #[cfg(unix)]
    if old.is_none() {
        // Settings hold no secrets of ours: the mode is what the user's umask makes of it.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(parent(beside)).map_err(failed)?;
    let file = temporary.as_file_mut();
    file.write_all(text.as_bytes()).map_err(failed)?;
    if let Some(old) = old {
        take_after(file, old).map_err(failed)?;
    }
    file.sync_all().map_err(failed)?;
    Ok(temporary)
}

/// Gives a file the mode of another, and its owner where this process may.
fn take_after(file: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            // Only the superuser may give files away; for others the file becomes their own, as with any editor.
            _ = std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()));
        }
    }
    file.set_permissions(old.permissions())
}

fn sync(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn storage(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error + use<> {
    let path = path.to_owned();
    move |source| store::Error::Storage { action, path, source }.into()
}
