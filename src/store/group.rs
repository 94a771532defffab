//! Many records made durable together, at a fraction of the cost of one after the other.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use tempfile::TempPath;

use super::error::Error;
use super::files::FileSystem;
use super::prepared::Prepared;
use super::threads::on_threads;
use super::tracker::{NewResponse, ResponseTracker};
use super::write::{Durability, Name, encode, missing, publish_new, remove_empty, stage, sync_up_to_store};
use crate::record::{SessionId, names};

/// So many records wait in temporary files at most. From here on a larger group gains little.
const LARGEST_GROUP: usize = 500;
/// So many bytes of text, about: encoding the next group then takes as long as waiting for this one.
const LARGEST_GROUP_BYTES: usize = 4 << 20;
/// So many threads wait for the disk where each file is synced by itself. With more a file system gets no faster.
const WAITING_THREADS: usize = 8;

/// A record in a temporary file.
struct Staged {
    temporary: TempPath,
    ending: &'static str,
}

/// Records in temporary files. They are durable when the file system is synced, or already if that is not to be done.
struct StagedGroup {
    whole: Option<FileSystem>,
    files: Vec<Result<Staged, Error>>,
}

impl ResponseTracker {
    /// Records responses as [`Self::track`] does, each with a result of its own in the same order, but makes them durable in
    /// groups. Responses of one session and agent at one millisecond are numbered in the order given.
    ///
    /// # Errors
    /// For each response as [`Self::track`]; then nothing of it was left behind, and others are not affected.
    pub fn track_all(&self, responses: &[NewResponse]) -> Vec<Result<PathBuf, Error>> {
        if let [one] = responses {
            return vec![self.track(one)];
        }
        let directories: BTreeSet<_> = responses.iter().map(|new| self.layout().session(&new.session_id)).collect();
        let created: BTreeSet<_> = directories.iter().flat_map(|directory| missing(directory)).collect();
        let tracked = self.track_groups(responses);
        if tracked.iter().any(Result::is_err) {
            // A set of paths has what is inside a directory behind it.
            remove_empty(created.into_iter().rev());
        }
        tracked
    }

    /// While one group waits for the disk, the next is being encoded and written.
    fn track_groups(&self, responses: &[NewResponse]) -> Vec<Result<PathBuf, Error>> {
        let groups = groups(responses);
        let (hand_over, staged) = mpsc::sync_channel(0);
        // The receiver goes with the scope, so that after a panic in it nobody waits to hand over.
        thread::scope(move |scope| {
            let mut ahead = groups.clone().into_iter();
            let stage = move || ahead.try_for_each(|group| hand_over.send(self.stage_group(group)));
            // Without another thread, this one does it all.
            let helper = thread::Builder::new().spawn_scoped(scope, stage);
            let staged = move |group| staged.recv().unwrap_or_else(|_| self.stage_group(group));
            let tracked = groups.into_iter().flat_map(|group| self.finish_group(group, staged(group))).collect();
            drop(helper);
            tracked
        })
    }

    /// Writes each record to a temporary file.
    fn stage_group(&self, group: &[NewResponse]) -> StagedGroup {
        let standing = self.layout().base().ancestors().find(|ancestor| ancestor.exists());
        // It is opened before the first byte is written, so that no error of write-back is missed.
        let whole = standing.and_then(|directory| FileSystem::open_to_sync(directory, group.len()));
        // Threads that do not wait would only be in each other's way if they were more than the processors.
        let processors = || thread::available_parallelism().map_or(1, NonZero::get);
        let threads = if whole.is_some() { processors() } else { WAITING_THREADS };
        let files = on_threads(threads, group, |new| self.stage(new, whole.as_ref()));
        StagedGroup { whole, files }
    }

    /// Makes a group durable, and publishes it.
    fn finish_group(&self, group: &[NewResponse], staged: StagedGroup) -> Vec<Result<PathBuf, Error>> {
        let base = self.layout().base();
        let synced = staged.whole.map_or(Ok(()), |whole| whole.sync());
        // If that failed it is not known whose data was lost, so nobody's counts as durable.
        let durable = |file| match &synced {
            Ok(()) => file,
            Err(error) => Err(Error::storage("sync", base)(io::Error::new(error.kind(), error.to_string()))),
        };
        let files = staged.files.into_iter().map(durable);
        let mut numbers = Numbers::new();
        let mut tracked: Vec<_> =
            group.iter().zip(files).map(|(new, file)| self.settle(new, file, &mut numbers)).collect();
        if self.options().write.durability == Durability::Full {
            sync_directories(&mut tracked);
        }
        tracked
    }

    fn stage(&self, new: &NewResponse, whole: Option<&FileSystem>) -> Result<Staged, Error> {
        let directory = self.layout().session(&new.session_id);
        let response = Prepared::of(new, self.options().redaction)?;
        let encoded = encode(response.bytes(), self.options().write.compression);
        let (bytes, ending) = encoded.map_err(Error::storage("compress", &directory))?;
        let (file, temporary) = stage(&directory, &bytes)?.into_parts();
        // A session's directory can lie elsewhere, by a link or a mount.
        if !whole.is_some_and(|whole| whole.holds(&file)) {
            file.sync_all().map_err(Error::storage("write to", &directory))?;
        }
        Ok(Staged { temporary, ending })
    }

    /// Publishes what is durable. What storage refused is tried once more alone, from the beginning: the directory may have
    /// been removed under our feet, or there was too much at once.
    fn settle(
        &self,
        new: &NewResponse,
        staged: Result<Staged, Error>,
        numbers: &mut Numbers,
    ) -> Result<PathBuf, Error> {
        let published = staged.and_then(|Staged { temporary, ending }| {
            let directory = self.layout().session(&new.session_id);
            let stem = names::record_stem(&new.agent, new.timestamp.instant());
            let next = numbers.entry((new.session_id.clone(), stem.clone())).or_default();
            publish_new(temporary, &directory, &Name { stem: &stem, ending }, next)
        });
        match published {
            Err(Error::Storage { .. }) => self.track(new),
            settled => settled,
        }
    }
}

/// Splits responses into groups, in order.
fn groups(mut rest: &[NewResponse]) -> Vec<&[NewResponse]> {
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |new: &&NewResponse| {
            let before = bytes;
            bytes += new.request.len() + new.response.len();
            before < LARGEST_GROUP_BYTES
        };
        let (group, behind) = rest.split_at(rest.iter().take(LARGEST_GROUP).take_while(fits).count());
        groups.push(group);
        rest = behind;
    }
    groups
}

/// From which number on the names of a session and stem may be free, so that nobody has to search from the beginning.
type Numbers = HashMap<(SessionId, String), u32>;

/// Makes the entries in the directories durable. A record whose entry may not be is not acknowledged.
fn sync_directories(tracked: &mut [Result<PathBuf, Error>]) {
    let parents = tracked.iter().flatten().filter_map(|path| path.parent()).map(Path::to_owned);
    for directory in parents.collect::<BTreeSet<_>>() {
        let Err(error) = sync_up_to_store(&directory) else { continue };
        let why = error.to_string();
        for result in tracked.iter_mut() {
            if let Ok(path) = result
                && path.parent() == Some(&directory)
            {
                // What is reported as lost must not turn up all the same.
                _ = fs::remove_file(path);
                *result = Err(Error::storage("sync", &directory)(io::Error::other(why.clone())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AgentName, Json, RecordTime};

    #[test]
    fn groups_are_neither_too_many_nor_too_large_and_hold_everything_in_order() {
        let response = |bytes: usize| NewResponse {
            timestamp: RecordTime::utc("2026-11-21T12:00:00Z".parse().unwrap()),
            session_id: SessionId::default(),
            agent: AgentName::new("qa").unwrap(),
            request: String::new(),
            response: "x".repeat(bytes),
            metadata: Json::empty_object(),
        };
        let sizes = |responses: &[NewResponse]| groups(responses).iter().map(|group| group.len()).collect::<Vec<_>>();
        assert!(groups(&[]).is_empty());
        assert_eq!(sizes(&vec![response(1); 1001]), [500, 500, 1]);
        assert_eq!(sizes(&vec![response(1 << 20); 9]), [4, 4, 1]);
        let mixed = [0, 5 << 20, 1, 5 << 20, 5 << 20, 2].map(response);
        assert_eq!(sizes(&mixed), [2, 2, 1, 1]);
        assert_eq!(groups(&mixed).concat(), mixed);
    }
}
