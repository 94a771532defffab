//! A configuration file, as far as it concerns responses (`docs/formats.md`, configuration).

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_saphyr::Spanned;

use super::destinations::SECTION;
use super::keys::{self, Key, Meant, Section};
use super::setting::{Place, Problem, Severity};
use super::yaml::{self, Document, Node, Value};

/// What a configuration file says of our keys. Other sections are passed over.
#[derive(Debug, Clone, Default)]
pub struct ConfigFile {
    /// Where it was read from.
    pub path: PathBuf,
    values: Vec<(Key, u64, Value)>,
    /// The name, line and options of each destination.
    pub(super) destinations: Vec<(String, u64, Value)>,
    /// What is wrong with the file itself and the names in it. What is wrong with values shows when they are asked for.
    pub(super) problems: Vec<Problem>,
}

impl ConfigFile {
    /// Reads the file at `path`, seen from a directory. One that can't be read has a problem and no values.
    #[must_use]
    pub fn read(path: &Path, from: &Path) -> Self {
        match fs::read_to_string(from.join(path)) {
            Ok(text) => Self::parse(path, &text),
            Err(error) => Self::broken(path, error.to_string()),
        }
    }

    /// The same, if there is a file.
    #[must_use]
    pub fn read_if_there(path: &Path, from: &Path) -> Option<Self> {
        let missing =
            |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        match fs::metadata(from.join(path)) {
            Err(error) if missing(&error) => None,
            _ => Some(Self::read(path, from)),
        }
    }

    /// Takes a file's text.
    #[must_use]
    pub fn parse(path: &Path, text: &str) -> Self {
        match yaml::parse(text) {
            Ok(document) => Self::of(path, document),
            Err(why) => Self::broken(path, why),
        }
    }

    fn broken(path: &Path, message: String) -> Self {
        let problem = Problem { severity: Severity::Error, place: Place::File(path.to_owned()), message };
        Self { path: path.to_owned(), problems: vec![problem], ..Self::default() }
    }

    fn of(path: &Path, document: Document) -> Self {
        let mut file = Self { path: path.to_owned(), ..Self::default() };
        for name in document.others {
            if let Some(section) = keys::meant_section(&name.value) {
                let message = format!("another tool's section; did you mean `{}`?", section.name());
                file.tell(Severity::Warning, name.referenced.line(), &name.value, message);
            }
        }
        for (section, node) in document.sections {
            file.take_section(section, node);
        }
        if let Some(node) = document.forward {
            file.take_destinations(node);
        }
        file
    }

    fn take_destinations(&mut self, node: Node) {
        match node.value {
            Value::Map(members) => {
                let destination =
                    |(name, node): (Spanned<String>, Node)| (name.value, name.referenced.line(), node.value);
                self.destinations = members.into_iter().map(destination).collect();
            }
            Value::Null => {}
            other => {
                let message = format!("must be a section with the names of destinations, not {other}");
                self.tell(Severity::Warning, node.referenced.line(), SECTION, message);
            }
        }
    }

    fn take_section(&mut self, section: Section, node: Node) {
        let line = node.referenced.line();
        match node.value {
            Value::Map(members) => {
                for (name, node) in members {
                    self.take_key(section, &name.value, name.referenced.line(), node.value);
                }
            }
            Value::Null => self.tell(Severity::Warning, line, section.name(), "the section is empty".to_owned()),
            other => {
                let message = format!("must be a section with keys, not {other}");
                self.tell(Severity::Error, line, section.name(), message);
            }
        }
    }

    fn take_key(&mut self, section: Section, name: &str, line: u64, value: Value) {
        if let Some(key) = keys::ALL.iter().find(|key| key.section == section && key.name == name) {
            // A key without a value says nothing, as if it were not there.
            if value != Value::Null {
                self.values.push((*key, line, value));
            }
            return;
        }
        // What resembles a key of ours was meant to be one. What does not may be another tool's.
        let (severity, message) = match keys::meant(section, name) {
            Some(Meant::Spelling(key)) => (Severity::Error, format!("no such key; did you mean `{}`?", key.name)),
            Some(Meant::Elsewhere(key)) => {
                (Severity::Error, format!("no such key; did you mean `{}` in `{}`?", key.name, key.section.name()))
            }
            None => (Severity::Warning, "not a key that is known here".to_owned()),
        };
        self.tell(severity, line, &format!("{}.{name}", section.name()), message);
    }

    fn tell(&mut self, severity: Severity, line: u64, key: &str, message: String) {
        let place = Place::Key { path: self.path.clone(), line, key: key.to_owned() };
        self.problems.push(Problem { severity, place, message });
    }

    /// The line and value of a key that the file sets.
    pub(super) fn get(&self, key: Key) -> Option<(u64, &Value)> {
        self.values.iter().find(|(known, ..)| *known == key).map(|(_, line, value)| (*line, value))
    }
}
