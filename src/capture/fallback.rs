//! Where a response goes that its store can't take, and how it comes home.
//!
//! A fallback place is a store like any other, so every tool can read it. Each record in it says where its home is (`mark`).
//! [`stranded`] finds such records, [`collect`] brings those of one store home.

mod collect;
mod mark;

use std::io;
use std::path::{Path, PathBuf};

use self::mark::Mark;
use super::retry::Retry;
use crate::record::redact;
use crate::store::prepared::Prepared;
use crate::store::{Error, Options, ResponseTracker, own_dir};

pub use collect::{Brought, Collected, Stays, Stranded, StrandedRecords, collect, stranded};

/// The directories below the home directory.
const IN_HOME: [&str; 2] = [".claude-mpm-fallback", "responses"];
/// What the directory in the temporary one is called, before the user's number.
const IN_TEMPORARY: &str = "responses-fallback";

/// The places for what a store can't take, in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fallbacks {
    places: Vec<Place>,
}

/// One such place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// In the user's home directory, which must be there.
    Home { home: PathBuf },
    /// A directory of this user's own in one that all share.
    Temporary { directory: PathBuf },
}

impl Fallbacks {
    /// None: what the store can't take is lost, and whoever asked is told.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// `~/.claude-mpm-fallback/responses`, then a private directory in the temporary one, which is used only if it is a real
    /// directory, this user's, and closed to all others. Paths that are not absolute are passed over.
    #[must_use]
    pub fn new(home: Option<&Path>, temporary: &Path) -> Self {
        let home = home.filter(|home| home.is_absolute()).map(|home| Place::Home { home: home.to_owned() });
        let temporary = Some(temporary)
            .filter(|path| path.is_absolute())
            .map(|path| Place::Temporary { directory: own_dir::path(path, IN_TEMPORARY) });
        Self { places: home.into_iter().chain(temporary).collect() }
    }

    /// Their directories, whether they are there or not.
    #[must_use]
    pub fn directories(&self) -> Vec<PathBuf> {
        self.places.iter().map(Place::directory).collect()
    }

    /// Stores a response that its own store could not take in the first place that can, and gives its path there.
    ///
    /// # Errors
    /// What every place said.
    pub(super) fn put(
        &self,
        response: &Prepared,
        home: &ResponseTracker,
        error: &Error,
        retry: Retry,
    ) -> Result<PathBuf, Vec<Error>> {
        let store = mark::absolute(home.layout().base());
        let mark = Mark { store: store.clone(), error: redact(&error.to_string()).into_owned() };
        // A store whose path is not Unicode can't be named; the record is kept without, as a person can still read it.
        let marked = mark.put_into(response.record().metadata.get());
        let marked = marked.and_then(|metadata| response.with_metadata(metadata).ok());
        let response = marked.as_ref().unwrap_or(response);
        let mut errors = Vec::new();
        for place in self.places.iter().filter(|place| place.directory() != store) {
            match retry.run(|| place.store_for_writing(home.options())?.put(response)) {
                Ok(path) => return Ok(path),
                Err(error) => errors.push(error),
            }
        }
        Err(errors)
    }
}

impl Place {
    fn directory(&self) -> PathBuf {
        match self {
            Self::Home { home } => home.join(IN_HOME[0]).join(IN_HOME[1]),
            Self::Temporary { directory } => directory.clone(),
        }
    }

    /// The place as a store, made safe to write to.
    fn store_for_writing(&self, options: &Options) -> Result<ResponseTracker, Error> {
        match self {
            // A home that is not there must not be made.
            Self::Home { home } => {
                let metadata = home.metadata().map_err(Error::storage("use", home))?;
                if !metadata.is_dir() {
                    return Err(Error::storage("use", home)(io::ErrorKind::NotADirectory.into()));
                }
            }
            Self::Temporary { directory } => {
                own_dir::create(directory).map_err(Error::storage("use", directory))?;
            }
        }
        ResponseTracker::with_options(self.directory(), options.clone())
    }

    /// The place as a store, if it is there; nothing that others could have put there is looked into.
    fn store_for_reading(&self, options: &Options) -> Result<Option<ResponseTracker>, Error> {
        let directory = self.directory();
        match directory.symlink_metadata() {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(Error::storage("read", &directory)(error)),
            Ok(_) => {}
        }
        if let Self::Temporary { directory } = self {
            own_dir::check(directory).map_err(Error::storage("read", directory))?;
        }
        ResponseTracker::with_options(directory, options.clone()).map(Some)
    }
}
