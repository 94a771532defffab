//! Finding the configuration file and the store.

use std::path::{Path, PathBuf};

use super::{ConfigFile, Origin, Sources, expand};

const PROJECT_DIR: &str = ".claude-mpm";

/// The file given by flag, else the nearest project's upwards from the working directory.
pub(super) fn config_file(sources: &Sources) -> Option<PathBuf> {
    let above = || upwards(&sources.working_directory, "configuration.yaml", Path::is_file);
    sources.config_flag.clone().or_else(above)
}

/// The store's directory and what named it.
pub(super) fn store(sources: &Sources, file: Option<&ConfigFile>) -> (PathBuf, Origin) {
    let home = sources.home.as_deref();
    if let Some(dir) = &sources.dir_flag {
        return (dir.clone(), Origin::Flag);
    }
    if let Some(dir) = sources.dir_variable.as_ref().filter(|dir| !dir.as_os_str().is_empty()) {
        return (dir.clone(), Origin::Environment);
    }
    if let Some((file, dir)) = file.and_then(|file| Some((file, file.store()?))) {
        return (expand(dir, project_root(&file.path), home), Origin::File(file.path.clone()));
    }
    match upwards(&sources.working_directory, "responses", Path::is_dir) {
        Some(dir) => (dir, Origin::Found),
        None => (Path::new(PROJECT_DIR).join("responses"), Origin::Default),
    }
}

/// What relative paths in a configuration file are relative to: the project, that is, the directory above `.claude-mpm`.
fn project_root(file: &Path) -> &Path {
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
