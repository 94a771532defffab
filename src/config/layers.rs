//! One setting from many layers: the first that names it wins.

use super::file::ConfigFile;
use super::keys::Key;
use super::setting::{Origin, Place, Problem, Setting, Severity};
use super::values::{Read, Reading};
use super::variables::Variables;
use super::yaml::Value;

/// Where a setting can come from besides its default.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Names {
    /// The variable above the files.
    pub(super) variable: Option<&'static str>,
    /// The keys, the strongest first.
    pub(super) keys: &'static [Key],
    /// The variable below the files, and the key that takes its place.
    pub(super) deprecated: Option<(&'static str, Key)>,
}

/// The layers, and what was found wrong in them so far.
pub(super) struct Layers<'a> {
    pub(super) variables: &'a Variables,
    /// The project's file, then the user's.
    pub(super) files: &'a [ConfigFile],
    pub(super) problems: Vec<Problem>,
}

impl Layers<'_> {
    /// The value in force, or the default. A value that can't be read is a problem, and the next layer decides.
    pub(super) fn setting<T>(&mut self, names: Names, read: Reading<T>, default: T) -> Setting<T> {
        self.named(names, read).unwrap_or(Setting { value: default, origin: Origin::Default })
    }

    /// The value in force, if any layer names it.
    pub(super) fn named<T>(&mut self, names: Names, read: Reading<T>) -> Option<Setting<T>> {
        let above = names.variable.and_then(|name| self.variable(name, read, Severity::Error));
        // Everything is read, also what a stronger layer hides, so that one look finds all that is wrong.
        let mut files = None;
        for file in self.files {
            for key in names.keys {
                let found = self.key(file, *key, read);
                files = files.or(found);
            }
        }
        let below = names.deprecated.and_then(|(name, key)| self.deprecated(name, key, read));
        above.or(files).or(below)
    }

    fn variable<T>(&mut self, name: &'static str, read: Reading<T>, severity: Severity) -> Option<Setting<T>> {
        let Some(text) = self.variables.path(name)?.to_str() else {
            let message = "holds what is no UTF-8 text".to_owned();
            self.problems.push(Problem { severity, place: Place::Variable(name), message });
            return None;
        };
        match read(&Value::Text(text.to_owned())) {
            // All that a variable holds is text, which is not sloppy there.
            Ok(Read::Proper(value) | Read::Sloppy(value)) => Some(Setting { value, origin: Origin::Environment(name) }),
            Err(message) => {
                self.problems.push(Problem { severity, place: Place::Variable(name), message });
                None
            }
        }
    }

    fn deprecated<T>(&mut self, name: &'static str, key: Key, read: Reading<T>) -> Option<Setting<T>> {
        self.variables.get(name)?;
        let message = format!("deprecated; `responses config migrate` writes it to the configuration as `{key}`");
        self.problems.push(Problem { severity: Severity::Warning, place: Place::Variable(name), message });
        self.variable(name, read, Severity::Warning)
    }

    fn key<T>(&mut self, file: &ConfigFile, key: Key, read: Reading<T>) -> Option<Setting<T>> {
        let (line, value) = file.get(key)?;
        let place = || Place::Key { path: file.path.clone(), line, key: key.to_string() };
        let setting = |value| Setting { value, origin: Origin::File { path: file.path.clone(), line } };
        match read(value) {
            Ok(Read::Proper(value)) => Some(setting(value)),
            Ok(Read::Sloppy(taken)) => {
                let message = format!("{value} is of the wrong type, but it is clear what it means");
                self.problems.push(Problem { severity: Severity::Warning, place: place(), message });
                Some(setting(taken))
            }
            Err(message) => {
                self.problems.push(Problem { severity: Severity::Error, place: place(), message });
                None
            }
        }
    }
}
