//! Finding the configuration files and the store.

use std::path::{Path, PathBuf};

use super::file::ConfigFile;
use super::keys::{BASE_DIR, SESSION_DIRECTORY, STORAGE_DIR};
use super::layers::{Layers, Names};
use super::setting::{Origin, Setting};
use super::{Sources, values, variables};

const PROJECT_DIR: &str = ".claude-mpm";
const PROJECT_FILE: &str = "configuration.yaml";

/// What a configuration file is to the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It was named by `--config`.
    Given,
    /// It belongs to the project that the working directory is in.
    Project,
    /// It belongs to the user.
    User,
}

/// A file that is looked at, whether it is there or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    /// What it is to the process.
    pub role: Role,
    /// Where it is.
    pub path: PathBuf,
}

/// The files that are looked at, the strongest first: the one given by flag or else the nearest project's upwards from the
/// working directory, then the user's. Without a project's it is the one that the working directory could have.
#[must_use]
pub fn files(sources: &Sources) -> Vec<FilePlace> {
    let project = || upwards(&sources.working_directory, PROJECT_FILE, Path::is_file);
    let first = match &sources.config_flag {
        Some(path) => FilePlace { role: Role::Given, path: path.clone() },
        None => FilePlace {
            role: Role::Project,
            path: project().unwrap_or_else(|| Path::new(PROJECT_DIR).join(PROJECT_FILE)),
        },
    };
    let user = sources.config_home.as_ref().map(|home| home.join("responses/config.yaml"));
    [Some(first), user.map(|path| FilePlace { role: Role::User, path })].into_iter().flatten().collect()
}

/// Reads the files that are there. One that was named must be there.
pub(super) fn read(sources: &Sources) -> Vec<ConfigFile> {
    let from = &sources.working_directory;
    let read = |place: FilePlace| match place.role {
        Role::Given => Some(ConfigFile::read(&place.path, from)),
        Role::Project | Role::User => ConfigFile::read_if_there(&place.path, from),
    };
    files(sources).into_iter().filter_map(read).collect()
}

/// The store's directory and what named it.
pub(super) fn store(sources: &Sources, layers: &mut Layers<'_>) -> Setting<PathBuf> {
    let names = Names {
        variable: None,
        keys: &[STORAGE_DIR, BASE_DIR, SESSION_DIRECTORY],
        deprecated: Some((variables::SESSION_DIR, SESSION_DIRECTORY)),
    };
    // Asked first, so that what is wrong in a file shows even where something stronger hides it.
    let written = layers.named(names, values::text);
    if let Some(dir) = &sources.dir_flag {
        return Setting { value: dir.clone(), origin: Origin::Flag };
    }
    if let Some(dir) = layers.variables.path(variables::DIR) {
        return Setting { value: dir.into(), origin: Origin::Environment(variables::DIR) };
    }
    if let Some(Setting { value, origin }) = written {
        return Setting { value: expand(&value, base(&origin, sources), sources.home.as_deref()), origin };
    }
    match upwards(&sources.working_directory, "responses", Path::is_dir) {
        Some(value) => Setting { value, origin: Origin::Found },
        None => Setting { value: Path::new(PROJECT_DIR).join("responses"), origin: Origin::Default },
    }
}

/// What a relative path is relative to: in a project's file the directory above `.claude-mpm`, in the user's the home directory,
/// in a variable the working directory.
pub(super) fn base<'a>(origin: &'a Origin, sources: &'a Sources) -> &'a Path {
    let Origin::File { path, .. } = origin else { return Path::new("") };
    let user = sources.config_home.as_ref().is_some_and(|home| path.starts_with(home));
    match &sources.home {
        Some(home) if user && sources.config_flag.as_ref() != Some(path) => home,
        _ => project_root(path),
    }
}

/// The directory above `.claude-mpm`; the file's own directory if it is in no such.
pub(super) fn project_root(file: &Path) -> &Path {
    let directory = file.parent().unwrap_or(Path::new(""));
    match directory.file_name() {
        Some(name) if name == PROJECT_DIR => directory.parent().unwrap_or(directory),
        _ => directory,
    }
}

/// The nearest `.claude-mpm/<name>` at or above a directory. Relative to it if it is right there, so that what is printed stays short.
fn upwards(from: &Path, name: &str, is: fn(&Path) -> bool) -> Option<PathBuf> {
    let nearest = from.ancestors().map(|dir| dir.join(PROJECT_DIR).join(name)).find(|path| is(path))?;
    Some(nearest.strip_prefix(from).map(Path::to_owned).unwrap_or(nearest))
}

/// A path from a file or variable: `~/` is the home directory, anything relative is taken from `base`.
pub(super) fn expand(text: &str, base: &Path, home: Option<&Path>) -> PathBuf {
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => base.join(text),
    }
}
