//! Secrets of destinations: where they are kept, and their values, which nobody prints.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest file that is taken for a secret, in bytes.
const LARGEST: u64 = 64 << 10;

/// Where a secret is kept. The configuration names the place and never holds the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// In the environment variable of that name.
    Environment(String),
    /// In a file, without the line's end.
    File(PathBuf),
}

/// A secret's value. It can be used, but not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value, for whoever sends it to where it belongs.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why there is no secret to be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Two places are named for one secret.
    #[error("`{0}_env` and `{0}_file` are both set, and only one can be meant")]
    Twice(&'static str),
    /// The variable is not there, or empty.
    #[error("the environment variable {0} is not set")]
    Unset(String),
    /// The file can't be read.
    #[error("cannot read the secret in {}: {source}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is nothing in it, or what can't be sent in a header.
    #[error("the secret in {0} is empty, or more than one line of text")]
    Unusable(String),
}

impl SecretSource {
    /// The place that two options called `<what>_env` and `<what>_file` name, if one of them is set.
    ///
    /// # Errors
    /// [`SecretError::Twice`] if both are.
    pub fn of(what: &'static str, variable: Option<&str>, file: Option<&Path>) -> Result<Option<Self>, SecretError> {
        match (variable, file) {
            (Some(_), Some(_)) => Err(SecretError::Twice(what)),
            (Some(variable), None) => Ok(Some(Self::Environment(variable.to_owned()))),
            (None, file) => Ok(file.map(|file| Self::File(file.to_owned()))),
        }
    }

    /// The secret. `variables` reads the environment.
    ///
    /// # Errors
    /// It is not there, or no single line of text.
    pub fn read(&self, variables: &dyn Fn(&str) -> Option<OsString>) -> Result<Secret, SecretError> {
        let text = match self {
            Self::Environment(name) => {
                let value = variables(name).filter(|value| !value.is_empty());
                value.ok_or_else(|| SecretError::Unset(name.clone()))?.into_string().unwrap_or_default()
            }
            Self::File(path) => {
                let failed = |source| SecretError::Unread { path: path.clone(), source };
                let mut text = String::new();
                File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text)).map_err(failed)?;
                text
            }
        };
        let secret = text.trim();
        if secret.is_empty() || secret.contains(char::is_control) {
            return Err(SecretError::Unusable(self.to_string()));
        }
        Ok(Secret(secret.to_owned()))
    }
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_secret_comes_from_one_place_and_is_never_shown() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        fs::write(&path, "hush\n").unwrap();
        let variables = |name: &str| (name == "TOKEN").then(|| OsString::from("hush"));
        let file = SecretSource::of("token", None, Some(&path)).unwrap().unwrap();
        let variable = SecretSource::of("token", Some("TOKEN"), None).unwrap().unwrap();
        for source in [file, variable] {
            let secret = source.read(&variables).unwrap();
            assert_eq!(secret.expose(), "hush");
            assert!(!format!("{secret:?} {source} {source:?}").contains("hush"));
        }
        assert!(SecretSource::of("token", None, None).unwrap().is_none());
    }

    #[test]
    fn what_is_missing_is_named_and_what_is_there_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        let unset = SecretSource::Environment("TOKEN".to_owned()).read(&|_| None).unwrap_err();
        assert_eq!(unset.to_string(), "the environment variable TOKEN is not set");
        let file = SecretSource::File(path.clone());
        assert!(matches!(file.read(&|_| None), Err(SecretError::Unread { .. })));
        for wrong in ["", " \n", "two\nlines"] {
            fs::write(&path, wrong).unwrap();
            let error = file.read(&|_| None).unwrap_err();
            assert!(matches!(error, SecretError::Unusable(_)) && !error.to_string().contains("two"));
        }
        assert!(matches!(SecretSource::of("token", Some("T"), Some(&path)), Err(SecretError::Twice("token"))));
    }
}
