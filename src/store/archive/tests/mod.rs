//! Archiving on a real file system: round trips, hostile archives, and every point at which a process can die or a call can fail.

mod crash;
mod hostile;
mod rewrite;
mod round_trip;

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::apply::apply_on;
use super::{Afterwards, Archived, Limits, Restored, names, parts, restore, visit};
use crate::record::Reader;
use crate::store::cleanup::Selectors;
use crate::store::cleanup::tests::support::{Store, everything, mode, now};
use crate::store::{Error, Pattern};

/// Archives what the selectors mean, on one thread, so that its steps have an order.
fn archive(store: &Store, selectors: Selectors) -> Result<Archived, Error> {
    apply_on(1, store.layout(), &Reader::default(), &parts(&store.plan(selectors)), now())
}

fn archive_all(store: &Store) -> Archived {
    archive(store, everything()).unwrap()
}

fn bring_back(store: &Store, pattern: &str, afterwards: Afterwards) -> Result<Restored, Error> {
    restore(store.layout(), &[Pattern::new(pattern)], afterwards, limits())
}

fn limits() -> Limits {
    Limits::of(&Reader::default())
}

/// Every record, at its place or in an archive, with its mode, time and content, and how often it is there.
fn records(store: &Store) -> BTreeMap<PathBuf, Vec<String>> {
    let mut found: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for path in live(store) {
        let metadata = fs::metadata(store.path("").join(&path)).unwrap();
        let content = fs::read(store.path("").join(&path)).unwrap();
        let modified = jiff::Timestamp::try_from(metadata.modified().unwrap()).unwrap();
        let text = format!("{:o} {modified} {}", mode(&metadata), content.escape_ascii());
        found.entry(path).or_default().push(text);
    }
    for name in names(store.layout()).unwrap() {
        visit(store.layout(), &name, limits(), |place, stat, bytes| {
            let text = format!("{:o} {} {}", stat.mode.unwrap(), stat.modified.unwrap(), bytes.escape_ascii());
            found.entry(place.parent.join(place.name)).or_default().push(text);
            ControlFlow::Continue(())
        })
        .unwrap();
    }
    found
}

/// The records at their places.
fn live(store: &Store) -> Vec<PathBuf> {
    let mut paths = store.records();
    paths.retain(|path| {
        !path.starts_with(".archive") && store.path("").join(path).symlink_metadata().unwrap().is_file()
    });
    paths
}
