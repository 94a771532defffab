//! Where settings come from: flags, the environment, the project's configuration file, defaults.
//!
//! The caller hands in what it read from its own surroundings as [`Sources`]; nothing here looks at the environment.

mod file;
mod locate;

use std::fmt;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

pub use file::{ConfigFile, Section};

/// What was found around the process.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// `--dir`
    pub dir_flag: Option<PathBuf>,
    /// `--config`
    pub config_flag: Option<PathBuf>,
    /// `CLAUDE_MPM_RESPONSE_TRACKING_DIR`
    pub dir_variable: Option<PathBuf>,
    /// The working directory.
    pub working_directory: PathBuf,
    /// The user's home directory, for paths that begin with `~/`.
    pub home: Option<PathBuf>,
}

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A command-line flag.
    Flag,
    /// An environment variable.
    Environment,
    /// A configuration file.
    File(PathBuf),
    /// It was found above the working directory.
    Found,
    /// Nothing said otherwise.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Environment => f.write_str("environment"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Found => f.write_str("found above the working directory"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// The store's directory.
    pub store: PathBuf,
    /// What named the store.
    pub store_origin: Origin,
    /// The zone of timestamps without an offset.
    pub naive_zone: TimeZone,
}

/// Why the configuration can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct ConfigError {
    /// The file with the mistake.
    pub path: PathBuf,
    /// The mistake, with its line where it has one.
    pub why: String,
}

impl Config {
    /// Puts the layers together: flag, environment, configuration file, then the nearest `.claude-mpm/responses` upwards from
    /// the working directory, then `./.claude-mpm/responses`.
    ///
    /// # Errors
    /// A configuration file that can't be read or holds an unusable value.
    pub fn resolve(sources: &Sources) -> Result<Self, ConfigError> {
        let file = locate::config_file(sources).map(|path| ConfigFile::read(&path)).transpose()?;
        let (store, store_origin) = locate::store(sources, file.as_ref());
        let naive_zone = match file.as_ref().and_then(|file| Some((file, file.naive_timezone()?))) {
            None => TimeZone::system(),
            Some((file, name)) => TimeZone::get(name)
                .map_err(|error| ConfigError { path: file.path.clone(), why: format!("naive_timezone: {error}") })?,
        };
        Ok(Self { store, store_origin, naive_zone })
    }
}

/// A path from a file or variable: `~/` is the home directory, anything relative is taken from `base`.
fn expand(text: &str, base: &Path, home: Option<&Path>) -> PathBuf {
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => base.join(text),
    }
}
