//! A change of a configuration file as text: what is there stays as it is, and is copied first.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::file::ConfigFile;
use super::{Severity, Sources, locate};

/// What a file says, and what it would say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, as it is named to people.
    pub path: PathBuf,
    /// Where that is.
    target: PathBuf,
    /// What it says now; `None` if there is none.
    pub before: Option<String>,
    /// What it would say.
    pub after: String,
}

/// Why a file can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is something in it that must be put right first.
    #[error("{0}")]
    Broken(String),
    /// It is laid out in a way that lines can't be put into.
    #[error("{}: can't be changed safely; put in by hand: {}", path.display(), lines.join(", "))]
    Layout {
        /// The file.
        path: PathBuf,
        /// What is to be put in.
        lines: Vec<String>,
    },
}

impl Edit {
    /// A change of the project's file, or the one given by flag, that changes nothing yet.
    ///
    /// # Errors
    /// It can't be read, or has mistakes.
    pub(super) fn begin(sources: &Sources) -> Result<Self, EditError> {
        Self::of(sources, &locate::files(sources).swap_remove(0).path)
    }

    /// The same of any file.
    ///
    /// # Errors
    /// It can't be read, or has mistakes.
    pub(super) fn of(sources: &Sources, path: &Path) -> Result<Self, EditError> {
        let target = sources.working_directory.join(path);
        let before = match fs::read_to_string(&target) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(EditError::Io { action: "read", path: path.to_owned(), source }),
        };
        let after = before.clone().unwrap_or_default();
        let file = ConfigFile::parse(path, &after);
        match file.problems.iter().find(|problem| problem.severity == Severity::Error) {
            Some(problem) => Err(EditError::Broken(problem.to_string())),
            None => Ok(Self { path: path.to_owned(), target, before, after }),
        }
    }

    /// The same, after which the file says this.
    pub(super) fn to(self, after: String) -> Self {
        Self { after, ..self }
    }

    /// What the file says now.
    pub(super) fn text(&self) -> &str {
        self.before.as_deref().unwrap_or_default()
    }

    /// Writes the file, after keeping a copy of what it was beside it; gives the copy's path if there was something to copy.
    ///
    /// # Errors
    /// If the system refuses; then the file is as it was.
    pub fn apply(&self) -> Result<Option<PathBuf>, EditError> {
        let failed = |action, path: &Path| {
            let path = path.to_owned();
            move |source| EditError::Io { action, path, source }
        };
        // A link to the file stays one.
        let target = fs::canonicalize(&self.target).unwrap_or_else(|_| self.target.clone());
        let directory = target.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory).map_err(failed("create", directory))?;
        let backup = match &self.before {
            Some(text) => Some(back_up(&self.path, &target, text).map_err(failed("write beside", &self.path))?),
            None => None,
        };
        write(&target, directory, &self.after).map_err(failed("write", &self.path))?;
        Ok(backup)
    }
}

/// Copies to the first free `<name>.bak`, `<name>.bak-1` and so on.
fn back_up(named: &Path, target: &Path, text: &str) -> io::Result<PathBuf> {
    let mut number = 0;
    loop {
        let ending = if number == 0 { ".bak".to_owned() } else { format!(".bak-{number}") };
        let beside = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(&ending);
            PathBuf::from(name)
        };
        match fs::File::create_new(beside(target)) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).and_then(|()| file.sync_all())?;
                fs::set_permissions(beside(target), fs::metadata(target)?.permissions())?;
                return Ok(beside(named));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

fn write(target: &Path, directory: &Path, text: &str) -> io::Result<()> {
    let mut temporary = tempfile::Builder::new().prefix(".tmp-").tempfile_in(directory)?;
    temporary.write_all(text.as_bytes())?;
    if let Ok(metadata) = fs::metadata(target) {
        fs::set_permissions(temporary.path(), metadata.permissions())?;
    }
    temporary.as_file().sync_all()?;
    temporary.persist(target).map_err(|error| error.error)?;
    Ok(())
}

/// A text as YAML: plain where nothing in it can be mistaken, else in double quotes, where YAML and JSON are the same.
pub(super) fn scalar(text: &str) -> String {
    const WORDS: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan"];
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    let is_path =
        text.starts_with(['/', '.']) && text.len() > 1 && !text[1..].starts_with(|c: char| c.is_ascii_digit());
    let begins = is_path || text.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_word = WORDS.contains(&text.to_ascii_lowercase().as_str())
        || text.eq_ignore_ascii_case(".inf")
        || text.eq_ignore_ascii_case(".nan");
    if begins && !is_word && text.chars().all(plain) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}
