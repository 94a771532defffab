//! Pins: the sessions that are never to go, whatever is cleared.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;

use serde::{Deserialize, Serialize};

use super::cleanup::lock_settled;
use super::error::Error;
use super::files::Directory;
use super::layout::{Layout, PINS};
use crate::record::{JsonError, Problem, SessionId};

/// The form in which pins are written.
const VERSION: u32 = 1;

/// The pinned sessions of a store, by the names that their records give them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pins(BTreeSet<String>);

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    sessions: BTreeSet<String>,
}

impl Pins {
    /// Reads the pins of a store; none if there is no store or nothing was ever pinned.
    ///
    /// # Errors
    /// [`Error::Data`] if they are there and can't be understood: then nothing may be cleared, since nobody knows what must stay.
    pub fn read(layout: &Layout) -> Result<Self, Error> {
        let path = layout.pins();
        let bytes = match Directory::open(layout.base()).and_then(|base| base.read(OsStr::new(PINS))) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                return Err(Error::Data { path, problem: Problem::NotRegular });
            }
            Err(error) => return Err(Error::storage("read", &path)(error)),
        };
        match serde_json::from_slice(&bytes) {
            Ok(Written { version, sessions }) if version <= VERSION => Ok(Self(sessions)),
            Ok(_) => {
                let problem = Problem::Io("written by a later version of this program".to_owned());
                Err(Error::Data { path, problem })
            }
            Err(error) => Err(Error::Data { path, problem: JsonError::from(error).into() }),
        }
    }

    /// True if a session is pinned.
    #[must_use]
    pub fn contains(&self, session: &str) -> bool {
        self.0.contains(session)
    }

    /// The pinned sessions, by name.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Writes the pins in place of those that are there: durable when it returns.
    fn write(&self, layout: &Layout) -> Result<(), Error> {
        let path = layout.pins();
        let written = Written { version: VERSION, sessions: self.0.clone() };
        let invalid = |error| Error::Data { path: path.clone(), problem: JsonError::from(error).into() };
        let json = serde_json::to_vec(&written).map_err(invalid)?;
        let replaced = Directory::open(layout.base()).and_then(|base| {
            base.replace(OsStr::new(PINS), &json)?;
            base.sync()
        });
        replaced.map_err(Error::storage("write", &path))
    }
}

impl<S: Into<String>> FromIterator<S> for Pins {
    fn from_iter<I: IntoIterator<Item = S>>(sessions: I) -> Self {
        Self(sessions.into_iter().map(Into::into).collect())
    }
}

/// Pins sessions, and gives those that are pinned then. One that is pinned already stays so.
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store, and those of [`Pins::read`]; [`Error::Storage`] if the store can't be
/// written. Then nothing has changed.
pub fn pin(layout: &Layout, sessions: &[SessionId]) -> Result<Pins, Error> {
    change(layout, "pin", |pins| pins.extend(sessions.iter().map(|session| session.as_str().to_owned())))
}

/// Takes the pins from sessions, and gives those that are still pinned.
///
/// # Errors
/// [`Error::NotFound`] for one that is not pinned, and as [`pin`]. Then nothing has changed.
pub fn unpin(layout: &Layout, sessions: &[SessionId]) -> Result<Pins, Error> {
    let pins = Pins::read(layout)?;
    if let Some(unknown) = sessions.iter().find(|session| !pins.contains(session.as_str())) {
        let name = unknown.as_str().to_owned();
        return Err(Error::NotFound { what: "pinned session", name, base: layout.base().to_owned() });
    }
    change(layout, "unpin", |pins| pins.retain(|pinned| sessions.iter().all(|session| session.as_str() != pinned)))
}

fn change(layout: &Layout, who: &str, change: impl FnOnce(&mut BTreeSet<String>)) -> Result<Pins, Error> {
    let _held = lock_settled(layout, who)?;
    let old = Pins::read(layout)?;
    let mut new = old.clone();
    change(&mut new.0);
    if new != old {
        new.write(layout)?;
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::files::fault::{Fault, run, steps_of};

    fn named(names: &[&str]) -> Vec<SessionId> {
        names.iter().map(|name| SessionId::new(*name).unwrap()).collect()
    }

    #[test]
    fn what_is_pinned_is_read_back_whatever_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path());
        let odd = named(&["../x", "s p/ü\nx", "plain", "*"]);
        let all: Pins = ["../x", "s p/ü\nx", "plain", "*"].into_iter().collect();
        assert_eq!(pin(&layout, &odd).unwrap(), all);
        assert_eq!(pin(&layout, &odd[..1]).unwrap(), all);
        assert_eq!(Pins::read(&layout).unwrap(), all);
        assert!(matches!(unpin(&layout, &named(&["plain", "absent"])), Err(Error::NotFound { .. })));
        assert_eq!(Pins::read(&layout).unwrap(), all);
        assert_eq!(unpin(&layout, &odd).unwrap(), Pins::default());
        assert_eq!(Pins::read(&Layout::new(dir.path().join("absent"))).unwrap(), Pins::default());
    }

    #[test]
    fn pins_that_can_not_be_understood_are_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path());
        for content in ["", "{", "[]", "{\"version\":1}", "{\"version\":2,\"sessions\":[]}"] {
            fs::write(layout.pins(), content).unwrap();
            assert!(matches!(Pins::read(&layout), Err(Error::Data { .. })), "{content}");
            assert!(pin(&layout, &named(&["a"])).is_err());
            assert_eq!(fs::read_to_string(layout.pins()).unwrap(), content);
        }
        fs::remove_file(layout.pins()).unwrap();
        fs::create_dir(layout.pins()).unwrap();
        assert!(matches!(Pins::read(&layout), Err(Error::Data { problem: Problem::NotRegular, .. })));
    }

    #[test]
    fn a_crash_leaves_the_old_pins_or_the_new() {
        let made = || {
            let dir = tempfile::tempdir().unwrap();
            let layout = Layout::new(dir.path());
            pin(&layout, &named(&["old"])).unwrap();
            (dir, layout)
        };
        let (_dir, layout) = made();
        for step in 0..steps_of(|| _ = pin(&layout, &named(&["new"]))) {
            let (_dir, layout) = made();
            run(Fault::Crash, step, || pin(&layout, &named(&["new"])));
            let left = Pins::read(&layout).unwrap();
            assert!(left.contains("old"), "{step}");
            assert_eq!(pin(&layout, &named(&["new"])).unwrap(), ["new", "old"].into_iter().collect());
        }
    }
}
