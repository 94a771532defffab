//! A configuration file is written by hand, and by other tools. Whatever it says, settings come of it.

use std::path::Path;

use responses::config::{ConfigFile, read_foreign_config};

/// Takes the bytes as a configuration file.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = ConfigFile::parse(Path::new("configuration.yaml"), text);
    let settings = read_foreign_config(text);
    assert_eq!(settings.len(), read_foreign_config("").len(), "every setting has a value, whatever the file says");
}
