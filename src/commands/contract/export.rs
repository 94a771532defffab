//! What `export` and `import` print with `--json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::SkippedFile;

/// `export --output FILE --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExportOutput {
    /// 1
    pub schema_version: u32,
    /// The file that was written.
    pub output: String,
    /// `ndjson`, `csv`, `parquet`, `markdown` or `html`.
    pub format: String,
    /// How many responses are in it.
    pub responses: u64,
    /// Its size.
    pub bytes: u64,
    /// Files of the store that could not be read.
    pub skipped: Vec<SkippedFile>,
}

/// `import --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportOutput {
    /// 1
    pub schema_version: u32,
    /// True if nothing was written.
    pub dry_run: bool,
    /// How many responses were stored; in a dry run, would be.
    pub imported: u64,
    /// How many the store had already, in archives too.
    pub already_there: u64,
    /// How many of these it had in archives.
    pub archived: u64,
    /// Lines that were not imported.
    pub errors: Vec<BadLineOutput>,
}

/// A line that was not imported.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BadLineOutput {
    /// Its number, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}
