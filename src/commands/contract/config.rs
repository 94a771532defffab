//! What `config --json` prints.

use schemars::JsonSchema;
use serde::Serialize;

/// One setting in force: `config show --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SettingOutput {
    /// `<section>.<key>`.
    pub key: String,
    /// The value; null for none.
    pub value: serde_json::Value,
    /// What put it there.
    pub origin: String,
}

/// One configuration file: `config path --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConfigFileOutput {
    /// `given` (by `--config`), `project` or `user`.
    pub role: String,
    /// Where it is looked for.
    pub path: String,
    /// Whether there is one.
    pub exists: bool,
}

/// One thing that is wrong with the configuration: `config check --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConfigProblemOutput {
    /// `error` or `warning`.
    pub severity: String,
    /// The file or the environment variable.
    pub place: String,
    /// The line in the file.
    pub line: Option<u64>,
    /// The key with its section.
    pub key: Option<String>,
    /// What is wrong.
    pub message: String,
}

/// `config migrate --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MigratedOutput {
    /// 1
    pub schema_version: u32,
    /// True if nothing was written.
    pub dry_run: bool,
    /// The configuration file.
    pub path: String,
    /// The copy of what it was, where one was made.
    pub backup: Option<String>,
    /// What was written.
    pub moved: Vec<MigratedSetting>,
    /// What was not, because the file says something already.
    pub kept: Vec<MigratedSetting>,
}

/// A variable and the key that takes its place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MigratedSetting {
    /// The variable, which can be unset.
    pub variable: String,
    /// The key.
    pub key: String,
    /// Its value in the file, as YAML.
    pub value: String,
}
