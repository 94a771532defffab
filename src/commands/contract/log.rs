//! `log --json`.

use std::borrow::Cow;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::path_text;
use crate::record::{ResponseId, SessionId, names};

/// `log --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LogOutput {
    /// The new response's id.
    pub id: String,
    /// Its file.
    pub path: String,
}

impl LogOutput {
    /// What was stored of that session in this file.
    pub(in crate::commands) fn new(session: &SessionId, path: &Path) -> Self {
        let name = path.file_name().map_or(Cow::Borrowed(""), |name| name.to_string_lossy());
        let id = ResponseId::of(session.as_str(), names::stem(&name).unwrap_or(&name)).to_string();
        Self { id, path: path_text(path) }
    }
}
