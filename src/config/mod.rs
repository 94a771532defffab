//! Where settings come from: flags, the environment, the project's and the user's configuration file, defaults.
//!
//! The caller hands in what it read from its own surroundings as [`Sources`]; nothing here looks at the environment.
//!
//! - [`Config`] is what is in force, each [`Setting`] with its [`Origin`], and the [`Problem`]s that were met;
//! - [`ConfigFile`] is one file, [`files`] says which are looked at;
//! - [`Configured`] is a destination of forwarded responses;
//! - [`migrate`] writes deprecated variables into a file without disturbing what is there; [`Edit`] is such a change.

mod destinations;
mod edit;
mod file;
mod keys;
mod layers;
mod limits;
mod locate;
pub mod migrate;
mod policies;
mod setting;
mod settings;
mod streams;
mod values;
mod variables;
mod yaml;

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

pub use destinations::{Addition, Configured, plan_add, plan_remove};
pub use edit::{Edit, EditError};
pub use file::ConfigFile;
pub use keys::{Key, Section};
pub use limits::Limits;
pub use locate::{FilePlace, Role, files};
pub use policies::Policies;
pub use setting::{ConfigError, Origin, Place, Problem, Setting, Severity};
pub use settings::Settings;
pub use streams::Streams;
pub use variables::Variables;

use crate::record::{LazyZone, Reader};
use layers::Layers;

/// Every setting that a text gives which may or may not be a configuration, for the fuzzer.
#[doc(hidden)]
#[must_use]
pub fn read_foreign_config(text: &str) -> Vec<(String, Setting<serde_json::Value>)> {
    let files = [ConfigFile::parse(Path::new(""), text)];
    let mut layers = Layers { variables: &Variables::default(), files: &files, problems: Vec::new() };
    Settings::resolve(&mut layers).shown()
}

/// What was found around the process.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// `--dir`
    pub dir_flag: Option<PathBuf>,
    /// `--config`
    pub config_flag: Option<PathBuf>,
    /// The environment variables that are settings.
    pub variables: Variables,
    /// The working directory.
    pub working_directory: PathBuf,
    /// The user's home directory, for paths that begin with `~/`.
    pub home: Option<PathBuf>,
    /// Where the user's configuration files are: `$XDG_CONFIG_HOME`, or `~/.config`.
    pub config_home: Option<PathBuf>,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// The store's directory.
    pub store: PathBuf,
    /// What named the store.
    pub store_origin: Origin,
    /// The zone of timestamps without an offset.
    pub naive_zone: LazyZone,
    /// All other settings.
    pub settings: Settings,
    /// Where responses are forwarded to, by name.
    pub destinations: Vec<Configured>,
    /// What was wrong in files and variables: in [`Config::resolve`]'s only warnings.
    pub problems: Vec<Problem>,
}

impl Config {
    /// Puts the layers together: flag, environment, the project's file, the user's, deprecated variables, default. The store
    /// is, without any of them, the nearest `.claude-mpm/responses` upwards from the working directory, then
    /// `./.claude-mpm/responses`.
    ///
    /// # Errors
    /// A file that can't be read, an unusable value, a misspelt key.
    pub fn resolve(sources: &Sources) -> Result<Self, ConfigError> {
        let config = Self::resolve_leniently(sources);
        config.error().map_or(Ok(config), Err)
    }

    /// How records are read.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader { naive_zone: self.naive_zone.clone(), ..self.settings.limits.reader() }
    }

    /// What [`Config::resolve`] would have refused.
    #[must_use]
    pub fn error(&self) -> Option<ConfigError> {
        let mut errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error);
        let first = errors.next()?.clone();
        Some(ConfigError { first, others: errors.count() })
    }

    /// The same for callers that must go on whatever is wrong: an unusable value is passed over, and the next layer decides.
    #[must_use]
    pub fn resolve_leniently(sources: &Sources) -> Self {
        let files = locate::read(sources);
        let problems = files.iter().flat_map(|file| file.problems.clone()).collect();
        let mut layers = Layers { variables: &sources.variables, files: &files, problems };
        let store = locate::store(sources, &mut layers);
        let mut settings = Settings::resolve(&mut layers);
        let home = sources.home.as_deref();
        settings.streams = settings.streams.anchored(|origin, path| {
            let base = locate::base(origin, sources);
            // What is no text has no `~` of ours in it.
            path.to_str().map_or_else(|| base.join(path), |text| locate::expand(text, base, home))
        });
        let mut problems = layers.problems;
        let (destinations, wrong) = destinations::resolve(&files, sources);
        problems.extend(wrong);
        problems.sort_by_cached_key(|problem| match &problem.place {
            Place::File(path) => (place_of(path, &files), 0),
            Place::Key { path, line, .. } => (place_of(path, &files), *line),
            Place::Variable(_) => (files.len(), 0),
        });
        let zone = settings.naive_timezone.value.as_deref().and_then(|name| TimeZone::get(name).ok());
        Self {
            store: store.value,
            store_origin: store.origin,
            naive_zone: zone.map_or_else(|| LazyZone::found_by(TimeZone::system), LazyZone::from),
            settings,
            destinations,
            problems,
        }
    }

    /// Every setting by its name, as JSON has it; the store first.
    #[must_use]
    pub fn shown(&self) -> Vec<(String, Setting<serde_json::Value>)> {
        let value = self.store.to_string_lossy().into_owned().into();
        let store = Setting { value, origin: self.store_origin.clone() };
        std::iter::once((keys::STORAGE_DIR.to_string(), store)).chain(self.settings.shown()).collect()
    }
}

fn place_of(path: &Path, files: &[ConfigFile]) -> usize {
    files.iter().position(|file| file.path == path).unwrap_or(files.len())
}

#[cfg(test)]
mod tests;
