//! The project's `.claude-mpm/configuration.yaml`, as far as it concerns responses (`docs/formats.md`, configuration).

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ConfigError;

/// What a configuration file says. Sections may be missing or null, and keys of other tools are passed over.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ConfigFile {
    /// Where it was read from.
    #[serde(skip)]
    pub path: PathBuf,
    response_tracking: Option<Section>,
    response_logging: Option<Section>,
}

/// The keys of a section that name the store and say how to read it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Section {
    storage_dir: Option<String>,
    base_dir: Option<String>,
    session_directory: Option<String>,
    naive_timezone: Option<String>,
}

impl ConfigFile {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that can't be read, or is not YAML of the expected shape; with the line.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let wrong = |why: String| ConfigError { path: path.to_owned(), why };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        // A file with nothing but comments is an empty document, which is no mistake.
        let parsed: Option<Self> =
            serde_saphyr::from_str(&text).map_err(|error| wrong(first_line(&error.to_string())))?;
        Ok(Self { path: path.to_owned(), ..parsed.unwrap_or_default() })
    }

    /// The store's directory as it is written: `response_tracking.storage_dir` or `base_dir`, then
    /// `response_logging.session_directory`.
    #[must_use]
    pub fn store(&self) -> Option<&str> {
        let tracking = self.response_tracking.as_ref();
        let logging = self.response_logging.as_ref();
        let named = tracking.and_then(|section| section.storage_dir.as_ref().or(section.base_dir.as_ref()));
        named.or_else(|| logging?.session_directory.as_ref()).map(String::as_str).filter(|dir| !dir.is_empty())
    }

    /// The IANA name of the zone of naive timestamps: `response_tracking.naive_timezone`.
    #[must_use]
    pub fn naive_timezone(&self) -> Option<&str> {
        self.response_tracking.as_ref()?.naive_timezone.as_deref()
    }
}

/// The mistake and its line. What follows in the parser's message is the text around it, which the user has.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or(message);
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
