//! Reading several records whose paths are known.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::archive::{self, ArchiveName, Limits};
use super::error::Error;
use super::files;
use super::layout::archived;
use super::scan::read_capped;
use super::tracker::ResponseTracker;
use crate::record::Problem;

impl ResponseTracker {
    /// Reads the files at paths below the store, or in archives, on several threads, and gives what `take` makes of the bytes of each, in the
    /// same order; `take` is told which of the paths they stand at. An archive is decoded once for all of its members that are wanted.
    pub fn read_several<T: Send>(
        &self,
        paths: &[&Path],
        take: impl Fn(usize, &[u8]) -> Result<T, Problem> + Sync,
    ) -> Vec<Result<T, Error>> {
        let mut archives: BTreeMap<ArchiveName, Vec<usize>> = BTreeMap::new();
        let mut files = Vec::new();
        for (index, path) in paths.iter().enumerate() {
            match archived(path) {
                Some((name, _)) => archives.entry(name).or_default().push(index),
                None => files.push(index),
            }
        }
        let read = |index: &usize| (*index, self.bytes_at(paths[*index]).and_then(|bytes| take(*index, &bytes)));
        let mut results: Vec<_> = files.par_iter().map(read).collect();
        let decoded =
            archives.into_par_iter().flat_map_iter(|(name, wanted)| self.decode(&name, paths, &wanted, &take));
        results.extend(decoded.collect::<Vec<_>>());
        results.sort_unstable_by_key(|(index, _)| *index);
        let named = |(index, result): (usize, Result<T, Problem>)| {
            result.map_err(|problem| Error::Data { path: self.layout().record(paths[index]), problem })
        };
        results.into_iter().map(named).collect()
    }

    /// The bytes of the file at a path below the store, or in an archive.
    pub(super) fn bytes_at(&self, relative: &Path) -> Result<Vec<u8>, Problem> {
        let Some((name, member)) = archived(relative) else {
            let (file, metadata) = files::open_regular(&self.layout().record(relative))?;
            return read_capped(file, metadata.len(), self.reader().max_bytes);
        };
        let mut found = None;
        archive::members_of(self.layout(), &name, Limits::of(self.reader()), &[member], |_, bytes| {
            found = Some(bytes.to_vec());
        })?;
        found.ok_or_else(|| Problem::Io("not in the archive".to_owned()))
    }

    /// Those of the paths that lead into one archive.
    fn decode<T>(
        &self,
        name: &ArchiveName,
        paths: &[&Path],
        wanted: &[usize],
        take: impl Fn(usize, &[u8]) -> Result<T, Problem>,
    ) -> Vec<(usize, Result<T, Problem>)> {
        let member = |index: usize| archived(paths[index]).map_or(paths[index], |(_, member)| member);
        let places: BTreeMap<&Path, usize> = wanted.iter().map(|index| (member(*index), *index)).collect();
        let members: Vec<&Path> = places.keys().copied().collect();
        let mut results = Vec::with_capacity(wanted.len());
        let decoded = archive::members_of(self.layout(), name, Limits::of(self.reader()), &members, |path, bytes| {
            results.extend(places.get(path).map(|index| (*index, take(*index, bytes))));
        });
        let problem = decoded.err().map_or_else(|| Problem::Io("no longer in the archive".to_owned()), Problem::from);
        let missing = |index: &&usize| !results.iter().any(|(found, _)| found == *index);
        let absent: Vec<_> = wanted.iter().filter(missing).map(|index| (*index, Err(problem.clone()))).collect();
        results.extend(absent);
        results
    }
}
