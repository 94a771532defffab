//! Finding stranded records, and bringing them home.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::mark::{self, Mark};
use super::{Fallbacks, Place};
use crate::record::Record;
use crate::store::prepared::Prepared;
use crate::store::{Direction, Error, Listing, MaintenanceLock, Options, ResponseTracker, Scanned, Selection, SortKey};

/// A record that lies in a fallback place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranded {
    /// Its file.
    pub path: PathBuf,
    /// The store that it belongs to; `None` if it does not say so, as what other tools left there.
    pub home: Option<PathBuf>,
    /// Why its store could not take it; empty if it does not say so.
    pub error: String,
}

/// Something that stays where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stays {
    /// The file, or the place if nobody may look into it.
    pub path: PathBuf,
    /// Why.
    pub why: String,
}

/// What lies in the fallback places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StrandedRecords {
    /// The readable records, the oldest of each place first.
    pub found: Vec<Stranded>,
    /// What can't be read, and why.
    pub unreadable: Vec<Stays>,
}

impl StrandedRecords {
    /// Those that belong to a store, by whatever path it is named.
    pub fn of<'a>(&'a self, home: &Path) -> impl Iterator<Item = &'a Stranded> {
        let home = Home::at(home);
        self.found.iter().filter(move |one| one.home.as_deref().is_some_and(|named| home.is(named)))
    }
}

/// A record that came home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Where it was.
    pub from: PathBuf,
    /// Where it is now.
    pub to: PathBuf,
}

/// What [`collect`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Collected {
    /// What is at home now.
    pub brought: Vec<Brought>,
    /// What stays in its fallback place, or can't be read there.
    pub kept: Vec<Stays>,
}

/// Everything that lies in fallback places, whatever store it belongs to. Nothing is changed by looking. `options` say how records
/// are read.
#[must_use]
pub fn stranded(fallbacks: &Fallbacks, options: &Options) -> StrandedRecords {
    let mut all = StrandedRecords::default();
    for place in &fallbacks.places {
        look(place, options, &mut all.unreadable, |tracker, relative, record| {
            let mark = Mark::take_out_of(record.metadata.get()).map(|(mark, _)| mark);
            let (home, error) = mark.map(|mark| (mark.store, mark.error)).unzip();
            let path = tracker.layout().record(relative);
            all.found.push(Stranded { path, home, error: error.unwrap_or_default() });
        });
    }
    all
}

/// Brings the records of a store home from the fallback places.
///
/// Each is first made durable in the store, without replacing anything, as it would have been written there in the first place; then
/// its file in the fallback place is removed. A crash in between leaves it in both, and the next call sees that it is at home
/// already. Records that are equal to the byte, and so to the microsecond of their time, each come home; only if a crash separates
/// them, or one was at home before, nobody can tell them apart and they become one.
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store, [`Error::Storage`] if it can't be written at all.
pub fn collect(fallbacks: &Fallbacks, home: &ResponseTracker) -> Result<Collected, Error> {
    let base = home.layout().base();
    let mut collected = Collected::default();
    let same = Home::at(base);
    let mut found = Vec::new();
    for place in fallbacks.places.iter().filter(|place| !same.is(&place.directory())) {
        look(place, home.options(), &mut collected.kept, |tracker, relative, record| {
            if Mark::take_out_of(record.metadata.get()).is_some_and(|(mark, _)| same.is(&mark.store)) {
                found.push((tracker.clone(), relative.to_owned()));
            }
        });
    }
    if found.is_empty() {
        return Ok(collected);
    }
    home.create()?;
    let _lock = MaintenanceLock::take(home.layout(), "collecting stranded responses")?;
    let mut taken = BTreeSet::new();
    for (place, relative) in found {
        let from = place.layout().record(&relative);
        match bring(home, &place, &relative, &taken) {
            Ok(Some(to)) => {
                taken.insert(to.clone());
                collected.brought.push(Brought { from, to });
            }
            Ok(None) => {}
            Err(error) => collected.kept.push(Stays { path: from, why: error.to_string() }),
        }
    }
    Ok(collected)
}

/// Brings one record home; `None` if somebody else did meanwhile.
fn bring(
    home: &ResponseTracker,
    place: &ResponseTracker,
    relative: &Path,
    taken: &BTreeSet<PathBuf>,
) -> Result<Option<PathBuf>, Error> {
    let from = place.layout().record(relative);
    if !from.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Ok(None);
    }
    let record = place.read(relative)?;
    let Some((_, metadata)) = Mark::take_out_of(record.metadata.get()) else { return Ok(None) };
    let to = home.put_once(&Prepared::again(Record { metadata, ..record })?, taken)?;
    fs::remove_file(&from).map_err(Error::storage("remove", &from))?;
    // Only an empty directory can be removed.
    _ = from.parent().filter(|session| *session != place.layout().base()).map(fs::remove_dir);
    Ok(Some(to))
}

/// Shows every readable record of a place, the oldest first.
fn look(
    place: &Place,
    options: &Options,
    unreadable: &mut Vec<Stays>,
    mut show: impl FnMut(&ResponseTracker, &Path, Record),
) {
    let mut keep = |path: PathBuf, why: String| unreadable.push(Stays { path, why });
    let options = Options { progress: None, ..options.clone() };
    let all = Selection::all();
    let tracker = match place.store_for_reading(&options) {
        Ok(Some(tracker)) => tracker,
        Ok(None) => return,
        Err(error) => return keep(place.directory(), error.to_string()),
    };
    let scanned = tracker.scan(|| Listing::new(&all, SortKey::Time, Direction::Reversed, None));
    let Scanned { found, skipped } = match scanned {
        Ok(scanned) => scanned,
        Err(error) => return keep(place.directory(), error.to_string()),
    };
    for entry in found.into_entries() {
        let path = tracker.layout().record(&entry.path);
        match tracker.read(&entry.path) {
            Ok(record) => show(&tracker, &entry.path, record),
            Err(error) if path.symlink_metadata().is_ok() => keep(path, error.to_string()),
            // Somebody else brought it home meanwhile.
            Err(_) => {}
        }
    }
    for one in skipped {
        keep(tracker.layout().record(&one.path), one.problem.to_string());
    }
}

/// A store, known by any path that leads to it.
struct Home {
    absolute: PathBuf,
    real: Option<PathBuf>,
}

impl Home {
    fn at(path: &Path) -> Self {
        let absolute = mark::absolute(path);
        Self { real: absolute.canonicalize().ok(), absolute }
    }

    fn is(&self, named: &Path) -> bool {
        self.absolute == named
            || self.real.as_ref().is_some_and(|real| named.canonicalize().is_ok_and(|named| named == *real))
    }
}
