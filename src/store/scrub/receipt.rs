//! What a scrub leaves behind: which files it changed and why, and nothing of what it took out.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::{Finding, Scrubbed};
use crate::record::{JsonError, redact};
use crate::store::cleanup::ReceiptId;
use crate::store::files::Directory;
use crate::store::layout::LOG;
use crate::store::{Error, Layout};

/// The form in which receipts are written.
const VERSION: u32 = 1;

/// A receipt on disk.
#[derive(Debug)]
pub(super) struct Receipt {
    /// Its name.
    pub(super) name: String,
    directory: Directory,
    content: Content,
}

#[derive(Debug, Serialize)]
struct Content {
    version: u32,
    created: String,
    /// `begun` or `done`.
    state: &'static str,
    files: Vec<File>,
}

#[derive(Debug, Serialize)]
struct File {
    path: String,
    /// How many secrets of each kind.
    secrets: BTreeMap<&'static str, u64>,
    /// Why it still has them; null if it has none any more, or while the work is under way.
    left: Option<String>,
}

impl Receipt {
    /// Writes down what is going to be done: durable before the first file changes.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub(super) fn begin(layout: &Layout, findings: &[Finding], now: Timestamp) -> Result<Self, Error> {
        let failed = |error| Error::storage("write to", &layout.log())(error);
        let files = findings.iter().map(|finding| File {
            path: shown(&finding.path),
            secrets: finding.secrets.by_kind().collect(),
            left: None,
        });
        let content = Content { version: VERSION, created: now.to_string(), state: "begun", files: files.collect() };
        let base = Directory::open(layout.base()).map_err(failed)?;
        let directory = base.create_below(Path::new(LOG)).map_err(failed)?;
        for id in ReceiptId::candidates(now) {
            let name = format!("scrub-{id}.json");
            if directory.stat(name.as_ref()).map_err(failed)?.is_none() {
                let receipt = Self { name, directory, content };
                receipt.write(layout)?;
                return Ok(receipt);
            }
        }
        Err(failed(std::io::ErrorKind::AlreadyExists.into()))
    }

    /// Writes down what was done. Should that fail, the receipt still says what was going to be done.
    pub(super) fn end(&mut self, scrubbed: &Scrubbed) {
        let left: HashMap<_, _> = scrubbed.left.iter().map(|(path, why)| (shown(path), why.to_string())).collect();
        self.content.state = "done";
        for file in &mut self.content.files {
            file.left = left.get(&file.path).cloned();
        }
        let json = serde_json::to_vec(&self.content).unwrap_or_default();
        _ = self.directory.replace(&OsString::from(&self.name), &json);
    }

    fn write(&self, layout: &Layout) -> Result<(), Error> {
        let path = layout.log();
        let json = serde_json::to_vec(&self.content)
            .map_err(|error| Error::Data { path: path.clone(), problem: JsonError::from(error).into() })?;
        let written = self.directory.write_new(self.name.as_ref(), &json).and_then(|()| self.directory.sync());
        written.map_err(Error::storage("write to", &path))
    }
}

/// A path as the receipt names it. The name of a session can be a secret too.
fn shown(path: &Path) -> String {
    redact(&path.to_string_lossy()).into_owned()
}
